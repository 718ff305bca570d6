"""What is given up where memory runs short: `python -m tests.benchmarks.ladder MODEL [--gb 6 4 3 2]`.

Two takes of a second in the middle of half a minute, heard widely, through the command line in a process that
may hold so much and no more (`RLIMIT_DATA`; a checkpoint that is mapped as it is stored counts as well). Each
line says whether there was a result, what was given up for it, and how long it took; a request that cannot be
carried out must end in a sentence. Exits 1 where one ends in anything else. Linux only.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import numpy as np

from engine.audio import files

RATE = 44100
SECONDS, REGION, N_TAKES = 30, "15-16", 2


def allow(n_bytes: int) -> None:
    """Let this process and its children hold so much."""
    resource.setrlimit(resource.RLIMIT_DATA, (n_bytes, n_bytes))


def recording(folder: Path) -> Path:
    """Half a minute of soft noise."""
    noise = 0.1 * np.random.default_rng(0).standard_normal((SECONDS * RATE, 2))
    path = folder / "noise.wav"
    files.write(path, [noise], sample_rate=RATE, n_channels=2, format="WAV", subtype="PCM_24")
    return path


def attempt(model: str, source: Path, n_bytes: int, context: str) -> bool:
    """Ask with that much memory, and say what came of it; whether it ended as it should."""
    out = source.with_name("out.wav")
    words = ["inpaint", str(source), "--region", REGION, "--context", context, "--takes", str(N_TAKES)]
    words += ["--model", model, "--device", "cpu", "--seed", "1", "--prompt", "a snare", "-o", str(out)]
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "engine.cli", *words, "--json", "--force"],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=partial(allow, n_bytes),
    )
    took = f"{n_bytes / 2**30:g} GB, {time.perf_counter() - began:.1f} s: "
    if done.returncode == 0:
        told = json.loads(done.stdout)
        outside = sum(output["samples_differing_outside"] for output in told["outputs"])
        print(f"{took}{len(told['outputs'])} takes, given up: {told['given_up'] or 'nothing'};", end=" ")
        print(f"{outside} samples differ outside", flush=True)
        return outside == 0
    sentence = done.stderr.strip().splitlines()[-1:] or ["nothing was said"]
    print(f"{took}no result; {sentence[0]}", flush=True)
    return done.returncode == 1 and "Traceback" not in done.stderr


def main() -> int:
    """Try every amount of memory; the exit code."""
    parser = argparse.ArgumentParser(description="What is given up where memory runs short.")
    parser.add_argument("model")
    parser.add_argument("--gb", type=float, nargs="+", default=[6, 4, 3])
    parser.add_argument("--context", default="wide")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="inlay-") as name:
        source = recording(Path(name))
        ended = [attempt(given.model, source, round(gb * 2**30), given.context) for gb in given.gb]
    return 0 if all(ended) else 1


if __name__ == "__main__":
    sys.exit(main())
