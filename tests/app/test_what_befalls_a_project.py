"""What can befall a project while it is open: what the user sees, and that what was saved stays whole."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from engine.document.project import FILE, Project
from tests.app.conftest import CONTROL, Studio, add_region, save
from tests.app.scenarios.conftest import button
from tests.helpers import small_disk as small_disks

IN_THE_FUTURE = 4_000_000_000


@dataclass(frozen=True)
class Situation:
    """What happens to the folder of a project, what is said at the next save, and the ways on."""

    happen: Callable[[Path], object]
    said: str
    answers: tuple[str, ...] = ("Save as…",)
    is_kept: bool = True


def fill(folder: Path) -> None:
    small_disks.fill(folder.parent / "filler")


def make_read_only(folder: Path) -> None:
    """Mount the disk over itself: a file that is open on it would keep it from becoming read-only."""
    disk = str(folder.parent)
    subprocess.run(["mount", "--bind", disk, disk], check=True)
    subprocess.run(["mount", "-o", "remount,ro,bind", disk], check=True)


def change(folder: Path) -> None:
    file = folder / FILE
    file.write_bytes(file.read_bytes() + b" ")


SITUATIONS = {
    "the disk is full": Situation(fill, "the disk is full; free some space or choose another place."),
    "it is read-only now": Situation(make_read_only, "is read-only; choose another place."),
    "the folder was removed": Situation(shutil.rmtree, "its folder is gone; save it", is_kept=False),
    "another program changed it": Situation(
        change, "was changed on the disk by another program", ("Save as…", "Replace it")
    ),
}


@pytest.fixture
def song(loaded: Studio, tmp_path: Path) -> Iterator[Studio]:
    """A window with a project that was saved onto a disk of its own."""
    with small_disks.mounted(tmp_path / "small", 2) as disk:
        add_region(loaded, 1, 2)
        save(loaded, disk / "Song")
        yield loaded
        loaded.window.leave()
        for _ in range(Path("/proc/mounts").read_text().count(f" {disk} ") - 1):
            subprocess.run(["umount", "-l", str(disk)], check=True)


@pytest.mark.qt_log_ignore("Could not remove our own lock file")  # nothing can be removed there any more
@pytest.mark.parametrize("what", SITUATIONS)
def test_it_is_said_the_old_file_is_whole_and_the_work_can_be_saved_elsewhere(
    song: Studio, tmp_path: Path, what: str
):
    folder, situation = tmp_path / "small" / "Song", SITUATIONS[what]
    situation.happen(folder)
    before = (folder / FILE).read_bytes() if situation.is_kept else b""
    add_region(song, 2.5, 3)
    song.key(Qt.Key.Key_S, CONTROL)
    song.bot.waitUntil(lambda: bool(song.strips))
    assert situation.said in song.strips[0]
    assert tuple(b.text() for b in song.window.messages.strips[0].buttons) == situation.answers
    assert song.window.isWindowModified()
    if situation.is_kept:
        assert (folder / FILE).read_bytes() == before
        assert not list(folder.rglob("*.part"))
    song.dialogs.project = tmp_path / "Elsewhere"
    button(song.window.messages.strips[0], "Save as…").click()
    song.bot.waitUntil(lambda: not song.window.isWindowModified())
    assert len(Project(tmp_path / "Elsewhere").open().history.states) == 3


def test_a_clock_that_was_set_back_is_no_reason_to_stop(song: Studio, tmp_path: Path):
    folder = tmp_path / "small" / "Song"
    for path in folder.rglob("*"):
        os.utime(path, (IN_THE_FUTURE, IN_THE_FUTURE))
    song.window.open([folder])  # as it is opened the next morning, when that clock is right again
    song.bot.waitUntil(lambda: not song.window.desk.projects.worker.is_busy)
    add_region(song, 2.5, 3)
    save(song, folder)
    assert song.strips == []
    assert len(Project(folder).open().history.states) == 3
    assert song.window.status.saved.text() == "Saved just now"


def test_a_second_window_is_told_who_has_it(song: Studio, make_studio: Callable[..., Studio], tmp_path: Path):
    folder = tmp_path / "small" / "Song"
    before = (folder / FILE).read_bytes()
    other = make_studio()
    other.window.open([folder])
    assert "is open in another window of Inlay (process " in other.strips[0]
    assert other.strips[0].endswith("close it there first.")
    assert not other.session.document.tracks
    assert (folder / FILE).read_bytes() == before
