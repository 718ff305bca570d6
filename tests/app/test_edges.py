"""The fields for the edges of a region, and keys in fields that float."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.panels.time_fields import TimeField
from tests.app.conftest import CONTROL, RATE, Studio


@pytest.fixture
def marked(loaded: Studio) -> Studio:
    """A region from one second to two has the keys."""
    loaded.drag(1.0, 2.0)
    loaded.key(Qt.Key.Key_Return)
    return loaded


def typed(studio: Studio, text: str) -> TimeField:
    """Text in the field for the start, not taken yet."""
    field = studio.window.generate.edges.start
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    return field


def test_escape_leaves_an_edge_where_it_was(marked: Studio):
    before = marked.session.document
    field = typed(marked, "0:00.500")
    marked.key(Qt.Key.Key_Escape)
    assert marked.session.document is before
    assert field.text().startswith("0:01.")


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Tab])
def test_an_edge_that_is_written_leaves_the_other_on_its_very_sample(marked: Studio, key: Qt.Key):
    stop = marked.session.region.span.stop
    typed(marked, "0:00.500")
    marked.key(key)
    assert (marked.session.region.span.start, marked.session.region.span.stop) == (RATE // 2, stop)


def test_what_is_no_time_is_told_and_changes_nothing(marked: Studio):
    before = marked.session.document
    typed(marked, "soon")
    marked.key(Qt.Key.Key_Return)
    assert marked.session.document is before
    assert any("“soon” is not understood" in strip for strip in marked.strips)


def test_what_is_being_typed_stays_while_other_things_change(marked: Studio):
    field = typed(marked, "0:00.5")
    marked.window.refresh()
    assert field.text() == "0:00.5"


def test_keys_of_the_canvas_do_nothing_in_a_field_of_a_panel_that_floats(loaded: Studio):
    loaded.drag(1.0, 2.0)
    dock = loaded.window.docks["generate"]
    dock.setFloating(True)
    dock.activateWindow()
    loaded.bot.waitUntil(dock.isActiveWindow)
    loaded.window.generate.prompt.setFocus()
    assert QApplication.focusWidget() is loaded.window.generate.prompt
    before = loaded.session.document
    for key in (Qt.Key.Key_T, Qt.Key.Key_L, Qt.Key.Key_D):
        loaded.key(key, CONTROL)
    assert loaded.session.document is before
