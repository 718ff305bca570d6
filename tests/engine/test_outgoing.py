"""`inlay stems` and `inlay export`: what they write, what they say, and how they fail."""

from __future__ import annotations

import json

import numpy as np
import pytest

from engine import cli
from engine.audio import files
from engine.document.project import Project
from engine.timeline import Span
from tests.helpers.band import LATE, RATE, band, saved


@pytest.fixture
def inlay(capsys):
    """Runs a command line; gives its exit code, what it printed, and what it complained."""

    def run(*words):
        code = cli.main([*map(str, words)])
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return code, out, err

    return run


@pytest.fixture
def song(tmp_path):
    return saved(band(tmp_path / "recordings"), tmp_path / "Song")


def test_stems_of_a_project_go_into_a_folder_that_is_named_after_it(inlay, song, tmp_path):
    code, said, complained = inlay("stems", song, "--with-master")
    assert code == 0, complained
    names = ["00_Master", "01_Drums", "02_Bass", "03_Voice", "04_Keys"]
    assert sorted(path.stem for path in (tmp_path / "Song_stems").iterdir()) == names
    assert said.count("read back: right in every sample") == 5


def test_stems_are_told_to_programs_as_one_object(inlay, song, tmp_path):
    words = ["--track", 3, "--format", "flac", "--depth", 16, "--name", "$project $track", "--json"]
    code, said, _ = inlay("stems", song, "-o", tmp_path / "out", *words)
    assert code == 0
    (told,) = json.loads(said)["outputs"]
    assert told["path"].endswith("Song Voice.flac")
    assert (told["n_samples"], told["begins"], told["samples_wrong"]) == (LATE + 3 * RATE + 2, 0, 0)
    assert told["subtype"] == "PCM_16"


def test_what_stands_there_is_replaced_only_when_it_is_said(inlay, song, tmp_path):
    assert inlay("stems", song, "--quiet")[0] == 0
    code, _, complained = inlay("stems", song, "--quiet")
    assert code == 1
    assert "--force" in complained
    assert inlay("stems", song, "--quiet", "--force")[0] == 0


def test_a_folder_that_was_made_for_nothing_is_taken_away_again(inlay, song, tmp_path):
    code, _, complained = inlay("stems", song, "--format", "flac", "--depth", "32")
    assert code == 1
    assert "FLAC holds 16 bits or 24 bits" in complained
    assert not (tmp_path / "Song_stems").exists()


def test_what_is_no_project_and_tracks_that_are_not_there_are_told(inlay, song, tmp_path):
    assert "cannot be opened" in inlay("stems", tmp_path)[2]
    assert "Track 9 is not there" in inlay("stems", song, "--track", 9)[2]


def test_a_recording_has_a_stem_of_its_own(inlay, tmp_path):
    band(tmp_path / "recordings")
    path = tmp_path / "recordings" / "keys.wav"
    assert inlay("stems", path, "-o", tmp_path / "out")[0] == 0
    before, after = files.probe(path), files.probe(tmp_path / "out" / "01_keys.wav")
    with files.Reader() as reader:
        old, new = (reader.read(source, Span(0, before.n_samples)) for source in (before, after))
    assert np.array_equal(old, new)


def test_the_mix_of_a_project_is_written_as_its_name_says(inlay, song, tmp_path):
    for suffix, kind in ((".wav", "PCM_24"), (".flac", "PCM_24"), (".ogg", "VORBIS"), (".m4a", "AAC")):
        code, said, complained = inlay("export", song, "-o", tmp_path / f"$project mix{suffix}", "--json")
        assert code == 0, complained
        (told,) = json.loads(said)["outputs"]
        assert told["path"] == str(tmp_path / f"Song mix{suffix}")
        assert (told["subtype"], told["begins"]) == (kind, 0)
        assert LATE + 3 * RATE + 2 <= told["n_samples"] < LATE + 3 * RATE + 2 + 1024


def test_a_stretch_says_where_on_the_timeline_it_begins(inlay, song, tmp_path):
    assert inlay("export", song, "-o", tmp_path / "a.wav", "--span", "1.5-2.5")[0] == 0
    source = files.probe(tmp_path / "a.wav")
    told = files.broadcast_of(source.path)
    assert told is not None
    assert (told.time_reference, source.n_samples) == (RATE * 3 // 2, RATE)
    assert inlay("export", song, "-o", tmp_path / "b.wav", "--span", "1.5-2.5", "--rate", 96000)[0] == 0
    told = files.broadcast_of(tmp_path / "b.wav")
    assert told is not None
    assert told.time_reference == RATE * 3


def test_the_loop_of_the_window_is_exported_where_there_is_one(inlay, song, tmp_path):
    code, _, complained = inlay("export", song, "-o", tmp_path / "a.wav", "--loop")
    assert (code, "--span" in complained) == (1, True)
    project = Project(song)
    project.save(project.open().history, {"loop": [1000, 5000]})
    assert inlay("export", song, "-o", tmp_path / "a.wav", "--loop")[0] == 0
    assert files.probe(tmp_path / "a.wav").n_samples == 4000


def test_only_the_takes_that_are_heard_leave_as_clips(inlay, song, tmp_path):
    code, _, complained = inlay("export", song, "-o", tmp_path / "changes", "--changes", "--depth", "float")
    assert code == 0, complained
    assert [path.name for path in (tmp_path / "changes").iterdir()] == ["01_Drums_region 1 take 1.wav"]


@pytest.mark.parametrize("suffix", ["rpp", "dawproject"])
def test_a_project_becomes_a_session_and_so_do_its_stems(inlay, song, tmp_path, suffix):
    code, said, complained = inlay("export", song, "-o", tmp_path / f"$project.{suffix}")
    assert code == 0, complained
    assert said.strip() == str(tmp_path / f"Song.{suffix}")
    assert inlay("stems", song, "--session", suffix)[0] == 0
    assert (tmp_path / "Song_stems" / f"Song.{suffix}").is_file()


def test_a_name_that_nothing_has_is_told_with_all_that_there_are(inlay, song, tmp_path):
    code, _, complained = inlay("export", song, "-o", tmp_path / "a.xyz")
    assert code == 1
    assert all(suffix in complained for suffix in (".wav", ".m4a", ".dawproject", ".rpp"))


@pytest.mark.parametrize(("channels", "count"), [("project", 2), ("mono", 1), ("stereo", 2)])
def test_the_channels_of_a_mix_can_be_chosen(inlay, song, tmp_path, channels, count):
    words = ["--channels", channels, "--json"]
    code, said, complained = inlay("export", song, "-o", tmp_path / "a.wav", *words)
    assert code == 0, complained
    assert json.loads(said)["outputs"][0]["samples_wrong"] == 0
    assert files.probe(tmp_path / "a.wav").n_channels == count


@pytest.mark.parametrize(("channels", "count"), [("mono", 1), ("stereo", 2)])
def test_stems_of_whichever_tracks_have_the_channels_that_are_wanted(inlay, song, tmp_path, channels, count):
    code, _, complained = inlay("stems", song, "--channels", channels, "--with-master")
    assert code == 0, complained
    made = list((tmp_path / "Song_stems").iterdir())
    assert len(made) == 5
    assert {files.probe(path).n_channels for path in made} == {count}
