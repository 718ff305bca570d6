"""Which models are found on this machine, and which of them is taken where none is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine import catalogue
from engine.file_job import chosen_model


def place(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).mkdir(parents=True)
        (folder / name / "model_config.json").write_text("{}", encoding="utf-8")


def test_the_bundled_model_is_taken_where_there_is_no_other(bundled: Path):
    assert catalogue.default() is None
    place(bundled, "nano")
    assert [entry.name for entry in catalogue.entries()] == ["nano"]
    assert catalogue.find("nano") == bundled / "nano"
    assert chosen_model(None) == str(bundled / "nano")


@pytest.mark.parametrize(
    ("others", "taken"),
    [
        (("small-sfx", "small-music"), "small-music"),
        (("small-sfx", "small-music-base"), "small-sfx"),
        (("mine", "medium-base"), "nano"),
    ],
)
def test_a_published_model_goes_before_the_bundled_one_and_other_folders_after_it(
    bundled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, others: tuple[str, ...], taken: str
):
    place(bundled, "nano")
    place(tmp_path / "models", *others)
    monkeypatch.setenv(catalogue.MODELS_VARIABLE, str(tmp_path / "models"))
    assert Path(chosen_model(None)).name == taken


def test_a_model_of_ones_own_goes_before_a_bundled_one_of_the_same_name(
    bundled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    place(bundled, "nano")
    place(tmp_path / "models", "nano")
    monkeypatch.setenv(catalogue.MODELS_VARIABLE, str(tmp_path / "models"))
    assert catalogue.find("nano") == tmp_path / "models" / "nano"


def test_the_bundled_folder_is_the_one_among_the_resources():
    assert catalogue.bundled_folder() == Path(__file__).parents[2] / "resources" / "models"


def test_only_so_many_hashes_are_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(catalogue, "MOST_HASHES", 2)
    place(tmp_path, "first", "second", "third")
    hashes = {catalogue.hash_of(tmp_path / name) for name in ("first", "second", "third", "first")}
    assert len(hashes) == 1
    (memory,) = tmp_path.glob("cache/**/hashes.json")
    assert [Path(key).parent.name for key in json.loads(memory.read_text())] == ["third", "first"]
