from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.document import clips, edits, markers
from engine.document.document import MAX_TRACK_SAMPLES, Clip, Document, Region
from engine.document.render import fade_gains, render_track
from engine.errors import RequestError
from engine.timeline import Span
from tests.engine.document.shelf import Shelf, answered, document, noise

SHELF = Shelf()
SONG = SHELF.put(noise(400), "song")
ALL = Span(-200, 1000)
spans = st.tuples(st.integers(-50, 450), st.integers(1, 200)).map(lambda s: Span(s[0], s[0] + s[1]))


def opened(*regions: Region, **kept) -> tuple[Document, tuple[str, ...]]:
    doc = document(SHELF, *regions, **kept)
    return doc, (doc.tracks[0].id,)


def heard(doc: Document, track: int = 0) -> np.ndarray:
    """All of a track, `[n, c]`; sample 0 stands at index 200."""
    return render_track(doc.tracks[track], ALL, SHELF.read)


def at(sound: np.ndarray, start: int, stop: int) -> bytes:
    return sound[start + 200 : stop + 200].tobytes()


def layout(doc: Document, track: int = 0) -> list[tuple[int, int]]:
    return [(clip.start, clip.span.stop) for clip in doc.tracks[track].clips]


def regions_of(doc: Document, track: int = 0) -> list[tuple[int, int]]:
    return [(region.span.start, region.span.stop) for region in doc.tracks[track].regions]


# ---- cutting


@given(st.lists(st.integers(-10, 410), max_size=6))
def test_splitting_changes_no_sound_and_joining_makes_one_clip_again(places):
    doc, ids = opened()
    after = doc
    for place in places:
        after = clips.split(after, ids, place)
    assert heard(after).tobytes() == heard(doc).tobytes()
    inside = {place for place in places if 0 < place < 400}
    assert len(after.tracks[0].clips) == len(inside) + 1
    if inside:
        assert clips.join(after, ids, Span(0, 400)).tracks[0].clips == doc.tracks[0].clips


def test_a_selection_is_split_off_at_both_edges_on_every_track_that_is_named():
    doc, _ = opened()
    doc = edits.add_track(doc, SONG)
    both = clips.split_span(doc, [track.id for track in doc.tracks], Span(100, 200))
    assert layout(both, 0) == layout(both, 1) == [(0, 100), (100, 200), (200, 400)]
    assert layout(clips.split(doc, [doc.tracks[1].id], 50), 0) == [(0, 400)]


def test_the_first_part_of_a_split_clip_keeps_its_identity():
    doc, ids = opened()
    first, second = clips.split(doc, ids, 100).tracks[0].clips
    assert first.id == doc.tracks[0].clips[0].id
    assert second.id != first.id


@pytest.mark.parametrize(
    "change",
    [
        lambda clip: replace(clip, gain_db=1.0),
        lambda clip: replace(clip, fade_in=5),
        lambda clip: replace(clip, start=clip.start + 1),
        lambda clip: replace(clip, offset=clip.offset - 1),
        lambda clip: replace(clip, is_reversed=True),
    ],
)
def test_clips_that_do_not_go_on_in_each_other_are_not_joined(change):
    doc, ids = opened()
    doc = clips.split(doc, ids, 100)
    first, second = doc.tracks[0].clips
    doc = doc.with_track(ids[0], lambda track: replace(track, clips=(first, change(second))))
    with pytest.raises(RequestError, match=r"^These clips cannot be joined: .*\.$"):
        clips.join(doc, ids, Span(0, 400))


def test_reversed_neighbours_are_joined_backwards():
    doc, ids = opened()
    turned = clips.reverse(doc, ids, Span(0, 400))
    assert (
        clips.join(clips.split(turned, ids, 150), ids, Span(0, 400)).tracks[0].clips == turned.tracks[0].clips
    )


