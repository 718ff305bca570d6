"""What is shown, and keys of the cursor, in a real window."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.session import Selection
from app.settings import load
from app.timeline.look import Scale, Show, Snap
from app.timeline.time_format import TimeFormat
from engine.timeline import Span
from tests.app.conftest import RATE
from tests.helpers import sound

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def hits(studio, tmp_path):
    """A window with two seconds of silence in which a hit sounds from 1 s on, and another from 1.5 s."""
    audio = np.zeros((2 * RATE, 2))
    fall = 10 ** (-3 * np.arange(RATE // 2) / (0.3 * RATE))[:, None]
    for seed, place in enumerate((RATE, RATE * 3 // 2)):
        audio[place : place + RATE // 2] += sound.noise(RATE // 2, 2, seed=seed) * fall
    studio.open(sound.save(tmp_path / "hits.wav", audio, RATE))
    return studio


def span(studio):
    assert studio.session.selection is not None
    return studio.session.selection.span


def double_click(studio, at_s, n_more=0):
    lane = studio.waveform
    place = QPoint(round(studio.session.viewport.to_px(at_s * RATE)), lane.height() // 2)
    QTest.mouseClick(lane, Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(lane, Qt.MouseButton.LeftButton, pos=place)
    for _ in range(n_more):
        QTest.mouseClick(lane, Qt.MouseButton.LeftButton, pos=place)
    studio.bot.waitUntil(lambda: studio.window.desk.hits.is_settled, timeout=60_000)


def test_a_double_click_on_a_hit_selects_it_and_ctrl_e_zooms_to_it(hits):
    double_click(hits, 1.05)
    assert span(hits).start == pytest.approx(RATE, abs=0.005 * RATE)
    assert span(hits).stop == pytest.approx(1.15 * RATE, abs=0.05 * RATE)
    hits.key(Qt.Key.Key_E, CTRL)
    viewport = hits.session.viewport
    assert 0 < viewport.to_px(span(hits).start) < viewport.to_px(span(hits).stop) < hits.waveform.width()
    assert viewport.to_px(span(hits).stop) - viewport.to_px(span(hits).start) > 0.6 * hits.waveform.width()


def test_a_third_click_selects_the_whole_track(hits):
    double_click(hits, 1.05, n_more=1)
    assert span(hits) == Span(0, 2 * RATE)


def test_ctrl_and_arrows_go_from_sound_to_sound(hits):
    hits.click(0.2)
    for place in (RATE, RATE * 3 // 2):
        with hits.bot.waitSignal(hits.session.selection_changed):
            hits.key(Qt.Key.Key_Right, CTRL)
        assert span(hits).start == pytest.approx(place, abs=0.005 * RATE)
    with hits.bot.waitSignal(hits.session.selection_changed):
        hits.key(Qt.Key.Key_Left, CTRL)
    assert span(hits).start == pytest.approx(RATE, abs=0.005 * RATE)


def test_arrows_move_the_cursor_and_with_shift_the_edges(hits):
    hits.click(1.0)
    start = span(hits).start
    step = max(1, round(hits.session.viewport.samples_per_px))
    hits.key(Qt.Key.Key_Right)
    assert span(hits) == Span(start + step, start + step)
    hits.key(Qt.Key.Key_Right, SHIFT)
    hits.key(Qt.Key.Key_Left, SHIFT)
    assert span(hits) == Span(start, start + 2 * step)
    hits.key(Qt.Key.Key_Right, CTRL | SHIFT)
    assert span(hits) == Span(start + step, start + 2 * step)
    hits.key(Qt.Key.Key_Left, CTRL | SHIFT)
    assert not span(hits)


def test_arrows_in_the_prompt_stay_in_the_prompt(hits):
    hits.click(1.0)
    before = span(hits)
    hits.type("kick")
    for keys in (Qt.KeyboardModifier.NoModifier, SHIFT, CTRL, CTRL | SHIFT):
        hits.key(Qt.Key.Key_Left, keys)
    assert span(hits) == before


def test_q_shows_the_track_as_spectrogram_as_both_and_as_waveform_again(loaded):
    track = loaded.session.document.tracks[0].id
    loaded.leave_fields()
    seen = []
    for _ in range(3):
        loaded.key(Qt.Key.Key_Q)
        seen.append(loaded.session.look(track).show)
    assert seen == [Show.SPECTROGRAM, Show.BOTH, Show.WAVEFORM]
    assert not loaded.session.history.can_undo


def test_how_time_is_counted_is_remembered(loaded):
    loaded.window.actions_["count.bars"].trigger()
    assert loaded.session.time_format is TimeFormat.BARS
    assert loaded.window.actions_["count.bars"].isChecked()
    assert not loaded.window.actions_["count.time"].isChecked()
    loaded.window.desk.store.wait()
    assert load(loaded.window.desk.places.settings_file).time_format == "bars"


def test_snapping_and_the_scale_of_spectrograms_are_remembered(loaded, make_studio):
    loaded.window.actions_["snap.zero"].trigger()
    loaded.window.actions_["spectrogram.mel"].trigger()
    loaded.window.desk.store.wait()
    again = make_studio()
    assert again.session.snap is Snap.ZERO
    assert again.session.spectrogram.scale is Scale.MEL


def test_a_drag_ends_where_the_ruler_has_a_tick_when_edges_snap_to_it(loaded):
    loaded.window.actions_["snap.grid"].trigger()
    loaded.drag(1.013, 2.017)
    snapping = loaded.window.desk.snapping
    assert span(loaded)
    assert snapping.to_grid(span(loaded).start) == span(loaded).start
    assert snapping.to_grid(span(loaded).stop) == span(loaded).stop


def test_a_click_without_a_drag_marks_nothing_and_cannot_be_generated(loaded):
    loaded.click(1.0)
    assert not span(loaded)
    loaded.type("a cymbal")
    assert not loaded.window.generate.button.isEnabled()
    assert loaded.session.document.tracks[0].regions == ()


def test_normal_zoom_shows_a_hundred_pixels_for_a_second(studio, tmp_path):
    studio.open(sound.save(tmp_path / "long.wav", sound.noise(20 * RATE), RATE))
    studio.leave_fields()
    studio.key(Qt.Key.Key_2, CTRL)
    assert studio.session.viewport.samples_per_px == pytest.approx(RATE / 100)


def test_z_moves_the_edges_to_zero_crossings(hits):
    track = hits.session.document.tracks[0].id
    hits.session.select(Selection(track, Span(RATE + 333, RATE + 4444)))
    hits.leave_fields()
    hits.key(Qt.Key.Key_Z)
    hits.bot.waitUntil(lambda: hits.window.desk.hits.is_settled, timeout=60_000)
    assert span(hits) != Span(RATE + 333, RATE + 4444)
    assert abs(span(hits).start - RATE - 333) < 0.01 * RATE


def test_the_buttons_of_the_bar_switch_snapping_and_what_is_shown_and_offer_the_choices(hits):
    bar, actions = hits.window.transport_bar, hits.window.actions_
    snap, look = (bar.widgetForAction(actions[name]) for name in ("snap.switch", "show.next"))
    assert [action.objectName() for action in snap.menu().actions() if action.objectName()][-1] == (
        "snap.transient"
    )
    actions["snap.zero"].trigger()
    seen = []
    for _ in range(2):
        QTest.mouseClick(snap, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
        seen.append((hits.session.snap, snap.isChecked()))
    assert seen == [(Snap.OFF, False), (Snap.ZERO, True)]
    QTest.mouseClick(look, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    track = hits.session.document.tracks[0].id
    assert hits.session.look(track).show is Show.SPECTROGRAM
    assert look.isChecked()
