"""How a place in time is written and read: clock time, samples, or bars and beats."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from engine.document.document import MAX_TRACK_SAMPLES, Document
from engine.errors import RequestError
from engine.timeline import format_time, parse_time, samples_to_seconds, seconds_to_samples

PARTS_OF_A_BEAT = 1000
"""What a beat is divided in where it is written."""


class TimeFormat(Enum):
    """What the ruler and the fields count in; the values are what the settings keep."""

    TIME = "time"
    SAMPLES = "samples"
    BARS = "bars"


@dataclass(frozen=True, slots=True)
class TimeBase:
    """What times are counted against: samples per second, and beats per minute and bar."""

    sample_rate: int
    tempo_bpm: float = 120.0
    beats_per_bar: int = 4

    def __post_init__(self) -> None:
        if self.sample_rate <= 0 or self.tempo_bpm <= 0 or self.beats_per_bar <= 0:
            raise ValueError(f"times cannot be counted against {self}")

    @classmethod
    def of(cls, document: Document) -> TimeBase:
        """That of a document."""
        return cls(document.sample_rate, document.tempo_bpm, document.beats_per_bar)

    @property
    def samples_per_beat(self) -> Fraction:
        """Exactly, so that late bars do not drift."""
        return Fraction(self.sample_rate * 60) / Fraction(self.tempo_bpm)


def zero_of(document: Document) -> int:
    """The sample that clocks and rulers call 0:00: where the document begins for whoever looks at it.

    What is added before the start pushes everything else back by as much, on the screen; the positions in the
    document stay what they are.
    """
    starts = [region.span.start for track in document.tracks for region in track.regions]
    return min(0, document.extent.start, *starts)


def format_position(sample: int, kind: TimeFormat, base: TimeBase) -> str:
    """Where something is: `m:ss.mmm`, a number of samples, or `bar.beat.part`, bars and beats from 1.

    >>> format_position(36_000, TimeFormat.BARS, TimeBase(48_000, tempo_bpm=120))
    '1.2.500'
    """
    return _format(sample, kind, base, first=1)


def format_length(n_samples: int, kind: TimeFormat, base: TimeBase) -> str:
    """How long something is: as a position, but bars and beats count from 0."""
    return _format(n_samples, kind, base, first=0)


def parse_position(text: str, kind: TimeFormat, base: TimeBase) -> int:
    """The sample that `format_position` would write so; later parts may be left out.

    Raises:
        RequestError: the text is no place in time.
    """
    return _parse(text, kind, base, first=1)


def parse_length(text: str, kind: TimeFormat, base: TimeBase) -> int:
    """The number of samples that `format_length` would write so; it is never negative.

    Raises:
        RequestError: the text is no length.
    """
    n_samples = _parse(text, kind, base, first=0)
    if n_samples < 0:
        raise RequestError(f"the length “{text.strip()}”", "is below zero: write a length without a sign")
    return n_samples


def _format(sample: int, kind: TimeFormat, base: TimeBase, *, first: int) -> str:
    if kind is TimeFormat.SAMPLES:
        return f"{sample}"
    if kind is TimeFormat.TIME:
        return format_time(samples_to_seconds(sample, base.sample_rate))
    parts = round(Fraction(sample) / base.samples_per_beat * PARTS_OF_A_BEAT)
    beats, part = divmod(parts, PARTS_OF_A_BEAT)
    bar, beat = divmod(beats, base.beats_per_bar)
    return f"{bar + first}.{beat + first}.{part:03d}"


def _parse(text: str, kind: TimeFormat, base: TimeBase, *, first: int) -> int:
    if kind is TimeFormat.TIME:
        return seconds_to_samples(parse_time(text), base.sample_rate)
    sample = _parse_samples(text) if kind is TimeFormat.SAMPLES else _parse_bars(text, base, first)
    if abs(sample) > MAX_TRACK_SAMPLES:
        raise RequestError("the time", "is longer than any recording")
    return sample


def _parse_samples(text: str) -> int:
    plain = re.sub(r"[\s\u2009\u202f_']", "", text)
    if not re.fullmatch(r"-?\d{1,15}", plain, re.ASCII):
        raise RequestError(
            f"the place “{text.strip()}”", "is not understood: write a number of samples (48000)"
        )
    return int(plain)


def _parse_bars(text: str, base: TimeBase, first: int) -> int:
    match = re.fullmatch(r"(-?\d{1,9})(?:\.(\d{1,9})(?:\.(\d{1,9}))?)?", text.strip(), re.ASCII)
    beat = int(match[2]) - first if match and match[2] else 0
    if not match or not 0 <= beat < base.beats_per_bar:
        raise RequestError(
            f"the place “{text.strip()}”",
            f"is not understood: write bar and beat, the beat from {first} to "
            f"{base.beats_per_bar + first - 1} (3.2 or 3.2.500)",
        )
    part = Fraction(int(match[3]), 10 ** len(match[3])) if match[3] else Fraction(0)
    beats = (int(match[1]) - first) * base.beats_per_bar + beat + part
    return round(beats * base.samples_per_beat)
