"""Sound files written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from numpy.typing import NDArray

from engine.audio import broadcast as bext
from engine.audio import encoding
from engine.audio.broadcast import Broadcast
from engine.audio.reading import BLOCK, open_sound, probe, renamed
from engine.audio.source import N_BYTES, Source, Tags
from engine.disk import beside, sync_folder, told
from engine.errors import AudioFileError, OutputError
from engine.timeline import Mask, Span

_CONTAINERS = {
    ".wav": "WAV",
    ".wave": "WAV",
    ".rf64": "RF64",
    ".w64": "W64",
    ".aif": "AIFF",
    ".aiff": "AIFF",
    ".aifc": "AIFF",
    ".flac": "FLAC",
    ".caf": "CAF",
    ".au": "AU",
}
_N_BITS = {"PCM_S8": 8, "PCM_U8": 8, "PCM_16": 16, "PCM_24": 24, "PCM_32": 32}
_WIDER = ("PCM_S8", "PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE")
_TAGGED = ("WAV", "WAVEX", "RF64", "AIFF", "FLAC", "CAF", "OGG", "MP3")
_QUALITY: dict[str, dict[str, Any]] = {
    "VORBIS": {"compression_level": 0.2},
    "MPEG_LAYER_III": {"compression_level": 0.0, "bitrate_mode": "CONSTANT"},
}
"""Of what loses something: more than is commonly heard, at about 250 and 320 kbit/s."""
_TAGS = ("title", "artist", "album", "date", "copyright", "license", "tracknumber", "genre", "comment")
_SMALL = ("WAV", "WAVEX", "AIFF", "AU")  # sizes are 32-bit numbers in these
_LIMIT = 2**32 - 2**20  # bytes of sound that leave room for the headers
_DITHER_SEED = 0x1217A7


def target_format(source: Source, path: Path) -> tuple[str, str]:
    """What a result of `source` is written as under this name: `(format, subtype)` in libsndfile's words.

    The subtype is kept where the container holds it; otherwise it is the nearest one that holds every value.
    What comes from a lossy source is written as float.

    Raises:
        OutputError: the suffix is none that Inlay writes, or the container would round the recording's
            samples (FLAC ends at 24 bits, without fractions).
    """
    container = _CONTAINERS.get(Path(path).suffix.lower())
    if container is None:
        raise OutputError(path, f"its name must end in one of {', '.join(_CONTAINERS)}")
    if container == "WAV" and (source.n_channels > 2 or source.format == "WAVEX"):
        container = "WAVEX"
    subtype = _subtype(source, container)
    if subtype is None:
        raise OutputError(path, f"{container} would round the samples of this recording; choose .wav")
    return container, subtype


def _subtype(source: Source, container: str) -> str | None:
    stored = "FLOAT" if source.is_lossy else _stored(source.subtype)
    fitting = [t for t in _WIDER if N_BYTES[t] >= N_BYTES[stored] and soundfile.check_format(container, t)]
    if stored in fitting:
        return stored
    return next((t for t in fitting if holds(t, stored)), None)


def _stored(subtype: str) -> str:
    """The plain subtype whose values a lossless one stores: `ALAC_20` is held by `PCM_24`."""
    if subtype in N_BYTES:
        return subtype
    n_bits = int("".join(c for c in subtype.partition("_")[2] if c.isdigit()) or 32)
    return next(name for name, held in (("PCM_16", 16), ("PCM_24", 24), ("PCM_32", 10**9)) if n_bits <= held)


def holds(subtype: str, stored: str) -> bool:
    """Whether samples of the subtype `stored` go into `subtype` and come back the same."""
    if stored in ("FLOAT", "DOUBLE"):
        return subtype in ("FLOAT", "DOUBLE") and N_BYTES[subtype] >= N_BYTES[stored]
    precision = {"FLOAT": 24, "DOUBLE": 53} | _N_BITS
    return precision.get(subtype, 0) >= _N_BITS[_stored(stored)]


def common_subtype(subtypes: Collection[str]) -> str:
    """The smallest subtype that samples of all of these go into and come back from the same."""
    fitting = (wide for wide in _WIDER if all(holds(wide, stored) for stored in subtypes))
    return next(iter(subtypes)) if len(set(subtypes)) == 1 else next(fitting)


def write(
    path: Path,
    blocks: Iterable[NDArray[np.float64]],
    *,
    sample_rate: int,
    n_channels: int,
    format: str,  # noqa: A002 (libsndfile's word, and Source's)
    subtype: str,
    overwrite: bool = False,
    dither: Mask | None = None,
    tags: Tags = (),
    broadcast: Broadcast | None = None,
    inspect: Callable[[Source], object] | None = None,
) -> Source:
    """Write `blocks` (float64 `[n, c]`) beside the final name, see it safe on the disk, then rename it.

    Integer subtypes are rounded half to even onto their grid and saturate, so that a sample which came from
    a file of that depth returns as it was; triangular dither of ±1 step, the same on every run, is added only
    inside the spans of `dither` (in samples from the first one written), and there only to samples that lie
    off the grid: other channels and silence stay as they are. A WAV that outgrows 4 GiB becomes RF64. Of
    `tags`, those are written that the container can hold. M4A, which libsndfile does not know, goes, too.

    Args:
        broadcast: goes into a WAV; other containers have no place for it.
        inspect: is shown what was written before it takes its name; what it raises leaves what stood there.
    Returns:
        The file as `probe` finds it under its final name.
    Raises:
        ValueError: libsndfile has no such format, or a block has other channels.
        OutputError: the name is taken and `overwrite` is not set, the place is full, read-only or missing, or
            samples that are no numbers are to become integers. Whatever stood there before is untouched.
    """
    path = Path(path)
    is_encoded = (format, subtype) == (encoding.FORMAT, encoding.SUBTYPE)
    if not is_encoded and not soundfile.check_format(format, subtype):
        raise ValueError(f"there is no {subtype} in {format}")
    _refuse_taken(path, overwrite)
    with beside(path) as temporary:
        output: _Output | encoding.Encoder
        if is_encoded:
            output = encoding.Encoder(path, temporary, sample_rate, n_channels, tags)
        else:
            output = _Output(
                path, temporary, sample_rate, n_channels, format, subtype, tags, broadcast=broadcast
            )
        try:
            for block in _quantised(path, blocks, n_channels, _N_BITS.get(subtype, 0), dither or Mask()):
                output.write(block)
        finally:
            output.close()
        written = _checked(path, temporary, output.n_samples, encoding.FRAME if is_encoded else 0)
        if inspect is not None:
            inspect(written)
        _refuse_taken(path, overwrite)
        with told(path):
            temporary.replace(path)
            sync_folder(path.parent)
    return renamed(written, path)


def outgrows(n_samples: int, n_channels: int, subtype: str) -> bool:
    """Whether so much sound is more than a WAV or AIFF holds: 4 GiB."""
    return n_samples * n_channels * N_BYTES.get(subtype, 0) > _LIMIT


def check_place(path: Path, *, overwrite: bool = False) -> None:
    """See beforehand that a file can be made there; nothing stays behind.

    Raises:
        OutputError: the name is taken and `overwrite` is not set, or the place is read-only or missing.
    """
    _refuse_taken(path, overwrite)
    with beside(path):
        pass


def _refuse_taken(path: Path, overwrite: bool) -> None:
    with told(path):
        if path.is_dir():
            raise OutputError(path, "a folder has that name; choose another one")
        if path.exists() and not overwrite:
            raise OutputError(
                path, "a file of that name exists; choose another name, or pass --force to replace it"
            )


def _checked(path: Path, temporary: Path, n_samples: int, n_more: int) -> Source:
    """What is really there, once it has reached the disk; `n_more` samples may have come at its end."""
    if n_samples == 0:
        raise OutputError(path, "there is no sound to write")
    with told(path), temporary.open("rb+") as file:
        os.fsync(file.fileno())
    try:
        written = probe(temporary)
    except AudioFileError as error:
        raise OutputError(path, f"what was written could not be read back: {error.reason}") from error
    if not n_samples <= written.n_samples <= n_samples + n_more:
        raise OutputError(path, f"only {written.n_samples} of {n_samples} samples reached the disk")
    return written


class _Output:
    """A sound file being written, which becomes RF64 when a WAV would grow too long."""

    def __init__(
        self,
        path: Path,
        temporary: Path,
        sample_rate: int,
        n_channels: int,
        container: str,
        subtype: str,
        tags: Tags,
        *,
        limit: int = _LIMIT,
        broadcast: Broadcast | None = None,
    ) -> None:
        self.path, self.temporary, self.limit = path, temporary, limit
        self.kind: dict[str, Any] = {"samplerate": sample_rate, "channels": n_channels, "subtype": subtype}
        self.kind |= _QUALITY.get(subtype, {})
        self.container, self.tags, self.broadcast, self.n_samples = container, tags, broadcast, 0
        self.bytes_each = n_channels * N_BYTES.get(subtype, 0)
        self.file = self._create(container)

    def _create(self, container: str) -> soundfile.SoundFile:
        name = self.temporary if os.name == "nt" else os.fsencode(self.temporary)
        with self._explained():
            file = soundfile.SoundFile(name, "w", format=container, **self.kind)
            if container in bext.HELD_BY and self.broadcast is not None:
                bext.attach(file, self.broadcast)
            if container in _TAGGED:
                for tag, text in self.tags:
                    if tag in _TAGS:
                        setattr(file, tag, text)
        return file

    def write(self, block: NDArray[Any]) -> None:
        """Append `[n, c]`: int32 for integer subtypes, float64 otherwise."""
        if self.container in _SMALL and (self.n_samples + len(block)) * self.bytes_each > self.limit:
            self._outgrow()
        with self._explained():
            self.file.write(block)
        self.n_samples += len(block)

    def _outgrow(self) -> None:
        """Go on in RF64, with all that was written so far."""
        if self.container not in ("WAV", "WAVEX"):
            raise OutputError(self.path, f"{self.container} ends at 4 GiB; choose a name that ends in .wav")
        self.close()
        short = self.temporary.with_suffix(".short")
        with told(self.path):
            self.temporary.rename(short)
        try:
            self.container = "RF64"
            self.file = self._create("RF64")
            kind = "int32" if self.kind["subtype"] in _N_BITS else "float64"
            with open_sound(short) as written:
                for block in written.blocks(BLOCK, dtype=kind, always_2d=True):
                    with self._explained():
                        self.file.write(block)
        finally:
            short.unlink(missing_ok=True)

    def close(self) -> None:
        """Write what is left and the final header."""
        with self._explained():
            self.file.close()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Ask the system why: libsndfile says only that something failed."""
        try:
            yield
        except (soundfile.LibsndfileError, AssertionError) as error:
            with told(self.path), self.temporary.open("ab") as file:
                file.write(bytes(2**20))
                file.flush()
                os.fsync(file.fileno())
            raise OutputError(self.path, f"the sound library refused it ({error})") from error


