"""Reads prompts: the text encoder that the checkpoints bring along, through transformers, from disk alone."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import torch
from torch import Tensor
from torch.nn import functional as F

from engine.errors import CheckpointError, is_out_of_memory
from engine.model.reading import MAX_DEPTH, open_json
from engine.model.weights import open_weights

_PROBE = "Warm analog synth pulses, 112 BPM"


class TextEncoder(Protocol):
    """What reads prompts. It lives beside the networks, not among their weights."""

    def __call__(self, texts: list[str]) -> tuple[Tensor, Tensor]:
        """Hidden states `[B, L, D]` and bool mask `[B, L]`, True for a prompt's tokens, which come first."""
        ...

    def is_truncated(self, text: str) -> bool:
        """Whether the text has more tokens than L."""
        ...

    def to(self, device: torch.device | str) -> None:
        """Move the weights."""
        ...


class T5Gemma:
    """The text encoder of the published checkpoints, from a folder on disk, never from a network.

    Args:
        folder: holds `config.json`, `model.safetensors` and the tokenizer.
        max_tokens: what is longer is cut at the end; what is shorter is padded there.
        device: where it runs. On a CUDA device it keeps the type it was stored in, elsewhere it is float32.
    Raises:
        CheckpointError: the folder is missing or not whole, or its tokenizer pads or begins otherwise.
    """

    def __init__(self, folder: Path, max_tokens: int, device: torch.device | str = "cpu") -> None:
        self.folder = folder
        self.max_tokens = max_tokens
        self.device = torch.device(device)
        config = _checked_config(folder)  # first: transformers believes whatever sizes it finds there
        self.tokenizer = _load_tokenizer(folder)
        self.network = _load_encoder(folder, config, "auto" if self.device.type == "cuda" else torch.float32)
        self.network.to(self.device)
        self.width = int(self.network.config.encoder.hidden_size)
        self._check_layout()

    @torch.no_grad()
    def __call__(self, texts: list[str]) -> tuple[Tensor, Tensor]:
        """See `TextEncoder`."""
        ids, mask = self._tokens(texts)
        ids, mask = ids.to(self.device), mask.to(self.device)
        n_read = max(1, int(mask.sum(1).max()))  # padding is seen by nobody: most of a short prompt's work
        hidden = self.network(input_ids=ids[:, :n_read], attention_mask=mask[:, :n_read]).last_hidden_state
        return F.pad(hidden, (0, 0, 0, self.max_tokens - n_read)), mask.bool()

    def is_truncated(self, text: str) -> bool:
        """See `TextEncoder`."""
        return (
            len(self.tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"]) > self.max_tokens
        )

    def to(self, device: torch.device | str) -> None:
        """See `TextEncoder`."""
        self.device = torch.device(device)
        self.network.to(self.device)

    def _tokens(self, texts: list[str]) -> tuple[Tensor, Tensor]:
        found = self.tokenizer(
            texts,
            add_special_tokens=False,
            padding="max_length",
            truncation=True,
            max_length=self.max_tokens,
            return_tensors="pt",
        )
        return found["input_ids"].reshape(len(texts), -1).long(), found["attention_mask"].long()

    def _check_layout(self) -> None:
        """The networks learnt prompts that begin at once and are padded on the right."""
        ids, mask = self._tokens([_PROBE])
        n_tokens = int(mask.sum())
        begins = n_tokens > 0 and int(ids[0, 0]) != self.tokenizer.bos_token_id
        if not begins or ids.shape[1] != self.max_tokens or not bool(mask[0, :n_tokens].all()):
            raise CheckpointError(
                self.folder, "its tokenizer does not lay prompts out as the networks learnt them"
            )


def problems(folder: Path) -> list[str]:
    """What keeps this folder from being a whole text encoder, read from headers and small files alone."""
    try:
        _checked_config(folder)
        _load_tokenizer(folder)
    except CheckpointError as error:
        return [f"{error.reason} (in {folder.name})"]
    return []


def _load_tokenizer(folder: Path) -> Any:
    from transformers import AutoTokenizer  # seconds to import, and only needed here

    try:
        return AutoTokenizer.from_pretrained(
            folder,
            local_files_only=True,
            trust_remote_code=False,  # None would ask at the terminal whether to run the folder's own code
            padding_side="right",
            truncation_side="right",
        )
    except Exception as error:  # transformers raises of every kind for a damaged folder
        raise CheckpointError(
            folder, f"its tokenizer is missing or damaged ({_first_line(error)})"
        ) from error


def _load_encoder(folder: Path, config: Any, dtype: torch.dtype | str) -> Any:
    """The encoder half; the folder's decoder half is left on the disk."""
    from transformers import T5GemmaEncoderModel

    try:
        with quiet():
            encoder = T5GemmaEncoderModel.from_pretrained(
                folder, config=config, local_files_only=True, use_safetensors=True, dtype=dtype
            )
    except Exception as error:  # transformers raises of every kind for a damaged folder
        if is_out_of_memory(error):
            raise
        raise CheckpointError(folder, f"its text encoder is damaged ({_first_line(error)})") from error
    return encoder.eval().requires_grad_(False)


def _checked_config(folder: Path) -> Any:
    """The encoder's configuration, once the header of its weights is seen to fit it."""
    from transformers import T5GemmaConfig, T5GemmaEncoderModel

    if not folder.is_dir():
        raise CheckpointError(
            folder, "the text encoder's folder is missing, and prompts cannot be read without it"
        )
    if not (folder / "config.json").is_file():  # transformers would make one up, of 2 billion parameters
        raise CheckpointError(folder, "the text encoder's config.json is missing")
    sizes = open_json(folder, "config.json").object("encoder")
    sizes.integer("num_hidden_layers", 1, high=MAX_DEPTH)
    try:
        config = T5GemmaConfig.from_pretrained(folder, local_files_only=True)
        config.is_encoder_decoder = False
        with torch.device("meta"):
            wanted = T5GemmaEncoderModel(config).state_dict()
        _check_shapes(folder, {f"model.{name}": tuple(tensor.shape) for name, tensor in wanted.items()})
    except CheckpointError:
        raise
    except Exception as error:  # transformers raises of every kind for a damaged folder
        raise CheckpointError(folder, f"its text encoder is damaged ({_first_line(error)})") from error
    return config


def _check_shapes(folder: Path, wanted: dict[str, tuple[int, ...]]) -> None:
    """Compare with the header of the weights, before any memory is taken."""
    with open_weights(folder) as weights:
        found = {name: weights.shape(name) for name in weights.names()}
    for name, shape in wanted.items():
        if found.get(name) != shape:
            what = (
                "is missing"
                if name not in found
                else f"has shape {list(found[name])} instead of {list(shape)}"
            )
            raise CheckpointError(folder, f"the text encoder's tensor “{name}” {what}")


@contextmanager
def quiet() -> Iterator[None]:
    """No bars, and no list of the decoder's tensors that are left out."""
    from transformers.utils import logging as transformers_logging

    verbosity = transformers_logging.get_verbosity()
    has_bar = transformers_logging.is_progress_bar_enabled()
    transformers_logging.set_verbosity(logging.CRITICAL)
    transformers_logging.disable_progress_bar()
    try:
        yield
    finally:
        transformers_logging.set_verbosity(verbosity)
        if has_bar:
            transformers_logging.enable_progress_bar()


def _first_line(error: Exception) -> str:
    text = str(error).strip() or type(error).__name__
    return text.splitlines()[0].rstrip(".")[:160]
