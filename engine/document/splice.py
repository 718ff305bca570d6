"""A take over a track: folding, level match, joins, and the proof that nothing else changed.

Legend of shapes: `n` and `m` samples, `c` channels of the track, `k` channels that a take changes. Sound is
float64 with full scale at ±1.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.audio.levels import from_db, rms_db
from engine.timeline import Mask, Span, seconds_to_samples

Sound = NDArray[np.float64]

_Stretches = Sequence[tuple[Span, tuple[int, ...] | slice]]

SILENCE_DB = -60.0
"""dBFS of RMS below which a stretch counts as silent: beneath the noise of a quiet room recording."""

UNCHANGED_DB = -40.0
"""A patch that differs from the original by less than this, relative to it, changed nothing to be heard."""

CLIPPED_SHARE = 0.001
"""Share of samples at or beyond full scale above which a patch is called clipped."""

TAIL_DROP_DB = 24.0
"""An end that lies so far below what came before it has died away."""

MAX_JOIN_SHARE = 4
"""A join takes at most one part in so many of what is laid."""

EQUAL_GAIN_FROM = math.sqrt(2) - 1
"""Correlation from which a join is linear; see `join`."""

BLOCK = 1 << 16


def crossfade_length(region_length: int, sample_rate: int, crossfade_s: float) -> int:
    """Samples of each join: `crossfade_s` seconds, at most a quarter of the region."""
    return min(seconds_to_samples(crossfade_s, sample_rate), region_length // MAX_JOIN_SHARE)


def patch_channels(channels: tuple[int, ...], n_channels: int) -> tuple[int, ...]:
    """Which channels a take changes: those chosen for its region, else the track's first two."""
    return channels or tuple(range(min(n_channels, 2)))


def fold(decoded: Sound, n_channels: int) -> Sound:
    """Fold what the model decoded to the channels that a take changes.

    Args:
        decoded: `[m, d]`, d of 1 or 2.
        n_channels: 1 takes the mean of a pair; 2 takes a pair as it is and doubles a single channel. On a
            track of more channels these are the chosen one or two; the others stay.
    Returns:
        `[m, n_channels]`.
    """
    if decoded.ndim != 2 or decoded.shape[1] not in (1, 2) or n_channels not in (1, 2):
        raise ValueError(f"cannot fold {decoded.shape} to {n_channels} channels")
    if decoded.shape[1] == n_channels:
        return decoded
    if n_channels == 1:
        return decoded.mean(axis=1, keepdims=True)
    return np.repeat(decoded, 2, axis=1)


def match_gain_db(original: Sound, decoded: Sound, limit_db: float = 6.0) -> float:
    """How much louder the patch must become to stand at the level of its surroundings.

    Measured on the same stretch of the surroundings before and after the model's round trip, never on the
    patch itself: what it should sound like is unknown, what the model does to a level is not.

    Args:
        original: `[n, c]` or `[n, k]`, the surroundings as they are.
        decoded: the same stretch as the model gives it back.
        limit_db: bound in both directions.
    Returns:
        The ratio of their RMS in dB within ±`limit_db`; 0 where either is silent or not finite.
    """
    before, after = rms_db(original), rms_db(decoded)
    if not (SILENCE_DB <= before < math.inf and SILENCE_DB <= after < math.inf):
        return 0.0
    return min(limit_db, max(-limit_db, before - after))


def join(under: Sound, over: Sound, *, is_rising: bool) -> Sound:
    """Crossfade from `under` to `over` (rising), or back.

    With t running from 0 to 1 the gains are 1 - t and t where the two are alike (equal gain), and
    cos(pi t / 2) and sin(pi t / 2) where they are not (equal power). Two signals of equal level and
    correlation r meet halfway at a power of (1 + r) / 2 in the first case and of 1 + r in the second, so both
    laws are equally far from constant loudness at (1 + r)^2 = 2: from r = sqrt(2) - 1 on the join is linear,
    and a positive r never costs more than 1.5 dB.

    Args:
        under, over: `[n, k]`. Samples of `under` that are not finite count as silence.
    Returns:
        `[n, k]`.
    """
    n_samples = len(over)
    if under.shape != over.shape:
        raise ValueError(f"cannot join {under.shape} to {over.shape}")
    t = ((np.arange(n_samples) + 0.5) / n_samples)[:, np.newaxis]
    t = t if is_rising else 1.0 - t
    under = _finite(under)
    if correlation(under, over) >= EQUAL_GAIN_FROM:
        return under * (1.0 - t) + over * t
    return under * np.cos(t * (np.pi / 2)) + over * np.sin(t * (np.pi / 2))


