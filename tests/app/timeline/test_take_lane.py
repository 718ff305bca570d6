from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.session import Viewport
from app.timeline import words
from engine.document import edits


def click_row(desk, index, *, of=0):
    """Click into the block of a row of the first region, or of another one."""
    lane = desk.lane.take_lane
    regions = [region for region in lane.track.regions if region.takes]
    row = next(r for r in lane.rows() if r.index == index and r.region.id == regions[of].id)
    QTest.mouseClick(lane, Qt.MouseButton.LeftButton, pos=lane.row_rect(row).center().toPoint())


def chosen(desk):
    return [region.chosen for region in desk.document.tracks[0].regions]


def test_the_take_lane_is_hidden_until_a_region_has_takes(desk):
    assert not desk.lane.take_lane.isVisible()
    desk.add_region(10_000, 20_000)
    assert not desk.lane.take_lane.isVisible()
    desk.add_region(30_000, 40_000, n_takes=1)
    assert desk.lane.take_lane.isVisible()


def test_the_original_stands_above_the_takes(desk):
    desk.add_region(10_000, 20_000, n_takes=3)
    rows = desk.lane.take_lane.rows()
    assert [row.number for row in rows] == [0, 1, 2, 3]
    tops = [desk.lane.take_lane.row_rect(row).top() for row in rows]
    assert tops == sorted(set(tops))


def test_a_click_on_a_take_lets_it_be_heard_as_one_step_with_its_name(desk):
    region = desk.add_region(10_000, 20_000, n_takes=2)
    click_row(desk, 2)
    assert chosen(desk) == [2]
    assert desk.session.history.undo_label == "Choose take 2 of region 1"
    assert desk.session.focused_region == region
    click_row(desk, 0)
    assert chosen(desk) == [0]
    assert desk.session.history.undo_label == "Choose the original of region 1"
    desk.session.undo()
    assert chosen(desk) == [2]


def test_choosing_for_one_region_leaves_the_others(desk):
    desk.add_region(10_000, 20_000, n_takes=2)
    desk.add_region(40_000, 50_000, n_takes=2)
    click_row(desk, 2, of=1)
    assert chosen(desk) == [1, 2]


def test_a_click_on_what_is_heard_already_is_no_step(desk):
    desk.add_region(10_000, 20_000, n_takes=2)
    click_row(desk, 1)
    assert desk.session.history.labels[1:] == ("Prepare",)


def test_the_label_beside_a_narrow_region_can_be_clicked(desk):
    desk.add_region(10_000, 10_400, n_takes=2)
    lane = desk.lane.take_lane
    row = lane.rows()[2]
    assert lane.row_rect(row).width() < 8
    QTest.mouseClick(
        lane, Qt.MouseButton.LeftButton, pos=QPoint(130, lane.row_rect(row).center().toPoint().y())
    )
    assert chosen(desk) == [2]


def test_a_region_out_of_view_leaves_no_label_behind(desk):
    desk.add_region(10_000, 10_400, n_takes=1)
    desk.session.show(type(desk.session.viewport)(20_000.0, 100.0))
    assert desk.lane.take_lane.row_at(5, 10) is None


def test_keys_go_through_takes_and_regions_and_enter_chooses(desk):
    desk.add_region(10_000, 20_000, n_takes=2)
    second = desk.add_region(40_000, 50_000, n_takes=3)
    desk.session.focus_region(desk.document.tracks[0].regions[0].id)
    lane = desk.lane.take_lane
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Down):
        QTest.keyClick(lane, key)
    assert chosen(desk) == [1, 1]
    QTest.keyClick(lane, Qt.Key.Key_Return)
    assert chosen(desk) == [1, 3]
    assert desk.session.focused_region == second


def test_the_keys_follow_a_region_that_was_focused_elsewhere(desk):
    first, second = desk.add_region(10_000, 20_000, n_takes=2), desk.add_region(40_000, 50_000, n_takes=2)
    desk.session.focus_region(first)
    QTest.keyClick(desk.lane.take_lane, Qt.Key.Key_Down)
    desk.session.focus_region(second)
    assert desk.lane.take_lane.current_row().region.id == second


def test_the_take_under_the_keys_is_spoken(desk):
    desk.add_region(10_000, 20_000, n_takes=2, suspect="it is nearly silent", is_starred=True)
    lane = desk.lane.take_lane
    desk.session.focus_region(desk.document.tracks[0].regions[0].id)
    spoken = "Take 1 of region 1, seed 4711, starred, suspect: it is nearly silent, selected"
    assert lane.accessibleName() == spoken
    QTest.keyClick(lane, Qt.Key.Key_Up)
    assert lane.accessibleName() == "The original of region 1"


