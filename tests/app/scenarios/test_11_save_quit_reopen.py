"""Scenario 11: save, quit, reopen. Everything is back, and the folder of the project can be moved."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt

from engine.document.document import Document
from engine.timeline import Span
from tests.app.conftest import CONTROL, RATE, Studio
from tests.app.scenarios.conftest import heard


def render_hash(document: Document) -> str:
    return hashlib.sha256(heard(document, document.tracks[0].extent).tobytes()).hexdigest()


def save(studio: Studio, folder: Path) -> None:
    """Save by the menu's key, and give the project this name where it has none."""
    studio.dialogs.project = folder
    studio.key(Qt.Key.Key_S, CONTROL)
    projects = studio.window.desk.projects
    studio.bot.waitUntil(lambda: projects.is_saved and projects.folder is not None)


def reopen(make_studio: Callable[..., Studio], folder: Path) -> Studio:
    again = make_studio()
    again.dialogs.project = folder
    again.key(Qt.Key.Key_O, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    again.bot.waitUntil(lambda: bool(again.session.document.tracks))
    again.bot.waitUntil(lambda: again.waveform.isVisible())
    return again


def worked_on(studio: Studio) -> Studio:
    """A region with takes, one of them chosen and starred, and one with a prompt of its own."""
    studio.drag(1.0, 1.5)
    studio.type("splash cymbal")
    studio.generate()
    studio.leave_fields()
    studio.key(Qt.Key.Key_2)
    studio.window.desk.takes.star()
    studio.window.desk.takes.turn(-3)
    studio.drag(2.0, 2.5)
    studio.key(Qt.Key.Key_Return)
    studio.window.prompting.set_own(True)
    studio.window.zoom_to_selection()
    studio.session.undo()
    return studio


def test_everything_is_back_after_a_restart(
    playing: Studio, make_studio: Callable[..., Studio], tmp_path: Path
):
    before = worked_on(playing).session
    save(playing, tmp_path / "Song")
    assert playing.window.windowTitle() == "Song[*] – Inlay"
    assert not playing.window.isWindowModified()
    playing.window.close()
    assert not playing.strips
    after = reopen(make_studio, tmp_path / "Song")
    assert after.window.windowTitle() == "Song[*] – Inlay"
    again = after.session
    assert again.history.labels == before.history.labels
    assert again.history.index == before.history.index
    assert render_hash(again.document) == render_hash(before.document)
    for told, kept in zip(again.document.tracks[0].regions, before.document.tracks[0].regions, strict=True):
        assert (told.span, told.prompt, told.chosen) == (kept.span, kept.prompt, kept.chosen)
        for a, b in zip(told.takes, kept.takes, strict=True):
            assert (a.seed, a.prompt, a.is_starred, a.crossfade, a.trim_db) == (
                b.seed,
                b.prompt,
                b.is_starred,
                b.crossfade,
                b.trim_db,
            )
    assert again.selection == before.selection
    assert again.viewport == before.viewport
    assert after.window.generate.common_prompt == "splash cymbal"


def test_every_state_of_the_history_sounds_as_before(
    playing: Studio, make_studio: Callable[..., Studio], tmp_path: Path
):
    before = [render_hash(state.document) for state in worked_on(playing).session.history.states]
    save(playing, tmp_path / "Song")
    playing.window.close()
    after = reopen(make_studio, tmp_path / "Song")
    assert [render_hash(state.document) for state in after.session.history.states] == before


def test_the_folder_can_be_moved_and_the_takes_go_with_it(
    playing: Studio, make_studio: Callable[..., Studio], tmp_path: Path
):
    before = render_hash(worked_on(playing).session.document)
    save(playing, tmp_path / "Song")
    playing.window.close()
    shutil.rmtree(tmp_path / "places" / "takes")
    shutil.copytree(tmp_path / "Song", tmp_path / "elsewhere" / "Renamed", copy_function=shutil.copyfile)
    shutil.rmtree(tmp_path / "Song")
    after = reopen(make_studio, tmp_path / "elsewhere" / "Renamed")
    assert render_hash(after.session.document) == before
    assert after.session.document.tracks[0].extent == Span(0, 4 * RATE)