def test_trimming_keeps_the_selection_of_the_clips_it_meets_and_spares_the_others():
    doc, ids = opened(answered(SHELF, Span(20, 40)), answered(SHELF, Span(120, 140)))
    doc = clips.split(doc, ids, 200)
    after = clips.trim(doc, ids, Span(100, 150))
    assert layout(after) == [(100, 150), (200, 400)]
    assert regions_of(after) == [(120, 140)]


def test_trimming_where_no_clip_lies_is_refused():
    doc, ids = opened()
    with pytest.raises(RequestError, match="meets no clip"):
        clips.trim(doc, ids, Span(500, 600))


@given(spans)
def test_deleting_leaves_silence_and_all_else_as_it_was(span):
    doc, ids = opened()
    before, after = heard(doc), heard(clips.delete(doc, ids, span))
    assert not after[span.start + 200 : span.stop + 200].any()
    assert at(after, -200, span.start) == at(before, -200, span.start)
    assert at(after, span.stop, 1000) == at(before, span.stop, 1000)


@given(spans)
def test_closing_a_gap_takes_the_samples_out_and_moves_the_rest_up(span):
    doc, ids = opened()
    before, after = heard(doc), heard(clips.close(doc, ids, span))
    assert at(after, -200, span.start) == at(before, -200, span.start)
    assert at(after, span.start, 1000 - span.length) == at(before, span.stop, 1000)


@given(st.integers(-50, 450), st.integers(1, 200))
def test_inserted_silence_is_closed_again_without_a_trace(place, n_samples):
    doc, ids = opened(answered(SHELF, Span(100, 200), crossfade=10), answered(SHELF, Span(390, 450)))
    opened_up = clips.insert_silence(doc, ids, place, n_samples)
    assert not heard(opened_up)[place + 200 : place + 200 + n_samples].any()
    assert doc.tracks[0].extent.length in (
        opened_up.tracks[0].extent.length - n_samples,
        opened_up.tracks[0].extent.length,
    )
    closed = clips.close(opened_up, ids, Span(place, place + n_samples))
    assert layout(closed)[0][0] == 0
    assert layout(closed)[-1][1] == 400


def test_what_lies_behind_moves_up_with_regions_takes_and_markers():
    doc, ids = opened(
        answered(SHELF, Span(20, 40)), answered(SHELF, Span(120, 180)), answered(SHELF, Span(300, 350))
    )
    for place in (10, 110, 320):
        doc, _ = markers.add_marker(doc, place)
    before = heard(doc)
    after = clips.close(doc, ids, Span(100, 250))
    assert regions_of(after) == [(20, 40), (150, 200)]
    assert [marker.at for marker in after.markers] == [10, 170]
    assert at(heard(after), 100, 250) == at(before, 250, 400)


def test_markers_stay_where_only_some_tracks_move():
    doc, ids = opened()
    doc = edits.add_track(doc, SONG)
    doc, _ = markers.add_marker(doc, 300)
    assert [m.at for m in clips.close(doc, ids, Span(100, 200)).markers] == [300]
    every = [track.id for track in doc.tracks]
    assert [m.at for m in clips.close(doc, every, Span(100, 200)).markers] == [200]
    assert [m.at for m in clips.insert_silence(doc, every, 300, 50).markers] == [350]


def test_a_region_across_what_is_taken_out_is_cut_and_both_parts_keep_its_takes():
    region = answered(SHELF, Span(100, 300))
    doc, ids = opened(region)
    before = heard(doc)
    after = clips.close(doc, ids, Span(150, 250))
    left, right = after.tracks[0].regions
    assert (left.span, right.span) == (Span(100, 150), Span(150, 200))
    assert left.takes == region.takes
    assert [take.source for take in right.takes] == [region.takes[0].source]
    assert right.takes[0].id != left.takes[0].id
    assert at(heard(after), 0, 150) == at(before, 0, 150)
    assert at(heard(after), 150, 300) == at(before, 250, 400)


