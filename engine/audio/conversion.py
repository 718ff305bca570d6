"""Recordings at another sample rate, as files of their own that are made once and kept."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.audio.reading import Reader, hash_of, probe
from engine.audio.resample import resampled
from engine.audio.source import Source
from engine.audio.writing import write
from engine.errors import AudioFileError, OutputError
from engine.timeline import Span, convert_rate_ceil

BLOCK = 2**16

Watch = Callable[[int, int], None]
"""Is told how much is done and how much there is, in samples; what it raises ends the work."""


def converted(source: Source, sample_rate: int, folder: Path, reader: Reader, watch: Watch) -> Source:
    """A recording at `sample_rate` with all of its channels, as a 32-bit float WAV in `folder`.

    The file is known by what the recording's file holds and by its name, so that the same recording is
    converted once, wherever it lies. It is there whole or not at all. Samples that are not finite become
    silence: the filter would spread them.

    Args:
        folder: a cache; made where it is missing.
        watch: what it raises leaves nothing behind.
    Raises:
        AudioFileError: the recording cannot be read.
        OutputError: there is no room for the file, or the folder cannot be written.
    """
    known_by = hash_of(source, lambda: watch(0, source.n_samples))
    path = folder / f"{known_by}-{sample_rate}" / f"{source.path.stem}.wav"
    if (kept := _kept(path, source, sample_rate)) is not None:
        with suppress(OSError):
            os.utime(path.parent)  # it is of use: what nobody has used for long goes first
        return kept
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(path, f"the folder “{folder}” cannot be made ({error.strerror})") from error
    blocks = resampled(_read(source, reader, watch), source.n_channels, source.sample_rate, sample_rate)
    return write(
        path,
        blocks,
        sample_rate=sample_rate,
        n_channels=source.n_channels,
        format="WAV" if source.n_channels <= 2 else "WAVEX",
        subtype="FLOAT",
        overwrite=True,
        tags=source.tags,
    )


def _kept(path: Path, source: Source, sample_rate: int) -> Source | None:
    """What was made before, if it is still whole."""
    try:
        kept = probe(path)
    except AudioFileError:
        return None
    n_samples = convert_rate_ceil(source.n_samples, source.sample_rate, sample_rate)
    is_right = (kept.sample_rate, kept.n_channels, kept.n_samples) == (
        sample_rate,
        source.n_channels,
        n_samples,
    )
    return kept if is_right and not kept.warning else None


def _read(source: Source, reader: Reader, watch: Watch) -> Iterator[NDArray[np.float64]]:
    for start in range(0, source.n_samples, BLOCK):
        watch(start, source.n_samples)
        block = reader.read(source, Span(start, min(start + BLOCK, source.n_samples)))
        yield np.nan_to_num(block, nan=0.0, posinf=0.0, neginf=0.0)
