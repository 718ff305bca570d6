"""A request carried out from file to file: what the command line and the demo do."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from engine import catalogue
from engine.audio import files
from engine.audio.files import Reader
from engine.document import edits
from engine.document.document import Document, Track
from engine.document.splice import NullTest
from engine.errors import EngineError, OutputError
from engine.export import track as export
from engine.generate.request import Context, Progress, Request, Result
from engine.generate.worker import Job


@dataclass(frozen=True, slots=True)
class Settings:
    """How a request is to be carried out; None leaves the checkpoint's own default."""

    model: str
    prompt: str = ""
    seed: int = -1
    n_takes: int = 1
    steps: int | None = None
    cfg: float | None = None
    negative_prompt: str | None = None
    strength: float = 1.0
    context: Context | float = Context.NORMAL
    level_match: bool = True
    crossfade_s: float = 0.010
    device: str = "auto"


@dataclass(frozen=True, slots=True)
class Output:
    """One written file: its take's number and mark, and its null test against the source."""

    path: Path
    take: int
    seed: int
    suspect: str
    null_test: NullTest
    start: int
    """The sample of the track that the file begins with: below 0 where sound was added before the start."""


@dataclass(frozen=True, slots=True)
class Finished:
    """What a job came to."""

    outputs: tuple[Output, ...]
    report: dict[str, object] = field(default_factory=dict)
    problem: str = ""
    """Why there are fewer files than takes were asked for."""


def run(
    generate: Callable[[Request], Job],
    document: Document,
    regions: tuple[str, ...],
    output: Path,
    settings: Settings,
    *,
    overwrite: bool = False,
    tell: Callable[[Progress], None],
) -> Finished:
    """Regenerate `regions` of the document's only track, write one file a take, and prove what stayed.

    Args:
        generate: carries out a request: `Engine().generate`, or a child's.
        document: one track.
        regions: identifiers.
        output: name of the result; with several takes, `NAME-1.wav`, `NAME-2.wav`, …
        settings: how.
        overwrite: whether files of these names may be replaced.
        tell: called with every progress.
    Raises:
        EngineError: whatever a user can meet; nothing has been written under the final names then, or only
            whole files.
    """
    track = document.tracks[0]
    paths = [output] if settings.n_takes == 1 else _numbered(output, settings.n_takes)
    _refuse_early(paths, track, overwrite)
    folder = Path(tempfile.mkdtemp(prefix="inlay-"))
    try:
        request = _request(document, track, regions, folder, settings)
        result = _drive(generate(request), tell)
        document = edits.add_takes(document, result.takes)
        outputs = []
        n_made = min(len(row) for row in result.takes.values())
        began = time.perf_counter()
        for number, path in enumerate(paths[:n_made], start=1):
            tell(Progress("Writing", number, len(paths)))
            for region in regions:
                document = edits.choose_take(document, region, number)
            chosen = result.takes[regions[0]][number - 1]
            marks = [
                t.suspect for row in result.takes.values() for t in row if t.number == number and t.suspect
            ]
            with Reader() as reader:
                source, null_test = export.write_track(
                    document.tracks[0], document.sample_rate, path, reader, overwrite=overwrite
                )
            start = document.tracks[0].extent.start
            outputs.append(Output(source.path, number, chosen.seed, "; ".join(marks), null_test, start))
        phases = cast("dict[str, float]", result.report["seconds"])
        seconds = phases | {"writing": round(time.perf_counter() - began, 4)}
        return Finished(tuple(outputs), {**result.report, "seconds": seconds}, result.problem)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _numbered(output: Path, n_takes: int) -> list[Path]:
    return [output.with_name(f"{output.stem}-{number}{output.suffix}") for number in range(1, n_takes + 1)]


def _refuse_early(paths: list[Path], track: Track, overwrite: bool) -> None:
    """Say what cannot be written before minutes of work, not after."""
    for path in paths:
        export.target(track, path)
        files.check_place(path, overwrite=overwrite)
        if any(path.exists() and path.samefile(clip.source.path) for clip in track.clips):
            raise OutputError(
                path, "it is the recording itself, which Inlay never writes over; choose another name"
            )


def _request(
    document: Document, track: Track, regions: tuple[str, ...], folder: Path, settings: Settings
) -> Request:
    return Request(
        track=track,
        sample_rate=document.sample_rate,
        regions=regions,
        folder=folder,
        model=settings.model,
        prompt=settings.prompt,
        seed=settings.seed,
        n_takes=settings.n_takes,
        steps=settings.steps,
        cfg=settings.cfg,
        negative_prompt=settings.negative_prompt,
        strength=settings.strength,
        context=settings.context,
        crossfade_s=settings.crossfade_s,
        level_match=settings.level_match,
        device=settings.device,
    )


def _drive(job: Job, tell: Callable[[Progress], None]) -> Result:
    try:
        while True:
            tell(next(job))
    except StopIteration as end:
        result: Result = end.value
        return result
    finally:
        job.close()


def chosen_model(name: str | None) -> str:
    """The model to use: the one named, else the best that is here.

    Raises:
        EngineError: there is none.
    """
    if name:
        return name
    entry = catalogue.default()
    if entry is None:
        ways = "; ".join(known.name for known in catalogue.PUBLISHED)
        raise EngineError(
            f"No model is on this machine yet: name a folder with --model, or get one ({ways}) as"
            " `inlay models list` explains."
        )
    return str(entry.folder)
