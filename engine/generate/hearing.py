"""The surroundings of a region, as the model hears them: track -> its rate, stereo -> latents."""

from __future__ import annotations

import hashlib
from math import gcd

import numpy as np
import torch
from torch import Tensor

from engine.audio.files import Reader
from engine.audio.resample import resample
from engine.document.document import Track
from engine.document.render import layers, render_track
from engine.errors import AudioFileError, RequestError
from engine.generate import stretches
from engine.generate.context import Plan
from engine.generate.remembered import Store
from engine.generate.request import Request
from engine.model.checkpoint import Model
from engine.timeline import Mask, Span, convert_rate_ceil

BLOCK = 2**18

RESAMPLER_REACH = 1024
"""Samples after which the resampler's filter has died away, at either rate."""


def fingerprint(request: Request, plan: Plan, reader: Reader) -> str:
    """What the surroundings are known by, in hex: the same for the same samples; "" where none are heard."""
    if not plan.keeps_anything and request.strength == 1:
        return ""
    digest = hashlib.blake2b(digest_size=16)
    for start in range(plan.window.start, plan.window.stop, BLOCK):
        block = Span(start, min(start + BLOCK, plan.window.stop))
        audio = render_track(request.track, block, reader.read)[:, list(_channels(request))]
        digest.update(np.ascontiguousarray(audio, "<f8").tobytes())
    return digest.hexdigest()


def latents_of(request: Request, plan: Plan, model: Model, reader: Reader, known: Store[Tensor]) -> Tensor:
    """Latents of the window, float32 `[1, C, T]`; zeros where they are not used.

    Raises:
        AudioFileError: see `heard`.
    """
    n_latents, hop = plan.n_latents, plan.grid.hop
    if not plan.keeps_anything and request.strength == 1:
        return torch.zeros(1, model.config.n_latent_channels, n_latents, device=model.device)
    stereo = heard(request, plan, reader)
    samples = torch.zeros(1, 2, n_latents * hop)
    stereo = stereo[: n_latents * hop]
    samples[0, :, : len(stereo)] = torch.from_numpy(np.ascontiguousarray(stereo.T, np.float32))
    whole = Span(0, n_latents)
    needed = Mask.of(plan.regenerated.outside(whole)) if request.strength == 1 else Mask((whole,))
    return stretches.encode(model, samples, plan, needed, known)


def heard(request: Request, plan: Plan, reader: Reader) -> np.ndarray:
    """The window at the model's rate, float64 `[n, 2]`: the track as heard, silence where nothing is.

    Some samples around the window are read as well, so that the resampler does not ring at its edges.
    Samples that are not finite are taken as silence.

    Raises:
        AudioFileError: a source that sounds there is missing, or cannot be read.
    """
    margin = _margin(plan)
    n_samples = convert_rate_ceil(plan.n_latents * plan.grid.hop, plan.grid.sample_rate, plan.sample_rate)
    around = Span(plan.window.start - margin, plan.window.start + n_samples + margin)
    _refuse_missing(request.track, around)
    audio = render_track(request.track, around, reader.read)[:, list(_channels(request))]
    audio = np.nan_to_num(audio, nan=0.0, posinf=0.0, neginf=0.0)
    audio = resample(audio, plan.sample_rate, plan.grid.sample_rate)
    audio = audio[round(margin * plan.grid.sample_rate / plan.sample_rate) :]
    return np.repeat(audio, 2, axis=1) if audio.shape[1] == 1 else audio


def _refuse_missing(track: Track, around: Span) -> None:
    """What is silent only because its file was not found must not be taken for silence."""
    sources = [clip.source for clip in track.clips_in(around)]
    sources += [layer.take.source for layer in layers(track, around)]
    lost = next((source for source in sources if source.is_missing), None)
    if lost is not None:
        raise AudioFileError(
            lost.path, "it is missing, and the model would hear silence there; locate it first"
        )


def common_step(plan: Plan) -> int:
    """Samples of the track after which its clock and the model's meet again; 1 where that takes too long."""
    step = plan.sample_rate // gcd(plan.sample_rate, plan.grid.sample_rate)
    return step if step <= RESAMPLER_REACH else 1


def _margin(plan: Plan) -> int:
    """Samples of the track on each side of the window that only the resampler hears."""
    if plan.sample_rate == plan.grid.sample_rate:
        return 0
    return -(-RESAMPLER_REACH // common_step(plan)) * common_step(plan)


def _channels(request: Request) -> tuple[int, ...]:
    channels = {request.channels_of(region) for region in request.asked}
    if len(channels) > 1:
        raise RequestError(
            "the regions of one request", "must be on the same channels: regenerate them apart"
        )
    return channels.pop()
