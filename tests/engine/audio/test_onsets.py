from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.audio.onsets import CLOSEST_S, decayed, hit_at, nearest_zero_crossing, onsets, zero_crossings
from engine.train.sounds import clip, drums
from engine.train.sounds.dsp import RATE as DRUM_RATE
from engine.train.sounds.voice import Touch
from tests.helpers.sound import noise, sine

RATE = 48_000


def burst(n, t60_s, *, seed=0, amplitude=0.5):
    """Noise that dies away by 60 dB in `t60_s`, float64 `[n, 1]`."""
    fall = 10 ** (-3 * np.arange(n) / (t60_s * RATE))
    return noise(n, seed=seed, amplitude=amplitude) * fall[:, None]


def with_hits(n, places, t60_s=0.3, bed=0.0):
    audio = noise(n, seed=99, amplitude=bed) if bed else np.zeros((n, 1))
    for seed, place in enumerate(places):
        hit = burst(min(RATE, n - place), t60_s, seed=seed)
        audio[place : place + len(hit)] += hit
    return audio


@pytest.mark.parametrize("bed", [0.0, 0.003, 0.02])
def test_every_hit_is_found_where_it_begins(bed):
    places = [4_000, 20_123, 41_500, 60_000, 90_001]
    found = onsets(with_hits(2 * RATE + 10_000, places, bed=bed), RATE)
    assert len(found) == len(places)
    assert np.abs(found - places).max() <= 0.004 * RATE


@pytest.mark.parametrize("kind", [drums.kick, drums.snare, drums.open_hat, drums.crash])
def test_a_drum_is_one_hit_from_its_first_sample(kind):
    for seed in range(6):
        drum = kind(np.random.default_rng(seed), Touch(velocity=0.9, seed=seed)).audio[0]
        audio = np.zeros((DRUM_RATE * 3, 1))
        audio[DRUM_RATE : DRUM_RATE + len(drum), 0] = drum[: 2 * DRUM_RATE]
        found = onsets(audio, DRUM_RATE)
        assert len(found) >= 1
        assert abs(int(found[0]) - DRUM_RATE) <= 0.006 * DRUM_RATE


def test_a_steady_tone_and_steady_noise_begin_nothing_after_their_beginning():
    for steady in (sine(440, 2 * RATE, RATE), noise(2 * RATE, amplitude=0.3)):
        assert np.all(onsets(steady, RATE) < 0.05 * RATE)


def test_silence_has_no_hits():
    assert len(onsets(np.zeros((RATE, 2)), RATE)) == 0
    assert len(onsets(np.zeros((3, 2)), RATE)) == 0
    assert len(onsets(np.full((RATE, 1), np.nan), RATE)) == 0


def test_a_hit_lasts_until_it_has_lost_thirty_decibels():
    audio = with_hits(3 * RATE, [RATE], t60_s=1.0)
    span = hit_at(audio, RATE, RATE + 5000)
    assert span is not None
    assert span.start == pytest.approx(RATE, abs=0.004 * RATE)
    assert span.length == pytest.approx(0.5 * RATE, rel=0.15)


def test_a_hit_ends_where_the_next_begins():
    audio = with_hits(3 * RATE, [RATE, RATE + 12_000], t60_s=2.0)
    first = hit_at(audio, RATE, RATE + 5000)
    assert first is not None
    assert first.stop == pytest.approx(RATE + 12_000, abs=0.004 * RATE)


def test_a_hit_ends_where_it_sinks_into_the_bed():
    quiet_bed = hit_at(with_hits(3 * RATE, [RATE], t60_s=1.0), RATE, RATE + 100)
    loud_bed = hit_at(with_hits(3 * RATE, [RATE], t60_s=1.0, bed=0.1), RATE, RATE + 100)
    assert quiet_bed is not None
    assert loud_bed is not None
    assert loud_bed.stop < quiet_bed.stop


