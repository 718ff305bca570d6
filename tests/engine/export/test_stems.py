"""Stems: one file a track, from one start to one end, which add up to the mix."""

from __future__ import annotations

from dataclasses import replace

import av
import numpy as np
import pytest

from engine.audio import files
from engine.document import edits
from engine.document.render import render
from engine.errors import OutputError, RequestError
from engine.export import pieces
from engine.export.leaving import write_all
from engine.export.passage import whole
from engine.export.pieces import Which
from engine.export.shape import Depth, Shape
from engine.timeline import Span
from tests.helpers import sound
from tests.helpers.band import LATE, RATE, TAKEN, band, with_clips

SHAPE = Shape()


@pytest.fixture
def reader():
    with files.Reader() as reader:
        yield reader


def exported(document, folder, reader, shape=SHAPE, which=Which.AUDIBLE, **more):
    folder.mkdir(exist_ok=True)
    tracks = pieces.chosen(document, which)
    wanted = pieces.stems(document, tracks, folder, reader.read, suffix=shape.suffix, **more)
    return write_all(document, wanted, shape)


def total(written, reader):
    """All of them on top of each other, as a mixer with neutral faders hears them."""
    heard = [reader.read(one.source, Span(0, one.source.n_samples)) for one in written]
    return sum(np.repeat(one, 2, axis=1) if one.shape[1] == 1 else one for one in heard)


def level_db(difference):
    rms = np.sqrt(np.mean(np.square(difference)))
    return 20 * np.log10(rms) if rms else -np.inf


def test_all_stems_have_one_start_and_one_length_and_add_up_to_the_mix(tmp_path, reader):
    document = band(tmp_path)
    written = exported(document, tmp_path / "out", reader)
    assert [one.source.path.name for one in written] == [
        "01_Drums.wav",
        "02_Bass.wav",
        "03_Voice.wav",
        "04_Keys.wav",
    ]
    length = document.extent.stop
    assert {(one.source.n_samples, one.source.sample_rate, one.source.subtype) for one in written} == {
        (length, RATE, "PCM_24")
    }
    mixed = render(document, Span(0, length), reader.read)
    assert level_db(total(written, reader) - mixed) < -120
    voice = reader.read(written[2].source, Span(0, length))
    assert not voice[:LATE].any()
    assert voice[LATE:].any()


def test_stems_carry_gain_and_balance_so_that_they_add_up_all_the_same(tmp_path, reader):
    document = with_clips(band(tmp_path))
    drums, _, voice, keys = (track.id for track in document.tracks)
    document = edits.set_track(document, drums, gain_db=-4.0, pan=-0.5)
    document = edits.set_track(document, voice, pan=0.25)
    document = edits.set_track(document, keys, is_muted=True)
    written = exported(document, tmp_path / "out", reader)
    assert [one.source.n_channels for one in written] == [2, 2, 2]
    mixed = render(document, whole(document), reader.read)
    assert level_db(total(written, reader) - mixed) < -120
    before = exported(document, tmp_path / "dry", reader, at_fader=False)
    assert [one.source.n_channels for one in before] == [2, 2, 1]


def test_samples_of_recordings_leave_as_they_were(tmp_path, reader):
    document = band(tmp_path)
    written = exported(document, tmp_path / "out", reader)
    source = document.tracks[0].clips[0].source
    stem = reader.read(written[0].source, Span(0, source.n_samples))
    differs = (stem != reader.read(source, Span(0, source.n_samples))).any(axis=1)
    assert not differs[: TAKEN.start].any()
    assert not differs[TAKEN.stop :].any()
    assert differs[TAKEN.start : TAKEN.stop].mean() > 0.99


def test_an_independent_reader_finds_time_reference_and_prompt(tmp_path, reader):
    written = exported(band(tmp_path), tmp_path / "out", reader)
    with av.open(str(written[0].source.path)) as file:
        found = file.metadata
    assert found["time_reference"] == "0"
    assert found["comment"] == "Drums: a rimshot"
    assert found["encoded_by"] == "Inlay"
    assert '"recipe": {"model": "tiny"}' in dict(files.probe(written[0].source.path).tags)["comment"]


def test_what_was_added_before_the_start_moves_the_start_of_all_of_them(tmp_path, reader):
    document = band(tmp_path)
    first = document.tracks[0].clips[0]
    earlier = replace(first, start=-4800)
    document = document.with_track(document.tracks[0].id, lambda t: replace(t, clips=(earlier,), regions=()))
    written = exported(document, tmp_path / "out", reader)
    assert {one.source.n_samples for one in written} == {document.extent.stop + 4800}
    voice = reader.read(written[2].source, Span(0, written[2].source.n_samples))
    assert np.flatnonzero(voice.any(axis=1))[0] == LATE + 4800


