"""Examples a person can look at and listen to: spectrograms as PNG, sounds as WAV. Numpy and zlib alone."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.audio.files import write

RANGE_DB = 90.0
_WINDOW, _N_ROWS, _GAP = 1024, 192, 4
_LOWEST_HZ = 40.0


def write_wav(path: Path, audio: NDArray[np.floating], sample_rate: int) -> None:
    """Write `[channels, n]` as 16-bit WAV, clipped to full scale."""
    samples = np.clip(np.asarray(audio, np.float64).T, -1, 1)
    write(
        path,
        [samples],
        sample_rate=sample_rate,
        n_channels=samples.shape[1],
        format="WAV",
        subtype="PCM_16",
        overwrite=True,
    )


def spectrogram(audio: NDArray[np.floating], sample_rate: int) -> NDArray[np.uint8]:
    """A picture of `[channels, n]`, channels averaged: grey `[rows, columns]`, low notes at the bottom.

    Rows are spaced in equal ratios of frequency; black is `RANGE_DB` below a full-scale sine, white is one.
    """
    n_windows = max(1, audio.shape[-1] // (_WINDOW // 4))
    padded = np.pad(np.asarray(audio, np.float64), ((0, 0), (0, _WINDOW)))
    starts = np.arange(n_windows)[:, None] * (_WINDOW // 4) + np.arange(_WINDOW)
    window = np.hanning(_WINDOW)
    power = (np.abs(np.fft.rfft(padded[:, starts] * window)) ** 2).mean(0) * (2 / window.sum()) ** 2
    rows_hz = np.geomspace(sample_rate / 2, _LOWEST_HZ, _N_ROWS)
    rows = np.minimum(np.rint(rows_hz * _WINDOW / sample_rate).astype(int), _WINDOW // 2)
    level_db = 10 * np.log10(power[:, rows].T + 1e-12)
    return np.rint(255 * np.clip(1 + level_db / RANGE_DB, 0, 1)).astype(np.uint8)


def write_comparison(
    path: Path, before: NDArray[np.floating], after: NDArray[np.floating], rate: int
) -> None:
    """Write two spectrograms as one PNG, `before` above `after`."""
    above, below = spectrogram(before, rate), spectrogram(after, rate)
    width = min(above.shape[1], below.shape[1])
    gap = np.full((_GAP, width), 255, np.uint8)
    write_png(path, np.concatenate([above[:, :width], gap, below[:, :width]]))


def write_png(path: Path, grey: NDArray[np.uint8]) -> None:
    """Write `[rows, columns]` as an 8-bit grey PNG. Source: RFC 2083."""
    rows, columns = grey.shape
    lines = np.pad(grey, ((0, 0), (1, 0)))  # each line starts with its filter: 0, none
    header = struct.pack(">IIBBBBB", columns, rows, 8, 0, 0, 0, 0)
    chunks = _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(lines.tobytes())) + _chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
