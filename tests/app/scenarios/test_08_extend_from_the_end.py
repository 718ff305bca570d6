"""Extending a track from its end: by the panel, and by pulling its right edge out."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.requests import Mode
from app.session import Viewport
from engine.timeline import Span
from tests.app.conftest import LEFT, N_SAMPLES, RATE, Studio
from tests.app.scenarios.conftest import heard


def pull(studio: Studio, from_s: float, to_s: float) -> None:
    """Drag in the upper half of the waveform from one time to another."""
    lane, to_px = studio.waveform, studio.session.viewport.to_px
    xs = [round(to_px(seconds * RATE)) for seconds in np.linspace(from_s, to_s, 6)]
    QTest.mousePress(lane, LEFT, pos=QPoint(xs[0], 40))
    for x in xs[1:]:
        QTest.mouseMove(lane, QPoint(x, 40))
    QTest.mouseRelease(lane, LEFT, pos=QPoint(xs[-1], 40))
    QApplication.processEvents()


def show(studio: Studio, start_s: float, stop_s: float) -> None:
    """Show a stretch of time over the whole width."""
    width = studio.waveform.width()
    studio.session.show(Viewport(start_s * RATE, (stop_s - start_s) * RATE / width))


def test_the_cursor_at_the_end_turns_the_panel_to_extending(playing: Studio):
    playing.key(Qt.Key.Key_End)
    playing.click(4.0)
    assert playing.window.generate.form.mode is Mode.EXTEND


def test_the_right_edge_is_pulled_out_and_what_comes_joins_what_was_there(playing: Studio):
    show(playing, 0, 8)
    before = heard(playing.session.document, Span(0, N_SAMPLES))
    pull(playing, 4.0, 6.0)
    panel = playing.window.generate
    assert panel.form.mode is Mode.EXTEND
    assert panel.form.length_s == pytest.approx(2.0, abs=0.02)
    playing.generate()
    track = playing.session.document.tracks[0]
    added = round(panel.form.length_s * RATE)
    assert track.extent == Span(0, N_SAMPLES + added)
    crossfade = N_SAMPLES - track.regions[0].span.start
    assert 0 < crossfade <= RATE // 50
    assert np.array_equal(
        heard(playing.session.document, Span(0, N_SAMPLES - crossfade)), before[:-crossfade]
    )


def test_escape_while_the_edge_is_pulled_leaves_the_track_as_it_was(playing: Studio):
    show(playing, 0, 8)
    before = playing.session.document
    lane = playing.waveform
    x = round(playing.session.viewport.to_px(N_SAMPLES))
    QTest.mousePress(lane, LEFT, pos=QPoint(x, 40))
    QTest.mouseMove(lane, QPoint(x + 100, 40))
    playing.key(Qt.Key.Key_Escape)
    QTest.mouseRelease(lane, LEFT, pos=QPoint(x + 100, 40))
    assert playing.session.document is before
