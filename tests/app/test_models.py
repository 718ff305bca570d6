"""What the window says about models without loading them, and when it looks at the disk for that."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.models import Models, NoModelError
from app.settings import Store
from engine.errors import CheckpointError


@pytest.fixture
def models(qtbot: QtBot, tmp_path: Path, model: str) -> Models:
    """The choice of a model in a folder, with a phrase book."""
    (Path(model) / "words.json").write_text(json.dumps({"words": ["snare"]}))
    return Models(Store(tmp_path / "settings.json"), model)


def test_a_request_does_not_read_again_what_is_known_of_a_model_that_is_the_same(models: Models):
    config, words = models.config, models.words
    assert config is not None
    assert words.words == {"snare"}
    models.to_ask()
    assert models.config is config
    assert models.words is words


def test_a_choice_is_told_even_while_nothing_is_loaded(
    models: Models, model: str, bundled: Path, qtbot: QtBot
):
    shutil.copytree(model, bundled / "other")
    assert models.state == "idle"
    with qtbot.waitSignal(models.changed):
        models.choose("other")
    assert models.chosen == "other"
    told: list[str] = []
    models.changed.connect(lambda: told.append(models.state))
    for state in ("idle", "working", "working", "ready"):
        models.show_state(state)
    models.show_device("cpu")
    models.show_device("cpu")
    assert told == ["working", "ready", "ready"]


def test_a_request_looks_for_no_other_models_while_its_own_is_the_same(
    models: Models, model: str, bundled: Path
):
    models.to_ask()
    shutil.copytree(model, bundled / "other")
    models.to_ask()
    assert models.that_hear(1.0) == []
    models.look()
    assert models.that_hear(1.0) == ["other"]


def test_a_request_finds_a_first_model_that_was_put_there_meanwhile(
    qtbot: QtBot, tmp_path: Path, model: str, bundled: Path
):
    models = Models(Store(tmp_path / "settings.json"))
    with pytest.raises(NoModelError):
        models.to_ask()
    shutil.copytree(model, bundled / "first")
    assert models.to_ask() == ("first", "auto")


def test_a_request_finds_that_a_model_was_replaced(models: Models, model: str):
    assert models.weights_bytes == 0
    (Path(model) / "model.safetensors").write_bytes(bytes(100))
    (Path(model) / "words.json").write_text(json.dumps({"words": ["kick"]}))
    models.to_ask()
    assert models.weights_bytes == 100
    assert models.words.words == {"kick"}


def test_whoever_looks_which_models_there_are_sees_all_of_each_anew(models: Models, model: str):
    assert models.words.words == {"snare"}
    (Path(model) / "words.json").write_text(json.dumps({"words": ["kick"]}))
    models.names()
    assert models.words.words == {"kick"}


def test_a_model_that_goes_is_missed_by_the_next_request_and_found_when_back(models: Models, model: str):
    away = Path(model).with_name("away")
    models.to_ask()
    Path(model).rename(away)
    with pytest.raises(CheckpointError, match="not on this machine"):
        models.to_ask()
    assert models.config is None
    away.rename(model)
    assert models.to_ask() == (model, "auto")
    assert models.config is not None
