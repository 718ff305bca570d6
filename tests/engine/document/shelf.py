"""Sounds in memory instead of files: what stands in for the disk in tests of documents."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from engine.audio.files import Source
from engine.document.document import Clip, Document, Region, Take, Track
from engine.timeline import Span

RATE = 8000


class Shelf:
    """Keeps sounds `[n, c]` under made-up paths and reads spans of them, as a reader of files does."""

    def __init__(self) -> None:
        self.sounds: dict[Path, np.ndarray] = {}
        self.n_read = 0

    def put(self, sound: np.ndarray, name: str = "sound", sample_rate: int = RATE) -> Source:
        path = Path(f"{name}-{len(self.sounds)}.wav")
        self.sounds[path] = sound
        n_samples, n_channels = sound.shape
        return Source(path, sample_rate, n_channels, n_samples, "WAV", "FLOAT", False, sound.nbytes, 0)

    def read(self, source: Source, span: Span) -> np.ndarray:
        if not Span(0, source.n_samples).contains(span):
            raise ValueError(f"{span} lies outside of {source}")
        self.n_read += span.length
        return self.sounds[source.path][span.start : span.stop].copy()


def noise(n_samples: int, n_channels: int = 2, seed: int = 0) -> np.ndarray:
    """Float32 values in float64, as a file of floats gives them."""
    sound = np.random.default_rng(seed).normal(0, 0.1, (n_samples, n_channels))
    return sound.astype(np.float32).astype(np.float64)


def take(
    shelf: Shelf,
    span: Span,
    *,
    channels: tuple[int, ...] = (0, 1),
    crossfade: int = 0,
    number: int = 1,
    **kept,
) -> Take:
    """A take of noise for `span`, another one for each number."""
    sound = noise(span.length, len(channels), seed=1000 + number)
    return Take(number, shelf.put(sound, "take"), span, channels, crossfade, **kept)


def answered(shelf: Shelf, span: Span, *, at: Span | None = None, **kept) -> Region:
    """A region at `at` (or `span`) whose take of `span` is heard."""
    return Region(at or span, takes=(take(shelf, span, **kept),), chosen=kept.get("number", 1))


def document(shelf: Shelf, *regions: Region, n_samples: int = 400, n_channels: int = 2) -> Document:
    """One track of noise with these regions."""
    source = shelf.put(noise(n_samples, n_channels), "song")
    track = Track(n_channels, (Clip(source, 0, 0, n_samples),), regions, name="song")
    return Document(RATE, (track,))
