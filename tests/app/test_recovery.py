"""Journals of windows: written by one, found by the next one once the first is gone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.recovery import FILE, LOCK, MOST_SET_ASIDE, SET_ASIDE, Keeper, crashed
from engine.document import journal
from engine.document.document import Document
from engine.document.history import History
from engine.document.journal import Journal
from engine.errors import EngineError
from engine.storage import NEEDED


@pytest.fixture
def left(tmp_path: Path) -> Path:
    """A journal whose window is gone."""
    folder = tmp_path / "gone"
    folder.mkdir()
    kept = Journal(folder / FILE)
    kept.write(History(Document()), {})
    kept.close()
    return folder


def test_a_window_that_is_gone_has_left_its_journal(qapp: QApplication, left: Path):
    (found,) = crashed(left.parent)
    assert found.folder == left
    found.remove()
    assert not left.exists()


def test_what_one_window_offers_no_other_one_does(qapp: QApplication, left: Path):
    (found,) = crashed(left.parent)
    assert not list(crashed(left.parent))
    found.leave()
    assert len(list(crashed(left.parent))) == 1


def test_what_was_set_aside_is_kept_but_not_offered_and_not_for_ever(qapp: QApplication, left: Path):
    for n in range(MOST_SET_ASIDE):
        old = left.parent / f"{n} {SET_ASIDE}"
        old.mkdir()
        os.utime(old, (n, n))
    (found,) = crashed(left.parent)
    found.set_aside()
    assert not list(crashed(left.parent))
    names = {path.name for path in left.parent.iterdir()}
    assert names == {f"gone {SET_ASIDE}", *(f"{n} {SET_ASIDE}" for n in range(1, MOST_SET_ASIDE))}


def test_a_journal_that_cannot_be_read_is_set_aside(qapp: QApplication, left: Path):
    (left / FILE).write_bytes(b"nothing of the kind")
    assert not list(crashed(left.parent))
    assert (left.parent / f"gone {SET_ASIDE}" / FILE).exists()


def test_a_living_window_keeps_its_own_until_it_is_closed(qapp: QApplication, tmp_path: Path):
    keeper = Keeper(tmp_path)
    assert keeper.write(History(Document()), {})
    assert keeper.is_begun
    assert not list(crashed(tmp_path))
    keeper.close()
    assert not keeper.folder.exists()


def test_a_window_that_is_gone_with_all_saved_leaves_nothing(qapp: QApplication, tmp_path: Path):
    gone = tmp_path / "gone"
    gone.mkdir()
    (gone / LOCK).write_text("999999999\ninlay\n")
    (gone / NEEDED).write_text("/takes\n")
    alive = Keeper(tmp_path)
    alive.write(History(Document()), {})
    alive.begin(None)
    assert not list(crashed(tmp_path))
    assert list(tmp_path.iterdir()) == [alive.folder]
    alive.close()


def test_what_is_not_saved_takes_the_place_of_what_was_in_one_step(qapp: QApplication, tmp_path: Path):
    keeper, history = Keeper(tmp_path), History(Document())
    keeper.write(history, {})
    history.push("later", Document(tempo_bpm=70.0))
    keeper.begin(tmp_path / "Song", history, {})
    found = journal.read(keeper.folder / FILE)
    assert found.project == tmp_path / "Song"
    assert found.history.labels == ("Open", "later")
    keeper.close()


def test_a_failure_is_told_once_until_it_works_again(qapp: QApplication, tmp_path: Path):
    told: list[EngineError] = []
    (tmp_path / "journals").write_text("in the way")
    keeper, history = Keeper(tmp_path / "journals"), History(Document())
    keeper.failed.connect(told.append)
    assert not keeper.write(history, {})
    assert not keeper.write(history, {})
    assert len(told) == 1
    (tmp_path / "journals").unlink()
    assert keeper.write(history, {})
    keeper.close()
