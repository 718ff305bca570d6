"""The drum machine: skins, metal and noise, each drawn anew for every seed."""

from __future__ import annotations

import numpy as np

from engine.train.sounds.dsp import (
    Audio,
    Real,
    band_pass,
    bend,
    burst,
    clock,
    expo,
    fall,
    finish,
    high_pass,
    linear,
    low_pass,
    noise,
    partials,
    rise,
    samples,
    saturate,
    shape,
    shelf,
    sine,
)
from engine.train.sounds.voice import Sound, Touch, Voice, traits


def kick(rng: np.random.Generator, touch: Touch) -> Sound:
    """A sine that falls into its pitch, a beater, and saturation."""
    tuning, length, punch, click, drive = rng.random(5)
    hit = touch.rng()
    f0, t60 = expo(tuning, 40, 66) * (1 + 0.008 * hit.normal()), expo(length, 0.22, 1.2)
    n = samples(0.85 * t60 + 0.05)
    t = clock(n)
    drop = linear(punch, 0.8, 4.0) * np.exp(-t / expo(rng.random(), 0.010, 0.030)) + 7 * np.exp(-t / 0.0025)
    body = sine(f0 * (1 + drop), 0.02) * fall(n, t60, after_s=0.02)
    body += linear(rng.random(), 0.05, 0.3) * sine(2.02 * f0 * (1 + drop)) * fall(n, 0.3 * t60)
    body = bend(body * rise(n, 0.0008), linear(drive, 0.3, 3.5))
    beater = burst(hit, n, expo(click, 0.015, 0.05), band_pass(expo(rng.random(), 1500, 5000), 0.7))
    knock = partials([f0 * 7.3, f0 * 11.9], [0.03, 0.02], [0.4, 0.25], n)
    audio = body + linear(click, 0.02, 0.4) * touch.velocity * (beater + knock)
    said = traits(
        ("low", tuning, "high"),
        ("short", length, "boomy"),
        ("soft", punch, "punchy"),
        ("", click, "clicky"),
        ("clean", drive, "distorted"),
    )
    return Sound(finish(audio), said)


def snare(rng: np.random.Generator, touch: Touch) -> Sound:
    """Shell modes with a little drop, rattling wires, and a crack."""
    tuning, length, tone, wires, ring = rng.random(5)
    hit = touch.rng()
    f0 = expo(tuning, 150, 290) * (1 + 0.01 * hit.normal())
    n = samples(expo(length, 0.14, 0.6))
    t60 = n / 44100
    ratios = np.array([1.0, 1.59, 2.14, 2.30, 2.92, 3.60]) * (1 + 0.02 * rng.normal(size=6))
    gains = np.array([1.0, 0.7, 0.35, 0.3, 0.2, 0.12]) * rng.uniform(0.6, 1.4, 6)
    shell = partials(f0 * ratios, t60 * linear(ring, 0.25, 0.9) / ratios**0.5, gains, n)
    shell += 0.6 * sine(f0 * (1 + 0.8 * np.exp(-clock(n) / 0.012))) * fall(n, 0.12)
    rattle = shape(
        noise(hit, 2, n),
        high_pass(expo(tone, 700, 2600)),
        low_pass(expo(tone, 5500, 15000)),
        band_pass(expo(rng.random(), 2500, 6000), 0.3),
    )
    rattle = rattle * (fall(n, 0.05) + linear(wires, 0.25, 0.9) * fall(n, 0.9 * t60)) * rise(n, 0.001)
    audio = saturate(
        shell + linear(wires, 0.4, 1.3) * rattle * (0.5 + 0.5 * touch.velocity), 0.6 + rng.random()
    )
    said = traits(
        ("deep", tuning, "high"),
        ("tight", length, "long"),
        ("dark", tone, "bright"),
        ("", wires, "snappy"),
        ("damped", ring, "ringing"),
    )
    return Sound(finish(audio), said)


