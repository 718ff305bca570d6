from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.session import Selection
from engine.document import edits
from engine.timeline import Span
from tests.app.timeline.conftest import source


def press(desk, x):
    QTest.mousePress(desk.view.loop_strip, Qt.MouseButton.LeftButton, pos=QPoint(x, 5))


def test_a_drag_in_the_strip_makes_a_loop_and_turns_it_on(desk):
    desk.drag(100, 150, 300, on=desk.view.loop_strip)
    assert desk.session.loop == Span(10_000, 30_000)
    assert desk.session.is_looping
    assert desk.session.selection is None
    assert desk.spans == []


def test_a_loop_may_be_drawn_from_right_to_left(desk):
    desk.drag(300, 200, 100, on=desk.view.loop_strip)
    assert desk.session.loop == Span(10_000, 30_000)


@pytest.mark.parametrize(
    ("way", "loop"),
    [((100, 120), (12_000, 30_000)), ((300, 350), (10_000, 35_000)), ((200, 260), (16_000, 36_000))],
    ids=["start", "stop", "middle"],
)
def test_edges_and_middle_of_a_loop_move(desk, way, loop):
    desk.session.set_loop(Span(10_000, 30_000))
    desk.drag(*way, on=desk.view.loop_strip)
    assert desk.session.loop == Span(*loop)
    assert not desk.session.is_looping


def test_a_click_on_the_loop_turns_it_on_and_off(desk):
    desk.session.set_loop(Span(10_000, 30_000))
    for is_on in (True, False):
        desk.click(200, on=desk.view.loop_strip)
        assert desk.session.is_looping is is_on
    assert desk.session.loop == Span(10_000, 30_000)


def test_a_click_beside_the_loop_changes_nothing(desk):
    desk.session.set_loop(Span(10_000, 30_000))
    desk.click(600, on=desk.view.loop_strip)
    assert desk.session.loop == Span(10_000, 30_000)
    assert not desk.session.is_looping


def test_escape_puts_the_loop_back(desk):
    desk.session.set_loop(Span(10_000, 30_000))
    press(desk, 300)
    QTest.mouseMove(desk.view.loop_strip, QPoint(500, 5))
    assert desk.session.loop == Span(10_000, 50_000)
    QTest.keyClick(desk.view.loop_strip, Qt.Key.Key_Escape)
    QTest.mouseRelease(desk.view.loop_strip, Qt.MouseButton.LeftButton, pos=QPoint(500, 5))
    assert desk.session.loop == Span(10_000, 30_000)
    assert not desk.session.is_looping


def test_edges_of_the_loop_snap(desk):
    desk.view.loop_strip.snap = lambda sample: round(sample / 4000) * 4000
    desk.drag(101, 150, 303, on=desk.view.loop_strip)
    assert desk.session.loop == Span(12_000, 32_000) or desk.session.loop == Span(8_000, 32_000)


def test_an_edge_of_the_loop_that_is_held_goes_where_it_snaps_to_once_that_is_known(desk):
    strip = desk.view.loop_strip
    press(desk, 300)
    strip.follow_again()
    assert desk.session.loop is None
    QTest.mouseMove(strip, QPoint(500, 5))
    strip.snap = lambda sample: sample + 77
    strip.follow_again()
    assert desk.session.loop == Span(30_077, 50_077)
    QTest.mouseRelease(strip, Qt.MouseButton.LeftButton, pos=QPoint(500, 5))


def test_edges_of_a_loop_that_was_let_go_snap_once_that_is_known_if_nothing_else_happened(desk):
    strip = desk.view.loop_strip
    desk.drag(300, 500, on=strip)
    strip.snap = lambda sample: sample + 77
    strip.follow_again()
    assert desk.session.loop == Span(30_077, 50_077)
    desk.session.set_loop(Span(100, 200))
    strip.follow_again()
    assert desk.session.loop == Span(100, 200)


def test_the_loop_follows_the_selection_only_where_that_is_wanted(desk):
    track = desk.document.tracks[0].id
    desk.session.select(Selection(track, Span(100, 200)))
    assert desk.session.loop is None
    desk.session.does_loop_follow = True
    desk.session.select(Selection(track, Span(300, 400)))
    assert desk.session.loop == Span(300, 400)
    desk.session.select(Selection(track, Span(500, 500)))
    assert desk.session.loop == Span(300, 400)


def test_another_document_has_no_loop(desk):
    desk.session.set_loop(Span(10_000, 30_000))
    desk.session.open(edits.new_document(source(desk.folder, "other")))
    assert desk.session.loop is None


def test_a_loop_that_is_on_is_filled_and_one_that_is_off_is_an_outline(desk):
    desk.session.set_loop(Span(10_000, 30_000))
    strip, color = desk.view.loop_strip, desk.view.loop_strip.theme.loop
    seen = []
    for is_on in (False, True):
        desk.session.set_looping(is_on)
        QApplication.processEvents()
        pixel = strip.grab().toImage().pixelColor(200, strip.height() // 2)
        seen.append(abs(pixel.red() - color.red()) + abs(pixel.green() - color.green()))
    assert seen[0] > 100 > 60 > seen[1]
