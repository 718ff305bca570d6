"""What the transformer is told: prompts, the duration and the surroundings -> its velocity.

`B` rows, `C` latent channels, `T` latent frames, `L` text tokens, `S` tokens of the context, `D` width of the
condition, `H` heads, `d` width of a head. Source: MODEL.md 4.2, 5.9.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

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
    read = [words(model, prompt)]
    if negative is not None:
        read.append(words(model, negative, is_negative=True))
    locals_ = model.dit.surround(local.to(model.dtype))
    return velocity_of(model, prepare(model, read, seconds_total, locals_, n_takes, knobs), knobs)


@dataclass(frozen=True, slots=True)
class Words:
    """What the blocks keep of a prompt's tokens, and how many equal ones each stands for, `[S]` in all."""

    memories: Memories
    counts: tuple[int, ...]


def words(model: Model, prompt: PromptEmbedding, *, is_negative: bool = False) -> Words:
    """What the blocks keep of a prompt `[1, L, D]`; of a negative one, with zeros for padding (MODEL.md 4.2).

    All tokens of padding are one and the same, and attention knows no positions here: on a processor, one of
    them is kept that counts as often. A fused kernel of CUDA would rather have them all than weigh one.
    """
    tokens = prompt.without_padding if is_negative else prompt.embedding
    n_words, n_tokens = prompt.lengths[0], tokens.shape[1]
    counts = (1,) * n_tokens
    if n_words < n_tokens and model.device.type != "cuda":
        tokens = tokens[:, : n_words + 1]
        counts = (1,) * n_words + (n_tokens - n_words,)
    return Words(model.dit.remember(tokens.to(model.device, model.dtype)), counts)


def prepare(
    model: Model,
    words: Sequence[Words],
    seconds_total: float,
    locals_: tuple[Tensor, ...],
    n_takes: int,
    knobs: Knobs,
) -> Prepared:
    """What the steps share, for `n_takes` rows, and where it is guided as many unconditional ones after them.

    Every part is computed for one row alone, and then stands for all: takes of one request hear the same.

    Args:
        model: whose networks are used.
        words: those of the prompt, and of the negative prompt if there is one.
        seconds_total: as above.
        locals_: what the blocks add to the latent frames, `[1, T, width]` each.
        n_takes, knobs: as above.
    """
    duration = model.conditioner.duration(torch.tensor([seconds_total]))
    length = model.dit.remember(duration.to(model.dtype))
    contexts = [Words(_joined(each.memories, length), (*each.counts, 1)) for each in words]
    if not _is_guided(knobs):
        contexts = contexts[:1]
    elif len(contexts) == 1:
        contexts.append(Words(_nothing(contexts[0].memories), contexts[0].counts))
    longest = max(len(each.counts) for each in contexts)
    contexts = [_padded(each, longest) for each in contexts]
    n_rows = n_takes * len(contexts)
    return Prepared(
        memories=tuple(
            _rows(blocks, n_takes) for blocks in zip(*(each.memories for each in contexts), strict=True)
        ),
        locals_=tuple(local.expand(n_rows, -1, -1) for local in locals_),
        global_=model.dit.to_global_embed(duration[:, 0].to(model.dtype)).expand(n_rows, -1),
        weight=_weight([each.counts for each in contexts], n_takes, model.device),
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


def _padded(context: Words, n_tokens: int) -> Words:
    """With tokens that stand for none at its end."""
    more = n_tokens - len(context.counts)
    if not more:
        return context
    memories = tuple(
        (F.pad(keys, (0, 0, 0, more)), F.pad(values, (0, 0, 0, more))) for keys, values in context.memories
    )
    return Words(memories, context.counts + (0,) * more)


def _weight(counts: Sequence[Sequence[int]], n_takes: int, device: torch.device) -> Tensor | None:
    """The weights of `Prepared`, once for every take of every context; None where each token counts once."""
    if all(count == 1 for row in counts for count in row):
        return None
    logs = [[math.log(count) if count else -math.inf for count in row] for row in counts]
    return torch.tensor(logs, device=device).repeat_interleave(n_takes, dim=0)[:, None, None]


def _rows(contexts: Sequence[tuple[Tensor, Tensor]], n_takes: int) -> tuple[Tensor, Tensor]:
    """One block's keys and values, once for every take of every context: `B` rows of each."""
    keys, values = zip(*contexts, strict=True)
    if len(contexts) == 1:
        return keys[0].expand(n_takes, -1, -1, -1), values[0].expand(n_takes, -1, -1, -1)
    return _repeated(keys, n_takes), _repeated(values, n_takes)


def _repeated(parts: Sequence[Tensor], n_takes: int) -> Tensor:
    return torch.cat([part.expand(n_takes, -1, -1, -1) for part in parts])
