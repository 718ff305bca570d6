"""What is shown, and how."""

from __future__ import annotations

from app.actions.rows import EDIT, VIEW, Action, Window
from app.desk import Desk


def rows(desk: Desk, window: Window) -> list[Action]:
    """The rows, in the order of the menu."""
    has_sound, editing = desk.editing.has_sound, desk.editing
    return [
        Action("view.zoom_in", "Zoom in", "Ctrl+=  Ctrl++", VIEW, window.zoom_in, has_sound, icon="zoom_in"),
        Action("view.zoom_out", "Zoom out", "Ctrl+-", VIEW, window.zoom_out, has_sound, icon="zoom_out"),
        Action(
            "view.zoom_fit", "Show everything", "Ctrl+F", VIEW, window.zoom_to_fit, has_sound, icon="zoom_fit"
        ),
        Action(
            "view.zoom_selection",
            "Show the selection",
            "Ctrl+E",
            VIEW,
            window.zoom_to_selection,
            editing.has_selection,
        ),
        Action("view.zoom_normal", "Normal zoom", "Ctrl+2", VIEW, window.zoom_normal, has_sound),
        Action(
            "view.fit_heights",
            "Fit the heights of tracks",
            "Ctrl+Shift+F",
            VIEW,
            desk.display.fit_heights,
            desk.display.has_track,
        ),
    ]


def appearance(desk: Desk, window: Window) -> list[Action]:
    """Rows at the end of the menu: panels and colours; and settings, which end the menu of edits."""
    return [
        Action("view.reset", "Reset layout", "", VIEW, window.reset_layout, starts_group=True),
        Action(
            "view.theme",
            "Light colours",
            "",
            VIEW,
            window.switch_theme,
            is_on=lambda: desk.store.settings.theme == "light",
        ),
        Action(
            "view.contrast",
            "High contrast",
            "",
            VIEW,
            window.switch_contrast,
            is_on=lambda: desk.store.settings.has_high_contrast,
        ),
        Action(
            "view.palette",
            "Find a command…",
            "Ctrl+K",
            VIEW,
            window.manners.show_palette,
            fires_in_text=True,
            starts_group=True,
        ),
        Action(
            "view.settings",
            "Settings…",
            "Ctrl+,",
            EDIT,
            window.manners.show_settings,
            fires_in_text=True,
            starts_group=True,
        ),
    ]
