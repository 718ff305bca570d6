"""What networks compute in, and that it says the same."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
import torch

from engine.bench import machine
from engine.generate import engine, precision
from engine.generate.precision import EXACT, WIDE, Precision, choose
from engine.model import checkpoint
from engine.model.dit import Dit
from engine.model.int8 import Int8Linear
from engine.train.sounds import HELD_OUT, clip
from tests.engine.model.parts import dit_config, make_same, randomised

CPU = torch.device("cpu")
NANO = Path(__file__).parents[3] / "resources" / "models" / "nano"


def halved(dit):
    """The transformer in bfloat16, as loading makes it."""
    half = copy.deepcopy(dit)
    for name, parameter in half.named_parameters():
        assert not name.endswith("inv_freq")
        parameter.data = parameter.data.bfloat16()
    return half


@pytest.fixture
def dit():
    torch.manual_seed(0)
    return randomised(Dit(dit_config(width=256, depth=3)))


def test_a_card_computes_in_half_precision_and_small_networks_in_float32():
    half = Precision(torch.float16, torch.float16)
    assert choose(torch.device("cuda"), WIDE) == choose(torch.device("cuda"), 64) == half
    assert choose(CPU, WIDE - 1) == choose(torch.device("mps"), WIDE) == EXACT


def test_a_processor_that_has_bfloat16_computes_wide_transformers_in_it():
    flags = Path("/proc/cpuinfo")
    if not flags.exists():
        pytest.skip("the processor's flags cannot be read here")
    has = {"avx512_bf16", "amx_tile"} & set(flags.read_text(encoding="ascii").split())
    assert choose(CPU, WIDE) == (Precision(torch.bfloat16, torch.float32) if has else EXACT)


@torch.no_grad()
def test_a_step_in_bfloat16_goes_where_it_goes_in_float32(dit):
    generator = torch.Generator().manual_seed(1)
    x, local = torch.randn(2, 8, 40, generator=generator), torch.randn(2, 9, 40, generator=generator)
    cross, global_ = torch.randn(2, 5, 24, generator=generator), torch.randn(2, 24, generator=generator)
    t = torch.tensor([0.9, 0.2])
    exact = dit(x, t, cross, global_, local)
    rounded = (each.bfloat16() for each in (cross, global_, local))
    found = halved(dit)(x.bfloat16(), t, *rounded).float()
    alike = torch.nn.functional.cosine_similarity(found.flatten(1), exact.flatten(1))
    assert alike.min() > 0.999
    assert float(found.norm() / exact.norm()) == pytest.approx(1, abs=0.01)


def test_a_transformer_whose_numbers_cancel_is_found_out(dit):
    half = halved(dit)
    assert precision.says_the_same(half)
    way_in, _, way_out = half.transformer.layers[0].ff.ff
    with torch.no_grad():  # what counts lies far behind the point of large numbers, which then cancel
        way_in.proj.bias.fill_(1000)
        way_out.weight[:, 0::2] = 1
        way_out.weight[:, 1::2] = -1
    assert not precision.says_the_same(half)


@torch.no_grad()
def test_products_of_int8_are_those_of_the_rounded_numbers():
    generator = torch.Generator().manual_seed(3)
    exact = torch.nn.Linear(96, 40)
    whole = Int8Linear(exact)
    x = torch.randn(2, 7, 96, generator=generator) * torch.logspace(-3, 3, 7)[None, :, None]
    scale = x.abs().amax(dim=-1, keepdim=True) / 127
    rounded = (x / scale).round() * scale
    weight = whole.weight.double() * whole.scale[:, None]
    wanted = rounded.double() @ weight.T + exact.bias
    torch.testing.assert_close(whole(x).double(), wanted, rtol=1e-5, atol=1e-6 * float(wanted.abs().max()))
    assert (weight - exact.weight).abs().max() <= 0.51 * whole.scale.max()
    assert not whole(torch.zeros(1, 96)).sub(exact.bias).any()
    assert whole(x.bfloat16()).dtype == torch.bfloat16


@torch.no_grad()
def test_a_trained_step_in_int8_goes_where_it_goes_in_float32():
    model = checkpoint.load(NANO)
    audio = torch.from_numpy(clip(HELD_OUT[0]).audio)[None, :, : 2 * 44100]
    latents = model.same.encode(audio)
    keep = torch.ones(1, 1, latents.shape[-1])
    keep[..., 20:60] = 0
    local = torch.cat([keep, latents * keep], dim=1)
    generator = torch.Generator().manual_seed(1)
    context = torch.randn(1, 41, model.config.dit.cond_dim, generator=generator)
    duration = torch.randn(1, model.config.dit.global_dim, generator=generator)
    whole = copy.deepcopy(model.dit)
    assert precision.quantise(whole) == model.config.dit.depth
    assert any(isinstance(module, Int8Linear) for module in whole.modules())
    for time in (1.0, 0.7, 0.1):
        x = (1 - time) * latents + time * torch.randn(latents.shape, generator=generator)
        t = torch.tensor([time])
        exact, found = (dit(x, t, context, duration, local).flatten() for dit in (model.dit, whole))
        assert torch.nn.functional.cosine_similarity(found, exact, dim=0) > 0.9995
        assert float(found.norm() / exact.norm()) == pytest.approx(1, abs=0.005)


def test_a_block_in_which_few_numbers_are_far_larger_than_the_rest_is_left_as_it_is(dit):
    odd = dit.transformer.layers[1]
    with torch.no_grad():  # one number in each token is a thousand times the others, and counts as little
        odd.ff_norm.gamma[0] = 1000
        odd.ff.ff[0].proj.weight[:, 0] /= 1000
    before = copy.deepcopy(odd)
    assert precision.quantise(dit) == len(dit.transformer.layers) - 1
    assert not any(isinstance(module, Int8Linear) for module in odd.modules())
    assert all(torch.equal(a, b) for a, b in zip(odd.parameters(), before.parameters(), strict=True))


@torch.no_grad()
def test_a_block_that_a_far_larger_number_reaches_is_left_as_it_is(dit):
    readers = [block.self_attn.to_qkv for block in dit.transformer.layers]
    readers += [block.cross_attn.to_q for block in dit.transformer.layers]
    readers += [block.ff.ff[0].proj for block in dit.transformer.layers]
    for reader in readers:
        reader.weight[:, 0] /= 100
    assert precision.quantise(copy.deepcopy(dit)) == len(dit.transformer.layers)
    dit.transformer.project_in.weight[0] *= 300  # this one number takes all the steps of every row
    dit.transformer.memory_tokens[:, 0] *= 300
    assert precision.quantise(dit) == 0


@pytest.mark.parametrize("is_quicker", [True, False])
def test_the_engine_takes_int8_where_it_is_quicker_and_says_so(tiny_model, is_quicker, monkeypatch):
    monkeypatch.setattr(precision, "multiplies_in_int8", lambda device, width: is_quicker)
    model = engine._load(tiny_model, CPU)  # noqa: SLF001
    assert any(isinstance(module, Int8Linear) for module in model.dit.modules()) == is_quicker
    assert precision.types_of(model) == ("int8 and float32" if is_quicker else "float32")


def test_only_wide_transformers_on_processors_multiply_in_int8():
    flags = Path("/proc/cpuinfo")
    if not flags.exists():
        pytest.skip("the processor's flags cannot be read here")
    has = "avx512_vnni" in flags.read_text(encoding="ascii").split()
    assert precision.multiplies_in_int8(CPU, WIDE) == has
    assert not precision.multiplies_in_int8(CPU, WIDE - 1)
    assert not precision.multiplies_in_int8(torch.device("cuda"), WIDE)


def test_rates_of_int8_are_measured_where_they_count():
    rates = machine.measure(CPU, (torch.float32, torch.int8), matrix=64, moved_bytes=4096).matrix_rates
    assert list(rates) == ["float32", "int8"]
    assert min(rates.values()) > 0


def test_the_autoencoder_may_keep_another_type_than_the_transformer(tiny_model):
    model = checkpoint.load(tiny_model, dtype=torch.bfloat16, rest=torch.float32)
    assert model.dtype == torch.bfloat16
    assert model.same_dtype == torch.float32
    assert {p.dtype for p in model.dit.parameters()} == {torch.bfloat16}
    assert {p.dtype for p in model.conditioner.parameters()} == {torch.float32}
    assert checkpoint.load(tiny_model, dtype=torch.float16).same_dtype == torch.float16


@torch.no_grad()
def test_a_trained_autoencoder_with_lighter_feed_forwards_sounds_the_same():
    same = checkpoint.load_same(NANO)
    audio = torch.from_numpy(clip(HELD_OUT[0]).audio)[None, :, : 2 * 44100]
    latents = same.encode(audio)
    exact = same.decode(latents)
    n_layers = same.config.encoder.depth + same.config.decoder.depth
    assert precision.lighten(same) == n_layers
    for found, wanted in ((same.decode(latents), exact), (same.encode(audio), latents)):
        assert found.dtype == torch.float32
        assert 10 * torch.log10((found - wanted).square().mean() / wanted.square().mean()) < -40


def test_feed_forwards_with_sines_and_those_whose_numbers_cancel_stay_exact():
    same = make_same(window=1)
    n_sines = sum(layer.has_sine for layer in same.decoder.stage.transformers)
    assert n_sines == 2
    way_in, _, way_out = same.encoder.stage.transformers[0].ff.ff
    with torch.no_grad():
        way_in.proj.bias.fill_(1000)
        way_out.weight[:, 0::2] = 1
        way_out.weight[:, 1::2] = -1
    assert precision.lighten(same) == 8 - n_sines - 1
    assert same.encoder.stage.transformers[0].ff.dtype == torch.float32
    assert same.encoder.stage.transformers[1].ff.dtype == torch.bfloat16


def test_a_file_whose_numbers_are_converted_is_let_go_and_one_taken_as_it_is_stays_mapped(
    tiny_model, monkeypatch
):
    monkeypatch.setattr(checkpoint, "_AT_ONCE", 10_000)  # so that there is more than one group of tensors
    maps = Path("/proc/self/maps")
    if not maps.exists():
        pytest.skip("what is mapped cannot be read here")
    name = str(tiny_model / "model.safetensors")
    converted = checkpoint.load(tiny_model, dtype=torch.bfloat16, rest=torch.float32)
    assert name not in maps.read_text(encoding="utf-8")
    plain = checkpoint.load(tiny_model)
    n_mappings = sum(line.endswith(name) for line in maps.read_text(encoding="utf-8").splitlines())
    assert n_mappings == 1
    for part, same in zip(converted.parts.values(), plain.parts.values(), strict=True):
        for found, wanted in zip(part.parameters(), same.parameters(), strict=True):
            assert torch.equal(found, wanted.to(found.dtype))
