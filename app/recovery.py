"""What outlives a crash: the journal that this window writes, and those that others left behind."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QThreadPool, QTimer, Signal

from app.locks import Lock
from app.messages import log
from engine import disk, storage
from engine.document import journal
from engine.document.history import History
from engine.document.journal import Glance, Journal
from engine.errors import EngineError
from engine.storage import SET_ASIDE

FILE, LOCK, CLOSED = "journal", "lock", "closed"
MOST_SET_ASIDE = 20

SYNC_MS = 300
"""After a change, when the disk itself is asked to have it; the system has it at once."""


class Keeper(QObject):
    """Writes down every change of a document as it happens, in a folder of this window's own.

    Args:
        folder: of the journals of all windows.
        takes: folder of the takes of this one, which are needed as long as it is open.

    Signals:
        failed: EngineError; the changes are not kept for now. Said once, until they are again.
    """

    failed = Signal(object)  # EngineError

    def __init__(self, folder: Path, takes: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._needed = [] if takes is None else [str(takes)]
        self.folder = folder / uuid.uuid4().hex
        self._journal = Journal(self.folder / FILE)
        self._lock: Lock | None = None
        self._has_failed = self._is_left = False
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._timer = QTimer(self, interval=SYNC_MS, singleShot=True)
        self._timer.timeout.connect(self._sync)

    @property
    def is_begun(self) -> bool:
        """Whether anything is written down since all was saved."""
        return self._journal.is_begun

    def begin(self, project: Path | None, history: History | None = None, view: Any = None) -> None:
        """Begin anew: all until now is saved, or is not wanted.

        Args:
            project: whose changes come.
            history: what is not saved already; it takes the place of what was written in one step.
        """
        old, self._journal = self._journal, Journal(self.folder / FILE, project)
        if history is not None:
            old.close()
            self.write(history, view)
            return
        with suppress(EngineError):  # a journal too many is offered once more, and no harm
            old.forget()

    def need(self, folders: Iterable[str]) -> None:
        """Hear takes that another window made, too."""
        self._needed += [name for name in folders if name not in self._needed]
        if self._lock is not None:
            with suppress(EngineError):  # what is not saved names its files itself
                self._tell_needed()

    def write(self, history: History, view: dict[str, Any]) -> bool:
        """Write down what is new; whether that could be done."""
        try:
            self._make_folder()
            self._journal.write(history, view)
        except EngineError as error:
            if not self._has_failed:
                self.failed.emit(error)
            self._has_failed = True
            return False
        self._has_failed = False
        if not self._timer.isActive():
            self._timer.start()
        return True

    def leave_for_later(self) -> None:
        """Let what is not saved stay when this is closed, with a mark that nothing had gone wrong."""
        if self.is_begun:
            self._is_left = True
            with suppress(OSError):
                (self.folder / CLOSED).touch()

    def close(self) -> None:
        """All is saved, or is not wanted: leave nothing behind but what was left for later."""
        self._timer.stop()
        self._pool.waitForDone()
        if self._is_left:
            _synced(self._journal)
            self._journal.close()
        else:
            self.begin(None)
        if self._lock is not None:
            self._lock.release()
            if not self._is_left:
                shutil.rmtree(self.folder, ignore_errors=True)

    def _make_folder(self) -> None:
        if self._lock is not None and self.folder.is_dir():
            return
        with disk.told(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
        self._lock = Lock(self.folder / LOCK)
        self._lock.take()
        self._tell_needed()

    def _tell_needed(self) -> None:
        with disk.told(self.folder):
            storage.tell_needed(self.folder, self._needed)

    def _sync(self) -> None:
        kept = self._journal
        self._pool.start(lambda: _synced(kept))


def _synced(kept: Journal) -> None:
    try:
        kept.sync()
    except EngineError as error:
        log.warning("the journal did not reach the disk: %s", error)


@dataclass(frozen=True, slots=True)
class Crashed:
    """A journal whose window is gone, held so that no other window offers it, too.

    `was_closed` where the system ended the program in good order, and nobody could be asked.
    """

    folder: Path
    glance: Glance
    lock: Lock

    @property
    def was_closed(self) -> bool:
        """Whether nothing had gone wrong."""
        return (self.folder / CLOSED).exists()

    @property
    def file(self) -> Path:
        """Its journal."""
        return self.folder / FILE

    @property
    def needed(self) -> list[str]:
        """The folders of the takes that it hears."""
        return storage.needed_by(self.folder)

    def remove(self) -> None:
        """It is of no more use."""
        self.lock.release()
        shutil.rmtree(self.folder, ignore_errors=True)

    def set_aside(self) -> None:
        """Offer it no more, and keep it."""
        self.lock.release()
        with suppress(OSError):
            self.folder.rename(self.folder.with_name(f"{self.folder.name} {SET_ASIDE}"))
        kept = sorted(self.folder.parent.glob(f"* {SET_ASIDE}"), key=_written)
        for old in kept[:-MOST_SET_ASIDE]:
            shutil.rmtree(old, ignore_errors=True)

    def leave(self) -> None:
        """Let it be offered the next time."""
        self.lock.release()


def crashed(folder: Path) -> Iterator[Crashed]:
    """What windows that are gone have left in the folder of the journals, the latest first.

    Where all was saved before one went, its folder goes, too: the takes that it names are needed no more.
    """
    _clear_saved(folder)
    files = [file for file in folder.glob(f"*/{FILE}") if not file.parent.name.endswith(SET_ASIDE)]
    for file in sorted(files, key=_written, reverse=True):
        lock = Lock(file.with_name(LOCK))
        if not lock.take():
            continue  # its window is alive
        try:
            yield Crashed(file.parent, journal.glance(file), lock)
        except EngineError as error:
            log.warning("a journal cannot be read: %s", error)
            Crashed(file.parent, Glance(None, 0.0, 0, 0), lock).set_aside()


def _clear_saved(folder: Path) -> None:
    for file in folder.glob(f"*/{LOCK}"):
        if file.with_name(FILE).exists():
            continue
        lock = Lock(file)
        if lock.take():
            lock.release()
            shutil.rmtree(file.parent, ignore_errors=True)


def _written(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except OSError:
        return 0.0
