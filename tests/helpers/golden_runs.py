"""Replays the end-to-end runs of a golden folder through Inlay's own sampling and decoding.

The runs follow the reference's rounding: a mask in samples is read at the first sample of every latent
frame, so that both ends of a region round up; the editor itself rounds outward.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from engine.generate import conditions, sampling
from engine.generate.knobs import Knobs
from engine.model.checkpoint import Model


@torch.inference_mode()
def replay(model: Model, golden: Mapping[str, Tensor], run: Mapping[str, Any]) -> tuple[Tensor, Tensor]:
    """One run's final latents `[1, C, T]` and its decoded, clamped, cut audio `[1, 2, n]`."""
    n_latents, hop = int(run["latent_frames"]), model.config.hop
    n_samples = int(run["duration"] * model.config.sample_rate)
    nothing = torch.zeros(1, model.config.n_latent_channels, n_latents)
    source = _fitted(golden["e2e.source"], n_latents * hop)
    heard = model.same.encode_chunked(source) if run["uses_source_as"] else nothing
    keep = torch.zeros(1, 1, n_latents)
    if "inpaint_audio" in run["uses_source_as"]:
        keep = _keep(run, model.config.sample_rate, n_latents * hop, n_samples)[None, None, ::hop]
    knobs = _knobs(run, model)
    prompt = model.conditioner.prompt([run["prompt"]])
    negative = model.conditioner.prompt([run["negative_prompt"]]) if "negative_prompt" in run else None
    local = torch.cat([keep, heard * keep], dim=1)
    velocity = conditions.conditioned(model, prompt, negative, run["duration"], local, 1, knobs)
    noise = sampling.Noise([run["seed"]])
    x = noise.draw(nothing.shape[1:])
    if knobs.strength < 1:
        x = (1 - knobs.strength) * heard + knobs.strength * x
    times = sampling.times(knobs.steps, start=knobs.strength)
    *_, latents = sampling.SAMPLERS[knobs.sampler](velocity, x, times, noise)
    return latents, model.same.decode_chunked(latents).clamp(-1, 1)[..., :n_samples]


def _fitted(audio: Tensor, n_samples: int) -> Tensor:
    """`[2, n]` cropped or padded with silence to `[1, 2, n_samples]`."""
    out = torch.zeros(1, 2, n_samples)
    out[0, :, : audio.shape[1]] = audio[:, :n_samples]
    return out


def _keep(run: Mapping[str, Any], sample_rate: int, n_samples: int, n_content: int) -> Tensor:
    """The mask in samples: 1 keeps; nothing is given past the content's end."""
    keep = torch.ones(n_samples)
    starts, stops = run["inpaint_mask_start_seconds"], run["inpaint_mask_end_seconds"]
    if not isinstance(starts, list):
        starts, stops = [starts], [stops]
    for start, stop in zip(starts, stops, strict=True):
        keep[int(start * sample_rate) : int(stop * sample_rate)] = 0
    keep[n_content:] = 0
    return keep


def _knobs(run: Mapping[str, Any], model: Model) -> Knobs:
    default = "euler" if model.config.is_base else "pingpong"
    guidance = sampling.Guidance(run.get("cfg_scale", 1.0), run.get("apg_scale", 1.0))
    return Knobs(run["steps"], run.get("sampler_type", default), guidance, run.get("init_noise_level", 1.0))
