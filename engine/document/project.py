"""A project on disk: a folder that can be moved.

::

    Song/
      project.json    what this file describes
      media/          takes, and recordings that are nowhere else, named by what they hold
      peaks/          waveforms of these, which can be computed again; see `pyramids`

`project.json`, version 1, is one JSON object in UTF-8::

    "format": "inlay project"
    "version": 1
    "history": {…}     every state of the undo history with its name, as one page of `rows`
    "view": {…}        what was seen and pointed at, as the window tells it; it may be anything

Earlier versions are brought forward step by step by `MIGRATIONS`; later ones are refused.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine import disk
from engine.audio.files import Source
from engine.document.history import History
from engine.document.media import Media, Watch, not_watched, sources_of
from engine.document.rows import Book, GarbledError, Plain, Scribe, as_json
from engine.errors import ChangedError, OutputError, ProjectError

FILE = "project.json"
FORMAT = "inlay project"
VERSION = 1

MAX_BYTES = 2**30
"""A longer file is no project."""


MIGRATIONS: dict[int, Callable[[Plain], Plain]] = {}
"""From each earlier version to the next one."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What a project holds. `missing` are the sources that were not found, with a phrase why."""

    history: History
    view: Plain
    missing: dict[Source, str]


def is_project(path: Path) -> bool:
    """Whether this is the folder of a project, or the file in it."""
    return folder_of(path).joinpath(FILE).is_file()


def folder_of(path: Path) -> Path:
    """The folder that is meant: a project may be named by its file, too."""
    return path.parent if path.name == FILE else path


class Project:
    """One folder, from when it is opened or first written.

    Args:
        folder: where it is, or will be.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self.media = Media(self.folder)
        self._seen: tuple[int, ...] | None = None

    @property
    def file(self) -> Path:
        """Its `project.json`."""
        return self.folder / FILE

    def open(self) -> Opened:
        """Read it; files that it hears are looked for, and missing ones do not stop it.

        Raises:
            ProjectError: it is not there, damaged, or of a later version.
        """
        seen = self._signature()
        found = _read(self.file)
        book = Book(self.media.source_of)
        try:
            book.turn(found.get("history"))
            history = book.history
        except GarbledError as error:
            raise ProjectError(self.folder, f"it is damaged ({error})") from None
        view = found.get("view")
        self._seen = seen
        return Opened(history, view if isinstance(view, dict) else {}, self.media.missing)

    def adopt(self) -> None:
        """Take it as it is on the disk, without reading it: what is to be saved is known already."""
        self._seen = self._signature()

    def save(
        self,
        history: History,
        view: Plain,
        *,
        own: Sequence[Path] = (),
        is_whole: bool = False,
        may_replace: bool = False,
        watch: Watch = not_watched,
    ) -> None:
        """Write it: first the files that it hears, then the one that tells of them, in one step.

        Args:
            view: what is seen, as plain JSON values.
            own: folders whose recordings come into the project, as nobody else keeps them; takes always do.
            is_whole: all recordings come, so that it lacks nothing wherever it is taken.
            may_replace: write over what another program has put there.
            watch: is told of every file that is copied.
        Raises:
            OutputError: there is no room, or the place cannot be written; what stood there is untouched.
            ChangedError: another program has changed it since.
            AudioFileError: a take cannot be read any more.
        """
        if not may_replace and self._seen is not None and self._signature() not in (self._seen, ()):
            raise ChangedError(self.folder)
        with disk.told(self.folder):
            if self._seen is None:
                self.folder.mkdir(parents=True, exist_ok=True)
            elif not self.folder.is_dir():
                raise OutputError(self.folder, "its folder is gone; save it under another name")
        clips, takes = sources_of(history)
        held = {s for s in clips if is_whole or any(s.path.is_relative_to(folder) for folder in own)}
        self.media.keep(clips | takes)
        self.media.take_in(takes | held, watch)
        self.media.look_at(clips | takes)
        page = Scribe(self.media.row_of).page(history)
        told = {"format": FORMAT, "version": VERSION, "history": page, "view": view}
        disk.write_whole(self.file, as_json(told))
        self._seen = self._signature()

    def own(self, history: History) -> dict[Source, Path]:
        """What a history hears that lies in this folder, and where."""
        clips, takes = sources_of(history)
        return self.media.own(clips | takes)

    @property
    def saved_at_s(self) -> float | None:
        """When its file was written last, in seconds since the epoch; None where there is none."""
        try:
            return self.file.stat().st_mtime
        except OSError:
            return None

    def _signature(self) -> tuple[int, ...]:
        """By what a change of the file is noticed; empty where there is none."""
        try:
            status = self.file.stat()
        except OSError:
            return ()
        return status.st_ino, status.st_size, status.st_mtime_ns


def _read(file: Path) -> Plain:
    """The file as it is meant today; whatever is wrong with it is a sentence."""
    folder = file.parent
    try:
        if file.stat().st_size > MAX_BYTES:
            raise ProjectError(folder, f"its {FILE} is too large to be one")
        data = file.read_bytes()
    except FileNotFoundError:
        raise ProjectError(folder, f"there is no {FILE} in it; it may have been moved") from None
    except OSError as error:
        raise ProjectError(folder, (error.strerror or str(error)).lower()) from error
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        raise ProjectError(folder, f"its {FILE} is damaged") from None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise ProjectError(folder, f"its {FILE} is none of Inlay's")
    return _migrated(folder, found)


def _migrated(folder: Path, found: Plain) -> Plain:
    version = found.get("version")
    if type(version) is not int or version < 1:
        raise ProjectError(folder, "it does not say of which version it is")
    if version > VERSION:
        raise ProjectError(folder, "it was saved by a later version of Inlay; open it with that one")
    for step in range(version, VERSION):
        try:
            found = MIGRATIONS[step](found)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ProjectError(folder, f"it is damaged ({error})") from error
    return found
