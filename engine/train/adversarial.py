"""Stage 3b: adversarial post-training. A generator that guesses in one step, and a critic of its guesses.

    python -m engine.train.adversarial RECIPE.toml [--run FOLDER] [--device NAME] [--threads N] [--hours H]

The critic is the base, cut behind a middle block, with a convolutional head. It compares what was guessed
with what was real for the same prompt (relativistic), and the right prompt with a wrong one (contrastive).
The two learn in turn. Prompts and durations are read by the base's own text encoder, which nobody changes.
Source: MODEL.md 7.3 (ARC, arXiv 2505.08175).

`B` batch, `C` latent channels, `T` latent frames, `D` width, `S` scores.
"""

from __future__ import annotations

import copy
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Generator, Tensor, nn
from torch.nn import functional as F

from engine.generate import sampling
from engine.model.dit import Dit, Prepared
from engine.model.schedule import PUBLISHED, LogSnr
from engine.train import state
from engine.train.canvases import CanvasSettings
from engine.train.command import Options, stage_command
from engine.train.devices import precision
from engine.train.distil import StudentStage, freeze_words
from engine.train.flow import draw_times, shifted
from engine.train.generators import (
    Context,
    Given,
    Maker,
    Networks,
    cleaned,
    load_maker,
    mixed,
    noise_like,
    noise_source,
    squared,
)
from engine.train.loop import Limits, train
from engine.train.recipe import OptimiserSettings, RunSettings, read_recipe
from engine.train.runs import Run
from engine.train.stages import Material, canvases
from engine.train.workers import Batch, MakeBatch

_KERNEL, _STRIDE = 4, 2
_GROUPS = 32


@dataclass(frozen=True, slots=True)
class AdversarialSettings:
    """How the two learn from each other.

    Args:
        base: folder of the model whose words are read and whose first blocks the critic starts from.
        start: folder of the model that the generator starts from.
        exit_block: blocks of the base that the critic keeps.
        halvings: convolutions in its head that halve the time.
        contrastive: weight of the right prompt against a wrong one.
        penalty: weight of the critic's steepness around sounds (approximate R1 and R2); 0, none.
        penalty_noise: how far around.
        penalty_every: of so many of the critic's steps one is penalised, as much more.
        kept: weight of the generator's error over latent frames that are given.
        generator_times, critic_times: where noise levels come from: `log-snr`, as evenly as the schedule of
            the recipe takes them; `flow`, as the base learnt; `uniform`.
        one_shot: share of guesses from noise alone.
        own: share of batches whose guesses go on from where the generator itself has come to by ping-pong,
            not from noised sounds: what eight steps add up to is then judged, too.
        ahead: first steps in which the critic alone learns: who has learnt nothing yet has nothing to teach.
    """

    base: str
    start: str
    exit_block: int = 4
    halvings: int = 3
    contrastive: float = 1.0
    penalty: float = 0.0
    penalty_noise: float = 0.05
    penalty_every: int = 1
    kept: float = 1.0
    generator_times: str = "log-snr"
    critic_times: str = "flow"
    one_shot: float = 0.1
    own: float = 0.0
    ahead: int = 0

    def __post_init__(self) -> None:
        if min(self.exit_block, self.penalty_every) < 1 or min(self.halvings, self.ahead) < 0:
            raise ValueError(
                "“exit_block” and “penalty_every” must be at least 1, “halvings” and “ahead” not negative"
            )
        if not (0 <= self.one_shot <= 1 and 0 <= self.own <= 1):
            raise ValueError("“one_shot” and “own” must lie between 0 and 1")
        for name in (self.generator_times, self.critic_times):
            if name not in TIMES:
                raise ValueError(f"noise levels come from {', '.join(TIMES)}, not {name}")


