"""Sound files of every format and depth that this machine's libraries write."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile

from tests.helpers.sound import noise, save_compressed, whole_numbers

INTEGERS = {"PCM_S8": 8, "PCM_U8": 8, "PCM_16": 16, "PCM_24": 24, "PCM_32": 32}
INTEGERS |= {"ALAC_16": 16, "ALAC_24": 24, "ALAC_32": 32}  # libsndfile mistakes its own 20-bit ones
STRANGE = ("RAW", "SD2", "SDS")  # without a header; in two files; libsndfile loses the end on writing
MONO = ("HTK", "WVE", "XI", "SDS", "MPC2K", "GSM610", "G721_32")

EXACT = [
    (kind, subtype)
    for kind in sorted(soundfile.available_formats())
    for subtype in soundfile.available_subtypes(kind)
    if (subtype in INTEGERS or subtype in ("FLOAT", "DOUBLE")) and kind not in STRANGE
]
LOSSY = [
    ("OGG", "VORBIS"), ("OGG", "OPUS"), ("MP3", "MPEG_LAYER_III"), ("WAV", "IMA_ADPCM"), ("WAV", "MS_ADPCM"),
    ("WAV", "GSM610"), ("WAV", "ULAW"), ("AIFF", "ALAW"), ("AU", "G721_32"),
]  # fmt: skip
DECODED = [
    ("m4a", "aac"), ("m4a", "alac"), ("mp4", "aac"), ("mov", "aac"), ("mka", "flac"), ("mka", "aac"),
    ("webm", "libopus"), ("tta", "tta"), ("wv", "wavpack"), ("ts", "mp2"), ("avi", "pcm_s16le"),
    ("ac3", "ac3"),
]  # fmt: skip
"""Endings and codecs of what only FFmpeg opens, the sound of videos among them."""


def stored(path: Path, kind: str, subtype: str, n_samples: int = 5000) -> np.ndarray:
    """Write a file of this kind by libsndfile alone; gives what it is made to hold, `[n, c]`."""
    n_channels = 1 if kind in MONO or subtype in MONO else 2
    audio = noise(n_samples, n_channels).astype(np.float32)
    if subtype in INTEGERS:
        audio = whole_numbers(n_samples, n_channels, INTEGERS[subtype])
    if subtype.startswith("ALAC"):
        audio = np.trunc(audio * 2**12) / 2**15  # libsndfile cannot write loud noise in this format
    rate = 8000 if subtype == "GSM610" else 48000
    try:
        with soundfile.SoundFile(path, "w", rate, n_channels, subtype, format=kind) as file:
            file.write((audio * 2.0**31).astype(np.int32) if subtype in INTEGERS else audio)
    except soundfile.LibsndfileError:
        with soundfile.SoundFile(path, "w", rate, 1, subtype, format=kind) as file:
            file.write((audio[:, 0] * 2.0**31).astype(np.int32) if subtype in INTEGERS else audio[:, 0])
        return audio[:, :1]
    return audio


def one_of_each(folder: Path, n_samples: int = 3000) -> list[Path]:
    """A small file of every format, named after what it holds."""
    made = []
    for kind, subtype in (*EXACT, *LOSSY):
        stored(folder / f"{kind}.{subtype}", kind, subtype, n_samples)
        made.append(folder / f"{kind}.{subtype}")
    for ending, codec in DECODED:
        rate = 48000 if codec == "libopus" else 44100
        made.append(save_compressed(folder / f"{codec}.{ending}", noise(n_samples, 2), rate, codec))
    return made
