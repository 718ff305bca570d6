"""Random walks in the suite: two short ones each time, others every time."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.app.random_walk import Walk


@pytest.mark.parametrize("number", [1, 2])
def test_whatever_is_done_in_the_window_can_be_undone_and_breaks_nothing(
    qapp: QApplication, tmp_path: Path, number: int
):
    seed = secrets.randbits(32)
    print(f"walk {seed}")
    Walk(seed, tmp_path, lambda text: print(f"   {text}")).run(25)
