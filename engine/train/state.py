"""What a checkpoint holds besides networks: optimisers as named tensors, and moving averages of weights."""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from engine.train.recipe import OptimiserSettings


class Ema:
    """A copy of a network whose weights follow those of the original slowly; it is what ships."""

    def __init__(self, network: nn.Module, decay: float) -> None:
        self.decay = decay
        self.network = copy.deepcopy(network).eval().requires_grad_(False)

    @torch.no_grad()
    def update(self, network: nn.Module, step: int) -> None:
        """Go a little towards `network`; in the first steps, faster. Buffers are taken over."""
        decay = min(self.decay, (1 + step) / (10 + step))
        for average, weight in zip(self.network.parameters(), network.parameters(), strict=True):
            average.lerp_(weight, 1 - decay)
        for kept, buffer in zip(self.network.buffers(), network.buffers(), strict=True):
            kept.copy_(buffer)


def learning_rate(settings: OptimiserSettings, step: int, n_steps: int) -> float:
    """The rate at step number `step` of `n_steps`: up, level, and down by half a cosine."""
    up = min(1.0, (step + 1) / max(1, settings.warm_up))
    n_falling = max(1, round(settings.decay * n_steps))
    progress = min(1.0, max(0.0, (step - (n_steps - n_falling)) / n_falling))
    down = settings.final + (1 - settings.final) * (1 + math.cos(math.pi * progress)) / 2
    return settings.learning_rate * up * down


def adamw(network: nn.Module, settings: OptimiserSettings) -> torch.optim.AdamW:
    """AdamW over a network: weight decay on matrices alone, not on gains, shifts and biases."""
    matrices = [p for p in network.parameters() if p.requires_grad and p.ndim > 1 and min(p.shape[:2]) > 1]
    known = {id(p) for p in matrices}
    others = [p for p in network.parameters() if p.requires_grad and id(p) not in known]
    groups = [
        {"params": matrices, "weight_decay": settings.weight_decay},
        {"params": others, "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(
        groups, lr=settings.learning_rate, betas=(settings.beta1, settings.beta2), eps=1e-8, fused=True
    )


def set_rate(optimiser: Optimizer, rate: float) -> None:
    """Give all of an optimiser's parameters this learning rate."""
    for group in optimiser.param_groups:
        group["lr"] = rate


def prefixed(prefix: str, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The same tensors under longer names."""
    return {f"{prefix}.{name}": tensor for name, tensor in tensors.items()}


def under(prefix: str, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The tensors whose names start with `prefix.`, without it: the inverse of `prefixed`."""
    start = f"{prefix}."
    return {name.removeprefix(start): t for name, t in tensors.items() if name.startswith(start)}


def optimiser_tensors(optimiser: Optimizer) -> dict[str, Tensor]:
    """An optimiser's memory as `number.name` -> tensor; its settings are the recipe's."""
    state = optimiser.state_dict()["state"]
    return {f"{number}.{name}": tensor for number, kept in state.items() for name, tensor in kept.items()}


def restore_optimiser(optimiser: Optimizer, tensors: Mapping[str, Tensor]) -> None:
    """Give an optimiser the memory that `optimiser_tensors` took."""
    state: dict[int, dict[str, Tensor]] = {}
    for key, tensor in tensors.items():
        number, _, name = key.partition(".")
        state.setdefault(int(number), {})[name] = tensor
    optimiser.load_state_dict({"state": state, "param_groups": optimiser.state_dict()["param_groups"]})
