"""Pitched voices: struck and plucked ones as banks of partials, held ones from tables that open and close."""

from __future__ import annotations

import math

import numpy as np

from engine.train.sounds.dsp import (
    RATE,
    Audio,
    Real,
    band_pass,
    burst,
    clock,
    expo,
    fall,
    finish,
    gate,
    hertz,
    high_pass,
    linear,
    low_pass,
    noise,
    partials,
    rise,
    samples,
    saturate,
    shape,
    sine,
    table,
    wave,
)
from engine.train.sounds.voice import Sound, Touch, Voice, traits


def bass(rng: np.random.Generator, touch: Touch) -> Sound:
    """A sub under a filtered wave that opens with every note."""
    tone, sub, drive, snap, pulse, wobble = rng.random(6)
    pitch = touch.pitch if touch.pitch is not None else float(rng.integers(26, 43))
    n_held = touch.n_held or samples(rng.uniform(0.3, 1.4))
    n, f0 = n_held + samples(0.12), hertz(pitch)
    t = clock(n)
    cutoff = expo(tone, 130, 900) * (
        1 + linear(snap, 0.5, 6) * touch.velocity * np.exp(-t / expo(snap, 0.3, 0.06))
    )
    is_wobbling = wobble > 0.8
    if is_wobbling:
        cutoff = cutoff * 2.0 ** (1.4 * np.sin(2 * np.pi * expo(rng.random(), 2, 7) * t))
    tables, weights = _opening(_rich(pulse, f0), f0, cutoff, q=1.2)
    audio = wave(tables, weights, f0 * (1 + 0.0015 * np.sin(2 * np.pi * 0.7 * t)), n)
    audio += linear(sub, 0.2, 1.0) * sine(np.full(n, f0))
    click = burst(touch.rng(), n, 0.012, low_pass(2500))
    audio = (
        (audio + 0.08 * snap * click)
        * rise(n, 0.003)
        * gate(n, n_held, 0.1)
        * fall(n, expo(rng.random(), 1.5, 8))
    )
    audio = saturate(audio, linear(drive, 0.3, 3.5))
    said = traits(
        ("dark", tone, "bright"), ("", sub, "deep"), ("clean", drive, "distorted"), ("smooth", snap, "plucky")
    )
    return Sound(finish(audio), (*said, "wobbling") if is_wobbling else said, pitch)


def pluck(rng: np.random.Generator, touch: Touch) -> Sound:
    """A string or a tongue set off once: every overtone dies sooner than the one below."""
    tone, length, wood, place, stiff = rng.random(5)
    pitch = touch.pitch if touch.pitch is not None else float(rng.integers(52, 79))
    f0, hit = hertz(pitch), touch.rng()
    t60 = expo(length, 0.35, 1.1)
    n = samples(0.9 * t60)
    if wood > 0.6:
        ratios = np.array([1, 3.9, 9.2, 2.0, 5.1, 6.8]) * (1 + 0.02 * rng.normal(size=6))
        gains = np.array([1, 0.4, 0.18, 0.12, 0.15, 0.08]) * np.array([1, *(0.4 + tone * np.ones(5))])
        t60s: Real = t60 / ratios**0.9
    else:
        k = np.arange(1, 33)
        ratios = k * np.sqrt(1 + linear(stiff, 0, 4e-4) * k**2)
        gains = np.abs(np.sin(np.pi * k * linear(place, 0.08, 0.45))) / k ** linear(tone, 1.7, 0.8)
        t60s = np.asarray(t60 / (1 + linear(tone, 0.25, 0.1) * (k - 1)), np.float64)
    sides = 1 + 0.2 * rng.uniform(-1, 1, (2, len(ratios)))
    audio = partials(f0 * ratios, t60s, gains * sides, n, hit.uniform(0, 0.6, len(ratios)))
    pick = burst(hit, n, 0.015, high_pass(1500), low_pass(expo(tone, 3000, 9000)))
    audio = (audio + 0.06 * touch.velocity * pick) * rise(n, 0.0012)
    said = traits(("dark", tone, "bright"), ("short", length, "long"))
    return Sound(finish(audio), (*said, "wooden" if wood > 0.6 else "string"), pitch)


