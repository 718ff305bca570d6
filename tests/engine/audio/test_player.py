from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from engine.audio.ahead import Block
from engine.audio.outputs import devices
from engine.audio.player import FADE_S, SILENT_DEVICE_S, Player
from engine.audio.scrub import Scrub
from engine.errors import DeviceError, EngineError
from engine.timeline import Span
from tests.helpers.sound import SoundServer, delay_of, noise, sine

RATE = 44100
PATIENCE_S = 20.0
ROOT = Path(__file__).parents[3]


def rendering(audio: np.ndarray) -> Callable[[Span], np.ndarray]:
    return lambda span: audio[span.start : span.stop]


def wait_until(condition: Callable[[], bool]) -> None:
    """Until something that another thread does has happened."""
    waiting = threading.Event()
    for _ in range(round(PATIENCE_S / 0.01)):
        if condition():
            return
        waiting.wait(0.01)
    raise AssertionError("it never happened")


def assert_heard(recorded: np.ndarray, wanted: np.ndarray) -> None:
    """Check that every sample of `wanted` is somewhere in a recording, in one piece."""
    at = delay_of(recorded[:, 0], wanted[:, 0])
    np.testing.assert_array_equal(recorded[at : at + len(wanted)], wanted)


def recorded(sound: SoundServer, player: Player, go: Callable[[object], None]) -> np.ndarray:
    """What is heard of a go; again where a busy machine let the device run dry."""
    for _ in range(3):
        player.underruns = 0
        with sound.recording() as recording:
            go(recording)
        if not player.underruns:
            break
    return recording.audio


@pytest.fixture
def player(sound: SoundServer):
    player = Player(RATE)
    yield player
    player.close()


