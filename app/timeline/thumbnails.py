"""Small waveforms: what a take or an original looks like in its row."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPolygonF

from app.timeline import envelope
from app.timeline.envelope import Stretch
from app.timeline.peaks_library import PeaksLibrary
from engine.audio.files import Source
from engine.errors import EngineError
from engine.timeline import Span


class Thumbnails(QObject):
    """Small waveforms for the take lane.

    Signals:
        changed: more of them can be drawn.
    """

    changed = Signal()

    def __init__(self, library: PeaksLibrary, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.library = library
        self._kept: dict[tuple[tuple[Stretch, ...], Span, int], QPolygonF] = {}
        self._drawn: set[Source] = set()  # of these and of those that had to make room
        library.changed.connect(self._peaks_changed)

    def draw(
        self, painter: QPainter, stretches: tuple[Stretch, ...], span: Span, rect: QRectF, color: QColor
    ) -> None:
        """The extremes of `span` over all channels, filled, in `rect` (pixels, whole span)."""
        n = min(1024, max(1, int(rect.width() / 1.5)))
        self._drawn.update(stretch.source for stretch in stretches)
        key = (stretches, span, n)
        if key not in self._kept:
            if len(self._kept) > 512:
                self._kept.clear()
            self._kept[key] = self._shape(stretches, span, n)
        painter.save()
        painter.setClipRect(rect, Qt.ClipOperation.IntersectClip)
        painter.translate(rect.left(), rect.center().y())
        painter.scale(rect.width() / n, rect.height() * 0.46)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawPolygon(self._kept[key])
        painter.restore()

    def _shape(self, stretches: tuple[Stretch, ...], span: Span, n: int) -> QPolygonF:
        """A closed outline in columns across and full scale up."""
        scale = span.length / n
        moved = tuple(_moved(stretch, -span.start) for stretch in stretches)
        n_channels = max((max(s.channels) + 1 for s in stretches), default=1)
        try:
            columns = envelope.columns(moved, n_channels, 0, n, scale, self.library, self.library.reader)
        except EngineError as error:
            self.library.failed.emit(str(error))
            return QPolygonF()
        high = np.maximum(columns.high.max(axis=0), 0.02)
        low = np.minimum(columns.low.min(axis=0), -0.02)
        x = np.arange(n) + 0.5
        outline = [QPointF(a, -b) for a, b in zip(x, high, strict=True)]
        return QPolygonF(outline + [QPointF(a, -b) for a, b in zip(x[::-1], low[::-1], strict=True)])

    def _peaks_changed(self, source: Source) -> None:
        """Drop those in which the source is heard."""
        for key in [key for key in self._kept if any(stretch.source == source for stretch in key[0])]:
            del self._kept[key]
        if source in self._drawn:
            self.changed.emit()


def _moved(stretch: Stretch, n_samples: int) -> Stretch:
    return replace(stretch, at=stretch.at.shifted(n_samples))
