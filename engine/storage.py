"""What lies on the disk and could go: nothing here is needed by a project or by work that is not saved.

A window that is open names the folder of its takes beside its journal, and a journal names the files of work
that was not saved. What neither names, nobody hears any more. The newest of all is left alone: another
window may be about to name it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from engine.places import Places

SESSION = re.compile(r"\d{4}-\d\d-\d\d \d\d-\d\d-\d\d \d+")
"""What the folder of a session's takes is called."""

NEEDED = "takes"
"""The file beside a journal that names folders of takes, one a line."""

SET_ASIDE = "set aside"
"""The last words of the name of a journal's folder that is offered no more."""

DRAGGED = "dragged out"
"""The folder of what was dragged into other programs, which may still read it."""

YOUNG_S = 24 * 3600.0

CACHES, TAKES, JOURNALS = "caches", "takes", "journals"

ABOUT = {
    CACHES: "waveforms and converted recordings; they are made again where they are needed",
    TAKES: "takes of sessions that ended without a project that keeps them",
    JOURNALS: "work before a crash that was not taken up",
}


@dataclass(frozen=True, slots=True)
class Heap:
    """What of one kind could go: files and folders, the oldest first, and the bytes of each.

    `caches` can be computed again; `takes` are those of sessions that ended; `journals` were set aside.
    """

    kind: str
    paths: tuple[Path, ...] = ()
    sizes: tuple[int, ...] = ()

    @property
    def n_bytes(self) -> int:
        """How much would be free."""
        return sum(self.sizes)

    @property
    def doubled(self) -> Heap:
        """What costs nothing, since it has a name elsewhere, too, as takes in a project have."""
        doubled = tuple(p for p, size in zip(self.paths, self.sizes, strict=True) if not size)
        return replace(self, paths=doubled, sizes=(0,) * len(doubled))

    def beyond(self, limit: int) -> Heap:
        """The oldest of it, so much that what stays takes no more than `limit` bytes."""
        left, n_gone = self.n_bytes, 0
        while left > limit:
            left -= self.sizes[n_gone]
            n_gone += 1
        return replace(self, paths=self.paths[:n_gone], sizes=self.sizes[:n_gone])


def heaps(
    places: Places,
    in_use: Collection[Path] = (),
    now_s: float | None = None,
    *,
    caches: Collection[Path] = (),
) -> tuple[Heap, ...]:
    """All that could go, by kind.

    Args:
        in_use: files that whoever asks hears.
        now_s: seconds since the epoch; None for the present.
        caches: what can be computed again and lies elsewhere, as in a project.
    """
    names, before_s = _named(places.journals_folder), (now_s or time.time()) - YOUNG_S
    heard = {folder for path in in_use for folder in (path, *path.parents)}
    converted = [path for path in _entries(places.converted_folder) if path.name not in names]
    return (
        _heap(CACHES, [*converted, *_entries(places.peaks_folder), *caches], heard, before_s),
        _heap(TAKES, left_takes(places), heard, before_s),
        _heap(JOURNALS, _entries(places.journals_folder, f"* {SET_ASIDE}"), heard, before_s),
    )


def free(heap: Heap) -> int:
    """Remove it; gives the bytes that are free now. What cannot be removed stays."""
    n_bytes = 0
    for path, size in zip(heap.paths, heap.sizes, strict=True):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with suppress(OSError):
                path.unlink(missing_ok=True)
        n_bytes += 0 if path.exists() else size
    if heap.kind == TAKES:
        for folder in {path.parent for path in heap.paths}:
            with suppress(OSError):  # something is left in it
                folder.rmdir()
    return n_bytes


def tell_needed(journal: Path, folders: Iterable[str]) -> None:
    """Name folders of takes beside a journal, in the letters of the system, whatever they are.

    Raises:
        OSError: the disk does not take it.
    """
    (journal / NEEDED).write_bytes(os.fsencode("".join(f"{name}\n" for name in folders)))


def needed_by(journal: Path) -> list[str]:
    """The folders of takes that are named beside a journal; none where that cannot be read."""
    try:
        return [name for name in os.fsdecode((journal / NEEDED).read_bytes()).split("\n") if name]
    except (OSError, ValueError):
        return []


def size_of(path: Path) -> int:
    """Bytes that are free once this is gone: none of a file that has a name elsewhere, too."""
    try:
        status = path.lstat()
        if path.is_dir() and not path.is_symlink():
            return sum(size_of(entry) for entry in path.iterdir())
    except OSError:
        return 0
    return status.st_size if status.st_nlink == 1 else 0


def as_text(n_bytes: int) -> str:
    """Such as 1.2 GB."""
    for unit, size in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if n_bytes >= size:
            return f"{n_bytes / size:.1f} {unit}"
    return f"{n_bytes} bytes"


def _heap(kind: str, found: Collection[Path], heard: Collection[Path], before_s: float) -> Heap:
    aged = sorted((_written_s(path), path) for path in found if path not in heard)
    paths = tuple(path for written_s, path in aged if written_s < before_s)
    return Heap(kind, paths, tuple(size_of(path) for path in paths))


def left_takes(places: Places) -> list[Path]:
    """Takes of sessions that ended; what was dragged out of them stays, and so does what a journal needs."""
    names = {*_named(places.journals_folder), places.takes_folder.name}
    left = []
    for folder in _entries(places.takes_folder.parent):
        if folder.is_dir() and SESSION.fullmatch(folder.name) and folder.name not in names:
            left += [path for path in _entries(folder) if path.name != DRAGGED]
    return left


def _named(journals: Path) -> set[str]:
    """The names of all folders in which lies what a journal or an open window needs."""
    found: set[str] = set()
    for folder in _entries(journals):
        found |= {Path(name).name for name in needed_by(folder)}
        with suppress(OSError):
            found |= set(_folders_in((folder / "journal").read_bytes()))
    return found


_OUTSIDE = re.compile(rb'"outside":("(?:[^"\\]|\\.)*")')


def _folders_in(journal: bytes) -> Iterator[str]:
    """The folders of the files that a journal names, however much of it is whole."""
    for match in _OUTSIDE.finditer(journal):
        with suppress(ValueError):
            yield Path(json.loads(match[1])).parent.name


def _entries(folder: Path, pattern: str = "*") -> list[Path]:
    try:
        return list(folder.glob(pattern))
    except OSError:
        return []


def _written_s(path: Path) -> float:
    try:
        return path.lstat().st_mtime
    except OSError:
        return 0.0
