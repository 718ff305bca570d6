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
    """Where one channel is drawn: pixels from the top of the waveform, and how often it is magnified."""

    top: int
    height: int
    amplitude: float = 1.0

    @property
    def middle(self) -> float:
        """The row of silence."""
        return self.top + self.height / 2

    def y(self, value: Floats) -> Floats:
        """Rows of sample values; full scale leaves a small margin."""
        seen = np.clip(value * self.amplitude, -1.02, 1.02)
        return (self.height / 2 - seen * (self.height / 2) * (1 - 2 * MARGIN)).astype(np.float32)


def strips(n_channels: int, height: int, amplitude: float = 1.0) -> list[Strip]:
    """The strips of all channels, from top to bottom."""
    edges = [round(i * height / n_channels) for i in range(n_channels + 1)]
    return [Strip(a, b - a, amplitude) for a, b in itertools.pairwise(edges)]


def painted(columns: Columns, height: int, theme: Theme, amplitude: float = 1.0) -> QImage:
    """A transparent picture of `columns.n` × `height` device pixels, `amplitude` times as tall as it is."""
    pixels = np.zeros((height, columns.n, 4), np.uint8)
    clipped = columns.is_clipped
    for channel, strip in enumerate(strips(columns.n_channels, height, amplitude)):
        rows = pixels[strip.top : strip.top + strip.height]
        body = _cover(strip, columns.low[channel], columns.high[channel], columns.is_sound)
        core = _cover(strip, columns.core_low[channel], columns.core_high[channel], columns.is_sound)
        outer = _colors(columns.is_take[channel], theme.waveform, theme.take)
        inner = _colors(columns.is_take[channel], theme.waveform_core, theme.take_core)
        _mix(rows, body, core, outer, inner)
        _mark(rows, clipped[channel], theme.warning)
    image = QImage(pixels.data, columns.n, height, columns.n * 4, QImage.Format.Format_ARGB32_Premultiplied)
    return image.copy()  # the copy owns its pixels, numpy's go


def _cover(strip: Strip, low: Floats, high: Floats, is_sound: NDArray[np.bool_]) -> Floats:
    """How much of each pixel `[h, n]` lies between `low` and `high`, 0 to 1; silence is still a line."""
    top, foot = strip.y(high), strip.y(low)
    thin = np.maximum(0, 1 - (foot - top)) / 2
    top, foot = top - thin, np.where(is_sound, foot + thin, -1).astype(np.float32)
    y = np.arange(strip.height, dtype=np.float32)[:, None]
    cover = np.minimum(y + 1, foot)
    cover -= np.maximum(y, top)
    return np.clip(cover, 0, 1, out=cover)


def _mix(rows: NDArray[np.uint8], body: Floats, core: Floats, outer: Floats, inner: Floats) -> None:
    """Write premultiplied pixels `[h, n, 4]`: the body in one colour `[4, n]`, its core in another."""
    np.minimum(core, body, out=core)
    body -= core
    for component in range(4):  # one plane at a time stays in the cache: four times as fast as all at once
        plane = body * outer[component]
        plane += core * inner[component]
        plane += 0.5
        rows[:, :, component] = plane


def _colors(is_take: NDArray[np.bool_], plain: QColor, take: QColor) -> Floats:
    """Blue, green, red, alpha of each column, 0 to 255, `[4, n]`."""
    both = np.array([_bgra(plain), _bgra(take)], np.float32)
    return np.ascontiguousarray(both[is_take.astype(np.intp)].T)


def _bgra(color: QColor) -> tuple[int, int, int, int]:
    return color.blue(), color.green(), color.red(), 255


def _mark(rows: NDArray[np.uint8], is_clipped: NDArray[np.bool_], color: QColor) -> None:
    """A short bar at both ends of the strip over each clipped column, widened so that one sample is seen."""
    if not is_clipped.any():
        return
    wide = is_clipped.copy()
    wide[1:] |= is_clipped[:-1]
    wide[:-1] |= is_clipped[1:]
    length = max(2, len(rows) // 24)
    rows[:length, wide] = _bgra(color)
    rows[-length:, wide] = _bgra(color)
