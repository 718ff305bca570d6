"""Linear layers whose products are sums of whole numbers: half the bytes of a half type, twice the speed.

Weights are int8 with one scale for each row; what comes in is rounded to int8 with one scale for each token,
anew for every call, so that no sound has to be measured beforehand. Sums are exact in int32.

Source: per-row weights and per-token activations as in "LLM.int8()" (arXiv 2208.07339), without its outliers:
`engine.generate.precision` leaves blocks alone in which these count.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

LARGEST = 127
_AT_ONCE = 1024  # columns whose sums stay in the processor's cache until they are scaled
_LEAST = 1e-12  # so that nothing is divided by 0 where all is silent


class Int8Linear(nn.Linear):
    """A Linear `[K] -> [N]` rounded to int8, to compute with and never to be saved; others see any real type.

    Args:
        of: the layer whose place it takes; it is not changed.
    Raises:
        ValueError: K is 1, for which torch's product of int8 is wrong on the CPU (seen in 2.13).
    """

    scale: Tensor

    def __init__(self, of: nn.Linear) -> None:
        nn.Module.__init__(self)
        if of.in_features < 2:
            raise ValueError("a product of int8 needs two numbers or more in a row")
        self.in_features, self.out_features = of.in_features, of.out_features
        whole, scale = _rounded(of.weight.detach())
        self.weight = nn.Parameter(whole, requires_grad=False)
        self.register_buffer("scale", scale[:, 0])
        bias = None if of.bias is None else of.bias.detach().float()
        self.bias = None if bias is None else nn.Parameter(bias, requires_grad=False)

    def forward(self, input: Tensor) -> Tensor:  # noqa: A002 (as its parent calls it)
        """`[..., K]` -> `[..., N]`, in the type of what comes in."""
        rows, scale = _rounded(input.reshape(-1, self.in_features))
        out = input.new_empty(len(rows), self.out_features)
        for first in range(0, self.out_features, _AT_ONCE):
            part = slice(first, first + _AT_ONCE)
            sums = product(rows, self.weight[part].t()) * scale
            sums *= self.scale[part]
            out[:, part] = sums if self.bias is None else sums.add_(self.bias[part])
        return out.view(*input.shape[:-1], self.out_features)


def product(a: Tensor, b: Tensor) -> Tensor:
    """int8 `[R, K]` and `[K, N]` -> int32 `[R, N]`."""
    return torch._int_mm(a, b)  # noqa: SLF001 (torch has no other name for it)


def _rounded(x: Tensor) -> tuple[Tensor, Tensor]:
    """int8 `[R, K]` of `[R, K]`, and what each row has to be multiplied by: float32 `[R, 1]`."""
    x = x.float()
    scale = x.abs().amax(dim=-1, keepdim=True).clamp_min_(_LEAST) / LARGEST
    return (x / scale).round_().to(torch.int8), scale
