"""The chunks of a Sony Wave64: a WAV whose names are GUIDs and whose sizes have 64 bits.

Source: Sony Wave64 (Sonic Foundry, 2000).
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import IO

HEAD = (b"riff", b"\xa5\xd6\x28\xdb")
"""What such a file has in its first four bytes, and behind eight."""

OF_WAVE = bytes.fromhex("f3acd3118cd100c04f8edb8a")
"""The rest of the GUIDs that begin with the four letters a WAV has, too."""

MARKER = bytes.fromhex("5662f7ab2d39d21186c700c04f8edb8a")

_MAX_CHUNKS = 10_000
_HEADER = 24  # bytes of a GUID and a size, which counts them, too


def chunks(file: IO[bytes]) -> Iterator[tuple[bytes, int]]:
    """GUID and size of each chunk without its header, behind which the file stands then."""
    at, stop = _HEADER + 16, os.fstat(file.fileno()).st_size
    for _ in range(_MAX_CHUNKS):
        if at >= stop:
            return
        file.seek(at)
        header = file.read(_HEADER)
        if len(header) < _HEADER:
            return
        kind, size = struct.unpack("<16sQ", header)
        if size < _HEADER:
            return
        yield kind, size - _HEADER
        at += size + -size % 8  # each begins at a multiple of eight


def n_bytes_of_sound(path: Path) -> int | None:
    """How much of a file is samples, by what it says; None where it does not, as one that was cut off may.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        sizes = (size for kind, size in chunks(file) if kind == b"data" + OF_WAVE)
        return next(sizes, None) or None
