"""Distances between sounds: zero where there is none, larger for worse, and something to learn from."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from engine.train import losses, measures
from engine.train.discriminators import Discriminators

RATE = 8000


def noise(*shape, seed=0, level=0.1):
    return level * torch.randn(shape, generator=torch.Generator().manual_seed(seed))


def tone(hz, phase=0.0, n=2048, level=0.3):
    t = torch.arange(n) / RATE
    return (level * torch.sin(2 * torch.pi * hz * t + phase)).expand(1, 2, n)


def test_noise_of_deviation_one_has_spectra_of_mean_square_one():
    spectra = losses.spectrum(noise(1, 1, 60_000, level=1.0), 256)
    assert spectra.abs().square().mean().item() == pytest.approx(1.0, rel=0.03)


def test_equal_sounds_have_no_distance():
    sound = noise(2, 2, 2048)
    terms = losses.multi_resolution(sound, sound, (512, 128))
    assert max(term.item() for term in terms.values()) < 1e-5
    assert losses.waveform_loss(sound, sound).item() == 0


def test_only_the_phase_term_hears_a_turned_phase():
    terms = losses.spectral_losses(tone(1000), tone(1000, phase=2.0), 512)
    louder = losses.spectral_losses(tone(1000), 2 * tone(1000), 512)
    assert terms["convergence"].item() < 0.1 < louder["convergence"].item()
    assert terms["phase"].item() > louder["phase"].item()


def test_a_swapped_stereo_side_counts_though_the_mid_is_the_same():
    left, right = tone(500)[:, :1], tone(900)[:, :1]
    made, target = torch.cat([right, left], 1), torch.cat([left, right], 1)
    assert losses.spectral_losses(made, target, 512)["phase"].item() > 0.05


def test_silence_has_finite_gradients_everywhere():
    made = torch.zeros(1, 2, 1024, requires_grad=True)
    terms = losses.multi_resolution(made, torch.zeros(1, 2, 1024), (256,))
    total = sum(terms.values()) + losses.waveform_loss(made, torch.zeros(1, 2, 1024))
    total.backward()
    assert made.grad.isfinite().all()


@pytest.mark.parametrize("name", ["log", "convergence", "phase", "waveform"])
def test_descending_a_distance_brings_sounds_together(name):
    target = noise(1, 2, 1024, seed=1) + tone(700, n=1024)
    made = noise(1, 2, 1024, seed=2).requires_grad_()
    optimiser = torch.optim.Adam([made], lr=0.02)
    seen = []
    for _ in range(25):
        terms = losses.spectral_losses(made, target, 256)
        terms |= {"waveform": losses.waveform_loss(made, target)}
        optimiser.zero_grad()
        terms[name].backward()
        optimiser.step()
        seen.append(terms[name].item())
    assert seen[-1] < 0.6 * seen[0]


def test_soft_norm_is_least_for_unit_latents():
    z = noise(4, 16, 200, level=1.0)
    at_rest = losses.soft_norm(z).item()
    assert at_rest < min(losses.soft_norm(3 * z).item(), losses.soft_norm(z / 3).item())
    assert at_rest < losses.soft_norm(z + 1).item()


def test_a_discriminator_learns_to_tell_tones_from_noise_and_a_tone_to_fool_it():
    torch.manual_seed(0)
    judges = Discriminators(2, (256, 64), width=4)
    optimiser = torch.optim.Adam(judges.parameters(), lr=3e-3)
    real, made = tone(700, n=1024), noise(1, 2, 1024)
    seen = []
    for _ in range(25):
        loss = losses.hinge_losses(judges(real)[0], judges(made)[0])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        seen.append(loss.item())
    assert seen[-1] < 0.5 * seen[0]
    assert losses.fooling_loss(judges(real)[0]) < losses.fooling_loss(judges(made)[0])
    features = [judges(sound)[1] for sound in (real, made)]
    assert losses.feature_loss(features[0], features[0]).item() == 0
    assert losses.feature_loss(*features).item() > 0.1


def test_si_sdr_is_the_ratio_of_signal_and_noise_whatever_the_level():
    clean, dirt = tone(500), noise(1, 2, 2048, level=0.0)
    dirt = torch.linalg.norm(clean) * 0.1 * torch.nn.functional.normalize(noise(1, 2, 2048).flatten(), dim=0)
    value = measures.si_sdr_db(3 * (clean + dirt.view_as(clean)), clean).item()
    assert value == pytest.approx(20, abs=0.5)


def test_a_low_pass_keeps_what_lies_below_and_drops_what_lies_above():
    both = tone(500) + tone(2500)
    np.testing.assert_allclose(
        measures.low_pass(both, RATE, 1000)[..., 100:-100], tone(500)[..., 100:-100], atol=0.01
    )
