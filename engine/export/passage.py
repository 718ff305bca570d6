"""What goes into one file: a stretch of a track, of the mix, or of a take where it is heard."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.audio import files
from engine.audio.levels import from_db
from engine.audio.resample import resampled
from engine.document.document import Document, Heard, Track
from engine.document.render import Read, audible, blocks, render, render_track, to_stereo
from engine.document.splice import Sound
from engine.export.track import processed
from engine.timeline import Mask, Span, convert_rate_ceil

MOST_TAG_BYTES = 2000
"""Of a comment: libsndfile writes longer ones into a WAV and then does not read them."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a document that becomes one file.

    Attributes:
        span: on the tracks.
        begins: samples between the start of the session and the first one of `span`.
        rendered: gives any part of `span`, `[n, n_channels]`.
        stored: subtypes of the recordings whose samples are passed on as they are.
        changed: where they are not; in samples from the start of `span`.
        tracks: all that are heard in it.
        takes: where takes are heard in it.
        is_mix: whether it is what all tracks sound like together.
    """

    title: str
    span: Span
    begins: int
    n_channels: int
    sample_rate: int
    rendered: Callable[[Span], Sound]
    tracks: tuple[Track, ...]
    takes: tuple[Heard, ...] = ()
    stored: tuple[str, ...] = ()
    changed: Mask = Mask()  # noqa: RUF009 (a Mask is frozen)
    is_mix: bool = False

    def rate(self, wanted: int | None) -> int:
        """That of the file."""
        return wanted or self.sample_rate

    def n_samples(self, wanted: int | None) -> int:
        """Of the file, at that rate."""
        return convert_rate_ceil(self.span.length, self.sample_rate, self.rate(wanted))

    def blocks(self, wanted: int | None) -> Iterator[Sound]:
        """All samples in order, at that rate; the same ones every time."""
        plain = blocks(self.rendered, self.span)
        if self.rate(wanted) == self.sample_rate:
            return plain
        finite = (np.nan_to_num(block, nan=0.0, posinf=0.0, neginf=0.0) for block in plain)
        return resampled(finite, self.n_channels, self.sample_rate, self.rate(wanted))

    def rounded(self, subtype: str, wanted: int | None) -> Mask:
        """Where samples have to be rounded to be stored: not where those of a recording fit as they are."""
        if self.rate(wanted) == self.sample_rate and all(files.holds(subtype, s) for s in self.stored):
            return self.changed
        return Mask((Span(0, self.n_samples(wanted)),))

    @property
    def comment(self) -> str:
        """What made the takes that are heard in it, as JSON: their recipes, or as much as fits."""
        if not self.takes:
            return ""
        for told in (_recipes(self), _prompts(self)):
            if len(text := json.dumps(told, ensure_ascii=False).encode()) <= MOST_TAG_BYTES:
                return text.decode()
        return f"{len(self.takes)} takes, made by Inlay"

    @property
    def description(self) -> str:
        """In a few words: its title, and what its takes were asked with."""
        prompts = dict.fromkeys(heard.take.prompt for heard in self.takes if heard.take.prompt)
        return ": ".join([self.title, "; ".join(prompts)]) if prompts else self.title


def origin(document: Document) -> int:
    """The sample that every session begins with: 0, or where the earliest sound before it starts."""
    return min(0, document.extent.start)


def whole(document: Document) -> Span:
    """From the start of the session to the last sample that is heard."""
    start = origin(document)
    return Span(start, max(start, document.extent.stop))


def mix(document: Document, span: Span, read: Read, title: str) -> Passage:
    """What is heard of all tracks together."""
    tracks = audible(document)
    return Passage(
        title,
        span,
        span.start - origin(document),
        2,
        document.sample_rate,
        lambda part: render(document, part, read),
        tracks,
        tuple(heard for track in tracks for heard in _in(track, span)),
        changed=Mask((Span(0, span.length),) if span else ()),
        is_mix=True,
    )


def stem(document: Document, track: Track, span: Span, read: Read, *, at_fader: bool = True) -> Passage:
    """What is heard of one track, whether or not it is muted.

    Args:
        at_fader: with the track's gain and balance, so that stems add up to the mix; without, as it was
            before them.
    """
    is_set = at_fader and bool(track.gain_db or track.pan)
    changed = [heard.span for heard in track.heard]
    changed += [part for clip in track.clips for part in processed(clip)]
    changed = [span] if is_set else [span.overlap(part) for part in changed]
    rendered = lambda part: render_track(track, part, read)  # noqa: E731
    return Passage(
        track.name or "track",
        span,
        span.start - origin(document),
        2 if is_set and track.pan and track.n_channels == 1 else track.n_channels,
        document.sample_rate,
        (lambda part: _at_fader(rendered(part), track)) if is_set else rendered,
        (track,),
        _in(track, span),
        tuple({"FLOAT" if clip.source.is_lossy else clip.source.subtype for clip in track.clips}),
        Mask.of(part.shifted(-span.start) for part in changed),
    )


def change(document: Document, track: Track, heard: Heard, read: Read) -> Passage:
    """A take where it is heard, with the joins to what lies beside it: over the original it is the result."""
    passage = stem(document, track, heard.span, read, at_fader=False)
    return replace(passage, changed=Mask((Span(0, heard.span.length),)), takes=(heard,))


def _in(track: Track, span: Span) -> tuple[Heard, ...]:
    return tuple(heard for heard in track.heard if heard.span.overlaps(span))


def _at_fader(sound: Sound, track: Track) -> Sound:
    """At the gain and balance of its track; as in the mix, balance is about the first two channels."""
    if not track.pan:
        return sound * from_db(track.gain_db)
    pair = to_stereo(sound, track.gain_db, track.pan)
    if sound.shape[1] <= 2:
        return pair
    return np.concatenate([pair, sound[:, 2:] * from_db(track.gain_db)], axis=1)


def _recipes(passage: Passage) -> Sequence[object]:
    return [{**_told(passage, heard), "recipe": json.loads(heard.take.recipe)} for heard in passage.takes]


def _prompts(passage: Passage) -> Sequence[object]:
    return [_told(passage, heard) for heard in passage.takes]


def _told(passage: Passage, heard: Heard) -> dict[str, object]:
    """Which take it is, and where in the file."""
    at = heard.span.shifted(-passage.span.start)
    take = heard.take
    return {"span": [at.start, at.stop], "take": take.number, "prompt": take.prompt, "seed": take.seed}
