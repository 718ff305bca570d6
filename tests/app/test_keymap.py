"""Which keys actions have, and what changing them does to the others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.actions.rows import Action
from app.keymap import Keymap, sequences
from app.schemes import AUDITION, INLAY, SCHEMES

TABLE = tuple(
    Action(name, name, keys, "", lambda: None)
    for name, keys in (
        ("transport.play", "Space"),
        ("transport.loop", "L"),
        ("edit.redo", "Ctrl+Shift+Z  Ctrl+Y"),
        ("view.palette", "Ctrl+K"),
        ("clips.split", "Ctrl+I"),
        ("clips.silence", "Ctrl+L"),
        ("help.about", ""),
    )
)
IDS = [row.id for row in TABLE]
KEYS = st.sampled_from(["", "L", "Ctrl+K", "Ctrl+Y", "F7", "Ctrl+Alt+Q", "Space"])


def test_without_a_change_the_keys_are_those_of_the_table():
    assert [Keymap(TABLE).keys(row.id) for row in TABLE] == [row.shortcut for row in TABLE]
    with pytest.raises(KeyError):
        Keymap(TABLE).keys("file.nothing")


def test_a_key_that_is_given_to_one_action_is_taken_from_the_other_and_its_second_key_stays():
    changed = Keymap(TABLE).with_keys("transport.loop", "Ctrl+Y")
    assert changed.keys("transport.loop") == "Ctrl+Y"
    assert changed.keys("edit.redo") == "Ctrl+Shift+Z"
    assert [row.id for row in Keymap(TABLE).users_of("Ctrl+Y")] == ["edit.redo"]


def test_reset_gives_an_action_its_first_keys_back_and_takes_them_from_who_got_them():
    changed = Keymap(TABLE).with_keys("transport.loop", "Space")
    assert changed.keys("transport.play") == ""
    back = changed.reset("transport.play")
    assert back.keys("transport.play") == "Space"
    assert back.keys("transport.loop") == ""
    assert back.reset("transport.loop").own == {}


def test_a_scheme_takes_its_keys_from_whoever_had_them():
    audition = Keymap(TABLE).with_scheme(AUDITION)
    assert audition.keys("clips.split") == "Ctrl+K"
    assert audition.keys("view.palette") == "Ctrl+Shift+P"
    assert audition.keys("transport.loop") == "Ctrl+L"
    assert audition.keys("clips.silence") == ""
    assert audition.own == {}


def test_rows_that_share_a_key_in_the_table_go_on_sharing_it():
    table = (*TABLE, Action("transport.pause", "Pause", "Space", "", lambda: None))
    changed = Keymap(table).with_keys("transport.pause", "F7").with_keys("transport.pause", "Space")
    assert changed.keys("transport.play") == changed.keys("transport.pause") == "Space"
    taken = changed.with_keys("transport.loop", "Space")
    assert (taken.keys("transport.play"), taken.keys("transport.pause")) == ("", "")


def test_what_settings_keep_comes_back_and_what_they_cannot_mean_is_passed_over():
    kept = Keymap(TABLE).with_keys("help.about", "Ctrl+=")
    assert kept.lines == ("help.about=Ctrl+=",)
    assert Keymap.stored(TABLE, INLAY, kept.lines) == kept
    assert Keymap.stored(TABLE, "nobody", ["gone.action=F7", "no equals sign", "="]) == Keymap(TABLE)


@given(st.sampled_from(sorted(SCHEMES)), st.lists(st.tuples(st.sampled_from(IDS), KEYS), max_size=6))
def test_whatever_is_changed_no_two_actions_have_the_same_key(scheme: str, changes: list[tuple[str, str]]):
    keymap = Keymap(TABLE).with_scheme(scheme)
    for action, keys in changes:
        keymap = keymap.with_keys(action, keys)
        assert [k.toString() for k in sequences(keymap.keys(action))] == [keys] * bool(keys)
    every = [keys.toString() for row in TABLE for keys in keymap.sequences(row.id)]
    assert len(every) == len(set(every))
    assert Keymap.stored(TABLE, keymap.scheme, keymap.lines) == keymap
