"""What stands between samples and the autoencoder: an invertible change of form, without weights.

`B` batch, `c` audio channels, `N` samples, `L` patches.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.model.config import FrontConfig


class Patched(nn.Module):
    """Samples side by side: `[B, c, L patch]` <-> `[B, c patch, L]`, channel by channel."""

    def __init__(self, config: FrontConfig) -> None:
        super().__init__()
        self.config = config

    def encode(self, audio: Tensor) -> Tensor:
        """`[B, c, N]` -> `[B, c patch, L]`; zeros fill up the last patch."""
        patch = self.config.patch
        audio = F.pad(audio, (0, -audio.shape[-1] % patch))
        return audio.unflatten(-1, (-1, patch)).transpose(2, 3).flatten(1, 2)

    def decode(self, patches: Tensor) -> Tensor:
        """`[B, c patch, L]` -> `[B, c, L patch]`."""
        return patches.unflatten(1, (self.config.n_channels, -1)).transpose(2, 3).flatten(2)


class Mdct(nn.Module):
    """Lapped frequencies: `[B, c, L patch]` <-> `[B, c patch, L]`; mid before side where there are two.

    The modified discrete cosine transform with a sine window of `2 patch` samples, half overlapping, as
    rotations across the borders between patches and an orthonormal DCT-IV of each patch. The outermost
    borders are left as they are: L patches hold exactly L patches' worth of samples, and the linear part is
    an isometry. Coefficients then go through `sign(x) ((1 + |x| / knee) ** power - 1) / power`, linear below
    the knee and compressed above, so that quiet ones count beside loud ones.
    Source: Princen and Bradley (1986), time domain aliasing cancellation; Malvar (1992) for the factors.
    """

    def __init__(self, config: FrontConfig) -> None:
        super().__init__()
        self.config = config
        self._known: dict[torch.device, tuple[Tensor, Tensor]] = {}

    def encode(self, audio: Tensor) -> Tensor:
        """`[B, c, N]` -> `[B, c patch, L]`; zeros fill up the last patch."""
        audio = F.pad(audio, (0, -audio.shape[-1] % self.config.patch))
        basis, window = self._tables(audio.device)
        patches = _mid_side(audio.float()).unflatten(-1, (-1, self.config.patch))
        coefficients = self._compress(_turn(patches, window, 1.0) @ basis)
        return coefficients.to(audio.dtype).transpose(2, 3).flatten(1, 2)

    def decode(self, coefficients: Tensor) -> Tensor:
        """`[B, c patch, L]` -> `[B, c, L patch]`."""
        basis, window = self._tables(coefficients.device)
        x = coefficients.float().unflatten(1, (self.config.n_channels, -1)).transpose(2, 3)
        patches = _turn(self._expand(x) @ basis, window, -1.0)
        return _mid_side(patches.flatten(2)).to(coefficients.dtype)

    def _compress(self, x: Tensor) -> Tensor:
        power, knee = self.config.power, self.config.knee
        if power == 1:
            return x / knee
        return x.sign() * ((x.abs() / knee + 1) ** power - 1) / power

    def _expand(self, y: Tensor) -> Tensor:
        power, knee = self.config.power, self.config.knee
        if power == 1:
            return y * knee
        return y.sign() * knee * ((y.abs() * power + 1) ** (1 / power) - 1)

    def _tables(self, device: torch.device) -> tuple[Tensor, Tensor]:
        """The DCT-IV `[patch, patch]`, its own inverse; sines and cosines `[2, patch / 2]` of the window."""
        if device not in self._known:
            with torch.inference_mode(False):  # they outlive the call, and may be trained through later
                self._known[device] = _mdct_tables(self.config.patch, device)
        return self._known[device]


def _mdct_tables(patch: int, device: torch.device) -> tuple[Tensor, Tensor]:
    n = torch.arange(patch, dtype=torch.float64, device="cpu") + 0.5
    basis = math.sqrt(2 / patch) * torch.cos(torch.pi / patch * torch.outer(n, n))
    angles = torch.pi / (2 * patch) * (patch / 2 + n[: patch // 2])
    return basis.float().to(device), torch.stack([angles.sin(), angles.cos()]).float().to(device)


def _turn(patches: Tensor, window: Tensor, direction: float) -> Tensor:
    """Rotate the pairs of samples that lie as far before as after a border: `[..., L, patch]`, L - 1 borders.

    DCT-IV goes on even before a patch and odd behind it: what it aliases there is folded with these signs.
    """
    half = patches.shape[-1] // 2
    sin, cos = window
    before, after = patches[..., :-1, half:].flip(-1), patches[..., 1:, :half]
    earlier = (sin * before - direction * cos * after).flip(-1)
    later = sin * after + direction * cos * before
    first, last = patches[..., :1, :half], patches[..., -1:, half:]
    return torch.cat([torch.cat([first, later], dim=-2), torch.cat([earlier, last], dim=-2)], dim=-1)


def _mid_side(audio: Tensor) -> Tensor:
    """`[B, c, N]`: left and right <-> their sum and difference over the root of two; mono stays."""
    if audio.shape[1] != 2:
        return audio
    left, right = audio.unbind(1)
    return torch.stack([left + right, left - right], dim=1) * math.sqrt(0.5)


FRONTS: dict[str, Callable[[FrontConfig], Patched | Mdct]] = {"patched": Patched, "mdct": Mdct}
"""By the type that a configuration names."""
