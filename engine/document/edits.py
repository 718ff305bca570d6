"""Document -> Document: one pure function for each thing the user can do.

Where an identifier is unknown the functions raise KeyError: whoever calls them has just read it from the
document. What the user asked for and cannot have is a RequestError.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from itertools import pairwise

from engine.audio.files import Source
from engine.document.document import (
    MAX_TRACK_SAMPLES,
    ORIGINAL,
    Clip,
    Document,
    Region,
    Take,
    Track,
)
from engine.document.regions import Regions, free_parts, in_order, joined, room, without
from engine.document.splice import MAX_JOIN_SHARE
from engine.errors import RequestError
from engine.timeline import Mask, Span

MAX_CHANNELS_OF_A_TAKE = 2
"""The model speaks stereo: a request changes one channel or a pair."""

# ---- tracks


def new_document(source: Source) -> Document:
    """A document with one track that holds all of `source` and is named after its file."""
    return add_track(Document(source.sample_rate), source)


def add_track(document: Document, source: Source, name: str = "", *, at: int = 0) -> Document:
    """Put all of `source` on a new track below the others, from sample `at` on.

    A document without tracks takes the rate of the source.

    Raises:
        RequestError: the source has another sample rate than the document, holds no samples, or would lie
            out of all bounds.
    """
    if document.tracks and source.sample_rate != document.sample_rate:
        raise RequestError(
            f"“{source.path.name}”",
            f"runs at {source.sample_rate} Hz and the tracks that are open at {document.sample_rate} Hz: "
            "open it by itself, or convert it first",
        )
    if not source.n_samples:
        raise RequestError(f"“{source.path.name}”", "holds no sound: choose another file")
    place = _within_bounds(Span(at, at + source.n_samples))
    clip = Clip(source, start=place.start, offset=0, length=source.n_samples)
    track = Track(source.n_channels, clips=(clip,), name=name or source.path.stem)
    return replace(document, sample_rate=source.sample_rate, tracks=(*document.tracks, track))


def add_empty_track(document: Document, name: str = "", n_channels: int = 2) -> Document:
    """A track without clips below the others: the place to compose on."""
    return replace(document, tracks=(*document.tracks, Track(n_channels, name=name)))


def remove_track(document: Document, track_id: str) -> Document:
    """Take a track away; its files stay where they are."""
    document.track(track_id)
    return replace(document, tracks=tuple(t for t in document.tracks if t.id != track_id))


def rename_track(document: Document, track_id: str, name: str) -> Document:
    """Give a track another name."""
    return document.with_track(track_id, lambda track: replace(track, name=name))


def set_track(
    document: Document,
    track_id: str,
    *,
    gain_db: float | None = None,
    pan: float | None = None,
    is_muted: bool | None = None,
    is_solo: bool | None = None,
) -> Document:
    """Set what is given and leave the rest: gain in dB, pan from -1 (left) to 1 (right), mute, solo."""
    old = document.track(track_id)
    new = replace(
        old,
        gain_db=old.gain_db if gain_db is None else _finite(gain_db),
        pan=old.pan if pan is None else min(1.0, max(-1.0, _finite(pan))),
        is_muted=old.is_muted if is_muted is None else is_muted,
        is_solo=old.is_solo if is_solo is None else is_solo,
    )
    return document.with_track(track_id, lambda _: new)


# ---- regions


def add_region(
    document: Document,
    track_id: str,
    span: Span,
    *,
    prompt: str | None = None,
    channels: tuple[int, ...] = (),
) -> tuple[Document, str]:
    """Mark `span` as a region, beside those that are there.

    Regions without takes that it touches or overlaps become part of it. Regions with takes keep their place:
    what they leave free of `span` becomes the region, the largest stretch where there are several.

    Args:
        prompt: the region's own; None follows the request's.
        channels: those that requests may change, at most two; empty means all.
    Returns:
        The document and the region's identifier.
    Raises:
        RequestError: `span` is empty or wholly taken, or the channels are not there.
    """
    track = document.track(track_id)
    free = _free_or_refuse(track, [span])
    largest = max(free, key=lambda part: part.length)
    new = Region(largest, prompt=prompt, channels=_checked_channels(track, channels))
    regions, region = joined(track.regions, new)
    return _with_regions(document, track_id, regions), region.id


def set_mask(document: Document, track_id: str, spans: Iterable[Span]) -> Document:
    """Make `spans` the track's regions, in place of all that have no takes; what a plain drag does.

    Regions with takes keep their place, and only what they leave free is marked. A mark that stays where it
    was keeps its identifier and its prompt.

    Raises:
        RequestError: there are spans, and all they cover has takes.
    """
    track, spans = document.track(track_id), tuple(spans)
    free = _free_or_refuse(track, spans) if spans else ()
    before = {region.span: region for region in track.regions if not region.holds_takes}
    marks = [before.get(span) or Region(span) for span in free]
    return _with_regions(document, track_id, in_order([*(r for r in track.regions if r.holds_takes), *marks]))


def clear_marks(document: Document, track_id: str, span: Span) -> Document:
    """Take away the regions without takes that `span` touches, so that it becomes one by itself."""
    regions = document.track(track_id).regions
    left = tuple(region for region in regions if region.holds_takes or not region.span.touches(span))
    return document if left == regions else _with_regions(document, track_id, left)


def subtract(document: Document, track_id: str, span: Span) -> Document:
    """Unmark `span`: regions are trimmed or split there, and both parts of a split keep the takes.

    A region wholly inside `span` is removed if it has no takes; with takes it is left as it is, because a
    drag must not throw away what took time to make. `remove_region` does it.
    """
    return _with_regions(document, track_id, without(document.track(track_id).regions, span))


def resize_region(document: Document, region_id: str, span: Span) -> Document:
    """Give a region other edges, no further than its neighbours; its takes stay where they sound.

    Shrinking it to nothing removes it.

    Raises:
        RequestError: it would shrink to nothing and has takes.
    """
    track, region = document.track_of(region_id), document.region(region_id)
    before, after = room(track.regions, region)
    start = span.start if before is None else max(span.start, before)
    stop = span.stop if after is None else min(span.stop, after)
    if stop > start:
        within = _within_bounds(Span(start, stop))
        return document.with_region(region_id, lambda r: replace(r, span=within))
    if region.holds_takes:
        raise RequestError("the region", "has takes and cannot shrink to nothing: remove it instead")
    return remove_region(document, region_id)


def remove_region(document: Document, region_id: str) -> Document:
    """Take a region and its takes out of the document; their files stay on disk, for undo."""
    track = document.track_of(region_id)
    return _with_regions(document, track.id, tuple(r for r in track.regions if r.id != region_id))


def split_region(document: Document, region_id: str, n_parts: int) -> tuple[Document, tuple[str, ...]]:
    """Make a region into as many of equal length beside one another, to be generated one by one.

    Takes stay where they sound, in every part: nothing sounds different before there are new ones.

    Returns:
        The document and the identifiers of the parts, in order; the first one is the old one.
    Raises:
        RequestError: the region is too short.
    """
    track, region = document.track_of(region_id), document.region(region_id)
    if not 1 <= n_parts <= region.span.length:
        raise RequestError("the region", f"is too short for {n_parts} parts")
    edges = [region.span.start + region.span.length * i // n_parts for i in range(n_parts + 1)]
    spans = [Span(start, stop) for start, stop in pairwise(edges)]
    parts = [replace(region.renewed() if i else region, span=span) for i, span in enumerate(spans)]
    others = [other for other in track.regions if other is not region]
    return _with_regions(document, track.id, in_order([*others, *parts])), tuple(part.id for part in parts)


def name_region(document: Document, region_id: str, name: str) -> Document:
    """Give a region a name."""
    return document.with_region(region_id, lambda region: replace(region, name=name))


def set_prompt(document: Document, region_id: str, prompt: str | None) -> Document:
    """Give a region a prompt of its own; None follows the request's."""
    return document.with_region(region_id, lambda region: replace(region, prompt=prompt))


