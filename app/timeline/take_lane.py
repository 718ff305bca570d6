"""The take lane: under each region its answers, the original above them; a click chooses what is heard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from app.session import Session
from app.theme import faded, mixed
from app.timeline import axis, envelope, words
from app.timeline.canvas import Canvas
from app.timeline.spoken import SpokenItems
from app.timeline.take_label import Row, TakeLabel
from app.timeline.thumbnails import Thumbnails
from engine.document import edits
from engine.document.document import ORIGINAL, Track


class TakeLane(Canvas):
    """One row for the original and one for each take; hidden while no region of the track has any.

    Signals:
        menu_requested: Row, QPoint on the screen.
    """

    menu_requested = Signal(object, QPoint)

    def __init__(
        self, session: Session, thumbnails: Thumbnails, track_id: str, parent: QWidget | None = None
    ) -> None:
        self.track_id = track_id
        self.thumbnails = thumbnails
        super().__init__(session, parent)
        self._spoken = SpokenItems(self)
        self._cursor: tuple[str, int] | None = None
        self._chosen: dict[str, int] = {}
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        session.region_focused.connect(self.show_focus)
        thumbnails.changed.connect(self.update)
        self.show_document()

    @property
    def track(self) -> Track:
        """The track whose takes these are."""
        return words.track_in(self.session.document, self.track_id)

    @property
    def row_height(self) -> int:
        """Pixels from one row to the next."""
        return self.em(1.75)

    def rows(self) -> list[Row]:
        """Every row of every region that has takes, region by region."""
        answered = [region for region in self.track.regions if region.takes]
        return [Row(r, take, i) for r in answered for i, take in enumerate((None, *r.takes))]

    def show_document(self) -> None:
        """Draw anew, and speak; where another take is chosen, the keys go there."""
        chosen = {region.id: region.chosen for region in self.track.regions}
        if chosen != self._chosen:
            self._chosen, self._cursor = chosen, None
        self.measure()
        self.speak()
        self.update()

    def measure(self) -> None:
        """Take up as many rows as the region with the most takes has."""
        count = max((row.index + 1 for row in self.rows()), default=0)
        self.setFixedHeight(max(1, count * self.row_height + self.em(0.3)))
        self.setVisible(count > 0)

    def show_focus(self, _region_id: str) -> None:
        """Repaint and speak for another focused region."""
        self.speak()
        self.update()

    def speak(self) -> None:
        """Say by the accessible name which take the keys are on."""
        row = self.current_row()
        name = "Takes" if row is None else words.spoken_take(self.track, row.region, row.take)
        self.setAccessibleName(name)
        self.setAccessibleDescription("Enter lets this take be heard")
        self._spoken.show(self._items())

    def _items(self) -> Iterator[tuple[str, QRect]]:
        track = self.track
        for row in self.rows():
            yield words.spoken_take(track, row.region, row.take), self.row_rect(row).toAlignedRect()

    def show_viewport(self, viewport: object) -> None:
        """Repaint, and move what is spoken along."""
        super().show_viewport(viewport)
        self._spoken.move(self._items())

    def current_row(self) -> Row | None:
        """The row that Enter chooses: where the arrows went, or what is heard of the focused region."""
        rows = self.rows()
        focused = self.session.focused_region
        at_cursor = (
            row for row in rows if (row.region.id, row.number) == self._cursor and row.region.id == focused
        )
        heard = (row for row in rows if row.is_chosen and row.region.id == focused)
        return next(at_cursor, None) or next(heard, None) or (rows[0] if rows else None)

    def row_rect(self, row: Row) -> QRectF:
        """Where a row's block is drawn."""
        left, right = self.span_px(row.region.span.start, row.region.span.stop)
        return QRectF(left, row.index * self.row_height + 2, max(6, right - left), self.row_height - 3)

    def hit_rect(self, row: Row) -> QRectF:
        """Where a click means this row: the block, and the label beside it where the block is too narrow."""
        rect = self.row_rect(row)
        label = self._label_rect(row, rect)
        return rect.united(label) if label.width() > 0 else rect

    def row_at(self, x: float, y: float) -> Row | None:
        """The row under a point; a block wins over its neighbour's label."""
        point, rows = QPointF(x, y), self.rows()
        blocks = (row for row in rows if self.row_rect(row).contains(point))
        labels = (row for row in rows if self.hit_rect(row).contains(point))
        return next(blocks, None) or next(labels, None)

    def choose(self, row: Row) -> None:
        """Let this take be heard: one undo step."""
        name = words.region_name(self.track, row.region)
        label = f"Choose {words.take_name(row.number)} of {name}"
        self._cursor = (row.region.id, row.number)
        self.session.focus_region(row.region.id)
        self.session.commit(label, edits.choose_take(self.session.document, row.region.id, row.number))
        self.speak()

    def draw(self, painter: QPainter, area: QRect) -> None:
        """All rows in view."""
        theme = self.theme
        painter.fillRect(area, theme.canvas)
        rows = [row for row in self.rows() if self.hit_rect(row).toAlignedRect().intersects(area)]
        for row in rows:
            self._draw_block(painter, row)
        for row in rows:
            self._draw_label(painter, row)
        painter.fillRect(QRect(area.left(), self.height() - 1, area.width(), 1), theme.border)

    def _draw_block(self, painter: QPainter, row: Row) -> None:
        theme, rect = self.theme, self.row_rect(row)
        is_focused = row.region.id == self.session.focused_region
        tone = theme.waveform if row.take is None else theme.region
        share = 0.30 if row.is_chosen else 0.12
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(mixed(tone, theme.canvas, share if is_focused else share * 0.7))
        painter.drawRoundedRect(rect, 3, 3)
        self._draw_thumbnail(painter, row, rect, faded(tone, 0.9 if row.is_chosen else 0.45))
        if row.is_chosen:  # a bar and an outline, so that colour is not all that says so
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(tone if theme.is_dark else mixed(theme.text, tone, 0.3), 1.6))
            painter.drawRoundedRect(rect.adjusted(0.8, 0.8, -0.8, -0.8), 3, 3)
        if self.hasFocus() and row == self.current_row():
            painter.setPen(QPen(theme.text, 1, Qt.PenStyle.DotLine))
            painter.drawRoundedRect(rect.adjusted(-1.5, -1.5, 1.5, 1.5), 4, 4)

    def _draw_thumbnail(self, painter: QPainter, row: Row, rect: QRectF, color: QColor) -> None:
        """The part of the row's sound that is in view."""
        shown = row.region.span.overlap(axis.visible_span(self.session.viewport, self.width()))
        if not shown or rect.width() < self.em(0.8):
            return
        left, right = self.span_px(shown.start, shown.stop)
        place = QRectF(left, rect.top() + 1, max(1, right - left), rect.height() - 2)
        if row.take is None:
            stretches = envelope.heard(replace(self.track, regions=()))
        else:
            alone = replace(row.region, chosen=row.number)
            stretches = envelope.heard(replace(self.track, clips=(), regions=(alone,)))
        self.thumbnails.draw(painter, stretches, shown, place, color)

    def _draw_label(self, painter: QPainter, row: Row) -> None:
        rect = self.row_rect(row)
        room = self._label_rect(row, rect)
        if room.width() > 0:
            TakeLabel(row, self).draw(painter, room, is_over_block=rect.contains(room))

    def _label_rect(self, row: Row, rect: QRectF) -> QRectF:
        """Inside the block if that is wide enough, otherwise right of it, up to the next region's."""
        pad, needed = self.em(0.4), TakeLabel(row, self).width_px
        left, right = max(rect.left(), 0.0), min(rect.right(), float(self.width()))
        if right - left >= needed + 2 * pad:
            return QRectF(left + pad, rect.top(), right - left - 2 * pad, rect.height())
        if rect.right() < 0:
            return QRectF()
        room = self._next_left(row) - rect.right() - 2 * pad
        if room < self.em(0.8):
            return QRectF()
        return QRectF(rect.right() + pad, rect.top(), min(room, needed), rect.height())

    def _next_left(self, row: Row) -> float:
        later = [r for r in self.track.regions if r.takes and r.span.start >= row.region.span.stop]
        return self.span_px(later[0].span.start, later[0].span.stop)[0] if later else 1e6

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose what is under the pointer."""
        row = self.row_at(event.position().x(), event.position().y())
        if row is None:
            event.ignore()
        elif event.button() == Qt.MouseButton.LeftButton:
            self.choose(row)
        elif event.button() == Qt.MouseButton.RightButton:
            self.menu_requested.emit(row, event.globalPosition().toPoint())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A hand over what can be chosen."""
        row = self.row_at(event.position().x(), event.position().y())
        self.setCursor(Qt.CursorShape.PointingHandCursor if row else Qt.CursorShape.ArrowCursor)

    def wants_key(self, event: QKeyEvent) -> bool:
        """Arrows and Enter, without modifiers."""
        return event.key() in _KEYS and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier

    def event(self, event: QEvent) -> bool:
        """Tooltips by row; the lane's keys before the window's shortcuts."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self._tell(event)
            return True
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and self.wants_key(event):
            event.accept()
            return True
        return super().event(event)

    def tooltip(self, row: Row) -> str:
        """What is said about a row: why it is suspect, its prompt, how to choose it."""
        if row.take is None:
            return "The sound that was there before"
        lines = [f"Suspect: {row.take.suspect}"] if row.take.suspect else []
        lines += [f"“{row.take.prompt}”"] if row.take.prompt else []
        lines += ["The source has changed since this take was made"] if row.take.is_stale else []
        return "\n".join([*lines, f"Take {row.number}, seed {row.take.seed}: click to hear it in place"])

    def _tell(self, event: QHelpEvent) -> None:
        row = self.row_at(event.pos().x(), event.pos().y())
        if row is None:
            QToolTip.hideText()
        else:
            QToolTip.showText(event.globalPos(), self.tooltip(row), self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down go through the takes of a region, left and right through regions, Enter chooses."""
        row = self.current_row()
        if row is None or not self.wants_key(event):
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.choose(row)
        else:
            self._go(row, *_KEYS[Qt.Key(event.key())])

    def _go(self, row: Row, regions: int, takes: int) -> None:
        answered = [r for r in self.track.regions if r.takes]
        index = min(max(answered.index(row.region) + regions, 0), len(answered) - 1)
        region = answered[index]
        at = min(max(row.index + takes, 0), len(region.takes))
        self._cursor = (region.id, region.takes[at - 1].number if at else ORIGINAL)
        self.session.focus_region(region.id)
        self.show_focus(region.id)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keys go."""
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that they go elsewhere."""
        self.update()
        super().focusOutEvent(event)


_KEYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
    Qt.Key.Key_Return: (0, 0),
    Qt.Key.Key_Enter: (0, 0),
}
