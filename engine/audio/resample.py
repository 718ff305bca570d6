"""Sound at another sample rate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import soxr
from numpy.typing import NDArray

from engine.timeline import convert_rate_ceil

_TAIL = 64  # samples that make the resampler give its last ones; it takes silence to follow anyway


def resample(audio: NDArray[np.float64], from_rate: int, to_rate: int) -> NDArray[np.float64]:
    """The same sound at `to_rate`: float64 `[n, c]` -> `[ceil(n * to_rate / from_rate), c]`.

    Sample 0 stays sample 0: linear phase, no delay. The sound is taken to be silent before and after; give
    some of the surroundings along where it is not. Equal rates return the samples unchanged.

    Source: soxr, recipe VHQ (28 bits of precision).
    """
    if from_rate <= 0 or to_rate <= 0:
        raise ValueError(f"sample rates are above 0: {from_rate}, {to_rate}")
    if audio.ndim != 2:
        raise ValueError(f"audio of [n, c] was expected, not {audio.shape}")
    if from_rate == to_rate:
        return audio.astype(np.float64)
    n_samples = convert_rate_ceil(len(audio), from_rate, to_rate)
    tail = np.zeros((_TAIL + convert_rate_ceil(_TAIL, to_rate, from_rate), audio.shape[1]))
    padded = np.concatenate([audio.astype(np.float64), tail])
    return np.ascontiguousarray(soxr.resample(padded, from_rate, to_rate, quality="VHQ")[:n_samples])


def resampled(
    blocks: Iterable[NDArray[np.float64]], n_channels: int, from_rate: int, to_rate: int
) -> Iterator[NDArray[np.float64]]:
    """The same block by block, for sounds longer than memory: the very samples that `resample` gives.

    Args:
        blocks: float64 `[n, n_channels]`, in order, of any lengths.
    """
    stream = soxr.ResampleStream(from_rate, to_rate, n_channels, dtype="float64", quality="VHQ")
    n_in = n_out = 0
    for block in blocks:
        n_in += len(block)
        piece = stream.resample_chunk(np.ascontiguousarray(block))
        n_out += len(piece)
        yield piece
    tail = np.zeros((_TAIL + convert_rate_ceil(_TAIL, to_rate, from_rate), n_channels))
    left = convert_rate_ceil(n_in, from_rate, to_rate) - n_out
    yield stream.resample_chunk(tail, last=True)[:left]
