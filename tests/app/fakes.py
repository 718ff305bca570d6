"""What stands at the window's outer edge in tests: an engine, a player and file dialogs, written by hand."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Generator
from dataclasses import replace
from pathlib import Path

import numpy as np

from engine.audio import files
from engine.audio.ahead import Block
from engine.document.document import Take, Track
from engine.errors import DeviceError
from engine.generate.request import Progress, Request, Result
from engine.timeline import Span

SEED = 4_000_000_000  # past what a C int holds


class FakeEngine:
    """Takes of faint noise, in three steps; while `is_held` it says between steps that it still works."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.problem = self.suspect = ""
        self.requests: list[Request] = []
        self.is_held = threading.Event()
        self.n_closed_early = 0
        self.is_closed = False

    def generate(self, request: Request) -> Generator[Progress, None, Result]:
        self.requests.append(request)
        is_done = False
        try:
            for step in range(1, 4):
                yield Progress("Generating", step, 3)
                while self.is_held.is_set():
                    threading.Event().wait(0.01)
                    yield Progress("Generating", step, 3)
            if self.error is not None:
                raise self.error
            is_done = True
            takes = {r: _takes(request, r, self.suspect) for r in request.regions}
            return Result(takes, {"device": "cpu"}, self.problem)
        finally:
            self.n_closed_early += not is_done

    def close(self) -> None:
        self.is_closed = True


def _takes(request: Request, region_id: str, suspect: str) -> tuple[Take, ...]:
    region = next(region for region in request.track.regions if region.id == region_id)
    first = SEED if request.seed == -1 else request.seed
    return tuple(
        replace(_take(request, region.span, number, first + number - 1), suspect=suspect)
        for number in range(1, request.n_takes + 1)
    )


def _take(request: Request, span: Span, number: int, seed: int) -> Take:
    audio = 0.1 * np.random.default_rng(seed).standard_normal((span.length, request.track.n_channels))
    source = files.write(
        request.folder / f"{number} {seed} {span.start} {len(list(request.folder.iterdir()))}.wav",
        [audio.astype(np.float32).astype(np.float64)],
        sample_rate=request.sample_rate,
        n_channels=request.track.n_channels,
        format="WAV",
        subtype="FLOAT",
    )
    return Take(
        number,
        source,
        span,
        tuple(range(request.track.n_channels)),
        crossfade=span.length // 8,
        seed=seed,
        prompt=request.prompt,
        recipe=_recipe(request, seed - number + 1),
    )


def _recipe(request: Request, first_seed: int) -> str:
    """As much as a take needs to be made once more."""
    told = {
        name: getattr(request, name) for name in ("n_takes", "steps", "cfg", "negative_prompt", "sampler")
    }
    told |= {name: getattr(request, name) for name in ("strength", "crossfade_s", "level_match")}
    told |= {"model": Path(request.model).name, "model_hash": "", "context": str(request.context)}
    told |= {"first_seed": first_seed, "regions": [[span.start, span.stop] for span in request.spans]}
    return json.dumps(told | {"over": [""] * len(request.spans)})


class FakeDialogs:
    """Answers at once with what the test has put there."""

    def __init__(self) -> None:
        self.to_open: list[Path] = []
        self.to_save: Path | None = None
        self.suggested: Path | None = None
        self.to_enter: float | None = None
        self.project: Path | None = None
        self.place: Path | None = None
        self.shown: list[Path] = []

    def open_files(self, title: str, folder: str) -> list[Path]:
        return self.to_open

    def save_file(self, title: str, suggested: Path) -> Path | None:
        self.suggested = suggested
        return self.to_save

    def folder(self, title: str, folder: str) -> Path | None:
        return self.place

    def show_folder(self, folder: Path) -> None:
        self.shown.append(folder)

    def open_project(self, title: str, folder: str) -> Path | None:
        return self.project

    def save_project(self, title: str, suggested: Path) -> Path | None:
        self.suggested = suggested
        return self.project

    def number(self, title: str, label: str, suggested: float) -> float | None:
        return self.to_enter


class FakePlayer:
    """A device whose clock is `position`, moved by the test; with `error`, one that is not there."""

    def __init__(self, sample_rate: int, error: str = "") -> None:
        self.sample_rate = sample_rate
        self.error = error
        self.is_playing = False
        self.position = 0
        self.failed = ""
        self.span = Span(0, 0)
        self.is_loop = False
        self.is_lost = False
        self.device_name = "Desk"
        self.gain = 1.0
        self.skip: Span | None = None
        self.render: Callable[[Span], Block] | None = None
        self.is_closed = False
        self.n_plays = 0

    def play(
        self,
        render: Callable[[Span], Block],
        span: Span,
        *,
        loop: bool = False,
        start: int | None = None,
        skip: Span | None = None,
    ) -> None:
        if self.error:
            raise DeviceError(self.error)
        self.render, self.span, self.is_loop, self.skip = render, span, loop, skip
        self.n_plays += 1
        self.position, self.is_playing = span.start if start is None else start, True

    def set_range(self, span: Span, *, loop: bool) -> None:
        self.span, self.is_loop = span, loop

    def set_render(self, render: Callable[[Span], Block]) -> None:
        self.render = render

    def heard(self) -> list[object]:
        return []

    def pause(self) -> None:
        self.is_playing = False

    def stop(self) -> None:
        self.is_playing = False

    def close(self) -> None:
        self.is_playing, self.is_closed = False, True


class Players:
    """Makes a `FakePlayer` for a rate and a device, and remembers it."""

    def __init__(self, error: str = "") -> None:
        self.error = error
        self.made: list[FakePlayer] = []

    def __call__(self, sample_rate: int, device: str | None = None) -> FakePlayer:
        self.made.append(FakePlayer(sample_rate, self.error))
        return self.made[-1]

    @property
    def last(self) -> FakePlayer:
        return self.made[-1]


def answered(track: Track) -> list[int]:
    """How many takes each region of a track has."""
    return [len(region.takes) for region in track.regions]
