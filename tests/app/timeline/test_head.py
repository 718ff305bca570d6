from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.session import Selection
from engine.document import edits
from engine.timeline import Span

LEFT = Qt.MouseButton.LeftButton
SHIFT = Qt.KeyboardModifier.ShiftModifier
PLAIN = Qt.KeyboardModifier.NoModifier


def labels(desk):
    return desk.session.history.labels[1:]


def track(desk, index=0):
    return desk.document.tracks[index]


def head(desk, index=0):
    return desk.view.lanes[track(desk, index).id].head


def drag(slider, *way, keys=PLAIN):
    y = slider.height() // 2
    QTest.mousePress(slider, LEFT, keys, QPoint(way[0], y))
    for x in way[1:]:
        QTest.mouseMove(slider, QPoint(x, y))
    QTest.mouseRelease(slider, LEFT, keys, QPoint(way[-1], y))


def turn(widget, angle, keys=PLAIN):
    window = widget.window()
    place = widget.mapTo(window, widget.rect().center())
    QTest.wheelEvent(window.windowHandle(), QPointF(place), QPoint(0, angle), QPoint(), keys)
    QApplication.processEvents()


def test_the_names_of_the_rows_stand_beside_them_also_where_the_whole_stays_as_tall(two_tracks):
    lane = two_tracks.lane
    two_tracks.add_region(20_000, 30_000, n_takes=4)
    for is_unfolded in (False, True, False):
        two_tracks.session.unfold(lane.track_id, is_unfolded=is_unfolded)
        QApplication.processEvents()
        assert lane.head.row_tops == (lane.mask_lane.y(), lane.take_lane.y())
    two_tracks.session.undo()
    QApplication.processEvents()
    assert lane.head.row_tops == (lane.mask_lane.y(), -1)


def test_mute_and_solo_are_buttons_and_undo_steps(desk):
    QTest.mouseClick(head(desk).mute, LEFT)
    QTest.mouseClick(head(desk).solo, LEFT)
    assert (track(desk).is_muted, track(desk).is_solo) == (True, True)
    assert labels(desk) == ("Mute “loop”", "Solo “loop”")
    desk.session.undo()
    desk.session.undo()
    assert (head(desk).mute.isChecked(), head(desk).solo.isChecked()) == (False, False)


def test_a_drag_of_the_gain_is_one_step_and_the_next_drag_another(desk):
    drag(head(desk).gain, 50, 60, 70, 80)
    assert track(desk).gain_db == pytest.approx(9.0)
    assert labels(desk) == ("Gain of “loop”",)
    drag(head(desk).gain, 80, 70)
    assert len(labels(desk)) == 2
    desk.session.undo()
    assert head(desk).gain.value() == 90


def test_a_press_on_the_gain_changes_nothing(desk):
    before = desk.document
    QTest.mouseClick(head(desk).gain, LEFT, pos=QPoint(5, 5))
    assert desk.document is before


def test_two_clicks_reset_a_slider(desk):
    desk.session.commit("Louder", edits.set_track(desk.document, track(desk).id, gain_db=6.0, pan=0.5))
    for slider in (head(desk).gain, head(desk).pan):
        QTest.mouseDClick(slider, LEFT)
    assert (track(desk).gain_db, track(desk).pan) == (0.0, 0.0)


def test_quick_turns_of_the_wheel_are_one_step_and_shift_is_finer(desk):
    turn(head(desk).gain, 120)
    turn(head(desk).gain, 120)
    assert track(desk).gain_db == pytest.approx(1.0)
    turn(head(desk).gain, -120, SHIFT)
    assert track(desk).gain_db == pytest.approx(0.9)
    assert labels(desk) == ("Gain of “loop”",)


def test_extreme_turns_of_the_wheel_are_cut(desk):
    turn(head(desk).gain, -120_000)
    assert track(desk).gain_db == pytest.approx(-2.0)


def test_the_balance_is_set_by_keys(desk):
    slider = head(desk).pan
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_Left)
    QTest.keyClick(slider, Qt.Key.Key_Left)
    assert track(desk).pan == pytest.approx(-0.1)
    assert labels(desk) == ("Balance of “loop”",)


def test_a_gain_stays_within_what_the_slider_shows(desk):
    drag(head(desk).gain, 10, 1_000)
    assert track(desk).gain_db == pytest.approx(12.0)


def test_sliders_and_buttons_are_spoken_with_track_and_value(desk):
    desk.session.commit("Softer", edits.set_track(desk.document, track(desk).id, gain_db=-3.0, pan=-0.25))
    names = [widget.accessibleName() for widget in (head(desk).mute, head(desk).gain, head(desk).pan)]
    assert names == ["Mute loop", "Gain of loop, −3.0 dB", "Balance of loop, left 25 %"]
    face = QAccessible.queryAccessibleInterface(head(desk).gain)
    assert face.role() is QAccessible.Role.Slider


