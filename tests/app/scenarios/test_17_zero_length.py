"""Nothing is selected: nothing can be asked for, and nothing is marked."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from tests.app.conftest import CONTROL, RATE, Studio
from tests.app.scenarios.conftest import write

NOTHING = "Select a region to regenerate"


def test_a_click_leaves_the_button_disabled_with_its_reason(loaded: Studio):
    loaded.click(1.0)
    panel = loaded.window.generate
    assert not panel.button.isEnabled()
    assert panel.reason.text() == NOTHING
    loaded.leave_fields()
    loaded.key(Qt.Key.Key_Return)
    loaded.key(Qt.Key.Key_Return, CONTROL)
    assert loaded.session.document.tracks[0].regions == ()
    assert loaded.engine.requests == []


def test_two_edges_on_one_sample_select_nothing(loaded: Studio):
    write(loaded.window.transport_bar.time, "1")
    assert loaded.session.playhead == RATE
    loaded.leave_fields()
    loaded.key(Qt.Key.Key_BracketLeft)
    loaded.key(Qt.Key.Key_BracketRight)
    assert not loaded.window.generate.button.isEnabled()
    assert loaded.window.generate.reason.text() == NOTHING


def write_edge(studio: Studio, text: str, *, is_start: bool) -> None:
    """Type a time into a field of the panel."""
    edges = studio.window.generate.edges
    field = edges.start if is_start else edges.stop
    write(field, text)


def test_two_equal_times_that_are_typed_select_nothing(loaded: Studio):
    loaded.drag(1.0, 1.4)
    fields = loaded.window.transport_bar.selection
    for field in (fields.start, fields.stop):
        write(field, "1.2")
    assert not loaded.session.selection.span
    assert not loaded.window.generate.button.isEnabled()
    assert loaded.window.generate.reason.text() == NOTHING
    loaded.leave_fields()
    loaded.key(Qt.Key.Key_Return)
    assert loaded.session.document.tracks[0].regions == ()


def test_the_edges_of_a_region_can_be_written(loaded: Studio):
    loaded.drag(1.0, 1.4, CONTROL)
    write_edge(loaded, "0.75", is_start=True)
    write_edge(loaded, "2:00", is_start=False)
    (region,) = loaded.session.document.tracks[0].regions
    assert (region.span.start, region.span.stop) == (round(0.75 * RATE), 120 * RATE)


def test_a_region_trimmed_to_nothing_is_removed(loaded: Studio):
    loaded.drag(1.0, 1.4, CONTROL)
    write_edge(loaded, "1.2", is_start=True)
    write_edge(loaded, "1.2", is_start=False)
    assert loaded.session.document.tracks[0].regions == ()
    assert loaded.session.history.labels[-1] == "Remove region"


def test_what_is_no_time_is_told_and_changes_nothing(loaded: Studio):
    loaded.drag(1.0, 1.4, CONTROL)
    before = loaded.session.document
    write_edge(loaded, "soon", is_start=True)
    assert loaded.session.document is before
    assert "is not understood" in loaded.strips[0]


@pytest.mark.parametrize(
    ("key", "modifier", "moves"),
    [
        (Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier, (-1, 0)),
        (Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier, (1, 0)),
        (
            Qt.Key.Key_Left,
            Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier,
            (0, -1),
        ),
        (
            Qt.Key.Key_Right,
            Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier,
            (0, 1),
        ),
    ],
)
def test_keys_nudge_the_edges_of_a_region(loaded: Studio, key, modifier, moves):
    loaded.drag(1.0, 1.4, CONTROL)
    loaded.leave_fields()
    before = loaded.session.document.tracks[0].regions[0].span
    loaded.key(key, modifier)
    loaded.key(key, modifier)
    after = loaded.session.document.tracks[0].regions[0].span
    way = (after.start - before.start, after.stop - before.stop)
    assert [(step > 0) - (step < 0) for step in way] == list(moves)
    loaded.key(Qt.Key.Key_Z, CONTROL)
    assert loaded.session.document.tracks[0].regions[0].span == before
