"""How sound and time are shown, and what edges snap to."""

from __future__ import annotations

from functools import partial

from app.actions.rows import TRANSPORT, VIEW, Action
from app.desk import Desk
from app.language import marked
from app.timeline.look import Show, Snap
from app.timeline.time_format import TimeFormat

SOUND, SPECTROGRAM, COUNTING, SNAPPING = (
    f"{VIEW}/{name}"
    for name in (marked("&Track shows"), marked("S&pectrogram"), marked("&Count in"), marked("&Snap to"))
)


def rows(desk: Desk) -> list[Action]:
    """The rows, in the order of the menu."""
    display = desk.display
    return [
        *_sound(desk),
        *_spectrogram(desk),
        *_choices(desk),
        Action(
            "view.loop_follows",
            "Loop follows the selection",
            "",
            TRANSPORT,
            display.switch_loop_follows,
            is_on=display.does_loop_follow,
        ),
    ]


def _sound(desk: Desk) -> list[Action]:
    display, has_track = desk.display, desk.display.has_track
    shown = (
        ("waveform", "Waveform", Show.WAVEFORM),
        ("spectrogram", "Spectrogram", Show.SPECTROGRAM),
        ("both", "Waveform and spectrogram", Show.BOTH),
    )
    return [
        Action(
            "show.next",
            "Waveform or spectrogram",
            "Q",
            SOUND,
            display.show_next,
            has_track,
            display.shows_spectrogram,
            icon="spectrogram",
        ),
        *(
            Action(
                f"show.{name}",
                text,
                "",
                SOUND,
                partial(display.show, show),
                has_track,
                partial(display.shows, show),
                starts_group=show is Show.WAVEFORM,
            )
            for name, text, show in shown
        ),
        Action(
            "show.taller",
            "Taller waveform",
            "",
            SOUND,
            partial(display.magnify, 2),
            has_track,
            starts_group=True,
        ),
        Action("show.lower", "Lower waveform", "", SOUND, partial(display.magnify, -2), display.is_magnified),
        Action("show.normal", "Waveform as it is", "", SOUND, display.magnify_no_more, display.is_magnified),
    ]


def _spectrogram(desk: Desk) -> list[Action]:
    display, is_seen = desk.display, desk.display.has_spectrogram
    levels = (
        ("more", "More decibels", partial(display.widen_range, 2)),
        ("fewer", "Fewer decibels", partial(display.widen_range, -2)),
        ("brighter", "Brighter", partial(display.brighten, 1)),
        ("darker", "Darker", partial(display.brighten, -1)),
    )
    return [
        Action(
            "spectrogram.mel",
            "Frequencies as they are heard (mel)",
            "",
            SPECTROGRAM,
            display.switch_scale,
            is_on=display.is_mel,
        ),
        *(
            Action(f"spectrogram.{name}", text, "", SPECTROGRAM, run, is_seen, starts_group=name == "more")
            for name, text, run in levels
        ),
    ]


def _choices(desk: Desk) -> list[Action]:
    display = desk.display
    counted = (
        ("Hours, minutes and seconds", TimeFormat.TIME),
        ("Samples", TimeFormat.SAMPLES),
        ("Bars and beats", TimeFormat.BARS),
    )
    snapped = (
        ("Nothing", Snap.OFF),
        ("The ruler", Snap.GRID),
        ("Zero crossings", Snap.ZERO),
        ("Where sounds begin", Snap.TRANSIENT),
    )
    return [
        *(
            Action(
                f"count.{kind.value}",
                text,
                "",
                COUNTING,
                partial(display.count_in, kind),
                is_on=partial(display.counts_in, kind),
            )
            for text, kind in counted
        ),
        Action(
            "snap.switch",
            "Snap edges",
            "",
            SNAPPING,
            display.switch_snap,
            is_on=display.does_snap,
            icon="snap",
        ),
        *(
            Action(
                f"snap.{snap.value}",
                text,
                "",
                SNAPPING,
                partial(display.snap_to, snap),
                is_on=partial(display.snaps_to, snap),
                starts_group=snap is Snap.OFF,
            )
            for text, snap in snapped
        ),
    ]