def test_no_hit_is_found_before_the_first_or_long_after_the_last():
    audio = with_hits(4 * RATE, [RATE], t60_s=0.3)
    assert hit_at(audio, RATE, RATE // 2) is None
    assert hit_at(audio, RATE, 3 * RATE) is None


def test_pointing_a_little_before_a_hit_means_the_hit():
    audio = with_hits(3 * RATE, [RATE], t60_s=0.5)
    span = hit_at(audio, RATE, RATE - round(0.01 * RATE))
    assert span is not None
    assert abs(span.start - RATE) <= 0.004 * RATE


def test_a_sound_that_never_dies_away_ends_where_it_must():
    assert decayed(sine(440, RATE, RATE), RATE, 0, 30_000) == 30_000


@settings(max_examples=25)
@given(gaps=st.lists(st.floats(0.08, 0.9), min_size=1, max_size=6), rate=st.sampled_from([8000, 44_100]))
def test_onsets_are_in_order_inside_the_sound_and_apart(gaps, rate):
    places = (np.cumsum(gaps) * rate).astype(int)
    audio = noise(int(places[-1]) + rate, 2, amplitude=0.01)
    for place in places:
        audio[place : place + rate // 20] += 0.5
    found = onsets(audio, rate)
    assert np.all(np.diff(found) >= CLOSEST_S * rate - 1)
    assert len(found) == 0 or (found[0] >= 0 and found[-1] < len(audio))


def test_what_is_no_number_is_silence_to_all_who_listen():
    audio = with_hits(RATE, [RATE // 4, RATE // 2])
    damaged = np.repeat(audio[:, :1], 2, axis=1).astype(np.float32)
    quiet, places = damaged.copy(), [100, RATE // 3, 3 * RATE // 4]
    for place, value in zip(places, ([np.nan, 0.1], [np.inf, -np.inf], [np.inf, np.inf]), strict=True):
        damaged[place], quiet[place] = value, np.where(np.isfinite(value), value, 0)
    assert onsets(damaged, RATE).tolist() == onsets(quiet, RATE).tolist()
    assert decayed(damaged, RATE, RATE // 4, RATE) == decayed(quiet, RATE, RATE // 4, RATE)
    assert nearest_zero_crossing(damaged, 2000) == nearest_zero_crossing(quiet, 2000)


def test_the_nearest_crossing_of_zero_is_the_quieter_neighbour():
    audio = sine(100.0, 4800, RATE)  # crosses every 240 samples
    assert nearest_zero_crossing(audio + 1e-9, 250) in (239, 240, 241)
    assert nearest_zero_crossing(audio + 1e-9, 470) in (479, 480, 481)


@pytest.mark.parametrize("place", [0, 7, 99])
def test_where_nothing_crosses_zero_the_place_stays(place):
    assert nearest_zero_crossing(np.full((100, 2), 0.5), place) == place


def strokes_of(groove):
    """Where the audible strokes of a groove begin, those that are one to the ear once."""
    strokes = sorted({event.start for event in groove.events if event.velocity > 0.15})
    return [b for a, b in pairwise([-DRUM_RATE, *strokes]) if b - a > CLOSEST_S * DRUM_RATE]


def test_four_of_five_strokes_of_a_drum_machine_are_found_to_the_millisecond_and_little_else():
    n_right = n_wrong = n_missed = 0
    for seed in range(6):
        groove = clip(seed, kind="groove", length=5 * DRUM_RATE)
        found = list(onsets(np.concatenate([np.zeros((2000, 2)), groove.audio.T]), DRUM_RATE) - 2000)
        strokes = strokes_of(groove)
        near = [any(abs(stroke - place) < 0.002 * DRUM_RATE for place in found) for stroke in strokes]
        n_right, n_missed = n_right + sum(near), n_missed + near.count(False)
        n_wrong += sum(all(abs(stroke - place) > 0.04 * DRUM_RATE for stroke in strokes) for place in found)
    assert n_missed <= 0.2 * (n_right + n_missed)
    assert n_wrong <= 0.06 * n_right


def test_pointing_at_a_stroke_of_a_groove_means_that_stroke_up_to_the_next():
    n_right = n_all = 0
    for seed in range(6):
        groove = clip(seed, kind="groove", length=5 * DRUM_RATE)
        for start, stop in pairwise(strokes_of(groove)):
            hit = hit_at(groove.audio.T, DRUM_RATE, start + min((stop - start) // 2, DRUM_RATE // 30))
            n_all += 1
            slack = 0.005 * DRUM_RATE
            n_right += hit is not None and abs(hit.start - start) < slack and hit.stop < stop + slack
    assert n_all > 100
    assert n_right >= 0.7 * n_all


def test_a_short_dry_hit_is_still_met_right_behind_it_and_is_long_enough_to_hear():
    audio = with_hits(2 * RATE, [RATE], t60_s=0.03)
    span = hit_at(audio, RATE, RATE + round(0.08 * RATE))
    assert span is not None
    assert span.length == pytest.approx(0.060 * RATE, abs=0.004 * RATE)
    assert hit_at(audio, RATE, RATE + round(0.2 * RATE)) is None


def test_a_tick_ahead_of_a_stroke_is_part_of_it():
    audio = with_hits(2 * RATE, [RATE], t60_s=0.5)
    ahead = RATE - round(0.04 * RATE)
    audio[ahead : ahead + 20] += 0.005
    span = hit_at(audio, RATE, RATE + 500)
    assert span is not None
    assert abs(span.start - RATE) <= 0.001 * RATE


@pytest.mark.parametrize("rate", [8000, 48_000, 192_000])
def test_a_click_is_where_it_is(rate):
    audio = np.zeros((rate, 1))
    audio[rate // 2] = 0.5
    (found,) = onsets(audio, rate)
    assert abs(found - rate // 2) <= max(1, 0.0002 * rate)


def test_an_offset_of_the_whole_recording_makes_no_hit_longer():
    audio = with_hits(2 * RATE, [RATE], t60_s=0.3)
    plain, lifted = (hit_at(sound, RATE, RATE + 500) for sound in (audio, audio + 0.2))
    assert plain is not None
    assert lifted is not None
    assert lifted.length == pytest.approx(plain.length, rel=0.2)


def test_a_hat_over_a_low_drum_that_still_rings_is_found_and_lasts_as_long_as_it_is_heard():
    low = sine(60, 2 * RATE, RATE) * 10 ** (-3 * np.arange(2 * RATE) / (3 * RATE))[:, None]
    hat = np.diff(burst(RATE // 2, 0.3, amplitude=0.05), axis=0, prepend=0)
    place = RATE // 2
    low[place : place + len(hat)] += hat
    span = hit_at(low, RATE, place + 500)
    assert span is not None
    assert abs(span.start - place) <= 0.002 * RATE
    assert 0.08 * RATE <= span.length <= 0.3 * RATE


def test_zero_crossings_are_all_changes_of_sign_and_all_zeros_in_order():
    audio = np.array([0.5, -0.1, -0.2, 0.3, 0.0, 0.0, 0.4, -0.4])[:, None]
    assert zero_crossings(audio).tolist() == [1, 2, 4, 5, 6]
    assert zero_crossings(np.ones((5, 2))).tolist() == []
