from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.document.document import Document
from engine.document.history import History

OPENED = Document(8000)


def stage(number: int) -> Document:
    """Documents that are easy to tell apart."""
    return Document(1000 + number)


def pushed(*labels: str) -> History:
    history = History(OPENED)
    for number, label in enumerate(labels):
        history.push(label, stage(number))
    return history


def test_a_fresh_history_has_nothing_to_undo_and_is_saved():
    history = History(OPENED)
    assert (history.can_undo, history.can_redo, history.is_saved) == (False, False, True)
    assert (history.undo_label, history.redo_label, history.labels) == ("", "", ("Open",))


def test_undo_and_redo_name_what_they_do_and_do_it():
    history = pushed("Cut", "Paste")
    assert history.undo_label == "Paste"
    history.undo()
    assert (history.document, history.undo_label, history.redo_label) == (stage(0), "Cut", "Paste")
    history.redo()
    assert history.document == stage(1)


def test_undo_at_the_first_state_and_redo_at_the_last_change_nothing():
    history = pushed("Cut")
    history.redo()
    assert history.document == stage(0)
    history.undo()
    history.undo()
    assert history.document is OPENED


def test_a_push_after_undo_drops_what_could_be_redone():
    history = pushed("Cut", "Paste")
    history.undo()
    history.push("Trim", stage(7))
    assert history.labels == ("Open", "Cut", "Trim")
    assert not history.can_redo


def test_any_state_can_be_jumped_to_and_no_other():
    history = pushed("Cut", "Paste", "Trim")
    history.jump(1)
    assert (history.document, history.index) == (stage(0), 1)
    with pytest.raises(ValueError, match="no state 4"):
        history.jump(4)


def test_a_drag_is_one_step():
    history = pushed("Cut")
    for number in range(10, 20):
        history.push("Gain", stage(number), merge="gain")
    assert history.labels == ("Open", "Cut", "Gain")
    assert history.document == stage(19)
    history.undo()
    assert history.document == stage(0)


def test_two_drags_with_something_between_them_are_two_steps():
    history = History(OPENED)
    history.push("Gain", stage(1), merge="gain")
    history.push("Cut", stage(2))
    history.push("Gain", stage(3), merge="gain")
    assert history.labels == ("Open", "Gain", "Cut", "Gain")


def test_a_drag_after_coming_back_by_undo_is_a_step_of_its_own():
    history = History(OPENED)
    history.push("Gain", stage(1), merge="gain")
    history.push("Cut", stage(2))
    history.undo()
    history.push("Gain", stage(3), merge="gain")
    assert history.labels == ("Open", "Gain", "Gain")


def test_a_saved_state_is_never_merged_away():
    history = History(OPENED)
    history.push("Gain", stage(1), merge="gain")
    history.mark_saved()
    history.push("Gain", stage(2), merge="gain")
    assert not history.is_saved
    history.undo()
    assert history.is_saved


def test_the_saved_mark_follows_the_cursor_and_dies_with_its_state():
    history = pushed("Cut")
    assert not history.is_saved
    history.mark_saved()
    history.undo()
    assert not history.is_saved
    history.redo()
    assert history.is_saved
    history.undo()
    history.push("Other", stage(5))
    assert not history.is_saved


def test_a_recovered_document_is_not_saved():
    history = History(OPENED, "Recover")
    history.mark_unsaved()
    assert not history.is_saved
    assert history.labels == ("Recover",)


@given(st.lists(st.one_of(st.integers(0, 99), st.sampled_from(["undo", "redo"]))))
def test_a_history_is_a_list_and_a_cursor(steps):
    history, states, cursor = History(OPENED), [OPENED], 0
    for step in steps:
        if step == "undo":
            history.undo()
            cursor = max(0, cursor - 1)
        elif step == "redo":
            history.redo()
            cursor = min(len(states) - 1, cursor + 1)
        else:
            history.push("Step", stage(step))
            states = [*states[: cursor + 1], stage(step)]
            cursor += 1
        assert (history.document, history.index, len(history.labels)) == (states[cursor], cursor, len(states))