def test_two_clicks_on_the_name_let_another_one_be_written(desk):
    QTest.mouseDClick(head(desk), LEFT, pos=QPoint(20, 15))
    field = head(desk).name
    assert field.hasFocus()
    QTest.keyClicks(field, "Drums")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert track(desk).name == "Drums"
    assert field.isHidden()
    assert labels(desk) == ("Rename track",)


def test_after_a_name_is_written_the_keys_are_on_the_track(desk):
    head(desk).rename()
    QTest.keyClick(head(desk).name, Qt.Key.Key_Return)
    assert desk.view.window().focusWidget() is desk.lane.mask_lane


def test_escape_leaves_the_name_as_it_was(desk):
    head(desk).rename()
    QTest.keyClicks(head(desk).name, "Drums")
    QTest.keyClick(head(desk).name, Qt.Key.Key_Escape)
    assert (track(desk).name, head(desk).name.isHidden()) == ("loop", True)
    assert labels(desk) == ()


def test_an_empty_name_changes_nothing(desk):
    head(desk).rename()
    QTest.keyClick(head(desk).name, Qt.Key.Key_Backspace)
    QTest.keyClick(head(desk).name, Qt.Key.Key_Return)
    assert track(desk).name == "loop"


def test_a_press_on_a_head_gives_its_track_the_keys_and_takes_the_cursor_along(two_tracks):
    desk = two_tracks
    desk.session.select(Selection(track(desk).id, Span(100, 100)))
    QTest.mouseClick(head(desk, 1), LEFT, pos=QPoint(20, 60))
    assert desk.session.track.id == track(desk, 1).id
    assert desk.session.selection == Selection(track(desk, 1).id, Span(100, 100))


def test_the_track_with_the_keys_looks_different_where_there_are_several(two_tracks):
    desk = two_tracks
    desk.session.focus_track(track(desk, 0).id)
    first, second = head(desk, 0).grab().toImage(), head(desk, 1).grab().toImage()
    assert first.pixelColor(1, 60) != second.pixelColor(1, 60)
    desk.session.focus_track(track(desk, 1).id)
    assert head(desk, 0).grab().toImage().pixelColor(1, 60) == second.pixelColor(1, 60)


def test_the_lower_edge_makes_a_track_taller_and_two_clicks_undo_that(desk):
    lane = desk.lane
    before = lane.waveform.height()
    grip = lane.grip
    QTest.mousePress(grip, LEFT, pos=QPoint(300, 2))
    QTest.mouseMove(grip, QPoint(300, 2 - 60))
    QTest.mouseRelease(grip, LEFT, pos=QPoint(300, 2 - 60))
    QApplication.processEvents()
    assert lane.waveform.height() == before - 60
    assert desk.session.look(lane.track_id).height_px == before - 60
    QTest.mouseDClick(grip, LEFT, pos=QPoint(300, 2))
    QApplication.processEvents()
    assert lane.waveform.height() == before


def test_a_low_track_hides_what_has_no_room_but_keeps_the_name(desk):
    desk.session.set_look(desk.lane.track_id, type(desk.session.look(""))(height_px=40))
    QApplication.processEvents()
    assert head(desk).mute.isVisible()
    assert not head(desk).pan.isVisible()


def test_tracks_that_change_places_change_places_on_the_screen(two_tracks):
    desk = two_tracks
    first, second = (desk.view.lanes[t.id] for t in desk.document.tracks)
    desk.view.tracks.focus(first.track_id)
    desk.view.tracks.move(1)
    QApplication.processEvents()
    assert second.y() < first.y()
    desk.session.undo()
    QApplication.processEvents()
    assert first.y() < second.y()


def test_the_button_beside_the_takes_folds_and_unfolds_them(desk):
    head, track = desk.lane.head, desk.lane.track_id
    assert not head.fold.isVisible()
    desk.add_region(10_000, 20_000, n_takes=2)
    QApplication.processEvents()
    seen = [(desk.session.is_unfolded(track), head.fold.arrowType())]
    for _ in range(2):
        QTest.mouseClick(head.fold, Qt.MouseButton.LeftButton)
        seen.append((desk.session.is_unfolded(track), head.fold.arrowType()))
    folded, unfolded = (False, Qt.ArrowType.RightArrow), (True, Qt.ArrowType.DownArrow)
    assert seen == [unfolded, folded, unfolded]
    assert head.fold.accessibleName() in ("Fold the takes", "Unfold the takes")


def test_a_track_that_goes_while_its_gain_is_held_takes_its_slider_along(desk):
    slider = head(desk).gain
    QTest.mousePress(slider, LEFT, PLAIN, QPoint(50, slider.height() // 2))
    QTest.mouseMove(slider, QPoint(60, slider.height() // 2))
    gone = track(desk).id
    n_steps = len(labels(desk))
    desk.session.commit("Remove track", edits.remove_track(desk.document, gone))
    slider.changed.emit(3.0)  # what was on its way
    assert len(labels(desk)) == n_steps + 1
    desk.session.undo()
    drag(head(desk).gain, 50, 60)
    drag(head(desk).gain, 60, 70)
    assert labels(desk)[-2:] == ("Gain of “loop”", "Gain of “loop”")
