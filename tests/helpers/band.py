"""A project of four tracks for exports: one begins late, one is a single channel, one has a take."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from engine.audio import files
from engine.document import clips, edits, markers
from engine.document.document import Clip, Document, Take, Track
from engine.document.history import History
from engine.document.project import Project
from engine.timeline import Span
from tests.helpers import sound

RATE = 48000
LATE = 350_400
"""7.3 seconds."""

NAMES = ("Drums", "Bass", "Voice", "Keys")
TAKEN = Span(24_000, 36_000)


def band(folder: Path, *, n_bits: int = 24) -> Document:
    """Four tracks of whole numbers, quiet enough that their sum never reaches full scale."""
    folder.mkdir(parents=True, exist_ok=True)
    tracks = tuple(_track(folder, number, name, n_bits) for number, name in enumerate(NAMES))
    document = Document(RATE, tracks, tempo_bpm=96.0, beats_per_bar=3)
    document, region = edits.add_region(document, tracks[0].id, TAKEN, prompt="a rimshot")
    patch = sound.save(folder / "take.wav", sound.noise(TAKEN.length, 2, seed=9) / 8, RATE)
    take = Take(
        1,
        files.probe(patch),
        TAKEN,
        (0, 1),
        crossfade=480,
        seed=7,
        prompt="a rimshot",
        recipe='{"model": "tiny"}',
    )
    return markers.add_marker(edits.add_takes(document, {region: (take,)}), 96_000, "Verse")[0]


def with_clips(document: Document) -> Document:
    """The same with a fade, a gain, a reversed clip and a gap on its tracks."""
    _, bass, voice, keys = document.tracks
    document = clips.split(document, (bass.id,), 50_000)
    first, second = document.track(bass.id).clips
    document = clips.set_clip_gain(clips.set_fades(document, first.id, fade_in=4800), second.id, -3.0)
    document = clips.reverse(document, (voice.id,), Span(LATE + 1000, LATE + 9000))
    return clips.silence(document, (keys.id,), Span(10_000, 20_000))


def saved(document: Document, folder: Path) -> Path:
    """A project on the disk."""
    Project(folder).save(History(document), {})
    return folder


def _track(folder: Path, number: int, name: str, n_bits: int) -> Track:
    n_channels = 1 if name == "Voice" else 2
    length = RATE * (number + 1) + number
    audio = np.round(sound.noise(length, n_channels, seed=number) / 6 * 2 ** (n_bits - 1)) / 2 ** (n_bits - 1)
    source = files.probe(sound.save(folder / f"{name.lower()}.wav", audio, RATE, f"PCM_{n_bits}"))
    clip = Clip(source, LATE if name == "Voice" else 0, 0, length)
    return Track(n_channels, (clip,), name=name)
