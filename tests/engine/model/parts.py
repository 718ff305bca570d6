"""The real networks at tiny size, with random weights everywhere."""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import nn

from engine.model.autoencoder_config import FrontConfig, SameConfig, StageConfig
from engine.model.config import DitConfig
from engine.model.dit import Dit
from engine.model.same import Same


def randomised(network: nn.Module, seed: int = 0) -> nn.Module:
    """The network with noise added to every parameter, so that none is zero and none is its neighbour's."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.add_(
                0.2 * torch.randn(parameter.shape, generator=generator) / parameter.shape[-1] ** 0.5
            )
    return network.eval()


def dit_config(*, is_differential: bool = True, width: int = 64, depth: int = 2) -> DitConfig:
    """A transformer with heads of 32."""
    return DitConfig(
        io_channels=8,
        width=width,
        depth=depth,
        n_heads=width // 32,
        cond_dim=24,
        global_dim=24,
        local_dim=9,
        n_memory=3,
        time_features=256,
        is_differential=is_differential,
        ff_mult=4.0,
    )


def make_dit(*, is_differential: bool = True) -> Dit:
    """A tiny transformer."""
    torch.manual_seed(0)
    return randomised(Dit(dit_config(is_differential=is_differential)))


def stage_config(*, window: int = 0, depth: int = 4, width: int = 64, dim_head: int = 32) -> StageConfig:
    """One side with 4 patches of 16 stereo samples per latent frame: with a window, or in chunks of two."""
    return StageConfig(
        n_features=32,
        width=width,
        depth=depth,
        dim_head=dim_head,
        stride=4,
        latent_dim=8,
        chunk=0 if window else 8,
        window=window,
        is_differential=True,
        mapping_kernel=1,
        mask_noise=0.0,
        n_sine=3 if window else 0,
    )


def same_config(
    *, window: int = 0, has_noise: bool = False, front: str = "patched", **sizes: int
) -> SameConfig:
    """An autoencoder of hop 64: `window` 0 works in chunks as SAME-S does, 1 with a window as SAME-L."""
    encoder = stage_config(window=window, **sizes)
    noise = 0.1 if has_noise else 0.0
    return SameConfig(
        sample_rate=44100,
        hop=64,
        latent_dim=8,
        n_channels=2,
        front=FrontConfig(front, 2, 16),
        encoder=replace(encoder, n_sine=0, mask_noise=noise),
        decoder=replace(encoder, mapping_kernel=1 if window else 3, mask_noise=noise),
        has_noise=has_noise,
        is_chunked=True,
    )


def make_same(*, window: int = 0, has_noise: bool = False, front: str = "patched") -> Same:
    """A tiny autoencoder."""
    torch.manual_seed(0)
    return randomised(Same(same_config(window=window, has_noise=has_noise, front=front)))
