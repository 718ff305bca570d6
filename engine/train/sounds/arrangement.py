"""What a scene plays: style, tempo and length, and the notes of drums, effects and harmony."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.train.sounds.dsp import RATE, samples
from engine.train.sounds.mixing import Note
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
from engine.train.sounds.words import EFFECT_FAMILIES

MAX_SECONDS = 12.0
_VELOCITY = {"X": 1.0, "x": 0.78, "o": 0.45, "-": 0.3}


@dataclass(frozen=True, slots=True)
class Plan:
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


def draw_plan(rng: np.random.Generator, kind: str, length: int | None) -> Plan:
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
    return Plan(
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


def drum_notes(rng: np.random.Generator, plan: Plan) -> list[Note]:
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


def effect_notes(rng: np.random.Generator, plan: Plan) -> list[Note]:
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


def _row_notes(rng: np.random.Generator, plan: Plan, bar: int, family: str, row: str) -> list[Note]:
    """The hits of one row in one bar, a little early or late, a little louder or softer."""
    notes = []
    for step, mark in enumerate(row):
        if mark == "." or (mark == "-" and rng.random() < 0.5):
            continue
        start = max(0, plan.at(bar, step) + round(0.002 * RATE * rng.normal()) * (step > 0))
        velocity = float(np.clip(_VELOCITY[mark] + 0.05 * rng.normal(), 0.15, 1.0))
        notes.append(Note(family, start, velocity))
    return notes


def chord_notes(rng: np.random.Generator, plan: Plan) -> list[Note]:
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


def _chord(plan: Plan, degree: int, seventh: bool) -> list[int]:
    """Pitches of the chord on a degree of the scale, close together around middle C; the root first."""
    scale = MINOR if plan.is_minor else MAJOR
    steps = (0, 2, 4, 6) if seventh else (0, 2, 4)
    pitches = [plan.root + scale[(degree + s) % 7] for s in steps]
    return [53 + (pitch - 53) % 12 for pitch in pitches]


def _stab_notes(
    rng: np.random.Generator, plan: Plan, bar: int, family: str, row: str, chord: Sequence[int]
) -> list[Note]:
    notes = []
    steps = [step for step, mark in enumerate(row) if mark != "."]
    for step, after in zip(steps, [*steps, 16][1:], strict=True):
        n_held = round((after - step) * plan.n_step * (0.95 if family == "pad" else 0.8))
        velocity = float(np.clip(_VELOCITY[row[step]] - 0.05 + 0.04 * rng.normal(), 0.2, 1.0))
        notes += [Note(family, plan.at(bar, step), velocity, float(pitch), n_held) for pitch in chord]
    return notes


def _broken_notes(
    rng: np.random.Generator, plan: Plan, bar: int, family: str, row: str, chord: Sequence[int]
) -> list[Note]:
    ladder = sorted(pitch + 12 * octave for pitch in chord for octave in (0, 1))
    up_and_down = [*ladder, *ladder[-2:0:-1]]
    notes = []
    for turn, step in enumerate(step for step, mark in enumerate(row) if mark != "."):
        pitch = up_and_down[(turn + 3 * bar) % len(up_and_down)] + (12 if family == "bell" else 0)
        velocity = float(np.clip(0.7 + 0.1 * rng.normal(), 0.3, 1.0))
        notes.append(Note(family, plan.at(bar, step), velocity, float(pitch), round(0.9 * plan.n_step)))
    return notes


def _bass_notes(rng: np.random.Generator, plan: Plan, bar: int, row: str, root: int) -> list[Note]:
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


def in_order(notes: list[Note], n: int) -> list[Note]:
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
