"""What a track looks like from afar: for each pixel column the extremes of what is heard there.

Columns stand on a grid of their own, column `k` covering samples `k * scale` to `(k + 1) * scale`, so that a
scrolled waveform is the same picture in another place.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from app.timeline.peaks_library import PeaksLibrary
from engine.audio.files import Reader, Source
from engine.audio.levels import from_db
from engine.audio.peaks import BUCKET
from engine.document.document import Clip, Track
from engine.document.render import fade_gains, layers
from engine.timeline import Span

N_PARTS = 8
"""Parts of a column whose peaks are averaged to its core."""

FULL_SCALE = 32767 / 32768
"""From here on a sample counts as clipped: the largest that 16 bits hold."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a source as it is heard: at `at` on the track, its first sample being `offset`.

    Reversed, that one is the last. `clip` is the clip that lies there, for its fades; None for a take.
    """

    source: Source
    at: Span
    offset: int
    gain: float
    channels: tuple[int, ...]
    is_take: bool
    clip: Clip | None = None
    is_reversed: bool = False

    def source_span(self, part: Span) -> Span:
        """Which samples of the source sound in `part` of the track."""
        if self.is_reversed:
            return Span(self.at.stop - part.stop, self.at.stop - part.start).shifted(self.offset)
        return part.shifted(self.offset - self.at.start)

    def gains(self, part: Span, n: int) -> Floats:
        """The gain in the middle of each of `n` equal parts of `part`, fades included: `[n]`."""
        clip = self.clip
        if clip is None or not (clip.fade_in or clip.fade_out):
            return np.full(n, self.gain, np.float32)
        places = ((np.arange(n) + 0.5) * (part.length / n)).astype(np.int64) + part.start
        return (self.gain * fade_gains(clip, places - self.at.start + clip.start)).astype(np.float32)


@dataclass(slots=True)
class Columns:
    """Extremes of `n` columns `[c, n]`: of all samples, and on average of their parts (the core).

    `is_sound` `[n]` says where there is anything, `is_take` `[c, n]` which channels a take replaces there.
    """

    n_channels: int
    n: int
    low: Floats = field(init=False)
    high: Floats = field(init=False)
    core_low: Floats = field(init=False)
    core_high: Floats = field(init=False)
    is_sound: NDArray[np.bool_] = field(init=False)
    is_take: NDArray[np.bool_] = field(init=False)
    is_final: bool = True

    def __post_init__(self) -> None:
        shape = (self.n_channels, self.n)
        self.low, self.high = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
        self.core_low, self.core_high = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
        self.is_sound, self.is_take = np.zeros(self.n, bool), np.zeros(shape, bool)

    @property
    def is_clipped(self) -> NDArray[np.bool_]:
        """Where a sample stands at or beyond full scale, `[c, n]`."""
        return (self.high >= FULL_SCALE) | (self.low <= -FULL_SCALE)


def heard(track: Track) -> tuple[Stretch, ...]:
    """Clips, and over them the chosen takes; a later stretch hides an earlier one on its channels."""
    every = tuple(range(track.n_channels))
    clips = [
        Stretch(c.source, c.span, c.offset, _gain(c), every, is_take=False, clip=c, is_reversed=c.is_reversed)
        for c in track.clips
    ]
    takes = [
        Stretch(
            layer.take.source,
            layer.heard,
            layer.take.source_span(layer.heard).start,
            from_db(layer.take.level_db),
            layer.take.channels,
            is_take=True,
            is_reversed=layer.take.is_reversed,
        )
        for layer in layers(track)
    ]
    return (*clips, *takes)


def columns(
    stretches: tuple[Stretch, ...],
    n_channels: int,
    first: int,
    n: int,
    scale: float,
    library: PeaksLibrary,
    reader: Reader | None,
) -> Columns:
    """Columns `first` to `first + n` of a track.

    Args:
        scale: samples of one column.
        reader: reads where the peaks are too coarse; None leaves them coarse.
    Raises:
        AudioFileError: a source cannot be read.
    """
    result = Columns(n_channels, n)
    view = Span(round(first * scale), round((first + n) * scale))
    for stretch in stretches:
        part = stretch.at.overlap(view)
        if part:
            left = int((part.start - first * scale) / scale)
            right = min(n, max(left + 1, int(np.ceil((part.stop - first * scale) / scale))))
            if left < right:
                _lay(result, stretch, part, slice(left, right), library, reader)
    return result


def merged(columns: Columns) -> Columns:
    """All channels as one: the widest extremes of any of them."""
    one = Columns(1, columns.n)
    for name, widest in (("low", np.min), ("high", np.max), ("core_low", np.min), ("core_high", np.max)):
        setattr(one, name, widest(getattr(columns, name), axis=0, keepdims=True))
    one.is_sound, one.is_final = columns.is_sound, columns.is_final
    one.is_take = np.logical_or.reduce(columns.is_take, axis=0, keepdims=True)
    return one


def _lay(
    result: Columns,
    stretch: Stretch,
    part: Span,
    where: slice,
    library: PeaksLibrary,
    reader: Reader | None,
) -> None:
    n, span = where.stop - where.start, stretch.source_span(part)
    peaks = library.of(stretch.source)
    n_known = peaks.n_done  # asked for before the peaks are read: they grow meanwhile
    is_read = reader is not None and span.length < 2 * BUCKET * n
    n_parts = max(1, min(N_PARTS, span.length // n))
    mins, maxs = peaks.columns(span, n * n_parts, reader if is_read else None)
    if stretch.is_reversed:
        mins, maxs = mins[:, ::-1], maxs[:, ::-1]
    gains = stretch.gains(part, n * n_parts)
    mins, maxs = ((x * gains).reshape(len(x), n, n_parts) for x in (mins, maxs))
    channels = list(stretch.channels)
    result.low[channels, where], result.high[channels, where] = mins.min(axis=2), maxs.max(axis=2)
    result.core_low[channels, where] = mins.mean(axis=2)
    result.core_high[channels, where] = maxs.mean(axis=2)
    result.is_sound[where] = True
    result.is_take[channels, where] = stretch.is_take
    result.is_final &= is_read or n_known >= min(span.stop, stretch.source.n_samples)


def _gain(clip: Clip) -> float:
    return 0.0 if clip.is_silent else from_db(clip.gain_db)
