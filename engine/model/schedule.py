"""How the steps of sampling are spread over the levels of noise, read from `model_config.json`.

`L` is the length of the piece in latent frames. Knows no torch: the window reads configurations too.
Source: MODEL.md 5.2; the keys are those of the reference's shifts.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from engine.model.reading import Reader

KEY = "sampling_distribution_shift_options"
"""Under which a configuration has its options."""
MAX_LENGTH = 2**20
FURTHEST = 12.0
"""Of the logarithm of the signal-to-noise ratio, either way: float32 tells no more levels apart."""
LEAST_WAY = 0.5
"""Of the same, between the first step and the last."""


@dataclass(frozen=True, slots=True)
class LogSnr:
    """Evenly in the logarithm of the signal-to-noise ratio, from `noisy` at `anchor` frames to `clean`.

    Twice the length begins `rate` lower.
    """

    noisy: float = -6.2
    clean: float = 2.0
    rate: float = 0.0
    anchor: float = 2000.0

    def begin(self, length: float) -> float:
        """The ratio that the first step leaves, for a piece of `length` frames; always below the last one."""
        begin = self.noisy - self.rate * math.log2(max(length, 1.0) / self.anchor)
        return min(max(begin, -FURTHEST), self.clean - LEAST_WAY)

    @property
    def options(self) -> dict[str, float | str]:
        """As a configuration asks for it."""
        return {
            "type": "logsnr",
            "anchor_logsnr": self.noisy,
            "logsnr_end": self.clean,
            "rate": self.rate,
            "anchor_length": self.anchor,
        }


@dataclass(frozen=True, slots=True)
class Pull:
    """`t` becomes `a t / (1 + (a - 1) t)`: above 1, `a` pulls the steps towards noise.

    `a` goes geometrically from `at_short` to `at_long` while the length, or its logarithm, goes from `short`
    to `long`; outside it stays.
    """

    at_short: float = 1.0
    at_long: float = 1.0
    short: float = 256.0
    long: float = 4096.0
    is_in_octaves: bool = False

    def strength(self, length: float) -> float:
        """`a` for a piece of `length` frames."""
        way = [min(max(length, self.short), self.long), self.short, self.long]
        now, low, high = (math.log(value) for value in way) if self.is_in_octaves else way
        share = (now - low) / (high - low) if high > low else 0.0
        return math.exp((1 - share) * math.log(self.at_short) + share * math.log(self.at_long))


Schedule = LogSnr | Pull

PUBLISHED = LogSnr()
"""What all published checkpoints leave to the default."""


def read_schedule(diffusion: Reader) -> Schedule:
    """The schedule that a checkpoint asks for.

    Raises:
        CheckpointError: it asks for one that is not built.
    """
    if KEY not in diffusion:
        return PUBLISHED
    options = diffusion.object(KEY)
    kind = options.word("type", "full", among=("logsnr", "full", "flux", "none"))
    if kind == "logsnr":
        noisy = options.number("anchor_logsnr", -6.2, low=-FURTHEST, high=FURTHEST - LEAST_WAY)
        return LogSnr(
            noisy,
            options.number("logsnr_end", 2.0, low=noisy + LEAST_WAY, high=FURTHEST),
            options.number("rate", 1.0, low=-2, high=2),  # with options, the reference's default is 1
            options.number("anchor_length", 2000.0, low=1, high=MAX_LENGTH),
        )
    if kind == "none":
        return Pull()
    short = options.number("min_length", 256.0, low=1, high=MAX_LENGTH)
    long = options.number("max_length", 4096.0, low=short, high=MAX_LENGTH)
    if kind == "flux":
        at_short, at_long = (
            options.number(name, 1.0, low=1e-3, high=1e3) for name in ("alpha_min", "alpha_max")
        )
        return Pull(at_short, at_long, short, long, is_in_octaves=True)
    options.only("use_sine", False)
    at_short = math.exp(options.number("base_shift", 0.5, low=-7, high=7))
    return Pull(at_short, math.exp(options.number("max_shift", 1.15, low=-7, high=7)), short, long)
