"""Regions and requests."""

from __future__ import annotations

from functools import partial

from app.actions.rows import REGIONS, Action, Window
from app.desk import Desk
from app.language import marked


def rows(desk: Desk, window: Window) -> list[Action]:
    """The rows, in the order of the menu."""
    editing, generating = desk.editing, desk.generating
    return [
        Action(
            "regions.generate",
            "Generate",
            "Ctrl+Enter  Ctrl+Return",
            REGIONS,
            window.ask_to_generate,
            fires_in_text=True,
        ),
        Action(
            "regions.cancel",
            "Cancel generating",
            "Ctrl+.",
            REGIONS,
            generating.cancel,
            lambda: generating.is_busy,
            fires_in_text=True,
        ),
        Action("regions.prompt", "Edit the prompt", "Ctrl+P", REGIONS, window.edit_prompt),
        Action(
            "regions.add",
            "Mark the selection",
            "Enter  Return",
            REGIONS,
            editing.add_selection,
            editing.has_selection,
            starts_group=True,
        ),
        Action("regions.rename", "Name the region…", "", REGIONS, window.rename_region, editing.has_region),
        Action("regions.remove", "Remove region", "", REGIONS, editing.remove_region, editing.has_region),
        *_nudges(desk),
    ]


def _nudges(desk: Desk) -> list[Action]:
    editing = desk.editing
    return [
        Action(
            f"regions.{edge}_{way}",
            text,
            keys,
            REGIONS,
            partial(editing.nudge, by, is_start=edge == "start"),
            editing.has_region,
            starts_group=edge == "start" and by < 0,
        )
        for edge, way, by, text, keys in (
            ("start", "earlier", -1, marked("Region starts a little earlier"), "Alt+Left"),
            ("start", "later", 1, marked("Region starts a little later"), "Alt+Right"),
            ("stop", "earlier", -1, marked("Region ends a little earlier"), "Alt+Shift+Left"),
            ("stop", "later", 1, marked("Region ends a little later"), "Alt+Shift+Right"),
        )
    ]
