"""Adding before the start: everything else shifts by exactly that much, and stays what it was."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.requests import Mode
from engine.timeline import Span
from tests.app.conftest import CONTROL, LEFT, N_SAMPLES, RATE, Studio
from tests.app.scenarios.conftest import heard, press_region, pull, undo_all, wheel, write, zoom_to

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def marked(playing: Studio) -> Studio:
    """A marker at one second, and a region."""
    write(playing.window.transport_bar.time, "1")
    playing.leave_fields()
    playing.key(Qt.Key.Key_B, CONTROL)
    assert [marker.at for marker in playing.session.document.markers] == [RATE]
    playing.drag(2, 3, CONTROL)
    playing.click(1.0)
    return playing


@pytest.fixture
def pulled(marked: Studio) -> Studio:
    """The left edge, pulled out by two seconds."""
    zoom_to(marked, 0.1, 800)
    wheel(marked, 0.1, 4, SHIFT)
    pull(marked, 0.0, -2.0)
    return marked


def seen(studio: Studio, sample: int) -> str:
    """What the clock says of a place."""
    studio.window.desk.transport.seek(sample)
    return studio.window.transport_bar.time.text()


def test_eight_seconds_shift_sound_markers_and_regions_by_exactly_eight(marked: Studio):
    session, panel = marked.session, marked.window.generate
    document = session.document
    before = heard(document, Span(0, N_SAMPLES))
    marker, region = document.markers[0].at, document.tracks[0].regions[0]
    clock = [seen(marked, sample) for sample in (0, marker)]
    press_region(marked, 0)
    start = panel.edges.start.text()
    QTest.mouseClick(panel.mode.button("Extend"), LEFT)
    QTest.mouseClick(panel.where.button("Before the start"), LEFT)
    write(panel.length_s.lineEdit(), "8")
    assert panel.button.text() == "Add 8 s before the start"
    marked.generate()
    after = session.document
    assert session.zero == -8 * RATE
    assert abs(after.extent.length - (N_SAMPLES + 8 * RATE)) <= 1
    crossfade = after.tracks[0].regions[0].span.stop
    assert 0 < crossfade <= RATE // 50
    assert np.array_equal(heard(after, Span(crossfade, N_SAMPLES)), before[crossfade:])
    assert after.markers[0].at - session.zero == marker + 8 * RATE
    kept = after.region(region.id).span
    assert kept.start - session.zero == region.span.start + 8 * RATE
    marked.leave_fields()
    marked.key(Qt.Key.Key_Space)
    assert [seen(marked, sample) for sample in (0, marker)] == [later(text) for text in clock]
    press_region(marked, 1)
    assert panel.edges.start.text() == later(start)
    undo_all(marked)
    assert session.zero == 0


def later(clock: str) -> str:
    """The time eight seconds later, where both are within the first minute."""
    minutes, _, seconds = clock.rpartition(":")
    return f"{minutes}:{float(seconds) + 8:06.3f}"


def test_the_panel_adds_before_the_start_what_was_pulled_out(pulled: Studio):
    form = pulled.window.generate.form
    assert (form.mode, form.is_before) == (Mode.EXTEND, True)
    assert form.length_s == pytest.approx(2.0, abs=0.02)
    added = -pulled.session.document.tracks[0].regions[0].span.start
    assert added == pytest.approx(2 * RATE, abs=0.02 * RATE)


def test_what_was_pulled_out_is_what_comes(pulled: Studio):
    session = pulled.session
    before = heard(session.document, Span(0, N_SAMPLES))
    clips, markers = session.document.tracks[0].clips, session.document.markers
    pulled.generate()
    assert session.zero == -round(pulled.window.generate.form.length_s * RATE)
    document = session.document
    assert (document.tracks[0].clips, document.markers) == (clips, markers)
    crossfade = document.tracks[0].regions[0].span.stop
    assert np.array_equal(heard(document, Span(crossfade, N_SAMPLES)), before[crossfade:])


def test_a_place_that_is_typed_is_counted_from_the_new_beginning(pulled: Studio):
    write(pulled.window.transport_bar.time, "0")
    assert pulled.session.playhead == pulled.session.zero < 0
