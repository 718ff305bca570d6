from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.session import MAX_SAMPLES_PER_PX, MIN_SAMPLES_PER_PX, Viewport
from app.timeline import axis
from engine.document import edits
from engine.document.document import Document
from engine.timeline import Span

scales = st.floats(MIN_SAMPLES_PER_PX, MAX_SAMPLES_PER_PX)
starts = st.floats(-1e9, 1e9)
widths = st.integers(1, 8000)


@given(starts, scales, st.floats(0.01, 100), st.floats(0, 4000))
def test_zooming_keeps_what_lies_under_the_pointer(start, scale, factor, x):
    before = Viewport(start, scale)
    after = axis.zoomed(before, factor, x)
    assert after.start + x * after.samples_per_px == pytest.approx(start + x * scale, abs=1e-3)
    assert MIN_SAMPLES_PER_PX <= after.samples_per_px <= MAX_SAMPLES_PER_PX


@given(starts, scales, st.integers(-(10**9), 10**9), st.integers(1, 10**9), widths)
def test_a_clamped_view_always_shows_something_and_is_clamped_once_for_all(
    start, scale, first, length, width
):
    extent = Span(first, first + length)
    view = axis.clamped(Viewport(start, scale), extent, width)
    seen = axis.visible_span(view, width)
    assert seen.start <= extent.stop
    assert seen.stop >= extent.start
    again = axis.clamped(view, extent, width)
    assert again.start == pytest.approx(view.start)
    assert again.samples_per_px == view.samples_per_px


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**9), st.integers(300, 8000))
def test_a_fitted_span_is_seen_whole(start, length, width):
    view = axis.fitted(Span(start, start + length), width)
    assert view.to_px(start) >= -1e-6
    assert view.to_px(start + length) <= width + 1e-6


def test_a_region_past_the_end_belongs_to_what_is_shown():
    document = edits.add_empty_track(Document(44100))
    document, _ = edits.compose_region(document, document.tracks[0].id, 44100)
    assert axis.shown_extent(document) == Span(0, 44100)
    assert axis.shown_extent(Document()) == Span(0, 0)
