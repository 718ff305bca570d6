"""Beginnings, zero crossings and hits on tracks as they are heard, found beside the window."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

from app.blocks import SEARCH, Blocks
from app.jobs import write_down
from engine.document.document import Document, Track
from engine.document.render import Read
from engine.document.seeking import TrackSearch

MAX_ONSETS, MAX_CROSSINGS = 512, 64
"""Blocks that are kept: of beginnings there are few, of zero crossings some thousands a second."""

Question = Callable[[], object]
"""Looked into on another thread; what it raises is the answer."""


class Hits(QObject):
    """Finds places on tracks as they are heard; the window never waits for it.

    Places that edges keep to are kept in `onsets` and `crossings`. Of questions one at a time is looked into:
    a newer one takes the place of the one before, of which nothing is heard any more.

    Args:
        read: reads sources, from any thread.

    Signals:
        failed: Exception; where a track cannot be read, `onsets` and `crossings` tell that once.
        answered: int ticket of a question; the answer, or Exception.
    """

    failed = Signal(object)  # Exception
    answered = Signal(int, object)

    def __init__(self, read: Read, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.read = read
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self.onsets = Blocks(read, TrackSearch.onsets_in, MAX_ONSETS, self._pool)
        self.crossings = Blocks(read, TrackSearch.crossings_in, MAX_CROSSINGS, self._pool)
        for blocks in (self.onsets, self.crossings):
            blocks.failed.connect(self.failed)
        self._last_ticket = 0
        self._then: Callable[[object], None] | None = None
        self.answered.connect(self._answer)

    @property
    def is_settled(self) -> bool:
        """Whether all that was asked for is known."""
        return self._then is None and self.onsets.is_settled and self.crossings.is_settled

    def is_wanted(self, ticket: int) -> bool:
        """Whether somebody still waits for the answer with this ticket; read by the questions."""
        return self._then is not None and ticket == self._last_ticket

    def forget_changed(self, before: Document, after: Document) -> None:
        """Drop what was found on tracks that do not sound the same any more."""
        for blocks in (self.onsets, self.crossings):
            blocks.forget_changed(before, after)

    def hit_at(self, track: Track, rate: int, sample: int, then: Callable[[object], None]) -> None:
        """Ask for the sound that is heard at a sample: Span, None or Exception."""
        self._ask(partial(TrackSearch(track, rate, self.read).hit_at, sample), then)

    def next_onset(
        self, track: Track, rate: int, sample: int, direction: int, *, then: Callable[[object], None]
    ) -> None:
        """Ask for the next beginning after a sample, or the last before it: int, None or Exception."""
        search, ticket = TrackSearch(track, rate, self.read), self._last_ticket + 1
        self._ask(lambda: search.next_onset(sample, direction, lambda: self.is_wanted(ticket)), then)

    def nearest_crossings(
        self, track: Track, rate: int, samples: tuple[int, ...], then: Callable[[object], None]
    ) -> None:
        """Ask for the zero crossing nearest to each of these samples: a tuple of int, or Exception."""
        search = TrackSearch(track, rate, self.read)
        self._ask(lambda: tuple(search.nearest_crossing(sample) for sample in samples), then)

    def give_up(self) -> None:
        """Look into no question any more."""
        self._then = None

    def close(self) -> None:
        """End all looking; it lasts one block longer, some milliseconds."""
        self.give_up()
        for blocks in (self.onsets, self.crossings):
            blocks.close()
        self._pool.clear()
        self._pool.waitForDone()

    def _ask(self, question: Question, then: Callable[[object], None]) -> None:
        self._last_ticket += 1
        self._then = then
        self._pool.start(_Search(self, question, self._last_ticket), SEARCH)

    def _answer(self, ticket: int, answer: object) -> None:
        then = self._then
        if then is not None and self.is_wanted(ticket):
            self._then = None
            then(answer)


class _Search(QRunnable):
    """Looks into one question, unless nobody waits for the answer any more."""

    def __init__(self, hits: Hits, question: Question, ticket: int) -> None:
        super().__init__()
        self.hits, self.question, self.ticket = hits, question, ticket

    def run(self) -> None:
        """Tell the answer."""
        if not self.hits.is_wanted(self.ticket):
            return
        try:
            answer = self.question()
        except Exception as error:  # the job's one catch-all; messages.tell() decides what it means
            write_down(error)
            answer = error
        self.hits.answered.emit(self.ticket, answer)
