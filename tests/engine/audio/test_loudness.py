from __future__ import annotations

import math

import numpy as np
import pytest

from engine.audio.levels import from_db, peak, rms_db, to_db
from engine.audio.loudness import lufs, true_peak
from tests.helpers.sound import noise, sine


def test_a_full_scale_sine_has_its_known_levels():
    tone = sine(997, 48000 * 3, 48000, amplitude=1.0)
    assert peak(tone) == pytest.approx(1, abs=1e-3)
    assert rms_db(tone) == pytest.approx(-3.01, abs=0.01)
    assert lufs(tone, 48000) == pytest.approx(-3.01, abs=0.05)  # BS.1770: 997 Hz, one channel


def test_two_equal_channels_are_3_lu_louder_than_one():
    one = sine(997, 48000 * 3, 48000)
    assert lufs(np.hstack([one, one]), 48000) - lufs(one, 48000) == pytest.approx(3.01, abs=0.01)


def test_the_true_peak_lies_between_the_samples():
    tone = np.sin(2 * np.pi * np.arange(4000) / 4 + np.pi / 4)[:, None]  # all samples at 0.707
    assert peak(tone) == pytest.approx(0.7071, abs=1e-4)
    assert true_peak(tone[500:3500], 44100) > 0.98
    assert true_peak(np.zeros((0, 2)), 44100) == 0


def test_silence_and_nothing_have_no_level():
    for audio in (np.zeros((44100, 2)), np.zeros((0, 2)), np.zeros((100, 1))):
        assert peak(audio) == 0
        assert rms_db(audio) == -math.inf
        assert lufs(audio, 44100) == -math.inf


@pytest.mark.parametrize("length_s", [0.005, 0.02, 0.1, 0.399])
def test_a_short_stretch_of_a_steady_sound_is_about_as_loud_as_a_long_one(length_s):
    tone = sine(1000, 48000 * 2, 48000)
    assert lufs(tone[: round(length_s * 48000)], 48000) == pytest.approx(lufs(tone, 48000), abs=1.0)


@pytest.mark.parametrize("n_samples", [441, 442, 446, 457, 4401, 17_639, 17_640, 17_641])
def test_any_number_of_samples_can_be_measured(n_samples):
    tone = sine(997, n_samples, 44_100)
    assert lufs(tone, 44_100) == pytest.approx(lufs(sine(997, 44_100, 44_100), 44_100), abs=1.5)


def test_the_low_frequency_channel_of_six_does_not_count():
    audio = noise(48000, 6)
    quiet = audio.copy()
    quiet[:, 3] = 0
    assert lufs(audio, 48000) == lufs(quiet, 48000)
    assert math.isfinite(lufs(noise(48000, 8), 48000))


def test_decibels_go_there_and_back():
    assert from_db(to_db(0.25)) == pytest.approx(0.25)
    assert to_db(0) == -math.inf
    assert from_db(-math.inf) == 0
