"""The judge: a small network that tells the families of sounds apart, and to compare sets of them.

    python -m engine.train.judge RECIPE.toml [--run FOLDER] [--device NAME] [--threads N] [--hours H]

It learns from one-shots alone and from hits inside grooves, and is no part of any model. One comes with
Inlay, so that its figures can be had again; others are trained by this command.

`B` batch, `N` samples, `F` mel bands, `M` windows, `D` features, `K` families.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional as F

from engine.errors import CheckpointError
from engine.train import state
from engine.train.command import Options, stage_command
from engine.train.hits import ALONE, Hits, HitSettings, Sound, fitted, held_out_shots
from engine.train.loop import Limits, to_device, train
from engine.train.recipe import OptimiserSettings, RunSettings, read_recipe
from engine.train.runs import Run
from engine.train.sounds import FAMILIES, HELD_OUT, RATE
from engine.train.workers import Batch

RECIPE = Path(__file__).with_name("recipes") / "judge.toml"
FOLDER = Path(__file__).resolve().parents[2] / "resources" / "judge"
"""The one that comes with Inlay."""

_WEIGHTS, _FACTS = "model.safetensors", "judge.json"
_WINDOW, _HOP, _N_BANDS = 2048, 512, 64
_LOWEST_HZ, _HIGHEST_HZ = 30.0, 18000.0
_RANGE_NEPERS = 18.0
_SILENCE = 1e-9
_N_ATTACK = 32
_MORE_HITS = 3.0
_GROUPS = 8
_BATCH = 32
_SEEDS_SHOWN = HELD_OUT[900_000:900_010]


@dataclass(frozen=True, slots=True)
class JudgeSettings:
    """Args: widths: channels of each halving layer. n_features: of the space that sets are compared in."""

    widths: tuple[int, ...] = (32, 64, 96, 128)
    n_features: int = 64

    def __post_init__(self) -> None:
        if not 1 <= len(self.widths) <= 5 or any(width % _GROUPS for width in self.widths):
            raise ValueError(f"“widths” must be one to five multiples of {_GROUPS}")


class Judge(nn.Module):
    """A mel spectrogram, and two ways through it: all of it for what it is, its attack for what begins there.

    The first halves time as well as pitch and ends in means and maxima over time; the second, over the first
    0.37 s, keeps time, so that what begins a sixteenth later is told from what begins at once.
    """

    bands: Tensor
    window: Tensor

    def __init__(self, settings: JudgeSettings, hearing: HitSettings) -> None:
        super().__init__()
        self.settings, self.hearing = settings, hearing
        self.register_buffer("bands", torch.from_numpy(_mel_bands()), persistent=False)
        self.register_buffer("window", torch.hann_window(_WINDOW), persistent=False)
        n_layers, width = len(settings.widths), settings.widths[-1]
        self.whole = _way(settings.widths, [2] * n_layers)
        self.attack = _way(settings.widths, [2, *[1] * (n_layers - 1)])
        self.to_features = nn.Linear(2 * width, settings.n_features)
        self.to_attack = nn.Linear(width * _N_ATTACK // 2, settings.n_features)
        self.to_family = nn.Linear(settings.n_features, len(FAMILIES))
        self.to_begins = nn.Linear(2 * settings.n_features, len(FAMILIES))

    def mel(self, audio: Tensor) -> Tensor:
        """Log power of `[B, 2, N]` over mel bands, 0 at the loudest place and 1 in silence: `[B, F, M]`."""
        spectra = torch.stft(
            audio.float().flatten(0, 1), _WINDOW, _HOP, window=self.window, return_complex=True
        )
        power = (spectra.real.square() + spectra.imag.square()).unflatten(0, audio.shape[:2]).mean(1)
        level = (self.bands @ power + _SILENCE).log()
        return ((level.amax((1, 2), keepdim=True) - level) / _RANGE_NEPERS).clamp(max=1)

    def forward(self, audio: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Features `[B, D]` of `[B, 2, N]`, and logits `[B, K]`: what it is alone, and what begins here."""
        x = 1 - 2 * self.mel(audio)[:, None]
        start = F.pad(x[..., :_N_ATTACK], (0, max(0, _N_ATTACK - x.shape[-1])), value=-1)
        all_of_it, attack = self.whole(x), self.attack(start)
        features = self.to_features(torch.cat([all_of_it.mean((2, 3)), all_of_it.amax((2, 3))], 1))
        both = torch.cat([features, self.to_attack(attack.flatten(1))], 1)
        return features, self.to_family(F.silu(features)), self.to_begins(F.silu(both))

    @torch.no_grad()
    def hear(self, sounds: Sequence[Sound]) -> Verdicts:
        """Judge sounds `[2, n]` of any lengths; what lies past the judge's own length is not heard."""
        features, family, begins = [], [], []
        for at in range(0, len(sounds), _BATCH):
            piece = np.stack([fitted(sound, self.hearing.n_samples) for sound in sounds[at : at + _BATCH]])
            heard = self(torch.from_numpy(piece).to(self.window.device))
            features.append(heard[0])
            family.append(heard[1].argmax(1))
            begins.append(heard[2].sigmoid())
        each = [torch.cat(rows).cpu().numpy() for rows in (features, family, begins)]
        return Verdicts(each[0].astype(np.float64), [FAMILIES[i] for i in each[1]], each[2])


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What a judge says of `n` sounds.

    `features` `[n, D]`; `families`, one each, for sounds alone; `begins` `[n, K]`, how likely each family
    begins at the start of the sound, whatever else is heard.
    """

    features: NDArray[np.float64]
    families: list[str]
    begins: NDArray[np.float32]

    def begin(self, families: Sequence[str]) -> list[bool]:
        """Whether each sound's own family of these is more likely to begin in it than not."""
        return [bool(row[FAMILIES.index(f)] > 0.5) for row, f in zip(self.begins, families, strict=True)]


