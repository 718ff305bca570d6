"""Prompt and duration -> context."""

from __future__ import annotations

import json
import shutil
import socket
from dataclasses import replace

import pytest
import torch

from engine.errors import CheckpointError
from engine.model import checkpoint
from engine.model.config import read_config
from engine.model.text import T5Gemma
from tests.helpers.tiny_model import write_text_encoder


@pytest.fixture(scope="module")
def conditioner(tiny_folders):
    return checkpoint.load(tiny_folders["small"]).conditioner


def text_folder(folder):
    return folder / "t5gemma-b-b-ul2"


def test_a_prompt_begins_at_once_and_is_padded_with_the_learned_vector(conditioner):
    found = conditioner.prompt(["kick"])
    assert found.embedding.shape == (1, 256, 48)
    assert found.mask[0].tolist() == [True] * 4 + [False] * 252
    assert torch.equal(found.embedding[0, 4:], conditioner.prompt.padding_embedding.expand(252, -1))
    assert not torch.equal(found.embedding[0, 3], conditioner.prompt.padding_embedding)


def test_an_empty_prompt_is_padding_all_over_and_finite(conditioner):
    found = conditioner.prompt(["", "snare"])
    assert not found.mask[0].any()
    assert torch.equal(found.embedding[0], conditioner.prompt.padding_embedding.expand(256, -1))
    assert found.embedding.isfinite().all()


def test_a_prompt_means_the_same_alone_and_beside_others(conditioner):
    beside = conditioner.prompt(["kick", "a much longer prompt about bells"]).embedding[0]
    torch.testing.assert_close(conditioner.prompt(["kick"]).embedding[0], beside)
    assert not torch.allclose(beside, conditioner.prompt(["bass"]).embedding[0])


def test_a_prompt_that_is_cut_off_says_so(conditioner):
    found = conditioner.prompt(["x" * 256, "x" * 257])
    assert found.truncated == (False, True)
    assert found.mask.all()


def test_a_negative_prompt_has_zeros_for_its_padding(conditioner):
    found = conditioner.prompt(["kick"])
    assert not found.without_padding[0, 4:].any()
    assert torch.equal(found.without_padding[0, :4], found.embedding[0, :4])


def test_seconds_are_held_inside_the_trained_range(conditioner):
    found = conditioner.duration(torch.tensor([-3.0, 0.0, 30.0, 384.0, 9999.0]))
    assert found.shape == (5, 1, 48)
    torch.testing.assert_close(found[0], found[1])  # rows of one product may be rounded differently
    torch.testing.assert_close(found[3], found[4])
    assert not torch.allclose(found[1], found[2])


def test_prompts_are_read_without_a_network(tiny_folders):
    def refuse(*_args, **_kwargs):
        raise AssertionError("the text encoder wanted a network")

    connect, socket.socket.connect = socket.socket.connect, refuse
    try:
        hidden, mask = T5Gemma(text_folder(tiny_folders["small"]), 256)(["kick"])
    finally:
        socket.socket.connect = connect
    assert hidden.shape == (1, 256, 48)
    assert mask.sum() == 4


def test_a_model_without_its_text_encoder_loads_and_says_so_at_the_first_prompt(folder):
    shutil.rmtree(text_folder(folder))
    model = checkpoint.load(folder)
    assert model.conditioner.duration(torch.tensor([1.0])).isfinite().all()
    with pytest.raises(CheckpointError, match="text encoder's folder is missing"):
        model.conditioner.prompt(["kick"])


@pytest.mark.parametrize("name", ["config.json", "model.safetensors", "tokenizer.json"])
def test_a_text_encoder_with_a_part_missing_is_one_sentence(folder, name):
    (text_folder(folder) / name).unlink()
    with pytest.raises(CheckpointError) as caught:
        T5Gemma(text_folder(folder), 256)
    assert "\n" not in str(caught.value)


def test_a_damaged_text_encoder_is_one_sentence(folder):
    (text_folder(folder) / "model.safetensors").write_bytes(b"no weights")
    with pytest.raises(CheckpointError, match="damaged"):
        T5Gemma(text_folder(folder), 256)


def test_a_text_encoder_that_does_not_fit_its_weights_is_one_sentence(folder):
    path = text_folder(folder) / "config.json"
    config = json.loads(path.read_text())
    config["encoder"]["intermediate_size"] = 2**20
    path.write_text(json.dumps(config))
    with pytest.raises(CheckpointError, match="instead of"):
        T5Gemma(text_folder(folder), 256)


def test_a_text_encoder_of_another_width_is_one_sentence(folder, tmp_path):
    other = read_config(folder)
    other = replace(other, conditioning=replace(other.conditioning, cond_dim=32))
    shutil.rmtree(text_folder(folder))
    write_text_encoder(text_folder(folder), other)
    with pytest.raises(CheckpointError, match="width 32 instead of 48"):
        checkpoint.load(folder).conditioner.prompt(["kick"])


def test_a_tokenizer_that_wants_to_pad_on_the_left_is_overruled(folder):
    path = text_folder(folder) / "tokenizer_config.json"
    path.write_text(
        json.dumps(json.loads(path.read_text()) | {"padding_side": "left", "add_bos_token": True})
    )
    _, mask = T5Gemma(text_folder(folder), 16)(["kick"])
    assert mask[0].tolist() == [True] * 4 + [False] * 12


def test_the_text_encoder_can_be_forgotten_and_comes_back(tiny_folders):
    conditioner = checkpoint.load(tiny_folders["small"]).conditioner
    before = conditioner.prompt(["kick"]).embedding
    conditioner.release_text_encoder()
    assert conditioner.prompt.text_encoder is None
    assert torch.equal(conditioner.prompt(["kick"]).embedding, before)
