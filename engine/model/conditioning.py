"""Prompt and duration -> context.

`B` batch, `L` tokens of a prompt, `D` width of the condition. Source: MODEL.md 1.7 and 4.1.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import torch
from torch import Tensor, nn

from engine.errors import CheckpointError
from engine.model.attention import FourierFeatures
from engine.model.config import ConditioningConfig

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


@dataclass(frozen=True, slots=True)
class PromptEmbedding:
    """Prompts as context.

    `embedding` is `[B, L, D]`, with the learned padding in place where a prompt has no token; `mask` is bool
    `[B, L]`, True for tokens; `truncated` says for each prompt whether its end was cut off.
    """

    embedding: Tensor
    mask: Tensor
    truncated: tuple[bool, ...]

    @property
    def without_padding(self) -> Tensor:
        """The embedding with zeros for the padding, as a negative prompt wants it (MODEL.md 4.2)."""
        return self.embedding * self.mask[..., None]


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
        self._tokenizer = _load_tokenizer(folder)
        self._encoder = _load_encoder(folder, "auto" if self.device.type == "cuda" else torch.float32)
        self._encoder.to(self.device)
        self._check_layout()

    @torch.no_grad()
    def __call__(self, texts: list[str]) -> tuple[Tensor, Tensor]:
        """See `TextEncoder`."""
        ids, mask = self._tokens(texts)
        ids, mask = ids.to(self.device), mask.to(self.device)
        hidden = self._encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        return hidden, mask.bool()

    def is_truncated(self, text: str) -> bool:
        """See `TextEncoder`."""
        return (
            len(self._tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"]) > self.max_tokens
        )

    def to(self, device: torch.device | str) -> None:
        """See `TextEncoder`."""
        self.device = torch.device(device)
        self._encoder.to(self.device)

    def _tokens(self, texts: list[str]) -> tuple[Tensor, Tensor]:
        found = self._tokenizer(
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
        begins = n_tokens > 0 and int(ids[0, 0]) != self._tokenizer.bos_token_id
        if not begins or ids.shape[1] != self.max_tokens or not bool(mask[0, :n_tokens].all()):
            raise CheckpointError(
                self.folder, "its tokenizer does not lay prompts out as the networks learnt them"
            )


class PromptConditioner(nn.Module):
    """Prompts -> context, through a text encoder that is loaded when the first prompt comes.

    Args:
        width: of the context.
        load: makes the text encoder.
    """

    def __init__(self, width: int, load: Callable[[], TextEncoder]) -> None:
        super().__init__()
        self.padding_embedding = nn.Parameter(0.02 * torch.randn(width))
        self.load = load
        self.text_encoder: TextEncoder | None = None

    def forward(self, texts: list[str]) -> PromptEmbedding:
        """Encode prompts; an empty one is padding all over.

        Raises:
            CheckpointError: the text encoder cannot be loaded, or its width is another.
        """
        if self.text_encoder is None:
            self.text_encoder = self.load()
        hidden, mask = self.text_encoder(texts)
        hidden, mask = hidden.to(self.padding_embedding.device), mask.to(self.padding_embedding.device)
        padding = self.padding_embedding.float()
        embedding = torch.where(mask[..., None], hidden.float(), padding)
        return PromptEmbedding(embedding, mask, tuple(self.text_encoder.is_truncated(text) for text in texts))


class NumberEmbedder(nn.Module):
    """Fourier features of a number in 0..1, and a Linear."""

    def __init__(self, width: int, n_features: int = 256) -> None:
        super().__init__()
        self.embedding = nn.Sequential(FourierFeatures(n_features), nn.Linear(n_features, width))

    @property
    def weight(self) -> Tensor:
        """`[width, n_features]`."""
        return self.embedding[1].weight  # type: ignore[return-value]

    def forward(self, number: Tensor) -> Tensor:
        """`[B]` -> `[B, width]`."""
        features, linear = self.embedding
        return linear(features(number.to(self.weight.device)).to(self.weight.dtype))


class DurationConditioner(nn.Module):
    """Seconds -> one vector, which serves as the context's last token and as the global condition."""

    def __init__(self, width: int, low: float, high: float) -> None:
        super().__init__()
        self.low, self.high = low, high
        self.embedder = NumberEmbedder(width)

    def forward(self, seconds: Tensor) -> Tensor:
        """`[B]` in seconds, held inside the trained range -> `[B, 1, width]`."""
        number = (seconds.float().clamp(self.low, self.high) - self.low) / (self.high - self.low)
        return self.embedder(number)[:, None]


class Conditioner(nn.Module):
    """`prompt(texts)` and `duration(seconds)`. The names of the parts are those of the checkpoints."""

    def __init__(self, config: ConditioningConfig, folder: Path, device: torch.device | str = "cpu") -> None:
        super().__init__()
        self.config = config
        self.prompt = PromptConditioner(
            config.cond_dim, lambda: T5Gemma(folder / config.text_folder, config.max_tokens, device)
        )
        self.seconds_total = DurationConditioner(config.cond_dim, config.min_seconds, config.max_seconds)

    def duration(self, seconds: Tensor) -> Tensor:
        """`[B]` in seconds -> `[B, 1, D]`."""
        return self.seconds_total(seconds)

    def use(self, encoder: TextEncoder) -> None:
        """Read prompts with this text encoder instead of the folder's own."""
        self.prompt.text_encoder = encoder

    def release_text_encoder(self) -> None:
        """Forget the text encoder and its memory; the next prompt loads it again."""
        self.prompt.text_encoder = None


def _load_tokenizer(folder: Path) -> Any:
    from transformers import AutoTokenizer  # seconds to import, and only needed here

    if not folder.is_dir():
        raise CheckpointError(
            folder, "the text encoder's folder is missing, and prompts cannot be read without it"
        )
    try:
        return AutoTokenizer.from_pretrained(
            folder, local_files_only=True, padding_side="right", truncation_side="right"
        )
    except Exception as error:  # transformers raises of every kind for a damaged folder
        raise CheckpointError(
            folder, f"its tokenizer is missing or damaged ({_first_line(error)})"
        ) from error


def _load_encoder(folder: Path, dtype: torch.dtype | str) -> Any:
    from transformers import T5GemmaEncoderModel
    from transformers.utils import logging as transformers_logging

    if not (folder / "model.safetensors").is_file():
        raise CheckpointError(folder, "the text encoder's model.safetensors is missing")
    quiet = transformers_logging.get_verbosity()
    transformers_logging.set_verbosity(logging.CRITICAL)  # it names every decoder tensor that we leave out
    try:
        encoder, found = T5GemmaEncoderModel.from_pretrained(
            folder, local_files_only=True, use_safetensors=True, dtype=dtype, output_loading_info=True
        )
    except Exception as error:
        raise CheckpointError(folder, f"its text encoder is damaged ({_first_line(error)})") from error
    finally:
        transformers_logging.set_verbosity(quiet)
    wrong = sorted(found["missing_keys"]) + sorted(str(key) for key in found["mismatched_keys"])
    if wrong:
        raise CheckpointError(folder, f"the text encoder's tensor “{wrong[0]}” is missing or wrongly shaped")
    return encoder.eval()


def _first_line(error: Exception) -> str:
    text = str(error).strip() or type(error).__name__
    return text.splitlines()[0].rstrip(".")[:160]
