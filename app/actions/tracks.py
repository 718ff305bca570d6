"""Tracks as a whole."""

from __future__ import annotations

from functools import partial

from app.actions.rows import TRACKS, Action, Window
from app.desk import Desk


def rows(desk: Desk, window: Window) -> list[Action]:
    """The rows, in the order of the menu."""
    tracks = desk.tracks
    has_track = tracks.has_track
    return [
        Action("tracks.add", "Add empty track", "Ctrl+Shift+N", TRACKS, tracks.add, has_track),
        Action("tracks.duplicate", "Duplicate track", "", TRACKS, tracks.duplicate, has_track),
        Action("tracks.remove", "Remove track", "", TRACKS, tracks.remove, has_track),
        Action("tracks.rename", "Rename", "F2", TRACKS, window.rename, has_track, starts_group=True),
        Action(
            "tracks.up",
            "Move track up",
            "Ctrl+Shift+Up",
            TRACKS,
            partial(tracks.move, -1),
            partial(tracks.can_move, -1),
        ),
        Action(
            "tracks.down",
            "Move track down",
            "Ctrl+Shift+Down",
            TRACKS,
            partial(tracks.move, 1),
            partial(tracks.can_move, 1),
        ),
        Action(
            "tracks.mute",
            "Mute track",
            "Shift+U",
            TRACKS,
            tracks.toggle_mute,
            has_track,
            tracks.is_muted,
            starts_group=True,
        ),
        Action("tracks.solo", "Solo track", "Shift+S", TRACKS, tracks.toggle_solo, has_track, tracks.is_solo),
        Action(
            "tracks.focus_above",
            "Go to the track above",
            "Ctrl+Up",
            TRACKS,
            partial(tracks.step_focus, -1),
            partial(tracks.can_move, -1),
            starts_group=True,
        ),
        Action(
            "tracks.focus_below",
            "Go to the track below",
            "Ctrl+Down",
            TRACKS,
            partial(tracks.step_focus, 1),
            partial(tracks.can_move, 1),
        ),
    ]
