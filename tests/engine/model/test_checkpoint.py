"""A folder on disk <-> the networks."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from engine.errors import CheckpointError
from engine.model import checkpoint
from engine.model.config import read_config
from engine.timeline import Span
from tests.helpers import tiny_model

CONFIGS = Path(__file__).parents[2] / "golden" / "configs"
SMALL = ("small-music", "small-sfx", "small-music-base", "small-sfx-base")
MEDIUM = ("medium", "medium-base")
PUBLISHED = {
    **dict.fromkeys(SMALL, (685, 567_573_761, 2_270_384_940)),
    **dict.fromkeys(MEDIUM, (997, 2_305_495_793, 9_222_116_660)),
    "same-s": (244, 108_244_721, 433_007_588),
    "same-l": (472, 852_127_457, 3_408_566_892),
}
"""Tensors, their elements, and bytes of the file, as published."""

DAMAGED = "encoder.layers.0.mapping.weight_g"


def published(name: str, folder: Path) -> Path:
    """A folder with a published configuration and nothing else."""
    folder.mkdir()
    shutil.copy(CONFIGS / f"{name}.json", folder / "model_config.json")
    return folder


def shapes_of(folder: Path) -> dict[str, tuple[int, ...]]:
    parts = checkpoint.expected_parts(folder)
    return {
        prefix + name: tuple(tensor.shape)
        for prefix, part in parts.items()
        for name, tensor in part.state_dict().items()
    }


def n_elements(shapes: dict[str, tuple[int, ...]], prefix: str = "") -> int:
    return sum(torch.Size(shape).numel() for name, shape in shapes.items() if name.startswith(prefix))


def file_size(shapes: dict[str, tuple[int, ...]]) -> int:
    """Bytes of a safetensors file of float32 tensors, in order of their names, without metadata."""
    header, position = {}, 0
    for name in sorted(shapes):
        stop = position + 4 * torch.Size(shapes[name]).numel()
        header[name] = {"dtype": "F32", "shape": list(shapes[name]), "data_offsets": [position, stop]}
        position = stop
    n_header = len(json.dumps(header, separators=(",", ":")))
    return 8 + -(-n_header // 8) * 8 + position


def change(folder: Path, name: str, tensor: torch.Tensor | None) -> None:
    """Replace one tensor of the weights, or leave it out."""
    tensors = load_file(folder / "model.safetensors")
    tensors.pop(name, None)
    save_file(tensors | ({} if tensor is None else {name: tensor}), folder / "model.safetensors")


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_published_configurations_have_the_published_sizes(name, tmp_path):
    shapes = shapes_of(published(name, tmp_path / name))
    assert (len(shapes), n_elements(shapes), file_size(shapes)) == PUBLISHED[name]


@pytest.mark.parametrize(
    ("name", "prefix", "n"),
    [
        ("small-music", "model.model.", 459_130_896),
        ("medium", "model.model.", 1_453_170_192),
        ("small-music", "pretransform.model.encoder.", 53_728_888),
        ("small-music", "pretransform.model.decoder.", 54_515_320),
        ("medium", "pretransform.model.encoder.", 426_063_856),
        ("medium", "pretransform.model.decoder.", 426_063_088),
        ("medium", "pretransform.model.bottleneck.", 513),
        ("medium", "conditioner.conditioners.", 198_144),
    ],
)
def test_each_part_has_the_published_number_of_parameters(name, prefix, n, tmp_path):
    assert n_elements(shapes_of(published(name, tmp_path / name)), prefix) == n


def test_a_saved_file_is_as_long_as_its_shapes_say(tiny_folders):
    for folder in tiny_folders.values():
        assert (folder / "model.safetensors").stat().st_size == file_size(shapes_of(folder))


@pytest.mark.parametrize("family", ["small", "medium"])
def test_what_is_saved_is_what_is_loaded(family, tiny_folders, tmp_path):
    model = checkpoint.load(tiny_folders[family])
    checkpoint.save(tmp_path / "again", model)
    again = checkpoint.load(tmp_path / "again")
    assert again.config == model.config
    for prefix, part in model.parts.items():
        for name, tensor in part.state_dict().items():
            assert torch.equal(again.parts[prefix].state_dict()[name], tensor), name


def test_a_loaded_model_is_for_use_and_not_for_training(tiny_folders):
    model = checkpoint.load(tiny_folders["small"])
    for part in model.parts.values():
        assert not part.training
        assert not any(parameter.requires_grad for parameter in part.parameters())


def test_half_types_leave_rotary_frequencies_alone(tiny_folders):
    model = checkpoint.load(tiny_folders["small"], dtype=torch.bfloat16)
    types = {name.endswith("inv_freq"): tensor.dtype for name, tensor in model.dit.state_dict().items()}
    assert types == {True: torch.float32, False: torch.bfloat16}


def test_the_autoencoder_loads_alone_and_out_of_a_whole_model(tiny_folders, tmp_path):
    inside = checkpoint.load_same(tiny_folders["medium"])
    raw = tiny_model.tiny_config("medium")["model"]["pretransform"]["config"]
    checkpoint.save_same(tmp_path / "alone", inside, {"sample_rate": 44100, "model": raw})
    alone = checkpoint.load_same(tmp_path / "alone")
    latents = torch.randn(1, alone.config.latent_dim, 9)
    assert torch.equal(alone.decode(latents), inside.decode(latents))
    assert checkpoint.check(tmp_path / "alone") == []
    with pytest.raises(CheckpointError, match="autoencoder alone"):
        checkpoint.load(tmp_path / "alone")


@pytest.mark.parametrize(
    ("name", "tensor", "sentence"),
    [
        (f"pretransform.model.{DAMAGED}", None, f"“pretransform.model.{DAMAGED}” is missing"),
        ("model.model.extra", torch.zeros(2), "“model.model.extra” belongs to no part"),
        (
            "model.model.preprocess_conv.weight",
            torch.zeros(3, 3, 1),
            "has shape [3, 3, 1] instead of [32, 32, 1]",
        ),
        ("model.model.preprocess_conv.weight", torch.zeros(32, 32, 1).int(), "is of type I32"),
    ],
)
def test_one_wrong_tensor_is_named(folder, name, tensor, sentence):
    change(folder, name, tensor)
    with pytest.raises(CheckpointError) as caught:
        checkpoint.load(folder)
    assert sentence in str(caught.value)
    assert str(caught.value).count("“model.") + str(caught.value).count("“pretransform.") == 1
    assert [sentence in problem for problem in checkpoint.check(folder)] == [True]


def test_of_many_wrong_tensors_three_are_named_and_the_rest_counted(folder):
    save_file({"stranger": torch.zeros(1)}, folder / "model.safetensors")
    n_wrong = len(shapes_of(folder)) + 1
    with pytest.raises(CheckpointError, match=f"and {n_wrong - 3} more"):
        checkpoint.load(folder)
    assert len(checkpoint.check(folder)) == n_wrong


def test_a_damaged_or_missing_file_is_one_sentence(folder):
    weights = folder / "model.safetensors"
    whole = weights.read_bytes()
    for damaged in (b"", whole[:100], whole[:-1], b"\xff" * 64):
        weights.write_bytes(damaged)
        with pytest.raises(CheckpointError, match="damaged or not whole"):
            checkpoint.load(folder)
        assert len(checkpoint.check(folder)) == 1
    weights.unlink()
    with pytest.raises(CheckpointError, match=r"model\.safetensors is missing"):
        checkpoint.load(folder)
    with pytest.raises(CheckpointError, match=r"model_config\.json is missing"):
        checkpoint.load(folder / "nowhere")


@pytest.mark.parametrize("name", ["model.ckpt", "model.pt", "pytorch_model.bin"])
def test_a_pickle_is_never_a_model(folder, name):
    (folder / "model.safetensors").rename(folder / name)
    with pytest.raises(CheckpointError, match=r"model\.safetensors is missing"):
        checkpoint.load(folder)
    assert any("model.safetensors is missing" in problem for problem in checkpoint.check(folder))


def test_a_whole_folder_has_no_problems_and_a_missing_text_encoder_is_one(folder):
    assert checkpoint.check(folder) == []
    shutil.rmtree(folder / "t5gemma-b-b-ul2")
    (problem,) = checkpoint.check(folder)
    assert "t5gemma-b-b-ul2" in problem


@torch.inference_mode()
@pytest.mark.parametrize("family", ["small", "medium"])
def test_an_untrained_model_makes_sound_at_a_sensible_level(family, tiny_folders):
    same = checkpoint.load_same(tiny_folders[family])
    generator = torch.Generator().manual_seed(1)
    latents = torch.randn(1, same.config.latent_dim, 64, generator=generator)
    audio = same.decode_span(latents, Span(0, 64))
    assert 0.02 < audio.square().mean().sqrt() < 0.5
    assert (audio.abs() > 1).float().mean() < 0.01
    heard = same.encode(audio)
    assert 0.3 < heard.std() < 3


def test_the_same_seed_writes_the_same_model_and_another_another(tiny_folders, tmp_path):
    again = tiny_model.make(tmp_path / "again", family="small")
    other = tiny_model.make(tmp_path / "other", family="small", seed=1)
    first = (tiny_folders["small"] / "model.safetensors").read_bytes()
    assert (again / "model.safetensors").read_bytes() == first
    assert (other / "model.safetensors").read_bytes() != first
    assert read_config(other).max_latents * read_config(other).hop >= 120 * 44100


def test_a_text_encoder_cut_short_is_a_problem_of_the_folder(folder):
    weights = folder / "t5gemma-b-b-ul2" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1])
    (problem,) = checkpoint.check(folder)
    assert "t5gemma-b-b-ul2" in problem
    assert "damaged or not whole" in problem


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json"])
def test_a_damaged_file_of_the_text_encoder_is_a_problem_of_the_folder(folder, name):
    (folder / "t5gemma-b-b-ul2" / name).write_text("{")
    (problem,) = checkpoint.check(folder)
    assert "damaged" in problem


def test_a_tensor_that_the_text_encoder_lacks_is_named(folder):
    weights = folder / "t5gemma-b-b-ul2" / "model.safetensors"
    tensors = load_file(weights)
    del tensors["model.encoder.norm.weight"]
    save_file(tensors, weights)
    (problem,) = checkpoint.check(folder)
    assert "“model.encoder.norm.weight” is missing" in problem


def test_a_text_encoder_of_absurd_depth_is_refused_before_it_is_built(folder):
    config = folder / "t5gemma-b-b-ul2" / "config.json"
    values = json.loads(config.read_text())
    values["encoder"]["num_hidden_layers"] = 10**9
    config.write_text(json.dumps(values))
    (problem,) = checkpoint.check(folder)
    assert "num_hidden_layers" in problem


def test_code_in_a_models_folder_is_neither_run_nor_offered(folder, tmp_path, monkeypatch):
    inside = folder / "t5gemma-b-b-ul2"
    for name, key in (("config.json", "AutoConfig"), ("tokenizer_config.json", "AutoTokenizer")):
        values = json.loads((inside / name).read_text())
        values |= {"model_type": "other", "auto_map": {key: "other.Other"}}
        values.pop("tokenizer_class", None)
        (inside / name).write_text(json.dumps(values))
    (inside / "other.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')")
    monkeypatch.setattr("builtins.input", lambda question="": "y")
    assert any("tokenizer" in problem for problem in checkpoint.check(folder))
    assert not (tmp_path / "ran").exists()
