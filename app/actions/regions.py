"""Regions, requests and takes."""

from __future__ import annotations

from functools import partial

from app.actions.rows import REGIONS, Action, Window
from app.desk import Desk


def rows(desk: Desk, window: Window) -> list[Action]:
    """The rows, in the order of the menu."""
    editing, generating = desk.editing, desk.generating
    has_takes = editing.has_takes
    return [
        Action(
            "regions.generate",
            "Generate",
            "Ctrl+Return  Ctrl+Enter",
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
            "Return",
            REGIONS,
            editing.add_selection,
            editing.has_selection,
            starts_group=True,
        ),
        Action("regions.remove", "Remove region", "Del", REGIONS, editing.remove_region, editing.has_region),
        Action(
            "takes.next",
            "Next take",
            "Alt+Down",
            REGIONS,
            partial(editing.step_take, 1),
            has_takes,
            starts_group=True,
        ),
        Action(
            "takes.previous", "Previous take", "Alt+Up", REGIONS, partial(editing.step_take, -1), has_takes
        ),
        Action("takes.0", "Hear the original", "0", REGIONS, partial(editing.choose_take, 0), has_takes),
        Action(
            "takes.discard", "Discard take", "Backspace", REGIONS, editing.discard_take, editing.hears_take
        ),
        *(
            Action(
                f"takes.{n}",
                f"Take {n}",
                str(n),
                "",
                partial(editing.choose_take, n),
                partial(editing.has_take, n),
            )
            for n in range(1, 10)
        ),
    ]
