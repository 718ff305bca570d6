"""What networks compute in here: the quickest type that says the same.

On CUDA that is half precision, as in the reference (MODEL.md 3.9). On a processor the transformer, which is
nearly all of the work, goes in bfloat16 where that is quicker; the autoencoder, whose errors would be heard
as noise, stays in float32.
"""

from __future__ import annotations

import copy
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import torch
from torch import Tensor

from engine.model.dit import Dit

WIDE = 768
"""A transformer narrower than this is done before the conversions have paid."""

QUICKER = 1.3
"""How many times as quick bfloat16 has to be."""

ERROR = 0.02
"""The most, of what a block of a transformer adds, that may be lost: the type itself rounds to 0.004."""

_ROWS, _WIDTH, _TRIES = 256, 1024, 5


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
    if device.type == "cpu" and width >= WIDE and is_quick_in_bfloat16():
        return Precision(torch.bfloat16, torch.float32)
    return EXACT


@cache
def is_quick_in_bfloat16() -> bool:
    """Whether this processor multiplies faster in bfloat16 than in float32: tried once, in some 50 ms."""
    generator = torch.Generator().manual_seed(0)
    a, b = (torch.randn(n, _WIDTH, generator=generator) for n in (_ROWS, _WIDTH))
    half_a, half_b = a.bfloat16(), b.bfloat16()
    return _best_s(lambda: a @ b) > QUICKER * _best_s(lambda: half_a @ half_b)


@torch.no_grad()
def says_the_same(dit: Dit) -> bool:
    """Whether the first block of a transformer in bfloat16 answers as it does when computed in float32.

    Where large numbers cancel it would not, and it is better to know before anything is made with it.
    """
    block = dit.transformer.layers[0]
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
    return bool((found - wanted).norm() <= ERROR * wanted.norm())


def _best_s(run: Callable[[], object]) -> float:
    run()  # what the first call plans is no part of it
    taken = []
    for _ in range(_TRIES):
        began = time.perf_counter()
        run()
        taken.append(time.perf_counter() - began)
    return min(taken)
