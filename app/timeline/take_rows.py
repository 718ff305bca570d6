"""Where the answers of a track's regions stand: in rows below one another, or as chips in one line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from PySide6.QtCore import QRect, QRectF

from app.timeline.take_label import Row
from engine.document.document import Region, Track

MOST_ROWS = 9
"""More rows than these are scrolled."""

CHIP_GAP_EM = 0.2
INSET_PX = 2


def rows_of(track: Track) -> list[Row]:
    """Every answer of every region that has takes, region by region, the original above its takes."""
    answered = [region for region in track.regions if region.takes]
    return [Row(r, take, i) for r in answered for i, take in enumerate((None, *r.takes))]


@dataclass(frozen=True)
class Stack:
    """Rows below one another, of which `MOST_ROWS` are seen from `first` on.

    Attributes:
        rows: of all regions.
        height: pixels from one row to the next.
        span_px: pixels of the edges of a stretch of samples.
        first: index of the topmost row that is seen.
    """

    rows: tuple[Row, ...]
    height: int
    span_px: Callable[[int, int], tuple[int, int]]
    first: int = 0

    @cached_property
    def n_rows(self) -> int:
        """Rows of the region with the most takes."""
        return max((row.index + 1 for row in self.rows), default=0)

    @cached_property
    def seen(self) -> tuple[Row, ...]:
        """The rows that are not scrolled out of sight, whether their regions are in view or not."""
        return tuple(row for row in self.rows if 0 <= row.index - self.first < self.n_shown)

    @cached_property
    def next_left(self) -> dict[str, int]:
        """The left edge of the region with takes behind each one, in pixels; none for the last."""
        regions = list({row.region.id: row.region for row in self.rows}.values())
        found = {}
        for region, later in pairwise(regions):
            found[region.id] = self.span_px(later.span.start, later.span.stop)[0]
        return found

    @property
    def n_shown(self) -> int:
        """Rows that there is room for."""
        return min(self.n_rows, MOST_ROWS)

    @property
    def last_first(self) -> int:
        """How far down one can scroll."""
        return self.n_rows - self.n_shown

    def rect(self, row: Row) -> QRectF:
        """Where a row's block is drawn; nowhere while it is scrolled out of sight."""
        place = row.index - self.first
        if not 0 <= place < self.n_shown:
            return QRectF()
        left, right = self.span_px(row.region.span.start, row.region.span.stop)
        top = place * self.height + INSET_PX
        return QRectF(left, top, max(6, right - left), self.height - INSET_PX - 1)


@dataclass(frozen=True)
class Line:
    """Chips beside one another, from the left edge of their region up to the next region's; laid out once.

    Attributes:
        rows: of all regions.
        height: pixels of the line.
        span_px: pixels of the edges of a stretch of samples.
        short_px: width of a row's chip with its number alone.
        long_px: with all that can be said of it, as on the chip of what is heard.
        gap: pixels between chips.
        width: of the lane.
    """

    rows: tuple[Row, ...]
    height: int
    span_px: Callable[[int, int], tuple[int, int]]
    short_px: Callable[[Row], int]
    long_px: Callable[[Row], int]
    gap: int
    width: int

    def rect(self, row: Row) -> QRectF:
        """Where a row's chip is drawn; nowhere if it finds no room."""
        return QRectF(self._rects.get((row.region.id, row.number), QRectF()))

    def is_tight(self, region: Region) -> bool:
        """Whether even the chip of what is heard says no more than its number, so that others have room."""
        return region.id in self._tight

    def block(self, region: Region) -> QRectF:
        """Where the region that the chips belong to is drawn."""
        left, right = self.span_px(region.span.start, region.span.stop)
        return QRectF(left, INSET_PX, max(6, right - left), self.height - INSET_PX - 1)

    def in_view(self, area: QRect) -> Iterator[tuple[Region, list[Row]]]:
        """Regions whose strip or chips reach into an area, and their rows."""
        for region_id, rows in self._answers.items():
            block, (left, right) = self.block(rows[0].region), self._rooms[region_id]
            if max(right, block.right()) >= area.left() and min(left, block.left()) <= area.right():
                yield rows[0].region, rows

    @cached_property
    def _answers(self) -> dict[str, list[Row]]:
        """The rows of each region."""
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            found.setdefault(row.region.id, []).append(row)
        return found

    @cached_property
    def _rooms(self) -> dict[str, tuple[int, int]]:
        """Pixels between which the chips of each region may stand."""
        regions = [rows[0].region for rows in self._answers.values()]
        edges = [(region, *self.span_px(region.span.start, region.span.stop)) for region in regions]
        limits = [min(self.width, x - self.gap) for _, x, _ in edges[1:]] + [self.width]
        rooms = {}
        for (region, left, right), limit in zip(edges, limits, strict=False):  # in order, never overlapping
            # A line of its own may reach past its region, up to the next one with takes.
            rooms[region.id] = max(0, left), limit if right >= 0 else -1
        return rooms

    @cached_property
    def _tight(self) -> frozenset[str]:
        """Regions whose chips find no room where the one that is heard says all that can be said of it."""
        found = set()
        for region, rows in self._answers.items():
            left, right = self._rooms[region]
            needed = sum(self.long_px(row) if row.is_chosen else self.short_px(row) for row in rows)
            if needed + self.gap * (len(rows) - 1) > right - left:
                found.add(region)
        return frozenset(found)

    @cached_property
    def _rects(self) -> dict[tuple[str, int], QRectF]:
        """Where chips are drawn, by region and number of the take."""
        found = {}
        for region, rows in self._answers.items():
            x, right = self._rooms[region]
            widths = [self._chip_px(row) for row in rows]
            for index in self._shown(rows, widths, right - x):
                rect = QRectF(x, INSET_PX, widths[index], self.height - INSET_PX - 1)
                found[region, rows[index].number] = rect
                x += widths[index] + self.gap
        return found

    def _chip_px(self, row: Row) -> int:
        return self.long_px(row) if row.is_chosen and not self.is_tight(row.region) else self.short_px(row)

    def _shown(self, rows: list[Row], widths: list[int], room: int) -> range:
        """The chips that there is room for: the one that is heard, and its neighbours."""
        first = last = next(index for index, row in enumerate(rows) if row.is_chosen)
        used = widths[first]
        if used > room:
            return range(0)
        while True:
            for index in (last + 1, first - 1):
                if 0 <= index < len(rows) and used + self.gap + widths[index] <= room:
                    used += self.gap + widths[index]
                    first, last = min(first, index), max(last, index)
                    break
            else:
                return range(first, last + 1)