def test_the_mix_goes_along_where_it_is_wanted(tmp_path, reader):
    document = band(tmp_path)
    master, *stems = exported(document, tmp_path / "out", reader, with_master=True)
    assert master.source.path.name == "00_Master.wav"
    heard = reader.read(master.source, Span(0, master.source.n_samples))
    assert level_db(total(stems, reader) - heard) < -120


def test_muted_tracks_are_left_out_unless_all_are_wanted(tmp_path, reader):
    document = band(tmp_path)
    document = edits.set_track(document, document.tracks[1].id, is_muted=True)
    names = [one.source.path.stem for one in exported(document, tmp_path / "a", reader)]
    assert names == ["01_Drums", "03_Voice", "04_Keys"]
    assert len(exported(document, tmp_path / "b", reader, which=Which.ALL)) == 4


def test_only_what_was_changed_over_the_original_is_the_result(tmp_path, reader):
    document = with_clips(band(tmp_path))
    (tmp_path / "out").mkdir()
    shape = Shape(depth=Depth.FLOAT)
    (clip,) = write_all(document, pieces.changes(document, tmp_path / "out", reader.read), shape)
    assert clip.source.path.name == "01_Drums_region 1 take 1.wav"
    told = files.broadcast_of(clip.source.path)
    assert told is not None
    assert told.time_reference == TAKEN.start
    track = document.tracks[0]
    original = reader.read(track.clips[0].source, Span(0, track.extent.stop))
    original[TAKEN.start : TAKEN.stop] = reader.read(clip.source, Span(0, TAKEN.length))
    result = pieces.stems(document, [track], tmp_path / "out", reader.read)[0].passage
    wanted = np.concatenate(list(result.blocks(None)))[: track.extent.stop]
    assert np.array_equal(original, np.where(wanted == original, wanted, wanted.astype(np.float32)))


def test_what_cannot_leave_is_said_before_anything_is_written(tmp_path, reader):
    document = band(tmp_path)
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "04_Keys.wav").write_bytes(b"somebody's")
    with pytest.raises(OutputError, match="exists"):
        exported(document, folder, reader)
    assert [path.name for path in folder.iterdir()] == ["04_Keys.wav"]
    empty = edits.choose_take(document, document.tracks[0].regions[0].id, 0)
    with pytest.raises(RequestError, match="choose a take"):
        pieces.changes(empty, folder, reader.read)
    with pytest.raises(RequestError, match="hold sound"):
        pieces.stems(document, [], folder, reader.read)


def test_a_missing_recording_does_not_leave_as_silence(tmp_path, reader):
    document = band(tmp_path)
    clip = document.tracks[3].clips[0]
    lost = replace(clip, source=replace(clip.source, is_missing=True))
    document = document.with_track(document.tracks[3].id, lambda t: replace(t, clips=(lost,)))
    with pytest.raises(OutputError, match="locate it first"):
        exported(document, tmp_path / "out", reader)
    assert list((tmp_path / "out").iterdir()) == []


def test_a_source_is_never_written_over_even_where_files_may_be_replaced(tmp_path, reader):
    document = band(tmp_path)
    wanted = pieces.mix(document, whole(document), reader.read, tmp_path / "drums.wav")
    with pytest.raises(OutputError, match="never written over"):
        write_all(document, wanted, SHAPE, overwrite=True)


def test_tracks_of_one_name_have_files_of_their_own(tmp_path, reader):
    document = band(tmp_path)
    same = replace(document, tracks=tuple(replace(t, name="a/b: c") for t in document.tracks))
    written = exported(same, tmp_path / "out", reader, template="$track", project="Song")
    names = [one.source.path.name for one in written]
    assert names == ["a_b_ c.wav", "a_b_ c (2).wav", "a_b_ c (3).wav", "a_b_ c (4).wav"]


def test_a_track_of_six_channels_keeps_them(tmp_path, reader):
    path = sound.save(tmp_path / "six.wav", sound.whole_numbers(1000, 6, 24), RATE, "PCM_24")
    document = edits.new_document(files.probe(path))
    (written,) = exported(document, tmp_path / "out", reader)
    assert written.source.n_channels == 6
    assert np.array_equal(
        reader.read(written.source, Span(0, 1000)), reader.read(files.probe(path), Span(0, 1000))
    )
    told = files.broadcast_of(written.source.path)
    assert told is not None
    assert told.time_reference == 0
