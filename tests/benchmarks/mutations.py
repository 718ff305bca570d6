"""Damaged projects, and what becomes of them: `python -m tests.benchmarks.mutations --files 2000`."""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections import Counter
from pathlib import Path

from engine.audio.files import Reader
from engine.document.project import Opened, Project
from engine.document.render import render_track
from engine.timeline import Span
from tests.helpers.projects import damaged, sentence_or_opened, worked_on

HEARD = 2000
"""Samples of each track that are listened to where a damaged project opens all the same."""


def main() -> None:
    """Damage and open them one after the other; whatever is not a sentence ends it all."""
    parser = argparse.ArgumentParser(description="Damage project files at random and open them.")
    parser.add_argument("--files", type=int, default=2000)
    arguments = parser.parse_args()
    found: Counter[str] = Counter()
    slowest, began = (0.0, -1), time.perf_counter()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        saved = Project(folder / "Song")
        saved.save(worked_on(folder), {})
        before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        data = saved.file.read_bytes()
        for seed in range(arguments.files):
            saved.file.write_bytes(damaged(data, seed))
            opening = time.process_time()  # a busy machine says nothing about the file
            found[_outcome(sentence_or_opened(saved.folder))] += 1
            slowest = max(slowest, (time.process_time() - opening, seed))
        more_mb = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb) / 1024
    print(f"{arguments.files} damaged files of {len(data)} bytes in {time.perf_counter() - began:.0f} s,")
    print(
        f"the slowest took {slowest[0]:.2f} s (seed {slowest[1]}); {more_mb:.0f} MB more than before at most."
    )
    for outcome, count in found.most_common(25):
        print(f"{count:6d} {outcome}")


def _outcome(found: str | Opened) -> str:
    if isinstance(found, str):
        reason = found.partition("cannot be opened: ")[2]
        return f"refused: {reason[:60]}"
    with Reader() as reader:
        for track in found.history.document.tracks:
            start = track.extent.start
            render_track(track, Span(start, min(track.extent.stop, start + HEARD)), reader.read)
    return "opened, something missing" if found.missing else "opened"


if __name__ == "__main__":
    main()
