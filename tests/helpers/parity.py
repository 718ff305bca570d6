"""Compare the networks with golden tensors of the reference implementation.

    python -m tests.helpers.parity FOLDER…

prints the largest error of each group beside its bar, and exits 1 where one is above it. A folder holds a
checkpoint in the published layout and `golden.safetensors`; tests call `compare`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor

from engine.model import checkpoint
from engine.model.checkpoint import Model
from tests.helpers import golden_runs

GOLDEN = Path(__file__).parents[1] / "golden"
FOLDERS = tuple(GOLDEN / name for name in ("small-music", "medium", "medium-base"))

LATENT_BAR = 1e-4  # of the golden's root mean square
AUDIO_BAR = 2e-5  # absolute; full scale is 1


@dataclass(frozen=True, slots=True)
class Comparison:
    """The largest error of one group, and what it may be."""

    group: str
    error: float
    bar: float

    @property
    def is_within(self) -> bool:
        """Whether the error is at most the bar; one that is no number is not."""
        return self.error <= self.bar

    def __str__(self) -> str:
        return (
            f"{self.group:<26} {self.error:9.2e}   bar {self.bar:.0e}   {'ok' if self.is_within else 'ABOVE'}"
        )


@dataclass(frozen=True, slots=True)
class Golden:
    """A checkpoint that prompts p0, p1, … stand ready for, with the tensors it is compared with."""

    model: Model
    tensors: dict[str, Tensor]
    runs: dict[str, dict[str, Any]]

    @classmethod
    def open(cls, folder: Path) -> Golden:
        """Load a folder of golden form."""
        model, tensors = checkpoint.load(folder), load_file(folder / "golden.safetensors")
        model.conditioner.use(GoldenText(tensors))
        return cls(model, tensors, json.loads((folder / "runs.json").read_text(encoding="utf-8")))

    def __getitem__(self, name: str) -> Tensor:
        return self.tensors[name]


class GoldenText:
    """A text encoder that knows the golden prompts and nothing else."""

    def __init__(self, tensors: dict[str, Tensor]) -> None:
        self.tensors = tensors

    def __call__(self, texts: list[str]) -> tuple[Tensor, Tensor]:
        """Hidden states `[B, L, D]` and mask `[B, L]` as they were recorded."""
        hidden = [self.tensors[f"text.{text}.embedding"] for text in texts]
        return torch.stack(hidden), torch.stack([self.tensors[f"text.{text}.mask"] for text in texts]).bool()

    def is_truncated(self, text: str) -> bool:
        """No recorded prompt is."""
        return False

    def to(self, device: torch.device | str) -> None:
        """It stays where it is."""


Group = Callable[[Golden], Iterator[Comparison]]


def latent_error(group: str, ours: Tensor, golden: Tensor) -> Comparison:
    """Largest difference, as a part of the golden's root mean square; endless where the shapes differ."""
    if ours.shape != golden.shape:
        return Comparison(group, float("inf"), LATENT_BAR)
    error = (ours - golden).abs().max() / golden.square().mean().sqrt()
    return Comparison(group, error.item(), LATENT_BAR)


def audio_error(group: str, ours: Tensor, golden: Tensor) -> Comparison:
    """Largest difference in full scale; endless where the shapes differ."""
    if ours.shape != golden.shape:
        return Comparison(group, float("inf"), AUDIO_BAR)
    return Comparison(group, (ours - golden).abs().max().item(), AUDIO_BAR)


def worst(found: list[Comparison]) -> Comparison:
    """The one with the largest error; one that is no number is the largest."""
    return max(found, key=lambda one: (one.error != one.error, one.error))


def same_encode(golden: Golden) -> Iterator[Comparison]:
    """Audio of three lengths -> latents."""
    encode = golden.model.same.encode
    yield worst(
        [
            latent_error("same.encode", encode(golden[f"same.{i}.audio"]), golden[f"same.{i}.latents"])
            for i in range(3)
        ]
    )


