"""Waveforms in the folder of a project: kept, found wherever it is taken, and never outside of it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from engine.audio.files import Reader, Source, probe
from engine.audio.peaks import Peaks
from engine.document import edits, pyramids
from engine.document.history import History
from engine.document.project import Project
from engine.timeline import Span
from tests.helpers.sound import noise, save

N_SAMPLES = 70_001


@pytest.fixture
def recording(tmp_path: Path) -> Source:
    return probe(save(tmp_path / "in.wav", noise(N_SAMPLES, 2)))


@pytest.fixture
def song(tmp_path: Path, recording: Source) -> Project:
    """A project that has the recording in its own folder."""
    made = Project(tmp_path / "Song")
    made.save(History(edits.new_document(recording)), {}, is_whole=True)
    return made


def built(source: Source) -> Peaks:
    peaks = Peaks(source)
    with Reader() as reader:
        for _ in peaks.build(reader):
            pass
    return peaks


def medium_of(project: Project) -> Source:
    """Its only recording, as it is found where the project is now."""
    return Project(project.folder).open().history.document.tracks[0].clips[0].source


def shown(peaks: Peaks) -> np.ndarray:
    return np.stack(peaks.columns(Span(0, N_SAMPLES), 50))


def test_a_project_that_was_copied_and_is_gone_here_has_its_waveforms(
    song: Project, recording: Source, tmp_path: Path
):
    (medium,) = song.own(song.open().history).values()
    pyramids.keep(built(recording), medium)
    shutil.copytree(song.folder, tmp_path / "elsewhere" / "Tune", copy_function=shutil.copyfile)
    shutil.rmtree(song.folder)
    recording.path.unlink()
    moved = medium_of(Project(tmp_path / "elsewhere" / "Tune"))
    peaks = Peaks(moved)
    assert pyramids.restore(peaks, moved.path)
    assert peaks.is_done
    np.testing.assert_array_equal(shown(peaks), shown(built(moved)))


def test_a_recording_is_kept_under_the_name_of_what_it_holds_where_it_was_taken(
    song: Project, recording: Source
):
    known = song.own(History(edits.new_document(recording)))
    assert known == {recording: medium_of(song).path}
    pyramids.keep(built(recording), known[recording])
    assert [path.stem for path in pyramids.kept(song.folder)] == [known[recording].stem]
    assert song.own(song.open().history) == {medium_of(song): known[recording]}


def test_what_lies_in_no_project_has_no_place(song: Project, recording: Source, tmp_path: Path):
    medium = medium_of(song).path
    assert pyramids.place_of(recording.path) is None
    assert pyramids.place_of(medium.with_name("drums.wav")) is None
    assert pyramids.place_of(tmp_path / "media" / medium.name) is None
    assert pyramids.place_of(medium) == song.folder / "peaks" / f"{medium.stem}.peaks"
    pyramids.keep(built(recording), recording.path)
    assert not (tmp_path / "peaks").exists()


@pytest.mark.parametrize("of", ["folder", "file"])
def test_a_link_that_leads_out_of_the_project_is_not_followed(song: Project, tmp_path: Path, of: str):
    medium = medium_of(song)
    pyramids.keep(built(medium), medium.path)
    (kept,) = pyramids.kept(song.folder)
    inside, outside = (kept, tmp_path / "a") if of == "file" else (kept.parent, tmp_path / "b")
    inside.rename(outside)
    inside.symlink_to(outside)
    assert pyramids.place_of(medium.path) is None
    assert not pyramids.restore(Peaks(medium), medium.path)
    before = outside.stat().st_mtime_ns
    pyramids.keep(built(medium), medium.path, is_new=True)
    assert outside.stat().st_mtime_ns == before
    assert of == "file" or pyramids.kept(song.folder) == ()


def garbled(data: bytes) -> list[bytes]:
    flipped = bytearray(data)
    flipped[len(data) // 2] ^= 1
    return [b"", data[:-1], data + b"\0", bytes(flipped), data[:100], bytes(len(data))]


@pytest.mark.parametrize("number", range(6))
def test_a_damaged_one_is_not_shown_and_is_replaced(song: Project, number: int):
    medium = medium_of(song)
    pyramids.keep(built(medium), medium.path)
    (kept,) = pyramids.kept(song.folder)
    whole = kept.read_bytes()
    kept.write_bytes(garbled(whole)[number])
    peaks = Peaks(medium)
    assert not pyramids.restore(peaks, medium.path)
    assert not peaks.is_done
    pyramids.keep(built(medium), medium.path)
    assert kept.read_bytes() != whole
    pyramids.keep(built(medium), medium.path, is_new=True)
    assert kept.read_bytes() == whole


@pytest.mark.parametrize("share", [0.01, 0.51, 0.99])
def test_that_of_a_medium_that_was_edited_in_its_place_is_not_shown(song: Project, share: float):
    medium = medium_of(song)
    pyramids.keep(built(medium), medium.path)
    data = bytearray(medium.path.read_bytes())
    data[round(share * len(data))] ^= 1
    medium.path.write_bytes(data)
    assert not pyramids.restore(Peaks(medium), medium.path)
    edited = probe(medium.path)
    pyramids.keep(built(edited), medium.path, is_new=True)
    assert pyramids.restore(Peaks(edited), medium.path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="such pipes have no names here")
def test_a_pipe_in_its_place_is_not_waited_for(song: Project):
    medium = medium_of(song)
    pyramids.keep(built(medium), medium.path)
    (kept,) = pyramids.kept(song.folder)
    kept.unlink()
    os.mkfifo(kept)
    assert not pyramids.restore(Peaks(medium), medium.path)
    pyramids.keep(built(medium), medium.path, is_new=True)
    assert pyramids.restore(Peaks(medium), medium.path)


def test_that_of_another_length_is_not_shown(song: Project, tmp_path: Path):
    medium = medium_of(song)
    shorter = built(probe(save(tmp_path / "short.wav", noise(500, 2))))
    pyramids.keep(shorter, medium.path)
    assert not pyramids.restore(Peaks(medium), medium.path)


def test_those_of_media_that_are_gone_go_and_nothing_else_does(song: Project):
    medium = medium_of(song)
    pyramids.keep(built(medium), medium.path)
    folder = song.folder / "peaks"
    (folder / f"{'0' * 32}.peaks").write_bytes(b"of something else")
    (folder / "notes.txt").write_text("the user's")
    pyramids.tidy(song.folder)
    assert sorted(path.name for path in folder.iterdir()) == [f"{medium.path.stem}.peaks", "notes.txt"]
    pyramids.tidy(song.folder.with_name("nowhere"))


def test_a_project_that_is_gone_gets_no_folder_again(song: Project):
    medium = medium_of(song)
    peaks = built(medium)
    shutil.rmtree(song.folder)
    pyramids.keep(peaks, medium.path)
    assert not song.folder.exists()


def test_a_missing_recording_is_not_the_projects_own(song: Project):
    medium_of(song).path.unlink()
    assert song.own(song.open().history) == {}
    assert medium_of(song).is_missing
