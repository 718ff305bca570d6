"""Spans of samples, and how samples, seconds and latent frames turn into one another.

Positions are signed: sample 0 is where a track's original material begins, and what is added before the
start lies at negative positions. Conversions come in pairs; nobody multiplies by a rate or a hop elsewhere.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from engine.errors import RequestError


@dataclass(frozen=True, order=True, slots=True)
class Span:
    """Samples `start <= n < stop`: half-open, so neighbours touch without overlapping."""

    start: int
    stop: int

    def __post_init__(self) -> None:
        if self.stop < self.start:
            raise ValueError(f"a span cannot stop before it starts: {self.start}..{self.stop}")

    @property
    def length(self) -> int:
        """Number of samples."""
        return self.stop - self.start

    def __bool__(self) -> bool:
        return self.stop > self.start

    def __contains__(self, sample: int) -> bool:
        return self.start <= sample < self.stop

    def shifted(self, n_samples: int) -> Span:
        """The same stretch, `n_samples` later."""
        return Span(self.start + n_samples, self.stop + n_samples)

    def overlap(self, other: Span) -> Span:
        """What both cover; empty (at this span's nearest edge) where they do not meet."""
        start = max(self.start, min(other.start, self.stop))
        return Span(start, max(start, min(self.stop, other.stop)))

    def overlaps(self, other: Span) -> bool:
        """Whether they share at least one sample."""
        return max(self.start, other.start) < min(self.stop, other.stop)

    def touches(self, other: Span) -> bool:
        """Whether they share a sample, or nothing lies between them."""
        return self.start <= other.stop and other.start <= self.stop

    def contains(self, other: Span) -> bool:
        """Whether `other` lies wholly inside."""
        return self.start <= other.start and other.stop <= self.stop

    def hull(self, other: Span) -> Span:
        """The shortest span that holds both."""
        return Span(min(self.start, other.start), max(self.stop, other.stop))


@dataclass(frozen=True, slots=True)
class Mask:
    """What is to be replaced: spans in order, apart from each other, none empty."""

    spans: tuple[Span, ...] = ()

    def __post_init__(self) -> None:
        if any(not span for span in self.spans):
            raise ValueError("a mask holds no empty span")
        if any(a.stop >= b.start for a, b in zip(self.spans, self.spans[1:], strict=False)):
            raise ValueError("the spans of a mask are in order and apart from each other")

    @classmethod
    def of(cls, spans: Iterable[Span]) -> Mask:
        """A mask of any spans: sorted, the touching ones joined, the empty ones dropped."""
        joined: list[Span] = []
        for span in sorted(s for s in spans if s):
            if joined and span.start <= joined[-1].stop:
                joined[-1] = joined[-1].hull(span)
            else:
                joined.append(span)
        return cls(tuple(joined))

    @property
    def hull(self) -> Span:
        """From the first sample replaced to the last."""
        return Span(self.spans[0].start, self.spans[-1].stop) if self.spans else Span(0, 0)

    @property
    def length(self) -> int:
        """Number of samples replaced."""
        return sum(span.length for span in self.spans)

    def outside(self, extent: Span) -> tuple[Span, ...]:
        """The stretches of `extent` that are kept, in order."""
        kept, position = [], extent.start
        first = bisect_right(self.spans, extent.start, key=lambda span: span.stop)
        last = bisect_left(self.spans, extent.stop, key=lambda span: span.start)
        for span in self.spans[first:last]:
            kept.append(Span(position, max(position, span.start)))
            position = span.stop
        kept.append(Span(position, max(position, extent.stop)))
        return tuple(span for span in kept if span)


def seconds_to_samples(seconds: float, sample_rate: int) -> int:
    """The nearest sample: `round(seconds * sample_rate)`."""
    return round(seconds * sample_rate)


def samples_to_seconds(n_samples: int, sample_rate: int) -> float:
    """`n_samples / sample_rate`."""
    return n_samples / sample_rate


def convert_rate_floor(n_samples: int, from_rate: int, to_rate: int) -> int:
    """The last sample at `to_rate` that is not after sample `n_samples` at `from_rate`."""
    return n_samples * to_rate // from_rate


def convert_rate_ceil(n_samples: int, from_rate: int, to_rate: int) -> int:
    """The first sample at `to_rate` that is not before sample `n_samples` at `from_rate`."""
    return -(-n_samples * to_rate // from_rate)


def samples_to_latents(span: Span, hop: int) -> Span:
    """Every latent frame that `span` touches: start rounded down, stop rounded up."""
    return Span(span.start // hop, -(-span.stop // hop))


def latents_to_samples(latents: Span, hop: int) -> Span:
    """The samples that these latent frames stand for."""
    return Span(latents.start * hop, latents.stop * hop)


MAX_SECONDS = 10**7
"""Beyond this a time is a slip of the keyboard (four months)."""

_TIME = re.compile(r"^(?P<sign>-?)(?:(?:(?P<h>\d+):)?(?P<m>\d+):)?(?P<s>\d+(?:\.\d*)?|\.\d+)$")


def parse_time(text: str) -> float:
    """Seconds from `12.5`, `1:02.500` or `1:00:02.5`.

    Raises:
        RequestError: the text is not a time.
    """
    match = _TIME.match(text.strip())
    if not match:
        raise RequestError(
            f"the time “{text}”", "is not understood: write seconds (12.5) or minutes (1:02.500)"
        )
    seconds = int(match["h"] or 0) * 3600 + int(match["m"] or 0) * 60 + Fraction(match["s"])
    if seconds > MAX_SECONDS:
        raise RequestError("the time", "is longer than any recording")
    return float(-seconds if match["sign"] else seconds)


def parse_region(text: str, sample_rate: int) -> Span:
    """Samples from `A-B`, both times; B must lie after A.

    Raises:
        RequestError: the text is no region, or an empty one.
    """
    match = re.match(r"^\s*(-?[\d:.]+)\s*-\s*(-?[\d:.]+)\s*$", text)
    if not match:
        raise RequestError(f"the region “{text}”", "is not understood: write two times, as in 1.20-1.60")
    start, stop = (seconds_to_samples(parse_time(t), sample_rate) for t in match.groups())
    if stop <= start:
        raise RequestError(f"the region “{text}”", "is empty: its end must lie after its start")
    return Span(start, stop)


def format_time(seconds: float) -> str:
    """`m:ss.mmm`, or `h:mm:ss.mmm` from one hour on."""
    sign, ms = ("-" if seconds < 0 else ""), round(abs(seconds) * 1000)
    (minutes, ms) = divmod(ms, 60_000)
    (hours, minutes) = divmod(minutes, 60)
    head = f"{hours}:{minutes:02d}" if hours else f"{minutes}"
    return f"{sign}{head}:{ms // 1000:02d}.{ms % 1000:03d}"
