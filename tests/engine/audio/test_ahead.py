from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.audio.ahead import Ahead, Piece, crossfaded, stretches
from tests.helpers.sound import noise


def filled(audio: np.ndarray, capacity: int = 400, block: int = 100) -> Ahead:
    queue = Ahead(audio.shape[1], capacity)
    for start in range(0, len(audio), block):
        queue.put(audio[start : start + block], 1000 + start, start)
    return queue


def taken(queue: Ahead, n_samples: int) -> np.ndarray:
    out = np.zeros((n_samples, 2), np.float32)
    n = queue.take(out)
    return out[:n]


@given(sizes=st.lists(st.integers(1, 90), min_size=1, max_size=30))
def test_what_comes_out_is_what_went_in_however_it_is_taken(sizes):
    audio = noise(400, 2).astype(np.float32)
    queue = filled(audio)
    out = np.concatenate([taken(queue, size) for size in sizes])
    np.testing.assert_array_equal(out, audio[: len(out)])


def test_pieces_that_follow_each_other_are_one_stretch_until_the_loop_goes_round():
    starts = [(100, 50), (150, 50), (200, 30), (100, 50), (150, 10), (900, 5)]
    pieces = [Piece(number, start, n) for number, (start, n) in enumerate(starts)]
    assert [[p.start for p in group] for group in stretches(pieces)] == [[100, 150, 200], [100, 150], [900]]
    assert stretches([]) == []


@given(n_taken=st.integers(0, 400), fade=st.integers(0, 500))
def test_an_exchange_keeps_places_and_lengths_and_fades_from_where_it_is_heard(n_taken, fade):
    old, new = (noise(400, 2, seed=seed).astype(np.float32) for seed in (1, 2))
    queue = filled(old)
    taken(queue, n_taken)
    pieces = queue.waiting()
    assert sum(piece.n_samples for piece in pieces) == 400 - n_taken
    queue.exchange(pieces, new[n_taken:], fade)
    rest = taken(queue, 400)
    assert len(rest) == 400 - n_taken
    np.testing.assert_array_equal(rest[fade:], new[n_taken + fade :])
    assert queue.origin(399) == 1399


def test_what_was_taken_during_an_exchange_stays_as_it_was():
    old, new = (noise(400, 2, seed=seed).astype(np.float32) for seed in (1, 2))
    queue = filled(old)
    pieces = queue.waiting()
    first = taken(queue, 150)  # the device was faster
    queue.exchange(pieces, new, fade=0)
    np.testing.assert_array_equal(first, old[:150])
    np.testing.assert_array_equal(taken(queue, 400), new[150:])


def test_the_same_sound_fades_into_itself_without_a_change():
    audio = noise(200, 2).astype(np.float32)
    np.testing.assert_array_equal(crossfaded(audio, audio.copy()), audio)


@pytest.mark.parametrize("likeness", [0.0, 0.5, 0.9, 0.999])
def test_a_crossfade_is_equally_loud_all_the_way_whatever_the_two_have_in_common(likeness):
    common, own = noise(50_000, 2, seed=1), noise(50_000, 2, seed=2)
    old = common.astype(np.float32)
    new = (likeness * common + np.sqrt(1 - likeness**2) * own).astype(np.float32)
    mixed = crossfaded(old, new)
    power = np.square(mixed).reshape(10, -1).mean(axis=1) / np.square(old).mean()
    assert 10 * np.log10(power) == pytest.approx(np.zeros(10), abs=0.3)


def test_notes_come_once_what_they_belong_to_was_heard():
    queue = filled(noise(300, 2).astype(np.float32))
    assert queue.heard() == []
    assert queue.origin(150) == 1150
    assert queue.heard() == [0]
    assert queue.origin(299) == 1299
    assert queue.heard() == [100]
