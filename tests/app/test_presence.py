"""What was open before is looked for beside the window, and dim where it is gone."""

from __future__ import annotations

import threading

import pytest
from pytestqt.qtbot import QtBot

from app.menus import RecentMenu
from app.presence import Presence


@pytest.fixture
def presence(qtbot: QtBot):
    presence = Presence()
    yield presence
    presence.close()


def settle(qtbot, presence):
    qtbot.waitUntil(lambda: presence.is_settled, timeout=60_000)


def test_of_files_only_those_that_were_found_count_as_there(presence, qtbot, tmp_path):
    here, gone = tmp_path / "here.wav", tmp_path / "gone.wav"
    here.touch()
    assert not presence.is_there(str(here))
    presence.ask([str(here), str(gone)])
    settle(qtbot, presence)
    assert (presence.is_there(str(here)), presence.is_gone(str(here))) == (True, False)
    assert (presence.is_there(str(gone)), presence.is_gone(str(gone))) == (False, True)


def test_a_file_that_comes_back_is_found_when_it_is_looked_for_again(presence, qtbot, tmp_path):
    path = tmp_path / "back.wav"
    for is_there in (False, True):
        if is_there:
            path.touch()
        with qtbot.waitSignal(presence.told, timeout=60_000):
            presence.ask([str(path)])
        assert presence.is_there(str(path)) is is_there


@pytest.mark.parametrize("name", ["/" + 5000 * "x", "nul\0.wav", "\udcff.wav"])
def test_a_name_that_no_file_can_have_is_gone(presence, qtbot, name):
    presence.ask([name])
    settle(qtbot, presence)
    assert presence.is_gone(name)


def test_a_drive_that_never_answers_keeps_neither_other_files_away_nor_the_window_open(qtbot):
    is_awake = threading.Event()
    presence = Presence(look=lambda name: name == "here" or is_awake.wait(60))
    presence.ask(["far away", "here"])
    qtbot.waitUntil(lambda: presence.is_there("here"), timeout=60_000)
    assert not presence.is_there("far away")
    assert not presence.is_gone("far away")
    presence.close()
    assert not presence.is_settled
    is_awake.set()
    settle(qtbot, presence)
    assert presence.is_there("far away")


def test_entries_of_the_menu_turn_dim_once_it_is_known_that_they_are_gone(presence, qtbot, tmp_path):
    here, gone = tmp_path / "here.wav", tmp_path / "gone.wav"
    here.touch()
    menu = RecentMenu(lambda: [str(here), str(gone)], presence)
    qtbot.addWidget(menu)
    menu.aboutToShow.emit()
    assert [entry.isEnabled() for entry in menu.actions()[:2]] == [True, True]
    settle(qtbot, presence)
    assert [entry.isEnabled() for entry in menu.actions()[:2]] == [True, False]
    assert "gone.wav is not there" in menu.actions()[1].toolTip()
