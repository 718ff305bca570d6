"""What dit and same share."""

from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.model.attention import DyT, FourierFeatures, RmsNorm, Rotary, banded, full, paired, rotate


def heads(n_tokens: int, *, n_heads: int = 2, seed: int = 0) -> tuple[torch.Tensor, ...]:
    generator = torch.Generator().manual_seed(seed)
    return tuple(torch.randn(3, n_heads, n_tokens, 8, generator=generator) for _ in range(3))


def dense_band(n_tokens: int, reach: int) -> torch.Tensor:
    i = torch.arange(n_tokens)
    return (i[:, None] - i[None, :]).abs() <= reach


@settings(max_examples=40, deadline=None)
@given(n_tokens=st.integers(1, 90), reach=st.integers(1, 20))
def test_banded_attention_is_dense_attention_under_a_band(n_tokens, reach):
    q, k, v = heads(n_tokens)
    dense = full(q, k, v, dense_band(n_tokens, reach))
    torch.testing.assert_close(banded(q, k, v, reach), dense, rtol=1e-5, atol=1e-5)


def test_the_band_includes_both_its_ends():
    q, k, _ = heads(40)
    for i, j, is_seen in ((20, 13, True), (20, 12, False), (20, 27, True), (20, 28, False), (0, 7, True)):
        v = torch.zeros(3, 2, 40, 8)
        v[:, :, j] = 1
        assert (banded(q, k, v, 7)[:, :, i].abs().max() > 0) == is_seen, (i, j)


def test_banded_attention_has_finite_gradients_where_the_last_block_is_padded():
    q, k, v = (x.requires_grad_() for x in heads(50))
    banded(q, k, v, 3).square().sum().backward()
    assert all(x.grad is not None and x.grad.isfinite().all() for x in (q, k, v))


def test_a_pair_is_the_difference_of_two_attentions_over_the_same_values():
    q, k, v = heads(12)
    q2, k2, _ = heads(12, seed=1)
    together = paired(torch.cat([q, q2], dim=1), torch.cat([k, k2], dim=1), v, full)
    torch.testing.assert_close(together, full(q, k, v) - full(q2, k2, v))


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_logits_softmax_and_difference_of_half_types_are_float32(dtype):
    q, k, v = heads(64)
    q, k, v = (
        (8 * q).to(dtype),
        (8 * k).to(dtype),
        v.to(dtype),
    )  # logits of a few hundred: half types blur them
    q, k = torch.cat([q, q.flip(2)], dim=1), torch.cat([k, k.flip(3)], dim=1)
    exact = paired(q.double(), k.double(), v.double(), lambda *x: full(*(one.double() for one in x)))
    ours = paired(q, k, v, full)
    assert ours.dtype == dtype
    torch.testing.assert_close(ours, exact.to(dtype), rtol=2 * torch.finfo(dtype).eps, atol=1e-4)


def test_rotary_turns_pairs_of_dims_and_leaves_the_rest():
    x = torch.randn(1, 1, 5, 12)
    y = rotate(x, Rotary(8)(5))
    assert torch.equal(y[..., 8:], x[..., 8:])
    assert torch.equal(y[:, :, 0], x[:, :, 0])
    angle = 3 * 10000 ** (-2 / 8)
    wanted = x[0, 0, 3, 1] * math.cos(angle) - x[0, 0, 3, 5] * math.sin(angle)
    assert y[0, 0, 3, 1].item() == pytest.approx(wanted.item(), abs=1e-5)


def test_rotary_makes_attention_a_matter_of_distance_alone():
    q, k = torch.randn(1, 1, 1, 8), torch.randn(1, 1, 1, 8)
    turned_q, turned_k = (rotate(x.expand(1, 1, 30, 8), Rotary(8)(30)) for x in (q, k))
    logits = (turned_q @ turned_k.transpose(-1, -2))[0, 0]
    torch.testing.assert_close(logits[5, 9], logits[20, 24])


def test_rotary_frequencies_stay_float32_in_a_half_network():
    rotary = Rotary(32)
    exact = rotary.inv_freq.clone()
    assert torch.equal(rotary.half().inv_freq, exact)
    assert torch.equal(rotary.bfloat16()(4), Rotary(32)(4))


def test_the_two_norms_are_what_they_say():
    x = 3 * torch.randn(4, 6)
    norm = RmsNorm(6, 1e-5)
    torch.testing.assert_close(norm(x), x / (x.square().mean(-1, keepdim=True) + 1e-5).sqrt())
    assert norm(torch.full((1, 6), 300.0, dtype=torch.float16)).isfinite().all()  # 300² is beyond float16
    torch.testing.assert_close(DyT(6)(x), torch.tanh(4 * x))


def test_fourier_features_begin_at_half_a_turn_and_end_at_ten_thousand():
    found = FourierFeatures(256)(torch.tensor([1.0]))[0]
    assert found[0].item() == pytest.approx(-1, abs=1e-5)
    assert found[128].item() == pytest.approx(0, abs=1e-5)
    assert found[127].item() == pytest.approx(1, abs=1e-3)
    assert torch.equal(FourierFeatures(256)(torch.zeros(1))[0], torch.tensor([1.0] * 128 + [0.0] * 128))


def test_on_the_cpu_attention_is_computed_in_float32_under_autocast_too():
    q, k, v = torch.randn(3, 1, 2, 5, 8, generator=torch.Generator().manual_seed(0)).bfloat16()
    with torch.autocast("cpu", dtype=torch.bfloat16):
        found = full(q, k, v)
    assert found.dtype == torch.bfloat16
    assert torch.equal(found, full(q.float(), k.float(), v.float()).bfloat16())
