"""A strip of one track that can be dragged over: what waveform, titles and mask lane share."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QSinglePointEvent
from PySide6.QtWidgets import QWidget

from app.session import Selection, Session
from app.timeline import grips, words
from app.timeline.canvas import Canvas
from app.timeline.drag import Press, Zone
from app.timeline.gestures import Gestures
from engine.document.document import Track
from engine.timeline import Span

NOWHERE_PX = -(2**20)


class Overlay(Protocol):
    """Draws over a strip."""

    def draw(self, painter: QPainter, area: QRect) -> None:
        """Everything in `area`."""


class Lane(Canvas):
    """Passes the pointer to the gestures; the middle button pans.

    `hover_x` is the pixel that the pointer is over, far away where it is elsewhere.

    Signals:
        menu_requested: identifier of the track, int sample, QPoint on the screen.
    """

    zone = Zone.BODY
    menu_requested = Signal(str, int, QPoint)

    def __init__(
        self, session: Session, gestures: Gestures, track_id: str, parent: QWidget | None = None
    ) -> None:
        self.gestures = gestures
        self.track_id = track_id
        super().__init__(session, parent)
        self._pan_from: QPoint | None = None
        self.overlay: Overlay | None = None
        self.hover_x = NOWHERE_PX
        self._pointed = self._pointed_here()
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
        """Repaint for another selection or another focused region, where either is or was on this track."""
        before, self._pointed = self._pointed, self._pointed_here()
        if self._pointed != before:
            self.update()

    def _pointed_here(self) -> tuple[Selection | None, str]:
        session = self.session
        selection = session.selection
        is_here = selection is not None and self.track_id in selection.tracks
        regions = words.track_in(session.document, self.track_id).regions
        focused = next((region.id for region in regions if region.id == session.focused_region), "")
        return selection if is_here else None, focused

    def draw_above(self, painter: QPainter, area: QRect) -> None:
        """What lies over the strip itself."""
        if self.overlay is not None:
            self.overlay.draw(painter, area)

    def place_of(self, event: QSinglePointEvent) -> Press:
        """Where an event is, as the gestures want to know it."""
        place = event.position().toPoint()
        return Press(self.track_id, self.zone, place.x(), place.y(), event.modifiers(), self.size())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a drag, or a pan."""
        if event.button() == Qt.MouseButton.MiddleButton:
            self._pan_from = event.globalPosition().toPoint()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif event.button() == Qt.MouseButton.LeftButton:
            self.gestures.press(self.place_of(event))
        else:
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow a drag or a pan; without either, show what a press would take hold of."""
        if self._pan_from is not None:
            here = event.globalPosition().toPoint()
            self.gestures.panned.emit(self._pan_from - here)
            self._pan_from = here
        elif self.gestures.is_active:
            self.gestures.move(round(event.position().x()), event.globalPosition().toPoint())
        else:
            self._show_grip(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End it."""
        if event.button() == Qt.MouseButton.MiddleButton:
            self._pan_from = None
            self._show_grip(event)
        elif event.button() == Qt.MouseButton.LeftButton:
            self.gestures.release()
            self._show_grip(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at any more."""
        self.hover_x = NOWHERE_PX
        self.update()
        super().leaveEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for a menu; where nothing is selected, the cursor goes there first."""
        sample = self.session.viewport.to_sample(event.pos().x())
        selection = self.session.selection
        if selection is None or not selection.span:
            self.session.select(Selection(self.track_id, Span(sample, sample)))
        self.menu_requested.emit(self.track_id, sample, event.globalPos())

    def event(self, event: QEvent) -> bool:
        """Take the keys that mean something here before the window's shortcuts do.

        In the moment in which its track is being taken away, it is no place for the pointer.
        """
        if isinstance(event, QSinglePointEvent) and not self._has_track():
            return True
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self.wants_key(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def _has_track(self) -> bool:
        return any(track.id == self.track_id for track in self.session.document.tracks)

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

    def _show_grip(self, event: QMouseEvent) -> None:
        """Say by the pointer's shape what a press would do; handles come up where it is near."""
        grip = self.gestures.grip_at(self.place_of(event))
        shape = grip.shape if grip else self.plain_cursor
        if self.cursor().shape() != shape:
            self.setCursor(shape)
        if self.overlay is not None and self._is_elsewhere(round(event.position().x())):
            self.update()
        self.hover_x = round(event.position().x())

    def _is_elsewhere(self, x: int) -> bool:
        """Whether the pointer is over another clip than before."""
        under = (grips.clip_under(self.session, self.track_id, place) for place in (x, self.hover_x))
        return next(under) is not next(under)

    @property
    def plain_cursor(self) -> Qt.CursorShape:
        """The pointer's shape where there is nothing to take hold of."""
        return Qt.CursorShape.IBeamCursor
