"""A few sessions killed at random moments; more of them: `python -m tests.benchmarks.killing`."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.helpers.killing import kill_one


@pytest.mark.parametrize("seed", [1, 7, 11])
def test_nothing_that_was_done_is_lost_when_a_session_is_killed(
    qapp: QApplication, tmp_path: Path, seed: int
):
    death = kill_one(tmp_path / "session", seed)
    assert death.problem == ""
