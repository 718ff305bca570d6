from __future__ import annotations

import math

import numpy as np
import pytest

from engine.audio.loudness import lufs
from engine.document.document import Clip
from engine.document.measuring import Loudness, measure
from tests.engine.document.shelf import Shelf, noise

RATE = 48_000


def measured(*clips: Clip, shelf: Shelf, only_peak: bool = False) -> Loudness:
    job = measure(clips, shelf.read, only_peak=only_peak)
    while True:
        try:
            next(job)
        except StopIteration as end:
            return end.value


@pytest.mark.parametrize(("n_samples", "level"), [(3 * RATE, 1.0), (RATE // 10, 1.0), (RATE // 2, 0.01)])
def test_a_clip_is_as_loud_as_the_standard_says_gain_and_all(n_samples, level):
    shelf = Shelf()
    sound = level * noise(n_samples)
    clip = Clip(shelf.put(sound, sample_rate=RATE), 100, 0, n_samples, gain_db=-6.0)
    found = measured(clip, shelf=shelf)
    assert found.lufs == pytest.approx(lufs(sound, RATE) - 6.0, abs=0.1)
    assert found.peak == pytest.approx(np.abs(sound).max() * 10 ** (-6 / 20))


@pytest.mark.parametrize("n_silent", [1, 480, 4799])
def test_the_odd_end_of_a_short_clip_counts_as_much_as_it_lasts(n_silent):
    shelf = Shelf()
    sound = np.concatenate([noise(RATE // 10), np.zeros((n_silent, 2))])
    clip = Clip(shelf.put(sound, sample_rate=RATE), 0, 0, len(sound))
    assert measured(clip, shelf=shelf).lufs == pytest.approx(lufs(sound, RATE), abs=0.1)


def test_pauses_do_not_make_a_clip_softer():
    shelf = Shelf()
    sound = np.concatenate([noise(2 * RATE), np.zeros((4 * RATE, 2))])
    clip = Clip(shelf.put(sound, sample_rate=RATE), 0, 0, len(sound))
    assert measured(clip, shelf=shelf).lufs == pytest.approx(lufs(sound, RATE), abs=0.2)


def test_several_clips_are_one_programme_and_the_share_that_is_done_grows():
    shelf = Shelf()
    loud, soft = (shelf.put(level * noise(RATE), sample_rate=RATE) for level in (1.0, 0.1))
    clips = Clip(loud, 0, 0, RATE), Clip(soft, RATE, 0, RATE)
    shares = list(measure(clips, shelf.read))
    assert shares == sorted(shares)
    assert 0 <= shares[0] < shares[-1] < 1
    assert measured(*clips, shelf=shelf).peak == np.abs(noise(RATE)).max()


def test_the_peak_alone_is_known_without_the_loudness():
    shelf = Shelf()
    clip = Clip(shelf.put(noise(RATE), sample_rate=RATE), 0, 0, RATE)
    assert measured(clip, shelf=shelf, only_peak=True) == Loudness(np.abs(noise(RATE)).max(), -math.inf)


def test_silence_has_no_loudness_and_damaged_samples_count_as_silence():
    shelf = Shelf()
    clip = Clip(shelf.put(np.full((RATE, 1), np.nan), sample_rate=RATE), 0, 0, RATE)
    assert measured(clip, shelf=shelf) == Loudness(0.0, -math.inf)
