"""The steps of the ruler in seconds, samples, or bars and beats; edges snap to what is drawn there."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from app.session import Viewport
from app.timeline.axis import visible_span
from app.timeline.time_format import TimeBase, TimeFormat, format_position
from engine.timeline import samples_to_seconds

LABEL_EM = 5.0
"""Line heights that a label needs; longer ones are given more."""

_SUB_SECOND = tuple((m * Fraction(10) ** e, n) for e in range(-5, 0) for m, n in ((1, 5), (2, 4), (5, 5)))
_SECONDS = ((1, 5), (2, 4), (5, 5), (10, 5), (20, 4))
_MINUTES = ((60, 6), (120, 4), (300, 5), (600, 5), (1200, 4))
_HOURS = ((3600, 6), (7200, 4), (18000, 5), (36000, 5), (86400, 4))
_SAMPLES = ((1, 1), *((m * 10**e, n) for e in range(13) for m, n in ((2, 2), (5, 5), (10, 5))))
_PARTS_OF_BEATS = tuple((Fraction(1, n), 2) for n in (32, 16, 8, 4, 2))


@dataclass(frozen=True, slots=True)
class Step:
    """From one labelled tick to the next: `length` in samples, and the parts it is divided in."""

    length: Fraction
    n_parts: int

    @property
    def part(self) -> Fraction:
        """Samples from one tick to the next, labelled or not."""
        return self.length / self.n_parts


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of the ruler: where it lies, and what it is called; minor ticks have no label."""

    sample: float
    label: str


def step(samples_per_px: float, kind: TimeFormat, base: TimeBase, min_px: float) -> Step:
    """The finest step whose labels are at least `min_px` apart."""
    steps = _steps(kind, base)
    for candidate in steps:
        if candidate.length >= samples_per_px * min_px:
            return candidate
    return steps[-1]


@lru_cache(maxsize=8)
def ticks(
    viewport: Viewport, width_px: int, kind: TimeFormat, base: TimeBase, min_px: float
) -> tuple[Tick, ...]:
    """Every tick in view, from left to right, and one label before it that may reach in.

    Kept for the last views: a playhead that moves over them asks thirty times a second.
    """
    return tuple(_ticks(viewport, width_px, kind, base, min_px))


def _ticks(
    viewport: Viewport, width_px: int, kind: TimeFormat, base: TimeBase, min_px: float
) -> Iterator[Tick]:
    chosen = step(viewport.samples_per_px, kind, base, min_px)
    span = visible_span(viewport, width_px)
    part = chosen.part
    above, below = part.numerator, part.denominator  # whole numbers: as exact as fractions, and much faster
    first = (span.start * below // (above * chosen.n_parts) - 1) * chosen.n_parts
    last = -(-span.stop * below // above)
    for index in range(first, last + 1):
        is_major = index % chosen.n_parts == 0
        yield Tick(index * above / below, label(index * part, chosen, kind, base) if is_major else "")


def nearest(sample: int, samples_per_px: float, kind: TimeFormat, base: TimeBase, min_px: float) -> int:
    """The tick that lies nearest to a sample, rounded to a sample."""
    part = step(samples_per_px, kind, base, min_px).part
    return round(round(sample / part) * part)


def label(sample: Fraction, chosen: Step, kind: TimeFormat, base: TimeBase) -> str:
    """What the tick at `sample` is called, in no more detail than its step needs."""
    if kind is TimeFormat.SAMPLES:
        return f"{round(sample):,}".replace(",", "\u2009")
    if kind is TimeFormat.TIME:
        rate = base.sample_rate
        return seconds_label(float(sample / rate), samples_to_seconds(1, rate) * float(chosen.length))
    bar, beat, part = format_position(round(sample), kind, base).split(".")
    if chosen.length >= base.samples_per_beat * base.beats_per_bar:
        return bar
    return f"{bar}.{beat}" if chosen.length >= base.samples_per_beat else f"{bar}.{beat}.{part}"


def seconds_label(seconds: float, step_s: float) -> str:
    """`m:ss`, `h:mm:ss`, with as many decimals as `step_s` asks for."""
    decimals = max(0, -math.floor(math.log10(step_s) + 1e-9))
    units = round(abs(seconds) * 10**decimals)
    whole, rest = divmod(units, 10**decimals)
    minutes, whole = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    head = f"{hours}:{minutes:02d}" if hours else f"{minutes}"
    tail = f".{rest:0{decimals}d}" if decimals else ""
    return f"{'-' if seconds < 0 and units else ''}{head}:{whole:02d}{tail}"


@lru_cache(maxsize=8)
def _steps(kind: TimeFormat, base: TimeBase) -> tuple[Step, ...]:
    """All that there are, the finest first: made once, for every paint and every move of a drag asks."""
    if kind is TimeFormat.SAMPLES:
        return tuple(Step(Fraction(n), n_parts) for n, n_parts in _SAMPLES)
    if kind is TimeFormat.TIME:
        seconds = (*_SUB_SECOND, *_SECONDS, *_MINUTES, *_HOURS)
        return tuple(Step(Fraction(s) * base.sample_rate, n_parts) for s, n_parts in seconds)
    beat, n_beats = base.samples_per_beat, base.beats_per_bar
    beats = [Step(share * beat, n_parts) for share, n_parts in _PARTS_OF_BEATS]
    bars = [Step(beat * n_beats * 2**e, 2 if e else n_beats) for e in range(18)]
    return (*beats, Step(beat, 4), *bars)
