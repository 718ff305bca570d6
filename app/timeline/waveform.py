"""The waveform of a track, as it is heard: painted in tiles that are kept while one scrolls."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.session import Session
from app.theme import faded, mixed
from app.timeline import envelope, samples, tiles, words
from app.timeline.drag import Kind
from app.timeline.envelope import Stretch
from app.timeline.gestures import Gestures
from app.timeline.lane import Lane
from app.timeline.peaks_library import PeaksLibrary
from engine.audio.files import Reader, Source
from engine.document.document import Region, Track
from engine.document.render import render_track
from engine.errors import EngineError
from engine.timeline import Span

LINE_SCALE = 0.5
"""Samples per device pixel below which single samples are drawn as a line."""

PAINT_BUDGET_S = 0.005
"""Time one paint may spend on new tiles; the others follow in the next, old ones stretched meanwhile."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A finished picture of some columns; not final while peaks under it are missing."""

    image: QImage
    is_final: bool


class Waveform(Lane):
    """Filled extremes with a brighter core, takes in their own colour; single samples when zoomed in."""

    def __init__(
        self,
        session: Session,
        gestures: Gestures,
        track_id: str,
        library: PeaksLibrary,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(session, gestures, track_id, parent)
        self.library = library
        self._heard = Track(1, id=track_id)
        self._n_lacking = 0
        self._stretches: tuple[Stretch, ...] = ()
        self._scale = 0.0
        self._tiles: dict[int, Tile] = {}
        self._old: tuple[float, dict[int, Tile]] = (1.0, {})
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        library.changed.connect(self.show_peaks)
        self.show_document()

    @property
    def reader(self) -> Reader:
        """Where samples are read from."""
        return self.library.reader

    @property
    def is_settled(self) -> bool:
        """Whether the last paint drew all that it was asked to draw, for good."""
        return self._n_lacking == 0

    def show_document(self) -> None:
        """Draw anew what is heard otherwise than before; the other tiles stay."""
        track = self._heard = words.track_in(self.session.document, self.track_id)
        before, self._stretches = self._stretches, envelope.heard(track)
        self.measure()
        for stretch in set(before) ^ set(self._stretches):
            self._forget(stretch.at)
        self.setAccessibleName(f"Waveform of {track.name or 'the track'}")
        self.update()

    def measure(self) -> None:
        """Between readable and roomy, by the number of channels."""
        n_channels = words.track_in(self.session.document, self.track_id).n_channels
        low, high = (2.6, 14.0) if n_channels > 1 else (3.6, 18.0)
        self.setMinimumHeight(self.em(low * min(n_channels, 4)))
        self.setMaximumHeight(self.em(high * n_channels))

    def show_peaks(self, source: Source) -> None:
        """Draw again the tiles that lacked peaks; until then they stand as they are."""
        if any(stretch.source == source for stretch in self._stretches):
            self._old = (self._scale, self._tiles) if self._tiles else self._old
            self._tiles = {index: tile for index, tile in self._tiles.items() if tile.is_final}
            self.update()

    def forget_colors(self) -> None:
        """Drop all tiles: they hold the old colours."""
        self._tiles, self._old = {}, (1.0, {})

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Drop all tiles when the height changes."""
        if event.size().height() != event.oldSize().height():
            self.forget_colors()
        super().resizeEvent(event)

    def _forget(self, span: Span) -> None:
        """Drop the tiles that show any of `span`."""
        width = tiles.TILE_PX * max(self._scale, 1e-9)
        self._old = (1.0, {})
        self._tiles = {
            index: tile
            for index, tile in self._tiles.items()
            if not Span(math.floor(index * width), math.ceil((index + 1) * width)).overlaps(span)
        }

    def draw(self, painter: QPainter, area: QRect) -> None:
        """From the back to the front: ground, selection, sound, regions, cursor."""
        self._draw_ground(painter, area)
        self._draw_selection(painter)
        ratio = self.devicePixelRatioF()
        scale = self.session.viewport.samples_per_px / ratio
        if scale < LINE_SCALE:
            self._draw_samples(painter, area)
        else:
            self._draw_tiles(painter, area, scale, ratio)
        for region in self.track.regions:
            self._draw_region(painter, region)
        self._draw_cursor(painter)

    def _draw_ground(self, painter: QPainter, area: QRect) -> None:
        """Where there is material, the canvas and a line of silence for each channel; elsewhere the void."""
        theme, track = self.theme, self._heard
        painter.fillRect(area, theme.void)
        left, right = self.span_px(track.extent.start, track.extent.stop)
        ground = QRect(left, 0, right - left, self.height())
        painter.fillRect(ground, theme.canvas)
        for index, strip in enumerate(tiles.strips(track.n_channels, self.height())):
            painter.fillRect(ground.left(), round(strip.middle), ground.width(), 1, theme.grid)
            if index:
                painter.fillRect(area.left(), strip.top, area.width(), 1, theme.border)
        painter.fillRect(area.left(), self.height() - 1, area.width(), 1, theme.border)

    # ---- tiles

    def _draw_tiles(self, painter: QPainter, area: QRect, scale: float, ratio: float) -> None:
        if scale != self._scale:
            self._old = (self._scale, self._tiles) if self._tiles else self._old
            self._scale, self._tiles = scale, {}
        origin = round(self.session.viewport.start / scale)  # whole device pixels: no shimmer while scrolling
        first = (origin + math.floor(area.left() * ratio)) // tiles.TILE_PX
        last = (origin + math.ceil((area.right() + 1) * ratio)) // tiles.TILE_PX
        end = time.perf_counter() + PAINT_BUDGET_S
        self._n_lacking = 0
        for index in range(first, last + 1):
            x = (index * tiles.TILE_PX - origin) / ratio
            target = QRectF(x, 0, tiles.TILE_PX / ratio, self.height())
            tile = self._tile(index, ratio, may_paint=time.perf_counter() < end)
            self._n_lacking += tile is None or not tile.is_final
            if tile is None:
                self._draw_old(painter, target, index * tiles.TILE_PX * scale, scale * ratio)
                self.update(target.toAlignedRect())
            else:
                painter.drawImage(target, tile.image)
        self._trim(first, last)

    def _tile(self, index: int, ratio: float, *, may_paint: bool) -> Tile | None:
        tile = self._tiles.get(index)
        if tile is None and may_paint:
            columns = self._columns(self._heard.n_channels, index)
            image = tiles.painted(columns, max(1, round(self.height() * ratio)), self.theme)
            tile = self._tiles[index] = Tile(image, columns.is_final)
        return tile

    def _columns(self, n_channels: int, index: int) -> envelope.Columns:
        first = index * tiles.TILE_PX
        try:
            return envelope.columns(
                self._stretches, n_channels, first, tiles.TILE_PX, self._scale, self.library, self.reader
            )
        except EngineError as error:
            self.library.failed.emit(str(error))
            return envelope.columns(
                self._stretches, n_channels, first, tiles.TILE_PX, self._scale, self.library, None
            )

    def _draw_old(self, painter: QPainter, target: QRectF, start: float, samples_per_px: float) -> None:
        """Stretch what the tiles of the last scale show of this place."""
        old_scale, old_tiles = self._old
        width = tiles.TILE_PX * old_scale
        painter.save()
        painter.setClipRect(target, Qt.ClipOperation.IntersectClip)
        for index, tile in old_tiles.items():
            x = target.left() + (index * width - start) / samples_per_px
            place = QRectF(x, 0, width / samples_per_px, self.height())
            if place.intersects(target):
                painter.drawImage(place, tile.image)
        painter.restore()

    def _trim(self, first: int, last: int) -> None:
        """Keep a screenful to each side."""
        reach = last - first + 1
        if len(self._tiles) > 4 * reach + 8:
            self._tiles = {i: tile for i, tile in self._tiles.items() if first - reach <= i <= last + reach}

    # ---- single samples

    def _draw_samples(self, painter: QPainter, area: QRect) -> None:
        """A line through the samples exactly as they are rendered."""
        viewport = self.session.viewport
        view = Span(viewport.to_sample(area.left() - 1) - 2, viewport.to_sample(area.right() + 2) + 2)
        span = self._heard.extent.overlap(view)
        if not span:
            return
        try:
            sound = render_track(self._heard, span, self.reader.read)
        except EngineError as error:
            self.library.failed.emit(str(error))
            return
        is_take = np.zeros(sound.shape, bool)
        for stretch in self._stretches:
            if stretch.is_take and (part := stretch.at.overlap(span)):
                is_take[part.start - span.start : part.stop - span.start, list(stretch.channels)] = True
        x = (np.arange(span.start, span.stop) - viewport.start) / viewport.samples_per_px
        samples.draw(painter, x, sound, is_take, self.height(), self.theme)

    # ---- what is pointed at

    def _draw_selection(self, painter: QPainter) -> None:
        """A wash with a solid bar along its top."""
        selection, theme = self.session.selection, self.theme
        if selection is None or selection.track != self.track_id or not selection.span:
            return
        left, right = self.span_px(selection.span.start, selection.span.stop)
        rect = QRect(left, 0, max(1, right - left), self.height() - 1)
        color = theme.warning if self.gestures.kind is Kind.SUBTRACT else theme.selection
        painter.fillRect(rect, faded(color, 0.15))
        painter.fillRect(rect.left(), 0, rect.width(), 3, color)

    def _draw_cursor(self, painter: QPainter) -> None:
        """A dashed line where an empty selection stands."""
        selection = self.session.selection
        if selection is None or selection.track != self.track_id or selection.span:
            return
        x = self.to_px(selection.span.start)
        painter.setPen(QPen(self.theme.selection, 1, Qt.PenStyle.DashLine))
        painter.drawLine(x, 0, x, self.height())

    def _draw_region(self, painter: QPainter, region: Region) -> None:
        """Square brackets around the stretch, and a tint."""
        theme = self.theme
        left, right = self.span_px(region.span.start, region.span.stop)
        is_focused = region.id == self.session.focused_region
        color = theme.region if is_focused else mixed(theme.region, theme.canvas, 0.6)
        rect = QRect(left, 0, max(2, right - left), self.height() - 1)
        painter.fillRect(rect, faded(theme.region, 0.08 if is_focused else 0.05))
        pen_px, foot = (2 if is_focused else 1), rect.bottom()
        lip = min(self.em(0.45), max(2, rect.width() // 2))
        for x, lip_x in ((rect.left(), rect.left()), (rect.right() + 1 - pen_px, rect.right() + 1 - lip)):
            painter.fillRect(x, 0, pen_px, self.height(), color)
            painter.fillRect(lip_x, 4, lip, pen_px, color)
            painter.fillRect(lip_x, foot - pen_px, lip, pen_px, color)
