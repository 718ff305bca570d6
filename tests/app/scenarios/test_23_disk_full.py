"""Scenario 23, saving: on a full disk the old project stays whole, and another place is offered."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from engine.document.project import FILE
from tests.app.conftest import CONTROL, Studio
from tests.app.scenarios.conftest import press_answer


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes."""
    place = tmp_path / "small"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)]
    if os.name != "posix" or os.geteuid() != 0 or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("a small disk needs the rights to mount one")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def fill(path: Path) -> None:
    """Write until nothing more fits."""
    with suppress(OSError), path.open("wb", buffering=0) as file:
        while file.write(bytes(4096)):
            pass


def test_a_full_disk_costs_neither_the_old_project_nor_the_new_work(
    playing: Studio, small_disk: Path, tmp_path: Path
):
    projects = playing.window.desk.projects
    playing.drag(1.0, 1.2)
    playing.generate()
    playing.leave_fields()
    playing.dialogs.project = small_disk / "Song"
    playing.key(Qt.Key.Key_S, CONTROL)
    playing.bot.waitUntil(lambda: projects.is_saved)
    before = (small_disk / "Song" / FILE).read_bytes()
    fill(small_disk / "filler")
    playing.drag(2.0, 2.5)
    playing.generate()
    playing.leave_fields()
    playing.key(Qt.Key.Key_S, CONTROL)
    playing.bot.waitUntil(lambda: bool(playing.strips))
    assert playing.strips[0].endswith("the disk is full; free some space or choose another place.")
    assert (small_disk / "Song" / FILE).read_bytes() == before
    assert not list(small_disk.rglob("*.part"))
    assert playing.window.isWindowModified()
    playing.dialogs.project = tmp_path / "Elsewhere"
    press_answer(playing, "Save as…")
    playing.bot.waitUntil(lambda: not playing.window.isWindowModified())
    told = json.loads((tmp_path / "Elsewhere" / FILE).read_bytes())
    assert len(told["history"]["states"]) == len(playing.session.history.states)
