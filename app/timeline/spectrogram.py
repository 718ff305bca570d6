"""The spectrogram of a track as it is heard: levels in tiles, computed beside the window when seen."""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QRect, QRectF, QRunnable, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPainter

from app.session import Viewport
from app.theme import Theme
from app.timeline.colors import levels_map
from app.timeline.look import Scale, SpectrogramLook
from app.timeline.peaks_library import PeaksLibrary
from app.timeline.tiles import strips
from engine.audio import spectrum
from engine.audio.files import Reader
from engine.document.document import Track
from engine.document.render import render_track
from engine.errors import EngineError
from engine.timeline import Span

TILE_COLUMNS = 128
"""Device pixels of a tile's width."""

COARSE = 8
"""Columns that are one in the first, quick picture of a tile."""

MOST_ROWS = 512
MOST_FRAMES = 4
"""Frames that are looked at for one column, however long it is: a view of hours stays quick."""

N_OTHERS = 2
"""Scales that are stretched over one another where a tile is missing: the nearest, and what it lacks."""

ASK_MS = 15
"""So long after a paint what it lacked is asked for: a step of the wheel is not held up by it."""

MAX_BYTES = 48 * 2**20
"""What the levels of one track may take."""

Levels = NDArray[np.float16]
"""Decibels `[c, h, n]` of channels, rows from the lowest up, columns."""


@dataclass(frozen=True, slots=True)
class Raster:
    """On what grid tiles are computed: samples of a column, rows of a channel, scale of frequencies."""

    samples_per_column: float
    n_rows: int
    scale: Scale


@dataclass(slots=True)
class Tile:
    """Levels of some columns, and their picture in the colours that it was asked for last."""

    levels: Levels
    is_final: bool
    images: tuple[QImage, ...] = ()
    painted_for: object = None


Key = tuple[Raster, int]
"""Which tile: its grid, and its number on it."""


class Post(QObject):
    """What a track's jobs and the window tell each other; it outlives both the jobs and the lane.

    `wanted` are the tiles in view, read by the jobs.

    Signals:
        computed: int ticket of the job, Key, Levels or None where it gave up, whether they are final.
    """

    computed = Signal(int, object, object, bool)

    def __init__(self, library: PeaksLibrary) -> None:
        super().__init__(library)
        self.wanted: frozenset[Key] = frozenset()


