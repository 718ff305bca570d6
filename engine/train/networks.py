"""The autoencoder's dimensions in a recipe, and the configuration file that they become."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from engine.model.config import same_config
from engine.model.same import Layer, Same, Stage

_QUIET = 0.3
"""What the front's features are scaled to on their way in, so that the first norm does not saturate."""
_GENTLE, _FAINT = 0.5, 0.02
_N_QUICK, _CERTAIN = 3, 10.0
"""Pairs of the rotary positions that turn fast enough to tell neighbours, and how sure it is of them."""


@dataclass(frozen=True, slots=True)
class SameSettings:
    """Dimensions of an autoencoder, equal on both sides.

    Args:
        sample_rate: Hz.
        n_channels: 1 or 2.
        front: `mdct`, `noise_filled` or `patched`.
        patch: samples per patch.
        power, knee: how the front compresses coefficients; unused by `patched`.
        blocks, n_coded, edges, noise_from: of a `noise_filled` front, see `autoencoder_config.FrontConfig`.
        stride: patches per latent frame.
        latent_dim: values per latent frame.
        width, depth, dim_head: of each side's transformer.
        chunk: patches per attention chunk; 0 for a sliding window.
        window: latent frames that attention reaches to each side; unused with chunks.
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
        "differential": False,  # the difference of two attentions by place alone is nothing
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
    """Let sound through from the first step, unchanged.

    The first layer lets every token look at the one before it, a new token at the patch or latent token it
    is made from, and hands on what stands there; the others begin as nothing. With random ways in and out,
    in trials, nothing but levels was learnt in thousands of steps: waveforms need a straight road.
    """
    stage.new_tokens.mul_(_FAINT / 1e-5)
    layers = [layer for layer in stage.transformers if isinstance(layer, Layer)]
    for i, layer in enumerate(layers):
        for norm in (layer.pre_norm, layer.ff_norm):
            nn.init.constant_(norm.alpha, _GENTLE)
        if i == 0:
            _look_back(layer)


def _look_back(layer: Layer) -> None:
    """Attention from every token to the one before, by place alone; values come out as they went in."""
    attention = layer.self_attn
    cos, sin = layer.rope(2)[:, 1]
    n = len(cos)
    places = torch.where(torch.arange(n) < _N_QUICK, _CERTAIN / _N_QUICK**0.5, 0.0)
    for norm, turned in (
        (attention.k_norm, (places, 0 * places)),
        (attention.q_norm, (places * cos, -places * sin)),
    ):
        beta = norm.get_parameter("beta")
        beta.zero_()
        beta[:n], beta[n : 2 * n] = turned
    width = attention.to_out.in_features
    values = attention.to_qkv.weight[2 * width : 3 * width]
    nn.init.orthogonal_(values)
    attention.to_out.weight.copy_(values.T / _GENTLE)


@torch.no_grad()
def start_from_components(same: Same, features: Tensor, weights: Tensor) -> None:
    """Make an autoencoder that has learnt nothing into the best linear one for these features.

    Args:
        same: as `new_same` gives it, without pairs in its attention.
        features: of the front, `[n, f]`.
        weights: `[f]`, how much each counts.
    Source: principal component analysis; starting from data as in Krähenbühl et al. (2016).
    """
    width, n_latent = same.config.encoder.width, same.config.latent_dim
    mean = features.mean(0)
    scaled = (features - mean) * weights
    energy, basis = torch.linalg.eigh(scaled.T.double() @ scaled.double() / len(scaled))
    deviation = energy.flip(0)[:width].clamp_min(1e-9).sqrt().float()
    basis = basis.flip(1)[:, :width].float()
    inside = 0.5 * (deviation / deviation[0]).sqrt()
    into = (inside / deviation)[:, None] * basis.T * weights
    _put(same.encoder.stage.mapping, into, -(into @ mean))
    _put(same.decoder.stage.mapping, basis * (deviation / inside) / weights[:, None], mean)
    first = torch.eye(width)[:n_latent] / inside[:n_latent, None]
    _put(same.encoder.layers["2"], first, torch.zeros(n_latent))
    _put(same.decoder.layers["1"], torch.eye(width)[:, :n_latent] * inside[:n_latent], torch.zeros(width))


def _put(layer: nn.Module, weight: Tensor, bias: Tensor) -> None:
    """Give a linear layer or convolution these weights; the neighbours of a convolution get next to none."""
    layer.get_parameter("bias").copy_(bias)
    if isinstance(layer, nn.Linear):
        layer.weight.copy_(weight)
        return
    v = layer.get_parameter("weight_v")
    v.normal_(std=1e-6)
    v[:, :, v.shape[-1] // 2] += weight
    norm = v.norm(dim=(1, 2), keepdim=True)
    layer.get_parameter("weight_g").copy_(norm)
