from __future__ import annotations

import numpy as np
import pytest

from engine.audio import spectrum
from tests.helpers.sound import noise, sine

RATE = 48_000


def frames(audio, n_fft=2048):
    return audio[: len(audio) // n_fft * n_fft, 0].reshape(-1, n_fft).astype(np.float32)


@pytest.mark.parametrize("hz", [93.75, 1500.0, 15_000.0])
def test_a_full_scale_sine_reaches_zero_decibels_at_its_own_frequency(hz):
    power = spectrum.powers(frames(sine(hz, 2048, RATE, amplitude=1.0)))
    assert np.argmax(power[0]) == round(hz * 2048 / RATE)
    assert 10 * np.log10(power.max()) == pytest.approx(0, abs=0.05)


@pytest.mark.parametrize("rows", [spectrum.log_rows, spectrum.mel_rows])
@pytest.mark.parametrize("n_rows", [40, 400])
@pytest.mark.parametrize("hz", [120.0, 1000.0, 9000.0])
def test_a_tone_lights_up_the_row_that_holds_its_frequency(rows, n_rows, hz):
    edges = rows(n_rows, RATE)
    db = spectrum.rows_db(spectrum.powers(frames(sine(hz, 4096, RATE), 4096)), edges, RATE)
    row = int(np.argmax(db[:, 0]))
    bin_hz = RATE / 4096
    assert edges[row] - bin_hz <= hz <= edges[row + 1] + bin_hz
    assert db[row, 0] == pytest.approx(-6.02, abs=2.2)  # between two bins some is lost


def test_rows_rise_without_gaps_to_half_the_sample_rate():
    for edges in (spectrum.log_rows(100, RATE), spectrum.mel_rows(100, RATE), spectrum.log_rows(10, 50)):
        assert np.all(np.diff(edges) > 0)
    assert spectrum.log_rows(100, RATE)[-1] == pytest.approx(RATE / 2)
    assert spectrum.mel_rows(100, RATE)[-1] == pytest.approx(RATE / 2)


def test_a_thin_line_is_not_lost_in_wide_rows():
    quiet = noise(4096, amplitude=1e-4)
    tone = sine(11_234.0, 4096, RATE, amplitude=0.5)
    db = spectrum.rows_db(spectrum.powers(frames(quiet + tone, 4096)), spectrum.log_rows(12, RATE), RATE)
    assert db.max() > -8


def test_silence_and_what_is_no_number_are_dark():
    broken = np.zeros((3, 512), np.float32)
    broken[1, 100], broken[2, 5] = np.nan, np.inf
    db = spectrum.rows_db(spectrum.powers(broken), spectrum.log_rows(30, RATE), RATE)
    assert np.all(db == pytest.approx(spectrum.SILENCE_DB))


def test_frames_are_longer_the_more_time_a_column_stands_for():
    lengths = [spectrum.frame_length(scale, RATE) for scale in (0.01, 1, 64, 256, 1e6)]
    assert lengths == [512, 512, 1024, 4096, 4096]
    assert spectrum.frame_length(1e6, 192_000) == 4 * 4096
