"""What the stages behind the autoencoder share: the networks that make latents, from settings or a folder.

`B` batch, `C` latent channels, `T` latent frames, `L` tokens, `S` tokens of the context, `D` its width.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from torch import Generator, Tensor, nn

from engine.errors import CheckpointError
from engine.model import checkpoint
from engine.model.checkpoint import Model
from engine.model.conditioning import Conditioner
from engine.model.config import CONFIG_NAME, ModelConfig, model_config
from engine.model.dit import Dit, Prepared
from engine.model.same import Same
from engine.model.schedule import KEY, PUBLISHED, LogSnr
from engine.train.layout import DitSettings, whole_raw
from engine.train.text import LiveEncoder, TextSettings, Words, load_encoder, new_encoder, save_encoder

MAX_FILE_BYTES = 16_000_000
"""The largest file of a model that is written."""


@dataclass(frozen=True, slots=True)
class Given:
    """A batch, where the networks are: see `engine.train.canvases.Canvases`.

    `prompts` are tokens `[B, L]` and their mask.
    """

    latents: Tensor
    keep: Tensor
    count: Tensor
    seconds: Tensor
    prompts: tuple[Tensor, Tensor]

    @property
    def local(self) -> Tensor:
        """What the networks are given of the latents: `[B, 1 + C, T]`."""
        return torch.cat([self.keep, self.latents * self.keep], dim=1)

    def __len__(self) -> int:
        return len(self.latents)


@dataclass(frozen=True, slots=True)
class Context:
    """What is asked for: `cross` `[B, S, D]` and `global_` `[B, D]`."""

    cross: Tensor
    global_: Tensor


class Networks(nn.Module):
    """Diffusion transformer, conditioner and text encoder."""

    def __init__(self, config: ModelConfig, text: nn.Module, folder: Path) -> None:
        super().__init__()
        self.dit = Dit(config.dit)
        self.conditioner = Conditioner(config.conditioning, folder)
        self.text = text

    def context(self, given: Given, dropped: Tensor | None = None) -> Context:
        """Prompts and durations as context.

        Args:
            given: the batch.
            dropped: bool `[B]`: items that hear no context at all; their global vector stays.
        Source: MODEL.md 1.7, 4.1, 7.1.
        """
        ids, mask = given.prompts
        hidden = self.text(input_ids=ids, attention_mask=mask.long()).last_hidden_state
        padding = self.conditioner.prompt.padding_embedding
        words = torch.where(mask[..., None], hidden.to(padding.dtype), padding)
        n_missing = self.conditioner.config.max_tokens - words.shape[1]
        rest = padding.expand(len(words), n_missing, -1)
        duration = self.conditioner.duration(given.seconds)
        cross = torch.cat([words, rest, duration.to(words.dtype)], dim=1)
        if dropped is not None:
            cross = cross * ~dropped[:, None, None]
        return Context(cross, duration[:, 0])

    def forward(self, x: Tensor, t: Tensor, given: Given, dropped: Tensor | None = None) -> Tensor:
        """The velocity `[B, C, T]` at `x` `[B, C, T]` and `t` `[B]`."""
        context = self.context(given, dropped)
        return self.dit(x, t, context.cross, context.global_, given.local)

    def prepare(self, given: Given, context: Context) -> Prepared:
        """Conditions of the transformer, for several evaluations."""
        return self.dit.prepare(context.cross, context.global_, given.local)


@dataclass(frozen=True, slots=True)
class Maker:
    """Networks that make latents, with all that a whole model needs besides them."""

    config: ModelConfig
    networks: Networks
    words: Words
    same: Same

    def given(self, batch: Mapping[str, Any]) -> Given:
        """A batch of `Canvases`, where the networks are."""
        device = self.device
        arrays = {
            name: torch.from_numpy(batch[name]).to(device) for name in ("latents", "keep", "count", "seconds")
        }
        ids, mask = self.words([str(prompt) for prompt in batch["prompt"]])
        return Given(**arrays, prompts=(ids.to(device), mask.to(device)))

    def with_networks(self, networks: nn.Module) -> Maker:
        """The same around other networks of the same shape, such as their average."""
        if not isinstance(networks, Networks):
            raise TypeError("networks of another kind")
        return replace(self, networks=networks)

    def sampled_by(self, schedule: LogSnr) -> Maker:
        """The same, whose model asks for steps that lie so."""
        raw = json.loads(json.dumps(self.config.raw))
        diffusion = raw["model"]["diffusion"]
        diffusion.pop(KEY, None)
        if schedule != PUBLISHED:
            diffusion[KEY] = schedule.options
        return replace(self, config=model_config(raw, "the recipe"))

    @property
    def device(self) -> torch.device:
        """Where it runs."""
        return self.networks.conditioner.prompt.padding_embedding.device

    def model(self) -> Model:
        """The same networks as the engine knows them; they are not copied."""
        networks = self.networks
        networks.conditioner.use(LiveEncoder(networks.text, self.words))
        return Model(
            Path("model"),
            self.config,
            networks.dit,
            self.same,
            networks.conditioner,
            self.device,
            torch.float32,
        )

    def save(self, folder: Path, objective: str) -> None:
        """Write a whole model in the published layout, in half precision.

        Args:
            folder: made where it is missing.
            objective: `rectified_flow` for a base, `rf_denoiser` for what is sampled by ping-pong.
        Raises:
            OutputError: the folder cannot be written.
        """
        raw = json.loads(json.dumps(self.config.raw))
        raw["model"]["diffusion"]["diffusion_objective"] = objective
        model = replace(self.model(), config=model_config(raw, folder))
        checkpoint.save(folder, model, dtype=torch.float16, max_bytes=MAX_FILE_BYTES)
        save_encoder(folder / self.config.conditioning.text_folder, self.networks.text, self.words)


def new_maker(
    codec: Path,
    network: DitSettings,
    text: TextSettings,
    tokenizer: Any,
    *,
    seed: int,
    device: torch.device,
) -> Maker:
    """Networks as training starts with them, over the latents of a codec.

    Args:
        codec: a folder with an autoencoder, alone or in a whole model.
        network: dimensions of the transformer.
        text: dimensions of the text encoder.
        tokenizer: what it reads with.
        seed: of the weights.
        device: where they are to run.
    Raises:
        CheckpointError: there is no autoencoder in that folder.
    """
    same = checkpoint.load_same(codec, device=device)
    words = Words(tokenizer, text.max_tokens)
    config = model_config(whole_raw(codec, network, text), codec)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        networks = Networks(config, new_encoder(text, len(words), seed), codec)
        _let_noise_through(networks.dit)
    return Maker(config, networks.to(device), words, same)


@torch.no_grad()
def _let_noise_through(dit: Dit) -> None:
    """Let the way out undo the way in, so that an untrained transformer answers with what it is given.

    Where all is noise that is the best velocity there is; else the first thing to learn would be to carry
    every channel through unharmed.
    """
    way_in, way_out = dit.transformer.project_in.weight, dit.transformer.project_out.weight
    nn.init.orthogonal_(way_in)
    way_out.copy_(torch.linalg.pinv(way_in))


def load_maker(folder: Path, device: torch.device) -> Maker:
    """The networks of a whole model, ready to learn.

    Raises:
        CheckpointError: the folder is not a whole model.
    """
    if not (folder / CONFIG_NAME).is_file():
        raise CheckpointError(folder, "there is no model yet: train the stage before this one first")
    model = checkpoint.load(folder, device=device)
    text, words = load_encoder(
        folder / model.config.conditioning.text_folder, model.config.conditioning.max_tokens
    )
    networks = Networks(model.config, text, folder)
    networks.dit, networks.conditioner = model.dit, model.conditioner
    return Maker(model.config, networks.to(device).requires_grad_(True).train(), words, model.same)


def noise_source(seed: int, number: int, device: torch.device, salt: int = 0) -> Generator:
    """A source of noise on a device for step `number`, the same whenever that step is taken."""
    return Generator(device).manual_seed((seed * 1_000_003 + number) * 16 + salt)


def noise_like(x: Tensor, source: Generator) -> Tensor:
    """Normal noise of the shape of `x`."""
    return torch.randn(x.shape, generator=source, device=x.device)


def mixed(clean: Tensor, noise: Tensor, t: Tensor) -> Tensor:
    """`(1 - t) x_0 + t noise` for `t` `[B]`. Source: MODEL.md 3.7."""
    level = t[:, None, None]
    return (1 - level) * clean + level * noise


def cleaned(x: Tensor, velocity: Tensor, t: Tensor) -> Tensor:
    """What lies at the end of a straight path: `x - t v`. Source: MODEL.md 3.7."""
    return x - t[:, None, None] * velocity


def squared(difference: Tensor, weight: Tensor) -> Tensor:
    """Mean square over channels and weighted latent frames, `[B, C, T]` and `[B, T]` -> `[B]`; else 0."""
    per_latent = difference.float().square().mean(1)
    return (per_latent * weight).sum(1) / weight.sum(1).clamp_min(1e-6)


def error(difference: Tensor, given: Given) -> tuple[Tensor, Tensor]:
    """Mean square over what is made anew and over what is given, each a mean over items.

    Source: MODEL.md 7.1.
    """
    made = squared(difference, given.count).mean()
    return made, squared(difference, given.keep[:, 0]).mean()
