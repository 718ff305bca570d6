from __future__ import annotations

import pytest

from engine.audio.outputs import devices, look, look_at_once, named
from engine.audio.player import Player
from engine.errors import DeviceError
from engine.timeline import Span
from tests.helpers.sound import SoundServer, noise


def test_the_outputs_are_listed(sound: SoundServer):
    assert [(d.name, d.api, d.is_default) for d in devices()] == [("default", "ALSA", True)]


def test_another_process_sees_what_can_be_played_on_now(sound: SoundServer):
    (found,) = look_at_once()
    assert (found.key, found.is_ready) == ("default, ALSA", True)
    sound.unplug()
    (found,) = look_at_once()
    assert not found.is_ready


def test_a_device_is_found_by_its_key(sound: SoundServer):
    found = named("default, ALSA")
    assert found is not None
    assert found.is_default
    assert named("No such box, ALSA") is None


def test_a_player_goes_to_the_device_of_a_key(sound: SoundServer):
    player = Player(44100, device="default, ALSA")
    player.play(lambda span: noise(span.length, 2), Span(0, 44100))
    assert player.device_name == "default"
    player.close()


@pytest.mark.parametrize("config", ["nowhere.conf", "broken.conf"])
def test_a_damaged_configuration_is_told_and_ends_no_process_but_the_one_that_looks(
    config, tmp_path, monkeypatch
):
    (tmp_path / "broken.conf").write_text("pcm.!default { type pulse")
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(tmp_path / config))
    with pytest.raises(DeviceError, match="configuration of the sound system is damaged"):
        look_at_once()


def test_a_look_that_nobody_waits_for_ends_its_process(sound: SoundServer):
    looking = look()
    next(looking)
    looking.close()
