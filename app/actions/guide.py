"""Help, and the keys that lead through the window."""

from __future__ import annotations

from functools import partial

from app.actions.rows import HELP, Action, Window


def rows(window: Window) -> list[Action]:
    """The rows, in the order of the menu; those without a menu are keys that lead from place to place."""
    manners = window.manners
    return [
        Action("help.manual", "Manual", "F1", HELP, manners.show_manual, fires_in_text=True),
        Action("help.shortcuts", "Keyboard…", "?", HELP, manners.show_keys),
        Action("help.tour", "Tour of the window", "", HELP, window.start_tour),
        Action("help.places", "Where things are kept…", "", HELP, manners.show_places, starts_group=True),
        Action("help.about", "About Inlay…", "", HELP, manners.show_about),
        Action("go.next", "Next part of the window", "F6", "", manners.next_band, fires_in_text=True),
        Action(
            "go.previous",
            "Previous part of the window",
            "Ctrl+Shift+F6",
            "",
            partial(manners.next_band, -1),
            fires_in_text=True,
        ),
        Action("go.menu", "Menu bar", "F10", "", manners.open_menu, fires_in_text=True),
    ]
