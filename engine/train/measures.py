"""What a round trip through the autoencoder costs, in figures that need no other network."""

from __future__ import annotations

import torch
from torch import Tensor

from engine.train.losses import multi_resolution

SIZES = (2048, 1024, 512, 256)
_QUIETEST = 1e-8


def si_sdr_db(made: Tensor, target: Tensor) -> Tensor:
    """Scale-invariant signal-to-distortion ratio in decibels: `[B, c, N]` twice -> `[B]`.

    Source: Le Roux et al., "SDR: half-baked or well done?" (2019).
    """
    made, target = made.double().flatten(1), target.double().flatten(1)
    energy = target.square().sum(1, keepdim=True).clamp_min(_QUIETEST)
    signal = (made * target).sum(1, keepdim=True) / energy * target
    noise = (signal - made).square().sum(1).clamp_min(_QUIETEST)
    return 10 * torch.log10(signal.square().sum(1) / noise + _QUIETEST)


def low_pass(audio: Tensor, sample_rate: int, edge_hz: float) -> Tensor:
    """`[..., N]` without what lies above `edge_hz`: a brick wall over the whole length."""
    spectrum = torch.fft.rfft(audio)
    spectrum[..., round(edge_hz / sample_rate * audio.shape[-1]) + 1 :] = 0
    return torch.fft.irfft(spectrum, n=audio.shape[-1])


def round_trip(made: Tensor, target: Tensor, sample_rate: int) -> dict[str, float]:
    """Medians over clips of SI-SDR, whole and below 1 kHz; means of the multi-resolution distances."""
    low = si_sdr_db(low_pass(made, sample_rate, 1000.0), low_pass(target, sample_rate, 1000.0))
    spectral = multi_resolution(made, target, SIZES)
    return {
        "si_sdr_db": float(si_sdr_db(made, target).median()),
        "si_sdr_below_1khz_db": float(low.median()),
        "log_distance": float(spectral["log"]),
        "convergence": float(spectral["convergence"]),
    }
