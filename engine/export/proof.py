"""A file that was written, read back and compared with what should be in it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.audio import files
from engine.audio.files import Reader, Source
from engine.document.splice import Sound
from engine.timeline import Mask, Span


@dataclass(frozen=True, slots=True)
class Proof:
    """How a file stands to what was rendered.

    Attributes:
        n_samples: of one channel, all of them compared.
        n_wrong: samples of any channel that the depth of the file does not explain: none, where all is well.
            Of a lossy file none is looked for.
        n_clipped: samples beyond full scale, which integers cut off.
        residual_db: RMS of the difference relative to full scale; -inf where there is none.
    """

    n_samples: int
    n_wrong: int
    n_clipped: int
    residual_db: float


def prove(
    written: Source,
    expected: Iterable[Sound],
    n_bits: int,
    dithered: Mask,
    told: Callable[[int], None] = lambda _: None,
) -> Proof:
    """Read a file and compare it with what was rendered.

    An integer is right where it is what rounding gives, or one step beside it where there is dither; a float
    where it is the nearest to what was rendered.

    Args:
        expected: what should be in it, `[n, c]` in order.
        n_bits: of its integers; 0 for floats.
        dithered: where there is dither, in samples of the file.
        told: is told how many samples are compared already; what it raises ends the work.
    """
    position = n_wrong = n_clipped = 0
    power, n_all = 0.0, 0
    with Reader(1) as reader:
        for block in expected:
            span = Span(position, position + len(block))
            if span.stop > written.n_samples:
                n_wrong += (span.stop - written.n_samples) * written.n_channels
                break
            told(position)
            stored = reader.read(written, span)
            if not written.is_lossy:
                n_wrong += _n_wrong(block, stored, span, n_bits, dithered)
            n_clipped += int(np.count_nonzero(_clipped(block, n_bits)))
            power += float(np.sum(np.square(np.nan_to_num(stored - block))))
            n_all, position = n_all + block.size, span.stop
    residual = 10 * math.log10(power / n_all) if power and n_all else -math.inf
    return Proof(position, n_wrong, n_clipped, residual)


def _clipped(block: Sound, n_bits: int) -> NDArray[np.bool_]:
    if not n_bits:
        return np.zeros(1, bool)
    return (block < -1.0) | (np.rint(block * 2.0 ** (n_bits - 1)) >= 2.0 ** (n_bits - 1))


def _n_wrong(block: Sound, stored: Sound, span: Span, n_bits: int, dithered: Mask) -> int:
    if not n_bits:
        wanted = block.astype(np.float32).astype(np.float64)
        return int(np.count_nonzero((stored != wanted) & ~(np.isnan(stored) & np.isnan(wanted))))
    step = 2.0 ** (32 - n_bits)
    away = np.abs(files.quantise(block, n_bits) - stored * 2.0**31) / step
    allowed = np.zeros((len(block), 1))
    for piece in dithered.spans:
        met = piece.overlap(span)
        allowed[met.start - span.start : met.stop - span.start] = 1.0
    return int(np.count_nonzero(away > allowed))