def share_right(said: Sequence[str], true: Sequence[str]) -> dict[str, float]:
    """The share of answers that are right, for each family that occurs, in the order of `FAMILIES`."""
    right: dict[str, list[bool]] = {family: [] for family in FAMILIES}
    for answer, family in zip(said, true, strict=True):
        right[family].append(answer == family)
    return {family: sum(each) / len(each) for family, each in right.items() if each}


def _way(widths: Sequence[int], strides: Sequence[int]) -> nn.Sequential:
    """Convolutions that halve pitch and step by `strides` in time, then one over pitch: `[B, C, 1, M]`."""
    layers: list[nn.Module] = []
    for before, after, stride in zip((1, *widths), widths, strides, strict=False):
        layers.append(nn.Conv2d(before, after, 3, stride=(2, stride), padding=1, bias=False))
        layers += [nn.GroupNorm(_GROUPS, after), nn.SiLU()]
    n_rows = -(-_N_BANDS // 2 ** len(widths))
    return nn.Sequential(*layers, nn.Conv2d(widths[-1], widths[-1], (n_rows, 1)), nn.SiLU())


def _mel_bands() -> NDArray[np.float32]:
    """Triangles of equal area, evenly spaced in mel: `[F, _WINDOW / 2 + 1]`."""
    from transformers.audio_utils import mel_filter_bank

    bands = mel_filter_bank(
        _WINDOW // 2 + 1, _N_BANDS, _LOWEST_HZ, _HIGHEST_HZ, RATE, norm="slaney", mel_scale="htk"
    )
    return np.ascontiguousarray(bands.T, np.float32)


@dataclass(frozen=True, slots=True)
class JudgeRecipe:
    """The whole recipe: one table each."""

    run: RunSettings
    network: JudgeSettings
    optimiser: OptimiserSettings
    sounds: HitSettings


class JudgeStage:
    """A judge that learns, and its moving average."""

    def __init__(self, recipe: JudgeRecipe, device: torch.device) -> None:
        self.recipe, self.device = recipe, device
        self.make_batch = Hits(recipe.sounds, recipe.run.batch, recipe.run.seed)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(recipe.run.seed)
            self.judge = Judge(recipe.network, recipe.sounds).to(device)
        self.ema = state.Ema(self.judge, recipe.optimiser.ema)
        self.optimiser = state.adamw(self.judge, recipe.optimiser)

    def step(self, batch: Batch, number: int) -> dict[str, float]:
        """Learn from a batch of `Hits`."""
        given = to_device(batch, self.device)
        _, family, begins = self.judge(given["audio"])
        more = torch.tensor(_MORE_HITS)  # few families begin at once: a miss counts as three false alarms
        missed = F.binary_cross_entropy_with_logits(begins, given["begins"], pos_weight=more.to(begins))
        losses = {
            "family": F.cross_entropy(family, given["family"], ignore_index=ALONE, label_smoothing=0.05),
            "begins": len(FAMILIES) / 2 * missed,
        }
        settings = self.recipe.optimiser
        state.set_rate(self.optimiser, state.learning_rate(settings, number, self.recipe.run.steps))
        self.optimiser.zero_grad(set_to_none=True)
        torch.stack(list(losses.values())).sum().backward()
        nn.utils.clip_grad_norm_(self.judge.parameters(), settings.clip)
        self.optimiser.step()
        self.ema.update(self.judge, number)
        return {name: float(loss.detach()) for name, loss in losses.items()}

    def tensors(self) -> dict[str, Tensor]:
        """Weights, their average, and the optimiser's memory."""
        kept = state.prefixed("judge", self.judge.state_dict())
        kept |= state.prefixed("ema", self.ema.network.state_dict())
        return kept | state.prefixed("optimiser", state.optimiser_tensors(self.optimiser))

    def restore(self, tensors: Mapping[str, Tensor]) -> None:
        """Be as when `tensors` were taken."""
        self.judge.load_state_dict(state.under("judge", tensors))
        self.ema.network.load_state_dict(state.under("ema", tensors))
        state.restore_optimiser(self.optimiser, state.under("optimiser", tensors))

    def show(self, folder: Path) -> dict[str, float]:
        """The share of held-out one-shots that are called right, over all and in the worst family."""
        judge: Judge = self.ema.network  # type: ignore[assignment]
        shots = held_out_shots(_SEEDS_SHOWN)
        said = judge.hear([shot.audio for shot in shots]).families
        each = share_right(said, [shot.family for shot in shots])
        (folder / "accuracy.json").write_text(json.dumps(each, indent=2), encoding="utf-8")
        return {"right": sum(each.values()) / len(each), "worst": min(each.values())}

    def export(self, folder: Path) -> None:
        """Write the average judge."""
        folder.mkdir(parents=True)
        facts = {"network": asdict(self.recipe.network), "sounds": asdict(self.recipe.sounds)}
        (folder / _FACTS).write_text(json.dumps(facts | {"families": FAMILIES}, indent=2), encoding="utf-8")
        weights = {name: t.detach().cpu().contiguous() for name, t in self.ema.network.state_dict().items()}
        save_file(weights, folder / _WEIGHTS)


def load(folder: Path) -> Judge:
    """The judge that `export` wrote.

    Raises:
        CheckpointError: it is missing or damaged, or knows other families than the studio has now.
    """
    try:
        facts = json.loads((folder / _FACTS).read_text(encoding="utf-8"))
        if tuple(facts["families"]) != FAMILIES:
            raise CheckpointError(folder, "it knows other families of sound; train a judge anew")
        network = facts["network"] | {"widths": tuple(facts["network"]["widths"])}
        judge = Judge(JudgeSettings(**network), HitSettings(**facts["sounds"]))
        judge.load_state_dict(load_file(folder / _WEIGHTS))
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, SafetensorError) as error:
        raise CheckpointError(folder, "it is no whole judge; train one with engine.train.judge") from error
    return judge.eval()


def run(options: Options) -> int:
    """Train as the command line asks; the number of steps done in all.

    Raises:
        EngineError: a sentence for the user.
    """
    recipe = read_recipe(options.recipe, JudgeRecipe)
    device = options.choose_device()
    folder = Run(options.folder, keep=recipe.run.keep)
    folder.open(options.recipe, recipe)
    stage = JudgeStage(recipe, device)
    return train(stage, folder, recipe.run, Limits(options.hours, options.n_workers))


if __name__ == "__main__":
    sys.exit(stage_command(run, "Train the judge of sounds."))
