from __future__ import annotations

from dataclasses import replace

import pytest

from engine.document.document import MAX_TRACK_SAMPLES, Clip, Document, Region, Track
from engine.timeline import Mask, Span
from tests.engine.document.shelf import RATE, Shelf, answered, document, noise, take

SHELF = Shelf()
SONG = SHELF.put(noise(100), "song")
TAKE = take(SHELF, Span(10, 20))


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda: Clip(SONG, 0, 50, 51), "inside its source"),
        (lambda: Clip(SONG, 0, 0, 0), "inside its source"),
        (lambda: replace(TAKE, number=0), "take 0 is the original"),
        (lambda: replace(TAKE, span=Span(10, 21)), "fit its span and channels"),
        (lambda: replace(TAKE, channels=(0,)), "fit its span and channels"),
        (lambda: replace(TAKE, crossfade=11), "inside its take"),
        (lambda: Region(Span(5, 5)), "never empty"),
        (lambda: Region(Span(5, 6), takes=(TAKE, TAKE)), "each once"),
        (lambda: Region(Span(5, 6), takes=(TAKE,), chosen=2), "no take 2"),
        (lambda: Track(2, regions=(Region(Span(0, 5)), Region(Span(4, 6)))), "do not overlap"),
        (lambda: Track(2, clips=(Clip(SONG, 50, 0, 9), Clip(SONG, 0, 0, 9))), "in order"),
        (lambda: Track(1, clips=(Clip(SONG, 0, 0, 9),)), "1 channels"),
        (lambda: Track(1, regions=(Region(Span(0, 5), channels=(1,)),)), "keep to the 1 channels"),
        (lambda: Track(1, regions=(Region(Span(0, 30), takes=(TAKE,)),)), "keep to the 1 channels"),
        (lambda: Track(2, regions=(Region(Span(0, MAX_TRACK_SAMPLES + 1)),)), "out of all bounds"),
        (lambda: Document(RATE + 1, (Track(2, clips=(Clip(SONG, 0, 0, 9),)),)), "runs at the document's"),
    ],
)
def test_what_cannot_be_is_refused_at_birth(make, why):
    with pytest.raises(ValueError, match=why):
        make()


def test_the_extent_of_a_track_is_its_material_and_what_is_heard_of_its_chosen_takes():
    extension = answered(SHELF, Span(380, 500), at=Span(380, 450))
    (track,) = document(SHELF, extension).tracks
    assert (track.material, track.extent) == (Span(0, 400), Span(0, 450))
    assert replace(track, regions=(replace(extension, chosen=0),)).extent == Span(0, 400)


def test_the_extent_of_a_document_is_that_of_its_tracks_that_sound():
    first = Track(2, clips=(Clip(SONG, 50, 0, 20),))
    doc = Document(RATE, (first, Track(1), Track(2, clips=(Clip(SONG, -10, 0, 20),))))
    assert doc.extent == Span(-10, 70)
    assert Document(RATE, (Track(1),)).extent == Span(0, 0)


def test_the_mask_of_a_track_joins_regions_that_touch():
    track = Track(2, regions=(Region(Span(0, 5)), Region(Span(5, 9)), Region(Span(20, 30))))
    assert track.mask == Mask((Span(0, 9), Span(20, 30)))


def test_tracks_and_regions_are_found_by_identifier_and_changed_alone():
    doc = document(SHELF, Region(Span(0, 5)), Region(Span(10, 15)))
    doc = replace(doc, tracks=(*doc.tracks, Track(1)))
    _, two = doc.tracks[0].regions
    assert doc.region(two.id) is two
    assert doc.track_of(two.id) is doc.tracks[0]
    after = doc.with_region(two.id, lambda region: replace(region, name="Hit"))
    assert [region.name for region in after.tracks[0].regions] == ["", "Hit"]
    assert after.tracks[1] is doc.tracks[1]
    for find in (doc.track, doc.track_of, doc.region):
        with pytest.raises(KeyError):
            find("none")
