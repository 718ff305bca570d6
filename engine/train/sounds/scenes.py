"""Clips: one sound alone, a groove, a chord loop, or a full loop, each with its caption and its events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.train.sounds import captions, mixing
from engine.train.sounds.dsp import RATE, Audio, convolve, expo, pan, room, samples
from engine.train.sounds.mixing import Band, Note
from engine.train.sounds.patterns import (
    ARPEGGIOS,
    BASS_LINES,
    CHORD_STYLES,
    DRUM_STYLES,
    FILLS,
    MAJOR,
    MINOR,
    PROGRESSIONS,
    STABS,
    Style,
)
from engine.train.sounds.voice import Touch
from engine.train.sounds.words import EFFECT_FAMILIES, FAMILIES

MAX_SECONDS = 12.0
KINDS = ("one-shot", "groove", "chords", "loop")
_ODDS = (0.45, 0.2, 0.15, 0.2)
_VELOCITY = {"X": 1.0, "x": 0.78, "o": 0.45, "-": 0.3}


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


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a scene was drawn to be, before it is played."""

    kind: str
    style: str
    tempo_bpm: float
    n_bars: int
    swing: float
    root: int
    is_minor: bool
    features: tuple[str, ...]
    crash_bar: int | None

    @property
    def n_step(self) -> float:
        """Samples of a sixteenth."""
        return 15.0 * RATE / self.tempo_bpm

    def at(self, bar: int, step: int) -> int:
        """The sample of a step; every second sixteenth comes late by the swing."""
        late = self.swing * 0.5 if step % 2 else 0.0
        return round((16 * bar + step + late) * self.n_step)


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
    plan = _plan(rng, kind, length)
    n = length or min(round(16 * plan.n_bars * plan.n_step), samples(MAX_SECONDS))
    notes = _drum_notes(rng, plan) + _effect_notes(rng, plan) if kind != "chords" else []
    if kind != "groove":
        notes += _chord_notes(rng, plan)
    notes = _in_order([note for note in notes if note.start < n], n)
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


