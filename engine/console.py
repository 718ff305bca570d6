"""The terminal side of the command line: progress, results, and errors as one sentence."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import platformdirs
from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from engine.generate.request import Progress

Tell = Callable[[Progress], None]
"""Is called with every progress."""


@contextmanager
def progress_bar(*, quiet: bool) -> Iterator[Tell]:
    """A bar on stderr that names the phase; gives a function to call with every progress."""
    if quiet or not sys.stderr.isatty():
        yield _plain(quiet)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[count]}"),
        TimeElapsedColumn(),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Starting", total=None, count="")

        def tell(progress: Progress) -> None:
            total = progress.n_steps or None
            bar.update(
                task,
                description=progress.phase,
                total=total,
                completed=progress.step,
                count=_count(progress),
            )

        yield tell


def _plain(quiet: bool) -> Tell:
    """Where nobody watches a bar: one line a phase, or nothing."""
    seen: list[str] = []

    def tell(progress: Progress) -> None:
        if not quiet and (not seen or seen[-1] != progress.phase):
            seen.append(progress.phase)
            print(f"{progress.phase} …", file=sys.stderr, flush=True)

    return tell


def _count(progress: Progress) -> str:
    return f"step {progress.step} of {progress.n_steps}" if progress.n_steps else ""


def fail(text: str) -> None:
    """One sentence on stderr."""
    print(f"inlay: {text}", file=sys.stderr)


def log_unexpected(error: BaseException) -> Path | None:
    """Keep the traceback of a fault of our own in the log; where it went, or None where it could not."""
    log = Path(platformdirs.user_log_dir("inlay", appauthor=False)) / "errors.log"
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as file:
            file.write("".join(traceback.format_exception(error)))
    except OSError:
        return None
    return log