def set_channels(document: Document, region_id: str, channels: tuple[int, ...]) -> Document:
    """Choose which channels requests for a region may change; empty means all.

    Raises:
        RequestError: the track does not have them, or they are more than two.
    """
    checked = _checked_channels(document.track_of(region_id), channels)
    return document.with_region(region_id, lambda region: replace(region, channels=checked))


def extend_region(
    document: Document, track_id: str, n_samples: int, *, crossfade: int, before: bool = False
) -> tuple[Document, str]:
    """Mark the stretch that follows what is heard on a track, or precedes it.

    The region is `[end - crossfade, end + n_samples)`, or with `before`
    `[start - n_samples, start + crossfade)`. It overlaps the old sound by the crossfade, so that old and new
    fade into each other where both exist: the join is never a hole, and all before it stays as it is. Where
    the end is itself a take, that take's region gives up the overlap, and its sound goes on under the fade.
    An extension that was marked before and has no takes is replaced.

    Args:
        n_samples: how much longer the track becomes; above 0.
        crossfade: samples, at most a quarter of the region is used.
    Raises:
        RequestError: nothing to add, an empty track, or an extension with takes of which none is chosen.
    """
    track = document.track(track_id)
    if n_samples <= 0:
        raise RequestError("the extension", "is empty: say how many seconds to add")
    if not (extent := track.extent):
        raise RequestError("the track", "is empty: compose on it instead of extending it")
    overlap = min(crossfade, n_samples // 3, extent.length)
    edge = extent.start if before else extent.stop
    span = Span(edge - n_samples, edge + overlap) if before else Span(edge - overlap, edge + n_samples)
    past = Span(edge - n_samples, edge) if before else Span(edge, edge + n_samples)
    if any(r.holds_takes and r.chosen_take is None and r.span.overlaps(past) for r in track.regions):
        raise RequestError(
            "the track", "has an extension with takes already: choose one of them, or remove it"
        )
    around = without(tuple(r for r in track.regions if r.holds_takes or not r.span.overlaps(past)), span)
    parts = free_parts(around, _within_bounds(span))
    new = Region(parts[0 if before else -1])
    return _with_regions(document, track_id, in_order([*around, new])), new.id


def compose_region(document: Document, track_id: str, n_samples: int) -> tuple[Document, str]:
    """Mark the first `n_samples` of an empty track; marks without takes are replaced.

    Raises:
        RequestError: no samples asked for, or the track holds sound already.
    """
    track = document.track(track_id)
    if n_samples <= 0:
        raise RequestError("the piece", "is empty: say how many seconds to compose")
    if track.clips or any(region.holds_takes for region in track.regions):
        raise RequestError("the track", "holds sound already: extend it, or compose on a new track")
    return add_region(_with_regions(document, track_id, ()), track_id, Span(0, n_samples))


# ---- takes


def add_takes(
    document: Document, takes: Mapping[str, tuple[Take, ...]], *, choose_first: bool = True
) -> Document:
    """Put finished takes into their regions, numbered on from those already there.

    Regions that vanished while the job ran are passed over: the takes are on disk, nothing is lost.

    Args:
        takes: by region identifier.
        choose_first: the first of the new takes is heard; where some are suspect, the first that is not.
    """
    present = {region.id for track in document.tracks for region in track.regions}
    for region_id, new in takes.items():
        if region_id in present and new:
            document = document.with_region(region_id, partial(_answered, new=new, choose_first=choose_first))
    return document


def choose_take(document: Document, region_id: str, number: int) -> Document:
    """Let this take be heard; 0 is the original. ValueError where the region has no such take."""
    return document.with_region(region_id, lambda region: replace(region, chosen=number))


def star_take(document: Document, region_id: str, number: int, *, is_starred: bool = True) -> Document:
    """Mark a take as one to keep, or not."""
    return document.with_take(region_id, number, lambda take: replace(take, is_starred=is_starred))


def set_take_trim(document: Document, region_id: str, number: int, trim_db: float) -> Document:
    """Make a take louder or softer, on top of the level match."""
    return document.with_take(region_id, number, lambda take: replace(take, trim_db=_finite(trim_db)))


def set_take_crossfade(document: Document, region_id: str, number: int, n_samples: int) -> Document:
    """Give a take longer or shorter joins, up to a quarter of what is heard of it."""
    region = document.region(region_id)
    heard = region.span.overlap(region.take(number).span)
    length = min(max(0, n_samples), heard.length // MAX_JOIN_SHARE)
    return document.with_take(region_id, number, lambda take: replace(take, crossfade=length))


# ---- what the functions above share


def _with_regions(document: Document, track_id: str, regions: Regions) -> Document:
    if regions == document.track(track_id).regions:
        return document
    return document.with_track(track_id, lambda track: replace(track, regions=regions))


def _free_or_refuse(track: Track, spans: Iterable[Span]) -> tuple[Span, ...]:
    wanted = Mask.of(_within_bounds(span) for span in spans)
    if not wanted.spans:
        raise RequestError("the selection", "is empty: drag over the stretch to regenerate")
    free = tuple(part for span in wanted.spans for part in free_parts(track.regions, span))
    if not free:
        raise RequestError(
            "the selection", "lies in a region that has takes: ask that region for more, or remove it first"
        )
    return free


def _within_bounds(span: Span) -> Span:
    if max(abs(span.start), abs(span.stop)) > MAX_TRACK_SAMPLES:
        raise RequestError("the selection", "lies too far from the start of the track: check the times")
    return span


def _checked_channels(track: Track, channels: tuple[int, ...]) -> tuple[int, ...]:
    """In order, each once; RequestError where the track does not have them or they are too many."""
    if any(not 0 <= channel < track.n_channels for channel in channels):
        raise RequestError("the channels", f"must lie between 1 and {track.n_channels} on this track")
    if len(set(channels)) > MAX_CHANNELS_OF_A_TAKE:
        raise RequestError("the channels", "are too many: choose one or two to regenerate")
    return tuple(sorted(set(channels)))


def _answered(region: Region, new: tuple[Take, ...], choose_first: bool) -> Region:
    last = max((take.number for take in (*region.takes, *region.bin)), default=ORIGINAL)
    numbered = [replace(take, number=number) for number, take in enumerate(new, start=last + 1)]
    first = next((take for take in numbered if not take.suspect), numbered[0])
    chosen = first.number if choose_first else region.chosen
    return replace(region, takes=(*region.takes, *numbered), chosen=chosen)


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError("a gain or a pan is a finite number")
    return (
        value + 0.0
    )  # no negative zero: it equals zero, so that nobody notices it, and is written otherwise
