"""Generator and critic learn from each other in turn, and what comes out is sampled in eight steps."""

from __future__ import annotations

import copy
from dataclasses import replace

import numpy as np
import pytest
import torch

from engine.generate import sampling
from engine.model import checkpoint
from engine.model.schedule import PUBLISHED, LogSnr
from engine.train.adversarial import (
    TIMES,
    AdversarialRecipe,
    AdversarialSettings,
    AdversarialStage,
    Critic,
    log_snr_times,
    with_wrong_words,
)
from engine.train.distil import POST_TRAINED, freeze_words
from engine.train.examples import composed, repaired
from engine.train.generators import Context, noise_source
from engine.train.loop import Limits, train
from engine.train.runs import Run
from tests.engine.train.makers import (
    CANVASES,
    CPU,
    awakened,
    make_maker,
    material,
    optimiser,
    run_settings,
)

SETTINGS = AdversarialSettings("base", "start", exit_block=1, halvings=1)


def stage_of(maker, canvases, settings=SETTINGS, critic=None, **run):
    freeze_words(maker.networks)
    recipe = AdversarialRecipe(
        run_settings(**run), settings, optimiser(1e-3), critic or optimiser(), material("none"), CANVASES
    )
    return AdversarialStage(recipe, maker, copy.deepcopy(maker.networks), canvases)


@pytest.fixture
def start(codec, one_torch_thread):
    return awakened(make_maker(codec))


def scores(critic, start, batch):
    given = start.given(batch)
    with torch.no_grad():
        prepared = critic.prepare(given, start.networks.context(given))
        return critic(given.latents, torch.full((len(given),), 0.5), prepared)


def test_a_critic_of_all_blocks_sees_what_the_base_sees(start, canvases):
    given = start.given(canvases(0))
    dit = start.networks.dit
    critic = Critic(dit, dit.config.depth, 1)
    t = torch.full((len(given),), 0.3)
    with torch.no_grad():
        context = start.networks.context(given)
        hidden = critic.hidden(given.latents, t, critic.prepare(given, context))
        y = dit.transformer.project_out(hidden.transpose(1, 2)).transpose(1, 2)
        velocity = dit(given.latents, t, context.cross, context.global_, given.local)
    assert torch.allclose(y + dit.postprocess_conv(y), velocity, atol=1e-5)


@pytest.mark.parametrize("halvings", [0, 1, 3])
def test_a_critic_scores_canvases_of_every_length(start, canvases, halvings):
    critic = Critic(start.networks.dit, 1, halvings)
    for number in range(4):
        found = scores(critic, start, canvases(number))
        assert found.shape[0] == len(canvases(number)["prompt"])
        assert found.shape[1] >= 1
        assert found.isfinite().all()


def test_a_critic_cannot_keep_more_blocks_than_there_are(start):
    with pytest.raises(ValueError, match="2 blocks"):
        Critic(start.networks.dit, 3, 1)


def test_the_two_learn_in_turn(start, canvases):
    stage = stage_of(start, canvases)
    before = copy.deepcopy((stage.maker.networks.state_dict(), stage.critic.state_dict()))
    assert set(stage.step(canvases(0), 0)) == {"fooling", "kept"}
    assert any(not torch.equal(v, before[0][k]) for k, v in stage.maker.networks.state_dict().items())
    assert all(torch.equal(v, before[1][k]) for k, v in stage.critic.state_dict().items())
    middle = copy.deepcopy(stage.maker.networks.state_dict())
    assert set(stage.step(canvases(1), 1)) == {"critic", "contrastive"}
    assert all(torch.equal(v, middle[k]) for k, v in stage.maker.networks.state_dict().items())
    changed = {k for k, v in stage.critic.state_dict().items() if not torch.equal(v, before[1][k])}
    assert any(name.startswith("head") for name in changed)
    assert any(name.startswith("dit.transformer.layers.0") for name in changed)


def test_the_critic_may_learn_ahead(start, canvases):
    stage = stage_of(start, canvases, replace(SETTINGS, ahead=3))
    kinds = [next(iter(stage.step(canvases(number), number))) for number in range(5)]
    assert kinds == ["critic", "critic", "critic", "critic", "fooling"]


def test_the_critic_learns_to_tell_real_from_made_and_right_words_from_wrong_ones(start, canvases):
    stage = stage_of(start, canvases, critic=optimiser(3e-3), steps=200)
    losses = [stage.step(canvases(3), 2 * number + 1) for number in range(50)]
    for name in ("critic", "contrastive"):
        found = [one[name] for one in losses]
        assert np.mean(found[-10:]) < 0.7 * np.mean(found[:10])


