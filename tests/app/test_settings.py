"""What the program remembers, and what it makes of a damaged memory."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import settings
from app.settings import MAX_RECENT, Settings, Store

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
NAMES = list(Settings.__slots__)


def test_what_was_saved_is_loaded(tmp_path: Path):
    written = Settings(recent=("a.wav", "b.wav"), theme="light", model="medium", matches_level=False)
    settings.save(written, tmp_path / "deep" / "settings.json")
    assert settings.load(tmp_path / "deep" / "settings.json") == written


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '"dark"', '{"theme": 5}', "\x00\x01"])
def test_a_damaged_file_gives_the_defaults(tmp_path: Path, content: str):
    (tmp_path / "settings.json").write_text(content)
    assert settings.load(tmp_path / "settings.json") == Settings()


def test_a_missing_file_gives_the_defaults(tmp_path: Path):
    assert settings.load(tmp_path / "none.json") == Settings()


@given(st.dictionaries(st.sampled_from(NAMES), JSON))
def test_whatever_a_file_says_every_setting_has_its_type(tmp_path_factory: pytest.TempPathFactory, stored):
    path = tmp_path_factory.mktemp("settings") / "settings.json"
    path.write_text(json.dumps(stored))
    loaded = settings.load(path)
    for name in NAMES:
        assert type(getattr(loaded, name)) is type(getattr(Settings(), name))
    assert all(isinstance(entry, str) for entry in loaded.recent)


def test_the_latest_file_heads_the_list_once(tmp_path: Path):
    value = Settings()
    for number in [*range(MAX_RECENT + 3), 5]:
        value = value.with_recent(tmp_path / f"{number}.wav")
    assert value.recent[0] == str(tmp_path / "5.wav")
    assert len(value.recent) == len(set(value.recent)) == MAX_RECENT
    assert value.last_folder == str(tmp_path)


def test_settings_that_cannot_be_written_last_for_the_run(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    store = Store(tmp_path / "file" / "settings.json")
    store.change(theme="light")
    assert store.settings == replace(Settings(), theme="light")
    assert (tmp_path / "file").read_text() == "in the way"
