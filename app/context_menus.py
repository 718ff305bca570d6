"""What the right button offers: rows of the table of actions, by what the pointer is on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

CLIP = (
    "clips.cut",
    "clips.copy",
    "clips.paste",
    "clips.duplicate",
    "clips.delete",
    "",
    "clips.split",
    "clips.join",
    "tracks.rename",
    "",
    "clips.fade_in",
    "clips.fade_out",
    "clips.no_fades",
    "clips.louder",
    "clips.softer",
    "clips.gain_0",
    "clips.reverse",
    "clips.normalise",
)
REGION = (
    "regions.generate",
    "regions.prompt",
    "",
    "takes.0",
    "takes.next",
    "takes.previous",
    "takes.keep",
    "takes.discard",
    "",
    "regions.rename",
    "regions.remove",
)
SELECTION = (
    "regions.generate",
    "regions.add",
    "transport.loop_selection",
    "view.zoom_selection",
    "",
    "clips.cut",
    "clips.copy",
    "clips.paste",
    "clips.duplicate",
    "clips.delete",
    "clips.close",
    "",
    "clips.split",
    "clips.trim",
    "clips.silence",
    "clips.reverse",
    "",
    "edit.select_all",
    "edit.select_none",
)
CURSOR = ("transport.play", "clips.paste", "clips.split", "markers.add", "", "edit.select_all", "tracks.add")
HEAD = (
    "tracks.rename",
    "tracks.mute",
    "tracks.solo",
    "show.next",
    "",
    "tracks.duplicate",
    "tracks.up",
    "tracks.down",
    "",
    "tracks.add",
    "tracks.remove",
)
ALL = {"clip": CLIP, "region": REGION, "selection": SELECTION, "cursor": CURSOR, "head": HEAD}


class ContextMenus(QObject):
    """Makes menus when they are asked for.

    Args:
        action: gives an action of the table by its identifier.
        window: what the menus belong to.
    """

    def __init__(self, action: Callable[[str], QAction], window: QWidget) -> None:
        super().__init__(window)
        self._action, self._window = action, window

    def popup(self, kind: str, place: QPoint) -> QMenu:
        """Open the menu of this kind (a key of `ALL`) at a place on the screen; it goes when it closes."""
        menu = QMenu(self._window)
        menu.setObjectName(f"{kind} menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name in ALL[kind]:
            if name:
                menu.addAction(self._action(name))
            else:
                menu.addSeparator()
        menu.popup(place)
        return menu
