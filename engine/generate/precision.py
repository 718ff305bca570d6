"""What networks compute in here: the quickest type that says the same.

On CUDA that is half precision, as in the reference (MODEL.md 3.9). On a processor the transformer, which is
most of the work, goes in bfloat16 where the processor has it. Of the autoencoder, whose errors would be heard
as noise, the feed-forwards alone do: what queries and keys are made of must be exact (MODEL.md 2.7), and so
must the phases of sines.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass

import torch
from torch import Tensor

from engine.model.dit import Block, Dit
from engine.model.same import Layer, Same

WIDE = 768
"""A transformer narrower than this is done before the conversions have paid."""

ERROR = 0.02
"""The most, of what a block of a transformer adds, that may be lost: the type itself rounds to 0.004."""


@dataclass(frozen=True, slots=True)
class Precision:
    """Args: transformer: what it computes in. rest: the same of autoencoder and conditioner."""

    transformer: torch.dtype
    rest: torch.dtype


EXACT = Precision(torch.float32, torch.float32)


def choose(device: torch.device, width: int) -> Precision:
    """What a model whose transformer is `width` wide computes in on this device."""
    if device.type == "cuda":
        return Precision(torch.float16, torch.float16)
    if device.type == "cpu" and width >= WIDE and has_bfloat16():
        return Precision(torch.bfloat16, torch.float32)
    return EXACT


def name_of(dtype: torch.dtype) -> str:
    """`float32` and so on."""
    return str(dtype).removeprefix("torch.")


def has_bfloat16() -> bool:
    """Whether the processor multiplies in bfloat16; others only convert there and back, which is slower.

    Asked of the processor and not of a clock, so that the same machine always makes the same takes.
    """
    asked = (getattr(torch.cpu, f"_is_{name}_supported", None) for name in ("avx512_bf16", "amx_tile"))
    return any(ask() for ask in asked if ask)


@torch.no_grad()
def says_the_same(dit: Dit) -> bool:
    """Whether the first block of a transformer in bfloat16 answers as it does when computed in float32.

    Where large numbers cancel it would not, and it is better to know before anything is made with it.
    """
    block = next(module for module in dit.transformer.layers if isinstance(module, Block))
    exact = copy.deepcopy(block).float()
    generator = torch.Generator().manual_seed(0)

    def noise(*shape: int) -> Tensor:
        return torch.randn(shape, generator=generator)

    width, n = dit.config.width, 32
    h, modulation, local = noise(1, n, width), noise(1, 1, 6 * width), noise(1, n, width)
    context, rotary = noise(1, n, width), dit.transformer.rotary_pos_emb(n).float()
    wanted = exact(h, modulation, rotary, exact.cross_attn.remember(context), local, None) - h
    h, modulation, local, context = (x.bfloat16() for x in (h, modulation, local, context))
    found = block(h, modulation, rotary, block.cross_attn.remember(context), local, None).float() - h.float()
    return _is_near(found, wanted)


@torch.no_grad()
def lighten(same: Same) -> int:
    """Let the feed-forwards of an autoencoder compute in bfloat16 where they say the same; how many do."""
    layers = [layer for stage in (same.encoder.stage, same.decoder.stage) for layer in stage.transformers]
    done = 0
    for layer in layers:
        if not isinstance(layer, Layer) or layer.has_sine:
            continue
        light = copy.deepcopy(layer.ff).bfloat16()
        shape = (32, len(layer.ff_norm.gamma))
        x = layer.ff_norm(torch.randn(shape, generator=torch.Generator().manual_seed(0)))
        if _is_near(light(x.bfloat16()).float(), layer.ff(x)):
            layer.ff = light
            done += 1
    return done


def _is_near(found: Tensor, wanted: Tensor) -> bool:
    return bool((found - wanted).norm() <= ERROR * wanted.norm())
