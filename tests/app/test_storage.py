"""Room on the disk in a real window: what is said to be freed is freed, and nothing that is heard."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.panels.storage import StorageWindow
from app.settings import Places
from app.storage import BIN, UNUSED
from engine.document.media import FOLDER
from engine.document.project import Project
from engine.storage import CACHES, TAKES
from tests.app.conftest import CONTROL, LEFT, Studio
from tests.helpers.projects import sounds_like

OLD = "2020-01-01 10-00-00 77"


def left_behind(tmp_path: Path, n_bytes: int, name: str = "take.wav") -> Path:
    """A take of a session that ended long ago."""
    path = Places.under(tmp_path / "places").takes_folder.parent / OLD / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bytes(n_bytes))
    os.utime(path, (1, 1))
    return path


def shown(studio: Studio) -> StorageWindow:
    """The window of that command, once all is counted."""
    with studio.bot.waitSignal(studio.window.desk.storage.found):
        studio.window.actions_["file.storage"].trigger()
    return studio.window.findChildren(StorageWindow)[0]


def free(studio: Studio, opened: StorageWindow, *kinds: str) -> None:
    """Tick these and press the button."""
    for kind, box in opened.boxes.items():
        box.setChecked(kind in kinds)
    with studio.bot.waitSignal(studio.window.desk.storage.found):
        QTest.mouseClick(opened.button, LEFT)


@pytest.fixture
def song(loaded: Studio, tmp_path: Path) -> Studio:
    """A saved project with two takes, one of which was discarded, and one that no step hears any more."""
    for stop_s in (1.2, 1.4):
        loaded.drag(1.0, stop_s)
        loaded.generate()
        loaded.leave_fields()
        if stop_s < 1.4:
            save(loaded, tmp_path)
            loaded.session.jump(0)
    loaded.window.desk.takes.discard()
    save(loaded, tmp_path)
    return loaded


def save(studio: Studio, tmp_path: Path) -> None:
    studio.dialogs.project = tmp_path / "Song"
    studio.key(Qt.Key.Key_S, CONTROL)
    studio.bot.waitUntil(lambda: studio.window.desk.projects.is_saved)


def test_takes_of_sessions_that_ended_go_only_when_they_are_ticked(loaded: Studio, tmp_path: Path):
    take = left_behind(tmp_path, 30_000)
    opened = shown(loaded)
    assert not opened.boxes[TAKES].isChecked()
    assert opened.button.text() == "Nothing to free"
    opened.boxes[TAKES].setChecked(True)
    assert opened.button.text() == "Free 30.0 kB"
    free(loaded, opened, TAKES)
    assert not take.exists()
    assert opened.outcome.text() == "30.0 kB freed."
    assert not opened.boxes[TAKES].isEnabled()


def test_the_takes_of_this_session_are_no_rest(song: Studio):
    before = sounds_like(song.session.document)
    opened = shown(song)
    free(song, opened, UNUSED)
    assert sounds_like(song.session.document) == before
    assert song.window.desk.places.takes_folder.is_dir()


def test_files_that_no_step_hears_leave_the_project_and_the_rest_stays(song: Studio, tmp_path: Path):
    media = tmp_path / "Song" / FOLDER
    n_files = len(list(media.iterdir()))
    opened = shown(song)
    assert opened.boxes[UNUSED].isChecked()
    free(song, opened, UNUSED)
    assert len(list(media.iterdir())) == n_files - 2
    assert not Project(tmp_path / "Song").open().missing


def test_the_bin_is_emptied_for_good_and_the_project_saved(song: Studio, tmp_path: Path):
    media = tmp_path / "Song" / FOLDER
    opened = shown(song)
    assert not opened.boxes[BIN].isChecked()
    free(song, opened, BIN)
    assert song.window.desk.projects.is_saved
    kept = Project(tmp_path / "Song").open().history.document
    (region,) = kept.tracks[0].regions
    assert (len(region.takes), region.bin) == (1, ())
    assert len(list(media.iterdir())) == 1
    song.session.undo()
    (region,) = song.session.document.tracks[0].regions
    assert (len(region.takes), region.chosen) == (1, 0)


def test_at_a_start_the_oldest_goes_where_there_is_too_much(
    make_studio: Callable[..., Studio], tmp_path: Path
):
    studio = make_studio()
    oldest, later = left_behind(tmp_path, 700_000), left_behind(tmp_path, 600_000, "later.wav")
    os.utime(later, (2, 2))
    desk = studio.window.desk
    desk.store.change(bin_limit_gb=0.001)
    with studio.bot.waitSignal(desk.storage.found):
        desk.storage.tidy()
    assert not oldest.exists()
    assert later.exists()


def test_caches_are_kept_within_their_limit_too(make_studio: Callable[..., Studio]):
    studio = make_studio()
    desk = studio.window.desk
    kept = desk.places.converted_folder / "abc-48000" / "song.wav"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(bytes(2_000_000))
    os.utime(kept.parent, (1, 1))
    assert shown(studio).boxes[CACHES].isEnabled()
    desk.store.change(cache_limit_gb=0.001)
    with studio.bot.waitSignal(desk.storage.found):
        desk.storage.tidy()
    assert not kept.exists()
