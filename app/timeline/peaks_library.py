"""Peaks of every source on the canvas, built beside the window, one block at a time."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QRunnable, QThreadPool, Signal

from app.jobs import write_down
from app.messages import tell
from engine.audio.files import Reader, Source
from engine.audio.peaks import Peaks, trim
from engine.document import pyramids

TELL_INTERVAL_S = 0.25

LONG = 2**22
"""Samples from which on a source's peaks are kept on disk: a minute and a half at 48 kHz."""

MAX_KEPT_BYTES = 512 * 2**20
"""What is kept on disk takes no more, where nothing else is said."""

N_THREADS = 2
"""One for a long file, so that a short take beside it need not wait."""

log = logging.getLogger("inlay")


class PeaksLibrary(QObject):
    """Hands out the peaks of a source at once, and says when more of them is known.

    Those of long files are kept in `folder` for the next time, where it is set, `max_kept_bytes` at most;
    those of a project's own media in the project, see `keep_in`.

    Signals:
        changed: Source, whose peaks reach further now.
        failed: a sentence about a source that cannot be read.
        odd: Source with samples that are no numbers, int how many, int the first of them.
    """

    changed = Signal(object)
    failed = Signal(str)
    odd = Signal(object, object, object)  # Source, int, int

    def __init__(self, reader: Reader, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.reader = reader
        self.folder: Path | None = None
        self.max_kept_bytes = MAX_KEPT_BYTES
        self.media: Mapping[Source, Path] = {}
        """What lies in the project that is open, and where in it; another object whenever that is told."""
        self._peaks: dict[Source, Peaks] = {}
        self._stop = threading.Event()
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(N_THREADS)
        self._pictures = QThreadPool(self)  # apart, so that what is seen need not wait for whole files
        self._pictures.setMaxThreadCount(1)
        self.destroyed.connect(self._stop.set)
        if (app := QCoreApplication.instance()) is not None:
            app.aboutToQuit.connect(self._stop.set)

    def of(self, source: Source) -> Peaks:
        """The peaks of a source, perhaps unfinished; the first call starts building them."""
        if source not in self._peaks:
            self._peaks[source] = Peaks(source)
            if not self._stop.is_set():
                self._pool.start(_Build(self._peaks[source], self, self._stop))
        return self._peaks[source]

    def share_done(self, sources: set[Source]) -> float:
        """How much of these sources is known, 0 to 1; starts nothing."""
        n_samples = sum(source.n_samples for source in sources)
        n_done = sum(self._peaks[source].n_done for source in sources if source in self._peaks)
        return n_done / n_samples if n_samples else 1.0

    def keep(self, sources: set[Source]) -> None:
        """Forget the peaks of all other sources, but for those that are being built."""
        over = [source for source, peaks in self._peaks.items() if peaks.is_done or peaks.is_given_up]
        for source in set(over) - sources:
            del self._peaks[source]

    def keep_in(self, media: Mapping[Source, Path]) -> None:
        """Let a project keep the peaks of its own media: those that are whole now, the others once they are.

        Args:
            media: what lies in it, and where; where a source was read from may be another place.
        """
        self.media = media  # first: what becomes whole from here on looks there by itself
        whole = [(p, media[s]) for s, p in self._peaks.items() if s in media and p.is_done and not p.n_odd]
        if media and not self._stop.is_set():
            self._pool.start(_Keep(whole, next(iter(media.values())).parent.parent, self), -1)

    def start(self, job: QRunnable, *, priority: int = 0) -> None:
        """Let a picture of what is in view be computed beside the window; nothing once this is closed."""
        if not self._stop.is_set():
            self._pictures.start(job, priority)

    @property
    def is_stopped(self) -> bool:
        """Whether jobs shall end."""
        return self._stop.is_set()

    def close(self) -> None:
        """Stop building and wait for the block under way, a few milliseconds."""
        self._stop.set()
        for pool in (self._pool, self._pictures):
            pool.clear()
            pool.waitForDone()


class _Build(QRunnable):
    """Reads one source from end to end."""

    def __init__(self, peaks: Peaks, library: PeaksLibrary, stop: threading.Event) -> None:
        super().__init__()
        self.peaks, self.library, self.stop = peaks, library, stop
        self.is_the_projects = self.is_cached = False  # where it was found whole

    def run(self) -> None:
        """Build until done or stopped; told at most four times a second, because every telling repaints."""
        told = time.monotonic()
        try:
            if self._restore():
                self.library.changed.emit(self.peaks.source)
                self._keep()
                return
            for _ in self.peaks.build(self.library.reader):
                if self.stop.is_set():
                    return
                if self.peaks.is_done or time.monotonic() - told > TELL_INTERVAL_S:
                    told = time.monotonic()
                    self.library.changed.emit(self.peaks.source)
            if self.peaks.n_odd:  # not kept: it is to be told again the next time
                self.library.odd.emit(self.peaks.source, self.peaks.n_odd, self.peaks.first_odd)
            else:
                self._keep()
        except Exception as error:  # the pool's one catch-all: nobody else would hear of it
            write_down(error)
            self.peaks.is_given_up = True
            self.library.failed.emit(tell(error))

    def _restore(self) -> bool:
        """From the project that the source lies in, or from what is kept of long files; beside the window."""
        if self.peaks.is_done:
            return False  # of what is missing there is nothing
        folder = self._folder
        self.is_the_projects = pyramids.restore(self.peaks, self.peaks.source.path)
        self.is_cached = not self.is_the_projects and folder is not None and self.peaks.restore(folder)
        return self.is_the_projects or self.is_cached

    @property
    def _folder(self) -> Path | None:
        source = self.peaks.source
        return self.library.folder if source.n_samples >= LONG and not source.is_missing else None

    def _keep(self) -> None:
        """Where it was not found; whatever the project has instead is damaged."""
        medium, folder = self.library.media.get(self.peaks.source), self._folder
        try:
            if medium is not None:
                pyramids.keep(self.peaks, medium, is_new=not self.is_the_projects)
            elif folder is not None and not (self.is_the_projects or self.is_cached):
                self.peaks.save(folder)
                trim(folder, self.library.max_kept_bytes)
        except OSError as error:
            log.warning("peaks are not kept: %s", error)


class _Keep(QRunnable):
    """Writes peaks into the folder of a project, and removes those of media that it has no more."""

    def __init__(self, whole: Sequence[tuple[Peaks, Path]], folder: Path, library: PeaksLibrary) -> None:
        super().__init__()
        self.whole, self.folder, self.library, self.media = whole, folder, library, library.media

    def run(self) -> None:
        """One after the other, until stopped, or until the project has other media or is left."""
        try:
            for peaks, medium in self.whole:
                if self._is_over:
                    return
                pyramids.keep(peaks, medium)
            if not self._is_over:
                pyramids.tidy(self.folder)
        except OSError as error:
            log.warning("peaks are not kept: %s", error)

    @property
    def _is_over(self) -> bool:
        return self.library.is_stopped or self.library.media is not self.media
