"""What is measured: composing, and one region of a recording asked for once, again and elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from engine.audio import files
from engine.document import edits
from engine.document.document import Document, Take
from engine.generate.request import Context, Request
from engine.timeline import Span, seconds_to_samples

RATE = 44100
REGION_S = 1.0

COMPOSE, FIRST, AGAIN, ELSEWHERE = "compose", "first", "again", "elsewhere"
"""From text alone; a region of a recording nothing is known of; the same one once its take has been chosen;
another region of the same recording."""


@dataclass(frozen=True, slots=True)
class Case:
    """A length in seconds, of the piece or of the recording, and how much of it is heard."""

    seconds: float
    context: Context | float | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        """The requests it consists of, in their order."""
        return (COMPOSE,) if self.context is None else (FIRST, AGAIN, ELSEWHERE)


@dataclass(frozen=True, slots=True)
class Asking:
    """What all requests of a run share."""

    model: str
    device: str
    folder: Path
    steps: int | None = None
    n_takes: int = 1
    prompt: str = "warm analog synth pulses over a dry drum kit, 112 BPM"

    def compose(self, seconds: float, seed: int) -> Request:
        """A piece of that length from text alone."""
        document = edits.add_empty_track(Document(sample_rate=RATE), "bench")
        length = seconds_to_samples(seconds, RATE)
        document, region = edits.compose_region(document, document.tracks[0].id, length)
        return self._request(document, region, seed, Context.NORMAL)

    def edit(self, seconds: float, context: Context | float, seed: int, *, share: float = 0.5) -> Request:
        """A region of `REGION_S` in a recording of that length, `share` of the way in."""
        document = edits.new_document(self._recording(seconds))
        length = document.extent.stop
        n = min(seconds_to_samples(REGION_S, RATE), length // 4)
        start = round(share * (length - n))
        document, region = edits.add_region(document, document.tracks[0].id, Span(start, start + n))
        return self._request(document, region, seed, context)

    def _request(self, document: Document, region: str, seed: int, context: Context | float) -> Request:
        return Request(
            track=document.tracks[0],
            sample_rate=RATE,
            regions=(region,),
            folder=self.folder,
            model=self.model,
            prompt=self.prompt,
            seed=seed,
            n_takes=self.n_takes,
            steps=self.steps,
            context=context,
            device=self.device,
        )

    def _recording(self, seconds: float) -> files.Source:
        """Noise, the same for the same length: its sound costs what any sound costs."""
        path = self.folder / f"recording-{seconds:g}.wav"
        if path.exists():
            return files.probe(path)
        n = seconds_to_samples(seconds, RATE)
        sound = np.random.default_rng(0).standard_normal((n, 2)) * 0.1
        return files.write(path, [sound], sample_rate=RATE, n_channels=2, format="WAV", subtype="PCM_24")


def with_take(request: Request, take: Take) -> Request:
    """The same request once that take has been chosen, with the next seed."""
    regions = tuple(
        replace(region, takes=(take,), chosen=take.number) if region.id in request.regions else region
        for region in request.track.regions
    )
    return replace(request, track=replace(request.track, regions=regions), seed=request.seed + 1)
