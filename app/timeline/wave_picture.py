"""The waveform of a track as a picture: painted in tiles that are kept while one scrolls."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from app.session import Viewport
from app.theme import Theme
from app.timeline import envelope, tiles
from app.timeline.envelope import Stretch
from app.timeline.peaks_library import PeaksLibrary
from engine.errors import EngineError
from engine.timeline import Span

PAINT_BUDGET_S = 0.002
"""Time one paint may spend on new tiles, one of which it always paints; the others follow in the next, and
what stood there before is seen meanwhile."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A finished picture of some columns; not final while peaks under it are missing."""

    image: QImage
    is_final: bool


@dataclass(frozen=True, slots=True)
class Coat:
    """What all tiles share: their height in device pixels, how often they are magnified, their colours."""

    height: int
    amplitude: float
    theme: Theme


class WavePicture:
    """Paints what fits into a paint, and says through `again` what is still to be painted."""

    def __init__(self, library: PeaksLibrary, again: Callable[[QRect], None]) -> None:
        self.library, self.again = library, again
        self.n_lacking = 0
        self.stretches: tuple[Stretch, ...] = ()
        self._n_channels = 1
        self._scale = 0.0
        self._coat: Coat | None = None
        self._tiles: dict[int, Tile] = {}
        self._outdated: dict[int, Tile] = {}
        self._old: tuple[float, dict[int, Tile]] = (1.0, {})

    def show(self, stretches: tuple[Stretch, ...], n_channels: int) -> list[Span]:
        """Take up what is heard now; gives the spans that differ, whose tiles stand until replaced."""
        if n_channels != self._n_channels:
            self._n_channels = n_channels
            self.drop()
        changed = [stretch.at for stretch in set(self.stretches) ^ set(stretches)]
        self.stretches = stretches
        if changed:
            self._old = (1.0, {})
        for span in changed:
            self._forget(span)
        return changed

    def show_peaks(self) -> None:
        """Paint again the tiles that lacked peaks; until then they stand as they are."""
        self._old = (self._scale, self._tiles) if self._tiles else self._old
        self._outdated |= {index: tile for index, tile in self._tiles.items() if not tile.is_final}
        self._tiles = {index: tile for index, tile in self._tiles.items() if tile.is_final}

    def drop(self) -> None:
        """Forget all tiles."""
        self._tiles, self._outdated, self._old = {}, {}, (1.0, {})

    def draw(
        self, painter: QPainter, rect: QRect, area: QRect, viewport: Viewport, ratio: float, coat: Coat
    ) -> None:
        """Draw in `rect`, as far as `area` asks for it; `ratio` device pixels for each pixel."""
        if coat != self._coat:
            self._coat = coat
            self.drop()
        self._take_scale(viewport.samples_per_px / ratio)
        origin = round(viewport.start / self._scale)  # whole device pixels: no shimmer while scrolling
        first = (origin + math.floor(area.left() * ratio)) // tiles.TILE_PX
        last = (origin + math.ceil((area.right() + 1) * ratio)) // tiles.TILE_PX
        end, may_paint = time.perf_counter() + PAINT_BUDGET_S, True
        self.n_lacking = 0
        for index in range(first, last + 1):
            x = (index * tiles.TILE_PX - origin) / ratio
            target = QRectF(x, rect.top(), tiles.TILE_PX / ratio, rect.height())
            is_new = index not in self._tiles
            tile = self._tile(index, coat, may_paint=may_paint)
            may_paint = may_paint and not (is_new and time.perf_counter() > end)
            self.n_lacking += tile is None or not tile.is_final
            if tile is None:
                self._draw_before(painter, target, index, ratio)
                self.again(target.toAlignedRect())
            else:
                painter.drawImage(target, tile.image)
        width = math.ceil(rect.width() * ratio / tiles.TILE_PX)
        self._trim(origin // tiles.TILE_PX, origin // tiles.TILE_PX + width)

    def _take_scale(self, scale: float) -> None:
        if scale != self._scale:
            shown = self._outdated | self._tiles
            self._old = (self._scale, shown) if shown else self._old
            self._scale, self._tiles, self._outdated = scale, {}, {}

    def _forget(self, span: Span) -> None:
        """Let the tiles that show any of `span` be painted anew."""
        width = tiles.TILE_PX * max(self._scale, 1e-9)
        for index in tuple(self._tiles):
            if Span(math.floor(index * width), math.ceil((index + 1) * width)).overlaps(span):
                self._outdated[index] = self._tiles.pop(index)

    def _tile(self, index: int, coat: Coat, *, may_paint: bool) -> Tile | None:
        tile = self._tiles.get(index)
        if tile is None and may_paint:
            columns = self._columns(index)
            image = tiles.painted(columns, coat.height, coat.theme, coat.amplitude)
            tile = self._tiles[index] = Tile(image, columns.is_final)
            self._outdated.pop(index, None)
        return tile

    def _columns(self, index: int) -> envelope.Columns:
        first, n, library = index * tiles.TILE_PX, tiles.TILE_PX, self.library
        try:
            return envelope.columns(
                self.stretches, self._n_channels, first, n, self._scale, library, library.reader
            )
        except EngineError as error:
            library.failed.emit(str(error))
            return envelope.columns(self.stretches, self._n_channels, first, n, self._scale, library, None)

    def _draw_before(self, painter: QPainter, target: QRectF, index: int, ratio: float) -> None:
        """Draw what stood there until now, at this scale or another one: a blank would flicker."""
        if (tile := self._outdated.get(index)) is not None:
            painter.drawImage(target, tile.image)
        else:
            self._draw_old(painter, target, index * tiles.TILE_PX * self._scale, self._scale * ratio)

    def _draw_old(self, painter: QPainter, target: QRectF, start: float, samples_per_px: float) -> None:
        """Stretch what the tiles of the last scale show of this place."""
        old_scale, old_tiles = self._old
        width = tiles.TILE_PX * old_scale
        painter.save()
        painter.setClipRect(target, Qt.ClipOperation.IntersectClip)
        for index, tile in old_tiles.items():
            x = target.left() + (index * width - start) / samples_per_px
            place = QRectF(x, target.top(), width / samples_per_px, target.height())
            if place.intersects(target):
                painter.drawImage(place, tile.image)
        painter.restore()

    def _trim(self, first: int, last: int) -> None:
        """Keep a screenful to each side of the tiles `first` to `last`, which are in view."""
        reach = last - first + 1
        if len(self._tiles) + len(self._outdated) > 4 * reach + 8:
            near = range(first - reach, last + reach + 1)
            self._tiles = {index: tile for index, tile in self._tiles.items() if index in near}
            self._outdated = {index: tile for index, tile in self._outdated.items() if index in near}
