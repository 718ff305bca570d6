"""The diffusion transformer: latents, time and conditions -> velocity.

`B` batch, `C` latent channels, `T` latent frames, `M` memory tokens, `S` tokens of the context, `D` width,
`H` heads, `d` width of a head.
Source of every formula: MODEL.md 3.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.model.attention import (
    BLOCK_NORM_EPS,
    HEAD_NORM_EPS,
    CrossAttention,
    FeedForward,
    FourierFeatures,
    RmsNorm,
    Rotary,
    SelfAttention,
    full,
    silu_mlp,
)
from engine.model.config import DitConfig

Memories = tuple[tuple[Tensor, Tensor], ...]
"""Keys `[B, H or 2H, S, d]` and values `[B, H, S, d]` of a context, for each block."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What stays the same over the steps: one entry per block in `memories` and `locals_`.

    `memories` are keys and values of the context; `locals_` `[B, T, D]` what each block adds to its latent
    frames; `global_` `[B, D]`. `weight` float32 `[B, 1, 1, S]` is the logarithm of how many equal tokens each
    token of the context stands for, -inf for none; without it, each stands for itself.
    """

    memories: Memories
    locals_: tuple[Tensor, ...]
    global_: Tensor
    weight: Tensor | None = None


class Block(nn.Module):
    """Self-attention, context, local condition, feed-forward; modulated by time and duration."""

    def __init__(self, config: DitConfig) -> None:
        super().__init__()
        width = config.width
        norm = partial(RmsNorm, eps=HEAD_NORM_EPS)
        self.to_scale_shift_gate = nn.Parameter(torch.randn(6 * width) / width**0.5)
        self.pre_norm = RmsNorm(width, BLOCK_NORM_EPS)
        self.self_attn = SelfAttention(
            width, config.dim_head, is_differential=config.is_differential, norm=norm
        )
        self.cross_attend_norm = RmsNorm(width, BLOCK_NORM_EPS)
        self.cross_attn = CrossAttention(
            width, config.dim_head, is_differential=config.is_differential, norm=norm
        )
        self.ff_norm = RmsNorm(width, BLOCK_NORM_EPS)
        self.ff = FeedForward(width, config.ff_width)
        self.to_local_embed = silu_mlp(config.local_dim, width, bias=True)
        for start_at_zero in self.to_local_embed[2].parameters():
            nn.init.zeros_(start_at_zero)

    def forward(
        self,
        h: Tensor,
        modulation: Tensor,
        rotary: Tensor,
        memory: tuple[Tensor, Tensor],
        local: Tensor,
        mask: Tensor | None,
        weight: Tensor | None = None,
    ) -> Tensor:
        """`h` `[B, M + T, D]`, `modulation` `[B, 1, 6 D]`, `local` `[B, T, D]` -> `[B, M + T, D]`."""
        scale_a, shift_a, gate_a, scale_f, shift_f, gate_f = (self.to_scale_shift_gate + modulation).chunk(
            6, dim=-1
        )
        u = self.pre_norm(h) * (1 + scale_a) + shift_a
        h = h + self.self_attn(u, rotary, partial(full, mask=mask)) * torch.sigmoid(1 - gate_a)
        h = h + self.cross_attn(self.cross_attend_norm(h), memory, weight)
        h = h + F.pad(local, (0, 0, h.shape[1] - local.shape[1], 0))
        u = self.ff_norm(h) * (1 + scale_f) + shift_f
        return h + self.ff(u) * torch.sigmoid(1 - gate_f)


class Transformer(nn.Module):
    """Memory tokens, blocks, and the way in and out."""

    def __init__(self, config: DitConfig) -> None:
        super().__init__()
        width = config.width
        self.project_in = nn.Linear(config.io_channels, width, bias=False)
        self.project_out = nn.Linear(width, config.io_channels, bias=False)
        self.memory_tokens = nn.Parameter(torch.randn(config.n_memory, width))
        self.rotary_pos_emb = Rotary(max(config.dim_head // 2, 32))
        self.global_cond_embedder = nn.Sequential(
            nn.Linear(width, width), nn.SiLU(), nn.Linear(width, 6 * width)
        )
        self.layers = nn.ModuleList(Block(config) for _ in range(config.depth))

    def forward(self, x: Tensor, condition: Tensor, prepared: Prepared, mask: Tensor | None) -> Tensor:
        """`x` `[B, T, C]`, `condition` `[B, D]` -> `[B, T, C]`."""
        B, n_memory = len(x), len(self.memory_tokens)
        h = torch.cat([self.memory_tokens.expand(B, -1, -1), self.project_in(x)], dim=1)
        modulation = self.global_cond_embedder(condition)[:, None]
        rotary = self.rotary_pos_emb(h.shape[1])
        for block, memory, local in zip(self.layers, prepared.memories, prepared.locals_, strict=True):
            h = block(h, modulation, rotary, memory, local[:, : x.shape[1]], mask, prepared.weight)
        return self.project_out(h[:, n_memory:])


class Dit(nn.Module):
    """The whole network."""

    def __init__(self, config: DitConfig) -> None:
        super().__init__()
        self.config = config
        width, channels = config.width, config.io_channels
        self.timestep_features = FourierFeatures(config.time_features)
        self.to_timestep_embed = silu_mlp(config.time_features, width, bias=True)
        self.to_cond_embed = silu_mlp(config.cond_dim, width, bias=False)
        self.to_global_embed = silu_mlp(config.global_dim, width, bias=False)
        self.preprocess_conv = nn.Conv1d(channels, channels, 1, bias=False)
        self.postprocess_conv = nn.Conv1d(channels, channels, 1, bias=False)
        self.transformer = Transformer(config)
        nn.init.zeros_(self.preprocess_conv.weight)
        nn.init.zeros_(self.postprocess_conv.weight)

    def prepare(self, cross: Tensor, global_: Tensor, local: Tensor) -> Prepared:
        """Compute once what the steps share.

        Args:
            cross: context `[B, S, cond_dim]`: the prompt's tokens, then the duration's.
            global_: the duration `[B, global_dim]`.
            local: `[B, 1 + C, T]`: keep-mask, then masked latents; zeros where nothing is given. It is never
                left out: zeros pass two biased layers, and what comes out was learnt.
        """
        return Prepared(self.remember(cross), self.surround(local), self.to_global_embed(global_))

    def remember(self, cross: Tensor) -> Memories:
        """What the blocks keep of a context `[B, S, cond_dim]`, each token for itself."""
        context = self.to_cond_embed(cross)
        return tuple(block.cross_attn.remember(context) for block in self._blocks)

    def surround(self, local: Tensor) -> tuple[Tensor, ...]:
        """What the blocks add to their latent frames: `[B, 1 + C, T]` -> `[B, T, D]` each."""
        local = local.transpose(1, 2)
        return tuple(block.to_local_embed(local) for block in self._blocks)

    @property
    def _blocks(self) -> list[Block]:
        return list(self.transformer.layers)  # type: ignore[arg-type]

    def velocity(self, x: Tensor, t: Tensor, prepared: Prepared, valid: Tensor | None = None) -> Tensor:
        """The velocity `noise - data` at `x`.

        Args:
            x: `[B, C, T]`.
            t: time `[B]`, 1 (noise) to 0 (data).
            prepared: from `prepare`, with the same B and T.
            valid: bool `[B, T]`, True for a prefix of each row; what lies beyond neither counts nor is
                computed further than the longest row needs, and comes back as 0.
        Returns:
            `[B, C, T]`, in the type of `x`. Each row is what it would be if cropped to its valid frames.
        Raises:
            ValueError: a row's valid frames are not a prefix.
        """
        if valid is None:
            return self._velocity(x, t, prepared, None)
        if (valid[:, 1:] & ~valid[:, :-1]).any():
            raise ValueError("valid latent frames are a prefix of each row")
        n_longest = int(valid.sum(dim=1).max())
        if n_longest == 0:
            return torch.zeros_like(x)
        inside = valid[:, :n_longest]
        n_memory = self.config.n_memory
        mask = None if bool(inside.all()) else F.pad(inside, (n_memory, 0), value=True)[:, None, None]
        v = self._velocity(x[..., :n_longest], t, prepared, mask)
        return F.pad(v * inside[:, None], (0, x.shape[-1] - n_longest))

    def forward(
        self,
        x: Tensor,
        t: Tensor,
        cross: Tensor,
        global_: Tensor,
        local: Tensor,
        valid: Tensor | None = None,
    ) -> Tensor:
        """`prepare` and `velocity` in one, for training, where every step has other conditions."""
        return self.velocity(x, t, self.prepare(cross, global_, local), valid)

    def _velocity(self, x: Tensor, t: Tensor, prepared: Prepared, mask: Tensor | None) -> Tensor:
        features = self.timestep_features(t).to(x.dtype)
        condition = prepared.global_ + self.to_timestep_embed(features)
        h = (x + self.preprocess_conv(x)).transpose(1, 2)
        y = self.transformer(h, condition, prepared, mask).transpose(1, 2).contiguous()
        return y + self.postprocess_conv(y)
