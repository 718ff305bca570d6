"""Room on the disk: what could go is counted and freed beside the window; limits are kept at each start."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.jobs import Job, Worker
from app.language import tr
from app.projects import Projects
from app.session import Session
from app.settings import Places, Store
from engine import storage
from engine.document import pyramids, tidying
from engine.document.media import sources_of
from engine.errors import EngineError
from engine.generate.request import Progress
from engine.storage import CACHES, TAKES, Heap

BIN, UNUSED = "bin", "unused"
"""What of the project itself could go: discarded takes, and files that none of its steps hears."""


@dataclass(frozen=True, slots=True)
class Found:
    """What could go, by kind, and what was freed before that was counted."""

    heaps: tuple[Heap, ...]
    n_freed: int = 0


@dataclass(frozen=True, slots=True)
class Looked:
    """Where it is looked: `folder` is that of a project as it is saved, None without one.

    `heard` are the files that this window hears, `binned` those of takes that wait in the project's bin;
    `home` is the folder of the project, saved as it is or not.
    """

    places: Places
    heard: Collection[Path]
    folder: Path | None
    binned: Heap
    home: Path | None

    def heaps(self) -> tuple[Heap, ...]:
        """What could go of the program's own files and of the project's, apart from the bin."""
        found = storage.heaps(self.places, self.heard, caches=self._waveforms())
        if self.folder is None:
            return found
        try:
            paths = [path for path in tidying.unused(self.folder) if path not in self.heard]
            twins = [path for path in self._twins(paths) if path not in self.heard]
            sizes = _freed_with(paths, twins)
        except (EngineError, OSError):
            return found  # it may have been taken away: opening it says so
        return (*found, Heap(UNUSED, (*paths, *twins), (*sizes, *(0 for _ in twins))))

    def _waveforms(self) -> tuple[Path, ...]:
        try:
            return () if self.home is None else pyramids.kept(self.home)
        except OSError:
            return ()

    def _twins(self, paths: Iterable[Path]) -> Iterator[Path]:
        """The names that files of the project have among takes of this session, and of those that ended."""
        known = {_identity(path) for path in paths}
        for path in (*self.places.takes_folder.glob("*"), *storage.left_takes(self.places)):
            if path.is_file() and _identity(path) in known:
                yield path


def _identity(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_dev, status.st_ino


def _freed_with(paths: Iterable[Path], twins: Iterable[Path]) -> list[int]:
    """What each file leaves free if these other names of it go, too: nothing where it has still more."""
    n_twins = Counter(map(_identity, twins))
    statuses = [path.stat() for path in paths]
    return [s.st_size if s.st_nlink == 1 + n_twins[s.st_dev, s.st_ino] else 0 for s in statuses]


class Storage(QObject):
    """Looks what of the program's own files, and of the project's, nobody needs.

    Args:
        session: what it hears stays.
        projects: the project that is open, and whether it is saved.
        store: how much the caches and the takes of sessions that ended may hold.
        places: where the program's own files are.

    Signals:
        failed: Exception.
        found: Found.
    """

    failed = Signal(object)  # Exception
    found = Signal(object)  # Found

    def __init__(
        self,
        session: Session,
        projects: Projects,
        store: Store,
        places: Places,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.worker = Worker("storage", self)
        self._session, self._projects, self._store, self._places = session, projects, store, places
        self._waiting: list[Callable[[], None]] = []
        self.worker.finished.connect(self._tell)
        self.worker.failed.connect(self._tell_failed)

    def tidy(self) -> None:
        """Keep caches and takes of sessions that ended within their limits; the oldest goes first."""
        kept = self._store.settings
        limits = {CACHES: round(kept.cache_limit_gb * 1e9), TAKES: round(kept.bin_limit_gb * 1e9)}
        self._when_idle(lambda: self.worker.start(_tidy_job(self._places, self._heard(), limits)))

    def look(self) -> None:
        """Count what could go."""
        self._when_idle(lambda: self.worker.start(self._job(())))

    def free(self, kinds: Collection[str]) -> None:
        """Let these kinds go; the project is saved first where its bin is emptied."""
        gone = tidying.binned(self._session.document)
        if BIN not in kinds or not gone:
            self._free(kinds)
            return
        self._session.history.mark_unsaved()
        self._session.map_history(tidying.without({take.id for take in gone}))
        files = [take.source.path for take in gone]
        if self._projects.folder is None:
            self._free(kinds, files)
        else:
            self._projects.save(lambda: self._free((*kinds, UNUSED), files))

    def close(self) -> None:
        """End the thread."""
        self._waiting.clear()
        self.worker.close()

    def _free(self, kinds: Collection[str], binned: Collection[Path] = ()) -> None:
        """Let these kinds go, and files of takes that were in the bin; no project is saved meanwhile."""

        def start() -> None:
            job = self._job(kinds, binned)
            if UNUSED in kinds and self._projects.folder is not None:
                self._projects.alone(job, self.found.emit, self.failed.emit)
            else:
                self.worker.start(job)

        self._when_idle(start)

    def _when_idle(self, start: Callable[[], None]) -> None:
        if self.worker.is_busy:
            self._waiting.append(start)
        else:
            start()

    def _tell(self, found: Found) -> None:
        """What was found, unless it will be looked for once more at once."""
        if not self._waiting:
            self.found.emit(found)
        self._go_on()

    def _tell_failed(self, error: Exception) -> None:
        self.failed.emit(error)
        self._go_on()

    def _go_on(self) -> None:
        while self._waiting and not self.worker.is_busy:
            self._waiting.pop(0)()

    def _heard(self) -> frozenset[Path]:
        clips, takes = sources_of(self._session.history)
        return frozenset(source.path for source in clips | takes)

    def _job(self, kinds: Collection[str], binned: Collection[Path] = ()) -> Job:
        """Yields Progress; returns what is left, once what is meant has gone."""
        sizes = {t.source.path: t.source.size for t in tidying.binned(self._session.document)}
        heard, own = self._heard(), self._places.takes_folder
        gone = [path for path in binned if path not in heard and path.is_relative_to(own)]
        folder = self._projects.folder if self._projects.is_saved else None
        bin_ = Heap(BIN, tuple(sizes), tuple(sizes.values()))
        looked = Looked(self._places, heard, folder, bin_, self._projects.folder)
        return _free_job(looked, frozenset(kinds), gone)


def _free_job(looked: Looked, kinds: Collection[str], gone: Iterable[Path]) -> Job:
    yield Progress(tr("Looking what could go"))
    paths = tuple(dict.fromkeys(gone))
    n_freed = storage.free(Heap(BIN, paths, tuple(map(storage.size_of, paths))))
    n_freed += sum(storage.free(heap) for heap in looked.heaps() if heap.kind in kinds)
    return Found((*looked.heaps(), looked.binned), n_freed)


def _tidy_job(places: Places, heard: Collection[Path], limits: dict[str, int]) -> Job:
    yield Progress(tr("Looking what could go"))
    heaps = storage.heaps(places, heard)
    for heap in heaps:
        if heap.kind == TAKES:
            storage.free(heap.doubled)  # so that a project that lets one go is rid of it
    n_freed = sum(storage.free(heap.beyond(limits[heap.kind])) for heap in heaps if heap.kind in limits)
    return Found((), n_freed)
