"""What can be done to the sound on tracks: Document -> Document, one pure function for each thing.

Clips are values that point into their sources: nothing here reads or writes a sample. Regions go with the
sound that they lie on: they are cut, moved and removed with it, takes and all, and undo brings them back.
Where sound moves up or makes room, markers move too if it does so on every track that holds anything;
otherwise they stay, since they mark the other tracks as well.

Unknown identifiers raise KeyError: whoever calls has just read them from the document.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

from engine.audio.levels import to_db
from engine.document import cutting
from engine.document.cutting import Part
from engine.document.document import MAX_TRACK_SAMPLES, ORIGINAL, SILENT_DB, Clip, Document, Track
from engine.document.markers import closed_markers, opened_markers
from engine.errors import RequestError
from engine.timeline import Mask, Span

MAX_CLIP_DB = 36.0
PEAK_DB = -1.0
"""Where normalising puts the highest peak, in dB below full scale."""

LOUDNESS_LUFS = -23.0
"""Where normalising by loudness puts a clip. Source: EBU R 128."""


def clips_in(document: Document, tracks: Collection[str], span: Span) -> tuple[Clip, ...]:
    """The clips of these tracks that `span` meets, or that the cursor stands in where it is empty."""
    met = span or Span(span.start, span.start + 1)
    return tuple(clip for track in document.tracks if track.id in tracks for clip in track.clips_in(met))


# ---- cutting


def split(document: Document, tracks: Collection[str], at: int) -> Document:
    """Cut the clips of these tracks in two where the cursor stands."""
    return _on(document, tracks, lambda track: cutting.split_at(track, at))


def split_span(document: Document, tracks: Collection[str], span: Span) -> Document:
    """Cut them at both edges of a stretch."""
    return split(split(document, tracks, span.start), tracks, span.stop)


def join(document: Document, tracks: Collection[str], span: Span) -> Document:
    """Make one clip of neighbours that were one: those that `span` meets or touches.

    They fit where they touch, go on in the same source in the same direction at the same gain, and no fade
    lies between them.

    Raises:
        RequestError: no two of them fit.
    """
    after = _on(document, tracks, lambda track: replace(track, clips=_joined(track.clips, span)))
    if after == document:
        raise RequestError(
            "these clips",
            "cannot be joined: only neighbours from one recording, in order and at one gain, become one",
        )
    return after


def trim(document: Document, tracks: Collection[str], span: Span) -> Document:
    """Keep of the clips that `span` meets only what lies in it; all other clips stay.

    Raises:
        RequestError: the stretch is empty, or no clip lies there.
    """
    _refuse_empty(span)
    if not clips_in(document, tracks, span):
        raise RequestError("the selection", "meets no clip: select a part of one")

    def trimmed(track: Track) -> Track:
        kept = Mask.of([span])
        return cutting.emptied(track, *(g for clip in track.clips_in(span) for g in kept.outside(clip.span)))

    return _on(document, tracks, trimmed)


def delete(document: Document, tracks: Collection[str], span: Span) -> Document:
    """Take the sound and the regions of a stretch away and leave the gap.

    Raises:
        RequestError: the stretch is empty.
    """
    _refuse_empty(span)
    return _on(document, tracks, lambda track: cutting.emptied(track, span))


def close(document: Document, tracks: Collection[str], span: Span) -> Document:
    """Take a stretch away and close the gap: what follows on these tracks moves up.

    Raises:
        RequestError: the stretch is empty.
    """
    _refuse_empty(span)
    moves_all = _is_everything(document, tracks)
    after = _on(document, tracks, lambda track: cutting.closed(track, span))
    return replace(after, markers=closed_markers(document.markers, span)) if moves_all else after


def delete_clip(document: Document, clip_id: str) -> Document:
    """Take one clip away with the regions that belong to it, and leave the gap."""
    track = document.track_of_clip(clip_id)
    return document.with_track(track.id, lambda _: _without_clip(track, document.clip(clip_id)))


def insert_silence(document: Document, tracks: Collection[str], at: int, n_samples: int) -> Document:
    """Make room: everything from `at` on these tracks moves `n_samples` later.

    Raises:
        RequestError: no samples asked for, or the sound would lie out of all bounds.
    """
    if n_samples <= 0:
        raise RequestError("the silence", "is empty: say how many seconds to insert")
    moves_all = _is_everything(document, tracks)
    after = _on(document, tracks, lambda track: cutting.opened(track, at, n_samples))
    return replace(after, markers=opened_markers(document.markers, at, n_samples)) if moves_all else after


# ---- moving


def move_clip(document: Document, clip_id: str, start: int, track_id: str = "") -> Document:
    """Put a clip and the regions that belong to it elsewhere; what it lands on is cut away beneath it.

    Args:
        start: sample of the track where the clip then begins.
        track_id: another track with as many channels; "" for its own.
    Raises:
        RequestError: the other track has another number of channels, or the place is out of all bounds.
    """
    origin, clip = document.track_of_clip(clip_id), document.clip(clip_id)
    target = document.track(track_id or origin.id)
    if target.n_channels != origin.n_channels:
        raise RequestError(
            "the clip", f"has {origin.n_channels} channels and that track {target.n_channels}: use another"
        )
    part = Part((clip,), cutting.attached(origin, clip)).shifted(start - clip.start)
    lifted = document.with_track(origin.id, lambda _: _without_clip(origin, clip))
    return lifted.with_track(target.id, lambda track: cutting.landed(track, part))


def trim_clip(document: Document, clip_id: str, span: Span) -> Document:
    """Give a clip other edges, as far as its source and its neighbours let it; its sound stays in place.

    Fades stay at their edges. Regions stay where they are.

    Raises:
        RequestError: nothing would be left of it.
    """
    track, clip = document.track_of_clip(clip_id), document.clip(clip_id)
    index = track.clips.index(clip)
    whole = _whole(clip)
    start = max(span.start, whole.start, *(c.span.stop for c in track.clips[:index]), -MAX_TRACK_SAMPLES)
    stop = min(span.stop, whole.stop, *(c.start for c in track.clips[index + 1 :]), MAX_TRACK_SAMPLES)
    if stop <= start:
        raise RequestError("the clip", "would vanish: delete it instead")
    length = stop - start
    first = whole.stop - stop if clip.is_reversed else start - whole.start
    fade_in = min(clip.fade_in, length)
    fade_out = min(clip.fade_out, length - fade_in)
    edges = replace(clip, start=start, offset=first, length=length, fade_in=fade_in, fade_out=fade_out)
    return _with_clip(document, clip_id, lambda _: edges)


# ---- how a clip sounds


def silence(document: Document, tracks: Collection[str], span: Span) -> Document:
    """Let nothing of a stretch be heard, and keep its length: clips fall silent, takes give way.

    The takes stay in their regions, to be chosen again.

    Raises:
        RequestError: the stretch is empty.
    """
    _refuse_empty(span)

    def hushed(track: Track) -> Track:
        around, part = cutting.lifted(track, span)
        clips = tuple(replace(clip, gain_db=SILENT_DB, fade_in=0, fade_out=0) for clip in part.clips)
        regions = tuple(replace(region, chosen=ORIGINAL) for region in part.regions)
        return cutting.put_back(around, Part(clips, regions))

    return _on(document, tracks, hushed)


def reverse(document: Document, tracks: Collection[str], span: Span) -> Document:
    """Turn a stretch round: its clips, its gaps and its regions, takes and all.

    Raises:
        RequestError: the stretch is empty.
    """
    _refuse_empty(span)

    def turned(track: Track) -> Track:
        around, part = cutting.lifted(track, span)
        return cutting.put_back(around, part.mirrored(span))

    return _on(document, tracks, turned)


def reverse_clip(document: Document, clip_id: str) -> Document:
    """Turn one clip round in its place, and what of regions lies on it."""
    track = document.track_of_clip(clip_id)
    return reverse(document, (track.id,), document.clip(clip_id).span)


def set_fades(
    document: Document, clip_id: str, *, fade_in: int | None = None, fade_out: int | None = None
) -> Document:
    """Set the fades of a clip in samples; what is not given stays, as far as it then fits.

    A fade is no longer than the clip, and takes from the other what it needs.
    """
    clip = document.clip(clip_id)
    rising = clip.fade_in if fade_in is None else min(max(0, fade_in), clip.length)
    falling = clip.fade_out if fade_out is None else min(max(0, fade_out), clip.length)
    if fade_in is None:
        rising = min(rising, clip.length - falling)
    else:
        falling = min(falling, clip.length - rising)
    return _with_clip(document, clip_id, lambda c: replace(c, fade_in=rising, fade_out=falling))


def set_clip_gain(document: Document, clip_id: str, gain_db: float) -> Document:
    """Set the gain of a clip, from silence to `MAX_CLIP_DB`."""
    return _with_clip(document, clip_id, lambda clip: replace(clip, gain_db=_gain(gain_db)))


def change_gain(document: Document, clip_ids: Iterable[str], by_db: float) -> Document:
    """Turn clips up or down; silent ones stay silent."""

    def turned(clip: Clip) -> Clip:
        return clip if clip.is_silent else replace(clip, gain_db=_gain(clip.gain_db + by_db))

    return _with_clips(document, clip_ids, turned)


def normalise_peak(document: Document, clip_ids: Iterable[str], peak: float) -> Document:
    """Turn clips up or down together, so that their highest peak comes to `PEAK_DB`.

    Args:
        peak: the highest magnitude of any of their samples as they sound now, an amplitude.
    Raises:
        RequestError: there is nothing but silence.
    """
    return change_gain(document, clip_ids, PEAK_DB - _level(to_db(peak)))


def normalise_loudness(document: Document, clip_ids: Iterable[str], lufs: float, peak: float) -> Document:
    """Turn clips up or down together to `LOUDNESS_LUFS`, but not so far that their peak passes `PEAK_DB`.

    Args:
        lufs: their loudness as they sound now.
        peak: as in `normalise_peak`.
    Raises:
        RequestError: there is nothing but silence.
    """
    return change_gain(document, clip_ids, min(LOUDNESS_LUFS - _level(lufs), PEAK_DB - _level(to_db(peak))))


def name_clip(document: Document, clip_id: str, name: str) -> Document:
    """Give a clip a name; "" shows that of its file."""
    return _with_clip(document, clip_id, lambda clip: replace(clip, name=name.strip()))


# ---- what the functions above share


def _on(document: Document, tracks: Collection[str], change: Callable[[Track], Track]) -> Document:
    """The document with each of these tracks changed; the very same where none is."""
    after = tuple(change(track) if track.id in tracks else track for track in document.tracks)
    return document if after == document.tracks else replace(document, tracks=after)


def _is_everything(document: Document, tracks: Collection[str]) -> bool:
    """Whether no other track holds anything."""
    return all(t.id in tracks or not (t.clips or t.regions) for t in document.tracks)


def _without_clip(track: Track, clip: Clip) -> Track:
    gone = {region.id for region in cutting.attached(track, clip)}
    clips = tuple(other for other in track.clips if other.id != clip.id)
    return replace(track, clips=clips, regions=tuple(r for r in track.regions if r.id not in gone))


def _with_clip(document: Document, clip_id: str, change: Callable[[Clip], Clip]) -> Document:
    return _with_clips(document, (clip_id,), change)


def _with_clips(document: Document, clip_ids: Iterable[str], change: Callable[[Clip], Clip]) -> Document:
    """The document with each of these clips changed; the very same where none is."""
    ids = set(clip_ids)
    owners = {track.id for track in document.tracks for clip in track.clips if clip.id in ids}
    if unknown := ids.difference(clip.id for track in document.tracks for clip in track.clips):
        raise KeyError(unknown.pop())

    def changed(track: Track) -> Track:
        return replace(track, clips=tuple(change(clip) if clip.id in ids else clip for clip in track.clips))

    return _on(document, owners, changed)


def _whole(clip: Clip) -> Span:
    """Where the whole source would lie on the track if the clip showed all of it."""
    before = clip.source.n_samples - clip.offset - clip.length if clip.is_reversed else clip.offset
    return Span(clip.start - before, clip.start - before + clip.source.n_samples)


def _joined(clips: tuple[Clip, ...], span: Span) -> tuple[Clip, ...]:
    joined: list[Clip] = []
    for clip in clips:
        is_met = clip.start <= span.stop and span.start <= clip.span.stop
        if joined and is_met and joined[-1].span.stop >= span.start and _fit(joined[-1], clip):
            joined[-1] = _one(joined[-1], clip)
        else:
            joined.append(clip)
    return tuple(joined)


def _fit(a: Clip, b: Clip) -> bool:
    """Whether one clip goes on where the other ends."""
    first, second = (b, a) if a.is_reversed else (a, b)
    return (
        a.span.stop == b.start
        and (a.source, a.is_reversed, a.gain_db) == (b.source, b.is_reversed, b.gain_db)
        and first.offset + first.length == second.offset
        and not (a.fade_out or b.fade_in)
    )


def _one(a: Clip, b: Clip) -> Clip:
    offset, length = min(a.offset, b.offset), a.length + b.length
    return replace(a, offset=offset, length=length, fade_out=b.fade_out, name=a.name or b.name)


def _refuse_empty(span: Span) -> None:
    if not span:
        raise RequestError("the selection", "is empty: drag over a stretch of sound first")


def _level(db: float) -> float:
    if not math.isfinite(db):
        raise RequestError("the selection", "holds no sound to measure: select some that does")
    return db


def _gain(db: float) -> float:
    """A gain that a clip can have; ValueError where it is no number."""
    if not math.isfinite(db):
        raise ValueError("a gain is a finite number")
    return min(MAX_CLIP_DB, max(SILENT_DB, db))
