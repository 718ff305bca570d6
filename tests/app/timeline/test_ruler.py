from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.timeline.time_format import TimeFormat
from engine.document.markers import add_marker


@pytest.fixture
def marked(desk):
    """Markers at pixels 200 and 500."""
    document, _ = add_marker(desk.document, 20_000, "Verse")
    document, _ = add_marker(document, 50_000, "Chorus")
    desk.session.commit("Add markers", document)
    QApplication.processEvents()
    return desk


def drag(desk, *way):
    """Press on a flag, move through the other pixels, let go at the last."""
    ruler, left = desk.view.ruler, Qt.MouseButton.LeftButton
    QTest.mousePress(ruler, left, pos=QPoint(way[0], 8))
    for x in way[1:]:
        QTest.mouseMove(ruler, QPoint(x, 8))
    QTest.mouseRelease(ruler, left, pos=QPoint(way[-1], 8))


def places(desk):
    return [marker.at for marker in desk.document.markers]


def test_the_ruler_grows_for_markers_and_shrinks_when_they_go(desk):
    before = desk.view.ruler.height()
    desk.session.commit("Add marker", add_marker(desk.document, 20_000)[0])
    assert desk.view.ruler.height() > before
    desk.session.undo()
    assert desk.view.ruler.height() == before


def test_a_click_on_a_marker_seeks_to_it(marked):
    asked = []
    marked.view.seek_requested.connect(asked.append)
    drag(marked, 204)
    assert asked == [20_000]


def test_a_marker_is_dragged_in_one_step_that_can_be_undone(marked):
    drag(marked, 203, 260, 350)
    assert places(marked) == [34_700, 50_000]
    assert marked.session.history.undo_label == "Move “Verse”"
    marked.session.undo()
    assert places(marked) == [20_000, 50_000]


def test_a_marker_that_is_dragged_past_another_changes_places_with_it(marked):
    drag(marked, 203, 400, 600)
    assert [marker.name for marker in marked.document.markers] == ["Chorus", "Verse"]


def test_escape_leaves_a_marker_where_it_was(marked):
    ruler, button = marked.view.ruler, Qt.MouseButton.LeftButton
    QTest.mousePress(ruler, button, pos=QPoint(203, 8))
    QTest.mouseMove(ruler, QPoint(400, 8))
    QTest.keyClick(ruler, Qt.Key.Key_Escape)
    QTest.mouseRelease(ruler, button, pos=QPoint(400, 8))
    assert places(marked) == [20_000, 50_000]
    assert not marked.session.history.undo_label.startswith("Move")


def test_below_the_flags_the_ruler_seeks_as_ever(marked):
    asked, ruler = [], marked.view.ruler
    marked.view.seek_requested.connect(asked.append)
    QTest.mouseClick(ruler, Qt.MouseButton.LeftButton, pos=QPoint(203, ruler.height() - 4))
    assert asked == [20_300]


def test_a_double_click_asks_for_what_lies_between_markers(marked):
    asked = []
    marked.view.ruler.stretch_asked.connect(asked.append)
    QTest.mouseDClick(marked.view.ruler, Qt.MouseButton.LeftButton, pos=QPoint(300, 30))
    assert asked == [30_000]


def test_a_right_click_asks_for_a_menu(desk):
    asked = []
    desk.view.ruler.menu_requested.connect(lambda sample, _place: asked.append(sample))
    place = desk.view.ruler.mapToGlobal(QPoint(300, 10))
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(300, 10), place)
    QApplication.sendEvent(desk.view.ruler, event)
    assert asked == [30_000]


def test_the_ruler_counts_otherwise_at_once(desk):
    pictures = []
    for kind in TimeFormat:
        desk.session.set_time_format(kind)
        pictures.append(desk.view.ruler.grab().toImage())
    assert pictures[0] != pictures[1] != pictures[2] != pictures[0]
