"""Stage 3a: a student of the base that guesses, from anywhere on its guided paths, where they end.

    python -m engine.train.distil RECIPE.toml [--run FOLDER] [--device NAME] [--threads N] [--hours H]

The base draws whole paths with guidance; they are kept in a store, whose oldest give way to new ones.
Prompts and durations are read by the base's own text encoder, which is not changed any more.
Source: MODEL.md 7.2.

`B` batch, `C` latent channels, `T` latent frames.
"""

from __future__ import annotations

import copy
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Generator, Tensor

from engine.generate import sampling
from engine.generate.knobs import Knobs
from engine.generate.sampling import Guidance
from engine.train.canvases import CanvasSettings
from engine.train.command import Options, stage_command
from engine.train.devices import precision
from engine.train.generators import (
    Context,
    Given,
    Maker,
    Networks,
    cleaned,
    error,
    load_maker,
    mixed,
    noise_like,
    noise_source,
)
from engine.train.loop import Limits, train
from engine.train.recipe import OptimiserSettings, RunSettings, read_recipe
from engine.train.runs import Run
from engine.train.stages import MakerStage, Material, canvases
from engine.train.workers import Batch, MakeBatch

POST_TRAINED = Knobs(8, "pingpong", Guidance(), 1.0)
"""How what stage 3 makes is sampled."""

_NO_NOISE = sampling.Noise(())
_DROWNED = 0.96
"""A time from which on new noise leaves nothing of the end of a path; only its own noise tells it there."""


@dataclass(frozen=True, slots=True)
class DistilSettings:
    """How the base is followed.

    Args:
        base: folder of its model.
        start: folder of a student that learns further; empty, the base itself is where a student begins.
        steps: of each of its paths.
        guidance: scale of it.
        apg: share of the guidance that is projected; see `engine.generate.sampling.Guidance`.
        store: batches whose paths are kept.
        refresh: steps after which the oldest of them is replaced.
        kept: weight of the error over latent frames that are given.
        renoised: share of items that are not a point of a path but its end under new noise, as ping-pong
            sampling puts it: along a path the noise tells where it ends, and a student that trusts it goes
            astray where the noise is another one.
    """

    base: str
    start: str = ""
    steps: int = 16
    guidance: float = 4.5
    apg: float = 1.0
    store: int = 16
    refresh: int = 8
    kept: float = 0.3
    renoised: float = 0.0

    def __post_init__(self) -> None:
        if min(self.steps, self.store, self.refresh) < 1 or self.guidance <= 0:
            raise ValueError("“steps”, “store”, “refresh” and “guidance” must be above 0")
        if not 0 <= self.renoised <= 1:
            raise ValueError("“renoised” must lie between 0 and 1")


@dataclass(frozen=True, slots=True)
class DistilRecipe:
    """The whole recipe: one table each."""

    run: RunSettings
    distil: DistilSettings
    optimiser: OptimiserSettings
    material: Material
    canvases: CanvasSettings


