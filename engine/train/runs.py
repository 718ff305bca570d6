"""A run's folder: its recipe, its losses, its checkpoints, its examples, and the model it has come to.

::

    recipe.toml          a copy of what the run was started with
    losses.jsonl         one line per step
    checkpoints/000500/  state.safetensors and state.json: everything that is needed to go on
    examples/000500/     sounds and pictures
    model/               the newest exported model

Checkpoints and the model are written beside their place and moved there whole: a folder with its final name
is never half a checkpoint, whenever the process was killed.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from engine.errors import CheckpointError, OutputError
from engine.train.recipe import RecipeError, read_recipe

DEFAULT_ROOT = Path("runs")
_STATE, _FACTS, _RECIPE, _LOSSES = "state.safetensors", "state.json", "recipe.toml", "losses.jsonl"
_PARTIAL = ".partial"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Where a run stood: steps done, seconds they took, and every tensor that is needed to go on."""

    step: int
    seconds: float
    tensors: Mapping[str, Tensor]


class Run:
    """The folder of one training run."""

    def __init__(self, folder: Path, *, keep: int = 2) -> None:
        self.folder = folder
        self.keep = keep

    @property
    def model_folder(self) -> Path:
        """Where the newest exported model lies."""
        return self.folder / "model"

    def open(self, recipe: Path, values: Any) -> None:
        """Make the folder, or see that it belongs to this recipe; only the table [run] may have changed.

        Raises:
            RecipeError: the folder's run was started with another recipe.
            OutputError: the folder cannot be made.
        """
        kept = self.folder / _RECIPE
        if kept.exists():
            different = _differences(asdict(read_recipe(kept, type(values))), asdict(values))
            if different:
                raise RecipeError(
                    recipe,
                    f"the run in “{self.folder}” was started with another “{different[0]}”; "
                    "choose another folder with --run",
                )
        try:
            (self.folder / "checkpoints").mkdir(parents=True, exist_ok=True)
            _write_whole(kept, recipe.read_bytes())
        except OSError as error:
            raise OutputError(self.folder, f"{error.strerror}") from error

    def save(self, checkpoint: Checkpoint) -> None:
        """Write a checkpoint, and remove the oldest ones.

        Raises:
            OutputError: the disk is full, or the folder cannot be written.
        """
        place = self._place(checkpoint.step)
        partial = place.with_name(place.name + _PARTIAL)
        plain = {name: tensor.detach().cpu().contiguous() for name, tensor in checkpoint.tensors.items()}
        facts = {"step": checkpoint.step, "seconds": checkpoint.seconds}
        try:
            shutil.rmtree(partial, ignore_errors=True)
            partial.mkdir(parents=True)
            save_file(plain, partial / _STATE)
            _flush(partial / _STATE)
            _write_whole(partial / _FACTS, json.dumps(facts).encode())
            shutil.rmtree(place, ignore_errors=True)
            partial.rename(place)
        except (OSError, SafetensorError) as error:
            raise OutputError(place, f"{error}") from error
        for old in self._steps()[: -self.keep]:
            shutil.rmtree(self._place(old), ignore_errors=True)

    def last(self) -> Checkpoint | None:
        """The newest checkpoint; None where the run has none yet. Losses after it are forgotten.

        Raises:
            CheckpointError: it is damaged.
        """
        steps = self._steps()
        if not steps:
            self._forget_losses_from(0)
            return None
        place = self._place(steps[-1])
        try:
            facts = json.loads((place / _FACTS).read_text(encoding="utf-8"))
            tensors = load_file(place / _STATE)
        except (OSError, ValueError, SafetensorError) as error:
            raise CheckpointError(place, "it is damaged; remove it to go on from the one before") from error
        self._forget_losses_from(facts["step"])
        return Checkpoint(facts["step"], facts["seconds"], tensors)

    def log(self, step: int, seconds: float, losses: Mapping[str, float]) -> None:
        """Add a line to the losses."""
        line = json.dumps({"step": step, "seconds": round(seconds, 3), **losses})
        with (self.folder / _LOSSES).open("a", encoding="utf-8") as file:
            file.write(line + "\n")

    def losses(self) -> list[dict[str, float]]:
        """Every whole line of the losses."""
        path = self.folder / _LOSSES
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True) if path.exists() else []
        return [json.loads(line) for line in lines if line.endswith("\n")]

    def examples(self, step: int) -> Path:
        """A folder for the examples of this step, made where it is missing."""
        folder = self.folder / "examples" / f"{step:06d}"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def replace_model(self, partial: Path) -> None:
        """Make the model in `partial`, a folder beside `model_folder`, the run's newest one."""
        old = self.model_folder.with_name("model.old")
        shutil.rmtree(old, ignore_errors=True)
        if self.model_folder.exists():
            self.model_folder.rename(old)
        partial.rename(self.model_folder)
        shutil.rmtree(old, ignore_errors=True)

    def _place(self, step: int) -> Path:
        return self.folder / "checkpoints" / f"{step:06d}"

    def _steps(self) -> list[int]:
        return sorted(
            int(path.name) for path in (self.folder / "checkpoints").glob("*") if path.name.isdigit()
        )

    def _forget_losses_from(self, step: int) -> None:
        kept = [line for line in self.losses() if line["step"] < step]
        if (self.folder / _LOSSES).exists():
            text = "".join(json.dumps(line) + "\n" for line in kept)
            _write_whole(self.folder / _LOSSES, text.encode())


def _differences(before: Mapping[str, Any], now: Mapping[str, Any], place: str = "") -> list[str]:
    """The names of values that differ, the table [run] left out."""
    found: list[str] = []
    for name in sorted(before.keys() | now.keys()):
        a, b = before.get(name), now.get(name)
        if not place and name == "run":
            continue
        if isinstance(a, dict) and isinstance(b, dict):
            found += _differences(a, b, f"{place}{name}.")
        elif a != b:
            found.append(f"{place}{name}")
    return found


def _write_whole(path: Path, content: bytes) -> None:
    partial = path.with_name(path.name + _PARTIAL)
    partial.write_bytes(content)
    _flush(partial)
    partial.replace(path)


def _flush(path: Path) -> None:
    """Have the file on the disk, not in a cache, before anything points at it."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
