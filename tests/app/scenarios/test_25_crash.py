"""Scenario 25: the program is killed with unsaved edits and takes; the next start asks about them."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.settings import Places
from app.start import let_signals_end
from engine.audio.files import Reader
from engine.document.project import FILE
from engine.timeline import Span
from tests.app.conftest import CONTROL, Studio
from tests.app.scenarios.conftest import press_answer
from tests.helpers.killing import killed_with_takes
from tests.helpers.projects import digest

MakeStudio = Callable[..., Studio]

ENDS = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]


@pytest.fixture
def last(tmp_path: Path) -> str:
    """What the document was like when a session was killed in the middle of its work."""
    return killed_with_takes(tmp_path)


def journals(tmp_path: Path) -> list[Path]:
    return list(Places.under(tmp_path / "places").journals_folder.glob("*/journal"))


def test_the_next_start_offers_the_work_and_brings_it_back(
    last: str, make_studio: MakeStudio, tmp_path: Path
):
    studio = make_studio()
    assert studio.strips[0].startswith("Inlay ended unexpectedly on ")
    assert "2 changes to “Song”, 2 takes in it" in studio.strips[0]
    press_answer(studio, "Recover")
    studio.bot.waitUntil(lambda: bool(studio.session.document.tracks))
    assert digest(studio.session.document) == last
    assert studio.window.isWindowModified()
    takes = [t for track in studio.session.document.tracks for r in track.regions for t in r.takes]
    with Reader() as reader:
        assert all(len(reader.read(take.source, Span(0, take.span.length))) for take in takes)
    while studio.session.history.can_undo:
        studio.session.undo()
    assert not studio.strips


def test_saving_waits_until_that_is_answered(last: str, make_studio: MakeStudio, loop: Path, tmp_path: Path):
    studio = make_studio()
    studio.bring(loop)
    studio.dialogs.project = tmp_path / "Other"
    studio.key(Qt.Key.Key_S, CONTROL)
    assert "before the crash" in studio.window.status.currentMessage()
    assert not (tmp_path / "Other").exists()
    while studio.window.desk.projects.is_held:
        press_answer(studio, "Not now")
    studio.key(Qt.Key.Key_S, CONTROL)
    studio.bot.waitUntil((tmp_path / "Other" / FILE).is_file)
    assert journals(tmp_path)


def test_what_is_recovered_survives_the_next_crash_too(last: str, make_studio: MakeStudio, tmp_path: Path):
    before = journals(tmp_path)
    studio = make_studio()
    press_answer(studio, "Recover")
    studio.bot.waitUntil(lambda: bool(studio.session.document.tracks))
    studio.bot.waitUntil(lambda: not before[0].exists())
    assert len(journals(tmp_path)) == 1
    studio.window.leave()
    assert not journals(tmp_path)


def test_the_saved_project_can_be_opened_instead(last: str, make_studio: MakeStudio, tmp_path: Path):
    studio = make_studio()
    press_answer(studio, "Open saved")
    studio.bot.waitUntil(lambda: bool(studio.session.document.tracks))
    assert studio.window.windowTitle() == "Song[*] – Inlay"
    assert not studio.window.isWindowModified()
    assert not studio.strips
    assert not make_studio().strips  # nor is it offered again


def test_a_session_that_ended_well_leaves_nothing_to_ask_about(
    make_studio: MakeStudio, loop: Path, tmp_path: Path
):
    studio = make_studio()
    studio.open(loop)
    studio.drag(1, 2)
    studio.key(Qt.Key.Key_Return)
    assert len(journals(tmp_path)) == 1
    studio.window.close()
    press_answer(studio, "Discard")
    assert not studio.window.isVisible()
    assert not make_studio().strips
    assert not journals(tmp_path)


def test_a_window_that_is_open_is_no_crash(make_studio: MakeStudio, loop: Path):
    studio = make_studio()
    studio.open(loop)
    studio.drag(1, 2)
    studio.key(Qt.Key.Key_Return)
    assert not make_studio().strips


@pytest.fixture
def ended(make_studio: MakeStudio, loop: Path) -> Iterator[Studio]:
    """A window that the system may end."""
    studio = make_studio()
    kept = {name: signal.getsignal(name) for name in (signal.SIGINT, *ENDS)}
    let_signals_end(studio.window)
    studio.open(loop)
    yield studio
    for name, handler in kept.items():
        signal.signal(name, handler)


@pytest.mark.parametrize("number", ENDS)
def test_logging_out_is_no_crash_and_keeps_what_is_not_saved(
    ended: Studio, make_studio: MakeStudio, number: signal.Signals
):
    ended.drag(1, 2)
    ended.key(Qt.Key.Key_Return)
    signal.raise_signal(number)
    assert not ended.window.isVisible()
    again = make_studio()
    assert again.strips[0].startswith("Inlay was closed on ")
    assert "1 change to work that was never saved" in again.strips[0]
    press_answer(again, "Recover")
    again.bot.waitUntil(lambda: bool(again.session.document.tracks))
    assert digest(again.session.document) == digest(ended.session.document)


def test_logging_out_with_all_saved_leaves_nothing_to_ask_about(
    ended: Studio, make_studio: MakeStudio, tmp_path: Path
):
    ended.drag(1, 2)
    ended.key(Qt.Key.Key_Return)
    ended.dialogs.project = tmp_path / "Song"
    ended.key(Qt.Key.Key_S, CONTROL)
    ended.bot.waitUntil(lambda: ended.window.desk.projects.is_saved)
    signal.raise_signal(signal.SIGTERM)
    assert not make_studio().strips
    assert not journals(tmp_path)