def _quantised(
    path: Path, blocks: Iterable[NDArray[np.float64]], n_channels: int, n_bits: int, dither: Mask
) -> Iterator[NDArray[Any]]:
    """Blocks as libsndfile stores them unchanged: int32 in the high bits, or floats as they are."""
    noise, position = np.random.default_rng(_DITHER_SEED), 0
    for block in blocks:
        if block.ndim != 2 or block.shape[1] != n_channels:
            raise ValueError(f"a block of [n, {n_channels}] was expected, not {block.shape}")
        if not len(block):
            continue
        if n_bits:
            if not np.isfinite(block).all():
                raise OutputError(path, "some samples are not numbers; write it as 32-bit float instead")
            yield quantise(
                block, n_bits, _noise(noise, Span(position, position + len(block)), n_channels, dither)
            )
        else:
            yield block
        position += len(block)


def _noise(
    generator: np.random.Generator, span: Span, n_channels: int, dither: Mask
) -> NDArray[np.float64] | None:
    """Triangular noise within ±1, float64 `[n, c]`, 0 outside the mask; None where the mask is not met.

    Drawn sample by sample in order, so that it does not depend on how the sound is cut into blocks.
    """
    met = [common for piece in dither.spans if (common := piece.overlap(span))]
    if not met:
        return None
    noise = np.zeros((span.length, n_channels))
    for piece in met:
        draws = generator.random((piece.length, n_channels, 2))
        noise[piece.start - span.start : piece.stop - span.start] = draws[..., 0] - draws[..., 1]
    return noise


def quantise(
    audio: NDArray[np.float64], n_bits: int, noise: NDArray[np.float64] | None = None
) -> NDArray[np.int32]:
    """Round half to even onto the grid of `n_bits` integers, saturating; int32, the value in its high bits.

    Args:
        audio: float `[n, c]`, finite; full scale is ±1.
        n_bits: 8 to 32.
        noise: in steps of the grid, added before rounding to samples that are not on the grid already.
    """
    full = 2.0 ** (n_bits - 1)
    steps = audio.astype(np.float64) * full  # exact: a power of two
    if noise is not None:
        steps += np.where(steps == np.rint(steps), 0.0, noise)
    np.clip(np.rint(steps, out=steps), -full, full - 1, out=steps)
    steps *= 2.0 ** (32 - n_bits)
    return steps.astype(np.int32)
