"""Prompt and duration -> context.

`B` batch, `L` tokens of a prompt, `D` width of the condition. Source: MODEL.md 1.7 and 4.1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import torch
from torch import Tensor, nn

from engine.errors import CheckpointError
from engine.model.attention import FourierFeatures
from engine.model.config import ConditioningConfig
from engine.model.text import T5Gemma, TextEncoder


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

    @property
    def lengths(self) -> tuple[int, ...]:
        """Tokens of each prompt, which come first; all of a row where they do not."""
        counts = self.mask.sum(dim=1).tolist()
        return tuple(n if bool(row[:n].all()) else len(row) for n, row in zip(counts, self.mask, strict=True))


class PromptConditioner(nn.Module):
    """Prompts -> context, through a text encoder that is loaded when the first prompt comes.

    Args:
        width: of the context.
        load: makes the text encoder on a device.
    """

    def __init__(self, width: int, load: Callable[[torch.device], TextEncoder]) -> None:
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
            self.text_encoder = self.load(self.padding_embedding.device)
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


def _load_text_encoder(folder: Path, config: ConditioningConfig, device: torch.device) -> TextEncoder:
    encoder = T5Gemma(folder, config.max_tokens, device)
    if encoder.width != config.cond_dim:
        raise CheckpointError(
            folder, f"its text encoder has width {encoder.width} instead of {config.cond_dim}"
        )
    return encoder


class Conditioner(nn.Module):
    """`prompt(texts)` and `duration(seconds)`. The names of the parts are those of the checkpoints."""

    def __init__(self, config: ConditioningConfig, folder: Path) -> None:
        super().__init__()
        self.config = config
        self.prompt = PromptConditioner(
            config.cond_dim, partial(_load_text_encoder, folder / config.text_folder, config)
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
