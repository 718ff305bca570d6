"""How far apart two sounds are, for training.

`B` batch, `c` channels, `N` samples, `C` latent channels, `T` latent frames, `K` frequencies, `M` windows.
Everything is computed in float32 and is differentiable everywhere, silence included.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional as F

FLOOR = 1e-3
"""Magnitudes are compared in decibels above this: 60 dB below a full-scale sine, about."""

_TINY = 1e-12
_PHASE_POWER = 0.5


def spectrum(audio: Tensor, size: int) -> Tensor:
    """Short-time spectra under a Hann window: `[B, c, N]` -> complex64 `[B, c, K, M]`.

    Windows of `size` samples lie `size / 4` apart; noise of deviation 1 has mean square magnitude 1.
    """
    window = torch.hann_window(size, device=audio.device)
    flat = torch.stft(
        audio.float().flatten(0, 1),
        size,
        size // 4,
        window=window,
        pad_mode="constant",
        return_complex=True,
    )
    return flat.unflatten(0, audio.shape[:2]) / window.square().sum().sqrt()


def stereo_views(spectra: Tensor) -> Tensor:
    """`[B, c, …]` -> `[B, 4, …]`: left, right, mid and side where there are two channels; else as it is."""
    if spectra.shape[1] != 2:
        return spectra
    left, right = spectra.unbind(1)
    mid, side = (left + right) * math.sqrt(0.5), (left - right) * math.sqrt(0.5)
    return torch.stack([left, right, mid, side], dim=1)


def spectral_losses(made: Tensor, target: Tensor, size: int) -> dict[str, Tensor]:
    """Three distances at one window size, over left, right, mid and side.

    Args:
        made: `[B, c, N]`.
        target: the same shape.
        size: samples of the window.
    Returns:
        `log`: mean absolute difference of log magnitudes above `FLOOR`, in nepers; blind to phase.
        `convergence`: deviation of magnitudes relative to the target's, per item; led by what is loud.
        `phase`: mean distance of the complex values with their magnitudes drawn to the power 1/2, so that
        phase counts and quiet bands are heard.
    Source: Arik et al. (2019) for the first two; Braun and Tashev (2021) for the last.
    """
    a, b = (stereo_views(spectrum(audio, size)) for audio in (made, target))
    power_a, power_b = (x.real.square() + x.imag.square() + _TINY for x in (a, b))
    size_a, size_b = power_a.sqrt(), power_b.sqrt()
    log = ((size_a + FLOOR).log() - (size_b + FLOOR).log()).abs().mean()
    error = (size_a - size_b).square().sum((1, 2, 3))
    energy = size_b.square().sum((1, 2, 3)).clamp_min(FLOOR**2 * size_b[0].numel())
    difference = a * _drawn(power_a) - b * _drawn(power_b)
    phase = (difference.real.square() + difference.imag.square() + _TINY).sqrt().mean()
    return {"log": log, "convergence": (error / energy + _TINY).sqrt().mean(), "phase": phase}


def _drawn(power: Tensor) -> Tensor:
    """What draws a magnitude to `_PHASE_POWER`, given its square; bounded where there is silence."""
    return (power + FLOOR**2) ** ((_PHASE_POWER - 1) / 2)


def multi_resolution(made: Tensor, target: Tensor, sizes: Sequence[int]) -> dict[str, Tensor]:
    """The means of `spectral_losses` over several window sizes."""
    each = [spectral_losses(made, target, size) for size in sizes]
    return {name: torch.stack([terms[name] for terms in each]).mean() for name in each[0]}


def waveform_loss(made: Tensor, target: Tensor) -> Tensor:
    """Mean absolute difference relative to each item's level, so that quiet sounds count as loud ones do."""
    level = target.float().square().mean((1, 2)).sqrt().clamp_min(FLOOR)
    return ((made.float() - target.float()).abs().mean((1, 2)) / level).mean()


def soft_norm(latents: Tensor) -> Tensor:
    """How far latents `[B, C, T]` are from mean 0 and variance 1.

    The divergence `mean² + var − ln var − 1` (halved, that of a normal distribution from the standard one):
    of each channel over the batch and time with weight 1, and of each latent frame over channels with 0.4.
    Source: MODEL.md 7.4.
    """
    return _divergence(latents, (0, 2)) + 0.4 * _divergence(latents, (1,))


def _divergence(latents: Tensor, dims: tuple[int, ...]) -> Tensor:
    variance, mean = torch.var_mean(latents.float(), dims, correction=0)
    variance = variance + 1e-6
    return (mean.square() + variance - variance.log() - 1).mean()


def hinge_losses(real: Sequence[Tensor], made: Sequence[Tensor]) -> Tensor:
    """What a discriminator minimises: real scores above 1, made ones below −1; mean over its heads."""
    each = [F.relu(1 - r).mean() + F.relu(1 + m).mean() for r, m in zip(real, made, strict=True)]
    return torch.stack(each).mean()


def fooling_loss(made: Sequence[Tensor]) -> Tensor:
    """What the generator minimises against a hinge: higher scores; mean over the heads."""
    return torch.stack([-score.mean() for score in made]).mean()


def feature_loss(real: Sequence[Tensor], made: Sequence[Tensor]) -> Tensor:
    """Mean relative distance between a discriminator's features of real and made sound."""
    each = [
        (m - r.detach()).abs().mean() / r.detach().abs().mean().clamp_min(1e-3)
        for r, m in zip(real, made, strict=True)
    ]
    return torch.stack(each).mean()
