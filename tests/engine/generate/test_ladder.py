"""Where memory runs short a request still comes to a result, and says what was given up for it.

The shortage is played: a transformer that has room for so many latent frames at once and no more.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from engine.document import edits
from engine.document.document import Document
from engine.errors import MemoryFullError, OutputError
from engine.generate import context, ladder, patching
from engine.generate.engine import Engine
from engine.generate.request import Context, GivenUp, Progress
from engine.model.config import read_config
from engine.model.dit import Dit


@pytest.fixture
def room(monkeypatch):
    """Sets how many latent frames, of all takes together, there is room for; and counts the refusals."""
    refused = []
    velocity = Dit.velocity

    def set_to(most: int, times: int = 1000):
        def short(self, x, t, prepared, valid=None):
            if len(x) * x.shape[-1] > most and len(refused) < times:
                refused.append(len(x) * x.shape[-1])
                raise RuntimeError(
                    "[enforce fail] DefaultCPUAllocator: not enough memory: you tried to allocate"
                )
            return velocity(self, x, t, prepared, valid)

        monkeypatch.setattr(Dit, "velocity", short)
        return refused

    return set_to


def tiny_grid(request):
    return context.Grid.of(read_config(Path(request.model)))


@pytest.fixture
def grid(ask):
    return tiny_grid(ask())


def finished(request, engine=None):
    """The result, and the phases on the way to it."""
    job, phases = (engine or Engine()).generate(request), []
    try:
        while True:
            phases.append(next(job))
    except StopIteration as end:
        return end.value, phases


def sounds(result):
    (takes,) = result.takes.values()
    return [soundfile.read(take.source.path)[0] for take in takes]


def test_what_was_kept_goes_first_and_changes_nothing(ask, room):
    request = ask(steps=2)
    wanted = finished(request)[0]
    engine = Engine()
    finished(request, engine)
    refused = room(1, times=1)
    result, phases = finished(request, engine)
    assert len(refused) == 1
    assert Progress("Making room in memory") in phases
    assert result.report["given_up"] == [GivenUp.KEPT]
    assert np.array_equal(sounds(result)[0], sounds(wanted)[0])


def test_takes_are_made_one_after_the_other_and_are_the_same(ask, room):
    request = ask(steps=2, n_takes=3)
    wanted = finished(request)[0]
    room(wanted.report["n_latent_frames"])
    result, _ = finished(request)
    assert result.report["given_up"] == [GivenUp.KEPT, GivenUp.TOGETHER]
    (takes,) = result.takes.values()
    assert [(take.number, take.seed) for take in takes] == [(1, 3), (2, 4), (3, 5)]
    assert result.report["seeds"] == wanted.report["seeds"]
    assert len(result.report["suspect"]) == 3
    for ours, theirs in zip(sounds(result), sounds(wanted), strict=True):
        assert np.abs(ours - theirs).max() < 1e-4  # rows of one product may be rounded differently


def test_at_last_less_is_heard(ask, room):
    request = ask(steps=2, context=Context.NORMAL)
    needed = finished(request)[0].report["n_latent_frames"]
    room(needed - 1)
    result, _ = finished(request)
    assert result.report["given_up"] == [GivenUp.KEPT, GivenUp.CONTEXT]
    assert result.report["context"] == "tight"
    assert result.report["n_latent_frames"] < needed
    assert not result.problem


def test_one_that_draws_its_seed_draws_it_once(ask, room):
    request = ask(steps=2, n_takes=2, seed=-1)
    room(finished(request)[0].report["n_latent_frames"])
    report = finished(request)[0].report
    assert report["seeds"] == [report["first_seed"], report["first_seed"] + 1]


def test_where_there_is_no_room_at_all_that_is_said_and_a_smaller_request_goes_on(ask, room, monkeypatch):
    engine = Engine()
    room(0)
    with pytest.raises(MemoryFullError, match="not enough memory on the device “cpu”"):
        finished(ask(steps=2), engine)
    monkeypatch.undo()
    assert finished(ask(steps=2), engine)[0].report["given_up"] == []
    assert engine.model is not None


def test_other_faults_are_not_taken_for_a_want_of_memory(ask, monkeypatch):
    def broken(self, *given):
        raise RuntimeError("shapes do not fit")

    monkeypatch.setattr(Dit, "velocity", broken)
    with pytest.raises(RuntimeError, match="shapes"):
        finished(ask(steps=2))


def test_a_context_in_seconds_is_the_user_s_and_stays(ask, grid):
    tried = list(ladder.rungs(ask(n_takes=2, context=4.0), grid))
    assert [rung.request.context for rung in tried] == [4.0, 4.0, 4.0]


def test_a_context_that_changes_nothing_is_not_tried(ask, grid):
    tried = list(ladder.rungs(ask(context=Context.WIDE), grid))  # of four seconds, three are heard at least
    assert [str(rung.request.context) for rung in tried] == ["wide", "wide", "tight"]
    document = edits.add_empty_track(Document(48000))
    document, region = edits.compose_region(document, document.tracks[0].id, 48000)
    composed = replace(ask(context=Context.WIDE), track=document.tracks[0], regions=(region,))
    assert [rung.given_up for rung in ladder.rungs(composed, grid)] == [(), (GivenUp.KEPT,)]


@pytest.mark.parametrize("n_whole", [1, 2])
def test_takes_that_are_whole_are_kept_where_memory_ends_among_them(ask, room, monkeypatch, n_whole):
    decode, done = patching.decode, []

    def short(*given):
        if len(done) == n_whole:
            raise RuntimeError("DefaultCPUAllocator: not enough memory: you tried to allocate")
        done.append(given)
        return decode(*given)

    monkeypatch.setattr(patching, "decode", short)
    request = ask(steps=2, n_takes=3)
    if n_whole == 2:  # takes come one by one
        room(context.plan(request.mask, request.kept_extent, 48000, tiny_grid(request), 2.0).n_latents)
    result, _ = finished(request)
    (takes,) = result.takes.values()
    assert [take.number for take in takes] == list(range(1, n_whole + 1))
    assert result.problem == "There was not enough memory for more takes."


def test_a_full_disk_among_takes_that_come_one_by_one_leaves_those_before(ask, room, monkeypatch):
    write, done = patching.take, []

    def full(*given):
        if len(done) == 2:
            raise OutputError("take.wav", "the disk is full")
        done.append(given)
        return write(*given)

    monkeypatch.setattr(patching, "take", full)
    request = ask(steps=2, n_takes=3)
    room(context.plan(request.mask, request.kept_extent, 48000, tiny_grid(request), 2.0).n_latents)
    result, _ = finished(request)
    assert [take.number for take in next(iter(result.takes.values()))] == [1, 2]
    assert "the disk is full" in result.problem
