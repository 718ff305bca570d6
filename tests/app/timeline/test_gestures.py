from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.session import Selection
from app.timeline.grips import region_edge_at
from engine.document import edits
from engine.timeline import Span
from tests.app.timeline.conftest import N_SAMPLES

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def labels(desk):
    return desk.session.history.labels[1:]


def selected(desk):
    return desk.session.selection.span


def mask(desk):
    return desk.lane.mask_lane


# ---- selecting


def test_a_drag_over_the_waveform_selects_and_is_no_step(desk):
    desk.drag(100, 150, 300)
    assert desk.session.selection == Selection(desk.lane.track_id, Span(10_000, 30_000))
    assert (desk.spans, labels(desk)) == ([], ())


def test_a_drag_to_the_left_selects_as_well(desk):
    desk.drag(300, 200, 100)
    assert selected(desk) == Span(10_000, 30_000)


def test_a_track_that_is_being_taken_away_is_no_place_for_the_pointer(desk):
    strips, gestures = (desk.lane.waveform, desk.lane.mask_lane), desk.view.gestures
    desk.session.commit("remove", edits.remove_track(desk.document, desk.lane.track_id))
    kinds = (QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease)
    for strip in strips:  # they go with the next turn of the event loop
        for kind in kinds:
            button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
            place = QPointF(50, 4)
            event = QMouseEvent(
                kind, place, strip.mapToGlobal(place), button, button, Qt.KeyboardModifier.NoModifier
            )
            QApplication.sendEvent(strip, event)
            assert not gestures.is_active
    assert desk.document.tracks == ()


def test_two_pixels_are_a_click_and_three_a_drag(desk):
    desk.drag(100, 102)
    assert selected(desk) == Span(10_000, 10_000)
    desk.drag(100, 103)
    assert selected(desk) == Span(10_000, 10_300)


def test_an_edge_that_is_held_goes_where_it_snaps_to_once_that_is_known(desk):
    gestures, waveform, way = desk.view.gestures, desk.lane.waveform, [0]
    gestures.snap = lambda sample: sample + way[0]
    desk.press(100)
    QTest.mouseMove(waveform, QPoint(300, 20))
    way[0] = 77
    gestures.follow_again()
    assert selected(desk) == Span(10_077, 30_077)
    QTest.mouseRelease(waveform, Qt.MouseButton.LeftButton, pos=QPoint(300, 20))
    gestures.follow_again()
    assert selected(desk) == Span(10_077, 30_077)


@pytest.mark.parametrize("zone", ["body", "mask"])
def test_both_edges_of_what_is_dragged_snap_once_that_is_known(desk, zone):
    gestures, lane, way = desk.view.gestures, desk.lane, [0]
    strip = lane.waveform if zone == "body" else lane.mask_lane
    gestures.snap = lambda sample: sample + way[0]
    QTest.mousePress(strip, Qt.MouseButton.LeftButton, pos=QPoint(100, 4))
    QTest.mouseMove(strip, QPoint(300, 4))
    way[0] = 77
    gestures.follow_again()
    QTest.mouseRelease(strip, Qt.MouseButton.LeftButton, pos=QPoint(300, 4))
    assert selected(desk) == Span(10_077, 30_077)


def test_edges_that_were_let_go_snap_once_that_is_known_if_nothing_else_happened(desk):
    gestures, way = desk.view.gestures, [0]
    gestures.snap = lambda sample: sample + way[0]
    desk.drag(100, 300)
    way[0] = 77
    gestures.follow_again()
    assert selected(desk) == Span(10_077, 30_077)
    desk.session.select(None)
    way[0] = 99
    gestures.follow_again()
    assert desk.session.selection is None


def test_an_edge_that_was_moved_by_a_click_with_shift_snaps_once_that_is_known(desk):
    gestures, way = desk.view.gestures, [0]
    desk.drag(100, 200)
    gestures.snap = lambda sample: sample + way[0]
    pos = QPoint(400, 20)
    QTest.mouseClick(desk.lane.waveform, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, pos)
    way[0] = 77
    gestures.follow_again()
    assert selected(desk) == Span(10_000, 40_077)


