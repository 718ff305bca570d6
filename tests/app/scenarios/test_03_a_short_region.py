"""A region shorter than a latent frame: more is modelled than is spliced, and that is shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.generate import context
from engine.generate.context import Grid
from engine.generate.request import Context
from engine.timeline import Mask, Span, convert_rate_ceil
from tests.app.conftest import RATE, Studio

PUBLISHED = Grid(sample_rate=44100, hop=4096, max_latents=1292)


@pytest.mark.slow
def test_forty_milliseconds_are_spliced_though_more_is_modelled(real: Studio, loop: Path):
    real.open(loop)
    real.drag(1.0, 1.04)
    preview = real.window.desk.preview(real.window.generate.form)
    assert preview.plan is not None
    (anew,) = preview.plan.regenerated_spans
    selected = real.session.selection.span
    assert anew.contains(selected)
    assert anew.length > selected.length
    assert anew.length >= convert_rate_ceil(preview.plan.grid.hop, 44100, RATE)
    real.generate()
    (region,) = real.session.document.tracks[0].regions
    assert region.span == selected
    assert all(take.span == selected for take in region.takes)


@settings(max_examples=300)
@given(
    start=st.integers(0, 9 * RATE),
    length=st.integers(RATE // 1000, RATE // 5),
    context_=st.sampled_from(list(Context)),
)
def test_the_mask_always_covers_the_whole_region(start: int, length: int, context_: Context):
    region = Span(start, start + length)
    plan = context.plan(Mask((region,)), Span(0, 10 * RATE), RATE, PUBLISHED, context_)
    assert (plan.keep == 0).sum() >= 1
    assert any(span.contains(region) for span in plan.regenerated_spans)
