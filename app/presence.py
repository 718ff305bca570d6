"""Which of the files and projects that were open before are still there, looked up beside the window."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QObject, QThreadPool, Signal

from engine.document.project import is_project


class Presence(QObject):
    """Says at once what was found last, and looks anew when asked: a drive that went away answers late.

    Signals:
        told: nothing; what was asked for is known.
        looked: frozenset of the names that were asked for, and of those that are gone.
    """

    told = Signal()
    looked = Signal(object, object)  # frozenset[str], frozenset[str]

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._known: set[str] = set()
        self._gone: set[str] = set()
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self.looked.connect(self._take)

    def is_there(self, name: str) -> bool:
        """Whether that was there when it was looked for last."""
        return name in self._known and name not in self._gone

    def is_gone(self, name: str) -> bool:
        """Whether that was looked for and not found."""
        return name in self._gone

    def ask(self, names: Iterable[str]) -> None:
        """Look for these; `told` says when that is done."""
        wanted = frozenset(names)
        self._pool.start(lambda: self.looked.emit(wanted, frozenset(n for n in wanted if not _is_there(n))))

    def close(self) -> None:
        """Look no more; waits for the look under way."""
        self._pool.clear()
        self._pool.waitForDone()

    def _take(self, wanted: frozenset[str], gone: frozenset[str]) -> None:
        self._known |= wanted
        self._gone = (self._gone - wanted) | gone
        self.told.emit()


def _is_there(name: str) -> bool:
    """Whether what was open before can be opened again."""
    path = Path(name)
    return path.is_file() or is_project(path)
