"""Projects for tests: a small one with everything in it, ways to damage its file, and what a document is."""

from __future__ import annotations

import copy
import hashlib
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from engine.audio import files
from engine.audio.files import Reader
from engine.document import clips, edits, markers, takes
from engine.document.document import Document, Take
from engine.document.history import History
from engine.document.project import Opened, Project
from engine.document.render import render, render_track
from engine.document.rows import Scribe
from engine.errors import ProjectError
from engine.timeline import Span
from tests.helpers import sound

RATE = 8000


def digest(document: Document) -> str:
    """What a document is, wherever its files lie."""
    scribe = Scribe(lambda source: {"n": source.n_samples, "size": source.size})
    return hashlib.sha256(json.dumps(scribe.page(History(document))).encode()).hexdigest()


def sounds_like(document: Document) -> str:
    """What a document sounds like, each track and all together."""
    heard = hashlib.sha256()
    with Reader() as reader:
        for track in document.tracks:
            heard.update(render_track(track, track.extent, reader.read).tobytes())
        heard.update(render(document, document.extent, reader.read).tobytes())
    return heard.hexdigest()


def new_take(folder: Path, span: Span, number: int, n_channels: int = 2) -> Take:
    """A take of noise, in a file of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    source = files.write(
        folder / f"take {number} {span.start} {span.stop}.wav",
        [sound.noise(span.length, n_channels, seed=number)],
        sample_rate=RATE,
        n_channels=n_channels,
        format="WAV",
        subtype="FLOAT",
        overwrite=True,
    )
    channels = tuple(range(n_channels))
    return Take(number, source, span, channels, span.length // 8, seed=4_000_000_000 + number, prompt="hiss")


def song(folder: Path) -> Document:
    """Two tracks as they were opened, from files in `folder`."""
    document = Document(RATE)
    for name, n_channels in (("song", 2), ("voice", 1)):
        path = sound.save(folder / f"{name}.wav", sound.noise(4000, n_channels, seed=n_channels) / 4, RATE)
        document = edits.add_track(document, files.probe(path), name)
    return document


def worked_on(folder: Path) -> History:
    """A history of every kind of thing: clips, regions, takes, a bin, a marker, an undone step."""
    document = song(folder)
    history = History(document)
    first, second = (track.id for track in document.tracks)
    region = ""

    def do(label: str, edit: Callable[[Document], Document]) -> None:
        history.push(label, edit(history.document))

    do("Split", lambda d: clips.split(d, (first,), 2000))
    do("Reverse", lambda d: clips.reverse(d, (second,), Span(500, 900)))
    history.push("Add region", edits.add_region(history.document, first, Span(800, 1200), prompt="hiss")[0])
    region = history.document.tracks[0].regions[0].id
    made = tuple(new_take(folder / "takes", Span(800, 1200), number) for number in (1, 2, 3))
    do("Generate", lambda d: edits.add_takes(d, {region: made}))
    do("Star", lambda d: edits.star_take(d, region, 2))
    do("Trim", lambda d: edits.set_take_trim(d, region, 2, -3.5))
    do("Discard", lambda d: takes.bin_takes(d, region, (3,)))
    do("Choose", lambda d: edits.choose_take(d, region, 2))
    do("Mix", lambda d: edits.set_track(d, second, gain_db=-6.02, pan=0.25, is_muted=True))
    do("Marker", lambda d: markers.add_marker(d, 1234)[0])
    do("Tempo", lambda d: markers.set_tempo(d, 97.5, 3))
    do("Rename", lambda d: replace(d, tracks=(replace(d.tracks[0], name="Lied “ü” \U0001f3b5"), d.tracks[1])))
    history.undo()
    return history


NASTY: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 2**31, 2**63, 2**70, -(2**70)),
    *(0.5, 1e308, -1e308, float("nan"), float("inf")),
    *("", "x", "\0", "../../../etc/passwd", "/etc/passwd", "C:\\x", "media/../../x", "\ud800", "9" * 5000),
    *([], {}, [[]], [0] * 1000, [-1], {"a": 1}),
)


def sentence_or_opened(folder: Path) -> str | Opened:
    """What becomes of opening a project: what it holds, or why not."""
    try:
        return Project(folder).open()
    except ProjectError as error:
        return str(error)


def damaged(data: bytes, seed: int) -> bytes:
    """A file of JSON with something wrong: in its bytes, or in one of its values."""
    chance = random.Random(seed)
    if seed % 3 == 0:
        return _bytes_damaged(data, chance)
    told = json.loads(data)
    for _ in range(chance.choice((1, 1, 1, 2, 5))):
        _value_damaged(told, chance)
    return json.dumps(told).encode()


def _bytes_damaged(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    other = bytes(chance.randrange(256) for _ in range(chance.randrange(1, 9)))
    return chance.choice(
        (data[:at], data[:at] + other + data[at:], data[:at] + other + data[at + len(other) :], data[at:])
    )


def _value_damaged(told: Any, chance: random.Random) -> None:
    """Replace, drop or double a value, whichever it is."""
    places = list(_places(told))
    holder, key = chance.choice(places)
    what = chance.random()
    if what < 0.7:
        holder[key] = copy.deepcopy(chance.choice(NASTY))
    elif what < 0.85:
        del holder[key]
    elif isinstance(holder, list):
        holder.insert(key, copy.deepcopy(holder[key]))


def _places(told: Any) -> Iterator[tuple[Any, Any]]:
    """Every value in a JSON value, as what holds it and under which key."""
    keys = list(told) if isinstance(told, dict) else range(len(told)) if isinstance(told, list) else ()
    for key in keys:
        yield told, key
        yield from _places(told[key])
