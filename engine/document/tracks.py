"""Document -> Document: whole tracks copied and moved among each other, and recordings put on them."""

from __future__ import annotations

from dataclasses import replace

from engine.audio.files import Source
from engine.document import cutting
from engine.document.cutting import Part
from engine.document.document import Clip, Document, Track, new_id
from engine.errors import RequestError


def duplicate_track(document: Document, track_id: str, name: str = "") -> tuple[Document, str]:
    """Put a copy of a track right below it: clips, regions and takes, under identifiers of their own.

    Returns:
        The document and the copy's identifier.
    """
    copied = _copy(document.track(track_id), name)
    tracks = list(document.tracks)
    tracks.insert(_place(document, track_id) + 1, copied)
    return replace(document, tracks=tuple(tracks)), copied.id


def place_source(document: Document, track_id: str, source: Source, at: int) -> tuple[Document, str]:
    """Put all of a recording on a track, beginning at sample `at`; what it lands on is cut away beneath it.

    An empty track takes as many channels as the recording has. On a track that holds others it cannot lie:
    then it stands on a new one right below.

    Returns:
        The document and the identifier of the track that it is on.
    Raises:
        RequestError: the recording holds no samples, or would lie out of all bounds.
        ValueError: it has another sample rate than the document.
    """
    if not source.n_samples:
        raise RequestError(f"“{source.path.name}”", "holds no sound: choose another file")
    part = Part((Clip(source, start=0, offset=0, length=source.n_samples),)).shifted(at)
    track = document.track(track_id)
    if not (track.clips or track.regions):
        track = replace(track, n_channels=source.n_channels)
    if track.n_channels == source.n_channels:
        landed = cutting.landed(track, part)
        return document.with_track(track_id, lambda _: landed), track_id
    below = Track(source.n_channels, clips=part.clips, name=source.path.stem)
    tracks = list(document.tracks)
    tracks.insert(_place(document, track_id) + 1, below)
    return replace(document, tracks=tuple(tracks)), below.id


def move_track(document: Document, track_id: str, to: int) -> Document:
    """Let a track stand at place `to` among the others, from 0; at the end that `to` is past."""
    moved = document.track(track_id)
    others = [track for track in document.tracks if track.id != track_id]
    others.insert(min(max(0, to), len(others)), moved)
    return replace(document, tracks=tuple(others))


def step_track(document: Document, track_id: str, by: int) -> Document:
    """Let a track stand `by` places lower; higher where that is negative."""
    return move_track(document, track_id, _place(document, track_id) + by)


def _place(document: Document, track_id: str) -> int:
    return next(i for i, track in enumerate(document.tracks) if track.id == track_id)


def _copy(track: Track, name: str) -> Track:
    part = Part(track.clips, track.regions).renewed()
    return replace(track, clips=part.clips, regions=part.regions, name=name or track.name, id=new_id())
