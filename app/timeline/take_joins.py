"""The joins of the take that is heard, as handles that can be dragged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from app.timeline.canvas import Canvas
from app.timeline.take_label import Row
from engine.document.document import Track
from engine.document.render import Layer, layers
from engine.document.splice import MAX_JOIN_SHARE

REACH_PX = 6
GRIP_EM = 0.32


@dataclass(frozen=True, slots=True)
class Join:
    """One end of a take that fades: of which row, the sample of its edge, and how long it fades."""

    row: Row
    edge: int
    length: int
    is_start: bool
    longest: int

    @property
    def inner(self) -> int:
        """The sample at which the fade ends and the take sounds alone."""
        return self.edge + self.length if self.is_start else self.edge - self.length

    def dragged_to(self, sample: int) -> int:
        """How long the fade is if its inner end lies there, in samples."""
        way = sample - self.edge if self.is_start else self.edge - sample
        return max(0, min(self.longest, way))


def joins(track: Track, rows: list[Row], length: int | None = None) -> Iterator[Join]:
    """The joins of all takes that are heard; where a take meets silence it has none to drag.

    Args:
        track: with its clips and regions.
        rows: of the take lane.
        length: of a drag under way, in samples, in place of what is stored.
    """
    heard: dict[str, Layer] = {layer.take.id: layer for layer in layers(track)}
    for row in rows:
        layer = heard.get(row.take.id) if row.take is not None and row.is_chosen else None
        if layer is None or row.take is None:
            continue
        longest = layer.heard.length // MAX_JOIN_SHARE
        for edge, fade, is_start in (
            (layer.heard.start, layer.fade_in, True),
            (layer.heard.stop, layer.fade_out, False),
        ):
            if fade or not row.take.crossfade:
                shown = min(longest, fade if length is None else length)
                yield Join(row, edge, shown, is_start, longest)


def draw_join(painter: QPainter, lane: Canvas, join: Join, rect: QRectF) -> None:
    """A slanted line over the fade, and a small square to take hold of at its inner end."""
    outer, inner = lane.to_px(join.edge), lane.to_px(join.inner)
    theme = lane.theme
    painter.setPen(QPen(theme.text, 1.2))
    painter.drawPolyline(QPolygonF([QPointF(outer, rect.bottom()), QPointF(inner, rect.top())]))
    size = lane.em(GRIP_EM)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.text)
    painter.drawRect(QRectF(inner - size / 2, rect.top(), size, size))
