"""Histories as rows: whatever a user does, and whenever it is written down, reads back as it was."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings
from hypothesis.stateful import invariant

from engine.audio.files import Source
from engine.document import rows
from engine.document.document import Document, Marker, Track
from engine.document.history import History
from engine.document.rows import Book, GarbledError, Row, Scribe, as_json
from tests.engine.document.random_user import User
from tests.helpers.alive import n_alive
from tests.helpers.projects import worked_on


class Writer(User):
    """The random user, of whom a page is written after every step."""

    @invariant()
    def what_is_new_is_written_down(self) -> None:
        if not hasattr(self, "history"):
            return
        if not hasattr(self, "scribe"):
            self.sources: dict[str, Source] = {}
            self.scribe, self.book = Scribe(self.row_of), Book(lambda row: self.sources[row["name"]])
        self.book.turn(json.loads(json.dumps(self.scribe.page(self.history), allow_nan=False)))

    def row_of(self, source: Source) -> Row:
        self.sources[str(source.path)] = source
        return {"name": str(source.path)}

    def teardown(self) -> None:
        if not hasattr(self, "book"):
            return
        read = self.book.history
        assert read.labels == self.history.labels
        assert read.index == self.history.index
        assert [state.document for state in read.states] == [s.document for s in self.history.states]
        before = self.fingerprint()
        self.history = read
        assert self.fingerprint() == before


TestWriter = Writer.TestCase
TestWriter.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)


def no_sources(_row: Row) -> Source:
    raise AssertionError("there are none here")


def told(document: Document) -> dict:
    return json.loads(json.dumps(Scribe(lambda _source: {}).page(History(document))))


def test_whole_numbers_that_arrays_left_behind_are_whole_numbers():
    document = Document(markers=(Marker(np.int64(3)),))
    book = Book(no_sources)
    book.turn(json.loads(as_json(Scribe(lambda _source: {}).page(History(document)))))
    assert book.history.document == document


def test_states_that_share_their_tracks_share_their_rows():
    track = Track(2, name="one")
    history = History(Document(tracks=(track,)))
    scribe = Scribe(lambda _source: {})
    assert len(scribe.page(history)["tracks"]) == 1
    history.push("Add", Document(tracks=(track, Track(1))))
    page = scribe.page(history)
    assert len(page["tracks"]) == 1
    assert page["from"] == 1


def test_a_step_that_took_the_place_of_undone_ones_is_told_from_there_on():
    history = History(Document())
    scribe, book = Scribe(lambda _source: {}), Book(no_sources)
    for label, bpm in (("a", 60.0), ("b", 70.0), ("c", 80.0)):
        history.push(label, Document(tempo_bpm=bpm))
        book.turn(scribe.page(history))
    history.jump(1)
    history.push("d", Document(tempo_bpm=90.0))
    page = scribe.page(history)
    assert page["from"] == 2
    book.turn(page)
    assert book.history.labels == ("Open", "a", "d")


def test_a_merged_step_takes_the_place_of_the_one_before():
    history = History(Document())
    scribe, book = Scribe(lambda _source: {}), Book(no_sources)
    for bpm in (60.0, 70.0, 80.0):
        history.push("Tempo", Document(tempo_bpm=bpm), merge="tempo")
        book.turn(scribe.page(history))
    assert [state.document.tempo_bpm for state in book.history.states] == [120.0, 80.0]


def test_what_no_state_holds_any_more_is_let_go_and_what_stays_is_not_told_twice():
    track, before = Track(2, name="stays"), n_alive(Document)
    history, scribe, pages = History(Document(tracks=(track,))), Scribe(lambda _source: {}), []
    for n in range(3 * rows.MOST_GONE):
        history.push("Name", Document(tracks=(track, Track(1, name=f"{n}"))), merge="name")
        pages.append(as_json(scribe.page(history)))
    assert n_alive(Document) - before < 2 * rows.MOST_GONE
    book = Book(no_sources)
    for page in pages:
        book.turn(json.loads(page))
    assert [state.document for state in book.history.states] == [s.document for s in history.states]
    assert b"".join(pages).count(b"stays") == 1


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"tracks": [{"n_channels": 10**12, "id": "a"}]}, "out of all bounds"),
        ({"tracks": [{"n_channels": 2, "id": "a", "pan": 5.0}]}, "out of all bounds"),
        ({"tracks": [{"n_channels": 2, "id": "a", "gain_db": 1e300}]}, "out of all bounds"),
        ({"tracks": [{"n_channels": 2, "id": "a", "gain_db": True}]}, "no number"),
        ({"tracks": [{"n_channels": 2}]}, "id is left out"),
        ({"tracks": [{"n_channels": 2, "id": "a", "clips": [0]}]}, "clips are left out"),
        ({"documents": [{"tracks": [0, 0]}]}, "used twice"),
        ({"documents": [{"sample_rate": 44100.0}]}, "no whole number"),
        ({"from": 1}, "left out"),
        ({"index": 7}, "no state 7"),
        ({"states": [["Open"]]}, "no state"),
    ],
)
def test_what_is_no_history_is_refused_with_a_phrase(change: dict, reason: str):
    page = told(Document(tracks=(Track(2, name="x", id="a"),))) | change
    book = Book(no_sources)
    with pytest.raises(GarbledError, match=reason):
        assert book.turn(page) or book.history


def test_every_kind_of_field_can_be_written_and_read(tmp_path: Path):
    """A field of a kind that rows do not know would break the first project that has it."""
    history = worked_on(tmp_path)
    sources: list[Source] = []

    def row_of(source: Source) -> Row:
        sources.append(source)
        return {"at": len(sources) - 1}

    book = Book(lambda row: sources[row["at"]])
    book.turn(json.loads(json.dumps(Scribe(row_of).page(history))))
    assert book.history.states == history.states
