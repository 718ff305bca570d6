"""Clips: one sound alone, a groove, a chord loop, or a full loop, each with its caption and its events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.train.sounds import captions, mixing
from engine.train.sounds.arrangement import (
    MAX_SECONDS,
    Plan,
    chord_notes,
    draw_plan,
    drum_notes,
    effect_notes,
    in_order,
)
from engine.train.sounds.dsp import RATE, Audio, convolve, expo, pan, room, samples
from engine.train.sounds.mixing import Band, Note
from engine.train.sounds.voice import Touch
from engine.train.sounds.words import FAMILIES

KINDS = ("one-shot", "groove", "chords", "loop")
_ODDS = (0.45, 0.2, 0.15, 0.2)


@dataclass(frozen=True, slots=True)
class Event:
    """One sound of a clip: heard from `start` to `stop` (samples). `pitch` is a MIDI note number.

    `caption` says this sound alone, as a person would ask for it.
    """

    family: str
    start: int
    stop: int
    velocity: float
    pitch: float | None = None
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Clip:
    """A piece of audio (float32 `[2, n]`, 44.1 kHz), what is said of it, and what sounds in it.

    `family` is that of a one-shot, "" otherwise; `tempo_bpm` is None where there is no beat.
    """

    audio: Audio
    caption: str
    events: tuple[Event, ...]
    family: str
    tempo_bpm: float | None
    kind: str


def clip(seed: int, *, kind: str | None = None, length: int | None = None) -> Clip:
    """A clip of the studio.

    Args:
        seed: which one; the same seed (and arguments) gives the same bytes.
        kind: one of `KINDS`; None draws it.
        length: samples; None leaves it to the clip: at most 4 s for a one-shot, 12 s for anything else.
    Raises:
        ValueError: an unknown kind, a length below 1, a negative seed.
    """
    drawn = KINDS[int(np.random.default_rng((seed, 0)).choice(len(KINDS), p=_ODDS))]
    if (kind := kind or drawn) not in KINDS:
        raise ValueError(f"a clip is one of {KINDS}, not {kind!r}")
    rng = np.random.default_rng((seed, 100 + KINDS.index(kind)))
    if length is not None and length < 1:
        raise ValueError("a clip has at least one sample")
    if kind == "one-shot":
        return _one_shot(rng, FAMILIES[int(rng.integers(len(FAMILIES)))], length)
    return _scene(rng, kind, length)


def one_shot(family: str, seed: int, *, length: int | None = None) -> Clip:
    """One sound of this family; see `clip`. Raises ValueError where there is no such family."""
    if family not in FAMILIES:
        raise ValueError(f"there is no family {family!r}")
    return _one_shot(np.random.default_rng((seed, 1 + FAMILIES.index(family))), family, length)


def _one_shot(rng: np.random.Generator, family: str, length: int | None) -> Clip:
    wet = float(rng.random())
    side = float(rng.choice([0.0, 0.0, -0.7, 0.7])) + float(rng.uniform(-0.15, 0.15))
    audio, traits, pitch, tuning = _struck(rng, family)
    if wet > 0.35:
        tail = samples(expo(wet, 0.12, 0.7))
        padded = np.pad(audio, ((0, 0), (0, tail)))
        audio = padded + np.float32(0.1 + 0.35 * wet) * convolve(
            padded, room(rng, expo(wet, 0.15, 0.9), float(rng.random()))
        )
    lead_in = samples(0.002 + 0.01 * float(rng.random()))
    audio = _fitted(
        np.pad(pan(audio, side), ((0, 0), (lead_in, 0))), length or min(audio.shape[1] + lead_in, 4 * RATE)
    )
    audio = mixing.master(rng, audio, loudness=0.4 * float(rng.random()) ** 2)
    places = ["dry" if wet < 0.3 else "hall" if wet > 0.8 else "room" if wet > 0.5 else ""]
    places += ["left" if side < -0.5 else "right" if side > 0.5 else ""]
    text = captions.of_sound(rng, family, traits, places=[p for p in places if p], tuning=tuning)
    start = min(lead_in, audio.shape[1] - 1)
    stop = max(start + 1, mixing.audible(audio))
    event = Event(family, start, stop, 1.0, pitch, captions.of_event(rng, family, traits))
    return Clip(_faded(audio), text, (event,), family, None, "one-shot")


def _struck(rng: np.random.Generator, family: str) -> tuple[Audio, tuple[str, ...], float | None, str]:
    """One stroke, or a chord where a family plays them: audio, traits, lowest pitch, and its name."""
    seed, voice = int(rng.integers(2**31)), mixing.VOICES[family]
    velocity = float(rng.uniform(0.65, 1.0))
    first = voice(np.random.default_rng(seed), Touch(velocity, seed=1))
    if family not in ("keys", "pad", "pluck") or rng.random() > (0.15 if family == "pluck" else 0.45):
        return first.audio, first.traits, first.pitch, captions.note_name(first.pitch) if first.pitch else ""
    root, is_minor = int(rng.integers(48, 62)), bool(rng.random() < 0.5)
    n_held = max(samples(0.3), first.audio.shape[1] - samples(0.4))
    chord = [root, root + (3 if is_minor else 4), root + 7] + (
        [root + 10 + (not is_minor)] if rng.random() < 0.3 else []
    )
    sounds = [
        voice(np.random.default_rng(seed), Touch(velocity, float(p), n_held, seed=i))
        for i, p in enumerate(chord)
    ]
    audio = sum_of([sound.audio for sound in sounds])
    return (
        audio / np.abs(audio).max(),
        sounds[0].traits,
        float(root),
        f"{captions.key_name(root, is_minor)} chord",
    )


def sum_of(pieces: Sequence[Audio]) -> Audio:
    """Stereo pieces of different lengths, from the same start, added up."""
    total = np.zeros((2, max(piece.shape[1] for piece in pieces)), np.float32)
    for piece in pieces:
        total[:, : piece.shape[1]] += piece
    return total


def _scene(rng: np.random.Generator, kind: str, length: int | None) -> Clip:
    plan = draw_plan(rng, kind, length)
    n = length or min(round(16 * plan.n_bars * plan.n_step), samples(MAX_SECONDS))
    notes = drum_notes(rng, plan) + effect_notes(rng, plan) if kind != "chords" else []
    if kind != "groove":
        notes += chord_notes(rng, plan)
    notes = in_order([note for note in notes if note.start < n], n)
    band = mixing.draw_band(rng, [note.family for note in notes])
    audio, stops = _played(rng, plan, band, notes, n)
    events = tuple(
        Event(
            note.family,
            note.start,
            max(note.start + 1, stop),
            note.velocity,
            note.pitch,
            captions.of_event(rng, note.family, band.traits(note.family)),
        )
        for note, stop in zip(notes, stops, strict=True)
    )
    return Clip(_faded(audio), _said(rng, plan, band, notes), events, "", plan.tempo_bpm, kind)


def _played(
    rng: np.random.Generator, plan: Plan, band: Band, notes: Sequence[Note], n: int
) -> tuple[Audio, list[int]]:
    buses, stops = mixing.perform(band, notes, n)
    kicks = [note.start for note in notes if note.family == "kick"]
    duck = mixing.ducking(n, kicks, float(rng.uniform(0.5, 0.85))) if "pumping" in plan.features else None
    mixed = mixing.mix(rng, band, buses, wet=float(rng.random()), duck=duck)
    loudness = float(rng.uniform(0.6, 1.0) if "loud" in plan.features else rng.uniform(0.0, 0.4))
    return mixing.master(rng, mixed, loudness=loudness, is_dusty="dusty" in plan.features), stops


def _said(rng: np.random.Generator, plan: Plan, band: Band, notes: Sequence[Note]) -> str:
    families = dict.fromkeys(note.family for note in notes)
    crash = "" if "crash" not in families else "on the one" if plan.crash_bar == 0 else "later"
    per_bar = sum(note.pitch is None for note in notes) / plan.n_bars
    density = (
        () if plan.kind == "chords" else ("busy",) if per_bar > 26 else ("sparse",) if per_bar < 13 else ()
    )
    key = captions.key_name(plan.root, plan.is_minor) if plan.kind != "groove" else ""
    parts = [(family, band.traits(family)) for family in families]
    return captions.of_scene(
        rng,
        plan.kind,
        plan.style,
        plan.tempo_bpm,
        parts=parts,
        features=(*plan.features, *density),
        crash=crash,
        key=key,
    )


def _fitted(audio: Audio, n: int) -> Audio:
    """Cut or filled up with silence to `n` samples."""
    return audio[:, :n] if audio.shape[1] >= n else np.pad(audio, ((0, 0), (0, n - audio.shape[1])))


def _faded(audio: Audio) -> Audio:
    """The last 4 ms faded out, so that a cut makes no click."""
    n_fade = min(audio.shape[1], samples(0.004))
    audio[:, audio.shape[1] - n_fade :] *= np.linspace(1.0, 0.0, n_fade, dtype=np.float32)
    return audio
