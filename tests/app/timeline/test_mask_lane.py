from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.document import edits
from engine.timeline import Span


def test_arrows_go_from_region_to_region_and_stop_at_the_last(desk):
    first, second = desk.add_region(10_000, 20_000), desk.add_region(40_000, 50_000)
    seen = []
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        QTest.keyClick(desk.lane.mask_lane, key)
        seen.append(desk.session.focused_region)
    assert seen == [first, second, second, first]


def test_the_focused_region_is_spoken_with_its_times_and_takes(desk):
    desk.add_region(10_000, 20_000)
    desk.add_region(40_000, 48_000, n_takes=3)
    lane = desk.lane.mask_lane
    assert lane.accessibleName() == "Regions of loop: 2"
    desk.session.focus_region(desk.document.tracks[0].regions[1].id)
    assert lane.accessibleName() == "Region 2, 5.00 to 6.00 seconds, 3 takes, take 1 selected"


def test_every_region_is_an_item_for_screen_readers_where_it_is_drawn(desk):
    desk.add_region(10_000, 20_000)
    desk.session.commit(
        "Name", edits.name_region(desk.document, desk.document.tracks[0].regions[0].id, "Crash")
    )
    QApplication.processEvents()  # the items follow when the event loop comes round
    face = QAccessible.queryAccessibleInterface(desk.lane.mask_lane)
    item = face.child(0)
    assert (face.childCount(), item.text(QAccessible.Text.Name)) == (
        1,
        "Crash, 1.25 to 2.50 seconds, no takes",
    )
    assert item.rect().width() == 100


def test_the_plan_is_drawn_in_the_lane_of_the_focused_region_alone(two_tracks):
    desk = two_tracks
    region = desk.add_region(30_000, 40_000)
    other = desk.view.lanes[desk.document.tracks[1].id].mask_lane
    desk.session.focus_region(region)
    before = desk.lane.mask_lane.grab().toImage(), other.grab().toImage()
    desk.view.show_plan(Span(10_000, 60_000), (Span(28_000, 42_000),), desk.session.track.id)
    after = desk.lane.mask_lane.grab().toImage(), other.grab().toImage()
    assert after[0] != before[0]
    assert after[1] == before[1]
    assert after[0].pixelColor(200, 5) != before[0].pixelColor(200, 5)  # context
    assert after[0].pixelColor(700, 5) == before[0].pixelColor(700, 5)
    desk.view.show_plan(None)
    assert desk.lane.mask_lane.grab().toImage() == before[0]


def test_the_brackets_reach_beyond_the_region_as_far_as_the_model_rewrites(desk):
    desk.session.focus_region(desk.add_region(30_000, 40_000))
    lane = desk.lane.mask_lane
    before = lane.grab().toImage()
    desk.view.show_plan(None, (Span(25_000, 45_000),), desk.session.track.id)
    after = lane.grab().toImage()
    changed = [
        x
        for x in range(after.width())
        if any(after.pixel(x, y) != before.pixel(x, y) for y in range(after.height()))
    ]
    assert (min(changed), max(changed)) == (250, 449)


def test_the_keys_given_to_the_timeline_go_to_the_regions(desk):
    desk.view.setFocus()
    assert desk.view.window().focusWidget() is desk.lane.mask_lane


def test_tab_reaches_the_lanes_in_the_order_in_which_they_stand(desk):
    desk.add_region(10_000, 20_000, n_takes=1)
    desk.lane.waveform.setFocus()
    seen = []
    for _ in range(2):
        QTest.keyClick(desk.view.window().focusWidget(), Qt.Key.Key_Tab)
        seen.append(desk.view.window().focusWidget())
    assert seen == [desk.lane.mask_lane, desk.lane.take_lane]
