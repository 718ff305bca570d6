from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.audio.resample import resample, resampled
from tests.helpers.sound import noise, sine

RATES = (8000, 11025, 22050, 32000, 44100, 48000, 88200, 96000, 176400, 192000)
PAIRS = [(44100, rate) for rate in RATES] + [(rate, 44100) for rate in RATES if rate != 44100]


def pulse(rate: int, width: float, n_samples: int, at_s: float = 0.4321) -> np.ndarray:
    """A smooth pulse `width` seconds wide that lies between two samples, `[n, 1]`."""
    return np.exp(-0.5 * ((np.arange(n_samples) / rate - at_s) / width) ** 2)[:, None]


def delay(audio: np.ndarray, wanted: np.ndarray) -> float:
    """By how many samples `audio` `[n, 1]` comes later, from the slope of the phase between the two."""
    spectrum, wanted_spectrum = np.fft.rfft(audio[:, 0]), np.fft.rfft(wanted[:, 0])
    heard = np.abs(wanted_spectrum) > 1e-3 * np.abs(wanted_spectrum).max()
    phase = np.angle(spectrum * np.conj(wanted_spectrum))[heard]
    places = np.flatnonzero(heard)
    return -float(phase @ places / (places @ places)) * len(audio) / (2 * np.pi)


@pytest.mark.parametrize(("from_rate", "to_rate"), PAIRS)
def test_sound_stays_where_it_was(from_rate, to_rate):
    width = 3 / min(from_rate, to_rate)
    audio = resample(pulse(from_rate, width, from_rate), from_rate, to_rate)
    assert len(audio) == to_rate
    wanted = pulse(to_rate, width, to_rate)
    assert abs(delay(audio, wanted)) < 0.05
    assert np.abs(audio - wanted).max() < 1e-6


@pytest.mark.parametrize("rate", RATES)
def test_up_and_back_returns_what_both_rates_hold(rate):
    audio = pulse(44100, 3 / min(rate, 44100), 44100)
    back = resample(resample(audio, 44100, rate), rate, 44100)
    assert np.abs(back[:44100] - audio).max() < 1e-6


@pytest.mark.parametrize("n_samples", [0, 1, 2, 3, 441, 1000, 44101])
@pytest.mark.parametrize("to_rate", [8000, 48000, 192000])
def test_the_length_is_rounded_up(n_samples, to_rate):
    assert resample(noise(n_samples, 3), 44100, to_rate).shape == (-(-n_samples * to_rate // 44100), 3)


def test_what_the_lower_rate_cannot_hold_is_gone():
    audio = resample(sine(6000, 44100), 44100, 8000)
    assert np.abs(audio[400:-400]).max() < 1e-5


def test_channels_do_not_meet():
    audio = noise(5000, 2)
    audio[:, 1] = 0
    assert not resample(audio, 44100, 48000)[:, 1].any()


def test_equal_rates_change_nothing():
    audio = noise(100, 2)
    np.testing.assert_array_equal(resample(audio, 8000, 8000), audio)


def test_a_rate_of_nothing_is_a_mistake():
    with pytest.raises(ValueError, match="above 0"):
        resample(noise(10), 0, 44100)
    with pytest.raises(ValueError, match="expected"):
        resample(np.zeros(10), 8000, 44100)


@given(
    st.sampled_from([(44100, 48000), (48000, 44100), (192000, 8000), (8000, 44100)]),
    st.lists(st.integers(1, 3000), min_size=1, max_size=6),
    st.integers(1, 3),
)
def test_block_by_block_the_very_same_samples_come_out(rates, lengths, n_channels):
    audio = noise(sum(lengths), n_channels)
    pieces = np.split(audio, np.cumsum(lengths)[:-1])
    streamed = np.concatenate(list(resampled(pieces, n_channels, *rates)))
    assert streamed.tobytes() == resample(audio, *rates).tobytes()
