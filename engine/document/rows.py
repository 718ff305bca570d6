"""A history as plain JSON values: tables of rows in which everything stands once.

The states of a history share tracks, regions, clips, takes and sources, and so do their rows, which name one
another by their places in the table of their kind. A *page* is what came to a history since the page before::

    {"sources": [row, …], "clips": [row, …], "takes": […], "regions": […], "markers": […], "tracks": […],
     "documents": […],          rows that are new, in tables that are new or go on
     "from": 3,                 this state and all after it are now
     "states": [["Split", 7]],  these: what led there, and the place of the document
     "index": 3}                which state is the present one

A row holds the fields of the value by name, those left out that have their default: a span is `[start,
stop]`, another value is its place. What a row of a source holds is told by who writes it; see `media`.
"""

from __future__ import annotations

import json
import math
import operator
from collections.abc import Callable, Sequence
from dataclasses import MISSING, Field, fields
from typing import Any

from engine.audio.files import Source
from engine.document.document import Clip, Document, Marker, Region, Take, Track
from engine.document.history import History, State
from engine.timeline import Span

Row = dict[str, Any]
Page = dict[str, Any]
Plain = dict[str, Any]

KINDS: dict[str, type[Any]] = {
    "sources": Source,
    "clips": Clip,
    "takes": Take,
    "regions": Region,
    "markers": Marker,
    "tracks": Track,
    "documents": Document,
}
"""Tables by name, each after those that it refers to."""

TABLES = {kind: table for table, kind in KINDS.items()}

MAX_NUMBER = 2**63
MAX_DB = 1000.0
"""Beyond this a level is damage, not a level."""

MAX_CHANNELS = 256


MOST_GONE = 1000
"""So many values that no state holds any more may still be known; then it is looked which they are."""


class GarbledError(ValueError):
    """Plain values that are no history; str() is a phrase that says where."""


def as_json(told: Plain) -> bytes:
    """Plain values as one line of UTF-8; whole numbers that arrays left behind are whole numbers, too."""
    return json.dumps(told, separators=(",", ":"), allow_nan=False, default=operator.index).encode()


class Scribe:
    """Writes a history down page by page, each thing once.

    Args:
        row_of: the row of a source.
    """

    def __init__(self, row_of: Callable[[Source], Row]) -> None:
        self._row_of = row_of
        self._places: dict[
            int, tuple[object, int]
        ] = {}  # by id(); the object is held, so that this stays its
        self._n_held = 0  # of those, as many as the states held when that was looked at last
        self._counts = dict.fromkeys(KINDS, 0)
        self._new: dict[str, list[Row]] = {}
        self._written: tuple[State, ...] = ()

    def page(self, history: History) -> Page:
        """What is new since the last page."""
        self._new = {}
        states = history.states
        same = zip(states, self._written, strict=False)
        first = next((n for n, (now, before) in enumerate(same) if now is not before), None)
        first = min(len(states), len(self._written)) if first is None else first
        told = [[state.label, self._place(state.document)] for state in states[first:]]
        self._written = states
        if len(self._places) > 2 * self._n_held + MOST_GONE:
            self._forget_gone()
        return {**self._new, "from": first, "states": told, "index": history.index}

    def _forget_gone(self) -> None:
        """Let go of what no state holds: what was undone, or merged with later steps, would add up."""
        held: dict[int, tuple[object, int]] = {}
        left: list[Any] = [state.document for state in self._written]
        while left:
            value = left.pop()
            if id(value) not in held:
                held[id(value)] = self._places[id(value)]
                left += _parts(value)
        self._places, self._n_held = held, len(held)

    def _place(self, value: Any) -> int:
        """Where a value stands; it is written first where it is new."""
        known = self._places.get(id(value))
        if known is not None:
            return known[1]
        table = TABLES[type(value)]
        row = self._row_of(value) if isinstance(value, Source) else self._row(value)
        place = self._counts[table]
        self._counts[table] += 1
        self._new.setdefault(table, []).append(row)
        self._places[id(value)] = (value, place)
        return place

    def _row(self, value: Any) -> Row:
        told = ((field, getattr(value, field.name)) for field in _own_fields(value))
        return {f.name: self._plain(v) for f, v in told if f.default is MISSING or v != f.default}

    def _plain(self, value: Any) -> Any:
        if isinstance(value, Span):
            return [value.start, value.stop]
        if isinstance(value, tuple):
            return [self._plain(entry) for entry in value]
        return self._place(value) if type(value) in TABLES else value


def _parts(value: Any) -> list[Any]:
    """The values in the fields of a value that have rows of their own."""
    found = [getattr(value, field.name) for field in fields(value)]
    found += [entry for part in found if isinstance(part, tuple) for entry in part]
    return [part for part in found if type(part) in TABLES]


