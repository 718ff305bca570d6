"""Batches made on the fly, in this process or in several, in the same order either way.

Batch number i is a function of i alone. Worker w of n makes the batches w, w + n, w + 2n, …; each sends one
and waits until it is taken, so that at most two of a worker's batches exist at a time.
"""

from __future__ import annotations

import contextlib
import itertools
import multiprocessing
import os
import signal
from collections.abc import Callable, Generator, Iterator
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

import numpy as np
from numpy.typing import NDArray

from engine.errors import WorkerDied

Batch = dict[str, NDArray[np.generic]]
MakeBatch = Callable[[int], Batch]

_ONE_THREAD = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def batches(make: MakeBatch, start: int, n_workers: int = 0) -> Generator[Batch]:
    """The batches number `start`, `start + 1`, … without end; close the iterator to end its processes.

    Args:
        make: gives a batch for its number; picklable where there are workers.
        start: the first number.
        n_workers: processes; 0 makes them here, between the steps.
    Raises:
        WorkerDied: a worker ended, or `make` failed in one.
    """
    if n_workers == 0:
        yield from map(make, itertools.count(start))
        return
    workers = [_start(make, start + first, n_workers) for first in range(n_workers)]
    try:
        for _, pipe in itertools.cycle(workers):
            yield _receive(pipe)
    finally:
        for process, pipe in workers:
            pipe.close()
            process.terminate()
            process.join()
            process.close()


def _start(make: MakeBatch, first: int, n_workers: int) -> tuple[BaseProcess, Connection]:
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe(duplex=False)
    process = spawn.Process(target=_work, args=(theirs, make, first, n_workers), daemon=True)
    with _environment(_ONE_THREAD):
        process.start()
    theirs.close()
    return process, ours


@contextlib.contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    """What a child that is started inside inherits."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _receive(pipe: Connection) -> Batch:
    try:
        batch = pipe.recv()
    except (EOFError, OSError) as error:
        raise WorkerDied(
            "A process that makes sounds to train on has ended; start again to go on."
        ) from error
    if isinstance(batch, str):
        raise WorkerDied(f"A sound to train on could not be made: {batch}.")
    return batch


def _work(pipe: Connection, make: MakeBatch, first: int, n_workers: int) -> None:
    """In the child: make and send until nobody listens."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then ends its children
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        for number in itertools.count(first, n_workers):
            try:
                batch: Batch | str = make(number)
            except Exception as error:  # the child's one catch-all: the parent says it
                batch = f"{type(error).__name__}: {error}"
            pipe.send(batch)
            if isinstance(batch, str):
                return
