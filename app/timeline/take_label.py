"""One row of the take lane and what is written on it: marks, number and seed."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from app.theme import faded
from app.timeline import words
from app.timeline.canvas import Canvas
from engine.document.document import ORIGINAL, Region, Take

CHOSEN_EM, SUSPECT_EM, STAR_EM = 0.8, 1.15, 1.0
"""Widths of the marks, in line heights."""


@dataclass(frozen=True, slots=True)
class Row:
    """One answer of one region and where it stands: row 0 is the original, which has no take."""

    region: Region
    take: Take | None
    index: int

    @property
    def number(self) -> int:
        """The number that choosing it sets."""
        return ORIGINAL if self.take is None else self.take.number

    @property
    def is_chosen(self) -> bool:
        """Whether it is what is heard."""
        return self.region.chosen == self.number


class TakeLabel:
    """What is written on a row: a triangle if it sounds, “!” if it is suspect, a star, and its name."""

    def __init__(self, row: Row, lane: Canvas, *, is_short: bool = False) -> None:
        self.row, self.lane = row, lane
        self.text = words.chip_label(row.number) if is_short else words.take_label(row.take)

    @property
    def width_px(self) -> int:
        """Pixels of the whole label; bold letters are a little wider than the lane's own."""
        take, em = self.row.take, self.lane.em
        marks = em(CHOSEN_EM) * self.row.is_chosen
        if take is not None:
            marks += em(SUSPECT_EM) * bool(take.suspect) + em(STAR_EM) * take.is_starred
        return marks + round(self.lane.text_px(self.text) * 1.12) + 2

    def draw(self, painter: QPainter, room: QRectF, *, is_over_block: bool) -> None:
        """Write it from the left of `room`; over its own block, the thumbnail behind it is dimmed."""
        font = painter.font()
        font.setBold(self.row.is_chosen)
        painter.setFont(font)
        if is_over_block:
            self._dim(painter, room)
        x = self._draw_marks(painter, room)
        theme = self.lane.theme
        painter.setPen(theme.text if self.row.is_chosen else theme.text_dim)
        space = max(0, int(room.right() - x))
        text = painter.fontMetrics().elidedText(self.text, Qt.TextElideMode.ElideRight, space)
        painter.drawText(QPointF(x, _baseline(painter, room)), text)
        font.setBold(False)
        painter.setFont(font)

    def _dim(self, painter: QPainter, room: QRectF) -> None:
        width = min(self.width_px, room.width())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(faded(self.lane.theme.canvas, 0.72))
        painter.drawRoundedRect(QRectF(room.left() - 3, room.top() + 2, width + 6, room.height() - 4), 3, 3)

    def _draw_marks(self, painter: QPainter, room: QRectF) -> float:
        """Draw the marks; gives the pixel at which the name begins."""
        x, take = room.left(), self.row.take
        if self.row.is_chosen:
            self._draw_chosen(painter, x, room.center().y())
            x += self.lane.em(CHOSEN_EM)
        if take is not None and take.suspect:
            self._draw_suspect(painter, x, room.center().y())
            x += self.lane.em(SUSPECT_EM)
        if take is not None and take.is_starred:
            painter.setPen(self.lane.theme.star)
            painter.drawText(QPointF(x, _baseline(painter, room)), "★")
            x += self.lane.em(STAR_EM)
        return x

    def _draw_chosen(self, painter: QPainter, x: float, middle: float) -> None:
        """A small triangle that points at what sounds."""
        size = self.lane.em(0.5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.lane.theme.text)
        corners = ((x, middle - size / 2), (x + size, middle), (x, middle + size / 2))
        painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))

    def _draw_suspect(self, painter: QPainter, x: float, middle: float) -> None:
        """An exclamation mark in a disc."""
        size = self.lane.em(0.85)
        disc = QRectF(x, middle - size / 2, size, size)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.lane.theme.warning)
        painter.drawEllipse(disc)
        painter.setPen(self.lane.theme.canvas)
        painter.drawText(disc, int(Qt.AlignmentFlag.AlignCenter), "!")


def _baseline(painter: QPainter, room: QRectF) -> float:
    metrics = painter.fontMetrics()
    return room.center().y() + (metrics.ascent() - metrics.descent()) / 2
