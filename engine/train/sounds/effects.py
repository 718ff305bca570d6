"""Transitions and accidents: what moves from one part to the next."""

from __future__ import annotations

import numpy as np

from engine.train.sounds.dsp import (
    RATE,
    band_pass,
    clock,
    convolve,
    expo,
    fall,
    finish,
    high_pass,
    linear,
    low_pass,
    noise,
    partials,
    rise,
    room,
    samples,
    saturate,
    shape,
    sine,
    sweep,
)
from engine.train.sounds.voice import Sound, Touch, Voice, traits


def riser(rng: np.random.Generator, touch: Touch) -> Sound:
    """Noise and a tone that climb and swell until they are cut."""
    length, tone, tonal, gated = rng.random(4)
    n = touch.n_held or samples(expo(length, 1.2, 3.6))
    t = clock(n) * RATE / n
    center = expo(tone, 180, 500) * linear(tone, 20, 32) ** t
    hiss = sweep(noise(touch.rng(), 2, n), center, q=1.8, is_band=True)
    climb = expo(rng.random(), 110, 280) * 2.0 ** (linear(tonal, 1.2, 2.8) * t**1.3)
    ring = np.zeros(n, np.float32)
    for ratio, gain in ((1.0, 1.0), (1.006, 0.5), (2.01, 0.33), (3.02, 0.25)):
        ring += gain * sine(climb * ratio, rng.random())
    hiss /= max(float(np.abs(hiss).max()), 1e-9)
    audio = (hiss + 0.5 * linear(tonal, 0.05, 0.6) * ring) * (0.03 + 0.97 * t**1.7).astype(np.float32)
    if gated > 0.7:
        speed = np.cumsum(expo(rng.random(), 3, 5) * 4.0**t) / RATE
        audio = audio * (0.35 + 0.65 * np.clip(4 * np.cos(2 * np.pi * speed) + 2, 0, 1)).astype(np.float32)
    said = traits(
        ("short", length, "long"), ("dark", tone, "bright"), ("noisy", tonal, "tonal"), ("", gated, "pulsing")
    )
    return Sound(finish(audio, fade_s=0.012), said)


def impact(rng: np.random.Generator, touch: Touch) -> Sound:
    """A blow: a falling sub, debris, and a large dark space."""
    length, weight, tone, metal = rng.random(4)
    hit = touch.rng()
    n = samples(expo(length, 1.2, 3.2))
    t, t60 = clock(n), n / RATE
    boom = sine(linear(weight, 55, 32) * (1 + 2.2 * np.exp(-t / 0.07))) * fall(n, 0.8 * t60)
    debris = shape(noise(hit, 2, n), low_pass(expo(tone, 900, 5000)), high_pass(120)) * fall(n, 0.35 * t60)
    clang = partials(
        expo(rng.random(), 130, 320) * rng.uniform(1, 9, 16),
        np.full(16, 0.5 * t60),
        metal * rng.uniform(0, 0.15, (2, 16)),
        n,
    )
    dry = saturate(boom + linear(tone, 0.25, 0.7) * debris * rise(n, 0.002) + clang, linear(weight, 1.0, 3.0))
    audio = dry + 0.5 * convolve(dry, room(rng, 0.9 * t60, 0.8))
    said = traits(
        ("short", length, "long"), ("", weight, "heavy"), ("dark", tone, "bright"), ("", metal, "metallic")
    )
    return Sound(finish(audio, fade_s=0.1), said)


def noise_sweep(rng: np.random.Generator, touch: Touch) -> Sound:
    """Noise behind a sharp filter that falls from the top of hearing."""
    length, tone, sharp = rng.random(3)
    n = touch.n_held or samples(expo(length, 0.9, 3.2))
    t = clock(n) * RATE / n
    center = expo(tone, 5000, 13000) * expo(rng.random(), 0.015, 0.05) ** t
    audio = sweep(noise(touch.rng(), 2, n), center, q=linear(sharp, 1.0, 5.0), is_band=sharp > 0.35)
    audio = audio * ((1 - t) ** 0.6 * (center / center[0]) ** -0.15).astype(np.float32) * rise(n, 0.01)
    said = traits(("short", length, "long"), ("dark", tone, "bright"), ("soft", sharp, "resonant"))
    return Sound(finish(audio, fade_s=0.05), ("falling", *said))


def whoosh(rng: np.random.Generator, touch: Touch) -> Sound:
    """Something passes by: air that swells, crosses over and is gone."""
    length, tone, sharp = rng.random(3)
    n = samples(expo(length, 0.4, 1.1))
    t = clock(n) * RATE / n
    bump = np.exp(-(((t - rng.uniform(0.42, 0.58)) / linear(sharp, 0.2, 0.12)) ** 2))
    center = expo(tone, 350, 1100) * (1 + linear(sharp, 1.5, 4.5) * bump)
    audio = sweep(noise(touch.rng(), 2, n), center, q=1.3, is_band=True) * bump.astype(np.float32)
    is_leftward = rng.random() < 0.5
    across = (0.25 + 0.75 * np.stack([1 - t, t])).astype(np.float32)
    audio = audio * (across[::-1] if is_leftward else across)
    said = traits(("fast", length, "slow"), ("dark", tone, "bright"), ("soft", sharp, "sharp"))
    return Sound(finish(audio), said)


def glitch(rng: np.random.Generator, touch: Touch) -> Sound:
    """A machine stutters: scraps of tone and noise, held samples, repeats, gaps."""
    length, crush, speed = rng.random(3)
    hit = touch.rng()
    n, slot = samples(expo(length, 0.35, 1.1)), samples(expo(speed, 0.05, 0.022))
    scraps = [_scrap(rng, hit, slot, crush) for _ in range(3 + int(rng.integers(4)))]
    audio = np.zeros((2, n + slot), np.float32)
    for at in range(0, n, slot):
        which = int(rng.integers(len(scraps) + 1))
        if which < len(scraps) and at + slot <= n:
            audio[:, at : at + slot] += scraps[which] * rng.uniform(0.4, 1.0, (2, 1)).astype(np.float32)
    said = traits(("short", length, "long"), ("clean", crush, "crushed"), ("slow", speed, "fast"))
    return Sound(finish(audio[:, :n]), said)


def _scrap(rng: np.random.Generator, hit: np.random.Generator, n: int, crush: float) -> np.ndarray:
    """A few hundredths of a second of something broken; float32 `[n]`."""
    freq = expo(rng.random(), 180, 3800)
    kind = int(rng.integers(3))
    if kind == 0:
        raw = shape(noise(hit, n), band_pass(freq, 3.0)) * 2
    elif kind == 1:
        raw = sine(freq * (1 + 0.8 * np.sign(np.sin(2 * np.pi * expo(rng.random(), 40, 300) * clock(n)))))
    else:
        raw = sine(freq * np.linspace(2.5, 0.4, n)) + 0.5 * sine(np.full(n, 3.01 * freq))
    hold = 1 + int(linear(crush, 0, 14))
    steps = np.repeat(raw[::hold], hold)[:n]
    edges = np.minimum(rise(n, 0.0008), rise(n, 0.0008)[::-1])
    return shape(steps, low_pass(linear(crush, 14000, 9000)), high_pass(120)) * edges


EFFECTS: dict[str, Voice] = {
    "riser": riser,
    "impact": impact,
    "sweep": noise_sweep,
    "whoosh": whoosh,
    "glitch": glitch,
}
