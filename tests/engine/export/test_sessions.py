"""Sessions for other programs, read by parsers that are not ours, and played from what they say."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.audio import files
from engine.document import edits
from engine.document.render import render_track
from engine.errors import OutputError, RequestError
from engine.export import pieces, reaper
from engine.export.leaving import write_all
from engine.export.passage import whole
from engine.export.session import write_of_stems, write_session
from engine.export.shape import Shape
from tests.helpers import sound
from tests.helpers.band import LATE, NAMES, RATE, band, with_clips
from tests.helpers.sessions import from_folder, played, read_dawproject, read_reaper, unpacked

SUFFIXES = [".rpp", ".dawproject"]


@pytest.fixture
def reader():
    with files.Reader() as reader:
        yield reader


def written(document, path, reader, **more):
    write_session(document, path, reader.read, title="Song", **more)
    return path


def read(path: Path, folder: Path):
    if path.suffix == ".rpp":
        return read_reaper(path), from_folder(path.parent)
    return read_dawproject(path), unpacked(path, folder / "unpacked")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_session_plays_every_track_as_it_was(tmp_path, reader, suffix):
    document = with_clips(band(tmp_path / "band"))
    told, opened = read(written(document, tmp_path / f"Song{suffix}", reader), tmp_path)
    span = whole(document)
    for track in document.tracks:
        wanted = render_track(track, span, reader.read)
        heard = played(told, track.name, span.length, opened)
        assert np.abs(heard - wanted).max() < 1e-7, track.name


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_clip_that_others_know_of_stands_where_it_stood_to_the_sample(tmp_path, reader, suffix):
    document = band(tmp_path / "band")
    told, _ = read(written(document, tmp_path / f"Song{suffix}", reader), tmp_path)
    assert [item.track for item in told.items] == ["Drums", "Drums", "Drums", "Bass", "Voice", "Keys"]
    before, take, after, bass, voice, _ = told.items
    assert round(voice.start * RATE) == LATE
    assert round(voice.length * RATE) == 3 * RATE + 2
    assert (before.start, round(before.length * RATE)) == (0, 24_000)
    assert (round(take.start * RATE), round(take.length * RATE)) == (24_000, 12_000)
    assert (round(after.start * RATE), round(after.offset * RATE)) == (36_000, 36_000)
    assert "take 1" in take.name
    assert bass.name == "bass"


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_tempo_markers_and_faders_go_along(tmp_path, reader, suffix):
    document = band(tmp_path / "band")
    drums, bass, voice, keys = (track.id for track in document.tracks)
    document = edits.set_track(document, drums, gain_db=-6.0, pan=-0.5)
    document = edits.set_track(document, bass, gain_db=9.0)
    document = edits.set_track(document, voice, is_solo=True)
    document = edits.set_track(document, keys, is_muted=True)
    told, _ = read(written(document, tmp_path / f"Song{suffix}", reader), tmp_path)
    assert (told.rate, told.tempo, told.beats) == (RATE, 96.0, 3)
    assert told.markers == [(2.0, "Verse")]
    assert list(told.faders) == list(NAMES)
    assert told.faders["Drums"] == (pytest.approx(10 ** (-6 / 20)), pytest.approx(-0.5), False, False)
    assert told.faders["Bass"][0] == pytest.approx(10 ** (9 / 20))
    assert told.faders["Voice"][2:] == (False, True)
    assert told.faders["Keys"][2:] == (True, False)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_gains_and_fades_stay_what_they_are_where_others_know_of_them(tmp_path, reader, suffix):
    document = with_clips(band(tmp_path / "band"))
    told, _ = read(written(document, tmp_path / f"Song{suffix}", reader), tmp_path)
    first, second = (item for item in told.items if item.track == "Bass")
    assert round(first.fade_in * RATE) == 4800
    if suffix == ".rpp":
        assert second.gain == pytest.approx(10 ** (-3 / 20))
        assert (round(second.start * RATE), round(second.offset * RATE)) == (50_000, 50_000)
    else:
        assert "rendered" in second.name  # there is no gain of a clip that all of them read


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_take_that_cuts_through_a_fade_takes_all_of_the_fade_along(tmp_path, reader, suffix):
    document = band(tmp_path / "band")
    track = document.tracks[0]
    faded = replace(track.clips[0], fade_in=30_000, fade_out=100)
    document = document.with_track(track.id, lambda t: replace(t, clips=(faded,)))
    told, opened = read(written(document, tmp_path / f"Song{suffix}", reader), tmp_path)
    wanted = render_track(document.tracks[0], whole(document), reader.read)
    assert np.abs(played(told, "Drums", len(wanted), opened) - wanted).max() < 1e-7
    assert [round(item.start * RATE) for item in told.items if item.track == "Drums"] == [0, 36_000]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_begins_before_zero_moves_the_whole_session(tmp_path, reader, suffix):
    document = band(tmp_path / "band")
    keys = document.tracks[3]
    early = replace(keys.clips[0], start=-9600)
    document = document.with_track(keys.id, lambda t: replace(t, clips=(early,)))
    told, _ = read(written(document, tmp_path / f"Song{suffix}", reader), tmp_path)
    starts = {item.track: round(item.start * RATE) for item in told.items if item.offset == 0}
    assert (starts["Keys"], starts["Bass"], starts["Voice"]) == (0, 9600, LATE + 9600)
    assert told.markers == [(2.2, "Verse")]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_names_of_any_kind_are_read_back(tmp_path, reader, suffix):
    document = band(tmp_path / "band")
    names = ['Say "ü" & <it>', 'it\'s \x01 "both"', "`all` 'three' \"kinds\"", "\U0001f3b5 ]]>"]
    tracks = tuple(replace(t, name=name) for t, name in zip(document.tracks, names, strict=True))
    told, opened = read(
        written(replace(document, tracks=tracks), tmp_path / f"So ng{suffix}", reader), tmp_path
    )
    assert next(iter(told.faders)) == names[0]
    assert list(told.faders)[3] == names[3]
    assert all(opened(item.file).size for item in told.items)


def test_media_of_a_reaper_session_lie_beside_it_under_names_of_their_own(tmp_path, reader):
    document = band(tmp_path / "band")
    other = tmp_path / "other" / "bass.wav"
    other.parent.mkdir()
    sound.save(other, sound.noise(RATE, 2, seed=77), RATE)
    document = edits.add_track(document, files.probe(other), "Second bass")
    path = written(document, tmp_path / "Song.rpp", reader)
    told, _ = read(path, tmp_path)
    assert {Path(item.file).parent.as_posix() for item in told.items} == {"Song_media"}
    assert {"Song_media/bass.wav", "Song_media/bass (2).wav"} <= {item.file for item in told.items}
    moved = path.parent / "elsewhere"
    moved.mkdir()
    for one in (path, path.with_name("Song_media")):
        one.rename(moved / one.name)
    told, opened = read(moved / "Song.rpp", tmp_path)
    assert all(opened(item.file).size for item in told.items)


def test_a_recording_that_programs_decode_in_their_own_ways_is_decoded_once(tmp_path, reader):
    path = sound.save_compressed(tmp_path / "a.m4a", sound.noise(RATE, 2) / 4, RATE)
    document = edits.new_document(files.probe(path))
    told, opened = read(written(document, tmp_path / "Song.dawproject", reader), tmp_path)
    (item,) = told.items
    assert item.file == "audio/a.wav"
    wanted = render_track(document.tracks[0], whole(document), reader.read)
    assert np.array_equal(opened(item.file), wanted)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_stems_that_are_there_become_a_session_of_whole_files(tmp_path, reader, suffix):
    document = band(tmp_path / "band")
    folder = tmp_path / "Song_stems"
    folder.mkdir()
    wanted = pieces.stems(document, document.tracks, folder, reader.read, with_master=True)
    master, *stems = write_all(document, wanted, Shape())
    path = folder / f"Song{suffix}"
    write_of_stems(document, path, [master, *stems], title="Song")
    told, _ = read(path, tmp_path)
    assert {(item.start, item.offset, round(item.length * RATE)) for item in told.items} == {
        (0, 0, document.extent.stop)
    }
    assert [Path(item.file).name for item in told.items] == [one.source.path.name for one in stems]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_nothing_is_left_where_a_session_cannot_be_written(tmp_path, reader, suffix):
    document = band(tmp_path / "band")
    clip = document.tracks[3].clips[0]
    lost = replace(clip, source=replace(clip.source, is_missing=True))
    broken = document.with_track(document.tracks[3].id, lambda t: replace(t, clips=(lost,)))
    path = tmp_path / f"Song{suffix}"
    with pytest.raises(OutputError, match="locate it first"):
        written(broken, path, reader)
    empty = replace(document, tracks=())
    with pytest.raises(RequestError, match="would be empty"):
        written(empty, path, reader)
    assert [one.name for one in tmp_path.iterdir()] == ["band"]
    path.write_bytes(b"somebody's")
    with pytest.raises(OutputError, match="exists"):
        written(document, path, reader)
    written(document, path, reader, overwrite=True)
    assert path.read_bytes() != b"somebody's"


def test_a_session_may_be_written_again_from_its_own_media(tmp_path, reader):
    document = band(tmp_path / "band")
    path = written(document, tmp_path / "Song.rpp", reader)
    own = edits.new_document(files.probe(tmp_path / "Song_media" / "keys.wav"))
    written(own, path, reader, overwrite=True)
    told, _ = read(path, tmp_path)
    assert [item.file for item in told.items] == ["Song_media/keys.wav"]


def test_the_zip_holds_what_the_format_says_and_nothing_else(tmp_path, reader):
    path = written(band(tmp_path / "band"), tmp_path / "Song.dawproject", reader)
    with zipfile.ZipFile(path) as file:
        names = file.namelist()
    assert names[:2] == ["project.xml", "metadata.xml"]
    assert all(name.startswith("audio/") for name in names[2:])


def test_quotes_are_chosen_by_what_a_name_holds():
    assert [reaper.quoted(text) for text in ("a", 'a"', "a\"'", "a\"'`")] == [
        '"a"',
        "'a\"'",
        "`a\"'`",
        "`a\"' `",
    ]
