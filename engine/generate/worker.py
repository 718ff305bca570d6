"""The same generator, run in a child process and relayed over a pipe.

The child holds torch, the weights and the GPU: it may run out of memory, hang or die, and whoever drives it sees
no more than an error sentence. Nothing listens on a port. Whoever iterates gets control back at least every
`HEARTBEAT_S`, and closing the generator cancels: the child stops at its next step, and is killed after `GRACE_S`.
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

from engine.errors import EngineError, UnexpectedError, WorkerDied
from engine.generate.request import Progress, Request, Result

HEARTBEAT_S = 0.1
GRACE_S = 5.0
Job = Generator[Progress, None, Result]
EngineFactory = Callable[[], Callable[[Request], Job]]
"""Makes, in the child, the function that carries out requests; a plain function of a module, so that it travels."""


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
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None

    @property
    def pid(self) -> int | None:
        """The child's process identifier, while there is one."""
        return self._process.pid if self._process is not None and self._process.is_alive() else None

    def generate(self, request: Request) -> Job:
        """Carry out a request in the child.

        Raises:
            EngineError: what the engine raised there.
            WorkerDied: the child ended before its work was done; the next request starts another.
        """
        if self.pid is None:
            self._start()
        pipe, process = self._pipe, self._process
        if pipe is None or process is None:
            raise UnexpectedError("the engine could not be started")
        self._send(("generate", request))
        is_done = False
        try:
            progress = Progress("Starting the engine")
            yield progress
            while True:
                kind, value = self._receive()
                if kind == "progress":
                    progress = value
                elif kind != "waiting":
                    is_done = True
                    break
                yield progress
        finally:
            if not is_done:
                self._cancel()
        if kind == "error":
            raise value
        return value

    def close(self) -> None:
        """End the child; a request under way is lost."""
        process, pipe = self._process, self._pipe
        self._process = self._pipe = None
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.send(("stop", None))
            pipe.close()
        if process is not None:
            process.join(1.0)
            _kill(process)

    def _start(self) -> None:
        self.close()
        spawn = multiprocessing.get_context("spawn")
        ours, theirs = spawn.Pipe()
        process = spawn.Process(target=_serve, args=(theirs, self._factory), name="inlay-engine", daemon=True)
        process.start()
        theirs.close()
        self._process, self._pipe = process, ours

    def _send(self, message: tuple[str, object]) -> None:
        try:
            assert self._pipe is not None
            self._pipe.send(message)
        except OSError:
            raise self._died() from None

    def _receive(self) -> tuple[str, object]:
        """The child's next message, or `("waiting", None)` when it has none for a heartbeat."""
        assert self._pipe is not None and self._process is not None
        try:
            if self._pipe.poll(HEARTBEAT_S):
                message: tuple[str, object] = self._pipe.recv()
                return message
        except (EOFError, OSError):
            raise self._died() from None
        if not self._process.is_alive() and not self._pipe.poll(0):
            raise self._died()
        return ("waiting", None)

    def _cancel(self) -> None:
        """Ask the child to stop; kill it where it does not within `GRACE_S`."""
        if self._process is None or self._pipe is None:
            return
        deadline = time.monotonic() + GRACE_S
        try:
            self._pipe.send(("cancel", None))
            while time.monotonic() < deadline and self._process.is_alive():
                wait([self._pipe, self._process.sentinel], HEARTBEAT_S)
                if self._pipe.poll(0) and self._pipe.recv()[0] in ("cancelled", "result", "error"):
                    return
        except (EOFError, OSError):
            pass
        _kill(self._process)
        self.close()

    def _died(self) -> WorkerDied:
        process = self._process
        if process is not None:
            process.join(1.0)
        code = process.exitcode if process is not None else None
        self.close()
        how = "" if code is None else f" (signal {-code})" if code < 0 else f" (exit code {code})"
        return WorkerDied(
            f"The engine stopped unexpectedly{how}, often for want of memory; your work is untouched."
            " It starts again with the next request."
        )


def _kill(process: BaseProcess) -> None:
    """End a child for certain."""
    if process.is_alive():
        process.kill()
    process.join()


def _serve(pipe: Connection, factory: EngineFactory) -> None:
    """The child: carry out requests until the pipe closes or the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal reaches the child too; its parent decides
    threading.Thread(target=_follow_parent, name="inlay-follow-parent", daemon=True).start()
    engine = None
    with contextlib.suppress(EOFError, OSError, KeyboardInterrupt):
        while True:
            kind, value = pipe.recv()
            if kind == "stop":
                return
            if kind != "generate":
                continue  # a cancel that came after the work was done
            try:
                engine = engine or factory()
                _carry_out(pipe, engine(value))
            except EngineError as error:
                pipe.send(("error", error))
            except Exception as error:  # the child's one catch-all: the parent tells the user
                reason = f"{type(error).__name__}: {error}"
                pipe.send(("error", UnexpectedError(reason, traceback.format_exc())))


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
            if pipe.poll(0) and pipe.recv()[0] in ("cancel", "stop"):
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
