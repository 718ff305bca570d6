"""Places that edges keep to are found block by block, whatever happens to one of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app import blocks
from app.hits import Hits
from engine.document.document import Clip, Track
from engine.document.seeking import BLOCK_S
from engine.errors import EngineError
from engine.timeline import Span
from tests.app.timeline.conftest import source

RATE = 8000
BLOCK = round(BLOCK_S * RATE)


@pytest.fixture
def track(tmp_path):
    sound = source(tmp_path)
    return Track(2, (Clip(sound, 0, 0, sound.n_samples),))


@pytest.fixture
def make_hits(qtbot: QtBot):
    made = []

    def make(read):
        made.append(Hits(read))
        return made[-1]

    yield make
    for hits in made:
        hits.close()


def silence(_source, span):
    return np.zeros((span.length, 2))


def settle(qtbot, hits):
    qtbot.waitUntil(lambda: hits.is_settled, timeout=60_000)


@pytest.mark.parametrize("error", [MemoryError(), ValueError("odd")])
def test_what_nobody_expected_is_told_once_and_ends_the_looking(make_hits, qtbot, track, error):
    def fail(_source, _span):
        raise error

    hits, told = make_hits(fail), []
    hits.failed.connect(told.append)
    for place in (100, 100, BLOCK + 100):
        assert hits.crossings.near(track, RATE, place, 80) is None
        settle(qtbot, hits)
    assert told == [error]


def test_what_nobody_expected_is_the_answer_to_a_question(make_hits, qtbot, track):
    def fail(_source, _span):
        raise MemoryError

    hits, answers = make_hits(fail), []
    hits.nearest_crossings(track, RATE, (100,), answers.append)
    settle(qtbot, hits)
    assert [type(answer) for answer in answers] == [MemoryError]
    assert not isinstance(answers[0], EngineError)


def test_where_all_is_silent_what_is_kept_has_a_limit_and_every_sample_is_a_crossing(
    make_hits, qtbot, track, monkeypatch
):
    monkeypatch.setattr(blocks, "MAX_BYTES", 4 * BLOCK)
    hits = make_hits(silence)
    for place in (100, BLOCK + 100, 2 * BLOCK + 100):
        hits.crossings.near(track, RATE, place, 80)
        settle(qtbot, hits)
        assert hits.crossings.near(track, RATE, place, 80) == place
    assert hits.crossings.near(track, RATE, 100, 80) is None
    settle(qtbot, hits)


def test_of_many_tracks_the_first_are_looked_through_ahead(make_hits, qtbot, track):
    hits, tracks = make_hits(silence), [replace(track, id=str(number)) for number in range(12)]
    hits.crossings.look_ahead(tracks, RATE, Span(0, 3 * BLOCK))
    settle(qtbot, hits)
    known = [hits.crossings.near(one, RATE, 100, 80) is not None for one in tracks]
    assert known == [True] * 11 + [False]
    settle(qtbot, hits)
