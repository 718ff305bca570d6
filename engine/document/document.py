"""The values of a document and what is always true of them.

All positions are samples at the document's sample rate, on the track's own axis: 0 is where its first
material was placed; what is added before the start lies at negative positions.
"""

from __future__ import annotations

import itertools
import math
import uuid
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from engine.audio.files import Source
from engine.timeline import Mask, Span

ORIGINAL = 0
"""The number of take 0: the sound that was there before any request."""

UNNUMBERED = 0
"""The number of a region that no document has taken up yet."""

MAX_REGION_NUMBER = 10**6
"""A higher one is damage: nobody could say it."""

MAX_TRACK_SAMPLES = 2**40
"""Beyond this a position is a mistake, not a place (a month at 192 kHz)."""

SILENT_DB = -150.0
"""A clip at this gain or below it is not heard at all."""

MIN_BPM, MAX_BPM = 10.0, 1000.0
MAX_BEATS_PER_BAR = 32


def new_id() -> str:
    """A fresh identifier for a track, clip, region, take or marker."""
    return uuid.uuid4().hex


@dataclass(frozen=True, slots=True)
class Clip:
    """A stretch of a source on a track: `length` samples from `offset` in the source, placed at `start`.

    Reversed, it begins with the last of these samples. `fade_in` and `fade_out` are samples inside the clip,
    at its edges on the track; see `render.fade_gains` for their shape.
    """

    source: Source
    start: int
    offset: int
    length: int
    id: str = field(default_factory=new_id)
    gain_db: float = 0.0
    fade_in: int = 0
    fade_out: int = 0
    is_reversed: bool = False
    name: str = ""

    def __post_init__(self) -> None:
        if self.length <= 0 or self.offset < 0 or self.offset + self.length > self.source.n_samples:
            raise ValueError(f"a clip must lie inside its source: {self}")
        if min(self.fade_in, self.fade_out) < 0 or self.fade_in + self.fade_out > self.length:
            raise ValueError(f"the fades of a clip lie inside it and do not overlap: {self}")
        if not math.isfinite(self.gain_db):
            raise ValueError("the gain of a clip is a finite number")

    @property
    def span(self) -> Span:
        """Where it lies on the track."""
        return Span(self.start, self.start + self.length)

    @property
    def is_silent(self) -> bool:
        """Whether its gain lets nothing through."""
        return self.gain_db <= SILENT_DB

    @property
    def title(self) -> str:
        """Its own name, or that of its file."""
        return self.name or self.source.path.stem

    def source_span(self, part: Span) -> Span:
        """Which samples of the source sound in `part` of the track, a part of this clip."""
        if self.is_reversed:
            return Span(self.span.stop - part.stop, self.span.stop - part.start).shifted(self.offset)
        return part.shifted(self.offset - self.start)

    def cut(self, to: Span) -> Clip:
        """What of it lies in `to`; a fade goes with the edge that it is on.

        Raises:
            ValueError: the two do not meet.
        """
        part = self.span.overlap(to)
        fade_in = min(self.fade_in, part.length) if part.start == self.start else 0
        fade_out = min(self.fade_out, part.length - fade_in) if part.stop == self.span.stop else 0
        return replace(
            self,
            start=part.start,
            offset=self.source_span(part).start,
            length=part.length,
            fade_in=fade_in,
            fade_out=fade_out,
        )


