"""Markers on the ruler: pennants with their names, and where they are."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from app.session import Viewport
from app.theme import Theme
from engine.document.document import Marker

SHAFT_PX = 1
FLAG_EM = 0.62


def draw(
    painter: QPainter, markers: tuple[Marker, ...], viewport: Viewport, strip: QRect, em: int, theme: Theme
) -> None:
    """A shaft with a pennant at its top for each marker in view, and as much of its name as fits."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for marker, x, room in _placed(markers, viewport, strip.width()):
        flag = FLAG_EM * em
        painter.fillRect(QRectF(x, 0, SHAFT_PX, strip.height()), theme.marker)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.marker)
        foot = 1.1 * em
        painter.drawPolygon(QPolygonF([QPointF(x, 1), QPointF(x + flag, 1 + foot / 2), QPointF(x, 1 + foot)]))
        painter.setPen(theme.text)
        name = painter.fontMetrics().elidedText(
            marker.name, Qt.TextElideMode.ElideRight, int(room - 1.2 * flag)
        )
        painter.drawText(QPointF(x + 1.2 * flag, 0.95 * em), name if len(name) > 1 else "")
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def at(markers: tuple[Marker, ...], viewport: Viewport, x: float, em: int) -> Marker | None:
    """The marker whose pennant, or shaft with a little around it, is at pixel `x`; of several the last."""
    near = [m for m in markers if -4 <= x - viewport.to_px(m.at) <= max(4.0, FLAG_EM * em)]
    return near[-1] if near else None


def _placed(
    markers: tuple[Marker, ...], viewport: Viewport, width_px: int
) -> Iterator[tuple[Marker, float, float]]:
    """Those in view, the pixel each stands at, and the pixels up to the next."""
    places = [viewport.to_px(marker.at) for marker in markers]
    for index, (marker, x) in enumerate(zip(markers, places, strict=True)):
        stop = places[index + 1] if index + 1 < len(places) else x + width_px
        if stop > 0 and x < width_px and -width_px < x:
            yield marker, x, stop - x
