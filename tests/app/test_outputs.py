"""Scenario 24 on a real sound server: an output is pulled out, plugged in again, or was never there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from pytestqt.qtbot import QtBot

from app.outputs import Outputs
from app.session import Session
from app.settings import Store
from app.transport import Transport
from engine.audio import files
from engine.audio.outputs import Look, look
from engine.document import edits
from engine.timeline import Span
from tests.helpers import sound

RATE = 44100
DESK = "desk, ALSA"


@dataclass
class Booth:
    server: sound.SoundServer
    session: Session
    store: Store
    outputs: Outputs
    transport: Transport
    bot: QtBot
    plug_before_look: str = ""

    def look(self) -> Look:
        """A real look, before which an output may be plugged in."""
        name, self.plug_before_look = self.plug_before_look, ""
        if name:
            self.server.plug(name)
        return (yield from look())

    def play(self) -> None:
        self.transport.toggle()
        self.bot.waitUntil(lambda: self.transport.state == "playing", timeout=60_000)

    def play_for(self, n_samples: int) -> None:
        self.play()
        begin = self.session.playhead
        self.bot.waitUntil(lambda: self.session.playhead > begin + n_samples, timeout=60_000)


@pytest.fixture
def booth(qtbot: QtBot, tmp_path) -> Iterator[Booth]:
    """A minute of noise; an output “desk” beside the default one, and the desk is chosen."""
    sound.require_sound_server()
    source = files.probe(sound.save(tmp_path / "a.wav", sound.noise(60 * RATE, 2, amplitude=0.1), RATE))
    with sound.sound_server(names=("desk",)) as server, files.Reader() as reader:
        server.plug("desk")
        store, session = Store(tmp_path / "settings.json"), Session()
        store.change(output_device=DESK)
        session.open(edits.new_document(source))
        outputs = Outputs(store, lambda: made.look())
        transport = Transport(session, reader.read, outputs=outputs)
        made = Booth(server, session, store, outputs, transport, qtbot)
        yield made
        transport.close()
        outputs.close()


def test_the_first_play_waits_until_the_outputs_are_known(booth: Booth):
    assert not booth.outputs.is_ready
    booth.play()
    assert booth.outputs.is_ready
    assert booth.outputs.used is not None
    assert booth.outputs.used.key == DESK
    assert [name for _key, name in booth.outputs.names()] == ["System default", "desk", "default"]


def test_an_output_that_is_pulled_out_is_told_and_another_is_used_until_it_is_back(booth: Booth):
    booth.server.unplug("inlay_test")  # with two outputs the server itself would move the stream to the other
    booth.play_for(RATE // 2)
    booth.plug_before_look = "inlay_test"
    with booth.bot.waitSignal(booth.transport.failed, timeout=60_000) as told:
        booth.server.unplug("desk")
    assert booth.transport.state == "stopped"
    assert str(told.args[0]) == (
        "“desk” was lost, and the playhead stays where it is; from now on “default” is used."
    )
    held = booth.session.playhead
    assert held > RATE // 2
    booth.play_for(RATE // 4)
    assert booth.transport.output_name == "default"
    assert booth.session.playhead >= held
    with booth.bot.waitSignal(booth.outputs.returned, timeout=60_000) as back:
        booth.server.plug("desk")
    assert back.args == ["“desk” is back; it is used from the next time you play."]
    booth.transport.stop()
    booth.play_for(RATE // 4)
    assert booth.transport.output_name == "desk"


def test_an_output_that_is_pulled_out_while_nothing_plays_is_replaced_at_the_next_play(booth: Booth):
    booth.play_for(RATE // 4)
    booth.transport.stop()
    booth.server.unplug("desk")
    booth.play_for(RATE // 4)
    assert booth.transport.output_name == "default"


def test_the_only_output_comes_back_by_itself(booth: Booth):
    booth.server.unplug("inlay_test")
    booth.play_for(RATE // 2)
    with booth.bot.waitSignal(booth.transport.failed, timeout=60_000) as told:
        booth.server.unplug("desk")
    assert "there is no other output" in str(told.args[0])
    assert booth.outputs.used is None
    with booth.bot.waitSignal(booth.outputs.returned, timeout=60_000):
        booth.server.plug("desk")
    booth.play_for(RATE // 4)
    assert booth.transport.output_name == "desk"


def test_with_no_output_at_all_everything_but_hearing_works(booth: Booth):
    booth.server.stop()
    with booth.bot.waitSignal(booth.transport.failed, timeout=60_000) as told:
        booth.transport.toggle()
    assert str(told.args[0]).startswith("Nothing can be played: there is no audio output")
    booth.transport.scrub(1000)
    booth.transport.end_scrub()
    booth.transport.seek(5000)
    assert (booth.transport.state, booth.session.playhead) == ("stopped", 5000)


def test_what_comes_by_itself_says_nothing_where_there_is_no_output(booth: Booth):
    booth.server.stop()
    told: list[object] = []
    booth.transport.failed.connect(told.append)
    with booth.bot.waitSignal(booth.outputs.settled, timeout=60_000):
        booth.transport.play_region(Span(1000, 5000))
    assert not booth.outputs.is_ready
    assert (booth.transport.state, told) == ("stopped", [])


def test_what_was_asked_for_is_played_and_not_what_came_meanwhile(booth: Booth):
    booth.transport.toggle()
    booth.transport.play_region(Span(40 * RATE, 41 * RATE))
    booth.bot.waitUntil(lambda: booth.transport.state == "playing", timeout=60_000)
    assert booth.session.playhead < 20 * RATE


def test_an_output_that_is_chosen_while_something_plays_goes_on_from_there(booth: Booth):
    booth.play_for(RATE // 2)
    assert booth.transport.output_name == "desk"
    place = booth.session.playhead
    booth.outputs.choose("default, ALSA")
    assert booth.transport.output_name == "default"
    assert booth.transport.state == "playing"
    assert booth.transport.position >= place
    booth.transport.stop()
    assert booth.session.playhead == 0


def test_a_damaged_configuration_is_told_and_ends_no_window(booth: Booth, tmp_path, monkeypatch):
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(tmp_path / "nowhere.conf"))
    with booth.bot.waitSignal(booth.transport.failed, timeout=60_000) as told:
        booth.transport.toggle()
    assert "configuration of the sound system is damaged" in str(told.args[0])


def test_where_no_look_is_wanted_the_systems_default_is_used(tmp_path):
    outputs = Outputs(Store(tmp_path / "settings.json"), None)
    assert outputs.is_ready
    assert outputs.key is None
