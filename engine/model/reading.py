"""Read values out of a JSON object, strictly: a wrong type or a nonsense size is one sentence."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.errors import CheckpointError

MAX_JSON_BYTES = 2**24

MAX_DEPTH = 256
"""Layers of a network: each costs time even where it costs no memory."""


class Reader:
    """One JSON object of a configuration, with its place in the file for the sentences.

    Absent keys get the default; `null` counts as absent; keys that nobody asks for are ignored.
    """

    def __init__(self, folder: Path, values: Mapping[str, Any], place: str = "") -> None:
        self.folder = folder
        self.values = values
        self.place = place

    def __contains__(self, key: str) -> bool:
        return self.values.get(key) is not None

    def refuse(self, key: str, wanted: str) -> CheckpointError:
        """The error that says which key is wrong and what it must be."""
        found = json.dumps(self.values.get(key), default=str)
        found = found if len(found) <= 60 else found[:57] + "…"
        return CheckpointError(
            self.folder, f"“{self.place}{key}” in its configuration must be {wanted}, not {found}"
        )

    def integer(self, key: str, default: int | None = None, *, low: int = 1, high: int = 2**16) -> int:
        """A whole number between `low` and `high`, both included."""
        value = self._value(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise self.refuse(key, f"a whole number between {low} and {high}")
        return value

    def number(self, key: str, default: float | None = None, *, low: float = 0.0, high: float = 1e6) -> float:
        """A finite number between `low` and `high`, both included."""
        value = self._value(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise self.refuse(key, "a number")
        if not low <= value <= high:
            raise self.refuse(key, f"a number between {low:g} and {high:g}")
        return float(value)

    def flag(self, key: str, default: bool | None = None) -> bool:
        """True or false."""
        value = self._value(key, default)
        if not isinstance(value, bool):
            raise self.refuse(key, "true or false")
        return value

    def word(self, key: str, default: str | None = None, *, among: tuple[str, ...] = ()) -> str:
        """A text; one of `among` where that is given."""
        value = self._value(key, default)
        if not isinstance(value, str) or (among and value not in among):
            raise self.refuse(key, " or ".join(f"“{word}”" for word in among) if among else "a text")
        return value

    def only(self, key: str, wanted: Any, *, default: Any = None) -> None:
        """Refuse every value but `wanted`: the networks here are built for that one."""
        value = self._value(key, wanted if default is None else default)
        if type(value) is not type(wanted) or value != wanted:
            raise self.refuse(key, json.dumps(wanted))

    def integers(
        self, key: str, count: int | None, default: list[int] | None = None, *, low: int = 1
    ) -> list[int]:
        """A list of exactly `count` whole numbers, or of any number of them, between `low` and 65536."""
        value = self._value(key, default)
        if not isinstance(value, list) or (len(value) != count and count is not None):
            wanted = "" if count is None else f"{count} "
            raise self.refuse(key, f"a list of {wanted}whole number{'' if count == 1 else 's'}")
        items = Reader(self.folder, {f"{key}[{i}]": item for i, item in enumerate(value)}, self.place)
        return [items.integer(f"{key}[{i}]", low=low) for i in range(len(value))]

    def object(self, key: str, *, optional: bool = False) -> Reader:
        """A nested object; an empty one where it is absent and `optional`."""
        value = self._value(key, {} if optional else None)
        if not isinstance(value, dict):
            raise self.refuse(key, "an object")
        return Reader(self.folder, value, f"{self.place}{key}.")

    def objects(self, key: str) -> list[Reader]:
        """A list of objects."""
        value = self._value(key, None)
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.refuse(key, "a list of objects")
        return [Reader(self.folder, item, f"{self.place}{key}[{i}].") for i, item in enumerate(value)]

    def _value(self, key: str, default: Any) -> Any:
        value = self.values.get(key)
        return default if value is None else value


def open_json(folder: Path, name: str) -> Reader:
    """Read `folder/name`, an object at the top.

    Raises:
        CheckpointError: the file is missing, larger than 16 MiB, no JSON, or no object.
    """
    path = folder / name
    try:
        if path.stat().st_size > MAX_JSON_BYTES:
            raise CheckpointError(folder, f"{name} is far too large to be a configuration")
        values = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CheckpointError(folder, f"{name} is missing") from None
    except OSError as error:
        raise CheckpointError(folder, f"{name} cannot be read ({error.strerror})") from error
    except (ValueError, RecursionError) as error:
        raise CheckpointError(folder, f"{name} is damaged: it is not JSON") from error
    if not isinstance(values, dict):
        raise CheckpointError(folder, f"{name} is damaged: it holds no object")
    return Reader(folder, values)
