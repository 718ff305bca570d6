"""What libsndfile does not write, AAC in an M4A, written by FFmpeg."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from engine.audio.source import Tags
from engine.disk import told
from engine.errors import OutputError

FORMAT = "M4A"
SUBTYPE = "AAC"
FRAME = 1024
"""Samples that are coded together: a decoder may give up to so many more than were written."""

RATES = (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 64000, 88200, 96000)
_LAYOUTS = {1: "mono", 2: "stereo", 6: "5.1"}
_BIT_RATE = 128_000  # a channel: transparent for nearly everything
_TAGS = {"title": "title", "artist": "artist", "album": "album", "date": "date", "comment": "comment"}


class Encoder:
    """An M4A being written.

    Args:
        path: the name that it will have, for sentences.
        temporary: where it is written.
    Raises:
        OutputError: AAC holds no such rate or number of channels.
    """

    def __init__(self, path: Path, temporary: Path, sample_rate: int, n_channels: int, tags: Tags) -> None:
        if n_channels not in _LAYOUTS:
            raise OutputError(path, f"M4A holds 1, 2 or 6 channels, not {n_channels}; choose WAV or FLAC")
        if sample_rate not in RATES:
            raise OutputError(path, f"M4A holds no sound of {sample_rate} Hz; choose 48000 Hz, or WAV")
        self.path, self.sample_rate, self.n_samples = path, sample_rate, 0
        layout = _LAYOUTS[n_channels]
        with told(path):
            self.file: Any = av.open(str(temporary), "w", format="ipod")
            self.file.metadata.update({_TAGS[name]: text for name, text in tags if name in _TAGS})
            self.stream = self.file.add_stream("aac", rate=sample_rate, layout=layout)
            self.stream.bit_rate = _BIT_RATE * n_channels
            codec = self.stream.codec_context
            codec.open()
            self.fit = av.AudioResampler(codec.format, layout, sample_rate, codec.frame_size)
            self.layout = layout

    def write(self, block: NDArray[Any]) -> None:
        """Append `[n, c]` float."""
        packed = np.ascontiguousarray(block, np.float32).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(packed, format="flt", layout=self.layout)
        frame.sample_rate, frame.pts = self.sample_rate, self.n_samples
        self.n_samples += len(block)
        self._mux(frame)

    def close(self) -> None:
        """Write what is left and the table of contents."""
        if self.file is None:
            return
        file, self.file = self.file, None
        try:
            with told(self.path):
                if self.n_samples:
                    for part in self.fit.resample(None):
                        file.mux(self.stream.encode(part))
                    file.mux(self.stream.encode(None))
        finally:
            with told(self.path):
                file.close()

    def _mux(self, frame: Any) -> None:
        with told(self.path):
            for part in self.fit.resample(frame):
                self.file.mux(self.stream.encode(part))