def rim(rng: np.random.Generator, touch: Touch) -> Sound:
    """A stick across the rim: a few hard woody modes, over at once."""
    tuning, length, tone = rng.random(3)
    hit = touch.rng()
    n = samples(expo(length, 0.05, 0.16))
    freqs = expo(tuning, 380, 620) * np.array([1.0, 2.77, 4.15, 5.4, 7.9]) * (1 + 0.03 * rng.normal(size=5))
    gains = np.array([0.8, 1.0, 0.5, 0.35, 0.2]) * rng.uniform(0.6, 1.3, 5)
    wood = partials(
        freqs * (1 + 0.004 * hit.normal()), expo(length, 0.03, 0.1) / np.sqrt(freqs / freqs[0]), gains, n
    )
    click = burst(hit, n, 0.008, high_pass(expo(tone, 1200, 4000)))
    audio = saturate(wood + linear(tone, 0.15, 0.6) * click, linear(rng.random(), 0.3, 1.6))
    return Sound(
        finish(audio), traits(("low", tuning, "high"), ("short", length, ""), ("woody", tone, "sharp"))
    )


def clap(rng: np.random.Generator, touch: Touch) -> Sound:
    """Several hands a few milliseconds apart, then the room they stand in."""
    tone, length, spread, hands = rng.random(4)
    hit = touch.rng()
    n = samples(expo(length, 0.16, 0.55))
    envelope = np.zeros((2, n), np.float32)
    gap = linear(spread, 0.007, 0.014)
    n_hands = 3 + int(2.99 * hands)
    for hand in range(n_hands):
        at = samples(hand * gap * (1 + 0.1 * hit.normal()))
        tail = 0.02 if hand < n_hands - 1 else 0.75 * n / 44100
        envelope[:, at:] += hit.uniform(0.6, 1.0, (2, 1)).astype(np.float32) * fall(n - at, tail)
    center = expo(tone, 850, 2200)
    skin = shape(noise(hit, 2, n), band_pass(center, 1.6), high_pass(500), shelf(3000, 4))
    air = shape(noise(hit, 2, n), band_pass(3.2 * center, 1.0))
    audio = saturate((skin + linear(tone, 0.1, 0.4) * air) * envelope, linear(rng.random(), 0.4, 1.5))
    said = traits(
        ("dark", tone, "bright"), ("tight", length, "long"), ("", spread, "loose"), ("", hands, "layered")
    )
    return Sound(finish(audio), said)


def tom(rng: np.random.Generator, touch: Touch) -> Sound:
    """A pitched drum: membrane modes that sink together, and the stick."""
    tuning, length, tone, sink = rng.random(4)
    hit = touch.rng()
    f0 = expo(tuning, 74, 230) * (1 + 0.006 * hit.normal())
    t60 = expo(length, 0.4, 1.3)
    n = samples(0.8 * t60)
    fallen = 1 + linear(sink, 0.1, 0.5) * np.exp(-clock(n) / 0.06)
    audio = sine(f0 * fallen) * fall(n, t60)
    for ratio, gain, ring in ((1.5, 0.4, 0.5), (1.98, 0.3, 0.4), (2.44, 0.2, 0.3), (3.1, 0.1, 0.2)):
        audio += gain * linear(tone, 0.4, 1.3) * sine(f0 * ratio * fallen, hit.random()) * fall(n, ring * t60)
    stick = burst(hit, n, 0.03, band_pass(expo(tone, 900, 3500), 0.6))
    audio = bend(audio * rise(n, 0.001) + linear(tone, 0.1, 0.5) * touch.velocity * stick, 0.4 + rng.random())
    pitch = "low" if tuning < 0.36 else "mid" if tuning < 0.66 else "high"
    said = (pitch, *traits(("short", length, "long"), ("round", tone, "hard"), ("", sink, "falling")))
    return Sound(finish(audio), said)


def cowbell(rng: np.random.Generator, touch: Touch) -> Sound:
    """Two clanging tones a tritone or so apart, their overtones, and a knock."""
    tuning, length, drive = rng.random(3)
    hit = touch.rng()
    low = expo(tuning, 470, 700) * (1 + 0.003 * hit.normal())
    ratio = rng.uniform(1.44, 1.54)
    freqs = np.concatenate([low * np.array([1, 3, 5, 7]), low * ratio * np.array([1, 2.02, 3, 5, 7.1])])
    gains = np.array([1, 0.35, 0.2, 0.1, 1, 0.15, 0.35, 0.2, 0.12]) * rng.uniform(0.7, 1.3, 9)
    t60 = expo(length, 0.12, 0.55)
    n = samples(1.1 * t60)
    ring = partials(freqs, t60 / (freqs / low) ** 0.4, gains, n, hit.uniform(0, 6.28, 9))
    knock = partials(freqs * 1.01, np.full(9, 0.025), gains, n)
    audio = saturate(ring + 0.8 * knock, linear(drive, 0.5, 3.0))
    said = traits(("low", tuning, "high"), ("short", length, "ringing"), ("clean", drive, "distorted"))
    return Sound(finish(audio), said)