@dataclass(frozen=True, slots=True)
class Take:
    """One answer to a request: a sound file that covers `span` of the track, and how it is laid there.

    The file holds the patch alone: float32, the track's sample rate, one channel for each of `channels`,
    `span.length` samples. `gain_db` is the level match found at the joins, `match_db` makes it as loud as
    what it is compared with, `trim_db` is the user's own; `crossfade` is in samples, inside the region at
    each join. `suspect` is a reason, empty where there is none. `recipe` is what made it, as plain JSON
    values.
    """

    number: int
    source: Source
    span: Span
    channels: tuple[int, ...]
    crossfade: int
    gain_db: float = 0.0
    trim_db: float = 0.0
    seed: int = 0
    prompt: str = ""
    suspect: str = ""
    is_starred: bool = False
    is_stale: bool = False
    recipe: str = "{}"
    id: str = field(default_factory=new_id)
    name: str = ""
    match_db: float = 0.0
    is_reversed: bool = False

    def __post_init__(self) -> None:
        if self.number <= ORIGINAL:
            raise ValueError("take 0 is the original and is never stored")
        if self.source.n_samples != self.span.length or self.source.n_channels != len(self.channels):
            raise ValueError(f"a take's file must fit its span and channels: {self}")
        if not 0 <= self.crossfade <= self.span.length:
            raise ValueError("a crossfade lies inside its take")

    @property
    def level_db(self) -> float:
        """What its file is turned up by when it is heard."""
        return self.gain_db + self.match_db + self.trim_db

    def source_span(self, part: Span) -> Span:
        """Which samples of its file sound in `part` of the track, a part of its span."""
        if self.is_reversed:
            return Span(self.span.stop - part.stop, self.span.stop - part.start)
        return part.shifted(-self.span.start)


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of a track with takes. `chosen` is the number of the take that is heard; 0, the original.

    `channels` are the channels that requests for it may change; empty means all. A take made for an
    earlier shape of the region keeps its own span and is heard where the two meet. Takes that were discarded
    wait in `bin`: they are never heard, and can be brought back. `number` is what a region without a name is
    called by, from 1; the document that takes it up gives it one, and it stays, whatever comes before it.
    """

    span: Span
    takes: tuple[Take, ...] = ()
    chosen: int = ORIGINAL
    name: str = ""
    prompt: str | None = None
    channels: tuple[int, ...] = ()
    id: str = field(default_factory=new_id)
    bin: tuple[Take, ...] = ()
    number: int = UNNUMBERED

    def __post_init__(self) -> None:
        if not self.span:
            raise ValueError("a region is never empty")
        numbers = [take.number for take in self.takes]
        if numbers != sorted(set(numbers)):
            raise ValueError("takes are in order of their numbers, each once")
        if len({take.number for take in (*self.takes, *self.bin)}) != len(self.takes) + len(self.bin):
            raise ValueError("a take is in its lane or in the bin, and no number is used twice")
        if self.chosen != ORIGINAL and self.chosen not in numbers:
            raise ValueError(f"there is no take {self.chosen} to choose")

    @property
    def holds_takes(self) -> bool:
        """Whether there are takes in it, be it in the bin: then it is more than a mark, and is kept."""
        return bool(self.takes or self.bin)

    @property
    def chosen_take(self) -> Take | None:
        """The take that is heard; None where that is the original."""
        return next((take for take in self.takes if take.number == self.chosen), None)

    def take(self, number: int) -> Take:
        """The take of that number in the lane; ValueError where there is none."""
        for take in self.takes:
            if take.number == number:
                return take
        raise ValueError(f"there is no take {number} in this region")

    def with_takes(self, change: Callable[[Take], Take]) -> Region:
        """This region with every take changed, be it in the lane or in the bin."""
        takes, binned = (tuple(change(take) for take in row) for row in (self.takes, self.bin))
        return replace(self, takes=takes, bin=binned)

    def renewed(self) -> Region:
        """A copy that can stand beside this one: its number and the identifiers, of takes too, are fresh."""
        copied = self.with_takes(lambda take: replace(take, id=new_id()))
        return replace(copied, id=new_id(), number=UNNUMBERED)


@dataclass(frozen=True, slots=True)
class Heard:
    """A chosen take where it is heard: `span` of the track, on the take's own channels alone."""

    span: Span
    take: Take


