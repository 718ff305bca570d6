"""Levels -> colours: maps whose lightness is even, so that they read the same without colour vision."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from app.theme import Theme

_ON_DARK = (
    *("000004", "0b0924", "20114b", "3b0f70", "57157e", "721f81", "8c2981", "a8327d"),
    *("c43c75", "de4968", "f1605d", "fa7f5e", "fe9f6d", "febf84", "fddea0", "fcfdbf"),
)
"""Every seventeenth colour of “magma” (S. van der Walt and N. Smith, matplotlib, 2015, CC0)."""

_ON_LIGHT = (
    *("ffffff", "f6f2cf", "f3e2ac", "f3d092", "f4bc7e", "f5a771", "f5916a", "f27b67"),
    *("ed646a", "e34e71", "d5397a", "c32584", "aa1b8f", "891c99", "5f23a1", "002aa8"),
)
"""Every seventeenth colour of CET-L17 (P. Kovesi, “Good colour maps”, arXiv:1509.03700, CC BY)."""


def levels_map(theme: Theme) -> NDArray[np.uint32]:
    """256 opaque colours as 0xAARRGGBB, from quiet, like the canvas, to loud."""
    return _map(_ON_DARK if theme.is_dark else _ON_LIGHT)


@lru_cache(maxsize=2)
def _map(names: tuple[str, ...]) -> NDArray[np.uint32]:
    anchors = np.array([[int(name[i : i + 2], 16) for i in (0, 2, 4)] for name in names], float)
    at = np.linspace(0, 255, len(anchors))
    red, green, blue = (np.interp(np.arange(256), at, part).round().astype(np.uint32) for part in anchors.T)
    return (np.uint32(255) << 24) | (red << 16) | (green << 8) | blue
