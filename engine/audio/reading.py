"""Sound files: what they are, and any span of their samples."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import stat
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO, Any, Protocol

import numpy as np
import soundfile
from numpy.typing import DTypeLike, NDArray

from engine.audio import compressed, wave64
from engine.audio.source import N_BYTES, Source
from engine.errors import AudioFileError
from engine.timeline import Span, format_time

BLOCK = 2**13
"""Samples of one channel that are decoded at a time where all of a file is."""

_LOSSY = re.compile("VORBIS|OPUS|MPEG|ADPCM|GSM|G72|NMS|VOX|ULAW|ALAW|DPCM")
_LEAD_IN = 2**15  # a lossy decoder that starts in mid-file needs some sound before it gives the same samples
_CLAIM = re.compile(r"^\s*(?:data|SSND|BODY|Data)\s*:\s*(\d+) \(should be (\d+)\)", re.MULTILINE)
_RATES = range(1_000, 1_000_001)
_HASHED = 2**20  # bytes at a time


def open_sound(path: Path) -> soundfile.SoundFile:
    """Open what libsndfile knows; any name a file system allows."""
    return soundfile.SoundFile(path if os.name == "nt" else os.fsencode(path))


def probe(path: Path) -> Source:
    """Find out what a sound file is; its samples are read where they must be counted.

    Formats that only FFmpeg knows are decoded from end to end: their headers do not give exact lengths.

    Raises:
        AudioFileError: the file is missing, forbidden, empty, damaged beyond use or no sound.
    """
    path = Path(path)
    size, mtime_ns = _identity(path)
    source = _probe_direct(path, size, mtime_ns) or _probe_compressed(path, size, mtime_ns)
    if source.n_samples == 0:
        raise AudioFileError(path, "there is no sound in it")
    if source.sample_rate not in _RATES:
        raise AudioFileError(path, f"its sample rate of {source.sample_rate} Hz is out of all bounds")
    return source


def known_again(stored: Source) -> tuple[Source, bool]:
    """Look for a file that was opened before.

    Its length is counted anew; only of what takes a whole decoding, and has neither another size nor another
    date, it is believed.

    Returns:
        what is there now, and whether it has the size and date that it had.
    Raises:
        AudioFileError: as `probe`.
    """
    identity = _identity(stored.path)
    is_same = identity == (stored.size, stored.mtime_ns)
    found = _probe_direct(stored.path, *identity)
    if found is not None and found.format == "W64" and _n_with_behind(stored.path) == stored.n_samples:
        found = replace(found, n_samples=stored.n_samples)  # as it was counted once, and clips lie by that
    if found is None:
        found = replace(stored, is_missing=False) if is_same else _probe_compressed(stored.path, *identity)
    return found, is_same


def _identity(path: Path) -> tuple[int, int]:
    """Size in bytes and time of the last change."""
    try:
        kind = path.stat().st_mode
        if stat.S_ISDIR(kind):
            raise AudioFileError(path, "it is a folder")
        if not stat.S_ISREG(kind):  # opening a pipe waits until somebody writes into it
            raise AudioFileError(path, "it is a pipe or a device, and no file")
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
    except FileNotFoundError:
        raise AudioFileError(path, "it is not there; it may have been moved or renamed") from None
    except PermissionError:
        raise AudioFileError(path, "its permissions do not allow it") from None
    except (OSError, ValueError) as error:
        raise AudioFileError(path, (getattr(error, "strerror", "") or str(error)).lower()) from error
    if status.st_size == 0:
        raise AudioFileError(path, "it is empty (0 bytes)")
    return status.st_size, status.st_mtime_ns


def _probe_direct(path: Path, size: int, mtime_ns: int) -> Source | None:
    try:
        with open_sound(path) as file:
            subtype, is_lossy = file.subtype, bool(_LOSSY.search(file.subtype))
            n_samples, warning = _readable(path, file)
            return Source(
                path,
                file.samplerate,
                file.channels,
                n_samples,
                file.format,
                subtype,
                is_lossy,
                size,
                mtime_ns,
                warning,
                tuple(sorted(file.copy_metadata().items())),
            )
    except (soundfile.LibsndfileError, TypeError, ValueError):
        return None  # not libsndfile's; FFmpeg has the last word


def _readable(path: Path, file: soundfile.SoundFile) -> tuple[int, str]:
    """Samples that can really be read, and a phrase where the header claims more."""
    claimed = file.frames - _n_behind(path, file)
    if not (file.seekable() and _has_last_sample(file)):
        found = sum(len(block) for block in _from_start(path))
    else:
        found = claimed
        if (match := _CLAIM.search(file.extra_info)) and int(match[1]) > int(match[2]) > 0:
            claimed = found * int(match[1]) // int(match[2])
    return found, _shortfall(found, claimed, file.samplerate) if claimed > found else ""


def _n_behind(path: Path, file: soundfile.SoundFile) -> int:
    """Samples that are none: what follows the sound of a W64 is sound, too, for libsndfile.

    Raises:
        AudioFileError: it cannot be looked through.
    """
    if file.format != "W64" or file.subtype not in N_BYTES:
        return 0
    try:
        told = wave64.n_bytes_of_sound(path)
    except OSError as error:
        raise AudioFileError(path, (error.strerror or str(error)).lower()) from error
    return 0 if told is None else max(0, file.frames - told // (N_BYTES[file.subtype] * file.channels))


def _n_with_behind(path: Path) -> int:
    """Samples of a W64 with those that are none."""
    try:
        with open_sound(path) as file:
            return file.frames
    except soundfile.LibsndfileError as error:
        raise AudioFileError(path, "it is damaged") from error


def _shortfall(found: int, claimed: int, sample_rate: int) -> str:
    readable = f"the file is cut short: {format_time(found / sample_rate)} can be read"
    if claimed > 1000 * found:  # a length that nobody ever meant
        return readable
    return f"{readable} of the {format_time(claimed / sample_rate)} that it announces"


def _has_last_sample(file: soundfile.SoundFile) -> bool:
    try:
        file.seek(max(0, file.frames - 1))
        return len(file.read(1)) == min(1, file.frames)
    except soundfile.LibsndfileError:
        return False


def _from_start(path: Path) -> Iterator[NDArray[np.float64]]:
    """All blocks up to where the file ends or is damaged; the one that is damaged is lost."""
    with open_sound(path) as file:
        while True:
            try:
                block = file.read(BLOCK, dtype="float64", always_2d=True)
            except soundfile.LibsndfileError:
                return
            if not len(block):
                return
            yield block


def _probe_compressed(path: Path, size: int, mtime_ns: int) -> Source:
    stream = compressed.inspect(path)
    n_samples = sum(len(block) for block in compressed.blocks(path, stream))
    is_short = stream.n_announced - n_samples > stream.sample_rate / 2  # such headers are never exact
    warning = _shortfall(n_samples, stream.n_announced, stream.sample_rate) if is_short else ""
    kind = (stream.format, stream.subtype, stream.is_lossy)
    return Source(path, stream.sample_rate, stream.n_channels, n_samples, *kind, size, mtime_ns, warning)


class _Opened(Protocol):
    def read(self, span: Span, dtype: DTypeLike) -> NDArray[Any]: ...

    def close(self) -> None: ...


class _Direct:
    """A file that libsndfile reads at any place."""

    def __init__(self, source: Source, file: soundfile.SoundFile) -> None:
        self.file = file
        self.lead_in = _LEAD_IN if source.is_lossy else 0

    def read(self, span: Span, dtype: DTypeLike) -> NDArray[Any]:
        start = max(0, span.start - self.lead_in)
        self.file.seek(start)
        name = np.dtype(dtype).name  # libsndfile scales integers by powers of two: exact in float64
        return self.file.read(span.stop - start, dtype=name, always_2d=True)[span.start - start :]

    def close(self) -> None:
        self.file.close()


class _Decoded:
    """A file that is only readable from its beginning: decoded once into a nameless temporary file."""

    def __init__(self, source: Source) -> None:
        stream = None if _opens_directly(source.path) else compressed.inspect(source.path)
        self.dtype = np.dtype("<f4" if stream and not stream.is_wide else "<f8")
        self.n_channels = source.n_channels
        self.file: IO[bytes] = _temporary(source, self.dtype.itemsize)
        try:
            for block in compressed.blocks(source.path, stream) if stream else _from_start(source.path):
                self.file.write(np.ascontiguousarray(block, self.dtype).tobytes())
            self.file.flush()
        except OSError as error:
            self.close()
            raise AudioFileError(
                source.path, f"there is no room to decode it in {tempfile.gettempdir()}"
            ) from error
        except BaseException:
            self.close()
            raise

    def read(self, span: Span, dtype: DTypeLike) -> NDArray[Any]:
        bytes_each = self.n_channels * self.dtype.itemsize
        self.file.seek(span.start * bytes_each)
        stored = np.frombuffer(self.file.read(span.length * bytes_each), self.dtype)
        return stored.reshape(-1, self.n_channels).astype(dtype)

    def close(self) -> None:
        self.file.close()


def _temporary(source: Source, bytes_each: int) -> IO[bytes]:
    needed = source.n_samples * source.n_channels * bytes_each
    free = shutil.disk_usage(tempfile.gettempdir()).free
    if needed > free:
        sizes = f"{needed / 1e9:.1f} GB are needed to decode it and {free / 1e9:.1f} GB are free"
        raise AudioFileError(source.path, f"{sizes} in {tempfile.gettempdir()}")
    return tempfile.TemporaryFile(prefix="inlay-")


def _opens_directly(path: Path) -> bool:
    try:
        open_sound(path).close()
    except (soundfile.LibsndfileError, TypeError, ValueError):
        return False
    return True


class Reader:
    """Any span of any source; keeps the last few files open. Safe to share between threads."""

    def __init__(self, n_files: int = 16) -> None:
        if n_files < 1:
            raise ValueError("a reader keeps at least one file open")
        self.n_files = n_files
        self._files: OrderedDict[Source, _Opened] = OrderedDict()
        self._lock = threading.Lock()
        self._is_closed = False

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def read(self, source: Source, span: Span) -> NDArray[np.float64]:
        """The samples of `span`, exactly: float64 `[n, c]`.

        Integers are divided by a power of two, so that every 16, 24 and 32-bit value has its own float64 and
        `write` finds the way back to it. What is missing is silent.

        Raises:
            ValueError: the span reaches outside the source.
            AudioFileError: the file is gone, has changed since it was probed, or is damaged in this place.
        """
        return self._read(source, span, np.float64)

    def read_coarse(self, source: Source, span: Span) -> NDArray[np.float32]:
        """As `read`, in float32 `[n, c]`: for drawing, where speed matters and the last bits do not."""
        return self._read(source, span, np.float32)

    def _read(self, source: Source, span: Span, dtype: DTypeLike) -> NDArray[Any]:
        if span.start < 0 or span.stop > source.n_samples:
            raise ValueError(f"{span} lies outside the {source.n_samples} samples of {source.path.name}")
        if source.is_missing:
            return np.zeros((span.length, source.n_channels), dtype)
        with self._lock:
            if self._is_closed:
                raise ValueError("this reader is closed")
            try:
                audio = self._file(source).read(span, dtype)
            except (soundfile.LibsndfileError, OSError) as error:
                raise AudioFileError(source.path, f"it is damaged near {_place(source, span)}") from error
        if len(audio) != span.length:
            raise AudioFileError(source.path, f"it is damaged near {_place(source, span)}")
        return audio

    def _file(self, source: Source) -> _Opened:
        if _identity(source.path) != (source.size, source.mtime_ns):
            self._forget(source)
            raise AudioFileError(
                source.path, "it was changed by another program since it was opened; open it again"
            )
        if source not in self._files:
            while len(self._files) >= self.n_files:
                self._files.popitem(last=False)[1].close()
            self._files[source] = _open(source)
        self._files.move_to_end(source)
        return self._files[source]

    def _forget(self, source: Source) -> None:
        if (file := self._files.pop(source, None)) is not None:
            file.close()

    def close(self) -> None:
        """Close all files; what was decoded into temporary files is gone from the disk."""
        with self._lock:
            self._is_closed = True
            for file in self._files.values():
                file.close()
            self._files.clear()


def _place(source: Source, span: Span) -> str:
    return format_time(span.start / source.sample_rate)


def _open(source: Source) -> _Opened:
    try:
        file = open_sound(source.path)
    except (soundfile.LibsndfileError, TypeError, ValueError):
        return _Decoded(source)
    try:
        n_samples = file.frames - _n_behind(source.path, file)
        if file.seekable() and source.n_samples in (n_samples, file.frames):  # see `known_again`
            return _Direct(source, file)
    except AudioFileError:
        file.close()
        raise
    file.close()
    return _Decoded(source)


def hash_of(source: Source, look_up: Callable[[], object] = lambda: None) -> str:
    """What a file is known by wherever it lies: a hash of all that it holds, in hex.

    Args:
        look_up: called every now and then; what it raises ends the work.
    Raises:
        AudioFileError: the file cannot be read.
    """
    digest = hashlib.blake2b(digest_size=16)
    try:
        with source.path.open("rb") as file:
            while block := file.read(_HASHED):
                look_up()
                digest.update(block)
    except OSError as error:
        raise AudioFileError(source.path, (error.strerror or str(error)).lower()) from error
    return digest.hexdigest()


def renamed(source: Source, path: Path) -> Source:
    """The same file under the name that it has now."""
    size, mtime_ns = _identity(path)
    return replace(source, path=path, size=size, mtime_ns=mtime_ns)
