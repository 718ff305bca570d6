from __future__ import annotations

import math

import numpy as np
import pyloudnorm
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.audio.metering import HOLD_S, KWeighting, Level, Measure, Measures, ShortTerm
from tests.helpers.sound import noise, sine

RATE = 48000
BLOCK = 480


def blocks(audio: np.ndarray) -> list[np.ndarray]:
    return [audio[start : start + BLOCK] for start in range(0, len(audio), BLOCK)]


def test_blocks_in_a_row_are_measured_as_one():
    audio = noise(3 * BLOCK, 2)
    whole, parts = Measure.of(audio), [Measure.of(part) for part in np.split(audio, [BLOCK, 2 * BLOCK + 100])]
    joined = Measure.joined(parts, len(audio))
    assert joined.peaks == whole.peaks
    assert joined.mean_squares == pytest.approx(whole.mean_squares)
    first, rest = (Measures(part, 1.0 + n, {"a": part} if n else {}) for n, part in enumerate(parts[:2]))
    together = Measures.joined([first, rest])
    n = parts[0].n_samples + parts[1].n_samples
    assert together.master == Measure.joined(parts[:2], n)
    assert together.weighted == pytest.approx((parts[0].n_samples + 2 * parts[1].n_samples) / n)
    assert together.tracks["a"].peaks == parts[1].peaks
    share = parts[1].n_samples / n
    assert together.tracks["a"].mean_squares == pytest.approx([s * share for s in parts[1].mean_squares])


def test_a_steady_tone_shows_its_peak_and_its_rms():
    level = Level(RATE)
    for block in blocks(sine(1000, 3 * RATE, RATE, 2, amplitude=0.5)):
        level.add(Measure.of(block))
    assert level.peaks_db == pytest.approx([-6.02, -6.02], abs=0.01)
    assert level.rms_db == pytest.approx([-9.03, -9.03], abs=0.02)
    assert not level.is_clipped


def test_channels_are_shown_apart():
    audio = sine(1000, RATE, RATE, 2) * [1.0, 0.1]
    level = Level(RATE)
    level.add(Measure.of(audio))
    left, right = level.peaks_db
    assert left - right == pytest.approx(20)


def test_the_highest_peak_is_held_for_a_while_and_then_falls():
    level = Level(RATE)
    level.add(Measure((0.5,), (0.1,), BLOCK))
    for _ in range(round((HOLD_S - 0.1) / 0.01)):
        level.rest(0.01)
    assert level.holds_db == pytest.approx([-6.02], abs=0.01)
    assert level.peaks_db[0] < -30
    for _ in range(50):
        level.rest(0.01)
    assert level.holds_db[0] < -30


def test_the_clip_light_stays_until_it_is_put_out():
    level = Level(RATE)
    level.add(Measure.of(np.array([[1.0], [-1.0]])))
    assert not level.is_clipped  # full scale itself is no clipping
    level.add(Measure.of(np.array([[1.001]])))
    level.rest(5.0)
    assert level.is_clipped
    level.clear()
    assert not level.is_clipped


def test_after_a_rest_nothing_is_left_to_show():
    level = Level(RATE)
    level.add(Measure.of(noise(BLOCK, 2)))
    assert not level.is_quiet
    for _ in range(500):
        level.rest(0.01)
    assert level.is_quiet


@given(gain=st.floats(0.01, 4.0))
def test_turning_a_measure_is_measuring_what_was_turned(gain):
    audio = noise(BLOCK, 2)
    turned, wanted = Measure.of(audio).turned(gain), Measure.of(audio * gain)
    assert turned.peaks == pytest.approx(wanted.peaks)
    assert turned.mean_squares == pytest.approx(wanted.mean_squares)


@pytest.mark.parametrize("rate", [44100, 48000, 96000])
@pytest.mark.parametrize("hz", [60, 997, 8000])
def test_short_term_loudness_of_a_steady_tone_is_what_pyloudnorm_finds(rate, hz):
    audio = sine(hz, 6 * rate, rate, 2, amplitude=0.25)
    weighting, loudness = KWeighting(rate), ShortTerm(rate)
    for start in range(0, len(audio), 441):
        block = audio[start : start + 441]
        loudness.add(weighting(block), len(block))
    wanted = pyloudnorm.Meter(rate).integrated_loudness(audio)
    assert loudness.lufs == pytest.approx(wanted, abs=0.05)


def test_a_tone_of_997_hz_at_minus_23_lufs_reads_so():
    """EBU Tech 3341, test 1: stereo, each channel at -23 dBFS peak, is -23 LUFS."""
    audio = sine(997, 5 * RATE, RATE, 2, amplitude=10 ** (-23 / 20))
    weighting, loudness = KWeighting(RATE), ShortTerm(RATE)
    for block in blocks(audio):
        loudness.add(weighting(block), len(block))
    assert loudness.lufs == pytest.approx(-23, abs=0.1)


def test_what_is_older_than_three_seconds_is_forgotten():
    loudness = ShortTerm(RATE)
    for _ in range(100):
        loudness.add(1.0, BLOCK)
    for _ in range(301):
        loudness.add(0.0, BLOCK)
    assert loudness.lufs == -math.inf


def test_silence_and_nothing_have_no_loudness():
    loudness = ShortTerm(RATE)
    assert loudness.lufs == -math.inf
    loudness.add(KWeighting(RATE)(np.zeros((BLOCK, 2))), BLOCK)
    assert loudness.lufs == -math.inf
    assert KWeighting(RATE)(np.zeros((0, 2))) == 0


def test_the_filter_runs_on_from_block_to_block():
    audio = noise(RATE, 2)
    whole, pieces = KWeighting(RATE), KWeighting(RATE)
    total = sum(pieces(block) * len(block) for block in blocks(audio))
    assert total / len(audio) == pytest.approx(whole(audio))