class Spectrogram(QObject):
    """Paints what is known and asks for the rest; of what takes more than `max_bytes`, the oldest goes.

    Args:
        library: lends its reader and its threads.

    Signals:
        changed: more of what is in view is known.
    """

    changed = Signal()

    def __init__(self, library: PeaksLibrary, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.library = library
        self._track = Track(1)
        self._rate = 44100
        self.max_bytes = MAX_BYTES
        self._tiles: OrderedDict[Key, Tile] = OrderedDict()
        self._tickets: dict[Key, int] = {}
        self._last_ticket = 0
        self._post = Post(library)
        self._post.computed.connect(self._take)
        self._asking = QTimer(self, singleShot=True, interval=ASK_MS)
        self._asking.timeout.connect(self._ask)

    @property
    def wanted(self) -> frozenset[Key]:
        """The tiles in view."""
        return self._post.wanted

    @property
    def is_settled(self) -> bool:
        """Whether the last paint had all that it needed."""
        return all(map(self._is_final, self.wanted))

    def _is_final(self, key: Key) -> bool:
        return key in self._tiles and self._tiles[key].is_final

    @property
    def levels(self) -> dict[Key, Levels]:
        """What is known."""
        return {key: tile.levels for key, tile in self._tiles.items()}

    @property
    def n_bytes(self) -> int:
        """What the levels that are kept take."""
        return sum(tile.levels.nbytes for tile in self._tiles.values())

    def show_track(self, track: Track, sample_rate: int, changed: list[Span]) -> None:
        """Take up another state of the track; what shows none of `changed` stays."""
        self._track, self._rate = track, sample_rate
        self._tickets.clear()
        for key in [key for key in self._tiles if any(_covers(*key, span) for span in changed)]:
            del self._tiles[key]

    def draw(
        self,
        painter: QPainter,
        rect: QRect,
        viewport: Viewport,
        ratio: float,
        theme: Theme,
        look: SpectrogramLook,
    ) -> None:
        """Fill `rect`, whose left edge is the first sample of `viewport`, `ratio` device pixels each."""
        n_rows = min(MOST_ROWS, max(8, round(rect.height() * ratio / self._track.n_channels)))
        raster = Raster(viewport.samples_per_px / ratio, n_rows, look.scale)
        origin = round(viewport.start / raster.samples_per_column)
        first = origin // TILE_COLUMNS
        last = (origin + math.ceil(rect.width() * ratio)) // TILE_COLUMNS
        keys = [(raster, index) for index in range(first, last + 1) if self._is_sound(raster, index)]
        self._post.wanted = frozenset(keys)
        for key in keys:
            x = (key[1] * TILE_COLUMNS - origin) / ratio
            target = QRectF(rect.left() + x, rect.top(), TILE_COLUMNS / ratio, rect.height())
            if (tile := self._tiles.get(key)) is None:
                self._draw_others(painter, target, key)
            else:
                self._tiles.move_to_end(key)
                _draw_tile(painter, target, tile, theme, look)
        if not self.is_settled and not self._asking.isActive():
            self._asking.start()

    def _is_sound(self, raster: Raster, index: int) -> bool:
        return _covers(raster, index, self._track.extent)

    def _draw_others(self, painter: QPainter, target: QRectF, key: Key) -> None:
        """Stretch what tiles of the nearest other scales show of this place, as they were painted last."""
        found: dict[Raster, list[tuple[QRectF, Tile]]] = {}
        start, width = key[1] * _width(key[0]), _width(key[0])
        for (raster, index), tile in self._tiles.items():
            other = _width(raster)
            x = target.left() + (index * other - start) / width * target.width()
            place = QRectF(x, target.top(), other / width * target.width(), target.height())
            if raster.scale is key[0].scale and tile.images and place.intersects(target):
                found.setdefault(raster, []).append((place, tile))
        if not found:
            return
        painter.save()
        painter.setClipRect(target, Qt.ClipOperation.IntersectClip)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        nearest = sorted(found, key=lambda raster: abs(math.log(_width(raster) / width)))[:N_OTHERS]
        for place, tile in (pair for raster in reversed(nearest) for pair in found[raster]):
            _draw_images(painter, place, tile)
        painter.restore()

    def _ask(self) -> None:
        """All of the view coarsely first, then finely."""
        lacking = (key for key in sorted(self.wanted, key=lambda key: key[1]) if not self._is_final(key))
        for key in lacking:
            if key not in self._tickets:
                self._last_ticket += 1
                self._tickets[key] = self._last_ticket
                is_first = key not in self._tiles
                job = _Job(self._post, self.library, self._last_ticket, key, COARSE if is_first else 1)
                job.track, job.sample_rate = self._track, self._rate
                self.library.start(job, priority=int(is_first))

    def _take(self, ticket: int, key: Key, levels: Levels | None, is_final: bool) -> None:
        """Keep what was computed, unless the track has become another meanwhile."""
        if self._tickets.get(key) != ticket:
            return
        del self._tickets[key]
        if levels is not None:
            self._tiles[key] = Tile(levels, is_final)
            self._tiles.move_to_end(key)
            self._trim()
        if key in self.wanted:
            self.changed.emit()  # painting asks for what is still missing

    def _trim(self) -> None:
        n_bytes = self.n_bytes
        while n_bytes > self.max_bytes and len(self._tiles) > len(self.wanted):
            n_bytes -= self._tiles.popitem(last=False)[1].levels.nbytes


class _Job(QRunnable):
    """Computes one tile, `coarse` columns as one; gives up where nobody looks any more."""

    def __init__(self, post: Post, library: PeaksLibrary, ticket: int, key: Key, coarse: int) -> None:
        super().__init__()
        self.post, self.library, self.ticket, self.key, self.coarse = post, library, ticket, key, coarse
        self.track, self.sample_rate = Track(1), 44100

    def run(self) -> None:
        """Tell what was found; what cannot be read is silent."""
        is_final = self.coarse == 1
        try:
            is_wanted = not self.library.is_stopped and self.key in self.post.wanted
            levels = self._levels(*self.key) if is_wanted else None
        except EngineError as error:
            self.library.failed.emit(str(error))
            levels, is_final = np.full((self.track.n_channels, 1, 1), spectrum.SILENCE_DB, np.float16), True
        self.post.computed.emit(self.ticket, self.key, levels, is_final)

    def _levels(self, raster: Raster, index: int) -> Levels:
        coarse, first, n = self.coarse, index * TILE_COLUMNS // self.coarse, TILE_COLUMNS // self.coarse
        wide = Raster(raster.samples_per_column * coarse, raster.n_rows, raster.scale)
        n_frames = 1 if coarse > 1 else MOST_FRAMES
        levels = compute(self.track, self.sample_rate, wide, first, n, n_frames, self.library.reader)
        return np.repeat(levels, coarse, axis=2)


def compute(
    track: Track, sample_rate: int, raster: Raster, first: int, n: int, n_frames: int, reader: Reader
) -> Levels:
    """Levels of columns `first` to `first + n` of a track as it is heard.

    Args:
        n_frames: looked at for a column at most; the strongest counts.
    Raises:
        AudioFileError: a source cannot be read.
    """
    scale = raster.samples_per_column
    n_fft = spectrum.frame_length(scale, sample_rate)
    n_each = max(1, min(n_frames, math.ceil(scale / n_fft)))
    starts = np.round((first + (np.arange(n * n_each) + 0.5) / n_each) * scale).astype(np.int64) - n_fft // 2
    frames = _frames(track, starts, n_fft, reader)  # [c, n * n_each, n_fft]
    edges = _edges(raster.n_rows, raster.scale, sample_rate)
    levels = np.empty((track.n_channels, raster.n_rows, n), np.float16)
    for channel, ours in enumerate(frames):
        power = spectrum.powers(ours).reshape(n, n_each, -1).max(axis=1)
        levels[channel] = spectrum.rows_db(power, edges, sample_rate)
    return levels


def _frames(track: Track, starts: NDArray[np.int64], n_fft: int, reader: Reader) -> NDArray[np.float32]:
    """Frames of `n_fft` samples at `starts`, `[c, k, n_fft]`: read in one piece unless they lie far apart."""
    whole = Span(int(starts[0]), int(starts[-1]) + n_fft)
    if whole.length <= 2 * len(starts) * n_fft:
        sound = render_track(track, whole, reader.read).astype(np.float32).T
        return np.lib.stride_tricks.sliding_window_view(sound, n_fft, axis=1)[:, starts - starts[0]]
    frames = np.empty((track.n_channels, len(starts), n_fft), np.float32)
    for index, start in enumerate(starts.tolist()):
        frames[:, index] = render_track(track, Span(start, start + n_fft), reader.read).T
    return frames


@lru_cache(maxsize=16)
def _edges(n_rows: int, scale: Scale, sample_rate: int) -> NDArray[np.float64]:
    return (spectrum.mel_rows if scale is Scale.MEL else spectrum.log_rows)(n_rows, sample_rate)


def _width(raster: Raster) -> float:
    """Samples of a tile."""
    return TILE_COLUMNS * raster.samples_per_column


def _covers(raster: Raster, index: int, span: Span) -> bool:
    """Whether a tile shows any of a span, or hears it in the frames at its edges."""
    width, reach = _width(raster), spectrum.LONGEST_FRAME
    return index * width - reach < span.stop and span.start < (index + 1) * width + reach


def _draw_tile(painter: QPainter, target: QRectF, tile: Tile, theme: Theme, look: SpectrogramLook) -> None:
    wanted = (theme.name, look.top_db, look.range_db)
    if tile.painted_for != wanted:
        tile.images = painted(tile.levels, theme, look)
        tile.painted_for = wanted
    _draw_images(painter, target, tile)


def _draw_images(painter: QPainter, target: QRectF, tile: Tile) -> None:
    for strip, image in zip(strips(len(tile.images), round(target.height())), tile.images, strict=True):
        painter.drawImage(
            QRectF(target.left(), target.top() + strip.top, target.width(), strip.height), image
        )


def painted(levels: Levels, theme: Theme, look: SpectrogramLook) -> tuple[QImage, ...]:
    """A picture of each channel, the lowest row at its foot."""
    colors = levels_map(theme)
    share = (levels[:, ::-1].astype(np.float32) - (look.top_db - look.range_db)) * (255 / look.range_db)
    pixels = np.ascontiguousarray(colors[np.clip(share, 0, 255).astype(np.uint8)])
    _, height, width = pixels.shape
    kind = QImage.Format.Format_RGB32
    return tuple(QImage(one.data, width, height, width * 4, kind).copy() for one in pixels)
