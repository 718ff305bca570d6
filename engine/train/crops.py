"""Batches of short stretches of the studio's clips. Knows no torch: workers import it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engine.train.sounds import HELD_OUT, Clip, clip, one_shot, training_seed
from engine.train.workers import Batch

_TONES = ("ride", "cowbell", "pluck", "keys", "bell", "lead")


@dataclass(frozen=True, slots=True)
class CropSettings:
    """Which stretches.

    Args:
        n_samples: of each.
        per_clip: stretches that are cut from one clip of the studio in one batch.
        pool: how many clips there are, played once and kept; 0: always new ones.
        tones: share of the clips that are replaced by tones alone, which are harder than noises to get right
            and rarer among the studio's clips.
    """

    n_samples: int = 32768
    per_clip: int = 2
    pool: int = 0
    tones: float = 0.0

    def __post_init__(self) -> None:
        if self.n_samples < 1 or self.per_clip < 1 or self.pool < 0:
            raise ValueError("“n_samples” and “per_clip” must be at least 1, and “pool” not negative")
        if not 0 <= self.tones <= 1:
            raise ValueError("“tones” must lie between 0 and 1")


@dataclass(frozen=True, slots=True)
class Crops:
    """Batch number -> `{"audio": float32 [n, 2, n_samples]}`, the same for the same number and seed."""

    settings: CropSettings
    n_items: int
    seed: int
    _known: dict[int, Clip] = field(default_factory=dict, repr=False, compare=False)

    def __call__(self, number: int) -> Batch:
        """The batch of this number."""
        rng = np.random.default_rng((self.seed, number))
        n_clips = -(-self.n_items // self.settings.per_clip)
        first = (self.seed * 1_000_003 + number) * n_clips
        indices = np.arange(first, first + n_clips)
        if self.settings.pool:
            indices = rng.integers(self.settings.pool, size=n_clips)
        pieces: list[NDArray[np.float32]] = []
        for index in indices:
            whole = self._clip(int(index))
            pieces += [cut(whole, self.settings.n_samples, rng) for _ in range(self.settings.per_clip)]
        return {"audio": np.stack(pieces[: self.n_items])}

    def _clip(self, index: int) -> Clip:
        """A clip of the studio; those of a pool are played once."""
        if not self.settings.pool:
            return self._play(index)
        if index not in self._known:
            self._known[index] = self._play(index)
        return self._known[index]

    def _play(self, index: int) -> Clip:
        seed = training_seed(0, index)
        if np.random.default_rng((self.seed, index, 11)).random() < self.settings.tones:
            return one_shot(_TONES[index % len(_TONES)], seed)
        return clip(seed)


def cut(whole: Clip, n_samples: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """A stretch `[2, n_samples]` from anywhere in a clip; of one sound alone, mostly from its start.

    What lies behind the clip's end is silence.
    """
    audio = whole.audio
    spare = max(0, audio.shape[1] - n_samples)
    place = float(rng.random())
    start = int(spare * (place**3 if whole.kind == "one-shot" else place))
    piece = audio[:, start : start + n_samples]
    return np.pad(piece, ((0, 0), (0, n_samples - piece.shape[1])))


def held_out(n_clips: int, n_samples: int) -> NDArray[np.float32]:
    """Stretches `[n_clips, 2, n_samples]` of clips that are never trained on, always the same ones."""
    rng = np.random.default_rng(0)
    return np.stack([cut(clip(seed), n_samples, rng) for seed in HELD_OUT[:n_clips]])
