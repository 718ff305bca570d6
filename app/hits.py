"""Where sounds begin on a track, looked up near a place at once and far from it beside the window."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator

import numpy as np
from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

from engine.audio import onsets
from engine.audio.files import Source
from engine.document.document import Document, Track
from engine.document.render import render_track
from engine.errors import EngineError
from engine.timeline import Span, seconds_to_samples

Read = Callable[[Source, Span], np.ndarray]

BLOCK_S = 4.0
"""How much is looked through at once."""

MARGIN_S = 0.25
"""What is heard to each side of a block, so that no beginning is cut."""

BEFORE_S, AFTER_S = 2.0, 8.0
"""How far from a place its hit may begin and end."""

MAX_BLOCKS = 512


class Hits(QObject):
    """Finds beginnings on tracks as they are heard; what was found is kept until the track changes.

    Args:
        read: reads sources, from any thread.

    Signals:
        found: identifier of the track, int sample; what `search` looked for.
        missed: nothing lies on that side.
        failed: EngineError, from a search.
    """

    found = Signal(str, object)
    missed = Signal()
    failed = Signal(object)  # EngineError

    def __init__(self, read: Read, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.read = read
        self._blocks: OrderedDict[tuple[str, int], np.ndarray] = OrderedDict()
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._stop = threading.Event()

    def forget_changed(self, before: Document, after: Document) -> None:
        """Drop what was found on tracks that are not the same any more."""
        same = {track.id for track in after.tracks if track in before.tracks}
        if before.sample_rate != after.sample_rate:
            same = set()
        for key in [key for key in self._blocks if key[0] not in same]:
            del self._blocks[key]

    def hit_at(self, track: Track, sample_rate: int, sample: int) -> Span | None:
        """The sound that is heard at a sample, from where it begins to where it has died away; None without.

        Raises:
            AudioFileError: a source cannot be read.
        """
        before, after = (seconds_to_samples(s, sample_rate) for s in (BEFORE_S, AFTER_S))
        extent = track.extent
        around = Span(max(sample - before, extent.start - before), min(sample + after, extent.stop + before))
        if not extent or sample not in around:
            return None
        sound = render_track(track, around, self.read)
        hit = onsets.hit_at(sound, sample_rate, sample - around.start)
        return extent.overlap(hit.shifted(around.start)) if hit else None

    def near(self, track: Track, sample_rate: int, sample: int, reach: int) -> int | None:
        """The beginning nearest to a sample, within `reach` samples; None where there is none.

        Raises:
            AudioFileError: a source cannot be read.
        """
        size = seconds_to_samples(BLOCK_S, sample_rate)
        blocks = range((sample - reach) // size, (sample + reach) // size + 1)
        known = [self._block(track, sample_rate, index) for index in (*blocks[:1], *blocks[-1:])]
        places = np.concatenate(known)
        places = places[np.abs(places - sample) <= reach]
        return int(places[np.argmin(np.abs(places - sample))]) if len(places) else None

    def search(self, track: Track, sample_rate: int, sample: int, direction: int) -> None:
        """Look for the next beginning after a sample, or the last before it with `direction` -1.

        The answer comes as a signal; a search that is still going on is given up.
        """
        self._stop.set()
        self._stop = threading.Event()
        self._pool.start(_Search(self, track, sample_rate, sample, direction, self._stop))

    def close(self) -> None:
        """End a search; a search lasts one block longer, some milliseconds."""
        self._stop.set()
        self._pool.clear()
        self._pool.waitForDone()

    def _block(self, track: Track, sample_rate: int, index: int) -> np.ndarray:
        key = (track.id, index)
        if key not in self._blocks:
            self._blocks[key] = in_block(track, sample_rate, index, self.read)
            while len(self._blocks) > MAX_BLOCKS:
                self._blocks.popitem(last=False)
        return self._blocks[key]


def in_block(track: Track, sample_rate: int, index: int, read: Read) -> np.ndarray:
    """All beginnings in the block of that number: int64 samples on the track, in order.

    Raises:
        AudioFileError: a source cannot be read.
    """
    size, margin = (seconds_to_samples(s, sample_rate) for s in (BLOCK_S, MARGIN_S))
    block = Span(index * size, (index + 1) * size)
    heard = Span(block.start - margin, block.stop + margin)
    if not track.extent.overlaps(heard):
        return np.zeros(0, np.int64)
    found = onsets.onsets(render_track(track, heard, read), sample_rate) + heard.start
    return found[(found >= block.start) & (found < block.stop)]


class _Search(QRunnable):
    """Goes from block to block until something begins, the track ends, or nobody waits any more."""

    def __init__(
        self, hits: Hits, track: Track, sample_rate: int, sample: int, direction: int, stop: threading.Event
    ) -> None:
        super().__init__()
        self.hits, self.track, self.sample_rate = hits, track, sample_rate
        self.sample, self.direction, self.stop = sample, direction, stop

    def run(self) -> None:
        """Tell of the first one."""
        try:
            for index in self._order():
                if self.stop.is_set():
                    return
                if (place := self._first(index)) is not None:
                    self.hits.found.emit(self.track.id, place)
                    return
            self.hits.missed.emit()
        except EngineError as error:
            self.hits.failed.emit(error)

    def _order(self) -> Iterator[int]:
        size, extent = seconds_to_samples(BLOCK_S, self.sample_rate), self.track.extent
        first, last = extent.start // size, max(extent.start, extent.stop - 1) // size
        here = min(max(self.sample // size, first), last)
        yield from range(here, last + 1) if self.direction > 0 else range(here, first - 1, -1)

    def _first(self, index: int) -> int | None:
        places = in_block(self.track, self.sample_rate, index, self.hits.read)
        places = places[places > self.sample] if self.direction > 0 else places[places < self.sample]
        if not len(places):
            return None
        return int(places[0] if self.direction > 0 else places[-1])
