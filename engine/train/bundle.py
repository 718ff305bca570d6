"""A trained model as it ships: its weights, the words it knows, and a card that says what it is.

    python -m engine.train.bundle MODEL FOLDER --report FILE.json

`FILE.json` is what `engine.train.evaluate MODEL --json FILE.json` wrote; its table becomes part of the card.
"""

from __future__ import annotations

import argparse
import io
import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

from engine import catalogue
from engine.errors import CheckpointError, EngineError
from engine.model import checkpoint
from engine.model.config import read_config
from engine.train.evaluate import print_report
from engine.train.scores import QUICK
from engine.train.sounds import FAMILIES, VOCABULARY

MAX_BYTES, MAX_FILE_BYTES = 60_000_000, 16_000_000
STAGES = "autoencoder, flow matching, distillation, adversarial post-training"

EXAMPLES = (
    "closed hi-hat, short",
    "bright crash cymbal",
    "punchy kick drum",
    "snare, short and dry",
    "hand clap",
    "deep synth bass",
    "bell, bright and long",
    "noise sweep",
    "house groove, 124 BPM",
    "impact, deep",
)
"""Prompts that a person can start from."""


def bundle(model: Path, folder: Path, report: dict[str, Any], stages: str = STAGES) -> None:
    """Write a whole model to `folder`, which is replaced.

    Args:
        model: a folder of training, already in half precision.
        folder: where it is to lie.
        report: what `engine.train.evaluate` found of this very model.
        stages: of training that it has gone through, for the card.
    Raises:
        CheckpointError: it is no whole model, was not the one that was judged, or is too large to ship.
    """
    config = read_config(model)
    if report.get("model_hash") != catalogue.hash_of(model):
        raise CheckpointError(model, "the report is about another model; evaluate this one first")
    partial = folder.with_name(f"{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    shutil.copytree(model, partial)
    words = {"families": FAMILIES, "words": sorted(VOCABULARY), "examples": EXAMPLES}
    _write(partial / catalogue.WORDS_NAME, json.dumps(words, indent=1, ensure_ascii=False) + "\n")
    _write(
        partial / "README.md", card(config.sample_size / config.sample_rate, size_of(partial), report, stages)
    )
    _check_size(partial)
    checkpoint.load(partial)  # what cannot be opened is not shipped
    shutil.rmtree(folder, ignore_errors=True)
    partial.replace(folder)


def card(seconds: float, n_bytes: int, report: dict[str, Any], stages: str = STAGES) -> str:
    """The model card, in Markdown."""
    table = io.StringIO()
    print_report(report, Console(file=table, width=120))
    few = " --quick" if report.get("counts", {}).get("edits") == QUICK.edits else ""
    return f"""# nano

A small model in the layout of Stable Audio 3, trained by Inlay itself so that the program can be heard
at once: stereo, 44.1 kHz, up to {seconds:.0f} seconds, {n_bytes / 1e6:.0f} MB, 8 ping-pong steps.
It runs on any machine.

**Trained on** sounds that `engine/train/sounds` plays: {len(FAMILIES)} families of drums, tones and
effects, grooves and loops, each with a caption written from its parameters. No recording and nobody's
voice is in it. By these stages of `engine/train`: {stages}.
The recipes lie in `engine/train/recipes`.

**It can say** what it has heard: {", ".join(FAMILIES)};
how they sound ("short", "bright", "deep" and many more); grooves and loops with a tempo.
`words.json` lists all its words; others do no harm and mean nothing.

**It cannot** sing, speak, or play what a studio of real instruments would. For that there are the
published models.

**Licence**: the same as Inlay's code.

## How good it is

`python -m engine.train.evaluate nano{few}`, on sounds that were never trained on:

```
{table.getvalue().strip()}
```
"""


def size_of(folder: Path) -> int:
    """Bytes of all its files."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _check_size(folder: Path) -> None:
    largest = max(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    if size_of(folder) > MAX_BYTES or largest > MAX_FILE_BYTES:
        raise CheckpointError(folder, "it is too large to ship with the program")


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def main(words: Sequence[str] | None = None) -> int:
    """Read the command line, bundle, and say errors as sentences; the exit code."""
    parser = argparse.ArgumentParser(description="Make a trained model ready to ship.")
    parser.add_argument("model", type=Path, help="a folder of training")
    parser.add_argument("folder", type=Path, help="where it is to lie")
    parser.add_argument("--report", type=Path, required=True, help="figures from engine.train.evaluate")
    parser.add_argument("--stages", default=STAGES, help="those that it has gone through, for the card")
    given = parser.parse_args(words)
    try:
        bundle(given.model, given.folder, json.loads(given.report.read_text(encoding="utf-8")), given.stages)
    except EngineError as error:
        print(error, file=sys.stderr)
        return 1
    except (OSError, ValueError) as error:
        print(f"“{given.report.name}” cannot be read as a report: {error}.", file=sys.stderr)
        return 1
    print(f"{size_of(given.folder) / 1e6:.1f} MB in {given.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
