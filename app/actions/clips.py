"""Sound on tracks: cutting, pasting, shaping; markers and tempo, which are in the menu of edits."""

from __future__ import annotations

from functools import partial

from app.actions.rows import CLIPS, EDIT, Action, Window
from app.clips import GAIN_STEP_DB
from app.desk import Desk


def rows(desk: Desk, window: Window) -> list[Action]:
    """The rows, in the order of the menu."""
    return [*_clipboard(desk), *_cutting(desk), *_sound(desk), *_marking(desk)]


def _clipboard(desk: Desk) -> list[Action]:
    clips, pointed = desk.clips, desk.pointed
    has_sound, has_stretch = pointed.has_sound, pointed.has_stretch

    def delete() -> None:
        (desk.editing.remove_region if desk.editing.has_region() else clips.delete)()

    return [
        Action("clips.cut", "Cut", "Ctrl+X", CLIPS, clips.cut, has_sound),
        Action("clips.copy", "Copy", "Ctrl+C", CLIPS, clips.copy, has_sound),
        Action("clips.paste", "Paste", "Ctrl+V", CLIPS, clips.paste, clips.has_snippet),
        Action("clips.duplicate", "Duplicate", "Ctrl+D", CLIPS, clips.duplicate, has_sound),
        Action(
            "clips.delete",
            "Delete",
            "Del",
            CLIPS,
            delete,
            lambda: desk.editing.has_region() or has_stretch(),
        ),
        Action(
            "clips.close", "Delete and close the gap", "Shift+Del", CLIPS, clips.delete_and_close, has_stretch
        ),
    ]


def _cutting(desk: Desk) -> list[Action]:
    clips, has_clips = desk.clips, desk.pointed.has_clips
    has_stretch, has_track = desk.pointed.has_stretch, desk.pointed.has_track
    return [
        Action("clips.split", "Split", "Ctrl+I", CLIPS, clips.split, has_clips, starts_group=True),
        Action("clips.join", "Join", "Ctrl+J", CLIPS, clips.join, has_track),
        Action("clips.trim", "Trim to the selection", "Ctrl+T", CLIPS, clips.trim, has_stretch),
        Action("clips.insert", "Insert silence", "", CLIPS, clips.insert_silence, has_track),
    ]


def _sound(desk: Desk) -> list[Action]:
    clips, normalising, has_clips = desk.clips, desk.normalising, desk.pointed.has_clips
    step = GAIN_STEP_DB
    return [
        Action(
            "clips.silence",
            "Silence",
            "Ctrl+L",
            CLIPS,
            clips.silence,
            desk.pointed.has_stretch,
            starts_group=True,
        ),
        Action("clips.reverse", "Reverse", "", CLIPS, clips.reverse, has_clips),
        Action(
            "clips.normalise",
            "Normalise",
            "",
            CLIPS,
            partial(normalising.normalise, is_by_peak=True),
            has_clips,
        ),
        Action(
            "clips.normalise_loudness",
            "Normalise loudness",
            "",
            CLIPS,
            partial(normalising.normalise, is_by_peak=False),
            has_clips,
        ),
        Action("clips.louder", "Louder", "Ctrl+Alt+Up", CLIPS, partial(clips.change_gain, step), has_clips),
        Action(
            "clips.softer", "Softer", "Ctrl+Alt+Down", CLIPS, partial(clips.change_gain, -step), has_clips
        ),
        Action("clips.gain_0", "Reset the gain", "", CLIPS, clips.reset_gain, clips.has_gain),
        Action("clips.fade_in", "Fade in", "", CLIPS, clips.fade_in, has_clips),
        Action("clips.fade_out", "Fade out", "", CLIPS, clips.fade_out, has_clips),
        Action("clips.no_fades", "Remove the fades", "", CLIPS, clips.clear_fades, clips.has_fades),
    ]


def _marking(desk: Desk) -> list[Action]:
    marking, pointed = desk.marking, desk.pointed
    return [
        Action(
            "markers.add",
            "Add marker",
            "Ctrl+B  M",
            EDIT,
            marking.add,
            pointed.has_track,
            starts_group=True,
        ),
        Action("markers.remove", "Remove marker", "", EDIT, marking.remove_pointed, marking.has_markers),
        Action("tempo.set", "Tempo…", "", EDIT, marking.ask_tempo, pointed.has_track),
        Action("tempo.take", "The selection is one bar", "", EDIT, marking.take_tempo, pointed.has_stretch),
    ]
