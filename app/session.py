"""The one mutable object of the window: the document's history, and what the user points at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from app.language import tr
from app.timeline.look import Look, Snap, SpectrogramLook
from app.timeline.time_format import TimeFormat, zero_of
from engine.document.document import Document, Region, Track
from engine.document.history import History
from engine.timeline import Span

MIN_SAMPLES_PER_PX = 1 / 64
MAX_SAMPLES_PER_PX = 2.0**22


@dataclass(frozen=True, slots=True)
class Selection:
    """What the user points at: a stretch of one track or more. An empty span is the cursor.

    `track` is the one that was pointed at; `tracks` are all that the selection covers, that one among them,
    and it alone where none are given.
    """

    track: str
    span: Span
    tracks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.track not in self.tracks:
            object.__setattr__(self, "tracks", (self.track, *self.tracks))

    def is_within(self, region: Region) -> bool:
        """Whether a region of `track` holds all of it; of several tracks, whether it is just as long."""
        is_alone = len(self.tracks) == 1
        return region.span == self.span or (is_alone and region.span.contains(self.span))


@dataclass(frozen=True, slots=True)
class Viewport:
    """What the canvas shows: the sample at its left edge, and how many samples one pixel stands for."""

    start: float = 0.0
    samples_per_px: float = 256.0

    def to_px(self, sample: float) -> float:
        """Pixels from the left edge of the canvas."""
        return (sample - self.start) / self.samples_per_px

    def to_sample(self, x_px: float) -> int:
        """The sample nearest to `x_px` pixels from the left edge."""
        return round(self.start + x_px * self.samples_per_px)


@dataclass(frozen=True, slots=True)
class _Found:
    """What keys act on, with what was sought: the document, and a region and a track by identifier."""

    sought: tuple[Document, str, str]
    region: Region | None
    track: Track | None


def _find(document: Document, region_id: str, track_id: str) -> _Found:
    regions = (region for track in document.tracks for region in track.regions)
    region = next((region for region in regions if region.id == region_id), None)
    tracks = document.tracks
    track = next((track for track in tracks if track.id == track_id), tracks[0] if tracks else None)
    sought = (document, region_id, track_id)
    return _Found(sought, region, document.track_of(region.id) if region is not None else track)


def _region_ids(document: Document) -> set[str]:
    return {region.id for track in document.tracks for region in track.regions}


class Session(QObject):
    """Tracks, regions and takes live in `history`; what is pointed at, looped and shown is not undoable.

    `loop` is what is played over and over while `is_looping`; it is neither the selection nor a region, but
    goes with the selection where `does_loop_follow` says so.

    Signals:
        document_changed: Document before, Document after; undo and redo emit the very same pair.
        started_over: nothing; the history is another one, of which document_changed tells next.
        selection_changed: Selection or None.
        region_focused: identifier of the region that keys act on, or "".
        track_focused: identifier of the track that was pointed at last, or "".
        viewport_changed: Viewport.
        playhead_moved: int sample.
        loop_changed: Span or None, and whether the loop is on.
        loop_follows_changed: whether the loop goes with the selection.
        look_changed: identifier of a track that is looked at differently.
        spectrogram_changed: SpectrogramLook.
        time_format_changed: TimeFormat.
        snap_changed: Snap.
        unfolded: identifier of a track whose takes stand in rows now, or in one line again.
    """

    document_changed = Signal(object, object)  # Document, Document
    started_over = Signal()
    selection_changed = Signal(object)  # Selection | None
    region_focused = Signal(str)
    track_focused = Signal(str)
    viewport_changed = Signal(object)  # Viewport
    playhead_moved = Signal(object)  # int: positions reach past what a C int holds
    loop_changed = Signal(object, bool)  # Span | None, is it on
    loop_follows_changed = Signal(bool)
    look_changed = Signal(str)
    spectrogram_changed = Signal(object)  # SpectrogramLook
    time_format_changed = Signal(object)  # TimeFormat
    snap_changed = Signal(object)  # Snap
    unfolded = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.history = History(Document(), tr("New"))
        self.selection: Selection | None = None
        self.focused_region = ""
        self.focused_track = ""
        self._last_found = _find(self.document, self.focused_region, self.focused_track)
        self.viewport = Viewport()
        self.playhead = 0
        self.loop: Span | None = None
        self.is_looping = False
        self.does_loop_follow = False
        self.looks: dict[str, Look] = {}
        self.spectrogram = SpectrogramLook()
        self.time_format = TimeFormat.TIME
        self.snap = Snap.OFF
        self._unfolded: set[str] = set()

    @property
    def document(self) -> Document:
        """The document as it stands."""
        return self.history.document

    @property
    def track(self) -> Track | None:
        """The track of the focused region, or the one that was pointed at last, or the first one."""
        return self._pointed_at().track

    @property
    def zero(self) -> int:
        """The sample that clocks and rulers call 0:00."""
        return zero_of(self.document)

    @property
    def region(self) -> Region | None:
        """The region that keys act on."""
        return self._pointed_at().region

    def _pointed_at(self) -> _Found:
        """What keys act on: hundreds of actions ask for it after every step, so it is looked up once."""
        sought = (self.document, self.focused_region, self.focused_track)
        if any(one is not other for one, other in zip(sought, self._last_found.sought, strict=True)):
            self._last_found = _find(*sought)
        return self._last_found

    def commit(self, label: str, after: Document, *, merge: str = "") -> None:
        """Make `after` the document, as one named undo step; the present one is no step.

        Args:
            merge: this and the step before are one if both have this key, and it is not empty.
        """
        before = self.history.document
        if after == before:
            return
        self.history.push(label, after, merge=merge)  # a snapshot: clips and audio are shared, not copied
        self._document_moved(before)

    def undo(self) -> None:
        """One step back."""
        self._go(self.history.undo)

    def redo(self) -> None:
        """One step forward."""
        self._go(self.history.redo)

    def jump(self, index: int) -> None:
        """To any state of the history."""
        self._go(lambda: self.history.jump(index))

    def open(self, document: Document) -> None:
        """Start over with another document and an empty history."""
        self.open_history(History(document, tr("Open")))

    def open_history(self, history: History) -> None:
        """Start over with a document that has a history."""
        before = self.history.document
        self.history = history
        self.select(None)
        self.focus_region("")
        self.set_loop(None)
        self.looks.clear()
        self._unfolded.clear()
        self.started_over.emit()
        self._document_moved(before)

    def map_history(self, change: Callable[[Document], Document]) -> None:
        """Change the document of every state, as when a file is found elsewhere; that is no step."""
        before = self.history.document
        self.history.map(change)
        self._document_moved(before)

    def select(self, selection: Selection | None) -> None:
        """Point at a stretch, or at nothing; a region that does not hold all of the stretch loses the keys.

        So where a region has the keys beside something that is selected, it was pointed at later.
        """
        if selection:
            self.focus_track(selection.track)
            if selection.span and self.region is not None and not selection.is_within(self.region):
                self.focus_region("")
        if selection != self.selection:
            self.selection = selection
            self.selection_changed.emit(selection)
            if self.does_loop_follow and selection and selection.span:
                self.set_loop(selection.span)

    def focus_region(self, region_id: str) -> None:
        """Make this the region that keys act on; "" for none, and none where it is gone."""
        wanted = region_id if region_id in _region_ids(self.document) else ""
        if wanted != self.focused_region:
            self.focused_region = wanted
            if wanted:
                self.focus_track(self.document.track_of(wanted).id)
            self.region_focused.emit(wanted)

    def focus_track(self, track_id: str) -> None:
        """Make this the track that keys act on; a region of another one loses them."""
        if self.region is not None and self.document.track_of(self.region.id).id != track_id:
            self.focus_region("")
        if track_id != self.focused_track:
            self.focused_track = track_id
            self.track_focused.emit(track_id)

    def show(self, viewport: Viewport) -> None:
        """Scroll and zoom."""
        if viewport != self.viewport:
            self.viewport = viewport
            self.viewport_changed.emit(viewport)

    def move_playhead(self, sample: int) -> None:
        """Say where the sound is; the transport does, from the device's clock."""
        if sample != self.playhead:
            self.playhead = sample
            self.playhead_moved.emit(sample)

    def set_loop(self, span: Span | None) -> None:
        """Say what is looped; an empty span is no loop."""
        wanted = span or None
        if wanted != self.loop:
            self.loop = wanted
            self.loop_changed.emit(wanted, self.is_looping)

    def set_looping(self, is_on: bool) -> None:
        """Play the loop over and over, or not."""
        if is_on != self.is_looping:
            self.is_looping = is_on
            self.loop_changed.emit(self.loop, is_on)

    def set_loop_follows(self, does_follow: bool) -> None:
        """Let the loop go with the selection, or stay."""
        if does_follow != self.does_loop_follow:
            self.does_loop_follow = does_follow
            self.loop_follows_changed.emit(does_follow)

    def look(self, track_id: str) -> Look:
        """How a track is looked at."""
        return self.looks.get(track_id, Look())

    def set_look(self, track_id: str, look: Look) -> None:
        """Look at a track in another way."""
        if look != self.look(track_id):
            self.looks[track_id] = look
            self.look_changed.emit(track_id)

    def set_spectrogram(self, look: SpectrogramLook) -> None:
        """Draw all spectrograms in another way."""
        if look != self.spectrogram:
            self.spectrogram = look
            self.spectrogram_changed.emit(look)

    def set_time_format(self, kind: TimeFormat) -> None:
        """Count time in another way."""
        if kind is not self.time_format:
            self.time_format = kind
            self.time_format_changed.emit(kind)

    def set_snap(self, snap: Snap) -> None:
        """Let the edges of drags keep to something else."""
        if snap is not self.snap:
            self.snap = snap
            self.snap_changed.emit(snap)

    def is_unfolded(self, track_id: str) -> bool:
        """Whether the takes of a track stand in rows, not in one line."""
        return track_id in self._unfolded

    def unfold(self, track_id: str, *, is_unfolded: bool = True) -> None:
        """Show the takes of a track in rows, or in one line."""
        if is_unfolded != self.is_unfolded(track_id):
            (self._unfolded.add if is_unfolded else self._unfolded.discard)(track_id)
            self.unfolded.emit(track_id)

    @property
    def unfolded_tracks(self) -> frozenset[str]:
        """Identifiers of the tracks whose takes stand in rows."""
        return frozenset(self._unfolded)

    def _go(self, step: Callable[[], object]) -> None:
        """Go through the history; the one region that comes back has the keys, if nothing else is meant."""
        before = self.history.document
        step()
        self._document_moved(before)
        back = _region_ids(self.document) - _region_ids(before)
        is_selected = self.selection is not None and bool(self.selection.span)
        if len(back) == 1 and not self.focused_region and not is_selected:
            self.focus_region(*back)

    def _document_moved(self, before: Document) -> None:
        after = self.history.document
        if after is before:
            return
        self.document_changed.emit(before, after)
        if self.focused_region and self.region is None:
            self.focus_region("")
        self._keep_selection()

    def _keep_selection(self) -> None:
        """Point at no track that is gone."""
        selection, there = self.selection, {track.id for track in self.document.tracks}
        if selection is None or there.issuperset(selection.tracks):
            return
        left = tuple(track for track in selection.tracks if track in there)
        first = selection.track if selection.track in there else next(iter(left), "")
        self.selection = Selection(first, selection.span, left) if left else None
        self.selection_changed.emit(self.selection)  # nobody has pointed: the keys stay where they are
