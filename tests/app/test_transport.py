"""What Space, P, L, Home and End mean, on a device whose clock the test turns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.session import Selection, Session
from app.transport import Transport
from engine.audio import files
from engine.audio.scrub import Scrub
from engine.document import edits
from engine.document.monitor import Hearing
from engine.timeline import Span
from tests.app.fakes import FakePlayer, Players
from tests.helpers import sound

RATE = 8000
N_SAMPLES = 2 * RATE


@dataclass
class Deck:
    session: Session
    transport: Transport
    players: Players

    @property
    def player(self) -> FakePlayer:
        return self.players.last

    def select(self, start: int, stop: int) -> None:
        self.session.select(Selection(self.session.document.tracks[0].id, Span(start, stop)))


@pytest.fixture
def deck(qtbot: QtBot, tmp_path) -> Iterator[Deck]:
    source = files.probe(sound.save(tmp_path / "a.wav", sound.noise(N_SAMPLES), RATE))
    session, players = Session(), Players()
    session.open(edits.new_document(source))
    with files.Reader() as reader:
        transport = Transport(session, reader.read, players)
        yield Deck(session, transport, players)
        transport.close()


def test_nothing_is_opened_before_something_plays(deck: Deck):
    assert deck.players.made == []


def test_without_a_selection_it_plays_from_the_cursor_to_the_end(deck: Deck):
    deck.select(500, 500)
    deck.transport.toggle()
    assert deck.player.span == Span(500, N_SAMPLES)
    assert deck.player.sample_rate == RATE


def test_with_a_selection_it_plays_the_selection(deck: Deck):
    deck.select(500, 900)
    deck.transport.toggle()
    assert deck.player.span == Span(500, 900)
    assert not deck.player.is_loop


def test_the_playhead_follows_the_device_and_stopping_returns_to_where_it_began(deck: Deck, qtbot: QtBot):
    deck.select(500, 500)
    deck.transport.toggle()
    deck.player.position = 3000
    qtbot.waitUntil(lambda: deck.session.playhead == 3000)
    deck.transport.toggle()
    assert deck.session.playhead == 500
    assert not deck.player.is_playing


def test_at_its_end_it_stops_by_itself_and_returns(deck: Deck, qtbot: QtBot):
    deck.select(500, 900)
    deck.transport.toggle()
    deck.player.is_playing = False
    qtbot.waitUntil(lambda: deck.transport.state == "stopped")
    assert deck.session.playhead == 500


def test_a_pause_holds_the_position_and_goes_on_from_it(deck: Deck, qtbot: QtBot):
    deck.transport.toggle()
    deck.player.position = 3000
    qtbot.waitUntil(lambda: deck.session.playhead == 3000)
    deck.transport.pause()
    assert deck.transport.state == "paused"
    assert deck.session.playhead == 3000
    deck.transport.pause()
    assert deck.player.is_playing
    assert deck.player.position == 3000


def test_a_loop_goes_over_the_focused_region(deck: Deck):
    document, region = edits.add_region(
        deck.session.document, deck.session.document.tracks[0].id, Span(100, 900)
    )
    deck.session.commit("Add region", document)
    deck.session.focus_region(region)
    deck.transport.set_looping(True)
    deck.transport.toggle()
    assert deck.player.span == Span(100, 900)
    assert deck.player.is_loop


def test_turning_the_loop_on_keeps_the_place_where_it_plays(deck: Deck, qtbot: QtBot):
    deck.transport.toggle()
    deck.player.position = 3000
    qtbot.waitUntil(lambda: deck.session.playhead == 3000)
    deck.transport.set_looping(True)
    assert deck.player.is_loop
    assert deck.player.position == 3000


def test_a_click_places_the_cursor_but_does_not_move_a_running_playhead(deck: Deck, qtbot: QtBot):
    deck.select(700, 700)
    assert deck.session.playhead == 700
    deck.transport.toggle()
    deck.player.position = 3000
    qtbot.waitUntil(lambda: deck.session.playhead == 3000)
    deck.select(100, 100)
    assert deck.session.playhead == 3000


def test_seeking_while_it_plays_goes_on_from_there(deck: Deck):
    deck.transport.toggle()
    deck.transport.seek(5000)
    assert deck.player.is_playing
    assert deck.player.position == 5000


def test_home_and_end(deck: Deck):
    deck.transport.to_end()
    assert deck.session.playhead == N_SAMPLES
    deck.transport.to_start()
    assert deck.session.playhead == 0


def test_from_the_end_it_plays_everything(deck: Deck):
    deck.transport.to_end()
    deck.transport.toggle()
    assert deck.player.span == Span(0, N_SAMPLES)


def test_an_edit_is_heard_from_the_next_block(deck: Deck):
    deck.transport.toggle()
    render = deck.player.render
    assert render is not None
    loud = render(Span(0, 100)).audio
    track = deck.session.document.tracks[0].id
    deck.session.commit("Mute", edits.set_track(deck.session.document, track, is_muted=True))
    assert np.abs(loud).max() > 0.1
    assert deck.player.render is not render
    after = deck.player.render(Span(0, 100)).audio
    assert after.shape == (100, 2)
    assert np.abs(after).max() == 0


def test_a_lost_device_stops_with_the_position_kept_and_the_next_play_opens_another(deck: Deck, qtbot: QtBot):
    deck.transport.toggle()
    deck.player.position = 3000
    qtbot.waitUntil(lambda: deck.session.playhead == 3000)
    with qtbot.waitSignal(deck.transport.failed) as lost:
        deck.player.failed = "The audio device went away; playing stopped."
    assert str(lost.args[0]) == "The audio device went away; playing stopped."
    assert deck.session.playhead == 3000
    deck.transport.toggle()
    assert len(deck.players.made) == 2
    assert deck.player.position == 3000


def test_a_missing_device_is_told_and_nothing_plays(deck: Deck, qtbot: QtBot):
    deck.players.error = "Nothing can be played: there is no audio output."
    with qtbot.waitSignal(deck.transport.failed) as told:
        deck.transport.toggle()
    assert "no audio output" in str(told.args[0])
    assert deck.transport.state == "stopped"


def test_what_came_by_itself_is_the_users_own_once_it_was_paused(deck: Deck, qtbot: QtBot):
    deck.transport.play_region(Span(2000, 4000))
    deck.transport.pause()
    deck.transport.pause()
    assert deck.transport.state == "playing"
    assert not deck.transport._passage.is_offered  # noqa: SLF001


def test_another_document_is_silent(deck: Deck, tmp_path):
    deck.transport.toggle()
    other = files.probe(sound.save(tmp_path / "b.wav", sound.noise(N_SAMPLES), 2 * RATE))
    deck.session.open(edits.new_document(other))
    assert not deck.player.is_playing
    deck.transport.toggle()
    assert deck.player.sample_rate == 2 * RATE


def test_a_switch_to_the_original_and_back_keeps_the_place(deck: Deck):
    deck.transport.toggle()
    document, original = deck.player.render, Hearing.ORIGINAL
    with_hearing = []
    deck.transport.hearing_changed.connect(with_hearing.append)
    deck.transport.set_hearing("original")
    assert deck.player.render is not document
    deck.transport.set_hearing("document")
    assert with_hearing == [original, Hearing.DOCUMENT]
    assert len(deck.players.made) == 1
    assert deck.player.is_playing


def test_the_loop_is_run_up_to_from_before_it_and_begun_anew_from_behind_it(deck: Deck):
    deck.session.set_loop(Span(4000, 6000))
    deck.transport.set_looping(True)
    deck.transport.toggle()
    assert (deck.player.span, deck.player.position, deck.player.is_loop) == (Span(4000, 6000), 0, True)
    deck.transport.stop()
    deck.transport.seek(7000)
    deck.transport.toggle()
    assert deck.player.position == 4000


def test_a_selection_beside_the_loop_plays_once_and_one_inside_it_goes_round(deck: Deck):
    deck.session.set_loop(Span(4000, 6000))
    deck.transport.set_looping(True)
    deck.select(500, 900)
    deck.transport.toggle()
    assert (deck.player.span, deck.player.is_loop) == (Span(500, 900), False)
    deck.transport.stop()
    deck.select(5000, 5500)
    deck.transport.toggle()
    assert (deck.player.span, deck.player.position, deck.player.is_loop) == (Span(4000, 6000), 5000, True)


def test_moving_the_loop_while_it_plays_makes_no_gap(deck: Deck):
    deck.session.set_loop(Span(0, 6000))
    deck.transport.set_looping(True)
    deck.transport.toggle()
    deck.player.position = 3000
    deck.session.set_loop(Span(2000, 8000))
    assert (deck.player.span, deck.player.is_loop, deck.player.n_plays) == (Span(2000, 8000), True, 1)
    deck.transport.set_looping(False)
    assert (deck.player.span.stop, deck.player.is_loop, deck.player.n_plays) == (N_SAMPLES, False, 1)


def test_scrubbing_is_heard_and_leaves_the_playhead_where_it_ended(deck: Deck):
    deck.transport.scrub(1000)
    assert isinstance(deck.player.render, Scrub)
    deck.transport.scrub(2500)
    assert deck.session.playhead == 2500
    deck.transport.end_scrub()
    assert deck.session.playhead == 2500
    assert not deck.player.is_playing
    assert deck.transport.state == "stopped"


def test_what_played_before_scrubbing_goes_on_from_there(deck: Deck):
    deck.transport.toggle()
    deck.transport.scrub(1000)
    deck.transport.scrub(5000)
    deck.transport.end_scrub()
    assert deck.transport.state == "playing"
    assert deck.player.position == 5000


def test_the_gain_reaches_the_player_whenever_it_is_opened(deck: Deck):
    deck.transport.set_gain(-20.0)
    deck.transport.toggle()
    assert deck.player.gain == pytest.approx(0.1)
    deck.transport.set_gain(0.0)
    assert deck.player.gain == 1


def test_a_document_that_grows_while_it_plays_is_played_to_its_new_end(deck: Deck):
    deck.transport.toggle()
    document = deck.session.document
    clip = document.tracks[0].clips[0]
    longer = replace(clip, id="later", start=N_SAMPLES, length=1000)
    deck.session.commit(
        "Add", document.with_track(document.tracks[0].id, lambda t: replace(t, clips=(clip, longer)))
    )
    assert deck.player.span == Span(0, N_SAMPLES + 1000)
    assert deck.player.n_plays == 1
