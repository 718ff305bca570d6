"""From a file on disk through the real engine in its child process to a file on disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.main_window import MainWindow
from app.settings import Places
from engine.audio import files
from engine.document.splice import null_test
from engine.generate.worker import EngineProcess
from engine.timeline import Mask
from tests.app.conftest import CONTROL, LEFT, Studio
from tests.app.fakes import FakeDialogs, FakeEngine, Players
from tests.helpers import tiny_model

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def real(qtbot: QtBot, tmp_path: Path) -> Iterator[Studio]:
    """A window with the real engine and a tiny model."""
    folder = tiny_model.make(tmp_path / "tiny")
    dialogs, players = FakeDialogs(), Players()
    desk = Desk(
        Places.under(tmp_path / "places"),
        EngineProcess(),
        dialogs,
        model=str(folder),
        open_player=players,
        look=None,
    )
    window = MainWindow(desk)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    yield Studio(window, FakeEngine(), dialogs, players, qtbot)
    window.leave()
    window.deleteLater()
    QApplication.processEvents()


@pytest.mark.slow
def test_open_drag_prompt_generate_choose_undo_redo_export(real: Studio, loop: Path, tmp_path: Path):
    real.open(loop)
    real.drag(1.0, 1.4)
    real.type("splash cymbal, short")
    real.generate()
    assert real.strips == []
    region = real.session.document.tracks[0].regions[0]
    assert [take.number for take in region.takes] == [1, 2]
    assert region.takes[0].seed + 1 == region.takes[1].seed

    real.leave_fields()
    real.key(Qt.Key.Key_2)
    assert real.session.document.tracks[0].regions[0].chosen == 2
    real.key(Qt.Key.Key_Z, CONTROL)
    assert real.session.document.tracks[0].regions[0].chosen == 1
    real.key(Qt.Key.Key_Z, CONTROL | SHIFT)
    assert real.session.document.tracks[0].regions[0].chosen == 2
    real.settle()

    real.dialogs.to_save = tmp_path / "out.wav"
    real.key(Qt.Key.Key_E, CONTROL | SHIFT)
    real.bot.waitUntil(lambda: "written" in real.window.status.proof.text(), timeout=20_000)
    before, after = files.probe(loop), files.probe(tmp_path / "out.wav")
    assert (after.sample_rate, after.n_channels, after.n_samples, after.subtype) == (
        before.sample_rate,
        before.n_channels,
        before.n_samples,
        before.subtype,
    )
    with files.Reader() as reader:
        found = null_test(
            lambda span: reader.read(before, span),
            lambda span: reader.read(after, span),
            real.session.document.extent,
            Mask.of([region.span]),
        )
    assert found.is_identical
    assert found.n_outside == 2 * (before.n_samples - region.span.length)
    assert found.inside_change_db > -40


@pytest.mark.slow
def test_cancelling_the_real_engine_leaves_it_fit_for_the_next_request(real: Studio, loop: Path):
    real.open(loop)
    real.drag(1.0, 1.4)
    before = real.session.document
    real.window.ask_to_generate()
    real.bot.waitUntil(lambda: real.window.status.progress.isVisible())
    QTest.mouseClick(real.window.status.progress.cancel, LEFT)
    real.settle()
    assert real.session.document is before
    assert real.strips == []
    real.generate()
    assert len(real.session.document.tracks[0].regions[0].takes) == 2
