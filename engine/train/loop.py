"""The loop that every stage of training runs in: go on where the run stood, step, log, keep, export.

A stage's step number n sees batch number n and noise seeded by n, so that a run that was killed and resumed
goes the very way that an uninterrupted one would have gone.
"""

from __future__ import annotations

import math
import shutil
import signal
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Protocol

import torch
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from torch import Generator, Tensor

from engine.errors import EngineError
from engine.train.recipe import RunSettings
from engine.train.runs import Checkpoint, Run
from engine.train.workers import Batch, MakeBatch, batches

_SMOOTHING = 0.98


class Diverged(EngineError):
    """The losses are no numbers any more."""


class Stage(Protocol):
    """What a stage of training brings."""

    @property
    def make_batch(self) -> MakeBatch:
        """Batch number -> arrays; picklable, and free of torch where it can be."""
        ...

    def step(self, batch: Batch, number: int) -> dict[str, float]:
        """Learn from a batch; the losses by name."""
        ...

    def tensors(self) -> dict[str, Tensor]:
        """Everything that changes while it learns."""
        ...

    def restore(self, tensors: Mapping[str, Tensor]) -> None:
        """Be as when `tensors` were taken."""
        ...

    def show(self, folder: Path) -> dict[str, float]:
        """Write examples; what they measure, by name."""
        ...

    def export(self, folder: Path) -> None:
        """Write the model as it ships into a folder that does not exist yet."""
        ...


@dataclass(frozen=True, slots=True)
class Limits:
    """What may end a run before its last step, and how it is fed: hours from now, and worker processes."""

    hours: float = math.inf
    n_workers: int = 0
    console: Console = field(default_factory=lambda: Console(stderr=True))


def seeded(seed: int, number: int, salt: int = 0) -> Generator:
    """A source of noise for step `number`, the same whenever that step is taken."""
    return Generator().manual_seed((seed * 1_000_003 + number) * 16 + salt)


def train(stage: Stage, run: Run, settings: RunSettings, limits: Limits) -> int:
    """Train until the last step, the time limit, or Ctrl-C; a checkpoint and the model are left each time.

    Returns:
        How many steps the run has done in all.
    Raises:
        Diverged: a loss is not finite; the last checkpoint is from before that.
        EngineError: what saving, workers and devices say.
    """
    checkpoint = run.last()
    if checkpoint:
        stage.restore(checkpoint.tensors)
        limits.console.print(f"Going on from step {checkpoint.step} of {settings.steps} in {run.folder}")
    start, before_s = (checkpoint.step, checkpoint.seconds) if checkpoint else (0, 0.0)
    clock = _Clock(before_s, limits.hours)
    with (
        _stop_signals() as stopped,
        closing(batches(stage.make_batch, start, limits.n_workers)) as feed,
        _progress(limits.console, start, settings.steps) as bar,
    ):
        done = start
        for number, batch in zip(range(start, settings.steps), feed, strict=False):
            losses = stage.step(batch, number)
            _check(losses, number)
            run.log(number, clock.seconds, losses)
            bar.show(losses)
            done = number + 1
            is_last = done == settings.steps or stopped.is_set() or clock.is_over
            if is_last or done % settings.checkpoint_every == 0:
                _keep(stage, run, Checkpoint(done, clock.seconds, stage.tensors()))
            if settings.show_every and (is_last or done % settings.show_every == 0):
                measured = stage.show(run.examples(done))
                bar.say(f"step {done}: {_said(measured)}")
            if is_last:
                break
    if done == start:
        _keep(stage, run, Checkpoint(done, clock.seconds, stage.tensors()))
    return done


def _said(figures: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {value:.3g}" for name, value in figures.items())


def _keep(stage: Stage, run: Run, checkpoint: Checkpoint) -> None:
    run.save(checkpoint)
    partial = run.model_folder.with_name("model.partial")
    shutil.rmtree(partial, ignore_errors=True)
    stage.export(partial)
    run.replace_model(partial)


def _check(losses: Mapping[str, float], number: int) -> None:
    for name, value in losses.items():
        if not math.isfinite(value):
            raise Diverged(
                f"At step {number} the loss “{name}” is not a number any more; "
                "lower the learning rate in the recipe and start again."
            )


class _Clock:
    """Seconds of training, those before a restart included."""

    def __init__(self, before_s: float, hours: float) -> None:
        self.started = time.monotonic()
        self.before_s = before_s
        self.limit_s = hours * 3600

    @property
    def seconds(self) -> float:
        return self.before_s + time.monotonic() - self.started

    @property
    def is_over(self) -> bool:
        return time.monotonic() - self.started >= self.limit_s


@contextmanager
def _stop_signals() -> Iterator[threading.Event]:
    """Ctrl-C and a polite kill end the run after the step that is under way."""
    stopped = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopped.set()

    if threading.current_thread() is not threading.main_thread():
        yield stopped
        return
    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stopped
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Bar:
    """Steps, time left, and each loss, smoothed: a bar on a terminal, a line now and then elsewhere."""

    def __init__(self, console: Console, progress: Progress, start: int, n_steps: int) -> None:
        self.console = console
        self.progress = progress
        self.task = progress.add_task("", total=n_steps, completed=start, losses="")
        self.smooth: dict[str, float] = {}
        self.said_s = time.monotonic()

    def show(self, losses: Mapping[str, float]) -> None:
        for name, value in losses.items():
            old = self.smooth.get(name, value)
            self.smooth[name] = _SMOOTHING * old + (1 - _SMOOTHING) * value
        text = "  ".join(f"{name} {value:.3f}" for name, value in self.smooth.items())
        self.progress.update(self.task, advance=1, losses=text)
        if not self.console.is_terminal and time.monotonic() - self.said_s > 60:
            self.said_s = time.monotonic()
            task = self.progress.tasks[0]
            left = f"{task.time_remaining / 3600:.1f} h left" if task.time_remaining else ""
            self.say(f"{int(task.completed)}/{int(task.total or 0)}  {left}  {text}")

    def say(self, text: str) -> None:
        self.console.print(text, highlight=False, soft_wrap=True)


@contextmanager
def _progress(console: Console, start: int, n_steps: int) -> Iterator[_Bar]:
    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(elapsed_when_finished=True),
        TextColumn("{task.fields[losses]}"),
    )
    progress = Progress(
        *columns, console=console, disable=not console.is_terminal, speed_estimate_period=600.0
    )
    with progress:
        yield _Bar(console, progress, start, n_steps)


def to_device(batch: Batch, device: torch.device) -> dict[str, Tensor]:
    """A batch's arrays as tensors."""
    return {name: torch.from_numpy(array).to(device, non_blocking=True) for name, array in batch.items()}
