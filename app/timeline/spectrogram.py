"""The spectrogram of a track as it is heard: levels in tiles, computed beside the window when seen."""

from __future__ import annotations

import itertools
import math
from collections import OrderedDict
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QRect, QRectF, QRunnable, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPainter

from app.jobs import write_down
from app.messages import tell
from app.session import Viewport
from app.theme import Theme
from app.timeline.colors import levels_map
from app.timeline.look import SpectrogramLook
from app.timeline.peaks_library import PeaksLibrary
from app.timeline.spectrogram_levels import MOST_FRAMES, Levels, Raster, compute
from app.timeline.tiles import strips
from engine.audio import spectrum
from engine.document.document import Track
from engine.timeline import Span

TILE_COLUMNS = 128
"""Device pixels of a tile's width."""

COARSE = 8
"""Columns that are one in the first, quick picture of a tile."""

MOST_ROWS = 512

N_OTHERS = 2
"""Scales that are stretched over one another where a tile is missing: the nearest, and what it lacks."""

ASK_MS = 15
"""So long after a paint what it lacked is asked for: a step of the wheel is not held up by it."""

MAX_BYTES = 48 * 2**20
"""What the levels of one track may take."""

Pixels = NDArray[np.uint32]
"""Colours `[h, n]`, the highest row first, the strips of all channels one below the other."""


@dataclass(frozen=True, slots=True)
class Coat:
    """What a tile is painted like: device pixels of its height, and how levels become colours."""

    height: int
    theme: Theme
    look: SpectrogramLook


@dataclass(slots=True)
class Tile:
    """Levels of some columns, and their picture as it was asked for last."""

    levels: Levels
    is_final: bool
    pixels: Pixels | None = None
    coat: Coat | None = None


Stretch = tuple[Raster, int, list[Pixels]]
"""Pictures of neighbouring tiles, equally tall, and which tile is the first of them."""

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
        self._rate, self._extent = 44100, Span(0, 0)
        self.max_bytes = MAX_BYTES
        self._tiles: OrderedDict[Key, Tile] = OrderedDict()
        self._indices: dict[Raster, set[int]] = {}  # of these tiles, by grid
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
        self._track, self._rate, self._extent = track, sample_rate, track.extent
        self._tickets.clear()
        for key in [key for key in self._tiles if any(_covers(*key, span) for span in changed)]:
            self._forget(key)
        if not self.is_settled:  # what was on its way is not taken any more, and there may be no paint to ask
            self._asking.start()

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
        indices = [index for index in range(first, last + 1) if self._is_sound(raster, index)]
        self._post.wanted = frozenset((raster, index) for index in indices)
        clip = painter.clipBoundingRect().translated(-rect.left(), 0)
        left, right = (math.floor((x * ratio + origin) / TILE_COLUMNS) for x in (clip.left(), clip.right()))
        for is_known, run in _runs(indices, self._indices.get(raster, set())):
            seen = _cut(run, left, right + 1) if is_known else _cut(run, left - 1, right + 2)
            if not seen or clip.isEmpty():
                continue
            x = rect.left() + (seen.start * TILE_COLUMNS - origin) / ratio
            target = QRectF(x, rect.top(), len(seen) * TILE_COLUMNS / ratio, rect.height())
            if is_known:
                self._draw_own(painter, target, raster, seen, Coat(round(rect.height() * ratio), theme, look))
            else:  # with a neighbour to each side: what is stretched blends with it
                self._draw_others(painter, target, raster, seen)
        if not self.is_settled and not self._asking.isActive():
            self._asking.start()

    def _is_sound(self, raster: Raster, index: int) -> bool:
        return _covers(raster, index, self._extent)

    def _draw_own(self, painter: QPainter, target: QRectF, raster: Raster, run: range, coat: Coat) -> None:
        """Draw tiles that are known, as one picture."""
        found = []
        for index in run:
            tile = self._tiles[raster, index]
            self._tiles.move_to_end((raster, index))
            found.append(_pixels(tile, coat))
        _draw_pixels(painter, target, found)

    def _draw_others(self, painter: QPainter, target: QRectF, raster: Raster, run: range) -> None:
        """Stretch what tiles of the nearest other scales show of this place, as they were painted last."""
        start, stop = run.start * _width(raster), run.stop * _width(raster)
        px = target.width() / (stop - start)
        painter.save()
        painter.setClipRect(target, Qt.ClipOperation.IntersectClip)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for other, first, pixels in reversed(self._nearest(raster, start, stop)):
            x = target.left() + (first * _width(other) - start) * px
            place = QRectF(x, target.top(), len(pixels) * _width(other) * px, target.height())
            _draw_pixels(painter, place, pixels)
        painter.restore()

    def _nearest(self, raster: Raster, start: float, stop: float) -> list[Stretch]:
        """What to stretch over samples `start` to `stop`: of the nearest scale first.

        A scale that shows all of it needs no other below it.
        """
        found: list[Stretch] = []
        alike = [other for other in self._indices if other.scale is raster.scale and other != raster]
        n_scales = 0
        for other in sorted(alike, key=lambda other: abs(math.log(_width(other) / _width(raster)))):
            first, last = math.floor(start / _width(other)), math.ceil(stop / _width(other))
            painted = self._painted(other, first, last)
            found += _stretches(other, painted)
            n_scales += bool(painted)
            if n_scales == N_OTHERS or len(painted) >= self._n_sound(other, first, last):
                break
        return found

    def _painted(self, raster: Raster, first: int, last: int) -> list[tuple[int, Pixels]]:
        """The numbers and the pictures of those of these tiles that have one, in order.

        Gone through is what is known: of a fine scale an overview of hours would want millions.
        """
        known = sorted(index for index in self._indices[raster] if first <= index < last)
        tiles = [(index, self._tiles[raster, index]) for index in known if self._is_sound(raster, index)]
        return [(index, tile.pixels) for index, tile in tiles if tile.pixels is not None]

    def _n_sound(self, raster: Raster, first: int, last: int) -> int:
        """How many of these tiles show or hear any of the track."""
        width, reach = _width(raster), spectrum.LONGEST_FRAME
        start = math.floor((self._extent.start - reach) / width)
        stop = math.ceil((self._extent.stop + reach) / width)
        return max(0, min(last, stop) - max(first, start))

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
            self._indices.setdefault(key[0], set()).add(key[1])
            self._trim()
        if key in self.wanted:
            self.changed.emit()  # painting asks for what is still missing

    def _trim(self) -> None:
        n_bytes = self.n_bytes
        while n_bytes > self.max_bytes and len(self._tiles) > len(self.wanted):
            n_bytes -= self._forget(next(iter(self._tiles))).levels.nbytes

    def _forget(self, key: Key) -> Tile:
        indices = self._indices[key[0]]
        indices.remove(key[1])
        if not indices:
            del self._indices[key[0]]
        return self._tiles.pop(key)


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
        except Exception as error:  # the pool's one catch-all: whoever waits for the tile is told in any case
            write_down(error)
            self.library.failed.emit(tell(error))
            levels, is_final = (
                np.full((self.track.n_channels, 1, TILE_COLUMNS), spectrum.SILENCE_DB, np.float16),
                True,
            )
        self.post.computed.emit(self.ticket, self.key, levels, is_final)

    def _levels(self, raster: Raster, index: int) -> Levels:
        coarse, first, n = self.coarse, index * TILE_COLUMNS // self.coarse, TILE_COLUMNS // self.coarse
        wide = Raster(raster.samples_per_column * coarse, raster.n_rows, raster.scale)
        n_frames = 1 if coarse > 1 else MOST_FRAMES
        levels = compute(self.track, self.sample_rate, wide, first, n, n_frames, self.library.reader)
        return np.repeat(levels, coarse, axis=2)