def keys(rng: np.random.Generator, touch: Touch) -> Sound:
    """A keyboard: electric piano, piano, or organ."""
    make = (_electric_piano, _piano, _organ)[int(rng.integers(3))]
    pitch = touch.pitch if touch.pitch is not None else float(rng.integers(45, 73))
    n_held = touch.n_held or samples(rng.uniform(0.5, 1.8))
    audio, said = make(rng, touch, hertz(pitch), n_held)
    return Sound(finish(audio * gate(audio.shape[-1], n_held, 0.25)), said, pitch)


def _electric_piano(
    rng: np.random.Generator, touch: Touch, f0: float, n_held: int
) -> tuple[Audio, tuple[str, ...]]:
    tone, bark, tremolo = rng.random(3)
    n = n_held + samples(0.25)
    tine = linear(tone, 3.9, 7.1)
    ratios = np.array([1, 2, 3, 4, 1.003, tine, 2 * tine])
    gains = np.array(
        [
            1,
            0.15 + 0.2 * bark + 0.2 * tone,
            0.04 + 0.16 * tone,
            0.05 * bark + 0.08 * tone,
            0.4,
            0.45 * tone,
            0.25 * tone,
        ]
    ) * touch.velocity ** (np.array([0, 0.5, 1, 1, 0, 1.5, 1.5]))
    t60s = np.array([4, 2.5, 1.6, 1.2, 3.5, 0.5, 0.3]) * (220 / f0) ** 0.3
    mono = saturate(partials(f0 * ratios, t60s, gains, n) * rise(n, 0.002), linear(bark, 0.3, 2.0))
    swing = linear(tremolo, 0, 0.35) * np.sin(2 * np.pi * expo(rng.random(), 3, 7) * clock(n))
    stereo = np.stack([mono * (1 + swing), mono * (1 - swing)]).astype(np.float32)
    said = (
        "electric piano",
        *traits(("mellow", tone, "bright"), ("clean", bark, "distorted"), ("", tremolo, "tremolo")),
    )
    return stereo, said


def _piano(rng: np.random.Generator, touch: Touch, f0: float, n_held: int) -> tuple[Audio, tuple[str, ...]]:
    tone, age = rng.random(2)
    n, k = n_held + samples(0.25), np.arange(1, 25)
    stretched = k * np.sqrt(1 + 3.5e-4 * (f0 / 220) * k**2)
    gains = touch.velocity ** (0.06 * k) / k ** linear(tone, 2.3, 0.8) * (0.3 + np.abs(np.sin(np.pi * k / 8)))
    t60s = 5.0 * (220 / f0) ** 0.5 / (1 + 0.18 * (k - 1))
    detune = linear(age, 2e-4, 2.5e-3) * np.array([[-1.0], [1.0]])
    freqs = np.concatenate(f0 * stretched * (1 + detune))
    sides = np.repeat(np.array([[1.0, 0.65], [0.65, 1.0]]), len(k), axis=1)
    strings = partials(freqs, np.tile(t60s, 2), np.concatenate([gains, 0.55 * gains]) * sides, n)
    hammer = burst(touch.rng(), n, 0.04, low_pass(expo(tone, 900, 2500)))
    said = ("piano", *traits(("mellow", tone, "bright"), ("", age, "detuned")))
    return (strings + 0.12 * touch.velocity * hammer) * rise(n, 0.002), said


