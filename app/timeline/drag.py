"""What a press on a lane may become: each kind of drag follows the pointer and says what letting go would do.

This file holds the drags over time and over regions, `clip_drag.py` those of clips and of a track's ends.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QSize, Qt

from app.language import tr
from app.session import Selection, Session, Viewport
from app.timeline import look, words
from engine.document import edits
from engine.document.document import Document, Region, Track
from engine.timeline import Span

Snap = Callable[[int], int]
"""The sample that a dragged edge keeps to, given the one under the pointer."""


State = tuple[Document, Selection | None, Span | None, look.Snap, Viewport]


def state_of(session: Session) -> State:
    """What edges depend on that were just let go: they are not moved any more once any of it changed."""
    return session.document, session.selection, session.loop, session.snap, session.viewport


class Kind(Enum):
    """What a drag does when it ends."""

    SELECT = "select"
    ADD = "add"
    SUBTRACT = "subtract"
    RESIZE = "resize"
    MOVE = "move"
    TRIM = "trim"
    FADE = "fade"
    GAIN = "gain"
    EXTEND = "extend"


class Zone(Enum):
    """Which of a track's strips the pointer is on."""

    BODY = "body"
    TITLE = "title"
    MASK = "mask"


@dataclass(frozen=True, slots=True)
class Press:
    """Where the left button went down: a pixel of a strip of this size, with these keys held."""

    track: str
    zone: Zone
    x: int
    y: int
    keys: Qt.KeyboardModifier
    size: QSize


@dataclass(frozen=True, slots=True)
class Here:
    """Where the pointer is now: the sample under it, and the track."""

    sample: int
    track: str


@dataclass(frozen=True, slots=True)
class Edge:
    """One of the two edges of a region."""

    region: Region
    is_start: bool

    @property
    def sample(self) -> int:
        """Where it is."""
        return self.region.span.start if self.is_start else self.region.span.stop

    def moved_to(self, sample: int) -> Span:
        """The region's span with this edge elsewhere; empty where it passes the other one."""
        span = self.region.span
        return (
            Span(min(sample, span.stop), span.stop)
            if self.is_start
            else Span(span.start, max(sample, span.start))
        )


class Drag:
    """A press that may become a drag.

    Args:
        session: read, and told what is selected meanwhile; the document is not changed by a drag.
        press: where it began.
        snap: what edges keep to.
    """

    kind: Kind

    def __init__(self, session: Session, press: Press, snap: Snap) -> None:
        self.session, self.press, self.snap = session, press, snap
        self.selection_before = session.selection
        self._focus_before = session.focused_track, session.focused_region
        self._pressed = session.viewport.to_sample(press.x)  # now: the view may scroll meanwhile
        self.anchor()  # asked for now, it may be known once the pointer moves

    @property
    def document(self) -> Document:
        """The document as it stands."""
        return self.session.document

    def anchor(self) -> int:
        """The sample that was pressed, moved to what edges keep to, as far as that is known by now."""
        return self.snap(self._pressed)

    def follow(self, here: Here) -> Document:
        """What letting go here would make of the document.

        Raises:
            EngineError: it cannot be done, and why.
        """
        raise NotImplementedError

    def label(self) -> str:
        """What the undo step is called."""
        raise NotImplementedError

    def settle(self) -> None:
        """Point at what was made, once it is committed."""

    def point_back(self) -> None:
        """Point at what was pointed at before: it could not be done, or was given up."""
        track, region = self._focus_before
        self.session.select(self.selection_before)
        self.session.focus_track(track)
        self.session.focus_region(region)

    def note(self) -> str:
        """A few words that go with the pointer; "" for none."""
        return ""


class Selecting(Drag):
    """A stretch of time, on all tracks from the first to the last that the pointer was on; no undo step.

    Args:
        fixed: the edge that stays, if it is not where the press was.
    """

    kind = Kind.SELECT

    def __init__(self, session: Session, press: Press, snap: Snap, fixed: int | None = None) -> None:
        super().__init__(session, press, snap)
        self.fixed = fixed

    def follow(self, here: Here) -> Document:
        """Select; the document stays."""
        tracks = between(self.document, self.press.track, here.track)
        anchor = self.anchor() if self.fixed is None else self.fixed
        span = within_sound(tracks, ordered(anchor, self.snap(here.sample)))
        self.session.select(Selection(self.press.track, span, tuple(track.id for track in tracks)))
        return self.document

    def label(self) -> str:
        """There is none."""
        return ""

    def settle(self) -> None:
        """Give the keys to the region with takes that holds all of it, or to none."""
        selection = self.session.selection
        if selection is not None and selection.span:
            regions = self.document.track(self.press.track).regions
            holding = (region for region in regions if region.takes and selection.is_within(region))
            self.session.focus_region(next((region.id for region in holding), ""))


