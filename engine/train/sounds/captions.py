"""What is said of a sound: a small grammar that writes captions from what was drawn."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.train.sounds.words import (
    FEATURES,
    FORMS,
    KEYBOARDS,
    NAMES,
    NOTES,
    PLACES,
    PLURALS,
    STYLES,
    TONE_FAMILIES,
    TRAITS,
)


def note_name(pitch: float) -> str:
    """`A4` for MIDI note number 69."""
    return f"{NOTES[round(pitch) % 12]}{round(pitch) // 12 - 1}"


def key_name(root: int, is_minor: bool) -> str:
    """`A minor`; `root` counts semitones from C."""
    return f"{NOTES[root % 12]} {'minor' if is_minor else 'major'}"


def of_sound(
    rng: np.random.Generator,
    family: str,
    traits: Sequence[str],
    *,
    places: Sequence[str] = (),
    tuning: str = "",
) -> str:
    """A caption of one sound, terse or rich.

    Args:
        rng: what draws the words.
        family: one of `FAMILIES`.
        traits: keys of `TRAITS` that are true of it; some of them are said.
        places: keys of `PLACES` that are true of it.
        tuning: a note or a chord, such as `A4` or `A minor chord`; empty where there is none.
    """
    name, said = _named(rng, family, traits)
    if rng.random() < 0.12:
        return name
    chosen = [_one(rng, TRAITS[t]) for t in _some(rng, said, 3)]
    extras = [_one(rng, PLACES[p]) for p in places if rng.random() < 0.5]
    extras += [tuning] if tuning and rng.random() < 0.6 else []
    text = _arranged(rng, name, chosen, extras)
    if rng.random() < 0.12:
        return f"TrackType: {'Instrument' if family in TONE_FAMILIES else 'SFX'}, {text}"
    return f"{text}, {_one(rng, FORMS['one-shot'])}" if rng.random() < 0.12 else text


def of_event(rng: np.random.Generator, family: str, traits: Sequence[str]) -> str:
    """A few words for one hit inside a loop, as a person would ask for it: `bright crash`."""
    name, said = _named(rng, family, traits)
    return _arranged(rng, name, [_one(rng, TRAITS[t]) for t in _some(rng, said, 2)], [])


def of_scene(
    rng: np.random.Generator,
    kind: str,
    style: str,
    tempo_bpm: float,
    *,
    parts: Sequence[tuple[str, tuple[str, ...]]],
    features: Sequence[str],
    crash: str = "",
    key: str = "",
) -> str:
    """A caption of a groove, a chord loop or a full loop.

    Args:
        rng: what draws the words.
        kind: `groove`, `chords` or `loop`.
        style: one of `STYLES`.
        tempo_bpm: said as a whole number, most of the time.
        parts: families that can be heard, each with its traits.
        features: keys of `FEATURES` that are true of it.
        crash: `on the one` or `later` where there is a crash.
        key: such as `A minor`, where there are chords.
    """
    head = f"{_one(rng, STYLES[style])} {_one(rng, FORMS[kind])}"
    if rng.random() < 0.08:
        return head
    others = [part for part in parts if part[0] != "crash"]  # a crash is said with its place
    details = [_part(rng, *others[int(i)]) for i in rng.permutation(len(others))[: int(rng.integers(0, 4))]]
    details += [_one(rng, FEATURES[f]) for f in features if rng.random() < 0.5]
    if crash and rng.random() < 0.75:
        traits = dict(parts).get("crash", ())
        details.append(f"{_part(rng, 'crash', traits)} {_one(rng, FEATURES[crash])}")
    details += [key] if key and rng.random() < 0.6 else []
    details += [f"{round(tempo_bpm)} BPM"] if rng.random() < 0.8 else []
    details = [details[int(i)] for i in rng.permutation(len(details))]
    if rng.random() < 0.1:
        head = f"TrackType: Music, Genre: {_one(rng, STYLES[style])}, {_one(rng, FORMS[kind])}"
    elif details and rng.random() < 0.15:
        return ", ".join([details[0], head, *details[1:]])
    return ", ".join([head, *details])


def _named(rng: np.random.Generator, family: str, traits: Sequence[str]) -> tuple[str, list[str]]:
    """What to call it, and the traits still to be said; a keyboard is named before anything else."""
    name, left = _one(rng, NAMES[family]), list(traits)
    for keyboard in KEYBOARDS:
        if keyboard in left and rng.random() < 0.85:
            called = _one(rng, TRAITS[keyboard])
            name = called if rng.random() < 0.6 else f"{called} {name}"
    left = [trait for trait in left if trait not in KEYBOARDS]
    return name, left


def _part(rng: np.random.Generator, family: str, traits: tuple[str, ...]) -> str:
    """An instrument of a scene with one adjective: `punchy kick`, `closed hats`."""
    name, left = _named(rng, family, traits)
    if family in PLURALS and name in NAMES[family]:
        name = _one(rng, PLURALS[family])
    adjectives = [_one(rng, TRAITS[t]) for t in _some(rng, left, 1)]
    return " ".join([*(a for a in adjectives if not a.startswith("with")), name])


def _arranged(rng: np.random.Generator, name: str, adjectives: Sequence[str], extras: Sequence[str]) -> str:
    """Name, adjectives and extras in one of the orders that people use."""
    before = [a for a in adjectives if not a.startswith("with")]
    after = [a for a in adjectives if a.startswith("with")]
    form = int(rng.integers(4))
    if form == 0 and before:
        text = f"{' '.join(before[:2])} {name}"
        rest = before[2:]
    elif form == 1 and len(before) > 1:
        text, rest = f"{name}, {', '.join(before[:-1])} and {before[-1]}", []
    elif form == 2 and before:
        text, rest = f"{before[0]} {name}", before[1:]
    else:
        text, rest = name, before
    return ", ".join(
        [
            " ".join([text, *after[:1]]) if not rest and form != 1 else text,
            *rest,
            *(after if rest or form == 1 else after[1:]),
            *extras,
        ]
    )


def _some(rng: np.random.Generator, items: Sequence[str], at_most: int) -> list[str]:
    """Some of the items, at least one where there are any, in random order."""
    if not items:
        return []
    n = int(rng.integers(1, min(len(items), at_most) + 1))
    return [items[int(i)] for i in rng.permutation(len(items))[:n]]


def _one(rng: np.random.Generator, phrases: Sequence[str]) -> str:
    return phrases[int(rng.integers(len(phrases)))]
