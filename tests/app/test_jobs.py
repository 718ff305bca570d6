"""One thread, one generator at a time, and how it ends."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from app.jobs import Worker
from engine.document.document import Document, Region, Track
from engine.errors import EngineError, WorkerDied
from engine.generate.request import Progress, Request, Result
from engine.generate.worker import EngineProcess
from engine.timeline import Span
from tests.helpers import stand_ins


@pytest.fixture
def worker(qtbot: QtBot) -> Iterator[Worker]:
    made = Worker("test")
    yield made
    made.close()


def counting(n_steps: int, done: list[str] | None = None) -> Generator[Progress, None, str]:
    try:
        for step in range(1, n_steps + 1):
            yield Progress("Counting", step, n_steps)
        return "counted"
    finally:
        if done is not None:
            done.append("closed")


def endless(done: list[str]) -> Generator[Progress, None, None]:
    try:
        while True:
            threading.Event().wait(0.005)
            yield Progress("Waiting")
    finally:
        done.append("closed")


def failing() -> Generator[Progress, None, None]:
    yield Progress("Trying")
    raise EngineError("It did not work; try again.")


def test_a_job_tells_its_steps_and_what_came_of_it(worker: Worker, qtbot: QtBot):
    seen: list[int] = []
    worker.progressed.connect(lambda progress: seen.append(progress.step))
    with qtbot.waitSignal(worker.finished) as end:
        worker.start(counting(5))
    assert end.args == ["counted"]
    assert seen == [1, 2, 3, 4, 5]


def test_a_job_runs_on_a_thread_of_its_own(worker: Worker, qtbot: QtBot):
    def where() -> Generator[Progress, None, int]:
        yield Progress("Looking")
        return threading.get_ident()

    with qtbot.waitSignal(worker.finished) as end:
        worker.start(where())
    assert end.args[0] != threading.get_ident()


def test_what_a_job_repeats_is_told_once(worker: Worker, qtbot: QtBot):
    def repeating() -> Generator[Progress, None, None]:
        for _ in range(5):
            yield Progress("Waiting")

    seen: list[Progress] = []
    worker.progressed.connect(seen.append)
    with qtbot.waitSignal(worker.finished):
        worker.start(repeating())
    assert seen == [Progress("Waiting")]


def test_cancelling_closes_the_job(worker: Worker, qtbot: QtBot):
    done: list[str] = []
    with qtbot.waitSignal(worker.progressed):
        worker.start(endless(done))
    with qtbot.waitSignal(worker.cancelled):
        worker.cancel()
    assert done == ["closed"]


def test_an_error_arrives_as_it_was_raised_and_the_next_job_runs(worker: Worker, qtbot: QtBot):
    with qtbot.waitSignal(worker.failed) as end:
        worker.start(failing())
    assert str(end.args[0]) == "It did not work; try again."
    with qtbot.waitSignal(worker.finished):
        worker.start(counting(1))


def test_whoever_hears_of_an_end_may_start_the_next_job(worker: Worker, qtbot: QtBot):
    results: list[str] = []

    def again(result: str) -> None:
        results.append(result)
        if len(results) < 3:
            worker.start(counting(2))

    worker.finished.connect(again)
    worker.start(counting(2))
    qtbot.waitUntil(lambda: len(results) == 3)


def test_two_jobs_at_once_are_a_mistake(worker: Worker, qtbot: QtBot):
    done: list[str] = []
    worker.start(endless(done))
    with pytest.raises(ValueError, match="one job at a time"):
        worker.start(counting(1))
    with qtbot.waitSignal(worker.cancelled):
        worker.cancel()


def test_closing_in_the_middle_of_a_job_ends_it(qtbot: QtBot):
    done: list[str] = []
    worker = Worker("test")
    with qtbot.waitSignal(worker.progressed):
        worker.start(endless(done))
    worker.close()
    assert done == ["closed"]


def test_a_watched_job_leaves_in_the_middle_when_it_is_cancelled(worker: Worker, qtbot: QtBot):
    reached: list[int] = []

    def writing() -> Generator[Progress, None, None]:
        yield Progress("Writing")
        for block in range(10_000):
            threading.Event().wait(0.005)
            worker.watch(Progress("Writing", block, 10_000))
            reached.append(block)

    worker.start(writing())
    qtbot.waitUntil(lambda: bool(reached))
    with qtbot.waitSignal(worker.cancelled):
        worker.cancel()
    assert len(reached) < 10_000


@pytest.fixture
def asked(tmp_path: Path) -> Request:
    region = Region(Span(0, 4410))
    track = Track(2, regions=(region,))
    assert Document(44100, (track,)).tracks
    return Request(track, 44100, (region.id,), tmp_path, "none")


@pytest.fixture
def start_engine() -> Iterator[Callable[..., EngineProcess]]:
    made: list[EngineProcess] = []

    def start(factory: Callable[..., object]) -> EngineProcess:
        made.append(EngineProcess(factory))
        return made[-1]

    yield start
    for engine in made:
        engine.close()


@pytest.mark.slow
def test_a_child_that_is_killed_is_a_sentence_and_the_next_request_starts_another(
    worker: Worker, qtbot: QtBot, asked: Request, start_engine: Callable[..., EngineProcess]
):
    engine = start_engine(stand_ins.dying)
    with qtbot.waitSignal(worker.failed, timeout=30_000) as end:
        worker.start(engine.generate(asked))
    assert isinstance(end.args[0], WorkerDied)
    with qtbot.waitSignal(worker.finished, timeout=30_000) as end:
        worker.start(engine.generate(asked))
    assert isinstance(end.args[0], Result)


@pytest.mark.slow
def test_a_child_that_hangs_is_killed_after_its_grace(
    worker: Worker, qtbot: QtBot, asked: Request, start_engine: Callable[..., EngineProcess]
):
    engine = start_engine(stand_ins.hanging)
    worker.start(engine.generate(asked))
    qtbot.waitUntil(lambda: (asked.folder / "hangs").exists(), timeout=30_000)
    with qtbot.waitSignal(worker.cancelled, timeout=30_000):
        worker.cancel()
    assert engine.pid is None


def test_what_ended_just_before_the_worker_was_closed_is_not_told(worker: Worker, qtbot: QtBot):
    told: list[object] = []
    for signal in (worker.finished, worker.failed):
        signal.connect(told.append)
    worker.cancelled.connect(lambda: told.append("cancelled"))
    worker.start(nothing())
    worker.close()
    QCoreApplication.processEvents()  # what was on its way arrives now
    assert told == []
    assert not worker.is_busy


def nothing() -> Generator[Progress, None, None]:
    """A job that is over at once."""
    return None
    yield
