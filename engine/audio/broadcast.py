"""Where on a timeline a file begins and who made it: the `bext` chunk that studios read from a WAV.

Source: EBU Tech 3285, Broadcast Wave Format; the layout in memory is `SF_BROADCAST_INFO` of libsndfile, which
soundfile brings and does not name.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import soundfile

from engine.audio.reading import open_sound

ORIGINATOR = "Inlay"
HELD_BY = ("WAV", "WAVEX", "RF64")
"""The containers that have such a chunk."""

_LAYOUT = struct.Struct("@256s32s32s10s8sIIh64s5h180sI256s")  # with the gaps that a C compiler leaves
_GET, _SET = 0x10F0, 0x10F1


@dataclass(frozen=True, slots=True)
class Broadcast:
    """What a file tells of its place in a session.

    Attributes:
        time_reference: samples between the start of the timeline and the first one of the file.
        description: at most 256 characters; those that are not ASCII are replaced.
        date: as 2026-01-31; "" where it is not told.
        time: as 23:59:59.
    """

    time_reference: int
    description: str = ""
    originator: str = ORIGINATOR
    date: str = ""
    time: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.time_reference < 2**64:
            raise ValueError("a file begins at the start of its timeline, or after it")


def attach(file: soundfile.SoundFile, broadcast: Broadcast) -> None:
    """Give a file that is being written its chunk; before the first sample.

    Raises:
        ValueError: its container has no such chunk.
    """
    words = (broadcast.description, broadcast.originator, "", broadcast.date, broadcast.time)
    told = [word.encode("ascii", "replace") for word in words]
    low, high = broadcast.time_reference % 2**32, broadcast.time_reference >> 32
    data = bytearray(_LAYOUT.pack(*told, low, high, 1, b"", 0, 0, 0, 0, 0, b"", 0, b""))
    if not _command(file, _SET, data):
        raise ValueError(f"{file.format} has no place for a time reference")


def broadcast_of(path: Path) -> Broadcast | None:
    """The chunk of a file; None where it has none."""
    data = bytearray(_LAYOUT.size)
    with open_sound(path) as file:
        if not _command(file, _GET, data):
            return None
    description, originator, _, date, time, low, high, *_ = _LAYOUT.unpack(data)
    told = [_text(word) for word in (description, originator, date, time)]
    return Broadcast(low + (high << 32), *told)


def _text(word: bytes) -> str:
    return word.split(b"\0")[0].decode("ascii", "replace")


def _command(file: Any, number: int, data: bytearray) -> bool:
    library, memory = soundfile._snd, soundfile._ffi  # noqa: SLF001 (there is no public way)
    return bool(library.sf_command(file._file, number, memory.from_buffer(data), len(data)))  # noqa: SLF001
