"""Models put to work by the ordinary request path: compose, regenerate, continue. Sounds are `[2, n]`."""

from __future__ import annotations

import tempfile
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import numpy as np

from engine.audio import files
from engine.audio.files import Reader
from engine.document import edits
from engine.document.document import Document
from engine.document.render import render_track
from engine.generate.engine import Engine
from engine.generate.request import Progress, Request, Result
from engine.timeline import Span, seconds_to_samples
from engine.train.figures import Sound
from engine.train.sounds import RATE

CROSSFADE_S = 0.010


@dataclass(frozen=True, slots=True)
class Setting:
    """What is put to the test: a model of some stage of training, at a number of steps.

    `cfg` is the guidance scale of a base; None is its default. All else is left to the checkpoint: ping-pong
    for a post-trained one, Euler for a base.
    """

    stage: str
    folder: Path
    steps: int
    cfg: float | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model made: the whole track, seconds without loading, and why it is suspect, if it is."""

    audio: Sound
    seconds: float
    suspect: str


@dataclass(slots=True)
class Bench:
    """Carries out requests one at a time; the last one's model is kept, its files are not."""

    device: str = "auto"
    engine: Engine = field(default_factory=Engine)

    def compose(self, setting: Setting, prompt: str, n_samples: int, seed: int) -> Answer:
        """A piece of its own."""
        document = edits.add_empty_track(Document(RATE))
        document, region = edits.compose_region(document, document.tracks[0].id, n_samples)
        return self._answer(setting, document, region, prompt, seed)

    def regenerate(self, setting: Setting, sound: Sound, span: Span, prompt: str, seed: int) -> Answer:
        """A recording with a stretch of it made anew."""
        with tempfile.TemporaryDirectory(prefix="inlay-") as folder:
            document = edits.new_document(_written(Path(folder), sound))
            document, region = edits.add_region(document, document.tracks[0].id, span)
            return self._answer(setting, document, region, prompt, seed)

    def extend(self, setting: Setting, sound: Sound, n_samples: int, prompt: str, seed: int) -> Answer:
        """A recording that goes on for `n_samples` more."""
        with tempfile.TemporaryDirectory(prefix="inlay-") as folder:
            document = edits.new_document(_written(Path(folder), sound))
            document, region = edits.extend_region(
                document,
                document.tracks[0].id,
                n_samples,
                crossfade=seconds_to_samples(CROSSFADE_S, RATE),
            )
            return self._answer(setting, document, region, prompt, seed)

    def _answer(self, setting: Setting, document: Document, region: str, prompt: str, seed: int) -> Answer:
        with tempfile.TemporaryDirectory(prefix="inlay-") as folder, Reader() as reader:
            request = Request(
                track=document.tracks[0],
                sample_rate=document.sample_rate,
                regions=(region,),
                folder=Path(folder),
                model=str(setting.folder),
                prompt=prompt,
                seed=seed,
                steps=setting.steps,
                cfg=setting.cfg,
                crossfade_s=CROSSFADE_S,
                device=self.device,
            )
            result = _finish(self.engine.generate(request))
            track = edits.add_takes(document, result.takes).tracks[0]
            audio = np.ascontiguousarray(render_track(track, track.extent, reader.read).T, np.float32)
            seconds = sum(cast("dict[str, float]", result.report["seconds"]).values())
            return Answer(audio, seconds, result.takes[region][0].suspect)


def _finish(job: Generator[Progress, None, Result]) -> Result:
    while True:
        try:
            next(job)
        except StopIteration as end:
            result: Result = end.value
            return result


def _written(folder: Path, sound: Sound) -> files.Source:
    """A sound as a file of 32-bit floats."""
    return files.write(
        folder / "given.wav",
        [np.asarray(sound, np.float64).T],
        sample_rate=RATE,
        n_channels=len(sound),
        format="WAV",
        subtype="FLOAT",
    )
