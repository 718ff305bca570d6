from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.session import Selection
from engine.document import edits
from engine.timeline import Span
from tests.app.timeline.conftest import N_SAMPLES

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def labels(desk):
    return desk.session.history.labels[1:]


def test_a_drag_over_the_waveform_selects_and_marks_one_region_in_one_step(desk):
    desk.drag(100, 150, 300)
    assert desk.spans == [(10_000, 30_000)]
    assert desk.session.selection == Selection(desk.lane.track_id, Span(10_000, 30_000))
    assert desk.session.region.span == Span(10_000, 30_000)
    assert labels(desk) == ("Select region",)


def test_a_drag_to_the_left_selects_as_well(desk):
    desk.drag(300, 200, 100)
    assert desk.spans == [(10_000, 30_000)]


def test_a_drag_in_the_mask_lane_means_the_same(desk):
    desk.drag(100, 300, on=desk.lane.mask_lane)
    assert desk.spans == [(10_000, 30_000)]


def test_two_pixels_are_a_click_and_three_a_drag(desk):
    desk.drag(100, 102)
    assert desk.spans == []
    assert desk.session.selection.span == Span(10_000, 10_000)
    desk.drag(100, 103)
    assert desk.spans == [(10_000, 10_300)]


def test_a_second_drag_replaces_the_mark_of_the_first(desk):
    desk.drag(100, 200)
    desk.drag(400, 500)
    assert desk.spans == [(40_000, 50_000)]


def test_a_second_drag_leaves_regions_with_takes(desk):
    kept = desk.add_region(10_000, 20_000, n_takes=1)
    desk.drag(400, 500)
    assert desk.spans == [(10_000, 20_000), (40_000, 50_000)]
    assert desk.session.focused_region not in ("", kept)


def test_ctrl_drag_adds_another_region(desk):
    desk.drag(100, 200)
    desk.drag(400, 500, keys=CTRL)
    assert desk.spans == [(10_000, 20_000), (40_000, 50_000)]
    assert labels(desk)[-1] == "Add region"
    assert desk.session.region.span == Span(40_000, 50_000)


@pytest.mark.parametrize("keys", [ALT, ALT | CTRL])
def test_alt_drag_cuts_out_of_the_regions(desk, keys):
    desk.drag(100, 400)
    desk.drag(200, 300, keys=keys)
    assert desk.spans == [(10_000, 20_000), (30_000, 40_000)]
    assert labels(desk)[-1] == "Subtract from regions"


def test_while_the_button_is_down_nothing_is_committed_but_the_lanes_show_what_would_be(desk):
    desk.press(100)
    QTest.mouseMove(desk.lane.waveform, QPoint(300, 10))
    assert labels(desk) == ()
    assert [r.span for r in desk.view.gestures.document.tracks[0].regions] == [Span(10_000, 30_000)]
    QTest.mouseRelease(desk.lane.waveform, Qt.MouseButton.LeftButton, pos=QPoint(300, 10))
    assert len(labels(desk)) == 1


@pytest.mark.parametrize("keys", [Qt.KeyboardModifier.NoModifier, CTRL, ALT])
def test_escape_during_a_drag_puts_everything_back(desk, keys):
    desk.add_region(10_000, 20_000)
    before = desk.document, desk.session.selection, labels(desk)
    desk.press(130, keys)
    QTest.mouseMove(desk.lane.waveform, QPoint(500, 10))
    QTest.keyClick(desk.lane.waveform, Qt.Key.Key_Escape)
    QTest.mouseMove(desk.lane.waveform, QPoint(600, 10))
    QTest.mouseRelease(desk.lane.waveform, Qt.MouseButton.LeftButton, keys, QPoint(600, 10))
    assert (desk.document, desk.session.selection, labels(desk)) == before


