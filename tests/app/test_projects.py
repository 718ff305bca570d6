"""Projects in a real window: what is asked, what is said, and what is on the disk afterwards."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QProcess, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from app.locks import Lock
from app.panels.status import ago
from app.projects import LOCK
from app.viewing import show_view
from engine.document.project import FILE
from tests.app.conftest import CONTROL, LEFT, Studio, add_region, recent_entries, save
from tests.helpers.projects import sounds_like

SHIFT = Qt.KeyboardModifier.ShiftModifier

MakeStudio = Callable[..., Studio]


def answer(studio: Studio, text: str) -> None:
    """Press a button of the latest message."""
    strip = studio.window.messages.strips[0]
    QTest.mouseClick(next(b for b in strip.findChildren(QPushButton) if b.text() == text), LEFT)
    QApplication.processEvents()


def labels_in(folder: Path) -> list[str]:
    return [state[0] for state in json.loads((folder / FILE).read_bytes())["history"]["states"]]


@pytest.fixture
def song(loaded: Studio, tmp_path: Path) -> Studio:
    """A window with a saved project of one region."""
    add_region(loaded, 1, 2)
    save(loaded, tmp_path / "Song")
    return loaded


def test_save_asks_for_a_name_once_and_the_title_tells_it(loaded: Studio, tmp_path: Path):
    add_region(loaded, 1, 2)
    assert loaded.window.status.saved.text() == "Not saved"
    save(loaded, tmp_path / "Song")
    assert loaded.dialogs.suggested is not None
    assert loaded.dialogs.suggested.name == "loop"
    assert loaded.window.windowTitle() == "Song[*] – Inlay"
    assert loaded.window.status.saved.text() == "Saved just now"
    add_region(loaded, 2.5, 3)
    assert loaded.window.isWindowModified()
    assert loaded.window.status.saved.text() == "Changed, saved just now"
    loaded.dialogs.project = None
    loaded.key(Qt.Key.Key_S, CONTROL)
    loaded.bot.waitUntil(lambda: not loaded.window.isWindowModified())
    assert labels_in(tmp_path / "Song") == ["Open", "Add region", "Add region"]


def test_waveforms_are_not_kept_in_a_project_that_was_left(song: Studio):
    song.window.desk.projects.collect()
    song.bot.waitUntil(lambda: bool(song.window.timeline.library.media))
    song.window.desk.projects.new()
    song.bot.waitUntil(lambda: song.window.desk.projects.folder is None)
    assert not song.window.timeline.library.media


def test_undo_back_to_what_was_saved_is_saved(song: Studio):
    add_region(song, 2.5, 3)
    song.session.undo()
    assert not song.window.isWindowModified()


def test_save_as_goes_on_under_the_new_name_and_leaves_the_old_one(song: Studio, tmp_path: Path):
    before = (tmp_path / "Song" / FILE).read_bytes()
    add_region(song, 2.5, 3)
    song.dialogs.project = tmp_path / "Second"
    song.key(Qt.Key.Key_S, CONTROL | SHIFT)
    song.bot.waitUntil(lambda: song.window.windowTitle() == "Second[*] – Inlay")
    assert (tmp_path / "Song" / FILE).read_bytes() == before
    assert len(labels_in(tmp_path / "Second")) == 3
    assert Lock(tmp_path / "Song" / LOCK).take()


def test_a_name_that_is_taken_is_refused(loaded: Studio, tmp_path: Path):
    (tmp_path / "Music").mkdir()
    (tmp_path / "Music" / "other.txt").touch()
    add_region(loaded, 1, 2)
    loaded.dialogs.project = tmp_path / "Music"
    loaded.key(Qt.Key.Key_S, CONTROL)
    assert "choose another name" in loaded.strips[0]
    assert not (tmp_path / "Music" / FILE).exists()


def test_closing_with_unsaved_work_offers_to_save_and_return_does_it(song: Studio, tmp_path: Path):
    add_region(song, 2.5, 3)
    song.window.close()
    assert song.window.isVisible()
    assert song.strips == ["“Song” has changes that are not saved."]
    buttons = song.window.messages.strips[0].buttons
    assert [button.text() for button in buttons] == ["Save", "Discard", "Cancel"]
    assert buttons[0].hasFocus()
    song.key(Qt.Key.Key_Return)
    song.bot.waitUntil(lambda: not song.window.isVisible())
    assert len(labels_in(tmp_path / "Song")) == 3


def test_closing_can_be_cancelled_and_nothing_is_saved(song: Studio, tmp_path: Path):
    add_region(song, 2.5, 3)
    song.window.close()
    answer(song, "Cancel")
    assert song.window.isVisible()
    assert song.window.isWindowModified()
    assert not song.strips
    assert len(labels_in(tmp_path / "Song")) == 2


def test_where_saving_fails_the_window_stays_and_another_place_is_offered(song: Studio, tmp_path: Path):
    shutil.rmtree(tmp_path / "Song")
    add_region(song, 2.5, 3)
    song.window.close()
    answer(song, "Save")
    song.bot.waitUntil(lambda: bool(song.strips))
    assert "its folder is gone" in song.strips[0]
    assert song.window.isVisible()
    song.dialogs.project = tmp_path / "Rescued"
    answer(song, "Save as…")
    song.bot.waitUntil(lambda: not song.window.isVisible())
    assert len(labels_in(tmp_path / "Rescued")) == 3


def test_a_project_that_another_program_changed_is_replaced_only_when_told(song: Studio, tmp_path: Path):
    file = tmp_path / "Song" / FILE
    file.write_bytes(file.read_bytes() + b" ")
    add_region(song, 2.5, 3)
    song.key(Qt.Key.Key_S, CONTROL)
    song.bot.waitUntil(lambda: bool(song.strips))
    assert "changed on the disk by another program" in song.strips[0]
    assert file.read_bytes().endswith(b" ")
    answer(song, "Replace it")
    song.bot.waitUntil(lambda: not song.window.isWindowModified())
    assert len(labels_in(tmp_path / "Song")) == 3


def test_opening_another_project_asks_first_and_then_opens_it(song: Studio, tmp_path: Path):
    shutil.copytree(tmp_path / "Song", tmp_path / "Other")
    (tmp_path / "Other" / LOCK).unlink()
    add_region(song, 2.5, 3)
    song.window.open([tmp_path / "Other"])
    assert song.strips == ["“Song” has changes that are not saved."]
    answer(song, "Discard")
    song.bot.waitUntil(lambda: song.window.windowTitle() == "Other[*] – Inlay")
    assert len(labels_in(tmp_path / "Song")) == 2
    assert Lock(tmp_path / "Song" / LOCK).take()


def test_a_project_is_opened_again_from_the_recent_ones(
    song: Studio, make_studio: MakeStudio, tmp_path: Path
):
    song.window.close()
    again = make_studio()
    entries = recent_entries(again)
    assert entries[0].text().startswith("Song")
    QTest.mouseClick(entries[0], LEFT)
    again.bot.waitUntil(lambda: again.window.windowTitle() == "Song[*] – Inlay")


def test_the_third_target_of_an_empty_window_opens_a_project(
    song: Studio, make_studio: MakeStudio, tmp_path: Path
):
    song.window.close()
    again = make_studio()
    again.dialogs.project = tmp_path / "Song"
    QTest.mouseClick(again.window.empty.project, LEFT)
    again.bot.waitUntil(lambda: again.window.windowTitle() == "Song[*] – Inlay")
    assert not again.window.isWindowModified()


def test_new_begins_with_nothing(song: Studio):
    song.key(Qt.Key.Key_N, CONTROL | Qt.KeyboardModifier.AltModifier)
    assert not song.session.document.tracks
    assert song.window.windowTitle() == "Inlay[*]"
    assert not song.window.isWindowModified()


def test_a_project_that_is_open_elsewhere_says_where(song: Studio, make_studio: MakeStudio, tmp_path: Path):
    other = make_studio()
    other.window.open([tmp_path / "Song"])
    assert "is open in another window of Inlay (process " in other.strips[0]
    assert not other.session.document.tracks
    song.window.close()
    other.window.open([tmp_path / "Song"])
    other.bot.waitUntil(lambda: bool(other.session.document.tracks))


def test_a_lock_that_a_dead_program_left_is_taken_over(song: Studio, make_studio: MakeStudio, tmp_path: Path):
    song.window.close()
    process = QProcess()
    lock = str(tmp_path / "Song" / LOCK)
    script = f"import os; from app.locks import Lock; lock = Lock({lock!r}); lock.take(); os._exit(9)"
    process.start(sys.executable, ["-c", script])
    assert process.waitForFinished()
    assert (tmp_path / "Song" / LOCK).exists()
    again = make_studio()
    again.window.open([tmp_path / "Song"])
    again.bot.waitUntil(lambda: bool(again.session.document.tracks))


def test_a_lock_of_another_computer_can_be_broken_when_told(
    song: Studio, make_studio: MakeStudio, tmp_path: Path
):
    song.window.close()
    (tmp_path / "Song" / LOCK).write_text("1\ninlay\nfar-away\n0\n0\n")
    again = make_studio()
    again.window.open([tmp_path / "Song"])
    assert "is open in Inlay on the computer “far-away”" in again.strips[0]
    assert not again.session.document.tracks
    answer(again, "Open it anyway")
    again.bot.waitUntil(lambda: bool(again.session.document.tracks))
    assert not Lock(tmp_path / "Song" / LOCK).take()


def test_a_project_that_is_dropped_on_the_canvas_is_opened(song: Studio, tmp_path: Path):
    shutil.copytree(tmp_path / "Song", tmp_path / "Other", ignore=shutil.ignore_patterns(LOCK))
    song.window.timeline.files_dropped.emit([tmp_path / "Other"], "", 0)
    song.bot.waitUntil(lambda: song.window.windowTitle() == "Other[*] – Inlay")


def test_a_damaged_project_is_one_sentence_and_what_is_open_stays(loaded: Studio, tmp_path: Path):
    (tmp_path / "Bad").mkdir()
    (tmp_path / "Bad" / FILE).write_text("{")
    loaded.window.open([tmp_path / "Bad"])
    loaded.bot.waitUntil(lambda: bool(loaded.strips))
    assert loaded.strips == ["The project “Bad” cannot be opened: its project.json is damaged."]
    assert loaded.session.document.tracks
    assert Lock(tmp_path / "Bad" / LOCK).take()


def test_what_is_missing_is_told_located_and_then_heard(
    song: Studio, make_studio: MakeStudio, loop: Path, tmp_path: Path
):
    song.window.close()
    loop.rename(tmp_path / "found.wav")
    again = make_studio()
    again.window.open([tmp_path / "Song"])
    again.bot.waitUntil(lambda: bool(again.strips))
    assert again.strips == ["“loop.wav” was not found where it was, and is silent until it is located."]
    again.dialogs.to_save = tmp_path / "out.wav"
    again.leave_fields()
    again.key(Qt.Key.Key_E, CONTROL | SHIFT)
    again.bot.waitUntil(lambda: len(again.strips) == 2)
    assert "is missing and would be silent" in again.strips[0]
    again.window.messages.close_latest()
    again.dialogs.to_open = [tmp_path / "found.wav"]
    answer(again, "Locate…")
    again.bot.waitUntil(lambda: not again.window.desk.missing.has_missing())
    assert again.session.document.tracks[0].clips[0].source.path == tmp_path / "found.wav"
    assert again.window.isWindowModified()
    assert not again.strips


def test_where_no_journal_can_be_written_that_is_said_once(loaded: Studio, tmp_path: Path):
    (tmp_path / "places" / "journals").write_text("in the way")
    add_region(loaded, 1, 2)
    add_region(loaded, 2.5, 3)
    assert len(loaded.strips) == 1
    assert "cannot be written" in loaded.strips[0]


@pytest.mark.parametrize(
    "view",
    [
        {"viewport": [0, 0]},
        {"viewport": [1e300, 10.0]},
        {"viewport": "x", "selection": [3, 1, "t"], "loop": [5, 5], "playhead": 2**80, "looks": [1]},
        {"selection": [1, 2, 3], "unfolded": [1, None], "looks": {"t": ["no", 1, 1]}, "region": []},
        {"spectrogram": ["log", 0, -5], "is_looping": "yes", "track": {}},
    ],
)
def test_a_view_that_makes_no_sense_is_not_shown(loaded: Studio, view: dict):
    before = (loaded.session.viewport, loaded.session.selection, loaded.session.loop, loaded.session.playhead)
    show_view(loaded.session, view)
    session = loaded.session
    assert (session.viewport, session.selection, session.loop, session.playhead) == before


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "just now"), (12, "12 s ago"), (60, "1 min ago"), (3599, "59 min ago"), (7300, "2 h ago")],
)
def test_how_long_ago_is_said_in_one_unit(qapp: QApplication, seconds: float, text: str):
    assert ago(seconds) == text


def test_collecting_copies_the_recordings_and_the_folder_can_go_anywhere(
    song: Studio, make_studio: MakeStudio, loop: Path, tmp_path: Path
):
    before = sounds_like(song.session.document)
    with song.bot.waitSignal(song.window.desk.projects.told):
        song.window.actions_["file.collect"].trigger()
    song.window.close()
    loop.unlink()
    shutil.move(tmp_path / "Song", tmp_path / "Elsewhere")
    again = make_studio()
    again.window.open([tmp_path / "Elsewhere"])
    again.bot.waitUntil(lambda: bool(again.session.document.tracks))
    assert not again.strips
    assert sounds_like(again.session.document) == before


def test_collecting_says_where_something_is_missing(
    song: Studio, make_studio: MakeStudio, loop: Path, tmp_path: Path
):
    song.window.close()
    loop.unlink()
    again = make_studio()
    again.window.open([tmp_path / "Song"])
    again.bot.waitUntil(lambda: bool(again.session.document.tracks))
    with again.bot.waitSignal(again.window.desk.projects.told) as told:
        again.window.actions_["file.collect"].trigger()
    assert "locate what is missing" in told.args[0]
