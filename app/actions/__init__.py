"""Everything that can be done by key or menu: one table, from which menus and shortcuts are made.

A file for each menu; `rows.py` says what a row is.
"""

from __future__ import annotations

from app.actions import clips, display, edit, file, guide, regions, takes, tracks, transport, view
from app.actions.rows import MENUS, Action, Window
from app.desk import Desk

__all__ = ["MENUS", "Action", "Window", "table"]


def table(desk: Desk, window: Window) -> list[Action]:
    """All rows, in the order of the menus."""
    return [
        *file.rows(desk, window),
        *edit.rows(desk, window),
        *clips.rows(desk, window),
        *tracks.rows(desk, window),
        *regions.rows(desk, window),
        *takes.rows(desk, window),
        *transport.rows(desk),
        *view.rows(desk, window),
        *display.rows(desk),
        *transport.following(desk),
        *view.appearance(desk, window),
        *guide.rows(window),
    ]
