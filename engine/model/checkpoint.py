"""A folder on disk <-> the networks. Strict: a missing, left-over or wrongly shaped tensor is named.

Only `model_config.json` and what `weights.py` calls weights are read; whatever else lies there is not opened.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor, nn

from engine.errors import CheckpointError, OutputError
from engine.model import text
from engine.model.autoencoder_config import SameConfig
from engine.model.conditioning import Conditioner
from engine.model.config import (
    CONFIG_NAME,
    ModelConfig,
    is_whole,
    read_config,
    read_same_config,
)
from engine.model.dit import Dit
from engine.model.same import Same
from engine.model.weights import INDEX_NAME, WEIGHTS_NAME, open_weights, save_weights, stored

SAME_PREFIX = "pretransform.model."
_MAX_NAMED = 3
_AT_ONCE = 2**26
"""Numbers that are converted before the file is let go: 256 MB in float32."""
_DTYPES = {"F64", "F32", "F16", "BF16"}


@dataclass(frozen=True, slots=True)
class Model:
    """A loaded checkpoint: three networks, where they came from, and where they are.

    `dtype` is the transformer's; the autoencoder may have another.
    """

    folder: Path
    config: ModelConfig
    dit: Dit
    same: Same
    conditioner: Conditioner
    device: torch.device
    dtype: torch.dtype

    @property
    def same_dtype(self) -> torch.dtype:
        """What the autoencoder computes in."""
        return next(self.same.parameters()).dtype

    @property
    def parts(self) -> dict[str, nn.Module]:
        """The networks by the prefix of their tensors' names."""
        return {
            "model.model.": self.dit,
            SAME_PREFIX: self.same,
            "conditioner.conditioners.": self.conditioner,
        }


def build(config: ModelConfig, folder: Path, device: torch.device | str = "cpu") -> Model:
    """New networks of these dimensions, with the weights that training starts from.

    The text encoder is the folder's.
    """
    with torch.device(device):
        parts = Dit(config.dit), Same(config.same), Conditioner(config.conditioning, folder)
    return Model(folder, config, *parts, torch.device(device), torch.float32)


def load(
    folder: Path | str,
    *,
    device: torch.device | str = "cpu",
    dtype: torch.dtype = torch.float32,
    rest: torch.dtype | None = None,
) -> Model:
    """Load a whole checkpoint for use; the text encoder waits until a prompt is encoded.

    Args:
        folder: in the published layout.
        device: where it is to run.
        dtype: of the transformer.
        rest: of autoencoder and conditioner, where it is another.
    Raises:
        CheckpointError: the folder is not a whole model; nothing has been loaded then.
    """
    folder = Path(folder)
    config = read_config(folder)
    model = build(config, folder, "meta")
    dtypes = [dtype if part is model.dit else rest or dtype for part in model.parts.values()]
    _fill(folder, model.parts, torch.device(device), dtypes)
    for part in model.parts.values():
        part.eval().requires_grad_(False)
    return replace(model, device=torch.device(device), dtype=dtype)


def load_same(
    folder: Path | str, *, device: torch.device | str = "cpu", dtype: torch.dtype = torch.float32
) -> Same:
    """Load the autoencoder alone, from its own folder or out of a whole checkpoint.

    Raises:
        CheckpointError: the folder does not hold a whole autoencoder.
    """
    folder = Path(folder)
    same = _build_same(read_same_config(folder))
    prefix = SAME_PREFIX if is_whole(folder) else ""
    _fill(folder, {prefix: same}, torch.device(device), [dtype])
    return same.eval().requires_grad_(False)


def check(folder: Path | str) -> list[str]:
    """What keeps this folder from being a whole model: sentences, none if it is one. Reads headers only."""
    folder = Path(folder)
    try:
        problems = _differences(folder, expected_parts(folder))
        if is_whole(folder):
            problems += _text_encoder_problems(folder / read_config(folder).conditioning.text_folder)
    except CheckpointError as error:
        return [str(error)]
    return [str(CheckpointError(folder, problem)) for problem in problems]


def save(
    folder: Path | str, model: Model, *, dtype: torch.dtype = torch.float32, max_bytes: int | None = None
) -> None:
    """Write a checkpoint in the published layout. No text encoder.

    Args:
        folder: made where it is missing.
        model: the networks.
        dtype: what tensors are stored as; float16 halves the size, and loading gives float32 again.
        max_bytes: of each file; more than that is split over several, with an index.
    Raises:
        OutputError: the folder cannot be written.
        ValueError: a value is too large for `dtype`, or a tensor for a file.
    """
    tensors = {
        prefix + name: tensor
        for prefix, part in model.parts.items()
        for name, tensor in part.state_dict().items()
    }
    _save(Path(folder), model.config.raw, stored(tensors, dtype), max_bytes)


def save_same(
    folder: Path | str,
    same: Same,
    raw: Mapping[str, object],
    *,
    dtype: torch.dtype = torch.float32,
    max_bytes: int | None = None,
) -> None:
    """Write an autoencoder alone, with `raw` as its configuration; the rest as in `save`."""
    _save(Path(folder), raw, stored(same.state_dict(), dtype), max_bytes)


