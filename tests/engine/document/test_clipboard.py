from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.document import clipboard, clips, edits
from engine.document.document import MAX_TRACK_SAMPLES, Document, Region
from engine.document.render import render_track
from engine.errors import RequestError
from engine.timeline import Span
from tests.engine.document.shelf import RATE, Shelf, answered, document, noise

SHELF = Shelf()
ALL = Span(-400, 1200)
inside = st.tuples(st.integers(0, 300), st.integers(1, 100)).map(lambda s: Span(s[0], s[0] + s[1]))


def opened(*regions: Region, **kept) -> tuple[Document, tuple[str, ...]]:
    doc = document(SHELF, *regions, **kept)
    return doc, (doc.tracks[0].id,)


def heard(doc: Document, track: int = 0) -> np.ndarray:
    return render_track(doc.tracks[track], ALL, SHELF.read)


def part(sound: np.ndarray, start: int, stop: int) -> bytes:
    return sound[start + 400 : stop + 400].tobytes()


def ids_of(doc: Document) -> list[str]:
    things = [t.id for t in doc.tracks]
    return things + [x.id for t in doc.tracks for x in (*t.clips, *t.regions)]


@given(inside, st.integers(-100, 500))
def test_what_is_pasted_sounds_as_what_was_copied_and_all_around_it_as_before(span, place):
    doc, ids = opened(answered(SHELF, Span(100, 200)))
    snippet = clipboard.copy(doc, ids, span)
    after, pasted = clipboard.paste(doc, snippet, place, ids[0])
    before, sound = heard(doc), heard(after)
    assert pasted == ids
    assert part(sound, place, place + span.length) == part(before, span.start, span.stop)
    assert part(sound, -400, place) == part(before, -400, place)
    assert part(sound, place + span.length, 1200) == part(before, place + span.length, 1200)


def test_copies_of_regions_have_their_takes_at_their_new_place_and_identities_of_their_own():
    region = answered(SHELF, Span(120, 180), crossfade=10)
    doc, ids = opened(region)
    after, _ = clipboard.paste(doc, clipboard.copy(doc, ids, Span(100, 200)), 500, ids[0])
    old, new = after.tracks[0].regions
    assert (new.span, new.takes[0].span, new.chosen) == (Span(520, 580), Span(520, 580), 1)
    assert new.takes[0].source == old.takes[0].source
    assert len(set(ids_of(after))) == len(ids_of(after))
    assert new.takes[0].id != old.takes[0].id


def test_a_gap_at_the_start_of_a_copy_is_part_of_it():
    doc, ids = opened()
    doc = clips.delete(doc, ids, Span(100, 150))
    after, _ = clipboard.paste(doc, clipboard.copy(doc, ids, Span(100, 200)), 600, ids[0])
    assert after.tracks[0].clips[-1].span == Span(650, 700)


def test_rows_go_onto_the_tracks_from_the_selected_one_down_and_then_onto_new_ones():
    doc, _ = opened()
    doc = edits.add_track(doc, SHELF.put(noise(400, seed=3)), "below")
    both = [track.id for track in doc.tracks]
    snippet = clipboard.copy(doc, both, Span(0, 50))
    after, pasted = clipboard.paste(doc, snippet, 500, both[1])
    assert [track.name for track in after.tracks] == ["song", "below", "below"]
    assert pasted == (both[1], after.tracks[2].id)
    assert part(heard(after, 1), 500, 550) == part(heard(doc, 0), 0, 50)
    assert part(heard(after, 2), 500, 550) == part(heard(doc, 1), 0, 50)


def test_a_row_passes_tracks_of_other_channels():
    doc, ids = opened()
    doc = edits.add_empty_track(edits.add_empty_track(doc, "mono", 1), "stereo")
    snippet = clipboard.copy(doc, ids, Span(0, 50))
    _, pasted = clipboard.paste(doc, snippet, 0, doc.tracks[1].id)
    assert pasted == (doc.tracks[2].id,)


def test_an_empty_document_takes_the_rate_of_what_is_pasted_and_another_rate_is_refused():
    doc, ids = opened()
    snippet = clipboard.copy(doc, ids, Span(0, 50))
    after, _ = clipboard.paste(Document(44_100), snippet, 0)
    assert (after.sample_rate, len(after.tracks)) == (RATE, 1)
    other = edits.new_document(SHELF.put(noise(9), sample_rate=44_100))
    with pytest.raises(
        RequestError, match=r"^What was copied runs at 8000 Hz and this document at 44100 Hz: .*\.$"
    ):
        clipboard.paste(other, snippet, 0)


def test_pasting_out_of_all_bounds_is_refused():
    doc, ids = opened()
    with pytest.raises(RequestError, match="too far"):
        clipboard.paste(doc, clipboard.copy(doc, ids, Span(0, 50)), MAX_TRACK_SAMPLES, ids[0])


def test_nothing_cannot_be_copied():
    doc, ids = opened()
    for span in (Span(500, 600), Span(10, 10)):
        with pytest.raises(RequestError, match=r"^The selection holds nothing to copy: .*\.$"):
            clipboard.copy(doc, ids, span)


def test_cutting_leaves_the_gap_and_pasting_brings_all_of_it_back():
    doc, ids = opened(answered(SHELF, Span(120, 180), crossfade=10))
    after, snippet = clipboard.cut(doc, ids, Span(100, 200))
    assert not heard(after)[500:600].any()
    back, _ = clipboard.paste(after, snippet, 100, ids[0])
    assert heard(back).tobytes() == heard(doc).tobytes()


def test_a_clip_is_cut_and_copied_with_its_regions():
    doc, ids = opened(answered(SHELF, Span(120, 180)))
    doc = clips.split_span(doc, ids, Span(100, 200))
    middle = doc.tracks[0].clips[1].id
    after, snippet = clipboard.cut_clip(doc, middle)
    assert after.tracks[0].regions == ()
    assert snippet == clipboard.copy_clip(doc, middle)
    assert (snippet.length, len(snippet.rows[0].part.regions)) == (100, 1)


def test_a_duplicate_stands_right_behind_where_there_is_room():
    doc, ids = opened(answered(SHELF, Span(350, 380)))
    after, used = clipboard.duplicate(doc, ids, Span(300, 400))
    assert used == ids
    assert len(after.tracks) == 1
    assert part(heard(after), 400, 500) == part(heard(doc), 300, 400)


def test_a_duplicate_without_room_stands_on_a_new_track_right_below():
    doc, ids = opened(answered(SHELF, Span(120, 150)))
    doc = edits.add_track(doc, SHELF.put(noise(400, seed=3)), "below")
    after, used = clipboard.duplicate(doc, ids, Span(100, 200))
    assert used == (after.tracks[1].id,)
    assert [track.name for track in after.tracks] == ["song", "song", "below"]
    assert part(heard(after, 1), 200, 300) == part(heard(doc), 100, 200)
    assert heard(after).tobytes() == heard(doc).tobytes()


def test_a_clip_is_duplicated_behind_the_extension_that_belongs_to_it():
    doc, _ = opened(answered(SHELF, Span(390, 450), crossfade=10))
    after, copied = clipboard.duplicate_clip(doc, doc.tracks[0].clips[0].id)
    assert copied == after.tracks[0].clips[1].id
    assert [clip.span for clip in after.tracks[0].clips] == [Span(0, 400), Span(450, 850)]
    assert part(heard(after), 450, 900) == part(heard(doc), 0, 450)
