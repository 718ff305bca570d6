"""What stands between samples and the autoencoder."""

from __future__ import annotations

import pytest
import torch

from engine.model.autoencoder_config import FrontConfig
from engine.model.fronts import FRONTS

CONFIGS = {
    "patched": FrontConfig("patched", 2, 16),
    "mdct": FrontConfig("mdct", 2, 16),
    "mdct compressed": FrontConfig("mdct", 2, 16, power=0.5, knee=0.01),
    "mdct mono": FrontConfig("mdct", 1, 64),
}
EACH = pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS)


@EACH
def test_what_goes_in_comes_out(config):
    front = FRONTS[config.type](config)
    audio = torch.randn(3, config.n_channels, 7 * config.patch)
    features = front.encode(audio)
    assert features.shape == (3, config.n_features, 7)
    torch.testing.assert_close(front.decode(features), audio, rtol=0, atol=1e-5)


@EACH
def test_a_last_patch_that_is_not_full_is_filled_with_silence(config):
    front = FRONTS[config.type](config)
    audio = torch.randn(1, config.n_channels, 2 * config.patch + 3)
    heard = front.decode(front.encode(audio))
    assert heard.shape[-1] == 3 * config.patch
    torch.testing.assert_close(heard[..., : audio.shape[-1]], audio, rtol=0, atol=1e-5)
    assert heard[..., audio.shape[-1] :].abs().max() < 1e-5


@EACH
def test_a_patch_shares_samples_with_no_more_neighbours_than_it_says(config):
    front = FRONTS[config.type](config)
    silence = torch.zeros(1, config.n_features, 9)
    one = silence.clone()
    one[..., 4] = 1
    touched = front.decode(one).abs().amax(dim=(0, 1)).view(9, -1).amax(dim=1) > 1e-6
    assert touched.nonzero().flatten().tolist() == list(range(4 - config.reach, 5 + config.reach))


def test_patches_lie_channel_by_channel():
    front = FRONTS["patched"](CONFIGS["patched"])
    audio = torch.arange(64.0).view(1, 2, 32)
    assert front.encode(audio)[0, :, 1].tolist() == [*range(16, 32), *range(48, 64)]


@pytest.mark.parametrize("name", ["mdct", "mdct mono"])
def test_lapped_frequencies_keep_the_energy(name):
    front = FRONTS["mdct"](CONFIGS[name])
    audio = torch.randn(1, CONFIGS[name].n_channels, 10 * CONFIGS[name].patch)
    assert front.encode(audio).square().sum().item() == pytest.approx(audio.square().sum().item(), rel=1e-4)


FILLED = FrontConfig(
    "noise_filled", 2, 64, power=0.5, knee=0.02, blocks=2, n_coded=12, edges=(0, 4, 8, 16, 32), noise_from=8
)


def test_a_noise_filled_front_keeps_what_lies_below_its_noise():
    front, kept = FRONTS["noise_filled"](FILLED), FRONTS["mdct"](FrontConfig("mdct", 2, 32))
    audio = 0.1 * torch.randn(1, 2, 10 * 64)
    features = front.encode(audio)
    assert features.shape == (1, FILLED.n_features, 10)
    before, after = (kept.encode(x).unflatten(1, (2, 32)) for x in (audio, front.decode(features)))
    torch.testing.assert_close(after[:, :, :8], before[:, :, :8], atol=1e-5, rtol=0)
    assert (after[:, :, 16:] - before[:, :, 16:]).abs().max() > 0.05


def test_a_noise_filled_front_keeps_the_level_of_every_band():
    front = FRONTS["noise_filled"](FILLED)
    features = front.encode(0.1 * torch.randn(1, 2, 10 * 64)).unflatten(1, (2, 2, -1))
    features[:, :, :, 4:12] *= 0.3  # a network that does not know the waveform answers too softly
    again = front.encode(front.decode(features.flatten(1, 3))).unflatten(1, (2, 2, -1))
    levels, heard = features[:, :, :, 14:], again[:, :, :, 14:]
    assert (heard - levels).abs().mean() < 0.1


def test_a_noise_filled_front_is_silent_where_its_levels_are():
    front = FRONTS["noise_filled"](FILLED)
    features = front.encode(torch.zeros(1, 2, 4 * 64))
    features.unflatten(1, (2, 2, -1))[:, :, :, 8:12] = 0.5
    assert front.decode(features).abs().max() < 1e-3


def test_the_noise_of_a_place_is_the_same_whichever_part_is_decoded():
    front = FRONTS["noise_filled"](FILLED)
    features = front.encode(0.1 * torch.randn(1, 2, 10 * 64))
    whole, part = front.decode(features), front.decode(features[..., 4:], first=4)
    torch.testing.assert_close(part[..., 64:], whole[..., 5 * 64 :], atol=1e-6, rtol=0)