def test_a_drag_leaves_what_is_marked(desk):
    desk.add_region(10_000, 20_000)
    desk.add_region(30_000, 40_000, n_takes=1)
    desk.drag(500, 600)
    assert desk.spans == [(10_000, 20_000), (30_000, 40_000)]
    assert desk.session.focused_region == ""


def test_a_drag_inside_a_region_with_takes_gives_it_the_keys(desk):
    region = desk.add_region(10_000, 40_000, n_takes=1)
    desk.drag(200, 300)
    assert (selected(desk), desk.session.focused_region) == (Span(20_000, 30_000), region)


def test_a_selection_ends_with_the_sound(desk):
    desk.drag(700, 900)
    assert selected(desk) == Span(70_000, N_SAMPLES)


def test_a_drag_wholly_past_the_sound_leaves_the_cursor_at_its_end(desk):
    desk.drag(850, 950)
    assert selected(desk) == Span(N_SAMPLES, N_SAMPLES)


def test_a_drag_from_track_to_track_selects_on_all_between(two_tracks):
    desk = two_tracks
    first, second = (desk.view.lanes[track.id] for track in desk.document.tracks)
    down = second.waveform.mapTo(desk.view, QPoint(300, 10)) - first.waveform.mapTo(desk.view, QPoint(0, 0))
    desk.press(100)
    QTest.mouseMove(first.waveform, down)
    assert desk.session.selection.tracks == (first.track_id, second.track_id)
    QTest.mouseMove(first.waveform, QPoint(300, 10))
    assert desk.session.selection.tracks == (first.track_id,)
    QTest.mouseMove(first.waveform, down)
    QTest.mouseRelease(first.waveform, Qt.MouseButton.LeftButton, pos=down)
    track, both = first.track_id, (first.track_id, second.track_id)
    assert desk.session.selection == Selection(track, Span(10_000, 30_000), both)


def test_an_edge_of_the_selection_is_dragged_within_six_pixels(desk):
    desk.drag(100, 200)
    desk.drag(204, 300)
    assert selected(desk) == Span(10_000, 30_000)
    desk.drag(96, 50)
    assert selected(desk) == Span(5_000, 30_000)
    desk.drag(307, 400)
    assert selected(desk) == Span(30_700, 40_000)


def test_an_edge_that_passes_the_other_turns_the_selection_round(desk):
    desk.drag(200, 300)
    desk.drag(300, 100)
    assert selected(desk) == Span(10_000, 20_000)


def test_shift_click_moves_the_nearer_edge_of_the_selection(desk):
    desk.session.select(Selection(desk.lane.track_id, Span(10_000, 20_000)))
    desk.click(300, SHIFT)
    assert selected(desk) == Span(10_000, 30_000)
    desk.click(50, SHIFT)
    assert selected(desk) == Span(5_000, 30_000)


def test_shift_drag_moves_the_nearer_edge_to_where_it_ends(desk):
    desk.session.select(Selection(desk.lane.track_id, Span(10_000, 20_000)))
    desk.drag(220, 240, 280, keys=SHIFT)
    assert selected(desk) == Span(10_000, 28_000)


def test_shift_click_on_another_track_takes_it_into_the_selection(two_tracks):
    desk = two_tracks
    first, second = (track.id for track in desk.document.tracks)
    desk.session.select(Selection(first, Span(10_000, 20_000)))
    desk.click(300, SHIFT, on=desk.view.lanes[second].waveform)
    assert desk.session.selection == Selection(first, Span(10_000, 30_000), (first, second))


def test_a_click_places_the_cursor_focuses_the_region_under_it_and_changes_no_region(desk):
    region = desk.add_region(10_000, 20_000)
    before = desk.document
    desk.click(150)
    assert selected(desk) == Span(15_000, 15_000)
    assert desk.session.focused_region == region
    desk.click(500)
    assert desk.session.focused_region == ""
    assert desk.document is before


# ---- marking


def test_a_drag_in_the_mask_lane_marks_a_region_in_one_step(desk):
    desk.drag(100, 300, on=mask(desk))
    assert desk.spans == [(10_000, 30_000)]
    assert desk.session.region.span == Span(10_000, 30_000)
    assert labels(desk) == ("Add region",)


