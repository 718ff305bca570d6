"""A tiny codec, a library of generated sounds over it, and the recipes of the stages at tiny size."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from engine.model import checkpoint
from engine.train.autoencoder import calibrate
from engine.train.canvases import Canvases, CanvasSettings
from engine.train.generators import Maker, new_maker
from engine.train.latents import Library, write_shard, write_silence
from engine.train.layout import DitSettings
from engine.train.masks import MaskShares
from engine.train.networks import SameSettings, new_same, same_raw, start_from_components
from engine.train.recipe import OptimiserSettings, RunSettings
from engine.train.scenery import Facts, Heard, ScenerySettings
from engine.train.sounds import RATE, VOCABULARY
from engine.train.stages import Material
from engine.train.text import TextSettings, new_tokenizer

CODEC = SameSettings(latent_dim=8, width=32, depth=1, dim_head=32, patch=2048, stride=1)
NETWORK = DitSettings(width=64, depth=2, dim_head=32, n_memory=4, seconds=3.0, max_seconds=30.0)
TEXT = TextSettings(width=32, depth=1, dim_head=32, max_tokens=16)
CANVASES = CanvasSettings(lengths_s=(1.0, 2.0), odds=(1.0, 1.0))
CPU = torch.device("cpu")

TONES = {"kick": 110.0, "crash": 3000.0, "closed hat": 9000.0}
PROMPTS = tuple(TONES)


def optimiser(learning_rate=3e-3, **others):
    return OptimiserSettings(learning_rate, warm_up=2, decay=0.1, **others)


def run_settings(steps=20, **others):
    return RunSettings(**({"steps": steps, "batch": 2, "show_every": 0} | others))


def material(folder):
    return Material(ScenerySettings(n_clips=2, per_shard=1), str(folder))


def write_codec(folder: Path) -> Path:
    """A codec that knows the tones' components alone, with latents of unit deviation."""
    same = new_same(CODEC, 0).eval().requires_grad_(False)
    heard = torch.from_numpy(np.stack([tone(hz, 0.4) for hz in TONES.values()]))
    features = same.front.encode(heard).transpose(1, 2).flatten(0, 1)
    start_from_components(same, features, torch.ones(features.shape[1]))
    calibrate(same, heard)
    checkpoint.save_same(folder, same, same_raw(CODEC))
    return folder


def write_library(folder: Path, codec: Path) -> Library:
    """Three sounds alone, and three seconds with all of them in it."""
    folder.mkdir(parents=True, exist_ok=True)
    same = checkpoint.load_same(codec)
    sounds = [tone(hz, 0.4) for hz in TONES.values()]
    alone = [
        (
            np.pad(audio, ((0, 0), (0, 4 * same.hop))),
            Facts("one-shot", name, audio.shape[1], (Heard(0, audio.shape[1], name, name),)),
        )
        for name, audio in zip(PROMPTS, sounds, strict=True)
    ]
    scene = np.zeros((2, 3 * RATE), np.float32)
    events = []
    for i, (name, audio) in enumerate(zip(PROMPTS, sounds, strict=True)):
        start = round((0.3 + 0.9 * i) * RATE)
        scene[:, start : start + audio.shape[1]] += audio
        events.append(Heard(start, start + audio.shape[1], name, f"bright {name}"))
    whole = Facts("loop", "house loop", scene.shape[1], tuple(events))
    write_silence(folder, same, 4 * same.hop)
    write_shard(folder, 0, same, [*alone, (scene, whole)])
    return Library(folder, same.hop)


def tone(hz: float, seconds: float) -> np.ndarray:
    """A decaying tone, float32 `[2, n]`."""
    t = np.arange(round(seconds * RATE)) / RATE
    return np.tile(0.5 * np.exp(-5 * t) * np.sin(2 * np.pi * hz * t), (2, 1)).astype(np.float32)


def make_maker(codec: Path, seed=0) -> Maker:
    """Untrained networks of tiny size."""
    return new_maker(codec, NETWORK, TEXT, new_tokenizer(VOCABULARY), seed=seed, device=CPU)


def make_canvases(library: Library, **others) -> Canvases:
    """Batches of two canvases of the longest length."""
    settings = CanvasSettings(**({"lengths_s": (1.0, 2.0), "odds": (1.0, 1.0)} | others))
    return Canvases(library, settings, 2, 0, RATE, 30.0)


def partial_only() -> MaskShares:
    """Masks that always leave something to be kept and something to be made."""
    return MaskShares(full=0, none=0, segments=0, spans=0, tail=0, head=0, events=1)


@torch.no_grad()
def awakened(maker: Maker) -> Maker:
    """The same, with noise on every weight that training starts at zero."""
    generator = torch.Generator().manual_seed(1)
    for parameter in maker.networks.dit.parameters():
        if parameter.ndim > 1 and not parameter.any():
            parameter.add_(torch.randn(parameter.shape, generator=generator) / parameter.shape[1] ** 0.5)
    return maker
