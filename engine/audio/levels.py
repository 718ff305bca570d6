"""Levels of a stretch of sound, and decibels. All functions take float `[n, c]`; silence is -inf dB."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

Audio = NDArray[np.floating[Any]]


def to_db(amplitude: float) -> float:
    """20 log10 of an amplitude; -inf for 0."""
    return 20 * math.log10(amplitude) if amplitude > 0 else -math.inf


def from_db(db: float) -> float:
    """The amplitude of `db`; exactly 1 at 0 dB, so that unity changes no bit."""
    return float(10 ** (db / 20))


def peak(audio: Audio) -> float:
    """The largest magnitude of any sample, as an amplitude; 0 of nothing."""
    return float(np.abs(audio).max(initial=0.0))


def rms_db(audio: Audio) -> float:
    """Root of the mean square over all samples and channels, in dB below full scale."""
    if audio.size == 0:
        return -math.inf
    return to_db(math.sqrt(float(np.mean(np.square(audio, dtype=np.float64)))))
