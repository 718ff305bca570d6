"""Projects on disk: what is saved comes back, moved or not; what is damaged is refused in a sentence."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import soundfile

from engine.audio import files
from engine.audio.files import Reader, Source
from engine.document import edits, locating, media, project
from engine.document.history import History
from engine.document.project import Project
from engine.errors import AudioFileError, ChangedError, OutputError, ProjectError
from engine.timeline import Span
from tests.helpers import small_disk as small_disks
from tests.helpers import sound
from tests.helpers.alive import n_alive
from tests.helpers.chunks import marked_64, with_chunks_64
from tests.helpers.projects import damaged, digest, new_take, sentence_or_opened, sounds_like, worked_on

GOLDEN = Path(__file__).parents[2] / "golden" / "projects"


@pytest.fixture
def history(tmp_path: Path) -> History:
    """Work with every kind of thing in it."""
    return worked_on(tmp_path)


@pytest.fixture
def saved(tmp_path: Path, history: History) -> Project:
    """The same as a project."""
    made = Project(tmp_path / "Song")
    made.save(history, {"zoom": 2})
    return made


def told(of: Project) -> dict:
    return json.loads(of.file.read_bytes())


def tell(of: Project, what: dict) -> None:
    of.file.write_text(json.dumps(what))


# ---- saving and opening


def test_what_was_saved_comes_back_with_its_whole_history(saved: Project, history: History):
    opened = Project(saved.folder).open()
    assert opened.history.labels == history.labels
    assert opened.history.index == history.index
    assert opened.history.is_saved
    assert opened.view == {"zoom": 2}
    assert not opened.missing
    for before, after in zip(history.states, opened.history.states, strict=True):
        assert digest(after.document) == digest(before.document)
        assert sounds_like(after.document) == sounds_like(before.document)


def test_takes_lie_in_the_project_and_the_users_own_files_where_they_were(saved: Project, tmp_path: Path):
    document = Project(saved.folder).open().history.document
    places = {clip.source.path.parent for track in document.tracks for clip in track.clips}
    assert places == {tmp_path}
    takes = [t for track in document.tracks for r in track.regions for t in (*r.takes, *r.bin)]
    assert {take.source.path.parent for take in takes} == {saved.folder / media.FOLDER}


def test_recordings_that_only_the_program_has_come_into_the_project(history: History, tmp_path: Path):
    made = Project(tmp_path / "Song")
    made.save(history, {}, own=(tmp_path,))
    document = Project(made.folder).open().history.document
    places = {clip.source.path.parent for track in document.tracks for clip in track.clips}
    assert places == {made.folder / media.FOLDER}


def test_a_project_that_was_moved_or_copied_sounds_as_before(
    saved: Project, history: History, tmp_path: Path
):
    before = sounds_like(history.document)
    copied = tmp_path / "far" / "away"
    shutil.copytree(saved.folder, copied, copy_function=shutil.copyfile)  # as a copy without its dates
    shutil.rmtree(saved.folder)
    shutil.rmtree(tmp_path / "takes")
    opened = Project(copied).open()
    assert not opened.missing
    assert sounds_like(opened.history.document) == before


def test_saving_again_under_another_name_takes_the_takes_along(saved: Project, tmp_path: Path):
    opened = Project(saved.folder).open()
    before = sounds_like(opened.history.document)
    other = Project(tmp_path / "Other")
    other.save(opened.history, {}, own=(saved.folder / media.FOLDER,))
    shutil.rmtree(saved.folder)
    shutil.rmtree(tmp_path / "takes")
    again = Project(other.folder).open()
    assert not again.missing
    assert sounds_like(again.history.document) == before


def test_a_take_that_two_states_share_is_one_file(saved: Project, history: History):
    n_takes = len(media.sources_of(history)[1])
    assert len(list((saved.folder / media.FOLDER).iterdir())) == n_takes


def test_takes_that_no_state_hears_any_more_are_forgotten_with_the_next_save(
    saved: Project, history: History, tmp_path: Path
):
    def another(number: int) -> int:
        history.jump(3)
        document, region = edits.add_region(history.document, history.document.tracks[0].id, Span(100, 300))
        made = new_take(tmp_path / "more", Span(100, 300), number)
        history.push("Generate", edits.add_takes(document, {region: (made,)}))
        saved.save(history, {})
        return n_alive(Source)

    assert len({another(number) for number in range(4, 8)}) == 1
    assert Project(saved.folder).open().history.labels[-1] == "Generate"


def test_a_project_can_be_named_by_its_file(saved: Project):
    assert project.folder_of(saved.file) == saved.folder
    assert project.is_project(saved.file)
    assert not project.is_project(saved.folder.parent)


def test_the_saved_samples_of_past_versions_still_open():
    for folder in sorted(GOLDEN.iterdir()):
        opened = Project(folder).open()
        assert not opened.missing
        assert opened.history.document.tracks


# ---- what is missing


def test_a_project_whose_recording_is_gone_opens_and_is_silent_there(saved: Project, tmp_path: Path):
    (tmp_path / "song.wav").unlink()
    opened = Project(saved.folder).open()
    assert {lost.path.name for lost in opened.missing} == {"song.wav"}
    source = opened.history.document.tracks[0].clips[0].source
    assert source.is_missing
    with Reader() as reader:
        assert not reader.read(source, Span(10, 20)).any()


def test_a_recording_that_is_another_one_now_is_not_taken_for_the_old_one(saved: Project, tmp_path: Path):
    sound.save(tmp_path / "song.wav", sound.noise(4000, 2, seed=99), 8000)
    opened = Project(saved.folder).open()
    assert list(opened.missing.values()) == ["it was changed since"]


def test_what_is_missing_is_still_known_after_the_next_save(saved: Project, tmp_path: Path):
    kept = (tmp_path / "song.wav").read_bytes()
    (tmp_path / "song.wav").unlink()
    again = Project(saved.folder)
    again.save(again.open().history, {})
    (tmp_path / "song.wav").write_bytes(kept)  # the same sound, of another date
    assert not Project(saved.folder).open().missing


def test_a_missing_recording_is_located_only_where_it_is_alike(saved: Project, tmp_path: Path):
    (tmp_path / "song.wav").rename(tmp_path / "elsewhere.wav")
    lost = next(iter(Project(saved.folder).open().missing))
    assert locating.located(lost, tmp_path / "elsewhere.wav").path.name == "elsewhere.wav"
    with pytest.raises(AudioFileError, match="not the missing file"):
        locating.located(lost, tmp_path / "voice.wav")


def test_a_moved_w64_of_the_length_it_was_once_counted_with_is_located(tmp_path: Path):
    soundfile.write(tmp_path / "a.w64", sound.noise(4096, 2), 8000, "PCM_16", format="W64")
    now = files.probe(with_chunks_64(tmp_path / "a.w64", marked_64({7: "here"})))
    with soundfile.SoundFile(now.path) as file:
        lost = replace(now, n_samples=file.frames, is_missing=True)  # with what follows the sound
    assert lost.n_samples > now.n_samples
    moved = now.path.rename(tmp_path / "b.w64")
    assert locating.located(lost, moved) == replace(lost, path=moved, is_missing=False)


def test_what_was_located_is_heard_in_every_state_and_what_they_share_stays_shared(
    saved: Project, history: History, tmp_path: Path
):
    before = [sounds_like(state.document) for state in history.states]
    (tmp_path / "away").mkdir()
    for name in ("song.wav", "voice.wav"):
        (tmp_path / name).rename(tmp_path / "away" / name)
    opened = Project(saved.folder).open()
    assert locating.missing_in(opened.history.document) == set(opened.missing)
    found = locating.located_beside(opened.missing, tmp_path / "away")
    opened.history.map(locating.relocated(found))
    assert [sounds_like(state.document) for state in opened.history.states] == before
    assert not locating.has_missing(opened.history.document)
    tracks = {id(track) for state in opened.history.states for track in state.document.tracks}
    assert len(tracks) == len({id(track) for state in history.states for track in state.document.tracks})


# ---- what is damaged


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../song.wav", "reaches out"),
        ("/etc/passwd", "reaches out"),
        ("media/../../song.wav", "reaches out"),
        ("media\\..\\..\\song.wav", "reaches out"),
        ("C:/song.wav", "reaches out"),
        ("", "is none"),
        ("a\0b", "is none"),
    ],
)
def test_a_path_inside_a_project_cannot_leave_it(saved: Project, name: str, reason: str):
    damage = told(saved)
    row = next(row for row in damage["history"]["sources"] if "inside" in row)
    row["inside"] = name
    tell(saved, damage)
    with pytest.raises(ProjectError, match=reason):
        Project(saved.folder).open()


def test_a_link_inside_a_project_leads_nowhere_else(saved: Project, tmp_path: Path):
    take = next((saved.folder / media.FOLDER).iterdir())
    take.rename(tmp_path / "outside.wav")
    take.symlink_to(tmp_path / "outside.wav")
    assert len(Project(saved.folder).open().missing) == 1


def test_no_memory_is_taken_for_a_length_that_no_file_has(saved: Project, tmp_path: Path):
    damage = told(saved)
    for row in damage["history"]["sources"]:
        row["n_samples"] = 2**40
    tell(saved, damage)
    with pytest.raises(ProjectError, match="longer than any recording"):
        Project(saved.folder).open()


def test_a_later_version_is_refused_in_a_sentence(saved: Project):
    tell(saved, told(saved) | {"version": project.VERSION + 1})
    with pytest.raises(ProjectError, match=r"later version of Inlay; open it with that one\.$"):
        Project(saved.folder).open()


@pytest.mark.parametrize("version", [None, 0, -1, "1", 1.0])
def test_a_version_that_is_none_is_refused(saved: Project, version: object):
    tell(saved, told(saved) | {"version": version})
    with pytest.raises(ProjectError, match="which version"):
        Project(saved.folder).open()


def test_a_folder_without_a_project_is_refused(tmp_path: Path):
    with pytest.raises(ProjectError, match=r"no project\.json"):
        Project(tmp_path).open()


@pytest.mark.parametrize("seed", range(300))
def test_whatever_is_wrong_with_the_file_is_one_sentence(seed: int, tmp_path_factory: pytest.TempPathFactory):
    saved = _once(tmp_path_factory)
    folder = saved.folder.with_name(f"Damaged {seed}")
    folder.mkdir()
    (folder / media.FOLDER).symlink_to(saved.folder / media.FOLDER)
    (folder / project.FILE).write_bytes(damaged(saved.file.read_bytes(), seed))
    found = sentence_or_opened(folder)
    if isinstance(found, str):
        assert found.startswith(f"The project “Damaged {seed}” cannot be opened: ")
        assert found.endswith(".")
        assert "\n" not in found
    else:
        assert found.history.document.extent.length < 2**42


_made: list[Project] = []


def _once(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """One project for all of them."""
    if not _made:
        folder = tmp_path_factory.mktemp("damaged")
        _made.append(Project(folder / "Song"))
        _made[0].save(worked_on(folder), {})
    return _made[0]


# ---- what the disk does


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte."""
    with small_disks.mounted(tmp_path / "small", 1) as place:
        yield place


