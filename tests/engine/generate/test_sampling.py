"""Schedules, samplers and guidance do what their formulas say."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from engine.errors import CheckpointError
from engine.generate import sampling
from engine.generate.sampling import Guidance, Noise, times
from engine.model.reading import Reader
from engine.model.schedule import PUBLISHED, LogSnr, Pull, read_schedule

# MODEL.md 5.2 and 5.6
SCHEDULES = [
    (1, 1.0, [1, 0]),
    (2, 1.0, [1, 0.890903, 0]),
    (4, 1.0, [1, 0.984480, 0.890903, 0.512497, 0]),
    (
        8,
        1.0,
        [1, 0.994375587, 0.984480202, 0.957912266, 0.890903175, 0.745546579, 0.512497365, 0.273885012, 0],
    ),
    (8, 0.9, [0.9, 0.9885, 0.9717, 0.9317, 0.8442, 0.6830, 0.4613, 0.2540, 0]),
    (8, 0.7, [0.7, 0.9536, 0.9093, 0.8303, 0.7047, 0.5381, 0.3624, 0.2171, 0]),
    (8, 0.5, [0.5, 0.8303, 0.7455, 0.6370, 0.5125, 0.3864, 0.2739, 0.1843, 0]),
    (8, 0.3, [0.3, 0.5381, 0.4613, 0.3864, 0.3165, 0.2540, 0.2002, 0.1554, 0]),
]


@pytest.mark.parametrize(("steps", "start", "expected"), SCHEDULES)
def test_the_schedule_is_the_published_one(steps, start, expected):
    precision = 1e-7 if steps == 8 and start == 1 else 1e-4
    torch.testing.assert_close(
        times(steps, start=start), torch.tensor(expected, dtype=torch.float32), atol=precision, rtol=0
    )


# MODEL.md 5.2, 8 steps of "full" at three lengths
FULL = [
    (256, [0.9203, 0.8318, 0.7332, 0.6225, 0.4973, 0.3547, 0.1906]),
    (1292, [0.9322, 0.8550, 0.7661, 0.6627, 0.5410, 0.3957, 0.2192]),
    (4096, [0.9567, 0.9045, 0.8403, 0.7595, 0.6546, 0.5128, 0.3109]),
    (9999, [0.9567, 0.9045, 0.8403, 0.7595, 0.6546, 0.5128, 0.3109]),
]


def asked_for(**options: object):
    """The schedule of a configuration with these options."""
    return read_schedule(Reader(Path("model"), {"sampling_distribution_shift_options": options}))


@pytest.mark.parametrize(("length", "expected"), FULL)
def test_a_schedule_that_knows_the_length_is_the_published_one(length, expected):
    found = times(8, schedule=asked_for(type="full", min_length=256, max_length=4096), length=length)
    torch.testing.assert_close(found, torch.tensor([1.0, *expected, 0.0]), atol=1e-4, rtol=0)
    assert asked_for() == asked_for(type="full")


def test_a_flux_schedule_grows_by_octaves_and_none_is_even():
    flux = asked_for(type="flux", min_length=256, max_length=4096, alpha_min=1.0, alpha_max=4.0)
    for length, strength in ((100, 1.0), (256, 1.0), (1024, 2.0), (4096, 4.0)):
        torch.testing.assert_close(
            times(2, schedule=flux, length=length)[1], torch.tensor(strength / (1 + strength))
        )
    torch.testing.assert_close(times(4, schedule=asked_for(type="none")), torch.linspace(1, 0, 5))


def test_a_schedule_of_ratios_begins_lower_for_longer_pieces():
    ratios = asked_for(type="logsnr", anchor_length=1000, anchor_logsnr=-6, logsnr_end=4, rate=1.0)
    for length, begin in ((1000, -6.0), (2000, -7.0), (500, -5.0)):
        middle = torch.sigmoid(torch.tensor(-(4 + begin) / 2))
        torch.testing.assert_close(times(2, schedule=ratios, length=length)[1], middle)
    assert asked_for(type="logsnr") == LogSnr(rate=1.0)
    assert asked_for(type="logsnr", rate=0) == PUBLISHED == read_schedule(Reader(Path("model"), {}))


@pytest.mark.parametrize(
    "options",
    [
        {"type": "cosine"},
        {"type": "full", "use_sine": True},
        {"type": "logsnr", "anchor_logsnr": 3.0, "logsnr_end": 2.0},
        {"type": "flux", "alpha_min": 0},
        {"type": "flux", "min_length": 300, "max_length": 200},
    ],
)
def test_a_schedule_that_is_not_built_is_refused(options):
    with pytest.raises(CheckpointError, match="sampling_distribution_shift_options"):
        asked_for(**options)


@pytest.mark.parametrize(
    "schedule",
    [
        PUBLISHED,
        asked_for(type="logsnr", rate=2),
        asked_for(type="logsnr", rate=-2),
        asked_for(type="logsnr", anchor_logsnr=-12, logsnr_end=12),
        asked_for(type="logsnr", anchor_logsnr=11.5, logsnr_end=12),
        asked_for(type="flux", alpha_min=0.001, alpha_max=1000),
        asked_for(type="full", base_shift=-7, max_shift=7),
        Pull(),
        Pull(2, 9),
    ],
)
@pytest.mark.parametrize("start", [1.0, 0.9999, 0.999, 0.95, 0.6, 0.2, 0.119, 0.05])
@pytest.mark.parametrize("steps", [1, 8, 50])
def test_the_monotone_schedule_only_falls(steps, start, schedule):
    found = times(steps, start=start, monotone=True, schedule=schedule, length=1e4)
    assert len(found) == steps + 1
    assert found[0] == pytest.approx(start)
    assert found[-1] == 0
    assert (found.diff() < 0).all()


def towards(target: torch.Tensor):
    """The exact velocity of a flow whose clean end is `target`, whatever the noise was."""
    return lambda x, t: (x - target) / t[:, None, None]


@pytest.mark.parametrize("name", sampling.SAMPLERS)
@pytest.mark.parametrize("start", [1.0, 0.6])
def test_every_sampler_arrives_where_the_flow_leads(name, start):
    target = torch.randn(2, 3, 5, generator=torch.Generator().manual_seed(1))
    noise = Noise([3, 4])
    x = (1 - start) * target + start * noise.draw((3, 5))
    schedule = times(8, start=start, monotone=name != "pingpong")
    steps = list(sampling.SAMPLERS[name](towards(target), x, schedule, noise))
    assert len(steps) == 8
    torch.testing.assert_close(steps[-1], target, atol=1e-5, rtol=0)


def test_a_take_made_in_a_batch_is_the_take_that_its_seed_makes_alone():
    def velocity(x, t):
        return x * 0.3 + t[:, None, None]

    def run(seeds):
        noise = Noise(seeds)
        *_, x = sampling.ping_pong(velocity, noise.draw((4, 6)), times(4), noise)
        return x

    batch = run([10, 11, 12])
    for row, seed in enumerate((10, 11, 12)):
        torch.testing.assert_close(batch[row : row + 1], run([seed]), atol=0, rtol=0)


def test_noise_is_that_of_one_seeded_generator_in_order():
    torch.manual_seed(5)
    first, second = torch.randn(1, 2, 3), torch.randn(1, 2, 3)
    noise = Noise([5])
    assert torch.equal(noise.draw((2, 3)), first)
    assert torch.equal(noise.like(first), second)


def pair(with_prompt: torch.Tensor, without: torch.Tensor):
    return lambda x, t: torch.cat([with_prompt, without])


@pytest.fixture
def answers():
    generator = torch.Generator().manual_seed(2)
    return [torch.randn(2, 4, 6, generator=generator) for _ in range(3)]


def test_guidance_of_scale_one_is_the_prompts_own_answer(answers):
    x, vc, vu = answers
    t = torch.full((2,), 0.7)
    torch.testing.assert_close(sampling.guided(pair(vc, vu), Guidance(1.0))(x, t), vc)


def test_plain_guidance_is_the_same_on_velocities_and_on_denoised_latents(answers):
    x, vc, vu = answers
    t = torch.full((2,), 0.7)
    guided = sampling.guided(pair(vc, vu), Guidance(5.0, apg=0))(x, t)
    torch.testing.assert_close(guided, vc + 4 * (vc - vu), atol=1e-5, rtol=1e-5)


def test_adaptive_projected_guidance_moves_at_right_angles_to_the_answer(answers):
    x, vc, vu = answers
    t = torch.full((2,), 0.7)
    guided = sampling.guided(pair(vc, vu), Guidance(5.0))(x, t)
    moved = t[:, None, None] * (vc - guided)
    clean = x - t[:, None, None] * vc
    along = (moved * clean).sum((1, 2)) / clean.flatten(1).norm(dim=1) / moved.flatten(1).norm(dim=1)
    assert along.abs().max() < 1e-5
    assert moved.norm() > 1


def test_rescaled_guidance_keeps_the_spread_of_the_prompts_answer(answers):
    x, vc, vu = answers
    t = torch.full((2,), 0.7)
    guided = sampling.guided(pair(vc, vu), Guidance(7.0, apg=0, rescale=1.0))(x, t)
    torch.testing.assert_close(guided.std(1), vc.std(1), atol=1e-5, rtol=1e-5)


def test_a_threshold_bounds_the_push_of_guidance(answers):
    x, vc, vu = answers
    t = torch.full((2,), 0.7)
    guided = sampling.guided(pair(vc, vu), Guidance(2.0, apg=0, norm_threshold=0.5))(x, t)
    pushes = (t[:, None, None] * (vc - guided)).flatten(1).norm(dim=1)
    torch.testing.assert_close(pushes, torch.full((2,), 0.5), atol=1e-5, rtol=1e-5)
