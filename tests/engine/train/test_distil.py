"""The student learns where the base's guided paths end, from a store that a resumed run finds again."""

from __future__ import annotations

import copy
from dataclasses import replace

import numpy as np
import pytest
import torch

from engine.generate import sampling
from engine.generate.sampling import Guidance, level_at
from engine.model import checkpoint
from engine.model.schedule import KEY, PUBLISHED, LogSnr
from engine.train.distil import (
    DistilRecipe,
    DistilSettings,
    DistilStage,
    Paths,
    Stored,
    freeze_words,
    paths,
)
from engine.train.generators import Context, noise_like, noise_source
from engine.train.loop import Limits, train
from engine.train.runs import Run
from tests.engine.train.makers import CANVASES, awakened, make_maker, material, optimiser, run_settings

SETTINGS = DistilSettings("base", steps=4, store=2, refresh=3, guidance=2.0)


def stage_of(maker, canvases, **run):
    freeze_words(maker.networks)
    recipe = DistilRecipe(run_settings(**run), SETTINGS, optimiser(), material("none"), CANVASES)
    return DistilStage(recipe, maker, copy.deepcopy(maker.networks), canvases)


@pytest.fixture
def base(codec, one_torch_thread):
    return awakened(make_maker(codec))


def test_a_path_is_the_one_that_guided_sampling_takes(base, canvases):
    given = base.given(canvases(0))
    noise = torch.randn(given.latents.shape, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        context = base.networks.context(given)
        found = paths(base.networks, given, context, SETTINGS, noise)
        cross = torch.cat([context.cross, torch.zeros_like(context.cross)])
        twice = Context(cross, context.global_.repeat(2, 1))
        prepared = base.networks.dit.prepare(twice.cross, twice.global_, given.local.repeat(2, 1, 1))
        velocity = sampling.guided(lambda x, t: base.networks.dit.velocity(x, t, prepared), Guidance(2.0))
        noises = sampling.Noise([0])
        *_, end = sampling.dpm_solver(velocity, noise, sampling.times(4), noises)
    assert found.points.shape == (5, *noise.shape)
    assert torch.equal(found.points[0], noise)
    assert torch.allclose(found.points[-1], end, atol=1e-5)
    assert found.times[0] == 1
    assert found.times[-1] == 0


@torch.no_grad()
def test_below_its_noise_level_guidance_ends(base, canvases):
    given = base.given(canvases(0))
    noise = torch.randn(given.latents.shape, generator=torch.Generator().manual_seed(0))
    context = base.networks.context(given)
    times = sampling.times(SETTINGS.steps)
    level = float(times[2])
    always, never, first = (
        paths(base.networks, given, context, replace(SETTINGS, guided_above=above), noise).points
        for above in (0.0, 1.0, level)
    )
    prepared = base.networks.prepare(given, context)
    plain = sampling.dpm_solver(
        lambda x, t: base.networks.dit.velocity(x, t, prepared), noise, times, sampling.Noise([0])
    )
    assert torch.allclose(never[-1], list(plain)[-1], atol=1e-5)
    assert torch.equal(first[:3], always[:3])
    assert not torch.allclose(first[3], always[3], atol=1e-4)
    with pytest.raises(ValueError, match="guided_above"):
        replace(SETTINGS, guided_above=1.5)


def test_the_store_renews_its_oldest_batch_and_never_offers_an_older_one(canvases):
    stored = Stored(canvases, store=2, refresh=3, seed=0)
    slots = [int(stored(number)["slot"]) for number in range(30)]
    assert slots == [int(stored(number)["slot"]) for number in range(30)]
    for number, slot in enumerate(slots):
        assert stored.oldest(number) <= slot <= number // 3
        assert number // 3 - stored.oldest(number) < 2
    assert slots[::3] == list(range(10))
    assert np.array_equal(stored(4)["latents"], canvases(slots[4])["latents"])


@torch.no_grad()
def test_some_paths_begin_at_ends_under_new_noise_and_are_the_bases_too(base, canvases):
    stage = stage_of(base, canvases)
    stage.distil = replace(SETTINGS, steps=8, renoised=0.5)
    given = base.given(canvases(0))
    context = base.networks.context(given)
    first, again = stage._paths(0, given, context, 0)  # noqa: SLF001
    level = float(again.times[0])
    assert 0 < level < 1
    noise = (again.points[0] - (1 - level) * first.points[-1]) / level
    assert 0.8 < float(noise.std()) < 1.2
    assert (again.times.diff() < 0).all()
    assert again.times[-1] == 0
    share = (-np.log(1 / level - 1) + PUBLISHED.clean) / (PUBLISHED.clean - PUBLISHED.noisy)
    assert float(level_at(torch.tensor(share))) == pytest.approx(level, abs=1e-6)
    seen = set()
    for seed in range(20):
        x, t, end = stage._points((first, again), torch.Generator().manual_seed(seed))  # noqa: SLF001
        for item in range(len(t)):
            found = [p for p in (first, again) if torch.equal(p.points[-1, item], end[item])]
            step = int((found[0].times == t[item]).nonzero()[0])
            assert torch.equal(x[item], found[0].points[step, item])
            seen.add(found[0] is first)
    assert seen == {True, False}


@torch.no_grad()
def test_second_paths_may_begin_where_the_students_own_ping_pong_has_come_to(base, canvases, codec):
    teacher = make_maker(codec).networks
    recipe = DistilRecipe(run_settings(), SETTINGS, optimiser(), material("none"), CANVASES)
    stage = DistilStage(recipe, base, teacher, canvases)
    stage.distil = replace(SETTINGS, steps=8, renoised=0.5, own=1.0)
    given = base.given(canvases(0))
    context = teacher.context(given)

    def second(slot: int) -> Paths:
        stage.known.clear()
        return stage._paths(slot, given, context, 0)[1]  # noqa: SLF001

    schedule, seen, before = sampling.times(8), set(), {}
    for slot in range(8):
        before[slot] = again = second(slot)
        n_done = int((schedule - again.times[0]).abs().argmin())
        assert float(again.times[0]) == pytest.approx(float(schedule[n_done]), abs=1e-6)
        share = torch.tensor(1 - n_done / 8)
        by_base = paths(teacher, given, context, stage.distil, again.points[0], share=share)
        assert torch.equal(again.points[-1], by_base.points[-1])
        seen.add(n_done)
    assert len(seen) > 2
    assert seen <= set(range(1, 8))
    for parameter in stage.maker.networks.dit.parameters():
        parameter.mul_(1.1)
    assert not any(torch.equal(second(slot).points[0], before[slot].points[0]) for slot in range(8))
    stage.distil = replace(stage.distil, own=0.0)
    at_ends = second(0).points[0]
    for parameter in stage.maker.networks.dit.parameters():
        parameter.mul_(1.1)
    assert torch.equal(second(0).points[0], at_ends)


def test_without_new_noise_there_are_no_second_paths(base, canvases):
    stage = stage_of(base, canvases)
    given = base.given(canvases(0))
    with torch.no_grad():
        (only,) = stage._paths(0, given, base.networks.context(given), 0)  # noqa: SLF001
    assert only.times[0] == 1


def test_how_the_steps_of_a_student_lie_is_written_into_its_model(base, canvases, tmp_path):
    schedule = LogSnr(noisy=-8.0, clean=4.0)
    recipe = DistilRecipe(run_settings(), SETTINGS, optimiser(), material("none"), CANVASES, schedule)
    stage = DistilStage(recipe, base, copy.deepcopy(base.networks), canvases)
    stage.export(tmp_path / "student")
    student = checkpoint.load(tmp_path / "student")
    assert student.config.schedule == schedule
    stage.maker.sampled_by(PUBLISHED).save(tmp_path / "base", "rectified_flow")
    assert KEY not in checkpoint.load(tmp_path / "base").config.raw["model"]["diffusion"]
    stage.distil = replace(SETTINGS, steps=8, renoised=0.5, own=1.0)
    given = base.given(canvases(0))
    with torch.no_grad():
        _, again = stage._paths(0, given, base.networks.context(given), 0)  # noqa: SLF001
    steps = sampling.times(8, schedule=schedule)
    assert float((steps - again.times[0]).abs().min()) < 1e-6
    assert float((sampling.times(8) - again.times[0]).abs().min()) > 1e-4


def test_a_student_that_has_learnt_already_follows_the_base_and_not_itself(base, canvases, codec):
    teacher = make_maker(codec).networks
    recipe = DistilRecipe(run_settings(), SETTINGS, optimiser(), material("none"), CANVASES)
    stage = DistilStage(recipe, base, teacher, canvases)
    given = base.given(canvases(0))
    context = teacher.context(given)
    noise = noise_like(given.latents, noise_source(stage.run.seed, 0, stage.device, salt=1))
    (found,) = stage._paths(0, given, context, 0)  # noqa: SLF001
    assert torch.equal(found.points[-1], paths(teacher, given, context, SETTINGS, noise).points[-1])
    assert not any(p.requires_grad for p in teacher.parameters())
    assert any(p.requires_grad for p in base.networks.parameters())


def test_only_the_paths_of_the_store_stay_in_memory(base, canvases):
    stage = stage_of(base, canvases)
    for number in range(10):
        stage.step(stage.make_batch(number), number)
        assert len(stage.known) <= 2
    assert set(stage.known) <= {2, 3}


def test_the_loss_falls_on_a_tiny_problem(base, canvases):
    stage = stage_of(base, lambda number: canvases(0), steps=60)
    stage.distil = replace(SETTINGS, refresh=1000)
    stage.make_batch = Stored(lambda number: canvases(0), 1, 1000, 0)
    losses = [stage.step(stage.make_batch(number), number)["made"] for number in range(60)]
    assert np.mean(losses[-10:]) < 0.6 * np.mean(losses[:10])


def test_the_words_stay_as_the_base_knew_them(base, canvases):
    before = {name: value.clone() for name, value in base.networks.state_dict().items()}
    stage = stage_of(base, canvases)
    stage.step(stage.make_batch(0), 0)
    changed = {
        name for name, value in base.networks.state_dict().items() if not torch.equal(value, before[name])
    }
    assert changed
    assert all(name.startswith("dit.") for name in changed)


def test_a_resumed_run_goes_the_way_of_an_uninterrupted_one(codec, canvases, tmp_path, one_torch_thread):
    def lines(folder, *limits):
        run = Run(folder)
        folder.mkdir()
        for steps in limits:
            stage = stage_of(awakened(make_maker(codec)), canvases, steps=8, checkpoint_every=4)
            train(stage, run, replace(stage.run, steps=steps), Limits())
        return [{k: v for k, v in line.items() if k != "seconds"} for line in run.losses()]

    assert lines(tmp_path / "twice", 5, 8) == lines(tmp_path / "once", 8)
    model = checkpoint.load(tmp_path / "twice" / "model")
    assert not model.config.is_base


def test_settings_that_make_no_sense_are_refused():
    with pytest.raises(ValueError, match="store"):
        DistilSettings("base", store=0)
    with pytest.raises(ValueError, match="renoised"):
        DistilSettings("base", renoised=1.5)
