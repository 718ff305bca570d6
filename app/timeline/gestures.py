"""What a drag over a track means: select, add, subtract, resize.

While the pointer moves, `preview` is the very document that letting go would commit; the lanes draw it, the
history does not know it. Escape drops it.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Qt, QTimer, Signal

from app.session import Selection, Session
from app.timeline import words
from app.timeline.drag import EDITS, SELECTING, Drag, Edge, Kind, kind_of
from engine.document.document import Document, Region
from engine.errors import EngineError
from engine.timeline import Span

DRAG_PX = 3
EDGE_PX = 6
SCROLL_INTERVAL_MS = 30


class Gestures(QObject):
    """Turns presses, moves and releases on the lanes into selections and commits.

    Signals:
        preview_changed: what the lanes draw is another document now.
        panned: QPoint, how far the view shall move, in pixels.
        hinted: a sentence for the status line.
    """

    preview_changed = Signal()
    panned = Signal(QPoint)
    hinted = Signal(str)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.preview: Document | None = None
        self._drag: Drag | None = None
        self._scroll = QTimer(self, interval=SCROLL_INTERVAL_MS)
        self._scroll.timeout.connect(self._scroll_on)

    @property
    def document(self) -> Document:
        """What the lanes draw: the document, or what it would become if the button were let go."""
        return self.preview or self.session.document

    @property
    def is_active(self) -> bool:
        """Whether a button is held down on a lane."""
        return self._drag is not None

    @property
    def kind(self) -> Kind | None:
        """What the drag under way does; None where there is none, or it has not moved yet."""
        return self._drag.kind if self._drag and self._drag.is_moving else None

    def edge_at(self, track_id: str, x: int) -> Edge | None:
        """The region edge nearest to pixel `x`, if it lies within the hot zone."""
        edges = [
            Edge(r, is_start)
            for r in self.session.document.track(track_id).regions
            for is_start in (True, False)
        ]
        near = [(self._distance(edge, x), edge) for edge in edges]
        near = [(distance, edge) for distance, edge in near if abs(distance) <= EDGE_PX]
        return min(near, key=lambda item: (abs(item[0]), not self._opens(*item)))[1] if near else None

    def press(self, track_id: str, x: int, modifiers: Qt.KeyboardModifier, width_px: int) -> None:
        """The left button goes down at pixel `x` of a lane that is `width_px` wide."""
        edge = None if modifiers & SELECTING else self.edge_at(track_id, x)
        kind = kind_of(modifiers, edge)
        anchor = (
            self._anchor(track_id, x) if modifiers & Qt.KeyboardModifier.ShiftModifier else self._sample(x)
        )
        self._drag = Drag(track_id, kind, anchor, x, edge, self.session.selection, x=x, width_px=width_px)

    def move(self, x: int) -> None:
        """The pointer is at pixel `x`, perhaps past the lane's edges."""
        drag = self._drag
        if drag is None:
            return
        drag.x = x
        drag.is_moving = drag.is_moving or abs(x - drag.press_x) >= DRAG_PX
        if drag.is_moving:
            self._follow(drag)
            self._scroll_while(not 0 <= x < drag.width_px)

    def release(self, modifiers: Qt.KeyboardModifier) -> None:
        """The button is let go: one commit after a drag, a cursor after a click."""
        drag, preview = self._drag, self.preview
        self._end()
        if drag is None:
            return
        if not drag.is_moving:
            self._click(drag, modifiers)
        elif drag.refusal:
            self._refuse(drag)
        elif preview is not None:
            self._commit(drag, preview)

    def _refuse(self, drag: Drag) -> None:
        """Say why nothing was marked; what a plain drag selected can still be played and zoomed to."""
        selection = self.session.selection
        if drag.kind is Kind.SELECT and selection and selection.span:
            self._focus_selected(drag.track)
        else:
            self.session.select(drag.selection_before)
        self.hinted.emit(drag.refusal)

    def cancel(self) -> bool:
        """Put everything back as it was before the press; False where nothing was pressed."""
        drag = self._drag
        self._end()
        if drag is None:
            return False
        self.session.select(drag.selection_before)
        return True

    def _end(self) -> None:
        self._drag = None
        self._scroll.stop()
        self._show(None)

    def _show(self, preview: Document | None) -> None:
        if preview is not self.preview:
            self.preview = preview
            self.preview_changed.emit()

    def _follow(self, drag: Drag) -> None:
        sample = self._sample(drag.x)
        span = Span(min(drag.anchor, sample), max(drag.anchor, sample))
        if drag.kind in (Kind.SELECT, Kind.ADD):
            span = self._within_track(drag.track, span)
            self.session.select(Selection(drag.track, span))
        try:
            preview, drag.refusal = EDITS[drag.kind](self.session.document, drag, span, sample), ""
        except EngineError as error:
            preview, drag.refusal = None, str(error)
        self._show(preview)

    def _within_track(self, track_id: str, span: Span) -> Span:
        """Cut a selection to the sound and the regions: a slip of the hand past the end adds nothing."""
        track = self.session.document.track(track_id)
        spans = ([track.extent] if track.extent else []) + [region.span for region in track.regions]
        if not spans:
            return span
        return Span(min(s.start for s in spans), max(s.stop for s in spans)).overlap(span)

    def _click(self, drag: Drag, modifiers: Qt.KeyboardModifier) -> None:
        sample = self._sample(drag.press_x)
        if modifiers & Qt.KeyboardModifier.ShiftModifier and drag.anchor != sample:
            span = self._within_track(drag.track, Span(min(drag.anchor, sample), max(drag.anchor, sample)))
            self.session.select(Selection(drag.track, span))
            return
        self.session.select(Selection(drag.track, Span(sample, sample)))
        under = (r for r in self.session.document.track(drag.track).regions if sample in r.span)
        region = drag.edge.region if drag.edge else next(under, None)
        self.session.focus_region(region.id if region else "")

    def _commit(self, drag: Drag, preview: Document) -> None:
        before = self.session.document
        label = drag.kind.value
        if drag.edge:
            label = f"Resize {words.region_name(before.track(drag.track), drag.edge.region)}"
        self.session.commit(label, preview)
        if drag.kind in (Kind.SELECT, Kind.ADD):
            self._focus_selected(drag.track)
        elif drag.edge:
            self._follow_resized(drag.edge.region)

    def _focus_selected(self, track_id: str) -> None:
        selection = self.session.selection
        regions = self.session.document.track(track_id).regions
        inside = [r for r in regions if selection and r.span.overlaps(selection.span)]
        marks = [r for r in inside if not r.takes] or inside
        if marks:
            self.session.focus_region(marks[0].id)

    def _follow_resized(self, before: Region) -> None:
        """Let the selection go with the region if it was the region's own."""
        selection = self.session.selection
        tracks = self.session.document.tracks
        after = next((r for t in tracks for r in t.regions if r.id == before.id), None)
        if after is None:
            self.session.select(None)
            return
        self.session.focus_region(after.id)
        if selection and selection.span == before.span:
            self.session.select(Selection(selection.track, after.span))

    def _scroll_while(self, is_outside: bool) -> None:
        if is_outside and not self._scroll.isActive():
            self._scroll.start()
        elif not is_outside:
            self._scroll.stop()

    def _scroll_on(self) -> None:
        drag = self._drag
        if drag is None:
            return
        past_px = drag.x if drag.x < 0 else drag.x - drag.width_px + 1
        self.panned.emit(QPoint(max(-120, min(120, past_px // 2 or 1)), 0))
        self._follow(drag)

    def _sample(self, x: int) -> int:
        return self.session.viewport.to_sample(x)

    def _anchor(self, track_id: str, x: int) -> int:
        """The selection edge farther from `x`: the one that stays when the nearer is moved."""
        selection, sample = self.session.selection, self._sample(x)
        if selection is None or selection.track != track_id:
            return sample
        edges = (selection.span.start, selection.span.stop)
        return max(edges, key=lambda edge: abs(edge - sample))

    def _distance(self, edge: Edge, x: int) -> float:
        return x - self.session.viewport.to_px(edge.sample)

    @staticmethod
    def _opens(distance: float, edge: Edge) -> bool:
        """Whether the pointer is on the outer side: of two edges in one place, that one is dragged."""
        return distance < 0 if edge.is_start else distance >= 0
