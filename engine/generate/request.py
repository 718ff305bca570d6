"""What is asked of the engine, and what it says while it works: plain frozen values, without torch."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from engine.document.document import ORIGINAL, Region, Take, Track
from engine.document.splice import patch_channels
from engine.errors import RequestError
from engine.timeline import Mask, Span

MAX_TAKES = 16
MAX_SEED = 2**32 - 1
MAX_STEPS = 500
POST_TRAINED_STEPS = 8
BASE_STEPS = 50
BASE_CFG = 7.0


class Context(StrEnum):
    """How much of the surroundings the model hears; see `context.py`."""

    TIGHT = "tight"
    NORMAL = "normal"
    WIDE = "wide"


@dataclass(frozen=True, slots=True)
class Request:
    """Everything that a job will ever see of a document.

    Args:
        track: the track as it was when the request was made; the model hears it as the user does, chosen
            takes included.
        sample_rate: of the track, in Hz.
        regions: identifiers of the track's regions that get takes; their spans may lie past its ends.
        folder: where finished takes are written.
        model: name of a model in the catalogue, or a folder.
        prompt: what to make; may be empty.
        seed: of the first take, the following ones count up from it; -1 draws one.
        steps, cfg, negative_prompt, sampler: None leaves the checkpoint's own default; a knob that does
            nothing for the checkpoint is refused when it is loaded.
        strength: 1 regenerates from nothing; less keeps part of the old sound (a variation).
        context: a `Context`, or seconds.
        crossfade_s: length of the joins, inside the region; at most a quarter of it is used.
        level_match: whether the joins are matched in level by at most ±6 dB.
        device: `auto`, `cpu`, `cuda` or `mps`.
        model_hash: what the model must be known by; "" takes any of its name.
    Raises:
        RequestError: a value that no engine can carry out, at birth.
    """

    track: Track
    sample_rate: int
    regions: tuple[str, ...]
    folder: Path
    model: str
    prompt: str = ""
    seed: int = -1
    n_takes: int = 1
    steps: int | None = None
    cfg: float | None = None
    negative_prompt: str | None = None
    sampler: str | None = None
    strength: float = 1.0
    context: Context | float = Context.NORMAL
    crossfade_s: float = 0.010
    level_match: bool = True
    device: str = "auto"
    model_hash: str = ""

    def __post_init__(self) -> None:
        if not self.regions or len(self.asked) != len(set(self.regions)):
            raise RequestError("the request", "needs a region: select a stretch to regenerate")
        if not 1 <= self.n_takes <= MAX_TAKES:
            raise RequestError("the number of takes", f"must lie between 1 and {MAX_TAKES}")
        if self.seed != -1 and not 0 <= self.seed <= MAX_SEED:
            raise RequestError("the seed", f"must lie between 0 and {MAX_SEED}, or be -1 to draw one")
        if self.steps is not None and not 1 <= self.steps <= MAX_STEPS:
            raise RequestError("the number of steps", f"must lie between 1 and {MAX_STEPS}")
        if not 0 < self.strength <= 1:
            raise RequestError("the strength", "must lie above 0 and not above 1")
        if self.cfg is not None and not (math.isfinite(self.cfg) and 0 <= self.cfg <= 100):
            raise RequestError("the guidance scale (cfg)", "must lie between 0 and 100")
        if not isinstance(self.context, Context) and not (math.isfinite(self.context) and self.context > 0):
            raise RequestError("the context", "must be tight, normal, wide or a number of seconds above 0")
        for text in (self.prompt, self.negative_prompt or ""):
            if any("\ud800" <= character <= "\udfff" for character in text):
                raise RequestError("the prompt", "holds characters that are no text: type it again")
        if not 0 <= self.crossfade_s <= 10:
            raise RequestError("the crossfade", "must lie between 0 and 10 seconds")
        if self.device not in ("auto", "cpu", "cuda", "mps"):
            raise RequestError(f"the device “{self.device}”", "is not known: use auto, cpu, cuda or mps")

    @property
    def asked(self) -> tuple[Region, ...]:
        """The regions that get takes, in the order of the track."""
        return tuple(region for region in self.track.regions if region.id in self.regions)

    @property
    def spans(self) -> tuple[Span, ...]:
        """The stretches that are asked for, in the order of the track."""
        return tuple(region.span for region in self.asked)

    @property
    def mask(self) -> Mask:
        """The same, joined where they touch."""
        return Mask.of(self.spans)

    @property
    def kept_extent(self) -> Span:
        """What is heard of the track apart from the regions that are asked for."""
        others = tuple(region for region in self.track.regions if region.id not in self.regions)
        return replace(self.track, regions=others).extent

    @property
    def original_track(self) -> Track:
        """The track with the original sound in the regions that are asked for."""
        regions = tuple(
            replace(region, chosen=ORIGINAL) if region.id in self.regions else region
            for region in self.track.regions
        )
        return replace(self.track, regions=regions)

    def channels_of(self, region: Region) -> tuple[int, ...]:
        """The channels that are changed: the region's own; else all, or the first pair of many."""
        return patch_channels(region.channels, self.track.n_channels)


class GivenUp(StrEnum):
    """What a request was carried out without, for want of memory; see `ladder.py`.

    What was kept of requests before; making takes at once; part of what would have been heard.
    """

    KEPT = "kept"
    TOGETHER = "together"
    CONTEXT = "context"


@dataclass(frozen=True, slots=True)
class Progress:
    """What the engine is doing: a phase that a person can read, and `step` of `n_steps` where it counts."""

    phase: str
    step: int = 0
    n_steps: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    """What a request came to: the takes of each region, all on disk, and how it went.

    `takes` maps region identifiers to takes numbered 1, 2, …; the document renumbers them when they are
    added. `report` holds plain JSON values: model and hash, seeds, device, regions in samples and in latent
    frames, seconds per phase, what was `given_up`. `problem` says why there are fewer takes than were asked
    for; else "".
    """

    takes: dict[str, tuple[Take, ...]]
    report: dict[str, object]
    problem: str = ""
