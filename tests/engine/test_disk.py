"""Files that are there whole or not at all."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from engine import disk
from engine.errors import OutputError


def test_what_stood_there_stays_where_the_new_cannot_be_written(tmp_path: Path):
    path = tmp_path / "a.json"
    disk.write_whole(path, b"old")
    with pytest.raises(TypeError):
        disk.write_whole(path, None)  # type: ignore[arg-type]
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.json"]


def test_a_folder_that_is_not_there_is_told_in_a_sentence(tmp_path: Path):
    with pytest.raises(OutputError, match="its folder “none” does not exist"):
        disk.write_whole(tmp_path / "none" / "a.json", b"new")


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is a file system that cannot see folders safe")
def test_a_file_system_that_knows_no_safe_folders_is_taken_as_it_is():
    disk.sync_folder(Path("/proc"))
