"""Menus whose entries are only known when they open: recent files, outputs and models of this machine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from app.language import tr
from app.outputs import Outputs
from app.presence import Presence
from app.takes import Takes
from app.timeline import words


class RecentMenu(QMenu):
    """Files and projects that were open before; those that are gone are dim.

    Args:
        recent: tells their paths, the latest first.
        presence: says which are there; entries turn dim once it knows.

    Signals:
        chosen: Path.
        cleared: nothing; the list is not wanted any more.
    """

    chosen = Signal(object)  # Path
    cleared = Signal()

    def __init__(
        self, recent: Callable[[], Sequence[str]], presence: Presence, parent: QWidget | None = None
    ) -> None:
        super().__init__(tr("Open recent"), parent)
        self._recent, self._presence = recent, presence
        self._entries: dict[str, QAction] = {}
        self.setToolTipsVisible(True)
        self.aboutToShow.connect(self._fill)
        presence.told.connect(self._show_presence)

    def _fill(self) -> None:
        self.clear()
        names = self._recent()
        self._entries = {name: self._entry(Path(name)) for name in names}
        self.addSeparator()
        self.addAction(tr("Clear this list"), self.cleared.emit).setEnabled(bool(names))
        self._show_presence()
        self._presence.ask(names)

    def _entry(self, path: Path) -> QAction:
        return self.addAction(f"{path.name}   ·   {path.parent.name}", partial(self.chosen.emit, path))

    def _show_presence(self) -> None:
        for name, entry in self._entries.items():
            is_gone = self._presence.is_gone(name)
            entry.setEnabled(not is_gone)
            entry.setToolTip(tr("{path} is not there any more", path=name) if is_gone else name)


class BinMenu(QMenu):
    """Takes that wait in the bin of the region that keys act on; each can be brought back alone.

    Args:
        takes: tells them, and brings them back.
    """

    def __init__(self, takes: Takes, parent: QWidget | None = None) -> None:
        super().__init__(tr("Bin"), parent)
        self._takes = takes
        self.aboutToShow.connect(self._fill)

    def _fill(self) -> None:
        self.clear()
        for take in self._takes.binned():
            text = tr("Bring back {take}", take=words.take_label(take))
            self.addAction(text, partial(self._takes.restore, take.number))
        if self.isEmpty():
            self.addAction(tr("Nothing was discarded here")).setEnabled(False)


class OutputMenu(QMenu):
    """Where the sound can go, the choice marked.

    Args:
        outputs: tells what there is, and is told what was chosen.
    """

    def __init__(self, outputs: Outputs, parent: QWidget | None = None) -> None:
        super().__init__(tr("Output"), parent)
        self._outputs = outputs
        self._fill()
        for changed in (outputs.changed, outputs.switched):
            changed.connect(self._fill)

    def _fill(self) -> None:
        self.clear()
        for key, name in self._outputs.names():
            entry = self.addAction(name, partial(self._outputs.choose, key))
            entry.setCheckable(True)
            entry.setChecked(key == self._outputs.chosen)
        self.addSeparator()
        self.addAction(tr("Look again"), self._outputs.look_again)


class ModelMenu(QMenu):
    """Models that are here, the one in use marked, and a way to name another folder.

    Args:
        names: tells the models that are here.
        chosen: tells which is in use.

    Signals:
        model_chosen: str, its name.
        folder_asked: nothing.
    """

    model_chosen = Signal(str)
    folder_asked = Signal()

    def __init__(
        self, names: Callable[[], Sequence[str]], chosen: Callable[[], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._names, self._chosen = names, chosen
        self.aboutToShow.connect(self._fill)

    def _fill(self) -> None:
        self.clear()
        for name in self._names():
            entry = self.addAction(name, partial(self.model_chosen.emit, name))
            entry.setCheckable(True)
            entry.setChecked(name == self._chosen())
        self.addSeparator()
        self.addAction(tr("Use a folder…"), self.folder_asked.emit)
