"""Single sounds with their families, alone and inside grooves: what a judge of sounds learns from and hears.

Knows no torch: workers import it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.timeline import Span, seconds_to_samples
from engine.train.sounds import FAMILIES, RATE, Clip, Event, clip, one_shot, training_seed
from engine.train.sounds.words import DRUM_FAMILIES
from engine.train.workers import Batch

Sound = NDArray[np.floating]

LEAD_IN = seconds_to_samples(0.020, RATE)
"""A region around an event begins this long before it."""

TOGETHER = seconds_to_samples(0.030, RATE)
"""Events that begin within this of each other are one stroke of several families."""

ALONE = -1
"""Stands for the family of a sound that is not alone."""

_SHORTEST, _LONGEST = seconds_to_samples(0.12, RATE), seconds_to_samples(1.0, RATE)
_SCENES = ("groove", "loop")
_N_SCENE = 4 * RATE


@dataclass(frozen=True, slots=True)
class HitSettings:
    """What a judge hears.

    Args:
        n_samples: of one sound.
        event_share: how much of a batch comes out of grooves.
        per_scene: events that are cut out of one groove.
    """

    n_samples: int = 2 * RATE
    event_share: float = 0.5
    per_scene: int = 10

    def __post_init__(self) -> None:
        if self.n_samples < _SHORTEST or not 0 <= self.event_share < 1 or self.per_scene < 1:
            raise ValueError(
                f"“n_samples” must be at least {_SHORTEST}, “event_share” from 0 to below 1, and"
                " “per_scene” at least 1"
            )


@dataclass(frozen=True, slots=True)
class Hits:
    """Batch number -> the same sounds for the same number and seed.

    `audio` float32 `[n, 2, n_samples]`; `family` int64 `[n]`, which of `FAMILIES` a one-shot is, -1 inside a
    groove; `begins` float32 `[n, families]`, 1 for every family that begins at the start of it.
    """

    settings: HitSettings
    n_items: int
    seed: int

    def __call__(self, number: int) -> Batch:
        """The batch of this number."""
        rng = np.random.default_rng((self.seed, number))
        n_events = round(self.settings.event_share * self.n_items)
        n_shots = self.n_items - n_events
        first = (self.seed * 1_000_003 + number) * self.n_items
        order = rng.permutation(n_shots) + number * n_shots  # over the batches, every family as often
        sounds: list[Sound] = []
        families: list[int] = []
        begins: list[NDArray[np.float32]] = []
        for i, turn in enumerate(order):
            family = int(turn) % len(FAMILIES)
            shot = one_shot(FAMILIES[family], training_seed(1, first + i))
            sounds.append(_shifted(rng, shot.audio))
            families.append(family)
            begins.append(marks({FAMILIES[family]}))
        for turn in range(-(-n_events // self.settings.per_scene)):
            kind = _SCENES[(number + turn) % len(_SCENES)]
            scene = clip(training_seed(1, first + turn), kind=kind, length=_N_SCENE)
            left = n_events - turn * self.settings.per_scene
            for event in _drawn(rng, scene, min(left, self.settings.per_scene)):
                sounds.append(_cropped(rng, scene, event))
                families.append(ALONE)
                begins.append(marks(families_at(scene, event)))
        return {
            "audio": np.stack([fitted(_in_noise(rng, sound), self.settings.n_samples) for sound in sounds]),
            "family": np.array(families, np.int64),
            "begins": np.stack(begins),
        }


def region_of(event: Event) -> Span:
    """The stretch that a person would select to replace an event: 0.12 to 1 s, from just before it."""
    length = min(max(event.stop - event.start + LEAD_IN, _SHORTEST), _LONGEST)
    return Span(event.start - LEAD_IN, event.start - LEAD_IN + length)


def families_at(scene: Clip, event: Event) -> set[str]:
    """The families that begin together with an event, its own among them."""
    return {other.family for other in scene.events if abs(other.start - event.start) <= TOGETHER}


def fitted(sound: Sound, n_samples: int) -> NDArray[np.float32]:
    """`[2, n]` cut or filled up with silence to `n_samples`."""
    cut = np.asarray(sound[:, :n_samples], np.float32)
    return np.pad(cut, ((0, 0), (0, n_samples - cut.shape[1])))


def held_out_shots(seeds: Sequence[int], families: Sequence[str] = FAMILIES) -> list[Clip]:
    """One sound of every family for each seed, family by family."""
    return [one_shot(family, seed) for family in families for seed in seeds]


def held_out_events(seeds: Sequence[int], n: int) -> Iterator[tuple[Clip, Event]]:
    """`n` drum hits, each in a groove of its own, with room on both sides; the families take turns.

    A family that few grooves have comes as often as they allow.
    """
    counts = dict.fromkeys(DRUM_FAMILIES, 0)
    for index, seed in zip(range(n), seeds, strict=False):
        scene = clip(seed, kind=_SCENES[index % len(_SCENES)])
        event = min(_selectable(scene), key=lambda e: (counts[e.family], -e.velocity, e.start))
        counts[event.family] += 1
        yield scene, event


def _selectable(scene: Clip) -> list[Event]:
    """Drum hits that are loud enough to be a target, with sound to hear on both sides."""
    room = RATE // 2
    found = [e for e in scene.events if e.family in DRUM_FAMILIES and _has_room(scene, region_of(e), room)]
    return [e for e in found if e.velocity > 0.6] or found


def _has_room(scene: Clip, region: Span, n_samples: int) -> bool:
    return region.start >= n_samples and region.stop + n_samples <= scene.audio.shape[1]


def _drawn(rng: np.random.Generator, scene: Clip, n: int) -> list[Event]:
    """Events of a scene, rare families as often as common ones; some come twice where there are few."""
    by_family: dict[str, list[Event]] = {}
    for event in scene.events:
        by_family.setdefault(event.family, []).append(event)
    families = list(by_family)
    chosen = [by_family[families[i % len(families)]] for i in rng.integers(len(families)) + np.arange(n)]
    return [events[int(rng.integers(len(events)))] for events in chosen]


def _cropped(rng: np.random.Generator, scene: Clip, event: Event) -> Sound:
    """The region around an event, its edges a little early or late."""
    region = region_of(event)
    start = max(0, region.start + int(rng.integers(-LEAD_IN // 2, LEAD_IN // 2)))
    return scene.audio[:, start : start + round(region.length * rng.uniform(0.8, 1.25))]


def _shifted(rng: np.random.Generator, audio: Sound) -> Sound:
    """The same sound up to 20 ms later; now and then cut short, as a region would."""
    later = np.pad(audio, ((0, 0), (int(rng.integers(LEAD_IN)), 0)))
    if rng.random() < 0.3:
        return later[:, : int(rng.integers(_LONGEST // 2, 2 * _LONGEST))]
    return later


def _in_noise(rng: np.random.Generator, audio: Sound) -> Sound:
    """Often the same sound over noise 70 to 35 dB below its peak.

    The studio has silence that no network and no room makes; it must not be what families are told by.
    """
    if rng.random() < 0.4:
        return audio
    level = np.abs(audio).max(initial=0.0) * 10 ** (rng.uniform(-70, -35) / 20)
    return audio + np.float32(level) * rng.standard_normal(audio.shape, np.float32)


def marks(families: set[str]) -> NDArray[np.float32]:
    """Which of `FAMILIES` are meant: `[families]`, 1 for each of them."""
    return np.array([family in families for family in FAMILIES], np.float32)
