"""A second oracle: diffusers' own port of the same networks, with our random weights carried over.

It computes the same thing where it is given a local condition and no noise. Its norms add 1e-6 where the
reference's block norms add 1e-5; the tests set ours, and what is left is the rounding of float32.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from torch import Tensor

from engine.model.dit import Dit
from engine.model.same import Same
from tests.engine.model.parts import dit_config, randomised, same_config

diffusers = pytest.importorskip("diffusers")

TOLERANCE = 2e-6  # of the largest value: two orders of summation in float32

DIT_NAMES = {
    "transformer.project_": "proj_",
    "transformer.layers.": "transformer_blocks.",
    "transformer.": "",
    "ff.ff.0.proj": "ff.proj_in",
    "ff.ff.2": "ff.proj_out",
}
SAME_NAMES = {
    "encoder.layers.0": "encoder.blocks.0",
    "encoder.layers.2": "encoder.proj",
    "decoder.layers.1": "decoder.proj",
    "decoder.layers.3": "decoder.blocks.0",
    "pre_norm": "norm_attn",
    "self_attn": "attn",
    "ff_norm": "norm_ff",
    "ff.ff.0.proj": "ff.proj_in",
    "ff.ff.2": "ff.proj_out",
    "scaling_factor": "scale",
}


def renamed(weights: dict[str, Tensor], names: dict[str, str]) -> dict[str, Tensor]:
    """Our weights under their names; rows q, k, v, q2, k2 of paired attention become q, q2, k, k2, v."""
    out = {}
    for ours, tensor in weights.items():
        if "to_qkv" in ours and tensor.shape[0] == 5 * tensor.shape[1]:
            q, k, v, q2, k2 = tensor.chunk(5)
            tensor = torch.cat([q, q2, k, k2, v])
        theirs = ours
        for old, new in names.items():
            theirs = theirs.replace(old, new)
        out[theirs] = tensor
    return out


def close(ours: Tensor, theirs: Tensor) -> None:
    torch.testing.assert_close(ours, theirs, rtol=0, atol=TOLERANCE * theirs.abs().max().item())


@pytest.mark.parametrize(
    ("width", "depth", "is_differential"), [(128, 2, True), (192, 3, True), (128, 2, False)]
)
@torch.inference_mode()
def test_the_transformer_agrees_where_it_has_a_local_condition(width, depth, is_differential):
    torch.manual_seed(1)
    config = dit_config(is_differential=is_differential, width=width, depth=depth)
    config = replace(
        config, n_heads=width // 64
    )  # the port turns half of each head, the reference at least 32
    ours = randomised(Dit(config))
    theirs = diffusers.StableAudio3DiTModel(
        io_channels=config.io_channels,
        embed_dim=width,
        depth=depth,
        num_heads=config.n_heads,
        cond_token_dim=config.cond_dim,
        global_cond_dim=config.global_dim,
        local_add_cond_dim=config.local_dim,
        num_memory_tokens=config.n_memory,
        use_differential_attention=is_differential,
    ).eval()
    weights = renamed(ours.state_dict(), DIT_NAMES)
    theirs.load_state_dict(weights | {"prompt_padding_embedding": torch.zeros(config.cond_dim)})
    for block in theirs.transformer_blocks:
        for norm in (block.pre_norm, block.cross_attend_norm, block.ff_norm):
            norm.eps = 1e-5
    x, t = torch.randn(2, config.io_channels, 33), torch.tensor([0.9, 0.3])
    cross, global_ = torch.randn(2, 7, config.cond_dim), torch.randn(2, config.global_dim)
    local = torch.randn(2, config.local_dim, 33)
    close(ours(x, t, cross, global_, local), theirs(x, t, cross, global_, local_add_cond=local).sample)


@pytest.mark.filterwarnings("ignore:.*weight_norm.* is deprecated:FutureWarning")
@pytest.mark.parametrize(("width", "depth", "dim_head"), [(64, 4, 32), (96, 6, 32)])
@torch.inference_mode()
def test_the_windowed_autoencoder_agrees_without_noise(width, depth, dim_head):
    torch.manual_seed(1)
    config = same_config(window=1, width=width, depth=depth, dim_head=dim_head)
    ours = randomised(Same(config))
    ours.bottleneck.running_std.fill_(1.3)
    theirs = diffusers.AutoencoderSAME(
        patch_size=config.front.patch,
        encoder_channels=width,
        encoder_c_mults=[1],
        encoder_strides=[config.encoder.stride],
        encoder_transformer_depths=[depth],
        latent_dim=config.latent_dim,
        dim_heads=dim_head,
        decoder_sinusoidal_blocks=[config.decoder.n_sine],
    ).eval()
    kept = {n: w for n, w in ours.state_dict().items() if "inv_freq" not in n and "noise_scaling" not in n}
    theirs.load_state_dict(renamed(kept, SAME_NAMES))
    audio = torch.randn(2, 2, 40 * config.hop) / 4
    latents = theirs.encode(audio).latents
    close(ours.encode(audio), latents)
    close(ours.decode(latents), theirs.decode(latents).sample)