def correlation(a: Sound, b: Sound) -> float:
    """Normalised correlation of two stretches, -1 to 1; 0 where one is silent or not finite."""
    scale = math.sqrt(float(np.sum(a * a)) * float(np.sum(b * b)))
    r = float(np.sum(a * b)) / scale if 0 < scale < math.inf else 0.0
    return r if math.isfinite(r) else 0.0


def lay(
    original: Sound,
    patch: Sound,
    *,
    at: int,
    channels: tuple[int, ...],
    crossfade: int,
    gain_db: float = 0.0,
    fade_in: bool = True,
    fade_out: bool = True,
) -> Sound:
    """Lay a patch over a recording, joined inside the patch's own span.

    Args:
        original: `[n, c]`.
        patch: `[m, k]`, one column for each of `channels`.
        at: where in `original` the patch begins; all of it must lie inside.
        crossfade: samples of each join, at most half of the patch where both ends are joined.
        fade_in, fade_out: whether that end is joined; one that is not begins or ends hard.
    Returns:
        `[n, c]`: samples outside the span, and channels that are not named, are the very same bits.
    """
    n_samples = len(patch)
    if not (at >= 0 and at + n_samples <= len(original) and patch.shape[1] == len(channels)):
        raise ValueError("a patch must lie inside the recording and name its channels")
    if crossfade < 0 or crossfade * (fade_in + fade_out) > n_samples:
        raise ValueError("the joins do not fit into the patch")
    laid, under = patch * from_db(gain_db), original[at : at + n_samples, list(channels)]
    if fade_in and crossfade:
        laid[:crossfade] = join(under[:crossfade], laid[:crossfade], is_rising=True)
    if fade_out and crossfade:
        laid[-crossfade:] = join(under[-crossfade:], laid[-crossfade:], is_rising=False)
    result = original.copy()
    result[at : at + n_samples, list(channels)] = laid
    return result


def suspect_reason(patch: Sound, original: Sound, sample_rate: int) -> str:
    """Why a person should listen before keeping this patch; "" where nothing speaks against it.

    Silence is judged by the loudest 50 ms, so that one short hit in a long stretch is not called silent, and
    whether or not the original is silent too: a request for sound brought none.

    Args:
        patch: `[m, k]`, as it will be laid.
        original: `[m, k]`, what it replaces; zeros where there was nothing.
    Returns:
        `not finite`, `silent`, `clipped`, `nearly equal to the original`, or nothing.
    """
    if not np.isfinite(patch).all():
        return "not finite"
    window = max(1, seconds_to_samples(0.05, sample_rate))
    if max((rms_db(part) for part in _pieces_of(patch, window)), default=-math.inf) < SILENCE_DB:
        return "silent"
    if np.mean(np.abs(patch) >= 1.0) > CLIPPED_SHARE:
        return "clipped"
    if rms_db(patch - original) < rms_db(original) + UNCHANGED_DB:
        return "nearly equal to the original"
    return ""


