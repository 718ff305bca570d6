"""Dimensions of the networks, read from `model_config.json`."""

from __future__ import annotations

import contextlib
import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import CheckpointError
from engine.model.config import is_whole, read_config, read_same_config
from tests.helpers.tiny_model import published_config

CONFIGS = Path(__file__).parents[2] / "golden" / "configs"
WHOLE = ("small-music", "small-sfx", "medium", "small-music-base", "small-sfx-base", "medium-base")


def written(folder: Path, raw: Any) -> Path:
    (folder / "model_config.json").write_text(
        raw if isinstance(raw, str) else json.dumps(raw), encoding="utf-8"
    )
    return folder


def with_value(raw: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """A copy in which the value at the dotted path is another; `...` leaves it out."""
    raw = copy.deepcopy(raw)
    *way, last = path.split(".")
    place: Any = raw
    for key in way:
        place = place[int(key)] if isinstance(place, list) else place[key]
    if value is ...:
        place.pop(last)
    else:
        place[last] = value
    return raw


def numbers_in(value: Any, path: str = "") -> list[str]:
    """Dotted paths of all numbers of a JSON value."""
    if isinstance(value, dict):
        return [found for key, item in value.items() for found in numbers_in(item, f"{path}.{key}")]
    if isinstance(value, bool) or not isinstance(value, int | float):
        return []
    return [path[1:]]


@pytest.mark.parametrize("name", WHOLE)
def test_the_published_configurations_say_what_is_known_of_them(name, tmp_path):
    config = read_config(written(tmp_path, (CONFIGS / f"{name}.json").read_text()))
    is_medium = name.startswith("medium")
    assert config.is_base == name.endswith("-base")
    assert (config.sample_rate, config.hop, config.n_latent_channels) == (44100, 4096, 256)
    assert config.max_latents == (4096 if is_medium else 1300 if config.is_base else 1292)
    assert (config.dit.width, config.dit.depth, config.dit.n_heads) == (
        (1536, 24, 24) if is_medium else (1024, 20, 16)
    )
    assert config.dit.is_differential == is_medium
    assert config.same.decoder.window == (1 if is_medium else 0)
    assert config.same.decoder.mask_noise == (0.1 if is_medium else 0.01)
    assert config.same.decoder.n_sine == (8 if is_medium else 0)
    assert (config.conditioning.max_tokens, config.conditioning.max_seconds) == (256, 384)


@pytest.mark.parametrize("name", ["same-s", "same-l"])
def test_an_autoencoder_alone_is_told_from_a_whole_model(name, tmp_path):
    folder = written(tmp_path, (CONFIGS / f"{name}.json").read_text())
    assert not is_whole(folder)
    assert read_same_config(folder).encoder.depth == {"same-s": 6, "same-l": 12}[name]
    with pytest.raises(CheckpointError, match="autoencoder alone"):
        read_config(folder)


@pytest.mark.parametrize("name", ["small-music", "medium"])
def test_the_autoencoder_of_a_whole_model_is_that_of_its_own_folder(name, tmp_path):
    whole = read_same_config(written(tmp_path, (CONFIGS / f"{name}.json").read_text()))
    alone = {"small-music": "same-s", "medium": "same-l"}[name]
    assert read_same_config(written(tmp_path, (CONFIGS / f"{alone}.json").read_text())) == whole


def test_unknown_keys_are_ignored_and_absent_ones_have_the_published_defaults(tmp_path):
    raw = published_config("medium")
    plain = read_config(written(tmp_path, raw))
    raw["training"] = {"anything": [1, 2]}
    raw["model"]["diffusion"]["config"]["something_new"] = 3
    for path in (
        "model.diffusion.config.ff_kwargs",
        "model.conditioning.configs.1.config.min_val",
        "model.conditioning.configs.0.config.max_length",
        "model.pretransform.config.decoder.config.dim_heads",
        "model.pretransform.config.encoder.config.variable_stride",
    ):
        raw = with_value(raw, path, ...)
    assert read_config(written(tmp_path, raw)) == plain


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        ("model.diffusion.config.depth", -1, "“model.diffusion.config.depth”"),
        ("model.diffusion.config.depth", 10**9, "between 1 and 256"),
        ("model.diffusion.config.embed_dim", "1024", "a whole number"),
        ("model.diffusion.config.embed_dim", True, "a whole number"),
        ("model.diffusion.config.num_heads", 7, "heads"),
        ("model.diffusion.config.global_cond_type", "prepend", "“model.diffusion.config.global_cond_type”"),
        ("model.diffusion.diffusion_objective", "v", "“rf_denoiser” or “rectified_flow”"),
        ("model.diffusion.diffusion_objective", ..., "“rf_denoiser” or “rectified_flow”"),
        ("model.diffusion.local_add_cond_ids", ["inpaint_masked_input", "inpaint_mask"], "inpaint_mask"),
        ("model.diffusion.input_concat_ids", ["other"], "input_concat_ids"),
        ("model.pretransform.config.pretransform.type", "wavelet", "wavelet"),
        ("model.pretransform.config.bottleneck.type", "vae", "softnorm"),
        ("model.pretransform.config.downsampling_ratio", 2048, "downsampling_ratio"),
        ("model.pretransform.config.decoder.config.strides", [4, 4], "a list of 1"),
        ("model.pretransform.config.decoder.config.transformer_depths", [5], "even number of layers"),
        ("model.pretransform.config.decoder.config.mask_noise", float("nan"), "a number"),
        ("model.pretransform", 5, "an object"),
        ("model.conditioning.configs", [], "“prompt”"),
        ("model.conditioning.configs.0.config.subfolder", "../elsewhere", "a folder inside"),
        ("model.conditioning.cond_dim", 512, "do not fit"),
        ("model.io_channels", ..., ""),
        ("sample_size", 0, "sample_size"),
        ("sample_size", 2**62, "sample_size"),
        ("model", None, "an object"),
    ],
)
def test_what_cannot_be_built_is_refused_in_one_sentence(path, value, sentence, tmp_path):
    folder = written(tmp_path, with_value(published_config("small"), path, value))
    if not sentence:
        assert read_config(folder).max_latents == 1292
        return
    with pytest.raises(CheckpointError) as caught:
        read_config(folder)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "{", "[]", "3", "[" * 100_000, "\x00\xff", '{"model": '])
def test_a_damaged_file_is_refused_in_one_sentence(text, tmp_path):
    with pytest.raises(CheckpointError, match=r"model_config\.json is damaged"):
        read_config(written(tmp_path, text))


NONSENSE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(-10, 10_000),
    st.floats(),
    st.text(max_size=5),
    st.lists(st.integers(), max_size=3),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)


@settings(max_examples=300, deadline=None)
@given(data=st.data(), family=st.sampled_from(["small", "medium"]))
def test_any_value_anywhere_is_read_or_refused_and_never_crashes(data, family, tmp_path_factory):
    raw = published_config(family)
    paths = numbers_in(raw)  # those of before: a key of nonsense may hold a dot
    for _ in range(data.draw(st.integers(1, 3))):
        raw = with_value(raw, data.draw(st.sampled_from(paths)), data.draw(NONSENSE))
    folder = written(tmp_path_factory.getbasetemp(), raw)
    with contextlib.suppress(CheckpointError):
        config = read_config(folder)
        assert config.max_latents >= 1
        assert config.same.hop == config.same.front.patch * config.same.decoder.stride


def test_reading_a_configuration_needs_no_torch():
    code = "import engine.model.config, sys; sys.exit('torch' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).parents[3]).returncode
        == 0
    )
