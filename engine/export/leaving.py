"""Files that leave: refused before the work where they cannot be, and proved before they have their name."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from engine import disk
from engine.audio import files
from engine.audio.files import Broadcast, Source
from engine.document.document import Document, Track
from engine.document.splice import Sound
from engine.errors import OutputError
from engine.export import folding
from engine.export.passage import Passage
from engine.export.proof import Proof, prove
from engine.export.shape import Shape
from engine.export.track import Watch, not_watched
from engine.timeline import Mask, convert_rate_ceil

_SPARE = 1.05  # a disk that is filled to the last byte helps nobody
_BYTES_LOSSY = 1  # a sample: more than any of the lossy formats takes


@dataclass(frozen=True, slots=True)
class Piece:
    """A file that is to be, and what goes into it."""

    passage: Passage
    path: Path


@dataclass(frozen=True, slots=True)
class Written:
    """A file that is there, and its proof."""

    passage: Passage
    source: Source
    proof: Proof


def write_all(
    document: Document,
    pieces: Sequence[Piece],
    shape: Shape,
    *,
    overwrite: bool = False,
    watch: Watch = not_watched,
) -> tuple[Written, ...]:
    """Write files one after the other; each is there whole and proved, or not at all.

    Args:
        overwrite: whether files of these names may be replaced; never one that the document hears.
        watch: is told how far each is; what it raises leaves those that are done.
    Raises:
        OutputError: one of them cannot be written, or was found to be wrong when it was read back.
    """
    folded = tuple(replace(p, passage=folding.folded(p.passage, shape.channels)) for p in pieces)
    for piece in folded:
        refuse(document, piece, shape, overwrite=overwrite)
    refuse_full_disk(folded, shape)
    return tuple(write_piece(piece, shape, overwrite=overwrite, watch=watch) for piece in folded)


@contextmanager
def made_folder(folder: Path) -> Iterator[None]:
    """A folder for what is written; gone again if it was made for nothing."""
    is_new = not folder.exists()
    with disk.told(folder):
        folder.mkdir(exist_ok=True)
    try:
        yield
    finally:
        if is_new and not any(folder.iterdir()):
            folder.rmdir()


def write_piece(piece: Piece, shape: Shape, *, overwrite: bool, watch: Watch) -> Written:
    """Write one file and read it back; see `write_all`."""
    passage, path = piece.passage, piece.path
    rate, n_samples = passage.rate(shape.sample_rate), passage.n_samples(shape.sample_rate)
    dither = passage.rounded(shape.subtype, shape.sample_rate) if shape.n_bits else Mask()
    dither = dither if shape.is_dithered else Mask()
    proofs: list[Proof] = []

    def look(written: Source) -> None:
        expected = passage.blocks(shape.sample_rate)
        told = lambda n: watch("Checking", n, n_samples)  # noqa: E731
        proofs.append(prove(written, expected, shape.n_bits, dither, told))
        _refuse_wrong(path, written, proofs[0], n_samples, rate)

    source = files.write(
        path,
        _watched(passage, shape, n_samples, watch),
        sample_rate=rate,
        n_channels=passage.n_channels,
        format=shape.container(n_samples, passage.n_channels),
        subtype=shape.subtype,
        overwrite=overwrite,
        dither=dither,
        tags=_tags(passage),
        broadcast=_broadcast(passage, rate),
        inspect=look,
    )
    return Written(passage, source, proofs[0])


def refuse(document: Document, piece: Piece, shape: Shape, *, overwrite: bool) -> None:
    """Say what cannot be written before the work, not after.

    Raises:
        OutputError: there is nothing to hear, a recording is missing or would be written over, the name is
            taken, the place cannot be written, or the format does not hold such sound.
    """
    passage, path = piece.passage, piece.path
    if not passage.span:
        raise OutputError(path, "there is nothing to hear in it; open or compose something first")
    for track in passage.tracks:
        refuse_missing(track, path)
    refuse_sources(document, path)
    shape.refuse(path, passage.rate(shape.sample_rate), passage.n_channels)
    files.check_place(path, overwrite=overwrite)


def refuse_missing(track: Track, path: Path) -> None:
    """What is silent only because its file was not found must not leave as silence.

    Raises:
        OutputError: a recording or a take that is heard is missing.
    """
    sources = [clip.source for clip in track.clips] + [heard.take.source for heard in track.heard]
    lost = next((source for source in sources if source.is_missing), None)
    if lost is not None:
        raise OutputError(path, f"“{lost.path.name}” is missing and would be silent in it; locate it first")


def refuse_sources(document: Document, path: Path) -> None:
    """What the document hears is never written over.

    Raises:
        OutputError: the path is that of a recording or a take, under whichever name.
    """
    sources = {clip.source.path for track in document.tracks for clip in track.clips}
    sources |= {
        take.source.path for track in document.tracks for r in track.regions for take in (*r.takes, *r.bin)
    }
    if path.exists() and any(source.exists() and source.samefile(path) for source in sources):
        raise OutputError(
            path, "it is a source of this document and is never written over; choose another name"
        )


def refuse_full_disk(pieces: Sequence[Piece], shape: Shape) -> None:
    """See that there is room for all of them.

    Raises:
        OutputError: there is not.
    """
    if not pieces:
        return
    bytes_each = _BYTES_LOSSY if shape.kind.is_lossy else (shape.n_bits or 32) // 8
    needed = sum(p.passage.n_samples(shape.sample_rate) * p.passage.n_channels for p in pieces) * bytes_each
    with disk.told(pieces[0].path):
        free = shutil.disk_usage(pieces[0].path.parent).free
    if needed * _SPARE > free:
        sizes = f"{needed / 1e9:.1f} GB are needed and {free / 1e9:.1f} GB are free"
        raise OutputError(pieces[0].path, f"{sizes}; free some space or choose another place")


def _refuse_wrong(path: Path, written: Source, proof: Proof, n_samples: int, rate: int) -> None:
    if written.sample_rate != rate or proof.n_samples != n_samples:
        raise OutputError(path, "what was read back has another length or rate; try again")
    if proof.n_wrong:
        raise OutputError(
            path, f"{proof.n_wrong} samples were read back wrong; the disk may be faulty: choose another one"
        )


def _watched(passage: Passage, shape: Shape, n_samples: int, watch: Watch) -> Iterator[Sound]:
    n_done = 0
    for block in passage.blocks(shape.sample_rate):
        watch("Writing", n_done, n_samples)
        n_done += len(block)
        yield block


def _tags(passage: Passage) -> tuple[tuple[str, str], ...]:
    comment = passage.comment
    return (("title", passage.title), *((("comment", comment),) if comment else ()))


def _broadcast(passage: Passage, rate: int) -> Broadcast:
    now = datetime.now().astimezone()
    begins = convert_rate_ceil(passage.begins, passage.sample_rate, rate)
    return Broadcast(begins, passage.description, date=f"{now:%Y-%m-%d}", time=f"{now:%H:%M:%S}")
