"""A user who does anything in any order: what must be true of every document on the way, and of undo."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar

import numpy as np
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from engine.document import clipboard, clips, edits, markers, takes
from engine.document.clipboard import Snippet
from engine.document.document import Clip, Document, Region, Take, Track
from engine.document.history import History
from engine.document.render import blocks, render, render_track
from engine.errors import RequestError
from engine.timeline import Span
from tests.engine.document.shelf import RATE, Shelf, noise, take

LENGTH = 200
MAX_LENGTH = 1200
MAX_TRACKS = 5

spans = st.tuples(st.integers(-60, LENGTH + 60), st.integers(0, 90)).map(lambda s: Span(s[0], s[0] + s[1]))
places = st.integers(-60, LENGTH + 60)
picks = st.integers(0, 99)
lengths = st.integers(0, 60)
decibels = st.floats(-12, 12)


class User(RuleBasedStateMachine):
    """Edits two tracks of 200 samples, stereo and mono; requests are answered at once with noise."""

    done: ClassVar[Counter[str]] = Counter()
    """How often each thing was done, over all sequences of this process."""

    @initialize()
    def open(self) -> None:
        self.shelf = Shelf()
        stereo, mono = (self.shelf.put(noise(LENGTH, n, seed=n), "song") for n in (2, 1))
        tracks = (Track(2, (Clip(stereo, 0, 0, LENGTH),)), Track(1, (Clip(mono, 30, 0, LENGTH),)))
        self.history = History(Document(RATE, tracks))
        self.first = self.fingerprint()
        self.checked: Document | None = None
        self.snippet: Snippet | None = None
        self.n_takes = 0
        self.block = 37
        self.refusal = "None."
        self.done["sequences"] += 1

    # ---- what the user sees

    @property
    def document(self) -> Document:
        return self.history.document

    @property
    def regions(self) -> list[Region]:
        return [region for track in self.document.tracks for region in track.regions]

    @property
    def clips(self) -> list[Clip]:
        return [clip for track in self.document.tracks for clip in track.clips]

    @property
    def answered(self) -> list[Region]:
        return [region for region in self.regions if region.takes]

    @property
    def has_room(self) -> bool:
        """Whether the document is small enough to be added to."""
        extent = self.document.extent
        return max(abs(extent.start), abs(extent.stop)) < MAX_LENGTH and len(self.clips) < 60

    def track(self, pick: int) -> str:
        return self.document.tracks[pick % len(self.document.tracks)].id

    def tracks(self, pick: int) -> tuple[str, ...]:
        """One track, or all of them."""
        return tuple(t.id for t in self.document.tracks) if pick % 3 == 0 else (self.track(pick),)

    def fingerprint(self) -> str:
        """Of everything that is heard, and where it is."""
        digest = hashlib.sha256(repr(self.document.markers).encode())
        for track in self.document.tracks:
            digest.update(repr((track.extent, track.gain_db, track.pan)).encode())
            digest.update(render_track(track, track.extent, self.shelf.read).tobytes())
        digest.update(render(self.document, self.document.extent, self.shelf.read).tobytes())
        return digest.hexdigest()

    def do(self, label: str, edit: Callable[[Document], Document], *, merge: str = "") -> None:
        """One step of the history, unless it is refused; and then with a whole sentence."""
        try:
            after = edit(self.document)
        except RequestError as error:
            self.refusal = str(error)
            self.done["refused"] += 1
            return
        self.done[label] += 1
        self.history.push(label, after, merge=merge)

    def mark(self, label: str, edit: Callable[[Document], Document]) -> None:
        """A step that must not cost a take."""
        before = self.all_takes()
        self.do(label, edit)
        assert self.all_takes() >= before

    def all_takes(self) -> set[str]:
        return {take.id for region in self.regions for take in (*region.takes, *region.bin)}

    # ---- regions

    @rule(pick=picks, span=spans)
    def select_another(self, pick: int, span: Span) -> None:
        self.mark("Add region", lambda doc: edits.add_region(doc, self.track(pick), span)[0])

    @rule(pick=picks, chosen=st.lists(spans, max_size=3))
    def select(self, pick: int, chosen: list[Span]) -> None:
        self.mark("Select", lambda doc: edits.set_mask(doc, self.track(pick), chosen))

    @rule(pick=picks, span=spans)
    def subtract(self, pick: int, span: Span) -> None:
        self.mark("Subtract", lambda doc: edits.subtract(doc, self.track(pick), span))

    @precondition(lambda self: self.has_room)
    @rule(pick=picks, n_samples=st.integers(1, 80), crossfade=lengths, before=st.booleans())
    def extend(self, pick: int, n_samples: int, crossfade: int, before: bool) -> None:
        options = {"crossfade": crossfade, "before": before}
        self.mark("Extend", lambda doc: edits.extend_region(doc, self.track(pick), n_samples, **options)[0])

    @precondition(lambda self: self.regions)
    @rule(pick=picks, n_takes=st.integers(1, 3), crossfade=st.integers(0, 40))
    def generate(self, pick: int, n_takes: int, crossfade: int) -> None:
        region = self.regions[pick % len(self.regions)]
        n_channels = self.document.track_of(region.id).n_channels
        new = tuple(self.take(region.span, crossfade, n_channels) for _ in range(n_takes))
        numbered = tuple(replace(take, number=number) for number, take in enumerate(new, start=1))
        self.do("Generate", lambda doc: edits.add_takes(doc, {region.id: numbered, "vanished": new}))

    @rule(pick=picks, span=spans, crossfade=st.integers(0, 40))
    def regenerate(self, pick: int, span: Span, crossfade: int) -> None:
        def answered(doc: Document) -> Document:
            track = self.track(pick)
            after, region = edits.add_region(doc, track, span)
            new = self.take(after.region(region).span, crossfade, doc.track(track).n_channels)
            return edits.add_takes(after, {region: (replace(new, number=1),)})

        self.do("Regenerate", answered)

    def take(self, span: Span, crossfade: int, n_channels: int) -> Take:
        self.n_takes += 1
        channels = tuple(range(n_channels))
        return take(
            self.shelf,
            span,
            channels=channels,
            crossfade=min(crossfade, span.length // 4),
            number=self.n_takes,
        )

    @precondition(lambda self: self.regions)
    @rule(pick=picks, span=spans)
    def drag_an_edge(self, pick: int, span: Span) -> None:
        region = self.regions[pick % len(self.regions)]
        self.mark("Resize region", lambda doc: edits.resize_region(doc, region.id, span))

    @precondition(lambda self: self.regions)
    @rule(pick=picks)
    def remove_a_region(self, pick: int) -> None:
        region = self.regions[pick % len(self.regions)]
        self.do("Remove region", lambda doc: edits.remove_region(doc, region.id))

    @precondition(lambda self: self.answered)
    @rule(pick=picks, trim_db=st.floats(-6, 6), crossfade=st.integers(0, 200), what=st.integers(0, 7))
    def change_a_take(self, pick: int, trim_db: float, crossfade: int, what: int) -> None:
        region = self.answered[pick % len(self.answered)]
        number = region.takes[pick % len(region.takes)].number
        label, edit = (
            ("Choose take", lambda doc: edits.choose_take(doc, region.id, number)),
            ("Choose original", lambda doc: edits.choose_take(doc, region.id, 0)),
            ("Trim take", lambda doc: edits.set_take_trim(doc, region.id, number, trim_db)),
            ("Crossfade", lambda doc: edits.set_take_crossfade(doc, region.id, number, crossfade)),
            ("Star", lambda doc: edits.star_take(doc, region.id, number)),
            ("Bin take", lambda doc: takes.bin_takes(doc, region.id, (number,))),
            ("Keep only", lambda doc: takes.keep_only(doc, region.id, number)),
            ("Restore takes", lambda doc: takes.restore_takes(doc, region.id)),
        )[what]
        self.do(label, edit, merge="trim" if what == 2 else "")

    # ---- clips

    @rule(pick=picks, span=spans, what=st.integers(0, 2))
    def cut_a_stretch(self, pick: int, span: Span, what: int) -> None:
        ids = self.tracks(pick)
        label, edit = (
            ("Split", lambda doc: clips.split(doc, ids, span.start)),
            ("Split selection", lambda doc: clips.split_span(doc, ids, span)),
            ("Trim", lambda doc: clips.trim(doc, ids, span)),
        )[what]
        self.do(label, edit)

    @rule(pick=picks, span=spans, what=st.integers(0, 1))
    def delete_a_stretch(self, pick: int, span: Span, what: int) -> None:
        label, edit = (("Delete", clips.delete), ("Delete and close", clips.close))[what]
        self.do(label, lambda doc: edit(doc, self.tracks(pick), span))

    @rule(pick=picks, span=spans, what=st.integers(0, 1))
    def turn_or_silence_a_stretch(self, pick: int, span: Span, what: int) -> None:
        label, edit = (("Silence", clips.silence), ("Reverse", clips.reverse))[what]
        self.do(label, lambda doc: edit(doc, self.tracks(pick), span))

    @precondition(lambda self: self.clips)
    @rule(pick=picks)
    def join_neighbours(self, pick: int) -> None:
        clip = self.clips[pick % len(self.clips)]
        track = self.document.track_of_clip(clip.id).id
        self.do("Join", lambda doc: clips.join(doc, (track,), clip.span))

    @precondition(lambda self: self.has_room)
    @rule(pick=picks, at=places, n_samples=lengths)
    def insert_silence(self, pick: int, at: int, n_samples: int) -> None:
        self.do("Insert silence", lambda doc: clips.insert_silence(doc, self.tracks(pick), at, n_samples))

    @precondition(lambda self: self.clips)
    @rule(pick=picks, where=picks, at=places, is_near=st.booleans())
    def move_a_clip(self, pick: int, where: int, at: int, is_near: bool) -> None:
        clip = self.clips[pick % len(self.clips)]
        place = clip.start + at // 8 if is_near else at
        self.do("Move clip", lambda doc: clips.move_clip(doc, clip.id, place, self.track(where)))

    @precondition(lambda self: self.clips)
    @rule(pick=picks, span=spans, fades=st.tuples(lengths, lengths), what=st.integers(0, 2))
    def drag_at_a_clip(self, pick: int, span: Span, fades: tuple[int, int], what: int) -> None:
        clip = self.clips[pick % len(self.clips)]
        label, edit = (
            ("Trim clip", lambda doc: clips.trim_clip(doc, clip.id, span)),
            ("Fade in", lambda doc: clips.set_fades(doc, clip.id, fade_in=fades[0])),
            ("Fade out", lambda doc: clips.set_fades(doc, clip.id, fade_out=fades[1])),
        )[what]
        self.do(label, edit)

    @precondition(lambda self: self.clips)
    @rule(pick=picks, gain_db=decibels, what=st.integers(0, 4))
    def change_a_clip(self, pick: int, gain_db: float, what: int) -> None:
        clip = self.clips[pick % len(self.clips)]
        label, edit = (
            ("Clip gain", lambda doc: clips.set_clip_gain(doc, clip.id, gain_db)),
            ("Reverse clip", lambda doc: clips.reverse_clip(doc, clip.id)),
            ("Delete clip", lambda doc: clips.delete_clip(doc, clip.id)),
            ("Name clip", lambda doc: clips.name_clip(doc, clip.id, f"{gain_db:.0f}")),
            ("Normalise", lambda doc: clips.normalise_peak(doc, (clip.id,), 0.1)),
        )[what]
        self.do(label, edit)

    # ---- clipboard

    @rule(pick=picks, span=spans, is_cut=st.booleans())
    def copy_or_cut(self, pick: int, span: Span, is_cut: bool) -> None:
        def taken(doc: Document) -> Document:
            if not is_cut:
                self.snippet = clipboard.copy(doc, self.tracks(pick), span)
                return doc
            after, self.snippet = clipboard.cut(doc, self.tracks(pick), span)
            return after

        self.do("Cut" if is_cut else "Copy", taken)

    @precondition(lambda self: self.clips)
    @rule(pick=picks)
    def copy_a_clip(self, pick: int) -> None:
        self.snippet = clipboard.copy_clip(self.document, self.clips[pick % len(self.clips)].id)
        self.done["Copy clip"] += 1

    @precondition(lambda self: self.snippet and self.has_room and len(self.document.tracks) < MAX_TRACKS)
    @rule(pick=picks, at=places)
    def paste(self, pick: int, at: int) -> None:
        assert self.snippet is not None
        snippet = self.snippet
        self.do("Paste", lambda doc: clipboard.paste(doc, snippet, at, self.track(pick))[0])

    @precondition(lambda self: self.has_room and len(self.document.tracks) < MAX_TRACKS)
    @rule(pick=picks, span=spans)
    def duplicate(self, pick: int, span: Span) -> None:
        self.do("Duplicate", lambda doc: clipboard.duplicate(doc, self.tracks(pick), span)[0])

    @precondition(lambda self: self.clips and self.has_room and len(self.document.tracks) < MAX_TRACKS)
    @rule(pick=picks)
    def duplicate_a_clip(self, pick: int) -> None:
        clip = self.clips[pick % len(self.clips)]
        self.do("Duplicate clip", lambda doc: clipboard.duplicate_clip(doc, clip.id)[0])

    # ---- document

    @rule(at=places, pick=picks, what=st.integers(0, 3))
    def change_a_marker(self, at: int, pick: int, what: int) -> None:
        if what == 0 or not self.document.markers:
            self.do("Add marker", lambda doc: markers.add_marker(doc, at)[0])
            return
        marker = self.document.markers[pick % len(self.document.markers)].id
        label, edit = (
            ("Move marker", lambda doc: markers.move_marker(doc, marker, at)),
            ("Name marker", lambda doc: markers.name_marker(doc, marker, "verse")),
            ("Remove marker", lambda doc: markers.remove_marker(doc, marker)),
        )[what - 1]
        self.do(label, edit)

    @rule(bpm=st.floats(5, 1100), beats=st.integers(0, 33))
    def set_tempo(self, bpm: float, beats: int) -> None:
        self.do("Tempo", lambda doc: markers.set_tempo(doc, bpm, beats), merge="tempo")

    @rule(pick=picks, gain_db=decibels, pan=st.floats(-1, 1), is_muted=st.booleans(), is_solo=st.booleans())
    def mix(self, pick: int, gain_db: float, pan: float, is_muted: bool, is_solo: bool) -> None:
        settings = {"gain_db": gain_db, "pan": pan, "is_muted": is_muted, "is_solo": is_solo}
        self.do("Mix", lambda doc: edits.set_track(doc, self.track(pick), **settings), merge="mix")

    @precondition(lambda self: len(self.document.tracks) > 1)
    @rule(pick=picks)
    def remove_a_track(self, pick: int) -> None:
        self.do("Remove track", lambda doc: edits.remove_track(doc, self.track(pick)))

    # ---- history

    @rule(pick=picks)
    def go_back_and_forth(self, pick: int) -> None:
        (self.history.undo, self.history.redo)[pick % 2]()
        self.done["Undo and redo"] += 1

    @rule(pick=picks)
    def jump(self, pick: int) -> None:
        n_states = len(self.history.labels)
        self.history.jump(max(0, n_states - 1 - pick % 8))
        self.done["Jump"] += 1

    # ---- what is always true

    @invariant()
    def refusals_are_sentences(self) -> None:
        if hasattr(self, "refusal"):
            assert self.refusal[0].isupper()
            assert self.refusal.endswith(".")

    @invariant()
    def the_document_is_sound(self) -> None:
        self.done["steps"] += 1
        if not hasattr(self, "history") or self.document is self.checked:
            return
        known = {id(track) for track in self.checked.tracks} if self.checked else set()
        self.checked = self.document
        self.every_identifier_is_used_once()
        for track in self.document.tracks:
            if id(track) not in known:  # the very same track was looked at before
                replace(track)  # says no where what is always true of a track is not
                sound = render_track(track, track.extent, self.shelf.read)
                self.takes_change_their_stretch_and_channels_alone(track, sound)
                self.blocks_are_the_whole(track, sound)

    def every_identifier_is_used_once(self) -> None:
        takes = [take for region in self.regions for take in (*region.takes, *region.bin)]
        things = [*self.document.tracks, *self.clips, *self.regions, *takes, *self.document.markers]
        assert len({thing.id for thing in things}) == len(things)

    def takes_change_their_stretch_and_channels_alone(self, track: Track, sound: np.ndarray) -> None:
        if not track.heard:
            return
        plain = render_track(replace(track, regions=()), track.extent, self.shelf.read)
        for heard in track.heard:
            inside = slice(heard.span.start - track.extent.start, heard.span.stop - track.extent.start)
            plain[inside, list(heard.take.channels)] = sound[inside, list(heard.take.channels)]
        assert plain.tobytes() == sound.tobytes()

    def blocks_are_the_whole(self, track: Track, sound: np.ndarray) -> None:
        self.block = self.block % 211 + 13
        pieces = blocks(lambda span: render_track(track, span, self.shelf.read), track.extent, self.block)
        assert np.concatenate([sound[:0], *pieces]).tobytes() == sound.tobytes()

    def teardown(self) -> None:
        """Undo everything, redo everything: the first sound and the last one are the same as before."""
        if not hasattr(self, "history"):
            return
        self.done["states"] += len(self.history.labels) - 1
        self.history.jump(len(self.history.labels) - 1)
        last = self.fingerprint()
        while self.history.can_undo:
            self.history.undo()
        assert self.fingerprint() == self.first
        while self.history.can_redo:
            self.history.redo()
        assert self.fingerprint() == last
