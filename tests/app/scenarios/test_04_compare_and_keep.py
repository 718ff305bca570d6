"""Takes are compared while the loop plays, as loud as one another, and one is kept."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.audio.loudness import lufs
from engine.timeline import Span
from tests.app.conftest import CONTROL, RATE, Studio
from tests.app.fakes import FakePlayer
from tests.app.scenarios.conftest import SHIFT, ask_for, heard

BLOCK = 480
SWITCHES = (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_0, Qt.Key.Key_2, Qt.Key.Key_1)


def loop_one_region(studio: Studio) -> None:
    """Takes for a region, and the loop on it."""
    studio.drag(1.0, 2.0)
    ask_for(studio, 3)
    studio.generate()
    studio.leave_fields()
    studio.key(Qt.Key.Key_L, SHIFT)
    assert studio.session.is_looping
    assert studio.session.loop == studio.session.document.tracks[0].regions[0].span
    transport = studio.window.desk.transport
    if transport.state == "playing":  # what has just arrived is heard once by itself
        studio.key(Qt.Key.Key_Space)
    studio.key(Qt.Key.Key_Space)
    assert transport.state == "playing"


def played(studio: Studio) -> np.ndarray:
    """What the player is given for the region that is looped."""
    player = studio.players.last
    region = studio.session.document.tracks[0].regions[0]
    return np.asarray(player.render(region.span).audio, np.float64)


def test_the_switch_is_heard_without_a_new_start(playing: Studio):
    loop_one_region(playing)
    player = playing.players.last
    n_plays, player.position = player.n_plays, 60_000
    sounds = []
    for key in SWITCHES[:4]:
        playing.key(key)
        sounds.append(played(playing))
    assert (player.n_plays, player.position, player.is_playing) == (n_plays, 60_000, True)
    assert all(not np.array_equal(a, b) for a, b in itertools.pairwise(sounds))
    playing.settle()


class Pulled(FakePlayer):
    """A device that takes blocks when the test lets it, and remembers all that it was given."""

    def __init__(self, sample_rate: int) -> None:
        super().__init__(sample_rate)
        self.given: list[np.ndarray] = []

    def pull(self, n_blocks: int) -> None:
        """Take the next blocks of what plays, round and round."""
        for _ in range(n_blocks):
            span = Span(self.position, min(self.position + BLOCK, self.span.stop))
            self.given.append(np.asarray(self.render(span).audio))
            self.position = self.span.start if span.stop == self.span.stop else span.stop


def test_what_is_rendered_has_no_gap_where_takes_are_switched(
    make_studio: Callable[..., Studio], music: Path
):
    made: list[Pulled] = []

    def open_pulled(sample_rate: int, device: str | None = None) -> Pulled:
        made.append(Pulled(sample_rate))
        return made[-1]

    studio = make_studio(players=open_pulled)
    studio.open(music)
    loop_one_region(studio)
    player, span = made[-1], studio.session.document.tracks[0].regions[0].span
    start, n_plays, wanted = player.position, player.n_plays, []
    for key, n_blocks in zip(SWITCHES, (31, 47, 150, 1, 2, 60), strict=True):
        studio.key(key)
        wanted.append((heard(studio.session.document, span), n_blocks))
        player.pull(n_blocks)
    assert (len(made), player.n_plays) == (1, n_plays)
    given, at = iter(player.given), start
    for sound_of_take, n_blocks in wanted:
        for block in itertools.islice(given, n_blocks):
            here = slice(at - span.start, at - span.start + len(block))
            assert np.array_equal(block, sound_of_take[here])
            at = span.start if here.stop == span.length else at + len(block)
    studio.settle()


def test_takes_are_as_loud_as_the_original(playing: Studio):
    loop_one_region(playing)
    levels = []
    for key in (Qt.Key.Key_0, Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3):
        playing.key(key)
        levels.append(lufs(played(playing), RATE))
    assert max(levels) - min(levels) <= 0.5
    playing.settle()


def test_the_level_match_can_be_switched_off_and_on_again(playing: Studio):
    loop_one_region(playing)
    matched = [take.match_db for take in playing.session.document.tracks[0].regions[0].takes]
    assert all(matched)
    playing.window.actions_["takes.match"].trigger()
    assert [take.match_db for take in playing.session.document.tracks[0].regions[0].takes] == [0, 0, 0]
    assert playing.session.history.labels[-1] == "No level match"
    playing.window.actions_["takes.match"].trigger()
    playing.bot.waitUntil(lambda: not playing.window.desk.takes.worker.is_busy)
    assert [t.match_db for t in playing.session.document.tracks[0].regions[0].takes] == matched
    playing.settle()


def test_the_original_is_heard_while_the_key_is_held(playing: Studio):
    loop_one_region(playing)
    playing.key(Qt.Key.Key_0)
    original = played(playing)
    playing.key(Qt.Key.Key_1)
    with_take = played(playing)
    focused = QApplication.focusWidget()
    QTest.keyPress(focused, Qt.Key.Key_QuoteLeft)
    assert np.array_equal(played(playing), original)
    QTest.keyRelease(focused, Qt.Key.Key_QuoteLeft)
    assert np.array_equal(played(playing), with_take)
    playing.settle()


def test_k_keeps_what_is_heard_and_the_rest_of_the_track_is_proven_identical(playing: Studio):
    loop_one_region(playing)
    playing.key(Qt.Key.Key_2)
    playing.key(Qt.Key.Key_K)
    region = playing.session.document.tracks[0].regions[0]
    assert [take.number for take in region.takes] == [2]
    assert [take.number for take in region.bin] == [1, 3]
    playing.settle()
    playing.bot.waitUntil(lambda: "identical" in playing.window.status.proof.text())
    playing.key(Qt.Key.Key_Z, CONTROL)
    assert len(playing.session.document.tracks[0].regions[0].takes) == 3
    playing.settle()


def test_what_was_discarded_comes_back_from_the_bin(playing: Studio):
    loop_one_region(playing)
    playing.key(Qt.Key.Key_3)
    playing.key(Qt.Key.Key_Backspace)
    assert playing.session.document.tracks[0].regions[0].chosen == 0
    assert playing.window.actions_["takes.restore"].isEnabled()
    playing.window.actions_["takes.restore"].trigger()
    assert [t.number for t in playing.session.document.tracks[0].regions[0].takes] == [1, 2, 3]
    assert not playing.window.actions_["takes.restore"].isEnabled()
    playing.settle()


@pytest.mark.parametrize(("key", "number"), [(Qt.Key.Key_Down, 2), (Qt.Key.Key_Up, 0)])
def test_alt_and_arrows_go_through_the_takes(playing: Studio, key: Qt.Key, number: int):
    loop_one_region(playing)
    assert playing.session.document.tracks[0].regions[0].chosen == 1
    playing.key(key, Qt.KeyboardModifier.AltModifier)
    assert playing.session.document.tracks[0].regions[0].chosen == number
    playing.settle()
