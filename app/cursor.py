"""What keys and double-clicks do to the cursor and to the edges of the selection."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from app.hits import Hits
from app.language import tr
from app.session import Selection, Session
from app.snapping import Snapping
from engine.document.document import Track
from engine.timeline import Span

MOST_RECALLED = 5


class Cursor(QObject):
    """Commands on the selection; an empty one is the cursor, and the playhead stands in for it where none is.

    What has to be heard first is found beside the window. Such an answer counts only while the document and
    the selection are those that it was asked for.

    Signals:
        hinted: a sentence for the status line.
        failed: Exception; what was asked for could not be found, mostly since a source cannot be read.
    """

    hinted = Signal(str)
    failed = Signal(object)  # Exception

    def __init__(
        self, session: Session, hits: Hits, snapping: Snapping, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._hits, self._snapping = session, hits, snapping
        self._recent: list[Selection] = []
        hits.failed.connect(self.failed)
        session.selection_changed.connect(self._remember)

    @property
    def selection(self) -> Selection | None:
        """What is selected; an empty stretch at the playhead where nothing is; None without a track."""
        track = self._session.track
        if self._session.selection is not None or track is None:
            return self._session.selection
        return Selection(track.id, Span(self._session.playhead, self._session.playhead))

    @property
    def track(self) -> Track | None:
        """The track that the selection points at."""
        here = self.selection
        tracks = self._session.document.tracks
        return next((t for t in tracks if here is not None and t.id == here.track), None)

    def has_sound(self) -> bool:
        """Whether there is a track with anything on it."""
        return self.track is not None and bool(self.track.extent)

    def has_stretch(self) -> bool:
        """Whether a stretch is selected."""
        return self._session.selection is not None and bool(self._session.selection.span)

    def can_recall(self) -> bool:
        """Whether there is an earlier selection to go back to."""
        return any(earlier != self._session.selection for earlier in self._recent)

    # ---- edges by keys

    def move(self, direction: int) -> None:
        """The cursor one step on, or to that edge of what is selected."""
        if (here := self.selection) is None:
            return
        edge = here.span.stop if direction > 0 else here.span.start
        place = edge if here.span else self._within(self._snapping.stepped(edge, direction))
        self._select(Span(place, place))

    def grow(self, direction: int) -> None:
        """The selection longer by one step, at its start with `direction` -1, at its end with 1."""
        if (here := self.selection) is None:
            return
        start, stop = here.span.start, here.span.stop
        if direction > 0:
            stop = max(stop, self._within(self._snapping.stepped(stop, 1)))
        else:
            start = min(start, self._within(self._snapping.stepped(start, -1)))
        self._select(Span(start, stop))

    def shrink(self, direction: int) -> None:
        """The selection shorter by one step: its start later with `direction` 1, its end earlier with -1."""
        if (here := self.selection) is None or not here.span:
            return
        start, stop = here.span.start, here.span.stop
        if direction > 0:
            start = min(self._snapping.stepped(start, 1), stop)
        else:
            stop = max(self._snapping.stepped(stop, -1), start)
        self._select(Span(start, stop))

    def to_start(self) -> None:
        """Select from where the track begins to the cursor, or to the end of what is selected."""
        if (here := self.selection) is not None and (track := self.track) is not None:
            self._select(Span(min(track.extent.start, here.span.stop), here.span.stop))

    def to_end(self) -> None:
        """Select from the cursor, or from the start of what is selected, to where the track ends."""
        if (here := self.selection) is not None and (track := self.track) is not None:
            self._select(Span(here.span.start, max(track.extent.stop, here.span.start)))

    def to_zero_crossings(self) -> None:
        """Move both edges to where the sound crosses zero, if that is within 10 ms."""
        here, track = self.selection, self.track
        if here is not None and track is not None:
            rate, edges = self._session.document.sample_rate, (here.span.start, here.span.stop)
            self._hits.nearest_crossings(track, rate, edges, self._while_same(self._take_crossings))

    def jump(self, direction: int) -> None:
        """The cursor to where the next sound begins, or the one before."""
        here, track = self.selection, self.track
        if here is not None and track is not None:
            rate, then = self._session.document.sample_rate, self._while_same(self._take_onset)
            self._hits.next_onset(track, rate, here.span.start, direction, then=then)

    def recall(self) -> None:
        """Select what was selected before; again and again, the last five in turn."""
        present = {track.id for track in self._session.document.tracks}
        self._recent = [s for s in self._recent if s.track in present]
        if not self.can_recall():
            return
        if self._recent[-1] == self._session.selection:
            self._recent = [self._recent[-1], *self._recent[:-1]]
        wanted = self._recent[-1]
        self._session.select(replace(wanted, tracks=tuple(t for t in wanted.tracks if t in present)))

    # ---- clicks

    def select_at(self, track_id: str, sample: int) -> None:
        """Select what is meant by a double-click: a hit, else between markers, else the clip, else all."""
        track, rate = self._session.document.track(track_id), self._session.document.sample_rate
        then = self._while_same(lambda answer: self._take_hit(track, sample, answer))
        self._hits.hit_at(track, rate, sample, then)

    def select_track(self, track_id: str) -> None:
        """Select all of a track; of the double-click before nothing more is heard."""
        self._hits.give_up()
        self._session.select(Selection(track_id, self._session.document.track(track_id).extent))

    def select_between_markers(self, sample: int) -> None:
        """Select from the marker before a sample to the one behind it."""
        here, span = self.selection, self.between_markers(sample)
        if here is not None and span is not None:
            self._session.select(Selection(here.track, span))

    def between_markers(self, sample: int) -> Span | None:
        """From the marker before a sample to the one behind it, or the ends; None without any marker."""
        document = self._session.document
        places = [marker.at for marker in document.markers]
        if not places:
            return None
        start = max((at for at in places if at <= sample), default=document.extent.start)
        stop = min((at for at in places if at > sample), default=document.extent.stop)
        return Span(start, stop) if start <= sample < stop else None

    # ---- what the above share

    def _select(self, span: Span) -> None:
        if (here := self.selection) is not None:
            self._session.select(Selection(here.track, span, here.tracks))

    def _within(self, sample: int) -> int:
        """Inside the document: no key leads where there is nothing."""
        track = self.track
        extent = track.extent.hull(self._session.document.extent) if track else Span(0, 0)
        return min(max(sample, extent.start), extent.stop)

    def _while_same(self, take: Callable[[object], None]) -> Callable[[object], None]:
        """`take`, but deaf once another document or another place is meant than now."""
        document, selection = self._session.document, self._session.selection

        def take_if_same(answer: object) -> None:
            if self._session.document is document and self._session.selection == selection:
                take(answer)

        return take_if_same

    def _take_hit(self, track: Track, sample: int, answer: object) -> None:
        if isinstance(answer, Exception):
            self.failed.emit(answer)
        hit = answer if isinstance(answer, Span) else None
        span = hit or self.between_markers(sample) or _clip_at(track, sample) or track.extent
        self._session.select(Selection(track.id, span))

    def _take_onset(self, answer: object) -> None:
        if isinstance(answer, Exception):
            self.failed.emit(answer)
        elif isinstance(answer, int):
            self._select(Span(answer, answer))
        else:
            self.hinted.emit(tr("No sound begins on that side"))

    def _take_crossings(self, answer: object) -> None:
        if isinstance(answer, Exception):
            self.failed.emit(answer)
        elif isinstance(answer, tuple):
            start, stop = answer
            self._select(Span(start, max(start, stop)))

    def _remember(self, selection: Selection | None) -> None:
        """Keep the last few; one whose edge is dragged is still the same."""
        if selection is None or not selection.span or selection in self._recent:
            return
        last = self._recent[-1].span if self._recent else Span(0, 0)
        if last.start == selection.span.start or last.stop == selection.span.stop:
            del self._recent[-1:]
        self._recent = [*self._recent, selection][-MOST_RECALLED:]


def _clip_at(track: Track, sample: int) -> Span | None:
    return next((clip.span for clip in track.clips if sample in clip.span), None)