@pytest.mark.parametrize(
    "edit", [clips.delete, clips.close, clips.trim, clips.silence, clips.reverse], ids=lambda e: e.__name__
)
def test_without_a_stretch_there_is_nothing_to_edit(edit):
    doc, ids = opened()
    with pytest.raises(RequestError, match=r"^The selection is empty: drag over .*\.$"):
        edit(doc, ids, Span(10, 10))


def test_silence_of_no_length_and_out_of_all_bounds_is_refused():
    doc, ids = opened()
    with pytest.raises(RequestError, match="how many seconds"):
        clips.insert_silence(doc, ids, 0, 0)
    with pytest.raises(RequestError, match="too far"):
        clips.insert_silence(doc, ids, 0, MAX_TRACK_SAMPLES)


# ---- moving


@given(st.integers(-150, 500))
def test_a_clip_moves_with_its_regions_and_cuts_what_it_lands_on(start):
    region = answered(SHELF, Span(120, 180), crossfade=10)
    doc, ids = opened(region)
    doc = clips.split_span(doc, ids, Span(100, 200))
    before = heard(doc)
    after = clips.move_clip(doc, doc.tracks[0].clips[1].id, start)
    sound = heard(after)
    assert at(sound, start, start + 100) == at(before, 100, 200)
    assert regions_of(after) == [(start + 20, start + 80)]
    for stretch in (Span(0, 100), Span(200, 400)):
        kept = [n for n in range(stretch.start, stretch.stop) if not start <= n < start + 100]
        assert (sound[np.array(kept, int) + 200] == before[np.array(kept, int) + 200]).all()


def test_an_extension_moves_with_the_clip_that_it_is_joined_to_and_the_next_one_too():
    first = answered(SHELF, Span(380, 500), crossfade=20)
    doc, ids = opened(first)
    doc, second = edits.extend_region(doc, ids[0], 100, crossfade=20)
    moved = clips.move_clip(doc, doc.tracks[0].clips[0].id, 50)
    assert regions_of(moved) == [(430, 530), (530, 650)]
    assert moved.tracks[0].regions[0].takes[0].span == Span(430, 550)
    assert moved.region(second).span == Span(530, 650)


def test_a_region_across_two_clips_stays_when_one_of_them_moves():
    doc, ids = opened(answered(SHELF, Span(150, 250)))
    doc = clips.split(doc, ids, 200)
    after = clips.move_clip(doc, doc.tracks[0].clips[1].id, 600)
    assert regions_of(after) == [(150, 250)]


def test_a_clip_moves_to_another_track_of_as_many_channels_alone():
    doc, _ = opened()
    doc = edits.add_empty_track(edits.add_empty_track(doc), n_channels=1)
    clip = doc.tracks[0].clips[0]
    after = clips.move_clip(doc, clip.id, 70, doc.tracks[1].id)
    assert (layout(after, 0), layout(after, 1)) == ([], [(70, 470)])
    with pytest.raises(RequestError, match=r"^The clip has 2 channels and that track 1: .*\.$"):
        clips.move_clip(doc, clip.id, 0, doc.tracks[2].id)


def test_a_clip_lands_on_takes_and_they_come_back_with_undo():
    region = answered(SHELF, Span(20, 60))
    doc, ids = opened(region)
    doc = clips.split(doc, ids, 200)
    after = clips.move_clip(doc, doc.tracks[0].clips[1].id, 0)
    assert regions_of(after) == []
    assert layout(after) == [(0, 200)]


def test_marks_move_with_their_clip_and_give_way_to_what_is_there():
    doc, ids = opened(Region(Span(250, 300)), answered(SHELF, Span(390, 450)))
    doc = clips.split_span(doc, ids, Span(200, 320))
    after = clips.move_clip(doc, doc.tracks[0].clips[1].id, 500)
    assert regions_of(after) == [(390, 450), (550, 600)]