def test_what_is_rendered_is_what_is_heard(sound, player):
    audio = noise(RATE, 2).astype(np.float32)

    def go(recording) -> None:
        player.play(rendering(audio), Span(0, RATE))
        assert player.is_playing
        wait_until(lambda: not player.is_playing)
        recording.wait_for(RATE // 2)

    heard = recorded(sound, player, go)
    assert (player.position, player.failed, player.underruns) == (RATE, "", 0)
    assert_heard(heard, audio)


def test_what_is_no_number_is_silence_and_never_full_scale(sound, player):
    audio = np.zeros((RATE // 4, 2))
    audio[1000:2000] = [np.inf, -np.inf]
    audio[3000:4000] = np.nan
    with sound.recording() as recording:
        player.play(rendering(audio), Span(0, len(audio)))
        wait_until(lambda: not player.is_playing)
        recording.wait_for(RATE // 2)
    assert player.failed == ""
    assert not recording.audio.any()


def test_a_loop_goes_round_without_a_seam(sound, player):
    audio = noise(20_000, 2).astype(np.float32)
    loop, start = Span(3001, 17_018), 9000

    def go(recording) -> None:
        player.play(rendering(audio), loop, loop=True, start=start)
        recording.wait_for(2 * RATE)
        assert player.position in loop
        player.stop()

    heard = recorded(sound, player, go)
    round_trip = audio[loop.start : loop.stop]
    wanted = np.concatenate([audio[start : loop.stop], round_trip, round_trip, round_trip])
    assert player.underruns == 0
    assert_heard(heard, wanted)


def test_a_loop_that_is_switched_off_ends_at_its_end(sound, player):
    audio = noise(10_000, 2).astype(np.float32)
    player.play(rendering(audio), Span(0, 10_000), loop=True)
    player.set_range(Span(0, 10_000), loop=False)
    wait_until(lambda: not player.is_playing)
    assert player.position == 10_000


def test_an_edit_is_heard_without_a_gap(sound, player):
    before, after = (
        noise(4 * RATE, 2, seed=1).astype(np.float32),
        noise(4 * RATE, 2, seed=2).astype(np.float32),
    )

    def go(recording) -> None:
        player.play(rendering(before), Span(0, 4 * RATE))
        wait_until(lambda: player.position > RATE // 2)
        player.set_render(rendering(after))
        recording.wait_for(RATE)
        player.stop()

    heard = recorded(sound, player, go)
    at = delay_of(heard[:, 0], before[: RATE // 2, 0])
    played = heard[at : at + RATE]
    is_before = (played == before[:RATE]).all(axis=1)
    is_after = (played == after[:RATE]).all(axis=1)
    switch, n_fade = int(np.argmin(is_before)), round(FADE_S * RATE)
    assert is_before[:switch].all()
    assert is_after[switch + n_fade :].all()
    assert RATE // 2 < switch < RATE


def test_pause_holds_the_position_and_playing_goes_on_from_it(sound, player):
    audio = noise(4 * RATE, 2).astype(np.float32)
    span = Span(0, 4 * RATE)
    player.play(rendering(audio), span)
    wait_until(lambda: player.position > RATE // 4)
    player.pause()
    held = player.position
    assert not player.is_playing
    assert held >= RATE // 4
    with sound.recording() as recording:
        player.play(rendering(audio), span, start=held)
        assert player.position >= held
        recording.wait_for(RATE)
        player.stop()
    wanted = audio[held : held + RATE // 4]
    assert_heard(recording.audio, wanted)


def test_stop_returns_to_where_playing_began(sound, player):
    player.play(rendering(noise(RATE, 2)), Span(0, RATE), start=1234)
    wait_until(lambda: player.position > 5000)
    player.stop()
    assert (player.position, player.is_playing) == (1234, False)


def test_the_position_never_runs_ahead_of_what_is_heard(sound, player):
    audio = noise(4 * RATE, 2).astype(np.float32)
    seen = []
    with sound.recording() as recording:
        player.play(rendering(audio), Span(0, 4 * RATE))
        for _ in range(20):
            position = player.position
            recording.wait_for(RATE // 20)  # long enough for what was heard to arrive here
            seen.append((position, len(recording.audio)))
        player.stop()
    at = delay_of(recording.audio[:, 0], audio[: RATE // 2, 0])
    positions = [position for position, _ in seen]
    assert positions == sorted(positions)
    assert all(position <= n_recorded - at for position, n_recorded in seen if position)
    assert positions[-1] > 0


def test_the_notes_of_what_was_heard_come_once_and_in_order(sound, player):
    def numbered(span: Span) -> Block:
        return Block(np.zeros((span.length, 2)), span.start)

    player.play(numbered, Span(0, RATE // 2))
    wait_until(lambda: not player.is_playing)
    notes = player.heard()
    assert notes == sorted(notes)
    assert len(notes) > 10
    assert player.heard() == []


def test_a_switch_between_takes_that_are_alike_makes_no_bump(sound, player):
    base = noise(4 * RATE, 2, seed=1).astype(np.float32)
    other = (base + noise(len(base), 2, seed=2, amplitude=0.001)).astype(np.float32)

    def go(recording) -> None:
        player.play(rendering(base), Span(0, 4 * RATE))
        for wanted in (other, base, other):
            place = player.position
            wait_until(lambda place=place: player.position > place + RATE // 4)
            player.set_render(rendering(wanted))
        recording.wait_for(RATE // 2)
        player.stop()

    heard = recorded(sound, player, go)
    at = delay_of(heard[:, 0], base[: RATE // 4, 0])
    played = heard[at : at + 3 * RATE // 4]
    assert np.abs(played - base[: len(played)]).max() < 0.003


def test_takes_are_switched_in_a_loop_without_a_gap_a_click_or_a_jump(sound, player):
    loop = Span(4410, 4410 + RATE // 2)
    takes = [sine(hz, RATE, RATE, 2, amplitude=0.4).astype(np.float32) for hz in (300, 410)]

    def go(recording) -> None:
        player.play(rendering(takes[0]), loop, loop=True)
        for wanted in (1, 0, 1):
            place = len(recording.audio)
            wait_until(lambda place=place: len(recording.audio) > place + RATE // 3)
            player.set_render(rendering(takes[wanted]))
        recording.wait_for(RATE // 2)
        player.stop()

    heard = recorded(sound, player, go)
    first = int(np.argmax(np.abs(heard).max(axis=1) > 0.05))
    played = heard[first : first + RATE]
    steepest = max(np.abs(np.diff(take, axis=0)).max() for take in takes)
    assert player.underruns == 0
    assert np.abs(played).max() < 0.58  # two takes of 0.4 at constant power: never their sum
    loop_seam = max(np.abs(take[loop.start] - take[loop.stop - 1]).max() for take in takes)
    assert np.abs(np.diff(played, axis=0)).max() < steepest + 0.02 + loop_seam
    power = np.convolve(np.mean(played**2, axis=1), np.ones(1470) / 1470, "valid")
    assert power.min() > 0.5 * 0.08  # 0.4^2 / 2: at no moment is there a hole


def test_a_stretch_is_skipped_without_a_gap(sound, player):
    audio = noise(RATE, 2).astype(np.float32)

    def go(recording) -> None:
        player.play(rendering(audio), Span(5000, 30_000), skip=Span(12_345, 20_000))
        wait_until(lambda: not player.is_playing)
        recording.wait_for(RATE // 2)

    heard = recorded(sound, player, go)
    assert player.position == 30_000
    assert_heard(heard, np.concatenate([audio[5000:12_345], audio[20_000:30_000]]))


def test_a_loop_that_lies_ahead_is_run_up_to_and_then_goes_round(sound, player):
    audio = noise(RATE, 2).astype(np.float32)

    def go(recording) -> None:
        player.play(rendering(audio), Span(10_000, 22_000), loop=True, start=3000)
        recording.wait_for(2 * RATE)
        player.stop()

    heard = recorded(sound, player, go)
    assert_heard(heard, np.concatenate([audio[3000:22_000], audio[10_000:22_000]]))


def test_what_waits_is_rendered_anew_in_one_block(player):
    audio = noise(2 * RATE, 2).astype(np.float32)
    asked: list[Span] = []

    def anew(span: Span) -> np.ndarray:
        asked.append(span)
        return audio[span.start : span.stop]

    player.play(rendering(audio), Span(0, 2 * RATE))
    wait_until(lambda: player.position > RATE // 4)
    player.set_render(anew)
    wait_until(lambda: len(asked) > 1)
    player.stop()
    assert asked[0].length > 2 * asked[1].length
    assert asked[1].start == asked[0].stop


def test_the_stretch_that_is_played_can_be_changed_without_a_gap(sound, player):
    audio = noise(2 * RATE, 2).astype(np.float32)
    with sound.recording() as recording:
        player.play(rendering(audio), Span(0, 2 * RATE))
        player.set_range(Span(1000, 40_000), loop=True)
        recording.wait_for(2 * RATE)
        player.stop()
    assert player.underruns == 0
    assert_heard(recording.audio, np.concatenate([audio[:40_000], audio[1000:20_000]]))


def test_an_end_that_moves_on_while_the_last_block_is_on_its_way_is_reached(sound, player):
    audio = noise(RATE, 2).astype(np.float32)
    asked: list[Span] = []

    def render(span: Span) -> np.ndarray:
        asked.append(span)
        return audio[span.start : span.stop]

    with sound.recording() as recording:
        player.play(render, Span(0, 3000))
        wait_until(lambda: bool(asked) and asked[-1].stop == 3000)
        player.set_range(Span(0, 20_000), loop=False)
        wait_until(lambda: not player.is_playing)
        recording.wait_for(RATE // 2)
    assert player.position == 20_000
    assert_heard(recording.audio, audio[3000:20_000])


def test_the_gain_is_heard_and_changes_no_bit_at_unity(sound, player):
    audio = noise(RATE, 2).astype(np.float32)
    player.gain = 0.5
    with sound.recording() as recording:
        player.play(rendering(audio), Span(0, RATE))
        wait_until(lambda: not player.is_playing)
        recording.wait_for(RATE // 2)
    assert_heard(recording.audio, audio * np.float32(0.5))


def test_scrubbing_sounds_while_the_pointer_moves_and_falls_silent_when_it_rests(sound, player):
    tone = sine(441, 2 * RATE, RATE, 2, amplitude=0.5)
    scrub = Scrub(rendering(tone), RATE, at=RATE)
    with sound.recording() as recording:
        player.play(scrub, Span(0, 2**40))
        for step in range(10):
            scrub.move(RATE + 100 * step)
            recording.wait_for(RATE // 20)
        recording.wait_for(RATE)
        player.stop()
    heard = np.abs(recording.audio).max(axis=1)
    assert heard.max() > 0.2
    assert not heard[-RATE // 4 :].any()


@pytest.mark.parametrize("rate", [8000, 22050, 48000, 192000])
def test_other_rates_play_to_their_end(sound, rate):
    player = Player(rate)
    player.play(rendering(noise(rate // 4, 2)), Span(0, rate // 4))
    wait_until(lambda: not player.is_playing)
    assert (player.position, player.failed) == (rate // 4, "")
    player.close()


AFTER_A_STANDSTILL = f"""
import sys
import numpy as np
from engine.audio.player import Player
from engine.timeline import Span
player = Player({RATE})
player.play(lambda span: np.zeros((span.length, 2)), Span(0, 60 * {RATE}))
while player.position < {RATE} // 5:
    pass
print("plays", flush=True)
sys.stdin.readline()
while not player.failed and player.position < {RATE}:
    pass
print(player.failed or "plays on", flush=True)
player.close()
"""


def test_a_standstill_of_the_program_is_not_taken_for_a_device_that_is_gone(sound):
    command = [sys.executable, "-c", AFTER_A_STANDSTILL]
    pipe = subprocess.PIPE
    with (
        sound.recording() as recording,
        subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as child,
    ):
        try:
            assert child.stdout.readline() == "plays\n"
            child.send_signal(signal.SIGSTOP)
            recording.wait_for(round((SILENT_DEVICE_S + 0.5) * RATE))
            child.send_signal(signal.SIGCONT)
            assert child.communicate("\n", timeout=PATIENCE_S)[0] == "plays on\n"
        finally:
            child.kill()


def test_an_output_that_is_unplugged_is_told_and_the_position_kept(sound, player):
    audio = noise(10 * RATE, 2).astype(np.float32)
    player.play(rendering(audio), Span(0, len(audio)))
    wait_until(lambda: player.position > RATE // 2)
    sound.unplug()
    wait_until(lambda: not player.is_playing)
    assert "audio output was lost" in player.failed
    assert player.is_lost
    assert player.device_name == "default"
    assert RATE // 2 <= player.position < 5 * RATE
    with pytest.raises(DeviceError, match="choose another"):
        player.play(rendering(audio), Span(0, len(audio)))


def test_a_render_that_fails_ends_playing_with_its_sentence(sound, player):
    def gone(span: Span) -> np.ndarray:
        raise EngineError("“a.wav” cannot be read: it is gone.")

    player.play(gone, Span(0, RATE))
    wait_until(lambda: not player.is_playing)
    assert player.failed == "“a.wav” cannot be read: it is gone."
    player.play(rendering(noise(1000, 2)), Span(0, 1000))
    wait_until(lambda: not player.is_playing)
    assert player.failed == ""


def test_a_render_of_the_wrong_shape_is_told_and_logged(sound, player, caplog):
    player.play(lambda span: np.zeros((3, 2)), Span(0, RATE))
    wait_until(lambda: not player.is_playing)
    assert player.failed.startswith("Playback stopped because the sound could not be made")
    assert "rendering for playback failed" in caplog.text


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"device": "No such box"}, "“No such box” is not there"),
        ({"device": 99}, "“99” is not there"),
        ({"n_channels": 99}, "does not play 99 channels"),
        ({"sample_rate": 3_000_000}, "at 3000000 Hz"),
    ],
)
def test_what_a_device_refuses_is_told(sound, options, reason):
    player = Player(**{"sample_rate": RATE, **options})
    with pytest.raises(DeviceError, match=reason):
        player.play(rendering(noise(10, 2)), Span(0, 10))
    assert not player.is_playing
    player.close()


def test_without_any_output_playing_says_so_and_nothing_breaks(sound):
    sound.stop()
    assert devices(refresh=True) == ()
    player = Player(RATE)
    with pytest.raises(DeviceError, match="there is no audio output"):
        player.play(rendering(noise(10, 2)), Span(0, 10))
    assert (player.is_playing, player.position) == (False, 0)
    player.pause()
    player.stop()
    player.close()


@pytest.mark.parametrize(("span", "start"), [(Span(5, 5), None), (Span(0, 10), 10)])
def test_playing_nothing_is_a_mistake(span, start):
    with pytest.raises(ValueError, match="outside"):
        Player(RATE).play(rendering(noise(10, 2)), span, start=start)


def test_a_stream_of_nothing_is_a_mistake():
    with pytest.raises(ValueError, match="not a stream"):
        Player(0)