def same_decode(golden: Golden) -> Iterator[Comparison]:
    """Latents of three lengths -> audio."""
    decode = golden.model.same.decode
    yield worst(
        [
            audio_error("same.decode", decode(golden[f"same.{i}.latents"]), golden[f"same.{i}.decoded"])
            for i in range(3)
        ]
    )


def same_chunked(golden: Golden) -> Iterator[Comparison]:
    """The same latents whole and in chunks."""
    same, latents = golden.model.same, golden["same.chunked.latents"]
    chunks = same.decode_chunked(latents, chunk=64, overlap=16)
    yield worst(
        [
            audio_error("same.chunked", same.decode(latents), golden["same.chunked.decoded_whole"]),
            audio_error("same.chunked", chunks, golden["same.chunked.decoded_chunks_64_16"]),
        ]
    )


def conditioner(golden: Golden) -> Iterator[Comparison]:
    """Prompts p0 and p1, 3.5 s and 120 s -> context and global condition."""
    conditioner = golden.model.conditioner
    prompt = conditioner.prompt(["p0", "p1"]).embedding
    duration = conditioner.duration(torch.tensor([3.5, 120.0]))
    yield worst(
        [
            latent_error("conditioner", torch.cat([prompt, duration], dim=1), golden["dit.cross_attn"]),
            latent_error("conditioner", duration[:, 0], golden["dit.global"]),
        ]
    )


def dit_velocity(golden: Golden) -> Iterator[Comparison]:
    """One evaluation, without padding and with rows of different length; each row alone as well."""
    dit = golden.model.dit
    local = torch.cat([golden["dit.mask"], golden["dit.masked_latents"]], dim=1)
    prepared = dit.prepare(golden["dit.cross_attn"], golden["dit.global"], local)
    x, t, valid = golden["dit.x"], golden["dit.t"], golden["dit.valid"]
    yield latent_error("dit.velocity", dit.velocity(x, t, prepared), golden["dit.velocity"])
    masked = [dit.velocity(x, t, prepared, valid)]
    for row in (slice(0, 1), slice(1, 2)):
        alone = dit.prepare(golden["dit.cross_attn"][row], golden["dit.global"][row], local[row])
        masked.append(dit.velocity(x[row], t[row], alone, valid[row]))
    by_row = torch.cat(masked[1:])
    wanted = golden["dit.velocity_valid"]
    yield worst([latent_error("dit.velocity_valid", ours, wanted) for ours in (masked[0], by_row)])


def end_to_end(golden: Golden) -> Iterator[Comparison]:
    """Every recorded run through Inlay's own samplers: final latents, and the decoded audio."""
    for name, run in golden.runs.items():
        latents, audio = golden_runs.replay(golden.model, golden.tensors, run)
        yield latent_error(f"e2e.{name}.latents", latents, golden[f"e2e.{name}.latents"])
        yield audio_error(f"e2e.{name}.audio", audio, golden[f"e2e.{name}.audio"])


GROUPS: tuple[Group, ...] = (same_encode, same_decode, same_chunked, conditioner, dit_velocity, end_to_end)
"""Every group of every folder; end-to-end runs yield two comparisons each, named `e2e.NAME.…`."""


@torch.inference_mode()
def compare(folder: Path) -> list[Comparison]:
    """All groups of one folder."""
    golden = Golden.open(folder)
    return [found for group in GROUPS for found in group(golden)]


def main() -> int:
    """Print a line per group; 1 where one is above its bar."""
    parser = argparse.ArgumentParser(description="Compare the networks with golden tensors.")
    parser.add_argument("folders", type=Path, nargs="*", default=FOLDERS, metavar="FOLDER")
    found = []
    for folder in parser.parse_args().folders:
        print(folder)
        for comparison in compare(folder):
            print(f"  {comparison}")
            found.append(comparison)
    return 0 if all(comparison.is_within for comparison in found) else 1


if __name__ == "__main__":
    sys.exit(main())