@pytest.mark.parametrize(
    ("wanted", "given_"),
    [((50, 350), (50, 350)), ((-30, 420), (0, 400)), ((150, 160), (150, 160)), ((0, 150), (0, 150))],
)
@pytest.mark.parametrize("is_reversed", [False, True])
def test_an_edge_opens_and_closes_over_the_source_and_the_sound_stays_in_place(wanted, given_, is_reversed):
    doc, ids = opened()
    doc = clips.reverse(doc, ids, Span(0, 400)) if is_reversed else doc
    before = heard(doc)
    clip = doc.tracks[0].clips[0]
    trimmed = clips.trim_clip(doc, clip.id, Span(100, 300))
    after = clips.trim_clip(trimmed, clip.id, Span(*wanted))
    assert layout(after) == [given_]
    assert at(heard(after), *given_) == at(before, *given_)


def test_an_edge_stops_at_the_neighbours_and_fades_go_with_it():
    doc, ids = opened()
    doc = clips.split_span(doc, ids, Span(100, 200))
    middle = doc.tracks[0].clips[1].id
    doc = clips.set_fades(doc, middle, fade_in=30, fade_out=60)
    assert layout(clips.trim_clip(doc, middle, Span(0, 400)))[1] == (100, 200)
    short = clips.trim_clip(doc, middle, Span(150, 190)).clip(middle)
    assert (short.fade_in, short.fade_out) == (30, 10)
    with pytest.raises(RequestError, match="would vanish: delete it"):
        clips.trim_clip(doc, middle, Span(300, 320))


def test_an_edge_stops_at_the_bounds_of_all_places():
    doc, _ = opened()
    clip = doc.tracks[0].clips[0].id
    far = clips.move_clip(clips.trim_clip(doc, clip, Span(0, 100)), clip, MAX_TRACK_SAMPLES - 150)
    after = clips.trim_clip(far, clip, Span(0, 2 * MAX_TRACK_SAMPLES)).clip(clip)
    assert after.span == Span(MAX_TRACK_SAMPLES - 150, MAX_TRACK_SAMPLES)


# ---- sound


@given(spans)
def test_a_silenced_stretch_keeps_its_length_and_its_takes(span):
    region = answered(SHELF, Span(100, 200), crossfade=10)
    doc, ids = opened(region)
    after = clips.silence(doc, ids, span)
    sound = heard(after)
    assert not sound[span.start + 200 : span.stop + 200].any()
    assert after.tracks[0].material == doc.tracks[0].material
    assert {t.source for part in after.tracks[0].regions for t in part.takes} == {region.takes[0].source}


def test_a_silenced_take_can_be_chosen_again():
    doc, ids = opened(answered(SHELF, Span(100, 200)))
    after = clips.silence(doc, ids, Span(50, 250))
    (region,) = after.tracks[0].regions
    assert at(heard(edits.choose_take(after, region.id, 1)), 100, 200) == at(heard(doc), 100, 200)


@given(spans)
def test_a_reversed_stretch_sounds_backwards_and_twice_reversed_as_before(span):
    doc, ids = opened(answered(SHELF, Span(100, 200)))
    doc = clips.delete(doc, ids, Span(300, 320))
    before, once = heard(doc), clips.reverse(doc, ids, span)
    inside = slice(span.start + 200, span.stop + 200)
    assert heard(once)[inside].tobytes() == before[inside][::-1].tobytes()
    assert heard(clips.reverse(once, ids, span)).tobytes() == before.tobytes()


def test_a_reversed_clip_takes_its_fades_along():
    doc, ids = opened()
    clip = doc.tracks[0].clips[0].id
    doc = clips.set_fades(doc, clip, fade_in=50, fade_out=20)
    turned = clips.reverse_clip(doc, clip).clip(clip)
    assert (turned.fade_in, turned.fade_out, turned.is_reversed) == (20, 50, True)
    assert ids


