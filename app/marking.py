"""Markers and tempo: what keys and menus do to them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.language import tr
from app.pointed import Pointed
from engine.document import markers
from engine.document.document import Document
from engine.errors import EngineError
from engine.timeline import Span, samples_to_seconds

AskNumber = Callable[[str, str, float], float | None]
"""Asks for a number: title, what it is, suggested; None where the user thought better."""


class Marking(QObject):
    """Commands on markers and on the tempo of the document.

    Args:
        pointed: what the user points at.
        ask_number: asks the user for a number.

    Signals:
        failed: Exception.
    """

    failed = Signal(object)  # Exception

    def __init__(self, pointed: Pointed, ask_number: AskNumber, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pointed, self._session, self._ask_number = pointed, pointed.session, ask_number

    def add(self) -> None:
        """Put a marker at the cursor, or at the playhead while something plays."""
        at, number = self._pointed.place, len(self._session.document.markers) + 1
        name = tr("Marker {number}", number=number)
        self._edit(tr("Add marker"), lambda doc: markers.add_marker(doc, at, name)[0])

    def move(self, marker_id: str, at: int) -> None:
        """Put a marker elsewhere."""
        self._edit(tr("Move marker"), lambda doc: markers.move_marker(doc, marker_id, at))

    def rename(self, marker_id: str, name: str) -> None:
        """Give a marker another name."""
        self._edit(tr("Rename marker"), lambda doc: markers.name_marker(doc, marker_id, name))

    def remove(self, marker_id: str) -> None:
        """Take one marker away."""
        self._edit(tr("Remove marker"), lambda doc: markers.remove_marker(doc, marker_id))

    def remove_pointed(self) -> None:
        """Take the markers in the selection away, or the one at the cursor."""

        def without(document: Document) -> Document:
            for marker in self._markers():
                document = markers.remove_marker(document, marker)
            return document

        self._edit(tr("Remove markers"), without)

    def has_markers(self) -> bool:
        """Whether a marker stands in the selection or at the cursor."""
        return bool(self._markers())

    def ask_tempo(self) -> None:
        """Let the user say how many beats a minute has."""
        bpm = self._ask_number(tr("Tempo"), tr("Beats a minute"), self._session.document.tempo_bpm)
        if bpm is not None:
            self.set_tempo(bpm)

    def set_tempo(self, bpm: float, beats_per_bar: int | None = None) -> None:
        """Count bars and beats by this tempo."""
        self._edit(tr("Tempo"), lambda doc: markers.set_tempo(doc, bpm, beats_per_bar))

    def take_tempo(self) -> None:
        """Take the selection for one bar, and count by its tempo."""
        document, span = self._session.document, self._pointed.span
        if span:
            seconds = samples_to_seconds(span.length, document.sample_rate)
            self.set_tempo(60.0 * document.beats_per_bar / seconds)

    def _markers(self) -> list[str]:
        span = self._pointed.span or Span(self._pointed.place, self._pointed.place + 1)
        return [marker.id for marker in self._session.document.markers if marker.at in span]

    def _edit(self, label: str, edit: Callable[[Document], Document]) -> None:
        try:
            after = edit(self._session.document)
        except EngineError as error:
            self.failed.emit(error)
            return
        self._session.commit(label, after)