def test_a_full_disk_leaves_the_project_as_it_was(small_disk: Path, tmp_path: Path, history: History):
    made = Project(small_disk / "Song")
    made.save(history, {})
    before, labels = made.file.read_bytes(), history.labels
    names = sorted(path.name for path in small_disk.rglob("*"))
    small_disks.fill(small_disk / "filler")
    history.push("One more", replace(history.document, tempo_bpm=61.0))
    with pytest.raises(OutputError, match="the disk is full"):
        made.save(history, {"padding": "x" * 10**6})
    assert made.file.read_bytes() == before
    assert sorted(path.name for path in small_disk.rglob("*")) == sorted([*names, "filler"])
    assert Project(made.folder).open().history.labels == labels


def test_a_place_that_is_read_only_says_so(small_disk: Path, history: History):
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(OutputError, match="read-only"):
        Project(small_disk / "Song").save(history, {})


def test_a_folder_that_was_removed_is_not_made_again_in_silence(saved: Project, history: History):
    shutil.rmtree(saved.folder)
    with pytest.raises(OutputError, match="its folder is gone"):
        saved.save(history, {})


def test_what_another_program_has_changed_is_not_written_over(saved: Project, history: History):
    tell(saved, told(saved) | {"view": {"by": "another"}})
    with pytest.raises(ChangedError, match="replace it, or save this under another name"):
        saved.save(history, {})
    assert told(saved)["view"] == {"by": "another"}
    saved.save(history, {}, may_replace=True)
    assert told(saved)["view"] == {}


def test_a_clock_that_was_set_back_changes_nothing(saved: Project, history: History):
    os.utime(saved.file, (1, 1))
    again = Project(saved.folder)
    again.open()
    history.push("One more", replace(history.document, tempo_bpm=61.0))
    again.save(history, {})
    assert Project(saved.folder).open().history.labels[-1] == "One more"


def test_a_file_that_takes_a_whole_decoding_is_believed_while_it_is_the_same(tmp_path: Path):
    path = sound.save(tmp_path / "a.wav", sound.noise(100, 1), 8000)
    stored = files.probe(path)
    assert files.known_again(stored) == (stored, True)
    os.utime(path, (1, 1))
    assert files.known_again(stored)[1] is False
