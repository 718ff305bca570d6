from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.audio import levels
from engine.document import splice
from engine.document.splice import BLOCK
from engine.timeline import Mask, Span
from tests.engine.document.shelf import noise

RATE = 8000


def sine(n_samples: int, hz: float = 440.0, level: float = 0.5) -> np.ndarray:
    return level * np.sin(2 * np.pi * hz * np.arange(n_samples) / RATE)[:, np.newaxis]


def bits(sound: np.ndarray) -> list[int]:
    return np.ascontiguousarray(sound, np.float64).view(np.int64).ravel().tolist()


@given(
    st.integers(0, 60), st.integers(1, 40), st.integers(0, 10), st.sampled_from([(0,), (1,), (0, 1), (2, 0)])
)
def test_all_outside_the_patch_and_all_other_channels_are_the_very_same_bits(at, length, crossfade, channels):
    original = noise(100, 3)
    original[:5] = [np.nan, -0.0, np.inf]
    laid = splice.lay(
        original,
        noise(length, len(channels), seed=1),
        at=at,
        channels=channels,
        crossfade=min(crossfade, length // 2),
        gain_db=-3.0,
    )
    kept = np.ones(original.shape, bool)
    kept[at : at + length, list(channels)] = False
    assert bits(laid[kept]) == bits(original[kept])


def test_a_patch_at_unity_without_joins_is_laid_as_it_is():
    patch = noise(40, 2, seed=1)
    laid = splice.lay(noise(100), patch, at=30, channels=(0, 1), crossfade=0)
    assert bits(laid[30:70]) == bits(patch)


def test_between_the_joins_the_patch_is_alone_and_each_end_may_be_left_hard():
    original, patch = noise(100, 1), noise(40, 1, seed=1)
    options = {"at": 30, "channels": (0,), "crossfade": 10}
    both = splice.lay(original, patch, **options)
    assert bits(both[40:60]) == bits(patch[10:30])
    assert bits(splice.lay(original, patch, **options, fade_in=False)[30:40]) == bits(patch[:10])
    assert bits(splice.lay(original, patch, **options, fade_out=False)[60:70]) == bits(patch[-10:])


def test_the_channels_of_a_patch_go_where_they_are_named():
    patch = noise(10, 2, seed=1)
    laid = splice.lay(noise(10, 3), patch, at=0, channels=(2, 0), crossfade=0)
    assert bits(laid[:, [2, 0]]) == bits(patch)


def test_the_level_match_is_part_of_what_is_laid():
    laid = splice.lay(
        np.zeros((10, 1)), np.full((10, 1), 0.5), at=0, channels=(0,), crossfade=0, gain_db=-20.0
    )
    assert laid == pytest.approx(0.05)


@pytest.mark.parametrize(
    ("at", "length", "crossfade"), [(-1, 10, 0), (95, 10, 0), (0, 10, 6), (0, 10, -1)], ids=str
)
def test_a_patch_that_reaches_out_or_joins_that_overlap_are_impossible(at, length, crossfade):
    with pytest.raises(ValueError, match="patch"):
        splice.lay(noise(100, 1), noise(length, 1), at=at, channels=(0,), crossfade=crossfade)


def test_joining_a_sound_with_itself_gives_that_sound():
    sound = sine(80)
    assert splice.join(sound, sound, is_rising=True) == pytest.approx(sound, abs=1e-15)


def test_joining_unrelated_sounds_keeps_their_power_all_the_way():
    under, over = noise(200_000, 1, seed=1), noise(200_000, 1, seed=2)
    power = np.square(splice.join(under, over, is_rising=True)).reshape(20, -1).mean(axis=1)
    assert power == pytest.approx(np.full(20, 0.01), rel=0.1)


@pytest.mark.parametrize("shared", [0.0, 0.3, 0.41, 0.42, 0.7, 1.0])
def test_a_join_of_alike_signals_is_never_more_than_one_and_a_half_db_off(shared):
    common, a, b = (noise(200_000, 1, seed=seed) for seed in range(3))
    own = math.sqrt(1 - shared)
    under, over = (math.sqrt(shared) * common + own * part for part in (a, b))
    middle = splice.join(under, over, is_rising=True)[90_000:110_000]
    assert levels.rms_db(middle) == pytest.approx(levels.rms_db(under), abs=1.6)


@given(st.integers(1, 50), st.integers(0, 5))
def test_falling_is_rising_backwards(n_samples, seed):
    under, over = noise(n_samples, 1, seed=seed), noise(n_samples, 1, seed=seed + 1)
    falling = splice.join(under, over, is_rising=False)
    assert falling == pytest.approx(splice.join(under[::-1], over[::-1], is_rising=True)[::-1], abs=1e-12)


def test_a_join_begins_near_what_lies_beneath_and_ends_near_the_patch():
    joined = splice.join(np.full((100, 1), 0.3), np.full((100, 1), 0.7), is_rising=True)
    assert joined[0, 0] == pytest.approx(0.3, abs=0.01)
    assert joined[-1, 0] == pytest.approx(0.7, abs=0.01)
    assert (np.diff(joined[:, 0]) > 0).all()


def test_damaged_samples_beneath_a_join_do_not_spread_into_it():
    damaged = noise(20, 1)
    damaged[3:6] = [[np.nan], [np.inf], [-np.inf]]
    assert np.isfinite(splice.join(damaged, noise(20, 1, seed=1), is_rising=True)).all()


def test_a_crossfade_is_at_most_a_quarter_of_its_region():
    assert splice.crossfade_length(48_000, 48_000, 0.010) == 480
    assert splice.crossfade_length(400, 48_000, 0.010) == 100
    assert splice.crossfade_length(3, 48_000, 0.010) == 0


@pytest.mark.parametrize(("change_db", "expected"), [(0, 0), (-3, 3), (4.5, -4.5), (-12, 6), (20, -6)])
def test_the_level_match_undoes_what_the_round_trip_did_within_its_limit(change_db, expected):
    original = noise(1000)
    gain_db = splice.match_gain_db(original, original * 10 ** (change_db / 20))
    assert gain_db == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    ("before", "after"), [(1e-4, 0.1), (0.1, 1e-4), (0.0, 0.1), (0.1, math.nan), (math.inf, 0.1)]
)
def test_the_level_is_left_alone_where_a_side_is_silent_or_not_finite(before, after):
    assert splice.match_gain_db(np.full((99, 2), before), np.full((99, 1), after)) == 0.0


