"""What went wrong or needs an answer, in one sentence and without a dialog."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.handlers import guard
from app.language import tr
from engine.errors import EngineError

log = logging.getLogger("inlay")

WIDE_PX, NARROW_PX = 520, 200
QUESTION = "question"

Answers = tuple[tuple[str, Callable[[], object]], ...]
"""Buttons of a strip: what they say, and what they do."""


def tell(error: BaseException, log_file: Path | None = None) -> str:
    """One sentence for any exception, fit for the user's eyes.

    Args:
        error: an `EngineError` speaks for itself; everything else is a mistake of the program.
        log_file: where the details of such mistakes are kept.
    """
    if isinstance(error, EngineError):
        return str(error)
    if isinstance(error, MemoryError):
        return tr("There is not enough memory for this: close other programs, or work on a shorter stretch.")
    if log_file is None:
        return tr("Something unexpected happened, and nothing was changed by it.")
    return tr(
        "Something unexpected happened, and nothing was changed by it; details are in {file}.", file=log_file
    )


def details(error: BaseException) -> str:
    """The whole story, for the log file."""
    return "".join(traceback.format_exception(error))


class Strip(QFrame):
    """One message with its buttons; gone once answered or closed.

    Signals:
        closed: the user has answered or does not want to read it any more.
    """

    closed = Signal()

    def __init__(self, text: str, answers: Answers = (), kind: str = "info") -> None:
        super().__init__()
        self.text = text
        self.setObjectName("messageStrip")
        self.setProperty("kind", kind)
        self.setAccessibleName(text)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.addWidget(self._label(text), 1)
        self._answers = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.buttons = [self._answer(label, act) for label, act in answers]
        for place, button in enumerate(self.buttons):
            button.setProperty("primary", kind == QUESTION and place == 0)
            self._answers.addWidget(button)
        self._row.addLayout(self._answers)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 5, 6, 5)
        row.addLayout(self._row, 1)
        row.addWidget(self._close_button(), 0, Qt.AlignmentFlag.AlignTop)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, the answers stand below the sentence."""
        super().resizeEvent(event)
        is_wide = event.size().width() >= WIDE_PX
        directions = QBoxLayout.Direction
        for line in (self._row, self._answers):
            line.setDirection(directions.LeftToRight if is_wide else directions.TopToBottom)

    def minimumSizeHint(self) -> QSize:
        """Narrow: no message makes the window wider."""
        return QSize(NARROW_PX, super().minimumSizeHint().height())

    @staticmethod
    def _label(text: str) -> QLabel:
        label = QLabel(text)
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return label

    def _answer(self, label: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(label, autoDefault=True)  # Return presses it, too
        # Closed first: what the answer does may well put up the next strip.
        button.clicked.connect(lambda: (self.closed.emit(), act()))
        return button

    def _close_button(self) -> QToolButton:
        button = QToolButton()
        button.setText("×")
        button.setAutoRaise(True)
        button.setAccessibleName(tr("Close this message"))
        button.clicked.connect(self.closed)
        return button


class Messages(QWidget):
    """The strips that wait to be read, the latest on top; `MOST` are seen at once, the others come after."""

    MOST = 3

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messages")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(1)
        self.strips: list[Strip] = []

    def show_message(self, text: str, answers: Answers = (), kind: str = "info") -> Strip:
        """Put up a strip; the same words twice are one strip."""
        self.take_back(text)
        strip = Strip(text, answers, kind)
        strip.closed.connect(lambda: self._remove(strip))
        self.strips.insert(0, strip)
        self._column.insertWidget(0, strip)
        self._show_latest()
        return strip

    def ask(self, text: str, answers: Answers, if_closed: Callable[[], object]) -> None:
        """Put up a question whose first answer has the keys; it stays until it is answered or closed.

        Args:
            if_closed: done whenever it goes, before what the answer does.
        """
        strip = self.show_message(text, answers, QUESTION)
        strip.closed.connect(if_closed)
        if strip.buttons:
            strip.buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def take_back(self, text: str) -> None:
        """Take the strip with these words down, if it is still up."""
        for strip in [strip for strip in self.strips if strip.text == text]:
            self._remove(strip)

    def clear(self) -> None:
        """Take all of them down but questions."""
        for strip in [strip for strip in self.strips if strip.property("kind") != QUESTION]:
            self._remove(strip)

    def close_latest(self) -> bool:
        """Take the latest one down; whether there was one."""
        if self.strips:
            self.strips[0].closed.emit()
            return True
        return False

    def _remove(self, strip: Strip) -> None:
        if strip in self.strips:
            self.strips.remove(strip)
            self._column.removeWidget(strip)
            strip.hide()
            strip.deleteLater()
            self._show_latest()

    def _show_latest(self) -> None:
        for place, strip in enumerate(self.strips):
            strip.setVisible(place < self.MOST)


class Catcher(QObject):
    """Turns what nobody caught into a line in the log and one sentence in the window; the program goes on.

    Signals:
        caught: the exception.
    """

    caught = Signal(object)  # BaseException

    def __init__(self, log_file: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.log_file = log_file
        self._is_reporting = False
        self._write_log()

    def install(self) -> None:
        """Stand where Python reports uncaught exceptions of the main thread and of all others."""
        guard()
        sys.excepthook = self.catch
        threading.excepthook = lambda given: given.exc_value and self.report(given.exc_value)

    def catch(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Report one exception; the signature is that of `sys.excepthook`."""
        if issubclass(kind, KeyboardInterrupt):
            QGuiApplication.quit()
        else:
            self.report(error.with_traceback(trace))

    def report(self, error: BaseException) -> None:
        """Write the whole story down and hand the exception to the window.

        What fails while the window tells of it is written down alone: telling of that would fail again.
        """
        log.error("uncaught\n%s", details(error))
        if self._is_reporting:
            return
        self._is_reporting = True
        try:
            self.caught.emit(error)
        finally:
            self._is_reporting = False

    def _write_log(self) -> None:
        """Send the log to its file; where that cannot be written, the standard error stream has to do."""
        handler: logging.Handler
        try:
            self.log_file.parent.mkdir(parents=True, exist_ok=True)
            handler = logging.FileHandler(self.log_file, encoding="utf-8", delay=True)
        except OSError:
            handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        log.addHandler(handler)
        log.setLevel(logging.INFO)
