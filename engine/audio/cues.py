"""Places that a sound file names, and where in a session it was recorded.

WAV and its kin keep them in the chunks `cue `, `LIST adtl` and `bext`, AIFF in `MARK`, W64 in one that has a
GUID for a name; what other containers know are chapters. Damage is passed over: such places help, and nothing
depends on them.

Source: Multimedia Programming Interface 1.0 (IBM and Microsoft, 1991); EBU Tech 3285 (`bext`) and 3306
(RF64); Audio Interchange File Format 1.3 (Apple, 1989); Sony Wave64 (Sonic Foundry, 2000), whose marks are
laid out as the AudioFile library of H. H. Rutz reads and writes them.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO

from engine.audio import compressed, wave64
from engine.audio.source import Source
from engine.errors import AudioFileError

MOST = 2000
"""More places than this no one has set by hand: the others are left out."""

_MAX_CHUNKS, _MAX_BYTES, _MAX_NAME = 10_000, 2**20, 200
_TO_REFERENCE = 338  # bytes of a bext before its time reference
_UNKNOWN = 0xFFFFFFFF  # a size that RF64 tells elsewhere


@dataclass(frozen=True, slots=True)
class Cue:
    """A place in a file, in samples of one channel from its beginning, and what it is called there."""

    at: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Cues:
    """Places in order; `time_reference` is the sample of a session at which the file begins, None unknown."""

    places: tuple[Cue, ...] = ()
    time_reference: int | None = None


def of(source: Source) -> Cues:
    """What a file says of that kind; nothing where it cannot be read."""
    try:
        with source.path.open("rb") as file:
            head = file.read(12)
            kind = _KINDS.get((head[:4], head[8:12]))
            found = kind(file) if kind is not None else Cues(tuple(_chapters(source)))
    except (OSError, struct.error, AudioFileError):
        return Cues()
    within = {cue.at: cue for cue in reversed(found.places) if 0 <= cue.at < source.n_samples}
    return Cues(tuple(within[at] for at in sorted(within)[:MOST]), found.time_reference)


# ---- WAV, BWF, RF64


def _of_wav(file: IO[bytes]) -> Cues:
    places: dict[int, int] = {}
    names: dict[int, str] = {}
    reference = None
    for kind, size in _chunks(file, "<"):
        if kind == b"cue ":
            places |= _points(file.read(min(size, _MAX_BYTES)))
        elif kind == b"LIST":
            names |= _labels(file.read(min(size, _MAX_BYTES)))
        elif kind == b"bext":
            reference = _reference(file.read(min(size, _TO_REFERENCE + 8)))
    return Cues(tuple(Cue(at, names.get(number, "")) for number, at in places.items()), reference)


def _points(data: bytes) -> dict[int, int]:
    """Places by their numbers."""
    (n_points,) = struct.unpack_from("<I", data)
    whole = min(n_points, (len(data) - 4) // 24)
    rows = (struct.unpack_from("<II4sIII", data, 4 + 24 * row) for row in range(whole))
    return {number: offset for number, _, _, _, _, offset in rows}


def _labels(data: bytes) -> dict[int, str]:
    """Names by the numbers of their places; a label goes before a note."""
    if data[:4] != b"adtl":
        return {}
    found: dict[bytes, dict[int, str]] = {b"labl": {}, b"note": {}}
    at = 4
    while at + 12 <= len(data):
        kind, size, number = struct.unpack_from("<4sII", data, at)
        if kind in found:
            found[kind][number] = _text(data[at + 12 : at + 8 + size])
        at += 8 + size + size % 2
    return found[b"note"] | found[b"labl"]


def _reference(data: bytes) -> int | None:
    """Of a file that was recorded in no session it is 0, which says nothing."""
    if len(data) < _TO_REFERENCE + 8:
        return None
    (reference,) = struct.unpack_from("<Q", data, _TO_REFERENCE)
    return reference if 0 < reference < 2**62 else None


# ---- AIFF


def _of_aiff(file: IO[bytes]) -> Cues:
    for kind, size in _chunks(file, ">"):
        if kind == b"MARK":
            return Cues(tuple(_marks(file.read(min(size, _MAX_BYTES)))))
    return Cues()


def _marks(data: bytes) -> Iterator[Cue]:
    (n_marks,) = struct.unpack_from(">H", data)
    at = 2
    for _ in range(n_marks):
        if at + 7 > len(data):
            return
        _, place, length = struct.unpack_from(">HIB", data, at)
        yield Cue(place, _text(data[at + 7 : at + 7 + length]))
        at += 7 + length + (1 - length % 2)  # the text and its length are even together


# ---- W64


def _of_w64(file: IO[bytes]) -> Cues:
    places: list[Cue] = []
    reference = None
    for kind, size in wave64.chunks(file):
        if kind == wave64.MARKER:
            places += _marks_64(file.read(min(size, _MAX_BYTES)))
        elif kind == b"bext" + wave64.OF_WAVE:
            reference = _reference(file.read(min(size, _TO_REFERENCE + 8)))
    return Cues(tuple(places), reference)


def _marks_64(data: bytes) -> Iterator[Cue]:
    """Number, place, length (-1 of a place, else of a stretch) and name of each, padded as in memory."""
    (n_marks,) = struct.unpack_from("<I", data)
    at = 4
    for _ in range(n_marks):
        if at + 32 > len(data):
            return
        _, place, _, n_bytes = struct.unpack_from("<I4xQqI4x", data, at)
        at += 32
        name = data[at : at + n_bytes].decode("utf-16-le", "replace").split("\0")[0]
        yield Cue(place, name.strip()[:_MAX_NAME])
        at += n_bytes


# ---- what is common


def _chunks(file: IO[bytes], order: str) -> Iterator[tuple[bytes, int]]:
    """Kind and size of each chunk; the file stands behind its header then, wherever it was read to."""
    at, stop = 12, os.fstat(file.fileno()).st_size
    long_size = 0
    for _ in range(_MAX_CHUNKS):
        file.seek(at)
        header = file.read(8)
        if len(header) < 8:
            return
        kind, size = struct.unpack(f"{order}4sI", header)
        if kind == b"ds64":
            long_size = struct.unpack_from("<8xQ", file.read(16))[0]
            file.seek(at + 8)
        elif kind == b"data" and size == _UNKNOWN:
            size = long_size
        yield kind, size
        at += 8 + size + size % 2
        if at >= stop:
            return


def _chapters(source: Source) -> Iterator[Cue]:
    for start_s, title in compressed.chapters(source.path, MOST):
        yield Cue(round(start_s * source.sample_rate), title[:_MAX_NAME])


def _text(data: bytes) -> str:
    """Up to the first zero; what is no UTF-8 was written where a letter was a byte."""
    plain = data.split(b"\0")[0]
    try:
        return plain.decode().strip()[:_MAX_NAME]
    except UnicodeDecodeError:
        return plain.decode("latin-1").strip()[:_MAX_NAME]


_KINDS: dict[tuple[bytes, bytes], Callable[[IO[bytes]], Cues]] = {
    (b"RIFF", b"WAVE"): _of_wav,
    (b"RF64", b"WAVE"): _of_wav,
    (b"BW64", b"WAVE"): _of_wav,
    wave64.HEAD: _of_w64,
    (b"FORM", b"AIFF"): _of_aiff,
    (b"FORM", b"AIFC"): _of_aiff,
}
