"""Write an untrained checkpoint in the published layout: small and fast, or of the published size.

It makes sound, but no music: the weights are random, scaled so that latents and audio have sensible levels.

    python -m tests.helpers.tiny_model FOLDER [--family small|medium] [--base] [--full-size] [--text]
"""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from engine.model import checkpoint
from engine.model.checkpoint import Model
from engine.model.config import CONFIG_NAME, ModelConfig, read_config
from engine.model.text import quiet
from engine.timeline import Span

GOLDEN = Path(__file__).parents[1] / "golden"
PATCH, STRIDE, LATENTS, WIDTH, TEXT_WIDTH = 64, 16, 32, 64, 48
HOP = PATCH * STRIDE
_AUDIO_RMS = 0.1
_PROBE_LATENTS = 32


def make(
    folder: Path | str,
    *,
    family: str = "small",
    base: bool = False,
    seed: int = 0,
    seconds: float = 120.0,
    full_size: bool = False,
    full_text: bool = False,
) -> Path:
    """Write a whole checkpoint.

    Args:
        folder: made where it is missing; what lies in it under the same names is replaced.
        family: `small` (plain attention, SAME in chunks) or `medium` (paired attention, sliding window).
        base: whether it wants many steps and guidance.
        seed: of the weights.
        seconds: the longest window, where it is not of the published size.
        full_size: dimensions as published instead of small ones.
        full_text: a text encoder of the published size instead of a small one.
    Returns:
        The folder.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    raw = (
        published_config(family, base=base) if full_size else tiny_config(family, base=base, seconds=seconds)
    )
    (folder / CONFIG_NAME).write_text(json.dumps(raw, indent=2), encoding="utf-8")
    config = read_config(folder)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = checkpoint.build(config, folder)
        awaken(model)
        checkpoint.save(folder, model)
        write_text_encoder(folder / config.conditioning.text_folder, config, is_full=full_text)
    return folder


def published_config(family: str, *, base: bool = False) -> dict[str, Any]:
    """The configuration of small-music or medium, or of their base forms."""
    name = {"small": "small-music", "medium": "medium"}[family] + ("-base" if base else "")
    return json.loads((GOLDEN / "configs" / f"{name}.json").read_text(encoding="utf-8"))


def tiny_config(family: str, *, base: bool = False, seconds: float = 120.0) -> dict[str, Any]:
    """The published configuration with every dimension made small; one latent frame is 1024 samples."""
    raw = published_config(family, base=base)
    model = raw["model"]
    raw["sample_size"] = math.ceil(seconds * raw["sample_rate"] / HOP) * HOP
    model["io_channels"] = LATENTS
    same = model["pretransform"]["config"]
    same.update(latent_dim=LATENTS, downsampling_ratio=HOP)
    same["pretransform"]["config"]["patch_size"] = PATCH
    same["bottleneck"]["config"]["dim"] = LATENTS
    for side, features in (("encoder", "in_channels"), ("decoder", "out_channels")):
        stage = same[side]["config"]
        depth = 2 if family == "small" else 3
        stage.update(channels=WIDTH, c_mults=[1], strides=[STRIDE], transformer_depths=[depth])
        stage.update({"latent_dim": LATENTS, "dim_heads": 32, features: 2 * PATCH})
        if stage.get("sinusoidal_blocks", [0]) != [0]:
            stage["sinusoidal_blocks"] = [2]
    conditioning = model["conditioning"]
    conditioning["cond_dim"] = TEXT_WIDTH
    model["diffusion"]["config"].update(
        io_channels=LATENTS,
        embed_dim=WIDTH,
        depth=2,
        num_heads=2,
        cond_token_dim=TEXT_WIDTH,
        global_cond_dim=TEXT_WIDTH,
        local_add_cond_dim=LATENTS + 1,
        num_memory_tokens=8,
    )
    return raw


@torch.no_grad()
def awaken(model: Model) -> None:
    """Give the weights that training starts at zero random values, and everything a sensible level."""
    for part in (model.dit, model.same):
        for module in part.modules():
            if isinstance(module, nn.Linear | nn.Conv1d) and not module.weight.any():
                fan_in = module.weight[0].numel()
                module.weight.normal_(std=1 / math.sqrt(fan_in))
    model.same.encoder.stage.new_tokens.normal_()
    model.same.decoder.stage.new_tokens.normal_()
    model.dit.preprocess_conv.weight.mul_(0.1)
    model.dit.postprocess_conv.weight.mul_(0.1)
    _level_encoder(model)
    _level_decoder(model)
    _level_dit(model)


def _level_encoder(model: Model) -> None:
    """Latents of noise get mean 0 and deviation 1, channel by channel."""
    same = model.same
    latents = same.encode(_AUDIO_RMS * torch.randn(1, same.config.n_channels, _PROBE_LATENTS * same.hop))
    deviation = latents.std(dim=(0, 2), keepdim=True).clamp_min(1e-3)
    same.bottleneck.scaling_factor.copy_(1 / deviation)
    same.bottleneck.bias.copy_(-latents.mean(dim=(0, 2), keepdim=True) / deviation)


def _level_decoder(model: Model) -> None:
    """Audio of unit latents gets the level of music."""
    audio = model.same.decode(torch.randn(1, model.config.n_latent_channels, _PROBE_LATENTS))
    mapping = model.same.decoder.stage.mapping
    mapping.bias.zero_()
    mapping.weight_g.mul_(_AUDIO_RMS / audio.std())


def _level_dit(model: Model) -> None:
    """The velocity gets the level of noise less data."""
    dit = model.config.dit
    n_tokens = 8
    prepared = model.dit.prepare(
        torch.randn(1, n_tokens, dit.cond_dim),
        torch.randn(1, dit.global_dim),
        torch.zeros(1, dit.local_dim, _PROBE_LATENTS),
    )
    x = torch.randn(1, dit.io_channels, _PROBE_LATENTS)
    velocity = model.dit.velocity(x, torch.tensor([0.5]), prepared)
    model.dit.transformer.project_out.weight.mul_(1 / velocity.std())


def write_text_encoder(folder: Path, config: ModelConfig, *, is_full: bool = False) -> None:
    """Write a T5Gemma with random weights and a tokenizer of single bytes, padded on the right."""
    from transformers import T5GemmaForConditionalGeneration

    folder.mkdir(parents=True, exist_ok=True)
    t5_config = text_config(config.conditioning.cond_dim, is_full=is_full)
    dtype = torch.bfloat16 if is_full else torch.float32
    with quiet():
        T5GemmaForConditionalGeneration(t5_config).to(dtype).save_pretrained(folder)
    _byte_tokenizer().save_pretrained(folder)


def text_config(width: int, *, is_full: bool) -> Any:
    """A T5Gemma of the published dimensions, or a tiny one, whose hidden states have this width."""
    from transformers import T5GemmaConfig

    n_heads = 12 if is_full else 2
    module = {
        "vocab_size": 256_000 if is_full else 512,
        "hidden_size": width,
        "intermediate_size": 2048 if is_full else 2 * width,
        "num_hidden_layers": 12 if is_full else 2,
        "num_attention_heads": n_heads,
        "num_key_value_heads": n_heads,
        "head_dim": width // n_heads,
        "query_pre_attn_scalar": width // n_heads,
    }
    return T5GemmaConfig(encoder=dict(module), decoder=dict(module), vocab_size=module["vocab_size"])


def _byte_tokenizer() -> Any:
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    special = ["pad", "eos", "bos", "unk"]
    words = [f"<{name}>" for name in special] + sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(models.BPE(vocab={word: i for i, word in enumerate(words)}, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        padding_side="right",
        **{f"{name}_token": f"<{name}>" for name in special},
    )


@torch.no_grad()
def sound_of(folder: Path, n_latents: int, seed: int = 0) -> Tensor:
    """What the decoder makes of random latents: `[2, n_latents * hop]`."""
    same = checkpoint.load_same(folder)
    latents = torch.randn(1, same.config.latent_dim, n_latents, generator=torch.Generator().manual_seed(seed))
    return same.decode_span(latents, Span(0, n_latents))[0]


def main() -> None:
    """Write one, and say what it sounds like."""
    parser = argparse.ArgumentParser(description="Write an untrained checkpoint in the published layout.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--family", choices=["small", "medium"], default="small")
    parser.add_argument("--base", action="store_true", help="one that wants many steps and guidance")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--full-size", nargs="?", choices=["small", "medium"], const="small", help="published dimensions"
    )
    parser.add_argument("--text", action="store_true", help="a text encoder of the published size")
    given = parser.parse_args()
    folder = make(
        given.folder,
        family=given.full_size or given.family,
        base=given.base,
        seed=given.seed,
        full_size=given.full_size is not None,
        full_text=given.text,
    )
    audio = sound_of(folder, 16)
    print(f"{folder}: level {audio.square().mean().sqrt():.3f}, peak {audio.abs().max():.3f}")


if __name__ == "__main__":
    main()
