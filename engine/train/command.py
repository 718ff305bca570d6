"""The command line that every stage of training has."""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import EngineError
from engine.train.runs import DEFAULT_ROOT

if TYPE_CHECKING:
    import torch


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for: the recipe, the run's folder, and where and how long it runs."""

    recipe: Path
    folder: Path
    device: str = "auto"
    n_threads: int = 0
    n_workers: int = 0
    hours: float = math.inf

    def choose_device(self) -> torch.device:
        """The device, with the number of threads set. Raises DeviceError where there is none."""
        from engine.train import devices

        return devices.choose(self.device, n_threads=self.n_threads)


def stage_command(run: Callable[[Options], int], description: str, words: Sequence[str] | None = None) -> int:
    """Read the command line, run the stage, and say errors as sentences; the exit code."""
    options = _parse(description, words)
    try:
        done = run(options)
    except EngineError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{done} steps done; the model is in {options.folder / 'model'}")
    return 0


def _parse(description: str, words: Sequence[str] | None) -> Options:
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("recipe", type=Path, help="a TOML file: the whole recipe")
    parser.add_argument("--run", type=Path, help=f"the run's folder (default: {DEFAULT_ROOT}/NAME)")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda, cuda:1, mps")
    parser.add_argument("--threads", type=int, default=0, help="of the CPU (default: torch's choice)")
    parser.add_argument("--workers", type=int, default=0, help="processes that make sounds (default: none)")
    parser.add_argument("--hours", type=float, default=math.inf, help="stop after this time, resumable")
    given = parser.parse_args(words)
    if given.threads < 0 or given.workers < 0 or given.hours <= 0:
        parser.error("--threads and --workers must not be negative, --hours must be above 0")
    folder = given.run or DEFAULT_ROOT / given.recipe.stem
    return Options(given.recipe, folder, given.device, given.threads, given.workers, given.hours)
