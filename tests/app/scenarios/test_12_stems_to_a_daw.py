"""Scenario 12: stems to a DAW. One folder, one report: stems of one length, and sessions that place them."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.leaving import What
from app.panels.export_dialog import ExportDialog
from engine.audio import files
from engine.document.document import Document
from engine.document.render import render
from engine.export.passage import whole
from engine.timeline import Span
from tests.app.conftest import LEFT, Studio
from tests.app.scenarios.conftest import press_answer
from tests.helpers.band import LATE, RATE, band, saved
from tests.helpers.sessions import read_dawproject, read_reaper

ALT = Qt.KeyboardModifier.AltModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
STEMS = ["01_Drums.wav", "02_Bass.wav", "03_Voice.wav", "04_Keys.wav"]


@pytest.fixture
def song(studio: Studio, tmp_path: Path) -> Document:
    """A project of four tracks, open in the window; the voice begins at 7.3 s."""
    folder = saved(band(tmp_path / "recordings"), tmp_path / "Song")
    studio.window.open([folder])
    studio.bot.waitUntil(lambda: len(studio.session.document.tracks) == 4)
    studio.bot.waitUntil(lambda: not studio.window.desk.projects.worker.is_busy)
    return studio.session.document


def dialog(studio: Studio) -> ExportDialog:
    """Open the page by its key."""
    studio.window.activateWindow()  # the page before may have had the keys until just now
    studio.bot.waitUntil(studio.window.isActiveWindow, timeout=20_000)
    studio.leave_fields()
    studio.key(Qt.Key.Key_E, CONTROL | ALT)
    (page,) = studio.window.findChildren(ExportDialog)
    studio.bot.waitUntil(page.isVisible, timeout=20_000)
    return page


def choose(page: ExportDialog, what: What) -> None:
    """Choose by the keyboard, as the boxes are shown."""
    page.what.setFocus()
    while page.what.currentData() != what:
        before = page.what.currentIndex()
        QTest.keyClick(page.what, Qt.Key.Key_Down if before < page.what.findData(what) else Qt.Key.Key_Up)
        assert page.what.currentIndex() != before
    QApplication.processEvents()


def go(studio: Studio, page: ExportDialog, sentence: str) -> None:
    """Press the button, and wait until it is told."""
    QTest.mouseClick(page.go, LEFT)
    studio.bot.waitUntil(lambda: any(sentence in strip for strip in studio.strips), timeout=60_000)


def test_stems_with_sessions_arrive_in_one_folder(studio: Studio, song: Document, tmp_path: Path):
    studio.dialogs.place = tmp_path
    page = dialog(studio)
    choose(page, What.STEMS)
    for box in page.beside.values():
        QTest.mouseClick(box, LEFT, pos=QPoint(8, box.height() // 2))
    assert all(box.isChecked() for box in page.beside.values())
    go(studio, page, "6 files are written, read back and right.")

    folder = tmp_path / "Song_stems"
    assert sorted(path.name for path in folder.iterdir()) == [*STEMS, "Song.dawproject", "Song.rpp"]
    stems = [files.probe(folder / name) for name in STEMS]
    length = song.extent.stop
    assert {(stem.n_samples, stem.sample_rate, stem.subtype) for stem in stems} == {(length, RATE, "PCM_24")}
    with files.Reader() as reader:
        heard = [reader.read(stem, Span(0, length)) for stem in stems]
        mixed = render(song, whole(song), reader.read)
    assert np.flatnonzero(heard[2].any(axis=1))[0] == LATE
    residual = np.sqrt(np.mean((sum(heard) - mixed) ** 2))
    assert residual < 10 ** (-120 / 20)
    for stem in stems:
        with av.open(str(stem.path)) as file:
            assert file.metadata["time_reference"] == "0"

    for told in (read_reaper(folder / "Song.rpp"), read_dawproject(folder / "Song.dawproject")):
        assert [Path(item.file).name for item in told.items] == STEMS
        assert {(item.start, item.offset, round(item.length * RATE)) for item in told.items} == {
            (0.0, 0.0, length)
        }
        assert {fader[:2] for fader in told.faders.values()} == {(1.0, 0.0)}

    press_answer(studio, "Show in folder")
    assert studio.dialogs.shown == [folder]


def test_a_second_export_writes_over_nothing(studio: Studio, song: Document, tmp_path: Path):
    studio.dialogs.place = tmp_path
    for _ in range(2):
        page = dialog(studio)
        choose(page, What.STEMS)
        go(studio, page, "4 files are written")
        studio.window.messages.clear()
        studio.bot.waitUntil(lambda: not studio.window.findChildren(ExportDialog))
    assert (tmp_path / "Song_stems (2)" / STEMS[0]).is_file()


def test_only_the_change_lies_over_the_original_at_its_time(studio: Studio, song: Document, tmp_path: Path):
    studio.dialogs.place = tmp_path
    page = dialog(studio)
    choose(page, What.CHANGES)
    go(studio, page, "“01_Drums_region 1 take 1.wav” is written")
    (path,) = (tmp_path / "Song_changes").iterdir()
    told = files.broadcast_of(path)
    assert told is not None
    assert told.time_reference == song.tracks[0].regions[0].span.start


def test_the_whole_song_becomes_a_session(studio: Studio, song: Document, tmp_path: Path):
    studio.dialogs.to_save = tmp_path / "out.rpp"
    page = dialog(studio)
    choose(page, What.SESSION)
    page.session.setCurrentIndex(page.session.findData(".rpp"))
    go(studio, page, "“out.rpp” is written")
    assert studio.dialogs.suggested is not None
    assert studio.dialogs.suggested.name == "Song.rpp"
    told = read_reaper(tmp_path / "out.rpp")
    voice = next(item for item in told.items if item.track == "Voice")
    assert round(voice.start * RATE) == LATE


def test_what_is_told_of_a_file_takes_the_place_of_the_file_before(
    studio: Studio, song: Document, tmp_path: Path
):
    for name in ("a.wav", "b.wav"):
        studio.dialogs.to_save = tmp_path / name
        page = dialog(studio)
        choose(page, What.MIX)
        go(studio, page, f"“{name}” is written")
        studio.bot.waitUntil(lambda: not studio.window.findChildren(ExportDialog))
    assert [strip for strip in studio.strips if "is written" in strip] == [
        "“b.wav” is written, read back and right."
    ]


def test_what_cannot_be_written_is_told_in_a_strip(studio: Studio, song: Document, tmp_path: Path):
    studio.dialogs.to_save = tmp_path / "no" / "such" / "folder.wav"
    page = dialog(studio)
    choose(page, What.MIX)
    go(studio, page, "does not exist; make it first")
