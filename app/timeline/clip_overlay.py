"""What is drawn over a waveform: the edges of clips, their fades, and what a drag would make of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from app.theme import faded, mixed
from app.timeline import axis, envelope, grips, words
from app.timeline.drag import Kind
from app.timeline.lane import Lane
from app.timeline.thumbnails import Thumbnails
from engine.document.document import Clip
from engine.document.render import fade_gains

CURVE_POINTS = 24


class ClipOverlay:
    """Draws over one waveform.

    Args:
        lane: the waveform.
        thumbnails: draws what a clip would look like elsewhere.
    """

    def __init__(self, lane: Lane, thumbnails: Thumbnails) -> None:
        self.lane, self.thumbnails = lane, thumbnails

    def draw(self, painter: QPainter, area: QRect) -> None:
        """Everything in `area`."""
        lane = self.lane
        now = {clip.id: clip for clip in words.track_in(lane.session.document, lane.track_id).clips}
        clips = lane.track.clips
        self._veil_what_leaves(painter, now, {clip.id: clip for clip in clips})
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for clip in clips:
            left, right = lane.span_px(clip.span.start, clip.span.stop)
            if right < area.left() or left > area.right():
                continue
            if clip.id not in now or clip.span != now[clip.id].span:
                self._draw_ghost(painter, clip)
            self._draw_edges(painter, left, right)
            self._draw_fades(painter, clip)
        self._draw_note(painter)

    def _veil_what_leaves(self, painter: QPainter, now: dict[str, Clip], then: dict[str, Clip]) -> None:
        """Dim what a drag takes away, so that the eye goes to what it makes."""
        if self.lane.gestures.preview is None:
            return
        for clip in now.values():
            stays = then[clip.id].span if clip.id in then else None
            if stays == clip.span:
                continue
            left, right = self.lane.span_px(clip.span.start, clip.span.stop)
            painter.fillRect(left, 0, right - left, self.lane.height() - 1, faded(self.lane.theme.void, 0.75))

    def _draw_ghost(self, painter: QPainter, clip: Clip) -> None:
        """The clip where it would be."""
        lane, theme = self.lane, self.lane.theme
        shown = clip.span.overlap(axis.visible_span(lane.session.viewport, lane.width()))
        if not shown:
            return
        left, right = lane.span_px(shown.start, shown.stop)
        rect = QRectF(left, 0, max(1, right - left), lane.height() - 1)
        painter.fillRect(rect, mixed(theme.selection, theme.canvas, 0.14))
        alone = replace(words.track_in(lane.session.document, lane.track_id), clips=(clip,), regions=())
        alone = replace(alone, n_channels=clip.source.n_channels)
        self.thumbnails.draw(painter, envelope.heard(alone), shown, rect, faded(theme.waveform_core, 0.8))

    def _draw_edges(self, painter: QPainter, left: int, right: int) -> None:
        color = mixed(self.lane.theme.waveform, self.lane.theme.canvas, 0.45)
        for x in (left, right - 1):
            painter.fillRect(x, 0, 1, self.lane.height() - 1, color)

    # ---- fades

    def _draw_fades(self, painter: QPainter, clip: Clip) -> None:
        lane = self.lane
        rising, falling = grips.fade_handles(lane.session, clip)
        color = mixed(lane.theme.text, lane.theme.canvas, 0.75)
        if clip.fade_in:
            self._draw_curve(painter, clip, clip.start, clip.start + clip.fade_in, color)
        if clip.fade_out:
            self._draw_curve(painter, clip, clip.span.stop - clip.fade_out, clip.span.stop, color)
        left, right = lane.span_px(clip.span.start, clip.span.stop)
        if right - left < grips.MIN_CLIP_PX:
            return
        is_near = left <= lane.hover_x < right or lane.gestures.kind is Kind.FADE
        for x, has_fade in ((rising, clip.fade_in > 0), (falling, clip.fade_out > 0)):
            if has_fade or is_near:
                self._draw_handle(painter, x, color if has_fade else faded(color, 0.6))

    def _draw_curve(self, painter: QPainter, clip: Clip, start: int, stop: int, color: QColor) -> None:
        """The gain from 0 at the foot to 1 at the top, with what it takes away shaded."""
        lane, height = self.lane, float(self.lane.height() - 1)
        at = np.unique(np.linspace(start, stop - 1, CURVE_POINTS).astype(np.int64))
        gains = fade_gains(clip, at)
        points = [
            QPointF(lane.to_px(sample), height * (1 - gain))
            for sample, gain in zip(at.tolist(), gains.tolist(), strict=True)
        ]
        outer = points[0].x() if start == clip.start else points[-1].x()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(faded(lane.theme.void, 0.45))
        painter.drawPolygon(QPolygonF([QPointF(points[0].x(), 0), *points, QPointF(points[-1].x(), 0)]))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(color, 1.3))
        painter.drawPolyline(QPolygonF(points))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.fillRect(QRectF(outer, 0, 1, 2), color)

    def _draw_handle(self, painter: QPainter, x: float, color: QColor) -> None:
        """A small square at the top."""
        size = grips.CORNER_PX / 2
        painter.setPen(QPen(self.lane.theme.canvas, 1))
        painter.setBrush(color)
        painter.drawRoundedRect(QRectF(x - size / 2, 2, size, size), 1.5, 1.5)

    # ---- words beside the pointer

    def _draw_note(self, painter: QPainter) -> None:
        text, track, x = self.lane.gestures.note
        if not text or track != self.lane.track_id:
            return
        lane, theme = self.lane, self.lane.theme
        metrics = painter.fontMetrics()
        width, height = metrics.horizontalAdvance(text) + lane.em(0.8), lane.em(1.4)
        left = x + lane.em(0.6)
        if left + width > lane.width():
            left = x - lane.em(0.6) - width
        rect = QRectF(max(0, left), lane.em(1.2), width, height)
        painter.setPen(QPen(theme.border, 1))
        painter.setBrush(theme.raised)
        painter.drawRoundedRect(rect, 4, 4)
        painter.setPen(theme.text)
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), text)
