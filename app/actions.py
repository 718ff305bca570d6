"""Everything that can be done by key or menu: one table, from which menus and shortcuts are made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from app.desk import Desk

MENUS = ("&File", "&Edit", "&Regions", "&Transport", "&View", "&Help")
FILE, EDIT, REGIONS, TRANSPORT, VIEW, HELP = MENUS


def always() -> bool:
    """For actions that can always be used."""
    return True


@dataclass(frozen=True, slots=True)
class Action:
    """One row of the table.

    `shortcut` holds alternatives separated by two spaces; the first is shown. `fires_in_text` lets it work
    while a text field has the keys. `menu` may be empty: then only the shortcut is there.
    """

    id: str
    text: str
    shortcut: str
    menu: str
    run: Callable[[], object]
    enabled: Callable[[], bool] = always
    is_on: Callable[[], bool] | None = None
    icon: str = ""
    fires_in_text: bool = False
    starts_group: bool = False


class Window(Protocol):
    """What the table asks of the window that is not the document's business."""

    def zoom_in(self) -> None:
        """Show less time."""

    def zoom_out(self) -> None:
        """Show more time."""

    def zoom_to_fit(self) -> None:
        """Show everything."""

    def zoom_to_selection(self) -> None:
        """Show what is selected."""

    def ask_to_generate(self) -> None:
        """Press the button of the generate panel."""

    def compose(self) -> None:
        """Turn the generate panel to composing and put the cursor into the prompt."""

    def edit_prompt(self) -> None:
        """Put the cursor into the prompt."""

    def escape(self) -> None:
        """Leave what can be left."""

    def switch_theme(self) -> None:
        """Dark to light and back."""

    def reset_layout(self) -> None:
        """Put the panels back where they were first."""

    def show_shortcuts(self) -> None:
        """List the keys."""

    def close(self) -> bool:
        """Leave the program."""


def table(desk: Desk, window: Window) -> list[Action]:
    """All rows, in the order of the menus."""
    return [
        *_file(desk, window),
        *_edit(desk, window),
        *_regions(desk, window),
        *_transport(desk),
        *_view(desk, window),
    ]


def _file(desk: Desk, window: Window) -> list[Action]:
    has_sound = lambda: bool(desk.session.track and desk.session.track.extent)  # noqa: E731
    return [
        Action(
            "file.open", "Open…", "Ctrl+O", FILE, desk.opening.ask_and_open, icon="open", fires_in_text=True
        ),
        Action(
            "file.import",
            "Import as track…",
            "Ctrl+Shift+I",
            FILE,
            desk.opening.ask_and_import,
            fires_in_text=True,
        ),
        Action(
            "file.compose",
            "Compose from text",
            "Ctrl+N",
            FILE,
            window.compose,
            icon="compose",
            fires_in_text=True,
        ),
        Action(
            "file.export",
            "Export track…",
            "Ctrl+Shift+E",
            FILE,
            desk.export,
            has_sound,
            fires_in_text=True,
            starts_group=True,
        ),
        Action("file.quit", "Quit", "Ctrl+Q", FILE, window.close, fires_in_text=True, starts_group=True),
    ]


def _edit(desk: Desk, window: Window) -> list[Action]:
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
            partial(editing.set_edge, is_start=True),
            editing.has_track,
        ),
        Action(
            "edit.stop",
            "Selection ends here",
            "]",
            EDIT,
            partial(editing.set_edge, is_start=False),
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


def _regions(desk: Desk, window: Window) -> list[Action]:
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
        Action("regions.prompt", "Edit the prompt", "F2", REGIONS, window.edit_prompt),
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


def _transport(desk: Desk) -> list[Action]:
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


def _view(desk: Desk, window: Window) -> list[Action]:
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
        Action(
            "view.theme",
            "Light colours",
            "",
            VIEW,
            window.switch_theme,
            is_on=lambda: desk.store.settings.theme == "light",
            starts_group=True,
        ),
        Action("view.reset", "Reset layout", "", VIEW, window.reset_layout),
        Action("help.shortcuts", "Keyboard shortcuts", "?", HELP, window.show_shortcuts),
    ]
