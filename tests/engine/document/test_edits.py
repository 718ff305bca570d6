from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.document import edits
from engine.document.document import Document, Region
from engine.errors import RequestError
from engine.timeline import Mask, Span
from tests.engine.document.shelf import RATE, Shelf, answered, document, noise, take

SHELF = Shelf()


def opened(*regions: Region, **kept) -> tuple[Document, str]:
    doc = document(SHELF, *regions, **kept)
    return doc, doc.tracks[0].id


def spans_of(doc: Document) -> list[tuple[int, int]]:
    return [(region.span.start, region.span.stop) for region in doc.tracks[0].regions]


# ---- tracks


def test_a_new_document_holds_the_whole_file_on_one_track_named_after_it():
    source = SHELF.put(noise(50, 1), "kick", sample_rate=48_000)
    doc = edits.new_document(source)
    (track,) = doc.tracks
    assert (doc.sample_rate, track.n_channels, track.name) == (48_000, 1, source.path.stem)
    assert track.material == Span(0, 50)


def test_a_track_of_another_rate_is_refused_with_both_rates():
    doc, _ = opened()
    with pytest.raises(RequestError, match=r"48000 Hz and the tracks that are open at 8000 Hz: .*\.$"):
        edits.add_track(doc, SHELF.put(noise(9), sample_rate=48_000))


def test_a_file_without_samples_is_refused():
    with pytest.raises(RequestError, match="holds no sound"):
        edits.new_document(SHELF.put(noise(0)))


def test_an_empty_document_takes_the_rate_of_its_first_file():
    assert edits.add_track(Document(44_100), SHELF.put(noise(9), sample_rate=RATE)).sample_rate == RATE


def test_a_negative_zero_is_zero():
    document = edits.new_document(SHELF.put(noise(9)))
    track = document.tracks[0].id
    changed = edits.set_track(document, track, gain_db=-0.0, pan=-0.0).track(track)
    assert (str(changed.gain_db), str(changed.pan)) == ("0.0", "0.0")


def test_tracks_are_added_renamed_set_and_removed_one_by_one():
    doc, first = opened()
    doc = edits.add_empty_track(edits.rename_track(doc, first, "Drums"), "Pad", n_channels=1)
    second = doc.tracks[1].id
    doc = edits.set_track(doc, second, gain_db=-3.0, pan=-2.0, is_solo=True)
    doc = edits.set_track(doc, second, is_muted=True)
    track = doc.tracks[1]
    assert (track.gain_db, track.pan, track.is_solo, track.is_muted) == (-3.0, -1.0, True, True)
    assert (track.name, track.n_channels, track.extent) == ("Pad", 1, Span(0, 0))
    assert [t.name for t in edits.remove_track(doc, second).tracks] == ["Drums"]


def test_a_gain_that_is_no_number_is_impossible():
    doc, track = opened()
    with pytest.raises(ValueError, match="finite"):
        edits.set_track(doc, track, gain_db=float("nan"))


def test_an_unknown_track_or_region_is_a_key_error():
    doc, _ = opened()
    with pytest.raises(KeyError):
        edits.remove_track(doc, "none")
    with pytest.raises(KeyError):
        edits.choose_take(doc, "none", 0)


# ---- marking


@pytest.mark.parametrize(
    ("marked", "new", "result"),
    [
        ([], (10, 20), [(10, 20)]),
        ([(10, 20)], (30, 40), [(10, 20), (30, 40)]),
        ([(10, 20)], (20, 40), [(10, 40)]),
        ([(10, 20), (30, 40)], (15, 35), [(10, 40)]),
        ([(10, 20), (30, 40)], (0, 50), [(0, 50)]),
        ([(10, 40)], (20, 30), [(10, 40)]),
    ],
)
def test_marks_that_touch_or_overlap_become_one(marked, new, result):
    doc, track = opened(*(Region(Span(*edges)) for edges in marked))
    doc, region = edits.add_region(doc, track, Span(*new))
    assert spans_of(doc) == result
    assert doc.region(region).span.contains(Span(*new))


@pytest.mark.parametrize(
    ("new", "part"), [((50, 150), (50, 100)), ((150, 250), (200, 250)), ((90, 230), (200, 230))]
)
def test_a_new_region_gives_way_to_takes_and_keeps_the_largest_free_part(new, part):
    doc, track = opened(answered(SHELF, Span(100, 200)))
    after, region = edits.add_region(doc, track, Span(*new))
    assert after.region(region).span == Span(*part)
    assert doc.tracks[0].regions[0] in after.tracks[0].regions


