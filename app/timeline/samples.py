"""Single samples, for a view so close that there are more pixels than samples."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from app.theme import Theme
from app.timeline.envelope import FULL_SCALE
from app.timeline.tiles import Strip
from engine.document.document import Track
from engine.document.render import Read, render_track
from engine.timeline import Span

Doubles = NDArray[np.floating]

DOT_PX = 6
"""Pixels from sample to sample from which on each gets a dot."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a track sounds like around the view; kept, so that a paint of the same place reads no files."""

    track: Track
    span: Span
    sound: Doubles

    @classmethod
    def around(cls, track: Track, span: Span, read: Read) -> Rendered:
        """Render a span, and as much to each side of it.

        Raises:
            AudioFileError: a source cannot be read.
        """
        wide = track.extent.overlap(Span(span.start - span.length, span.stop + span.length))
        return cls(track, wide, render_track(track, wide, read))

    def cut(self, span: Span) -> Doubles:
        """The samples of a span that lies inside."""
        return self.sound[span.start - self.span.start : span.stop - self.span.start]


def draw(
    painter: QPainter,
    x: Doubles,
    sound: Doubles,
    is_take: NDArray[np.bool_],
    channels: list[Strip],
    theme: Theme,
) -> None:
    """A line for each channel, with dots where there is room, and a mark at each clipped sample.

    Args:
        x: pixels of the samples `[n]`.
        sound: their values `[n, c]`.
        is_take: which of them belong to a take `[n, c]`.
        channels: where each channel is drawn.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for channel, strip in enumerate(channels):
        values = sound[:, channel]
        y = strip.top + strip.y(np.nan_to_num(values).astype(np.float32))
        points = [QPointF(a, b) for a, b in zip(x.tolist(), y.tolist(), strict=True)]
        _draw_line(painter, points, is_take[:, channel], theme)
        _mark_clipped(painter, x[np.abs(values) >= FULL_SCALE], strip, theme)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _draw_line(painter: QPainter, points: list[QPointF], is_take: NDArray[np.bool_], theme: Theme) -> None:
    has_dots = len(points) == 1 or (len(points) > 1 and points[1].x() - points[0].x() >= DOT_PX)
    edges = [0, *(np.flatnonzero(np.diff(is_take)) + 1).tolist(), len(points)]
    for start, stop in itertools.pairwise(edges):
        color = theme.take_core if is_take[start] else theme.waveform_core
        painter.setPen(QPen(color, 1.4 if has_dots else 1.0))  # wide lines are slow where they are dense
        painter.drawPolyline(QPolygonF(points[max(0, start - 1) : stop]))
        if has_dots:
            painter.setPen(QPen(color, 5, c=Qt.PenCapStyle.RoundCap))
            painter.drawPoints(QPolygonF(points[start:stop]))


def _mark_clipped(painter: QPainter, x: Doubles, strip: Strip, theme: Theme) -> None:
    length = max(3, strip.height // 24)
    for column in x.tolist():
        for top in (strip.top, strip.top + strip.height - length):
            painter.fillRect(QRectF(column - 1.5, top, 3, length), theme.warning)