def test_every_take_is_an_item_for_screen_readers(desk):
    desk.add_region(10_000, 20_000, n_takes=2)
    face = QAccessible.queryAccessibleInterface(desk.lane.take_lane)
    names = [face.child(i).text(QAccessible.Text.Name) for i in range(face.childCount())]
    assert names == [
        "The original of region 1",
        "Take 1 of region 1, seed 4711, selected",
        "Take 2 of region 1, seed 4712",
    ]


def test_a_suspect_take_says_why_in_its_tooltip(desk):
    desk.add_region(10_000, 20_000, n_takes=1, suspect="it is nearly silent", prompt="splash")
    tip = desk.lane.take_lane.tooltip(desk.lane.take_lane.rows()[1])
    assert tip.splitlines()[:2] == ["Suspect: it is nearly silent", "“splash”"]


@pytest.mark.parametrize("facts", [{"suspect": "it is nearly silent"}, {"is_starred": True}])
def test_marks_change_the_picture(desk, facts):
    desk.add_region(0, 40_000, n_takes=1)
    desk.add_region(50_000, 90_000, n_takes=1, **facts)
    picture = desk.lane.take_lane.grab().toImage()
    top = desk.lane.take_lane.row_rect(desk.lane.take_lane.rows()[1]).toAlignedRect()
    plain, marked = (picture.copy(x, top.top(), 60, top.height()) for x in (2, 502))
    assert plain != marked


def test_a_right_click_asks_for_a_menu_of_the_take(desk, qtbot):
    desk.add_region(10_000, 20_000, n_takes=1)
    lane = desk.lane.take_lane
    with qtbot.waitSignal(desk.view.take_menu_requested) as asked:
        place = lane.row_rect(lane.rows()[1]).center().toPoint()
        QTest.mouseClick(lane, Qt.MouseButton.RightButton, pos=place)
    assert asked.args[0].number == 1
    assert chosen(desk) == [1]


def fold(desk, *, is_folded=True):
    desk.session.unfold(desk.document.tracks[0].id, is_unfolded=not is_folded)
    QApplication.processEvents()


def test_folded_takes_stand_in_one_line_and_a_click_chooses(desk):
    desk.add_region(10_000, 20_000, n_takes=3)
    lane = desk.lane.take_lane
    rows_height = lane.height()
    fold(desk)
    assert lane.height() < rows_height / 2
    rects = [lane.row_rect(row) for row in lane.rows()]
    assert all(a.right() < b.left() for a, b in itertools.pairwise(rects))
    QTest.mouseClick(lane, Qt.MouseButton.LeftButton, pos=rects[3].center().toPoint())
    assert chosen(desk) == [3]


def test_a_double_click_unfolds_and_folds_again(desk):
    desk.add_region(10_000, 20_000, n_takes=2)
    fold(desk)
    lane, track = desk.lane.take_lane, desk.document.tracks[0].id
    place = lane.row_rect(lane.rows()[1]).center().toPoint()
    QTest.mouseDClick(lane, Qt.MouseButton.LeftButton, pos=place)
    assert desk.session.is_unfolded(track)
    place = lane.row_rect(lane.rows()[1]).center().toPoint()
    QTest.mouseDClick(lane, Qt.MouseButton.LeftButton, pos=place)
    assert not desk.session.is_unfolded(track)


def test_chips_leave_the_room_of_the_next_region_alone(desk):
    desk.add_region(10_000, 12_000, n_takes=9)
    desk.add_region(20_000, 22_000, n_takes=2)
    fold(desk)
    lane = desk.lane.take_lane
    first, second = (
        [lane.row_rect(r) for r in lane.rows() if r.region == region and lane.row_rect(r).width() > 0]
        for region in desk.document.tracks[0].regions
    )
    assert 0 < len(first) < 10
    assert max(rect.right() for rect in first) < second[0].left()
    heard = next(row for row in lane.rows() if row.is_chosen)
    assert lane.row_rect(heard).width() > 0


