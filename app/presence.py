"""Which of the files and projects that were open before are still there, looked up beside the window."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from engine.document.project import is_project

CLOSING_S = 0.2
"""So long what is still looked for is waited for at the end."""


def is_to_be_opened(name: str) -> bool:
    """Whether what was open before can be opened again; not where its drive refuses to say."""
    path = Path(name)
    try:
        return path.is_file() or is_project(path)
    except (OSError, ValueError):
        return False


class Presence(QObject):
    """Says at once what was found last, and looks anew when asked: a drive that went away answers late.

    Each name has a thread of its own, so that one drive that sleeps keeps no other file away. Nobody joins
    these threads but for a moment at the end: a drive may never answer.

    Args:
        look: whether there is something of this name, asked on another thread.

    Signals:
        told: nothing; more of what was asked for is known.
        looked: str name, and whether that is there.
    """

    told = Signal()
    looked = Signal(object, bool)  # str, which Qt's own strings could not always hold

    def __init__(self, parent: QObject | None = None, look: Callable[[str], bool] = is_to_be_opened) -> None:
        super().__init__(parent)
        self._look = look
        self._known: dict[str, bool] = {}
        self._threads: dict[str, threading.Thread] = {}
        self.looked.connect(self._take)

    @property
    def is_settled(self) -> bool:
        """Whether all that was asked for is known."""
        return not self._threads

    def is_there(self, name: str) -> bool:
        """Whether that was there when it was looked for last."""
        return self._known.get(name, False)

    def is_gone(self, name: str) -> bool:
        """Whether that was looked for and not found."""
        return not self._known.get(name, True)

    def ask(self, names: Iterable[str]) -> None:
        """Look for these; `told` says for each when that is done."""
        for name in set(names) - self._threads.keys():
            thread = threading.Thread(target=self._find, args=(name,), name="inlay-presence", daemon=True)
            self._threads[name] = thread
            thread.start()

    def close(self) -> None:
        """Wait for a moment for what is still looked for, and for no drive that does not answer."""
        end = time.monotonic() + CLOSING_S
        for thread in self._threads.values():
            thread.join(max(0.0, end - time.monotonic()))

    def _find(self, name: str) -> None:
        is_there = False
        try:
            is_there = self._look(name)
        finally:
            with contextlib.suppress(RuntimeError):  # the window is gone, and this with it
                self.looked.emit(name, is_there)

    def _take(self, name: str, is_there: bool) -> None:
        del self._threads[name]
        self._known[name] = is_there
        self.told.emit()
