"""Masks of training have the shapes and the shares that they say."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.timeline import Span
from engine.train.masks import KINDS, MAX_SEGMENTS, MaskShares, draw

seeds, lengths = st.integers(0, 2**31), st.integers(1, 600)


def drawn(kind, seed, n, events=()):
    return draw(np.random.default_rng(seed), kind, n, events)


def runs_in(mask):
    """Lengths of the stretches that are made anew."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.astype(int), [0]])))
    return (edges[1::2] - edges[::2]).tolist()


@given(st.sampled_from(KINDS), seeds, lengths)
def test_a_mask_covers_its_canvas_and_depends_on_the_seed_alone(kind, seed, n):
    mask = drawn(kind, seed, n, [Span(n // 2, n // 2 + 3)])
    assert mask.shape == (n,)
    assert mask.dtype == np.bool_
    assert (mask == drawn(kind, seed, n, [Span(n // 2, n // 2 + 3)])).all()
    assert mask.any() == (kind != "none")
    assert mask.all() or kind != "full"


@given(seeds, lengths)
def test_a_tail_ends_at_the_end_and_a_head_begins_at_the_beginning(seed, n):
    tail, head = drawn("tail", seed, n), drawn("head", seed, n)
    assert (np.diff(tail.astype(int)) >= 0).all()
    assert tail[-1]
    assert (np.diff(head.astype(int)) <= 0).all()
    assert head[0]


@given(seeds, st.integers(20, 600))
def test_spans_are_at_most_four_apart_and_make_a_fifth_or_more(seed, n):
    mask = drawn("spans", seed, n)
    assert 1 <= len(runs_in(mask)) <= 4
    # where the last one finds no place between the others, it is left out
    assert mask.mean() >= 0.2 / 4 - 1 / n


@given(seeds, lengths)
def test_segments_are_at_most_ten(seed, n):
    assert 1 <= len(runs_in(drawn("segments", seed, n))) <= MAX_SEGMENTS


@given(seeds, st.integers(0, 90), st.integers(1, 10))
def test_a_masked_sound_is_covered_with_its_guards(seed, start, length):
    mask = drawn("events", seed, 100, [Span(start, start + length)])
    assert mask[max(0, start - 1) : start + length + 1].all()
    assert mask.sum() <= length + 5


def test_without_sounds_a_mask_of_sounds_is_one_of_segments():
    assert (drawn("events", 3, 50) == drawn("segments", 3, 50)).all()
    assert (drawn("events", 3, 50, [Span(50, 60)]) == drawn("segments", 3, 50)).all()


def test_kinds_come_as_often_as_their_shares_say():
    shares = MaskShares(full=1, none=0, segments=2, spans=1, tail=3, head=1, events=2)
    rng, n = np.random.default_rng(0), 20_000
    counted = Counter(shares.draw_kind(rng) for _ in range(n))
    for kind, share in zip(KINDS, shares.values, strict=True):
        assert counted[kind] / n == pytest.approx(share / 10, abs=0.015)


def test_most_masks_of_an_editor_leave_something():
    shares = MaskShares()
    assert shares.full / sum(shares.values) < 0.2


def test_shares_that_make_no_sense_are_refused():
    with pytest.raises(ValueError, match="shares"):
        MaskShares(full=-0.1)
    with pytest.raises(ValueError, match="shares"):
        MaskShares(*[0.0] * len(KINDS))
