"""Long work beside the window: one thread drives one engine generator at a time."""

from __future__ import annotations

import threading
from collections.abc import Generator
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal, Slot

from app.messages import details, log
from engine.errors import EngineError, UnexpectedError
from engine.generate.request import Progress

Job = Generator[Any, None, Any]
"""Yields what it is doing, returns what came of it; closing it lets its own `finally` blocks run."""


class Cancelled(Exception):
    """Raised by `Worker.watch`, to leave a job that cannot be left between steps."""


class Worker(QObject):
    """Drives one engine generator at a time on a thread of its own; itself it stays with the window.

    An end is passed on only once `is_busy` is down again: whoever hears of it may start the next job.

    Signals:
        started: nothing; the job has been taken up.
        ending: nothing; the job is to end at its next step.
        progressed: engine.generate.request.Progress.
        finished: whatever the generator returned.
        failed: Exception.
        cancelled: nothing.
    """

    started = Signal()
    ending = Signal()
    progressed = Signal(object)  # Progress
    finished = Signal(object)
    failed = Signal(object)  # Exception
    cancelled = Signal()
    _given = Signal(object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.is_busy = self._is_closed = False
        self._cancel = threading.Event()
        self._thread = QThread()
        self._thread.setObjectName(name)
        self._driver = _Driver(self._cancel)
        self._driver.moveToThread(self._thread)
        self._given.connect(self._driver.drive)
        self._driver.progressed.connect(self.progressed)
        self._driver.ended.connect(self._end)
        self._thread.start()

    def start(self, job: Job) -> None:
        """Drive this job; the caller makes sure that none is running.

        Raises:
            ValueError: another job is running.
        """
        if self.is_busy:
            raise ValueError("a worker drives one job at a time")
        self.is_busy = True
        self._cancel.clear()
        self.started.emit()
        self._given.emit(job)

    def cancel(self) -> None:
        """End the running job at its next step; never waits."""
        self._cancel.set()
        if self.is_busy:
            self.ending.emit()

    def watch(self, progress: Progress) -> None:
        """For jobs that hand their own thread to a function: say how far it is, and whether to go on.

        Raises:
            Cancelled: the user has given up.
        """
        if self._cancel.is_set():
            raise Cancelled
        self._driver.progressed.emit(progress)

    def close(self) -> None:
        """End the running job and the thread; waits for both, and tells of no end any more."""
        self._is_closed = True
        self._cancel.set()
        self._thread.quit()
        self._thread.wait()
        self.is_busy = False  # a job that was given just before was perhaps never taken up, and never ends

    @Slot(str, object)
    def _end(self, how: str, what: object) -> None:
        self.is_busy = False
        if self._is_closed:
            return  # it ended just before, and was not heard of yet: nobody waits for it now
        if how == "finished":
            self.finished.emit(what)
        elif how == "failed":
            self.failed.emit(what)
        else:
            self.cancelled.emit()


class _Driver(QObject):
    """Lives on the thread.

    Signals:
        progressed: Progress.
        ended: str, how; object, what came of it.
    """

    progressed = Signal(object)
    ended = Signal(str, object)

    def __init__(self, cancel: threading.Event) -> None:
        super().__init__()
        self._cancel = cancel

    @Slot(object)
    def drive(self, job: Job) -> None:
        """Drive a job to its end, whichever that is."""
        try:
            self._drive(job)
            self.ended.emit("cancelled", None)
        except StopIteration as end:
            self.ended.emit("finished", end.value)
        except Cancelled:
            job.close()
            self.ended.emit("cancelled", None)
        except Exception as error:  # the thread's one catch-all; messages.tell() decides what it means
            write_down(error)
            self.ended.emit("failed", error)

    def _drive(self, job: Job) -> None:
        last = None
        while not self._cancel.is_set():
            progress = next(job)
            if progress != last:  # a heartbeat repeats what was said: nothing new to show
                self.progressed.emit(progress)
            last = progress
        job.close()  # runs the engine's own `finally` blocks


def write_down(error: Exception) -> None:
    """Keep the whole story of what is a mistake of the program; what a user can meet tells itself."""
    if isinstance(error, UnexpectedError):
        log.error("the engine failed\n%s", error.details)
    elif not isinstance(error, EngineError):
        log.error("a job failed\n%s", details(error))
