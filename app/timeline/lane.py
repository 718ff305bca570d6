"""A strip of one track that can be dragged over: what waveform and mask lane share."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from app.session import Session
from app.timeline import words
from app.timeline.canvas import Canvas
from app.timeline.gestures import Gestures
from engine.document.document import Track


class Lane(Canvas):
    """Passes the pointer to the gestures; the middle button pans.

    Signals:
        menu_requested: identifier of the track, int sample, QPoint on the screen.
    """

    menu_requested = Signal(str, int, QPoint)

    def __init__(
        self, session: Session, gestures: Gestures, track_id: str, parent: QWidget | None = None
    ) -> None:
        self.gestures = gestures
        self.track_id = track_id
        super().__init__(session, parent)
        self._pan_from: QPoint | None = None
        self.setMouseTracking(True)
        self.setCursor(self.plain_cursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        gestures.preview_changed.connect(self.update)
        session.selection_changed.connect(self.show_pointed)
        session.region_focused.connect(self.show_pointed)

    @property
    def track(self) -> Track:
        """The track as it is drawn: with what a drag under way would change."""
        return words.track_in(self.gestures.document, self.track_id)

    def show_pointed(self, _what: object) -> None:
        """Repaint for another selection or another focused region."""
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a drag, or a pan."""
        if event.button() == Qt.MouseButton.MiddleButton:
            self._pan_from = event.globalPosition().toPoint()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif event.button() == Qt.MouseButton.LeftButton:
            self.gestures.press(self.track_id, round(event.position().x()), event.modifiers(), self.width())
        else:
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow a drag or a pan; without either, show what a press would take hold of."""
        if self._pan_from is not None:
            here = event.globalPosition().toPoint()
            self.gestures.panned.emit(self._pan_from - here)
            self._pan_from = here
        elif self.gestures.is_active:
            self.gestures.move(round(event.position().x()))
        else:
            self._show_cursor(round(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End it."""
        if event.button() == Qt.MouseButton.MiddleButton:
            self._pan_from = None
            self._show_cursor(round(event.position().x()))
        elif event.button() == Qt.MouseButton.LeftButton:
            self.gestures.release(event.modifiers())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for a menu."""
        sample = self.session.viewport.to_sample(event.pos().x())
        self.menu_requested.emit(self.track_id, sample, event.globalPos())

    def event(self, event: QEvent) -> bool:
        """Take the keys that mean something here before the window's shortcuts do."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self.wants_key(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def wants_key(self, event: QKeyEvent) -> bool:
        """Whether a key belongs to this lane now."""
        return event.key() == Qt.Key.Key_Escape and self.gestures.is_active

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape drops a drag."""
        if event.key() == Qt.Key.Key_Escape and self.gestures.cancel():
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keys go."""
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that they go elsewhere."""
        self.update()
        super().focusOutEvent(event)

    def _show_cursor(self, x: int) -> None:
        on_edge = self.gestures.edge_at(self.track_id, x) is not None
        shape = Qt.CursorShape.SizeHorCursor if on_edge else self.plain_cursor
        if self.cursor().shape() != shape:
            self.setCursor(shape)

    @property
    def plain_cursor(self) -> Qt.CursorShape:
        """The pointer's shape where there is nothing to take hold of."""
        return Qt.CursorShape.IBeamCursor
