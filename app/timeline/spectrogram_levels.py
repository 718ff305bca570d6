"""Levels of a spectrogram: columns of a track as it is heard, on a grid of time and frequency."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from app.timeline.look import Scale
from engine.audio import spectrum
from engine.audio.files import Reader
from engine.document.document import Track
from engine.document.render import render_track
from engine.timeline import Span

MOST_FRAMES = 4
"""Frames that are looked at for one column, however long it is: a view of hours stays quick."""

Levels = NDArray[np.float16]
"""Decibels `[c, h, n]` of channels, rows from the lowest up, columns."""


@dataclass(frozen=True, slots=True)
class Raster:
    """On what grid tiles are computed: samples of a column, rows of a channel, scale of frequencies."""

    samples_per_column: float
    n_rows: int
    scale: Scale


def compute(
    track: Track, sample_rate: int, raster: Raster, first: int, n: int, n_frames: int, reader: Reader
) -> Levels:
    """Levels of columns `first` to `first + n` of a track as it is heard.

    Args:
        n_frames: looked at for a column at most; the strongest counts.
    Raises:
        AudioFileError: a source cannot be read.
    """
    scale = raster.samples_per_column
    n_fft = spectrum.frame_length(scale, sample_rate)
    n_each = max(1, min(n_frames, math.ceil(scale / n_fft)))
    starts = np.round((first + (np.arange(n * n_each) + 0.5) / n_each) * scale).astype(np.int64) - n_fft // 2
    frames = _frames(track, starts, n_fft, reader)  # [c, n * n_each, n_fft]
    edges = _edges(raster.n_rows, raster.scale, sample_rate)
    levels = np.empty((track.n_channels, raster.n_rows, n), np.float16)
    for channel, ours in enumerate(frames):
        power = spectrum.powers(ours).reshape(n, n_each, -1).max(axis=1)
        levels[channel] = spectrum.rows_db(power, edges, sample_rate)
    return levels


def _frames(track: Track, starts: NDArray[np.int64], n_fft: int, reader: Reader) -> NDArray[np.float32]:
    """Frames of `n_fft` samples at `starts`, `[c, k, n_fft]`: read in one piece unless they lie far apart."""
    whole = Span(int(starts[0]), int(starts[-1]) + n_fft)
    if whole.length <= 2 * len(starts) * n_fft:
        sound = render_track(track, whole, reader.read).astype(np.float32).T
        return np.lib.stride_tricks.sliding_window_view(sound, n_fft, axis=1)[:, starts - starts[0]]
    frames = np.empty((track.n_channels, len(starts), n_fft), np.float32)
    for index, start in enumerate(starts.tolist()):
        frames[:, index] = render_track(track, Span(start, start + n_fft), reader.read).T
    return frames


@lru_cache(maxsize=16)
def _edges(n_rows: int, scale: Scale, sample_rate: int) -> NDArray[np.float64]:
    return (spectrum.mel_rows if scale is Scale.MEL else spectrum.log_rows)(n_rows, sample_rate)
