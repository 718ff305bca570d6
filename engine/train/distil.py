"""Stage 3a: a student of the base that guesses, from anywhere on its guided paths, where they end.

    python -m engine.train.distil RECIPE.toml [--run FOLDER] [--device NAME] [--threads N] [--hours H]

The base draws whole paths with guidance; they are kept in a store, whose oldest give way to new ones.
Prompts and durations are read by the base's own text encoder, which is not changed any more.
Source: MODEL.md 7.2.

`B` batch, `C` latent channels, `T` latent frames.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from torch import Generator, Tensor

from engine.generate import sampling
from engine.generate.knobs import Knobs
from engine.generate.sampling import Guidance
from engine.model.schedule import PUBLISHED, LogSnr
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
_LEAST_AGAIN = 3
"""Steps of a path that begins at an end under new noise."""


@dataclass(frozen=True, slots=True)
class DistilSettings:
    """How the base is followed.

    Args:
        base: folder of its model.
        start: folder of a student that learns further; empty, the base itself is where a student begins.
        steps: of each of its paths.
        guidance: scale of it.
        apg: share of the guidance that is projected; see `engine.generate.sampling.Guidance`.
        guided_above: noise level below which the base is not guided any more. What is asked for is decided by
            then, and each push further makes sounds louder and coarser, most of all where a path begins at an
            end that the student has made too loud (a guidance interval, arXiv 2404.07724).
        store: batches whose paths are kept.
        refresh: steps after which the oldest of them is replaced.
        kept: weight of the error over latent frames that are given.
        renoised: share of items whose path begins at the end of another one under new noise, as ping-pong
            sampling goes on. The base answers there, too: were the old end asked for instead, the student
            would learn the mean of all that could lie under the noise, which is too soft and has no attack.
        own: share of batches whose second paths begin where the student itself has come to by ping-pong, not
            at the base's ends: what it did wrong on the way it sees, and learns what the base makes of that
            (as in on-policy distillation, arXiv 2306.13649). A resumed run finds other ones, for the student
            has gone on.
    """

    base: str
    start: str = ""
    steps: int = 16
    guidance: float = 4.5
    apg: float = 1.0
    guided_above: float = 0.0
    store: int = 16
    refresh: int = 8
    kept: float = 0.3
    renoised: float = 0.0
    own: float = 0.0

    def __post_init__(self) -> None:
        if min(self.steps, self.store, self.refresh) < 1 or self.guidance <= 0:
            raise ValueError("“steps”, “store”, “refresh” and “guidance” must be above 0")
        if not (0 <= self.renoised <= 1 and 0 <= self.own <= 1):
            raise ValueError("“renoised” and “own” must lie between 0 and 1")
        if not 0 <= self.guided_above <= 1:
            raise ValueError("“guided_above” is a noise level, from 0 to 1")
        if self.own and not self.renoised:
            raise ValueError("“own” says where second paths begin: without “renoised” there are none")


@dataclass(frozen=True, slots=True)
class DistilRecipe:
    """The whole recipe: one table each."""

    run: RunSettings
    distil: DistilSettings
    optimiser: OptimiserSettings
    material: Material
    canvases: CanvasSettings
    schedule: LogSnr = PUBLISHED


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
def paths(
    base: Networks,
    given: Given,
    context: Context,
    settings: DistilSettings,
    noise: Tensor,
    *,
    share: Tensor | None = None,
    schedule: LogSnr = PUBLISHED,
) -> Paths:
    """Where the guided base goes from `noise` `[B, C, T]`, by DPM-Solver++ of the second order.

    Args:
        share: of the way of `schedule` that is left: `noise` is a sound under noise of that level.
        schedule: how the student's steps lie; those of the base lie as its own sampling has them.
    """
    doubled = Context(
        torch.cat([context.cross, torch.zeros_like(context.cross)]),
        torch.cat([context.global_, context.global_]),
    )
    local = torch.cat([given.local, given.local])
    prepared = base.dit.prepare(doubled.cross, doubled.global_, local)

    def both(x: Tensor, t: Tensor) -> Tensor:
        return base.dit.velocity(x, t, prepared).float()

    guided = sampling.guided(both, Guidance(settings.guidance, apg=settings.apg))
    plain = base.dit.prepare(context.cross, context.global_, given.local)

    def velocity(x: Tensor, t: Tensor) -> Tensor:
        if float(t.max()) > settings.guided_above:
            return guided(x, t)
        return base.dit.velocity(x, t, plain).float()

    if share is None:
        times = sampling.times(settings.steps)
    else:
        steps = max(_LEAST_AGAIN, round(float(share) * settings.steps))
        times = sampling.times(steps, start=float(sampling.level_at(share, schedule)), monotone=True)
    points = [noise, *sampling.dpm_solver(velocity, noise, times, _NO_NOISE)]
    return Paths(torch.stack(points), times.to(noise.device))


class StudentStage(MakerStage):
    """What is sampled by ping-pong in a few steps, which lie as `schedule` says."""

    def __init__(
        self, maker: Maker, run: RunSettings, optimiser: OptimiserSettings, schedule: LogSnr
    ) -> None:
        super().__init__(
            maker, run, optimiser, objective="rf_denoiser", knobs=POST_TRAINED, schedule=schedule
        )
        self.schedule = schedule

    @torch.no_grad()
    def on_its_way(
        self, given: Given, context: Context, share: Tensor, source: Generator
    ) -> tuple[Tensor, Tensor]:
        """Where the student's own ping-pong from noise is about `share` of its steps from the end.

        Returns:
            The very share that is left, a scalar, and the latents there, `[B, C, T]`.
        """
        networks = self.maker.networks
        prepared = networks.prepare(given, context)
        times = sampling.times(POST_TRAINED.steps, schedule=self.schedule).to(self.device)
        n_left = min(max(1, round(float(share) * POST_TRAINED.steps)), POST_TRAINED.steps - 1)
        x = noise_like(given.latents, source)
        for now, then in pairwise(times[: POST_TRAINED.steps - n_left + 1]):
            t, after = now.expand(len(x)), then.expand(len(x))
            clean = cleaned(x, networks.dit.velocity(x, t, prepared).float(), t)
            x = mixed(clean, noise_like(x, source), after)
        # before torch 2.10 autocast kept its casts of the weights, without a gradient for what comes next
        torch.clear_autocast_cache()
        return torch.tensor(n_left / POST_TRAINED.steps, device=self.device), x


class DistilStage(StudentStage):
    """Learns to jump to the end of the base's paths."""

    def __init__(self, recipe: DistilRecipe, maker: Maker, base: Networks, make_batch: MakeBatch) -> None:
        super().__init__(maker, recipe.run, recipe.optimiser, recipe.schedule)
        self.distil = recipe.distil
        self.make_batch = Stored(make_batch, recipe.distil.store, recipe.distil.refresh, recipe.run.seed)
        self.base = base.eval().requires_grad_(False)
        self.known: dict[int, tuple[Paths, ...]] = {}
        self.compile()

    def step(self, batch: Batch, number: int) -> dict[str, float]:
        """Learn from a batch of `Stored`; `made` and `kept` are the errors of either part."""
        given = self.maker.given(batch)
        with torch.no_grad(), precision(self.device, self.run.precision):
            context = self.base.context(given)
        known = self._paths(int(batch["slot"]), given, context, number)
        source = noise_source(self.run.seed, number, self.device)
        x, t, end = self._points(known, source)
        with precision(self.device, self.run.precision):
            prepared = self.maker.networks.prepare(given, context)
            velocity = self.maker.networks.dit.velocity(x, t, prepared)
        made, kept = error(cleaned(x, velocity.float(), t) - end, given)
        total = made + self.distil.kept * kept
        self.descend(total, number)
        return {"total": float(total.detach()), "made": float(made.detach()), "kept": float(kept.detach())}

    def _points(self, known: tuple[Paths, ...], source: Generator) -> tuple[Tensor, Tensor, Tensor]:
        """Points of paths `[B, C, T]`, their times `[B]`, and where they end; some of the second paths."""
        n = known[0].points.shape[1]
        choice = torch.rand(n, generator=source, device=self.device) < self.distil.renoised
        place = torch.rand(n, generator=source, device=self.device)
        points, times, ends = [], [], []
        for item in range(n):
            path = known[-1] if choice[item] else known[0]
            step = int(place[item] * (len(path.times) - 1))
            points.append(path.points[step, item].float())
            times.append(path.times[step])
            ends.append(path.points[-1, item].float())
        return torch.stack(points), torch.stack(times), torch.stack(ends)

    def _paths(self, slot: int, given: Given, context: Context, number: int) -> tuple[Paths, ...]:
        """The paths of a stored batch, and those that begin under new noise.

        Those that are not in memory, after a restart, are drawn again.
        """
        if slot not in self.known:
            noise = noise_like(given.latents, noise_source(self.run.seed, slot, self.device, salt=1))
            with precision(self.device, self.run.precision):
                first = paths(self.base, given, context, self.distil, noise)
                self.known[slot] = (first, *self._again(first, slot, given, context))
        oldest = max(0, number // self.distil.refresh - self.distil.store + 1)
        self.known = {kept: known for kept, known in self.known.items() if kept >= oldest}
        return self.known[slot]

    def _again(self, first: Paths, slot: int, given: Given, context: Context) -> tuple[Paths, ...]:
        if not self.distil.renoised:
            return ()
        source = noise_source(self.run.seed, slot, self.device, salt=2)
        share = torch.rand((), generator=source, device=self.device)
        if self.distil.own and torch.rand((), generator=source, device=self.device) < self.distil.own:
            share, begin = self.on_its_way(given, context, share, source)
        else:
            end = first.points[-1].float()
            level = sampling.level_at(share, self.schedule)
            begin = mixed(end, noise_like(end, source), level.expand(len(end)))
        return (paths(self.base, given, context, self.distil, begin, share=share, schedule=self.schedule),)


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
    stage = DistilStage(recipe, maker, base, make_batch)
    return train(stage, folder, recipe.run, Limits(options.hours, options.n_workers))


if __name__ == "__main__":
    sys.exit(stage_command(run, "Train a student that needs few steps."))
