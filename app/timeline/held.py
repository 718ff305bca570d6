"""A strip with something to take hold of: a press may become a drag, and Escape puts everything back."""

from __future__ import annotations

from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.session import Session
from app.timeline.canvas import Canvas

DRAG_PX = 3
"""A press that moves less is a click."""

EDGE_PX = 6
"""How near to an edge the pointer takes hold of it."""


class HeldCanvas(Canvas):
    """Lends itself the keys while something is held, so that Escape reaches it, and gives them back.

    `snap` gives the sample that a dragged edge keeps to.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.snap: Callable[[int], int] = lambda sample: sample
        self._pressed_px: float | None = None
        self._x, self._is_dragging = 0.0, False
        self._keys_of: QWidget | None = None
        self.setMouseTracking(True)

    @property
    def is_held(self) -> bool:
        """Whether the left button took hold of something and has not let go."""
        return self._pressed_px is not None

    def hold(self, x: float) -> None:
        """Begin: the left button went down at pixel `x`."""
        self._pressed_px, self._is_dragging = x, False
        self._keys_of = QApplication.focusWidget()
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def drag_to(self, x: float) -> None:
        """What is held follows the pointer."""

    def follow_again(self) -> None:
        """What edges keep to is known only now: the pointer rests where it is."""
        if self.is_held and self._is_dragging:
            self.drag_to(self._x)

    def drop(self, x: float, *, is_click: bool) -> None:
        """What is held is let go at pixel `x`, without a drag where `is_click`."""

    def revert(self) -> None:
        """Everything is as it was before the press."""

    def point(self, x: float, y: float) -> None:
        """The pointer moves over the strip, nothing being held: show what a press would take hold of."""

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow."""
        x = event.position().x()
        if self._pressed_px is None:
            self.point(x, event.position().y())
            return
        self._x, self._is_dragging = x, self._is_dragging or abs(x - self._pressed_px) >= DRAG_PX
        if self._is_dragging:
            self.drag_to(x)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if event.button() == Qt.MouseButton.LeftButton and self.is_held:
            self._let_go()
            self.drop(event.position().x(), is_click=not self._is_dragging)

    def event(self, event: QEvent) -> bool:
        """Take Escape before the window's shortcuts do, while something is held."""
        is_escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if event.type() == QEvent.Type.ShortcutOverride and is_escape and self.is_held:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape puts back what is dragged."""
        if event.key() == Qt.Key.Key_Escape and self.is_held:
            self._let_go()
            self.revert()
            return
        super().keyPressEvent(event)

    def _let_go(self) -> None:
        self._pressed_px = None
        keys_of, self._keys_of = self._keys_of, None
        is_there = keys_of is not None and shiboken6.isValid(keys_of)  # it may have gone meanwhile
        if is_there and keys_of is not None and self.hasFocus():
            keys_of.setFocus(Qt.FocusReason.OtherFocusReason)
