"""Which stretch the model hears, what of it is made anew, and how long it believes the piece to be.

Everything here is arithmetic on spans, so that the window can show it before anything is loaded.

What the model believes about duration. Stable Audio 3 is told one number, `seconds_total`, and has learnt to
bring a piece to its end there. A window cut out of a recording is not a piece that ends with the window: told
its own length, the model fades or closes towards the right edge. So:

- Where anything is kept, the piece goes on. `seconds_total` reaches to the end of the track, and at least
  `GOES_ON_S` past the window, so that no ending falls inside what is heard. This holds for extensions too:
  a tail that dies away is the commonest complaint about continuations, and a user who wants an ending asks
  for one in the prompt.
- Where nothing is kept (composing from text), the request *is* the piece: `seconds_total` is its length, and
  the canvas has the reference's `HEADROOM_S` beyond it, where training had silence; without that room the
  last note is clipped.

Whole seconds are what training used, so the number is rounded up where the piece goes on anyway; the length
of a piece that is composed is told exactly, for it ends there. Sources: MODEL.md 4.1, 5.5, 6.1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from engine.errors import RequestError, TooLongError
from engine.generate.request import Context
from engine.model.config import ModelConfig
from engine.timeline import (
    Mask,
    Span,
    convert_rate_ceil,
    convert_rate_floor,
    latents_to_samples,
    samples_to_latents,
)

GOES_ON_S = 6.0
HEADROOM_S = 6.0
GUARD_LATENTS = 1
"""Latent frames made anew on each side of a region: the codec spreads the old sound into its neighbours."""

SPARE_LATENTS = 4
"""What moving a region onto the grid, guarding it and the autoencoder's multiples cost at most."""

_TIMES_THE_REGIONS = {Context.TIGHT: 2.5, Context.NORMAL: 5.0, Context.WIDE: 15.0}
_AT_LEAST_S = {Context.TIGHT: 3.0, Context.NORMAL: 6.0, Context.WIDE: 20.0}


@dataclass(frozen=True, slots=True)
class Grid:
    """A model's clock: `hop` samples at `sample_rate` (Hz) are one latent frame.

    `max_latents` is the longest canvas it was trained on; `alignment`, the multiple of latent frames that its
    autoencoder works in; `max_seconds_total`, the longest piece it can be told of.
    """

    sample_rate: int
    hop: int
    max_latents: int
    alignment: int = 1
    max_seconds_total: float = 384.0
    name: str = "the model"

    @classmethod
    def of(cls, config: ModelConfig, name: str = "the model") -> Grid:
        """A checkpoint's clock."""
        return cls(
            sample_rate=config.sample_rate,
            hop=config.hop,
            max_latents=config.max_latents,
            alignment=config.same.alignment,
            max_seconds_total=config.conditioning.max_seconds,
            name=name,
        )

    @property
    def limit(self) -> int:
        """The longest canvas, in latent frames."""
        return self.max_latents // self.alignment * self.alignment

    def reach(self, sample_rate: int) -> int:
        """The longest stretch that one pass certainly makes anew, in samples of a track at `sample_rate`."""
        return convert_rate_floor((self.limit - SPARE_LATENTS) * self.hop, self.sample_rate, sample_rate)


@dataclass(frozen=True, slots=True)
class Plan:
    """One pass of the model over a window of a track.

    Attributes:
        window: the stretch that the canvas stands for, in samples of the track.
        n_latents: length of the canvas, in latent frames; its first one begins with the window.
        regenerated: latent frames that are made anew.
        seconds_total: what the model is told about the length of the piece.
        sample_rate: of the track, in Hz.
    """

    window: Span
    n_latents: int
    regenerated: Mask
    seconds_total: float
    sample_rate: int
    grid: Grid

    @property
    def keep(self) -> np.ndarray:
        """float32 `[1, n_latents]`: 1 where the model is given the latent frame, 0 where it makes it anew."""
        keep = np.ones((1, self.n_latents), np.float32)
        for span in self.regenerated.spans:
            keep[:, span.start : span.stop] = 0
        return keep

    @property
    def keeps_anything(self) -> bool:
        """Whether there are surroundings at all."""
        return bool(self.keep.any())

    def latents_of(self, span: Span) -> Span:
        """The latent frames of the canvas that a stretch of the track touches."""
        inside = Span(
            convert_rate_floor(span.start - self.window.start, self.sample_rate, self.grid.sample_rate),
            convert_rate_ceil(span.stop - self.window.start, self.sample_rate, self.grid.sample_rate),
        )
        return samples_to_latents(inside, self.grid.hop)

    def span_of(self, latents: Span) -> Span:
        """The stretch of the track that latent frames stand for, rounded outward to whole samples."""
        at_model_rate = latents_to_samples(latents, self.grid.hop)
        return Span(
            convert_rate_floor(at_model_rate.start, self.grid.sample_rate, self.sample_rate),
            convert_rate_ceil(at_model_rate.stop, self.grid.sample_rate, self.sample_rate),
        ).shifted(self.window.start)

    @property
    def regenerated_spans(self) -> tuple[Span, ...]:
        """What the model really makes anew, in samples of the track: never less than the regions."""
        return tuple(self.span_of(latents) for latents in self.regenerated.spans)


