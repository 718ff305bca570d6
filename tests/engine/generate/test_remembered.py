"""What is kept between requests changes no bit of a take, keeps to its size, and is forgotten in time."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest
import soundfile
import torch

from engine.generate import context, recipe, stretches
from engine.generate.engine import Engine
from engine.generate.remembered import Remembered, Store
from engine.model import checkpoint
from engine.timeline import Mask, Span
from tests.helpers import tiny_model

RATE, HOP = 44100, tiny_model.HOP


@pytest.fixture(scope="module", params=["small", "medium", "small-base"])
def model(request, tmp_path_factory):
    family, _, base = request.param.partition("-")
    place = tmp_path_factory.mktemp("remembered") / request.param
    return checkpoint.load(tiny_model.make(place, family=family, base=bool(base)))


def finished(job):
    try:
        while True:
            next(job)
    except StopIteration as end:
        return end.value


def sounds(result):
    return [soundfile.read(take.source.path)[0].tobytes() for row in result.takes.values() for take in row]


def chosen(request, result):
    """The same request once its first take is heard in the region."""
    region = request.regions[0]
    heard = replace(request.asked[0], takes=result.takes[region][:1], chosen=1)
    others = [r for r in request.track.regions if r.id != region]
    return replace(request, track=replace(request.track, regions=(heard, *others)))


def test_what_is_kept_changes_no_bit_of_any_take(model, ask):
    settings = {"model": str(model.folder), "prompt": "crash", "steps": 2}
    settings |= {"negative_prompt": "hiss"} if model.config.is_base else {}
    first, known = ask(**settings), Remembered()
    over = chosen(first, finished(recipe.generate(model, first, "", known)))
    asked = [
        over,
        replace(over, seed=9, n_takes=3),
        ask(**settings | {"context": 3.5}),
        ask(Span(50000, 54000), Span(96000, 100800), **settings | {"strength": 0.5}),
    ]
    for request in asked:
        alone = sounds(finished(recipe.generate(model, request)))
        assert sounds(finished(recipe.generate(model, request, "", known))) == alone


def test_another_model_of_the_same_name_starts_with_nothing_known(ask, tmp_path):
    place, other = (tiny_model.make(tmp_path / name, seed=seed) for name, seed in (("one", 1), ("two", 2)))
    engine, request = Engine(), ask(model=str(place))
    before = sounds(finished(engine.generate(request)))
    shutil.rmtree(place)
    shutil.copytree(other, place)
    after = sounds(finished(engine.generate(request)))
    assert after != before
    assert after == sounds(finished(Engine().generate(request)))


def window(model, *spans, seconds=20.0, heard=20.0):
    """The plan of regions in a recording at the model's own rate."""
    grid = context.Grid.of(model.config)
    return context.plan(Mask.of(spans), Span(0, round(seconds * RATE)), RATE, grid, heard)


def noise(plan):
    """The recording under a window, the same for the same place."""
    piece = torch.randn(2, 60 * RATE, generator=torch.Generator().manual_seed(0)) * 0.1
    return piece[None, :, plan.window.start :][..., : plan.n_latents * HOP].clone()


def kept(plan):
    return Mask.of(plan.regenerated.outside(Span(0, plan.n_latents)))


def store():
    return Store(2**24, lambda latents: latents.nbytes)


@torch.inference_mode()
def test_stretches_together_are_what_the_encoder_makes_of_the_whole(model):
    plan = window(model, Span(300000, 340000), Span(500000, 510000))
    samples = noise(plan)
    whole = model.same.encode(samples)
    found = stretches.encode(model, samples, plan, kept(plan), store())
    keep = torch.from_numpy(plan.keep).bool()[0]
    assert len(list(stretches.stretches(plan, kept(plan), model.same))) > 4
    # angles of late positions are rounded to float32: the whole is the less exact of the two
    assert torch.allclose(found[..., keep], whole[..., keep], atol=1e-3)
    assert not found[..., ~keep].any()


@torch.inference_mode()
def test_an_edit_makes_new_what_it_touched_and_nothing_else(model):
    plan, known = window(model, Span(300000, 340000)), store()
    samples = noise(plan)
    stretches.encode(model, samples, plan, kept(plan), known)
    n_before = len(known)
    stretches.encode(model, samples, plan, kept(plan), known)
    assert len(known) == n_before
    at = 20 * HOP + 5
    samples[..., at] += 0.25
    stretches.encode(model, samples, plan, kept(plan), known)
    touched = [
        stretch
        for stretch in stretches.stretches(plan, kept(plan), model.same)
        if model.same.with_halo(stretch, plan.n_latents).contains(Span(20, 21))
    ]
    assert 1 <= len(touched) < n_before
    assert len(known) == n_before + len(touched)


@torch.inference_mode()
def test_a_longer_context_finds_the_stretches_of_a_shorter_one(model):
    known, region = store(), Span(320 * HOP, 320 * HOP + 9000)
    short, long = (window(model, region, heard=heard) for heard in (9.0, 13.0))
    assert (short.window.start - long.window.start) % (model.same.alignment * HOP) == 0
    stretches.encode(model, noise(short), short, kept(short), known)
    n_short = len(known)
    stretches.encode(model, noise(long), long, kept(long), known)
    n_long = len(list(stretches.stretches(long, kept(long), model.same)))
    assert 0 < len(known) - n_short < n_long


@torch.inference_mode()
def test_a_take_in_the_region_leaves_all_further_off_than_the_encoder_reaches(model):
    plan, known = window(model, Span(300000, 340000)), store()
    samples = noise(plan)
    stretches.encode(model, samples, plan, kept(plan), known)
    n_before = len(known)
    samples[..., 300000 - plan.window.start : 340000 - plan.window.start] = 0.0
    stretches.encode(model, samples, plan, kept(plan), known)
    assert len(known) - n_before <= 2 < n_before


def test_the_longest_unused_is_forgotten_first_and_the_size_is_kept_to():
    known, made = Store(3, len), []

    def get(word):
        def make():
            made.append(word)
            return word

        return known.get(word, make)

    assert [get(word) for word in ("a", "b", "c", "a", "d", "b")] == ["a", "b", "c", "a", "d", "b"]
    assert made == ["a", "b", "c", "d", "b"]
    assert (len(known), known.n_bytes) == (3, 3)
    assert get("too long") == "too long"
    assert (len(known), known.n_bytes) == (0, 0)


@torch.inference_mode()
def test_a_prompt_is_read_once_as_it_is_and_once_as_a_negative_one(tiny_model):
    model, known = checkpoint.load(tiny_model), Remembered()
    assert known.prompt(model, "x") is known.prompt(model, "x")
    assert known.words(model, "x") is known.words(model, "x")
    assert known.words(model, "x") is not known.words(model, "x", is_negative=True)
    known.clear()
    assert known.prompt(model, "x").embedding.shape[0] == 1
