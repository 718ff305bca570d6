"""What a region without a name is called by stays, whatever comes before it."""

from __future__ import annotations

import json
from dataclasses import replace

from engine.document import clipboard, clips, edits
from engine.document.document import Document, Region, Track
from engine.document.history import History
from engine.document.rows import Book, Scribe, as_json
from engine.timeline import Span
from tests.engine.document.shelf import Shelf, document, noise

SHELF = Shelf()


def numbers(doc: Document, track: int = 0) -> list[int]:
    return [region.number for region in doc.tracks[track].regions]


def marked(*spans: Span) -> Document:
    doc = document(SHELF)
    for span in spans:
        doc, _ = edits.add_region(doc, doc.tracks[0].id, span)
    return doc


def test_regions_count_on_in_the_order_in_which_they_come():
    doc = marked(Span(40, 50), Span(10, 20), Span(70, 80))
    assert numbers(doc) == [2, 1, 3]
    doc = edits.remove_region(doc, doc.tracks[0].regions[1].id)
    assert numbers(doc) == [2, 3]
    doc, _ = edits.add_region(doc, doc.tracks[0].id, Span(0, 5))
    assert numbers(doc) == [4, 2, 3]


def test_a_mark_that_grows_keeps_its_number():
    doc = marked(Span(10, 20), Span(40, 50), Span(70, 80))
    doc, _ = edits.add_region(doc, doc.tracks[0].id, Span(45, 60))
    assert numbers(doc) == [1, 2, 3]
    doc, _ = edits.add_region(doc, doc.tracks[0].id, Span(55, 75))
    assert numbers(doc) == [1, 2]


def test_of_a_split_region_the_first_part_keeps_the_number():
    doc = marked(Span(10, 20), Span(40, 50))
    doc, _ = edits.split_region(doc, doc.tracks[0].regions[0].id, 2)
    assert numbers(doc) == [1, 3, 2]
    assert numbers(edits.subtract(doc, doc.tracks[0].id, Span(42, 45))) == [1, 3, 2, 4]


def test_numbers_that_a_file_tells_twice_or_wrongly_are_given_anew():
    spans = Span(0, 1), Span(2, 3), Span(4, 5), Span(6, 7)
    wrong = tuple(Region(span, number=number) for span, number in zip(spans, (2, -7, 2, 1), strict=True))
    doc = Document(8000, (Track(1, regions=wrong), Track(1, regions=(Region(Span(0, 9), number=1),))))
    assert (numbers(doc), numbers(doc, 1)) == ([2, 3, 4, 1], [5])


def test_a_number_that_nobody_could_say_is_damage():
    region = Region(Span(0, 1), number=2**63 - 1)
    doc = Document(8000, (Track(1, regions=(region,)),))
    assert numbers(doc) == [1]


def test_regions_of_projects_without_numbers_have_the_same_in_all_states():
    first = marked(Span(40, 50))
    history = History(first, "Open")
    for span in (Span(10, 20), Span(70, 80)):
        history.push("Add region", edits.add_region(history.document, first.tracks[0].id, span)[0])
    page = json.loads(as_json(Scribe(lambda _source: {}).page(history)))
    for row in page["regions"]:
        del row["number"]
    book = Book(lambda _row: first.tracks[0].clips[0].source)
    book.turn(page)
    read, found = book.history, []
    for index in range(3):
        read.jump(index)
        found.append(read.document)
    assert [numbers(doc) for doc in found] == [[1], [2, 1], [2, 1, 3]]
    assert len({id(region) for doc in found for region in doc.tracks[0].regions}) == 3  # shared still


def test_what_is_pasted_takes_no_number_that_is_in_use_and_what_is_moved_keeps_its_own():
    doc = marked(Span(110, 120), Span(60, 70))
    snippet = clipboard.copy(doc, (doc.tracks[0].id,), Span(50, 80))
    pasted, _ = clipboard.paste(doc, snippet, 0)
    assert sorted(numbers(pasted)) == [1, 2, 3]
    assert next(r.number for r in pasted.tracks[0].regions if r.id == doc.tracks[0].regions[1].id) == 1
    other = edits.add_track(doc, SHELF.put(noise(100)))
    other, _ = edits.add_region(other, other.tracks[1].id, Span(2, 4))
    moved = clips.move_clip(other, other.tracks[0].clips[0].id, 200, other.tracks[1].id)
    assert [numbers(other), numbers(other, 1)] == [[2, 1], [3]]
    assert [numbers(moved), numbers(moved, 1)] == [[], [3, 2, 1]]


def test_a_region_that_only_changes_keeps_its_number_and_is_the_same_object_elsewhere():
    doc = marked(Span(10, 20), Span(40, 50))
    first, second = doc.tracks[0].regions
    after = edits.name_region(doc, second.id, "Crash")
    assert after.tracks[0].regions == (first, replace(second, name="Crash"))
    assert after.tracks[0].regions[0] is first