def test_further_drags_in_the_mask_lane_add_regions(desk):
    desk.drag(100, 200, on=mask(desk))
    desk.drag(400, 500, on=mask(desk))
    assert desk.spans == [(10_000, 20_000), (40_000, 50_000)]


def test_a_selection_stays_bare_when_the_mask_lane_is_dragged_over(desk):
    desk.drag(100, 200)
    desk.drag(400, 500, on=mask(desk))
    assert desk.spans == [(40_000, 50_000)]


def test_ctrl_drag_marks_the_selection_and_what_is_dragged_over_in_one_step(desk):
    desk.drag(100, 200)
    desk.drag(400, 500, keys=CTRL)
    assert desk.spans == [(10_000, 20_000), (40_000, 50_000)]
    assert labels(desk) == ("Add region",)
    assert desk.session.region.span == Span(40_000, 50_000)
    desk.drag(600, 700, keys=CTRL)
    assert len(desk.spans) == 3


def test_a_selection_in_a_region_with_takes_is_not_marked_again_by_ctrl_drag(desk):
    desk.add_region(10_000, 30_000, n_takes=1)
    desk.drag(150, 250)
    desk.drag(400, 500, keys=CTRL)
    assert desk.spans == [(10_000, 30_000), (40_000, 50_000)]


def test_ctrl_drag_inside_a_region_with_takes_marks_nothing_and_a_sentence_says_why(desk, qtbot):
    desk.add_region(10_000, 40_000, n_takes=1)
    with qtbot.waitSignal(desk.view.status_hinted) as hint:
        desk.drag(200, 300, keys=CTRL)
    assert "has takes" in hint.args[0]
    assert (desk.spans, desk.session.selection) == ([(10_000, 40_000)], None)


@pytest.mark.parametrize("keys", [ALT, ALT | CTRL])
def test_alt_drag_cuts_out_of_the_regions(desk, keys):
    desk.drag(100, 400, on=mask(desk))
    desk.drag(200, 300, keys=keys)
    assert desk.spans == [(10_000, 20_000), (30_000, 40_000)]
    assert labels(desk)[-1] == "Subtract from regions"


def test_alt_drag_out_of_the_selection_marks_what_is_left_of_it(desk):
    desk.drag(100, 400)
    desk.drag(200, 300, keys=ALT)
    assert desk.spans == [(10_000, 20_000), (30_000, 40_000)]
    assert desk.session.selection is None


def test_alt_drag_beside_the_selection_leaves_it(desk):
    desk.drag(100, 200)
    desk.drag(300, 400, keys=ALT)
    assert (desk.spans, selected(desk)) == ([], Span(10_000, 20_000))


def test_while_the_button_is_down_nothing_is_committed_but_the_lanes_show_what_would_be(desk):
    desk.press(100, CTRL)
    QTest.mouseMove(desk.lane.waveform, QPoint(300, 10))
    assert labels(desk) == ()
    assert [r.span for r in desk.view.gestures.document.tracks[0].regions] == [Span(10_000, 30_000)]
    QTest.mouseRelease(desk.lane.waveform, Qt.MouseButton.LeftButton, CTRL, QPoint(300, 10))
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


# ---- edges of regions