def _organ(rng: np.random.Generator, touch: Touch, f0: float, n_held: int) -> tuple[Audio, tuple[str, ...]]:
    tone, spin, drive = rng.random(3)
    n = n_held + samples(0.15)
    t, rate = clock(n), expo(spin, 0.8, 6.5)
    bars = np.zeros(16)
    bars[[0, 1, 2, 3, 5, 7, 9, 11, 15]] = np.array([1, 0.8, 0.6, 0.5, 0.3, 0.4, 0.2, 0.2, 0.2]) * rng.uniform(
        0.2, 1, 9
    )
    bars[4:] *= linear(tone, 0.05, 1.6)
    one = table(bars)
    turning = 2 * np.pi * rate * t
    sides = [
        wave(
            [one],
            [1 + 0.2 * np.cos(turning + s).astype(np.float32)],
            0.5 * f0 * (1 + 0.002 * np.sin(turning + s)),
            n,
        )
        for s in (0.0, 1.6)
    ]
    click = burst(touch.rng(), n, 0.012, high_pass(1200), low_pass(5000))
    said = (
        "organ",
        *traits(("mellow", tone, "bright"), ("clean", drive, "distorted"), ("", spin, "vibrato")),
    )
    return saturate((np.stack(sides) + 0.15 * click) * rise(n, 0.004), linear(drive, 0.3, 2.0)), said


def bell(rng: np.random.Generator, touch: Touch) -> Sound:
    """Inharmonic partials, the high ones brief, the low ones in slow beating pairs."""
    tone, length, glass, beat = rng.random(4)
    pitch = touch.pitch if touch.pitch is not None else float(rng.integers(64, 92))
    f0, hit = hertz(pitch), touch.rng()
    church = np.array([0.5, 1, 1.19, 1.5, 2, 2.51, 2.66, 3.01, 4.1, 5.4, 6.8])
    chime = np.array([1, 2.76, 2.79, 5.4, 5.43, 8.93, 1.5, 3.8, 0.999, 6.3, 11.3])
    ratios = (church if glass < 0.5 else chime) * (1 + 0.004 * rng.normal(size=11))
    gains = rng.uniform(0.4, 1.0, 11) / np.maximum(ratios, 1) ** linear(tone, 1.1, 0.3)
    t60 = expo(length, 1.0, 4.5)
    n = samples(min(0.75 * t60, 2.6))
    paired = np.concatenate([ratios, ratios * (1 + linear(beat, 0.0004, 0.003))])
    sides = 1 + 0.5 * np.array([[1.0], [-1.0]]) * rng.uniform(-1, 1, (1, 22))
    audio = partials(
        f0 * paired,
        t60 / np.maximum(paired, 0.7) ** 0.6,
        np.concatenate([gains, 0.5 * gains]) * sides,
        n,
        hit.uniform(0, 6.28, 22),
    )
    strike = burst(hit, n, 0.008, high_pass(4000))
    audio = (audio + 0.25 * tone * touch.velocity * strike) * rise(n, 0.0015)
    said = traits(("dark", tone, "bright"), ("short", length, "long"), ("", beat, "shimmering"))
    return Sound(finish(audio, fade_s=0.1), (*said, "glassy") if glass >= 0.5 else said, pitch)


def pad(rng: np.random.Generator, touch: Touch) -> Sound:
    """Detuned voices that swell behind a slow filter, with a little air."""
    tone, slow, width, motion, pulse, air = rng.random(6)
    pitch = touch.pitch if touch.pitch is not None else float(rng.integers(48, 70))
    n_held = touch.n_held or samples(rng.uniform(1.6, 2.8))
    release = linear(slow, 0.3, 0.9)
    n, f0 = n_held + samples(release), hertz(pitch)
    t = clock(n)
    moving = 2.0 ** (
        linear(motion, 0.1, 1.2) * np.sin(2 * np.pi * expo(rng.random(), 0.15, 0.8) * t + 6.28 * rng.random())
    )
    tables, weights = _opening(_rich(pulse, f0), f0, expo(tone, 500, 3500) * moving, q=0.9)
    audio = 0.25 * air * shape(noise(touch.rng(), 2, n), band_pass(expo(tone, 900, 4000), 0.6))
    for cents, side in zip(rng.uniform(-1, 1, 5) * linear(width, 5, 18), (-1, -0.5, 0, 0.5, 1), strict=True):
        voice = wave(tables, weights, f0 * 2 ** (cents / 1200), n, rng.random())
        audio += voice * np.array([[1 - 0.8 * max(side, 0)], [1 + 0.8 * min(side, 0)]], np.float32)
    attack = min(expo(slow, 0.25, 0.9), 0.6 * n_held / RATE)
    audio = audio * rise(n, attack) * gate(n, n_held, 2 * release)
    said = traits(
        ("warm", tone, "bright"),
        ("", slow, "slow"),
        ("narrow", width, "wide"),
        ("still", motion, "moving"),
        ("", air, "airy"),
    )
    return Sound(finish(audio, fade_s=0.1), said, pitch)


