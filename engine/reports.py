"""What a job or a comparison came to, in words for people and in JSON for programs."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from engine import catalogue, console
from engine.audio.files import Source
from engine.document.splice import NullTest
from engine.export.leaving import Written
from engine.file_job import Finished
from engine.generate.request import GivenUp
from engine.timeline import Span, format_time

GIVEN_UP = {
    GivenUp.TOGETHER: "Memory was short: the takes were made one after the other.",
    GivenUp.CONTEXT: "Memory was short: the model heard less of the surroundings than was asked for.",
}
"""What a user should know of what a request was carried out without."""


def sentence(test: NullTest) -> str:
    """What a null test found outside the regions."""
    if not test.n_outside:
        return "outside: nothing, all of it was regenerated"
    if test.is_identical:
        return f"outside: identical ({test.n_outside} samples)"
    count = f"{test.n_differing} of {test.n_outside}"
    return f"outside: {count} samples DIFFER, the first at {test.first_difference}"


def print_outcome(finished: Finished, source: Source | None) -> None:
    """For people: each file, what its null test found, and what to be wary of."""
    if finished.report.get("prompt_truncated"):
        console.fail("The prompt was longer than the model reads; its end was left out.")
    given_up = finished.report.get("given_up")
    for word, told in GIVEN_UP.items():
        if isinstance(given_up, list) and word in given_up:
            console.fail(told)
    for output in finished.outputs:
        print(f"{output.path}  (take {output.take}, seed {output.seed})")
        if source is not None:
            print(f"  {sentence(output.null_test)}{_lossy_note(source)}")
        if output.suspect:
            print(f"  suspect: {output.suspect}")
    folder = Path(str(finished.report["folder"]))
    print_hint(folder, str(finished.report.get("prompt", "")))


def print_hint(folder: Path, prompt: str) -> None:
    """For people: which words of a prompt the model in this folder was never taught, if that is known."""
    words = catalogue.words_of(folder)
    if unknown := words.unknown(prompt):
        listed = ", ".join(f"“{word}”" for word in unknown)
        print(f"This model does not know {listed}; `inlay models words` lists what it knows.")


def _lossy_note(source: Source) -> str:
    return f", as decoded from {source.format}" if source.is_lossy else ""


def print_comparison(test: NullTest, first: Source, second: Source, shared: Span) -> None:
    """For people: what two files have in common."""
    print(sentence(test) + (_lossy_note(first) or _lossy_note(second)))
    if test.n_inside:
        print(f"inside: {_change(test.inside_change_db)} ({test.n_inside} samples)")
    if first.n_samples != second.n_samples:
        print(f"lengths: {first.n_samples} and {second.n_samples} samples; {shared.length} were compared")


def _change(change_db: float) -> str:
    if math.isfinite(change_db):
        return f"changed by {change_db:.1f} dB relative to the first file"
    return "something in place of silence" if change_db > 0 else "nothing changed"


def null_test_values(test: NullTest, sample_rate: int) -> dict[str, object]:
    """For programs: a null test as plain JSON values."""
    return {
        "identical": test.is_identical,
        "samples_outside": test.n_outside,
        "samples_identical_outside": test.n_outside - test.n_differing,
        "samples_differing_outside": test.n_differing,
        "first_difference": test.first_difference,
        "samples_inside": test.n_inside,
        "inside_change_db": test.inside_change_db if math.isfinite(test.inside_change_db) else None,
        "sample_rate": sample_rate,
    }


def values(finished: Finished, source: Source | None, sample_rate: int) -> dict[str, object]:
    """For programs: everything that was done, as plain JSON values."""
    outputs = [
        {
            "path": str(output.path),
            "take": output.take,
            "seed": output.seed,
            "suspect": output.suspect or None,
            "start": output.start,
            **(null_test_values(output.null_test, sample_rate) if source is not None else {}),
        }
        for output in finished.outputs
    ]
    lossy = source is not None and source.is_lossy
    return {
        **finished.report,
        "source": str(source.path) if source else None,
        "source_is_lossy": lossy,
        "outputs": outputs,
        "problem": finished.problem or None,
    }


def written_line(written: Written) -> str:
    """For people: a file that has left, and what its proof found."""
    source, proof = written.source, written.proof
    length = format_time(source.n_samples / source.sample_rate)
    found = f"within {proof.residual_db:.0f} dBFS" if source.is_lossy else "right in every sample"
    clipped = f"; {proof.n_clipped} samples were beyond full scale" if proof.n_clipped else ""
    kind = f"{source.format} {source.subtype}, {source.sample_rate} Hz, {length}"
    return f"{source.path}  ({kind})\n  read back: {found}{clipped}"


def written_values(written: Written) -> dict[str, object]:
    """For programs: the same as plain JSON values."""
    source, proof = written.source, written.proof
    return {
        "path": str(source.path),
        "format": source.format,
        "subtype": source.subtype,
        "sample_rate": source.sample_rate,
        "n_channels": source.n_channels,
        "n_samples": source.n_samples,
        "begins": written.passage.begins,
        "samples_wrong": proof.n_wrong,
        "samples_clipped": proof.n_clipped,
        "residual_db": proof.residual_db if math.isfinite(proof.residual_db) else None,
    }


def print_json(values: dict[str, Any]) -> None:
    """One object on stdout."""
    print(json.dumps(values))