def shaker(rng: np.random.Generator, touch: Touch) -> Sound:
    """Grains in a shell: noise that swells and stops, sometimes there and back."""
    tone, length, body = rng.random(3)
    hit = touch.rng()
    stroke = expo(length, 0.05, 0.14)
    is_double = rng.random() < 0.35
    n = samples(stroke * (2.6 if is_double else 1.7))
    t = clock(n)
    envelope = np.exp(-((np.abs(t - 0.7 * stroke) / (0.3 * stroke)) ** 2))
    if is_double:
        envelope += 0.7 * np.exp(-((np.abs(t - 1.8 * stroke) / (0.35 * stroke)) ** 2))
    grains = noise(hit, 2, n) * (0.4 + (hit.random(n) < linear(body, 0.05, 0.4)).astype(np.float32))
    audio = shape(grains, band_pass(expo(tone, 4500, 9000), 1.4), high_pass(2500)) * envelope.astype(
        np.float32
    )
    said = traits(("dark", tone, "bright"), ("short", length, "long"), ("grainy", body, "smooth"))
    return Sound(finish(audio), (*said, "double") if is_double else said)


def closed_hat(rng: np.random.Generator, touch: Touch) -> Sound:
    """Two cymbals pressed together: metal and air, gone in a moment."""
    tuning, length, tone, metal = rng.random(4)
    t60 = expo(length, 0.05, 0.16) * (0.8 + 0.25 * touch.velocity)
    audio = _hat(rng, touch, tuning=tuning, tone=tone, metal=metal, t60_s=t60, n=samples(1.1 * t60))
    said = traits(
        ("low", tuning, "high"), ("short", length, ""), ("dark", tone, "bright"), ("noisy", metal, "metallic")
    )
    return Sound(finish(audio), ("tight", *said) if length < 0.15 else said)


def open_hat(rng: np.random.Generator, touch: Touch) -> Sound:
    """The same two cymbals let loose."""
    tuning, length, tone, metal = rng.random(4)
    t60 = expo(length, 0.55, 1.5)
    audio = _hat(rng, touch, tuning=tuning, tone=tone, metal=metal, t60_s=t60, n=samples(0.75 * t60))
    said = traits(
        ("low", tuning, "high"),
        ("short", length, "long"),
        ("dark", tone, "bright"),
        ("noisy", metal, "metallic"),
    )
    return Sound(finish(audio), said)


def ride(rng: np.random.Generator, touch: Touch) -> Sound:
    """A stick's ping over a long, even shimmer."""
    tuning, length, tone, ping = rng.random(4)
    hit = touch.rng()
    t60 = expo(length, 1.2, 3.6)
    n = samples(min(0.65 * t60, 2.0))
    freqs = _spread(rng, 70, 340 * expo(tuning, 0.8, 1.3), 13500)
    audio = _metal(rng, hit, freqs, t60_s=t60, tilt=linear(tone, -0.5, 0.15), damping=0.35, n=n)
    bell = expo(tuning, 2100, 3600) * np.array([1.0, 1.32, 1.71, 2.13, 2.77])
    strike = partials(
        bell * (1 + 0.01 * rng.normal(size=5)),
        linear(ping, 0.25, 0.7) / np.arange(1, 6) ** 0.3,
        np.array([1, 0.8, 0.6, 0.5, 0.3]),
        n,
        hit.uniform(0, 6.28, 5),
    )
    stick = burst(hit, n, 0.02, high_pass(3500))
    audio = 0.45 * _unit(audio) + linear(ping, 0.35, 0.9) * touch.velocity * _unit(strike) + 0.12 * stick
    said = traits(
        ("low", tuning, "high"),
        ("short", length, "long"),
        ("dark", tone, "bright"),
        ("washy", ping, "pinging"),
    )
    return Sound(finish(audio), said)