def lead(rng: np.random.Generator, touch: Touch) -> Sound:
    """A singing line voice: two close waves, vibrato that comes late, drive."""
    tone, wobble, drive, slide, pulse = rng.random(5)
    pitch = touch.pitch if touch.pitch is not None else float(rng.integers(60, 82))
    n_held = touch.n_held or samples(rng.uniform(0.4, 1.5))
    n, f0 = n_held + samples(0.15), hertz(pitch)
    t = clock(n)
    late = np.minimum(t / 0.35, 1.0) ** 2
    bend = linear(wobble, 0.0, 0.45) * late * np.sin(2 * np.pi * rng.uniform(4.5, 6.5) * t)
    if slide > 0.6:
        bend = bend - 5 * (slide - 0.5) * np.exp(-t / 0.04)
    freq = f0 * 2 ** (bend / 12)
    cutoff = expo(tone, 1200, 8000) * (1 + 1.5 * touch.velocity * np.exp(-t / 0.15))
    detune = rng.uniform(1.002, 1.006)
    tables, weights = _opening(_rich(pulse, f0), f0, cutoff, q=1.0)
    sides = [wave(tables, weights, freq * ratio, n) for ratio in (1.0, detune)]
    center, edge = sides[0] + sides[1], 0.5 * (sides[0] - sides[1])
    audio = saturate(np.stack([center + edge, center - edge]), linear(drive, 0.3, 3.0))
    audio = audio * rise(n, expo(rng.random(), 0.004, 0.03)) * gate(n, n_held, 0.12)
    said = traits(
        ("mellow", tone, "bright"),
        ("straight", wobble, "vibrato"),
        ("clean", drive, "distorted"),
        ("", slide, "sliding"),
    )
    return Sound(finish(audio), said, pitch)


def _rich(pulse: float, f0: float) -> Real:
    """Harmonics `[H]` below 18 kHz, from a saw (0) towards a square (1), the phase-free amplitudes."""
    k = np.arange(1, max(2, min(180, int(17500 / f0))))
    even = np.where(k % 2 == 0, 1.0 - pulse, 1.0)
    return np.asarray(even / k)


def _opening(harmonics: Real, f0: float, cutoff: Real, *, q: float) -> tuple[list[Audio], list[Audio]]:
    """Tables of a tone behind a low-pass at up to four places 1.8 octaves apart, and their weights `[n]`.

    Blended by the weights, they sound like one filter that follows `cutoff` `[n]`, in Hz.
    """
    grid = f0 * len(harmonics) * 2.0 ** (-1.8 * np.arange(4)[::-1])
    ratio = f0 * np.arange(1, len(harmonics) + 1) / grid[:, None]
    gains = 1.0 / np.sqrt((1 - ratio**2) ** 2 + (ratio / q) ** 2)
    position = np.clip(np.log2(cutoff / grid[0]) / 1.8, 0, 3 - 1e-6)
    weights = [np.maximum(1 - np.abs(position - k), 0).astype(np.float32) for k in range(4)]
    used = [k for k in range(4) if float(weights[k].max()) > 0]
    phases = -0.5 * np.arange(1, len(harmonics) + 1) ** 0.5 * math.pi  # spreads the peak of a saw a little
    return [table(harmonics * gains[k], phases) for k in used], [weights[k] for k in used]


TONES: dict[str, Voice] = {"bass": bass, "pluck": pluck, "keys": keys, "bell": bell, "pad": pad, "lead": lead}
