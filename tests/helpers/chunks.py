"""WAV and W64 files with places and session starts in them."""

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


def chunk_64(guid: str, data: bytes) -> bytes:
    """One of a W64: its size counts its header, and not what fills it up to a multiple of eight."""
    return bytes.fromhex(guid) + struct.pack("<Q", 24 + len(data)) + data + bytes(-len(data) % 8)


def marked_64(places: dict[int, str], length: int = -1) -> bytes:
    """The chunk of these places in a W64, each with its name; of stretches where there is a length."""
    told = struct.pack("<I", len(places))
    for number, (at, name) in enumerate(places.items(), start=1):
        text = f"{name}\0".encode("utf-16-le")
        told += struct.pack("<I4xQqI4x", number, at, length, len(text)) + text
    return chunk_64("5662f7ab2d39d21186c700c04f8edb8a", told)


def with_chunks_64(path: Path, *chunks: bytes, is_first: bool = False) -> Path:
    """Add chunks to a W64, behind its sound or before it."""
    data, more = path.read_bytes(), b"".join(chunks)
    data += bytes(-len(data) % 8)
    data = data[:40] + more + data[40:] if is_first else data + more
    path.write_bytes(data[:16] + struct.pack("<Q", len(data)) + data[24:])
    return path
