"""Scenario 23, saving: on a full disk the old project stays whole, and another place is offered."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from engine.document.project import FILE
from tests.app.conftest import CONTROL, Studio
from tests.app.scenarios.conftest import press_answer
from tests.helpers import small_disk as small_disks


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes."""
    with small_disks.mounted(tmp_path / "small", 2) as place:
        yield place


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
    small_disks.fill(small_disk / "filler")
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
