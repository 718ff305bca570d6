"""Places on tracks that are looked for beside the window, block by block, and kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

from app.jobs import write_down
from engine.document.document import Document, Track
from engine.document.render import Read
from engine.document.seeking import BLOCK_S, Places, TrackSearch
from engine.timeline import Span, seconds_to_samples

MAX_BYTES = 48 * 2**20
"""What the places that are kept may take: in digital silence every sample crosses zero."""

MAX_AHEAD = 32
"""Blocks that are looked through before anybody asks: two minutes."""

N_EDGES = 2
"""Places that are asked for at a time: the edge that is dragged, and the one that stays."""

AHEAD, NOW, SEARCH = range(3)
"""How urgent it is: somebody may ask soon, somebody asked, somebody waits for the answer."""

Key = tuple[str, int]
"""Which block: its track's identifier, and its number on the track."""

Offsets = NDArray[np.int32]
"""Places from the start of their block on: half of what they take otherwise."""

Look = Callable[[TrackSearch, int], Places]
"""Finds the places in the block of that number."""


class Blocks(QObject):
    """Knows places of one kind on tracks as they are heard, until a track sounds different.

    Args:
        read: reads sources, from any thread.
        look: finds the places of a block, on a thread of the pool.
        most: blocks that are kept; fewer where they take more than `MAX_BYTES`.
        pool: carries the jobs; whoever made it ends it.

    Signals:
        learned: nothing; what somebody asked for is known now.
        failed: Exception; where a track cannot be read that is told once.
        looked: Key and int ticket of a block that was looked through; its Offsets, or Exception.
    """

    learned = Signal()
    failed = Signal(object)  # Exception
    looked = Signal(object, int, object)  # Key, int, Offsets | Exception

    def __init__(self, read: Read, look: Look, most: int, pool: QThreadPool) -> None:
        super().__init__(pool)
        self.read, self.look = read, look
        self._most, self._pool = most, pool
        self._known: OrderedDict[Key, Offsets] = OrderedDict()
        self._tickets: dict[Key, tuple[int, int]] = {}  # of the jobs under way, and how urgent they are
        self._last_ticket = 0
        self._edges: list[list[Key]] = []  # what was asked for last, and before that
        self._unreadable: set[str] = set()
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
        for known in (self._known, self._tickets):
            for key in [key for key in known if key[0] not in same]:
                del known[key]
        self._unreadable &= same

    def near(self, track: Track, sample_rate: int, sample: int, reach: int) -> int | None:
        """The place nearest to a sample, within `reach` samples; never waits.

        What was asked for before the last `N_EDGES` places is given up: the pointer is elsewhere.

        Returns:
            None where there is none, or where that is not known yet: then it is looked for.
        """
        size = seconds_to_samples(BLOCK_S, sample_rate)
        first, last = (sample - reach) // size, (sample + reach) // size
        keys = [(track.id, index) for index in dict.fromkeys((first, last))]
        self._edges = [*(edge for edge in self._edges if edge != keys), keys][-N_EDGES:]
        self._give_up(NOW, {key for edge in self._edges for key in edge})
        self._ask(track, sample_rate, keys, NOW)
        if not all(key in self._known for key in keys):
            return None
        places = np.concatenate([self._met(key, sample, reach, key[1] * size) for key in keys])
        return int(places[np.argmin(np.abs(places - sample))]) if len(places) else None

    def look_ahead(self, tracks: Sequence[Track], sample_rate: int, span: Span) -> None:
        """Look through a stretch of some tracks before anybody asks, and no more through the one before.

        Of more than `MAX_AHEAD` blocks the first of the first tracks are looked through.
        """
        size = seconds_to_samples(BLOCK_S, sample_rate)
        wanted: list[tuple[Track, Key]] = []
        for track in tracks:
            if part := span.overlap(track.extent):
                numbers = range(part.start // size, -(-part.stop // size))
                wanted += [(track, (track.id, number)) for number in numbers[: MAX_AHEAD - len(wanted)]]
        self._give_up(AHEAD, {key for _track, key in wanted})
        for track, key in wanted:
            self._ask(track, sample_rate, [key], AHEAD)

    def close(self) -> None:
        """Wait for nothing any more."""
        self._tickets.clear()

    def _met(self, key: Key, sample: int, reach: int, start: int) -> Places:
        self._known.move_to_end(key)
        offsets, here = self._known[key], sample - start
        first, last = np.searchsorted(offsets, (here - reach, here + reach + 1))
        return offsets[first:last].astype(np.int64) + start

    def _give_up(self, urgency: int, wanted: set[Key]) -> None:
        """No more of the jobs that are as urgent as that, but those for the wanted blocks."""
        waiting = {key for key, (_ticket, how) in self._tickets.items() if how == urgency}
        for key in waiting - wanted:
            del self._tickets[key]

    def _ask(self, track: Track, sample_rate: int, keys: Iterable[Key], urgency: int) -> None:
        for key in keys:
            if key in self._known or self._tickets.get(key, (0, -1))[1] >= urgency:
                continue
            self._last_ticket += 1
            self._tickets[key] = self._last_ticket, urgency
            search = TrackSearch(track, sample_rate, self.read)
            self._pool.start(_Look(self, search, key, self._last_ticket), urgency)

    def _take(self, key: Key, ticket: int, found: Offsets | Exception) -> None:
        if not self.is_wanted(key, ticket):
            return
        _ticket, urgency = self._tickets.pop(key)
        if isinstance(found, Exception):
            if key[0] not in self._unreadable:
                self._unreadable.add(key[0])
                self.failed.emit(found)
            return  # looked through again when it is asked for: the file may be back
        self._unreadable.discard(key[0])
        self._known[key] = found
        self._trim()
        if urgency == NOW:
            self.learned.emit()

    def _trim(self) -> None:
        """Let go what was not asked for the longest."""
        n_bytes = sum(places.nbytes for places in self._known.values())
        while len(self._known) > self._most or n_bytes > MAX_BYTES:
            _key, places = self._known.popitem(last=False)
            n_bytes -= places.nbytes


def _sound_of(track: Track) -> tuple[object, ...]:
    """What decides how a track sounds: marks, names and faders do not."""
    return track.n_channels, track.clips, track.heard


class _Look(QRunnable):
    """Looks through one block, unless nobody waits for it any more."""

    def __init__(self, blocks: Blocks, search: TrackSearch, key: Key, ticket: int) -> None:
        super().__init__()
        self.blocks, self.search, self.key, self.ticket = blocks, search, key, ticket

    def run(self) -> None:
        """Tell what lies there."""
        if not self.blocks.is_wanted(self.key, self.ticket):
            return
        try:
            places = self.blocks.look(self.search, self.key[1])
            found = (places - self.search.block(self.key[1]).start).astype(np.int32)
        except Exception as error:  # the job's one catch-all; messages.tell() decides what it means
            write_down(error)
            self.blocks.looked.emit(self.key, self.ticket, error)
        else:
            self.blocks.looked.emit(self.key, self.ticket, found)