@dataclass(frozen=True, slots=True)
class AdversarialRecipe:
    """The whole recipe: one table each."""

    run: RunSettings
    adversarial: AdversarialSettings
    optimiser: OptimiserSettings
    critic: OptimiserSettings
    material: Material
    canvases: CanvasSettings
    schedule: LogSnr = PUBLISHED


def log_snr_times(n: int, n_latents: int, schedule: LogSnr, source: Generator) -> Tensor:
    """Times `[n]` whose log signal-to-noise ratio is even over what sampling goes through (MODEL.md 5.2)."""
    u = torch.rand(n, generator=source, device=source.device)
    return sampling.level_at(1 - u, schedule)


def flow_times(n: int, n_latents: int, schedule: LogSnr, source: Generator) -> Tensor:
    """Times `[n]` as the base learnt them."""
    return shifted(draw_times(n, source), n_latents)


def uniform_times(n: int, n_latents: int, schedule: LogSnr, source: Generator) -> Tensor:
    """Times `[n]` anywhere."""
    return torch.rand(n, generator=source, device=source.device)


TIMES: dict[str, Callable[[int, int, LogSnr, Generator], Tensor]] = {
    "log-snr": log_snr_times,
    "flow": flow_times,
    "uniform": uniform_times,
}


class Critic(nn.Module):
    """The first blocks of a diffusion transformer, and scores over time."""

    def __init__(self, dit: Dit, exit_block: int, halvings: int) -> None:
        super().__init__()
        if exit_block > dit.config.depth:
            raise ValueError(f"the base has {dit.config.depth} blocks, not {exit_block}")
        self.dit = copy.deepcopy(dit).train().requires_grad_(True)
        self.dit.transformer.layers = self.dit.transformer.layers[:exit_block]
        # what only the way out needs would never get a gradient
        self.dit.transformer.project_out = self.dit.postprocess_conv = nn.Identity()  # type: ignore[assignment]
        width = dit.config.width
        layers: list[nn.Module] = []
        for _ in range(halvings):
            layers += [nn.Conv1d(width, width, _KERNEL, _STRIDE, 1), _norm(width), nn.SiLU()]
        self.head = nn.Sequential(*layers, nn.Conv1d(width, 1, _KERNEL))
        self.least = _KERNEL * _STRIDE**halvings

    def prepare(self, given: Given, context: Context) -> Prepared:
        """Conditions of a batch, for several scores."""
        return self.dit.prepare(context.cross, context.global_, given.local)

    def forward(self, x: Tensor, t: Tensor, prepared: Prepared) -> Tensor:
        """How real `x` `[B, C, T]` looks, seen through noise of level `t` `[B]`: scores `[B, S]`."""
        hidden = self.hidden(x, t, prepared)
        hidden = F.pad(hidden, (0, max(0, self.least - hidden.shape[-1])))
        return self.head(hidden).flatten(1)

    def hidden(self, x: Tensor, t: Tensor, prepared: Prepared) -> Tensor:
        """What the last block has to say of each latent frame: `[B, D, T]`."""
        transformer = self.dit.transformer
        condition = prepared.global_ + self.dit.to_timestep_embed(self.dit.timestep_features(t).to(x.dtype))
        h = transformer.project_in((x + self.dit.preprocess_conv(x)).transpose(1, 2))
        h = torch.cat([transformer.memory_tokens.expand(len(x), -1, -1), h], dim=1)
        modulation = transformer.global_cond_embedder(condition)[:, None]
        rotary = transformer.rotary_pos_emb(h.shape[1])
        for block, memory, local in zip(transformer.layers, prepared.memories, prepared.locals_, strict=True):
            h = block(h, modulation, rotary, memory, local, None)
        return h[:, len(transformer.memory_tokens) :].transpose(1, 2)


def with_wrong_words(context: Context) -> Context:
    """Each item with its neighbour's words, and its own duration: the length must not give it away."""
    words, duration = context.cross[:, :-1], context.cross[:, -1:]
    return Context(torch.cat([words.roll(1, 0), duration], dim=1), context.global_)


