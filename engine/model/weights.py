"""Tensors in safetensors files: one file, or several with an index beside them.

The index is that of the Hugging Face layout; only plain names of files in the folder itself are followed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from engine.errors import CheckpointError, OutputError
from engine.model.reading import open_json

WEIGHTS_NAME = "model.safetensors"
INDEX_NAME = "model.safetensors.index.json"
_SHARDS = "model-*-of-*.safetensors"
_HEADER_BYTES = 160
"""More than the header of a file needs for one tensor, its name not counted."""


class Weights:
    """The tensors of a folder by name, wherever they lie; nothing is read before it is asked for."""

    def __init__(self, files: Mapping[str, safe_open]) -> None:
        self._files = files

    def names(self) -> list[str]:
        """All names."""
        return list(self._files)

    def shape(self, name: str) -> tuple[int, ...]:
        """The shape, from the header."""
        return tuple(self._files[name].get_slice(name).get_shape())

    def dtype(self, name: str) -> str:
        """The type, in the words of the header: `F32`, `F16` and so on."""
        return self._files[name].get_slice(name).get_dtype()

    def tensor(self, name: str) -> Tensor:
        """The tensor itself, on the CPU."""
        return self._files[name].get_tensor(name)


@contextmanager
def open_weights(folder: Path) -> Iterator[Weights]:
    """The folder's weights: `model.safetensors` where there is one, else what its index names.

    Raises:
        CheckpointError: a file is missing or damaged, or index and files do not agree.
    """
    if (folder / WEIGHTS_NAME).is_file():
        with _open(folder, WEIGHTS_NAME) as file:
            yield Weights(dict.fromkeys(file.keys(), file))
        return
    if not (folder / INDEX_NAME).is_file():
        raise CheckpointError(folder, f"{WEIGHTS_NAME} is missing")
    places = _places(folder)
    with ExitStack() as stack:
        files = {name: stack.enter_context(_open(folder, name)) for name in sorted(set(places.values()))}
        _check_agreement(folder, places, files)
        yield Weights({name: files[place] for name, place in places.items()})


def save_weights(folder: Path, tensors: Mapping[str, Tensor], max_bytes: int | None = None) -> None:
    """Write tensors as they are: as one file, or as several of at most `max_bytes` each with an index.

    Weights in the other form, from before, are removed.

    Raises:
        OutputError: the folder cannot be written.
        ValueError: one tensor alone is larger than `max_bytes`.
    """
    shards = _shards(tensors, max_bytes) if max_bytes else [dict(tensors)]
    names = [f"model-{i:05d}-of-{len(shards):05d}.safetensors" for i in range(1, len(shards) + 1)]
    names = names if len(shards) > 1 else [WEIGHTS_NAME]
    try:
        for name, shard in zip(names, shards, strict=True):
            save_file(shard, folder / name)
        if len(shards) > 1:
            places = {key: name for name, shard in zip(names, shards, strict=True) for key in shard}
            total = sum(tensor.nbytes for tensor in tensors.values())
            index = {"metadata": {"total_size": total}, "weight_map": places}
            (folder / INDEX_NAME).write_text(json.dumps(index, indent=2), encoding="utf-8")
        for old in {*folder.glob(_SHARDS), folder / WEIGHTS_NAME} - {folder / name for name in names}:
            old.unlink(missing_ok=True)
        if len(shards) == 1:
            (folder / INDEX_NAME).unlink(missing_ok=True)
    except (OSError, SafetensorError) as error:
        raise OutputError(folder, f"{error}") from error


def stored(tensors: Mapping[str, Tensor], dtype: torch.dtype) -> dict[str, Tensor]:
    """Tensors as they are stored: on the CPU, in this type; rotary frequencies always in float32.

    Raises:
        ValueError: a value is too large for the type.
    """
    plain = {}
    for name, tensor in tensors.items():
        kept = torch.float32 if name.endswith("inv_freq") else dtype
        plain[name] = tensor.detach().to("cpu", kept).contiguous()
        if not plain[name].isfinite().all() and tensor.isfinite().all():
            raise ValueError(f"{name} holds values that are too large for {dtype}")
    return plain


def _shards(tensors: Mapping[str, Tensor], max_bytes: int) -> list[dict[str, Tensor]]:
    """The tensors in order, cut where a file would become too large."""
    shards: list[dict[str, Tensor]] = [{}]
    room = max_bytes
    for name, tensor in tensors.items():
        needed = tensor.nbytes + len(name) + _HEADER_BYTES
        if needed > max_bytes:
            raise ValueError(f"{name} alone is larger than {max_bytes} bytes")
        if needed > room:
            shards.append({})
            room = max_bytes
        shards[-1][name] = tensor
        room -= needed
    return shards


def _open(folder: Path, name: str) -> safe_open:
    if not (folder / name).is_file():
        raise CheckpointError(folder, f"{name} is missing")
    try:
        return safe_open(folder / name, framework="pt")
    except (SafetensorError, OSError, ValueError) as error:
        raise CheckpointError(folder, f"{name} is damaged or not whole") from error


def _places(folder: Path) -> dict[str, str]:
    """Which file each tensor lies in, by the index."""
    index = open_json(folder, INDEX_NAME).object("weight_map")
    places = {name: index.word(name) for name in index.values}
    for place in places.values():
        if Path(place).name != place or "\\" in place or not place.endswith(".safetensors"):
            raise CheckpointError(folder, f"{INDEX_NAME} points at “{place}”, which is no file of its folder")
    return places


def _check_agreement(folder: Path, places: Mapping[str, str], files: Mapping[str, safe_open]) -> None:
    """Refuse a tensor that is not where the index says, or that lies where the index does not say."""
    for place, file in files.items():
        inside = set(file.keys())
        promised = {name for name, where in places.items() if where == place}
        for name in sorted(promised - inside):
            raise CheckpointError(folder, f"the tensor “{name}” is missing in {place}")
        for name in sorted(inside - promised):
            raise CheckpointError(folder, f"the tensor “{name}” in {place} is not in {INDEX_NAME}")
