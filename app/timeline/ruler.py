"""The ruler: time above the tracks, markers, the selection's stretch, the playhead's handle."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QPainter, QPolygonF
from PySide6.QtWidgets import QWidget

from app.language import tr
from app.session import Session
from app.theme import faded
from app.timeline import grid, markers
from app.timeline.held import HeldCanvas
from app.timeline.time_format import TimeBase
from engine.document.document import Document, Marker
from engine.document.markers import move_marker


class Ruler(HeldCanvas):
    """Hours, minutes and seconds, samples, or bars and beats, as fine as the scale allows.

    Signals:
        seek_requested: int sample.
        scrubbed: int sample, again and again while the button is held and the pointer moves.
        scrub_ended: nothing.
        stretch_asked: int sample; what lies between the markers around it is meant.
        menu_requested: int sample, QPoint on the screen.
    """

    seek_requested = Signal(object)  # int: Qt's own ends at 2^31, three hours at 192 kHz
    scrubbed = Signal(object)  # int
    scrub_ended = Signal()
    stretch_asked = Signal(object)  # int
    menu_requested = Signal(object, QPoint)  # int

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(tr("Ruler"))
        self.setToolTip(tr("Click to move the playhead, drag to listen; right-click to count otherwise"))
        self._held: Marker | None = None
        self._held_at: int | None = None
        self._grip = 0
        session.selection_changed.connect(self.show_selection)
        session.time_format_changed.connect(self.show_selection)
        session.document_changed.connect(self.show_document)

    @property
    def markers(self) -> tuple[Marker, ...]:
        """The markers as they are drawn: one that is dragged is where it would go."""
        document = self.session.document
        if self._held is None or self._held_at is None:
            return document.markers
        return move_marker(document, self._held.id, self._held_at).markers

    def measure(self) -> None:
        """Room for labels above ticks, and above those for markers where there are any."""
        self.setFixedHeight(self.em(1.9 + (1.25 if self.session.document.markers else 0)))

    def show_selection(self, _selection: object) -> None:
        """Repaint for another selection, or to count otherwise."""
        self.update()

    def show_document(self, before: Document, after: Document) -> None:
        """Take up other markers, another tempo, another beginning."""
        if bool(before.markers) != bool(after.markers):
            self.measure()
        self.update()

    def draw(self, painter: QPainter, area: QRect) -> None:
        """Ticks and labels in `area`; the selection as a solid bar at the foot."""
        theme = self.theme
        painter.fillRect(area, theme.panel)
        self._draw_selection(painter)
        foot = self.height()
        session, base, zero = self.session, TimeBase.of(self.session.document), self.session.zero
        room, view = self.em(grid.LABEL_EM), session.viewport
        counted = replace(view, start=view.start - zero)
        tall, low, right, up = (self.em(share) for share in (0.55, 0.25, 0.3, 0.62))
        for tick in grid.ticks(counted, self.width(), session.time_format, base, room):
            x = self.to_px(tick.sample + zero)
            if not area.left() - 2 * room <= x <= area.right():
                continue  # its label does not reach here either
            if tick.label:
                painter.fillRect(x, foot - tall, 1, tall, theme.text_dim)
                painter.setPen(theme.text_dim)
                painter.drawText(x + right, foot - up, tick.label)
            else:
                painter.fillRect(x, foot - low, 1, low, theme.border)
        painter.fillRect(area.left(), foot - 1, area.width(), 1, theme.border)
        markers.draw(painter, self.markers, view, self.rect(), self.em(), theme)

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

    def marker_at(self, x: float, y: float) -> Marker | None:
        """The marker whose flag is there."""
        if y > self.em(1.25):
            return None
        return markers.at(self.session.document.markers, self.session.viewport, x, self.em())

    def point(self, x: float, y: float) -> None:
        """Markers are moved, elsewhere one seeks."""
        marker = self.marker_at(x, y)
        self.setCursor(Qt.CursorShape.SizeHorCursor if marker else Qt.CursorShape.PointingHandCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a marker; elsewhere, seek."""
        if event.button() == Qt.MouseButton.LeftButton:
            x = event.position().x()
            self._held, self._held_at = self.marker_at(x, event.position().y()), None
            sample = self._sample_at(x)
            if self._held is None:
                self.seek_requested.emit(sample)
            else:
                self._grip = sample - self._held.at
            self.hold(x)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """What lies between two markers."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.stretch_asked.emit(self._sample_at(event.position().x()))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for a menu."""
        self.menu_requested.emit(self._sample_at(event.pos().x()), event.globalPos())

    def drag_to(self, x: float) -> None:
        """A marker follows; without one, one listens."""
        sample = self._sample_at(x)
        if self._held is None:
            self.scrubbed.emit(sample)
        else:
            self._held_at = self.snap(sample - self._grip)
            self.update()

    def drop(self, x: float, *, is_click: bool) -> None:
        """A marker that was clicked is where the playhead goes, one that was dragged stays where it is."""
        held, at = self._held, self._held_at
        self._held = self._held_at = None
        if held is None:
            if not is_click:
                self.scrub_ended.emit()
        elif is_click or at is None:
            self.seek_requested.emit(held.at)
        else:
            after = move_marker(self.session.document, held.id, at)
            self.session.commit(tr("Move “{marker}”", marker=held.name or tr("marker")), after)

    def revert(self) -> None:
        """The marker is where it was; listening ends."""
        if self._held is None:
            self.scrub_ended.emit()
        self._held = self._held_at = None
        self.update()

    def _sample_at(self, x: float) -> int:
        return self.session.viewport.to_sample(min(max(x, 0), self.width() - 1))
