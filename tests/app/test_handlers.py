"""Mistakes in handlers of Qt's events."""

from __future__ import annotations

import pytest
import shiboken6
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.handlers import guard

LEFT = Qt.MouseButton.LeftButton
NO_KEYS = Qt.KeyboardModifier.NoModifier


class Clumsy(QWidget):
    """Does something wrong when the button is let go."""

    wrong = "index"

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Fail in a way of the interpreter's own."""
        if self.wrong == "index":
            [][0]
        elif self.wrong == "end":
            next(iter(()))
        else:
            gone = QLabel()
            shiboken6.delete(gone)
            gone.text()


@pytest.mark.parametrize(
    ("wrong", "error"), [("index", IndexError), ("end", StopIteration), ("gone", RuntimeError)]
)
def test_a_mistake_in_a_handler_is_an_exception_and_not_the_end(
    qtbot: QtBot, wrong: str, error: type[Exception]
):
    guard(__name__.partition(".")[0])
    widget = Clumsy()
    widget.wrong = wrong
    qtbot.addWidget(widget)
    widget.show()
    QTest.mousePress(widget, LEFT, NO_KEYS, QPoint(3, 3))
    with pytest.raises(error):
        QTest.mouseRelease(widget, LEFT, NO_KEYS, QPoint(3, 3))


def test_a_handler_is_wrapped_once_and_keeps_its_name():
    guard(__name__.partition(".")[0])
    once = Clumsy.mouseReleaseEvent
    guard(__name__.partition(".")[0])
    assert Clumsy.mouseReleaseEvent is once
    assert once.__name__ == "mouseReleaseEvent"


def test_handlers_of_the_window_are_guarded():
    from app.timeline.lane import Lane

    guard()
    assert all(hasattr(getattr(Lane, name), "__wrapped__") for name in ("mousePressEvent", "event"))
