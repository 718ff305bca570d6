"""Damaged and odd files: one message that names the file and what is wrong; all else goes on."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtWidgets import QApplication

from engine.timeline import Span
from tests.app.conftest import RATE, Studio
from tests.helpers.sound import noise, save, save_compressed, sine

TEXT = b"Dear diary,\ntoday I recorded nothing.\n" * 50
PATIENCE_MS = 5000


def import_files(studio: Studio, *paths: Path) -> None:
    """Put files on tracks of their own, as the menu does."""
    studio.dialogs.to_open = list(paths)
    studio.window.actions_["file.import"].trigger()
    studio.bot.waitUntil(lambda: not studio.window.desk.opening.worker.is_busy, timeout=PATIENCE_MS)
    QApplication.processEvents()


def about(studio: Studio, path: Path) -> list[str]:
    """Messages that name a file."""
    return [text for text in studio.strips if f"“{path.name}”" in text]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("diary.wav", TEXT, "no sound file"),
        ("nothing.wav", b"", "0 bytes"),
        ("broken.mp3", b"\xff\xfb\x90\x00" + b"\0" * 40 + TEXT, "."),
        ("header.wav", b"RIFF\xff\xff\xff\xffWAVEfmt ", "."),
    ],
)
def test_what_cannot_be_read_is_told_by_name_and_leaves_the_work_alone(
    loaded: Studio, tmp_path: Path, name: str, content: bytes, reason: str
):
    loaded.drag(1.0, 1.4)
    loaded.generate()
    before = loaded.session.document
    path = tmp_path / name
    path.write_bytes(content)
    import_files(loaded, path)
    (told,) = about(loaded, path)
    assert told.startswith(f"“{name}” cannot be read: ")
    assert reason in told
    assert loaded.session.document is before
    loaded.settle()


def test_of_a_truncated_file_it_is_said_how_much_can_be_read(studio: Studio, tmp_path: Path):
    rate = 8000
    path = save(tmp_path / "cut.wav", noise(180 * rate, amplitude=0.3), rate, "PCM_16")
    data = path.read_bytes()
    path.write_bytes(data[: 44 + 2 * 133 * rate])
    studio.open(path)
    (told,) = about(studio, path)
    assert re.search(r"2:1[23]\.\d+ can be read of the 3:00\.000 that it announces", told), told
    assert abs(studio.session.document.extent.length - 133 * rate) < rate // 10


def test_a_header_that_announces_too_much_opens_what_is_there(studio: Studio, tmp_path: Path):
    path = save(tmp_path / "long.wav", noise(RATE, amplitude=0.3), RATE, "PCM_16")
    data = bytearray(path.read_bytes())
    at = data.index(b"data") + 4
    data[at : at + 4] = (0x7FFFFFF0).to_bytes(4, "little")
    path.write_bytes(data)
    studio.open(path)
    (told,) = about(studio, path)
    assert "0:01.000 can be read" in told
    assert studio.session.document.extent == Span(0, RATE)


def test_samples_that_are_no_numbers_are_told_shown_and_muted(studio: Studio, tmp_path: Path):
    audio = sine(440, 2 * RATE, sample_rate=RATE, amplitude=0.5)
    odd = Span(RATE, RATE + 300)
    audio[odd.start : odd.stop] = np.nan
    audio[odd.stop] = np.inf
    path = save(tmp_path / "odd.wav", audio, RATE)
    studio.open(path)
    studio.bot.waitUntil(lambda: bool(about(studio, path)), timeout=PATIENCE_MS)
    (told,) = about(studio, path)
    assert "301 samples that are no numbers" in told
    assert "0:01.000" in told
    studio.leave_fields()
    studio.window.actions_["transport.play"].trigger()
    heard = np.asarray(studio.players.last.render(Span(0, 2 * RATE)).audio)
    assert np.isfinite(heard).all()
    assert not heard[odd.start : odd.stop + 1].any()
    assert heard[: odd.start].any()


@pytest.mark.parametrize("name", ["a.wav", "a.flac", "a.mp3", "a.m4a"])
def test_fifty_damaged_copies_each_open_or_are_told_and_the_window_lives(
    loaded: Studio, tmp_path: Path, name: str
):
    whole = tmp_path / name
    if name == "a.m4a":
        save_compressed(whole, noise(8000, 2, amplitude=0.3))
    else:
        soundfile.write(whole, noise(8000, 2, amplitude=0.3), 44100)
    chance = np.random.default_rng(len(name) + ord(name[2]))
    for number in range(50):
        path = tmp_path / f"{number} {name}"
        path.write_bytes(damaged(whole.read_bytes(), chance))
        n_before = len(loaded.session.document.tracks)
        import_files(loaded, path)
        is_open = len(loaded.session.document.tracks) > n_before
        assert is_open or about(loaded, path), path
        assert not any("unexpected" in text for text in loaded.strips), loaded.strips
        if is_open:
            loaded.session.undo()
        loaded.window.messages.clear()
    assert [track.name for track in loaded.session.document.tracks] == ["loop"]


def damaged(data: bytes, chance: np.random.Generator) -> bytes:
    """A copy that is cut short, or with some bytes of its first part changed, or both."""
    found = bytearray(data[: chance.integers(1, len(data) + 1)] if chance.random() < 0.3 else data)
    for place in chance.integers(0, min(len(found), 600), chance.integers(1, 12)):
        found[place] = chance.integers(0, 256)
    return bytes(found)
