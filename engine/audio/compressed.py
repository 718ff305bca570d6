"""What libsndfile cannot open (M4A, video, WMA, …), decoded from the start by FFmpeg."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from engine.errors import AudioFileError

UNKNOWN = "it is no sound file that Inlay can open"
_LOSSLESS = ("alac", "ape", "flac", "mlp", "pcm", "shorten", "tak", "truehd", "tta", "wavpack", "wmalossless")
_PLAYLISTS = ("concat", "dash", "hls", "rtsp", "sdp")  # would open other files than the one that was meant


@dataclass(frozen=True, slots=True)
class Stream:
    """The first sound in a container.

    `is_wide` where its samples need more than a float32 holds; `n_announced` samples are about what its
    header tells of, 0 where it tells nothing.
    """

    sample_rate: int
    n_channels: int
    format: str
    subtype: str
    is_lossy: bool
    is_wide: bool
    n_announced: int


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    try:
        with av.open(
            str(path.absolute()), options={"protocol_whitelist": "file"}, metadata_errors="replace"
        ) as file:
            if any(name in _PLAYLISTS for name in file.format.name.split(",")):
                raise AudioFileError(path, UNKNOWN)
            if not file.streams.audio:
                raise AudioFileError(path, "there is no sound in it")
            yield file
    except (av.error.FFmpegError, UnicodeEncodeError) as error:
        raise AudioFileError(path, UNKNOWN) from error


def inspect(path: Path) -> Stream:
    """What the container says of its first sound.

    Raises:
        AudioFileError: FFmpeg does not know the file, or there is no sound in it.
    """
    with _opened(path) as file:
        codec = file.streams.audio[0].codec_context
        if codec is None or codec.format is None or not codec.sample_rate or not codec.channels:
            raise AudioFileError(path, UNKNOWN)
        is_lossy = not codec.name.startswith(_LOSSLESS)
        is_wide = codec.format.name in ("s32", "s32p", "dbl", "dblp") and not is_lossy
        n_bits = 16 if codec.format.name in ("s16", "s16p") else 24 if codec.name in ("alac", "flac") else 32
        subtype = codec.name.upper() if is_lossy else f"{codec.name.split('_')[0].upper()}_{n_bits}"
        name = file.format.name.split(",")[0].upper()
        n_announced = int((file.duration or 0) / av.time_base * codec.sample_rate)
        return Stream(codec.sample_rate, codec.channels, name, subtype, is_lossy, is_wide, n_announced)


def blocks(path: Path, stream: Stream) -> Iterator[NDArray[np.floating[Any]]]:
    """All samples in order, as `[n, c]` float32, or float64 where `stream.is_wide`.

    Ends early where the file is damaged: counting what comes is the only way to know its length.
    """
    with _opened(path) as file:
        first = file.streams.audio[0]
        fixed = av.AudioResampler(
            "dbl" if stream.is_wide else "flt", first.codec_context.layout, stream.sample_rate
        )
        try:
            for decoded in file.decode(first):
                for part in fixed.resample(decoded):
                    yield part.to_ndarray().reshape(-1, stream.n_channels)
        except (av.error.FFmpegError, ValueError):
            return


def chapters(path: Path, most: int) -> list[tuple[float, str]]:
    """Where chapters begin, in seconds, and what they are called; the first `most` of them.

    Raises:
        AudioFileError: FFmpeg does not know the file, or there is no sound in it.
    """
    with _opened(path) as file:
        found = [(float(c["start"] * c["time_base"]), c["metadata"]) for c in file.chapters()[:most]]
        return [(start_s, str(told.get("title", "")).strip()) for start_s, told in found]
