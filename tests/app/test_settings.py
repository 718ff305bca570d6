"""What the program remembers, and what it makes of a damaged memory."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import settings
from app.settings import MAX_RECENT, Settings, Store
from app.writing import Writer

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
NAMES = list(Settings.__slots__)


def test_what_was_saved_is_loaded(tmp_path: Path):
    written = Settings(recent=("a.wav", "b.wav"), theme="light", model="medium", matches_level=False)
    store = Store(tmp_path / "deep" / "settings.json")
    store.keep(written)
    store.wait()
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
    store.wait()
    assert store.settings == replace(Settings(), theme="light")
    assert (tmp_path / "file").read_text() == "in the way"


class SlowDisk:
    """A disk that takes up what is written to it and does not say that it is there until it is let go."""

    def __init__(self) -> None:
        self.is_let_go, self.has_begun = threading.Event(), threading.Event()
        self.written: list[bytes] = []

    def write(self, _path: Path, content: bytes) -> None:
        self.has_begun.set()
        self.is_let_go.wait()
        self.written.append(content)


def test_nobody_waits_for_the_disk_and_of_what_waits_meanwhile_the_latest_is_written(tmp_path: Path):
    disk = SlowDisk()
    store = Store(tmp_path / "it", writer=Writer(tmp_path / "it", "settings", disk.write))
    store.change(master_gain_db=-1.0)
    assert disk.has_begun.wait(60)
    for gain in (-2.0, -3.0, -4.0):
        store.change(master_gain_db=gain)
    assert disk.written == []
    disk.is_let_go.set()
    store.wait()
    assert [json.loads(content)["master_gain_db"] for content in disk.written] == [-1.0, -4.0]


def test_a_failure_to_write_is_told_and_the_next_change_is_written(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    (tmp_path / "deep").write_text("in the way")
    store = Store(tmp_path / "deep" / "settings.json")
    store.change(theme="light")
    store.wait()
    assert "settings are not kept" in caplog.text
    (tmp_path / "deep").unlink()
    store.change(scale=2.0)
    store.wait()
    assert settings.load(store.path) == replace(Settings(), theme="light", scale=2.0)