def test_fades_keep_inside_their_clip_and_the_one_that_is_set_comes_first():
    doc, _ = opened()
    clip = doc.tracks[0].clips[0].id
    doc = clips.set_fades(doc, clip, fade_in=300)
    doc = clips.set_fades(doc, clip, fade_out=250)
    assert (doc.clip(clip).fade_in, doc.clip(clip).fade_out) == (150, 250)
    doc = clips.set_fades(doc, clip, fade_in=9999)
    assert (doc.clip(clip).fade_in, doc.clip(clip).fade_out) == (400, 0)
    assert clips.set_fades(doc, clip, fade_in=-5).clip(clip).fade_in == 0


def test_two_fades_that_cross_add_up_to_equal_power():
    clip = Clip(SONG, 0, 0, 100, fade_in=40, fade_out=40)
    gains = fade_gains(clip, np.arange(100))
    assert gains[40:60].tolist() == [1.0] * 20
    assert gains[:40] ** 2 + gains[60:] ** 2 == pytest.approx(np.ones(40))
    assert (np.diff(gains[:40]) > 0).all()


def test_gain_is_bounded_and_silence_stays_silent():
    doc, ids = opened()
    clip = doc.tracks[0].clips[0].id
    assert clips.set_clip_gain(doc, clip, 99.0).clip(clip).gain_db == clips.MAX_CLIP_DB
    silent = clips.silence(doc, ids, Span(0, 400))
    assert clips.change_gain(silent, (clip,), 20.0) == silent
    assert clips.change_gain(doc, (clip,), -3.0).clip(clip).gain_db == -3.0
    with pytest.raises(ValueError, match="finite"):
        clips.set_clip_gain(doc, clip, float("nan"))


def test_normalising_brings_the_peak_or_the_loudness_where_it_belongs():
    doc, _ = opened()
    clip = doc.tracks[0].clips[0].id
    louder = clips.normalise_peak(doc, (clip,), 0.5)
    assert louder.clip(clip).gain_db == pytest.approx(-1 + 20 * np.log10(2))
    assert clips.normalise_loudness(doc, (clip,), -30.0, 0.1).clip(clip).gain_db == pytest.approx(7.0)
    assert clips.normalise_loudness(doc, (clip,), -40.0, 0.5).clip(clip).gain_db == pytest.approx(
        5.02, abs=0.01
    )
    with pytest.raises(RequestError, match="no sound to measure"):
        clips.normalise_peak(doc, (clip,), 0.0)


def test_a_clip_is_named_and_otherwise_called_like_its_file():
    doc, _ = opened()
    clip = doc.tracks[0].clips[0]
    assert clip.title == clip.source.path.stem
    assert clips.name_clip(doc, clip.id, " Verse ").clip(clip.id).title == "Verse"


def test_deleting_a_clip_takes_its_regions_and_leaves_the_gap():
    doc, ids = opened(answered(SHELF, Span(20, 60)), answered(SHELF, Span(250, 300)))
    doc = clips.split(doc, ids, 200)
    after = clips.delete_clip(doc, doc.tracks[0].clips[0].id)
    assert (layout(after), regions_of(after)) == ([(200, 400)], [(250, 300)])


def test_what_the_cursor_stands_in_and_what_a_selection_meets():
    doc, ids = opened()
    doc = clips.split(doc, ids, 200)
    found = [clips.clips_in(doc, ids, span) for span in (Span(200, 200), Span(100, 300), Span(500, 500))]
    assert [len(met) for met in found] == [1, 2, 0]
    assert found[0][0].start == 200
    assert clips.clips_in(doc, (), Span(0, 400)) == ()


def test_an_edit_of_nothing_gives_the_very_same_document():
    doc, ids = opened()
    assert clips.split(doc, ids, 0) is doc
    assert clips.delete(doc, ids, Span(500, 600)) is doc