def _plan(rng: np.random.Generator, kind: str, length: int | None) -> _Plan:
    """Style, tempo, length in bars, and what will stand out."""
    styles: Mapping[str, object] = CHORD_STYLES if kind == "chords" else DRUM_STYLES
    style = list(styles)[int(rng.integers(len(styles)))]
    low, high = CHORD_STYLES[style] if kind == "chords" else DRUM_STYLES[style].tempo
    tempo = float(rng.integers(round(low), round(high) + 1))
    bar_s = 240.0 / tempo
    n_bars = int(rng.choice([b for b in (1, 2, 3, 4, 6, 8) if 2.5 <= b * bar_s <= MAX_SECONDS]))
    n_bars = -(-length // round(bar_s * RATE)) if length else n_bars
    swing = float(rng.uniform(0, DRUM_STYLES[style].swing)) if style in DRUM_STYLES else 0.0
    features = ["swing"] if swing > 0.25 else []
    has_drums = kind != "chords"
    if has_drums and n_bars > 1 and rng.random() < 0.3:
        features.append("tom fill" if rng.random() < 0.5 else "fill")
    if has_drums and kind == "loop" and DRUM_STYLES[style].is_pumping and rng.random() < 0.6:
        features.append("pumping")
    if rng.random() < (0.5 if style == "lo-fi" else 0.05):
        features.append("dusty")
    if rng.random() < 0.3:
        features.append("loud")
    has_crash = has_drums and rng.random() < 0.5
    crash_bar = int(rng.integers(n_bars)) * int(rng.random() < 0.5) if has_crash else None
    return _Plan(
        kind,
        style,
        tempo,
        n_bars,
        swing,
        int(rng.integers(12)),
        bool(rng.random() < 0.65),
        tuple(features),
        crash_bar,
    )


def _drum_notes(rng: np.random.Generator, plan: _Plan) -> list[Note]:
    """The drums of every bar: chosen rows, a fill in the last bar, a crash on a one."""
    style = DRUM_STYLES[plan.style]
    rows = _rows(rng, style)
    fill = next((f for f in ("fill", "tom fill") if f in plan.features), None)
    notes: list[Note] = []
    for bar in range(plan.n_bars):
        played = dict(rows)
        if fill is not None and bar == plan.n_bars - 1:
            extra = FILLS[fill][int(rng.integers(len(FILLS[fill])))]
            played = {
                family: row[:8] + "." * 8 if family in ("snare", "clap", "tom") else row
                for family, row in rows.items()
            }
            played |= extra
        for family, row in played.items():
            notes += _row_notes(rng, plan, bar, family, row)
    if plan.crash_bar is not None:
        notes.append(Note("crash", plan.at(plan.crash_bar, 0), float(rng.uniform(0.85, 1.0))))
    return notes


def _effect_notes(rng: np.random.Generator, plan: _Plan) -> list[Note]:
    """Now and then a transition: towards the end, from the beginning, or into some bar."""
    if rng.random() > 0.25:
        return []
    family = EFFECT_FAMILIES[int(rng.integers(len(EFFECT_FAMILIES)))]
    n_bar, bar = round(16 * plan.n_step), int(rng.integers(plan.n_bars))
    if family == "riser":
        return [Note(family, plan.at(plan.n_bars - 1, 0), 1.0, n_held=n_bar)]
    if family == "sweep":
        return [Note(family, 0, 1.0, n_held=n_bar)]
    step = {"impact": 0, "whoosh": 12, "glitch": 8 + 4 * int(rng.integers(2))}[family]
    return [Note(family, plan.at(bar, step), float(rng.uniform(0.8, 1.0)))]


def _rows(rng: np.random.Generator, style: Style) -> dict[str, str]:
    rows = {family: bars[int(rng.integers(len(bars)))] for family, bars in style.rows.items()}
    for family, bars in style.maybe.items():
        if rng.random() < 0.4:
            rows[family] = bars[int(rng.integers(len(bars)))]
    return rows


def _row_notes(rng: np.random.Generator, plan: _Plan, bar: int, family: str, row: str) -> list[Note]:
    """The hits of one row in one bar, a little early or late, a little louder or softer."""
    notes = []
    for step, mark in enumerate(row):
        if mark == "." or (mark == "-" and rng.random() < 0.5):
            continue
        start = max(0, plan.at(bar, step) + round(0.002 * RATE * rng.normal()) * (step > 0))
        velocity = float(np.clip(_VELOCITY[mark] + 0.05 * rng.normal(), 0.15, 1.0))
        notes.append(Note(family, start, velocity))
    return notes


def _chord_notes(rng: np.random.Generator, plan: _Plan) -> list[Note]:
    """Harmony: a held or stabbed or broken chord for each bar, and a bass under it."""
    degrees = PROGRESSIONS[plan.is_minor]
    progression = degrees[int(rng.integers(len(degrees)))]
    held = rng.random() < 0.5
    chordal = str(rng.choice(["pad", "keys"] if held else ["keys", "pluck"]))
    stabs = "X..............." if held else STABS[int(rng.integers(len(STABS)))]
    arpeggio = ARPEGGIOS[int(rng.integers(len(ARPEGGIOS)))] if rng.random() < 0.4 else ""
    arpeggiator = str(rng.choice(["pluck", "bell", "lead"])) if chordal != "pluck" else "bell"
    line = BASS_LINES[int(rng.integers(len(BASS_LINES)))] if rng.random() < 0.85 else ""
    seventh = bool(rng.random() < 0.4)
    notes: list[Note] = []
    for bar in range(plan.n_bars):
        chord = _chord(plan, progression[bar % len(progression)], seventh)
        notes += _stab_notes(rng, plan, bar, chordal, stabs, chord)
        notes += _broken_notes(rng, plan, bar, arpeggiator, arpeggio, chord)
        notes += _bass_notes(rng, plan, bar, line, chord[0])
    return notes


def _chord(plan: _Plan, degree: int, seventh: bool) -> list[int]:
    """Pitches of the chord on a degree of the scale, close together around middle C; the root first."""
    scale = MINOR if plan.is_minor else MAJOR
    steps = (0, 2, 4, 6) if seventh else (0, 2, 4)
    pitches = [plan.root + scale[(degree + s) % 7] for s in steps]
    return [53 + (pitch - 53) % 12 for pitch in pitches]


def _stab_notes(
    rng: np.random.Generator, plan: _Plan, bar: int, family: str, row: str, chord: Sequence[int]
) -> list[Note]:
    notes = []
    steps = [step for step, mark in enumerate(row) if mark != "."]
    for step, after in zip(steps, [*steps, 16][1:], strict=True):
        n_held = round((after - step) * plan.n_step * (0.95 if family == "pad" else 0.8))
        velocity = float(np.clip(_VELOCITY[row[step]] - 0.05 + 0.04 * rng.normal(), 0.2, 1.0))
        notes += [Note(family, plan.at(bar, step), velocity, float(pitch), n_held) for pitch in chord]
    return notes


def _broken_notes(
    rng: np.random.Generator, plan: _Plan, bar: int, family: str, row: str, chord: Sequence[int]
) -> list[Note]:
    ladder = sorted(pitch + 12 * octave for pitch in chord for octave in (0, 1))
    up_and_down = [*ladder, *ladder[-2:0:-1]]
    notes = []
    for turn, step in enumerate(step for step, mark in enumerate(row) if mark != "."):
        pitch = up_and_down[(turn + 3 * bar) % len(up_and_down)] + (12 if family == "bell" else 0)
        velocity = float(np.clip(0.7 + 0.1 * rng.normal(), 0.3, 1.0))
        notes.append(Note(family, plan.at(bar, step), velocity, float(pitch), round(0.9 * plan.n_step)))
    return notes


def _bass_notes(rng: np.random.Generator, plan: _Plan, bar: int, row: str, root: int) -> list[Note]:
    low = float(28 + (root - 28) % 12)
    steps = [step for step, mark in enumerate(row) if mark != "."]
    notes = []
    for step, after in zip(steps, [*steps, 16][1:], strict=True):
        pitch = low + (12.0 if rng.random() < 0.12 else 0.0)
        n_held = round(min(after - step, 6) * plan.n_step * 0.85)
        notes.append(
            Note("bass", plan.at(bar, step), float(np.clip(_VELOCITY[row[step]], 0, 1)), pitch, n_held)
        )
    return notes


def _in_order(notes: list[Note], n: int) -> list[Note]:
    """Notes by time; an open hat is choked by the next closed one."""
    ordered = sorted(notes, key=lambda note: (note.start, note.family, note.pitch or 0))
    closed = [note.start for note in ordered if note.family == "closed hat"]
    result = []
    for note in ordered:
        cut = (
            next((at for at in closed if at > note.start + samples(0.02)), n)
            if note.family == "open hat"
            else None
        )
        result.append(Note(note.family, note.start, note.velocity, note.pitch, note.n_held, cut))
    return result


def _played(
    rng: np.random.Generator, plan: _Plan, band: Band, notes: Sequence[Note], n: int
) -> tuple[Audio, list[int]]:
    buses, stops = mixing.perform(band, notes, n)
    kicks = [note.start for note in notes if note.family == "kick"]
    duck = mixing.ducking(n, kicks, float(rng.uniform(0.5, 0.85))) if "pumping" in plan.features else None
    mixed = mixing.mix(rng, band, buses, wet=float(rng.random()), duck=duck)
    loudness = float(rng.uniform(0.6, 1.0) if "loud" in plan.features else rng.uniform(0.0, 0.4))
    return mixing.master(rng, mixed, loudness=loudness, is_dusty="dusty" in plan.features), stops


def _said(rng: np.random.Generator, plan: _Plan, band: Band, notes: Sequence[Note]) -> str:
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
