"""The learning that the three stages behind the autoencoder share: descent, average, checkpoints, export."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from engine.errors import EngineError
from engine.generate.knobs import Knobs
from engine.model.same import Same
from engine.model.schedule import PUBLISHED, LogSnr
from engine.train import state
from engine.train.canvases import Canvases, CanvasSettings
from engine.train.examples import show
from engine.train.generators import Maker
from engine.train.latents import open_library
from engine.train.recipe import OptimiserSettings, RunSettings
from engine.train.scenery import ScenerySettings
from engine.train.sounds import RATE

LATENTS_FOLDER = "runs/latents"


class WrongCodec(EngineError):
    """A codec that the studio's sounds cannot be put through."""


@dataclass(frozen=True, slots=True)
class Material:
    """What a stage learns from: the clips, and where their latents are kept.

    Args:
        folder: for the latents of all stages.
        seed: of the clips; the same in every stage, so that they share them.
        clips: which ones.
    """

    clips: ScenerySettings
    folder: str = LATENTS_FOLDER
    seed: int = 0


def canvases(
    maker: Maker, material: Material, settings: CanvasSettings, run: RunSettings, n_workers: int
) -> Canvases:
    """Batches of canvases over the codec of a maker; latents that are missing are made first.

    Raises:
        WrongCodec: it is not for stereo at the studio's rate, or a canvas is longer than the model's.
        OutputError: the latents cannot be written.
    """
    config = maker.config
    if config.sample_rate != RATE or config.same.n_channels != 2:
        raise WrongCodec(f"The studio plays stereo at {RATE} Hz; choose an autoencoder that is made for it.")
    if max(settings.lengths_s) * RATE > config.sample_size + config.hop:
        raise WrongCodec("A canvas of the recipe is longer than what the model is made for; shorten it.")
    library = open_library(
        Path(material.folder),
        maker.same,
        material.clips,
        material.seed,
        n_longest=config.sample_size,
        n_workers=n_workers,
    )
    return Canvases(
        library,
        settings,
        run.batch,
        run.seed,
        RATE,
        config.conditioning.max_seconds,
        config.same.alignment,
    )


class MakerStage:
    """A maker that learns, and its moving average, which is shown and exported.

    Args:
        maker: what learns.
        run, optimiser: tables of the recipe.
        objective: what is written into the configuration.
        knobs: how examples are sampled.
        schedule: how the steps of sampling lie, written into the configuration.
    """

    def __init__(
        self,
        maker: Maker,
        run: RunSettings,
        optimiser: OptimiserSettings,
        *,
        objective: str,
        knobs: Knobs,
        schedule: LogSnr = PUBLISHED,
    ) -> None:
        self.maker = maker.sampled_by(schedule)
        self.run = run
        self.settings = optimiser
        self.objective = objective
        self.knobs = knobs
        self.ema = state.Ema(maker.networks, optimiser.ema)
        self.optimiser = state.adamw(maker.networks, optimiser)

    @property
    def device(self) -> torch.device:
        """Where it learns."""
        return self.maker.device

    @property
    def same(self) -> Same:
        """The codec."""
        return self.maker.same

    def compile(self) -> None:
        """Compile the transformer's blocks, where the recipe asks for it and there is CUDA."""
        if self.run.compile and self.device.type == "cuda":
            for block in self.maker.networks.dit.transformer.layers:
                block.compile(dynamic=True)

    def descend(self, total: Tensor, number: int) -> None:
        """One step down, at the rate of step `number`, and the average a little after."""
        state.set_rate(self.optimiser, state.learning_rate(self.settings, number, self.run.steps))
        self.optimiser.zero_grad(set_to_none=True)
        total.backward()
        nn.utils.clip_grad_norm_(self.maker.networks.parameters(), self.settings.clip)
        self.optimiser.step()
        self.ema.update(self.maker.networks, number)

    def tensors(self) -> dict[str, Tensor]:
        """Weights, their average, and the optimiser's memory."""
        kept = state.prefixed("networks", self.maker.networks.state_dict())
        kept |= state.prefixed("ema", self.ema.network.state_dict())
        return kept | state.prefixed("optimiser", state.optimiser_tensors(self.optimiser))

    def restore(self, tensors: Mapping[str, Tensor]) -> None:
        """Be as when `tensors` were taken."""
        self.maker.networks.load_state_dict(state.under("networks", tensors))
        self.ema.network.load_state_dict(state.under("ema", tensors))
        state.restore_optimiser(self.optimiser, state.under("optimiser", tensors))

    def show(self, folder: Path) -> dict[str, float]:
        """Sounds and pictures of some prompts and of a repair; see `engine.train.examples`."""
        return show(self.maker.with_networks(self.ema.network), self.knobs, folder)

    def export(self, folder: Path) -> None:
        """Write the average, whole, in the published layout."""
        self.maker.with_networks(self.ema.network).save(folder, self.objective)
