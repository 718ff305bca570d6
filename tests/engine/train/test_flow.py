"""The base learns, leaves a whole model that the editor can use, and goes on where it was stopped."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
import torch

from engine import catalogue
from engine.audio.files import probe, write
from engine.document.document import Clip, Region, Track
from engine.generate.engine import Engine
from engine.generate.knobs import Knobs
from engine.generate.request import Request
from engine.generate.sampling import Guidance
from engine.model import checkpoint
from engine.timeline import Span
from engine.train.examples import composed_latents
from engine.train.flow import FlowRecipe, FlowSettings, FlowStage, draw_times, maker_of, shifted
from engine.train.generators import error, load_maker, mixed, noise_source
from engine.train.loop import Limits, train
from engine.train.reading import ReadingSettings
from engine.train.runs import Run
from engine.train.sounds import RATE
from tests.engine.train.makers import (
    CANVASES,
    CPU,
    NETWORK,
    TEXT,
    TONES,
    make_canvases,
    make_maker,
    material,
    optimiser,
    run_settings,
    tone,
)


def recipe_of(**run):
    return FlowRecipe(
        run_settings(**run),
        FlowSettings("codec"),
        NETWORK,
        TEXT,
        ReadingSettings(),
        optimiser(),
        material("none"),
        CANVASES,
    )


def stage_of(maker, canvases, **run):
    return FlowStage(recipe_of(**run), maker, canvases)


def test_times_lie_above_0_and_follow_the_truncated_logit_normal():
    t = draw_times(20_000, noise_source(0, 0, CPU))
    assert 0 < t.min() < 0.05
    assert t.max() <= 1
    # by hand: s = logistic(z) for z above the logit of 0.075, stretched to 0..1 and turned round
    z = torch.randn(400_000, generator=torch.Generator().manual_seed(1))
    s = torch.sigmoid(z)
    wanted = 1 - (s[s > 0.075] - 0.075) / 0.925
    for share in (0.1, 0.5, 0.9):
        assert t.quantile(share) == pytest.approx(float(wanted[:200_000].quantile(share)), abs=0.02)


def test_times_are_shifted_as_the_reference_shifts_them():
    t = 1 - torch.arange(1, 8) / 8
    assert shifted(t, 256).tolist() == pytest.approx(
        [0.9203, 0.8318, 0.7332, 0.6225, 0.4973, 0.3547, 0.1906], abs=1e-4
    )
    assert shifted(t, 1292).tolist() == pytest.approx(
        [0.9322, 0.8550, 0.7661, 0.6627, 0.5410, 0.3957, 0.2192], abs=1e-4
    )
    assert torch.equal(shifted(t, 21), shifted(t, 256))


def test_times_can_be_moved_further_towards_noise():
    t = torch.tensor([0.2, 0.5, 0.9])
    plain, noisier = shifted(t, 256), shifted(t, 256, 3.0)
    assert (noisier / (1 - noisier)).tolist() == pytest.approx((3 * plain / (1 - plain)).tolist(), rel=1e-4)


def test_an_untrained_transformer_answers_with_what_it_is_given(maker, canvases):
    given = maker.given(canvases(0))
    x = torch.randn(given.latents.shape, generator=noise_source(0, 0, CPU))
    with torch.no_grad():
        assert torch.allclose(maker.networks(x, torch.ones(len(given)), given), x, atol=1e-4)


def test_a_base_learns_to_make_the_sound_that_is_asked_for(codec, library, tmp_path, one_torch_thread):
    canvases = replace(make_canvases(library, closing=0.8, partial=0.0, wordless=0.0), batch=6)
    recipe = replace(recipe_of(steps=200), optimiser=optimiser(2e-3, ema=0.98))
    stage = FlowStage(recipe, make_maker(codec), canvases)
    losses = [stage.step(canvases(number), number)["made"] for number in range(200)]
    assert np.mean(losses[-20:]) < 0.5 * np.mean(losses[:20])
    stage.export(tmp_path / "model")
    model = checkpoint.load(tmp_path / "model")
    wanted = {prompt: latents_of(model, tone(hz, 0.4)) for prompt, hz in TONES.items()}
    for prompt in TONES:
        made = composed_latents(model, prompt, 0.4, Knobs(12, "dpmpp", Guidance(2.0), 1.0))[..., :8]
        far = {name: float((made - other).square().mean()) for name, other in wanted.items()}
        assert min(far, key=far.get) == prompt


def latents_of(model, audio):
    with torch.no_grad():
        return model.same.encode(torch.from_numpy(audio)[None])[..., :8]


def test_dropout_silences_prompt_and_duration_but_leaves_the_global_vector(maker, canvases):
    given = maker.given(canvases(0))
    dropped = torch.zeros(len(given), dtype=torch.bool)
    dropped[0] = True
    whole, without = maker.networks.context(given), maker.networks.context(given, dropped)
    assert not without.cross[0].any()
    assert torch.equal(without.cross[1:], whole.cross[1:])
    assert whole.cross[0].any()
    assert torch.equal(without.global_, whole.global_)
    assert whole.cross.shape == (len(given), TEXT.max_tokens + 1, TEXT.width)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_words_are_learnt_unless_all_prompts_are_dropped(maker, canvases, share):
    stage = stage_of(maker, canvases)
    stage.flow = replace(stage.flow, dropout=share)
    for number in range(3):  # the ways out of the blocks are zero at first
        stage.step(canvases(0), number)
    assert bool(maker.networks.text.get_input_embeddings().weight.grad.any()) == (share == 0.0)


def test_the_error_is_a_mean_over_what_is_made_and_another_over_what_is_kept(maker, canvases):
    given = maker.given(canvases(1))
    made, kept = error(torch.ones_like(given.latents), given)
    has_made, has_kept = given.count.any(1), given.keep.any(2)[:, 0]
    assert float(made) == pytest.approx(float(has_made.float().mean()))
    assert float(kept) == pytest.approx(float(has_kept.float().mean()))
    only_kept = given.keep * torch.ones_like(given.latents)
    assert error(only_kept, given)[0] == 0


def test_the_way_from_data_to_noise_is_straight():
    clean, noise = torch.zeros(2, 1, 3), torch.ones(2, 1, 3)
    assert mixed(clean, noise, torch.tensor([0.25, 1.0]))[:, 0, 0].tolist() == [0.25, 1.0]


@pytest.fixture
def trained(maker, canvases, tmp_path):
    run = Run(tmp_path / "run")
    run.folder.mkdir()
    stage = stage_of(maker, canvases, steps=10, checkpoint_every=5)
    assert train(stage, run, stage.run, Limits()) == 10
    return run


def test_ten_steps_leave_a_whole_base_that_loads_strictly(trained, maker):
    folder = trained.model_folder
    assert checkpoint.check(folder) == []
    model = checkpoint.load(folder)
    assert model.config.is_base
    assert model.config.max_latents == maker.config.max_latents
    raw = json.loads((folder / "model_config.json").read_text())
    assert raw["model"]["diffusion"]["diffusion_objective"] == "rectified_flow"
    assert max(path.stat().st_size for path in folder.rglob("*") if path.is_file()) <= 16_000_000


def test_a_loaded_model_hears_prompts_and_durations_as_training_did(trained, maker, canvases):
    model = checkpoint.load(trained.model_folder)
    again = load_maker(trained.model_folder, CPU)
    prompts = ["bright crash, 124 BPM", ""]
    batch = canvases(0) | {"prompt": np.array(prompts), "seconds": np.array([1.5, 18.0], np.float32)}
    batch |= {name: batch[name][:2] for name in ("latents", "keep", "count")}
    with torch.no_grad():
        context = again.networks.context(again.given(batch))
    heard = model.conditioner.prompt(prompts).embedding
    assert torch.allclose(context.cross[:, :-1], heard, atol=1e-5)
    duration = model.conditioner.duration(torch.tensor([1.5, 18.0]))
    assert torch.allclose(context.cross[:, -1:], duration, atol=1e-5)
    assert torch.allclose(context.global_, duration[:, 0], atol=1e-5)


def test_the_editor_regenerates_a_region_with_it(trained, tmp_path):
    sound = 0.1 * np.random.default_rng(0).standard_normal((2 * RATE, 2))
    options = {"sample_rate": RATE, "n_channels": 2, "format": "WAV", "subtype": "PCM_16"}
    write(tmp_path / "in.wav", [sound], **options)
    source = probe(tmp_path / "in.wav")
    region = Region(Span(RATE, RATE + 9000))
    track = Track(2, (Clip(source, 0, 0, source.n_samples),), (region,))
    request = Request(
        track, RATE, (region.id,), tmp_path / "takes", str(trained.model_folder), "kick", steps=2
    )
    (tmp_path / "takes").mkdir()
    job = Engine().generate(request)
    try:
        while True:
            next(job)
    except StopIteration as end:
        (take,) = end.value.takes[region.id]
    assert take.span == region.span
    assert take.source.n_samples == 9000
    assert catalogue.hash_of(trained.model_folder)


def test_a_resumed_run_goes_the_way_of_an_uninterrupted_one(codec, canvases, tmp_path, one_torch_thread):
    def lines(folder, *limits):
        run = Run(folder)
        folder.mkdir(exist_ok=True)
        for steps in limits:
            stage = stage_of(make_maker(codec), canvases, steps=8, checkpoint_every=3)
            train(stage, run, replace(stage.run, steps=steps), Limits())
        return [{k: v for k, v in line.items() if k != "seconds"} for line in run.losses()]

    assert lines(tmp_path / "twice", 4, 8) == lines(tmp_path / "once", 8)


def test_a_model_is_learnt_further(trained, library):
    again = load_maker(trained.model_folder, CPU)
    further = replace(recipe_of(steps=1), flow=FlowSettings("unused", start=str(trained.model_folder)))
    stage = FlowStage(further, maker_of(further, CPU), make_canvases(library))
    before = [tensor.clone() for tensor in again.networks.state_dict().values()]
    assert all(map(torch.equal, stage.maker.networks.state_dict().values(), before))
    stage.step(stage.make_batch(0), 0)
    assert not all(map(torch.equal, stage.maker.networks.state_dict().values(), before))
