"""How loud clips are as they sound, block by block: what normalising needs to know."""

from __future__ import annotations

import math
from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.audio.levels import to_db
from engine.audio.metering import KWeighting
from engine.document.document import Clip, Track
from engine.document.render import Read, blocks, render_track
from engine.document.splice import Sound
from engine.timeline import Span

PIECE_S = 0.1
"""Blocks of the loudness standard overlap by three quarters: four pieces make one."""

ABSOLUTE_GATE_LUFS = -70.0
RELATIVE_GATE_LU = 10.0
_OFFSET_DB = -0.691


@dataclass(frozen=True, slots=True)
class Loudness:
    """The highest magnitude of any sample, and the integrated loudness in LUFS.

    That is -inf for silence, and where it was not asked for.
    """

    peak: float
    lufs: float


def measure(
    clips: Sequence[Clip], read: Read, *, only_peak: bool = False
) -> Generator[float, None, Loudness]:
    """Measure clips as one programme, gains and fades included; yields the share that is done.

    Samples that are not finite count as silence.

    Args:
        only_peak: leave the loudness out, which takes longer.

    Source: ITU-R BS.1770-5, annex 1: gated, with all channels counted alike.
    """
    total, n_done, peak = sum(clip.length for clip in clips), 0, 0.0
    powers: list[float] = []
    lengths: list[int] = []
    for clip in clips:
        rate, n_channels = clip.source.sample_rate, clip.source.n_channels
        track, weighting = Track(n_channels, (clip,)), KWeighting(rate, n_channels) if not only_peak else None
        for piece in _pieces(track, clip.span, read, rate):
            yield n_done / total
            n_done += len(piece)
            peak = max(peak, float(np.abs(piece).max(initial=0.0)))
            if weighting is not None:
                powers.append(weighting(piece))
                lengths.append(len(piece))
    return Loudness(peak, _gated(np.array(powers), np.array(lengths)) if powers else -math.inf)


def _pieces(track: Track, span: Span, read: Read, rate: int) -> Generator[Sound, None, None]:
    for block in blocks(lambda part: render_track(track, part, read), span, max(1, round(PIECE_S * rate))):
        yield np.nan_to_num(block, nan=0.0, posinf=0.0, neginf=0.0)


def _gated(powers: Sound, lengths: NDArray[np.int_]) -> float:
    """LUFS of mean squares of pieces of 0.1 s, shorter ones where a clip ends; below four, one block."""
    four = np.ones(min(4, len(powers)))
    means = np.convolve(powers * lengths, four, "valid") / np.convolve(lengths, four, "valid")
    loud = means[_lufs(means) > ABSOLUTE_GATE_LUFS]
    if not len(loud):
        return -math.inf
    gate = _OFFSET_DB + to_db(math.sqrt(float(loud.mean()))) - RELATIVE_GATE_LU
    return _OFFSET_DB + to_db(math.sqrt(float(loud[_lufs(loud) > gate].mean())))


def _lufs(powers: Sound) -> Sound:
    with np.errstate(divide="ignore"):
        return _OFFSET_DB + 10 * np.log10(powers)
