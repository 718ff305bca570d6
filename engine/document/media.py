"""The files that a project hears: beside it in its folder, or where they are on this machine.

A row of a source holds the fields of `Source` but its path. That is either `inside`, relative to the project
with `/` between its parts, or `outside`, the whole path. `mark` knows the file again after it was copied.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Collection
from dataclasses import fields, replace
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from engine import disk
from engine.audio import files
from engine.audio.files import Source
from engine.document.history import History
from engine.document.rows import GarbledError, Row, entries, text, whole
from engine.errors import AudioFileError

FOLDER = "media"

MAX_SAMPLES = 2**35
"""Of all channels of a file together: days of stereo. More is damage, and is not given any memory."""

_LOOKED_AT = 2**16  # bytes at each end of a file by which it is known again

Watch = Callable[[str], object]
"""Is told the name of each file that is copied; what it raises ends the work."""


def not_watched(_name: str) -> None:
    """For work that nobody waits for."""


class Media:
    """The sources of one project.

    Args:
        folder: that of the project; None for work that has none yet.

    Attributes:
        missing: sources that were not found, with a phrase why; silent until they are located.
    """

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self.missing: dict[Source, str] = {}
        self._taken: dict[Source, Path] = {}
        self._marks: dict[Source, str] = {}

    # ---- out of memory

    def take_in(self, sources: Collection[Source], watch: Watch = not_watched) -> None:
        """Have these in the project's own folder, under names that say what they hold; safe on the disk.

        Raises:
            OutputError: there is no room, or the folder cannot be written.
            AudioFileError: one of them cannot be read.
        """
        if self.folder is None:
            raise ValueError("work without a project has no folder")
        wanted = [s for s in sources if not self._is_taken(s) and not s.is_missing and not self._has(s)]
        if not wanted:
            return
        folder = self.folder / FOLDER
        with disk.told(folder):
            folder.mkdir(exist_ok=True)
        for source in wanted:
            watch(source.path.name)
            self._taken[source] = _copied(source, folder)
        with disk.told(folder):
            disk.sync_folder(folder)

    def look_at(self, sources: Collection[Source]) -> None:
        """Learn how to know files again that may be copied with the project; those that are gone are left."""
        for source in sources:
            if source not in self._marks and not source.is_missing:
                self._marks[source] = _mark(source.path)

    def keep(self, sources: Collection[Source]) -> None:
        """Forget all others: no state hears them, and takes that were undone would add up for ever."""
        self._taken = {source: path for source, path in self._taken.items() if source in sources}
        self._marks = {source: mark for source, mark in self._marks.items() if source in sources}

    def row_of(self, source: Source) -> Row:
        """How a source is written down."""
        told = {f.name: getattr(source, f.name) for f in _FIELDS}
        row = {name: value for name, value in told.items() if value != "" and value != ()}
        place = {"mark": mark} if (mark := self._marks.get(source, "")) else {}
        return {**self._place(self._taken.get(source, source.path)), **row, **place}

    def own(self, sources: Collection[Source]) -> dict[Source, Path]:
        """Those of the sources that lie in the project, and where in it."""
        if self.folder is None:
            return {}
        places = {s: self._taken.get(s, s.path) for s in sources if not s.is_missing}
        return {source: path for source, path in places.items() if path.parent == self.folder / FOLDER}

    def _is_taken(self, source: Source) -> bool:
        """It may have been tidied away while nothing heard it."""
        return source in self._taken and self._taken[source].exists()

    def _has(self, source: Source) -> bool:
        return self.folder is not None and source.path.is_relative_to(self.folder)

    def _place(self, path: Path) -> Row:
        if self.folder is not None and path.is_relative_to(self.folder):
            return {"inside": path.relative_to(self.folder).as_posix()}
        return {"outside": str(path.absolute())}

    # ---- into memory

    def source_of(self, row: Row) -> Source:
        """The source of a row, found where it is now; a missing one says so.

        Raises:
            GarbledError: the row tells of no file, or of one that lies outside the project and should not.
        """
        path = self._path(row)
        stored = _stored(path, row)
        source, reason = self._found(stored, text(row.get("mark", ""), "a mark"))
        if reason:
            self.missing[source] = reason
        if mark := row.get("mark"):
            self._marks[source] = mark
        return source

    def _path(self, row: Row) -> Path:
        if "inside" not in row:
            return Path(_clean(row.get("outside")))
        name = _clean(row["inside"])
        parts = PurePosixPath(name).parts
        if self.folder is None or not parts or ".." in parts or "\\" in name or PureWindowsPath(name).anchor:
            raise GarbledError(f"“{name}” reaches out of it")
        return self.folder.joinpath(*parts)

    def _found(self, stored: Source, mark: str) -> tuple[Source, str]:
        lost = replace(stored, is_missing=True)
        if not stored.path.is_absolute() or not self._may_read(stored.path):
            return lost, "it is not on this machine"
        try:
            found, is_same = files.known_again(stored)
        except AudioFileError as error:
            return lost, error.reason
        if not is_same and (not mark or _mark(stored.path) != mark):
            return lost, "it was changed since"
        return (found, "") if is_alike(found, stored) else (lost, "it is another one than before")

    def _may_read(self, path: Path) -> bool:
        """What counts as inside the project must lie there, whatever links stand in between."""
        if self.folder is None or not path.is_relative_to(self.folder):
            return True
        return path.resolve().is_relative_to(self.folder.resolve())


_FIELDS = tuple(f for f in fields(Source) if f.name not in ("path", "is_missing"))


def sources_of(history: History) -> tuple[set[Source], set[Source]]:
    """All that any state of a history hears: the recordings of clips, and the files of takes."""
    tracks = {id(t): t for state in history.states for t in state.document.tracks}
    clips = {clip.source for track in tracks.values() for clip in track.clips}
    takes = {take.source for track in tracks.values() for r in track.regions for take in (*r.takes, *r.bin)}
    return clips, takes


def is_alike(a: Source, b: Source) -> bool:
    """Whether two files could stand for each other: by rate, channels and length."""
    return (a.sample_rate, a.n_channels, a.n_samples) == (b.sample_rate, b.n_channels, b.n_samples)


def _stored(path: Path, row: Row) -> Source:
    """What the row says, looked at field by field."""
    values: dict[str, Any] = {}
    for field in _FIELDS:
        value, where = row.get(field.name, ""), f"{field.name} of “{path.name}”"
        if field.name == "tags":
            pairs = [entries(pair, where) for pair in entries(value or [], where)]
            values["tags"] = tuple(tuple(text(word, where) for word in pair) for pair in pairs)
        elif field.name == "is_lossy":
            values["is_lossy"] = value is True
        else:
            values[field.name] = whole(value, where) if str(field.type) == "int" else text(value, where)
    n_samples, n_channels = values["n_samples"], values["n_channels"]
    if not (0 < values["sample_rate"] <= 10**6 and 0 < n_channels <= 256 and n_samples > 0):
        raise GarbledError(f"“{path.name}” is no sound")
    if n_samples * n_channels > MAX_SAMPLES:
        raise GarbledError(f"“{path.name}” is longer than any recording")
    return Source(path=path, **values)


def _clean(name: object) -> str:
    """The text of a path that a file system could know."""
    if not (path := text(name, "the place of a file")) or "\0" in path:
        raise GarbledError("the place of a file is none")
    return path


def _mark(path: Path) -> str:
    """A few letters that change with a file's length, beginning or end; "" where it cannot be read."""
    digest = hashlib.blake2b(digest_size=12)
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            digest.update(size.to_bytes(8, "little") + file.read(_LOOKED_AT))
            file.seek(max(0, size - _LOOKED_AT))
            digest.update(file.read(_LOOKED_AT))
    except OSError:
        return ""
    return digest.hexdigest()


def _copied(source: Source, folder: Path) -> Path:
    """The same file in `folder`, under the name of what it holds; a second name for it where that can be."""
    path = folder / f"{files.hash_of(source)}{source.path.suffix.lower()}"
    if path.exists() and path.stat().st_size == source.size:
        return path
    with disk.beside(path) as temporary, disk.told(path):
        temporary.unlink()
        try:
            os.link(source.path, temporary)
        except OSError:  # another disk, or one without such names
            shutil.copyfile(source.path, temporary)
            os.utime(temporary, ns=(source.mtime_ns, source.mtime_ns))
            with temporary.open("rb+") as file:
                os.fsync(file.fileno())
        temporary.replace(path)
    return path
