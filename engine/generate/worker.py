"""The same generator, run in a child process and relayed over a pipe.

The child holds torch, the weights and the GPU: it may run out of memory, hang or die, and whoever drives it
sees no more than an error sentence. Nothing listens on a port. Whoever iterates gets control back at least
every `HEARTBEAT_S`, and closing the generator cancels: the child stops at its next step, and is killed after
`GRACE_S`.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
import time
import traceback
from collections.abc import Callable, Generator
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from engine.errors import EngineError, UnexpectedError, WorkerDied
from engine.generate import heap
from engine.generate.request import Progress, Request, Result

HEARTBEAT_S = 0.1
GRACE_S = 5.0

NICENESS = 10
"""How far the child steps back behind other programs, where the system knows that (not on Windows)."""

Job = Generator[Progress, None, Result]
EngineFactory = Callable[[], Callable[[Request], Job]]
"""Makes, in the child, what carries out requests; a function of a module's top level, so that it travels."""


def local_engine() -> Callable[[Request], Job]:
    """The real engine of this process; torch is imported here and not before."""
    from engine.generate.engine import Engine

    return Engine().generate


class EngineProcess:
    """One child that carries out one request at a time; started at the first, again after it died.

    Not thread-safe: one thread drives it.
    """

    def __init__(self, factory: EngineFactory = local_engine) -> None:
        self._factory = factory
        self._child: _Child | None = None

    @property
    def pid(self) -> int | None:
        """The child's process identifier, while there is one."""
        return self._child.process.pid if self._child and self._child.process.is_alive() else None

    def generate(self, request: Request) -> Job:
        """Carry out a request in the child.

        Raises:
            EngineError: what the engine raised there.
            WorkerDied: the child ended before its work was done; the next request starts another.
        """
        if self.pid is None:
            self.close()
            self._child = _Child(self._factory)
        child = self._child
        assert child is not None  # noqa: S101 (made above where there was none)
        is_done = False
        try:
            child.send("generate", request)
            progress = Progress("Starting the engine")
            while True:
                yield progress
                kind, value = child.receive()
                if kind == "progress":
                    progress = value
                elif kind != "waiting":
                    is_done = True
                    break
        except WorkerDied:
            is_done = True
            self.close()
            raise
        finally:
            if not is_done and not child.cancel():
                self.close()
        if kind == "error":
            raise value
        result: Result = value
        return result

    def close(self) -> None:
        """End the child; a request under way is lost."""
        if self._child is not None:
            self._child.end()
            self._child = None


class _Child:
    """A running child and our end of the pipe to it. Messages are `(kind, value)`."""

    def __init__(self, factory: EngineFactory) -> None:
        spawn = multiprocessing.get_context("spawn")
        self.pipe, theirs = spawn.Pipe()
        self.process: BaseProcess = spawn.Process(
            target=_serve, args=(theirs, factory), name="inlay-engine", daemon=True
        )
        self.process.start()
        theirs.close()

    def send(self, kind: str, value: object = None) -> None:
        try:
            self.pipe.send((kind, value))
        except OSError:
            raise self._obituary() from None

    def receive(self) -> tuple[str, Any]:
        """The next message, or `("waiting", None)` when there is none for a heartbeat."""
        try:
            if self.pipe.poll(HEARTBEAT_S):
                kind, value = self.pipe.recv()
                return kind, value
        except (EOFError, OSError):
            raise self._obituary() from None
        return "waiting", None

    def cancel(self) -> bool:
        """Ask for a stop at the next step; whether the child obeyed within `GRACE_S` and lives on."""
        deadline = time.monotonic() + GRACE_S
        with contextlib.suppress(WorkerDied):
            self.send("cancel")
            while time.monotonic() < deadline:
                wait([self.pipe, self.process.sentinel], HEARTBEAT_S)
                if self.receive()[0] in ("cancelled", "result", "error"):
                    return True
        return False

    def end(self) -> None:
        """Make certain that it is gone."""
        self.pipe.close()  # an idle child leaves by itself when its pipe closes
        self.process.join(0.2)
        if self.process.is_alive():
            self.process.kill()
        self.process.join()

    def _obituary(self) -> WorkerDied:
        self.process.join(1.0)
        code = self.process.exitcode
        how = "" if code is None else f" (signal {-code})" if code < 0 else f" (exit code {code})"
        return WorkerDied(
            f"The engine stopped unexpectedly{how}, often for want of memory; your work is untouched."
            " It starts again with the next request."
        )


def _serve(pipe: Connection, factory: EngineFactory) -> None:
    """The child: carry out requests until the pipe closes or the parent is gone."""
    _step_back()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal reaches us too; the parent decides
    threading.Thread(target=_follow_parent, name="inlay-follow-parent", daemon=True).start()
    engine = None
    with contextlib.suppress(EOFError, OSError):
        while True:
            kind, value = pipe.recv()
            if kind != "generate":
                continue  # a cancel that came after the work was done
            try:
                engine = engine or factory()
                _carry_out(pipe, engine(value))
            except ConnectionError:
                raise  # the parent is gone: there is nobody to tell
            except EngineError as error:
                pipe.send(("error", error))
            except Exception as error:  # the child's one catch-all: the parent tells the user
                reason = f"{type(error).__name__}: {error}"
                pipe.send(("error", UnexpectedError(reason, traceback.format_exc())))
            heap.give_back()  # nobody waits now, and perhaps nothing is asked for a long time


def _step_back() -> None:
    """Let the window and what it plays go first: takes may come a little later, sound may not.

    On Linux the engine takes what nobody else wants: with a mere nice value the window waited longer and more
    often (tests/benchmarks/RESULTS.md).
    """
    if hasattr(os, "SCHED_IDLE"):
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    elif hasattr(os, "nice"):
        os.nice(NICENESS)


def _carry_out(pipe: Connection, job: Job) -> None:
    """Relay one job's progress and its result, and stop between steps when asked to."""
    try:
        while True:
            try:
                progress = next(job)
            except StopIteration as end:
                pipe.send(("result", end.value))
                return
            pipe.send(("progress", progress))
            if pipe.poll(0) and pipe.recv()[0] == "cancel":
                job.close()  # runs the engine's own `finally` blocks
                pipe.send(("cancelled", None))
                return
    finally:
        job.close()


def _follow_parent() -> None:
    """End this process when its parent is gone, even in the middle of a step."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