def test_many_takes_are_scrolled_and_the_one_that_is_heard_comes_into_sight(desk):
    region = desk.add_region(10_000, 20_000, n_takes=14)
    desk.session.focus_region(region)
    lane = desk.lane.take_lane
    assert lane.height() < 10 * lane.row_height
    last = lane.rows()[-1]
    assert lane.row_rect(last).isEmpty()
    desk.session.commit("Choose", edits.choose_take(desk.document, region, 14))
    QApplication.processEvents()
    assert not lane.row_rect(lane.rows()[-1]).isEmpty()
    assert lane.row_rect(lane.rows()[0]).isEmpty()


def test_the_wheel_goes_through_many_takes(desk):
    desk.add_region(10_000, 20_000, n_takes=14)
    lane = desk.lane.take_lane
    place = QPointF(lane.mapTo(desk.view, QPoint(200, 30)))
    for _ in range(20):
        QTest.wheelEvent(desk.view.windowHandle(), place, QPoint(0, -120))
    assert not lane.row_rect(lane.rows()[-1]).isEmpty()


@pytest.fixture
def joined(desk):
    """A region whose take fades over a hundred pixels at each end."""
    region = desk.add_region(10_000, 60_000, n_takes=1)
    desk.session.commit("Fade", edits.set_take_crossfade(desk.document, region, 1, 5_000))
    desk.session.focus_region(region)
    QApplication.processEvents()
    return desk


def drag_join(desk, *way):
    lane = desk.lane.take_lane
    y = round(lane.row_rect(lane.rows()[1]).top()) + 3
    QTest.mousePress(lane, Qt.MouseButton.LeftButton, pos=QPoint(way[0], y))
    for x in way[1:]:
        QTest.mouseMove(lane, QPoint(x, y))
    return lambda: QTest.mouseRelease(lane, Qt.MouseButton.LeftButton, pos=QPoint(way[-1], y))


def test_a_crossfade_is_dragged_and_committed_once(joined):
    n_states = len(joined.session.history.labels)
    let_go = drag_join(joined, 150, 170, 180)
    assert len(joined.session.history.labels) == n_states
    let_go()
    (region,) = joined.document.tracks[0].regions
    assert region.takes[0].crossfade == 8_000
    assert joined.session.history.labels[n_states:] == ("Crossfade of take 1 of region 1",)
    drag_join(joined, 520, 550)()
    assert joined.document.tracks[0].regions[0].takes[0].crossfade == 5_000


def test_a_crossfade_stays_within_a_quarter_of_what_is_heard(joined):
    drag_join(joined, 150, 500)()
    assert joined.document.tracks[0].regions[0].takes[0].crossfade == 12_500


def test_escape_drops_a_crossfade_that_is_dragged(joined):
    before = joined.document
    let_go = drag_join(joined, 150, 180)
    QTest.keyClick(joined.lane.take_lane, Qt.Key.Key_Escape)
    let_go()
    assert joined.document is before


def test_a_take_is_named_in_its_place(desk):
    region = desk.add_region(10_000, 20_000, n_takes=2)
    desk.session.focus_region(region)
    desk.view.rename_take(region)
    field = desk.lane.take_lane.name_field
    QTest.keyClicks(field, "bright one")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert desk.document.tracks[0].regions[0].takes[0].name == "bright one"
    assert desk.session.history.undo_label == "Rename take 1 of region 1"
    assert words.take_label(desk.document.tracks[0].regions[0].takes[0]) == "1  “bright one”"


def test_a_drag_from_a_take_asks_to_take_it_out_of_the_window(desk, qtbot):
    desk.add_region(10_000, 60_000, n_takes=2)
    lane = desk.lane.take_lane
    place = lane.row_rect(lane.rows()[2]).center().toPoint()
    asked = []
    lane.drag_asked.disconnect()
    lane.drag_asked.connect(asked.append)
    QTest.mousePress(lane, Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseMove(lane, place + QPoint(40, 0))
    QTest.mouseRelease(lane, Qt.MouseButton.LeftButton, pos=place + QPoint(40, 0))
    assert [row.number for row in asked] == [2]


def test_rows_are_laid_out_anew_only_where_something_else_is_to_be_seen(desk):
    region = desk.add_region(10_000, 20_000, n_takes=2)
    lane = desk.lane.take_lane
    line = lane.line
    desk.session.focus_region(region)
    desk.session.select(None)
    assert lane.line is line
    desk.session.show(Viewport(2_000.0, 100.0))
    moved = lane.line
    assert moved is not line
    desk.session.commit("Choose", edits.choose_take(desk.document, region, 2))
    assert lane.line is not moved
