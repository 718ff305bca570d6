"""The lapped front against the transform as it is written in books, and what it says of tones."""

from __future__ import annotations

import math

import pytest
import torch

from engine.model.autoencoder_config import FrontConfig
from engine.model.fronts import FRONTS


def front(patch, n_channels=1, **options):
    return FRONTS["mdct"](FrontConfig("mdct", n_channels, patch, **options))


def test_inner_patches_are_the_textbook_transform_of_a_sine_window():
    patch = 16
    audio = torch.randn(1, 1, 6 * patch, generator=torch.Generator().manual_seed(0))
    n, k = torch.arange(2 * patch) + 0.5, torch.arange(patch) + 0.5
    window = torch.sin(math.pi / (2 * patch) * n)
    basis = torch.cos(math.pi / patch * torch.outer(n - patch / 2, k))
    for i in range(1, 5):
        start = i * patch - patch // 2
        expected = math.sqrt(2 / patch) * (window * audio[0, 0, start : start + 2 * patch]) @ basis
        torch.testing.assert_close(front(patch).encode(audio)[0, :, i], expected, atol=1e-5, rtol=0)


@pytest.mark.parametrize("k", [3, 20, 50])
def test_a_tone_lies_in_the_coefficients_of_its_frequency(k):
    patch = 64
    audio = torch.sin(math.pi * (k + 0.5) / patch * torch.arange(20 * patch))[None, None]
    energy = front(patch).encode(audio)[0, :, 2:-2].square().sum(1)
    assert energy[k - 1 : k + 2].sum() > 0.98 * energy.sum()


def test_a_mono_sound_has_no_side():
    audio = torch.randn(1, 1, 256, generator=torch.Generator().manual_seed(0)).expand(1, 2, 256)
    mid, side = front(32, 2).encode(audio).chunk(2, dim=1)
    assert side.abs().max() < 1e-6 < mid.abs().max()


def test_compression_raises_what_is_quiet_and_can_be_learnt_through_at_silence():
    lapped = front(32, power=0.5, knee=0.01)
    loud = lapped.encode(torch.ones(1, 1, 256)).abs().max()
    quiet = lapped.encode(0.01 * torch.ones(1, 1, 256)).abs().max()
    assert quiet > 0.03 * loud
    silence = torch.zeros(1, 32, 4, requires_grad=True)
    lapped.decode(silence).sum().backward()
    assert silence.grad.isfinite().all()
