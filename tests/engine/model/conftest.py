"""A tiny checkpoint of each family, written once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.helpers import tiny_model


@pytest.fixture(scope="session")
def tiny_folders(tmp_path_factory) -> dict[str, Path]:
    """Whole tiny checkpoints, which tests only read."""
    root = tmp_path_factory.mktemp("tiny")
    return {family: tiny_model.make(root / family, family=family) for family in ("small", "medium")}


@pytest.fixture
def folder(tiny_folders, tmp_path) -> Path:
    """A tiny checkpoint of its own for a test that damages it."""
    return shutil.copytree(tiny_folders["small"], tmp_path / "model")
