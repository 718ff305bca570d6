"""The same networks in diffusers, where it is installed and can express them: one step, side by side.

Its converter knows the medium model only, and its autoencoder cannot express the small one (MODEL.md 12); its
transformer can, with random weights of the same dimensions, and a step is what most of the time goes into.
"""

from __future__ import annotations

import importlib.util
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch

from engine.bench import machine
from engine.model.checkpoint import Model


@dataclass(frozen=True, slots=True)
class Rival:
    """Seconds that one step takes, ours and theirs, over `n_latents` latent frames; medians."""

    model: str
    version: str
    n_latents: int
    ours_s: float
    theirs_s: float

    def __str__(self) -> str:
        return (
            f"{self.model}, a step over {self.n_latents} latent frames: {self.ours_s:.3f} s here,"
            f" {self.theirs_s:.3f} s in diffusers {self.version}"
        )


@torch.inference_mode()
def compare(model: Model, n_latents: int, n_runs: int) -> Rival | None:
    """Time one step of both in turn; None where diffusers is not installed, or does not know the network."""
    if importlib.util.find_spec("diffusers") is None:
        return None
    import diffusers  # seconds to import, and only needed here

    if not hasattr(diffusers, "StableAudio3DiTModel"):
        return None
    ours, theirs = _ours(model, n_latents), _theirs(diffusers.StableAudio3DiTModel, model, n_latents)
    times = [(_seconds(ours, model), _seconds(theirs, model)) for _ in range(n_runs + 1)][1:]
    medians = (statistics.median(column) for column in zip(*times, strict=True))
    return Rival(model.folder.name, diffusers.__version__, n_latents, *medians)


def _inputs(model: Model, n_latents: int) -> dict[str, torch.Tensor]:
    config, told = model.config.dit, model.config.conditioning
    shapes = {
        "x": (1, config.io_channels, n_latents),
        "cross": (1, told.max_tokens + 1, config.cond_dim),
        "global_": (1, config.global_dim),
        "local": (1, config.local_dim, n_latents),
    }
    return {name: torch.randn(s, device=model.device).to(model.dtype) for name, s in shapes.items()}


def _ours(model: Model, n_latents: int) -> Callable[[], object]:
    given, t = _inputs(model, n_latents), torch.full((1,), 0.5, device=model.device)
    prepared = model.dit.prepare(given["cross"], given["global_"], given["local"])
    return lambda: model.dit.velocity(given["x"], t, prepared)


def _theirs(network: Any, model: Model, n_latents: int) -> Callable[[], object]:
    config, given = model.config.dit, _inputs(model, n_latents)
    with torch.device(model.device):
        dit = network(
            io_channels=config.io_channels,
            embed_dim=config.width,
            depth=config.depth,
            num_heads=config.n_heads,
            cond_token_dim=config.cond_dim,
            global_cond_dim=config.global_dim,
            local_add_cond_dim=config.local_dim,
            num_memory_tokens=config.n_memory,
            use_differential_attention=config.is_differential,
        )
    dit = torch.nn.Module.to(dit, model.device, model.dtype).eval()  # its own warns of what it does not do
    t = torch.full((1,), 0.5, device=model.device, dtype=model.dtype)
    return lambda: dit(given["x"], t, given["cross"], given["global_"], local_add_cond=given["local"])


def _seconds(run: Callable[[], object], model: Model) -> float:
    machine.wait(model.device)
    began = time.perf_counter()
    run()
    machine.wait(model.device)
    return round(time.perf_counter() - began, 5)
