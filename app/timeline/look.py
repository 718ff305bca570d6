"""How tracks are looked at: small frozen values, kept in the session and not undone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

MIN_AMPLITUDE, MAX_AMPLITUDE = 1.0, 256.0
"""How often the height of a waveform may be magnified; below 1 full scale would not fill its strip."""

MIN_RANGE_DB, MAX_RANGE_DB = 20.0, 160.0


class Show(Enum):
    """What a track's lane shows."""

    WAVEFORM = "waveform"
    SPECTROGRAM = "spectrogram"
    BOTH = "both"


class Snap(Enum):
    """What the edges of drags and trims keep to; the values are what the settings keep."""

    OFF = "off"
    GRID = "grid"
    ZERO = "zero"
    TRANSIENT = "transient"


@dataclass(frozen=True, slots=True)
class Look:
    """How one track is seen: what of it, how much its amplitudes are magnified, how tall.

    `height_px` is the height of the lane that shows the sound; 0 leaves it to the layout.
    """

    show: Show = Show.WAVEFORM
    amplitude: float = 1.0
    height_px: int = 0


class Scale(Enum):
    """How the frequencies of a spectrogram are spread over its height."""

    LOG = "log"
    MEL = "mel"


@dataclass(frozen=True, slots=True)
class SpectrogramLook:
    """How all spectrograms are drawn.

    `top_db` is the level of the brightest colour and `range_db` how far below it the darkest lies; a
    full-scale sine is 0 dB.
    """

    scale: Scale = Scale.LOG
    top_db: float = -6.0
    range_db: float = 90.0

    def __post_init__(self) -> None:
        if not MIN_RANGE_DB <= self.range_db <= MAX_RANGE_DB:
            raise ValueError(f"a spectrogram shows {MIN_RANGE_DB} to {MAX_RANGE_DB} dB, not {self.range_db}")
