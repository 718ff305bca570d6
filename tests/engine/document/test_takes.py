"""Sorting takes out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.audio import files
from engine.audio.loudness import lufs
from engine.document import edits, takes
from engine.document.document import Document, Take
from engine.document.render import render_track
from engine.timeline import Span
from tests.helpers import sound

RATE = 8000
SPAN = Span(RATE, 2 * RATE)


@pytest.fixture
def answered(tmp_path: Path) -> tuple[Document, str]:
    """A track of noise with a region and three takes: half as loud, four times as loud, silent."""
    path = sound.save(tmp_path / "a.wav", sound.noise(4 * RATE, amplitude=0.1), RATE)
    document = edits.new_document(files.probe(path))
    document, region = edits.add_region(document, document.tracks[0].id, SPAN)
    made = []
    for number, amplitude in enumerate((0.05, 0.4, 0.0), start=1):
        audio = sound.noise(SPAN.length, amplitude=amplitude, seed=number)
        source = files.probe(sound.save(tmp_path / f"{number}.wav", audio, RATE))
        made.append(Take(number, source, SPAN, (0,), crossfade=0))
    return edits.add_takes(document, {region: tuple(made)}), region


def numbers(document: Document, region: str) -> tuple[list[int], list[int], int]:
    """In the lane, in the bin, chosen."""
    found = document.region(region)
    return [t.number for t in found.takes], [t.number for t in found.bin], found.chosen


def test_a_discarded_take_waits_in_the_bin_and_comes_back_to_its_place(answered):
    document, region = answered
    binned = takes.bin_takes(document, region, (1,))
    assert numbers(binned, region) == ([2, 3], [1], 0)
    restored = takes.restore_takes(binned, region)
    assert numbers(restored, region) == ([1, 2, 3], [], 0)


def test_the_original_is_heard_where_the_chosen_take_is_discarded(answered):
    document, region = answered
    chosen = edits.choose_take(document, region, 2)
    assert numbers(takes.bin_takes(chosen, region, (1,)), region) == ([2, 3], [1], 2)
    assert numbers(takes.bin_takes(chosen, region, (2, 2)), region) == ([1, 3], [2], 0)
    with pytest.raises(ValueError, match="no take 4"):
        takes.bin_takes(chosen, region, (4,))


def test_keeping_one_sends_the_others_to_the_bin_but_not_those_with_a_star(answered):
    document, region = answered
    starred = edits.star_take(document, region, 3)
    assert numbers(takes.keep_only(starred, region, 2), region) == ([2, 3], [1], 2)


def test_new_takes_are_numbered_on_from_those_in_the_bin(answered):
    document, region = answered
    last = document.region(region).takes[2]
    binned = takes.bin_takes(document, region, (2, 3))
    again = edits.add_takes(binned, {region: (replace(last, id="fresh", number=1),)})
    assert numbers(again, region)[0] == [1, 4]


def test_a_take_has_a_name_until_it_is_taken_away(answered):
    document, region = answered
    named = takes.name_take(document, region, 2, " bright ")
    assert named.region(region).takes[1].name == "bright"
    assert takes.name_take(named, region, 2, "").region(region).takes[1].name == ""


def test_matched_takes_are_as_loud_as_the_original(answered):
    document, region_id = answered
    with files.Reader() as reader:
        track = document.tracks[0]
        found = takes.matches(track, document.region(region_id), RATE, reader.read)
        matched = takes.set_matches(document, found)
        heard = []
        for number in (0, 1, 2):
            chosen = edits.choose_take(matched, region_id, number).tracks[0]
            heard.append(lufs(render_track(chosen, SPAN, reader.read), RATE))
    assert max(heard) - min(heard) < 0.5


def test_what_is_nearly_silent_stays_as_it_is(answered):
    document, region_id = answered
    with files.Reader() as reader:
        found = takes.matches(document.tracks[0], document.region(region_id), RATE, reader.read)
    assert found[document.region(region_id).takes[2].id] == 0.0


def test_each_part_of_a_region_that_was_cut_is_matched_by_what_is_heard_in_it(tmp_path: Path):
    path = sound.save(tmp_path / "a.wav", sound.noise(4 * RATE, amplitude=0.1), RATE)
    document = edits.new_document(files.probe(path))
    track = document.tracks[0].id
    document, region = edits.add_region(document, track, SPAN)
    half = RATE // 2
    growing = np.concatenate([sound.noise(half, amplitude=0.05), sound.noise(half, amplitude=0.2)])
    source = files.probe(sound.save(tmp_path / "take.wav", growing, RATE))
    document = edits.add_takes(document, {region: (Take(1, source, SPAN, (0,), crossfade=0),)})
    document = edits.subtract(document, track, Span(SPAN.start + half, SPAN.start + half + 10))
    with files.Reader() as reader:
        parts = document.tracks[0].regions
        found = [takes.matches(document.tracks[0], part, RATE, reader.read) for part in parts]
    matched = takes.set_matches(document, found[0] | found[1]).tracks[0].regions
    assert [part.takes[0].match_db for part in matched] == pytest.approx([6.0, -6.0], abs=0.3)


def test_takes_of_different_channels_are_matched_to_those(tmp_path: Path):
    both = sound.noise(2 * RATE, 2, amplitude=0.1) * [2.0, 0.5]
    path = sound.save(tmp_path / "a.wav", both, RATE)
    document = edits.new_document(files.probe(path))
    document, region = edits.add_region(document, document.tracks[0].id, SPAN)
    source = files.probe(sound.save(tmp_path / "take.wav", sound.noise(RATE, amplitude=0.1), RATE))
    made = tuple(Take(number + 1, source, SPAN, (number,), crossfade=0) for number in (0, 1))
    document = edits.add_takes(document, {region: made})
    with files.Reader() as reader:
        found = takes.matches(document.tracks[0], document.region(region), RATE, reader.read)
    levels = [found[take.id] for take in document.region(region).takes]
    assert levels == pytest.approx([6.0, -6.0], abs=0.3)


def test_a_take_that_is_heard_nowhere_needs_no_match(answered):
    document, region = answered
    moved = edits.resize_region(document, region, Span(3 * RATE, 4 * RATE))
    with files.Reader() as reader:
        found = takes.matches(moved.tracks[0], moved.region(region), RATE, reader.read)
    assert set(found.values()) == {0.0}


def test_a_level_match_never_clips(tmp_path: Path):
    loud = sound.save(tmp_path / "loud.wav", sound.noise(2 * RATE, amplitude=0.9), RATE)
    click = np.zeros(RATE)
    click[::400] = 0.9
    document = edits.new_document(files.probe(loud))
    document, region = edits.add_region(document, document.tracks[0].id, Span(0, RATE))
    source = files.probe(sound.save(tmp_path / "click.wav", click, RATE))
    document = edits.add_takes(document, {region: (Take(1, source, Span(0, RATE), (0,), crossfade=0),)})
    with files.Reader() as reader:
        found = takes.matches(document.tracks[0], document.region(region), RATE, reader.read)
        matched = takes.set_matches(document, found).tracks[0]
        assert 0.9 < np.abs(render_track(matched, Span(0, RATE), reader.read)).max() <= 1.0
