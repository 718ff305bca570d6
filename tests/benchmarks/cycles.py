"""A long session, round after round: `python -m tests.benchmarks.cycles --cycles 1000`.

Each round generates takes for a region, chooses one, takes that back and does it again, and saves the
project. What the program holds is told as it goes: memory, Python's values, threads, open files, children.
The engine is the real one in its child process with a tiny model, or with `--quick` a stand-in that only
writes takes. The undo history is as long after each round as after the first: nothing of all that may grow.
"""

from __future__ import annotations

import argparse
import gc
import tempfile
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psutil
from PySide6.QtCore import QCoreApplication, QEventLoop

from app.desk import Desk
from app.generating import Engine
from app.requests import Form
from app.settings import Places
from engine.document import edits
from engine.generate.request import Progress, Request, Result
from engine.generate.worker import EngineProcess
from engine.timeline import Span
from tests.app.fakes import FakeDialogs, FakeEngine, Players
from tests.helpers import tiny_model
from tests.helpers.projects import song

FIRST = 50
"""After so many rounds everything has been loaded that is loaded once."""

ENOUGH = 500
"""Rounds after which memory says something: a heap grows by megabytes, and then for long not at all."""

MOST_KB, MOST_VALUES = 4.0, 1.0
"""More than so much a round is growth."""


@dataclass(frozen=True, slots=True)
class Held:
    """What the program holds: kB in memory, the child's too, and numbers of the rest.

    `values` are those of Python's that can hold others, in this process.
    """

    kb: int
    child_kb: int
    values: int
    threads: int
    files: int
    children: int


def main() -> int:
    """Go round and round; 1 where something grows that should not."""
    parser = argparse.ArgumentParser(description="Regenerate, choose, undo, redo and save, many times over.")
    parser.add_argument("--cycles", type=int, default=1000)
    parser.add_argument(
        "--every", type=int, default=50, help="after so many rounds it is looked what is held"
    )
    parser.add_argument("--minutes", type=float, default=1e9, help="begin no round after that")
    parser.add_argument("--quick", action="store_true", help="without the real engine")
    options = parser.parse_args()
    QCoreApplication([])
    held: list[tuple[int, Held]] = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder, began = Path(name), time.perf_counter()
        model = str(tiny_model.make(folder / "tiny"))
        session = Session(folder, Quick() if options.quick else EngineProcess(), model)
        for number in range(options.cycles):
            if time.perf_counter() - began > 60 * options.minutes:
                break
            session.round(number)
            if (number + 1) % options.every == 0:
                held.append((number + 1, look()))
                print(f"{number + 1:5d} {held[-1][1]}", flush=True)
        session.desk.close()
    return _told(held, time.perf_counter() - began)


class Quick(FakeEngine):
    """The stand-in, without the list of all that it was asked for."""

    def generate(self, request: Request) -> Generator[Progress, None, Result]:
        """As the stand-in does."""
        self.requests.clear()
        return super().generate(request)


class Session:
    """A desk without a window, with a project of two tracks and one region."""

    def __init__(self, folder: Path, engine: Engine, model: str) -> None:
        dialogs = FakeDialogs()
        dialogs.project = folder / "Song"
        places = Places.under(folder / "places")
        self.desk = Desk(places, engine, dialogs, model=model, open_player=Players(), look=None)
        self.desk.session.open(song(folder))
        self.desk.failed.connect(_raise)

    def round(self, number: int) -> None:
        """One of everything; each begins where the one before began, so that its history has one length."""
        session, desk = self.desk.session, self.desk
        session.jump(0)
        document, region = edits.add_region(session.document, session.document.tracks[0].id, Span(1000, 1400))
        session.commit("Add region", document)
        session.focus_region(region)
        desk.generating.start(Form(prompt="splash", n_takes=2, seed=number))
        _wait(lambda: not desk.generating.is_busy)
        desk.takes.choose(2)
        session.undo()
        session.redo()
        desk.projects.save()
        _wait(lambda: desk.projects.is_saved and not desk.projects.worker.is_busy)
        _wait(lambda: not desk.exporting.worker.is_busy)


def look() -> Held:
    """What is held right now."""
    QCoreApplication.sendPostedEvents(None, 52)  # 52: what asked to be deleted later
    gc.collect()
    here = psutil.Process()
    children = here.children(recursive=True)
    engines = [child for child in children if child.memory_info().rss > 60e6]
    kb = here.memory_info().rss // 1024
    child_kb = sum(child.memory_info().rss for child in engines) // 1024
    values = len(gc.get_objects())
    return Held(kb, child_kb, values, here.num_threads(), here.num_fds(), len(children))


def _wait(is_so: Callable[[], bool]) -> None:
    while not is_so():
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 100)


def _raise(error: Exception) -> None:
    raise error


def _told(held: list[tuple[int, Held]], took_s: float) -> int:
    """How fast memory grew once all was loaded, and whether the rest stayed."""
    later = [(number, what) for number, what in held if number >= FIRST]
    if len(later) < 2:
        return 0
    n_rounds = later[-1][0]
    kb, child_kb, values = (_slope(later, name) for name in ("kb", "child_kb", "values"))
    print(
        f"{n_rounds} rounds in {took_s:.0f} s; more a round: {kb:.2f} kB, {child_kb:.2f} in the child,"
        f" {values:.2f} values"
    )
    grown = [
        name
        for name in ("threads", "files", "children")
        if getattr(later[-1][1], name) > getattr(later[0][1], name)
    ]
    grown += ["values"] if values > MOST_VALUES else []
    if n_rounds >= ENOUGH:
        grown += ["memory"] if kb > MOST_KB else []
        grown += ["the child's memory"] if child_kb > MOST_KB else []
    print(f"grown: {', '.join(grown) or 'nothing'}")
    return min(1, len(grown))


def _slope(held: Sequence[tuple[int, Held]], name: str) -> float:
    """How much more of it there is a round, by the straight line through what was seen."""
    return float(np.polyfit([number for number, _ in held], [getattr(what, name) for _, what in held], 1)[0])


if __name__ == "__main__":
    raise SystemExit(main())
