"""What networks compute in here: the quickest type that says the same.

On CUDA that is half precision, as in the reference (MODEL.md 3.9). On a processor the transformer, which is
most of the work, goes in bfloat16 where the processor has it, and the large products of its blocks in int8
where it has those. Of the autoencoder, whose errors would be heard as noise, the feed-forwards alone go in
bfloat16: what queries and keys are made of must be exact (MODEL.md 2.7), and so must the phases of sines.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from engine.model.checkpoint import Model
from engine.model.dit import Block, Dit
from engine.model.int8 import Int8Linear
from engine.model.same import Layer, Same

WIDE = 768
"""A transformer narrower than this is done before the conversions have paid."""

ERROR = 0.02
"""The most, of what a block of a transformer adds, that may be lost: the type itself rounds to 0.004."""

INT8_ERROR = 0.03
"""The same for int8, which rounds a row of normal numbers to 0.008 of its size; blocks of nano lose 0.012."""

_TRIED = 32  # latent frames that a block is tried on


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


def in_words(dtype: torch.dtype, *, in_int8: bool) -> str:
    """What a transformer of that type computes in."""
    return ("int8 and " if in_int8 else "") + name_of(dtype)


def types_of(model: Model) -> str:
    """What the transformer of a model computes in, in words."""
    in_int8 = any(isinstance(module, Int8Linear) for module in model.dit.modules())
    return in_words(model.dtype, in_int8=in_int8)


def types_on(device: torch.device) -> list[torch.dtype]:
    """All that models compute in on this device, narrow ones and wide ones."""
    chosen = [choose(device, width) for width in (0, WIDE)]
    types = [dtype for each in chosen for dtype in (each.rest, each.transformer)]
    whole = [torch.int8] if multiplies_in_int8(device, WIDE) else []
    return list(dict.fromkeys([*types, *whole]))


def has_bfloat16() -> bool:
    """Whether the processor multiplies in bfloat16; others only convert there and back, which is slower.

    Asked of the processor and not of a clock, so that the same machine always makes the same takes.
    """
    asked = (getattr(torch.cpu, f"_is_{name}_supported", None) for name in ("avx512_bf16", "amx_tile"))
    return any(ask() for ask in asked if ask)


def multiplies_in_int8(device: torch.device, width: int) -> bool:
    """Whether a transformer that is `width` wide is quicker in int8: the processor has sums of those.

    Asked of the processor, as above.
    """
    return device.type == "cpu" and width >= WIDE and bool(getattr(torch.cpu, "_is_vnni_supported", bool)())


@torch.no_grad()
def says_the_same(dit: Dit) -> bool:
    """Whether the first block of a transformer in bfloat16 answers as it does when computed in float32.

    Where large numbers cancel it would not, and it is better to know before anything is made with it.
    """
    trial, block = _Trial(dit), _blocks(dit)[0]
    wanted = trial.added(copy.deepcopy(block).float())
    return _is_near(trial.added(block), wanted, ERROR, trial.rounding)


@torch.no_grad()
def quantise(dit: Dit) -> int:
    """Let the blocks of a transformer multiply in int8 where they say the same; how many do.

    A block does not in which few numbers are far larger than the rest, in its weights or in what reaches it:
    these take all the steps there are.
    """
    trial, done = _Trial(dit), 0
    for block in _blocks(dit):
        wanted, layers = trial.added(block), _large_layers(block)
        for parent, name, layer in layers:
            setattr(parent, name, Int8Linear(layer))
        if _is_near(trial.added(block), wanted, INT8_ERROR, trial.rounding):
            done += 1
        else:
            for parent, name, layer in layers:
                setattr(parent, name, layer)
        trial.go_on(block)
    return done


def _blocks(dit: Dit) -> list[Block]:
    return [module for module in dit.transformer.layers if isinstance(module, Block)]


def _large_layers(block: Block) -> list[tuple[nn.Module, str, nn.Linear]]:
    """What multiplies every token at every step: module, name of its part, and the part."""
    inner = (block.self_attn, block.cross_attn, *block.ff.modules())
    return [
        (module, name, part)
        for module in inner
        for name, part in module.named_children()
        if isinstance(part, nn.Linear) and name != "to_kv"
    ]


class _Trial:
    """Noise on its way through a transformer, always the same: each block is tried on what reaches it."""

    def __init__(self, dit: Dit) -> None:
        self._source = torch.Generator().manual_seed(0)
        self._dtype = dit.transformer.project_in.weight.dtype
        config, network = dit.config, dit.transformer
        self._context = dit.to_cond_embed(self._noise(1, _TRIED, config.cond_dim))
        self._local = self._noise(1, _TRIED, config.local_dim)
        condition = dit.to_global_embed(self._noise(1, config.global_dim))
        self._modulation = network.global_cond_embedder(condition)[:, None]
        entering = network.project_in(self._noise(1, _TRIED, config.io_channels))
        self._h = torch.cat([network.memory_tokens[None], entering], dim=1)
        self._rotary = network.rotary_pos_emb(self._h.shape[1])

    def added(self, block: Block) -> Tensor:
        """What a block adds in its own type, but for the local condition: float32 `[1, N, D]`."""
        dtype = block.pre_norm.gamma.dtype
        h, modulation, context = (x.to(dtype) for x in (self._h, self._modulation, self._context))
        memory, nothing = block.cross_attn.remember(context), torch.zeros_like(h)
        return block(h, modulation, self._rotary, memory, nothing, None).float() - h.float()

    @property
    def rounding(self) -> float:
        """What is lost of the sum in its type whatever a block adds to it: no error of the block's own."""
        return float(torch.finfo(self._dtype).eps * self._h.float().norm())

    def go_on(self, block: Block) -> None:
        """To the next block."""
        memory = block.cross_attn.remember(self._context)
        local = block.to_local_embed(self._local)
        self._h = block(self._h, self._modulation, self._rotary, memory, local, None)

    def _noise(self, *shape: int) -> Tensor:
        return torch.randn(shape, generator=self._source).to(self._dtype)


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
        if _is_near(light(x.bfloat16()).float(), layer.ff(x), ERROR):
            layer.ff = light
            done += 1
    return done


def _is_near(found: Tensor, wanted: Tensor, error: float, rounding: float = 0.0) -> bool:
    return bool((found - wanted).norm() <= error * wanted.norm() + rounding)
