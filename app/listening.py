"""What the keys of the transport mean: which stretch is heard, and where the cursor, loop and edges go."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject

from app.editing import Editing
from app.passages import Passage
from app.session import Selection, Session
from app.transport import Transport
from engine.timeline import Span, seconds_to_samples

PREVIEW_S = 2.0
"""How much is heard before or after an edge."""


class Listening(QObject):
    """Commands that play something else than what Space does, and those that act where the sound is."""

    def __init__(
        self, session: Session, transport: Transport, editing: Editing, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._transport, self._editing = session, transport, editing

    @property
    def selected(self) -> Span:
        """The stretch that is selected; empty at the playhead where none is."""
        selection, playhead = self._session.selection, self._session.playhead
        return selection.span if selection is not None else Span(playhead, playhead)

    @property
    def cursor(self) -> int:
        """Where playing begins: at the start of what is selected, or the playhead."""
        return self.selected.start if self.selected else self._session.playhead

    def has_loop(self) -> bool:
        """Whether there is a loop to clear."""
        return self._session.loop is not None

    def can_loop(self) -> bool:
        """Whether there is a stretch that the loop could take up."""
        return self._editing.has_selection() or self._editing.has_region()

    def is_nothing_selected(self) -> bool:
        """Whether keys that act on a selection have nothing to act on."""
        return not self.selected and self._editing.has_sound()

    def play_once(self) -> None:
        """From the cursor to the end, whatever is selected or looped."""
        extent = self._session.document.extent
        span = Span(self.cursor, extent.stop) if self.cursor < extent.stop else extent
        self._transport.play(span)

    def play_selection(self) -> None:
        """What is selected, once."""
        self._transport.play(self.selected)

    def play_here(self) -> None:
        """Play, or stop and put the cursor where the sound is."""
        if self._transport.state != "playing":
            self._transport.toggle()
            return
        self._transport.stop_here()
        if (track := self._session.track) is not None:
            place = self._session.playhead
            self._session.select(Selection(track.id, Span(place, place)))

    def preview(self, *, at_start: bool, is_before: bool) -> None:
        """Hear what lies just before or just after one edge of the selection."""
        edge = self.selected.start if at_start else self.selected.stop
        around = seconds_to_samples(PREVIEW_S, self._session.document.sample_rate)
        self._hear(Span(edge - around, edge) if is_before else Span(edge, edge + around))

    def preview_cut(self) -> None:
        """Hear what it would be like without the selection."""
        around = seconds_to_samples(PREVIEW_S, self._session.document.sample_rate)
        cut = self.selected
        self._hear(Span(cut.start - around, cut.stop + around), skip=cut)

    def loop_selection(self) -> None:
        """Play the selection, or else the focused region, over and over."""
        region = self._session.region
        self._session.set_loop(self.selected or (region.span if region is not None else None))
        self._session.set_looping(True)

    def clear_loop(self) -> None:
        """Let there be no loop."""
        self._session.set_looping(False)
        self._session.set_loop(None)

    def set_edge(self, *, is_start: bool) -> None:
        """Put one edge of the selection where the sound is, to the sample."""
        self._session.move_playhead(self._transport.position)
        self._editing.set_edge(is_start=is_start)

    def select(self, span: Span) -> None:
        """Select this on the track that is pointed at; an empty span is the cursor."""
        selection, track = self._session.selection, self._session.track
        if selection is not None:
            self._session.select(replace(selection, span=span))
        elif track is not None:
            self._session.select(Selection(track.id, span))

    def rewind(self) -> None:
        """Stop, and return to the start."""
        self._transport.stop()
        self._transport.to_start()

    def _hear(self, span: Span, skip: Span | None = None) -> None:
        """A stretch, as far as there is one, that leaves the cursor where it is."""
        heard = span.overlap(self._session.document.extent)
        rest = heard.length - (heard.overlap(skip).length if skip is not None else 0)
        if rest > 0:
            self._transport.play_passage(
                Passage(heard, heard.start, skip=skip, returns_to=self._session.playhead)
            )
