"""Stage 1: the autoencoder, trained on sounds that the studio plays on the fly.

    python -m engine.train.autoencoder RECIPE.toml [--run FOLDER] [--device NAME] [--threads N] [--hours H]

The same command starts a run or goes on from its last checkpoint. The folder's `model/` always holds the
newest autoencoder in the published layout: the moving average of the weights, with latents of unit deviation.

`B` batch, `c` channels, `N` samples, `C` latent channels, `T` latent frames.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import Generator, Tensor, nn
from torch.nn import functional as F

from engine.model import checkpoint
from engine.model.same import Same
from engine.train import losses as distances
from engine.train import measures, state
from engine.train.command import Options, stage_command
from engine.train.crops import Crops, CropSettings, held_out
from engine.train.devices import precision
from engine.train.discriminators import Discriminators
from engine.train.loop import Limits, seeded, to_device, train
from engine.train.networks import SameSettings, new_same, same_raw, start_from_components
from engine.train.pictures import write_comparison, write_wav
from engine.train.recipe import OptimiserSettings, RunSettings, read_recipe
from engine.train.runs import Run
from engine.train.workers import Batch

_N_HELD_OUT, _N_SHOWN, _SHOWN_SAMPLES = 16, 4, 2**17
_N_CALIBRATION = 256
_STD_RATE = 0.01
_LEAST_DEVIATION = 1e-3
_LEAST_LEVEL = 0.1


@dataclass(frozen=True, slots=True)
class LossWeights:
    """What each distance counts; all are of the order of 1 for an untrained network.

    Args:
        sizes: windows of the spectral distances, in samples.
        n_sizes: how many of them are compared at each step, in turn.
        lead: steps in which front and soft norm alone count; over as many again, the others come in. Asked
            for magnitudes from the start, a network learns to make noise of the right level, and no phase.
        front: mean squared difference of the front's features, relative to their mean square, over its parts.
        parts: what each part of the front's features counts among them; missing ones count 1.
        waveform, log, convergence, phase: see `engine.train.losses`.
        soft_norm: of the latents.
    """

    sizes: tuple[int, ...] = (2048, 1024, 512, 256, 128)
    n_sizes: int = 2
    lead: int = 0
    front: float = 1.0
    parts: tuple[float, ...] = ()
    waveform: float = 0.5
    log: float = 1.0
    convergence: float = 0.5
    phase: float = 3.0
    soft_norm: float = 0.03

    def __post_init__(self) -> None:
        if (
            not self.sizes
            or min(self.sizes) < 16
            or not 1 <= self.n_sizes <= len(self.sizes)
            or self.lead < 0
        ):
            raise ValueError(
                "“sizes” must hold windows of at least 16 samples, and “n_sizes” count some of them"
            )

    def weights_at(self, number: int) -> dict[str, float]:
        """What each distance counts at this step."""
        come_in = min(1.0, max(0.0, number / self.lead - 1)) if self.lead else 1.0
        late = {name: come_in * getattr(self, name) for name in ("waveform", "log", "convergence", "phase")}
        return {"front": self.front, "soft_norm": self.soft_norm} | late

    def sizes_at(self, number: int) -> list[int]:
        """The windows compared at this step."""
        return [self.sizes[(number * self.n_sizes + k) % len(self.sizes)] for k in range(self.n_sizes)]


@dataclass(frozen=True, slots=True)
class AdversarySettings:
    """The discriminators. `start`: the step from which they count. `weight` 0: there are none."""

    weight: float = 0.0
    feature_weight: float = 1.0
    start: int = 0
    sizes: tuple[int, ...] = (2048, 512, 128)
    width: int = 16
    learning_rate: float = 3e-4


@dataclass(frozen=True, slots=True)
class StartSettings:
    """Where the networks start from: the principal components of the features of `batches`; 0, by chance."""

    batches: int = 0


@dataclass(frozen=True, slots=True)
class LatentSettings:
    """What latents are made into when they are exported; the sound stays as it is.

    Args:
        evenness: how far the deviations of their principal components are drawn towards one another: 0 leaves
            latents as they were learnt, 1 makes all components equally large. Where a few of them hold half
            of the variance, a flow decides on them in the first, noisiest moments that it is trained least
            for; with all equal, it spends itself on what nobody hears.
    """

    evenness: float = 0.0

    def __post_init__(self) -> None:
        if not 0 <= self.evenness <= 1:
            raise ValueError("“evenness” must lie between 0 and 1")


@dataclass(frozen=True, slots=True)
class AutoencoderRecipe:
    """The whole recipe: one table each."""

    run: RunSettings
    start: StartSettings
    network: SameSettings
    optimiser: OptimiserSettings
    sounds: CropSettings
    losses: LossWeights
    adversary: AdversarySettings
    latents: LatentSettings = field(default_factory=LatentSettings)


class AutoencoderStage:
    """An autoencoder that learns, its moving average, and the discriminators it has to fool."""

    def __init__(self, recipe: AutoencoderRecipe, device: torch.device) -> None:
        self.recipe = recipe
        self.device = device
        self.make_batch = Crops(recipe.sounds, recipe.run.batch, recipe.run.seed)
        self.same = new_same(recipe.network, recipe.run.seed).to(device).train()
        self.ema = state.Ema(self.same, recipe.optimiser.ema)
        self.optimiser = state.adamw(self.same, recipe.optimiser)
        self.adversary = Adversary(recipe, device) if recipe.adversary.weight else None
        if recipe.run.compile and device.type == "cuda":
            self.same.encoder.compile()
            self.same.decoder.compile()

    def step(self, batch: Batch, number: int) -> dict[str, float]:
        """Learn from `audio` `[B, c, N]`; the unweighted losses by name."""
        if not number and self.recipe.start.batches:
            self._start_from_components()
        audio = to_device(batch, self.device)["audio"]
        made, terms = self._compare(audio, number)
        weights = self.recipe.losses.weights_at(number)
        total = torch.stack([weights[name] * term for name, term in terms.items()]).sum()
        if self.adversary and number >= self.recipe.adversary.start:
            terms |= self.adversary.learn(audio, made.detach(), number)
            fooling = self.adversary.judge(audio, made)
            terms |= fooling
            total = total + self.recipe.adversary.weight * fooling["fooling"]
            total = total + self.recipe.adversary.feature_weight * fooling["features"]
        self._descend(total, number)
        return {"total": float(total.detach())} | {name: float(term.detach()) for name, term in terms.items()}

    def _compare(self, audio: Tensor, number: int) -> tuple[Tensor, dict[str, Tensor]]:
        """What the autoencoder makes of `[B, c, N]`, and how far that is from it."""
        generator = seeded(self.recipe.run.seed, number)
        features = self.same.front.encode(audio)
        with precision(self.device, self.recipe.run.precision):
            latents = self._encode(features, generator)
            noisy = self.same.bottleneck.decode(latents, generator)
            made_features = self.same.decoder(noisy, generator).float()
        made = self.same.front.decode(made_features)
        terms = {
            "front": self._front_loss(made_features, features),
            "soft_norm": distances.soft_norm(latents),
        }
        if number >= self.recipe.losses.lead:
            sizes = self.recipe.losses.sizes_at(number)
            terms["waveform"] = distances.waveform_loss(made, audio)
            terms |= distances.multi_resolution(made, audio, sizes)
        return made, terms

    @torch.no_grad()
    def _start_from_components(self) -> None:
        """Start from the best linear autoencoder for the first batches."""
        batches = (self.make_batch(number) for number in range(self.recipe.start.batches))
        features = torch.cat(
            [self.same.front.encode(to_device(batch, self.device)["audio"]) for batch in batches]
        )
        features = features.transpose(1, 2).flatten(0, 1)
        weights = torch.ones_like(self._blocks(features)[0])
        for part, weight in self._parts():
            of_part = self._blocks(features)[..., part]
            weights[..., part] = (weight / of_part.square().sum().clamp_min(1e-6)).sqrt()
        start_from_components(self.same, features, weights.flatten())
        self.ema = state.Ema(self.same, self.recipe.optimiser.ema)

    def _front_loss(self, made: Tensor, features: Tensor) -> Tensor:
        """How far features `[B, f, L]` are apart, each part of them relative to its own level."""
        made, features = (self._blocks(x.transpose(1, 2)) for x in (made, features))
        errors, total = [], 0.0
        for part, weight in self._parts():
            level = features[..., part].square().mean().clamp_min(_LEAST_LEVEL)
            errors.append(weight * F.mse_loss(made[..., part], features[..., part]) / level)
            total += weight
        return torch.stack(errors).sum() / total

    def _blocks(self, features: Tensor) -> Tensor:
        """Features `[…, f]` of each channel and block of its own: `[…, c blocks, f / (c blocks)]`."""
        front = self.same.config.front
        return features.unflatten(-1, (front.n_channels * front.blocks, -1))

    def _parts(self) -> list[tuple[slice, float]]:
        """Parts of a block's features, and what each counts."""
        parts = self.same.front.parts
        weights = (*self.recipe.losses.parts, *(1.0 for _ in parts))
        return list(zip(parts, weights, strict=False))

    def _encode(self, features: Tensor, generator: Generator) -> Tensor:
        """Latents over their running deviation, so that the noise on them always has the same weight."""
        bottleneck = self.same.bottleneck
        latents = bottleneck.encode(self.same.encoder(features, generator))
        with torch.no_grad():
            spread = latents.float().std() * bottleneck.running_std
            bottleneck.running_std = bottleneck.running_std.lerp(
                spread.clamp_min(_LEAST_DEVIATION), _STD_RATE
            )
        return latents

    def _descend(self, total: Tensor, number: int) -> None:
        settings = self.recipe.optimiser
        state.set_rate(self.optimiser, state.learning_rate(settings, number, self.recipe.run.steps))
        self.optimiser.zero_grad(set_to_none=True)
        total.backward()
        nn.utils.clip_grad_norm_(self.same.parameters(), settings.clip)
        self.optimiser.step()
        self.ema.update(self.same, number)

    def tensors(self) -> dict[str, Tensor]:
        """Weights, their average, and the optimisers' memory."""
        kept = state.prefixed("same", self.same.state_dict())
        kept |= state.prefixed("ema", self.ema.network.state_dict())
        kept |= state.prefixed("optimiser", state.optimiser_tensors(self.optimiser))
        return kept | (state.prefixed("adversary", self.adversary.tensors()) if self.adversary else {})

    def restore(self, tensors: Mapping[str, Tensor]) -> None:
        """Be as when `tensors` were taken."""
        self.same.load_state_dict(state.under("same", tensors))
        self.ema.network.load_state_dict(state.under("ema", tensors))
        state.restore_optimiser(self.optimiser, state.under("optimiser", tensors))
        if self.adversary:
            self.adversary.restore(state.under("adversary", tensors))

    @torch.no_grad()
    def show(self, folder: Path) -> dict[str, float]:
        """Take held-out clips through the average autoencoder: figures, and a few sounds and pictures."""
        audio = torch.from_numpy(held_out(_N_HELD_OUT, _SHOWN_SAMPLES)).to(self.device)
        same: Same = self.ema.network  # type: ignore[assignment]
        made = torch.cat([same.decode(same.encode(one)) for one in audio.split(1)])[..., :_SHOWN_SAMPLES]
        rate = self.recipe.network.sample_rate
        for i, (before, after) in enumerate(zip(audio.cpu().numpy(), made.cpu().numpy(), strict=True)):
            if i < _N_SHOWN:
                write_comparison(folder / f"{i}.png", before, after, rate)
                write_wav(folder / f"{i}-before.wav", before, rate)
                write_wav(folder / f"{i}-after.wav", after, rate)
        return measures.round_trip(made, audio, rate)

    def export(self, folder: Path) -> None:
        """Write the average autoencoder in the published layout, with latents of mean 0 and deviation 1."""
        ema = state.Ema(self.ema.network, 0.0)  # a copy: training goes on with the other
        same: Same = ema.network  # type: ignore[assignment]
        batches = (self.make_batch(number) for number in range(-(-_N_CALIBRATION // self.recipe.run.batch)))
        audio = torch.cat([to_device(batch, self.device)["audio"] for batch in batches])
        calibrate(same, audio, self.recipe.latents.evenness)
        checkpoint.save_same(folder, same, same_raw(self.recipe.network))


class Adversary:
    """Discriminators and how they learn."""

    def __init__(self, recipe: AutoencoderRecipe, device: torch.device) -> None:
        self.settings = recipe.adversary
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(recipe.run.seed + 1)
            self.network = Discriminators(
                recipe.network.n_channels, self.settings.sizes, self.settings.width
            ).to(device)
        self.optimiser = torch.optim.AdamW(
            self.network.parameters(), lr=self.settings.learning_rate, betas=(0.8, 0.99)
        )

    def learn(self, real: Tensor, made: Tensor, number: int) -> dict[str, Tensor]:
        """Tell `real` from `made` `[B, c, N]` a little better."""
        loss = distances.hinge_losses(self.network(real)[0], self.network(made)[0])
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), 10.0)
        self.optimiser.step()
        return {"discriminator": loss.detach()}

    def judge(self, real: Tensor, made: Tensor) -> dict[str, Tensor]:
        """How far `made` is from fooling them, and from `real` in what they see."""
        self.network.requires_grad_(False)  # only the sound is to change
        with torch.no_grad():
            real_features = self.network(real)[1]
        scores, features = self.network(made)
        self.network.requires_grad_(True)
        fooling = distances.fooling_loss(scores)
        return {"fooling": fooling, "features": distances.feature_loss(real_features, features)}

    def tensors(self) -> dict[str, Tensor]:
        """Weights and the optimiser's memory."""
        memory = state.prefixed("optimiser", state.optimiser_tensors(self.optimiser))
        return state.prefixed("network", self.network.state_dict()) | memory

    def restore(self, tensors: Mapping[str, Tensor]) -> None:
        """Be as when `tensors` were taken."""
        self.network.load_state_dict(state.under("network", tensors))
        state.restore_optimiser(self.optimiser, state.under("optimiser", tensors))


@torch.no_grad()
def calibrate(same: Same, audio: Tensor, evenness: float = 0.0) -> None:
    """Give every latent channel mean 0 and deviation 1 over `audio` `[B, c, N]`; the sound stays as it is.

    What is taken out of the encoder's last layer is put into the decoder's first.

    Args:
        same: is changed in place.
        audio: what the latents are measured on.
        evenness: see `LatentSettings`; above 0, channels become principal components, and 1 is the
            deviation of all of them together.
    """
    _turn(same, torch.eye(same.config.latent_dim), torch.zeros(same.config.latent_dim))
    latents = same.encode(audio).transpose(1, 2).flatten(0, 1).double()  # [n, C]
    mean, turn = latents.mean(0), torch.eye(latents.shape[1]).double()
    deviation = (latents - mean).std(0, correction=0).clamp_min(_LEAST_DEVIATION)
    if evenness:
        energy, basis = torch.linalg.eigh(torch.cov((latents - mean).T, correction=0))
        spread = energy.flip(0).clamp_min(_LEAST_DEVIATION**2)
        turn, drawn = basis.flip(1).T, spread ** (1 - evenness)
        deviation = spread ** (evenness / 2) * drawn.mean().sqrt()
    _turn(same, (turn / deviation[:, None]).to(audio), mean.to(audio))


def _turn(same: Same, turn: Tensor, mean: Tensor) -> None:
    """Let latents be `turn` `[C, C]` times what lies above `mean` `[C]`, and the sound what it was."""
    last, bottleneck = same.encoder.layers["2"], same.bottleneck
    first, std = same.decoder.layers["1"], bottleneck.running_std
    if not isinstance(last, nn.Linear) or not isinstance(first, nn.Linear):
        raise TypeError("an autoencoder ends and begins with linear layers")
    turn, mean = turn.to(last.weight), mean.to(last.weight)
    scale, shift = bottleneck.scaling_factor[0] / std, bottleneck.bias[0, :, 0] / std  # [C, 1], [C]
    last.bias.copy_(turn @ (scale[:, 0] * last.bias + shift - mean))
    last.weight.copy_(turn @ (scale * last.weight))
    first.bias.add_(std * (first.weight @ mean))
    first.weight.copy_(std * torch.linalg.solve(turn.T.double(), first.weight.T.double()).T)
    bottleneck.scaling_factor.fill_(1.0)
    bottleneck.bias.zero_()
    std.fill_(1.0)


def run(options: Options) -> int:
    """Train as the command line asks; the number of steps done in all.

    Raises:
        EngineError: a sentence for the user.
    """
    recipe = read_recipe(options.recipe, AutoencoderRecipe)
    device = options.choose_device()
    folder = Run(options.folder, keep=recipe.run.keep)
    folder.open(options.recipe, recipe)
    stage = AutoencoderStage(recipe, device)
    return train(stage, folder, recipe.run, Limits(options.hours, options.n_workers))


if __name__ == "__main__":
    sys.exit(stage_command(run, "Train the autoencoder."))
