"""Playing."""

from __future__ import annotations

from app.actions.rows import TRANSPORT, Action
from app.desk import Desk


def rows(desk: Desk) -> list[Action]:
    """The rows, in the order of the menu."""
    transport, has_sound = desk.transport, desk.editing.has_sound
    return [
        Action(
            "transport.start", "Go to start", "Home", TRANSPORT, transport.to_start, has_sound, icon="start"
        ),
        Action("transport.play", "Play", "Space", TRANSPORT, transport.toggle, has_sound, icon="play"),
        Action(
            "transport.pause",
            "Pause",
            "P",
            TRANSPORT,
            transport.pause,
            lambda: transport.state != "stopped",
            lambda: transport.state == "paused",
            icon="pause",
        ),
        Action("transport.end", "Go to end", "End", TRANSPORT, transport.to_end, has_sound, icon="end"),
        Action(
            "transport.loop",
            "Loop",
            "L",
            TRANSPORT,
            lambda: transport.set_looping(not transport.is_looping),
            is_on=lambda: transport.is_looping,
            icon="loop",
            starts_group=True,
        ),
    ]