def test_a_region_where_all_is_taken_is_refused():
    doc, track = opened(answered(SHELF, Span(100, 200)))
    with pytest.raises(RequestError, match=r"has takes: ask that region for more, or remove it first\.$"):
        edits.add_region(doc, track, Span(120, 180))


def test_an_empty_selection_is_refused():
    doc, track = opened()
    with pytest.raises(RequestError, match="The selection is empty"):
        edits.add_region(doc, track, Span(10, 10))


def test_a_selection_beyond_all_bounds_is_refused():
    doc, track = opened()
    with pytest.raises(RequestError, match="too far"):
        edits.add_region(doc, track, Span(0, 2**50))


def test_a_mark_that_grows_keeps_its_identity_name_and_prompt():
    doc, track = opened()
    doc, first = edits.add_region(doc, track, Span(10, 20), prompt="snare")
    doc = edits.name_region(doc, first, "Hit")
    doc, second = edits.add_region(doc, track, Span(20, 30))
    assert second == first
    assert (doc.region(first).name, doc.region(first).prompt) == ("Hit", "snare")
    doc, _ = edits.add_region(doc, track, Span(30, 40), prompt="kick")
    assert doc.region(first).prompt == "kick"
    assert edits.set_prompt(doc, first, None).region(first).prompt is None


def test_marking_the_same_stretch_again_changes_nothing():
    doc, track = opened(Region(Span(10, 40)))
    assert edits.add_region(doc, track, Span(20, 30))[0] is doc


def test_channels_of_a_region_are_one_or_two_that_the_track_has():
    doc, track = opened(n_channels=6)
    doc, region = edits.add_region(doc, track, Span(10, 20), channels=(3, 2, 3))
    assert doc.region(region).channels == (2, 3)
    assert edits.set_channels(doc, region, ()).region(region).channels == ()
    with pytest.raises(RequestError, match="between 1 and 6"):
        edits.set_channels(doc, region, (6,))
    with pytest.raises(RequestError, match="one or two"):
        edits.add_region(doc, track, Span(30, 40), channels=(0, 1, 2))


def test_a_plain_drag_replaces_marks_and_spares_takes():
    doc, track = opened(Region(Span(10, 20)), Region(Span(30, 40)), answered(SHELF, Span(100, 200)))
    taken = doc.tracks[0].regions[2]
    after = edits.set_mask(doc, track, [Span(50, 120)])
    assert spans_of(after) == [(50, 100), (100, 200)]
    assert after.tracks[0].regions[1] is taken
    assert spans_of(edits.set_mask(doc, track, [])) == [(100, 200)]


def test_a_mark_that_stays_under_a_drag_keeps_its_identity():
    doc, track = opened(Region(Span(10, 20), prompt="snare"), Region(Span(30, 40)))
    after = edits.set_mask(doc, track, [Span(10, 20)])
    assert after.tracks[0].regions == doc.tracks[0].regions[:1]
    assert edits.set_mask(after, track, [Span(10, 20)]) is after


def test_a_drag_over_takes_alone_is_refused():
    doc, track = opened(answered(SHELF, Span(100, 200)))
    with pytest.raises(RequestError, match="has takes"):
        edits.set_mask(doc, track, [Span(120, 130)])


@pytest.mark.parametrize(
    ("gone", "left"),
    [
        ((0, 50), [(100, 200)]),
        ((150, 300), [(100, 150)]),
        ((50, 120), [(120, 200)]),
        ((130, 160), [(100, 130), (160, 200)]),
    ],
)
@pytest.mark.parametrize("has_takes", [False, True])
def test_subtracting_trims_and_splits_and_both_parts_keep_the_takes(gone, left, has_takes):
    region = answered(SHELF, Span(100, 200)) if has_takes else Region(Span(100, 200))
    doc, track = opened(region)
    after = edits.subtract(doc, track, Span(*gone))
    assert spans_of(after) == left
    parts = after.tracks[0].regions
    assert all([t.source for t in part.takes] == [t.source for t in region.takes] for part in parts)
    assert len({thing.id for part in parts for thing in (part, *part.takes)}) == len(left) * (1 + has_takes)


