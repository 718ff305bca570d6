"""Where sounds begin on a track as it is heard, and where it crosses zero: what cursors and edges keep to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.audio import onsets
from engine.document.document import Track
from engine.document.render import Read, render_track
from engine.timeline import Span, seconds_to_samples

Places = NDArray[np.int64]
"""Samples on the track, in order: `[m]`."""

BLOCK_S = 4.0
"""How much is looked through at once."""

MARGIN_S = 0.25
"""What is heard to each side of a block, so that no beginning is cut."""

BEFORE_S, AFTER_S = 2.0, 8.0
"""How far from a place its hit may begin and end."""

CROSSING_S = 0.010
"""How far away a zero crossing may lie."""


@dataclass(frozen=True, slots=True)
class TrackSearch:
    """Looks through a track; every method but those of numbers raises AudioFileError on an unreadable source.

    Blocks are numbered from sample 0 of the track on; before it lie those with numbers below 0.
    """

    track: Track
    sample_rate: int
    read: Read

    def samples(self, seconds: float) -> int:
        """As many samples as that lasts."""
        return seconds_to_samples(seconds, self.sample_rate)

    def block(self, index: int) -> Span:
        """The block of that number."""
        size = self.samples(BLOCK_S)
        return Span(index * size, (index + 1) * size)

    def onsets_in(self, index: int) -> Places:
        """All beginnings in the block of that number."""
        block, margin = self.block(index), self.samples(MARGIN_S)
        heard = Span(block.start - margin, block.stop + margin)
        if not self.track.extent.overlaps(heard):
            return np.zeros(0, np.int64)
        return _within(block, onsets.onsets(self._render(heard), self.sample_rate) + heard.start)

    def crossings_in(self, index: int) -> Places:
        """All zero crossings in the block of that number, as far as the track reaches."""
        block = self.block(index)
        heard = self.track.extent.overlap(Span(block.start - 1, block.stop + 1))
        if not heard:
            return np.zeros(0, np.int64)
        return _within(block, onsets.zero_crossings(self._render(heard)) + heard.start)

    def next_onset(self, sample: int, direction: int, is_wanted: Callable[[], bool]) -> int | None:
        """The next beginning after a sample, or the last before it with `direction` -1.

        Args:
            is_wanted: asked before each block; nothing is looked for any more once it says no.
        """
        for index in self._order(sample, direction):
            if not is_wanted():
                return None
            places = self.onsets_in(index)
            places = places[places > sample] if direction > 0 else places[places < sample]
            if len(places):
                return int(places[0] if direction > 0 else places[-1])
        return None

    def hit_at(self, sample: int) -> Span | None:
        """The sound that is heard at a sample, from where it begins to where it has died away."""
        before, after, extent = self.samples(BEFORE_S), self.samples(AFTER_S), self.track.extent
        beside = Span(extent.start - before, extent.stop + before)
        if not extent or sample not in beside:
            return None
        around = beside.overlap(Span(sample - before, sample + after))
        hit = onsets.hit_at(self._render(around), self.sample_rate, sample - around.start)
        return extent.overlap(hit.shifted(around.start)) if hit else None

    def nearest_crossing(self, sample: int) -> int:
        """The zero crossing nearest to a sample, within 10 ms; itself where there is none."""
        reach = self.samples(CROSSING_S)
        around = self.track.extent.overlap(Span(sample - reach, sample + reach + 1))
        if sample not in around:
            return sample
        return around.start + onsets.nearest_zero_crossing(self._render(around), sample - around.start)

    def _render(self, span: Span) -> NDArray[np.float64]:
        return render_track(self.track, span, self.read)

    def _order(self, sample: int, direction: int) -> Iterator[int]:
        """The blocks from that of a sample on, to where the track ends."""
        size, extent = self.samples(BLOCK_S), self.track.extent
        first, last = extent.start // size, max(extent.start, extent.stop - 1) // size
        here = min(max(sample // size, first), last)
        yield from range(here, last + 1) if direction > 0 else range(here, first - 1, -1)


def _within(block: Span, places: Places) -> Places:
    return places[(places >= block.start) & (places < block.stop)]
