from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.audio.files import Source, probe
from engine.document import edits
from engine.document.document import MAX_TRACK_SAMPLES, Document
from engine.document.tracks import duplicate_track, move_track, place_source, step_track
from engine.errors import RequestError
from engine.timeline import Span
from tests.helpers.sound import save


def named(*names: str) -> Document:
    document = Document()
    for name in names:
        document = edits.add_empty_track(document, name)
    return document


def recording(folder: Path, name: str, n_samples: int, n_channels: int) -> Source:
    return probe(save(folder / f"{name}.wav", np.full((n_samples, n_channels), 0.25), 8000))


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


def test_a_recording_is_put_on_a_track_over_what_is_there(tmp_path):
    document = edits.new_document(recording(tmp_path, "long", 1000, 2))
    track = document.tracks[0].id
    after, placed = place_source(document, track, recording(tmp_path, "short", 100, 2), 200)
    assert placed == track
    spans = [(clip.start, clip.span.stop, clip.title) for clip in after.tracks[0].clips]
    assert spans == [(0, 200, "long"), (200, 300, "short"), (300, 1000, "long")]


def test_an_empty_track_takes_the_channels_of_the_first_recording_on_it(tmp_path):
    document = replace(named("a"), sample_rate=8000)
    after, placed = place_source(document, document.tracks[0].id, recording(tmp_path, "x", 100, 1), 50)
    assert (after.track(placed).n_channels, after.track(placed).material) == (1, Span(50, 150))


def test_a_recording_of_other_channels_stands_on_a_track_of_its_own(tmp_path):
    document = edits.new_document(recording(tmp_path, "stereo", 1000, 2))
    after, placed = place_source(document, document.tracks[0].id, recording(tmp_path, "mono", 100, 1), 200)
    assert names(after) == ["stereo", "mono"]
    assert after.track(placed).material == Span(200, 300)


def test_a_recording_without_sound_is_refused(tmp_path):
    document = edits.new_document(recording(tmp_path, "stereo", 1000, 2))
    empty = replace(recording(tmp_path, "empty", 10, 2), n_samples=0)
    with pytest.raises(RequestError, match="holds no sound"):
        place_source(document, document.tracks[0].id, empty, 0)


def test_a_recording_is_not_put_out_of_all_bounds(tmp_path):
    document = edits.new_document(recording(tmp_path, "stereo", 1000, 2))
    with pytest.raises(RequestError, match="too far"):
        place_source(
            document, document.tracks[0].id, recording(tmp_path, "x", 100, 2), MAX_TRACK_SAMPLES - 50
        )


def test_moving_a_track_changes_nothing_in_it():
    document = named("a", "b", "c")
    moved = move_track(document, document.tracks[2].id, 0)
    assert set(moved.tracks) == set(document.tracks)
    assert names(moved) == ["c", "a", "b"]
