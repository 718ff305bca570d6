"""Room on the disk in a real window: what is said to be freed is freed, and nothing that is heard."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox

from app.panels.storage import StorageWindow
from app.settings import Places
from app.storage import BIN, UNUSED
from engine.document import pyramids
from engine.document.media import FOLDER, sources_of
from engine.document.project import Project
from engine.storage import CACHES, TAKES, as_text
from tests.app.conftest import CONTROL, LEFT, Studio
from tests.helpers.projects import sounds_like

OLD = "2020-01-01 10-00-00 77"


def left_behind(tmp_path: Path, n_bytes: int, name: str = "take.wav") -> Path:
    """A take of a session that ended long ago."""
    path = Places.under(tmp_path / "places").takes_folder.parent / OLD / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bytes(n_bytes))
    os.utime(path, (1, 1))
    return path


def shown(studio: Studio) -> StorageWindow:
    """The window of that command, once all is counted."""
    with studio.bot.waitSignal(studio.window.desk.storage.found, timeout=60_000):
        studio.window.actions_["file.storage"].trigger()
    return studio.window.findChildren(StorageWindow)[0]


def free(studio: Studio, opened: StorageWindow, *kinds: str) -> None:
    """Tick these and press the button."""
    for kind, box in opened.boxes.items():
        box.setChecked(kind in kinds)
    with studio.bot.waitSignal(studio.window.desk.storage.found, timeout=60_000):
        QTest.mouseClick(opened.button, LEFT)


@pytest.fixture
def song(loaded: Studio, tmp_path: Path) -> Studio:
    """A saved project with two takes, one of which was discarded, and one that no step hears any more."""
    for stop_s in (1.2, 1.4):
        loaded.drag(1.0, stop_s)
        loaded.generate()
        loaded.leave_fields()
        if stop_s < 1.4:
            save(loaded, tmp_path)
            loaded.session.jump(0)
    loaded.window.desk.takes.discard()
    save(loaded, tmp_path)
    return loaded


def save(studio: Studio, tmp_path: Path) -> None:
    studio.dialogs.project = tmp_path / "Song"
    studio.key(Qt.Key.Key_S, CONTROL)
    studio.bot.waitUntil(lambda: studio.window.desk.projects.is_saved, timeout=60_000)


def test_takes_of_sessions_that_ended_go_only_when_they_are_ticked(loaded: Studio, tmp_path: Path):
    take = left_behind(tmp_path, 30_000)
    opened = shown(loaded)
    assert not opened.boxes[TAKES].isChecked()
    assert opened.button.text() == "Nothing is chosen"
    opened.boxes[TAKES].setChecked(True)
    assert opened.button.text() == "Free 30.0 kB"
    free(loaded, opened, TAKES)
    assert not take.exists()
    assert opened.outcome.text() == "30.0 kB freed."
    QTest.mouseClick(opened.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Close), LEFT)
    assert not opened.isVisible()
    assert not opened.boxes[TAKES].isEnabled()


def test_the_takes_of_this_session_are_no_rest(song: Studio):
    before = sounds_like(song.session.document)
    opened = shown(song)
    free(song, opened, UNUSED)
    assert sounds_like(song.session.document) == before
    assert song.window.desk.places.takes_folder.is_dir()


def test_files_that_no_step_hears_leave_the_project_and_the_rest_stays(song: Studio, tmp_path: Path):
    media = tmp_path / "Song" / FOLDER
    n_files = len(list(media.iterdir()))
    opened = shown(song)
    assert opened.boxes[UNUSED].isChecked()
    free(song, opened, UNUSED)
    assert len(list(media.iterdir())) == n_files - 2
    assert not Project(tmp_path / "Song").open().missing


def test_the_bin_is_emptied_for_good_and_the_project_saved(song: Studio, tmp_path: Path):
    media = tmp_path / "Song" / FOLDER
    opened = shown(song)
    assert not opened.boxes[BIN].isChecked()
    free(song, opened, BIN)
    assert song.window.desk.projects.is_saved
    kept = Project(tmp_path / "Song").open().history.document
    (region,) = kept.tracks[0].regions
    assert (len(region.takes), region.bin) == (1, ())
    assert len(list(media.iterdir())) == 1
    song.session.undo()
    (region,) = song.session.document.tracks[0].regions
    assert (len(region.takes), region.chosen) == (1, 0)


def test_at_a_start_the_oldest_goes_where_there_is_too_much(
    make_studio: Callable[..., Studio], tmp_path: Path
):
    studio = make_studio()
    oldest, later = left_behind(tmp_path, 700_000), left_behind(tmp_path, 600_000, "later.wav")
    os.utime(later, (2, 2))
    desk = studio.window.desk
    desk.store.change(bin_limit_gb=0.001)
    with studio.bot.waitSignal(desk.storage.found, timeout=60_000):
        desk.storage.tidy()
    assert not oldest.exists()
    assert later.exists()


def test_caches_are_kept_within_their_limit_too(make_studio: Callable[..., Studio]):
    studio = make_studio()
    desk = studio.window.desk
    kept = desk.places.converted_folder / "abc-48000" / "song.wav"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(bytes(2_000_000))
    os.utime(kept.parent, (1, 1))
    assert shown(studio).boxes[CACHES].isEnabled()
    desk.store.change(cache_limit_gb=0.001)
    with studio.bot.waitSignal(desk.storage.found, timeout=60_000):
        desk.storage.tidy()
    assert not kept.exists()


def test_what_could_go_is_shown_though_the_limits_of_the_start_are_still_being_kept(
    loaded: Studio, tmp_path: Path
):
    left_behind(tmp_path, 30_000)
    loaded.window.desk.storage.tidy()
    loaded.window.actions_["file.storage"].trigger()
    opened = loaded.window.findChildren(StorageWindow)[0]
    loaded.bot.waitUntil(
        lambda: opened.boxes[TAKES].isEnabled() and opened.outcome.text() == "", timeout=60_000
    )
    opened.boxes[TAKES].setChecked(True)
    assert opened.button.text() == "Free 30.0 kB"


def discarded(studio: Studio) -> Path:
    """The file of a take that was made and discarded."""
    studio.drag(1.0, 1.2)
    studio.generate()
    studio.leave_fields()
    studio.window.desk.takes.discard()
    (take,) = studio.session.document.tracks[0].regions[0].bin
    return take.source.path


def test_the_bin_of_work_without_a_project_leaves_the_disk(loaded: Studio):
    file = discarded(loaded)
    opened, n_bytes = shown(loaded), file.stat().st_size
    free(loaded, opened, BIN)
    assert not file.exists()
    assert opened.outcome.text() == f"{as_text(n_bytes)} freed."


def test_a_bin_that_is_emptied_leaves_no_second_name_of_its_files(loaded: Studio, tmp_path: Path):
    file = discarded(loaded)
    save(loaded, tmp_path)
    free(loaded, shown(loaded), BIN)
    assert not file.exists()


def test_files_that_no_step_hears_leave_no_second_name(song: Studio):
    heard = {path.name for path in heard_files(song)}
    free(song, shown(song), UNUSED)
    folder = song.window.desk.places.takes_folder
    assert {path.name for path in folder.glob("*.wav")} == heard


def unheard(studio: Studio) -> list[Path]:
    """The files of takes that no step hears any more, as they are called in this session."""
    heard = {path.name for path in heard_files(studio)}
    folder = studio.window.desk.places.takes_folder
    return [path for path in folder.glob("*.wav") if path.name not in heard]


@pytest.mark.parametrize("is_elsewhere", [True, False])
def test_only_what_has_no_other_name_left_is_said_to_be_freed(
    song: Studio, tmp_path: Path, is_elsewhere: bool
):
    twins = unheard(song)
    n_bytes = sum(path.stat().st_size for path in twins)
    ended = [left_behind(tmp_path, 0, f"{n}.wav") for n in range(len(twins))]
    for twin, name in zip(twins, ended, strict=True):
        name.unlink()
        os.link(twin, name)  # as a session that ended has it
        if is_elsewhere:
            os.link(twin, tmp_path / f"elsewhere {name.name}")  # as another project has it
    opened = shown(song)
    if is_elsewhere:
        assert not opened.boxes[UNUSED].isEnabled()
        return
    free(song, opened, UNUSED)
    assert opened.outcome.text() == f"{as_text(n_bytes)} freed."
    assert not any(path.exists() for path in (*twins, *ended))


def heard_files(studio: Studio) -> set[Path]:
    """The files of takes in any step."""
    _, takes = sources_of(studio.session.history)
    return {source.path for source in takes}


def test_nothing_goes_from_a_project_while_it_is_saved(song: Studio):
    desk = song.window.desk
    desk.projects.save()
    desk.storage.free((UNUSED,))
    assert not desk.storage.worker.is_busy
    song.bot.waitUntil(lambda: not desk.projects.worker.is_busy, timeout=60_000)


def test_a_project_is_not_saved_while_files_go_from_it(song: Studio):
    desk = song.window.desk
    with song.bot.waitSignal(desk.storage.found, timeout=60_000):
        desk.storage.free((UNUSED,))
        with song.bot.waitSignal(desk.projects.told, timeout=60_000):
            desk.projects.save()


def test_waveforms_of_the_project_are_kept_in_it_and_go_like_other_caches(song: Studio):
    folder = song.window.desk.projects.folder
    assert folder is not None
    own = {path.stem for path in (folder / FOLDER).iterdir()}
    song.bot.waitUntil(lambda: len(pyramids.kept(folder)) > 0, timeout=60_000)
    kept = pyramids.kept(folder)
    assert {path.stem for path in kept} <= own
    for path in kept:
        os.utime(path, (1, 1))
    opened = shown(song)
    assert opened.boxes[CACHES].isEnabled()
    free(song, opened, CACHES)
    assert not any(path.exists() for path in kept)
    assert {path.stem for path in (folder / FOLDER).iterdir()} == own
