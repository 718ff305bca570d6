from __future__ import annotations

import pytest

from engine.document import edits
from engine.document.document import Document
from engine.document.tracks import duplicate_track, move_track, step_track
from engine.timeline import Span


def named(*names: str) -> Document:
    document = Document()
    for name in names:
        document = edits.add_empty_track(document, name)
    return document


def names(document: Document) -> list[str]:
    return [track.name for track in document.tracks]


def test_a_copy_of_a_track_stands_below_it_and_shares_no_identifier_with_it():
    document = named("a", "b")
    first = document.tracks[0].id
    document, region = edits.add_region(document, first, Span(0, 100))
    after, copied = duplicate_track(document, first, "a 2")
    assert names(after) == ["a", "a 2", "b"]
    assert after.tracks[0] == document.tracks[0]
    assert after.track(copied).regions[0].span == Span(0, 100)
    assert after.track(copied).regions[0].id != region


@pytest.mark.parametrize(
    ("by", "order"), [(1, ["b", "a", "c"]), (2, ["b", "c", "a"]), (9, ["b", "c", "a"]), (-1, ["a", "b", "c"])]
)
def test_a_track_moves_among_the_others_and_stops_at_the_ends(by, order):
    document = named("a", "b", "c")
    assert names(step_track(document, document.tracks[0].id, by)) == order


def test_moving_a_track_changes_nothing_in_it():
    document = named("a", "b", "c")
    moved = move_track(document, document.tracks[2].id, 0)
    assert set(moved.tracks) == set(document.tracks)
    assert names(moved) == ["c", "a", "b"]
