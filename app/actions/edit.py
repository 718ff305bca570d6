"""Undo and the selection."""

from __future__ import annotations

from functools import partial

from app.actions.rows import EDIT, Action, Window
from app.desk import Desk
from app.language import marked

CURSOR = f"{EDIT}/{marked('C&ursor and selection')}"


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
        Action(
            "edit.select_none",
            "Select nothing",
            "Ctrl+Shift+A",
            EDIT,
            editing.select_none,
            editing.points_at_something,
        ),
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
        *_edges(desk),
        Action(
            "edit.escape",
            "Leave a field, close a message, select nothing",
            "Esc",
            "",
            window.escape,
            fires_in_text=True,
        ),
    ]


def _edges(desk: Desk) -> list[Action]:
    cursor, has_track, has_stretch = desk.cursor, desk.editing.has_track, desk.cursor.has_stretch
    stepped = (
        ("left", "Cursor left", "Left", cursor.move, -1, has_track),
        ("right", "Cursor right", "Right", cursor.move, 1, has_track),
        ("grow_left", "Select more to the left", "Shift+Left", cursor.grow, -1, has_track),
        ("grow_right", "Select more to the right", "Shift+Right", cursor.grow, 1, has_track),
        ("shrink_left", "Select less from the left", "Ctrl+Shift+Right", cursor.shrink, 1, has_stretch),
        ("shrink_right", "Select less from the right", "Ctrl+Shift+Left", cursor.shrink, -1, has_stretch),
        ("next", "Next sound", "Ctrl+Right", cursor.jump, 1, cursor.has_sound),
        ("previous", "Previous sound", "Ctrl+Left", cursor.jump, -1, cursor.has_sound),
    )
    plain = (
        ("to_start", "Select to the track's start", "Shift+J  Shift+Home", cursor.to_start, has_track),
        ("to_end", "Select to the track's end", "Shift+K  Shift+End", cursor.to_end, has_track),
        ("zero", "Edges to zero crossings", "Z", cursor.to_zero_crossings, cursor.has_sound),
        ("recall", "Earlier selection", "", cursor.recall, cursor.can_recall),
    )
    return [
        *(
            Action(f"cursor.{name}", text, keys, CURSOR, partial(run, way), enabled)
            for name, text, keys, run, way, enabled in stepped
        ),
        *(
            Action(f"cursor.{name}", text, keys, CURSOR, run, enabled)
            for name, text, keys, run, enabled in plain
        ),
    ]
