"""What is seen and pointed at, as plain values that a project keeps.

None of it is precious: what a file says wrongly is left as it is.
"""

from __future__ import annotations

import math
from typing import Any

from app.session import MAX_SAMPLES_PER_PX, MIN_SAMPLES_PER_PX, Selection, Session, Viewport
from app.timeline.look import MAX_AMPLITUDE, MIN_AMPLITUDE, Look, Scale, Show, SpectrogramLook
from engine.document.document import MAX_TRACK_SAMPLES
from engine.timeline import Span

MAX_HEIGHT_PX = 4000
MAX_DB = 200.0


def view_of(session: Session) -> dict[str, Any]:
    """How a session looks at its document, as JSON values."""
    selection, loop, drawn = session.selection, session.loop, session.spectrogram
    looks = {
        track: [look.show.value, look.amplitude, look.height_px] for track, look in session.looks.items()
    }
    return {
        "viewport": [session.viewport.start, session.viewport.samples_per_px],
        "playhead": session.playhead,
        "selection": selection and [*_edges(selection.span), selection.track, *selection.tracks],
        "region": session.focused_region,
        "track": session.focused_track,
        "loop": loop and _edges(loop),
        "is_looping": session.is_looping,
        "unfolded": sorted(session.unfolded_tracks),
        "looks": looks,
        "spectrogram": [drawn.scale.value, drawn.top_db, drawn.range_db],
    }


def show_view(session: Session, view: dict[str, Any]) -> None:
    """Look at the document of a session in the same way again, as far as it is there."""
    tracks = {track.id for track in session.document.tracks}
    _show_selection(session, view.get("selection"), tracks)
    if isinstance(track := view.get("track"), str) and track in tracks:
        session.focus_track(track)
    regions = {region.id for track in session.document.tracks for region in track.regions}
    if isinstance(region := view.get("region"), str) and region in regions:
        session.focus_region(region)
    session.set_loop(_span(view.get("loop")))
    session.set_looping(view.get("is_looping") is True)
    for track in [t for t in _list(view.get("unfolded")) if isinstance(t, str) and t in tracks]:
        session.unfold(track)
    _show_looks(session, view, tracks)
    match view.get("playhead"):
        case int(playhead) if _is_place(playhead):
            session.move_playhead(playhead)
    match view.get("viewport"):
        case [float() | int() as start, float() | int() as scale] if (
            _is_place(round(start) if math.isfinite(start) else None)
            and MIN_SAMPLES_PER_PX <= scale <= MAX_SAMPLES_PER_PX
        ):
            session.show(Viewport(float(start), float(scale)))


def _show_selection(session: Session, told: Any, tracks: set[str]) -> None:
    match told:
        case [start, stop, str(track), *others] if (
            track in tracks
            and all(isinstance(t, str) for t in others)
            and (span := _span([start, stop], may_be_empty=True)) is not None
        ):
            session.select(Selection(track, span, tuple(t for t in others if t in tracks)))


def _show_looks(session: Session, view: dict[str, Any], tracks: set[str]) -> None:
    looks = view.get("looks")
    for track, told in looks.items() if isinstance(looks, dict) else ():
        match told:
            case [str(show), float() | int() as amplitude, int(height_px)] if (
                track in tracks
                and show in {s.value for s in Show}
                and MIN_AMPLITUDE <= amplitude <= MAX_AMPLITUDE
                and 0 <= height_px <= MAX_HEIGHT_PX
            ):
                session.set_look(track, Look(Show(show), float(amplitude), height_px))
    match view.get("spectrogram"):
        case [str(scale), float() | int() as top_db, float() | int() as range_db] if (
            scale in {s.value for s in Scale} and -MAX_DB <= top_db <= MAX_DB
        ):
            try:
                look = SpectrogramLook(Scale(scale), float(top_db), float(range_db))
            except ValueError:
                return
            session.set_spectrogram(look)


def _edges(span: Span) -> list[int]:
    return [span.start, span.stop]


def _is_place(value: Any) -> bool:
    return type(value) is int and abs(value) <= MAX_TRACK_SAMPLES


def _span(value: Any, *, may_be_empty: bool = False) -> Span | None:
    match value:
        case [start, stop] if (
            _is_place(start) and _is_place(stop) and (start < stop or (may_be_empty and start == stop))
        ):
            return Span(start, stop)
    return None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
