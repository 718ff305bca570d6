"""A region that becomes several beside one another, each to be asked for in a pass of its own."""

from __future__ import annotations

import pytest

from engine.document import edits
from engine.document.document import Document, Region
from engine.document.render import render_track
from engine.errors import RequestError
from engine.timeline import Span
from tests.engine.document.shelf import Shelf, document, take

SHELF = Shelf()


def spans_of(doc: Document) -> list[tuple[int, int]]:
    return [(region.span.start, region.span.stop) for region in doc.tracks[0].regions]


def test_a_mark_is_split_into_parts_that_meet():
    doc = document(SHELF, Region(Span(100, 1101), prompt="crash"))
    (region,) = doc.tracks[0].regions
    doc, parts = edits.split_region(doc, region.id, 3)
    assert spans_of(doc) == [(100, 433), (433, 767), (767, 1101)]
    assert tuple(r.id for r in doc.tracks[0].regions) == parts
    assert parts[0] == region.id
    assert {r.prompt for r in doc.tracks[0].regions} == {"crash"}


def test_a_region_with_takes_is_split_and_sounds_as_before():
    takes = tuple(take(SHELF, Span(100, 200), crossfade=8, number=number) for number in (1, 2))
    doc = document(SHELF, Region(Span(100, 200), takes=takes, chosen=2))
    (before,) = doc.tracks[0].regions
    after, parts = edits.split_region(doc, before.id, 3)
    regions = after.tracks[0].regions
    assert spans_of(after) == [(100, 133), (133, 166), (166, 200)]
    assert tuple(region.id for region in regions) == parts
    assert [[take.source for take in region.takes] for region in regions] == [
        [take.source for take in before.takes]
    ] * 3
    assert len({take.id for region in regions for take in region.takes}) == 3 * len(before.takes)
    whole = Span(0, 400)
    then, now = (render_track(each.tracks[0], whole, SHELF.read) for each in (doc, after))
    assert now == pytest.approx(then)


def test_a_mark_with_fewer_samples_than_parts_is_not_split():
    doc = document(SHELF, Region(Span(0, 2)))
    with pytest.raises(RequestError, match="too short"):
        edits.split_region(doc, doc.tracks[0].regions[0].id, 3)
