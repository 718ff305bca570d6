"""Schedules, samplers and guidance do what their formulas say."""

from __future__ import annotations

import pytest
import torch

from engine.generate import sampling
from engine.generate.sampling import Guidance, Noise, times

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


@pytest.mark.parametrize("start", [0.9999, 0.999, 0.95, 0.6, 0.2, 0.119, 0.05])
@pytest.mark.parametrize("steps", [1, 8, 50])
def test_the_monotone_schedule_only_falls(steps, start):
    schedule = times(steps, start=start, monotone=True)
    assert len(schedule) == steps + 1
    assert schedule[0] == pytest.approx(start)
    assert schedule[-1] == 0
    assert (schedule.diff() < 0).all()


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
