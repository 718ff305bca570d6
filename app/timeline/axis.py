"""Where samples lie on the screen: zooming, scrolling and the steps of the ruler, as pure functions."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from app.session import MAX_SAMPLES_PER_PX, MIN_SAMPLES_PER_PX, Viewport
from engine.document.document import Document
from engine.timeline import Span

ZOOM_STEP = math.sqrt(2)
"""What one notch of the wheel, or one zoom command, multiplies the scale by."""

_SUB_SECOND = tuple((m * 10.0**e, n) for e in range(-5, 0) for m, n in ((1, 5), (2, 4), (5, 5)))
_SECONDS = ((1, 5), (2, 4), (5, 5), (10, 5), (20, 4))
_MINUTES = ((60, 6), (120, 4), (300, 5), (600, 5), (1200, 4))
_HOURS = ((3600, 6), (7200, 4), (18000, 5), (36000, 5), (86400, 4))
_STEPS = (*_SUB_SECOND, *_SECONDS, *_MINUTES, *_HOURS)


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of the ruler: where it lies, and its time; minor ticks have no label."""

    sample: float
    label: str


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


def tick_step(samples_per_px: float, sample_rate: int, min_px: float) -> tuple[float, int]:
    """Seconds from one labelled tick to the next, at least `min_px` apart, and the parts it is divided in."""
    for step_s, n_parts in _STEPS:
        if step_s * sample_rate / samples_per_px >= min_px:
            return step_s, n_parts
    return _STEPS[-1]


def ticks(viewport: Viewport, width_px: int, sample_rate: int, min_px: float) -> Iterator[Tick]:
    """Every tick of the ruler in view, from left to right, and one before it whose label may reach in."""
    step_s, n_parts = tick_step(viewport.samples_per_px, sample_rate, min_px)
    span = visible_span(viewport, width_px)
    small = step_s / n_parts
    first = (math.floor(span.start / sample_rate / step_s) - 1) * n_parts
    last = math.ceil(span.stop / sample_rate / small)
    for index in range(first, last + 1):
        major, part = divmod(index, n_parts)
        label = "" if part else tick_label(major * step_s, step_s)
        yield Tick(index * small * sample_rate, label)


def tick_label(seconds: float, step_s: float) -> str:
    """`m:ss`, `h:mm:ss`, with as many decimals as `step_s` asks for."""
    decimals = max(0, -math.floor(math.log10(step_s) + 1e-9))
    units = round(abs(seconds) * 10**decimals)
    whole, rest = divmod(units, 10**decimals)
    minutes, whole = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    head = f"{hours}:{minutes:02d}" if hours else f"{minutes}"
    tail = f".{rest:0{decimals}d}" if decimals else ""
    return f"{'-' if seconds < 0 and units else ''}{head}:{whole:02d}{tail}"
