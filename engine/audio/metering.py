"""How loud what is heard is, block by block: measured where it is rendered, added up where it is shown."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.audio.late import late
from engine.audio.levels import to_db

FLOOR_DB = -60.0
"""Where a meter begins."""

RMS_S = 0.3
"""Time constant of the root of the mean square: that of a VU meter."""

FALL_DB_S = 24.0
"""How fast a peak meter falls: near IEC 60268-10, type I."""

HOLD_S = 1.5
"""How long the highest peak stays marked."""

SHORT_TERM_S = 3.0
"""Window of the short-term loudness (EBU Tech 3341)."""

FULL_SCALE = 1.0

Sound = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Measure:
    """A block of `n_samples`: the largest magnitude and the mean square of each channel."""

    peaks: tuple[float, ...]
    mean_squares: tuple[float, ...]
    n_samples: int

    @classmethod
    def of(cls, audio: Sound) -> Measure:
        """Measure `[n, c]`."""
        peaks = np.abs(audio).max(axis=0, initial=0.0)
        squares = np.square(audio, dtype=np.float64).sum(axis=0) / max(1, len(audio))
        return cls(tuple(map(float, peaks)), tuple(map(float, squares)), len(audio))

    @classmethod
    def joined(cls, blocks: Sequence[Measure], n_samples: int) -> Measure:
        """Blocks that follow one another as one of `n_samples`; what they leave of those is silence."""
        n_channels = max((len(block.peaks) for block in blocks), default=0)
        peaks, squares = [0.0] * n_channels, [0.0] * n_channels
        for block in blocks:
            for channel, (peak, square) in enumerate(zip(block.peaks, block.mean_squares, strict=True)):
                peaks[channel] = max(peaks[channel], peak)
                squares[channel] += square * block.n_samples / max(1, n_samples)
        return cls(tuple(peaks), tuple(squares), n_samples)

    def turned(self, gain: float) -> Measure:
        """The same block, `gain` times as large an amplitude."""
        peaks = tuple(peak * gain for peak in self.peaks)
        return replace(self, peaks=peaks, mean_squares=tuple(s * gain**2 for s in self.mean_squares))


@dataclass(frozen=True, slots=True)
class Measures:
    """A block of the mix: as a whole, K-weighted (see `KWeighting`), and each track by its identifier."""

    master: Measure
    weighted: float
    tracks: Mapping[str, Measure] = field(default_factory=dict)

    @classmethod
    def joined(cls, blocks: Sequence[Measures]) -> Measures:
        """Blocks that follow one another as one, at least one of them; a track is silent where it lacks."""
        if len(blocks) == 1:
            return blocks[0]
        n_samples = sum(block.master.n_samples for block in blocks)
        names = dict.fromkeys(name for block in blocks for name in block.tracks)
        tracks = {
            name: Measure.joined([b.tracks[name] for b in blocks if name in b.tracks], n_samples)
            for name in names
        }
        weighted = sum(block.weighted * block.master.n_samples for block in blocks) / max(1, n_samples)
        return cls(Measure.joined([block.master for block in blocks], n_samples), weighted, tracks)


class KWeighting:
    """The filter of loudness, running on from block to block.

    Source: ITU-R BS.1770-5, annex 1, with pyloudnorm's coefficients for this sample rate.
    """

    def __init__(self, sample_rate: int, n_channels: int = 2) -> None:
        self._sections = _k_weighting(sample_rate)
        self._state = np.zeros((len(self._sections), 2, n_channels))

    def __call__(self, audio: Sound) -> float:
        """Sum over the channels of the K-weighted mean square of `[n, n_channels]`."""
        if not len(audio):
            return 0.0
        weighted, self._state = late("scipy.signal").sosfilt(self._sections, audio, axis=0, zi=self._state)
        return float(np.square(weighted).sum() / len(audio))


@lru_cache(maxsize=8)
def _k_weighting(sample_rate: int) -> NDArray[np.float64]:
    """Second-order sections `[2, 6]`."""
    # half a second with scipy's filters: not before something is measured
    filters = late("pyloudnorm").Meter(sample_rate)._filters.values()  # noqa: SLF001 (they are offered nowhere else)
    return np.array([[*(f.passband_gain * f.b), *f.a] for f in filters])


class Level:
    """What a meter shows of one track or of all: fed with measures of what was heard, in order."""

    def __init__(self, sample_rate: int) -> None:
        self._rate = sample_rate
        self.peaks_db: tuple[float, ...] = ()
        """Of each channel, falling slowly."""
        self.holds_db: tuple[float, ...] = ()
        """The highest peak of each channel in the last `HOLD_S`."""
        self.rms_db: tuple[float, ...] = ()
        self.is_clipped = False
        """Whether a sample went beyond full scale since `clear`."""
        self._squares: tuple[float, ...] = ()
        self._held_s: tuple[float, ...] = ()

    def add(self, measure: Measure) -> None:
        """Take up the next block."""
        n = len(measure.peaks)
        if len(self.peaks_db) != n:
            self.peaks_db = self.holds_db = (-math.inf,) * n
            self._squares = self._held_s = (0.0,) * n
        seconds = measure.n_samples / self._rate
        peaks = tuple(map(to_db, measure.peaks))
        self.peaks_db = tuple(
            max(new, old - FALL_DB_S * seconds) for new, old in zip(peaks, self.peaks_db, strict=True)
        )
        self._hold(peaks, seconds)
        keep = math.exp(-seconds / RMS_S)
        self._squares = tuple(
            keep * old + (1 - keep) * new
            for old, new in zip(self._squares, measure.mean_squares, strict=True)
        )
        self.rms_db = tuple(to_db(math.sqrt(square)) for square in self._squares)
        self.is_clipped |= max(measure.peaks, default=0.0) > FULL_SCALE

    def rest(self, seconds: float) -> None:
        """Nothing was heard for so long."""
        silent = (0.0,) * len(self.peaks_db)
        self.add(Measure(silent, silent, round(seconds * self._rate)))

    def clear(self) -> None:
        """Put the clip light out and forget the highest peaks."""
        self.is_clipped = False
        self.holds_db = self.peaks_db

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing left to show."""
        return all(peak < FLOOR_DB for peak in (*self.peaks_db, *self.holds_db, *self.rms_db))

    def _hold(self, peaks: tuple[float, ...], seconds: float) -> None:
        held: list[float] = []
        times: list[float] = []
        for new, old, age in zip(peaks, self.holds_db, self._held_s, strict=True):
            is_over = new >= old or age + seconds > HOLD_S
            held.append(new if new >= old else self.peaks_db[len(held)] if is_over else old)
            times.append(0.0 if new >= old else age + seconds)
        self.holds_db, self._held_s = tuple(held), tuple(times)


class ShortTerm:
    """Loudness of the last three seconds, in LUFS.

    Source: EBU Tech 3341, section 2.2: a sliding window without gate.
    """

    def __init__(self, sample_rate: int) -> None:
        self._length = round(SHORT_TERM_S * sample_rate)
        self._blocks: deque[tuple[float, int]] = deque()
        self._n_samples = 0

    def add(self, weighted: float, n_samples: int) -> None:
        """Take up the K-weighted mean square of the next block."""
        self._blocks.append((weighted, n_samples))
        self._n_samples += n_samples
        while self._blocks and self._n_samples - self._blocks[0][1] >= self._length:
            self._n_samples -= self._blocks.popleft()[1]

    def clear(self) -> None:
        """Begin anew."""
        self._blocks.clear()
        self._n_samples = 0

    @property
    def lufs(self) -> float:
        """-inf for silence, and where nothing was heard yet."""
        if not self._n_samples:
            return -math.inf
        power = sum(weighted * n for weighted, n in self._blocks) / self._n_samples
        return -0.691 + to_db(math.sqrt(power))
