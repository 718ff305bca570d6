"""Room on the disk: what could go is counted and freed beside the window; limits are kept at each start."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.jobs import Job, Worker
from app.language import tr
from app.projects import Projects
from app.session import Session
from app.settings import Places, Store
from engine import storage
from engine.document import tidying
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
        self.worker.finished.connect(self.found)
        self.worker.failed.connect(self.failed)

    def tidy(self) -> None:
        """Keep caches and takes of sessions that ended within their limits; the oldest goes first."""
        kept = self._store.settings
        limits = {CACHES: round(kept.cache_limit_gb * 1e9), TAKES: round(kept.bin_limit_gb * 1e9)}
        self._start(_tidy_job(self._places, self._heard(), limits))

    def look(self) -> None:
        """Count what could go."""
        self._start(self._job(()))

    def free(self, kinds: Collection[str]) -> None:
        """Let these kinds go; the project is saved first where its bin is emptied."""
        gone = {take.id for take in tidying.binned(self._session.document)}
        if BIN not in kinds or not gone:
            self._start(self._job(kinds))
            return
        self._session.history.mark_unsaved()
        self._session.map_history(tidying.without(gone))
        if self._projects.folder is None:
            self._start(self._job(kinds))
        else:
            self._projects.save(lambda: self._start(self._job((*kinds, UNUSED))))

    def close(self) -> None:
        """End the thread."""
        self.worker.close()

    def _start(self, job: Job) -> None:
        if self.worker.is_busy:
            job.close()
        else:
            self.worker.start(job)

    def _heard(self) -> frozenset[Path]:
        clips, takes = sources_of(self._session.history)
        return frozenset(source.path for source in clips | takes)

    def _job(self, kinds: Collection[str]) -> Job:
        """Yields Progress; returns what is left, once what is meant has gone."""
        takes = tidying.binned(self._session.document)
        binned = Heap(BIN, tuple(t.source.path for t in takes), tuple(t.source.size for t in takes))
        folder = self._projects.folder if self._projects.is_saved else None
        return _free_job(self._places, self._heard(), folder, binned, frozenset(kinds))


def _free_job(
    places: Places, heard: Collection[Path], folder: Path | None, binned: Heap, kinds: Collection[str]
) -> Job:
    yield Progress(tr("Looking what could go"))
    n_freed = sum(storage.free(heap) for heap in _heaps(places, heard, folder) if heap.kind in kinds)
    return Found((*_heaps(places, heard, folder), binned), n_freed)


def _heaps(places: Places, heard: Collection[Path], folder: Path | None) -> tuple[Heap, ...]:
    found = storage.heaps(places, heard)
    if folder is None:
        return found
    try:
        paths = [path for path in tidying.unused(folder) if path not in heard]
        sizes = tuple(path.stat().st_size for path in paths)
    except (EngineError, OSError):
        return found  # it may have been taken away: opening it says so
    return (*found, Heap(UNUSED, tuple(paths), sizes))


def _tidy_job(places: Places, heard: Collection[Path], limits: dict[str, int]) -> Job:
    yield Progress(tr("Looking what could go"))
    heaps = storage.heaps(places, heard)
    for heap in heaps:
        if heap.kind == TAKES:
            storage.free(heap.doubled)  # so that a project that lets one go is rid of it
    n_freed = sum(storage.free(heap.beyond(limits[heap.kind])) for heap in heaps if heap.kind in limits)
    return Found((), n_freed)
