"""What keys do to regions and takes: each method is one undo step, or a look at whether it can be done."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.session import Selection, Session
from app.timeline import words
from engine.document import edits
from engine.document.document import ORIGINAL, Region
from engine.errors import EngineError
from engine.timeline import Span


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

    def has_takes(self) -> bool:
        """Whether the region that keys act on has takes."""
        return self._region_with_takes() is not None

    def has_take(self, number: int) -> bool:
        """Whether that region has a take of this number."""
        region = self._region_with_takes()
        return region is not None and number in _numbers(region)

    def choose_take(self, number: int) -> None:
        """Let this take be heard; 0 is the original."""
        region = self._region_with_takes()
        if region is None or number not in _numbers(region):
            return
        track = self._session.document.track_of(region.id)
        label = f"Choose {words.take_name(number)} of {words.region_name(track, region)}"
        self._session.commit(label, edits.choose_take(self._session.document, region.id, number))

    def step_take(self, by: int) -> None:
        """The next take or the one before; stays at the ends."""
        region = self._region_with_takes()
        if region is not None:
            numbers = _numbers(region)
            index = numbers.index(region.chosen) + by
            self.choose_take(numbers[min(max(index, 0), len(numbers) - 1)])

    def hears_take(self) -> bool:
        """Whether that region sounds like one of its takes, not like the original."""
        region = self._region_with_takes()
        return region is not None and region.chosen_take is not None

    def discard_take(self) -> None:
        """Take the take that is heard out of its region; undo brings it back."""
        region = self._region_with_takes()
        if region is None or region.chosen_take is None:
            return
        name = words.region_name(self._session.document.track_of(region.id), region)
        label = f"Discard {words.take_name(region.chosen)} of {name}"
        self._session.commit(label, edits.remove_take(self._session.document, region.id, region.chosen))

    def remove_region(self) -> None:
        """Take the focused region out of the document; undo brings it back with its takes."""
        if (region := self._session.region) is not None:
            self._session.commit("Remove region", edits.remove_region(self._session.document, region.id))

    def add_selection(self) -> None:
        """Make the selection a region."""
        selection = self._session.selection
        if selection is None or not selection.span:
            return
        try:
            document, region = edits.add_region(self._session.document, selection.track, selection.span)
        except EngineError as error:
            self.failed.emit(error)
            return
        self._session.commit("Add region", document)
        self._session.focus_region(region)

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

    def _region_with_takes(self) -> Region | None:
        """The focused region; where none is, the only one with takes."""
        if self._session.region is not None:
            return self._session.region if self._session.region.takes else None
        tracks = self._session.document.tracks
        answered = [region for track in tracks for region in track.regions if region.takes]
        return answered[0] if len(answered) == 1 else None


def _numbers(region: Region) -> list[int]:
    return [ORIGINAL, *(take.number for take in region.takes)]
