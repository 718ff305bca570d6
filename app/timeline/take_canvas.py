"""The take lane as it looks: a region's answers as chips in one line, or as rows with their sound."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from app.session import Session
from app.theme import faded, mixed
from app.timeline import axis, envelope, words
from app.timeline.canvas import Canvas
from app.timeline.take_joins import REACH_PX, Join, draw_join, joins
from app.timeline.take_label import Row, TakeLabel
from app.timeline.take_rows import CHIP_GAP_EM, INSET_PX, Line, Stack, rows_of
from app.timeline.thumbnails import Thumbnails
from engine.document.document import Track


class TakeCanvas(Canvas):
    """Where every row of a track's takes is, and how it is drawn; what is done with them is `TakeLane`'s.

    Attributes:
        first: index of the topmost row that is seen.
        cursor_at: identifier of a region and number of a take, where the arrow keys went.
        join: which is being dragged, and `fade`, how long it is meanwhile, in samples.
    """

    def __init__(
        self, session: Session, thumbnails: Thumbnails, track_id: str, parent: QWidget | None = None
    ) -> None:
        self.track_id = track_id
        self.thumbnails = thumbnails
        self.first = 0  # needed before the lane is measured
        self.cursor_at: tuple[str, int] | None = None
        self.join: Join | None = None
        self.fade = 0
        self._laid_out: tuple[Track, tuple[object, ...], Stack, Line] | None = None
        super().__init__(session, parent)

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

    def rows(self) -> tuple[Row, ...]:
        """Every row of every region that has takes, region by region."""
        return self.stack.rows

    @property
    def _shown(self) -> tuple[Row, ...]:
        """Those that have a place: all chips, or the rows that are not scrolled away."""
        return self.line.rows if self.is_folded else self.stack.seen

    @property
    def stack(self) -> Stack:
        """The rows, unfolded."""
        return self._layout[2]

    @property
    def line(self) -> Line:
        """The chips, folded."""
        return self._layout[3]

    @property
    def _layout(self) -> tuple[Track, tuple[object, ...], Stack, Line]:
        """Both ways to lay the rows out, made anew only where the track or the view is another."""
        track, seen = self.track, (self.session.viewport, self.width(), self.row_height, self.first)
        kept = self._laid_out
        if kept is None or kept[0] is not track or kept[1] != seen:
            rows, height, gap = tuple(rows_of(track)), self.row_height, self.em(CHIP_GAP_EM)
            widths = (
                lambda row: self._chip_px(row, is_short=True),
                lambda row: self._chip_px(row, is_short=False),
            )
            line = Line(rows, height, self.span_px, *widths, gap, self.width())
            kept = self._laid_out = track, seen, Stack(rows, height, self.span_px, self.first), line
        return kept

    def _chip_px(self, row: Row, *, is_short: bool) -> int:
        return max(self.em(1.6), TakeLabel(row, self, is_short=is_short).width_px + self.em(0.7))

    def measure(self) -> None:
        """Take up one line, or as many rows as the region with the most takes has."""
        stack = self.stack
        self.first = min(self.first, stack.last_first)
        n_lines = min(stack.n_shown, 1) if self.is_folded else stack.n_shown
        self.setFixedHeight(max(1, n_lines * self.row_height + self.em(0.3)))
        self.setVisible(n_lines > 0)

    def current_row(self) -> Row | None:
        """The row that Enter chooses: where the arrows went, or what is heard of the focused region."""
        rows = self.rows()
        focused = self.session.focused_region
        at_cursor = (
            row for row in rows if (row.region.id, row.number) == self.cursor_at and row.region.id == focused
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
        point, rows = QPointF(x, y), self._shown
        blocks = (row for row in rows if self.row_rect(row).contains(point))
        labels = (row for row in rows if self.hit_rect(row).contains(point))
        return next(blocks, None) or next(labels, None)

    def draw(self, painter: QPainter, area: QRect) -> None:
        """All rows in view."""
        theme = self.theme
        painter.fillRect(area, theme.canvas)
        if self.is_folded:
            self._draw_line(painter, area)
        else:
            self._draw_stack(painter, area)
        painter.fillRect(QRect(area.left(), self.height() - 1, area.width(), 1), theme.border)

    def _draw_line(self, painter: QPainter, area: QRect) -> None:
        """Chips, over a strip as long as their region."""
        line, theme = self.line, self.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        seen = list(line.in_view(area))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(mixed(theme.region, theme.canvas, 0.08))
        for region, _ in seen:
            painter.drawRoundedRect(line.block(region), 3, 3)
        for row in (row for _, rows in seen for row in rows):
            rect = line.rect(row)
            if rect.width() > 0 and rect.left() <= area.right() and rect.right() >= area.left():
                is_short = not row.is_chosen or line.is_tight(row.region)
                self._draw_chip(painter, rect, TakeLabel(row, self, is_short=is_short))

    def _draw_chip(self, painter: QPainter, rect: QRectF, label: TakeLabel) -> None:
        theme, row = self.theme, label.row
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
        inset = max(self.em(0.3), round((rect.width() - label.width_px) / 2))
        label.draw(painter, rect.adjusted(inset, 0, -2, 0), is_over_block=False)

    def _draw_stack(self, painter: QPainter, area: QRect) -> None:
        rows = [row for row in self.stack.seen if self.hit_rect(row).toAlignedRect().intersects(area)]
        for row in rows:
            self._draw_block(painter, row)
        for row in rows:
            self._draw_label(painter, row)
        for join in self.shown_joins():
            draw_join(painter, self, join, self.row_rect(join.row))
        self._draw_scroll(painter)

    def _draw_scroll(self, painter: QPainter) -> None:
        """A slim bar at the right that says which of many rows are seen."""
        stack = self.stack
        if not stack.last_first:
            return
        full = self.height() - 2 * INSET_PX
        height = full * stack.n_shown / stack.n_rows
        top = INSET_PX + full * self.first / stack.n_rows
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
        return self.stack.next_left.get(row.region.id, 1e6)

    def join_at(self, x: float, y: float) -> Join | None:
        """The join whose inner end lies under a point."""
        near = (j for j in self.shown_joins() if abs(self.to_px(j.inner) - x) <= REACH_PX)
        return next((j for j in near if self.row_rect(j.row).contains(QPointF(self.to_px(j.edge), y))), None)

    def shown_joins(self) -> list[Join]:
        """Those that can be dragged: of the region that has the keys, while it is not folded."""
        if self.is_folded:
            return []
        focused = self.session.focused_region
        rows = [row for row in self.stack.seen if row.region.id == focused]
        return list(joins(self.track, rows, None if self.join is None else self.fade))
