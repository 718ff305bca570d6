"""`inlay stems` and `inlay export`: what they write, what they say, and how they fail."""

from __future__ import annotations

import json

import numpy as np
import pytest

from engine import cli
from engine.audio import files
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