def test_subtracting_a_whole_region_removes_a_mark_and_leaves_takes():
    doc, track = opened(Region(Span(10, 20)), answered(SHELF, Span(100, 200)))
    assert spans_of(edits.subtract(doc, track, Span(0, 400))) == [(100, 200)]


spans = st.tuples(st.integers(-50, 450), st.integers(1, 200)).map(lambda s: Span(s[0], s[0] + s[1]))


@given(st.lists(spans, max_size=6), spans)
def test_subtracting_leaves_the_mask_without_the_span(marks, gone):
    doc, track = opened()
    for mark in marks:
        doc, _ = edits.add_region(doc, track, mark)
    after = edits.subtract(doc, track, gone)
    expected = Mask.of(part for mark in Mask.of(marks).spans for part in Mask((gone,)).outside(mark))
    assert after.tracks[0].mask == expected


@given(st.lists(spans, max_size=6), spans)
def test_adding_marks_covers_what_was_marked_and_the_new(marks, new):
    doc, track = opened()
    for mark in [*marks, new]:
        doc, _ = edits.add_region(doc, track, mark)
    assert doc.tracks[0].mask == Mask.of([*marks, new])


# ---- regions


@pytest.mark.parametrize(
    ("wanted", "given_"),
    [((25, 45), (25, 45)), ((0, 100), (20, 60)), ((-5, 30), (20, 30)), ((35, 70), (35, 60))],
)
def test_an_edge_moves_up_to_its_neighbours(wanted, given_):
    regions = Region(Span(10, 20)), Region(Span(30, 40)), Region(Span(60, 70))
    doc, _ = opened(*regions)
    after = edits.resize_region(doc, regions[1].id, Span(*wanted))
    assert after.region(regions[1].id).span == Span(*given_)


def test_shrinking_a_region_to_nothing_removes_a_mark_and_is_refused_for_takes():
    mark, taken = Region(Span(10, 20)), answered(SHELF, Span(100, 200))
    doc, _ = opened(mark, taken)
    assert spans_of(edits.resize_region(doc, mark.id, Span(15, 15))) == [(100, 200)]
    with pytest.raises(RequestError, match="cannot shrink to nothing"):
        edits.resize_region(doc, taken.id, Span(150, 150))


def test_a_region_is_removed_with_its_takes():
    taken = answered(SHELF, Span(100, 200))
    doc, _ = opened(taken, Region(Span(300, 310)))
    assert spans_of(edits.remove_region(doc, taken.id)) == [(300, 310)]


@pytest.mark.parametrize(("before", "span"), [(False, (390, 500)), (True, (-100, 10))])
def test_an_extension_overlaps_the_old_sound_by_the_crossfade(before, span):
    doc, track = opened()
    doc, region = edits.extend_region(doc, track, 100, crossfade=10, before=before)
    assert doc.region(region).span == Span(*span)


def test_the_overlap_of_a_short_extension_is_a_quarter_of_its_region():
    doc, track = opened()
    doc, region = edits.extend_region(doc, track, 30, crossfade=100)
    assert doc.region(region).span == Span(390, 430)


def test_the_overlap_of_an_extension_is_no_longer_than_the_old_sound():
    doc, track = opened(n_samples=5)
    doc, region = edits.extend_region(doc, track, 300, crossfade=50)
    assert doc.region(region).span == Span(0, 305)


def test_an_extension_without_takes_is_replaced_by_the_next():
    doc, track = opened(Region(Span(350, 395)))
    doc, _ = edits.extend_region(doc, track, 300, crossfade=10)
    doc, _ = edits.extend_region(doc, track, 100, crossfade=10)
    assert spans_of(doc) == [(350, 390), (390, 500)]


def test_an_extension_follows_the_chosen_take_that_ends_the_track():
    doc, track = opened(answered(SHELF, Span(390, 500)))
    doc, region = edits.extend_region(doc, track, 100, crossfade=10)
    assert doc.region(region).span == Span(490, 600)
    assert spans_of(doc) == [(390, 490), (490, 600)]


def test_an_extension_beside_one_whose_original_is_chosen_is_refused():
    taken = answered(SHELF, Span(390, 500))
    doc, track = opened(taken)
    doc = edits.choose_take(doc, taken.id, 0)
    with pytest.raises(RequestError, match="choose one of them, or remove it"):
        edits.extend_region(doc, track, 100, crossfade=10)


