"""Which latent frames a model in training has to make anew. Knows no torch: workers import it.

The family of the reference (everything, random segments, spans, a causal tail), and what an editor asks for
besides: the events of a clip, a beginning, nothing. `T` latent frames; True is regenerated.
Source: MODEL.md 7.1; the guards are those of `engine.generate.context`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from engine.generate.context import GUARD_LATENTS
from engine.timeline import Span

Regenerated = NDArray[np.bool_]
"""bool `[T]`."""

MAX_SEGMENTS, MAX_EVENTS = 10, 3
_SPAN_COUNTS, _SPAN_ODDS = (1, 2, 3, 4), (0.5, 0.25, 0.125, 0.125)
_TRIES = 50


@dataclass(frozen=True, slots=True)
class MaskShares:
    """How often each kind is drawn, relative to the others.

    Args:
        full: everything is made anew, as from text alone.
        none: nothing is.
        segments: up to ten stretches, which may overlap.
        spans: a share of a fifth to all, in one to four stretches apart.
        tail: what comes after some latent frame: continuations.
        head: what comes before one.
        events: one to three of the clip's own sounds, as a person selects them.
    """

    full: float = 0.08
    none: float = 0.02
    segments: float = 0.15
    spans: float = 0.1
    tail: float = 0.2
    head: float = 0.05
    events: float = 0.4

    def __post_init__(self) -> None:
        if min(self.values) < 0 or sum(self.values) <= 0:
            raise ValueError("the shares of masks must not be negative, and some must be above 0")

    @property
    def values(self) -> tuple[float, ...]:
        """In the order of `KINDS`."""
        return tuple(getattr(self, kind) for kind in KINDS)

    def draw_kind(self, rng: np.random.Generator) -> str:
        """One of `KINDS`."""
        values = np.array(self.values)
        return KINDS[int(rng.choice(len(KINDS), p=values / values.sum()))]


KINDS = tuple(field.name for field in fields(MaskShares))


def draw(rng: np.random.Generator, kind: str, n_latents: int, events: Sequence[Span] = ()) -> Regenerated:
    """A mask of one kind.

    Args:
        rng: what draws it.
        kind: one of `KINDS`; `events` becomes `segments` where there are none.
        n_latents: T.
        events: the sounds of the canvas, in latent frames.
    """
    inside = [event for event in events if event.overlaps(Span(0, n_latents))]
    if kind == "events" and inside:
        return of_events(rng, n_latents, inside)
    return _SIMPLE["segments" if kind == "events" else kind](rng, n_latents)


def everything(rng: np.random.Generator, n_latents: int) -> Regenerated:
    """All of it."""
    return np.ones(n_latents, np.bool_)


def nothing(rng: np.random.Generator, n_latents: int) -> Regenerated:
    """None of it."""
    return np.zeros(n_latents, np.bool_)


def segments(rng: np.random.Generator, n_latents: int) -> Regenerated:
    """Some stretches anywhere; the more, the shorter each may be."""
    mask = nothing(rng, n_latents)
    count = int(rng.integers(1, MAX_SEGMENTS + 1))
    for _ in range(count):
        length = int(rng.integers(1, max(1, n_latents // count) + 1))
        start = int(rng.integers(0, n_latents - length + 1))
        mask[start : start + length] = True
    return mask


def spans(rng: np.random.Generator, n_latents: int) -> Regenerated:
    """A share of `U(0.2, 1)` in one to four stretches that do not meet, the longest placed first."""
    total = max(1, round(float(rng.uniform(0.2, 1.0)) * n_latents))
    count = min(int(rng.choice(_SPAN_COUNTS, p=_SPAN_ODDS)), total)
    cuts = np.sort(rng.choice(total - 1, count - 1, replace=False)) + 1 if count > 1 else np.zeros(0, int)
    lengths = np.diff([0, *cuts, total])
    mask = nothing(rng, n_latents)
    for length in sorted((int(n) for n in lengths), reverse=True):
        _place(rng, mask, length)
    return mask


def tail(rng: np.random.Generator, n_latents: int) -> Regenerated:
    """All but a beginning of any length."""
    mask = everything(rng, n_latents)
    mask[: int(rng.integers(0, n_latents))] = False
    return mask


def head(rng: np.random.Generator, n_latents: int) -> Regenerated:
    """All but an end of any length."""
    return tail(rng, n_latents)[::-1].copy()


def of_events(rng: np.random.Generator, n_latents: int, events: Sequence[Span]) -> Regenerated:
    """One to three sounds from where they start, with the guards that the editor puts around regions."""
    mask = nothing(rng, n_latents)
    count = min(len(events), int(rng.geometric(0.6)), MAX_EVENTS)
    for index in rng.choice(len(events), count, replace=False):
        event = events[int(index)]
        start = event.start - GUARD_LATENTS - int(rng.integers(0, 2))
        stop = event.stop + GUARD_LATENTS + int(rng.integers(0, 3))
        mask[max(0, start) : max(1, stop)] = True
    return mask


def _place(rng: np.random.Generator, mask: Regenerated, length: int) -> None:
    """Add a stretch that meets no other one; the first place where it fits if luck has none."""
    starts = [int(rng.integers(0, len(mask) - length + 1)) for _ in range(_TRIES)]
    for start in (*starts, *range(len(mask) - length + 1)):
        if not mask[max(0, start - 1) : start + length + 1].any():
            mask[start : start + length] = True
            return


_SIMPLE: dict[str, Callable[[np.random.Generator, int], Regenerated]] = {
    "full": everything,
    "none": nothing,
    "segments": segments,
    "spans": spans,
    "tail": tail,
    "head": head,
}
