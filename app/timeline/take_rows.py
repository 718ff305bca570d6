"""Where the answers of a track's regions stand: in rows below one another, or as chips in one line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRectF

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


@dataclass(frozen=True, slots=True)
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

    @property
    def n_rows(self) -> int:
        """Rows of the region with the most takes."""
        return max((row.index + 1 for row in self.rows), default=0)

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


@dataclass(frozen=True, slots=True)
class Line:
    """Chips beside one another, from the left edge of their region up to the next region's.

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
        shown = self._shown(row.region)
        if row not in shown:
            return QRectF()
        before = shown[: shown.index(row)]
        left = self._left(row.region) + sum(self.chip_px(other) + self.gap for other in before)
        return QRectF(left, INSET_PX, self.chip_px(row), self.height - INSET_PX - 1)

    def chip_px(self, row: Row) -> int:
        """How wide a row's chip is."""
        return self.long_px(row) if row.is_chosen and not self.is_tight(row.region) else self.short_px(row)

    def is_tight(self, region: Region) -> bool:
        """Whether even the chip of what is heard says no more than its number, so that others have room."""
        rows = [row for row in self.rows if row.region.id == region.id]
        widths = (self.long_px(row) if row.is_chosen else self.short_px(row) for row in rows)
        return sum(widths) + self.gap * (len(rows) - 1) > self._right(region) - self._left(region)

    def block(self, region: Region) -> QRectF:
        """Where the region that the chips belong to is drawn."""
        left, right = self.span_px(region.span.start, region.span.stop)
        return QRectF(left, INSET_PX, max(6, right - left), self.height - INSET_PX - 1)

    def _shown(self, region: Region) -> list[Row]:
        """The chips that there is room for: the one that is heard, and its neighbours."""
        rows = [row for row in self.rows if row.region.id == region.id]
        room = self._right(region) - self._left(region)
        chosen = next(index for index, row in enumerate(rows) if row.is_chosen)
        first = last = chosen
        used = self.chip_px(rows[chosen])
        if used > room:
            return []
        while True:
            for index in (last + 1, first - 1):
                if 0 <= index < len(rows) and used + self.gap + self.chip_px(rows[index]) <= room:
                    used += self.gap + self.chip_px(rows[index])
                    first, last = min(first, index), max(last, index)
                    break
            else:
                return rows[first : last + 1]

    def _left(self, region: Region) -> int:
        return max(0, self.span_px(region.span.start, region.span.stop)[0])

    def _right(self, region: Region) -> int:
        """Up to the next region with takes; a line of its own may reach past its region."""
        own = self.span_px(region.span.start, region.span.stop)[1]
        if own < 0:
            return -1
        later = [r.region.span for r in self.rows if r.region.span.start >= region.span.stop]
        return min([self.width, *(self.span_px(s.start, s.stop)[0] - self.gap for s in later)])
