"""Where sounds begin and where they have died away, found in a stretch of samples; and zero crossings.

All functions take float `[n, c]` and give samples from the start of that stretch.

Source: spectral flux with a lag, after Böck and Widmer, “Maximum filter vibrato suppression for onset
detection”, DAFx 2013; picking of peaks after Böck, Krebs and Schedl, “Evaluating the online capabilities of
onset detection methods”, ISMIR 2012.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.audio.late import late
from engine.timeline import Span, seconds_to_samples

Audio = NDArray[np.floating[Any]]
Reals = NDArray[np.float64]

DECAY_DB = 30.0
"""A sound has died away this far below its loudest moment."""

BED_DB = 6.0
"""Or when it is within this of what sounded before it began."""

CLOSEST_S = 0.048
"""Two beginnings that are closer are one: the strokes of a clap are, those of a roll are not."""

LEAST_S = 0.060
"""No hit is taken for shorter, unless the next one begins before: a dry hat is gone after 20 ms."""

AHEAD_S = 0.015
"""So long before a sound one may already point at it."""

PAST_S = 0.050
"""So long after a sound one may still point at it: many a hat is but a few pixels wide."""

HOP_S, FRAME_S = 0.005, 0.023
QUIETEST_DB = -66.0
_COMPRESSION = 5000.0
"""So strongly that a hat 40 dB below a kick changes the spectrum as visibly as the kick does."""

_LOWEST_HZ, _N_BANDS = 40.0, 36
_PEAK_S = 0.030
_AROUND_S, _THRESHOLD, _TIMES_USUAL = 0.05, 0.12, 2.6
_LOW_THRESHOLD, _LOW_TIMES_USUAL, _SUDDEN, _FAR_STRONGER = 0.08, 1.8, 6.0, 2.0
_GROWTH_FLOOR, _AS_GOOD = 1e-5, 0.97


def onsets(audio: Audio, sample_rate: int) -> NDArray[np.int64]:
    """Every beginning, in order: `[m]` samples, within about 3 ms of where the sound rises.

    What already sounds at the first sample, or is quieter than -66 dB, begins nothing; within some 25 ms of
    either end nothing is found.
    """
    ndimage = late("scipy.ndimage")  # takes a while: not before hits are sought

    mono = _mono(audio)
    flux = _flux(mono, sample_rate)
    if len(flux) < 3:
        return np.zeros(0, np.int64)
    reach = round(_PEAK_S / HOP_S)
    is_peak = flux >= ndimage.maximum_filter1d(flux, 2 * reach + 1, mode="constant")
    usual = ndimage.median_filter(flux, 2 * round(_AROUND_S / HOP_S) + 1, mode="nearest")
    is_sure = flux > _THRESHOLD + _TIMES_USUAL * usual
    is_peak &= flux > _LOW_THRESHOLD + _LOW_TIMES_USUAL * usual
    found = []
    for frame in np.flatnonzero(is_peak):
        place, growth = _risen(mono, int(frame) * _hop(sample_rate), sample_rate)
        # a faint one is one if it sets in all at once: what merely fluctuates does not
        if growth >= (0 if is_sure[frame] else _SUDDEN) and place >= 0:
            found.append((place, float(flux[frame])))
    return _strongest(found, seconds_to_samples(CLOSEST_S, sample_rate))


def decayed(audio: Audio, sample_rate: int, start: int, stop: int) -> int:
    """Where a sound from `start` on has lost 30 dB or sunk into what sounded before it; at most `stop`.

    It ends where both it and its slope have: a hat over a low drum is heard in the slope alone, a drum after
    its stroke in the sound itself.
    """
    hop = _hop(sample_rate)
    first = max(0, start - 16 * hop - 1)
    sound = _numbers(audio[first:stop])
    sound = sound - sound.mean(axis=0) if len(sound) else sound
    ends = (_end(signal, start - first, hop) for signal in (sound, np.diff(sound, axis=0, prepend=sound[:1])))
    return min(stop, first + max(ends))


def _end(audio: Audio, start: int, hop: int) -> int:
    before = _levels(audio[: max(0, start - hop)], hop)
    levels = _levels(audio[start:], hop)
    if not len(levels):
        return len(audio)
    attack = max(1, round(0.25 / HOP_S))
    top = int(np.argmax(levels[:attack]))
    bed = float(np.sqrt(np.mean(before**2))) if len(before) else 0.0
    floor = max(levels[top] * 10 ** (-DECAY_DB / 20), min(bed * 10 ** (BED_DB / 20), levels[top] / 2))
    quiet = np.flatnonzero(levels[top:] < floor)
    return start + (top + int(quiet[0])) * hop if len(quiet) else len(audio)


def hit_at(audio: Audio, sample_rate: int, place: int) -> Span | None:
    """The sound that is heard at `place`, from where it begins to where it has died away or the next begins.

    A place up to 15 ms before a beginning counts to it, and one up to 50 ms after an end: one points at what
    one sees.

    Returns:
        None where nothing has begun, or all that began has died away.
    """
    shortest = seconds_to_samples(LEAST_S, sample_rate)
    found = onsets(audio, sample_rate)
    reach = seconds_to_samples(AHEAD_S, sample_rate)
    index = int(np.searchsorted(found, place + reach, side="right")) - 1
    if index < 0:
        return None
    start = int(found[index])
    limit = int(found[index + 1]) if index + 1 < len(found) else len(audio)
    least = min(limit, start + shortest)
    span = Span(start, max(least, decayed(audio, sample_rate, start, limit)))
    past = seconds_to_samples(PAST_S, sample_rate)
    return span if span and place < span.stop + past else None


def zero_crossings(audio: Audio) -> NDArray[np.int64]:
    """Every sample at which the sum of all channels changes its sign, or is zero, in order: `[m]`.

    Of the two samples around a change it is the quieter one.
    """
    mono = _mono(audio)
    before = np.flatnonzero(np.signbit(mono[:-1]) != np.signbit(mono[1:]))
    is_crossing = mono == 0
    is_crossing[before + (np.abs(mono[before]) > np.abs(mono[before + 1]))] = True
    return np.flatnonzero(is_crossing)


def nearest_zero_crossing(audio: Audio, place: int) -> int:
    """The zero crossing nearest to `place`; `place` itself where there is none."""
    found = zero_crossings(audio)
    return int(found[np.argmin(np.abs(found - place))]) if len(found) else place


def _mono(audio: Audio) -> Reals:
    """The sum of all channels over their number; what is no number counts as 0."""
    return _numbers(audio).mean(axis=1, dtype=np.float64)


def _numbers(audio: Audio) -> Audio:
    return np.nan_to_num(audio, nan=0.0, posinf=0.0, neginf=0.0)


def _hop(sample_rate: int) -> int:
    return max(1, seconds_to_samples(HOP_S, sample_rate))


def _flux(mono: Reals, sample_rate: int) -> Reals:
    """How much the compressed spectrum grows from one frame to the next but one, a mean over bands: `[k]`.

    Frame `k` is centred on sample `k * hop`.
    """
    hop, n_fft = _hop(sample_rate), 2 ** max(4, round(np.log2(FRAME_S * sample_rate)))
    padded = np.pad(mono, (n_fft // 2, n_fft // 2)).astype(np.float32)
    if len(mono) < hop:
        return np.zeros(0)
    frames = np.lib.stride_tricks.sliding_window_view(padded, n_fft)[::hop]
    window = np.hanning(n_fft).astype(np.float32)
    spectrum = np.abs(late("scipy.fft").rfft(frames * (window * (2 / window.sum())), axis=1))
    compressed = np.log1p(_COMPRESSION * _in_bands(spectrum, sample_rate))
    # a voice that wavers does not begin again
    wide = late("scipy.ndimage").maximum_filter1d(compressed, 3, axis=1)
    growth = np.zeros(len(frames))
    growth[2:] = np.maximum(compressed[2:] - wide[:-2], 0).mean(axis=1)
    edge = -(-n_fft // (2 * hop))
    growth[: edge + 2] = growth[len(growth) - edge :] = 0  # there the cut is seen, not the sound
    return growth


def _in_bands(spectrum: Audio, sample_rate: int) -> Audio:
    """Magnitudes by bin -> their mean in bands of a quarter of an octave: `[k, b]` -> `[k, m]`."""
    n_bins = spectrum.shape[1]
    edges = np.geomspace(_LOWEST_HZ, sample_rate / 2, _N_BANDS + 1) * (2 * (n_bins - 1) / sample_rate)
    starts = np.unique(np.round(edges[:-1]).astype(np.intp).clip(1, n_bins - 1))
    widths = np.diff([*starts, n_bins])
    return np.add.reduceat(spectrum, starts, axis=1) / widths.astype(np.float32)


def _risen(mono: Reals, near: int, sample_rate: int) -> tuple[int, float]:
    """The sample near a peak of the flux where the sound sets in, and by what factor; -1 where all is quiet.

    There the power grows most, compared with the milliseconds before: that of the sound, or of its slope, in
    which a soft hat stands out from the low end of a drum that still rings.
    """
    before, after, reach = (max(2, seconds_to_samples(s, sample_rate)) for s in (0.005, 0.0015, 0.016))
    first = max(0, near - reach - before)
    piece = mono[first : near + reach + after]
    if len(piece) < 2 * (before + after) or np.abs(piece).max() < 10 ** (QUIETEST_DB / 20):
        return -1, 0.0
    grown = [_growth(signal, before, after) for signal in (piece, np.diff(piece, prepend=piece[:1]))]
    best = max(grown, key=np.max)
    # of a click, every place that has it just ahead is as good: it is at the last of them
    return first + before + int(np.flatnonzero(best >= _AS_GOOD * best.max())[-1]), float(best.max())


def _growth(signal: Reals, before: int, after: int) -> Reals:
    """By what factor the mean power of `after` samples exceeds that of the `before` ones, place by place.

    The first value is that of the sample `before`.
    """
    total = np.concatenate([[0.0], np.cumsum(signal**2)])
    new = (total[before + after :] - total[before:-after]) / after
    old = (total[before:-after] - total[: -before - after]) / before
    floor = _GROWTH_FLOOR * max(float(new.max()), 1e-12)
    growth: Reals = (new + floor) / (np.maximum(old, 0) + floor)  # a running sum may fall below 0
    return growth


def _strongest(found: list[tuple[int, float]], closest: int) -> NDArray[np.int64]:
    """Of places that are too close the first, unless a later one is by far stronger; in order."""
    kept: list[tuple[int, float]] = []
    for place, strength in sorted(found):
        if not kept or place - kept[-1][0] >= closest:
            kept.append((place, strength))
        elif strength > _FAR_STRONGER * kept[-1][1]:
            kept[-1] = place, strength
    return np.array([place for place, _ in kept], np.int64)


def _levels(audio: Audio, hop: int) -> Reals:
    """Root of the mean square of each whole `hop` samples, smoothed over three: `[n // hop]`."""
    n = len(audio) // hop
    if not n:
        return np.zeros(0)
    power = _numbers(audio[: n * hop]).reshape(n, -1) ** 2
    smooth = late("scipy.ndimage").uniform_filter1d(power.mean(axis=1, dtype=np.float64), 3, mode="nearest")
    return np.sqrt(np.maximum(smooth, 0))  # a running sum may fall a rounding error below 0