def tail_reason(patch: Sound, sample_rate: int) -> str:
    """Why the end of a continuation should be listened to; "" where it goes on as it began.

    The last second, or quarter where that is shorter, is compared with the median of stretches as long that
    come before it: a piece that was meant to go on and has faded there is the commonest fault.

    Args:
        patch: `[m, k]`, as it will be laid at the end of a track.
    """
    length = min(sample_rate, len(patch) // 4)
    if length < seconds_to_samples(0.05, sample_rate):
        return ""
    earlier = [rms_db(part) for part in _pieces_of(patch[:-length], length) if len(part) == length]
    before, tail = float(np.median(earlier)), rms_db(patch[-length:])
    return "it dies away towards its end" if before > SILENCE_DB and tail < before - TAIL_DROP_DB else ""


def _pieces_of(sound: Sound, length: int) -> Iterator[Sound]:
    return (sound[start : start + length] for start in range(0, len(sound), length))


@dataclass(frozen=True, slots=True)
class NullTest:
    """What two recordings have in common; each channel's sample counts once.

    `n_differing` counts outside the mask only, and `first_difference` is the position of the first of them.
    `inside_change_db` is the RMS of the difference inside the mask relative to the first recording there:
    -inf where nothing changed or there is no inside, +inf where something replaces silence. Samples
    that are not finite count as silence in it.
    """

    n_outside: int
    n_differing: int
    first_difference: int | None
    n_inside: int
    inside_change_db: float

    @property
    def is_identical(self) -> bool:
        """Whether every sample outside the mask is the same."""
        return self.n_differing == 0

    def __add__(self, other: NullTest) -> NullTest:
        """Both tests as one, the larger change of the two inside."""
        first = self.first_difference if self.first_difference is not None else other.first_difference
        return NullTest(
            self.n_outside + other.n_outside,
            self.n_differing + other.n_differing,
            first,
            self.n_inside + other.n_inside,
            max(self.inside_change_db, other.inside_change_db),
        )


def null_test(
    a: Callable[[Span], Sound],
    b: Callable[[Span], Sound],
    extent: Span,
    changed: Mask | Iterable[tuple[Span, tuple[int, ...]]],
) -> NullTest:
    """Compare two recordings bit by bit outside of what may differ, and measure the change inside, in blocks.

    Two samples are the same if all their bits are: NaN equals the same NaN, and 0 differs from -0.

    Args:
        a, b: give `[n, c]` for any span inside `extent`, of the same c.
        changed: what may differ: stretches of all channels, or stretches each with the channels that it is
            about; the others beside them count as outside.
    """
    stretches: _Stretches
    stretches = [(s, slice(None)) for s in changed.spans] if isinstance(changed, Mask) else [*changed]
    met_by = _by_piece(extent, stretches)
    n_outside, n_differing, first = 0, 0, None
    n_inside, change, power = 0, 0.0, 0.0
    for span in _pieces(extent):
        before, after = a(span), b(span)
        is_inside = _inside(span, met_by.get(span.start, ()), before.shape[1])
        differs = (_bits(before) != _bits(after)) & ~is_inside
        n_inside += (met := int(np.count_nonzero(is_inside)))
        n_outside, n_differing = n_outside + differs.size - met, n_differing + int(np.count_nonzero(differs))
        if first is None and differs.any():
            first = span.start + int(np.flatnonzero(differs.any(axis=1))[0])
        if met:
            before, after = _finite(before[is_inside]), _finite(after[is_inside])
            power, change = power + float(np.sum(before**2)), change + float(np.sum((after - before) ** 2))
    return NullTest(n_outside, n_differing, first, n_inside, _ratio_db(change, power))


def _by_piece(extent: Span, stretches: _Stretches) -> dict[int, _Stretches]:
    """Which stretches each of the pieces of `extent` meets, by its first sample."""
    met: dict[int, list[tuple[Span, tuple[int, ...] | slice]]] = {}
    for span, channels in stretches:
        part = extent.overlap(span)
        first = part.start - (part.start - extent.start) % BLOCK
        for start in range(first, part.stop, BLOCK):
            met.setdefault(start, []).append((span, channels))
    return dict(met)


def _inside(span: Span, stretches: _Stretches, n_channels: int) -> NDArray[np.bool_]:
    """Which samples of `span` may differ: `[n, n_channels]`."""
    is_inside = np.zeros((span.length, n_channels), bool)
    for stretch, channels in stretches:
        part = span.overlap(stretch)
        is_inside[part.start - span.start : part.stop - span.start, channels] = True
    return is_inside


def _pieces(span: Span) -> Iterator[Span]:
    for start in range(span.start, span.stop, BLOCK):
        yield Span(start, min(start + BLOCK, span.stop))


def _bits(sound: Sound) -> NDArray[np.int64]:
    return np.ascontiguousarray(sound, dtype=np.float64).view(np.int64)


def _finite(sound: Sound) -> Sound:
    return np.where(np.isfinite(sound), sound, 0.0).astype(np.float64, copy=False)


def _ratio_db(change: float, power: float) -> float:
    if not change:
        return -math.inf
    return 10.0 * math.log10(change / power) if power else math.inf
