"""What dit and same share: rotary positions, norms, attention in its plain, paired and banded forms.

`B` batch, `N` tokens, `S` tokens of the context, `H` heads, `d` width of a head, `D` width.

Half types: rotary angles, softmax and the difference of a pair are float32 whatever the weights' type.
Fused CUDA kernels keep logits and softmax of half types in float32 themselves; every other case is raised
to float32 first, because unfused softmax in bfloat16 turns the decoder's output into noise (MODEL.md 2.7).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor, nn
from torch.nn import functional as F

Attend = Callable[[Tensor, Tensor, Tensor], Tensor]
"""Queries, keys, values `[B, H, N or S, d]` -> `[B, H, N, d]`."""

BLOCK_NORM_EPS = 1e-5
HEAD_NORM_EPS = 1e-6
BLOCK_GROUPS = 4
"""Groups of `reach` tokens per block of banded attention: 4 computes 1.5 keys for each one needed."""


class Rotary(nn.Module):
    """Rotary positions over the first `2 * len(inv_freq)` dims of a head, in half-split layout.

    Source: MODEL.md 2.4. The frequencies stay float32 when the module is cast: rounding them to float16
    turns phases by up to 0.66 rad at the end of a long window (MODEL.md 3.9).
    """

    inv_freq: Tensor

    def __init__(self, n_dims: int, base: float = 10000.0) -> None:
        super().__init__()
        self.register_buffer("inv_freq", base ** -(torch.arange(0, n_dims, 2).float() / n_dims))

    def forward(self, n_tokens: int) -> Tensor:
        """Cosines and sines of positions 0, 1, …: float32 `[2, n_tokens, dims / 2]`."""
        positions = torch.arange(n_tokens, device=self.inv_freq.device, dtype=torch.float32)
        angles = torch.outer(positions, self.inv_freq)
        return torch.stack([angles.cos(), angles.sin()])

    def _apply(self, fn: Callable[[Tensor], Tensor], recurse: bool = True) -> Rotary:
        exact = self.inv_freq
        super()._apply(fn, recurse)
        if not exact.is_meta:
            self.inv_freq = exact.to(self.inv_freq.device)
        return self


def raised(x: Tensor) -> Tensor:
    """`x`, in float32 if it is of a half type."""
    return x.float() if x.dtype in (torch.float16, torch.bfloat16) else x


def rotate(x: Tensor, rotary: Tensor) -> Tensor:
    """Turn `x` `[..., N, d]` by `rotary` `[2, N, r]` (`2 r <= d`); never in a half type."""
    (cos, sin), r = rotary, rotary.shape[-1]
    x = raised(x)
    low, high, rest = x[..., :r], x[..., r : 2 * r], x[..., 2 * r :]
    return torch.cat([low * cos - high * sin, high * cos + low * sin, rest], dim=-1)


class RmsNorm(nn.Module):
    """Root mean square norm over the last dim, never computed in a half type, with a learned `gamma`."""

    def __init__(self, width: int, eps: float) -> None:
        super().__init__()
        self.gamma = nn.Parameter(torch.ones(width))
        self.eps = eps

    def forward(self, x: Tensor) -> Tensor:
        """`[..., width]` -> the same shape and type."""
        return F.rms_norm(raised(x), self.gamma.shape, raised(self.gamma), self.eps).to(x.dtype)


class DyT(nn.Module):
    """`gamma * tanh(alpha * x) + beta`, in place of a norm. Source: MODEL.md 2.4."""

    def __init__(self, width: int, alpha: float = 4.0) -> None:
        super().__init__()
        self.alpha = nn.Parameter(torch.full((1,), alpha))
        self.gamma = nn.Parameter(torch.ones(width))
        self.beta = nn.Parameter(torch.zeros(width))

    def forward(self, x: Tensor) -> Tensor:
        """`[..., width]` -> the same shape and type."""
        return torch.addcmul(self.beta, self.gamma, torch.tanh(self.alpha * x))


def full(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None) -> Tensor:
    """Softmax attention of every query to every key that `mask` (broadcastable, True attends) allows.

    A `mask` of float32 is added to the logits: the logarithm of how often a key counts. Result in the type
    of `v`.
    """
    if v.is_cuda:
        mask = mask if mask is None or mask.dtype == torch.bool else mask.to(v.dtype)
        return F.scaled_dot_product_attention(q.to(v.dtype), k.to(v.dtype), v, attn_mask=mask).to(v.dtype)
    # elsewhere it is slow in half types, which autocast would choose
    with torch.autocast("cpu", enabled=False):
        return F.scaled_dot_product_attention(raised(q), raised(k), raised(v), attn_mask=mask).to(v.dtype)


def banded(q: Tensor, k: Tensor, v: Tensor, reach: int) -> Tensor:
    """Softmax attention of query i to the keys j with `|i - j| <= reach`; memory grows linearly with N.

    Queries are grouped into blocks, each of which sees its own keys and `reach` more on either side.
    """
    B, H, N, d = q.shape
    size = min(BLOCK_GROUPS * reach, N)
    n_blocks = -(-N // size)
    padded = n_blocks * size
    q = F.pad(q, (0, 0, 0, padded - N)).view(B, H, n_blocks, size, d)
    k, v = (_with_neighbours(x, reach, size, padded - N) for x in (k, v))
    q, k, v = (x.transpose(1, 2).flatten(0, 1) for x in (q, k, v))
    mask = _band(N, n_blocks, size, reach, q.device).repeat(B, 1, 1, 1)
    out = full(q, k, v, mask).view(B, n_blocks, H, size, d).transpose(1, 2)
    return out.reshape(B, H, padded, d)[:, :, :N]


def _with_neighbours(x: Tensor, reach: int, size: int, n_pad: int) -> Tensor:
    """`[B, H, N, d]` -> `[B, H, blocks, size + 2 reach, d]`, zeros beyond the ends."""
    x = F.pad(x, (0, 0, reach, reach + n_pad))
    return x.unfold(2, size + 2 * reach, size).transpose(-1, -2)


def _band(n_tokens: int, n_blocks: int, size: int, reach: int, device: torch.device) -> Tensor:
    """Which keys of its neighbourhood each query attends to: bool `[blocks, 1, size, size + 2 reach]`."""
    first = torch.arange(n_blocks, device=device)[:, None] * size
    i = (first + torch.arange(size, device=device))[:, :, None]
    j = (first - reach + torch.arange(size + 2 * reach, device=device))[:, None, :]
    is_token = (j >= 0) & (j < n_tokens)
    # a padded query attends to padding: a row without any key would be NaN, and so would its gradient
    return (((i - j).abs() <= reach) & (is_token | (i >= n_tokens)))[:, None]


def paired(q: Tensor, k: Tensor, v: Tensor, attend: Attend) -> Tensor:
    """The difference of two attentions over the same values, as one call of twice the heads.

    Args:
        q: `[B, 2H, N, d]`: the first H heads count, the second H are subtracted; `k` likewise.
        v: `[B, H, S, d]`.
        attend: how one attention is computed.
    """
    values = raised(v)
    q, k = q.to(values.dtype), k.to(values.dtype)
    first, second = attend(q, k, torch.cat([values, values], dim=1)).chunk(2, dim=1)
    return (first - second).to(v.dtype)


class Heads(nn.Module):
    """What self- and cross-attention share: norms of queries and keys, plain or paired, and the way out."""

    def __init__(
        self, width: int, dim_head: int, *, is_differential: bool, norm: Callable[[int], nn.Module]
    ) -> None:
        super().__init__()
        self.dim_head = dim_head
        self.is_differential = is_differential
        self.to_out = nn.Linear(width, width, bias=False)
        self.q_norm = norm(dim_head)
        self.k_norm = norm(dim_head)
        nn.init.zeros_(self.to_out.weight)

    def split(self, x: Tensor) -> Tensor:
        """`[B, N, H d]` -> `[B, H, N, d]`."""
        return x.unflatten(-1, (-1, self.dim_head)).transpose(1, 2)

    def mix(self, q: Tensor, k: Tensor, v: Tensor, attend: Attend) -> Tensor:
        """Attend, join the heads, and project: `[B, N, D]`."""
        out = paired(q, k, v, attend) if self.is_differential else attend(q, k, v)
        return self.to_out(out.transpose(1, 2).flatten(2))


class SelfAttention(Heads):
    """Attention of a sequence to itself. Rows of `to_qkv`: q, k, v, and where it is paired q2, k2."""

    def __init__(
        self, width: int, dim_head: int, *, is_differential: bool, norm: Callable[[int], nn.Module]
    ) -> None:
        super().__init__(width, dim_head, is_differential=is_differential, norm=norm)
        self.to_qkv = nn.Linear(width, (5 if is_differential else 3) * width, bias=False)

    def forward(self, x: Tensor, rotary: Tensor, attend: Attend = full) -> Tensor:
        """`[B, N, D]` and the turns `[2, N, r]` of its positions -> `[B, N, D]`."""
        q, k, v, *pair = self.to_qkv(x).chunk(5 if self.is_differential else 3, dim=-1)
        if pair:
            q, k = torch.cat([q, pair[0]], dim=-1), torch.cat([k, pair[1]], dim=-1)
        q = rotate(self.q_norm(self.split(q)), rotary)
        k = rotate(self.k_norm(self.split(k)), rotary)
        return self.mix(q, k, self.split(v), attend)


class CrossAttention(Heads):
    """Attention to a context. Rows of `to_q`: q (, q2); of `to_kv`: k (, k2), v. No positions, no mask."""

    def __init__(
        self, width: int, dim_head: int, *, is_differential: bool, norm: Callable[[int], nn.Module]
    ) -> None:
        super().__init__(width, dim_head, is_differential=is_differential, norm=norm)
        n = 2 if is_differential else 1
        self.to_q = nn.Linear(width, n * width, bias=False)
        self.to_kv = nn.Linear(width, (n + 1) * width, bias=False)

    def remember(self, context: Tensor) -> tuple[Tensor, Tensor]:
        """Keys and values of a context `[B, S, D]`, to be kept: `[B, H or 2H, S, d]`, `[B, H, S, d]`."""
        kv = self.to_kv(context)
        width = self.to_out.in_features
        return self.k_norm(self.split(kv[..., :-width])), self.split(kv[..., -width:])

    def forward(self, x: Tensor, memory: tuple[Tensor, Tensor], weight: Tensor | None = None) -> Tensor:
        """`[B, N, D]` -> `[B, N, D]`; `weight` `[B, 1, 1, S]` as the mask of `full`."""
        return self.mix(self.q_norm(self.split(self.to_q(x))), *memory, partial(full, mask=weight))


class Glu(nn.Module):
    """One Linear to values and gates, in this order: `value * gate(g)`."""

    def __init__(self, width: int, inner: int, gate: Callable[[Tensor], Tensor]) -> None:
        super().__init__()
        self.proj = nn.Linear(width, 2 * inner)
        self.gate = gate

    def forward(self, x: Tensor) -> Tensor:
        """`[..., width]` -> `[..., inner]`."""
        value, gate = self.proj(x).chunk(2, dim=-1)
        return value * self.gate(gate)


class FeedForward(nn.Module):
    """Gated Linear, Linear; the latter starts at zero."""

    def __init__(self, width: int, inner: int, gate: Callable[[Tensor], Tensor] = F.silu) -> None:
        super().__init__()
        out = nn.Linear(inner, width)
        nn.init.zeros_(out.weight)
        nn.init.zeros_(out.bias)
        self.ff = nn.Sequential(Glu(width, inner, gate), nn.Identity(), out)

    @property
    def dtype(self) -> torch.dtype:
        """What its weights are of; it computes in that unless they were rounded to int8."""
        return self.ff[-1].weight.dtype  # type: ignore[return-value]

    def forward(self, x: Tensor) -> Tensor:
        """`[..., width]` -> the same shape."""
        return self.ff(x)


class FourierFeatures(nn.Module):
    """`cos(2π t f), sin(2π t f)` at `n_features / 2` frequencies from 0.5 to 10000, in equal ratios.

    Source: MODEL.md 3.1. Everything in float32, in this order: the angles reach 60,000 rad, where another
    rounding of the frequencies is another feature; on the CPU, so that all devices agree. The time itself is
    not rounded to a half type first.
    """

    def __init__(self, n_features: int) -> None:
        super().__init__()
        self.n_features = n_features

    def forward(self, t: Tensor) -> Tensor:
        """`[B]` -> float32 `[B, n_features]`."""
        low, high = math.log(0.5), math.log(10000.0)
        ramp = torch.linspace(0, 1, self.n_features // 2, device="cpu")
        frequencies = torch.exp(ramp * (high - low) + low).to(t.device)
        angles = t.float()[:, None] * frequencies * 2 * torch.pi
        return torch.cat([angles.cos(), angles.sin()], dim=-1)


def silu_mlp(n_in: int, width: int, *, bias: bool) -> nn.Sequential:
    """Linear, SiLU, Linear."""
    return nn.Sequential(nn.Linear(n_in, width, bias=bias), nn.SiLU(), nn.Linear(width, width, bias=bias))
