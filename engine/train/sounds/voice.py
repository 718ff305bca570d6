"""What a voice is given and what it answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.train.sounds.dsp import Audio


@dataclass(frozen=True, slots=True)
class Touch:
    """One stroke on an instrument: what differs between two hits of the same thing.

    `velocity` 0 to 1; `pitch` a MIDI note number where the voice has one (None leaves it to the voice);
    `n_held` samples until a held note is let go (None: the voice's own); `seed` of what no two hits share.
    """

    velocity: float = 1.0
    pitch: float | None = None
    n_held: int | None = None
    seed: int = 0

    def rng(self) -> np.random.Generator:
        """Random numbers of this stroke alone."""
        return np.random.default_rng(self.seed)


@dataclass(frozen=True, slots=True)
class Sound:
    """What a voice answers: stereo float32 `[2, n]` of peak 1, and the traits that can be said of it."""

    audio: Audio
    traits: tuple[str, ...]
    pitch: float | None = None


Voice = Callable[[np.random.Generator, Touch], Sound]
"""The generator draws the instrument: the same seed is the same instrument, struck again."""


def traits(*axes: tuple[str, float, str]) -> tuple[str, ...]:
    """Words for what stands out: the first below 0.3, the second above 0.7, none between; "" says nothing."""
    said = [low if value < 0.3 else high if value > 0.7 else "" for low, value, high in axes]
    return tuple(word for word in said if word)
