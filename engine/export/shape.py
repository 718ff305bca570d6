"""How a file is to be written: format, depth, rate and channels, and which of them go together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from engine.audio import files
from engine.errors import OutputError


class Depth(StrEnum):
    """What a sample is stored as."""

    BITS_16 = "16"
    BITS_24 = "24"
    BITS_32 = "32"
    FLOAT = "float"

    @property
    def n_bits(self) -> int:
        """Of an integer; 0 for floats."""
        return 0 if self is Depth.FLOAT else int(self)


class Channels(StrEnum):
    """How many channels a file has: as what goes into it, one, or two; see `folding`."""

    PROJECT = "project"
    MONO = "mono"
    STEREO = "stereo"


_INTEGERS = {Depth.BITS_16: "PCM_16", Depth.BITS_24: "PCM_24", Depth.BITS_32: "PCM_32"}
_ALL = {**_INTEGERS, Depth.FLOAT: "FLOAT"}
_MP3_RATES = (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000)


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file.

    Attributes:
        subtypes: libsndfile's word for each depth; of a lossy format the same for all.
        suffixes: the first is what its files are called.
        rates: all that it holds; empty for any.
    """

    container: str
    suffixes: tuple[str, ...]
    subtypes: Mapping[Depth, str]
    is_lossy: bool = False
    max_channels: int = 256
    rates: tuple[int, ...] = ()

    @property
    def depths(self) -> tuple[Depth, ...]:
        """Those that can be chosen: none where the format has its own way."""
        return () if self.is_lossy else tuple(self.subtypes)


def _lossy(container: str, suffix: str, subtype: str, max_channels: int, rates: tuple[int, ...]) -> Format:
    return Format(container, (suffix,), dict.fromkeys(Depth, subtype), True, max_channels, rates)


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "wav": Format("WAV", (".wav", ".wave"), _ALL),
        "flac": Format("FLAC", (".flac",), {d: _ALL[d] for d in (Depth.BITS_16, Depth.BITS_24)}, False, 8),
        "aiff": Format("AIFF", (".aiff", ".aif"), _ALL),
        "ogg": _lossy("OGG", ".ogg", "VORBIS", 8, ()),
        "mp3": _lossy("MP3", ".mp3", "MPEG_LAYER_III", 2, _MP3_RATES),
        "m4a": _lossy("M4A", ".m4a", "AAC", 6, ()),
    }
)


@dataclass(frozen=True, slots=True)
class Shape:
    """How every file of an export is written.

    Attributes:
        format: one of `FORMATS`.
        sample_rate: None for that of the document.
        is_dithered: whether what is rounded to integers gets noise of one step, so that it does not distort.
        channels: of each file. Those of the project are a stem's own, and two of every mix, even of a project
            that is mono throughout: that is how it is heard.
        kind: what the format can do.
    """

    format: str = "wav"
    depth: Depth = Depth.BITS_24
    sample_rate: int | None = None
    is_dithered: bool = True
    channels: Channels = Channels.PROJECT
    kind: Format = field(init=False, compare=False)

    def __post_init__(self) -> None:
        if self.format not in FORMATS:
            raise ValueError(f"there is no format {self.format}")
        object.__setattr__(self, "kind", FORMATS[self.format])

    @property
    def subtype(self) -> str:
        """In libsndfile's words."""
        return self.kind.subtypes[self.depth]

    @property
    def suffix(self) -> str:
        """How its files end."""
        return self.kind.suffixes[0]

    @property
    def n_bits(self) -> int:
        """Of its integers; 0 where it holds none."""
        return 0 if self.kind.is_lossy else self.depth.n_bits

    def container(self, n_samples: int, n_channels: int) -> str:
        """Which container holds so much: a WAV of more than 4 GiB is RF64 from its first byte."""
        if self.kind.container != "WAV":
            return self.kind.container
        if files.outgrows(n_samples, n_channels, self.subtype):
            return "RF64"
        return "WAV" if n_channels <= 2 else "WAVEX"

    def refuse(self, path: Path, sample_rate: int, n_channels: int) -> None:
        """Say beforehand what such a file cannot hold.

        Raises:
            OutputError: too many channels, another rate, or a depth that the format does not have.
        """
        name = self.format.upper()
        if self.depth not in self.kind.subtypes:
            held = " or ".join(f"{depth} bits" for depth in self.kind.depths)
            raise OutputError(path, f"{name} holds {held}; choose one of these, or WAV")
        if n_channels > self.kind.max_channels:
            most = self.kind.max_channels
            raise OutputError(path, f"{name} holds at most {most} channels, not {n_channels}; choose WAV")
        if self.kind.rates and sample_rate not in self.kind.rates:
            raise OutputError(path, f"{name} holds no sound of {sample_rate} Hz; choose 48000 Hz, or WAV")


def format_of(path: Path) -> str:
    """Which format a file of this name is meant to have.

    Raises:
        OutputError: its suffix is none that can be written.
    """
    suffix = path.suffix.lower()
    for name, kind in FORMATS.items():
        if suffix in kind.suffixes:
            return name
    known = ", ".join(kind.suffixes[0] for kind in FORMATS.values())
    raise OutputError(path, f"its name must end in one of {known}")
