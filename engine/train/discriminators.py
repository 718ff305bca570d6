"""Networks that tell real sound from made sound by its complex spectra, at several resolutions.

`B` batch, `c` channels, `K` frequencies, `M` windows.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils.parametrizations import weight_norm

from engine.train.losses import FLOOR, spectrum

_SLOPE = 0.1
_DILATIONS = (1, 2, 4)


class SpectralDiscriminator(nn.Module):
    """Scores over time and frequency at one window size.

    It sees real and imaginary parts with magnitudes drawn to the root, so that quiet bands count.
    Source: Défossez et al., "High Fidelity Neural Audio Compression" (2022), the multi-scale discriminator.
    """

    def __init__(self, n_channels: int, size: int, width: int) -> None:
        super().__init__()
        self.size = size
        first = _conv(2 * n_channels, width, (3, 8), (1, 2))
        middle = [_conv(width, width, (3, 8), (1, 2), dilation) for dilation in _DILATIONS]
        self.layers = nn.ModuleList([first, *middle, _conv(width, width, (3, 3), (1, 1))])
        self.score = _conv(width, 1, (3, 3), (1, 1))

    def forward(self, audio: Tensor) -> tuple[Tensor, list[Tensor]]:
        """`[B, c, N]` -> scores `[B, 1, M, K']` and the features of every layer."""
        spectra = spectrum(audio, self.size)
        power = spectra.real.square() + spectra.imag.square()
        drawn = spectra * (power + FLOOR**2) ** -0.25
        x = torch.cat([drawn.real, drawn.imag], dim=1).transpose(2, 3)
        features = []
        for layer in self.layers:
            x = F.leaky_relu(layer(x), _SLOPE)
            features.append(x)
        return self.score(x), features


class Discriminators(nn.Module):
    """One `SpectralDiscriminator` for each window size."""

    def __init__(self, n_channels: int, sizes: Sequence[int], width: int) -> None:
        super().__init__()
        self.each = nn.ModuleList(SpectralDiscriminator(n_channels, size, width) for size in sizes)

    def forward(self, audio: Tensor) -> tuple[list[Tensor], list[Tensor]]:
        """`[B, c, N]` -> the scores of each size, and all features."""
        answers = [one(audio) for one in self.each]
        return [scores for scores, _ in answers], [f for _, features in answers for f in features]


def _conv(
    n_in: int, n_out: int, kernel: tuple[int, int], stride: tuple[int, int], dilation: int = 1
) -> nn.Module:
    """A convolution over time and frequency, dilated in time, of the same length in time."""
    padding = (dilation * (kernel[0] // 2), (kernel[1] - 1) // 2)
    return weight_norm(nn.Conv2d(n_in, n_out, kernel, stride=stride, padding=padding, dilation=(dilation, 1)))
