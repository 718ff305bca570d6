"""Levels by time and frequency: what a spectrogram is drawn from. numpy and scipy, never torch.

Shapes: `[k, n_fft]` frames of samples, `[k, b]` powers of `b = n_fft // 2 + 1` bins, `[h, k]` rows.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from engine.audio.late import late

Floats = NDArray[np.float32]

LOWEST_HZ = 30.0
"""Where the rows of a spectrogram begin."""

SILENCE_DB = -200.0

LONGEST_FRAME = 16384
"""No frame is longer, up to a sample rate of 192 kHz."""

_SHORTEST, _LONGEST = 512, 4096  # samples of a frame at up to 48 kHz
_MEL_BREAK_HZ, _MEL_UNIT = 700.0, 2595.0


def frame_length(samples_per_column: float, sample_rate: int) -> int:
    """How many samples to look at for one column: short ones show when, long ones show which frequency.

    A power of two near sixteen columns, between 11 and 85 ms at 48 kHz.
    """
    rate_factor = 2 ** min(2, max(0, round(math.log2(sample_rate / 48_000))))
    wanted = 2 ** round(math.log2(max(1.0, 16 * samples_per_column)))
    return int(min(max(wanted, _SHORTEST * rate_factor), _LONGEST * rate_factor))


def log_rows(n_rows: int, sample_rate: int, lowest_hz: float = LOWEST_HZ) -> NDArray[np.float64]:
    """Edges of rows in equal ratios, from the lowest frequency to half the rate: Hz, `[n_rows + 1]`."""
    highest_hz = sample_rate / 2
    return np.geomspace(min(lowest_hz, highest_hz / 2), highest_hz, n_rows + 1)


def mel_rows(n_rows: int, sample_rate: int) -> NDArray[np.float64]:
    """Edges of rows at equal steps of pitch as it is heard, from 0 Hz to half the rate: Hz, `[n_rows + 1]`.

    Source: O'Shaughnessy, Speech Communication, 1987: mel = 2595 log10(1 + f / 700).
    """
    highest = _MEL_UNIT * math.log10(1 + sample_rate / 2 / _MEL_BREAK_HZ)
    return _MEL_BREAK_HZ * (10 ** (np.linspace(0, highest, n_rows + 1) / _MEL_UNIT) - 1)


def powers(frames: Floats) -> Floats:
    """Power of every bin under a Hann window, float32 `[k, b]`; a full-scale sine reaches 1.

    Samples that are no numbers count as 0.
    """
    fft = late("scipy.fft")  # keeps float32, which is half the work; not imported before something is drawn

    n_fft = frames.shape[-1]
    window = np.hanning(n_fft + 1)[:-1].astype(np.float32)
    spectrum = fft.rfft(
        np.nan_to_num(frames, posinf=0.0, neginf=0.0) * (window * (2 / window.sum())), axis=-1
    )
    return (spectrum.real**2 + spectrum.imag**2).astype(np.float32)


def rows_db(power: Floats, edges_hz: NDArray[np.float64], sample_rate: int) -> Floats:
    """Power by bin -> level by row: `[k, b]` -> dB, float32 `[h, k]`, from the lowest row up.

    A row that is wider than a bin shows the strongest of its bins, so that a thin line is never lost; a
    narrower one shows what lies between its two neighbours.
    """
    n_bins = power.shape[1]
    at = edges_hz * (2 * (n_bins - 1) / sample_rate)  # in bins
    first, last = np.ceil(at[:-1]).astype(np.intp), np.ceil(at[1:]).astype(np.intp)
    level = 10 * np.log10(np.maximum(power, 10 ** (SILENCE_DB / 10))).T  # [b, k]
    rows = _between(level, (at[:-1] + at[1:]) / 2)
    is_wide = (last - first >= 2) & (first < n_bins)
    if is_wide.any():
        starts, stops = first[is_wide], np.minimum(last[is_wide], n_bins)
        padded = np.concatenate([level, level[-1:]])  # reduceat wants the index behind the end to exist
        rows[is_wide] = np.maximum.reduceat(padded, np.stack([starts, stops], axis=1).ravel())[::2]
    return rows.astype(np.float32)


def _between(level: Floats, at: NDArray[np.float64]) -> Floats:
    """Levels `[b, k]` at fractions of bins `[h]`, linearly: `[h, k]`."""
    low = np.clip(np.floor(at).astype(np.intp), 0, len(level) - 2)
    share = np.clip(at - low, 0, 1)[:, None].astype(np.float32)
    return level[low] * (1 - share) + level[low + 1] * share
