from __future__ import annotations

import json

import pytest
import torch
from safetensors.torch import save_file

from engine.errors import CheckpointError
from engine.model import checkpoint
from engine.model.weights import INDEX_NAME, WEIGHTS_NAME, open_weights, save_weights, stored
from engine.train.networks import SameSettings, new_same, same_raw

TENSORS = {name: torch.full((100,), float(i)) for i, name in enumerate("abcdef")}
LIMIT = 1500  # bytes: two tensors and their headers


@pytest.fixture
def shards(tmp_path):
    save_weights(tmp_path, TENSORS, LIMIT)
    return tmp_path


def rewrite_index(folder, change):
    index = json.loads((folder / INDEX_NAME).read_text())
    change(index["weight_map"])
    (folder / INDEX_NAME).write_text(json.dumps(index))


def test_tensors_spread_over_several_files_are_found_again(shards):
    files = sorted(shards.glob("*.safetensors"))
    assert len(files) == 3
    assert all(file.stat().st_size <= LIMIT for file in files)
    with open_weights(shards) as weights:
        assert {name: weights.tensor(name)[0].item() for name in weights.names()} == {
            name: float(i) for i, name in enumerate("abcdef")
        }


def test_what_fits_into_one_file_has_no_index(shards):
    save_weights(shards, TENSORS, 10_000)
    assert [path.name for path in shards.iterdir()] == [WEIGHTS_NAME]


def test_old_files_of_another_split_are_removed(shards):
    save_weights(shards, TENSORS, 700)
    assert len(list(shards.glob("*.safetensors"))) == 6
    with open_weights(shards) as weights:
        assert sorted(weights.names()) == list("abcdef")


def test_a_tensor_larger_than_a_file_is_refused(tmp_path):
    with pytest.raises(ValueError, match="a alone is larger"):
        save_weights(tmp_path, TENSORS, 300)


@pytest.mark.parametrize(
    "place", ["../other.safetensors", "/etc/passwd", "sub/x.safetensors", "..\\x.safetensors"]
)
def test_an_index_never_leads_out_of_its_folder(shards, place):
    save_file({"a": torch.zeros(1)}, shards.parent / "other.safetensors")
    rewrite_index(shards, lambda places: places.update(a=place))
    with pytest.raises(CheckpointError, match="no file of its folder"), open_weights(shards):
        pass


def test_a_tensor_that_is_not_where_the_index_says_is_named(shards):
    rewrite_index(shards, lambda places: places.update(a=places["f"]))
    with pytest.raises(CheckpointError, match=r"“a”.*model-0000"), open_weights(shards):
        pass


def test_a_tensor_that_the_index_does_not_know_is_named(shards):
    rewrite_index(shards, lambda places: places.pop("c"))
    with pytest.raises(CheckpointError, match=f"“c” in .* is not in {INDEX_NAME}"), open_weights(shards):
        pass


def test_a_missing_shard_is_named(shards):
    (shards / "model-00002-of-00003.safetensors").unlink()
    with (
        pytest.raises(CheckpointError, match=r"model-00002-of-00003\.safetensors is missing"),
        open_weights(shards),
    ):
        pass


def test_a_shard_cut_short_is_one_sentence(shards):
    shard = shards / "model-00003-of-00003.safetensors"
    shard.write_bytes(shard.read_bytes()[:-10])
    with pytest.raises(CheckpointError, match="damaged or not whole"), open_weights(shards):
        pass


def test_frequencies_are_stored_in_float32_whatever_the_rest_is():
    kept = stored({"rope.inv_freq": torch.rand(4), "weight": torch.rand(4)}, torch.float16)
    assert {name: tensor.dtype for name, tensor in kept.items()} == {
        "rope.inv_freq": torch.float32,
        "weight": torch.float16,
    }


def test_a_value_too_large_for_half_precision_is_refused():
    with pytest.raises(ValueError, match="weight holds values"):
        stored({"weight": torch.tensor([1e6])}, torch.float16)


def test_an_autoencoder_in_half_precision_and_pieces_sounds_almost_the_same(tmp_path):
    settings = SameSettings(latent_dim=8, width=32, depth=2, patch=32, stride=2, dim_head=16)
    same = new_same(settings, seed=0).eval()
    checkpoint.save_same(tmp_path, same, same_raw(settings), dtype=torch.float16, max_bytes=40_000)
    files = list(tmp_path.glob("*.safetensors"))
    assert len(files) > 1
    assert all(file.stat().st_size <= 40_000 for file in files)
    assert checkpoint.check(tmp_path) == []
    audio = 0.1 * torch.randn(1, 2, 640, generator=torch.Generator().manual_seed(0))
    loaded = checkpoint.load_same(tmp_path)
    assert next(loaded.parameters()).dtype == torch.float32
    torch.testing.assert_close(loaded.encode(audio), same.encode(audio), atol=0.05, rtol=0.05)
