"""What a press would take hold of: the hot zones of the strips, and the pointer's shape over them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import Qt

from app.session import Session
from app.timeline.clip_drag import Extending, Fading, Gaining, Moving, Trimming
from app.timeline.drag import (
    Drag,
    Edge,
    Kind,
    Marking,
    Press,
    Resizing,
    Selecting,
    Snap,
    Subtracting,
    Zone,
)
from engine.document.document import Clip, Track

EDGE_PX = 6
CORNER_PX = 12
"""Height of the strip below the titles in which fades are taken hold of, and the width of their handles."""

TAG_PX = 64
"""Width of the tag with a clip's gain, in the strip of titles."""

MIN_CLIP_PX = 4 * EDGE_PX
"""Below this width a clip can only be moved: there is no room for handles."""

ALT, CONTROL, SHIFT = (
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
SELECTING = CONTROL | ALT | SHIFT

_SHAPES = {
    Kind.RESIZE: Qt.CursorShape.SizeHorCursor,
    Kind.TRIM: Qt.CursorShape.SizeHorCursor,
    Kind.EXTEND: Qt.CursorShape.SizeHorCursor,
    Kind.FADE: Qt.CursorShape.PointingHandCursor,
    Kind.MOVE: Qt.CursorShape.OpenHandCursor,
    Kind.GAIN: Qt.CursorShape.SizeHorCursor,
}


@dataclass(frozen=True, slots=True)
class Grip:
    """Something that can be taken hold of: what a drag from here does, and to what."""

    kind: Kind
    clip: Clip | None = None
    region_edge: Edge | None = None
    is_start: bool = False

    @property
    def shape(self) -> Qt.CursorShape:
        """The pointer's shape over it."""
        if self.kind is Kind.SELECT:
            return Qt.CursorShape.SizeHorCursor  # an edge of the selection
        return _SHAPES[self.kind]


def grip_at(session: Session, press: Press) -> Grip | None:
    """What lies under the pointer; None where a drag from here begins something new."""
    if press.keys & SELECTING:
        return None
    if press.zone is Zone.MASK:
        edge = region_edge_at(session, press.track, press.x)
        return Grip(Kind.RESIZE, region_edge=edge, is_start=edge.is_start) if edge else None
    if press.zone is Zone.TITLE:
        return _title_grip(session, press)
    return _selection_edge(session, press) or _fade_grip(session, press) or _clip_edge(session, press)


def begin(session: Session, press: Press, snap: Snap) -> Drag:
    """The drag that a press begins."""
    grip = grip_at(session, press)
    if grip is not None and grip.kind is not Kind.SELECT:
        return _held(session, press, snap, grip)
    if press.keys & ALT:  # with Ctrl, too: some window managers keep Alt alone
        return Subtracting(session, press, snap)
    if press.keys & CONTROL:
        return Marking(session, press, snap, takes_selection=True)
    if press.zone is Zone.MASK and not press.keys & SHIFT and not _is_in_region(session, press):
        return Marking(session, press, snap, takes_selection=False)
    if grip is not None or press.keys & SHIFT:
        return Selecting(session, press, snap, _far_edge(session, press))
    return Selecting(session, press, snap)


def region_edge_at(session: Session, track_id: str, x: int) -> Edge | None:
    """The region edge nearest to pixel `x`, if it lies within the hot zone."""
    edges = [
        Edge(r, is_start) for r in session.document.track(track_id).regions for is_start in (True, False)
    ]
    near = [(x - session.viewport.to_px(edge.sample), edge) for edge in edges]
    near = [(distance, edge) for distance, edge in near if abs(distance) <= EDGE_PX]
    return min(near, key=lambda item: (abs(item[0]), not _opens(*item)))[1] if near else None


def clip_under(session: Session, track_id: str, x: int) -> Clip | None:
    """The clip that a pixel shows."""
    return next((clip for clip, left, right in _clips(session, track_id) if left <= x < right), None)


def _held(session: Session, press: Press, snap: Snap, grip: Grip) -> Drag:
    if grip.region_edge is not None:
        return Resizing(session, press, snap, grip.region_edge)
    if grip.kind is Kind.EXTEND:
        return Extending(session, press, snap, is_before=grip.is_start)
    if grip.clip is None:
        raise ValueError("what is neither a region's nor a track's is a clip's")
    if grip.kind in (Kind.MOVE, Kind.GAIN):
        return (Moving if grip.kind is Kind.MOVE else Gaining)(session, press, snap, grip.clip)
    made = Trimming if grip.kind is Kind.TRIM else Fading
    return made(session, press, snap, grip.clip, is_start=grip.is_start)


def _opens(distance: float, edge: Edge) -> bool:
    """Whether the pointer is on the outer side: of two edges in one place, that one is dragged."""
    return distance < 0 if edge.is_start else distance >= 0


def _far_edge(session: Session, press: Press) -> int | None:
    """The selection edge farther from the pointer: the one that stays when the nearer is moved."""
    selection, sample = session.selection, session.viewport.to_sample(press.x)
    if selection is None or press.track not in selection.tracks:
        return None
    return max((selection.span.start, selection.span.stop), key=lambda edge: abs(edge - sample))


def _is_in_region(session: Session, press: Press) -> bool:
    sample = session.viewport.to_sample(press.x)
    return any(sample in region.span for region in session.document.track(press.track).regions)


def _selection_edge(session: Session, press: Press) -> Grip | None:
    selection = session.selection
    if selection is None or not selection.span or press.track not in selection.tracks:
        return None
    for edge in (selection.span.start, selection.span.stop):
        if abs(press.x - session.viewport.to_px(edge)) <= EDGE_PX:
            return Grip(Kind.SELECT, is_start=edge == selection.span.start)
    return None


def _clips(session: Session, track_id: str) -> Iterator[tuple[Clip, float, float]]:
    """Every clip of a track with its left and right pixel."""
    to_px = session.viewport.to_px
    for clip in session.document.track(track_id).clips:
        yield clip, to_px(clip.span.start), to_px(clip.span.stop)


def _fade_grip(session: Session, press: Press) -> Grip | None:
    """The corners of a clip, or where its fades end."""
    if press.y > CORNER_PX:
        return None
    for clip, left, right in _clips(session, press.track):
        if right - left < MIN_CLIP_PX or not left <= press.x <= right:
            continue
        rising, falling = fade_handles(session, clip)
        if abs(press.x - rising) <= CORNER_PX:
            return Grip(Kind.FADE, clip, is_start=True)
        if abs(press.x - falling) <= CORNER_PX:
            return Grip(Kind.FADE, clip)
    return None


def fade_handles(session: Session, clip: Clip) -> tuple[float, float]:
    """The pixels at which the fades of a clip are taken hold of, inside it also where there is no fade."""
    to_px, inset = session.viewport.to_px, CORNER_PX / 2
    left, right = to_px(clip.span.start), to_px(clip.span.stop)
    rising = max(to_px(clip.start + clip.fade_in), left + inset)
    falling = min(to_px(clip.span.stop - clip.fade_out), right - inset)
    return rising, falling


def _clip_edge(session: Session, press: Press) -> Grip | None:
    """An edge of a clip or of the track, from outside at any height, from inside in the upper half alone.

    What lies below is left to selections that begin at an edge.
    """
    track = session.document.track(press.track)
    reach = EDGE_PX if press.y < press.size.height() / 2 else 0
    found = [edge for edge in _edges(session, track) if _is_near(press.x, *edge, reach)]
    if not found:
        return None
    _x, is_start, clip = min(found, key=lambda edge: abs(edge[0] - press.x))
    end = track.extent.start if is_start else track.extent.stop
    here = None if clip is None else clip.span.start if is_start else clip.span.stop
    if clip is None or here == end:
        return Grip(Kind.EXTEND, clip, is_start=is_start)
    return Grip(Kind.TRIM, clip, is_start=is_start)


def _edges(session: Session, track: Track) -> Iterator[tuple[float, bool, Clip | None]]:
    """Pixels of all edges in the body of a track: those of its clips, and its ends where takes end there."""
    for clip, left, right in _clips(session, track.id):
        yield left, True, clip
        yield right, False, clip
    if track.extent and track.extent != track.material:
        yield session.viewport.to_px(track.extent.start), True, None
        yield session.viewport.to_px(track.extent.stop), False, None


def _is_near(x: int, edge: float, is_start: bool, _clip: Clip | None, inner_px: int) -> bool:
    inward = x - edge if is_start else edge - x
    return -EDGE_PX <= inward <= inner_px and (inward < 0 or inner_px > 0)


def _title_grip(session: Session, press: Press) -> Grip | None:
    """The edges of a title trim, its gain is dragged at its tag, the rest of it moves."""
    for clip, left, right in _clips(session, press.track):
        is_roomy = right - left >= MIN_CLIP_PX
        inner = EDGE_PX if is_roomy else 0
        if left <= press.x < left + inner:
            return Grip(Kind.TRIM, clip, is_start=True)
        if right - inner < press.x <= right and is_roomy:
            return Grip(Kind.TRIM, clip)
        if left <= press.x < right:
            tag = gain_tag(session, clip, press.size.width())
            is_on_tag = tag is not None and tag[0] <= press.x < tag[1]
            return Grip(Kind.GAIN if is_on_tag else Kind.MOVE, clip)
    return None


def gain_tag(session: Session, clip: Clip, width: int) -> tuple[float, float] | None:
    """Left and right pixel of the tag with a clip's gain: at the end of what a strip `width` wide shows.

    None where there is no room for it beside the name, or nothing to turn up.
    """
    to_px = session.viewport.to_px
    left, right = max(0.0, to_px(clip.span.start)), min(float(width), to_px(clip.span.stop) - EDGE_PX)
    if clip.is_silent or right - left < 2 * TAG_PX:
        return None
    return right - TAG_PX, right
