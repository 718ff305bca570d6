"""Sound files: open, read a span, write. The one door to all that knows how they are made inside.

>>> source = probe(path)                                        # what it is
>>> with Reader() as reader: audio = reader.read(source, span)  # float64 [n, c], exact
>>> format, subtype = target_format(source, output)
>>> write(output, blocks, sample_rate=…, n_channels=…, format=format, subtype=subtype)
"""

from __future__ import annotations

from engine.audio.broadcast import Broadcast, broadcast_of
from engine.audio.reading import Reader, hash_of, known_again, probe, renamed
from engine.audio.source import Source
from engine.audio.writing import (
    check_place,
    common_subtype,
    holds,
    outgrows,
    quantise,
    target_format,
    write,
)

__all__ = [
    "Broadcast",
    "Reader",
    "Source",
    "broadcast_of",
    "check_place",
    "common_subtype",
    "hash_of",
    "holds",
    "known_again",
    "outgrows",
    "probe",
    "quantise",
    "renamed",
    "target_format",
    "write",
]
