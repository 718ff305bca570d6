"""Latents -> takes on disk: decoded, brought to the track's rate and channels, matched in level, judged."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from engine.audio import files
from engine.audio.files import Reader
from engine.audio.resample import resample
from engine.document import splice
from engine.document.document import Region, Take, new_id
from engine.document.render import render_track
from engine.generate.context import GUARD_LATENTS, Plan
from engine.generate.hearing import RESAMPLER_REACH, common_step
from engine.generate.request import Request
from engine.model.checkpoint import Model
from engine.timeline import Mask, Span, convert_rate_ceil

MATCH_S = 0.1
"""How much of what is kept, on each side of a region, its level is matched over, and up to a hop more."""

_DECODER_SEED = 0x9E3779B97F4A7C15
"""Keeps the decoder's own noise apart from the sampler's, which begins from the same seed."""


class Patch:
    """Decoded sound `audio [n, c]` at the track's rate; its first sample lies at `start` of the track."""

    def __init__(self, audio: np.ndarray, start: int) -> None:
        self.audio = audio
        self.start = start

    def at(self, span: Span) -> np.ndarray:
        """`[span.length, c]`, with silence where the span reaches past what was decoded."""
        out = np.zeros((span.length, self.audio.shape[1]))
        wanted = span.shifted(-self.start)
        inside = wanted.overlap(Span(0, len(self.audio)))
        out[inside.start - wanted.start : inside.stop - wanted.start] = self.audio[inside.start : inside.stop]
        return out


@dataclass(frozen=True, slots=True)
class Label:
    """What a take is known by: its number, its seed, and the recipe of the request."""

    number: int
    seed: int
    recipe: dict[str, object]


def decode(model: Model, plan: Plan, latents: Tensor, region: Region, seed: int) -> Patch:
    """One take's stereo sound in and around one region; `latents [1, C, T]`."""
    rate, model_rate, hop = plan.sample_rate, plan.grid.sample_rate, plan.grid.hop
    step = common_step(plan)
    reach = RESAMPLER_REACH * max(1, -(-rate // model_rate))
    heard = _around(plan, region.span)
    around = Span(heard.start - reach - step, heard.stop + reach)
    wanted = plan.latents_of(around).overlap(Span(0, plan.n_latents))
    start = convert_rate_ceil(wanted.start * hop, model_rate, rate)
    start += -start % step  # where both clocks meet, so that nothing is shifted by part of a sample
    skip = round(start * model_rate / rate) - wanted.start * hop
    generator = torch.Generator().manual_seed(seed ^ _DECODER_SEED)
    audio = model.same.decode_span(latents.to(model.same_dtype), wanted, generator)
    sound = audio[0, :, skip:].float().cpu().numpy().T.astype(np.float64)
    return Patch(resample(sound, model_rate, rate), plan.window.start + start)


def _around(plan: Plan, span: Span) -> Span:
    """A region, the latent frames made anew beside it, and `MATCH_S` of what is kept on either side."""
    touched = plan.span_of(Span(0, GUARD_LATENTS + 1)).length  # one is rounded up to, the others guard
    reach = touched + round(MATCH_S * plan.sample_rate)
    return Span(span.start - reach, span.stop + reach)


def take(request: Request, plan: Plan, region: Region, patch: Patch, reader: Reader, label: Label) -> Take:
    """The patch as a take, on disk and synced.

    Raises:
        OutputError: it cannot be written.
    """
    channels, span = request.channels_of(region), region.span
    folded = Patch(splice.fold(patch.audio, len(channels)), patch.start)
    gain_db = match_db(request, plan, region, folded, reader) if request.level_match else 0.0
    sound = folded.at(span)
    original = render_track(request.original_track, span, reader.read)[:, list(channels)]
    suspect = splice.suspect_reason(sound * 10 ** (gain_db / 20), original, request.sample_rate)
    if not suspect and span.stop > request.kept_extent.stop and request.kept_extent:
        suspect = splice.tail_reason(sound, request.sample_rate)
    recipe = json.dumps(
        {**label.recipe, "seed": label.seed, "region": [span.start, span.stop], "channels": list(channels)}
    )
    source = files.write(
        request.folder / f"{new_id()}.wav",
        [np.nan_to_num(sound, nan=0.0, posinf=0.0, neginf=0.0)],
        sample_rate=request.sample_rate,
        n_channels=len(channels),
        format="WAV",
        subtype="FLOAT",
        tags=(("comment", recipe),),
    )
    return Take(
        number=label.number,
        source=source,
        span=span,
        channels=channels,
        crossfade=splice.crossfade_length(span.length, request.sample_rate, request.crossfade_s),
        gain_db=gain_db,
        seed=label.seed,
        prompt=request.prompt,
        suspect=suspect,
        recipe=recipe,
    )


def match_db(request: Request, plan: Plan, region: Region, patch: Patch, reader: Reader) -> float:
    """How much louder the surroundings were before they went through the model: the level match of the joins.

    The same stretch is compared with itself, so that a hit which is meant to be loud stays loud: nothing
    counts that was made anew, guard frames included, or that lies outside the window or the recording.
    """
    channels = list(request.channels_of(region))
    anew = Mask.of([*request.spans, *plan.regenerated_spans])
    known = plan.window.overlap(request.kept_extent).overlap(_around(plan, region.span))
    kept = anew.outside(known)
    if not kept:
        return 0.0
    before = np.concatenate([render_track(request.track, side, reader.read)[:, channels] for side in kept])
    after = np.concatenate([patch.at(side) for side in kept])
    return splice.match_gain_db(before, after)
