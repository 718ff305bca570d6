"""What a model in training sounds like: some prompts, and a sound in a held-out loop made anew."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.generate import conditions, context, recipe, sampling
from engine.generate.knobs import Knobs
from engine.generate.request import Context
from engine.model.checkpoint import Model
from engine.timeline import Mask, Span
from engine.train.generators import Maker
from engine.train.pictures import write_comparison, write_wav
from engine.train.scenery import Audio
from engine.train.sounds import HELD_OUT, RATE, Event, clip

PROMPTS = (
    ("closed hi-hat, short and dry", 0.5),
    ("bright crash cymbal, long and washy", 2.0),
    ("punchy kick", 0.6),
    ("warm pad, slow and wide", 3.0),
    ("four-on-the-floor house groove, 124 BPM", 5.0),
)
"""Prompts and seconds."""

_WANTED = ("crash", "tom", "impact", "open hat", "snare")


def show(maker: Maker, knobs: Knobs, folder: Path) -> dict[str, float]:
    """Write sounds and pictures into a folder.

    Returns:
        `copying`: the error of what was given, over its own level; `level_db`: of the prompts' sounds.
    """
    model = maker.model()
    grid = context.Grid.of(model.config)
    longest_s = grid.limit * grid.hop / grid.sample_rate
    levels = []
    for i, (prompt, seconds) in enumerate(PROMPTS):
        audio = composed(model, prompt, min(seconds, longest_s), knobs)
        levels.append(float(np.sqrt(np.mean(np.square(audio)) + 1e-12)))
        write_wav(folder / f"prompt-{i}.wav", audio, RATE)
        write_comparison(folder / f"prompt-{i}.png", audio, audio, RATE)
    before, after, copying = repaired(model, knobs)
    write_wav(folder / "repair-before.wav", before, RATE)
    write_wav(folder / "repair-after.wav", after, RATE)
    write_comparison(folder / "repair.png", before, after, RATE)
    return {"copying": copying, "level_db": 20 * float(np.log10(np.mean(levels) + 1e-6))}


@torch.inference_mode()
def composed(model: Model, prompt: str, seconds: float, knobs: Knobs, seed: int = 0) -> NDArray[np.float32]:
    """Audio `[2, n]` of a prompt, as the editor composes it."""
    latents = composed_latents(model, prompt, seconds, knobs, seed)
    audio = model.same.decode_chunked(latents)[0, :, : round(seconds * RATE)]
    return np.asarray(audio.cpu().numpy())


@torch.inference_mode()
def composed_latents(model: Model, prompt: str, seconds: float, knobs: Knobs, seed: int = 0) -> Tensor:
    """Latents `[1, C, T]` of a prompt, headroom included."""
    grid = context.Grid.of(model.config)
    n = min(round(seconds * RATE), grid.limit * grid.hop)
    plan = context.plan(Mask((Span(0, n),)), Span(0, 0), RATE, grid, Context.NORMAL)
    given = torch.zeros(1, model.config.n_latent_channels, plan.n_latents, device=model.device)
    return _sampled(model, prompt, plan, given, knobs, seed)


@torch.inference_mode()
def repaired(model: Model, knobs: Knobs) -> tuple[Audio, NDArray[np.float32], float]:
    """A held-out loop before and after one of its sounds is made anew, and how badly the rest was copied."""
    grid = context.Grid.of(model.config)
    loop, event = _loop_with_a_sound(round(grid.limit * grid.hop * 0.8))
    audio = loop[:, : grid.limit * grid.hop]
    region = Span(event.start, min(event.stop, audio.shape[1], event.start + RATE))
    extent = Span(0, audio.shape[1])
    plan = context.plan(Mask((region,)), extent, RATE, grid, audio.shape[1] / RATE)
    heard = np.zeros((2, plan.n_latents * grid.hop), np.float32)
    first = plan.window.start
    inside = audio[:, max(0, first) : first + heard.shape[1]]
    heard[:, max(0, -first) : max(0, -first) + inside.shape[1]] = inside
    given = model.same.encode_chunked(torch.from_numpy(heard)[None].to(model.device))[..., : plan.n_latents]
    latents = _sampled(model, event.caption, plan, given, knobs, 0)
    keep = torch.from_numpy(plan.keep)[None].bool().to(model.device)
    spread = given.float().square().mean().clamp_min(1e-6)
    copying = ((latents - given).square() * keep).sum() / (keep.sum() * given.shape[1]).clamp_min(1) / spread
    after = model.same.decode_chunked(torch.where(keep, given, latents))[0].cpu().numpy()
    return heard, after, float(copying)


def _sampled(model: Model, prompt: str, plan: context.Plan, given: Tensor, knobs: Knobs, seed: int) -> Tensor:
    """Latents `[1, C, T]`, by the way that requests take."""
    keep = torch.from_numpy(plan.keep)[None].to(given)
    local = torch.cat([keep, given * keep], dim=1)
    words = model.conditioner.prompt([prompt])
    velocity = conditions.conditioned(model, words, None, plan.seconds_total, local, 1, knobs)
    noise = sampling.Noise([seed])
    start = noise.draw(given.shape[1:], device=model.device)
    times = recipe.times_of(model.config, plan.seconds_total, knobs)
    *_, latents = recipe.denoise(velocity, start, given, noise, knobs=knobs, times=times)
    return latents


def _loop_with_a_sound(n_samples: int) -> tuple[Audio, Event]:
    """A held-out loop, and one of its sounds that a person might want another one of."""
    for seed in HELD_OUT:
        loop = clip(seed, kind="loop", length=n_samples)
        for wanted in _WANTED:
            found = [e for e in loop.events if e.family == wanted and e.start > n_samples // 8]
            if found:
                return loop.audio, found[0]
    raise ValueError("no held-out loop has a sound worth another one")
