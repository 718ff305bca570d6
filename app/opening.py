"""Files into the document, and the question that is asked before work would be replaced."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.messages import Answers
from app.session import Session
from app.settings import Store
from engine.audio import files
from engine.document import edits
from engine.document.document import Document
from engine.errors import EngineError


class Opening(QObject):
    """Opens sound files as the document or as further tracks.

    Args:
        session: what is opened into.
        store: remembers recent files.
        ask_paths: asks for files to read, given a title and a folder; none where the user thought better.

    Signals:
        failed: EngineError.
        asked: str, Answers; a question with its buttons.
        told: str, what was noticed about a file.
        opened: nothing; another document is shown.
    """

    failed = Signal(object)  # EngineError
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
        self._session, self._store, self._ask_paths = session, store, ask_paths

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
            self._replace(paths)
            return
        answers: Answers = (
            ("Add as track", lambda: self.import_tracks(paths)),
            ("Open anyway", lambda: self._replace(paths)),
        )
        self.asked.emit(f"Opening “{paths[0].name}” closes a document that has takes.", answers)

    def import_tracks(self, paths: Sequence[Path]) -> None:
        """Put files on tracks of their own; those that cannot be read are told, the others come in."""
        document = self._with_tracks(self._session.document, paths)
        self._session.commit("Import track" if len(paths) == 1 else "Import tracks", document)

    @property
    def has_work(self) -> bool:
        """Whether the document holds takes, which took time to make."""
        return any(region.takes for track in self._session.document.tracks for region in track.regions)

    def _replace(self, paths: Sequence[Path]) -> None:
        document = self._with_tracks(Document(), paths)
        if document.tracks:
            self._session.open(document)
            self.opened.emit()

    def _with_tracks(self, document: Document, paths: Sequence[Path]) -> Document:
        for path in paths:
            try:
                source = files.probe(path)
                document = edits.add_track(document, source)
            except EngineError as error:
                self.failed.emit(error)
                continue
            self._store.keep(self._store.settings.with_recent(Path(path).absolute()))
            if source.warning:
                self.told.emit(f"“{source.path.name}”: {source.warning}.")
        return document
