"""Samples -> latents, stretch by stretch, so that no more of a recording is encoded than is new.

A stretch is computed from its own samples and those within the encoder's reach, and is known by a hash of
exactly these: an edit undoes what it touched and nothing else, and what moves along with its sound is still
known. Stretches lie on a grid of the track, so that a longer context finds the stretches of a shorter one.

`T` latent frames, `C` latent channels.
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Iterator
from functools import partial
from itertools import pairwise

import torch
from torch import Tensor

from engine.generate.context import Plan
from engine.generate.remembered import Store
from engine.model.checkpoint import Model
from engine.model.same import Same
from engine.timeline import Mask, Span, convert_rate_floor

HALOS = 8
"""Length of a stretch, in reaches of the encoder to one side: a quarter more is computed than is kept."""


def encode(model: Model, samples: Tensor, plan: Plan, needed: Mask, known: Store[Tensor]) -> Tensor:
    """Latents of a window, float32 `[1, C, T]`; zeros where none are needed.

    Args:
        model: whose autoencoder is used; `known` holds stretches of this very model.
        samples: the whole window at the model's rate, float32 `[1, 2, T hop]` on the CPU.
        plan: the window.
        needed: latent frames that are wanted.
        known: stretches of before, and from now on these ones as well.
    """
    latents = torch.zeros(1, model.config.n_latent_channels, plan.n_latents, device=model.device)
    for stretch in stretches(plan, needed, model.same):
        have = model.same.with_halo(stretch, plan.n_latents)
        heard = samples[..., have.start * plan.grid.hop : have.stop * plan.grid.hop].contiguous()
        inside = stretch.shifted(-have.start)
        make = partial(_encoded, model, heard, inside)
        latents[..., stretch.start : stretch.stop] = known.get(_name(heard, inside), make)
    return latents


def stretches(plan: Plan, needed: Mask, same: Same) -> Iterator[Span]:
    """What is computed and kept as one, in latent frames: together all of `needed`, each in one of its spans.

    They end where the grid says, and a reach before and behind what is made anew: what lies further off does
    not hear it, and is still known when a take of it has been chosen.
    """
    halo = -(-same.halo // same.alignment) * same.alignment
    first = convert_rate_floor(plan.window.start, plan.sample_rate, plan.grid.sample_rate) // plan.grid.hop
    borders = [edge for s in plan.regenerated.spans for edge in (s.start - halo, s.stop + halo)]
    for span in needed.spans:
        edges = {span.start, span.stop}
        if span.length > HALOS * halo // 2:  # a shorter one is cheaper to compute than to divide
            edges |= {edge for edge in borders if span.start < edge < span.stop}
        grid = (n for n in range(span.start, span.stop) if (n + first) % (HALOS * halo) == 0)
        edges |= {n for n in grid if all(abs(n - edge) >= 2 * halo for edge in edges)}
        yield from (Span(start, stop) for start, stop in pairwise(sorted(edges)))


def _encoded(model: Model, heard: Tensor, inside: Span) -> Tensor:
    latents = model.same.encode(heard.to(model.device, model.same_dtype))
    return latents[..., inside.start : inside.stop].float().clone()  # without the halo's memory behind it


def _name(heard: Tensor, inside: Span) -> Hashable:
    """What a stretch depends on; the rate is the model's, and the length is that of the samples."""
    digest = hashlib.blake2b(heard.numpy().tobytes(), digest_size=32).digest()
    return digest, heard.shape[-1], inside
