"""What a newcomer hears of a model: `python -m tests.benchmarks.nano [--model MODEL]`.

The crash of the demo loop regenerated in four takes, sounds composed from ten prompts, and one prompt with a
word that the model was never taught, all of it through the command line, as a person would; then listened to
by the judge of `engine.train.judge`. Exits 1 where a take is not new, not recognised, suspect, or where
anything outside the selection has changed.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from app.demo import DEMO, PROMPT, demo_region
from engine.audio import files, levels
from engine.audio.files import Reader
from engine.timeline import Span
from engine.train import judge as judging

N_TAKES = 4
PROMPTS = (
    ("closed hi-hat, short", "closed hat"),
    ("punchy kick drum", "kick"),
    ("snare, short and dry", "snare"),
    ("hand clap", "clap"),
    ("bright crash cymbal", "crash"),
    ("deep synth bass", "bass"),
    ("bell, bright and long", "bell"),
    ("warm pad", "pad"),
    ("cowbell", "cowbell"),
    ("shaker, crisp", "shaker"),
)
STRANGE = "zorblax snare drum"
_SAME_DB = -20.0
"""Two takes whose difference lies further below them than this are the same one."""


def inlay(*words: str) -> tuple[str, float]:
    """What a command prints, and its seconds from start to end."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "engine.cli", *words], capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.stderr.strip())
    return done.stdout, time.perf_counter() - began


def read(path: Path, span: Span | None = None) -> np.ndarray:
    """Samples `[2, n]` of a file, or of a stretch of it."""
    source = files.probe(path)
    with Reader() as reader:
        sound = reader.read(source, span or Span(0, source.n_samples)).T
    return np.ascontiguousarray(np.broadcast_to(sound, (2, sound.shape[1])), np.float32)


def crash(judge: judging.Judge, model: list[str], folder: Path) -> bool:
    """Regenerate the demo's crash; whether all that is asked for holds."""
    region = demo_region()
    edges = f"{region.start / 44100:.6f}-{region.stop / 44100:.6f}"
    out = folder / "crash.wav"
    words = ["inpaint", str(DEMO / "loop.wav"), "--region", edges, "--prompt", PROMPT, "--seed", "1"]
    said, seconds = inlay(*words, "--takes", str(N_TAKES), "-o", str(out), "--json", *model)
    outputs: list[dict[str, Any]] = json.loads(said)["outputs"]
    sounds = [read(Path(output["path"]), region) for output in outputs]
    heard = judge.hear(sounds).begin(["crash"] * len(sounds))
    between = [levels.rms_db(a - b) - levels.rms_db(a) for a, b in combinations(sounds, 2)]
    outside = [output["samples_differing_outside"] for output in outputs]
    suspect = [output["suspect"] for output in outputs]
    print(f"crash of the demo loop, {N_TAKES} takes: {seconds:.1f} s; recognised: {heard}")
    print(f"  suspect: {suspect}; samples that differ outside: {outside}")
    print(f"  the most alike takes differ by {min(between):.1f} dB")
    return all(heard) and not any(suspect) and not any(outside) and min(between) > _SAME_DB


def prompts(judge: judging.Judge, model: list[str], folder: Path) -> int:
    """Compose a second of each prompt; how many are recognised."""
    right = 0
    for number, (prompt, family) in enumerate(PROMPTS):
        out = folder / f"{number}.wav"
        _, seconds = inlay(
            "compose", "--prompt", prompt, "--seconds", "1", "--seed", "1", "-o", str(out), *model
        )
        heard = judge.hear([read(out)]).families[0]
        right += heard == family
        print(f"{prompt!r}: {heard}, {seconds:.1f} s, {levels.rms_db(read(out)):.1f} dBFS")
    return right


def main() -> int:
    """Run all of it; the exit code."""
    parser = argparse.ArgumentParser(description="What a newcomer hears of a model.")
    parser.add_argument("--model", help="name or folder; the default one if left out")
    given = parser.parse_args()
    judge = judging.load(judging.FOLDER)
    model = ["--model", given.model] if given.model else []
    with tempfile.TemporaryDirectory(prefix="inlay-") as name:
        folder = Path(name)
        is_right = crash(judge, model, folder)
        right = prompts(judge, model, folder)
        print(f"{right} of {len(PROMPTS)} recognised")
        out = folder / "strange.wav"
        said, _ = inlay("compose", "--prompt", STRANGE, "--seconds", "1", "-o", str(out), *model)
        loud = levels.rms_db(read(out))
        hint = [line for line in said.splitlines() if "zorblax" in line]
        print(f"{STRANGE!r}: {loud:.1f} dBFS; {hint}")
    return 0 if is_right and right == len(PROMPTS) and hint and loud > -60 else 1


if __name__ == "__main__":
    sys.exit(main())
