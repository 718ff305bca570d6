"""Times that are typed: the playhead, and start, end and length of what is selected."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.panels.time_fields import TimeField
from app.timeline.time_format import TimeFormat
from engine.timeline import Span
from tests.app.conftest import PLAIN, RATE, Studio

Key = Qt.Key


@pytest.fixture
def desk(loaded: Studio) -> Studio:
    """Four seconds at 48 kHz, of which 1.0 to 1.5 s are selected."""
    loaded.window.desk.listening.select(Span(RATE, RATE + RATE // 2))
    return loaded


def enter(studio: Studio, field: TimeField, text: str, key: Qt.Key = Key.Key_Return) -> None:
    field.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClicks(field, text)
    QTest.keyClick(field, key)
    QApplication.processEvents()


def selected(studio: Studio) -> Span:
    assert studio.session.selection is not None
    return studio.session.selection.span


def test_the_fields_show_what_is_selected(desk: Studio):
    fields = desk.window.transport_bar.selection.fields
    assert [field.text() for field in fields] == ["0:01.000", "0:01.500", "0:00.500"]


@pytest.mark.parametrize("text", ["2.031", "0:02.031", "0:00:02.031"])
def test_a_time_that_is_typed_moves_the_playhead(desk: Studio, text):
    enter(desk, desk.window.transport_bar.time, text)
    assert desk.session.playhead == round(2.031 * RATE)
    assert desk.window.transport_bar.time.text() == "0:02.031"


def test_start_end_and_length_change_the_selection(desk: Studio):
    bar = desk.window.transport_bar.selection
    enter(desk, bar.start, "0.5")
    assert selected(desk) == Span(RATE // 2, RATE + RATE // 2)
    enter(desk, bar.stop, "3")
    assert selected(desk) == Span(RATE // 2, 3 * RATE)
    enter(desk, bar.length, "0.25")
    assert selected(desk) == Span(RATE // 2, RATE // 2 + RATE // 4)


def test_a_start_that_is_the_end_leaves_nothing_selected(desk: Studio):
    enter(desk, desk.window.transport_bar.selection.start, "1.5")
    assert not selected(desk)
    assert not desk.window.generate.button.isEnabled()


def test_tab_takes_what_was_typed_and_goes_on(desk: Studio):
    bar = desk.window.transport_bar.selection
    enter(desk, bar.start, "0.5", Key.Key_Tab)
    assert selected(desk).start == RATE // 2
    assert QApplication.focusWidget() is bar.stop
    QTest.keyClick(bar.stop, Key.Key_Tab)
    assert QApplication.focusWidget() is bar.length


def test_esc_leaves_the_field_as_it_was(desk: Studio):
    bar = desk.window.transport_bar.selection
    enter(desk, bar.start, "0.5", Key.Key_Escape)
    assert selected(desk).start == RATE
    assert bar.start.text() == "0:01.000"
    assert QApplication.focusWidget() is not bar.start


def test_what_is_no_time_is_told_and_changes_nothing(desk: Studio):
    bar = desk.window.transport_bar.selection
    enter(desk, bar.start, "soon")
    assert selected(desk).start == RATE
    assert bar.start.text() == "0:01.000"
    assert "“soon” is not understood" in desk.window.status.currentMessage()


def test_up_and_down_nudge(desk: Studio):
    field = desk.window.transport_bar.selection.start
    field.setFocus()
    QTest.keyClick(field, Key.Key_Up)
    assert selected(desk).start == RATE + RATE // 100
    QTest.keyClick(field, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert selected(desk).start == RATE + RATE // 100 - RATE // 10
    assert field.text() == "0:00.910"


def test_the_fields_count_in_what_the_ruler_counts_in(desk: Studio):
    bar = desk.window.transport_bar.selection
    desk.session.set_time_format(TimeFormat.SAMPLES)
    assert bar.start.text() == f"{RATE}"
    enter(desk, bar.start, "47999")
    assert selected(desk).start == 47999
    desk.session.set_time_format(TimeFormat.BARS)
    enter(desk, bar.start, "1.1")
    assert selected(desk).start == 0


def test_what_is_being_typed_is_not_written_over_by_the_playhead(desk: Studio):
    field = desk.window.transport_bar.time
    field.setFocus()
    QTest.keyClicks(field, "1.")
    desk.session.move_playhead(3 * RATE)
    assert field.text() == "1."
    QTest.keyClick(field, Key.Key_Escape, PLAIN)
    assert field.text() == "0:03.000"


def test_without_a_document_nothing_can_be_typed(studio: Studio):
    assert not studio.window.transport_bar.time.isEnabled()
    assert not studio.window.transport_bar.selection.isEnabled()
