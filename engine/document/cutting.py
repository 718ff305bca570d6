"""One track in parts: cutting, taking out, shifting and laying down clips together with their regions.

Whatever is cut keeps its sound, but where a fade or a join is cut: a fade stays with its edge and becomes as
short as the piece, and a take is joined anew where it ends now. A region that is cut in two gives both parts
all of its takes, which go on being heard where their own span meets the part. Clips and the regions that lie
on them are moved together, takes and all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from engine.document.document import MAX_TRACK_SAMPLES, Clip, Region, Take, Track, new_id
from engine.document.regions import in_order
from engine.errors import RequestError
from engine.timeline import Mask, Span


@dataclass(frozen=True, slots=True)
class Part:
    """Clips and regions of one track by themselves, each in order."""

    clips: tuple[Clip, ...] = ()
    regions: tuple[Region, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.clips or self.regions)

    @property
    def footprint(self) -> Mask:
        """What it lays down: its clips, and its regions with takes. A mark lays nothing down."""
        return Mask.of([clip.span for clip in self.clips] + [r.span for r in self.regions if r.holds_takes])

    def shifted(self, n_samples: int) -> Part:
        """The same, `n_samples` later.

        Raises:
            RequestError: it would lie out of all bounds.
        """
        for span in (*(clip.span for clip in self.clips), *(region.span for region in self.regions)):
            if max(abs(span.start + n_samples), abs(span.stop + n_samples)) > MAX_TRACK_SAMPLES:
                raise RequestError("the sound", "would lie too far from the start: choose another place")
        clips = tuple(replace(clip, start=clip.start + n_samples) for clip in self.clips)
        return Part(clips, tuple(shifted_region(region, n_samples) for region in self.regions))

    def mirrored(self, within: Span) -> Part:
        """Everything in `within` the other way round: places, sound and fades.

        Args:
            within: holds all clips and regions.
        """
        clips = [_mirrored_clip(clip, within) for clip in reversed(self.clips)]
        return Part(tuple(clips), in_order(_mirrored_region(region, within) for region in self.regions))

    def renewed(self) -> Part:
        """A copy that can stand beside the original: every identifier is a fresh one."""
        clips = tuple(replace(clip, id=new_id()) for clip in self.clips)
        return Part(clips, tuple(region.renewed() for region in self.regions))


def within(track: Track, span: Span) -> Part:
    """What of a track lies in `span`, cut at its edges."""
    clips = tuple(clip.cut(span) for clip in track.clips if clip.span.overlaps(span))
    regions = tuple(
        replace(region, span=region.span.overlap(span))
        for region in track.regions
        if region.span.overlaps(span)
    )
    return Part(clips, regions)


def emptied(track: Track, *spans: Span) -> Track:
    """The track with nothing left in these: neither clips nor regions, whether they have takes or not."""
    gone = Mask.of(spans)
    clips = tuple(piece for clip in track.clips for piece in _pieces(clip, gone.outside(clip.span)))
    regions = tuple(p for r in track.regions for p in _pieces_of_region(r, gone.outside(r.span)))
    return replace(track, clips=clips, regions=regions)


def lifted(track: Track, span: Span) -> tuple[Track, Part]:
    """The track with nothing left in `span`, and what was there; `put_back` lays it down again.

    What lies wholly in `span` keeps its identifier; of what is cut, the part outside keeps it.
    """
    around, part = emptied(track, span), within(track, span)
    kept = {clip.id for clip in around.clips} | {region.id for region in around.regions}
    clips = tuple(replace(clip, id=new_id()) if clip.id in kept else clip for clip in part.clips)
    regions = tuple(region.renewed() if region.id in kept else region for region in part.regions)
    return around, Part(clips, regions)


def put_back(track: Track, part: Part) -> Track:
    """The track with `part` on it, where there is room for it."""
    clips = sorted((*track.clips, *part.clips), key=lambda clip: clip.start)
    return replace(track, clips=tuple(clips), regions=in_order((*track.regions, *part.regions)))


def split_at(track: Track, at: int) -> Track:
    """The track with the clip at `at` cut in two; regions stay whole."""
    clips = tuple(piece for clip in track.clips for piece in _pieces(clip, _halves(clip.span, at)))
    return replace(track, clips=clips)


def opened(track: Track, at: int, n_samples: int) -> Track:
    """The track with everything from `at` on moved `n_samples` later; what lies across is cut in two.

    Raises:
        RequestError: it would lie out of all bounds.
    """
    clips = split_at(track, at).clips
    regions = tuple(p for r in track.regions for p in _pieces_of_region(r, _halves(r.span, at)))
    behind = Part(
        tuple(clip for clip in clips if clip.start >= at),
        tuple(region for region in regions if region.span.start >= at),
    ).shifted(n_samples)
    before = tuple(clip for clip in clips if clip.start < at)
    left = tuple(region for region in regions if region.span.start < at)
    return replace(track, clips=(*before, *behind.clips), regions=(*left, *behind.regions))


def closed(track: Track, span: Span) -> Track:
    """The track without `span`: what follows moves up to where it began."""
    return opened(emptied(track, span), span.stop, -span.length)


def landed(track: Track, part: Part) -> Track:
    """The track with `part` laid over it: what lies beneath the footprint is cut away.

    Marks in `part` give way to regions that are there already.
    """
    track = emptied(track, *part.footprint.spans)
    taken = Mask.of(region.span for region in track.regions)
    marks = [r for r in part.regions if not r.holds_takes]
    free = [(mark, taken.outside(mark.span)) for mark in marks]
    fitting = [replace(mark, span=max(parts, key=lambda p: p.length)) for mark, parts in free if parts]
    return put_back(track, Part(part.clips, (*(r for r in part.regions if r.holds_takes), *fitting)))


def attached(track: Track, clip: Clip) -> tuple[Region, ...]:
    """The regions that belong to a clip and move with it.

    They meet no other clip, and meet this one: regions inside it, and an extension that is joined to it; and
    then what touches those where no clip is, as an extension of an extension does.
    """
    free = [r for r in track.regions if all(other.id == clip.id for other in track.clips_in(r.span))]
    found = {region.id for region in free if region.span.overlaps(clip.span)}
    for row in (free, free[::-1]):  # once in each direction, along the chain
        for beside, region in pairwise(row):
            if beside.id in found and beside.span.touches(region.span):
                found.add(region.id)
    return tuple(region for region in free if region.id in found)


def shifted_region(region: Region, n_samples: int) -> Region:
    """A region, its takes and its bin, `n_samples` later."""
    moved = region.with_takes(lambda take: replace(take, span=take.span.shifted(n_samples)))
    return replace(moved, span=region.span.shifted(n_samples))


# ---- what the functions above share


def _pieces(clip: Clip, spans: Iterable[Span]) -> Iterable[Clip]:
    """The clip cut to these spans; the first piece keeps its identifier."""
    for index, span in enumerate(spans):
        piece = clip if span == clip.span else clip.cut(span)
        yield replace(piece, id=new_id()) if index else piece


def _pieces_of_region(region: Region, spans: Iterable[Span]) -> Iterable[Region]:
    """The region cut to these spans; the first piece keeps all identifiers."""
    for index, span in enumerate(spans):
        yield replace(region.renewed() if index else region, span=span)


def _halves(span: Span, at: int) -> tuple[Span, ...]:
    if not span.start < at < span.stop:
        return (span,)
    return Span(span.start, at), Span(at, span.stop)


def _mirror(span: Span, within: Span) -> Span:
    both = within.start + within.stop
    return Span(both - span.stop, both - span.start)


def _mirrored_clip(clip: Clip, within: Span) -> Clip:
    return replace(
        clip,
        start=_mirror(clip.span, within).start,
        fade_in=clip.fade_out,
        fade_out=clip.fade_in,
        is_reversed=not clip.is_reversed,
    )


def _mirrored_region(region: Region, within: Span) -> Region:
    def mirrored(take: Take) -> Take:
        return replace(take, span=_mirror(take.span, within), is_reversed=not take.is_reversed)

    return replace(region.with_takes(mirrored), span=_mirror(region.span, within))
