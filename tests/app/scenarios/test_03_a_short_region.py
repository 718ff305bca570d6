"""A region shorter than a latent frame: more is modelled than is spliced, and that is shown."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.generate import context
from engine.generate.context import Grid
from engine.generate.request import Context
from engine.timeline import Mask, Span, convert_rate_ceil
from tests.app.conftest import RATE, Studio
from tests.app.fakes import answered
from tests.app.scenarios.conftest import heard, zoom_to

PUBLISHED = Grid(sample_rate=44100, hop=4096, max_latents=1292)


@pytest.mark.slow
def test_forty_milliseconds_are_spliced_though_more_is_modelled(real: Studio, loop: Path):
    real.open(loop)
    zoom_to(real, 1.0, 20)
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
    document = real.session.document
    alone = replace(document, tracks=tuple(replace(track, regions=()) for track in document.tracks))
    changed = (heard(document, document.extent) != heard(alone, document.extent)).any(1)
    assert changed[selected.start : selected.stop].any()
    assert not changed[: selected.start].any()
    assert not changed[selected.stop :].any()
    real.settle()


def test_the_panel_says_that_at_least_a_latent_frame_comes_anew(loaded: Studio):
    zoom_to(loaded, 1.0, 20)
    loaded.drag(1.0, 1.04)
    selected = loaded.session.selection.span
    assert abs(selected.length - 0.04 * RATE) <= 40
    said = re.search(r"of which ([\d.]+) s come anew", loaded.window.generate.heard.text())
    assert said is not None
    assert float(said[1]) >= round(PUBLISHED.hop / PUBLISHED.sample_rate, 2)
    lane = next(iter(loaded.window.timeline.lanes.values())).mask_lane
    assert lane.accessibleName() == "Regions of loop: 0"
    loaded.generate()
    (asked,) = loaded.engine.requests
    assert asked.spans == (selected,)
    assert answered(loaded.session.document.tracks[0]) == [2]


@settings(max_examples=1000)
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