@dataclass(frozen=True, slots=True)
class Track:
    """Clips in order, never overlapping, and regions in order, never overlapping.

    `extent` is from the first to the last sample that is heard: the material, and every chosen take; empty at
    0 where there is none. It is worked out once, for every action asks for it.
    """

    n_channels: int
    clips: tuple[Clip, ...] = ()
    regions: tuple[Region, ...] = ()
    name: str = ""
    gain_db: float = 0.0
    pan: float = 0.0
    is_muted: bool = False
    is_solo: bool = False
    id: str = field(default_factory=new_id)
    extent: Span = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        clips, regions = [clip.span for clip in self.clips], [region.span for region in self.regions]
        for spans in (clips, regions):
            if any(a.stop > b.start for a, b in itertools.pairwise(spans)):
                raise ValueError("clips and regions of a track are in order and do not overlap")
        if any(max(abs(s.start), abs(s.stop)) > MAX_TRACK_SAMPLES for s in (*clips, *regions)):
            raise ValueError("a position on a track is out of all bounds")
        if any(clip.source.n_channels != self.n_channels for clip in self.clips):
            raise ValueError(f"every clip of this track has {self.n_channels} channels")
        takes = [take for r in self.regions for take in (*r.takes, *r.bin)]
        chosen = [channel for region in self.regions for channel in region.channels]
        chosen += [channel for take in takes for channel in take.channels]
        if not all(0 <= channel < self.n_channels for channel in chosen):
            raise ValueError(f"regions and takes keep to the {self.n_channels} channels of their track")
        object.__setattr__(self, "extent", _around([*clips, *(heard.span for heard in self.heard)]))

    @property
    def material(self) -> Span:
        """From the first to the last sample that clips cover; empty at 0 where there is none."""
        if not self.clips:
            return Span(0, 0)
        return Span(self.clips[0].span.start, self.clips[-1].span.stop)

    @property
    def heard(self) -> tuple[Heard, ...]:
        """Where takes are heard, in order: outside of it the track is its clips, sample by sample."""
        chosen = ((region.span, region.chosen_take) for region in self.regions)
        parts = ((span.overlap(take.span), take) for span, take in chosen if take is not None)
        return tuple(Heard(part, take) for part, take in parts if part)

    def clips_in(self, span: Span) -> tuple[Clip, ...]:
        """The clips that share a sample with `span`, in order: found without looking at all of them."""
        first = bisect_right(self.clips, span.start, key=lambda clip: clip.span.stop)
        last = bisect_left(self.clips, span.stop, key=lambda clip: clip.start)
        return self.clips[first:last] if span else ()

    def regions_in(self, span: Span) -> tuple[Region, ...]:
        """The regions that share a sample with `span`, in order: found without looking at all of them."""
        first = bisect_right(self.regions, span.start, key=lambda region: region.span.stop)
        last = bisect_left(self.regions, span.stop, key=lambda region: region.span.start)
        return self.regions[first:last] if span else ()

    @property
    def mask(self) -> Mask:
        """All regions, joined where they touch."""
        return Mask.of(region.span for region in self.regions)


def _numbered(tracks: tuple[Track, ...]) -> tuple[Track, ...]:
    """The same, where regions without a number, or with one that was met before, follow on the highest."""
    regions = [region for track in tracks for region in track.regions]
    used = {region.number for region in regions if UNNUMBERED < region.number <= MAX_REGION_NUMBER}
    if len(used) == len(regions):
        return tracks
    last, met, numbered = max(used, default=UNNUMBERED), set[int](), {}
    for region in regions:
        if region.number not in used or region.number in met:
            last += 1
            numbered[region.id] = replace(region, number=last)
        met.add(region.number)
    return tuple(
        replace(track, regions=tuple(numbered.get(region.id, region) for region in track.regions))
        if any(region.id in numbered for region in track.regions)
        else track
        for track in tracks
    )


