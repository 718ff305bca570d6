"""What keys do to regions and the selection: each method is an undo step, or says whether it can be done."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.language import tr
from app.session import Selection, Session
from engine.document import edits
from engine.errors import EngineError
from engine.timeline import Span

NUDGE_PX = 4
"""How far a key moves an edge, on the screen."""


class Editing(QObject):
    """Commands on the focused region and the selection.

    Signals:
        failed: EngineError; what could not be done, and why.
    """

    failed = Signal(object)  # EngineError

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session

    def has_track(self) -> bool:
        """Whether there is a track to act on."""
        return self._session.track is not None

    def has_sound(self) -> bool:
        """Whether there is anything to hear."""
        return bool(self._session.document.extent)

    def has_selection(self) -> bool:
        """Whether a stretch is selected."""
        return self._session.selection is not None and bool(self._session.selection.span)

    def has_region(self) -> bool:
        """Whether a region is focused."""
        return self._session.region is not None

    def points_at_something(self) -> bool:
        """Whether there is a cursor, a selection or a region with the keys to let go of."""
        return self._session.selection is not None or self.has_region()

    def remove_region(self) -> None:
        """Take the focused region out of the document; undo brings it back with its takes."""
        if (region := self._session.region) is not None:
            self._session.commit(tr("Remove region"), edits.remove_region(self._session.document, region.id))

    def nudge(self, steps: int, *, is_start: bool) -> None:
        """Move an edge of the focused region by a few pixels, or by one sample where pixels are finer."""
        region = self._session.region
        if region is None:
            return
        by = steps * max(1, round(NUDGE_PX * self._session.viewport.samples_per_px))
        start, stop = region.span.start, region.span.stop
        start, stop = (min(start + by, stop - 1), stop) if is_start else (start, max(stop + by, start + 1))
        self.place(Span(start, stop), merge=f"nudge {region.id}")

    def place(self, span: Span, *, merge: str = "") -> None:
        """Give the focused region other edges; one trimmed to nothing is removed."""
        region = self._session.region
        if region is None:
            return
        try:
            after = edits.resize_region(self._session.document, region.id, span)
        except EngineError as error:
            self.failed.emit(error)
            return
        label = tr("Resize region") if span else tr("Remove region")
        self._session.commit(label, after, merge=merge)

    def add_selection(self) -> None:
        """Make the selection a region, on every track that it covers."""
        selection = self._session.selection
        if selection is None or not selection.span:
            return
        document, made = self._session.document, ""
        try:
            for track in selection.tracks:
                document, region = edits.add_region(document, track, selection.span)
                made = region if track == selection.track else made
        except EngineError as error:
            self.failed.emit(error)
            return
        self._session.commit(tr("Add region"), document)
        self._session.focus_region(made)

    def set_edge(self, *, is_start: bool) -> None:
        """Put one edge of the selection where the playhead is."""
        track, selection, place = self._session.track, self._session.selection, self._session.playhead
        if track is None:
            return
        other = place if selection is None else selection.span.stop if is_start else selection.span.start
        self._session.select(Selection(track.id, Span(min(place, other), max(place, other))))

    def select_all(self) -> None:
        """Select everything on the track."""
        if (track := self._session.track) is not None:
            self._session.select(Selection(track.id, track.extent))

    def select_none(self) -> None:
        """Point at nothing."""
        self._session.select(None)
        self._session.focus_region("")