def test_a_stereo_patch_is_averaged_for_mono_and_kept_for_a_pair():
    pair = noise(10, 2)
    assert splice.fold(pair, 1)[:, 0] == pytest.approx((pair[:, 0] + pair[:, 1]) / 2)
    assert splice.fold(pair, 2) is pair
    assert bits(splice.fold(pair[:, :1], 2)) == bits(pair[:, [0, 0]])


@pytest.mark.parametrize(("n_decoded", "n_channels"), [(3, 2), (2, 3), (2, 0)])
def test_more_than_a_pair_cannot_be_folded(n_decoded, n_channels):
    with pytest.raises(ValueError, match="fold"):
        splice.fold(noise(10, n_decoded), n_channels)


@pytest.mark.parametrize(
    ("channels", "n_channels", "changed"), [((), 1, (0,)), ((), 2, (0, 1)), ((), 6, (0, 1)), ((4,), 6, (4,))]
)
def test_a_take_changes_the_chosen_channels_or_the_first_two(channels, n_channels, changed):
    assert splice.patch_channels(channels, n_channels) == changed


def replaced(sound: np.ndarray, value: float, share: float) -> np.ndarray:
    sound = sound.copy()
    sound[: math.ceil(len(sound) * share)] = value
    return sound


@pytest.mark.parametrize(
    ("patch", "reason"),
    [
        (noise(RATE, 1, seed=1), ""),
        (replaced(noise(RATE, 1, seed=1), math.nan, 0.0001), "not finite"),
        (np.zeros((RATE, 1)), "silent"),
        (noise(RATE, 1, seed=1) * 0.005, "silent"),
        (replaced(np.zeros((RATE * 9, 1)), 0.1, 0.001), ""),
        (replaced(noise(RATE, 1, seed=1), 1.0, 0.002), "clipped"),
        (replaced(noise(RATE, 1, seed=1), -1.0, 0.0005), ""),
        (noise(RATE, 1) * 1.001, "nearly equal to the original"),
        (noise(RATE, 1) * 1.05, ""),
    ],
    ids=["other", "one NaN", "zeros", "too soft", "one hit", "clipped", "few peaks", "same", "a bit louder"],
)
def test_a_patch_is_suspect_for_a_reason(patch, reason):
    assert splice.suspect_reason(patch, noise(len(patch), 1), RATE) == reason


def test_sound_in_place_of_silence_is_not_suspect():
    assert splice.suspect_reason(noise(RATE, 2, seed=1), np.zeros((RATE, 2)), RATE) == ""


