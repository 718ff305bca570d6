from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest


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
