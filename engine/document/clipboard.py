"""Copying, pasting and duplicating: stretches of tracks by themselves, with their regions and takes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from engine.document import cutting
from engine.document.clips import delete, delete_clip
from engine.document.cutting import Part
from engine.document.document import Clip, Document, Track
from engine.errors import RequestError
from engine.timeline import Span


@dataclass(frozen=True, slots=True)
class Row:
    """What was copied from one track, by its place within the stretch."""

    part: Part
    n_channels: int
    name: str


@dataclass(frozen=True, slots=True)
class Snippet:
    """A stretch of one track or several: what a clipboard holds. Sample 0 of it is the stretch's first."""

    rows: tuple[Row, ...]
    length: int
    sample_rate: int


def copy(document: Document, tracks: Collection[str], span: Span) -> Snippet:
    """What lies in a stretch of these tracks, gaps included.

    Raises:
        RequestError: nothing lies there.
    """
    chosen = [track for track in document.tracks if track.id in tracks]
    parts = [cutting.within(track, span) for track in chosen]
    if not any(parts):
        raise RequestError("the selection", "holds nothing to copy: drag over a stretch of sound first")
    rows = [_row(track, part, span.start) for track, part in zip(chosen, parts, strict=True)]
    return Snippet(tuple(rows), span.length, document.sample_rate)


def copy_clip(document: Document, clip_id: str) -> Snippet:
    """One clip with the regions that belong to it."""
    track, clip = document.track_of_clip(clip_id), document.clip(clip_id)
    part = _with_attached(track, clip)
    return Snippet((_row(track, part, clip.start),), clip.length, document.sample_rate)


def cut(document: Document, tracks: Collection[str], span: Span) -> tuple[Document, Snippet]:
    """Take a stretch away, leaving the gap, and hand it over.

    Raises:
        RequestError: nothing lies there.
    """
    return delete(document, tracks, span), copy(document, tracks, span)


def cut_clip(document: Document, clip_id: str) -> tuple[Document, Snippet]:
    """The same with one clip."""
    return delete_clip(document, clip_id), copy_clip(document, clip_id)


def paste(
    document: Document, snippet: Snippet, at: int, track_id: str = ""
) -> tuple[Document, tuple[str, ...]]:
    """Lay a snippet over tracks, from one of them downwards; what it lands on is cut away beneath it.

    Rows skip tracks with other channels than they have; where no track is left they get new ones.

    Args:
        at: sample of the tracks where the snippet begins.
        track_id: the first track that may be used; "" for the topmost one.
    Returns:
        The document, and the tracks that were pasted on.
    Raises:
        RequestError: the document has another sample rate, or the place is out of all bounds.
    """
    if not document.tracks:
        document = replace(document, sample_rate=snippet.sample_rate)
    if snippet.sample_rate != document.sample_rate:
        raise RequestError(
            "what was copied",
            f"runs at {snippet.sample_rate} Hz and this document at {document.sample_rate} Hz: "
            "import its file, which converts it",
        )
    ids = [track.id for track in document.tracks]
    below, used = ids[ids.index(track_id) if track_id else 0 :], []
    for row in snippet.rows:
        document, place = _place_for(document, row, below)
        part = row.part.shifted(at).renewed()
        document = document.with_track(place, lambda track, part=part: cutting.landed(track, part))  # type: ignore[misc]
        below = below[below.index(place) + 1 :] if place in below else []
        used.append(place)
    return document, tuple(used)


def duplicate(document: Document, tracks: Collection[str], span: Span) -> tuple[Document, tuple[str, ...]]:
    """Put a copy of a stretch right behind it; where there is no room, on a new track below.

    Returns:
        The document, and the tracks that the copy lies on.
    Raises:
        RequestError: nothing lies there, or the copy would lie out of all bounds.
    """
    snippet = copy(document, tracks, span)
    chosen = [track for track in document.tracks if track.id in tracks]
    used = []
    for track, row in zip(chosen, snippet.rows, strict=True):
        if row.part:
            document, place = _placed_behind(document, track, row.part.shifted(span.stop).renewed())
            used.append(place)
    return document, tuple(used)


def duplicate_clip(document: Document, clip_id: str) -> tuple[Document, str]:
    """Put a copy of a clip, with the regions that belong to it, right behind it or on a new track below.

    Returns:
        The document, and the identifier of the copy.
    Raises:
        RequestError: it would lie out of all bounds.
    """
    track, clip = document.track_of_clip(clip_id), document.clip(clip_id)
    part = _with_attached(track, clip)
    copied = part.shifted(part.footprint.hull.length).renewed()
    return _placed_behind(document, track, copied)[0], copied.clips[0].id


# ---- what the functions above share


def _row(track: Track, part: Part, start: int) -> Row:
    return Row(part.shifted(-start), track.n_channels, track.name)


def _with_attached(track: Track, clip: Clip) -> Part:
    return Part((clip,), cutting.attached(track, clip))


def _place_for(document: Document, row: Row, below: list[str]) -> tuple[Document, str]:
    """A track for a row: the next of `below` with as many channels, or a new one."""
    for track in document.tracks:
        if track.id in below and track.n_channels == row.n_channels:
            return document, track.id
    new = Track(row.n_channels, name=row.name)
    return replace(document, tracks=(*document.tracks, new)), new.id


def _placed_behind(document: Document, track: Track, part: Part) -> tuple[Document, str]:
    """The document with `part` on this track, or a new one below it, and which of them it is."""
    here = document.track(track.id)
    taken = [clip.span for clip in here.clips] + [
        region.span for region in here.regions if region.holds_takes
    ]
    if not any(a.overlaps(b) for a in part.footprint.spans for b in taken):
        return document.with_track(track.id, lambda t: cutting.landed(t, part)), track.id
    new = Track(track.n_channels, part.clips, part.regions, name=track.name)
    index = document.tracks.index(here) + 1
    return replace(document, tracks=(*document.tracks[:index], new, *document.tracks[index:])), new.id
