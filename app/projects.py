"""The project that is open: new, open, save, its lock, and what a crash leaves behind."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal

from app.aftermath import Aftermath
from app.jobs import Job, Worker
from app.language import tr
from app.locks import Lock
from app.messages import Answers
from app.project_jobs import is_taken, monotonic, open_job, recover_job, save_job
from app.recovery import Crashed, Keeper
from app.session import Session
from app.settings import Store
from app.viewing import show_view, view_of
from engine.document import media, project
from engine.document.document import Document
from engine.document.history import History
from engine.document.journal import Recovered
from engine.document.locating import has_missing
from engine.document.project import Opened, Project
from engine.errors import ChangedError, EngineError, OutputError

LOCK = ".inlay-lock"

GoOn = Callable[[], object]


class Asking(Protocol):
    """Asks for the folders of projects; the outer edge that tests replace."""

    def open_project(self, title: str, folder: str) -> Path | None:
        """The folder of a project; None where the user thought better."""
        ...

    def save_project(self, title: str, suggested: Path) -> Path | None:
        """A folder that is to become a project; None where the user thought better."""
        ...


class Projects(QObject):
    """Opens and saves the document of a session as a project, and knows whether all of it is safe.

    Args:
        session: what is opened into and saved from.
        store: remembers recent projects.
        dialogs: asks for folders.
        own: the program's own folders: what lies there comes into the project.
        journals: folder of the journals of all windows.
        takes: folder of the takes of this one.

    Attributes:
        saved_s: monotonic time of the last save of this project; None before it.
        more_view: tells what else is kept of how things look; what was kept is in `view` when `opened` comes.

    Signals:
        failed: Exception.
        asked: str, Answers, GoOn; a question, its buttons, and what is done when it goes.
        told: str, what should be known.
        opened: nothing; another document is shown, its view with it.
        changed: nothing; its name, or whether it is saved.
        missing: dict of Source and str; what was not found, and why.
        kept: dict of Source and Path; what of the work lies in the project's folder now, and where.
    """

    failed = Signal(object)  # Exception
    asked = Signal(str, object, object)  # Answers, GoOn
    told = Signal(str)
    opened = Signal()
    changed = Signal()
    missing = Signal(object)  # dict[Source, str]
    kept = Signal(object)  # dict[Source, Path]

    def __init__(
        self,
        session: Session,
        store: Store,
        dialogs: Asking,
        *,
        own: Sequence[Path],
        journals: Path,
        takes: Path | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.worker = Worker("project", self)
        self.keeper = Keeper(journals, takes, self)
        self.aftermath = Aftermath(journals, self)
        self.saved_s: float | None = None
        self.view: dict[str, Any] = {}
        self.more_view: Callable[[], dict[str, Any]] = dict
        self._session, self._store, self._dialogs = session, store, dialogs
        self._own = tuple(own)
        self._project: Project | None = None
        self._lock: Lock | None = None
        self._done: Callable[[Any], object] = _ignore
        self._failed: Callable[[Exception], object] = _ignore
        session.started_over.connect(self._leave_project)
        session.document_changed.connect(lambda _before, _after: self._keep())
        self.keeper.failed.connect(self.failed)
        self.aftermath.asked.connect(self.asked)
        self.aftermath.recovery_chosen.connect(self._recover)
        self.aftermath.saved_chosen.connect(self._open_saved)
        self.worker.finished.connect(lambda what: self._done(what))
        self.worker.failed.connect(lambda error: self._failed(error))

    # ---- what it is

    @property
    def folder(self) -> Path | None:
        """Where it is; None for work that was never saved."""
        return None if self._project is None else self._project.folder

    @property
    def name(self) -> str:
        """What it is called; what was never saved has the name of its first track, "" where there is none."""
        tracks = self._session.document.tracks
        return self.folder.name if self.folder is not None else tracks[0].name if tracks else ""

    @property
    def is_saved(self) -> bool:
        """Whether closing it now would lose nothing."""
        return self._session.history.is_saved

    @property
    def is_held(self) -> bool:
        """Whether saving waits until it is answered what becomes of the work before a crash."""
        return self.aftermath.is_open

    # ---- new, open

    def new(self) -> None:
        """Begin with nothing; asks first where work would be lost."""
        self.after_saving(self._begin)

    def ask_and_open(self) -> None:
        """Let the user choose a project, then open it."""
        folder = self._dialogs.open_project(tr("Open project"), self._store.settings.last_folder)
        if folder is not None:
            self.open(folder)

    def open(self, path: Path) -> None:
        """Open a project, named by its folder or its file; asks first where work would be lost."""
        self.after_saving(partial(self._start_opening, project.folder_of(path.absolute())))

    def after_saving(self, go_on: GoOn) -> None:
        """Do what closes the document; where it has changes, the user says what becomes of them."""
        if self.is_saved:
            go_on()
            return
        answers: Answers = (
            (tr("Save"), lambda: self.save(go_on)),
            (tr("Discard"), go_on),
            (tr("Cancel"), _nothing),
        )
        name = self.name or tr("Untitled")
        self.asked.emit(tr("“{project}” has changes that are not saved.", project=name), answers, _nothing)

    def _begin(self) -> None:
        self._session.open(Document())
        self.opened.emit()

    def _start_opening(self, folder: Path) -> None:
        lock = self._lock if folder == self.folder else Lock(folder / LOCK)
        if lock is not None and lock is not self._lock and folder.is_dir() and not lock.take():
            self._tell_held(folder, lock)
        else:
            self._read(open_job(Project(folder)), lock)

    def _tell_held(self, folder: Path, lock: Lock) -> None:
        error = lock.error(folder)

        def open_anyway() -> None:
            if lock.break_open():
                self._read(open_job(Project(folder)), lock)

        anyway = (tr("Open it anyway"), open_anyway)
        self.asked.emit(str(error), (anyway,) if error.is_far else (), _nothing)

    def _read(self, job: Job, lock: Lock | None, left: Crashed | None = None) -> None:
        def done(found: tuple[Opened | Recovered, Project | None]) -> None:
            self._take_opened(*found, lock, left)

        def failed(error: Exception) -> None:
            if lock is not None and lock is not self._lock:
                lock.release()
            self.failed.emit(error)

        self._run(job, done, failed)

    def _take_opened(
        self, found: Opened | Recovered, of: Project | None, lock: Lock | None, left: Crashed | None
    ) -> None:
        kept, self._lock = (self._lock, None) if lock is self._lock else (lock, self._lock)
        self._session.open_history(found.history)
        self._project, self._lock = of, kept
        self.keeper.begin(self.folder)
        if left is not None:
            self.keeper.need(left.needed)
            found.history.mark_unsaved()
            if self._keep():
                left.remove()
        if of is not None:
            self.saved_s = monotonic(of.saved_at_s)
            self.kept.emit(of.own(found.history))
            self._store.keep(self._store.settings.with_recent(of.folder))
        self.view = found.view
        self.opened.emit()
        show_view(self._session, found.view)
        self.changed.emit()
        if found.missing:
            self.missing.emit(found.missing)

    # ---- save

    def save(self, then: GoOn | None = None) -> None:
        """Write it to its folder; asks for one where there is none.

        Args:
            then: done once it is saved, and only then.
        """
        if self._project is None:
            self.save_as(then)
        else:
            self._start_saving(self._project, then)

    def save_as(self, then: GoOn | None = None) -> None:
        """Ask for a name, and go on under it."""
        if self._refuses():
            return
        suggested = Path(self._store.settings.last_folder or Path.home()) / (self.name or tr("Untitled"))
        chosen = self._dialogs.save_project(tr("Save project as"), suggested)
        if chosen is None:
            return
        folder = chosen.absolute()
        if self._project is not None and folder == self.folder:
            self._start_saving(self._project, then)
        elif is_taken(folder):
            reason = tr("something of that name is there already; choose another name")
            self.failed.emit(OutputError(folder, reason))
        else:
            self._start_saving(Project(folder), then)

    def collect(self) -> None:
        """Save with all recordings that it hears copied into its folder, so that it can go anywhere."""
        if self._project is None:
            self.save_as(self.collect)
        else:
            self._start_saving(self._project, self._tell_collected, is_whole=True)

    def _tell_collected(self) -> None:
        if has_missing(self._session.document):
            text = tr("All that was found is in the project now; locate what is missing, then collect again.")
        else:
            text = tr("All recordings are in the project now; its folder can be moved or copied as it is.")
        self.told.emit(text)

    def _start_saving(
        self,
        into: Project,
        then: GoOn | None,
        *,
        may_replace: bool = False,
        is_whole: bool = False,
    ) -> None:
        if self._refuses():
            return
        history, state = self._session.history, self._session.history.state
        job = save_job(
            into,
            History.of(history.states, history.index),
            view_of(self._session) | self.more_view(),
            own=self._folders(),
            may_replace=may_replace,
            is_whole=is_whole,
        )

        def done(_saved: object) -> None:
            if self._session.history is history:
                history.mark_saved(state)
                self._take_saved(into)
            if then is not None:
                then()

        self._run(job, done, lambda error: self._tell_unsaved(into, then, error))

    def _take_saved(self, into: Project) -> None:
        """It is on the disk now, and has that place from now on."""
        if into is not self._project:
            self._release()
            self._project, self._lock = into, Lock(into.folder / LOCK)
            self._lock.take()
            self._store.keep(self._store.settings.with_recent(into.folder))
        self.saved_s = time.monotonic()
        self.kept.emit(into.own(self._session.history))
        if self.is_saved:
            self.keeper.begin(into.folder)
        else:
            self.keeper.begin(into.folder, self._session.history, view_of(self._session))
        self.changed.emit()

    def _tell_unsaved(self, into: Project, then: GoOn | None, error: Exception) -> None:
        """Why it could not be saved, and what can be done instead; the file that was there still is."""
        as_another = (tr("Save as…"), lambda: self.save_as(then))
        if isinstance(error, ChangedError):
            replace = (tr("Replace it"), lambda: self._start_saving(into, then, may_replace=True))
            self.asked.emit(str(error), (as_another, replace), _nothing)
        elif isinstance(error, EngineError):
            self.asked.emit(str(error), (as_another,), _nothing)
        else:
            self.failed.emit(error)

    def _folders(self) -> tuple[Path, ...]:
        """Where lies what nobody else keeps: the program's own folders, and the project that this one was."""
        return self._own if self.folder is None else (*self._own, self.folder / media.FOLDER)

    def _refuses(self) -> bool:
        """Whether saving has to wait; that is said."""
        if self.is_held:
            self.told.emit(tr("Say first what becomes of the work before the crash; then save."))
        return self.is_held

    def alone(self, job: Job, done: Callable[[Any], object], failed: Callable[[Exception], object]) -> None:
        """Drive a job during which nothing is saved or opened; where that is going on, it is said."""
        self._run(job, done, failed)

    # ---- after a crash

    def look_for_crashed(self) -> None:
        """Ask about the work of windows that are gone, one after the other."""
        self.aftermath.look()

    def _recover(self, left: Crashed) -> None:
        folder = left.glance.project
        lock = Lock(folder / LOCK) if folder is not None and project.is_project(folder) else None
        if lock is not None and folder is not None and not lock.take():
            self._tell_held(folder, lock)
            return
        self.after_saving(lambda: self._read(recover_job(left, lock is not None), lock, left))

    def _open_saved(self, left: Crashed) -> None:
        left.set_aside()
        if left.glance.project is not None:
            self.open(left.glance.project)

    # ---- the journal, and the end

    def leave_for_later(self) -> None:
        """Nobody can be asked: whatever is not saved when this is closed is offered at the next start."""
        self.keeper.leave_for_later()

    def close(self) -> None:
        """Leave nothing behind that would look like a crash."""
        self.worker.close()
        self.aftermath.close()
        self.keeper.close()
        self._release()

    def _keep(self) -> bool:
        """Write down what was done; whether it is safe. What was only opened needs no journal."""
        is_needed = self.keeper.is_begun or not self.is_saved
        is_kept = is_needed and self.keeper.write(self._session.history, view_of(self._session))
        self.changed.emit()
        return is_kept

    def _leave_project(self) -> None:
        """Another document is there, which was never saved; whoever knows better says so afterwards."""
        self._release()
        self._project, self.saved_s, self.view = None, None, {}
        self.keeper.begin(None)
        self.kept.emit({})

    def _release(self) -> None:
        if self._lock is not None:
            self._lock.release()
        self._lock = None

    def _run(self, job: Job, done: Callable[[Any], object], failed: Callable[[Exception], object]) -> None:
        if self.worker.is_busy:
            job.close()
            self.told.emit(tr("The project is being saved or opened; try again in a moment."))
            return
        self._done, self._failed = done, failed
        self.worker.start(job)


def _ignore(_what: object) -> None:
    """For jobs that nobody waits for."""


def _nothing() -> None:
    """For answers that change nothing."""
