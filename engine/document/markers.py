"""Markers and tempo: Document -> Document, one pure function for each thing the user can do."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace

from engine.document.document import (
    MAX_BEATS_PER_BAR,
    MAX_BPM,
    MAX_TRACK_SAMPLES,
    MIN_BPM,
    Document,
    Marker,
)
from engine.errors import RequestError
from engine.timeline import Span

Markers = tuple[Marker, ...]


def add_marker(document: Document, at: int, name: str = "") -> tuple[Document, str]:
    """Put a marker at a sample; where one stands already, that one is meant.

    Returns:
        The document and the marker's identifier.
    Raises:
        RequestError: the place is out of all bounds.
    """
    there = next((marker for marker in document.markers if marker.at == at), None)
    if there is not None:
        return document, there.id
    marker = Marker(_within_bounds(at), name.strip())
    return replace(document, markers=_in_order((*document.markers, marker))), marker.id


def move_marker(document: Document, marker_id: str, at: int) -> Document:
    """Put a marker elsewhere.

    Raises:
        RequestError: the place is out of all bounds.
    """
    moved = replace(_marker(document, marker_id), at=_within_bounds(at))
    return replace(document, markers=_in_order(moved if m.id == marker_id else m for m in document.markers))


def name_marker(document: Document, marker_id: str, name: str) -> Document:
    """Give a marker a name."""
    named = replace(_marker(document, marker_id), name=name.strip())
    return replace(document, markers=tuple(named if m.id == marker_id else m for m in document.markers))


def remove_marker(document: Document, marker_id: str) -> Document:
    """Take a marker away."""
    gone = _marker(document, marker_id)
    return replace(document, markers=tuple(m for m in document.markers if m is not gone))


def set_tempo(document: Document, bpm: float, beats_per_bar: int | None = None) -> Document:
    """Set the tempo that bars and beats are counted in; no sound changes.

    Raises:
        RequestError: there is no such tempo or metre.
    """
    if not (math.isfinite(bpm) and MIN_BPM <= bpm <= MAX_BPM):
        raise RequestError("the tempo", f"must lie between {MIN_BPM:g} and {MAX_BPM:g} beats a minute")
    beats = document.beats_per_bar if beats_per_bar is None else beats_per_bar
    if not 1 <= beats <= MAX_BEATS_PER_BAR:
        raise RequestError("the metre", f"must have between 1 and {MAX_BEATS_PER_BAR} beats in a bar")
    return replace(document, tempo_bpm=float(bpm), beats_per_bar=beats)


def opened_markers(markers: Markers, at: int, n_samples: int) -> Markers:
    """Markers after room was made: those from `at` on stand `n_samples` later.

    Raises:
        RequestError: one of them would stand out of all bounds.
    """
    return tuple(replace(m, at=_within_bounds(m.at + n_samples)) if m.at >= at else m for m in markers)


def closed_markers(markers: Markers, span: Span) -> Markers:
    """Markers after `span` was taken away: those in it go, those behind move up."""
    left = tuple(marker for marker in markers if marker.at not in span)
    return opened_markers(left, span.stop, -span.length)


def _marker(document: Document, marker_id: str) -> Marker:
    for marker in document.markers:
        if marker.id == marker_id:
            return marker
    raise KeyError(marker_id)


def _in_order(markers: Iterable[Marker]) -> Markers:
    return tuple(sorted(markers, key=lambda marker: marker.at))


def _within_bounds(at: int) -> int:
    if abs(at) > MAX_TRACK_SAMPLES:
        raise RequestError("the marker", "lies too far from the start: choose another place")
    return at
