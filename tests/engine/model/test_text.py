"""The text encoder, against its formulas written out."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from engine.model.attention import rotate
from engine.model.text import T5Gemma
from tests.helpers.tiny_model import text_config


def rms(x: Tensor, weight: Tensor) -> Tensor:
    return x * (x.square().mean(-1, keepdim=True) + 1e-6).rsqrt() * (1 + weight)


def positions(n_tokens: int, dim_head: int) -> Tensor:
    angles = torch.outer(torch.arange(n_tokens), 10000 ** (-torch.arange(0, dim_head, 2) / dim_head))
    return torch.stack([angles.cos(), angles.sin()])


def attention(weights: dict[str, Tensor], name: str, x: Tensor, n_heads: int) -> Tensor:
    """Softly capped attention to every token, with all dims of a head turned."""
    turns = positions(len(x), x.shape[1] // n_heads)
    q, k, v = (x @ weights[f"{name}.{part}_proj.weight"].T for part in "qkv")
    q, k, v = (part.view(len(x), n_heads, -1).transpose(0, 1) for part in (q, k, v))
    logits = rotate(q, turns) @ rotate(k, turns).transpose(1, 2) / (x.shape[1] // n_heads) ** 0.5
    heads = torch.softmax(50 * torch.tanh(logits / 50), dim=-1) @ v
    return heads.transpose(0, 1).flatten(1) @ weights[f"{name}.o_proj.weight"].T


def written_out(weights: dict[str, Tensor], ids: Tensor, n_layers: int, n_heads: int) -> Tensor:
    """Hidden states `[L, D]` of tokens without padding."""
    h = weights["embed_tokens.weight"][ids] * weights["norm.weight"].shape[0] ** 0.5
    for i in range(n_layers):
        at = f"layers.{i}"
        u = rms(h, weights[f"{at}.pre_self_attn_layernorm.weight"])
        u = attention(weights, f"{at}.self_attn", u, n_heads)
        h = h + rms(u, weights[f"{at}.post_self_attn_layernorm.weight"])
        u = rms(h, weights[f"{at}.pre_feedforward_layernorm.weight"])
        gate = F.gelu(u @ weights[f"{at}.mlp.gate_proj.weight"].T, approximate="tanh")
        u = (gate * (u @ weights[f"{at}.mlp.up_proj.weight"].T)) @ weights[f"{at}.mlp.down_proj.weight"].T
        h = h + rms(u, weights[f"{at}.post_feedforward_layernorm.weight"])
    return rms(h, weights["norm.weight"])


@torch.inference_mode()
def test_the_text_encoder_computes_its_formulas(tiny_folders):
    encoder = T5Gemma(tiny_folders["small"] / "t5gemma-b-b-ul2", 256)
    inner = encoder.network.encoder
    generator = torch.Generator().manual_seed(3)
    for parameter in inner.parameters():  # far from the start, where soft cap and norms' weights count
        parameter.add_(0.3 * torch.randn(parameter.shape, generator=generator))
    text = "Warm analog synth pulses, 112 BPM"
    hidden, mask = encoder([text])
    ids = torch.tensor(encoder.tokenizer(text, add_special_tokens=False)["input_ids"])
    n_tokens = int(mask.sum())
    assert len(ids) == n_tokens == len(text)
    wanted = written_out(inner.state_dict(), ids, n_layers=2, n_heads=2)
    torch.testing.assert_close(hidden[0, :n_tokens], wanted, rtol=1e-3, atol=1e-4)


def test_the_published_text_encoder_has_the_published_size():
    transformers = pytest.importorskip("transformers")
    config = text_config(768, is_full=True)
    config.is_encoder_decoder = False
    with torch.device("meta"):
        tensors = transformers.T5GemmaEncoderModel(config).state_dict()
    assert (len(tensors), sum(tensor.numel() for tensor in tensors.values())) == (134, 281_580_288)
    assert tensors["encoder.layers.11.mlp.gate_proj.weight"].shape == (2048, 768)
    assert tensors["encoder.embed_tokens.weight"].shape == (256_000, 768)