def crash(rng: np.random.Generator, touch: Touch) -> Sound:
    """A thin cymbal hit hard: it blooms, hisses and rings out wide."""
    tuning, length, tone, wash = rng.random(4)
    hit = touch.rng()
    t60 = expo(length, 1.3, 3.6)
    n = samples(0.85 * t60)
    freqs = _spread(rng, 150, 260 * expo(tuning, 0.75, 1.4), 17500)
    ring = _metal(rng, hit, freqs, t60_s=t60, tilt=linear(tone, -0.45, 0.1), damping=0.45, n=n)
    hiss = shape(noise(hit, 2, n), high_pass(expo(tone, 1500, 4500)), low_pass(expo(tone, 9000, 18000)))
    hiss = hiss * (0.6 * fall(n, 0.25) + fall(n, 0.75 * t60)) * rise(n, expo(rng.random(), 0.002, 0.012))
    low = shape(noise(hit, 2, n), band_pass(expo(tuning, 450, 900), 0.8)) * fall(n, 0.25)
    audio = 0.8 * _unit(ring) * rise(n, 0.003) + linear(wash, 0.35, 1.0) * _unit(hiss) + 0.25 * _unit(low)
    audio = saturate(audio, linear(rng.random(), 0.2, 1.0))
    said = traits(
        ("low", tuning, "high"),
        ("short", length, "long"),
        ("dark", tone, "bright"),
        ("metallic", wash, "washy"),
    )
    return Sound(finish(audio, fade_s=0.08), said)


def _hat(
    rng: np.random.Generator, touch: Touch, *, tuning: float, tone: float, metal: float, t60_s: float, n: int
) -> Audio:
    """Metal modes over shaped noise, stereo `[2, n]`."""
    hit = touch.rng()
    freqs = _spread(rng, 60, expo(tuning, 2200, 4200), 17000)
    ring = _metal(rng, hit, freqs, t60_s=t60_s, tilt=linear(tone, -0.5, 0.5), damping=0.25, n=n)
    air = shape(noise(hit, 2, n), high_pass(expo(tuning, 4500, 8000)), low_pass(expo(tone, 9500, 19000)))
    air = air * (0.5 * fall(n, 0.02) + fall(n, 0.9 * t60_s))
    audio = linear(metal, 0.35, 1.0) * _unit(ring) + linear(metal, 1.0, 0.45) * _unit(air)
    bite = shelf(8000, linear(touch.velocity, -6, 0))
    return shape(audio, high_pass(expo(tuning, 2200, 4500)), bite) * rise(n, 0.0006)


def _spread(rng: np.random.Generator, n_modes: int, low_hz: float, high_hz: float) -> Real:
    """Frequencies of a thin plate: unevenly spread, ever denser upwards; `[n_modes]`."""
    places = (np.arange(n_modes) + rng.uniform(0, 1, n_modes)) / n_modes
    return np.asarray(low_hz * (high_hz / low_hz) ** places**0.75)


def _metal(
    rng: np.random.Generator,
    hit: np.random.Generator,
    freqs: Real,
    *,
    t60_s: float,
    tilt: float,
    damping: float,
    n: int,
) -> Audio:
    """The modes of a cymbal, each with its own decay and place between left and right; `[2, n]`."""
    m = len(freqs)
    t60s = t60_s * (freqs / freqs[0]) ** -damping * np.exp(0.25 * rng.normal(size=m)) * 1.3
    gains = (freqs / freqs[0]) ** tilt * np.exp(0.6 * rng.normal(size=m))
    gains *= np.minimum(1.0, freqs / (2.5 * freqs[0]))  # the lowest modes would ring like a gong
    sides = 1 + 0.5 * rng.uniform(-1, 1, (1, m)) * np.array([[1], [-1]])
    moved = freqs * (1 + 0.0008 * hit.normal(size=m))
    return partials(
        moved, t60s, gains * sides, n, hit.uniform(0, 2 * np.pi, (1, m)) + 0.7 * rng.random((2, m))
    )


def _unit(x: Audio) -> Audio:
    """`x` at peak 1."""
    return np.asarray(x / max(float(np.abs(x).max()), 1e-9), np.float32)


DRUMS: dict[str, Voice] = {
    "kick": kick,
    "snare": snare,
    "rim": rim,
    "clap": clap,
    "closed hat": closed_hat,
    "open hat": open_hat,
    "ride": ride,
    "crash": crash,
    "tom": tom,
    "cowbell": cowbell,
    "shaker": shaker,
}
