"""Adding before the start: everything else shifts by exactly that much, and stays what it was."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.requests import Mode
from engine.document.markers import add_marker
from engine.timeline import Span
from tests.app.conftest import CONTROL, N_SAMPLES, RATE, Studio
from tests.app.scenarios.conftest import heard
from tests.app.scenarios.test_08_extend_from_the_end import pull, show


@pytest.fixture
def pulled(playing: Studio) -> Studio:
    """A cursor at one second, a marker, a region; then the left edge pulled out by two seconds."""
    session = playing.session
    session.commit("Add marker", add_marker(session.document, RATE, "Verse")[0])
    playing.drag(2, 3, CONTROL)
    playing.click(1.0)
    show(playing, -4, 6)
    pull(playing, 0.0, -2.0)
    return playing


def test_the_panel_adds_before_the_start_what_was_pulled_out(pulled: Studio):
    form = pulled.window.generate.form
    assert (form.mode, form.is_before) == (Mode.EXTEND, True)
    assert form.length_s == pytest.approx(2.0, abs=0.02)
    added = -pulled.session.document.tracks[0].regions[0].span.start
    assert added == pytest.approx(2 * RATE, abs=0.02 * RATE)


def test_old_sound_is_the_same_and_lies_later_by_exactly_what_was_added(pulled: Studio):
    session, bar = pulled.session, pulled.window.transport_bar
    before = heard(session.document, Span(0, N_SAMPLES))
    clips, markers = session.document.tracks[0].clips, session.document.markers
    pulled.generate()
    added = round(pulled.window.generate.form.length_s * RATE)
    assert session.zero == -added
    document = session.document
    assert (document.tracks[0].clips, document.markers) == (clips, markers)
    crossfade = document.tracks[0].regions[0].span.stop
    assert np.array_equal(heard(document, Span(crossfade, N_SAMPLES)), before[crossfade:])
    session.move_playhead(RATE)
    seconds = (RATE + added) / RATE
    assert bar.time.text().lstrip("0:") == f"{seconds:.3f}".lstrip("0:")


def test_a_place_that_is_typed_is_counted_from_the_new_beginning(pulled: Studio):
    bar, session = pulled.window.transport_bar, pulled.session
    bar.time.setFocus()
    bar.time.selectAll()
    QTest.keyClicks(bar.time, "0")
    QTest.keyClick(bar.time, Qt.Key.Key_Return)
    assert session.playhead == session.zero < 0