@pytest.mark.parametrize(
    ("way", "after"),
    [((200, 260), (10_000, 26_000)), ((100, 40), (4_000, 20_000)), ((204, 300), (10_000, 30_000))],
)
def test_an_edge_is_dragged_within_six_pixels_and_committed_once(desk, way, after):
    region = desk.add_region(10_000, 20_000)
    desk.drag(way[0], (way[0] + way[1]) // 2, way[1], on=mask(desk))
    assert desk.spans == [after]
    assert labels(desk) == ("Prepare", "Resize region 1")
    assert desk.session.focused_region == region


def test_an_edge_of_a_region_is_not_taken_hold_of_in_the_waveform(desk):
    desk.add_region(10_000, 20_000)
    desk.drag(200, 300)
    assert (desk.spans, selected(desk)) == ([(10_000, 20_000)], Span(20_000, 30_000))


def test_seven_pixels_from_an_edge_a_drag_marks(desk):
    desk.add_region(10_000, 20_000, n_takes=1)
    desk.drag(207, 300, on=mask(desk))
    assert desk.spans == [(10_000, 20_000), (20_700, 30_000)]


def test_an_edge_pulled_back_to_where_it_was_is_no_step(desk):
    desk.add_region(10_000, 20_000)
    desk.drag(200, 260, 200, on=mask(desk))
    assert labels(desk) == ("Prepare",)


def test_an_edge_stops_at_the_neighbour(desk):
    desk.add_region(10_000, 20_000)
    desk.add_region(30_000, 40_000)
    desk.drag(200, 350, on=mask(desk))
    assert desk.spans == [(10_000, 30_000), (30_000, 40_000)]


def test_a_region_dragged_to_nothing_is_gone(desk):
    desk.add_region(10_000, 20_000)
    desk.drag(200, 100, 60, on=mask(desk))
    assert desk.spans == []
    assert desk.session.focused_region == ""


def test_a_region_with_takes_cannot_be_dragged_to_nothing_and_a_sentence_says_so(desk, qtbot):
    desk.add_region(10_000, 20_000, n_takes=1)
    with qtbot.waitSignal(desk.view.status_hinted) as hint:
        desk.drag(200, 100, 60, on=mask(desk))
    assert desk.spans == [(10_000, 20_000)]
    assert hint.args[0].endswith(".")


def test_a_selection_that_is_the_regions_own_goes_along_with_its_edge(desk):
    desk.add_region(10_000, 20_000)
    desk.session.select(Selection(desk.lane.track_id, Span(10_000, 20_000)))
    desk.drag(200, 260, on=mask(desk))
    assert selected(desk) == Span(10_000, 26_000)


def test_the_pointer_shows_that_an_edge_can_be_dragged(desk, qtbot):
    desk.add_region(10_000, 20_000)
    lane = mask(desk)
    for x, shape in ((198, Qt.CursorShape.SizeHorCursor), (150, Qt.CursorShape.IBeamCursor)):
        QTest.mouseMove(lane, QPoint(x, 10))
        qtbot.waitUntil(lambda shape=shape: lane.cursor().shape() == shape)


def test_of_two_regions_that_touch_the_side_of_the_pointer_says_which_edge_moves(desk):
    desk.add_region(10_000, 20_000, n_takes=1)
    desk.add_region(20_000, 30_000, n_takes=1)
    left = region_edge_at(desk.session, desk.lane.track_id, 198)
    right = region_edge_at(desk.session, desk.lane.track_id, 202)
    assert (left.is_start, right.is_start) == (True, False)


# ---- past the edge, elsewhere


def test_dragging_past_the_edge_scrolls_and_selects_on(desk, qtbot):
    desk.session.show(type(desk.session.viewport)(0.0, 20.0))
    width = desk.lane.waveform.width()
    desk.press(width - 50)
    QTest.mouseMove(desk.lane.waveform, QPoint(width + 40, 10))
    qtbot.waitUntil(lambda: desk.session.viewport.start > 5_000)
    QTest.mouseRelease(desk.lane.waveform, Qt.MouseButton.LeftButton, pos=QPoint(width + 40, 10))
    assert selected(desk).start == (width - 50) * 20
    assert selected(desk).stop > selected(desk).start + 5_000
    at_rest = desk.session.viewport
    QApplication.processEvents()
    assert desk.session.viewport == at_rest


def test_an_empty_track_can_be_marked_anywhere(desk):
    document = edits.add_empty_track(desk.document)
    desk.session.commit("Add track", document)
    QApplication.processEvents()
    lane = desk.view.lanes[desk.document.tracks[1].id]
    desk.drag(100, 300, on=lane.mask_lane)
    assert [r.span for r in desk.document.tracks[1].regions] == [Span(10_000, 30_000)]


def test_the_right_button_asks_for_a_menu_where_it_was_pressed(desk, qtbot):
    waveform = desk.lane.waveform
    place = QPoint(120, 10)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, waveform.mapToGlobal(place))
    with qtbot.waitSignal(desk.view.menu_requested) as asked:
        QApplication.sendEvent(waveform, event)
    assert asked.args[:2] == [desk.lane.track_id, 12_000]
    assert desk.document.tracks[0].regions == ()
