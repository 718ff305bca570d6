"""What the user points at, as commands on sound understand it."""

from __future__ import annotations

from collections.abc import Callable

from app.session import Selection, Session
from engine.document import clips
from engine.document.document import Clip
from engine.timeline import Span


class Pointed:
    """The selection; where that is only a cursor, the clips that it stands in.

    Args:
        session: the document, the selection and the playhead.
        state: of the transport, `stopped`, `playing` or `paused`.
    """

    def __init__(self, session: Session, state: Callable[[], str]) -> None:
        self.session = session
        self._state = state

    @property
    def tracks(self) -> tuple[str, ...]:
        """The tracks that are selected; else the one that has the keys."""
        present = {track.id for track in self.session.document.tracks}
        if self.session.selection is not None:
            return tuple(track for track in self.session.selection.tracks if track in present)
        track = self.session.track
        return (track.id,) if track is not None else ()

    @property
    def topmost(self) -> str:
        """Of these tracks the one that stands highest; "" where there is none."""
        chosen = self.tracks
        return next((track.id for track in self.session.document.tracks if track.id in chosen), "")

    @property
    def span(self) -> Span:
        """The selected stretch; empty at the place where none is."""
        if self.session.selection is not None and self.session.selection.span:
            return self.session.selection.span
        return Span(self.place, self.place)

    @property
    def place(self) -> int:
        """Where a selected stretch begins; without one, or while something plays, the playhead.

        While playing pauses, a cursor may stand elsewhere: then that is the place.
        """
        selection, state = self.session.selection, self._state()
        if selection is None or state == "playing" or (state == "stopped" and not selection.span):
            return self.session.playhead  # a click brings it along; keys and the ruler move it alone
        return selection.span.start

    @property
    def clips(self) -> tuple[Clip, ...]:
        """The clips that are meant."""
        return clips.clips_in(self.session.document, self.tracks, self.span)

    @property
    def selected_clip(self) -> Clip | None:
        """The clip whose title was pressed: the selection is as long as it is."""
        met = [clip for clip in self.clips if clip.span == self.span]
        return met[0] if len(met) == 1 else None

    def has_clips(self) -> bool:
        """Whether a clip is meant."""
        return bool(self.clips)

    def has_sound(self) -> bool:
        """Whether a stretch of a track is selected, or a clip is meant."""
        return self.has_stretch() or self.has_clips()

    def has_track(self) -> bool:
        """Whether there is a track."""
        return bool(self.session.document.tracks)

    def has_stretch(self) -> bool:
        """Whether a stretch of a track is selected."""
        return bool(self.span) and bool(self.tracks)

    def select(self, span: Span) -> None:
        """Select another stretch of the same tracks."""
        if tracks := self.tracks:
            self.session.select(Selection(tracks[0], span, tracks))
