"""Extending a track from its end: by the panel, and by pulling its right edge out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.requests import Mode
from app.timeline.take_lane import TakeLane
from engine.document.document import Take
from engine.timeline import Span
from tests.app.conftest import LEFT, N_SAMPLES, RATE, Studio
from tests.app.scenarios.conftest import heard, pull, write, zoom_to
from tests.helpers import sound

LOW_RATE = 8000


@pytest.fixture
def minute(tmp_path: Path) -> Path:
    """Sixty seconds in one channel at 8 kHz."""
    return sound.save(tmp_path / "minute.wav", sound.noise(60 * LOW_RATE, amplitude=0.3), LOW_RATE)


def assert_joined(studio: Studio, before: np.ndarray, added: int) -> None:
    """So much longer, and the same up to where the join begins."""
    document, n_before = studio.session.document, len(before)
    track = document.tracks[0]
    assert abs(track.extent.length - (n_before + added)) <= 1
    crossfade = n_before - track.regions[0].span.start
    assert 0 < crossfade <= document.sample_rate // 50
    assert np.array_equal(heard(document, Span(0, n_before - crossfade)), before[:-crossfade])


def test_twenty_seconds_are_added_to_sixty(studio: Studio, minute: Path):
    studio.open(minute)
    before = heard(studio.session.document, Span(0, 60 * LOW_RATE))
    studio.leave_fields()
    studio.key(Qt.Key.Key_End)
    panel = studio.window.generate
    assert panel.form.mode is Mode.EXTEND
    write(panel.length_s.lineEdit(), "20")
    assert panel.total.text() == "1:20.000 in total"
    assert panel.button.text() == "Add 20 s at the end"
    studio.generate()
    assert_joined(studio, before, 20 * LOW_RATE)


def test_a_click_at_the_end_turns_the_panel_to_extending(playing: Studio):
    playing.click(4.0)
    assert playing.window.generate.form.mode is Mode.EXTEND


def test_the_right_edge_is_pulled_out_and_what_comes_joins_what_was_there(playing: Studio):
    zoom_to(playing, 0.1, 800)
    before = heard(playing.session.document, Span(0, N_SAMPLES))
    pull(playing, 4.0, 6.0)
    panel = playing.window.generate
    assert panel.form.mode is Mode.EXTEND
    assert panel.form.length_s == pytest.approx(2.0, abs=0.02)
    assert panel.total.text().startswith("0:06.0")
    playing.generate()
    assert_joined(playing, before, round(panel.form.length_s * RATE))


@pytest.mark.slow
def test_the_real_engine_makes_exactly_what_was_asked_for(real: Studio, music: Path):
    real.open(music)
    before = heard(real.session.document, Span(0, N_SAMPLES))
    real.leave_fields()
    real.key(Qt.Key.Key_End)
    write(real.window.generate.length_s.lineEdit(), "1.5")
    real.generate()
    assert_joined(real, before, RATE * 3 // 2)
    assert real.strips == []


def test_a_tail_that_dies_away_is_flagged(playing: Studio):
    playing.engine.suspect = "it dies away towards its end"
    playing.leave_fields()
    playing.key(Qt.Key.Key_End)
    playing.generate()
    take: Take = playing.session.document.tracks[0].regions[0].takes[0]
    assert take.suspect
    assert playing.window.status.currentMessage().endswith("2 are suspect: it dies away towards its end.")
    lane = playing.window.timeline.findChildren(TakeLane)[0]
    assert "Suspect: it dies away towards its end" in lane.tooltip(lane.rows()[1])


def test_escape_while_the_edge_is_pulled_leaves_the_track_as_it_was(playing: Studio):
    zoom_to(playing, 0.1, 800)
    before = playing.session.document
    lane = playing.waveform
    x = round(playing.session.viewport.to_px(N_SAMPLES))
    QTest.mousePress(lane, LEFT, pos=QPoint(x, 40))
    QTest.mouseMove(lane, QPoint(x + 100, 40))
    assert playing.window.timeline.gestures.preview is not None
    playing.key(Qt.Key.Key_Escape)
    QTest.mouseRelease(lane, LEFT, pos=QPoint(x + 100, 40))
    assert playing.session.document is before
