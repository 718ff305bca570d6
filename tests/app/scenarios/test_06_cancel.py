"""A long run is given up; nothing has changed, and the next one works."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.asking import Status
from engine.generate.worker import EngineProcess
from tests.app.conftest import CONTROL, LEFT, Studio
from tests.app.scenarios.conftest import write
from tests.helpers import stand_ins


@pytest.mark.slow
def test_the_real_engine_stops_at_its_next_step_and_stays(real: Studio, loop: Path):
    real.open(loop)
    real.drag(1.0, 1.4)
    before, undo = real.session.document, real.session.history.undo_label
    contents, panel = loop.read_bytes(), real.window.generate
    QTest.mouseClick(panel.advanced.fold, LEFT)
    write(panel.advanced.steps_field.lineEdit(), "500")
    QTest.mouseClick(panel.button, LEFT)
    generating, engine = real.window.desk.generating, real.engine
    real.await_start()
    real.bot.waitUntil(lambda: generating.running.progress.step >= 2, timeout=240_000)
    pid = engine.pid
    (row,) = real.window.queue.rows.values()
    QTest.mouseClick(row.cancel, LEFT)
    real.settle()
    assert [asked.status for asked in generating.queue] == [Status.CANCELLED]
    assert real.session.document is before
    assert real.session.history.undo_label == undo
    assert not real.session.history.can_undo
    assert loop.read_bytes() == contents
    assert list(real.window.desk.places.takes_folder.rglob("*.wav")) == []
    assert engine.pid == pid
    write(panel.advanced.steps_field.lineEdit(), "2")
    real.generate()
    assert len(real.session.document.tracks[0].regions[0].takes) == 2
    assert engine.pid == pid


def test_an_engine_that_hangs_is_killed_and_the_next_request_starts_another(
    make_studio: Callable[..., Studio], loop: Path
):
    engine = EngineProcess(stand_ins.hanging)
    studio = make_studio(engine)
    studio.open(loop)
    studio.drag(1.0, 1.4)
    QTest.mouseClick(studio.window.generate.button, LEFT)
    folder = studio.window.desk.places.takes_folder
    studio.bot.waitUntil(lambda: (folder / "hangs").exists(), timeout=60_000)
    pid = engine.pid
    studio.leave_fields()
    studio.key(Qt.Key.Key_Period, CONTROL)
    studio.bot.waitUntil(lambda: not studio.window.desk.generating.is_busy, timeout=60_000)
    assert pid is not None
    assert engine.pid is None
    assert not Path(f"/proc/{pid}").exists()
    assert studio.session.document.tracks[0].regions == ()


def test_what_waits_can_be_cancelled_while_something_runs(loaded: Studio):
    loaded.engine.is_held.set()
    for start in (0.5, 2.0):
        loaded.drag(start, start + 0.4)
        QTest.mouseClick(loaded.window.generate.button, LEFT)
    generating = loaded.window.desk.generating
    assert [asked.status for asked in generating.queue] == [Status.RUNNING, Status.WAITING]
    number = generating.queue[1].id
    loaded.bot.waitUntil(lambda: number in loaded.window.queue.rows)
    QTest.mouseClick(loaded.window.queue.rows[number].cancel, LEFT)
    assert [asked.status for asked in generating.queue] == [Status.RUNNING, Status.CANCELLED]
    loaded.engine.is_held.clear()
    loaded.settle()
    assert len(loaded.engine.requests) == 1


def test_requests_are_carried_out_one_after_the_other(loaded: Studio):
    loaded.engine.is_held.set()
    for start in (0.5, 1.5, 2.5):
        loaded.drag(start, start + 0.4)
        loaded.key(Qt.Key.Key_Return, CONTROL)
    assert len(loaded.engine.requests) <= 1
    loaded.engine.is_held.clear()
    loaded.settle()
    assert [len(request.regions) for request in loaded.engine.requests] == [1, 1, 1]
    assert [len(region.takes) for region in loaded.session.document.tracks[0].regions] == [2, 2, 2]


def test_a_cancelled_request_can_be_asked_again(loaded: Studio):
    loaded.engine.is_held.set()
    loaded.drag(0.5, 0.9)
    loaded.window.ask_to_generate()
    loaded.leave_fields()
    loaded.await_start()
    loaded.key(Qt.Key.Key_Period, CONTROL)
    loaded.settle()
    assert loaded.session.document.tracks[0].regions == ()
    loaded.engine.is_held.clear()
    (row,) = loaded.window.queue.rows.values()
    assert row.state.text() == "Cancelled"
    QTest.mouseClick(row.retry, LEFT)
    loaded.settle()
    assert len(loaded.session.document.tracks[0].regions[0].takes) == 2
