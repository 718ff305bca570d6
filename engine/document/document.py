"""The values of a document and what is always true of them.

All positions are samples at the document's sample rate, on the track's own axis: 0 is where its first
material was placed; what is added before the start lies at negative positions.
"""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from engine.audio.files import Source
from engine.timeline import Mask, Span

ORIGINAL = 0
"""The number of take 0: the sound that was there before any request."""

MAX_TRACK_SAMPLES = 2**40
"""Beyond this a position is a mistake, not a place (a month at 192 kHz)."""


def new_id() -> str:
    """A fresh identifier for a track, clip, region or take."""
    return uuid.uuid4().hex


@dataclass(frozen=True, slots=True)
class Clip:
    """A stretch of a source on a track: `length` samples from `offset` in the source, placed at `start`."""

    source: Source
    start: int
    offset: int
    length: int
    id: str = field(default_factory=new_id)
    gain_db: float = 0.0

    def __post_init__(self) -> None:
        if self.length <= 0 or self.offset < 0 or self.offset + self.length > self.source.n_samples:
            raise ValueError(f"a clip must lie inside its source: {self}")

    @property
    def span(self) -> Span:
        """Where it lies on the track."""
        return Span(self.start, self.start + self.length)


@dataclass(frozen=True, slots=True)
class Take:
    """One answer to a request: a sound file that covers `span` of the track, and how it is laid there.

    The file holds the patch alone: float32, the track's sample rate, one channel for each of `channels`,
    `span.length` samples. `gain_db` is the level match found at the joins, `trim_db` the user's own;
    `crossfade` is in samples, inside the region at each join. `suspect` is a reason, empty where there is
    none. `recipe` is what made it, as plain JSON values.
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

    def __post_init__(self) -> None:
        if self.number <= ORIGINAL:
            raise ValueError("take 0 is the original and is never stored")
        if self.source.n_samples != self.span.length or self.source.n_channels != len(self.channels):
            raise ValueError(f"a take's file must fit its span and channels: {self}")
        if not 0 <= self.crossfade <= self.span.length:
            raise ValueError("a crossfade lies inside its take")


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of a track with takes. `chosen` is the number of the take that is heard; 0, the original.

    `channels` are the channels that requests for it may change; empty means all. A take made for an
    earlier shape of the region keeps its own span and is heard where the two meet.
    """

    span: Span
    takes: tuple[Take, ...] = ()
    chosen: int = ORIGINAL
    name: str = ""
    prompt: str | None = None
    channels: tuple[int, ...] = ()
    id: str = field(default_factory=new_id)

    def __post_init__(self) -> None:
        if not self.span:
            raise ValueError("a region is never empty")
        numbers = [take.number for take in self.takes]
        if numbers != sorted(set(numbers)):
            raise ValueError("takes are in order of their numbers, each once")
        if self.chosen != ORIGINAL and self.chosen not in numbers:
            raise ValueError(f"there is no take {self.chosen} to choose")

    @property
    def chosen_take(self) -> Take | None:
        """The take that is heard; None where that is the original."""
        return next((take for take in self.takes if take.number == self.chosen), None)


@dataclass(frozen=True, slots=True)
class Track:
    """Clips in order, never overlapping, and regions in order, never overlapping."""

    n_channels: int
    clips: tuple[Clip, ...] = ()
    regions: tuple[Region, ...] = ()
    name: str = ""
    gain_db: float = 0.0
    pan: float = 0.0
    is_muted: bool = False
    is_solo: bool = False
    id: str = field(default_factory=new_id)

    def __post_init__(self) -> None:
        clips, regions = [clip.span for clip in self.clips], [region.span for region in self.regions]
        for spans in (clips, regions):
            if any(a.stop > b.start for a, b in itertools.pairwise(spans)):
                raise ValueError("clips and regions of a track are in order and do not overlap")
        if any(max(abs(s.start), abs(s.stop)) > MAX_TRACK_SAMPLES for s in (*clips, *regions)):
            raise ValueError("a position on a track is out of all bounds")
        if any(clip.source.n_channels != self.n_channels for clip in self.clips):
            raise ValueError(f"every clip of this track has {self.n_channels} channels")
        chosen = [c for r in self.regions for c in (*r.channels, *(n for t in r.takes for n in t.channels))]
        if not all(0 <= channel < self.n_channels for channel in chosen):
            raise ValueError(f"regions and takes keep to the {self.n_channels} channels of their track")

    @property
    def material(self) -> Span:
        """From the first to the last sample that clips cover; empty at 0 where there is none."""
        if not self.clips:
            return Span(0, 0)
        return Span(self.clips[0].span.start, self.clips[-1].span.stop)

    @property
    def extent(self) -> Span:
        """From the first to the last sample that is heard: the material, and every chosen take."""
        spans = [clip.span for clip in self.clips]
        for region in self.regions:
            if (take := region.chosen_take) is not None and (heard := region.span.overlap(take.span)):
                spans.append(heard)
        if not spans:
            return Span(0, 0)
        return Span(min(s.start for s in spans), max(s.stop for s in spans))

    @property
    def mask(self) -> Mask:
        """All regions, joined where they touch."""
        return Mask.of(region.span for region in self.regions)


@dataclass(frozen=True, slots=True)
class Document:
    """Tracks at one sample rate (Hz)."""

    sample_rate: int = 44100
    tracks: tuple[Track, ...] = ()

    def __post_init__(self) -> None:
        for track in self.tracks:
            sources = [clip.source for clip in track.clips]
            sources += [take.source for region in track.regions for take in region.takes]
            if any(source.sample_rate != self.sample_rate for source in sources):
                raise ValueError(f"everything on a track runs at the document's {self.sample_rate} Hz")

    @property
    def extent(self) -> Span:
        """From the first to the last sample heard on any track."""
        spans = [track.extent for track in self.tracks if track.extent]
        return Span(min(s.start for s in spans), max(s.stop for s in spans)) if spans else Span(0, 0)

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
