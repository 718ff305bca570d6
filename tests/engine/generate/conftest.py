"""Recordings and requests for the tests of this folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from engine.audio import files
from engine.document import edits
from engine.document.document import Document
from engine.generate.request import Request
from engine.timeline import Span

Ask = Callable[..., Request]


@pytest.fixture
def recording(tmp_path: Path) -> files.Source:
    """Four seconds of stereo noise at 48 kHz, 24 bits."""
    sound = np.random.default_rng(4).standard_normal((4 * 48000, 2)) * 0.1
    path = tmp_path / "recording.wav"
    return files.write(path, [sound], sample_rate=48000, n_channels=2, format="WAV", subtype="PCM_24")


@pytest.fixture
def ask(recording: files.Source, tmp_path: Path, tiny_model: Path) -> Ask:
    """Makes a request for regions of the recording."""

    def make(*spans: Span, document: Document | None = None, **settings: object) -> Request:
        document = document or edits.new_document(recording)
        document = edits.set_mask(document, document.tracks[0].id, spans or (Span(96000, 100800),))
        track = document.tracks[0]
        given = {"model": str(tiny_model), "folder": tmp_path, "seed": 3, "context": 2.0} | settings
        return Request(track, document.sample_rate, tuple(r.id for r in track.regions), **given)

    return make
