"""A user who does anything in any order: what must be true of every document on the way, and of undo."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from engine.document import edits
from engine.document.document import Document, Region
from engine.document.history import History
from engine.document.render import blocks, render, render_track
from engine.errors import RequestError
from engine.timeline import Span
from tests.engine.document.shelf import Shelf, document, take

LENGTH = 400
EVERYWHERE = Span(-LENGTH, 2 * LENGTH)

spans = st.tuples(st.integers(-100, LENGTH + 100), st.integers(0, 150)).map(lambda s: Span(s[0], s[0] + s[1]))
picks = st.integers(0, 99)


class User(RuleBasedStateMachine):
    """Edits one track of 400 samples; requests are answered at once with noise."""

    @initialize()
    def open(self) -> None:
        self.shelf = Shelf()
        self.history = History(document(self.shelf, n_samples=LENGTH))
        self.original = render_track(self.history.document.tracks[0], EVERYWHERE, self.shelf.read)
        self.first = self.fingerprint()
        self.n_takes = 0
        self.refusals: list[str] = []

    @property
    def document(self) -> Document:
        return self.history.document

    @property
    def regions(self) -> tuple[Region, ...]:
        return self.document.tracks[0].regions

    def fingerprint(self) -> str:
        sound = render(self.document, EVERYWHERE, self.shelf.read)
        return hashlib.sha256(sound.tobytes()).hexdigest()

    def do(self, label: str, edit: Callable[[Document, str], Document], *, merge: str = "") -> None:
        """One step of the history, unless it is refused; and then with a whole sentence."""
        try:
            self.history.push(label, edit(self.document, self.document.tracks[0].id), merge=merge)
        except RequestError as error:
            self.refusals.append(str(error))

    def takes(self) -> set[str]:
        return {take.id for region in self.regions for take in region.takes}

    def mark(self, label: str, edit: Callable[[Document, str], Document]) -> None:
        """A step that must not cost a take."""
        before = self.takes()
        self.do(label, edit)
        assert self.takes() >= before

    @rule(span=spans)
    def select_another(self, span: Span) -> None:
        self.mark("Add region", lambda doc, track: edits.add_region(doc, track, span)[0])

    @rule(chosen=st.lists(spans, max_size=3))
    def select(self, chosen: list[Span]) -> None:
        self.mark("Select", lambda doc, track: edits.set_mask(doc, track, chosen))

    @rule(span=spans)
    def subtract(self, span: Span) -> None:
        self.mark("Subtract", lambda doc, track: edits.subtract(doc, track, span))

    @rule(n_samples=st.integers(1, 120), crossfade=st.integers(0, 60), before=st.booleans())
    def extend(self, n_samples: int, crossfade: int, before: bool) -> None:
        extent = self.document.tracks[0].extent
        if max(extent.stop - LENGTH, -extent.start) < LENGTH // 2:
            options = {"crossfade": crossfade, "before": before}
            self.mark("Extend", lambda doc, track: edits.extend_region(doc, track, n_samples, **options)[0])

    @precondition(lambda self: self.regions)
    @rule(pick=picks, n_takes=st.integers(1, 3), crossfade=st.integers(0, 40))
    def generate(self, pick: int, n_takes: int, crossfade: int) -> None:
        region = self.regions[pick % len(self.regions)]
        crossfade = min(crossfade, region.span.length // 4)
        self.n_takes += n_takes
        numbers = range(self.n_takes, self.n_takes + n_takes)
        new = tuple(
            take(self.shelf, region.span, crossfade=crossfade, number=number + 1) for number in numbers
        )
        self.do("Generate", lambda doc, _: edits.add_takes(doc, {region.id: new, "vanished": new}))

    @precondition(lambda self: self.regions)
    @rule(pick=picks, span=spans)
    def drag_an_edge(self, pick: int, span: Span) -> None:
        region = self.regions[pick % len(self.regions)]
        self.mark("Resize", lambda doc, _: edits.resize_region(doc, region.id, span))

    @precondition(lambda self: self.regions)
    @rule(pick=picks)
    def remove_a_region(self, pick: int) -> None:
        region = self.regions[pick % len(self.regions)]
        self.do("Remove", lambda doc, _: edits.remove_region(doc, region.id))

    @precondition(lambda self: self.takes())
    @rule(pick=picks, trim_db=st.floats(-6, 6), crossfade=st.integers(0, 200), what=st.integers(0, 5))
    def change_a_take(self, pick: int, trim_db: float, crossfade: int, what: int) -> None:
        regions = [region for region in self.regions if region.takes]
        region = regions[pick % len(regions)]
        number = region.takes[pick % len(region.takes)].number
        edit = (
            lambda doc: edits.choose_take(doc, region.id, number),
            lambda doc: edits.choose_take(doc, region.id, 0),
            lambda doc: edits.set_take_trim(doc, region.id, number, trim_db),
            lambda doc: edits.set_take_crossfade(doc, region.id, number, crossfade),
            lambda doc: edits.star_take(doc, region.id, number),
            lambda doc: edits.remove_take(doc, region.id, number),
        )[what]
        self.do("Change", lambda doc, _: edit(doc), merge="trim" if what == 2 else "")

    @rule(gain_db=st.floats(-12, 12), pan=st.floats(-1, 1), is_muted=st.booleans())
    def mix(self, gain_db: float, pan: float, is_muted: bool) -> None:
        settings_ = {"gain_db": gain_db, "pan": pan, "is_muted": is_muted}
        self.do("Mix", lambda doc, track: edits.set_track(doc, track, **settings_), merge="mix")

    @rule(pick=picks)
    def go_back_and_forth(self, pick: int) -> None:
        (self.history.undo, self.history.redo)[pick % 2]()

    @rule(pick=picks)
    def jump(self, pick: int) -> None:
        self.history.jump(pick % len(self.history.labels))

    @invariant()
    def outside_the_regions_every_sample_is_the_original(self) -> None:
        track = self.document.tracks[0]
        sound = render_track(track, EVERYWHERE, self.shelf.read)
        for span in track.mask.outside(EVERYWHERE):
            part = slice(span.start - EVERYWHERE.start, span.stop - EVERYWHERE.start)
            assert sound[part].tobytes() == self.original[part].tobytes()

    @invariant()
    def refusals_are_sentences(self) -> None:
        assert all(text[0].isupper() and text.endswith(".") for text in self.refusals)

    @invariant()
    def blocks_are_the_whole(self) -> None:
        track = self.document.tracks[0]
        pieces = list(blocks(lambda span: render_track(track, span, self.shelf.read), EVERYWHERE, 37))
        whole = render_track(track, EVERYWHERE, self.shelf.read)
        assert np.concatenate(pieces).tobytes() == whole.tobytes()

    def teardown(self) -> None:
        """Undo everything, redo everything: the first sound and the last one are the same as before."""
        if not hasattr(self, "history"):
            return
        self.history.jump(len(self.history.labels) - 1)
        last = self.fingerprint()
        while self.history.can_undo:
            self.history.undo()
        assert self.fingerprint() == self.first
        while self.history.can_redo:
            self.history.redo()
        assert self.fingerprint() == last


TestUser = User.TestCase
TestUser.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
