"""Meters in the window: what is heard, as a whole and of each track."""

from __future__ import annotations

import weakref

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from engine.audio.metering import KWeighting, Measure, Measures
from tests.app.conftest import LEFT, PLAIN, RATE, Studio
from tests.helpers import sound


def hear(studio: Studio, audio: np.ndarray, gain: float = 1.0) -> None:
    """Feed the meters as the transport does with what was heard."""
    track = studio.session.document.tracks[0].id
    weighting = KWeighting(RATE)
    levels = studio.window.desk.transport.levels
    levels.begin(RATE)
    parts = [audio[start : start + 480] for start in range(0, len(audio), 480)]
    measured = [Measures(Measure.of(p), weighting(p), {track: Measure.of(p)}) for p in parts]
    for first in range(0, len(measured), 4):  # the window looks some thirty times a second
        levels.add(measured[first : first + 4], gain)


def test_level_and_loudness_of_what_is_heard_are_shown(loaded: Studio):
    hear(loaded, sound.sine(997, 4 * RATE, RATE, 2, amplitude=10 ** (-23 / 20)))
    levels, track = loaded.window.desk.transport.levels, loaded.session.document.tracks[0].id
    assert loaded.window.meters.loudness.text().strip() == "-23.0 LUFS"
    assert round(levels.master.peaks_db[0]) == -23
    assert round(levels.track(track).peaks_db[0]) == -23


def test_what_comes_after_a_pause_of_the_window_counts_in_its_order(loaded: Studio):
    levels, track = loaded.window.desk.transport.levels, loaded.session.document.tracks[0].id
    audio = np.concatenate([sound.sine(997, RATE, RATE, 2, amplitude=0.5), np.zeros((RATE // 2, 2))])
    hear(loaded, audio)
    wanted = levels.master.rms_db[0], levels.master.peaks_db[0], levels.track(track).rms_db[0]
    levels.rest(60)
    parts = [audio[start : start + 480] for start in range(0, len(audio), 480)]
    levels.add([Measures(Measure.of(p), 0.0, {track: Measure.of(p)}) for p in parts], 1.0)
    seen = levels.master.rms_db[0], levels.master.peaks_db[0], levels.track(track).rms_db[0]
    assert seen == pytest.approx(wanted, abs=0.5)


def test_the_gain_is_in_the_level_of_everything_but_not_in_that_of_a_track(loaded: Studio):
    hear(loaded, sound.sine(997, RATE, RATE, 2, amplitude=0.5), gain=0.1)
    levels, track = loaded.window.desk.transport.levels, loaded.session.document.tracks[0].id
    assert round(levels.master.peaks_db[0]) == -26
    assert round(levels.track(track).peaks_db[0]) == -6


def test_a_click_puts_the_clip_light_out(loaded: Studio):
    hear(loaded, np.full((480, 2), 1.5))
    bar, level = loaded.window.meters.master, loaded.window.desk.transport.levels.master
    assert level.is_clipped
    assert bar.accessibleDescription() == "clipped"
    lit = bar.grab().toImage().pixelColor(bar.width() - 3, bar.height() // 2)
    QTest.mouseClick(bar, LEFT, PLAIN, QPoint(bar.width() - 3, bar.height() // 2))
    assert not level.is_clipped
    assert bar.grab().toImage().pixelColor(bar.width() - 3, bar.height() // 2) != lit


def test_a_louder_sound_makes_a_longer_bar(loaded: Studio):
    bar = loaded.window.meters.master

    def lit(amplitude: float) -> int:
        loaded.window.desk.transport.levels.rest(60)
        hear(loaded, sound.sine(997, RATE, RATE, 2, amplitude=amplitude))
        picture, y = bar.grab().toImage(), bar.height() // 4
        dark = picture.pixelColor(bar.width() // 2 + bar.width() // 3, 0)
        return sum(picture.pixelColor(x, y) != dark for x in range(bar.width()))

    assert lit(0.01) < lit(0.1) < lit(0.4)


def test_the_gain_is_heard_and_remembered_and_a_double_click_brings_it_back(loaded: Studio):
    meters, desk = loaded.window.meters, loaded.window.desk
    meters.gain.setFocus()
    QTest.keyClick(meters.gain, Qt.Key.Key_PageDown)
    desk.transport.toggle()
    assert desk.store.settings.master_gain_db == -1
    assert round(loaded.players.last.gain, 3) == 0.891
    assert meters.gain_text.text().strip() == "-1.0 dB"
    QTest.mouseDClick(meters.gain, LEFT, PLAIN, meters.gain.rect().center())
    assert desk.store.settings.master_gain_db == 0
    assert loaded.players.last.gain == 1


def test_every_track_has_a_meter_and_loses_it_with_the_track(loaded: Studio):
    heads = [lane.head for lane in loaded.window.timeline.lanes.values()]
    assert all(head.meter is not None for head in heads)
    loaded.window.desk.tracks.add()
    assert len(loaded.window.timeline.lanes) == 2
    assert all(lane.head.meter is not None for lane in loaded.window.timeline.lanes.values())
    gone = weakref.ref(loaded.window.desk.transport.levels.track(loaded.session.document.tracks[1].id))
    assert gone() is not None
    loaded.session.undo()
    hear(loaded, sound.noise(480, 2))  # what is gone is not drawn any more
    assert gone() is None


def test_the_outputs_are_in_the_menu_and_the_choice_is_kept(loaded: Studio):
    entries = loaded.window.outputs_menu.actions()
    assert entries[0].text() == "System default"
    assert entries[0].isChecked()
