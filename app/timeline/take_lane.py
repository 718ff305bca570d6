"""The take lane: a region's answers, in one line of chips or in rows; a click chooses what is heard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QLineEdit, QToolTip, QWidget

from app.language import tr
from app.session import Session
from app.theme import faded, mixed
from app.timeline import axis, envelope, words
from app.timeline.canvas import Canvas
from app.timeline.spoken import SpokenItems
from app.timeline.take_joins import REACH_PX, Join, draw_join, joins
from app.timeline.take_label import Row, TakeLabel
from app.timeline.take_rows import CHIP_GAP_EM, Line, Stack, rows_of
from app.timeline.thumbnails import Thumbnails
from engine.document import edits, takes
from engine.document.document import ORIGINAL, Track

INSET = 2


class TakeLane(Canvas):
    """The original and each take as a chip or a row; hidden while no region of the track has any.

    Folded, all stand in one line; a double click unfolds it. Unfolded, the joins of what is heard can be
    dragged.

    Signals:
        menu_requested: Row, QPoint on the screen.
        drag_asked: Row, which shall be dragged out of the window.
        resized: nothing; it takes up another height.
    """

    menu_requested = Signal(object, QPoint)
    drag_asked = Signal(object)  # Row
    resized = Signal()

    def __init__(
        self, session: Session, thumbnails: Thumbnails, track_id: str, parent: QWidget | None = None
    ) -> None:
        self.track_id = track_id
        self.thumbnails = thumbnails
        self._first = 0  # needed before the lane is measured
        super().__init__(session, parent)
        self._spoken = SpokenItems(self)
        self._cursor: tuple[str, int] | None = None
        self._chosen: dict[str, int] = {}
        self._pressed: tuple[Row, QPoint] | None = None
        self._join: Join | None = None
        self._fade = 0
        self.name_field: QLineEdit | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        session.region_focused.connect(self.show_focus)
        session.unfolded.connect(self._fold)
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

    @property
    def is_folded(self) -> bool:
        """Whether all takes stand in one line."""
        return not self.session.is_unfolded(self.track_id)

    def rows(self) -> list[Row]:
        """Every row of every region that has takes, region by region."""
        return rows_of(self.track)

    @property
    def stack(self) -> Stack:
        """The rows, unfolded."""
        return Stack(tuple(self.rows()), self.row_height, self.span_px, self._first)

    @property
    def line(self) -> Line:
        """The chips, folded."""
        gap = self.em(CHIP_GAP_EM)
        return Line(tuple(self.rows()), self.row_height, self.span_px, self._chip_px, gap, self.width())

    def _chip_px(self, row: Row) -> int:
        return max(self.em(1.6), self._label(row).width_px + self.em(0.7))

    def _label(self, row: Row) -> TakeLabel:
        return TakeLabel(row, self, is_short=self.is_folded and not row.is_chosen)

    def show_document(self) -> None:
        """Draw anew, and speak; where another take is chosen, the keys go there."""
        chosen = {region.id: region.chosen for region in self.track.regions}
        if chosen != self._chosen:
            self._chosen, self._cursor = chosen, None
            self._reveal()
        self.measure()
        self.speak()
        self.update()

    def measure(self) -> None:
        """Take up one line, or as many rows as the region with the most takes has."""
        stack = self.stack
        self._first = min(self._first, stack.last_first)
        n_lines = min(stack.n_shown, 1) if self.is_folded else stack.n_shown
        self.setFixedHeight(max(1, n_lines * self.row_height + self.em(0.3)))
        self.setVisible(n_lines > 0)

    def _fold(self, track_id: str) -> None:
        if track_id == self.track_id:
            self._reveal()
            self.show_document()
            self.resized.emit()

    def _reveal(self) -> None:
        """Scroll to what is heard of the region that has the keys."""
        row = self.current_row()
        if row is not None:
            stack = self.stack
            lowest = row.index - stack.n_shown + 1
            self._first = max(0, min(stack.last_first, max(lowest, min(self._first, row.index))))

    def rename(self, region_id: str) -> None:
        """Write the name of the take that is heard of a region, in its place."""
        row = next((row for row in self.rows() if row.region.id == region_id and row.is_chosen), None)
        if row is None or row.take is None:
            return
        field = self.name_field = QLineEdit(row.take.name, self)
        field.setAccessibleName(tr("Name of the take"))
        field.setPlaceholderText(tr("Name"))
        place = self.row_rect(row).toAlignedRect()
        left = max(0, place.left())
        field.setGeometry(left, place.top(), max(place.width(), self.em(9)), place.height())
        field.editingFinished.connect(lambda: self._end_name(row, field))
        field.show()
        field.setFocus()
        field.selectAll()

    def _end_name(self, row: Row, field: QLineEdit) -> None:
        """Take the name up once, and the field away."""
        if self.name_field is not field:
            return
        self.name_field = None
        field.hide()
        field.deleteLater()
        self.setFocus()
        document = self.session.document
        current = next(
            (r for r in self.rows() if r.region.id == row.region.id and r.number == row.number), None
        )
        if current is None:
            return
        label = tr("Rename {take} of {region}", **self._names(row))
        self.session.commit(label, takes.name_take(document, row.region.id, row.number, field.text()))

    def _names(self, row: Row) -> dict[str, str]:
        region = words.region_name(self.track, row.region)
        return {"take": words.take_name(row.number), "region": region}

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
        """Where a row's block or chip is drawn; nowhere while it is out of sight."""
        return self.line.rect(row) if self.is_folded else self.stack.rect(row)

    def hit_rect(self, row: Row) -> QRectF:
        """Where a click means this row: the block, and the label beside it where the block is too narrow."""
        rect = self.row_rect(row)
        label = QRectF() if self.is_folded else self._label_rect(row, rect)
        return rect.united(label) if label.width() > 0 else rect

    def row_at(self, x: float, y: float) -> Row | None:
        """The row under a point; a block wins over its neighbour's label."""
        point, rows = QPointF(x, y), self.rows()
        blocks = (row for row in rows if self.row_rect(row).contains(point))
        labels = (row for row in rows if self.hit_rect(row).contains(point))
        return next(blocks, None) or next(labels, None)

    def choose(self, row: Row) -> None:
        """Let this take be heard: one undo step."""
        label = tr("Choose {take} of {region}", **self._names(row))
        self._cursor = (row.region.id, row.number)
        self.session.focus_region(row.region.id)
        self.session.commit(label, edits.choose_take(self.session.document, row.region.id, row.number))
        self.speak()

    def draw(self, painter: QPainter, area: QRect) -> None:
        """All rows in view."""
        theme = self.theme
        painter.fillRect(area, theme.canvas)
        if self.is_folded:
            self._draw_line(painter)
        else:
            self._draw_stack(painter, area)
        painter.fillRect(QRect(area.left(), self.height() - 1, area.width(), 1), theme.border)

    def _draw_line(self, painter: QPainter) -> None:
        """Chips, over a strip as long as their region."""
        line, theme = self.line, self.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for region in {row.region.id: row.region for row in line.rows}.values():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(mixed(theme.region, theme.canvas, 0.08))
            painter.drawRoundedRect(line.block(region), 3, 3)
        for row in line.rows:
            rect = line.rect(row)
            if rect.width() > 0:
                self._draw_chip(painter, row, rect)

    def _draw_chip(self, painter: QPainter, row: Row, rect: QRectF) -> None:
        theme = self.theme
        tone = theme.waveform if row.take is None else theme.region
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(mixed(tone, theme.canvas, 0.34 if row.is_chosen else 0.16))
        painter.drawRoundedRect(rect, 4, 4)
        if row.is_chosen:
            self._draw_outline(painter, rect, tone)
        if self.hasFocus() and row == self.current_row():
            painter.setPen(QPen(theme.text, 1, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(-1.5, -1.5, 1.5, 1.5), 4, 4)
        label = self._label(row)
        inset = max(self.em(0.3), round((rect.width() - label.width_px) / 2))
        label.draw(painter, rect.adjusted(inset, 0, -2, 0), is_over_block=False)

    def _draw_stack(self, painter: QPainter, area: QRect) -> None:
        rows = [row for row in self.rows() if self.hit_rect(row).toAlignedRect().intersects(area)]
        for row in rows:
            self._draw_block(painter, row)
        for row in rows:
            self._draw_label(painter, row)
        for join in self._joins():
            draw_join(painter, self, join, self.row_rect(join.row))
        self._draw_scroll(painter)

    def _draw_scroll(self, painter: QPainter) -> None:
        """A slim bar at the right that says which of many rows are seen."""
        stack = self.stack
        if not stack.last_first:
            return
        full = self.height() - 2 * INSET
        height = full * stack.n_shown / stack.n_rows
        top = INSET + full * self._first / stack.n_rows
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(faded(self.theme.text_dim, 0.6))
        painter.drawRoundedRect(QRectF(self.width() - 6, top, 4, height), 2, 2)

    def _draw_block(self, painter: QPainter, row: Row) -> None:
        theme, rect = self.theme, self.row_rect(row)
        if rect.isEmpty():
            return
        is_focused = row.region.id == self.session.focused_region
        tone = theme.waveform if row.take is None else theme.region
        share = 0.30 if row.is_chosen else 0.12
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(mixed(tone, theme.canvas, share if is_focused else share * 0.7))
        painter.drawRoundedRect(rect, 3, 3)
        self._draw_thumbnail(painter, row, rect, faded(tone, 0.9 if row.is_chosen else 0.45))
        if row.is_chosen:  # a bar and an outline, so that colour is not all that says so
            self._draw_outline(painter, rect, tone)
        if self.hasFocus() and row == self.current_row():
            painter.setPen(QPen(theme.text, 1, Qt.PenStyle.DotLine))
            painter.drawRoundedRect(rect.adjusted(-1.5, -1.5, 1.5, 1.5), 4, 4)

    def _draw_outline(self, painter: QPainter, rect: QRectF, tone: QColor) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(tone if self.theme.is_dark else mixed(self.theme.text, tone, 0.3), 1.6))
        painter.drawRoundedRect(rect.adjusted(0.8, 0.8, -0.8, -0.8), 3, 3)

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
        if rect.isEmpty():
            return QRectF()
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
        """Take hold of a join, or choose what is under the pointer."""
        place = event.position()
        row, join = self.row_at(place.x(), place.y()), self.join_at(place.x(), place.y())
        if join is not None and event.button() == Qt.MouseButton.LeftButton:
            self._join, self._fade = join, join.length
        elif row is None:
            event.ignore()
        elif event.button() == Qt.MouseButton.LeftButton:
            self._pressed = (row, place.toPoint())
            self.choose(row)
        elif event.button() == Qt.MouseButton.RightButton:
            self.menu_requested.emit(row, event.globalPosition().toPoint())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag a join, or a take out of the window; else a hand over what can be chosen."""
        place = event.position()
        if self._join is not None:
            sample = self.session.viewport.to_sample(place.x())
            self._fade = self._join.dragged_to(sample)
            self.update()
        elif self._pressed is not None and event.buttons() & Qt.MouseButton.LeftButton:
            row, start = self._pressed
            if (place.toPoint() - start).manhattanLength() >= QApplication.startDragDistance():
                self._pressed = None
                self.drag_asked.emit(row)
        else:
            self._show_cursor(place.x(), place.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let a join go where it is: one undo step."""
        self._pressed = None
        join, self._join = self._join, None
        if join is not None and join.row.take is not None and self._fade != join.length:
            label = tr("Crossfade of {take} of {region}", **self._names(join.row))
            number = join.row.number
            after = edits.set_take_crossfade(self.session.document, join.row.region.id, number, self._fade)
            self.session.commit(label, after)
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Unfold, or fold again."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.session.unfold(self.track_id, is_unfolded=self.is_folded)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll through many rows; at their ends, and with a modifier, the timeline moves."""
        steps = -1 if event.angleDelta().y() > 0 else 1
        first = max(0, min(self.stack.last_first, self._first + steps))
        if self.is_folded or event.modifiers() or not event.angleDelta().y() or first == self._first:
            event.ignore()
            return
        self._first = first
        self.speak()
        self.update()

    def join_at(self, x: float, y: float) -> Join | None:
        """The join whose inner end lies under a point."""
        near = (j for j in self._joins() if abs(self.to_px(j.inner) - x) <= REACH_PX)
        return next((j for j in near if self.row_rect(j.row).contains(QPointF(self.to_px(j.edge), y))), None)

    def _joins(self) -> list[Join]:
        """Those that can be dragged: of the region that has the keys, while it is not folded."""
        if self.is_folded:
            return []
        focused = self.session.focused_region
        rows = [row for row in self.rows() if row.region.id == focused and not self.row_rect(row).isEmpty()]
        return list(joins(self.track, rows, None if self._join is None else self._fade))

    def _show_cursor(self, x: float, y: float) -> None:
        shape = Qt.CursorShape.PointingHandCursor if self.row_at(x, y) else Qt.CursorShape.ArrowCursor
        self.setCursor(Qt.CursorShape.SizeHorCursor if self.join_at(x, y) else shape)

    def wants_key(self, event: QKeyEvent) -> bool:
        """Arrows and Enter, without modifiers; Escape while a join is dragged."""
        if event.key() == Qt.Key.Key_Escape:
            return self._join is not None
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
            return tr("The sound that was there before")
        take = row.take
        lines = [tr("Suspect: {why}", why=tr(take.suspect))] if take.suspect else []
        lines += [f"“{take.prompt}”"] if take.prompt else []
        lines += [tr("The source has changed since this take was made")] if take.is_stale else []
        if take.match_db:
            lines.append(tr("{db} dB, to be compared fairly", db=f"{take.match_db:+.1f}"))
        told = tr("Take {number}, seed {seed}: click to hear it in place", number=row.number, seed=take.seed)
        return "\n".join([*lines, told])

    def _tell(self, event: QHelpEvent) -> None:
        row = self.row_at(event.pos().x(), event.pos().y())
        if row is None:
            QToolTip.hideText()
        else:
            QToolTip.showText(event.globalPos(), self.tooltip(row), self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down go through the takes of a region, left and right through regions, Enter chooses."""
        row = self.current_row()
        if event.key() == Qt.Key.Key_Escape and self._join is not None:
            self._join = None
            self.update()
        elif row is None or not self.wants_key(event):
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
        self._reveal()
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
