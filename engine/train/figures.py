"""Figures of generated sounds: distances of sets, joins in a recording, tempo. Numpy alone.

Audio is `[2, n]`; `D` features, `M` windows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter1d

from engine.timeline import Span

Sound = NDArray[np.floating]
Numbers = NDArray[np.float64]

PERCENTILE = 95
"""What is rarer than this at untouched places stands out."""

TEMPO_RANGE = 0.2
"""A beat is looked for within this share of the one that is expected: nearer than 3 or 5 sixteenths to it."""

_STEP = 128
_JOIN_WINDOW, _JOIN_REACH = 512, 2
_BEAT_WINDOW, _N_BEATS = 1024, 4
_N_BANDS = 24
_FLOOR_DB = -60.0
_LEVEL_S, _GRID_S = 0.020, 0.010


def frechet(made: Numbers, real: Numbers) -> float:
    """The Fréchet distance of two sets of features `[n, D]` as if both were normally distributed.

    It is biased upwards, the more the fewer samples there are (about as 1 / n, and strongly where n is not
    well above D): compare only distances between sets of the same sizes, and with that of two real sets.

    The trace of the root of the product of the covariances is the sum of the singular values of the product
    of the centred sets, which needs no matrix root and holds where the covariances are singular.
    Source: Heusel et al. (2017), https://arxiv.org/abs/1706.08500.
    Raises:
        ValueError: less than two samples in a set.
    """
    if min(len(made), len(real)) < 2:
        raise ValueError("a set of features to compare has at least two samples")
    a, b = ((x - x.mean(0)) / np.sqrt(len(x) - 1) for x in (made, real))
    shift = np.square(made.mean(0) - real.mean(0)).sum()
    root = np.linalg.svd(a @ b.T, compute_uv=False).sum()
    return max(0.0, float(shift + np.square(a).sum() + np.square(b).sum() - 2 * root))


@dataclass(frozen=True, slots=True)
class Join:
    """How one edge of a region stands out, in decibels, and what only one in twenty untouched places exceeds.

    `flux` is the mean change of band levels across it, `step` the change of the whole level.
    """

    flux_db: float
    flux_limit_db: float
    step_db: float
    step_limit_db: float

    @property
    def is_smooth(self) -> bool:
        """Whether its spectral flux is nothing that untouched places do not have."""
        return self.flux_db <= self.flux_limit_db

    @property
    def is_level(self) -> bool:
        """The same of its level."""
        return self.step_db <= self.step_limit_db


def joins(audio: Sound, region: Span, sample_rate: int) -> tuple[Join, ...]:
    """Both edges of a region that lies inside a recording, against untouched places of the recording.

    Untouched places lie 10 ms from each other, outside the region and farther from it than either measure
    reaches; they are measured exactly as the edges are.

    Raises:
        ValueError: an edge lies at the end of the recording, or the region leaves nothing to compare with.
    """
    n_level, grid = round(_LEVEL_S * sample_rate), round(_GRID_S * sample_rate)
    reach = max(n_level, _JOIN_WINDOW)
    places = np.arange(reach, audio.shape[1] - reach, grid)
    untouched = places[(places < region.start - reach) | (places > region.stop + reach)]
    edges = np.array([region.start, region.stop])
    if not len(untouched) or edges.min() < reach or edges.max() > audio.shape[1] - reach:
        raise ValueError("a region inside a recording has untouched sound on both sides of it")
    flux, step = flux_db(audio, sample_rate), _level_steps(audio, n_level)
    at = (edges // _STEP, untouched // _STEP)
    flux_limit = float(np.percentile(flux[at[1]], PERCENTILE))
    step_limit = float(np.percentile(step(untouched), PERCENTILE))
    return tuple(
        Join(float(f), flux_limit, float(s), step_limit)
        for f, s in zip(flux[at[0]], step(edges), strict=True)
    )


def flux_db(audio: Sound, sample_rate: int) -> Numbers:
    """How much the spectrum changes around every `_STEP`th sample, in mean decibels over bands.

    The largest change between windows of 512 samples that lie 256 apart, within 256 samples of the place;
    levels are counted down to 60 dB below the loudest.
    """
    levels = band_levels_db(audio, _JOIN_WINDOW)
    change = np.abs(levels[:, 2:] - levels[:, :-2]).mean(0)
    return maximum_filter1d(np.pad(change, 1, mode="edge"), 2 * _JOIN_REACH + 1)


def band_levels_db(audio: Sound, window: int) -> Numbers:
    """Levels of bands of equal ratio in windows that are centred on every `_STEP`th sample: `[bands, M]`."""
    padded = np.pad(np.asarray(audio, np.float64), ((0, 0), (window // 2, window)))
    starts = np.arange(audio.shape[1] // _STEP + 1) * _STEP
    frames = np.lib.stride_tricks.sliding_window_view(padded, window, axis=1)[:, starts]
    power = np.square(np.abs(np.fft.rfft(frames * np.hanning(window)))).mean(0)
    edges = np.unique(np.geomspace(1, window // 2, _N_BANDS + 1).round().astype(int))
    bands = np.add.reduceat(power[:, : window // 2], edges[:-1], axis=1).T
    loudest = max(float(bands.max()), 1e-12)
    return 10 * np.log10(np.maximum(bands / loudest, 10 ** (_FLOOR_DB / 10)))


def _level_steps(audio: Sound, n: int) -> Callable[[NDArray[np.int64]], Numbers]:
    """What measures how the level of `n` samples changes across places, in dB; silence counts as -60 dB."""
    power = np.square(np.asarray(audio, np.float64)).mean(0)
    total = np.concatenate([[0.0], np.cumsum(power)])
    means = (total[n:] - total[:-n]) / n  # the mean that begins at each sample
    means = np.maximum(means, max(float(means.max()), 1e-12) * 10 ** (_FLOOR_DB / 10))
    return lambda places: np.abs(10 * np.log10(means[places] / means[places - n]))


def change_db(before: Sound, after: Sound) -> float:
    """How far `[c, n]` is from what was there, relative to that: −∞ is the same, 0 as large as the sound."""
    power = np.square(np.asarray(before, np.float64)).sum()
    change = np.square(np.asarray(after, np.float64) - before).sum()
    return float(10 * np.log10((change + 1e-12) / (power + 1e-12)))


def beat_s(audio: Sound, near_s: float, sample_rate: int) -> float:
    """The period, in seconds, near `near_s` at which onsets best repeat themselves over one to four beats.

    Sound without a beat gives any period within a fifth of `near_s`: one in ten of them, by chance, is within
    2 % of it.
    """
    levels = band_levels_db(audio, _BEAT_WINDOW)
    onsets = np.maximum(levels[:, 1:] - levels[:, :-1], 0).sum(0)
    onsets -= onsets.mean()
    strength = _autocorrelation(onsets)
    beat = near_s * sample_rate / _STEP
    periods = np.linspace((1 - TEMPO_RANGE) * beat, (1 + TEMPO_RANGE) * beat, 801)
    counts = [k for k in range(1, _N_BEATS + 1) if k * periods[-1] < len(strength) / 2] or [1]
    lags = np.arange(len(strength))
    comb = sum(np.interp(k * periods, lags, strength) for k in counts)
    return float(periods[int(np.argmax(comb))] * _STEP / sample_rate)


def has_beat(audio: Sound, period_s: float, sample_rate: int, *, within: float = 0.02) -> bool:
    """Whether the beat of a sound is within 2 % of a period."""
    return abs(beat_s(audio, period_s, sample_rate) / period_s - 1) <= within


def _autocorrelation(x: Numbers) -> Numbers:
    """Mean product of `[n]` with itself at every lag up to where half of it is left."""
    n = len(x)
    spectrum = np.fft.rfft(x, 2 * n)
    total = np.fft.irfft(np.square(np.abs(spectrum)))[: max(1, n // 2)]
    return total / (n - np.arange(len(total)))


def share(answers: Sequence[bool]) -> float | None:
    """The share of yes among answers; None where there are none."""
    return sum(answers) / len(answers) if answers else None
