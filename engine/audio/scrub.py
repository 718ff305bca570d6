"""Scrubbing: short grains of sound at a place that is moved about."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.timeline import Span

GRAIN_S = 0.06
HOLD_S = 0.15
"""How long it sounds on after the last move."""


class Scrub:
    """A render of its own time: what sounds at each moment is where the pointer is then.

    Grains of `GRAIN_S` overlap by half under windows that add up to 1, so that a pointer at rest would give a
    steady sound; it is silent after `HOLD_S` instead.

    Args:
        render: what is scrubbed.
        at: where the pointer is first.
        n_channels: of what `render` gives.
    """

    def __init__(
        self,
        render: Callable[[Span], NDArray[np.floating[Any]]],
        sample_rate: int,
        at: int,
        n_channels: int = 2,
    ) -> None:
        self._render, self._n_channels = render, n_channels
        self._hop = max(1, round(GRAIN_S * sample_rate / 2))
        n = 2 * self._hop
        self._window = np.sin(np.pi * (np.arange(n) + 0.5) / n)[:, np.newaxis] ** 2
        self._grains: dict[int, NDArray[np.floating[Any]] | None] = {}
        self._at, self._moved = at, time.monotonic()

    def move(self, sample: int) -> None:
        """Say where the pointer is now."""
        self._at, self._moved = sample, time.monotonic()

    def __call__(self, span: Span) -> NDArray[np.float32]:
        """Float32 `[n, c]` for a stretch of the stream's own time; asked for in order."""
        out = np.zeros((span.length, self._n_channels), np.float32)
        first = max(0, span.start // self._hop - 1)
        for number in range(first, (span.stop - 1) // self._hop + 1):
            if number not in self._grains:
                self._grains[number] = self._grain()
            self._add(out, span, number)
        for old in [number for number in self._grains if number < first]:
            del self._grains[old]
        return out

    def _grain(self) -> NDArray[np.floating[Any]] | None:
        """Sound around the pointer; None once it has come to rest."""
        if time.monotonic() - self._moved > HOLD_S:
            return None
        start = self._at - self._hop
        return self._render(Span(start, start + 2 * self._hop)) * self._window

    def _add(self, out: NDArray[np.float32], span: Span, number: int) -> None:
        grain, start = self._grains[number], number * self._hop
        part = Span(start, start + 2 * self._hop).overlap(span)
        if grain is not None and part:
            out[part.start - span.start : part.stop - span.start] += grain[
                part.start - start : part.stop - start
            ]
