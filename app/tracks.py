"""What keys, menus and heads do to whole tracks; strokes of a slider become one undo step."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.language import tr
from app.session import Selection, Session
from engine.document import edits, tracks
from engine.document.document import Track

PAUSE_S = 1.0
"""Turns of a wheel and presses of a key that follow one another faster than this are one stroke."""


class Tracks(QObject):
    """Commands on the track that has the keys, or on the one that is named.

    Signals:
        renaming_asked: identifier of the track whose name shall be written.
    """

    renaming_asked = Signal(str)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._stroke = Stroke()

    # ---- what there is

    def has_track(self) -> bool:
        """Whether there is a track to act on."""
        return self._session.track is not None

    def can_move(self, by: int) -> bool:
        """Whether the track has another one that many places below it; above where negative."""
        track, all_tracks = self._session.track, self._session.document.tracks
        return track is not None and 0 <= all_tracks.index(track) + by < len(all_tracks)

    def is_muted(self) -> bool:
        """Whether the track is silent."""
        return self._session.track is not None and self._session.track.is_muted

    def is_solo(self) -> bool:
        """Whether the track is heard alone, or with others that are."""
        return self._session.track is not None and self._session.track.is_solo

    # ---- tracks as such

    def add(self) -> None:
        """An empty stereo track below the others; it gets the keys."""
        name = tr("Track {number}", number=len(self._session.document.tracks) + 1)
        after = edits.add_empty_track(self._session.document, name)
        self._session.commit(tr("Add track"), after)
        self.focus(after.tracks[-1].id)

    def remove(self) -> None:
        """Take the track away with all that is on it; the one that takes its place gets the keys."""
        if (track := self._session.track) is None:
            return
        place = self._session.document.tracks.index(track)
        if self._session.selection is not None and track.id in self._session.selection.tracks:
            self._session.select(None)
        label = tr("Remove {track}", track=named(track))
        self._session.commit(label, edits.remove_track(self._session.document, track.id))
        if left := self._session.document.tracks:
            self.focus(left[min(place, len(left) - 1)].id)

    def duplicate(self) -> None:
        """A copy right below, with a name of its own."""
        if (track := self._session.track) is None:
            return
        name = tr("{name} copy", name=track.name)
        after, copied = tracks.duplicate_track(self._session.document, track.id, name)
        self._session.commit(tr("Duplicate {track}", track=named(track)), after)
        self.focus(copied)

    def move(self, by: int) -> None:
        """So many places down, or up."""
        if (track := self._session.track) is not None:
            self._session.focus_track(track.id)
            after = tracks.step_track(self._session.document, track.id, by)
            self._session.commit(tr("Move {track}", track=named(track)), after)

    def step_focus(self, by: int) -> None:
        """Give the keys to the next track below or above; a selection goes along."""
        if (track := self._session.track) is None:
            return
        all_tracks = self._session.document.tracks
        place = min(max(0, all_tracks.index(track) + by), len(all_tracks) - 1)
        self.focus(all_tracks[place].id)

    def focus(self, track_id: str) -> None:
        """Give a track the keys; a selection or a cursor on another one moves here."""
        selection = self._session.selection
        if selection is not None and track_id not in selection.tracks:
            self._session.select(Selection(track_id, selection.span))
        self._session.focus_track(track_id)

    # ---- names

    def ask_to_rename(self) -> None:
        """Let the name of the track be written in its head."""
        if (track := self._session.track) is not None:
            self.renaming_asked.emit(track.id)

    def rename(self, track_id: str, name: str) -> None:
        """Give a track another name; an empty one changes nothing, nor does one for a track that is gone."""
        if self._there(track_id) is not None and (wanted := name.strip()):
            after = edits.rename_track(self._session.document, track_id, wanted)
            self._session.commit(tr("Rename track"), after)

    # ---- what is heard of it

    def toggle_mute(self, track_id: str = "") -> None:
        """Silence a track, or let it be heard."""
        if (track := self._named(track_id)) is None:
            return
        label = tr("Unmute {track}") if track.is_muted else tr("Mute {track}")
        after = edits.set_track(self._session.document, track.id, is_muted=not track.is_muted)
        self._session.commit(label.format(track=named(track)), after)

    def toggle_solo(self, track_id: str = "") -> None:
        """Let a track be heard alone, or no longer."""
        if (track := self._named(track_id)) is None:
            return
        label = tr("End solo of {track}") if track.is_solo else tr("Solo {track}")
        after = edits.set_track(self._session.document, track.id, is_solo=not track.is_solo)
        self._session.commit(label.format(track=named(track)), after)

    def set_gain(self, track_id: str, gain_db: float) -> None:
        """Set the gain in dB of a track that is still there; what one stroke sets is one step."""
        if (track := self._there(track_id)) is None:
            return
        after = edits.set_track(self._session.document, track_id, gain_db=gain_db)
        label = tr("Gain of {track}", track=named(track))
        self._session.commit(label, after, merge=self._stroke.key(f"gain {track_id}"))

    def set_pan(self, track_id: str, pan: float) -> None:
        """Set the balance, -1 to 1; consecutive settings of one stroke are one step. As `set_gain`."""
        if (track := self._there(track_id)) is None:
            return
        after = edits.set_track(self._session.document, track_id, pan=pan)
        label = tr("Balance of {track}", track=named(track))
        self._session.commit(label, after, merge=self._stroke.key(f"pan {track_id}"))

    def hold(self, is_held: bool) -> None:
        """Say that a slider is taken hold of, or let go: what is set meanwhile is one step."""
        self._stroke.hold(is_held)

    def _there(self, track_id: str) -> Track | None:
        return next((track for track in self._session.document.tracks if track.id == track_id), None)

    def _named(self, track_id: str) -> Track | None:
        return self._session.document.track(track_id) if track_id else self._session.track


class Stroke:
    """Names what belongs together: a drag from press to release, or quick turns of a wheel.

    Args:
        clock: tells seconds that never run backwards.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._what, self._serial, self._at, self._is_held = "", 0, 0.0, False

    def hold(self, is_held: bool) -> None:
        """A drag begins or ends."""
        self._is_held = is_held
        self._serial += 1

    def key(self, what: str) -> str:
        """The name of the stroke that a change of `what` belongs to now."""
        now = self._clock()
        if what != self._what or (not self._is_held and now - self._at > PAUSE_S):
            self._serial += 1
        self._what, self._at = what, now
        return f"{what} {self._serial}"


def named(track: Track) -> str:
    """`“Drums”`, or `the track` where it has no name: for undo steps."""
    return f"“{track.name}”" if track.name else tr("the track")
