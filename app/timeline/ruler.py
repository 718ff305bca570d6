"""The ruler: time above the tracks, the selection's stretch, the playhead's handle; a press seeks."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPolygonF
from PySide6.QtWidgets import QWidget

from app.session import Session
from app.theme import faded
from app.timeline import grid
from app.timeline.canvas import Canvas
from app.timeline.time_format import TimeBase

DRAG_PX = 3
"""A press that moves less is a click."""


class Ruler(Canvas):
    """Hours, minutes, seconds and parts, as fine as the scale allows.

    Signals:
        seek_requested: int sample.
        scrubbed: int sample, again and again while the button is held and the pointer moves.
        scrub_ended: nothing.
    """

    seek_requested = Signal(object)  # int: Qt's own ends at 2^31, three hours at 192 kHz
    scrubbed = Signal(object)  # int
    scrub_ended = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName("Ruler")
        self.setToolTip("Click or drag to move the playhead")
        self._pressed_px, self._is_scrubbing = 0.0, False
        session.selection_changed.connect(self.show_selection)
        session.time_format_changed.connect(self.show_selection)

    def measure(self) -> None:
        """Room for labels above ticks."""
        self.setFixedHeight(self.em(1.9))

    def show_selection(self, _selection: object) -> None:
        """Repaint for another selection."""
        self.update()

    def draw(self, painter: QPainter, area: QRect) -> None:
        """Ticks and labels in `area`; the selection as a solid bar at the foot."""
        theme = self.theme
        painter.fillRect(area, theme.panel)
        self._draw_selection(painter)
        foot = self.height()
        session, base = self.session, TimeBase.of(self.session.document)
        room = self.em(grid.LABEL_EM)
        for tick in grid.ticks(session.viewport, self.width(), session.time_format, base, room):
            x = self.to_px(tick.sample)
            height = self.em(0.55) if tick.label else self.em(0.25)
            painter.setPen(theme.text_dim if tick.label else theme.border)
            painter.drawLine(x, foot - height, x, foot)
            if tick.label:
                painter.drawText(x + self.em(0.3), round(foot - self.em(0.62)), tick.label)
        painter.fillRect(area.left(), foot - 1, area.width(), 1, theme.border)

    def _draw_selection(self, painter: QPainter) -> None:
        selection = self.session.selection
        if selection is None:
            return
        left, right = self.span_px(selection.span.start, selection.span.stop)
        if selection.span:
            painter.fillRect(left, 0, max(1, right - left), self.height(), faded(self.theme.selection, 0.22))
            painter.fillRect(left, 0, max(1, right - left), 3, self.theme.selection)
        else:
            painter.fillRect(left, self.height() // 2, 1, self.height() // 2, self.theme.selection)

    def draw_playhead(self, painter: QPainter) -> None:
        """A triangle that points down to the line."""
        x, half, foot = self._playhead_x + 1.0, float(self.playhead_reach), float(self.height())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(self.theme.playhead)
        top = foot - 1.5 * half
        painter.drawPolygon(QPolygonF([QPointF(x - half, top), QPointF(x + half, top), QPointF(x, foot)]))

    @property
    def playhead_reach(self) -> int:
        """Half the width of the triangle."""
        return self.em(0.4)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Seek."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed_px = event.position().x()
            self.seek_requested.emit(self._sample_at(event))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Scrub while the button is held, from a few pixels on."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._is_scrubbing |= abs(event.position().x() - self._pressed_px) >= DRAG_PX
            if self._is_scrubbing:
                self.scrubbed.emit(self._sample_at(event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the scrubbing."""
        if event.button() == Qt.MouseButton.LeftButton and self._is_scrubbing:
            self._is_scrubbing = False
            self.scrub_ended.emit()

    def _sample_at(self, event: QMouseEvent) -> int:
        x = min(max(event.position().x(), 0), self.width() - 1)
        return self.session.viewport.to_sample(x)
