"""A file of six channels: which of them to change is asked first, and the others stay as they are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.timeline import Span
from tests.app.conftest import CONTROL, LEFT, RATE, Studio
from tests.app.scenarios.conftest import ask_for, export
from tests.helpers import sound

REAR = (4, 5)


@pytest.fixture
def surround(tmp_path: Path) -> Path:
    """Four seconds in six channels, 24 bits."""
    audio = sound.noise(4 * RATE, 6, amplitude=0.3)
    return sound.save(tmp_path / "surround.wav", np.round(audio * 2**23) / 2**23, RATE, "PCM_24")


def test_the_panel_asks_for_the_channels_before_the_first_request(studio: Studio, surround: Path):
    studio.open(surround)
    studio.drag(1.0, 1.4)
    panel = studio.window.generate
    assert panel.channels.isVisible()
    assert not panel.button.isEnabled()
    assert panel.reason.text() == "Choose which channels to regenerate"
    names = [panel.channels.itemText(i) for i in range(panel.channels.count())]
    assert names[1] == "1: left + 2: right"
    assert "4: low frequencies" in names
    choose(studio, "5: rear left + 6: rear right")
    assert panel.form.channels == REAR
    assert panel.button.isEnabled()


def choose(studio: Studio, name: str) -> None:
    """Go down through the list of channels by key."""
    box = studio.window.generate.channels
    QTest.mouseClick(box, LEFT)
    QTest.keyClick(box.view(), Qt.Key.Key_Home)
    for _ in range(box.findText(name)):
        QTest.keyClick(box.view(), Qt.Key.Key_Down)
    QTest.keyClick(box.view(), Qt.Key.Key_Return)
    QApplication.processEvents()
    assert box.currentText() == name


def test_all_six_are_heard_in_two(studio: Studio, surround: Path):
    studio.open(surround)
    studio.leave_fields()
    studio.key(Qt.Key.Key_Space)
    sound_heard = np.asarray(studio.players.last.render(Span(0, RATE)).audio)
    assert sound_heard.shape == (RATE, 2)
    assert (np.abs(sound_heard).max(0) > 0.1).all()
    studio.key(Qt.Key.Key_Space)


def test_two_channels_are_not_asked_about(loaded: Studio):
    loaded.drag(1.0, 1.4)
    assert not loaded.window.generate.channels.isVisible()


def test_the_region_keeps_its_channels(studio: Studio, surround: Path):
    studio.open(surround)
    studio.drag(1.0, 1.4, CONTROL)
    choose(studio, "4: low frequencies")
    generating = studio.window.desk.generating
    studio.engine.is_held.set()
    QTest.mouseClick(studio.window.generate.button, LEFT)
    assert generating.queue[0].request.asked[0].channels == (3,)
    generating.cancel()
    studio.engine.is_held.clear()
    studio.settle()


@pytest.mark.slow
def test_only_the_chosen_pair_differs_in_the_export(real: Studio, surround: Path, tmp_path: Path):
    real.open(surround)
    real.drag(1.0, 1.4)
    choose(real, "5: rear left + 6: rear right")
    ask_for(real, 1)
    real.generate()
    (region,) = real.session.document.tracks[0].regions
    assert all(take.channels == REAR for take in region.takes)
    export(real, tmp_path / "out.wav")
    before, _ = soundfile.read(surround, dtype="int32")
    after, rate = soundfile.read(tmp_path / "out.wav", dtype="int32")
    assert (rate, after.shape) == (RATE, before.shape)
    changed = before != after
    assert changed[region.span.start : region.span.stop, list(REAR)].any()
    changed[region.span.start : region.span.stop, list(REAR)] = False
    assert not changed.any()