def _save(
    folder: Path, raw: Mapping[str, object], tensors: Mapping[str, Tensor], max_bytes: int | None
) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / CONFIG_NAME).write_text(json.dumps(raw, indent=2), encoding="utf-8")
    except OSError as error:
        raise OutputError(folder, f"{error}") from error
    save_weights(folder, tensors, max_bytes)


def _build_same(config: SameConfig) -> Same:
    with torch.device("meta"):
        return Same(config)


def expected_parts(folder: Path) -> dict[str, nn.Module]:
    """The networks that the folder's configuration describes, without memory, by the prefix of their tensors.

    Raises:
        CheckpointError: the configuration is missing, damaged, or asks for what is not built.
    """
    if is_whole(folder):
        return build(read_config(folder), folder, "meta").parts
    return {"": _build_same(read_same_config(folder))}


def _expected_shapes(parts: Mapping[str, nn.Module]) -> dict[str, tuple[int, ...]]:
    return {
        prefix + name: tuple(tensor.shape)
        for prefix, part in parts.items()
        for name, tensor in part.state_dict().items()
    }


def _differences(folder: Path, parts: Mapping[str, nn.Module], *, only: str = "") -> list[str]:
    """What is wrong with the header of the weights, worst first; tensors outside `only` do not count."""
    expected = _expected_shapes(parts)
    with open_weights(folder) as weights:
        found = [name for name in weights.names() if name.startswith(only)]
        shapes = {name: weights.shape(name) for name in found}
        dtypes = {name: weights.dtype(name) for name in found}
    wrong = [
        f"the tensor “{name}” has shape {list(shape)} instead of {list(expected[name])}"
        for name, shape in shapes.items()
        if shape != expected.get(name, shape)
    ]
    wrong += [
        f"the tensor “{name}” is of type {dtype}, which no published model has"
        for name, dtype in dtypes.items()
        if dtype not in _DTYPES
    ]
    missing = [f"the tensor “{name}” is missing" for name in expected if name not in shapes]
    left_over = [f"the tensor “{name}” belongs to no part of it" for name in shapes if name not in expected]
    return missing + wrong + left_over


def _fill(
    folder: Path, parts: Mapping[str, nn.Module], device: torch.device, dtypes: Sequence[torch.dtype]
) -> None:
    """Give networks that were built without memory the tensors of the folder, each in a type of its own.

    Taken as it is stored, the file stays mapped: nothing is copied, and processes share it. Where a type is
    converted, all of it is copied, `_AT_ONCE` after `_AT_ONCE`, and the file is let go each time:
    what has been read of a mapped file would stay in memory beside its copy.
    """
    only = SAME_PREFIX if list(parts) == [SAME_PREFIX] else ""
    problems = _differences(folder, parts, only=only)
    if problems:
        more = len(problems) - _MAX_NAMED
        tail = f"; and {more} more" if more > 0 else ""
        raise CheckpointError(folder, "; ".join(problems[:_MAX_NAMED]) + tail)
    is_copied = len(set(dtypes)) > 1
    with ExitStack() as stack:
        mapped = None if is_copied else stack.enter_context(open_weights(folder))
        for (prefix, part), dtype in zip(parts.items(), dtypes, strict=True):
            tensors: dict[str, Tensor] = {}
            for names in _groups(part):
                with nullcontext(mapped) if mapped else open_weights(folder) as weights:
                    for name in names:
                        tensor = weights.tensor(prefix + name)
                        tensors[name] = _cast(name, tensor, device, dtype, copy=is_copied)
                        del tensor  # it holds the file
            part.load_state_dict(tensors, strict=True, assign=True)
            part.to(device)  # constants that no checkpoint holds


def _cast(name: str, tensor: Tensor, device: torch.device, dtype: torch.dtype, *, copy: bool) -> Tensor:
    """To its place and type; frequencies stay float32."""
    return tensor.to(device, torch.float32 if name.endswith("inv_freq") else dtype, copy=copy)


def _groups(part: nn.Module) -> Iterator[list[str]]:
    """The names of its tensors in order, few enough at a time."""
    names: list[str] = []
    size = 0
    for name, tensor in part.state_dict().items():
        if names and size + tensor.numel() > _AT_ONCE:
            yield names
            names, size = [], 0
        names.append(name)
        size += tensor.numel()
    if names:
        yield names


def _text_encoder_problems(folder: Path) -> list[str]:
    if not folder.is_dir():
        return [f"the text encoder's folder “{folder.name}” is missing"]
    names = ("config.json", "tokenizer.json")
    missing = [f"{folder.name}/{name} is missing" for name in names if not (folder / name).is_file()]
    if not (folder / WEIGHTS_NAME).is_file() and not (folder / INDEX_NAME).is_file():
        missing.append(f"{folder.name}/{WEIGHTS_NAME} is missing")
    if missing:
        return missing
    with open_weights(folder):  # raises where the file is cut short
        pass
    return text.problems(folder)