class Book:
    """Reads pages back, one after the other.

    Args:
        source_of: the source of a row; raises GarbledError where it is none.
    """

    def __init__(self, source_of: Callable[[Row], Source]) -> None:
        self._source_of = source_of
        self._numbers: dict[str, int] = {}
        self._tables: dict[str, list[Any]] = {table: [] for table in KINDS}
        self._states: list[State] = []
        self._index = 0

    def turn(self, page: object) -> None:
        """Take one more page in; after an error the book is of no more use.

        Raises:
            GarbledError: the page is none, or does not follow those before it.
        """
        page = mapping(page, "a page")
        for table, kind in KINDS.items():
            for row in entries(page.get(table, []), table):
                self._tables[table].append(self._made(table, kind, mapping(row, table)))
        first = whole(page.get("from"), "a state")
        if not 0 <= first <= len(self._states):
            raise GarbledError("states are left out")
        states = [self._state(entry) for entry in entries(page.get("states"), "states")]
        self._states[first:] = states
        self._index = whole(page.get("index"), "the present state")

    @property
    def history(self) -> History:
        """What the pages tell.

        Raises:
            GarbledError: there is no present state among them.
        """
        try:
            return History.of(self._states, self._index)
        except ValueError as error:
            raise GarbledError(str(error)) from None

    def _state(self, entry: object) -> State:
        pair = entries(entry, "a state")
        if len(pair) != 2:
            raise GarbledError("a state is no state")
        return State(text(pair[0], "a label"), self._at("documents", pair[1]))

    def _at(self, table: str, place: object) -> Any:
        number = whole(place, table)
        if not 0 <= number < len(self._tables[table]):
            raise GarbledError(f"{table} are left out")
        return self._tables[table][number]

    def _made(self, table: str, kind: type[Any], row: Row) -> Any:
        if kind is Source:
            return self._source_of(row)
        if kind is Region and "number" not in row:
            row = row | {"number": self._number_of(row)}
        try:
            made = kind(**{f.name: self._value(table, f, row) for f in _written_fields(kind, row)})
        except GarbledError:
            raise
        except (ValueError, TypeError) as error:
            raise GarbledError(f"something in {table} contradicts itself") from error
        check(made)
        return made

    def _number_of(self, row: Row) -> int:
        """That of a region written before regions had any: the same in all states, by its first mention."""
        return self._numbers.setdefault(text(row.get("id"), "a region"), len(self._numbers) + 1)

    def _value(self, table: str, field: Field[Any], row: Row) -> Any:
        if field.name not in row:
            raise GarbledError(f"{field.name} is left out in {table}")
        value, where = row[field.name], f"{field.name} in {table}"
        kind = str(field.type)
        if kind in _PLAIN:
            return _PLAIN[kind](value, where)
        if kind.startswith("tuple["):
            inner = _table_of(kind.removeprefix("tuple[").removesuffix(", ...]"))
            return tuple(self._at(inner, place) for place in entries(value, where))
        return self._at(_table_of(kind), value)


def check(made: Any) -> None:
    """What the values themselves leave open, and a file must not.

    Raises:
        GarbledError: a level, balance or number of channels out of all bounds, or an identifier used twice.
    """
    for field in fields(made):
        if field.name.endswith("_db") and abs(getattr(made, field.name)) > MAX_DB:
            raise GarbledError(f"a level of {getattr(made, field.name):g} dB is out of all bounds")
    if isinstance(made, Track) and not (0 < made.n_channels <= MAX_CHANNELS and -1 <= made.pan <= 1):
        raise GarbledError("a track has a balance or channels out of all bounds")
    if isinstance(made, Document):
        ids = [marker.id for marker in made.markers]
        for track in made.tracks:
            ids += [track.id, *(clip.id for clip in track.clips), *(region.id for region in track.regions)]
        if len(set(ids)) != len(ids):
            raise GarbledError("an identifier is used twice")


# ---- plain values, looked at before they are trusted


def mapping(value: object, where: str) -> Row:
    """A JSON object; GarbledError where it is none."""
    if not isinstance(value, dict):
        raise GarbledError(f"{where} is no object")
    return value


def entries(value: object, where: str) -> list[Any]:
    """A JSON array; GarbledError where it is none."""
    if not isinstance(value, list):
        raise GarbledError(f"{where} is no list")
    return value


def whole(value: object, where: str) -> int:
    """An integer of 64 bits; GarbledError where it is none."""
    if type(value) is not int or abs(value) >= MAX_NUMBER:
        raise GarbledError(f"{where} is no whole number")
    return value


def number(value: object, where: str) -> float:
    """A finite number; GarbledError where it is none."""
    if type(value) is int and abs(value) < MAX_NUMBER:
        return float(value)
    if type(value) is not float or not math.isfinite(value):
        raise GarbledError(f"{where} is no number")
    return value


def text(value: object, where: str) -> str:
    """A string; GarbledError where it is none."""
    if not isinstance(value, str):
        raise GarbledError(f"{where} is no text")
    return value


def _truth(value: object, where: str) -> bool:
    if not isinstance(value, bool):
        raise GarbledError(f"{where} is neither true nor false")
    return value


def _span(value: object, where: str) -> Span:
    edges = _numbers(value, where)
    if len(edges) != 2 or edges[0] > edges[1]:
        raise GarbledError(f"{where} is no span")
    return Span(*edges)


def _numbers(value: object, where: str) -> tuple[int, ...]:
    return tuple(whole(entry, where) for entry in entries(value, where))


def _optional_text(value: object, where: str) -> str | None:
    return None if value is None else text(value, where)


_PLAIN: dict[str, Callable[[object, str], Any]] = {
    "int": whole,
    "float": number,
    "str": text,
    "str | None": _optional_text,
    "bool": _truth,
    "Span": _span,
    "tuple[int, ...]": _numbers,
}
"""Readers of what is no row of its own, by the annotation of the field."""


def _written_fields(kind: type[Any], row: Row) -> Sequence[Field[Any]]:
    """The fields that a row tells, and those that it must."""
    return [f for f in _own_fields(kind) if f.name in row or f.default is MISSING]


def _own_fields(kind: Any) -> Sequence[Field[Any]]:
    """The fields of a value, or of a kind of them, that do not follow from the others."""
    return [f for f in fields(kind) if f.init]


def _table_of(name: str) -> str:
    return next(table for table, kind in KINDS.items() if kind.__name__ == name)
