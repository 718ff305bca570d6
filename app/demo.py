"""The main job without a window: regenerate one hit of the demo loop, and prove what stayed."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from app import picture
from engine import console, file_job, reports
from engine.audio import files
from engine.audio.files import Reader
from engine.document import edits
from engine.document.splice import NullTest
from engine.errors import EngineError, OutputError
from engine.export.track import write_track
from engine.file_job import Settings
from engine.generate.worker import local_engine
from engine.timeline import Span

DEMO = Path(__file__).resolve().parent.parent / "resources" / "demo"
PROMPT = "bright crash cymbal"


def run(folder: Path, model: str | None = None, seed: int = 1) -> NullTest:
    """Write `before.wav`, `after.wav` and `picture.png` into `folder`, and print the null test.

    Raises:
        EngineError: anything that a user can meet.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(folder, f"the folder cannot be made ({error.strerror})") from None
    name = file_job.chosen_model(model)
    source = files.probe(DEMO / "loop.wav")
    region = demo_region()
    document = edits.new_document(source)
    document, region_id = edits.add_region(document, document.tracks[0].id, region)
    settings = Settings(model=name, prompt=PROMPT, seed=seed)
    with console.progress_bar(quiet=False) as tell:
        with Reader() as reader:
            track, before_path = document.tracks[0], folder / "before.wav"
            write_track(track, document.sample_rate, before_path, reader, overwrite=True)
        finished = file_job.run(
            local_engine(), document, (region_id,), folder / "after.wav", settings, overwrite=True, tell=tell
        )
    output = finished.outputs[0]
    with Reader() as reader:
        extent = Span(0, source.n_samples)
        before, after = reader.read(source, extent), reader.read(files.probe(output.path), extent)
    start, stop = (edge / source.sample_rate for edge in (region.start, region.stop))
    title = f"Inlay · {PROMPT} · {start:.3f}–{stop:.3f} s · {reports.sentence(output.null_test)}"
    picture.draw(before, after, region, source.sample_rate, folder / "picture.png", title)
    _tell(folder, output.null_test, output.suspect)
    return output.null_test


def demo_region() -> Span:
    """The hit of the demo loop that is regenerated, in samples."""
    crash = json.loads((DEMO / "loop.json").read_text(encoding="utf-8"))["crash"]
    return Span(crash["start"], crash["stop"])


def main(arguments: list[str] | None = None) -> int:
    """Run it from a command line; 0 done, 1 an error told in one sentence, 130 cancelled."""
    parser = argparse.ArgumentParser(prog="inlay demo", description="Regenerate one hit of the demo loop.")
    parser.add_argument("--out", type=Path, default=Path("inlay-demo"), help="the folder to write into")
    parser.add_argument("--model", help="name of a model that is here, or a folder")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    try:
        test = run(asked.out, asked.model, asked.seed)
    except EngineError as error:
        console.fail(str(error))
        return 1
    except KeyboardInterrupt:
        console.fail("cancelled.")
        return 130
    return 0 if test.is_identical else 1


def _tell(folder: Path, test: NullTest, suspect: str) -> None:
    print(f"“{folder}”: before.wav, after.wav, picture.png")
    print(reports.sentence(test))
    print(f"inside: changed by {test.inside_change_db:.1f} dB relative to what was there")
    if suspect:
        print(f"suspect: {suspect}")


if __name__ == "__main__":
    sys.exit(main())