def _width(raster: Raster) -> float:
    """Samples of a tile."""
    return TILE_COLUMNS * raster.samples_per_column


def _covers(raster: Raster, index: int, span: Span) -> bool:
    """Whether a tile shows any of a span, or hears it in the frames at its edges."""
    width, reach = _width(raster), spectrum.LONGEST_FRAME
    return index * width - reach < span.stop and span.start < (index + 1) * width + reach


def _runs(indices: Sequence[int], known: Container[int]) -> Iterator[tuple[bool, range]]:
    """Whether they are known, and from where to where, of neighbours that are alike in this."""
    start = 0
    for place in range(1, len(indices) + 1):
        is_known = indices[start] in known
        if place == len(indices) or (indices[place] in known) is not is_known:
            yield is_known, range(indices[start], indices[place - 1] + 1)
            start = place


def _pixels(tile: Tile, coat: Coat) -> Pixels:
    """The picture of a tile; painted only where it was asked for otherwise before."""
    if tile.pixels is None or tile.coat != coat:
        tile.pixels, tile.coat = painted(tile.levels, coat), coat
    return tile.pixels


def _cut(run: range, start: int, stop: int) -> range:
    """What of these numbers lies from `start` to before `stop`."""
    return range(max(run.start, start), min(run.stop, stop))


def _stretches(raster: Raster, painted: Sequence[tuple[int, Pixels]]) -> Iterator[Stretch]:
    """Neighbours, cut where one is missing or pictures of another height begin."""
    places = enumerate(painted)
    for _alike, group in itertools.groupby(places, key=lambda each: (each[1][0] - each[0], len(each[1][1]))):
        ours = [one for _place, one in group]
        yield raster, ours[0][0], [pixels for _index, pixels in ours]


def _draw_pixels(painter: QPainter, target: QRectF, pixels: list[Pixels]) -> None:
    """Draw pictures side by side as one: each call of Qt's waits for threads that compute tiles."""
    whole = np.concatenate(pixels, axis=1)
    height, width = whole.shape
    painter.drawImage(target, QImage(whole.data, width, height, width * 4, QImage.Format.Format_RGB32))


def painted(levels: Levels, coat: Coat) -> Pixels:
    """The strips of all channels, the lowest row at the foot of each, as tall as the coat."""
    colors, look = levels_map(coat.theme), coat.look
    share = (levels[:, ::-1].astype(np.float32) - (look.top_db - look.range_db)) * (255 / look.range_db)
    pixels = colors[np.clip(share, 0, 255).astype(np.uint8)]
    heights = [strip.height for strip in strips(len(pixels), coat.height)]
    rows = (np.arange(height) * pixels.shape[1] // height for height in heights)
    return np.concatenate([one[ours] for one, ours in zip(pixels, rows, strict=True)])