def _around(spans: Iterable[Span]) -> Span:
    """The least span that holds them all; empty at 0 where there are none."""
    known = tuple(spans)
    return Span(min(s.start for s in known), max(s.stop for s in known)) if known else Span(0, 0)


@dataclass(frozen=True, slots=True)
class Marker:
    """A place on the timeline, and what it is called."""

    at: int
    name: str = ""
    id: str = field(default_factory=new_id)

    def __post_init__(self) -> None:
        if abs(self.at) > MAX_TRACK_SAMPLES:
            raise ValueError("a marker is out of all bounds")


@dataclass(frozen=True, slots=True)
class Document:
    """Tracks at one sample rate (Hz), markers in order, and the tempo that bars and beats are counted in.

    No two of its regions have the same number. `extent` is from the first to the last sample that is heard.
    """

    sample_rate: int = 44100
    tracks: tuple[Track, ...] = ()
    markers: tuple[Marker, ...] = ()
    tempo_bpm: float = 120.0
    beats_per_bar: int = 4
    extent: Span = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if any(a.at > b.at for a, b in itertools.pairwise(self.markers)):
            raise ValueError("markers are in order")
        if not (MIN_BPM <= self.tempo_bpm <= MAX_BPM and 1 <= self.beats_per_bar <= MAX_BEATS_PER_BAR):
            raise ValueError(f"there is no such tempo: {self.tempo_bpm} bpm, {self.beats_per_bar} beats")
        for track in self.tracks:
            sources = [clip.source for clip in track.clips]
            sources += [take.source for r in track.regions for take in (*r.takes, *r.bin)]
            if any(source.sample_rate != self.sample_rate for source in sources):
                raise ValueError(f"everything on a track runs at the document's {self.sample_rate} Hz")
        object.__setattr__(self, "tracks", _numbered(self.tracks))
        object.__setattr__(self, "extent", _around(track.extent for track in self.tracks if track.extent))

    def track(self, track_id: str) -> Track:
        """The track of that identifier; KeyError where there is none."""
        for track in self.tracks:
            if track.id == track_id:
                return track
        raise KeyError(track_id)

    def track_of(self, region_id: str) -> Track:
        """The track that holds this region; KeyError where none does."""
        for track in self.tracks:
            if any(region.id == region_id for region in track.regions):
                return track
        raise KeyError(region_id)

    def clip(self, clip_id: str) -> Clip:
        """The clip of that identifier; KeyError where there is none."""
        return next(clip for clip in self.track_of_clip(clip_id).clips if clip.id == clip_id)

    def track_of_clip(self, clip_id: str) -> Track:
        """The track that holds this clip; KeyError where none does."""
        for track in self.tracks:
            if any(clip.id == clip_id for clip in track.clips):
                return track
        raise KeyError(clip_id)

    def region(self, region_id: str) -> Region:
        """The region of that identifier; KeyError where there is none."""
        return next(r for r in self.track_of(region_id).regions if r.id == region_id)

    def with_track(self, track_id: str, change: Callable[[Track], Track]) -> Document:
        """This document with one track changed; KeyError where there is no such track."""
        self.track(track_id)
        return replace(self, tracks=tuple(change(t) if t.id == track_id else t for t in self.tracks))

    def with_region(self, region_id: str, change: Callable[[Region], Region]) -> Document:
        """This document with one region changed; KeyError where there is no such region."""

        def changed(track: Track) -> Track:
            regions = tuple(change(r) if r.id == region_id else r for r in track.regions)
            return replace(track, regions=tuple(sorted(regions, key=lambda r: r.span)))

        return self.with_track(self.track_of(region_id).id, changed)

    def with_take(self, region_id: str, number: int, change: Callable[[Take], Take]) -> Document:
        """This document with one take of a lane changed; ValueError where the region has no such take."""
        self.region(region_id).take(number)

        def changed(region: Region) -> Region:
            return replace(region, takes=tuple(change(t) if t.number == number else t for t in region.takes))

        return self.with_region(region_id, changed)
