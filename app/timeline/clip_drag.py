"""Drags of clips and of a track's ends: moving, trimming, fading, extending."""

from __future__ import annotations

from app.language import tr
from app.requests import CROSSFADE_S
from app.session import Selection, Session
from app.timeline import words
from app.timeline.drag import Drag, Here, Kind, Press, Snap
from engine.document import clips, edits
from engine.document.document import Clip, Document
from engine.document.splice import crossfade_length
from engine.timeline import Span, format_time, samples_to_seconds

GAIN_PER_PX_DB = 0.2


class ClipDrag(Drag):
    """Something is done to one clip."""

    def __init__(self, session: Session, press: Press, snap: Snap, clip: Clip) -> None:
        super().__init__(session, press, snap)
        self.clip = clip

    def seconds(self, n_samples: int) -> str:
        """A length in words."""
        return f"{samples_to_seconds(n_samples, self.document.sample_rate):.3f} s"

    def settle(self) -> None:
        """Select the clip where it is now, if it was selected."""
        selection = self.session.selection
        if selection is not None and selection.span == self.clip.span:
            track, now = self.document.track_of_clip(self.clip.id), self.document.clip(self.clip.id)
            self.session.select(Selection(track.id, now.span))


class Moving(ClipDrag):
    """A clip to another place, on its track or on another one."""

    kind = Kind.MOVE

    def __init__(self, session: Session, press: Press, snap: Snap, clip: Clip) -> None:
        super().__init__(session, press, snap, clip)
        self.grip = session.viewport.to_sample(press.x)
        self.start, self.track = clip.start, press.track

    def follow(self, here: Here) -> Document:
        """Put its start where the pointer takes it, but not before the document's beginning."""
        earliest = min(self.session.zero, self.clip.start)
        self.start = max(earliest, self.snap(self.clip.start + here.sample - self.grip))
        self.track = here.track
        return clips.move_clip(self.document, self.clip.id, self.start, here.track)

    def label(self) -> str:
        """Which clip."""
        return tr("Move “{clip}”", clip=self.clip.title)

    def settle(self) -> None:
        """Select it where it is now."""
        self.session.select(Selection(self.track, self.document.clip(self.clip.id).span))

    def note(self) -> str:
        """Where it would begin."""
        seconds = samples_to_seconds(self.start - self.session.zero, self.document.sample_rate)
        return format_time(seconds)


class Trimming(ClipDrag):
    """One edge of a clip, within its source."""

    kind = Kind.TRIM

    def __init__(self, session: Session, press: Press, snap: Snap, clip: Clip, *, is_start: bool) -> None:
        super().__init__(session, press, snap, clip)
        self.is_start = is_start
        self.length = clip.length

    def follow(self, here: Here) -> Document:
        """Put the edge there."""
        after = clips.trim_clip(self.document, self.clip.id, self._span(self.snap(here.sample)))
        self.length = after.clip(self.clip.id).length
        return after

    def label(self) -> str:
        """Which clip."""
        return tr("Trim “{clip}”", clip=self.clip.title)

    def note(self) -> str:
        """How long it would be."""
        return self.seconds(self.length)

    def _span(self, sample: int) -> Span:
        span = self.clip.span
        if self.is_start:
            return Span(min(sample, span.stop - 1), span.stop)
        return Span(span.start, max(sample, span.start + 1))


class Fading(ClipDrag):
    """The length of one of a clip's fades."""

    kind = Kind.FADE

    def __init__(self, session: Session, press: Press, snap: Snap, clip: Clip, *, is_start: bool) -> None:
        super().__init__(session, press, snap, clip)
        self.is_start = is_start
        self.length = clip.fade_in if is_start else clip.fade_out

    def follow(self, here: Here) -> Document:
        """Let the fade reach to the pointer."""
        span, sample = self.clip.span, self.snap(here.sample)
        wanted = sample - span.start if self.is_start else span.stop - sample
        self.length = min(max(0, wanted), span.length)
        if self.is_start:
            return clips.set_fades(self.document, self.clip.id, fade_in=self.length)
        return clips.set_fades(self.document, self.clip.id, fade_out=self.length)

    def label(self) -> str:
        """Which clip, and which fade."""
        text = tr("Fade in “{clip}”") if self.is_start else tr("Fade out “{clip}”")
        return text.format(clip=self.clip.title)

    def note(self) -> str:
        """How long it would be."""
        return self.seconds(self.length)


