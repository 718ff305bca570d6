"""What every sound of the studio is built from, in numpy alone.

Shapes: mono is float32 `[n]`, stereo float32 `[2, n]`; `n` counts samples at `RATE`. Everything is computed
whole, never sample by sample: struck things as banks of decaying partials, held things from band-limited
tables, noise by shaping its spectrum.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import fft  # three times as fast as numpy's on float32

RATE = 44100
Audio = NDArray[np.float32]
Real = NDArray[np.float64]
Response = Callable[[Audio], NDArray[np.complexfloating]]

_LN1000 = math.log(1000.0)
_TABLE_BITS = 14
_WINDOW, _HOP = 1024, 256


def samples(seconds: float) -> int:
    """Whole samples in `seconds`, at least one."""
    return max(1, round(seconds * RATE))


def clock(n: int) -> Real:
    """The time of each of `n` samples, in seconds."""
    return np.arange(n) / RATE


def linear(u: float, low: float, high: float) -> float:
    """From `low` to `high` as `u` goes from 0 to 1."""
    return low + u * (high - low)


def expo(u: float, low: float, high: float) -> float:
    """From `low` to `high` in equal ratios as `u` goes from 0 to 1."""
    return float(low * (high / low) ** u)


def hertz(pitch: float) -> float:
    """The frequency of a MIDI note number; 69 is 440 Hz."""
    return float(440.0 * 2.0 ** ((pitch - 69.0) / 12.0))


def fall(n: int, t60_s: float, *, after_s: float = 0.0) -> Audio:
    """1 until `after_s`, then an exponential that loses 60 dB in `t60_s`; float32 `[n]`."""
    return np.exp(-_LN1000 / t60_s * np.maximum(clock(n) - after_s, 0.0)).astype(np.float32)


def rise(n: int, attack_s: float) -> Audio:
    """A raised-cosine fade-in of `attack_s`, then 1; float32 `[n]`."""
    envelope = np.ones(n, np.float32)
    n_attack = min(n, samples(attack_s))
    envelope[:n_attack] = 0.5 - 0.5 * np.cos(np.pi * (np.arange(n_attack) + 0.5) / n_attack)
    return envelope


def gate(n: int, n_held: int, release_s: float) -> Audio:
    """1 for `n_held` samples, then an exponential release; float32 `[n]`."""
    return fall(n, release_s, after_s=n_held / RATE)


def noise(rng: np.random.Generator, *shape: int) -> Audio:
    """White noise of unit variance."""
    return rng.standard_normal(shape, dtype=np.float32)


def sine(freq_hz: Real, start: float = 0.0) -> Audio:
    """A sine whose frequency is given at every sample; `start` in cycles."""
    cycles = np.cumsum(freq_hz) / RATE + start
    return np.sin(2 * np.pi * (cycles % 1.0)).astype(np.float32)


def partials(
    freqs_hz: ArrayLike, t60s_s: ArrayLike, gains: ArrayLike, n: int, phases: ArrayLike = 0.0
) -> Audio:
    """A sum of decaying sines: the modes of a struck body.

    Each mode is a power of one complex number, so `n` samples are the product of a matrix of block starts
    and a matrix of one block: two small matrices instead of `n` sines for each mode.

    Args:
        freqs_hz: `[M]`; those near or above half the rate are left out.
        t60s_s: `[M]`, seconds to fall by 60 dB.
        gains: `[M]` for mono, `[C, M]` for channels.
        n: length in samples.
        phases: radians, of the shape of `gains` or one for all.
    Returns:
        float32 `[n]` or `[C, n]`.
    """
    freqs = np.asarray(freqs_hz, np.float64)
    weights = np.asarray(gains, np.float64) * (freqs < 0.45 * RATE)
    exponents = -_LN1000 / (np.asarray(t60s_s) * RATE) + 2j * np.pi * freqs / RATE
    block = 1 << max(5, min(9, round(math.log2(max(n, 2)) / 2)))
    starts = np.exp(np.outer(np.arange(-(-n // block)) * block, exponents))
    inside = np.exp(np.outer(exponents, np.arange(block)))
    left = (weights * np.exp(1j * np.asarray(phases)))[..., None, :] * starts
    left_parts = np.concatenate([left.real, -left.imag], axis=-1).astype(np.float32)
    right_parts = np.concatenate([inside.real, inside.imag]).astype(np.float32)
    whole: Audio = left_parts @ right_parts
    return whole.reshape(*weights.shape[:-1], -1)[..., :n]


def table(harmonics: ArrayLike, phases: ArrayLike = 0.0) -> Audio:
    """One cycle with these harmonic amplitudes `[H]`: band-limited by how many there are."""
    amplitudes = np.asarray(harmonics, np.float64)
    size = 1 << _TABLE_BITS
    spectrum = np.zeros(size // 2 + 1, np.complex64)
    spectrum[1 : len(amplitudes) + 1] = -0.5j * size * amplitudes * np.exp(1j * np.asarray(phases))
    return fft.irfft(spectrum).astype(np.float32)


def wave(
    tables: Sequence[Audio],
    weights: Sequence[Audio | float],
    freq_hz: Real | float,
    n: int,
    start: float = 0.0,
) -> Audio:
    """Read tables at a frequency and blend them; the phase is a 32-bit integer that wraps by itself.

    Args:
        tables: as `table` makes them.
        weights: of each table, constant or `[n]`.
        freq_hz: constant or `[n]`.
        n: length in samples.
        start: phase of the first sample, in cycles.
    Returns:
        float32 `[n]`.
    """
    step = np.broadcast_to(np.asarray(freq_hz, np.float64) / RATE * 2.0**32, (n,)).astype(np.uint32)
    phase = np.cumsum(step, dtype=np.uint32) + np.uint32(int(start % 1.0 * 2**32))
    index = phase >> np.uint32(32 - _TABLE_BITS)
    out = np.zeros(n, np.float32)
    for one, weight in zip(tables, weights, strict=True):
        out += one[index] * np.asarray(weight, np.float32)
    return out


def low_pass(cutoff_hz: float, q: float = 0.707) -> Response:
    """The two-pole low-pass; causal, because its phase is kept."""
    return lambda f: np.reciprocal(_poles(f / cutoff_hz, q))


def high_pass(cutoff_hz: float, q: float = 0.707) -> Response:
    """The two-pole high-pass."""
    return lambda f: -np.square(f / cutoff_hz) / _poles(f / cutoff_hz, q)


def band_pass(center_hz: float, q: float = 1.0) -> Response:
    """The two-pole band-pass, 1 at its centre."""
    return lambda f: 1j * f / (center_hz * q) / _poles(f / center_hz, q)


def shelf(corner_hz: float, gain_db: float) -> Response:
    """A gentle high shelf: 1 far below the corner, `gain_db` far above it."""
    gain = 10.0 ** (gain_db / 20.0)
    return lambda f: (1.0 + 1j * gain * f / corner_hz) / (1.0 + 1j * f / corner_hz)


def _poles(ratio: Audio, q: float) -> NDArray[np.complexfloating]:
    return 1.0 - np.square(ratio) + 1j * ratio / q


def shape(x: Audio, *responses: Response) -> Audio:
    """`x` `[..., n]` through filters in a row, by their frequency responses."""
    n = x.shape[-1]
    size = fast_size(n + min(4096, 512 + n // 2))
    freqs = np.arange(size // 2 + 1, dtype=np.float32) * np.float32(RATE / size)
    spectrum = fft.rfft(x, size)
    for response in responses:
        spectrum *= response(freqs)
    return np.asarray(fft.irfft(spectrum, size)[..., :n], np.float32)


def burst(rng: np.random.Generator, n: int, t60_s: float, *responses: Response) -> Audio:
    """A short puff of shaped noise, then silence up to `n` samples: clicks, beaters, sticks; `[n]`."""
    n_heard = min(n, samples(1.2 * t60_s))
    out = np.zeros(n, np.float32)
    out[:n_heard] = shape(noise(rng, n_heard), *responses) * fall(n_heard, t60_s)
    return out


def convolve(x: Audio, impulse: Audio) -> Audio:
    """`x` `[..., n]` through an impulse response `[..., m]`, cut to `n` samples."""
    n = x.shape[-1]
    size = fast_size(n + impulse.shape[-1])
    spectrum = fft.rfft(x, size) * fft.rfft(impulse, size)
    return fft.irfft(spectrum, size)[..., :n].astype(np.float32)


def fast_size(n: int) -> int:
    """The smallest `2**k`, `3 * 2**k` or `5 * 2**k` that is not below `n`: quick to transform."""
    return min(m << max(0, math.ceil(math.log2(n / m))) for m in (1, 3, 5))


def sweep(x: Audio, center_hz: Real, *, q: float = 1.0, is_band: bool = False) -> Audio:
    """`x` `[..., n]` through a filter that moves: low-pass with a peak, or band-pass.

    Args:
        x: the sound.
        center_hz: `[n]`, where the filter stands at every sample.
        q: sharpness.
        is_band: whether lows are taken away, too.
    Returns:
        As `x`; the filter acts on windows of 23 ms, so that attacks blur by about half of that.
    """
    n, window = x.shape[-1], np.hanning(_WINDOW + 1)[:-1].astype(np.float32)
    n_windows = -(-n // _HOP) + 3
    padded = np.zeros((*x.shape[:-1], (n_windows + 3) * _HOP), np.float32)
    padded[..., 3 * _HOP : 3 * _HOP + n] = x
    views = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW, axis=-1)[..., ::_HOP, :]
    center = center_hz[np.clip(np.arange(n_windows) * _HOP - _HOP, 0, n - 1)][:, None]
    ratio = np.fft.rfftfreq(_WINDOW, 1.0 / RATE) / center
    response = 1.0 / np.sqrt((1.0 - ratio**2) ** 2 + (ratio / q) ** 2)
    response = response * ratio / q if is_band else response
    parts = fft.irfft(fft.rfft(views * window) * response.astype(np.float32), _WINDOW).astype(np.float32)
    out = np.zeros_like(padded)
    for quarter in range(4):  # windows overlap four times; their sum is 2
        piece = parts[..., quarter * _HOP : (quarter + 1) * _HOP].reshape(*x.shape[:-1], -1)
        out[..., quarter * _HOP : quarter * _HOP + piece.shape[-1]] += 0.5 * piece
    return out[..., 3 * _HOP : 3 * _HOP + n]


def bend(x: Audio, drive: float) -> Audio:
    """Soft clipping at the rate as it is: for low sounds, whose overtones do not reach half of it."""
    peak = max(float(np.abs(x).max()), 1e-9)
    return np.tanh(np.float32(drive / peak) * x) * np.float32(peak / math.tanh(drive))


def saturate(x: Audio, drive: float) -> Audio:
    """Soft clipping at twice the rate, so that little of what it adds folds back; peak kept near 1.

    `x` is `[..., n]`; a `drive` so low that it adds almost nothing is applied at the rate as it is.
    """
    if drive < 0.6:
        return bend(x, drive)
    n = x.shape[-1]
    size = fast_size(n + 64)
    peak = max(float(np.abs(x).max()), 1e-9)
    finer = fft.irfft(fft.rfft(x / peak, size), 2 * size).astype(np.float32) * np.float32(2.0)
    bent = np.tanh(np.float32(drive) * finer) * np.float32(1.0 / math.tanh(drive))
    back = fft.rfft(bent)[..., : size // 2 + 1]
    return (fft.irfft(back, size)[..., :n] * (0.5 * peak)).astype(np.float32)


def pan(x: Audio, position: float) -> Audio:
    """Stereo from mono `[n]` or stereo `[2, n]`; `position` −1 is left, 1 right; equal power."""
    angle = (position + 1.0) * math.pi / 4.0
    gains = np.array([[math.cos(angle)], [math.sin(angle)]], np.float32) * np.float32(math.sqrt(2.0))
    return np.asarray(x * gains if x.ndim == 2 else x[None] * gains, np.float32)


def room(rng: np.random.Generator, t60_s: float, darkness: float) -> Audio:
    """The impulse response of a small room: a few early reflections, then a tail that darkens; `[2, m]`."""
    n = samples(0.9 * t60_s + 0.03)
    tail = noise(rng, 2, n) * fall(n, t60_s) * rise(n, 0.02)
    bright = noise(rng, 2, n) * fall(n, 0.45 * t60_s) * rise(n, 0.006)
    tail = shape(tail, low_pass(linear(darkness, 4000, 1200)), high_pass(180))
    tail += 0.5 * shape(bright, high_pass(1500), low_pass(linear(darkness, 12000, 5000)))
    for _ in range(7):
        at = samples(rng.uniform(0.003, 0.035))
        if at < n:
            tail[:, at] += rng.uniform(-4, 4, 2)
    return (tail / np.sqrt(np.sum(tail**2, axis=1, keepdims=True))).astype(np.float32)


def finish(x: Audio, *, fade_s: float = 0.004) -> Audio:
    """Stereo, peak 1, ends in silence: how every voice hands over its sound."""
    stereo = np.stack([x, x]) if x.ndim == 1 else x
    n_fade = min(stereo.shape[-1], samples(fade_s))
    stereo = stereo / max(float(np.abs(stereo).max()), 1e-9)
    stereo[:, -n_fade:] *= np.linspace(1.0, 0.0, n_fade, dtype=np.float32)
    return stereo.astype(np.float32)
