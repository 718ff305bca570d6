"""Files of a project that are not where they were: said once, and looked for where the user points."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.jobs import Job, Worker
from app.language import tr
from app.messages import Answers
from app.session import Session
from engine.audio.files import Source
from engine.document.locating import has_missing, located, located_beside, missing_in, relocated
from engine.generate.request import Progress

MOST_NAMED = 3


class Missing(QObject):
    """Says what of the document is missing, and locates it.

    Args:
        session: whose document it is.
        ask_paths: asks for a file, given a title and a folder; none where the user thought better.

    Signals:
        failed: Exception.
        asked: str, Answers; what is missing, and the button to look for it.
        told: str, what was found.
    """

    failed = Signal(object)  # Exception
    asked = Signal(str, object)  # Answers
    told = Signal(str)

    def __init__(
        self,
        session: Session,
        ask_paths: Callable[[str, str], Sequence[Path]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.worker = Worker("locating", self)
        self._session, self._ask_paths = session, ask_paths
        self.worker.finished.connect(self._take_in)
        self.worker.failed.connect(self.failed)

    def has_missing(self) -> bool:
        """Whether anything that the document hears was not found."""
        return has_missing(self._session.document)

    def tell(self, _missing: object = None) -> None:
        """Say what is missing, if anything is."""
        names = sorted({source.path.name for source in missing_in(self._session.document)})
        if not names:
            return
        named = ", ".join(f"“{name}”" for name in names[:MOST_NAMED])
        if len(names) == 1:
            text = tr("{file} was not found where it was, and is silent until it is located.", file=named)
        else:
            more = " …" if len(names) > MOST_NAMED else ""
            text = tr(
                "{count} files were not found where they were, and are silent until located: {files}.",
                count=len(names),
                files=named + more,
            )
        answers: Answers = ((tr("Locate…"), self.locate),)
        self.asked.emit(text, answers)

    def locate(self) -> None:
        """Ask where the first missing file is; others of their names in the same folder come along."""
        lost = sorted(missing_in(self._session.document), key=lambda source: source.path.name)
        if not lost or self.worker.is_busy:
            return
        title = tr("Where is “{file}”?", file=lost[0].path.name)
        paths = self._ask_paths(title, str(lost[0].path.parent))
        if paths:
            self.worker.start(_job(lost, paths[0]))

    def close(self) -> None:
        """End the thread."""
        self.worker.close()

    def _take_in(self, found: dict[Source, Source]) -> None:
        self._session.history.mark_unsaved()
        self._session.map_history(relocated(found))
        count = tr("1 file") if len(found) == 1 else tr("{count} files", count=len(found))
        self.told.emit(tr("{files} located.", files=count))
        self.tell()


def _job(lost: Sequence[Source], path: Path) -> Job:
    """Yields Progress; returns what was found, by what was missing."""
    yield Progress(tr("Looking for “{file}”", file=lost[0].path.name))
    return {lost[0]: located(lost[0], path)} | located_beside(lost[1:], path.parent)
