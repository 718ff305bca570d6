"""Regenerate on a grid of rates, channels, sample types and regions, and count what changed outside.

    python -m tests.helpers.outside_grid [--every N] [--model FOLDER]

prints the number of cases, of samples compared outside the regions, and of those that differ (0), and exits 1
where one does. The networks are the real classes at tiny size, from file to file.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine import file_job
from engine.audio import files
from engine.audio.files import Reader, Source
from engine.document import edits, splice
from engine.document.document import Document
from engine.file_job import Settings
from engine.generate.engine import Engine
from engine.timeline import Mask, Span

RATES = (8000, 22050, 44100, 48000, 96000, 192000)
CHANNELS = (1, 2, 6)
KINDS = (
    ("wav", "PCM_16"),
    ("wav", "PCM_24"),
    ("wav", "PCM_32"),
    ("wav", "FLOAT"),
    ("flac", "PCM_16"),
    ("flac", "PCM_24"),
    ("aiff", "PCM_16"),
    ("aiff", "PCM_24"),
    ("aiff", "PCM_32"),
    ("aiff", "FLOAT"),
)
SHAPES = ("one", "three", "extend", "prepend")
SECONDS = 1.6


@dataclass(frozen=True, slots=True)
class Case:
    """One recording and what is done to it."""

    sample_rate: int
    n_channels: int
    suffix: str
    subtype: str
    shape: str

    def __str__(self) -> str:
        return f"{self.sample_rate}-{self.n_channels}-{self.suffix}-{self.subtype}-{self.shape}"


def cases() -> list[Case]:
    """The whole grid; formats are the containers that hold each sample type."""
    grid = itertools.product(RATES, CHANNELS, KINDS, SHAPES)
    return [Case(rate, n, suffix, subtype, shape) for rate, n, (suffix, subtype), shape in grid]


def record(case: Case, folder: Path) -> Source:
    """A recording of that kind: noise with values over the whole range of its sample type."""
    n_samples = round(SECONDS * case.sample_rate)
    dice = np.random.default_rng(n_samples + case.n_channels)
    sound = np.clip(dice.standard_normal((n_samples, case.n_channels)) * 0.3, -1, 1 - 2**-31)
    sound[:4] = [[-1.0], [1 - 2**-15], [2**-31], [0.0]]
    if case.subtype == "FLOAT":
        sound[4:7] = [[1.7], [-2.5], [1e-30]]  # beyond full scale, and far below any integer's step
    container = {"wav": "WAVEX" if case.n_channels > 2 else "WAV", "flac": "FLAC", "aiff": "AIFF"}[
        case.suffix
    ]
    return files.write(
        folder / f"in.{case.suffix}",
        [sound.astype(np.float32).astype(np.float64) if case.subtype == "FLOAT" else sound],
        sample_rate=case.sample_rate,
        n_channels=case.n_channels,
        format=container,
        subtype=case.subtype,
        overwrite=True,
    )


def mark(case: Case, source: Source) -> tuple[Document, tuple[str, ...]]:
    """The document of that recording, with its regions marked."""
    document = edits.new_document(source)
    track = document.tracks[0]
    if case.shape in ("extend", "prepend"):
        n_new, crossfade = round(0.4 * case.sample_rate), round(0.01 * case.sample_rate)
        document, region = edits.extend_region(
            document, track.id, n_new, crossfade=crossfade, before=case.shape == "prepend"
        )
        return document, (region,)
    starts = (0.51,) if case.shape == "one" else (0.2003, 0.61, 1.2)
    spans = [Span(round(s * case.sample_rate), round((s + 0.071) * case.sample_rate)) for s in starts]
    document = edits.set_mask(document, track.id, spans)
    return document, tuple(region.id for region in document.tracks[0].regions)


def differing(case: Case, engine: Engine, model: Path, folder: Path) -> tuple[int, int, float]:
    """Run one case from file to file and compare the two files.

    Returns:
        samples compared outside the regions, how many of them differ, and the change inside in dB.
    """
    source = record(case, folder)
    document, regions = mark(case, source)
    output = folder / f"out.{case.suffix}"
    settings = Settings(model=str(model), prompt="x", seed=1, steps=1, context=3.0)
    finished = file_job.run(
        engine.generate, document, regions, output, settings, overwrite=True, tell=lambda progress: None
    )
    mask = Mask.of(document.region(region).span for region in regions)
    start = finished.outputs[0].start
    written = files.probe(output)
    if (written.sample_rate, written.n_channels, written.subtype) != (
        case.sample_rate,
        case.n_channels,
        case.subtype,
    ):
        raise ValueError(f"{case} came back as {written}")
    with Reader() as reader:
        test = splice.null_test(
            lambda span: reader.read(source, span),
            lambda span: reader.read(written, span.shifted(-start)),
            Span(0, source.n_samples),
            mask,
        )
        n_beside, n_changed = _beside(source, written, mask, start, reader)
    return test.n_outside + n_beside, test.n_differing + n_changed, test.inside_change_db


def _beside(source: Source, written: Source, mask: Mask, start: int, reader: Reader) -> tuple[int, int]:
    """Samples inside the regions on channels beside the regenerated pair, and how many of them differ."""
    n_samples = n_changed = 0
    for span in mask.spans:
        inside = span.overlap(Span(0, source.n_samples))
        before = reader.read(source, inside)[:, 2:]
        after = reader.read(written, inside.shifted(-start))[:, 2:]
        n_samples, n_changed = n_samples + before.size, n_changed + int(np.count_nonzero(before != after))
    return n_samples, n_changed


def run(model: Path, chosen: list[Case]) -> Iterator[tuple[Case, int, int, float]]:
    """Every case with what `differing` found."""
    engine = Engine()
    with tempfile.TemporaryDirectory() as folder:
        for case in chosen:
            yield case, *differing(case, engine, model, Path(folder))


def main() -> int:
    """Print the counts; 1 where a sample differs."""
    parser = argparse.ArgumentParser(description="Count what changes outside the regions.")
    parser.add_argument("--every", type=int, default=1, help="take every Nth case only")
    parser.add_argument("--model", type=Path, help="a model's folder; a tiny untrained one if left out")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        model = arguments.model
        if model is None:
            from tests.helpers import tiny_model

            model = tiny_model.make(Path(folder) / "tiny")
        n_cases = n_outside = n_differing = 0
        for case, outside, differs, _ in run(model, cases()[:: arguments.every]):
            n_cases, n_outside, n_differing = n_cases + 1, n_outside + outside, n_differing + differs
            if differs:
                print(f"{case}: {differs} of {outside} samples differ")
    print(f"{n_cases} cases, {n_outside} samples outside the regions, {n_differing} differing")
    return 1 if n_differing else 0


if __name__ == "__main__":
    sys.exit(main())
