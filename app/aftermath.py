"""The question that a crash leaves: what becomes of work that was not saved when a window went away."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.language import tr
from app.recovery import Crashed, crashed


class Aftermath(QObject):
    """Asks about each journal that was left behind, one after the other; what is not answered is asked again.

    Args:
        folder: of the journals of all windows.

    Signals:
        asked: str, Answers, Callable; a question, its buttons, and what is done when it goes.
        recovery_chosen: Crashed, whose work is wanted.
        saved_chosen: Crashed, instead of whose work the saved project is wanted.
    """

    asked = Signal(str, object, object)  # Answers, Callable[[], object]
    recovery_chosen = Signal(object)  # Crashed
    saved_chosen = Signal(object)  # Crashed

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._left: deque[Crashed] = deque()

    @property
    def is_open(self) -> bool:
        """Whether a question waits for its answer."""
        return bool(self._left)

    def look(self) -> None:
        """Look for what windows that are gone have left, and ask."""
        self._left.extend(crashed(self._folder))
        self._ask()

    def close(self) -> None:
        """Ask no more; the next start will."""
        for left in self._left:
            left.leave()
        self._left.clear()

    def _ask(self) -> None:
        if not self._left:
            return
        left = self._left[0]
        answers: list[tuple[str, Callable[[], object]]] = [
            (tr("Recover"), partial(self.recovery_chosen.emit, left))
        ]
        if left.glance.project is not None:
            answers.append((tr("Open saved"), partial(self.saved_chosen.emit, left)))
        answers.append((tr("Not now"), _nothing))
        self.asked.emit(_lost(left), tuple(answers), partial(self._go_on, left))

    def _go_on(self, left: Crashed) -> None:
        """The question is gone, whatever was answered."""
        if left in self._left:
            self._left.remove(left)
            self._ask()


def _lost(left: Crashed) -> str:
    """What a crash left, in a sentence."""
    glance = left.glance
    name = tr("work that was never saved") if glance.project is None else f"“{glance.project.name}”"
    takes = tr("1 take") if glance.n_takes == 1 else tr("{count} takes", count=glance.n_takes)
    changes = tr("1 change") if glance.n_changes == 1 else tr("{count} changes", count=glance.n_changes)
    told = {"when": f"{datetime.fromtimestamp(glance.written_s):%d %B, %H:%M}", "changes": changes}
    return _sentence(left).format(**told, project=name, takes=takes)


def _sentence(left: Crashed) -> str:
    """How it ended, and what there is, with names for the numbers."""
    if left.was_closed and left.glance.n_takes:
        return tr(
            "Inlay was closed on {when} with unsaved work: {changes} to {project}, {takes} in it, are kept."
        )
    if left.was_closed:
        return tr("Inlay was closed on {when} with unsaved work: {changes} to {project} are kept.")
    if left.glance.n_takes:
        return tr(
            "Inlay ended unexpectedly on {when}: {changes} to {project}, {takes} in it, can be recovered."
        )
    return tr("Inlay ended unexpectedly on {when}: {changes} to {project} can be recovered.")


def _nothing() -> None:
    """For the answer that changes nothing."""
