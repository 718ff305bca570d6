"""The diffusion transformer."""

from __future__ import annotations

import pytest
import torch

from engine.model.dit import Dit
from tests.engine.model.parts import dit_config, make_dit

BOTH = pytest.mark.parametrize("is_differential", [False, True], ids=["plain", "differential"])


def inputs(n_rows: int, n_latents: int, *, seed: int = 0) -> dict[str, torch.Tensor]:
    generator = torch.Generator().manual_seed(seed)
    return {
        "x": torch.randn(n_rows, 8, n_latents, generator=generator),
        "t": torch.rand(n_rows, generator=generator),
        "cross": torch.randn(n_rows, 5, 24, generator=generator),
        "global_": torch.randn(n_rows, 24, generator=generator),
        "local": torch.randn(n_rows, 9, n_latents, generator=generator),
    }


def prefix(*lengths: int, n_latents: int) -> torch.Tensor:
    return torch.arange(n_latents) < torch.tensor(lengths)[:, None]


@BOTH
@torch.no_grad()
def test_padded_rows_of_a_batch_are_what_they_are_alone_and_cropped(is_differential):
    dit, given = make_dit(is_differential=is_differential), inputs(3, 20)
    batch = dit(**given, valid=prefix(20, 7, 1, n_latents=20))
    for row, length in enumerate((20, 7, 1)):
        alone = {name: tensor[row : row + 1] for name, tensor in given.items()}
        cropped = dit(**alone | {"x": alone["x"][..., :length], "local": alone["local"][..., :length]})
        torch.testing.assert_close(batch[row : row + 1, :, :length], cropped, rtol=1e-4, atol=1e-5)
        assert not batch[row, :, length:].any()


@BOTH
@torch.no_grad()
def test_what_lies_in_the_padding_changes_nothing(is_differential):
    dit, given = make_dit(is_differential=is_differential), inputs(1, 16)
    valid = prefix(10, n_latents=16)
    before = dit(**given, valid=valid)
    given["x"][..., 10:] = 1e6
    given["local"][..., 10:] = float("nan")
    assert torch.equal(dit(**given, valid=valid), before)


@torch.no_grad()
def test_a_mask_of_nothing_but_padding_gives_zeros():
    assert not make_dit()(**inputs(2, 6), valid=prefix(0, 0, n_latents=6)).any()


def test_a_mask_with_holes_is_a_mistake():
    valid = prefix(6, n_latents=6)
    valid[0, 2] = False
    with pytest.raises(ValueError, match="prefix"):
        make_dit()(**inputs(1, 6), valid=valid)


@torch.no_grad()
def test_what_is_prepared_once_serves_every_step():
    dit, given = make_dit(), inputs(2, 9)
    prepared = dit.prepare(given["cross"], given["global_"], given["local"])
    for t in (torch.tensor([1.0, 1.0]), torch.tensor([0.5, 0.2])):
        assert torch.equal(dit.velocity(given["x"], t, prepared), dit(**given | {"t": t}))


@torch.no_grad()
def test_the_local_condition_counts_even_where_it_is_all_zeros():
    dit, given = make_dit(), inputs(1, 9)
    given["local"] = torch.zeros_like(given["local"])
    learnt = dit(**given)
    for block in dit.transformer.layers:
        block.to_local_embed[0].bias.zero_()
        block.to_local_embed[2].bias.zero_()
    assert not torch.allclose(dit(**given), learnt)


@pytest.mark.parametrize("name", ["x", "t", "cross", "global_", "local"])
@torch.no_grad()
def test_every_input_is_heard(name):
    dit, given = make_dit(), inputs(1, 9)
    assert not torch.allclose(dit(**given), dit(**given | {name: inputs(1, 9, seed=1)[name]}))


@BOTH
def test_every_weight_can_be_trained(is_differential):
    dit = make_dit(is_differential=is_differential).train()
    dit(**inputs(2, 9), valid=prefix(9, 4, n_latents=9)).square().sum().backward()
    untouched = [name for name, p in dit.named_parameters() if p.grad is None or not p.grad.any()]
    assert untouched == []


def test_training_begins_with_branches_that_say_nothing():
    torch.manual_seed(0)
    dit = Dit(dit_config())
    for name, parameter in dit.named_parameters():
        is_silent = ("to_out", "ff.ff.2", "to_local_embed.2", "preprocess_conv", "postprocess_conv")
        assert parameter.any() != any(part in name for part in is_silent), name
    assert dit.transformer.layers[0].to_scale_shift_gate.std().item() == pytest.approx(1 / 8, rel=0.2)


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
@torch.no_grad()
def test_half_types_point_the_same_way(dtype):
    dit, given = make_dit(), inputs(2, 12)
    exact = dit(**given)
    half = dit.to(dtype)(**{name: tensor.to(dtype) for name, tensor in given.items()})
    assert half.dtype == dtype
    assert torch.cosine_similarity(half.float().flatten(), exact.flatten(), dim=0) > 0.999


@torch.no_grad()
def test_the_result_lies_in_memory_as_the_input_does():
    given = inputs(2, 9)
    assert make_dit()(**given).is_contiguous()
