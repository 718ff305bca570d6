"""What the transformer is told of a prompt is the same with all of its padding and with one token for it."""

from __future__ import annotations

import math

import pytest
import torch

from engine.generate import conditions
from engine.generate.knobs import Knobs
from engine.generate.sampling import Guidance, guided
from engine.model import checkpoint
from engine.model.checkpoint import Model
from tests.helpers import tiny_model

N_TAKES, N_LATENTS, SECONDS = 2, 12, 3.0


@pytest.fixture(scope="module", params=["small-base", "medium-base"])
def model(request, tmp_path_factory) -> Model:
    family = request.param.removesuffix("-base")
    folder = tiny_model.make(tmp_path_factory.mktemp("conditions") / family, family=family, base=True)
    return checkpoint.load(folder)


@pytest.fixture
def local(model: Model) -> torch.Tensor:
    return torch.randn(
        1, 1 + model.config.n_latent_channels, N_LATENTS, generator=torch.Generator().manual_seed(2)
    )


def unfolded(model: Model, prompt: str, negative: str | None, local: torch.Tensor, knobs: Knobs):
    """The velocity with every token of padding, row by row as the transformer has it from training."""
    duration = model.conditioner.duration(torch.tensor([SECONDS]))
    rows = [model.conditioner.prompt([prompt]).embedding]
    rows += [torch.zeros_like(rows[0])] if negative is None else []
    rows += [model.conditioner.prompt([negative]).without_padding] if negative else []
    lengths = [duration, duration * (negative is not None)]
    cross = torch.cat([torch.cat([row, length], dim=1) for row, length in zip(rows, lengths, strict=True)])
    cross = cross.repeat_interleave(N_TAKES, dim=0)
    n_rows = len(cross)
    prepared = model.dit.prepare(cross, duration[:, 0].expand(n_rows, -1), local.expand(n_rows, -1, -1))
    return guided(lambda x, t: model.dit.velocity(x, t, prepared), knobs.guidance)


@pytest.mark.parametrize(
    ("prompt", "negative"),
    [("kick", None), ("a bright crash", "hum"), ("", None), ("ride", ""), ("x" * 256, None)],
)
@torch.inference_mode()
def test_one_token_of_padding_that_counts_as_often_says_the_same(model, local, prompt, negative):
    knobs = Knobs(2, "euler", Guidance(3.0), 1.0)
    read = model.conditioner.prompt([prompt])
    refused = model.conditioner.prompt([negative]) if negative else None
    found = conditions.conditioned(model, read, refused, SECONDS, local, N_TAKES, knobs)
    wanted = unfolded(model, prompt, negative or None, local, knobs)
    x = torch.randn(
        N_TAKES, model.config.n_latent_channels, N_LATENTS, generator=torch.Generator().manual_seed(3)
    )
    t = torch.full((N_TAKES,), 0.6)
    torch.testing.assert_close(found(x, t), wanted(x, t), rtol=1e-4, atol=1e-5)
    if prompt == "kick":
        other = unfolded(model, "snare", None, local, knobs)
        assert not torch.allclose(other(x, t), wanted(x, t), rtol=1e-4, atol=1e-5)


def test_a_short_prompt_is_kept_as_its_tokens_and_one_of_padding(model):
    kept = conditions.words(model, model.conditioner.prompt(["kick"]))
    assert kept.counts == (1, 1, 1, 1, 252)
    assert {keys.shape[2] for keys, _ in kept.memories} == {5}
    whole = conditions.words(model, model.conditioner.prompt(["x" * 256]))
    assert whole.counts == (1,) * 256


@torch.inference_mode()
def test_tokens_that_stand_for_none_are_not_heard(model, local):
    knobs = Knobs(2, "euler", Guidance(3.0), 1.0)
    read = [conditions.words(model, model.conditioner.prompt([text])) for text in ("a long prompt", "hum")]
    locals_ = model.dit.surround(local)
    prepared = conditions.prepare(model, read, SECONDS, locals_, 1, knobs)
    assert prepared.weight is not None
    assert prepared.weight.shape == (2, 1, 1, 15)
    assert prepared.weight[0, 0, 0, 13] == pytest.approx(math.log(243))
    assert prepared.weight[1, 0, 0].tolist()[5:] == [-math.inf] * 10
    x, t = torch.randn(2, model.config.n_latent_channels, N_LATENTS), torch.full((2,), 0.5)
    heard = model.dit.velocity(x, t, prepared)
    for keys, values in prepared.memories:
        keys[1, :, 5:], values[1, :, 5:] = 7.0, 7.0
    assert torch.equal(model.dit.velocity(x, t, prepared), heard)
