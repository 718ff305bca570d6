"""Undo and the selection."""

from __future__ import annotations

from functools import partial

from app.actions.rows import EDIT, Action, Window
from app.desk import Desk


def rows(desk: Desk, window: Window) -> list[Action]:
    """The rows, in the order of the menu."""
    session, editing = desk.session, desk.editing
    return [
        Action(
            "edit.undo", "Undo", "Ctrl+Z", EDIT, session.undo, lambda: session.history.can_undo, icon="undo"
        ),
        Action(
            "edit.redo",
            "Redo",
            "Ctrl+Shift+Z  Ctrl+Y",
            EDIT,
            session.redo,
            lambda: session.history.can_redo,
            icon="redo",
        ),
        Action(
            "edit.select_all",
            "Select all",
            "Ctrl+A",
            EDIT,
            editing.select_all,
            editing.has_track,
            starts_group=True,
        ),
        Action("edit.select_none", "Select nothing", "Ctrl+Shift+A", EDIT, editing.select_none),
        Action(
            "edit.start",
            "Selection starts here",
            "[",
            EDIT,
            partial(desk.listening.set_edge, is_start=True),
            editing.has_track,
        ),
        Action(
            "edit.stop",
            "Selection ends here",
            "]",
            EDIT,
            partial(desk.listening.set_edge, is_start=False),
            editing.has_track,
        ),
        Action(
            "edit.escape",
            "Leave a field, close a message, select nothing",
            "Esc",
            "",
            window.escape,
            fires_in_text=True,
        ),
    ]
