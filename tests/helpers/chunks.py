"""WAV files with places and session starts in them."""

from __future__ import annotations

import struct
from pathlib import Path


def chunk(kind: bytes, data: bytes, order: str = "<") -> bytes:
    return struct.pack(f"{order}4sI", kind, len(data)) + data + b"\0" * (len(data) % 2)


def labelled(places: dict[int, bytes]) -> bytes:
    """The chunks of these places, with their names behind them."""
    points = [struct.pack("<II4sIII", n, at, b"data", 0, 0, at) for n, at in enumerate(places, start=1)]
    labels = [
        chunk(b"labl", struct.pack("<I", n) + name + b"\0") for n, name in enumerate(places.values(), start=1)
    ]
    told = chunk(b"cue ", struct.pack("<I", len(points)) + b"".join(points))
    return told + chunk(b"LIST", b"adtl" + b"".join(labels))


def session_start(sample: int) -> bytes:
    """A bext chunk that says where a file begins."""
    return chunk(b"bext", bytes(338) + struct.pack("<Q", sample) + bytes(256))


def with_chunks(path: Path, *chunks: bytes, is_first: bool = False) -> Path:
    """Add chunks to a WAV, behind its sound or before it."""
    data, more = path.read_bytes(), b"".join(chunks)
    data = data[:12] + more + data[12:] if is_first else data + more
    path.write_bytes(data[:4] + struct.pack("<I", len(data) - 8) + data[8:])
    return path
