from __future__ import annotations

import pytest

from engine.train.autoencoder import AutoencoderRecipe
from engine.train.recipe import OptimiserSettings, RecipeError, read_recipe
from engine.train.state import learning_rate

WHOLE = """
[run]
steps = 10
batch = 2
[network]
latent_dim = 8
width = 32
depth = 2
dim_head = 16
[optimiser]
learning_rate = 1
"""


def write(folder, text):
    path = folder / "mine.toml"
    path.write_text(text)
    return path


def test_absent_keys_have_their_defaults_and_whole_numbers_pass_as_numbers(tmp_path):
    text = WHOLE.replace("learning_rate = 1", "learning_rate = 0.5\nclip = 2")
    recipe = read_recipe(write(tmp_path, text), AutoencoderRecipe)
    assert recipe.run.steps == 10
    assert recipe.network.front == "mdct"
    assert recipe.optimiser.clip == 2.0
    assert recipe.losses.sizes == (2048, 1024, 512, 256, 128)


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("steps = 10", "stepps = 10", "“run.stepps” that nothing knows"),
        ("[run]", "[runs]", "“runs” that nothing knows"),
        ("depth = 2", "", "“network.depth” is missing"),
        ("depth = 2", "depth = 2.5", "“network.depth” must be a whole number, not 2.5"),
        ("depth = 2", "depth = true", "“network.depth” must be a whole number, not True"),
        ("steps = 10", "steps = 0", "“steps” must be at least 1"),
        ("learning_rate = 1", "learning_rate = 2", "“learning_rate”"),
        ("learning_rate = 1", "learning_rate = 0.1\n[losses]\nsizes = 4", "“losses.sizes” must be a list"),
        ("learning_rate = 1", "learning_rate = 0.1\n[losses]\nsizes = [4]", "windows of at least 16 samples"),
        ("[network]", "network = 3\n[other]", "“other” that nothing knows"),
        ("steps = 10", "steps = = 10", "it is not TOML"),
    ],
)
def test_a_wrong_recipe_is_one_sentence(before, after, sentence, tmp_path):
    path = write(tmp_path, WHOLE.replace(before, after))
    with pytest.raises(RecipeError, match=r"The recipe “mine\.toml” cannot be followed") as caught:
        read_recipe(path, AutoencoderRecipe)
    assert sentence in str(caught.value)


def test_a_missing_recipe_is_one_sentence(tmp_path):
    with pytest.raises(RecipeError, match="cannot be read"):
        read_recipe(tmp_path / "none.toml", AutoencoderRecipe)


def test_the_learning_rate_rises_stays_and_falls():
    settings = OptimiserSettings(learning_rate=0.1, warm_up=10, decay=0.5, final=0.1)
    rates = [learning_rate(settings, step, 100) for step in range(101)]
    assert rates[0] == pytest.approx(0.01)
    assert rates[10:50] == pytest.approx([0.1] * 40)
    assert rates[50:] == sorted(rates[50:], reverse=True)
    assert rates[100] == pytest.approx(0.01)
