"""What is heard of a document while it plays, and how loud it and each of its tracks is."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

import numpy as np

from engine.audio.ahead import Block
from engine.audio.metering import KWeighting, Measure, Measures
from engine.document.document import Document, Track
from engine.document.render import Read, audible, render_clips, render_track, to_stereo
from engine.document.splice import Sound
from engine.timeline import Span


class Hearing(Enum):
    """What is listened to: the document, its originals without takes, or what the takes changed."""

    DOCUMENT = "document"
    ORIGINAL = "original"
    DIFFERENCE = "difference"


class Monitor:
    """Renders the stereo mix of one document in blocks, each with its `Measures` as note.

    The sound is that of `render`; of the difference, each track's takes less its original. Samples that are
    not finite are silent on their own track, and spoil no other.

    Args:
        document: what is heard; another one wants another monitor.
        read: gives samples of a source.
        weighting: measures loudness; it runs on from one monitor to the next.
    """

    def __init__(
        self,
        document: Document,
        read: Read,
        hearing: Hearing = Hearing.DOCUMENT,
        weighting: KWeighting | None = None,
    ) -> None:
        self._document, self._read, self._hearing = document, read, hearing
        self._weighting = weighting or KWeighting(document.sample_rate)

    def __call__(self, span: Span) -> Block:
        """Float64 `[span.length, 2]`."""
        mix: Sound | None = None
        tracks: dict[str, Measure] = {}
        for track, sound in self._tracks(span):
            tracks[track.id] = Measure.of(sound)
            mix = sound if mix is None else mix + sound
        mix = np.zeros((span.length, 2)) if mix is None else mix
        return Block(mix, Measures(Measure.of(mix), self._weighting(mix), tracks))

    def _tracks(self, span: Span) -> Iterator[tuple[Track, Sound]]:
        for track in audible(self._document):
            sound = to_stereo(self._heard(track, span), track.gain_db, track.pan)
            yield track, np.nan_to_num(sound, nan=0.0, posinf=0.0, neginf=0.0)

    def _heard(self, track: Track, span: Span) -> Sound:
        if self._hearing is Hearing.DOCUMENT:
            return render_track(track, span, self._read)
        original = render_clips(track, span, self._read)
        if self._hearing is Hearing.ORIGINAL:
            return original
        return render_track(track, span, self._read) - original