def test_a_tiny_region_with_takes_at_the_very_end_is_extended_without_overlap():
    doc, track = opened(answered(SHELF, Span(395, 400)))
    (taken,) = doc.tracks[0].regions
    doc, region = edits.extend_region(doc, track, 100, crossfade=10)
    assert doc.region(region).span == Span(400, 500)
    assert doc.region(taken.id) is taken


@pytest.mark.parametrize("n_samples", [0, -5])
def test_an_empty_extension_or_piece_is_refused(n_samples):
    doc, track = opened()
    with pytest.raises(RequestError, match="how many seconds"):
        edits.extend_region(doc, track, n_samples, crossfade=10)
    with pytest.raises(RequestError, match="how many seconds"):
        edits.compose_region(edits.add_empty_track(doc), track, n_samples)


def test_composing_marks_an_empty_track_and_replaces_the_mark():
    doc = edits.add_empty_track(Document(RATE))
    track = doc.tracks[0].id
    doc, _ = edits.compose_region(doc, track, 100)
    doc, region = edits.compose_region(doc, track, 50)
    assert spans_of(doc) == [(0, 50)]
    composed = edits.add_takes(doc, {region: (take(SHELF, Span(0, 50)),)})
    assert composed.extent == Span(0, 50)
    with pytest.raises(RequestError, match="holds sound already"):
        edits.compose_region(composed, track, 50)


def test_an_empty_track_cannot_be_extended():
    doc = edits.add_empty_track(Document(RATE))
    with pytest.raises(RequestError, match="compose on it"):
        edits.extend_region(doc, doc.tracks[0].id, 100, crossfade=10)


# ---- takes


def three_takes(**kept) -> tuple[Document, str]:
    doc, track = opened()
    doc, region = edits.add_region(doc, track, Span(100, 200))
    takes = tuple(take(SHELF, Span(100, 200), number=number, **kept) for number in (1, 2, 3))
    return edits.add_takes(doc, {region: takes}), region


def numbers(doc: Document, region: str) -> list[int]:
    return [take.number for take in doc.region(region).takes]


def test_takes_are_numbered_on_and_the_first_new_one_is_heard():
    doc, region = three_takes()
    assert (numbers(doc, region), doc.region(region).chosen) == ([1, 2, 3], 1)
    more = tuple(take(SHELF, Span(100, 200), number=number) for number in (1, 2))
    after = edits.add_takes(doc, {region: more})
    assert (numbers(after, region), after.region(region).chosen) == ([1, 2, 3, 4, 5], 4)
    assert edits.add_takes(doc, {region: more}, choose_first=False).region(region).chosen == 1


def test_a_suspect_take_is_heard_first_only_if_all_are_suspect():
    doc, track = opened()
    doc, region = edits.add_region(doc, track, Span(100, 200))
    silent, good = take(SHELF, Span(100, 200), suspect="silent"), take(SHELF, Span(100, 200), number=2)
    assert edits.add_takes(doc, {region: (silent, good)}).region(region).chosen == 2
    assert edits.add_takes(doc, {region: (silent,)}).region(region).chosen == 1


def test_takes_of_a_region_that_vanished_are_passed_over():
    doc, region = three_takes()
    gone = edits.remove_region(doc, region)
    assert edits.add_takes(gone, {region: doc.region(region).takes, "other": ()}) is gone


def test_a_take_that_is_not_there_cannot_be_chosen_or_changed():
    doc, region = three_takes()
    for edit in (edits.choose_take, edits.star_take):
        with pytest.raises(ValueError, match="no take 4"):
            edit(doc, region, 4)


def test_a_take_is_starred_trimmed_and_joined_alone():
    doc, region = three_takes()
    doc = edits.star_take(doc, region, 2)
    doc = edits.set_take_trim(doc, region, 2, -1.5)
    doc = edits.set_take_crossfade(doc, region, 2, 1000)
    one, two, _ = doc.region(region).takes
    assert (two.is_starred, two.trim_db, two.crossfade) == (True, -1.5, 25)
    assert (one.is_starred, one.trim_db, one.crossfade) == (False, 0.0, 0)
    assert not edits.star_take(doc, region, 2, is_starred=False).region(region).takes[1].is_starred
