"""What the scenarios share: the real engine in its child process, with a tiny model, and what is heard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QSpinBox, QWidget

from app.timeline.mask_lane import MaskLane
from app.timeline.take_lane import TakeLane
from engine.audio import files
from engine.document.document import Document
from engine.document.render import render_track
from engine.generate.worker import EngineProcess
from engine.timeline import Span
from tests.app.conftest import CONTROL, LEFT, N_SAMPLES, PLAIN, RATE, Studio
from tests.helpers import sound, tiny_model

SHIFT = Qt.KeyboardModifier.ShiftModifier
NOTCH = 120


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


# -- gestures -----------------------------------------------------------------------------------------------


def wheel(studio: Studio, at_s: float, notches: int, modifier: Qt.KeyboardModifier = PLAIN) -> None:
    """Turn the wheel over a place of the waveform."""
    lane, rate = studio.waveform, studio.session.document.sample_rate
    pixel = QPoint(round(studio.session.viewport.to_px(at_s * rate)), lane.height() // 2)
    place = QPointF(lane.mapTo(studio.window, pixel))
    QTest.wheelEvent(studio.window.windowHandle(), place, QPoint(0, notches * NOTCH), QPoint(), modifier)
    QApplication.processEvents()


def zoom_to(studio: Studio, at_s: float, samples_per_px: float) -> None:
    """Turn the wheel with Ctrl over a place until it is seen that closely, or that much around it."""
    while studio.session.viewport.samples_per_px > samples_per_px:
        wheel(studio, at_s, 1, CONTROL)
    while studio.session.viewport.samples_per_px < samples_per_px / 2:
        wheel(studio, at_s, -1, CONTROL)


def pull(studio: Studio, from_s: float, to_s: float) -> None:
    """Drag in the upper half of the waveform from one time to another."""
    lane, to_px = studio.waveform, studio.session.viewport.to_px
    rate = studio.session.document.sample_rate
    xs = [round(to_px(seconds * rate)) for seconds in np.linspace(from_s, to_s, 6)]
    QTest.mousePress(lane, LEFT, pos=QPoint(xs[0], 40))
    for x in xs[1:]:
        QTest.mouseMove(lane, QPoint(x, 40))
    QTest.mouseRelease(lane, LEFT, pos=QPoint(xs[-1], 40))
    QApplication.processEvents()


def press_region(studio: Studio, index: int) -> None:
    """Click on a region's block in the mask lane of the first track."""
    lane = studio.window.timeline.findChildren(MaskLane)[0]
    region = studio.session.document.tracks[0].regions[index]
    QTest.mouseClick(lane, LEFT, PLAIN, lane.region_rect(region).center().toPoint())
    QApplication.processEvents()
    assert studio.session.focused_region == region.id


def press_take(studio: Studio, index: int, number: int) -> None:
    """Click on a take of a region in the take lane of the first track; 0 is the original."""
    lane = studio.window.timeline.findChildren(TakeLane)[0]
    region = studio.session.document.tracks[0].regions[index]
    row = next(row for row in lane.rows() if row.region.id == region.id and row.number == number)
    QTest.mouseClick(lane, LEFT, PLAIN, lane.row_rect(row).center().toPoint())
    QApplication.processEvents()
    assert studio.session.document.region(region.id).chosen == number


def write(field: QLineEdit, text: str) -> None:
    """Click into a field, replace what is there, and press Enter."""
    QTest.mouseClick(field, LEFT)
    QTest.keyClick(field, Qt.Key.Key_A, CONTROL)
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)
    QApplication.processEvents()


def ask_for(studio: Studio, n_takes: int) -> None:
    """Write into the panel how many takes are wanted."""
    spin: QSpinBox = studio.window.generate.takes
    write(spin.lineEdit(), str(n_takes))
    assert spin.value() == n_takes


def export(studio: Studio, path: Path) -> None:
    """Export the track by the menu's shortcut, and wait until it is compared."""
    studio.dialogs.to_save = path
    studio.leave_fields()
    studio.key(Qt.Key.Key_E, CONTROL | SHIFT)
    studio.bot.waitUntil(lambda: "written" in studio.window.status.proof.text(), timeout=60_000)


def undo_all(studio: Studio) -> None:
    """Ctrl+Z until nothing is left to undo."""
    while studio.session.history.can_undo:
        studio.key(Qt.Key.Key_Z, CONTROL)


def redo_all(studio: Studio) -> None:
    """Ctrl+Shift+Z until nothing is left to do again."""
    while studio.session.history.can_redo:
        studio.key(Qt.Key.Key_Z, CONTROL | SHIFT)
