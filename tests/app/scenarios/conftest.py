"""What the scenarios share: the real engine in its child process, with a tiny model, and what is heard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from engine.audio import files
from engine.document.document import Document
from engine.document.render import render_track
from engine.generate.worker import EngineProcess
from engine.timeline import Span
from tests.app.conftest import LEFT, N_SAMPLES, RATE, Studio
from tests.helpers import sound, tiny_model


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An untrained checkpoint that takes a moment."""
    return tiny_model.make(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture
def real(make_studio: Callable[..., Studio], tiny: Path) -> Studio:
    """A window with the real engine and the tiny model."""
    return make_studio(EngineProcess(), wanted=str(tiny))


@pytest.fixture
def music(tmp_path: Path) -> Path:
    """Four seconds of 24-bit stereo noise that can be heard."""
    audio = sound.noise(N_SAMPLES, 2, seed=3, amplitude=0.3)
    return sound.save(tmp_path / "music.wav", np.round(audio * 2**23) / 2**23, RATE, "PCM_24")


@pytest.fixture
def playing(studio: Studio, music: Path) -> Studio:
    """A window with that open, and an engine of faint noise."""
    studio.open(music)
    return studio


def heard(document: Document, span: Span) -> np.ndarray:
    """What the first track sounds like."""
    with files.Reader() as reader:
        return render_track(document.tracks[0], span, reader.read)


def press_answer(studio: Studio, text: str) -> None:
    """Press a button of the latest message."""
    strip = studio.window.messages.strips[0]
    QTest.mouseClick(button(strip, text), LEFT)


def button(parent: QWidget, text: str) -> QPushButton:
    """The push button with this text."""
    return next(b for b in parent.findChildren(QPushButton) if b.text() == text)
