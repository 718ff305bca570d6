"""A run that is killed goes on as if it had not been; workers keep their order; checkpoints are whole."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from itertools import islice
from pathlib import Path

import numpy as np
import psutil
import pytest
import torch
from rich.console import Console

from engine.errors import CheckpointError, WorkerDied
from engine.model import checkpoint
from engine.train.autoencoder import AutoencoderRecipe, AutoencoderStage, LossWeights, calibrate
from engine.train.crops import Crops, CropSettings, held_out
from engine.train.loop import Diverged, Limits, train
from engine.train.networks import SameSettings, new_same, start_from_components
from engine.train.pictures import spectrogram, write_comparison
from engine.train.recipe import RecipeError, read_recipe
from engine.train.runs import Checkpoint, Run
from engine.train.sounds import clip, training_seed
from engine.train.workers import batches

ROOT = Path(__file__).parents[3]
PATIENCE_S = 120.0

RECIPE = """
[run]
steps = {steps}
batch = 2
checkpoint_every = 3
show_every = 0
[network]
latent_dim = 8
width = 32
depth = 2
dim_head = 16
patch = 64
stride = 2
[optimiser]
learning_rate = 0.003
warm_up = 2
[sounds]
n_samples = 2048
[losses]
sizes = [256, 64]
[adversary]
weight = 0.1
start = 2
sizes = [128]
width = 4
"""


@pytest.fixture(autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def recipe_file(tmp_path):
    path = tmp_path / "tiny.toml"
    path.write_text(RECIPE.format(steps=8))
    return path


def command(recipe, folder):
    words = [sys.executable, "-m", "engine.train.autoencoder", recipe, "--run", folder, "--threads", "1"]
    return [*map(str, words), "--device", "cpu"]


def started(recipe, folder):
    return subprocess.Popen(command(recipe, folder), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def finished(recipe, folder):
    done = subprocess.run(command(recipe, folder), cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [{k: v for k, v in line.items() if k != "seconds"} for line in Run(folder).losses()]


def wait_for(condition):
    end = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.02)


@pytest.mark.slow
def test_a_run_killed_in_the_middle_goes_on_to_the_same_losses_and_weights(recipe_file, tmp_path):
    whole = finished(recipe_file, tmp_path / "whole")
    assert [line["step"] for line in whole] == list(range(8))
    assert "discriminator" in whole[-1]

    process = started(recipe_file, tmp_path / "killed")
    killed = Run(tmp_path / "killed")
    wait_for(lambda: len(killed.losses()) >= 5)
    process.kill()
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert not (killed.folder / "checkpoints" / "000008").exists()
    assert finished(recipe_file, killed.folder) == whole

    for name in ("whole", "killed"):
        assert checkpoint.check(tmp_path / name / "model") == []
    a, b = (checkpoint.load_same(tmp_path / name / "model").state_dict() for name in ("whole", "killed"))
    assert all(torch.equal(a[name], b[name]) for name in a)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="there is no polite kill")
def test_a_politely_ended_run_leaves_a_checkpoint_of_its_last_step(recipe_file, tmp_path):
    recipe_file.write_text(RECIPE.format(steps=5000))
    process = started(recipe_file, tmp_path / "run")
    run = Run(tmp_path / "run")
    wait_for(lambda: len(run.losses()) >= 1)
    process.terminate()
    out, _ = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0
    last = run.last()
    assert last.step == len(run.losses())
    assert f"{last.step} steps done" in out.decode()


def stage_of(recipe_file):
    return AutoencoderStage(read_recipe(recipe_file, AutoencoderRecipe), torch.device("cpu"))


def test_the_autoencoder_comes_closer_to_what_it_hears(recipe_file):
    stage = stage_of(recipe_file)
    batch = stage.make_batch(0)
    # the same steps again and again, so that noise and window sizes are the same too
    seen = [stage.step(batch, 0 if i % 2 else 1)["total"] for i in range(30)]
    assert sum(seen[-4:]) < 0.9 * sum(seen[:4])


def test_the_front_leads_and_the_other_distances_come_in():
    weights = LossWeights(lead=10, log=2.0)
    assert [weights.weights_at(number)["front"] for number in (0, 15, 99)] == [1, 1, 1]
    assert [weights.weights_at(number)["log"] for number in (0, 10, 15, 20, 99)] == [0, 0, 1, 2, 2]
    assert LossWeights(lead=0).weights_at(0)["phase"] == LossWeights().phase


def test_calibrated_latents_have_unit_deviation_and_the_sound_stays(recipe_file):
    recipe = read_recipe(recipe_file, AutoencoderRecipe)
    same = new_same(recipe.network, seed=3).eval()
    same.bottleneck.running_std.fill_(1.7)
    audio = torch.from_numpy(Crops(CropSettings(2048), 4, 0)(0)["audio"])
    before = same.decode(same.encode(audio))
    calibrate(same, audio)
    latents = same.encode(audio)
    torch.testing.assert_close(latents.std((0, 2), correction=0), torch.ones(8), atol=1e-3, rtol=0)
    torch.testing.assert_close(latents.mean((0, 2)), torch.zeros(8), atol=1e-4, rtol=0)
    torch.testing.assert_close(same.decode(latents), before, atol=1e-4, rtol=1e-3)


@pytest.mark.parametrize("evenness", [0.5, 1.0])
def test_uneven_latents_are_drawn_towards_one_another_and_the_sound_stays(recipe_file, evenness):
    recipe = read_recipe(recipe_file, AutoencoderRecipe)
    same = new_same(recipe.network, seed=3).eval()
    audio = torch.from_numpy(Crops(CropSettings(2048), 16, 0)(0)["audio"])
    before, spread = same.decode(same.encode(audio)), components(same, audio)
    calibrate(same, audio, evenness)
    latents = same.encode(audio)
    even = components(same, audio)
    torch.testing.assert_close(latents.var((0, 2), correction=0).mean(), torch.tensor(1.0), atol=1e-3, rtol=0)
    wanted = spread ** (1 - evenness)
    torch.testing.assert_close(even, wanted / wanted.mean(), atol=1e-2, rtol=1e-2)
    torch.testing.assert_close(same.decode(latents), before, atol=1e-4, rtol=1e-3)


def components(same, audio):
    """Variances of the principal components of latents, the largest first."""
    latents = same.encode(audio).transpose(1, 2).flatten(0, 1).double()
    return torch.linalg.eigvalsh(torch.cov(latents.T, correction=0)).flip(0)


class Counting:
    """A stage that only counts, so that the loop can be seen at work."""

    make_batch = staticmethod(lambda number: {"number": np.array([number])})

    def __init__(self, nan_at=-1):
        self.seen = torch.zeros(0)
        self.nan_at = nan_at

    def step(self, batch, number):
        self.seen = torch.cat([self.seen, torch.tensor([float(batch["number"][0])])])
        return {"loss": float("nan") if number == self.nan_at else 1.0}

    def tensors(self):
        return {"seen": self.seen}

    def restore(self, tensors):
        self.seen = tensors["seen"]

    def show(self, folder):
        (folder / "shown").touch()
        return {"good": 1.0}

    def export(self, folder):
        folder.mkdir()
        (folder / "n").write_text(str(len(self.seen)))


def settings_of(recipe_file, steps):
    recipe_file.write_text(RECIPE.format(steps=steps).replace("show_every = 0", "show_every = 4"))
    return read_recipe(recipe_file, AutoencoderRecipe).run


@pytest.fixture
def quiet():
    with Path(os.devnull).open("w") as nowhere:
        yield Limits(console=Console(file=nowhere))


def test_steps_see_the_batches_of_their_numbers_across_restarts(recipe_file, tmp_path, quiet):
    run = Run(tmp_path)
    train(Counting(), run, settings_of(recipe_file, 4), quiet)
    stage = Counting()
    assert train(stage, run, settings_of(recipe_file, 9), quiet) == 9
    assert stage.seen.tolist() == list(range(9))
    assert [line["step"] for line in run.losses()] == list(range(9))
    assert (run.model_folder / "n").read_text() == "9"
    assert [path.name for path in sorted((run.folder / "examples").iterdir())] == [
        "000004",
        "000008",
        "000009",
    ]


def test_losses_that_are_no_numbers_end_the_run_and_the_last_checkpoint_is_from_before(
    recipe_file, tmp_path, quiet
):
    run = Run(tmp_path)
    with pytest.raises(Diverged, match="At step 4 the loss “loss” is not a number"):
        train(Counting(nan_at=4), run, settings_of(recipe_file, 9), quiet)
    assert run.last().step == 3


def test_a_run_belongs_to_its_recipe_but_may_become_longer(recipe_file, tmp_path):
    recipe = read_recipe(recipe_file, AutoencoderRecipe)
    run = Run(tmp_path / "run")
    run.open(recipe_file, recipe)
    recipe_file.write_text(RECIPE.format(steps=99))
    run.open(recipe_file, read_recipe(recipe_file, AutoencoderRecipe))
    recipe_file.write_text(RECIPE.format(steps=99).replace("width = 32", "width = 64"))
    with pytest.raises(RecipeError, match=r"another “network\.width”"):
        run.open(recipe_file, read_recipe(recipe_file, AutoencoderRecipe))


def test_half_a_checkpoint_does_not_count_and_old_ones_go(tmp_path):
    run = Run(tmp_path, keep=2)
    for step in (1, 2, 3):
        run.save(Checkpoint(step, float(step), {"x": torch.tensor([step])}))
    (tmp_path / "checkpoints" / "000004.partial").mkdir()
    last = run.last()
    assert (last.step, last.seconds, last.tensors["x"].item()) == (3, 3.0, 3)
    assert sorted(path.name for path in (tmp_path / "checkpoints").iterdir()) == [
        "000002",
        "000003",
        "000004.partial",
    ]


def test_a_damaged_checkpoint_is_one_sentence(tmp_path):
    run = Run(tmp_path)
    run.save(Checkpoint(1, 1.0, {"x": torch.zeros(100)}))
    state = tmp_path / "checkpoints" / "000001" / "state.safetensors"
    state.write_bytes(state.read_bytes()[:50])
    with pytest.raises(CheckpointError, match="remove it to go on from the one before"):
        run.last()


def test_losses_after_the_last_checkpoint_are_forgotten_with_half_a_line(tmp_path):
    run = Run(tmp_path)
    run.save(Checkpoint(2, 1.0, {"x": torch.zeros(1)}))
    for step in range(4):
        run.log(step, 0.0, {"loss": 1.0})
    with (tmp_path / "losses.jsonl").open("a") as file:
        file.write('{"step": 4, "lo')
    run.last()
    assert [json.loads(line)["step"] for line in (tmp_path / "losses.jsonl").read_text().splitlines()] == [
        0,
        1,
    ]


def test_workers_give_what_one_process_gives_in_the_same_order():
    make = Crops(CropSettings(512), n_items=3, seed=1)
    alone = list(islice(batches(make, 5), 4))
    feed = batches(make, 5, n_workers=2)
    together = list(islice(feed, 4))
    feed.close()
    assert alone[0]["audio"].shape == (3, 2, 512)
    assert not np.array_equal(alone[0]["audio"], alone[1]["audio"])
    for a, b in zip(alone, together, strict=True):
        np.testing.assert_array_equal(a["audio"], b["audio"])


def failing(number):
    raise ValueError(f"no sound number {number}")


def test_what_fails_in_a_worker_is_said_here():
    feed = batches(failing, 7, n_workers=1)
    with pytest.raises(WorkerDied, match="no sound number 7"):
        next(feed)


def waiting(number):
    if number > 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return {"number": np.array([number])}


def test_a_worker_that_dies_is_a_sentence_and_the_others_end_too():
    before = set(psutil.Process().children())
    feed = batches(waiting, 0, n_workers=2)
    assert next(feed)["number"][0] == 0
    with pytest.raises(WorkerDied, match="has ended"):
        next(feed)
    left = {
        child for child in psutil.Process().children() if "resource_tracker" not in " ".join(child.cmdline())
    }
    assert left <= before


def test_held_out_stretches_are_always_the_same_and_never_trained_on():
    np.testing.assert_array_equal(held_out(2, 256), held_out(3, 256)[:2])


def test_a_tone_is_a_bright_line_at_its_height(tmp_path):
    t = np.arange(44100) / 44100
    low, high = (0.5 * np.sin(2 * np.pi * hz * t)[None] for hz in (200.0, 5000.0))
    rows = [int(spectrogram(tone, 44100).mean(1).argmax()) for tone in (low, high)]
    assert rows[0] > rows[1] + 50
    write_comparison(tmp_path / "a.png", low, high, 44100)
    from PySide6.QtGui import QImage

    picture = QImage(str(tmp_path / "a.png"))
    assert picture.height() == 2 * spectrogram(low, 44100).shape[0] + 4
    assert picture.pixelColor(20, rows[0]).lightness() > 150


def test_an_autoencoder_can_start_as_the_best_linear_one():
    settings = SameSettings(
        latent_dim=8, width=32, depth=2, dim_head=32, patch=16, stride=1, front="mdct", power=1.0, knee=1.0
    )
    same = new_same(settings, seed=0).eval()
    generator = torch.Generator().manual_seed(0)
    mix = torch.randn(32, 32, generator=generator) * torch.logspace(0, -2, 32)
    features = torch.randn(4, 500, 32, generator=generator) @ mix.T
    start_from_components(same, features.flatten(0, 1), torch.ones(32))
    with torch.no_grad():
        given = features.transpose(1, 2)
        made = same.decoder(
            same.bottleneck.decode(same.bottleneck.encode(same.encoder(given, None)), None), None
        )
    centred = features.flatten(0, 1) - features.flatten(0, 1).mean(0)
    left = torch.linalg.svdvals(centred).square()
    best = left[8:].sum() / left.sum()
    error = (made - given).square().sum() / centred.square().sum()
    assert best < error < 2.5 * best


def test_clips_of_a_pool_are_drawn_again_and_again():
    settings = CropSettings(n_samples=2048, per_clip=1, pool=2)
    pieces = Crops(settings, n_items=6, seed=0)(3)["audio"]
    assert pieces.shape == (6, 2, 2048)
    clips = [clip(training_seed(0, index)).audio for index in range(2)]
    assert all(any(_holds(whole, piece) for whole in clips) for piece in pieces)
    np.testing.assert_array_equal(Crops(settings, n_items=6, seed=0)(3)["audio"], pieces)


def _holds(whole, piece):
    n = piece.shape[1]
    padded = np.pad(whole, ((0, 0), (0, n)))
    starts = np.flatnonzero(padded[0, : whole.shape[1]] == piece[0, 0])
    return any(np.array_equal(padded[:, start : start + n], piece) for start in starts)
