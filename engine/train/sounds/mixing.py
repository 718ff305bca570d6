"""From notes to sound: voices are struck, placed between left and right, put in a room, brought to level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from engine.train.sounds.drums import DRUMS
from engine.train.sounds.dsp import (
    RATE,
    Audio,
    convolve,
    expo,
    high_pass,
    low_pass,
    noise,
    pan,
    room,
    samples,
    shape,
    shelf,
)
from engine.train.sounds.effects import EFFECTS
from engine.train.sounds.tones import TONES
from engine.train.sounds.voice import Sound, Touch, Voice

VOICES: dict[str, Voice] = {**DRUMS, **TONES, **EFFECTS}

LEVELS_DB: dict[str, float] = {
    "kick": -2.5,
    "snare": -3,
    "rim": -7,
    "clap": -4,
    "closed hat": -7.5,
    "open hat": -9,
    "ride": -9,
    "crash": -1,
    "tom": -6.5,
    "cowbell": -12,
    "shaker": -11,
    "bass": -6,
    "pluck": -9,
    "keys": -10,
    "bell": -11,
    "pad": -12,
    "lead": -11,
    "riser": -9,
    "impact": -3,
    "sweep": -11,
    "whoosh": -9,
    "glitch": -10,
}
"""How loud each family stands in a mix, in dB of its peak."""

_SENDS = {"kick": 0.06, "bass": 0.03, "pad": 0.5, "closed hat": 0.5, "open hat": 0.6, "shaker": 0.6}
_WIDE = (
    "closed hat",
    "open hat",
    "ride",
    "cowbell",
    "shaker",
    "rim",
    "tom",
    "pluck",
    "keys",
    "bell",
    "lead",
    "crash",
)


@dataclass(frozen=True, slots=True)
class Note:
    """One thing to play, at `start`; `n_held` samples of it where the voice is held; `stop` cuts it short."""

    family: str
    start: int
    velocity: float
    pitch: float | None = None
    n_held: int | None = None
    stop: int | None = None


@dataclass(frozen=True, slots=True)
class Instrument:
    """A voice with a seed of its own, and its place in the mix: `pan` −1 to 1, `gain` a factor."""

    family: str
    seed: int
    pan: float
    gain: float

    def strike(self, touch: Touch) -> Sound:
        """Its sound for one stroke."""
        return VOICES[self.family](np.random.default_rng(self.seed), touch)


@dataclass(slots=True)
class Band:
    """Instruments, and the sounds they have made so far: alike strokes are rendered only once."""

    instruments: Mapping[str, Instrument]
    _heard: dict[tuple[object, ...], tuple[Sound, int]] = field(default_factory=dict)

    def sound(self, note: Note, index: int) -> tuple[Sound, int]:
        """The sound of a note, and for how many samples it is heard; no two neighbours share a stroke."""
        n_layers = 3 if note.pitch is None else 1
        layer = min(n_layers, 1 + int(note.velocity * n_layers))
        turn = index % 2 if note.pitch is None else 0
        key = (note.family, layer, turn, note.pitch, note.n_held)
        if key not in self._heard:
            touch = Touch(
                layer / n_layers if n_layers > 1 else 0.85, note.pitch, note.n_held, seed=layer * 2 + turn
            )
            made = self.instruments[note.family].strike(touch)
            self._heard[key] = made, audible(made.audio)
        return self._heard[key]

    def traits(self, family: str) -> tuple[str, ...]:
        """What can be said of an instrument that has played."""
        return next((sound.traits for key, (sound, _) in self._heard.items() if key[0] == family), ())


def draw_band(rng: np.random.Generator, families: Sequence[str]) -> Band:
    """An instrument for each family, seeded and placed at random."""
    chosen = {}
    for family in dict.fromkeys(families):
        side = float(rng.uniform(-0.6, 0.6)) if family in _WIDE else 0.0
        gain = 10 ** ((LEVELS_DB[family] + rng.uniform(-2, 2)) / 20)
        chosen[family] = Instrument(family, int(rng.integers(2**31)), side, float(gain))
    return Band(chosen)


def perform(band: Band, notes: Sequence[Note], n: int) -> tuple[dict[str, Audio], list[int]]:
    """Play notes into one stereo bus for each family.

    Args:
        band: who plays.
        notes: in order of time.
        n: length in samples; what sounds longer is cut there.
    Returns:
        Buses float32 `[2, n]` by family, and for each note the sample where it is no longer heard.
    """
    buses: dict[str, Audio] = {}
    stops = []
    for index, note in enumerate(notes):
        sound, n_heard = band.sound(note, index)
        bus = buses.setdefault(note.family, np.zeros((2, n), np.float32))
        stop = min(n, note.start + sound.audio.shape[1], note.stop if note.stop is not None else n)
        piece = sound.audio[:, : stop - note.start] * np.float32(note.velocity**1.3)
        if note.stop == stop:
            n_fade = min(piece.shape[1], samples(0.008))
            piece[:, piece.shape[1] - n_fade :] *= np.linspace(1, 0, n_fade, dtype=np.float32)
        bus[:, note.start : stop] += piece
        stops.append(min(stop, note.start + n_heard))
    return buses, stops


def mix(
    rng: np.random.Generator, band: Band, buses: Mapping[str, Audio], *, wet: float, duck: Audio | None = None
) -> Audio:
    """All buses together, with a light room; `duck` `[n]` lowers what is pitched where the kick sounds."""
    n = next(iter(buses.values())).shape[1]
    dry, send = np.zeros((2, n), np.float32), np.zeros((2, n), np.float32)
    for family, bus in buses.items():
        instrument = band.instruments[family]
        placed = pan(bus, instrument.pan) * np.float32(instrument.gain)
        if duck is not None and family in TONES:
            placed *= duck
        dry += placed
        send += np.float32(_SENDS.get(family, 0.3)) * placed
    if wet <= 0:
        return dry
    space = room(rng, expo(wet, 0.18, 0.9), float(rng.random()))
    return dry + np.float32(0.15 + 0.5 * wet) * convolve(send, space)


def master(rng: np.random.Generator, x: Audio, *, loudness: float, is_dusty: bool = False) -> Audio:
    """The last stage: no rumble, a little tilt, soft limiting by taste, peak between −3 and −1 dBFS."""
    tilt = shelf(2500, float(rng.uniform(-2.5, 2.5)))
    if is_dusty:
        x = x / max(float(np.abs(x).max()), 1e-9) + 0.0025 * noise(rng, *x.shape)
        x = shape(x, high_pass(70), low_pass(float(rng.uniform(4500, 7000)), 0.6))
    x = shape(x, high_pass(24), tilt)
    drive = np.float32(0.3 + 2.2 * loudness)
    x = np.tanh(drive * x / max(float(np.abs(x).max()), 1e-9))
    x = x - x.mean(axis=1, keepdims=True)
    peak = 10 ** (rng.uniform(-3.0, -1.0) / 20)
    return (x * (peak / max(float(np.abs(x).max()), 1e-9))).astype(np.float32)


def ducking(n: int, kicks: Sequence[int], depth: float) -> Audio:
    """A gain `[n]` that dips at every kick and comes back within 0.25 s."""
    gain = np.ones(n, np.float32)
    dip = 1 - depth * np.exp(-((np.arange(samples(0.3)) / (0.11 * RATE)) ** 2))
    for start in kicks:
        stop = min(n, start + len(dip))
        gain[start:stop] = np.minimum(gain[start:stop], dip[: stop - start])
    return gain


def audible(audio: Audio) -> int:
    """Samples until the sound has fallen 45 dB below its loudest 12 ms for good."""
    block = 512
    whole = audio[:, : audio.shape[1] // block * block]
    if whole.shape[1] == 0:
        return audio.shape[1]
    power = np.square(whole).reshape(2, -1, block).mean(axis=(0, 2))
    loud = np.flatnonzero(power > power.max() * 10**-4.5)
    return int(min(audio.shape[1], (loud[-1] + 1) * block))
