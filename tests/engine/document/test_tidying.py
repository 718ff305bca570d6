"""Files that a project no longer hears, and discarded takes that leave it for good."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.document import media, tidying
from engine.document.document import Document
from engine.document.history import History
from engine.document.project import Project
from engine.errors import ProjectError
from tests.helpers.projects import digest, sounds_like, worked_on


@pytest.fixture
def history(tmp_path: Path) -> History:
    return worked_on(tmp_path)


@pytest.fixture
def saved(tmp_path: Path, history: History) -> Project:
    made = Project(tmp_path / "Song")
    made.save(history, {})
    return made


def takes_of(document: Document) -> list[int]:
    return [take.number for track in document.tracks for r in track.regions for take in (*r.takes, *r.bin)]


def forget_generating(history: History) -> None:
    """Go back to before the takes, and do something else."""
    history.jump(history.labels.index("Generate") - 1)
    history.push("Something else", Document(8000))


def test_a_project_hears_all_of_its_files_until_steps_are_left(saved: Project, history: History):
    assert tidying.unused(saved.folder) == ()
    forget_generating(history)
    saved.save(history, {})
    assert len(tidying.unused(saved.folder)) == 3


def test_what_is_not_ours_is_never_named(saved: Project, history: History):
    for name in ("notes.txt", "song.wav", "0123.wav", ".hidden"):
        (saved.folder / media.FOLDER / name).touch()
    half = saved.folder / media.FOLDER / f".inlay-{'a' * 32}.part"
    half.touch()
    assert tidying.unused(saved.folder) == (half,)


def test_of_a_project_that_cannot_be_opened_nothing_is_said_to_be_unused(saved: Project):
    saved.file.write_text("{")
    with pytest.raises(ProjectError):
        tidying.unused(saved.folder)


def test_a_take_that_was_tidied_away_comes_back_with_the_step_that_hears_it(saved: Project, history: History):
    kept, before = history.document, sounds_like(history.document)
    forget_generating(history)
    saved.save(history, {})
    for path in tidying.unused(saved.folder):
        path.unlink()
    history.push("Paste", kept)
    saved.save(history, {})
    opened = Project(saved.folder).open()
    assert not opened.missing
    assert sounds_like(opened.history.document) == before


def test_discarded_takes_leave_every_state_and_all_else_stays(history: History):
    (gone,) = tidying.binned(history.document)
    before = {id(track) for state in history.states for track in state.document.tracks}
    plain = [digest(state.document) for state in history.states[:3]]
    history.map(tidying.without({gone.id}))
    assert all(gone.number not in takes_of(state.document) for state in history.states)
    assert takes_of(history.document) == [1, 2]
    assert [digest(state.document) for state in history.states[:3]] == plain
    assert len({id(track) for state in history.states for track in state.document.tracks}) == len(before)


def test_where_a_take_that_goes_was_heard_the_original_is_heard(history: History):
    chosen = history.document.tracks[0].regions[0].chosen_take
    assert chosen is not None
    history.map(tidying.without({chosen.id}))
    assert history.document.tracks[0].regions[0].chosen == 0
