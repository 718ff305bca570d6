"""Where samples lie on the screen: zooming and scrolling, as pure functions."""

from __future__ import annotations

import math

from app.session import MAX_SAMPLES_PER_PX, MIN_SAMPLES_PER_PX, Viewport
from engine.document.document import Document
from engine.timeline import Span

ZOOM_STEP = math.sqrt(2)
"""What one notch of the wheel, or one zoom command, multiplies the scale by."""


NORMAL_PX = 100
"""Pixels of a second at the plain scale."""


def shown_extent(document: Document) -> Span:
    """What there is to look at: everything heard, and every region, also where nothing sounds yet."""
    spans = [document.extent] if document.extent else []
    spans += [region.span for track in document.tracks for region in track.regions]
    return Span(min(s.start for s in spans), max(s.stop for s in spans)) if spans else Span(0, 0)


def fitted(span: Span, width_px: int, *, margin: float = 0.02) -> Viewport:
    """The view that shows `span` over `width_px` pixels, with `margin` of the width free at each side."""
    inner_px = max(1.0, width_px * (1 - 2 * margin))
    samples_per_px = limited_scale(max(span.length, 16) / inner_px)
    centre = (span.start + span.stop) / 2
    return Viewport(centre - width_px / 2 * samples_per_px, samples_per_px)


def zoomed(viewport: Viewport, factor: float, at_px: float) -> Viewport:
    """`factor` times as many pixels for each sample; what lies at `at_px` stays there."""
    samples_per_px = limited_scale(viewport.samples_per_px / factor)
    fixed = viewport.start + at_px * viewport.samples_per_px
    return Viewport(fixed - at_px * samples_per_px, samples_per_px)


def limited_scale(samples_per_px: float) -> float:
    """The nearest scale that the canvas can show."""
    return min(max(samples_per_px, MIN_SAMPLES_PER_PX), MAX_SAMPLES_PER_PX)


def clamped(viewport: Viewport, extent: Span, width_px: int) -> Viewport:
    """The nearest view that still shows something of `extent`, and at most twice its length."""
    widest = max(extent.length, 16) * 2 / max(1, width_px)
    samples_per_px = min(viewport.samples_per_px, limited_scale(widest))
    start = viewport.start
    if samples_per_px != viewport.samples_per_px:
        start += width_px / 2 * (viewport.samples_per_px - samples_per_px)
    low, high = scroll_range(extent, samples_per_px, width_px)
    return Viewport(min(max(start, low), high), samples_per_px)


def scroll_range(extent: Span, samples_per_px: float, width_px: int) -> tuple[float, float]:
    """The first and the last sample that may stand at the left edge: half a view is free past each end."""
    half = width_px * samples_per_px / 2
    return extent.start - half, max(extent.stop - half, extent.start - half)


def visible_span(viewport: Viewport, width_px: int) -> Span:
    """The samples that `width_px` pixels show, rounded outward."""
    stop = viewport.start + width_px * viewport.samples_per_px
    return Span(math.floor(viewport.start), math.ceil(stop))