class Marking(Drag):
    """Another region; with `takes_selection`, what was selected before and is none yet becomes one, too."""

    kind = Kind.ADD

    def __init__(self, session: Session, press: Press, snap: Snap, *, takes_selection: bool) -> None:
        super().__init__(session, press, snap)
        self.takes_selection = takes_selection

    def follow(self, here: Here) -> Document:
        """Add what lies between."""
        track = self.document.track(self.press.track)
        span = within_sound([track], ordered(self.anchor(), self.snap(here.sample)))
        self.session.select(Selection(track.id, span))
        document = self.document
        if self.takes_selection:
            document = with_bare_selection(document, self.selection_before, track.id)
        return edits.add_region(document, track.id, span)[0]

    def label(self) -> str:
        """Adding."""
        return tr("Add region")

    def settle(self) -> None:
        """Give the keys to what was marked."""
        selection = self.session.selection
        regions = self.document.track(self.press.track).regions
        inside = [r for r in regions if selection and r.span.overlaps(selection.span)]
        marks = [r for r in inside if not r.takes] or inside
        if marks:
            self.session.focus_region(marks[0].id)


class Subtracting(Drag):
    """A stretch out of the regions, or out of the selection where that is not marked yet."""

    kind = Kind.SUBTRACT

    def __init__(self, session: Session, press: Press, snap: Snap) -> None:
        super().__init__(session, press, snap)
        self.span = Span(self._pressed, self._pressed)

    def follow(self, here: Here) -> Document:
        """Take away what lies between."""
        self.span = ordered(self.anchor(), self.snap(here.sample))
        if not self.span:
            return self.document
        track, selected, document = self.press.track, self.selection_before, self.document
        if selected is not None and selected.span.overlaps(self.span):
            document = with_bare_selection(document, selected, track)
        return edits.subtract(document, track, self.span)

    def label(self) -> str:
        """Subtracting."""
        return tr("Subtract from regions")

    def settle(self) -> None:
        """A selection of which a part was taken away is regions now."""
        selection = self.session.selection
        if selection is not None and selection.span.overlaps(self.span):
            self.session.select(None)


class Resizing(Drag):
    """One edge of a region."""

    kind = Kind.RESIZE

    def __init__(self, session: Session, press: Press, snap: Snap, edge: Edge) -> None:
        super().__init__(session, press, snap)
        self.edge = edge

    def follow(self, here: Here) -> Document:
        """Move the edge."""
        span = self.edge.moved_to(self.snap(here.sample))
        return edits.resize_region(self.document, self.edge.region.id, span)

    def label(self) -> str:
        """Which region."""
        return tr("Resize {region}", region=words.region_name(self.edge.region))

    def settle(self) -> None:
        """Let the selection go with the region if it was the region's own."""
        region, selection = self.edge.region, self.session.selection
        regions = (r for track in self.document.tracks for r in track.regions)
        after = next((r for r in regions if r.id == region.id), None)
        if after is None:
            self.session.select(None)
            return
        self.session.focus_region(after.id)
        if selection and selection.span == region.span:
            self.session.select(Selection(selection.track, after.span))


# ---- what drags share


def ordered(a: int, b: int) -> Span:
    """From the earlier to the later."""
    return Span(min(a, b), max(a, b))


def between(document: Document, first: str, last: str) -> list[Track]:
    """The tracks from one to another, both included, from top to bottom."""
    places = [i for i, track in enumerate(document.tracks) if track.id in (first, last)]
    return list(document.tracks[min(places) : max(places) + 1])


def within_sound(tracks: list[Track], span: Span) -> Span:
    """Cut a selection to sound and regions: a slip of the hand past the end adds nothing."""
    spans = [track.extent for track in tracks if track.extent]
    spans += [region.span for track in tracks for region in track.regions]
    if not spans:
        return span
    hull = Span(min(s.start for s in spans), max(s.stop for s in spans))
    held = [min(max(edge, hull.start), hull.stop) for edge in (span.start, span.stop)]
    return Span(*held)


def with_bare_selection(document: Document, selection: Selection | None, track_id: str) -> Document:
    """The document with the selection as a region, where it lies on this track and meets no region yet."""
    if selection is None or not selection.span or track_id not in selection.tracks:
        return document
    if any(region.span.overlaps(selection.span) for region in document.track(track_id).regions):
        return document
    return edits.add_region(document, track_id, selection.span)[0]
