"""The autoencoder."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.model.same import CHUNK, Same
from engine.timeline import Span
from tests.engine.model.parts import make_same, randomised, same_config

KINDS = {
    "chunks": make_same(),
    "window": make_same(window=1),
    "lapped": make_same(window=1, front="mdct"),
    "lapped chunks": make_same(front="mdct"),
}
EACH = pytest.mark.parametrize("kind", KINDS)


def latents_of(n_latents: int, *, seed: int = 0) -> torch.Tensor:
    return torch.randn(2, 8, n_latents, generator=torch.Generator().manual_seed(seed))


def audio_of(n_samples: int, *, seed: int = 0) -> torch.Tensor:
    return torch.randn(2, 2, n_samples, generator=torch.Generator().manual_seed(seed)) / 4


def same_as(ours: torch.Tensor, wanted: torch.Tensor) -> None:
    """Equal but for the phases of rotary positions, which are rounded differently at other positions."""
    torch.testing.assert_close(ours, wanted, rtol=0, atol=2e-5 * wanted.abs().max().item())


@EACH
@settings(max_examples=15, deadline=None)
@given(n_latents=st.integers(1, 60), ends=st.tuples(st.integers(0, 60), st.integers(0, 60)))
@torch.inference_mode()
def test_a_span_decodes_to_what_the_whole_has_there(kind, n_latents, ends):
    same, latents = KINDS[kind], latents_of(n_latents)
    span = Span(*sorted(min(end, n_latents) for end in ends))
    whole = same.decode(latents)
    part = same.decode_span(latents, span)
    assert part.shape == (2, 2, span.length * same.hop)
    if span:
        same_as(part, whole[..., span.start * same.hop : span.stop * same.hop])


@EACH
@pytest.mark.parametrize("n_latents", [1, 2, 31, 63, 64, 65, 66, 150, 151])
@torch.inference_mode()
def test_chunks_decode_to_what_the_whole_is(kind, n_latents):
    same, latents = KINDS[kind], latents_of(n_latents)
    same_as(same.decode_chunked(latents, chunk=64, overlap=16), same.decode(latents))


@EACH
@pytest.mark.parametrize("n_samples", [1, 64, 4000, 64 * 64, 64 * 65, 64 * 150 + 1])
@torch.inference_mode()
def test_chunks_encode_to_what_the_whole_is(kind, n_samples):
    same, audio = KINDS[kind], audio_of(n_samples)
    whole = same.encode(audio)
    chunked = same.encode_chunked(audio, chunk=64, overlap=16)
    same_as(chunked, whole)
    assert whole.shape[-1] % same.alignment == 0
    assert 0 <= whole.shape[-1] * same.hop - n_samples < same.alignment * same.hop


@pytest.mark.parametrize("n_latents", [2, 6, 32])
@torch.inference_mode()
def test_lengths_of_chunks_suit_the_network_where_none_are_given(n_latents):
    """Also where `n_latents` that are computed together reach further than published networks do."""
    config = same_config()
    stages = {name: replace(getattr(config, name), chunk=4 * n_latents) for name in ("encoder", "decoder")}
    torch.manual_seed(0)
    same = randomised(Same(replace(config, **stages)))
    latents, audio = latents_of(360), audio_of(360 * 64)
    same_as(same.encode_chunked(audio), same.encode(audio))
    whole = same.decode(latents)
    same_as(same.decode_chunked(latents), whole)
    same_as(same.decode_span(latents, Span(7, 333)), whole[..., 7 * 64 : 333 * 64])


@pytest.mark.parametrize("n_latents", [128, 129, 300, 323, 1300])
def test_chunks_are_as_long_as_each_other_and_compute_little_twice(n_latents):
    same = KINDS["chunks"]
    chunks = list(same._chunks(n_latents, None, None))  # noqa: SLF001
    assert [keep.start for _, keep in chunks[1:]] == [keep.stop for _, keep in chunks[:-1]]
    assert (chunks[0][1].start, chunks[-1][1].stop) == (0, n_latents)
    lengths = [have.length for have, _ in chunks]
    assert max(lengths) <= CHUNK
    assert max(lengths) - min(lengths) <= same.alignment
    assert sum(lengths) - n_latents <= (2 * same.halo + 2 * same.alignment) * len(lengths)


@EACH
@torch.inference_mode()
def test_the_halo_is_as_far_as_a_latent_frame_is_heard(kind):
    same, latents = KINDS[kind].double(), latents_of(40).double()
    heard = []
    for position in (20, 21):
        other = latents.clone()
        other[..., position] += 1
        changed = (same.decode(other) - same.decode(latents)).abs().amax(dim=(0, 1)) > 0
        touched = changed.nonzero().flatten() // same.hop
        heard += [position - int(touched.min()), int(touched.max()) - position]
    same.float()
    assert max(heard) <= same.halo
    assert max(heard) >= same.halo - 1


@torch.inference_mode()
def test_an_odd_number_of_latent_frames_decodes_to_its_own_length():
    same = KINDS["chunks"]
    assert same.alignment == 2
    assert same.decode(latents_of(7)).shape == (2, 2, 7 * same.hop)


@pytest.mark.parametrize(("chunk", "overlap"), [(64, 4), (16, 16), (63, 16), (64, 14)])
def test_chunks_that_would_leave_a_seam_are_refused(chunk, overlap):
    with pytest.raises(ValueError, match="overlap"):
        KINDS["chunks"].decode_chunked(latents_of(100), chunk=chunk, overlap=overlap)


def test_a_span_past_the_latents_is_refused():
    with pytest.raises(ValueError, match="10 latent frames"):
        KINDS["chunks"].decode_span(latents_of(10), Span(5, 11))


@pytest.mark.parametrize("window", [0, 1], ids=["chunks", "window"])
@torch.inference_mode()
def test_noise_comes_from_the_generator_and_from_nowhere_else(window):
    same, latents, audio = make_same(window=window, has_noise=True), latents_of(6), audio_of(512)
    for call, sound in ((same.decode, latents), (same.encode, audio)):
        quiet, again = call(sound), call(sound)
        assert torch.equal(quiet, again)
        noisy = [call(sound, torch.Generator().manual_seed(seed)) for seed in (1, 1, 2)]
        assert torch.equal(noisy[0], noisy[1])
        assert not torch.equal(noisy[0], noisy[2])
        assert not torch.equal(noisy[0], quiet)


@torch.inference_mode()
def test_decoding_draws_the_bottlenecks_noise_before_the_tokens():
    same, latents = make_same(window=1, has_noise=True), latents_of(3)
    ours, theirs = torch.Generator().manual_seed(5), torch.Generator().manual_seed(5)
    same.decode(latents, ours)
    torch.randn(latents.shape, generator=theirs)
    torch.randn(2 * 3, 4, 64, generator=theirs)
    assert torch.equal(ours.get_state(), theirs.get_state())


@torch.inference_mode()
def test_encode_undoes_nothing_and_scales_as_the_bottleneck_says():
    same, audio = make_same(), audio_of(256)
    before = same.encode(audio)
    same.bottleneck.running_std.fill_(2)
    same_as(same.encode(audio), before / 2)


@pytest.mark.parametrize("window", [0, 1], ids=["chunks", "window"])
def test_every_weight_can_be_trained(window):
    same = make_same(window=window).train()
    same.decode(same.encode(audio_of(640))).square().sum().backward()
    untouched = [name for name, p in same.named_parameters() if p.grad is None or not p.grad.any()]
    assert untouched == []


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
@pytest.mark.parametrize("window", [0, 1], ids=["chunks", "window"])
@torch.inference_mode()
def test_half_types_sound_the_same(window, dtype):
    latents = latents_of(20)
    exact = make_same(window=window).decode(latents)
    half = make_same(window=window).to(dtype).decode(latents.to(dtype))
    assert half.dtype == dtype
    assert torch.cosine_similarity(half.float().flatten(), exact.flatten(), dim=0) > 0.995
