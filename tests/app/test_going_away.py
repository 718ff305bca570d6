"""Tracks, takes and windows that go away while something is held, named, or on its way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import shiboken6
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from app.timeline.take_lane import TakeLane
from tests.app.conftest import CONTROL, LEFT, PLAIN, Studio


def with_takes(studio: Studio) -> TakeLane:
    """The lane of a track with a region that has two takes."""
    studio.drag(1.0, 2.0)
    studio.type("splash")
    studio.generate()
    studio.leave_fields()
    return studio.window.timeline.lanes[studio.session.document.tracks[0].id].take_lane


def undo_all(studio: Studio) -> None:
    """Back to before the first region, and let Qt put away what is gone."""
    while studio.session.document.tracks[0].regions:
        studio.session.undo()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_a_track_may_go_while_the_ruler_is_held(loaded: Studio):
    loaded.window.desk.tracks.add()
    lane = list(loaded.window.timeline.lanes.values())[-1]
    lane.mask_lane.setFocus()
    ruler = loaded.window.timeline.ruler
    place = QPoint(100, ruler.height() - 3)
    QTest.mousePress(ruler, LEFT, PLAIN, place)
    loaded.key(Qt.Key.Key_Z, CONTROL)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not shiboken6.isValid(lane)
    QTest.mouseRelease(ruler, LEFT, PLAIN, place)
    assert not ruler.is_held


def test_a_track_may_go_while_a_command_is_looked_for(loaded: Studio):
    loaded.window.desk.tracks.add()
    list(loaded.window.timeline.lanes.values())[-1].mask_lane.setFocus()
    loaded.key(Qt.Key.Key_K, CONTROL)
    loaded.session.undo()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    loaded.key(Qt.Key.Key_Escape)
    assert not loaded.window.manners.command_palette.isVisible()


def test_a_take_may_go_while_its_crossfade_is_dragged(loaded: Studio):
    lane = with_takes(loaded)
    loaded.session.unfold(lane.track_id)
    QApplication.processEvents()
    join = lane.shown_joins()[0]
    place = QPoint(lane.to_px(join.inner), lane.row_rect(join.row).center().toPoint().y())
    QTest.mousePress(lane, LEFT, PLAIN, place)
    QTest.mouseMove(lane, place + QPoint(6, 0))
    assert lane.join is not None
    undo_all(loaded)
    QTest.mouseRelease(lane, LEFT, PLAIN, place + QPoint(12, 0))
    assert lane.join is None
    assert not loaded.session.document.tracks[0].regions


def test_a_take_may_go_before_it_is_dragged_out(loaded: Studio):
    lane = with_takes(loaded)
    asked: list[object] = []
    lane.drag_asked.connect(asked.append)
    place = lane.row_rect(lane.rows()[1]).center().toPoint()
    QTest.mousePress(lane, LEFT, PLAIN, place)
    undo_all(loaded)
    QTest.mouseMove(lane, place + QPoint(60, 0))
    QTest.mouseRelease(lane, LEFT, PLAIN, place + QPoint(60, 0))
    assert asked == []


def test_a_take_may_go_while_it_is_named(loaded: Studio):
    lane = with_takes(loaded)
    loaded.window.rename_take()
    QTest.keyClicks(lane.name_field, "bright")
    undo_all(loaded)
    assert lane.name_field.isHidden()
    assert not loaded.session.document.tracks[0].regions


def test_a_track_may_go_while_it_is_named(loaded: Studio):
    loaded.window.desk.tracks.add()
    loaded.window.desk.tracks.ask_to_rename()
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    QTest.keyClicks(field, "drums")
    loaded.session.undo()
    assert [track.name for track in loaded.session.document.tracks] == ["loop"]
    assert not loaded.session.history.can_undo


def test_escape_leaves_the_old_name_of_a_take(loaded: Studio):
    lane = with_takes(loaded)
    before = loaded.session.document
    loaded.window.rename_take()
    QTest.keyClicks(lane.name_field, "bright")
    loaded.key(Qt.Key.Key_Escape)
    assert lane.name_field.isHidden()
    assert loaded.session.document is before


def test_a_take_that_is_out_of_sight_is_named_where_it_can_be_seen(loaded: Studio):
    lane = with_takes(loaded)
    loaded.window.timeline.navigator.zoom_to(10.0)
    loaded.window.timeline.navigator.scroll_by(100_000)
    loaded.window.rename_take()
    seen = lane.name_field.visibleRegion().boundingRect()
    assert seen.height() > lane.em()
    assert seen.width() > 4 * lane.em()


def test_a_window_may_be_closed_while_a_file_is_opened(make_studio: Callable[..., Studio], loop: Path):
    studio = make_studio()
    studio.window.open([loop])
    studio.window.leave()
    QApplication.processEvents()  # what was on its way arrives now
    assert not studio.session.document.tracks


def test_a_way_on_for_a_region_that_is_gone_asks_for_no_other_one(loaded: Studio):
    loaded.engine.suspect = "nearly equal to the original"
    with_takes(loaded)
    undo_all(loaded)
    loaded.drag(3.0, 3.5)
    loaded.key(Qt.Key.Key_Return)
    loaded.session.focus_region("")
    n_asked = len(loaded.engine.requests)
    other_seeds = loaded.window.messages.strips[0].findChildren(QPushButton)[-1]
    assert other_seeds.text() == "Other seeds"
    other_seeds.click()
    loaded.settle()
    assert len(loaded.engine.requests) == n_asked
    assert any("The region of this request is gone" in text for text in loaded.strips)


def test_a_region_that_is_not_there_is_not_given_the_keys(loaded: Studio):
    loaded.session.focus_region("no such region")
    assert loaded.session.focused_region == ""