def _norm(width: int) -> nn.Module:
    return nn.GroupNorm(_GROUPS if width % _GROUPS == 0 else 1, width)


@dataclass(frozen=True, slots=True)
class Pair:
    """What was real and what was guessed, under the same noise of the same level, `[B, C, T]` and `[B]`."""

    real: Tensor
    made: Tensor
    t: Tensor


class AdversarialStage(StudentStage):
    """A generator on even steps, its critic on odd ones."""

    def __init__(
        self, recipe: AdversarialRecipe, maker: Maker, base: Networks, make_batch: MakeBatch
    ) -> None:
        super().__init__(maker, recipe.run, recipe.optimiser, recipe.schedule)
        self.adversarial = recipe.adversarial
        self.make_batch = make_batch
        self.base = base.eval().requires_grad_(False)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(recipe.run.seed + 1)
            critic = Critic(base.dit, recipe.adversarial.exit_block, recipe.adversarial.halvings)
        self.critic = critic.to(self.device)
        self.critic_settings = recipe.critic
        self.critic_optimiser = state.adamw(self.critic, recipe.critic)
        self.compile()

    def step(self, batch: Batch, number: int) -> dict[str, float]:
        """Learn from a batch of `Canvases`: the generator's losses, or the critic's."""
        given = self.maker.given(batch)
        source = noise_source(self.run.seed, number, self.device)
        with precision(self.device, self.run.precision):
            with torch.no_grad():
                context = self.base.context(given)
            if number % 2 == 0 and number >= self.adversarial.ahead:
                return self._teach_generator(given, context, source, number)
            return self._teach_critic(given, context, source, number)

    def _teach_generator(
        self, given: Given, context: Context, source: Generator, number: int
    ) -> dict[str, float]:
        self.critic.requires_grad_(False)  # only the guess is to change
        guess = self._guess(given, context, source)
        pair = self._pair(given, guess, source)
        prepared = self.critic.prepare(given, context)
        with torch.no_grad():
            real = self.critic(pair.real, pair.t, prepared)
        fooling = F.softplus(real.float() - self.critic(pair.made, pair.t, prepared).float()).mean()
        self.critic.requires_grad_(True)
        kept = squared(guess - given.latents, given.keep[:, 0]).mean()
        self.descend(fooling + self.adversarial.kept * kept, number)
        return {"fooling": float(fooling.detach()), "kept": float(kept.detach())}

    def _teach_critic(
        self, given: Given, context: Context, source: Generator, number: int
    ) -> dict[str, float]:
        with torch.no_grad():
            guess = self._guess(given, context, source)
        pair = self._pair(given, guess, source)
        prepared = self.critic.prepare(given, context)
        real = self.critic(pair.real, pair.t, prepared).float()
        made = self.critic(pair.made, pair.t, prepared).float()
        losses = {"critic": F.softplus(made - real).mean()}
        if self.adversarial.contrastive and len(given) > 1:
            rolled = self.critic.prepare(given, with_wrong_words(context))
            wrong = self.critic(pair.real, pair.t, rolled).float()
            losses["contrastive"] = F.softplus(wrong - real).mean()
        every = self.adversarial.penalty_every
        if self.adversarial.penalty and number // 2 % every == 0:
            seen = ((pair.real, real), (pair.made, made))
            losses["penalty"] = self._steepness(seen, pair.t, prepared, source)
        weights = {"critic": 1.0, "contrastive": self.adversarial.contrastive}
        weights["penalty"] = every * self.adversarial.penalty
        self._descend_critic(
            torch.stack([weights[name] * loss for name, loss in losses.items()]).sum(), number
        )
        return {name: float(loss.detach()) for name, loss in losses.items()}

    def _guess(self, given: Given, context: Context, source: Generator) -> Tensor:
        """The generator's answer from noised sounds, in one step: `[B, C, T]`."""
        networks = self.maker.networks
        x, t = self.noised(given, context, source)
        velocity = networks.dit.velocity(x, t, networks.prepare(given, context))
        return cleaned(x, velocity.float(), t)

    def noised(self, given: Given, context: Context, source: Generator) -> tuple[Tensor, Tensor]:
        """What is guessed from, `[B, C, T]`, and the levels of its noise, `[B]`."""
        own = self.adversarial.own
        if own and torch.rand((), generator=source, device=self.device) < own:
            share = torch.rand((), generator=source, device=self.device)
            share, x = self.on_its_way(given, context, share, source)
            return x, sampling.level_at(share, self.schedule).expand(len(x))
        draw = TIMES[self.adversarial.generator_times]
        t = draw(len(given), given.latents.shape[-1], self.schedule, source)
        alone = torch.rand(len(given), generator=source, device=self.device) < self.adversarial.one_shot
        t = torch.where(alone, torch.ones_like(t), t)
        return mixed(given.latents, noise_like(given.latents, source), t), t

    def _pair(self, given: Given, guess: Tensor, source: Generator) -> Pair:
        """Both under noise. What was given lies in the guess as it does in what the decoder gets."""
        pasted = torch.where(given.keep.bool(), given.latents, guess)
        draw = TIMES[self.adversarial.critic_times]
        t = draw(len(given), given.latents.shape[-1], self.schedule, source)
        noise = noise_like(given.latents, source)
        return Pair(mixed(given.latents, noise, t), mixed(pasted, noise, t), t)

    def _steepness(
        self, seen: Iterable[tuple[Tensor, Tensor]], t: Tensor, prepared: Prepared, source: Generator
    ) -> Tensor:
        """How much a little noise changes the scores of what was seen: half the mean over real and made.

        Source: MODEL.md 7.3.
        """
        changes = []
        for x, scores in seen:
            near = x + self.adversarial.penalty_noise * noise_like(x, source)
            change = self.critic(near, t, prepared).float() - scores
            changes.append(change.square().sum(1).mean())
        return torch.stack(changes).mean() / 2

    def _descend_critic(self, total: Tensor, number: int) -> None:
        settings = self.critic_settings
        state.set_rate(self.critic_optimiser, state.learning_rate(settings, number, self.run.steps))
        self.critic_optimiser.zero_grad(set_to_none=True)
        total.backward()
        nn.utils.clip_grad_norm_(self.critic.parameters(), settings.clip)
        self.critic_optimiser.step()

    def tensors(self) -> dict[str, Tensor]:
        """Weights of both, the average of one, and the optimisers' memories."""
        kept = super().tensors() | state.prefixed("critic", self.critic.state_dict())
        memory = state.optimiser_tensors(self.critic_optimiser)
        return kept | state.prefixed("critic_optimiser", memory)

    def restore(self, tensors: Mapping[str, Tensor]) -> None:
        """Be as when `tensors` were taken."""
        super().restore(tensors)
        self.critic.load_state_dict(state.under("critic", tensors))
        state.restore_optimiser(self.critic_optimiser, state.under("critic_optimiser", tensors))


def run(options: Options) -> int:
    """Train as the command line asks; the number of steps done in all.

    Raises:
        EngineError: a sentence for the user.
    """
    recipe = read_recipe(options.recipe, AdversarialRecipe)
    device = options.choose_device()
    folder = Run(options.folder, keep=recipe.run.keep)
    folder.open(options.recipe, recipe)
    maker = load_maker(Path(recipe.adversarial.start), device)
    freeze_words(maker.networks)
    base = load_maker(Path(recipe.adversarial.base), device).networks
    make_batch = canvases(maker, recipe.material, recipe.canvases, recipe.run, options.n_workers)
    stage = AdversarialStage(recipe, maker, base, make_batch)
    return train(stage, folder, recipe.run, Limits(options.hours, options.n_workers))


if __name__ == "__main__":
    sys.exit(stage_command(run, "Sharpen a student against a critic."))
