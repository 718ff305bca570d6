"""How much there is to compute and to read in each phase at the least: the floor under what is measured.

Counted from the networks' own shapes: two operations for each weight and token, and what attention adds.
Norms, activations, resampling and files are left out, so no run can reach it. `T` latent frames.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from engine.model.checkpoint import Model
from engine.model.same import Stage


@dataclass(frozen=True, slots=True)
class Work:
    """Operations by the type they are done in, and bytes of weights that have to be read once."""

    by_type: Mapping[torch.dtype, float]
    n_bytes: float

    @property
    def operations(self) -> float:
        """All of them."""
        return sum(self.by_type.values())


NOTHING = Work({}, 0.0)


def step(model: Model, n_latents: int, n_rows: int = 1) -> Work:
    """One evaluation of the transformer over `n_latents` latent frames; the context is known already."""
    config = model.config.dit
    n_tokens = n_latents + config.n_memory
    n_context = model.config.conditioning.max_tokens + 1
    once = [layer for name, layer in _layers(model.dit) if not _is_prepared(name)]
    pairs = 2 if config.is_differential else 1
    attention = 4 * pairs * config.width * n_tokens * (n_tokens + n_context) * config.depth
    done = Counter({model.dtype: n_rows * attention}) + _products(once, n_rows * n_tokens)
    return Work(done, _bytes(once))


def text(model: Model) -> Work:
    """One prompt, as long as prompts may be; none where the text encoder is not loaded."""
    encoder: Any = model.conditioner.prompt.text_encoder
    network = getattr(encoder, "network", None)
    if network is None:
        return NOTHING
    linear = [layer for _, layer in _layers(network)]
    memory = [layer for name, layer in _layers(model.dit) if "to_kv" in name or "to_cond_embed" in name]
    n_tokens = model.config.conditioning.max_tokens
    return Work(_products([*linear, *memory], n_tokens), _bytes(linear) + _bytes(memory))


def encoding(model: Model, n_latents: int) -> Work:
    """Samples of `n_latents` latent frames through the encoder."""
    return _autoencoding(model.same.encoder, model.same.encoder.stage, n_latents)


def decoding(model: Model, n_latents: int) -> Work:
    """`n_latents` latent frames through the decoder."""
    return _autoencoding(model.same.decoder, model.same.decoder.stage, n_latents)


def _autoencoding(side: nn.Module, stage: Stage, n_latents: int) -> Work:
    if n_latents == 0:
        return NOTHING
    config, layers = stage.config, [layer for _, layer in _layers(side)]
    n_tokens = n_latents * config.group
    keys = (2 * config.window + 1 if config.window else config.chunk // config.stride) * config.group
    pairs = 2 if config.is_differential else 1
    attention = 4 * pairs * config.width * n_tokens * keys * config.depth
    mapping = 2 * stage.mapping.weight_v.numel() * n_latents * config.stride
    exact = Counter({stage.mapping.weight_v.dtype: attention + mapping})
    return Work(exact + _products(layers, n_tokens), _bytes(layers))


def _is_prepared(name: str) -> bool:
    """Whether a part of the transformer is computed once for all steps, or for one token only."""
    once = ("to_kv", "to_local_embed", "to_cond_embed", "to_global_embed", "to_timestep", "global_cond")
    return any(word in name for word in once)


def _layers(network: nn.Module) -> Iterable[tuple[str, nn.Module]]:
    """All that multiplies matrices, by name."""
    return ((n, m) for n, m in network.named_modules() if isinstance(m, nn.Linear | nn.Conv1d))


def _products(layers: Iterable[nn.Module], n_tokens: int) -> Counter[torch.dtype]:
    """Two operations for each weight and token, by the type of the weights."""
    done: Counter[torch.dtype] = Counter()
    for weight in (p for layer in layers for p in layer.parameters() if p.dim() > 1):
        done[weight.dtype] += 2 * weight.numel() * n_tokens
    return done


def _bytes(layers: Iterable[nn.Module]) -> int:
    return sum(p.nbytes for layer in layers for p in layer.parameters())
