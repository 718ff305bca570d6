"""What a generator learns from: clips of the studio, loops repeated, sounds laid into loops. Knows no torch.

One clip of the studio gives one or two entries: a sound alone with some silence behind it; or a scene, and
the same scene with another sound laid into it, which is then the one to be asked for.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from engine.train.sounds import FAMILIES, RATE, Clip, clip, one_shot, training_seed
from engine.train.workers import Batch

Audio = NDArray[np.float32]
_RAMP = 220
_ROOM_FOR_A_SOUND = RATE // 5
_BAR_TOLERANCE = 0.01


@dataclass(frozen=True, slots=True)
class ScenerySettings:
    """Which clips there are.

    Args:
        n_clips: clips of the studio that are used.
        n_sounds: sounds alone besides those, of every family as many: they are quickly made, and prompts of
            single sounds are learnt from them.
        per_shard: clips in one file.
        laid_in: share of the scenes that are there a second time, with a sound laid into them.
        solo: share of those where the scene is silent under the sound.
    """

    n_clips: int = 6000
    n_sounds: int = 0
    per_shard: int = 50
    laid_in: float = 1.0
    solo: float = 0.35

    def __post_init__(self) -> None:
        if self.n_clips < 1 or self.per_shard < 1 or self.n_sounds < 0:
            raise ValueError(
                "“n_clips” and “per_shard” must be at least 1, and “n_sounds” must not be negative"
            )

    @property
    def n_numbers(self) -> int:
        """Clips and sounds together."""
        return self.n_clips + self.n_sounds


@dataclass(frozen=True, slots=True)
class Heard:
    """A sound of an entry: from `start` to `stop`, in samples, and how a person would ask for it."""

    start: int
    stop: int
    family: str
    caption: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an entry.

    Args:
        kind: of the clip.
        caption: of the whole.
        n_samples: of sound; silence follows.
        events: its sounds, in order.
        laid_in: which of them was laid in; -1, none.
    """

    kind: str
    caption: str
    n_samples: int
    events: tuple[Heard, ...]
    laid_in: int = -1

    def to_json(self) -> str:
        """One line."""
        rows = [[e.start, e.stop, e.family, e.caption] for e in self.events]
        return json.dumps(asdict(self) | {"events": rows}, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, line: str) -> Facts:
        """The inverse of `to_json`."""
        values = json.loads(line)
        return cls(**(values | {"events": tuple(Heard(*row) for row in values["events"])}))


@dataclass(frozen=True, slots=True)
class Scenery:
    """Clip number -> its entries: `audio 0`, `audio 1`, … float32 `[2, n]`, and `facts`, a text for each."""

    settings: ScenerySettings
    seed: int
    n_longest: int
    n_silence: int

    def __call__(self, number: int) -> Batch:
        """The entries of clip `number`; scenes fill `n_longest` samples, sounds alone end in silence."""
        rng = np.random.default_rng((self.seed, number, 7))
        index = self.seed * self.settings.n_numbers + number
        if number >= self.settings.n_clips:
            whole = one_shot(FAMILIES[number % len(FAMILIES)], training_seed(3, index))
        else:
            whole = clip(training_seed(1, index))
        if whole.kind == "one-shot":
            padded = np.pad(whole.audio, ((0, 0), (0, self.n_silence)))
            return _packed([(padded, _facts(whole, whole.audio.shape[1]))])
        audio, events = _repeated(whole, self.n_longest)
        facts = Facts(whole.kind, whole.caption, audio.shape[1], events)
        entries = [(audio, facts)]
        if rng.random() < self.settings.laid_in:
            entries.append(self._laid_in(rng, audio, facts, whole.tempo_bpm or 120.0))
        return _packed(entries)

    def _laid_in(
        self, rng: np.random.Generator, audio: Audio, facts: Facts, tempo_bpm: float
    ) -> tuple[Audio, Facts]:
        """The scene with a sound on one of its sixteenths."""
        family = FAMILIES[int(rng.integers(len(FAMILIES)))]
        sound = one_shot(family, training_seed(2, int(rng.integers(2**31))))
        n_step, n = 15.0 * RATE / tempo_bpm, audio.shape[1]
        start = round(int(rng.integers(0, max(1, int((n - _ROOM_FOR_A_SOUND) / n_step)))) * n_step)
        piece = sound.audio[:, : n - start] * np.float32(rng.uniform(0.6, 1.2))
        stop = min(n, start + min(sound.events[0].stop, piece.shape[1]))
        mixed = audio.copy()
        is_solo = bool(rng.random() < self.settings.solo)
        if is_solo:
            mixed[:, start:stop] *= _gap(stop - start)
        mixed[:, start : start + piece.shape[1]] += piece
        mixed /= max(1.0, float(np.abs(mixed).max()))
        kept = [e for e in facts.events if not (is_solo and start <= e.start < stop)]
        caption = sound.events[0].caption if rng.random() < 0.5 else sound.caption
        laid = Heard(start, stop, family, caption or sound.caption)
        events = tuple(sorted([*kept, laid], key=lambda e: e.start))
        return mixed, Facts(facts.kind, facts.caption, n, events, events.index(laid))


def rendered_in(batch: Batch) -> list[tuple[Audio, Facts]]:
    """The entries of a batch that a `Scenery` made."""
    facts = [Facts.from_json(str(line)) for line in batch["facts"]]
    return [(batch[f"audio {i}"], one) for i, one in enumerate(facts)]  # type: ignore[misc]


def _packed(entries: list[tuple[Audio, Facts]]) -> Batch:
    batch: Batch = {f"audio {i}": audio for i, (audio, _) in enumerate(entries)}
    return batch | {"facts": np.array([facts.to_json() for _, facts in entries])}


def _facts(whole: Clip, n_samples: int) -> Facts:
    events = tuple(Heard(e.start, e.stop, e.family, e.caption or whole.caption) for e in whole.events)
    return Facts(whole.kind, whole.caption, n_samples, events)


def _repeated(whole: Clip, n_longest: int) -> tuple[Audio, tuple[Heard, ...]]:
    """A scene of whole bars again and again, up to `n_longest` samples; any other one as it is."""
    n = whole.audio.shape[1]
    bars = n * (whole.tempo_bpm or 0.0) / (240.0 * RATE)
    is_loop = n < n_longest and bars > 0.5 and abs(bars - round(bars)) < _BAR_TOLERANCE
    times = -(-n_longest // n) if is_loop else 1
    audio = np.tile(whole.audio, (1, times))[:, :n_longest]
    events = [
        Heard(e.start + k * n, min(e.stop + k * n, audio.shape[1]), e.family, e.caption)
        for k in range(times)
        for e in whole.events
        if e.start + k * n < audio.shape[1]
    ]
    return audio, tuple(events)


def _gap(n: int) -> Audio:
    """A gain that falls to silence and comes back, float32 `[n]`."""
    at = np.arange(n)
    return np.clip(1 - np.minimum(at, n - 1 - at) / _RAMP, 0, 1).astype(np.float32)
