"""Each stage is one command, and a killed one goes on with the losses of a run that was never stopped."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from engine.model import checkpoint
from engine.train import adversarial, distil, flow
from engine.train.recipe import read_recipe
from engine.train.runs import Run

ROOT = Path(__file__).parents[3]
RECIPES = ROOT / "engine/train/recipes"
PATIENCE_S = 240.0

COMMON = """
[run]
steps = 8
batch = 2
checkpoint_every = 3
show_every = 0
[optimiser]
learning_rate = 0.001
[material]
folder = "{latents}"
[material.clips]
n_clips = 2
per_shard = 1
[canvases]
lengths_s = [1.0, 2.0]
odds = [1.0, 1.0]
"""
FLOW = """
[flow]
codec = "{codec}"
[network]
width = 64
depth = 2
dim_head = 32
n_memory = 4
seconds = 3.0
max_seconds = 30.0
[text]
width = 32
depth = 1
dim_head = 32
max_tokens = 16
"""
DISTIL = """
[distil]
base = "{folder}/flow/model"
steps = 3
store = 2
refresh = 3
"""
ADVERSARIAL = """
[adversarial]
base = "{folder}/flow/model"
start = "{folder}/distil/model"
exit_block = 1
halvings = 1
[critic]
learning_rate = 0.001
"""


def command(stage, recipe, folder):
    words = [sys.executable, "-m", f"engine.train.{stage}", recipe, "--run", folder, "--threads", "1"]
    return [*map(str, words), "--device", "cpu"]


def finished(stage, recipe, folder):
    """The losses of a run that is let go to its end."""
    done = subprocess.run(
        command(stage, recipe, folder), cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return [{k: v for k, v in line.items() if k != "seconds"} for line in Run(folder).losses()]


def killed(stage, recipe, folder):
    """A run that is killed outright after its fifth step."""
    with subprocess.Popen(
        command(stage, recipe, folder), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        end = time.monotonic() + PATIENCE_S
        while len(Run(folder).losses()) < 5:
            assert time.monotonic() < end, "nothing happened"
            time.sleep(0.01)
        process.kill()
    assert process.returncode == -signal.SIGKILL


@pytest.mark.slow
def test_every_stage_goes_on_after_a_kill_and_hands_its_model_to_the_next(codec, tmp_path):
    for stage, table in (("flow", FLOW), ("distil", DISTIL), ("adversarial", ADVERSARIAL)):
        recipe = tmp_path / f"{stage}.toml"
        places = {"codec": codec, "folder": tmp_path, "latents": tmp_path / "latents"}
        recipe.write_text((COMMON + table).format(**places))
        whole = finished(stage, recipe, tmp_path / stage)
        assert [line["step"] for line in whole] == list(range(8))
        killed(stage, recipe, tmp_path / f"{stage}-killed")
        assert finished(stage, recipe, tmp_path / f"{stage}-killed") == whole
        model = checkpoint.load(tmp_path / stage / "model")
        assert model.config.is_base == (stage == "flow")
    assert len(list((tmp_path / "latents").iterdir())) == 1  # all stages share one library


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("nano-flow-further", flow.FlowRecipe),
        ("nano-distil", distil.DistilRecipe),
        ("nano-distil-further", distil.DistilRecipe),
        ("nano-adversarial", adversarial.AdversarialRecipe),
    ],
)
def test_the_recipes_of_nano_can_be_read(name, kind):
    recipe = read_recipe(RECIPES / f"{name}.toml", kind)
    further = read_recipe(RECIPES / "nano-flow-further.toml", flow.FlowRecipe)
    assert (recipe.material, recipe.canvases) == (further.material, further.canvases)
    assert read_recipe(RECIPES / "nano-flow.toml", flow.FlowRecipe).flow.codec


def test_a_stage_without_the_one_before_it_says_so(tmp_path):
    recipe = tmp_path / "distil.toml"
    places = {"folder": tmp_path, "latents": tmp_path / "latents"}
    recipe.write_text((COMMON + DISTIL).format(**places))
    done = subprocess.run(
        command("distil", recipe, tmp_path / "run"), cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "train the stage before this one first" in done.stderr
    assert "Traceback" not in done.stderr
