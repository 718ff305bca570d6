"""Files into the document, and the question that is asked before work would be replaced."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.jobs import Worker
from app.messages import Answers
from app.session import Session
from app.settings import Store
from engine.audio import files
from engine.audio.files import Source
from engine.document import edits
from engine.document.document import Document
from engine.errors import EngineError
from engine.generate.request import Progress


class Opening(QObject):
    """Opens sound files as the document or as further tracks.

    Args:
        session: what is opened into.
        store: remembers recent files.
        ask_paths: asks for files to read, given a title and a folder; none where the user thought better.

    Signals:
        failed: Exception.
        asked: str, Answers; a question with its buttons.
        told: str, what was noticed about a file.
        opened: nothing; another document is shown.
    """

    failed = Signal(object)  # Exception
    asked = Signal(str, object)  # Answers
    told = Signal(str)
    opened = Signal()

    def __init__(
        self,
        session: Session,
        store: Store,
        ask_paths: Callable[[str, str], Sequence[Path]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.worker = Worker("opening", self)
        self._session, self._store, self._ask_paths = session, store, ask_paths
        self._waiting: deque[tuple[tuple[Path, ...], bool]] = deque()
        self.worker.finished.connect(self._take_in)
        self.worker.failed.connect(self._fail)
        self.worker.cancelled.connect(self._go_on)

    def ask_and_open(self) -> None:
        """Let the user choose a file, then open it."""
        if paths := self._ask_paths("Open audio", self._store.settings.last_folder):
            self.open(paths)

    def ask_and_import(self) -> None:
        """Let the user choose files, then put them on tracks of their own."""
        if paths := self._ask_paths("Import as tracks", self._store.settings.last_folder):
            self.import_tracks(paths)

    def open(self, paths: Sequence[Path]) -> None:
        """Open files as a new document; asked first where takes would leave the window."""
        if not self.has_work:
            self._start(paths, is_new=True)
            return
        answers: Answers = (
            ("Add as track", lambda: self.import_tracks(paths)),
            ("Open anyway", lambda: self._start(paths, is_new=True)),
        )
        self.asked.emit(f"Opening “{paths[0].name}” closes a document that has takes.", answers)

    def import_tracks(self, paths: Sequence[Path]) -> None:
        """Put files on tracks of their own; those that cannot be read are told, the others come in."""
        self._start(paths, is_new=False)

    @property
    def has_work(self) -> bool:
        """Whether the document holds takes, which took time to make."""
        return any(region.takes for track in self._session.document.tracks for region in track.regions)

    def close(self) -> None:
        """End the thread."""
        self._waiting.clear()
        self.worker.close()

    def _start(self, paths: Sequence[Path], *, is_new: bool) -> None:
        self._waiting.append((tuple(paths), is_new))
        if not self.worker.is_busy:
            self.worker.start(probe_job(self._waiting[0][0]))

    def _go_on(self) -> None:
        self._waiting.popleft()
        if self._waiting:
            self.worker.start(probe_job(self._waiting[0][0]))

    def _take_in(self, found: list[Source | EngineError]) -> None:
        paths, is_new = self._waiting[0]
        self._go_on()
        document, problems = self._with_tracks(Document() if is_new else self._session.document, found)
        if not is_new:
            self._session.commit("Import track" if len(paths) == 1 else "Import tracks", document)
        elif document.tracks:
            self._session.open(document)
            self.opened.emit()
        self._tell(found, problems)  # last of all: what is opened takes the messages of before away

    def _fail(self, error: Exception) -> None:
        self._go_on()
        self.failed.emit(error)

    def _with_tracks(
        self, document: Document, found: Sequence[Source | EngineError]
    ) -> tuple[Document, list[EngineError]]:
        """The document with all that could be read, and why the rest could not."""
        problems: list[EngineError] = []
        for source in found:
            try:
                if isinstance(source, EngineError):
                    raise source
                document = edits.add_track(document, source)
            except EngineError as error:
                problems.append(error)
                continue
            self._store.keep(self._store.settings.with_recent(source.path.absolute()))
        return document, problems

    def _tell(self, found: Sequence[Source | EngineError], problems: Sequence[EngineError]) -> None:
        for source in found:
            if isinstance(source, Source) and source.warning:
                self.told.emit(f"“{source.path.name}”: {source.warning}.")
        for problem in problems:
            self.failed.emit(problem)


def probe_job(paths: Sequence[Path]) -> Generator[Progress, None, list[Source | EngineError]]:
    """Look what files are: for compressed ones that means to decode them once, so it may take a while."""
    found: list[Source | EngineError] = []
    for path in paths:
        yield Progress(f"Opening “{path.name}”")
        try:
            found.append(files.probe(path))
        except EngineError as error:
            found.append(error)
    return found
