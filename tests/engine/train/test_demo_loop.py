"""The demo loop: what lies in resources is what the studio makes, and its crash stands out."""

from __future__ import annotations

import json

import numpy as np
import pytest

from engine.audio import files
from engine.timeline import Span
from engine.train import demo_loop
from engine.train.sounds.dsp import RATE, high_pass, shape
from engine.train.sounds.scenes import Clip


@pytest.fixture(scope="module")
def loop() -> Clip:
    return demo_loop.demo()


@pytest.fixture(scope="module")
def told() -> dict:
    return json.loads((demo_loop.FOLDER / "loop.json").read_text(encoding="utf-8"))


def test_the_loop_in_resources_is_the_one_that_the_studio_makes(loop):
    source = files.probe(demo_loop.FOLDER / "loop.wav")
    with files.Reader() as reader:
        audio = reader.read(source, Span(0, source.n_samples))
    assert (source.sample_rate, source.n_channels, source.subtype) == (RATE, 2, "PCM_24")
    np.testing.assert_allclose(audio, loop.audio.T, atol=1e-3)


def test_its_description_tells_its_tempo_events_and_crash(loop, told):
    assert told["tempo_bpm"] == loop.tempo_bpm
    assert told["n_samples"] == loop.audio.shape[1] == round(told["n_bars"] * 240 / told["tempo_bpm"] * RATE)
    assert len(told["events"]) == len(loop.events)
    crash = next(event for event in told["events"] if event["family"] == "crash")
    assert told["crash"]["start"] < crash["start"] < told["crash"]["stop"] < told["n_samples"]
    assert told["crash"]["start_s"] == pytest.approx(told["crash"]["start"] / RATE)


def test_the_crash_stands_out_of_the_groove(loop, told):
    high = np.square(shape(loop.audio, high_pass(3000), high_pass(3000))).mean(axis=0)
    n_beat = round(60 * RATE / loop.tempo_bpm)
    beats = [10 * np.log10(high[at : at + n_beat].mean()) for at in range(0, len(high), n_beat)]
    loudest = int(np.argmax(beats))
    crash = next(event for event in loop.events if event.family == "crash")
    assert loudest == crash.start // n_beat
    assert beats[loudest] > np.median(beats) + 6


def test_the_end_runs_on_into_the_start(loop):
    step = np.abs(loop.audio[:, 0] - loop.audio[:, -1]).max()
    assert step < 2 * np.abs(np.diff(loop.audio, axis=1)).max()


def test_it_can_be_written_elsewhere(tmp_path):
    demo_loop.main(tmp_path)
    assert files.probe(tmp_path / "loop.wav").n_samples == demo_loop.N_SAMPLES
    assert json.loads((tmp_path / "loop.json").read_text(encoding="utf-8"))["file"] == "loop.wav"
