from __future__ import annotations

import pytest

from engine.document import markers
from engine.document.document import MAX_TRACK_SAMPLES, Document, Marker
from engine.errors import RequestError
from engine.timeline import Span


def marked(*places: int) -> Document:
    doc = Document()
    for place in places:
        doc, _ = markers.add_marker(doc, place, f"at {place}")
    return doc


def places(doc: Document) -> list[int]:
    return [marker.at for marker in doc.markers]


def test_markers_stand_in_order_whatever_order_they_came_in():
    doc = marked(300, 100, 200)
    assert places(doc) == [100, 200, 300]
    assert places(markers.move_marker(doc, doc.markers[0].id, 250)) == [200, 250, 300]
    with pytest.raises(ValueError, match="in order"):
        Document(markers=(Marker(5), Marker(4)))


def test_a_second_marker_at_one_place_is_the_first():
    doc = marked(100)
    after, marker = markers.add_marker(doc, 100, "again")
    assert after is doc
    assert marker == doc.markers[0].id


def test_markers_are_named_and_removed_one_by_one():
    doc = marked(100, 200)
    doc = markers.name_marker(doc, doc.markers[1].id, " Chorus ")
    assert [marker.name for marker in doc.markers] == ["at 100", "Chorus"]
    assert places(markers.remove_marker(doc, doc.markers[0].id)) == [200]
    with pytest.raises(KeyError):
        markers.remove_marker(doc, "none")


def test_a_marker_out_of_all_bounds_is_refused():
    with pytest.raises(RequestError, match="too far"):
        markers.add_marker(Document(), MAX_TRACK_SAMPLES + 1)
    doc = marked(100)
    with pytest.raises(RequestError, match="too far"):
        markers.move_marker(doc, doc.markers[0].id, -MAX_TRACK_SAMPLES - 1)
    with pytest.raises(RequestError, match="too far"):
        markers.opened_markers(doc.markers, 0, MAX_TRACK_SAMPLES)


def test_markers_make_room_and_close_it():
    doc = marked(10, 100, 150, 200)
    assert [m.at for m in markers.opened_markers(doc.markers, 100, 7)] == [10, 107, 157, 207]
    assert [m.at for m in markers.closed_markers(doc.markers, Span(100, 200))] == [10, 100]


@pytest.mark.parametrize("bpm", [0.0, 9.9, 1001.0, float("nan"), float("inf")])
def test_a_tempo_that_nobody_plays_is_refused(bpm):
    with pytest.raises(RequestError, match=r"^The tempo must lie between 10 and 1000 beats a minute\.$"):
        markers.set_tempo(Document(), bpm)
    with pytest.raises(ValueError, match="no such tempo"):
        Document(tempo_bpm=bpm)


def test_tempo_and_metre_are_set():
    doc = markers.set_tempo(Document(), 90, 3)
    assert (doc.tempo_bpm, doc.beats_per_bar) == (90.0, 3)
    assert markers.set_tempo(doc, 91).beats_per_bar == 3
    with pytest.raises(RequestError, match="between 1 and 32 beats in a bar"):
        markers.set_tempo(doc, 90, 0)
