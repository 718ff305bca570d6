"""What was done since a project was saved, written down as it happens: read back only after a crash.

One line for each change: a checksum, a space, one JSON object. The first line says what it is a journal of,
each other one holds a page of `rows` and what was seen. A line that was cut short, and whatever follows it,
was never written as far as a reader is concerned.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from engine import disk
from engine.audio.files import Source
from engine.document.history import History, State
from engine.document.media import Media
from engine.document.rows import Book, GarbledError, Plain, Scribe, as_json
from engine.errors import ProjectError

FORMAT = "inlay journal"
VERSION = 1
MAX_BYTES = 2**31


@dataclass(frozen=True, slots=True)
class Recovered:
    """What a journal tells: the work as it was last, and of which project; None for one never saved."""

    project: Path | None
    history: History
    view: Plain
    missing: dict[Source, str]


@dataclass(frozen=True, slots=True)
class Glance:
    """What can be said of a journal without going through it: of which project, until when, and how much.

    `written_s` is seconds since the epoch; `n_changes` and `n_takes` leave out what the project has.
    """

    project: Path | None
    written_s: float
    n_changes: int
    n_takes: int


class Journal:
    """Written by one window; begun anew after each save.

    What `write` has returned from outlives the program; once `sync` has returned, the machine, too.

    Args:
        path: of the file, in a folder that is there.
        project: whose changes these are; None for work that was never saved.
    """

    def __init__(self, path: Path, project: Path | None = None) -> None:
        self.path, self.project = path, project
        self._file: IO[bytes] | None = None
        self._scribe: Scribe | None = None

    @property
    def is_begun(self) -> bool:
        """Whether there is anything to recover from."""
        return self._file is not None

    def write(self, history: History, view: Plain) -> None:
        """Write down what is new since the last time; the first time, everything.

        Raises:
            OutputError: there is no room. What was written before stays; the next time begins anew.
        """
        try:
            with disk.told(self.path):
                if self._file is None or self._scribe is None:
                    self._begin(history, view)
                else:
                    self._file.write(_line({**self._scribe.page(history), "view": view}))
                    self._file.flush()
        except BaseException:
            self._let_go()
            raise

    def sync(self) -> None:
        """See what was written safe on the disk; may be called from another thread.

        Raises:
            OutputError: the disk failed.
        """
        file = self._file
        if file is None:
            return
        with disk.told(self.path):
            try:
                os.fsync(file.fileno())
            except (ValueError, OSError):
                if not file.closed:  # by the window, meanwhile: then nothing waits for the disk any more
                    raise
                return
            disk.sync_folder(self.path.parent)

    def forget(self) -> None:
        """All of it was saved, or is not wanted: the next change begins anew."""
        self._let_go()
        with disk.told(self.path):
            self.path.unlink(missing_ok=True)

    def close(self) -> None:
        """Write no more; the file stays."""
        self._let_go()

    def _begin(self, history: History, view: Plain) -> None:
        self._scribe = Scribe(Media(self.project).row_of)
        project = "" if self.project is None else str(self.project.absolute())
        saved = {"steps": history.n_saved, "takes": _n_takes(history.states[: history.n_saved + 1])}
        head = {"format": FORMAT, "version": VERSION, "project": project, "saved": saved if project else {}}
        lines = _line(head) + _line({**self._scribe.page(history), "view": view})
        disk.write_whole(self.path, lines, is_synced=False)  # the window waits: the disk comes later
        self._file = self.path.open("ab")

    def _let_go(self) -> None:
        file, self._file, self._scribe = self._file, None, None
        if file is not None:
            with suppress(OSError):  # what could not be written was told already
                file.close()


def read(path: Path) -> Recovered:
    """What a journal tells, up to where it was cut short.

    Raises:
        ProjectError: nothing in it can be used.
    """
    data, _ = _data(path)
    lines = _lines(data)
    project = _project(path, next(lines, {}))
    media = Media(project)
    history, view = _told(path, lines, Book(media.source_of))
    return Recovered(project, history, view, media.missing)


def glance(path: Path) -> Glance:
    """What a journal is about; raises ProjectError as `read` does."""
    data, written_s = _data(path)
    lines = list(_lines(data))
    project = _project(path, lines[0] if lines else {})
    takes = {str(row.get("id")) for page in lines[1:] for row in page.get("takes", ())}
    if len(lines) < 2:
        raise ProjectError(path, "its journal is empty")
    n_first = len(lines[1].get("states", ())) - 1 - _n_saved(lines[0], "steps")
    n_changes = max(1, n_first) + len(lines) - 2
    return Glance(project, written_s, n_changes, max(0, len(takes) - _n_saved(lines[0], "takes")))


def _n_saved(head: Plain, of: str) -> int:
    """How many steps or takes the project has; journals of before said nothing of it."""
    saved = head.get("saved")
    found = saved.get(of) if isinstance(saved, dict) else None
    return found if isinstance(found, int) else 0


def _n_takes(states: Sequence[State]) -> int:
    """How many takes there are in them, those in bins too."""
    tracks = {id(track): track for state in states for track in state.document.tracks}
    regions = [region for track in tracks.values() for region in track.regions]
    return len({take.id for region in regions for take in (*region.takes, *region.bin)})


def _data(path: Path) -> tuple[bytes, float]:
    """What is in the file, and when it was written last."""
    try:
        status = path.stat()
        if status.st_size > MAX_BYTES:
            raise ProjectError(path, "its journal is too large to be one")
        return path.read_bytes(), status.st_mtime
    except OSError as error:
        raise ProjectError(path, (error.strerror or str(error)).lower()) from error


def _project(path: Path, head: Plain) -> Path | None:
    if head.get("format") != FORMAT or head.get("version") != VERSION:
        raise ProjectError(path, "it is no journal of this version")
    name = head.get("project")
    return Path(name) if isinstance(name, str) and name else None


def _told(path: Path, lines: Iterator[Plain], book: Book) -> tuple[History, Plain]:
    history: History | None = None
    view: Plain = {}
    try:
        for page in lines:
            book.turn(page)
            history = book.history
            told = page.get("view")
            view = told if isinstance(told, dict) else view
    except GarbledError as error:
        if history is None:
            raise ProjectError(path, f"its journal is damaged ({error})") from None
    if history is None:
        raise ProjectError(path, "its journal is empty")
    return history, view


def _line(told: Plain) -> bytes:
    text = as_json(told)
    return _checksum(text) + b" " + text + b"\n"


def _lines(data: bytes) -> Iterator[Plain]:
    for line in data.split(b"\n")[:-1]:
        checksum, _, text = line.partition(b" ")
        if checksum != _checksum(text):
            return
        told = json.loads(text)
        if not isinstance(told, dict):
            return
        yield told


def _checksum(text: bytes) -> bytes:
    return hashlib.blake2b(text, digest_size=8).hexdigest().encode()
