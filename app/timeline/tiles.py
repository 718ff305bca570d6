"""Columns -> picture: waveforms painted by arithmetic, with soft edges, kept in tiles."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from app.theme import Theme
from app.timeline.envelope import Columns, Floats

TILE_PX = 256
"""Device pixels of a tile's width."""

MARGIN = 0.04
"""Share of a channel's strip that stays free above and below full scale."""


@dataclass(frozen=True, slots=True)
class Strip:
    """Where one channel is drawn: device pixels from the top of the waveform."""

    top: int
    height: int

    @property
    def middle(self) -> float:
        """The row of silence."""
        return self.top + self.height / 2

    def y(self, value: Floats) -> Floats:
        """Rows of sample values; full scale leaves a small margin."""
        return (self.height / 2 - np.clip(value, -1.02, 1.02) * (self.height / 2) * (1 - 2 * MARGIN)).astype(
            np.float32
        )


def strips(n_channels: int, height: int) -> list[Strip]:
    """The strips of all channels, from top to bottom."""
    edges = [round(i * height / n_channels) for i in range(n_channels + 1)]
    return [Strip(a, b - a) for a, b in itertools.pairwise(edges)]


def painted(columns: Columns, height: int, theme: Theme) -> QImage:
    """A transparent picture of `columns.n` × `height` device pixels."""
    pixels = np.zeros((height, columns.n, 4), np.float32)
    outer = _colors(columns, theme.waveform, theme.take)
    inner = _colors(columns, theme.waveform_core, theme.take_core)
    clipped = columns.is_clipped
    for channel, strip in enumerate(strips(columns.n_channels, height)):
        rows = pixels[strip.top : strip.top + strip.height]
        _fill(rows, strip, columns.low[channel], columns.high[channel], columns.is_sound, outer)
        _fill(rows, strip, columns.core_low[channel], columns.core_high[channel], columns.is_sound, inner)
        _mark(rows, clipped[channel], theme.warning)
    data = np.ascontiguousarray((pixels * 255 + 0.5).astype(np.uint8))
    image = QImage(data.data, columns.n, height, columns.n * 4, QImage.Format.Format_ARGB32_Premultiplied)
    return image.copy()  # the copy owns its pixels, numpy's go


def _fill(
    rows: NDArray[np.float32],
    strip: Strip,
    low: Floats,
    high: Floats,
    is_sound: NDArray[np.bool_],
    colors: Floats,
) -> None:
    """Lay columns from `high` to `low` over `rows [h, n, 4]`; a row covered in part is mixed in part."""
    top, foot = strip.y(high), strip.y(low)
    thin = np.maximum(0, 1 - (foot - top)) / 2  # silence is still a line
    top, foot = top - thin, foot + thin
    y = np.arange(strip.height, dtype=np.float32)[:, None]
    cover = np.clip(np.minimum(y + 1, foot) - np.maximum(y, top), 0, 1) * is_sound
    rows *= (1 - cover)[:, :, None]
    rows += cover[:, :, None] * colors


def _colors(columns: Columns, plain: QColor, take: QColor) -> Floats:
    """Opaque blue, green, red, alpha of each column `[n, 4]`."""
    both = np.array([_bgra(plain), _bgra(take)], np.float32)
    return both[columns.is_take.astype(np.intp)]


def _bgra(color: QColor) -> tuple[float, float, float, float]:
    return color.blueF(), color.greenF(), color.redF(), 1.0


def _mark(rows: NDArray[np.float32], is_clipped: NDArray[np.bool_], color: QColor) -> None:
    """A short bar at both ends of the strip over each clipped column, widened so that one sample is seen."""
    if not is_clipped.any():
        return
    wide = is_clipped.copy()
    wide[1:] |= is_clipped[:-1]
    wide[:-1] |= is_clipped[1:]
    length = max(2, len(rows) // 24)
    rows[:length, wide] = _bgra(color)
    rows[-length:, wide] = _bgra(color)
