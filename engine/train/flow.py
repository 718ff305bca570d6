"""Stage 2: the base, a rectified flow over the codec's latents, with the words that it reads.

    python -m engine.train.flow RECIPE.toml [--run FOLDER] [--device NAME] [--threads N] [--hours H]

The same command starts a run or goes on from its last checkpoint; the folder's `model/` always holds the
newest whole model. The studio's clips are encoded first, once for all stages. Source: MODEL.md 7.1.

`B` batch, `C` latent channels, `T` latent frames.
"""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Generator, Tensor

from engine.generate.knobs import Knobs
from engine.generate.sampling import Guidance
from engine.train import reading
from engine.train.canvases import CanvasSettings
from engine.train.command import Options, stage_command
from engine.train.devices import precision
from engine.train.generators import (
    Maker,
    error,
    load_maker,
    mixed,
    new_maker,
    noise_like,
    noise_source,
)
from engine.train.layout import DitSettings
from engine.train.loop import Limits, train
from engine.train.reading import ReadingSettings
from engine.train.recipe import OptimiserSettings, RunSettings, read_recipe
from engine.train.runs import Run
from engine.train.sounds import VOCABULARY
from engine.train.stages import MakerStage, Material, canvases
from engine.train.text import TextSettings, new_tokenizer
from engine.train.workers import Batch, MakeBatch

TRUNCATION = 0.075
_SHIFT_LENGTHS, _SHIFT_MU = (256, 4096), (0.5, 1.15)
_SHOWN_STEPS, _SHOWN_CFG = 20, 4.0


@dataclass(frozen=True, slots=True)
class FlowSettings:
    """How the flow is learnt.

    Args:
        codec: folder of the autoencoder.
        start: folder of a whole model that is learnt further, with its own codec, dimensions and words;
            empty, a new one is begun.
        dropout: share of items that hear neither prompt nor duration, which is what guidance compares with.
        kept: weight of the error over latent frames that are given.
        noisier: how much the odds of noise are raised at every time that is drawn; 1, not at all. Words are
            learnt near noise alone: further on, what is asked for can be seen.
    """

    codec: str
    start: str = ""
    dropout: float = 0.1
    kept: float = 0.3
    noisier: float = 1.0

    def __post_init__(self) -> None:
        if not 0 <= self.dropout <= 1 or self.kept < 0 or self.noisier <= 0:
            raise ValueError(
                "“dropout” must lie between 0 and 1, “kept” must not be negative, and “noisier” be above 0"
            )


@dataclass(frozen=True, slots=True)
class FlowRecipe:
    """The whole recipe: one table each."""

    run: RunSettings
    flow: FlowSettings
    network: DitSettings
    text: TextSettings
    reading: ReadingSettings
    optimiser: OptimiserSettings
    material: Material
    canvases: CanvasSettings


class FlowStage(MakerStage):
    """Learns the velocity `noise - data`."""

    def __init__(self, recipe: FlowRecipe, maker: Maker, make_batch: MakeBatch) -> None:
        knobs = Knobs(_SHOWN_STEPS, "dpmpp", Guidance(_SHOWN_CFG), 1.0)
        super().__init__(maker, recipe.run, recipe.optimiser, objective="rectified_flow", knobs=knobs)
        self.flow = recipe.flow
        self.make_batch = make_batch
        self.compile()

    def step(self, batch: Batch, number: int) -> dict[str, float]:
        """Learn from a batch of `Canvases`; `made` and `kept` are the errors of either part."""
        given = self.maker.given(batch)
        source = noise_source(self.run.seed, number, self.device)
        t = shifted(draw_times(len(given), source), given.latents.shape[-1], self.flow.noisier)
        noise = noise_like(given.latents, source)
        dropped = torch.rand(len(given), generator=source, device=self.device) < self.flow.dropout
        with precision(self.device, self.run.precision):
            velocity = self.maker.networks(mixed(given.latents, noise, t), t, given, dropped)
        made, kept = error(velocity.float() - (noise - given.latents), given)
        total = made + self.flow.kept * kept
        self.descend(total, number)
        return {"total": float(total.detach()), "made": float(made.detach()), "kept": float(kept.detach())}


def draw_times(n: int, source: Generator) -> Tensor:
    """Times `[n]` in (0, 1]: logit-normal, truncated and stretched, the noisy end more often.

    Source: MODEL.md 7.1.
    """
    low = torch.special.ndtr(torch.logit(torch.tensor(TRUNCATION, dtype=torch.float64)))
    u = torch.rand(n, generator=source, device=source.device, dtype=torch.float64)
    # the last few normal deviates before infinity are all t = 0
    s = torch.sigmoid(torch.special.ndtri((low + u * (1 - low)).clamp(max=1 - 1e-12)))
    return (1 - (s - TRUNCATION) / (1 - TRUNCATION)).clamp(1e-5, 1).float()


def shifted(t: Tensor, n_latents: int, noisier: float = 1.0) -> Tensor:
    """The same times, moved towards noise the more, the longer the canvas. Source: MODEL.md 5.2, `full`.

    `noisier` raises the odds `t / (1 - t)` once more.
    """
    short, long = _SHIFT_LENGTHS
    share = (min(max(n_latents, short), long) - short) / (long - short)
    alpha = noisier * math.exp(_SHIFT_MU[0] + share * (_SHIFT_MU[1] - _SHIFT_MU[0]))
    return alpha * t / (1 + (alpha - 1) * t)


def maker_of(recipe: FlowRecipe, device: torch.device) -> Maker:
    """What learns: new networks, or those that a model has.

    Raises:
        CheckpointError: the folder to start from is no whole model, or there is no codec.
    """
    if recipe.flow.start:
        return load_maker(Path(recipe.flow.start), device)
    codec, tokenizer = Path(recipe.flow.codec), new_tokenizer(VOCABULARY)
    return new_maker(codec, recipe.network, recipe.text, tokenizer, seed=recipe.run.seed, device=device)


def run(options: Options) -> int:
    """Train as the command line asks; the number of steps done in all.

    Raises:
        EngineError: a sentence for the user.
    """
    recipe = read_recipe(options.recipe, FlowRecipe)
    device = options.choose_device()
    folder = Run(options.folder, keep=recipe.run.keep)
    folder.open(options.recipe, recipe)
    maker = maker_of(recipe, device)
    make_batch = canvases(maker, recipe.material, recipe.canvases, recipe.run, options.n_workers)
    limits = Limits(options.hours, options.n_workers)
    if recipe.reading.steps and not recipe.flow.start and not folder.last():
        right = reading.learn(maker, make_batch.library, recipe.reading, recipe.run.seed)
        limits.console.print(f"{right:.0%} of the captions that were held back are understood")
    return train(FlowStage(recipe, maker, make_batch), folder, recipe.run, limits)


if __name__ == "__main__":
    sys.exit(stage_command(run, "Train the base of a generator."))
