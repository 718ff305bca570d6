"""Engines that a child process can run in place of the real one: they stand at the edge where torch begins.

Each is a factory of a module's top level, as `EngineProcess` wants it, and writes real take files.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import psutil

from engine.audio import files
from engine.document.document import Take, new_id
from engine.errors import MemoryFullError, RequestError
from engine.generate.request import Progress, Request, Result
from engine.generate.worker import Job


def obedient() -> Callable[[Request], Job]:
    """Eight steps, then takes of faint noise."""
    return lambda request: _work(request, lambda step: None)


def refusing() -> Callable[[Request], Job]:
    """Refuses with a sentence."""

    def generate(request: Request) -> Job:
        yield Progress("Encoding")
        raise RequestError("the prompt", "is not to its taste")

    return generate


def faulty() -> Callable[[Request], Job]:
    """Has a fault of its own."""

    def generate(request: Request) -> Job:
        yield Progress("Encoding")
        raise ZeroDivisionError("a fault")

    return generate


def short_of_memory() -> Callable[[Request], Job]:
    """Has memory for one take."""

    def generate(request: Request) -> Job:
        if request.n_takes > 1:
            yield Progress("Generating", 1, 8)
            raise MemoryFullError("There is not enough memory for so many takes.")
        return (yield from _work(request, lambda step: None))

    return generate


def dying() -> Callable[[Request], Job]:
    """Is killed at step 4 the first time; the mark in the request's folder says that it has been."""

    def at(step: int, request: Request) -> None:
        mark = request.folder / "died"
        if step == 4 and not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)

    return lambda request: _work(request, lambda step: at(step, request))


def hanging() -> Callable[[Request], Job]:
    """Never comes back from step 2; the mark in the request's folder says that it is there."""

    def at(step: int, request: Request) -> None:
        if step == 2:
            (request.folder / "hangs").touch()
            threading.Event().wait()

    return lambda request: _work(request, lambda step: at(step, request))


def untidy() -> Callable[[Request], Job]:
    """Leaves 60 MB free in pieces, with something between them that stays; reports its memory in bytes.

    What stays fits in none of the holes that a single piece leaves, so that it lies behind those before it.
    """
    kept: list[bytes] = []

    def generate(request: Request) -> Job:
        before = psutil.Process().memory_info().rss
        yield Progress("Encoding")
        used = []
        for n in range(1000):
            used.append(bytearray(b"\1" * 60_000))
            if n % 20 == 19:
                kept.append(bytes(70_000))
        del used
        return Result({}, {"before": before, "after": psutil.Process().memory_info().rss})

    return generate


def _work(request: Request, before_step: Callable[[int], object]) -> Job:
    yield Progress("Encoding")
    for step in range(1, 9):
        before_step(step)
        yield Progress("Generating", step, 8)
    takes = {}
    for region in request.asked:
        rows = [_take(request, region.span.length, n) for n in range(1, request.n_takes + 1)]
        takes[region.id] = tuple(
            Take(n, source, region.span, request.channels_of(region), 0, seed=n, prompt=request.prompt)
            for n, source in enumerate(rows, start=1)
        )
    return Result(takes, {"seconds": {}})


def _take(request: Request, n_samples: int, number: int) -> files.Source:
    n_channels = len(request.channels_of(request.asked[0]))
    sound = np.random.default_rng(number).standard_normal((n_samples, n_channels)) * 0.1
    path: Path = request.folder / f"{new_id()}.wav"
    return files.write(
        path, [sound], sample_rate=request.sample_rate, n_channels=n_channels, format="WAV", subtype="FLOAT"
    )