class Gaining(ClipDrag):
    """The gain of a clip: to the right is louder, as on the sliders of tracks."""

    kind = Kind.GAIN

    def __init__(self, session: Session, press: Press, snap: Snap, clip: Clip) -> None:
        super().__init__(session, press, snap, clip)
        self.gain_db = clip.gain_db

    def follow(self, here: Here) -> Document:
        """As many decibels as the pointer went pixels, times a few tenths."""
        way_px = self.session.viewport.to_px(here.sample) - self.press.x
        after = clips.set_clip_gain(
            self.document, self.clip.id, round(self.clip.gain_db + way_px * GAIN_PER_PX_DB, 1)
        )
        self.gain_db = after.clip(self.clip.id).gain_db
        return after

    def label(self) -> str:
        """Which clip."""
        return tr("Gain of “{clip}”", clip=self.clip.title)

    def note(self) -> str:
        """How loud it would be."""
        return words.gain(self.gain_db)


class Extending(Drag):
    """A track's end: outward it marks an extension, inward it trims the clip that ends there.

    `kind` is what it is right now; `region` and `n_samples` are what was marked last.
    """

    kind = Kind.EXTEND

    def __init__(self, session: Session, press: Press, snap: Snap, *, is_before: bool) -> None:
        super().__init__(session, press, snap)
        self.is_before = is_before
        track = self.document.track(press.track)
        self.edge = track.extent.start if is_before else track.extent.stop
        ends = (c for c in track.clips if self.edge == (c.start if is_before else c.span.stop))
        clip = next(ends, None)
        self.trimming = Trimming(session, press, snap, clip, is_start=is_before) if clip else None
        self.n_samples, self.region = 0, ""

    def follow(self, here: Here) -> Document:
        """Mark what lies beyond the end, or take away what lies inside of it."""
        sample = self.snap(here.sample)
        self.n_samples = self.edge - sample if self.is_before else sample - self.edge
        self.kind = Kind.TRIM if self.n_samples < 0 and self.trimming else Kind.EXTEND
        if self.kind is Kind.TRIM and self.trimming is not None:
            return self.trimming.follow(here)
        if self.n_samples <= 0:
            return self.document
        crossfade = crossfade_length(self.n_samples, self.document.sample_rate, CROSSFADE_S)
        after, self.region = edits.extend_region(
            self.document, self.press.track, self.n_samples, crossfade=crossfade, before=self.is_before
        )
        return after

    def label(self) -> str:
        """What it became."""
        if self.kind is Kind.TRIM and self.trimming is not None:
            return self.trimming.label()
        return tr("Mark room before the start") if self.is_before else tr("Mark room after the end")

    def settle(self) -> None:
        """Give the keys to the region that was made, and point at nothing else."""
        if self.kind is Kind.TRIM and self.trimming is not None:
            self.trimming.settle()
        elif self.n_samples > 0:
            self.session.select(Selection(self.press.track, Span(self.edge, self.edge)))
            self.session.focus_region(self.region)

    def note(self) -> str:
        """What is added, and how long everything would be then."""
        if self.kind is Kind.TRIM and self.trimming is not None:
            return self.trimming.note()
        rate = self.document.sample_rate
        added = samples_to_seconds(max(0, self.n_samples), rate)
        total = samples_to_seconds(self.document.track(self.press.track).extent.length, rate) + added
        return tr("+{added} s, {total} in all", added=f"{added:.2f}", total=format_time(total))
