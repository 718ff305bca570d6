"""Smallest and largest samples of a source by bucket, so that drawing never touches all samples."""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.audio.files import Reader, Source
from engine.timeline import Span

BUCKET = 256
"""Samples in a bucket of the finest level."""

FACTOR = 4
"""Buckets of one level in a bucket of the next."""

SUFFIX = ".peaks"
"""Of files that hold the finest level: float32 with the low byte first, and what proves them."""

N_LEVELS = 7
_BLOCK = BUCKET * FACTOR ** (N_LEVELS - 1)  # fills whole buckets of every level
_LOOKED_AT = 1 << 16  # bytes of a file by which it is known again
_PROOF = 16  # bytes of a hash behind the floats, and of a mark
_LARGEST = 1e9  # beyond any sound; some of them can be added without an overflow

Extremes = tuple[NDArray[np.float32], NDArray[np.float32]]
"""Mins and maxs, float32 `[c, n]` each."""


class Peaks:
    """The pyramid of one source: usable while it is being built, from `n_done` samples on complete.

    Samples that are no numbers count as 0; what lies outside the source, or is not built yet, is (0, 0).
    One thread builds while any other asks.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.n_done = source.n_samples if source.is_missing else 0  # of silence there is nothing to find
        self.is_given_up = False  # nobody builds it any more, as the source cannot be read
        self.n_odd = 0
        """Samples so far that are no numbers, in any channel."""
        self.first_odd = 0
        """The first of them, where there are any."""
        sizes = [-(-source.n_samples // (BUCKET * FACTOR**i)) for i in range(N_LEVELS)]
        self._levels = [np.zeros((2, source.n_channels, n), np.float32) for n in sizes]

    @property
    def is_done(self) -> bool:
        """Whether all of the source is in it."""
        return self.n_done >= self.source.n_samples

    def build(self, reader: Reader) -> Iterator[float]:
        """Read the source once, block by block, from where it was left; yield the fraction done.

        Raises:
            AudioFileError: the source cannot be read any further.
        """
        while not self.is_done:
            span = Span(self.n_done, min(self.n_done + _BLOCK, self.source.n_samples))
            self._add(span, reader.read_coarse(self.source, span))
            self.n_done = span.stop
            yield self.n_done / self.source.n_samples

    def _add(self, span: Span, audio: NDArray[np.float32]) -> None:
        numbers = _numbers(audio)
        if numbers is not audio:
            self._count_odd(span.start, audio)
        finest = np.clip(_finest(numbers), -_LARGEST, _LARGEST)
        first = span.start // BUCKET
        for level in self._levels:
            level[:, :, first : first + finest.shape[2]] = finest
            finest, first = _coarser(finest), first // FACTOR

    def _count_odd(self, start: int, audio: NDArray[np.float32]) -> None:
        odd = np.flatnonzero(~np.isfinite(audio).all(axis=1))
        if len(odd):
            self.first_odd = self.first_odd if self.n_odd else start + int(odd[0])
            self.n_odd += len(odd)

    def columns(self, span: Span, n_columns: int, reader: Reader | None = None) -> Extremes:
        """The smallest and largest sample in each of `n_columns` equal parts of `span`.

        Wide parts come from the pyramid and may reach up to a bucket (half a part) further on either side, so
        that no peak is ever missed; parts of less than two buckets are read from the source, exactly, where a
        reader is given.

        Returns:
            mins and maxs, float32 `[c, n_columns]`. Parts that are shorter than a sample hold the one they
            lie in.
        """
        if n_columns < 1 or not span:
            raise ValueError(f"no columns: {n_columns} of {span}")
        edges = span.start + np.arange(n_columns + 1, dtype=np.int64) * span.length // n_columns
        per_column = span.length / n_columns
        if reader is not None and per_column < 2 * BUCKET:
            audio = self.samples(span, reader)
            return _reduced(np.stack([audio, audio]), edges - span.start, 1)
        index = 0
        while index + 1 < N_LEVELS and 2 * BUCKET * FACTOR ** (index + 1) <= per_column:
            index += 1
        return _reduced(self._levels[index], edges, BUCKET * FACTOR**index)

    def samples(self, span: Span, reader: Reader) -> NDArray[np.float32]:
        """The samples themselves, float32 `[c, n]`; 0 outside the source."""
        inside = span.overlap(Span(0, self.source.n_samples))
        audio = np.zeros((self.source.n_channels, span.length), np.float32)
        if inside:
            read = np.clip(_numbers(reader.read_coarse(self.source, inside)), -_LARGEST, _LARGEST)
            audio[:, inside.start - span.start : inside.stop - span.start] = read.T
        return audio

    def save(self, folder: Path) -> Path:
        """Keep the finest level in `folder`; the others follow from it.

        Raises:
            ValueError: it is not complete.
            OSError: the folder cannot be written.
        """
        if not self.is_done:
            raise ValueError("only complete peaks are kept")
        folder.mkdir(parents=True, exist_ok=True)
        path = _kept(folder, self.source)
        self.save_as(path)
        return path

    def save_as(self, path: Path, mark: bytes = b"") -> None:
        """The same in a file of this name; it is there whole, or not at all.

        Args:
            mark: of what it belongs to, where the name does not say that; see `mark_of`.
        Raises:
            ValueError: it is not complete.
            OSError: the folder is not there, or cannot be written.
        """
        if not self.is_done:
            raise ValueError("only complete peaks are kept")
        data = np.ascontiguousarray(self._levels[0], "<f4").tobytes()
        temporary = path.with_name(f".{uuid.uuid4().hex}.part")
        try:
            with temporary.open("wb") as file:
                file.write(data)
                file.write(_proof(data, mark))
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)

    @classmethod
    def load(cls, folder: Path, source: Source) -> Peaks | None:
        """What was kept for this very file; None where there is nothing, or nothing whole."""
        peaks = cls(source)
        return peaks if peaks.restore(folder) else None

    def restore(self, folder: Path) -> bool:
        """Take what was kept for this very file; False where there is nothing, or nothing whole."""
        try:
            path = _kept(folder, self.source)
            if not self.restore_from(path):
                return False
            os.utime(path)  # the ones used last are the last to go
        except OSError:
            return self.is_done
        return True

    def restore_from(self, path: Path, mark: bytes = b"") -> bool:
        """The same from a file of this name, kept with this mark.

        Its size is looked at before any memory is taken for it, and a pipe, which might never end, is not
        opened.
        """
        shape, n_bytes = self._levels[0].shape, self._levels[0].nbytes
        try:
            if not path.is_file():
                return False
            with path.open("rb") as file:
                if os.fstat(file.fileno()).st_size != n_bytes + _PROOF:
                    return False
                data, proof = file.read(n_bytes), file.read(_PROOF)
        except OSError:
            return False
        if len(data) != n_bytes or _proof(data, mark) != proof:
            return False
        finest = np.frombuffer(data, "<f4").reshape(shape)
        if not np.isfinite(finest).all() or np.abs(finest).max(initial=0.0) > _LARGEST:
            return False
        for level in self._levels:
            level[:] = finest
            finest = _coarser(finest)
        self.n_done = self.source.n_samples
        return True


def trim(folder: Path, max_bytes: int) -> None:
    """Remove the kept peaks that were used longest ago, until the rest takes no more than `max_bytes`.

    Raises:
        OSError: the folder cannot be looked through.
    """
    kept = [(path, path.stat()) for path in folder.glob(f"*{SUFFIX}")]
    n_bytes = sum(status.st_size for _, status in kept)
    for path, status in sorted(kept, key=lambda item: item[1].st_mtime_ns):
        if n_bytes <= max_bytes:
            return
        path.unlink(missing_ok=True)
        n_bytes -= status.st_size


def mark_of(path: Path) -> bytes:
    """What changes with the length of a file, its beginning, middle or end; of a copy it is the same.

    Raises:
        OSError: it cannot be read.
    """
    size = path.stat().st_size
    digest = hashlib.blake2b(f"{size}".encode(), digest_size=_PROOF)
    for part in _looked_at(path, size):
        digest.update(part)
    return digest.digest()


def _kept(folder: Path, source: Source) -> Path:
    """Where the peaks of a file are kept, by what it holds at both ends and in the middle, wherever it lies.

    Raises:
        OSError: it cannot be read.
    """
    digest = hashlib.sha256(f"{source.size}\n{source.mtime_ns}\n{source.n_samples}\n{BUCKET}".encode())
    for part in _looked_at(source.path, source.size):
        digest.update(part)
    return folder / f"{digest.hexdigest()}{SUFFIX}"


def _looked_at(path: Path, size: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        for place in (0, size // 2, max(0, size - _LOOKED_AT)):
            file.seek(place)
            yield file.read(_LOOKED_AT)


def _proof(data: bytes, mark: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=_PROOF, key=mark, person=f"peaks of {BUCKET}".encode()).digest()


def _numbers(audio: NDArray[np.float32]) -> NDArray[np.float32]:
    """The same with NaN as 0 and infinities as the largest number; itself where there are none."""
    with np.errstate(over="ignore", invalid="ignore"):
        if np.isfinite(audio.sum()):  # a sum is finite only where all are, and costs no second array
            return audio
    return np.nan_to_num(audio, nan=0.0, posinf=_LARGEST, neginf=-_LARGEST)


def _finest(audio: NDArray[np.float32]) -> NDArray[np.float32]:
    """Samples `[n, c]` -> mins and maxs of the finest level, `[2, c, n_buckets]`."""
    by_channel = np.ascontiguousarray(audio.T)  # each channel in one piece: ten times as fast
    whole = by_channel.shape[1] // BUCKET * BUCKET
    buckets = by_channel[:, :whole].reshape(len(by_channel), -1, BUCKET)
    finest = np.stack([buckets.min(axis=2), buckets.max(axis=2)])
    rest = by_channel[:, whole:]
    if rest.shape[1]:
        last = np.stack([rest.min(axis=1), rest.max(axis=1)])
        finest = np.concatenate([finest, last[:, :, None]], axis=2)
    return finest


def _coarser(level: NDArray[np.float32]) -> NDArray[np.float32]:
    """Mins and maxs `[2, c, n]` -> `[2, c, ceil(n / FACTOR)]`."""
    starts = np.arange(0, level.shape[2], FACTOR)
    mins = np.minimum.reduceat(level[0], starts, axis=1)
    return np.stack([mins, np.maximum.reduceat(level[1], starts, axis=1)])


def _reduced(level: NDArray[np.float32], edges: NDArray[np.int64], bucket: int) -> Extremes:
    """Mins and maxs of `level` `[2, c, n]` between `edges` (samples), rounded outward to buckets."""
    n_buckets = level.shape[2]
    first = edges[:-1] // bucket
    last = np.maximum(-(-edges[1:] // bucket), first + 1)
    is_inside = (last > 0) & (first < n_buckets)
    pairs = np.stack([np.clip(first, 0, n_buckets - 1), np.clip(last, 1, n_buckets)], axis=1).ravel()
    # reduceat wants the index behind the end to exist
    near = np.zeros((*level.shape[:2], pairs.max() - pairs.min() + 1), level.dtype)
    near[:, :, :-1] = level[:, :, pairs.min() : pairs.max()]
    mins = np.minimum.reduceat(near[0], pairs - pairs.min(), axis=1)[:, ::2]
    maxs = np.maximum.reduceat(near[1], pairs - pairs.min(), axis=1)[:, ::2]
    return np.where(is_inside, mins, np.float32(0)), np.where(is_inside, maxs, np.float32(0))
