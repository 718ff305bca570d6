"""Beginnings and zero crossings of a track, whichever block they lie in."""

from __future__ import annotations

import numpy as np
import pytest

from engine.audio.files import Reader, probe
from engine.audio.onsets import zero_crossings
from engine.document import edits
from engine.document.seeking import BLOCK_S, TrackSearch
from engine.timeline import Span
from tests.helpers.sound import noise, save

RATE = 8000
BLOCK = round(BLOCK_S * RATE)
N_SAMPLES = 3 * BLOCK + 100


@pytest.fixture
def search(tmp_path):
    """Noise of a little more than three blocks, and a beginning just before the second one."""
    audio = noise(N_SAMPLES, 1, amplitude=0.001)
    audio[BLOCK - 200 : BLOCK + 2000] += noise(2200, 1, seed=1, amplitude=0.5)
    document = edits.new_document(probe(save(tmp_path / "noise.wav", audio, RATE)))
    with Reader() as reader:
        yield TrackSearch(document.tracks[0], RATE, reader.read)


def test_crossings_of_all_blocks_are_those_of_the_whole_track(search):
    sound = search.read(search.track.clips[0].source, Span(0, N_SAMPLES))
    found = np.concatenate([search.crossings_in(index) for index in range(-1, 5)])
    assert found.tolist() == zero_crossings(sound).tolist()


def test_a_beginning_at_the_edge_of_a_block_belongs_to_one_block(search):
    first, *others = (search.onsets_in(index).tolist() for index in range(4))
    assert first == pytest.approx([0, BLOCK - 200], abs=40)  # the noise begins, too
    assert others == [[], [], []]


def test_the_next_beginning_is_looked_for_only_as_long_as_somebody_waits(search):
    assert search.next_onset(0, 1, lambda: True) == pytest.approx(BLOCK - 200, abs=40)
    assert search.next_onset(N_SAMPLES, -1, lambda: True) == pytest.approx(BLOCK - 200, abs=40)
    assert search.next_onset(0, 1, lambda: False) is None
    assert search.next_onset(N_SAMPLES, 1, lambda: True) is None


def test_a_hit_across_the_edge_of_a_block_is_found_whole(search):
    hit = search.hit_at(BLOCK + 100)
    assert hit is not None
    assert hit.start == pytest.approx(BLOCK - 200, abs=40)
    assert hit.stop == pytest.approx(BLOCK + 2000, abs=100)
    assert search.hit_at(10 * N_SAMPLES) is None


def test_beyond_the_track_nothing_crosses_zero(search):
    assert search.nearest_crossing(N_SAMPLES + 3) == N_SAMPLES + 3
    assert search.crossings_in(7).tolist() == []