def reading(sound: np.ndarray, start: int = 0):
    return lambda span: sound[span.start - start : span.stop - start]


def test_the_null_test_counts_what_differs_outside_and_measures_the_change_inside():
    a = noise(1000)
    b = a.copy()
    b[100:200] *= 2
    b[500, 1] += 1e-9
    b[700] += 1e-9
    result = splice.null_test(reading(a), reading(b), Span(0, 1000), Mask((Span(100, 200),)))
    assert (result.n_outside, result.n_inside) == (1800, 200)
    assert (result.n_differing, result.first_difference, result.is_identical) == (3, 500, False)
    assert result.inside_change_db == pytest.approx(0.0, abs=1e-9)


def test_the_null_test_takes_the_same_nan_as_equal_and_minus_zero_as_different():
    a = np.array([[np.nan], [0.0], [1.0]])
    extent = Span(0, 3)
    assert splice.null_test(reading(a), reading(a.copy()), extent, Mask()).is_identical
    b = np.array([[np.nan], [-0.0], [1.0]])
    assert splice.null_test(reading(a), reading(b), extent, Mask()).first_difference == 1


def test_the_null_test_of_a_recording_with_itself_says_that_nothing_changed():
    a = noise(100)
    result = splice.null_test(reading(a), reading(a), Span(0, 100), Mask((Span(10, 20),)))
    assert (result.n_differing, result.first_difference) == (0, None)
    assert result.inside_change_db == -math.inf


def test_the_null_test_finds_a_difference_far_into_a_long_recording_block_by_block():
    n_samples, odd = 3 * BLOCK + 17, 2 * BLOCK + 5
    longest = 0

    def zeros(span: Span) -> np.ndarray:
        nonlocal longest
        longest = max(longest, span.length)
        return np.zeros((span.length, 1))

    def one_odd(span: Span) -> np.ndarray:
        sound = np.zeros((span.length, 1))
        if odd in span:
            sound[odd - span.start] = 1
        return sound

    result = splice.null_test(zeros, one_odd, Span(0, n_samples), Mask((Span(5, 10),)))
    assert (result.n_outside, result.n_differing, result.first_difference) == (n_samples - 5, 1, odd)
    assert longest <= BLOCK


def test_what_replaces_silence_is_an_infinite_change_and_a_mended_nan_counts_as_silence():
    silence, sound = np.full((10, 1), math.nan), noise(10, 1)
    result = splice.null_test(reading(silence), reading(sound), Span(0, 10), Mask((Span(0, 10),)))
    assert result.inside_change_db == math.inf


@given(st.floats(-120, 24))
def test_gains_are_exact_at_unity_and_multiply_like_decibels(gain_db):
    assert levels.from_db(0.0) == 1.0
    assert levels.from_db(gain_db) * levels.from_db(-gain_db) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("last", "reason"), [(1.0, ""), (0.2, ""), (0.02, "it dies away towards its end"), (0.0, "it dies away")]
)
def test_a_continuation_that_dies_away_is_suspect(last, reason):
    rate = 8000
    sound = 0.3 * np.random.default_rng(0).standard_normal((8 * rate, 2))
    sound[-rate:] *= last
    found = splice.tail_reason(sound, rate)
    assert found.startswith(reason) if reason else found == ""


def test_silence_and_moments_have_no_tail_to_judge():
    assert splice.tail_reason(np.zeros((8000, 1)), 8000) == ""
    assert splice.tail_reason(0.3 * np.ones((800, 1)), 8000) == ""


@given(st.lists(st.tuples(st.integers(-100, 3 * BLOCK), st.integers(0, 2 * BLOCK)), max_size=5))
@settings(max_examples=25)
def test_stretches_count_as_inside_wherever_blocks_begin(places):
    extent = Span(-70, 2 * BLOCK + 500)
    inside = np.zeros((extent.length, 2), bool)
    stretches = [(Span(start, start + length), (0,) if length % 2 else (0, 1)) for start, length in places]
    for span, channels in stretches:
        part = span.overlap(extent)
        inside[part.start - extent.start : part.stop - extent.start, list(channels)] = True
    found = splice.null_test(
        lambda span: np.zeros((span.length, 2)), lambda span: np.ones((span.length, 2)), extent, stretches
    )
    assert found.n_inside == np.count_nonzero(inside)
    assert found.n_differing == found.n_outside == np.count_nonzero(~inside)
