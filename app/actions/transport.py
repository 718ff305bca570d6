"""Playing, looping, listening to edges."""

from __future__ import annotations

from functools import partial

from app.actions.rows import TRANSPORT, VIEW, Action
from app.desk import Desk
from app.language import marked
from app.timeline.navigator import Follow
from engine.document.monitor import Hearing

FOLLOWING = f"{VIEW}/{marked('&While it plays')}"


def rows(desk: Desk) -> list[Action]:
    """The rows, in the order of the menu."""
    return [*_playing(desk), *_looping(desk), *_previews(desk), *_hearing(desk)]


def _playing(desk: Desk) -> list[Action]:
    transport, listening, has_sound = desk.transport, desk.listening, desk.editing.has_sound
    return [
        Action(
            "transport.start",
            "Go to start",
            "Home",
            TRANSPORT,
            transport.to_start,
            has_sound,
            icon="start",
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
            "transport.rewind",
            "Stop at the start",
            "Enter  Return",
            TRANSPORT,
            listening.rewind,
            listening.is_nothing_selected,
        ),
        Action(
            "transport.here",
            "Play, or stop and put the cursor here",
            "X",
            TRANSPORT,
            listening.play_here,
            has_sound,
            starts_group=True,
        ),
        Action(
            "transport.once",
            "Play once from the cursor",
            "Shift+Space",
            TRANSPORT,
            listening.play_once,
            has_sound,
        ),
        Action(
            "transport.selection",
            "Play the selection",
            "",
            TRANSPORT,
            listening.play_selection,
            desk.editing.has_selection,
        ),
    ]


def _looping(desk: Desk) -> list[Action]:
    transport, listening = desk.transport, desk.listening
    return [
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
        Action(
            "transport.loop_selection",
            "Loop the selection",
            "Shift+L",
            TRANSPORT,
            listening.loop_selection,
            listening.can_loop,
        ),
        Action(
            "transport.clear_loop",
            "Clear the loop",
            "Shift+Alt+L",
            TRANSPORT,
            listening.clear_loop,
            listening.has_loop,
        ),
    ]


def _previews(desk: Desk) -> list[Action]:
    listening, has_selection = desk.listening, desk.editing.has_selection
    edges = (
        ("before_start", marked("Hear what leads to the selection"), "Shift+F5", True, True),
        ("after_start", marked("Hear the start of the selection"), "Shift+F6", True, False),
        ("before_end", marked("Hear the end of the selection"), "Shift+F7", False, True),
        ("after_end", marked("Hear what follows the selection"), "Shift+F8", False, False),
    )
    return [
        *(
            Action(
                f"transport.{name}",
                text,
                keys,
                TRANSPORT,
                partial(listening.preview, at_start=at_start, is_before=is_before),
                has_selection,
                starts_group=name == "before_start",
            )
            for name, text, keys, at_start, is_before in edges
        ),
        Action(
            "transport.cut_preview",
            "Hear it without the selection",
            "C",
            TRANSPORT,
            listening.preview_cut,
            has_selection,
        ),
    ]


def _hearing(desk: Desk) -> list[Action]:
    transport, has_takes = desk.transport, desk.takes.has_takes

    def turn_difference() -> None:
        is_on = transport.hearing is Hearing.DIFFERENCE
        transport.set_hearing(Hearing.DOCUMENT if is_on else Hearing.DIFFERENCE)

    return [
        Action(
            "transport.difference",
            "Hear only what the takes change",
            "",
            TRANSPORT,
            turn_difference,
            lambda: has_takes() or transport.hearing is Hearing.DIFFERENCE,
            lambda: transport.hearing is Hearing.DIFFERENCE,
            starts_group=True,
        ),
        Action(
            "transport.original",
            "Hold to hear the original",
            "`",
            TRANSPORT,
            partial(transport.set_hearing, Hearing.ORIGINAL),
            has_takes,
            released=partial(transport.set_hearing, Hearing.DOCUMENT),
        ),
    ]


def following(desk: Desk) -> list[Action]:
    """Rows of the View menu: where the view goes while the playhead runs."""
    texts = {
        Follow.OFF: "Leave the view where it is",
        Follow.PAGE: "Turn pages",
        Follow.CENTRE: "Keep the playhead in the middle",
    }
    return [
        Action(
            f"view.follow_{mode.value}",
            text,
            "",
            FOLLOWING,
            partial(desk.store.change, follow=mode.value),
            is_on=lambda mode=mode: desk.store.settings.follow == mode.value,  # type: ignore[misc]
        )
        for mode, text in texts.items()
    ]
