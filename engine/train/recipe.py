"""Recipes: a TOML file that says everything about a training run, read into frozen dataclasses.

A table of the file is a field that is itself a dataclass. Absent keys have the field's default; keys that
no field has are refused by name, so that a typing error never trains the wrong thing for a day.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from engine.errors import EngineError

R = TypeVar("R")

_WORDS = {int: "a whole number", float: "a number", bool: "true or false", str: "a text"}


class RecipeError(EngineError):
    """A recipe that cannot be followed."""

    def __init__(self, recipe: Path | str, reason: str) -> None:
        super().__init__(f"The recipe “{Path(recipe).name}” cannot be followed: {reason}.")
        self.recipe = Path(recipe)
        self.reason = reason

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.recipe, self.reason)


@dataclass(frozen=True, slots=True)
class RunSettings:
    """How long a run lasts and how often it is kept.

    Args:
        steps: optimiser steps from first to last.
        batch: items per step.
        seed: of the weights, the order of the sounds and all noise.
        checkpoint_every: steps between checkpoints; what lies between them is lost in a crash.
        show_every: steps between examples; 0, none.
        keep: checkpoints that stay on disk.
        precision: `float32`, or `bfloat16` for the networks' matrix products where the
            device is quick at it.
        compile: whether networks are compiled where there is CUDA.
    """

    steps: int
    batch: int
    seed: int = 0
    checkpoint_every: int = 500
    show_every: int = 2000
    keep: int = 2
    precision: str = "float32"
    compile: bool = False

    def __post_init__(self) -> None:
        for name in ("steps", "batch", "checkpoint_every", "keep"):
            if getattr(self, name) < 1:
                raise ValueError(f"“{name}” must be at least 1")
        if self.precision not in ("float32", "bfloat16"):
            raise ValueError("“precision” must be float32 or bfloat16")
        if not 0 <= self.seed < 2**31 or self.show_every < 0:
            raise ValueError("“seed” and “show_every” must not be negative")


@dataclass(frozen=True, slots=True)
class OptimiserSettings:
    """AdamW with a warm-up, a plateau and a cosine down to `final` of the learning rate.

    Args:
        learning_rate: on the plateau.
        warm_up: steps from zero to it.
        decay: the last share of all steps, over which it falls.
        final: what is left of it at the end.
        beta1, beta2, weight_decay: AdamW's.
        clip: the largest norm of a gradient.
        ema: decay of the moving average of the weights that is exported.
    """

    learning_rate: float
    warm_up: int = 200
    decay: float = 0.5
    final: float = 0.02
    beta1: float = 0.9
    beta2: float = 0.95
    weight_decay: float = 0.01
    clip: float = 1.0
    ema: float = 0.999

    def __post_init__(self) -> None:
        if not 0 < self.learning_rate < 1 or not 0 <= self.ema < 1 or self.clip <= 0:
            raise ValueError("“learning_rate” and “ema” must lie between 0 and 1, and “clip” above 0")


def read_recipe(path: Path, kind: type[R]) -> R:
    """The recipe in a file, as a `kind` of dataclass.

    Raises:
        RecipeError: the file is missing or no TOML, a key is unknown, missing or of the wrong type, or a
            value makes no sense.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RecipeError(path, f"it cannot be read ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RecipeError(path, f"it is not TOML: {error}") from error
    return _table(path, kind, values, "")


def _table(path: Path, kind: type[R], values: Mapping[str, Any], place: str) -> R:
    known = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]
    for name in values.keys() - known.keys():
        raise RecipeError(path, f"it has a key “{place}{name}” that nothing knows; remove or correct it")
    hints = get_type_hints(kind)
    given = {
        name: _value(path, hints[name], value, f"{place}{name}")
        for name, value in _with_empty_tables(known, hints, values).items()
    }
    for name, field in known.items():
        if name not in given and field.default is MISSING and field.default_factory is MISSING:
            raise RecipeError(path, f"the key “{place}{name}” is missing")
    try:
        return kind(**given)
    except ValueError as error:
        raise RecipeError(path, f"in [{place.rstrip('.') or 'top'}] {error}") from error


def _with_empty_tables(
    known: Mapping[str, Field[Any]], hints: Mapping[str, Any], values: Mapping[str, Any]
) -> dict[str, Any]:
    """The values, and an empty table for each one that is left out: its own keys may all have defaults."""
    absent: dict[str, Any] = {name: {} for name in known if name not in values and is_dataclass(hints[name])}
    return dict(values) | absent


def _value(path: Path, hint: Any, value: Any, place: str) -> Any:
    if is_dataclass(hint) and isinstance(hint, type):
        if not isinstance(value, dict):
            raise RecipeError(path, f"“{place}” must be a table")
        return _table(path, hint, value, f"{place}.")
    if get_origin(hint) is tuple:
        if not isinstance(value, list):
            raise RecipeError(path, f"“{place}” must be a list")
        return tuple(_value(path, get_args(hint)[0], item, f"{place}[{i}]") for i, item in enumerate(value))
    if hint is float and type(value) is int:
        return float(value)
    if type(value) is not hint:
        raise RecipeError(path, f"“{place}” must be {_WORDS[hint]}, not {value!r}")
    return value
