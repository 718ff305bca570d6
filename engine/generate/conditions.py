"""What the transformer is told: prompts, the duration and the surroundings -> its velocity.

`B` rows, `C` latent channels, `T` latent frames, `L` text tokens, `S` tokens of the context, `D` width of the
condition, `H` heads, `d` width of a head. Source: MODEL.md 4.2, 5.9.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from engine.generate import sampling
from engine.generate.knobs import Knobs
from engine.model.checkpoint import Model
from engine.model.conditioning import PromptEmbedding
from engine.model.dit import Memories, Prepared


def conditioned(
    model: Model,
    prompt: PromptEmbedding,
    negative: PromptEmbedding | None,
    seconds_total: float,
    local: Tensor,
    n_takes: int,
    knobs: Knobs,
) -> sampling.Velocity:
    """The velocity of `(x, t)` for one prompt, with all that is constant over the steps computed once.

    Args:
        model: whose networks are used.
        prompt: embedding `[1, L, D]`.
        negative: the same for the negative prompt. Without one, the unconditional rows hear zeros, duration
            included; with one, its words with zeros for padding, and the duration.
        seconds_total: what the model is told about the length of the piece.
        local: `[1, 1 + C, T]`: the keep mask, and the latents that are given.
        n_takes: rows, `B`.
        knobs: whether and how strongly to guide.
    """
    tokens = [prompt.embedding] if negative is None else [prompt.embedding, negative.without_padding]
    words = [model.dit.remember(each.to(model.device, model.dtype)) for each in tokens]
    locals_ = model.dit.surround(local.to(model.dtype))
    return velocity_of(model, prepare(model, words, seconds_total, locals_, n_takes, knobs), knobs)


def prepare(
    model: Model,
    words: Sequence[Memories],
    seconds_total: float,
    locals_: tuple[Tensor, ...],
    n_takes: int,
    knobs: Knobs,
) -> Prepared:
    """What the steps share, for `n_takes` rows, and where it is guided as many unconditional ones after them.

    Every part is computed for one row alone, and then stands for all: takes of one request hear the same.

    Args:
        model: whose networks are used.
        words: what the blocks keep of the prompt, and of the negative prompt if there is one.
        seconds_total: as above.
        locals_: what the blocks add to the latent frames, `[1, T, width]` each.
        n_takes, knobs: as above.
    """
    duration = model.conditioner.duration(torch.tensor([seconds_total]))
    length = model.dit.remember(duration.to(model.dtype))
    contexts = [_joined(each, length) for each in words]
    if not _is_guided(knobs):
        contexts = contexts[:1]
    elif len(contexts) == 1:
        contexts.append(_nothing(contexts[0]))
    n_rows = n_takes * len(contexts)
    return Prepared(
        memories=tuple(_rows(blocks, n_takes) for blocks in zip(*contexts, strict=True)),
        locals_=tuple(local.expand(n_rows, -1, -1) for local in locals_),
        global_=model.dit.to_global_embed(duration[:, 0].to(model.dtype)).expand(n_rows, -1),
    )


def velocity_of(model: Model, prepared: Prepared, knobs: Knobs) -> sampling.Velocity:
    """The velocity in the type of `x`, guided where that is asked for."""

    def velocity(x: Tensor, t: Tensor) -> Tensor:
        return model.dit.velocity(x.to(model.dtype), t, prepared).to(x.dtype)

    return sampling.guided(velocity, knobs.guidance) if _is_guided(knobs) else velocity


def _is_guided(knobs: Knobs) -> bool:
    return knobs.guidance.scale != 1


def _joined(words: Memories, length: Memories) -> Memories:
    """The context of words, then the duration: joined along its tokens, block by block."""
    return tuple(
        (torch.cat([keys, more_keys], dim=2), torch.cat([values, more_values], dim=2))
        for (keys, values), (more_keys, more_values) in zip(words, length, strict=True)
    )


def _nothing(like: Memories) -> Memories:
    """What the blocks make of a context of zeros: zeros, since nothing on the way there has a bias."""
    return tuple((torch.zeros_like(keys), torch.zeros_like(values)) for keys, values in like)


def _rows(contexts: Sequence[tuple[Tensor, Tensor]], n_takes: int) -> tuple[Tensor, Tensor]:
    """One block's keys and values, once for every take of every context: `B` rows of each."""
    keys, values = zip(*contexts, strict=True)
    if len(contexts) == 1:
        return keys[0].expand(n_takes, -1, -1, -1), values[0].expand(n_takes, -1, -1, -1)
    return _repeated(keys, n_takes), _repeated(values, n_takes)


def _repeated(parts: Sequence[Tensor], n_takes: int) -> Tensor:
    return torch.cat([part.expand(n_takes, -1, -1, -1) for part in parts])
