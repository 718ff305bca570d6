"""Presses, moves and releases on the strips of all tracks: previews during a drag, one commit at its end.

While the pointer moves, `preview` is the very document that letting go would commit; the strips draw it, the
history does not know it. Escape drops it.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Qt, QTimer, Signal

from app.session import Selection, Session
from app.timeline import grips
from app.timeline.clip_drag import Extending
from app.timeline.drag import Drag, Here, Kind, Press, State, Zone, ordered, state_of, within_sound
from app.timeline.grips import Grip
from engine.document.document import Document
from engine.errors import EngineError
from engine.timeline import Span, samples_to_seconds

DRAG_PX = 3
SCROLL_INTERVAL_MS = 30


class Gestures(QObject):
    """Turns what the pointer does into selections and commits.

    `snap` gives the sample that a dragged edge keeps to, `track_at` the track at a place on the screen or "".

    Signals:
        preview_changed: what the strips draw is another document now.
        panned: QPoint, how far the view shall move, in pixels.
        hinted: a sentence for the status line.
        stretch_asked: identifier of a track, int sample; what sounds or stands there is meant.
        track_asked: identifier of a track, all of which is meant.
        extended: identifier of a region beyond a track's end, the seconds it adds, whether before the start.
    """

    preview_changed = Signal()
    panned = Signal(QPoint)
    hinted = Signal(str)
    stretch_asked = Signal(str, object)  # int
    track_asked = Signal(str)
    extended = Signal(str, float, bool)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.snap: Callable[[int], int] = lambda sample: sample
        self.track_at: Callable[[QPoint], str] = lambda _place: ""
        self.preview: Document | None = None
        self._drag: Drag | None = None
        self._is_moving = False
        self._x, self._track, self._refusal = 0, "", ""
        self._late: tuple[State, Callable[[], object]] | None = None
        self._scroll = QTimer(self, interval=SCROLL_INTERVAL_MS)
        self._scroll.timeout.connect(self._scroll_on)

    # ---- what is drawn

    @property
    def document(self) -> Document:
        """What the strips draw: the document, or what it would become if the button were let go."""
        return self.preview or self.session.document

    @property
    def is_active(self) -> bool:
        """Whether a button is held down on a strip."""
        return self._drag is not None

    @property
    def drag(self) -> Drag | None:
        """The drag under way; None where there is none, or it has not moved yet."""
        return self._drag if self._is_moving else None

    @property
    def kind(self) -> Kind | None:
        """What the drag under way does; None where there is none, or it has not moved yet."""
        return self.drag.kind if self.drag else None

    @property
    def note(self) -> tuple[str, str, int]:
        """A few words beside the pointer, the track it is on and its pixel; no words for none."""
        return (self.drag.note() if self.drag and not self._refusal else ""), self._track, self._x

    def grip_at(self, press: Press) -> Grip | None:
        """What a press would take hold of."""
        return grips.grip_at(self.session, press)

    # ---- what the pointer does

    def press(self, press: Press) -> None:
        """The left button goes down."""
        self._late = None
        self._drag = grips.begin(self.session, press, self.snap)
        self._is_moving, self._refusal = False, ""
        self._x, self._track = press.x, press.track

    def move(self, x: int, place: QPoint) -> None:
        """The pointer is at pixel `x`, perhaps past the strip's edges, and at `place` on the screen."""
        if (drag := self._drag) is None:
            return
        self._x, self._track = x, self.track_at(place) or self._track
        self._is_moving = self._is_moving or self._has_begun(drag, x)
        if self._is_moving:
            self._follow(drag)
            self._scroll_while(not 0 <= x < drag.press.size.width())

    def follow_again(self) -> None:
        """What edges keep to is known only now: the pointer rests where it is, or was let go just before."""
        if (drag := self.drag) is not None:
            self._follow(drag)
        elif self._late is not None:
            state, select = self._late
            self._late = None
            if state == state_of(self.session):
                self._select(select)

    def release(self) -> None:
        """The button is let go: one commit after a drag, a cursor after a click."""
        drag, preview, refusal, is_moving = self._drag, self.preview, self._refusal, self._is_moving
        self._end()
        if drag is None:
            return
        if not is_moving:
            self._click(drag.press)
        elif refusal:
            drag.point_back()
            self.hinted.emit(refusal)
        elif drag.kind is Kind.SELECT:
            here = Here(self.session.viewport.to_sample(self._x), self._track)
            self._select(lambda: (drag.follow(here), drag.settle()))
        else:
            self._commit(drag, preview or self.session.document)

    def cancel(self) -> bool:
        """Put everything back as it was before the press; False where nothing was pressed."""
        drag = self._drag
        self._end()
        if drag is None:
            return False
        drag.point_back()
        return True

    # ---- steps of a drag

    def _has_begun(self, drag: Drag, x: int) -> bool:
        return abs(x - drag.press.x) >= DRAG_PX or self._track != drag.press.track

    def _follow(self, drag: Drag) -> None:
        here = Here(self.session.viewport.to_sample(self._x), self._track)
        try:
            preview, self._refusal = drag.follow(here), ""
        except EngineError as error:
            preview, self._refusal = self.session.document, str(error)
        self._show(None if preview == self.session.document else preview)

    def _commit(self, drag: Drag, after: Document) -> None:
        if after != self.session.document:
            self.session.commit(drag.label(), after)
        drag.settle()
        if isinstance(drag, Extending) and drag.kind is Kind.EXTEND and drag.n_samples > 0:
            added_s = samples_to_seconds(drag.n_samples, after.sample_rate)
            self.extended.emit(drag.region, added_s, drag.is_before)

    def _select(self, select: Callable[[], object]) -> None:
        """Select, and once more when what its edges keep to is learned, if all is still as it was."""
        select()
        self._late = state_of(self.session), select

    def _end(self) -> None:
        self._drag, self._is_moving = None, False
        self._scroll.stop()
        self._show(None)

    def _show(self, preview: Document | None) -> None:
        is_same = preview is None and self.preview is None and self._drag is None
        self.preview = preview
        if not is_same:
            self.preview_changed.emit()

    # ---- clicks

    def _click(self, press: Press) -> None:
        session, sample = self.session, self.session.viewport.to_sample(press.x)
        if press.keys & Qt.KeyboardModifier.ShiftModifier and self._stretch_to(press, sample):
            return
        if press.zone is Zone.TITLE and (clip := grips.clip_under(session, press.track, press.x)):
            session.select(Selection(press.track, clip.span))
            return
        session.select(Selection(press.track, Span(sample, sample)))
        edge = grips.region_edge_at(session, press.track, press.x) if press.zone is Zone.MASK else None
        under = (r for r in session.document.track(press.track).regions if sample in r.span)
        region = edge.region if edge else next(under, None)
        session.focus_region(region.id if region else "")

    def _stretch_to(self, press: Press, sample: int) -> bool:
        """Move the nearer edge of the selection here, and take this track in; False where there is none."""
        selection = self.session.selection
        if selection is None:
            return False
        far = max((selection.span.start, selection.span.stop), key=lambda edge: abs(edge - sample))
        wanted = {*selection.tracks, press.track}
        tracks = [track for track in self.session.document.tracks if track.id in wanted]
        ids = tuple(track.id for track in tracks)

        def select() -> None:
            span = within_sound(tracks, ordered(far, self.snap(sample)))
            self.session.select(Selection(selection.track, span, ids))

        self._select(select)
        return True

    # ---- past the edges of the view

    def _scroll_while(self, is_outside: bool) -> None:
        if is_outside and not self._scroll.isActive():
            self._scroll.start()
        elif not is_outside:
            self._scroll.stop()

    def _scroll_on(self) -> None:
        if (drag := self._drag) is None:
            return
        past_px = self._x if self._x < 0 else self._x - drag.press.size.width() + 1
        self.panned.emit(QPoint(max(-120, min(120, past_px // 2 or 1)), 0))
        self._follow(drag)
