"""Four pieces from nothing but words, of which one is kept; its seed gives the very same again."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.timeline.take_lane import TakeLane
from engine.audio.files import Reader
from engine.document.document import Take
from engine.timeline import Span
from tests.app.conftest import CONTROL, LEFT, Studio
from tests.app.scenarios.conftest import SHIFT, ask_for, press_take, write

WORDS = "lo-fi beat, 90 bpm"


def compose(studio: Studio, length_s: int, n_takes: int = 4) -> None:
    """From the empty window: press the target, type, set the length, and ask."""
    QTest.mouseClick(studio.window.empty.compose, LEFT)
    prompt = studio.window.generate.prompt
    assert QApplication.focusWidget() is prompt
    QTest.keyClicks(prompt, WORDS)
    write(studio.window.generate.length_s.lineEdit(), str(length_s))
    ask_for(studio, n_takes)
    studio.generate()


def sound_of(take: Take) -> np.ndarray:
    with Reader() as reader:
        return reader.read(take.source, Span(0, take.source.n_samples))


def test_four_takes_come_on_a_track_named_after_the_words_and_one_is_kept(studio: Studio):
    compose(studio, 30)
    (track,) = studio.session.document.tracks
    assert track.name == WORDS
    assert studio.window.windowTitle().startswith(WORDS)
    assert track.extent == Span(0, 30 * studio.session.document.sample_rate)
    (region,) = track.regions
    assert [take.number for take in region.takes] == [1, 2, 3, 4]
    assert len({take.seed for take in region.takes}) == 4
    lane = studio.window.timeline.findChildren(TakeLane)[0]
    for row in lane.rows()[1:]:
        assert f"seed {row.take.seed}" in lane.tooltip(row)
    assert studio.window.generate.seed.field.placeholderText() == f"last {region.takes[0].seed}"
    press_take(studio, 0, 3)
    studio.key(Qt.Key.Key_K)
    assert [take.number for take in studio.session.document.tracks[0].regions[0].takes] == [3]
    studio.settle()


@pytest.mark.slow
def test_the_same_seed_gives_the_very_same_sound_again(real: Studio):
    compose(real, 5, 2)
    first, second = (sound_of(take) for take in real.session.document.tracks[0].regions[0].takes)
    assert len(first) == len(second) == 5 * real.session.document.sample_rate
    assert not np.array_equal(first, second)

    ask_for(real, 1)
    real.leave_fields()
    real.key(Qt.Key.Key_R, CONTROL | SHIFT)
    assert QApplication.focusWidget() is real.window.generate.prompt
    with real.bot.waitSignal(real.window.desk.generating.worker.started):
        real.key(Qt.Key.Key_Return, CONTROL)
    real.settle()
    model, _, again = real.session.document.tracks[0].regions[0].takes
    assert (again.seed, again.prompt) == (model.seed, WORDS)
    assert again.id != model.id
    assert np.abs(sound_of(again) - first).max() < 10 ** (-90 / 20)
    assert real.strips == []


def test_without_words_the_button_says_what_is_missing(studio: Studio):
    QTest.mouseClick(studio.window.empty.compose, LEFT)
    panel = studio.window.generate
    assert not panel.button.isEnabled()
    assert panel.reason.text() == "Write what it should sound like"
    QTest.keyClicks(panel.prompt, WORDS)
    assert panel.button.isEnabled()
    assert panel.button.text() == "Compose 8 s"