def test_the_generator_learns_to_fool_a_critic_that_stands_still(start, canvases):
    stage = stage_of(start, canvases, critic=optimiser(3e-3), steps=400)
    for number in range(20):
        stage.step(canvases(0), 2 * number + 1)
    losses = [stage.step(canvases(0), 2 * number)["fooling"] for number in range(60)]
    assert np.mean(losses[-10:]) < 0.9 * np.mean(losses[:10])


def test_what_is_given_is_copied_better_and_better(start, canvases):
    settings = replace(SETTINGS, kept=10.0)
    stage = stage_of(start, canvases, settings, steps=200)
    batch = next(canvases(n) for n in range(20) if canvases(n)["keep"].mean() > 0.3)
    losses = [stage.step(batch, 2 * number)["kept"] for number in range(60)]
    assert np.mean(losses[-10:]) < 0.8 * np.mean(losses[:10])


def test_the_penalty_is_how_much_a_little_noise_changes_scores(start, canvases):
    stage = stage_of(start, canvases, replace(SETTINGS, penalty=1.0))
    assert stage.step(canvases(0), 1)["penalty"] > 0
    still = stage_of(start, canvases, replace(SETTINGS, penalty=1.0, penalty_noise=0.0))
    assert still.step(canvases(0), 1)["penalty"] == pytest.approx(0, abs=1e-9)
    seldom = stage_of(start, canvases, replace(SETTINGS, penalty=1.0, penalty_every=2))
    assert "penalty" in seldom.step(canvases(0), 1)
    assert "penalty" not in seldom.step(canvases(0), 3)


def test_guesses_may_go_on_from_where_the_generator_itself_has_come_to(start, canvases):
    stage = stage_of(start, canvases, replace(SETTINGS, own=1.0))
    given = start.given(canvases(0))
    with torch.no_grad():
        context = stage.base.context(given)
    levels = set()
    for number in range(40):
        x, t = stage.noised(given, context, noise_source(0, number, CPU))
        assert x.shape == given.latents.shape
        assert len(set(t.tolist())) == 1
        levels.add(round(float(t[0]), 5))
    assert levels == {round(t, 5) for t in sampling.times(8)[1:-1].tolist()}
    assert stage.step(canvases(0), 0)["fooling"] > 0


def test_wrong_words_come_with_the_right_duration():
    cross = torch.arange(2 * 3 * 1).reshape(2, 3, 1).float()
    wrong = with_wrong_words(Context(cross, torch.ones(2, 1)))
    assert wrong.cross[0, :, 0].tolist() == [3, 4, 2]
    assert wrong.cross[1, :, 0].tolist() == [0, 1, 5]


def test_noise_levels_are_those_of_sampling(start):
    t = log_snr_times(20_000, 43, PUBLISHED, noise_source(0, 0, CPU))
    log_snr = torch.log((1 - t) / t)
    assert log_snr.min() >= -6.3
    assert log_snr.max() <= 2.1
    assert float(log_snr.mean()) == pytest.approx(-2.1, abs=0.05)
    for draw in TIMES.values():
        assert draw(100, 43, PUBLISHED, noise_source(0, 0, CPU)).min() >= 0
    later = log_snr_times(1000, 43, LogSnr(-9.0, 4.0), noise_source(0, 0, CPU))
    assert torch.log((1 - later) / later).min() < -8
    with pytest.raises(ValueError, match="log-snr"):
        AdversarialSettings("base", "start", generator_times="sometimes")


def test_a_resumed_run_goes_the_way_of_an_uninterrupted_one(codec, canvases, tmp_path, one_torch_thread):
    def lines(folder, *limits):
        run = Run(folder)
        folder.mkdir()
        for steps in limits:
            stage = stage_of(awakened(make_maker(codec)), canvases, steps=8, checkpoint_every=3)
            train(stage, run, replace(stage.run, steps=steps), Limits())
        return [{k: v for k, v in line.items() if k != "seconds"} for line in run.losses()]

    assert lines(tmp_path / "twice", 5, 8) == lines(tmp_path / "once", 8)
    model = checkpoint.load(tmp_path / "twice" / "model")
    assert model.config.objective == "rf_denoiser"


def test_examples_are_what_the_editor_would_make(start):
    model = start.model()
    audio = composed(model, "kick", 0.5, POST_TRAINED)
    assert audio.shape == (2, 22050)
    assert np.isfinite(audio).all()
    before, after, copying = repaired(model, POST_TRAINED)
    assert before.shape == after.shape
    assert copying >= 0
