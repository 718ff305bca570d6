"""Where sounds begin on a track, looked for beside the window, block by block."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence

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
MAX_AHEAD = 32
"""Blocks that are looked through before anybody asks: two minutes."""

AHEAD, NOW, SEARCH = range(3)
"""How urgent it is: somebody may ask soon, somebody asked, somebody waits for the answer."""

Key = tuple[str, int]
"""Which block: its track's identifier, and its number on the track."""


class Hits(QObject):
    """Finds beginnings on tracks as they are heard; what was found is kept until the track sounds different.

    Args:
        read: reads sources, from any thread.

    Signals:
        found: identifier of the track, int sample; what `search` looked for.
        missed: nothing lies on that side.
        failed: EngineError; where a track cannot be read that is told once.
        looked: Key and int ticket of a block that was looked through; its beginnings, or EngineError.
    """

    found = Signal(str, object)
    missed = Signal()
    failed = Signal(object)  # EngineError
    looked = Signal(object, int, object)  # Key, int, np.ndarray | EngineError

    def __init__(self, read: Read, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.read = read
        self._blocks: OrderedDict[Key, np.ndarray] = OrderedDict()
        self._tickets: dict[Key, tuple[int, int]] = {}  # of the jobs under way, and how urgent they are
        self._last_ticket = 0
        self._unreadable: set[str] = set()
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._stop = threading.Event()
        self.looked.connect(self._take)

    @property
    def is_settled(self) -> bool:
        """Whether all that was asked for is known."""
        return not self._tickets

    def is_wanted(self, key: Key, ticket: int) -> bool:
        """Whether somebody still waits for the job with this ticket; read by the jobs."""
        return self._tickets.get(key, (0, 0))[0] == ticket

    def forget_changed(self, before: Document, after: Document) -> None:
        """Drop what was found on tracks that do not sound the same any more."""
        then = {track.id: _sound_of(track) for track in before.tracks}
        same = {track.id for track in after.tracks if then.get(track.id) == _sound_of(track)}
        if before.sample_rate != after.sample_rate:
            same = set()
        for known in (self._blocks, self._tickets):
            for key in [key for key in known if key[0] not in same]:
                del known[key]
        self._unreadable &= same

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
        """The beginning nearest to a sample, within `reach` samples; never waits.

        Returns:
            None where there is none, or where that is not known yet: then it is looked for.
        """
        size = seconds_to_samples(BLOCK_S, sample_rate)
        first, last = (sample - reach) // size, (sample + reach) // size
        keys = [(track.id, index) for index in dict.fromkeys((first, last))]
        self._ask(track, sample_rate, keys, NOW)
        if not all(key in self._blocks for key in keys):
            return None
        places = np.concatenate([self._blocks[key] for key in keys])
        places = places[np.abs(places - sample) <= reach]
        return int(places[np.argmin(np.abs(places - sample))]) if len(places) else None

    def look_ahead(self, tracks: Sequence[Track], sample_rate: int, span: Span) -> None:
        """Look through a stretch of some tracks before anybody asks, and no more through the one before.

        A stretch of more than `MAX_AHEAD` blocks is left alone.
        """
        size = seconds_to_samples(BLOCK_S, sample_rate)
        seen = [(track, span.overlap(track.extent)) for track in tracks]
        keys = [
            (track, [(track.id, index) for index in range(part.start // size, -(-part.stop // size))])
            for track, part in seen
            if part
        ]
        if sum(len(row) for _track, row in keys) > MAX_AHEAD:
            keys = []
        wanted = {key for _track, row in keys for key in row}
        idle = [key for key, (_ticket, urgency) in self._tickets.items() if urgency == AHEAD]
        for key in set(idle) - wanted:
            del self._tickets[key]
        for track, row in keys:
            self._ask(track, sample_rate, row, AHEAD)

    def search(self, track: Track, sample_rate: int, sample: int, direction: int) -> None:
        """Look for the next beginning after a sample, or the last before it with `direction` -1.

        The answer comes as a signal; a search that is still going on is given up.
        """
        self._stop.set()
        self._stop = threading.Event()
        self._pool.start(_Search(self, track, sample_rate, sample, direction, self._stop), SEARCH)

    def close(self) -> None:
        """End a search and all looking; both last one block longer, some milliseconds."""
        self._stop.set()
        self._tickets.clear()
        self._pool.clear()
        self._pool.waitForDone()

    def _ask(self, track: Track, sample_rate: int, keys: Iterable[Key], urgency: int) -> None:
        for key in keys:
            if key in self._blocks or self._tickets.get(key, (0, -1))[1] >= urgency:
                continue
            self._last_ticket += 1
            self._tickets[key] = self._last_ticket, urgency
            self._pool.start(_Look(self, track, sample_rate, key, self._last_ticket), urgency)

    def _take(self, key: Key, ticket: int, found: np.ndarray | EngineError) -> None:
        if not self.is_wanted(key, ticket):
            return
        del self._tickets[key]
        if isinstance(found, EngineError):
            if key[0] not in self._unreadable:
                self._unreadable.add(key[0])
                self.failed.emit(found)
            return  # looked through again when it is asked for: the file may be back
        self._unreadable.discard(key[0])
        self._blocks[key] = found
        while len(self._blocks) > MAX_BLOCKS:
            self._blocks.popitem(last=False)


def _sound_of(track: Track) -> tuple[object, ...]:
    """What decides how a track sounds: marks, names and faders do not."""
    return track.n_channels, track.clips, track.heard


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


class _Look(QRunnable):
    """Looks through one block, unless nobody waits for it any more."""

    def __init__(self, hits: Hits, track: Track, sample_rate: int, key: Key, ticket: int) -> None:
        super().__init__()
        self.hits, self.track, self.sample_rate = hits, track, sample_rate
        self.key, self.ticket = key, ticket

    def run(self) -> None:
        """Tell what begins there."""
        if not self.hits.is_wanted(self.key, self.ticket):
            return
        try:
            found = in_block(self.track, self.sample_rate, self.key[1], self.hits.read)
        except EngineError as error:
            self.hits.looked.emit(self.key, self.ticket, error)
        else:
            self.hits.looked.emit(self.key, self.ticket, found)


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