@dataclass(frozen=True)
class Stored:
    """Step number -> the batch whose paths it learns from, with its number in the store as `slot`.

    Step n finds the last `store` batches of those numbered 0 to n // refresh: which one it takes depends on n
    alone, so that a resumed run takes the same.
    """

    canvases: MakeBatch
    store: int
    refresh: int
    seed: int

    def __call__(self, number: int) -> Batch:
        """The batch for step `number`."""
        newest = number // self.refresh
        rng = np.random.default_rng((self.seed, number, 5))
        slot = newest if number % self.refresh == 0 else int(rng.integers(self.oldest(number), newest + 1))
        return self.canvases(slot) | {"slot": np.array(slot)}

    def oldest(self, number: int) -> int:
        """The oldest batch that step `number` may find."""
        return max(0, number // self.refresh - self.store + 1)


@dataclass(frozen=True, slots=True)
class Paths:
    """A batch's way from noise to sound: `points` `[steps + 1, B, C, T]` at `times` `[steps + 1]`, 1 to 0."""

    points: Tensor
    times: Tensor


@torch.no_grad()
def paths(base: Networks, given: Given, context: Context, settings: DistilSettings, noise: Tensor) -> Paths:
    """Where the guided base goes from `noise` `[B, C, T]`, by DPM-Solver++ of the second order."""
    doubled = Context(
        torch.cat([context.cross, torch.zeros_like(context.cross)]),
        torch.cat([context.global_, context.global_]),
    )
    local = torch.cat([given.local, given.local])
    prepared = base.dit.prepare(doubled.cross, doubled.global_, local)

    def both(x: Tensor, t: Tensor) -> Tensor:
        return base.dit.velocity(x, t, prepared).float()

    velocity = sampling.guided(both, Guidance(settings.guidance, apg=settings.apg))
    times = sampling.times(settings.steps)
    points = [noise, *sampling.dpm_solver(velocity, noise, times, _NO_NOISE)]
    return Paths(torch.stack(points), times.to(noise.device))


class DistilStage(MakerStage):
    """Learns to jump to the end of the base's paths."""

    def __init__(
        self, recipe: DistilRecipe, maker: Maker, make_batch: MakeBatch, base: Networks | None = None
    ) -> None:
        super().__init__(maker, recipe.run, recipe.optimiser, objective="rf_denoiser", knobs=POST_TRAINED)
        self.distil = recipe.distil
        self.make_batch = Stored(make_batch, recipe.distil.store, recipe.distil.refresh, recipe.run.seed)
        self.base = (base or copy.deepcopy(maker.networks)).eval().requires_grad_(False)
        self.known: dict[int, Paths] = {}
        self.compile()

    def step(self, batch: Batch, number: int) -> dict[str, float]:
        """Learn from a batch of `Stored`; `made` and `kept` are the errors of either part."""
        given = self.maker.given(batch)
        with torch.no_grad(), precision(self.device, self.run.precision):
            context = self.base.context(given)
        known = self._paths(int(batch["slot"]), given, context, number)
        source = noise_source(self.run.seed, number, self.device)
        x, t = self._points(known, source)
        with precision(self.device, self.run.precision):
            prepared = self.maker.networks.prepare(given, context)
            velocity = self.maker.networks.dit.velocity(x, t, prepared)
        made, kept = error(cleaned(x, velocity.float(), t) - known.points[-1].float(), given)
        total = made + self.distil.kept * kept
        self.descend(total, number)
        return {"total": float(total.detach()), "made": float(made.detach()), "kept": float(kept.detach())}

    def _points(self, known: Paths, source: Generator) -> tuple[Tensor, Tensor]:
        """What the student sees, `[B, C, T]`, and its times `[B]`."""
        n = known.points.shape[1]
        steps = torch.randint(self.distil.steps, (n,), generator=source, device=self.device)
        x = known.points[steps, torch.arange(n, device=self.device)].float()
        t = known.times[steps]
        if not self.distil.renoised:
            return x, t
        end = known.points[-1].float()
        drawn = torch.rand(n, generator=source, device=self.device) < self.distil.renoised
        drawn &= t < _DROWNED
        again = mixed(end, noise_like(end, source), t)
        return torch.where(drawn[:, None, None], again, x), t

    def _paths(self, slot: int, given: Given, context: Context, number: int) -> Paths:
        """The paths of a stored batch; those that are not in memory, after a restart, are drawn again."""
        if slot not in self.known:
            noise = noise_like(given.latents, noise_source(self.run.seed, slot, self.device, salt=1))
            with precision(self.device, self.run.precision):
                self.known[slot] = paths(self.base, given, context, self.distil, noise)
        oldest = max(0, number // self.distil.refresh - self.distil.store + 1)
        self.known = {kept: known for kept, known in self.known.items() if kept >= oldest}
        return self.known[slot]


def freeze_words(networks: Networks) -> None:
    """Leave the text encoder and the conditioner as they are."""
    networks.text.requires_grad_(False)
    networks.conditioner.requires_grad_(False)


def run(options: Options) -> int:
    """Train as the command line asks; the number of steps done in all.

    Raises:
        EngineError: a sentence for the user.
    """
    recipe = read_recipe(options.recipe, DistilRecipe)
    device = options.choose_device()
    folder = Run(options.folder, keep=recipe.run.keep)
    folder.open(options.recipe, recipe)
    maker = load_maker(Path(recipe.distil.start or recipe.distil.base), device)
    base = load_maker(Path(recipe.distil.base), device).networks
    freeze_words(maker.networks)
    make_batch = canvases(maker, recipe.material, recipe.canvases, recipe.run, options.n_workers)
    stage = DistilStage(recipe, maker, make_batch, base)
    return train(stage, folder, recipe.run, Limits(options.hours, options.n_workers))


if __name__ == "__main__":
    sys.exit(stage_command(run, "Train a student that needs few steps."))