def plan(mask: Mask, extent: Span, sample_rate: int, grid: Grid, context: Context | float) -> Plan:
    """Choose the window around some regions, so that the first of them begins on the latent grid.

    Args:
        mask: the regions, in samples of the track; they may lie past its ends.
        extent: what is heard on the track, in the same samples; empty for an empty track.
        sample_rate: of the track, in Hz.
        grid: of the model.
        context: how much the model hears, in words or in seconds.
    Raises:
        RequestError: there is no region.
        TooLongError: the regions lie further apart than the model can hear.
    """
    if not mask.spans:
        raise RequestError("the request", "needs a region: select a stretch to regenerate")
    whole = extent.hull(mask.hull) if extent else mask.hull
    if not mask.outside(whole):
        return _closing(mask, whole, sample_rate, grid)
    return _going_on(mask, whole, sample_rate, grid, context)


def _closing(mask: Mask, whole: Span, sample_rate: int, grid: Grid) -> Plan:
    """Nothing is kept: the regions are the piece, with headroom after its end."""
    n_samples = convert_rate_ceil(whole.length, sample_rate, grid.sample_rate)
    n_content = -(-n_samples // grid.hop)
    _refuse_too_long(n_content, whole.length / sample_rate, grid)
    n_latents = min(n_content + int(HEADROOM_S * grid.sample_rate / grid.hop), grid.limit)
    n_latents += -n_latents % grid.alignment
    seconds = min(whole.length / sample_rate, grid.max_seconds_total)
    return _with_window(
        Span(whole.start, whole.stop), n_latents, Mask((Span(0, n_latents),)), seconds, sample_rate, grid
    )


def _going_on(mask: Mask, whole: Span, sample_rate: int, grid: Grid, context: Context | float) -> Plan:
    """Something is kept: a window around the regions, in a piece that does not end with it."""
    stretch = _window(mask, whole, sample_rate, grid, context)
    before = convert_rate_floor(mask.hull.start - stretch.start, sample_rate, grid.sample_rate) // grid.hop
    origin = mask.hull.start - convert_rate_ceil(before * grid.hop, grid.sample_rate, sample_rate)
    draft = Plan(Span(origin, stretch.stop), 0, Mask(), 0.0, sample_rate, grid)
    touched = [draft.latents_of(span) for span in mask.spans]
    guarded = Mask.of(Span(max(0, s.start - GUARD_LATENTS), s.stop + GUARD_LATENTS) for s in touched)
    n_given = convert_rate_floor(stretch.stop - origin, sample_rate, grid.sample_rate) // grid.hop
    n_needed = touched[-1].stop
    _refuse_too_long(n_needed, mask.hull.length / sample_rate, grid)
    n_latents = min(max(n_given, guarded.hull.stop), grid.limit)
    if n_latents % grid.alignment:
        shorter = n_latents // grid.alignment * grid.alignment
        n_latents = shorter if shorter >= guarded.hull.stop else shorter + grid.alignment
    # What lies past the material is not silence that was given: it is unknown.
    unknown = Span(min(n_given, n_latents), n_latents)
    regenerated = Mask.of(s.overlap(Span(0, n_latents)) for s in (*guarded.spans, unknown))
    window_s = n_latents * grid.hop / grid.sample_rate
    piece_s = (whole.stop - origin) / sample_rate
    seconds = math.ceil(min(max(piece_s, window_s + GOES_ON_S), grid.max_seconds_total))
    return _with_window(Span(origin, origin), n_latents, regenerated, float(seconds), sample_rate, grid)


def _window(mask: Mask, whole: Span, sample_rate: int, grid: Grid, context: Context | float) -> Span:
    """The stretch to be heard: the regions in its middle, moved inward where the track ends.

    `normal` makes the regions a fifth of it: a mask that is a small part of what the model hears tends to
    come back as it was (the mask shares of training: MODEL.md 7.1). Never over the model's limit.
    """
    if isinstance(context, Context):
        seconds = max(_TIMES_THE_REGIONS[context] * mask.length / sample_rate, _AT_LEAST_S[context])
    else:
        seconds = context
    # One latent frame less than the limit pays for moving the origin onto the grid, two for the guards.
    limit = convert_rate_floor((grid.limit - 1 - 2 * GUARD_LATENTS) * grid.hop, grid.sample_rate, sample_rate)
    length = max(min(round(seconds * sample_rate), limit), mask.hull.length)
    start = max(whole.start, mask.hull.start - (length - mask.hull.length) // 2)
    stop = min(whole.stop, start + length)
    return Span(max(whole.start, min(start, stop - length)), stop)


def _with_window(
    window: Span, n_latents: int, regenerated: Mask, seconds_total: float, sample_rate: int, grid: Grid
) -> Plan:
    """The plan whose window is exactly its canvas."""
    plan = Plan(window, n_latents, regenerated, seconds_total, sample_rate, grid)
    return Plan(plan.span_of(Span(0, n_latents)), n_latents, regenerated, seconds_total, sample_rate, grid)


def _refuse_too_long(n_latents: int, asked_s: float, grid: Grid) -> None:
    """Raise where the regions alone need more than the model's longest canvas."""
    limit_s = grid.limit * grid.hop / grid.sample_rate
    if n_latents > grid.limit:
        over = max(asked_s - limit_s, grid.hop / grid.sample_rate)
        raise TooLongError(
            limit_s - SPARE_LATENTS * grid.hop / grid.sample_rate,
            f"spans {asked_s:.2f} s, and {grid.name} hears at most {limit_s:.2f} s at once: too long by"
            f" {over:.2f} s; select less, work in several passes, or choose a model that hears more",
        )
