"""The autoencoder's dimensions in a recipe, and the configuration file that they become."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn

from engine.model.config import same_config
from engine.model.same import Same, Stage

_QUIET = 0.3
"""What the front's features are scaled to on their way in, so that the first norm does not saturate."""


@dataclass(frozen=True, slots=True)
class SameSettings:
    """Dimensions of an autoencoder, equal on both sides.

    Args:
        sample_rate: Hz.
        n_channels: 1 or 2.
        front: `mdct`, `noise_filled` or `patched`.
        patch: samples per patch.
        power, knee: how the front compresses coefficients; unused by `patched`.
        blocks, n_coded, edges, noise_from: of a `noise_filled` front, see `engine.model.config.FrontConfig`.
        stride: patches per latent frame.
        latent_dim: values per latent frame.
        width, depth, dim_head: of each side's transformer.
        chunk: patches per attention chunk; 0 for a sliding window.
        window: latent frames that attention reaches to each side; unused with chunks.
        differential: whether attention is the difference of a pair.
        mapping_kernel: patches that the way out of the decoder looks at, 1 or 3.
        mask_noise: deviation of the noise on the decoder's new tokens.
    """

    latent_dim: int
    width: int
    depth: int
    patch: int = 256
    stride: int = 4
    sample_rate: int = 44100
    n_channels: int = 2
    front: str = "mdct"
    power: float = 0.5
    knee: float = 0.02
    blocks: int = 1
    n_coded: int = 0
    edges: tuple[int, ...] = ()
    noise_from: int = 0
    dim_head: int = 64
    chunk: int = 0
    window: int = 1
    differential: bool = True
    mapping_kernel: int = 3
    mask_noise: float = 0.01

    def __post_init__(self) -> None:
        if self.front not in ("mdct", "noise_filled", "patched") or self.mapping_kernel not in (1, 3):
            raise ValueError("“front” must be mdct, noise_filled or patched, and “mapping_kernel” 1 or 3")
        if self.width % self.dim_head:
            raise ValueError("“width” must be a multiple of “dim_head”")

    @property
    def hop(self) -> int:
        """Samples per latent frame."""
        return self.patch * self.stride


def same_raw(settings: SameSettings) -> dict[str, Any]:
    """The content of `model_config.json` for these dimensions, as `engine.model.config` reads it."""
    n_features = settings.n_channels * settings.patch
    front: dict[str, Any] = {"channels": settings.n_channels, "patch_size": settings.patch}
    if settings.front != "patched":
        front |= {"power": settings.power, "knee": settings.knee}
    if settings.front == "noise_filled":
        front |= {"blocks": settings.blocks, "n_coded": settings.n_coded, "edges": list(settings.edges)}
        front["noise_from"] = settings.noise_from
        n_features = settings.n_channels * settings.blocks * (settings.n_coded + len(settings.edges) - 1)
    return {
        "model_type": "autoencoder",
        "sample_rate": settings.sample_rate,
        "audio_channels": settings.n_channels,
        "model": {
            "io_channels": settings.n_channels,
            "latent_dim": settings.latent_dim,
            "downsampling_ratio": settings.hop,
            "pretransform": {"type": settings.front, "config": front},
            "bottleneck": {
                "type": "softnorm",
                "config": {"dim": settings.latent_dim, "noise_augment_dim": 0, "noise_regularize": True},
            },
            "encoder": {"type": "taae_v2", "config": _stage(settings) | {"in_channels": n_features}},
            "decoder": {
                "type": "taae_v2",
                "config": _stage(settings)
                | {
                    "out_channels": n_features,
                    "conv_mapping": settings.mapping_kernel == 3,
                    "mask_noise": settings.mask_noise,
                },
            },
        },
    }


def _stage(settings: SameSettings) -> dict[str, Any]:
    reach: dict[str, Any] = {"sliding_window": [settings.window, settings.window]}
    if settings.chunk:
        reach = {"chunk_size": settings.chunk, "chunk_midpoint_shift": True}
    return {
        "channels": settings.width,
        "c_mults": [1],
        "strides": [settings.stride],
        "transformer_depths": [settings.depth],
        "latent_dim": settings.latent_dim,
        "dim_heads": settings.dim_head,
        "differential": settings.differential,
        "dyt": True,
        "variable_stride": True,
    } | reach


def new_same(settings: SameSettings, seed: int, folder: Path | str = "") -> Same:
    """An autoencoder as training starts with it; the same one for the same seed.

    Raises:
        CheckpointError: dimensions that the networks are not built for.
    """
    config = same_config(same_raw(settings), folder)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        same = Same(config)
        for stage in (same.encoder.stage, same.decoder.stage):
            _awaken(stage)
        with torch.no_grad():
            same.encoder.stage.mapping.weight_g.mul_(_QUIET)
    return same


@torch.no_grad()
def _awaken(stage: Stage) -> None:
    """Let sound through from the first step.

    Blocks whose way out is zero, and new tokens that are all alike, leave latent tokens blind, and an `alpha`
    of 4 leaves little but the signs of what it is given: in trials nothing but levels was learnt. Random ways
    out, random new tokens, gentle norms, and keys and queries that know their place make phase fall.
    """
    stage.new_tokens.normal_()
    for name, module in stage.named_modules():
        if name.endswith(("to_out", "ff.2")):
            _scatter(module)
        elif name.endswith(("pre_norm", "ff_norm")):
            nn.init.constant_(module.get_parameter("alpha"), 0.5)
        elif name.endswith("k_norm"):
            nn.init.normal_(module.get_parameter("beta"))
        elif name.endswith("q_norm"):
            nn.init.constant_(module.get_parameter("gamma"), 2.0)


def _scatter(way_out: nn.Module) -> None:
    weight = way_out.get_parameter("weight")
    nn.init.normal_(weight, std=1 / math.sqrt(weight.shape[1]))