@pytest.mark.parametrize(
    ("way", "after"),
    [((200, 260), (10_000, 26_000)), ((100, 40), (4_000, 20_000)), ((204, 300), (10_000, 30_000))],
)
def test_an_edge_is_dragged_within_six_pixels_and_committed_once(desk, way, after):
    region = desk.add_region(10_000, 20_000)
    desk.drag(way[0], (way[0] + way[1]) // 2, way[1])
    assert desk.spans == [after]
    assert labels(desk) == ("Prepare", "Resize region 1")
    assert desk.session.focused_region == region


def test_seven_pixels_from_an_edge_a_drag_selects(desk):
    desk.add_region(10_000, 20_000)
    desk.drag(207, 300)
    assert desk.spans == [(20_700, 30_000)]


def test_an_edge_pulled_back_to_where_it_was_is_no_step(desk):
    desk.add_region(10_000, 20_000)
    desk.drag(200, 260, 200)
    assert labels(desk) == ("Prepare",)


def test_an_edge_stops_at_the_neighbour(desk):
    desk.add_region(10_000, 20_000)
    desk.add_region(30_000, 40_000)
    desk.drag(200, 350)
    assert desk.spans == [(10_000, 30_000), (30_000, 40_000)]


def test_a_region_dragged_to_nothing_is_gone(desk):
    desk.add_region(10_000, 20_000)
    desk.drag(200, 100, 60)
    assert desk.spans == []
    assert desk.session.focused_region == ""


def test_a_region_with_takes_cannot_be_dragged_to_nothing_and_a_sentence_says_so(desk, qtbot):
    desk.add_region(10_000, 20_000, n_takes=1)
    with qtbot.waitSignal(desk.view.status_hinted) as hint:
        desk.drag(200, 100, 60)
    assert desk.spans == [(10_000, 20_000)]
    assert hint.args[0].endswith(".")


def test_the_pointer_shows_that_an_edge_can_be_dragged(desk, qtbot):
    desk.add_region(10_000, 20_000)
    waveform = desk.lane.waveform
    for x, shape in ((198, Qt.CursorShape.SizeHorCursor), (150, Qt.CursorShape.IBeamCursor)):
        QTest.mouseMove(waveform, QPoint(x, 10))
        qtbot.waitUntil(lambda shape=shape: waveform.cursor().shape() == shape)


def test_a_click_places_the_cursor_focuses_the_region_under_it_and_changes_no_region(desk):
    region = desk.add_region(10_000, 20_000)
    before = desk.document
    desk.click(150)
    assert desk.session.selection.span == Span(15_000, 15_000)
    assert desk.session.focused_region == region
    desk.click(500)
    assert desk.session.focused_region == ""
    assert desk.document is before


def test_shift_click_moves_the_nearer_edge_of_the_selection(desk):
    track = desk.lane.track_id
    desk.session.select(Selection(track, Span(10_000, 20_000)))
    desk.click(300, SHIFT)
    assert desk.session.selection.span == Span(10_000, 30_000)
    desk.click(50, SHIFT)
    assert desk.session.selection.span == Span(5_000, 30_000)


def test_a_selection_ends_with_the_sound(desk):
    desk.drag(700, 900)
    assert desk.spans == [(70_000, N_SAMPLES)]


def test_a_drag_wholly_past_the_sound_marks_nothing_and_a_sentence_says_why(desk, qtbot):
    with qtbot.waitSignal(desk.view.status_hinted) as hint:
        desk.drag(850, 950)
    assert desk.spans == []
    assert "empty" in hint.args[0]


@pytest.mark.parametrize(("keys", "is_selected"), [(Qt.KeyboardModifier.NoModifier, True), (CTRL, False)])
def test_a_drag_inside_a_region_with_takes_marks_nothing_but_selects(desk, qtbot, keys, is_selected):
    region = desk.add_region(10_000, 40_000, n_takes=1)
    with qtbot.waitSignal(desk.view.status_hinted) as hint:
        desk.drag(200, 300, keys=keys)
    assert "has takes" in hint.args[0]
    assert desk.spans == [(10_000, 40_000)]
    assert (desk.session.selection is not None) == is_selected
    assert (desk.session.focused_region == region) == is_selected


def test_dragging_past_the_edge_scrolls_and_selects_on(desk, qtbot):
    desk.session.show(type(desk.session.viewport)(0.0, 20.0))
    width = desk.lane.waveform.width()
    desk.press(width - 50)
    QTest.mouseMove(desk.lane.waveform, QPoint(width + 40, 10))
    qtbot.waitUntil(lambda: desk.session.viewport.start > 5_000)
    QTest.mouseRelease(desk.lane.waveform, Qt.MouseButton.LeftButton, pos=QPoint(width + 40, 10))
    (start, stop) = desk.spans[0]
    assert start == (width - 50) * 20
    assert stop > start + 5_000
    at_rest = desk.session.viewport
    QApplication.processEvents()
    assert desk.session.viewport == at_rest


def test_an_empty_track_can_be_marked_anywhere(desk):
    document = edits.add_empty_track(desk.document)
    desk.session.commit("Add track", document)
    QApplication.processEvents()
    lane = desk.view.lanes[desk.document.tracks[1].id]
    desk.drag(100, 300, on=lane.waveform)
    assert [r.span for r in desk.document.tracks[1].regions] == [Span(10_000, 30_000)]


def test_of_two_regions_that_touch_the_side_of_the_pointer_says_which_edge_moves(desk):
    desk.add_region(10_000, 20_000, n_takes=1)
    desk.add_region(20_000, 30_000, n_takes=1)
    left = desk.view.gestures.edge_at(desk.lane.track_id, 198)
    right = desk.view.gestures.edge_at(desk.lane.track_id, 202)
    assert (left.is_start, right.is_start) == (True, False)


def test_the_right_button_asks_for_a_menu_where_it_was_pressed(desk, qtbot):
    waveform = desk.lane.waveform
    from PySide6.QtGui import QContextMenuEvent

    place = QPoint(120, 10)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, waveform.mapToGlobal(place))
    with qtbot.waitSignal(desk.view.menu_requested) as asked:
        QApplication.sendEvent(waveform, event)
    assert asked.args[:2] == [desk.lane.track_id, 12_000]
    assert desk.document.tracks[0].regions == ()
