"""Random walks through the window: `python -m tests.benchmarks.random_window [--walks N] [--actions M]`.

Each walk is a fresh window and its own seed; a batch of them shares a process, so that one which dies of a
segmentation fault is told with its last steps and the others go on. Needs a display with a window manager.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
import traceback
from collections import deque
from pathlib import Path

BATCH = 10
LAST = 25
"""So many of the last steps are told of a walk that went wrong."""

PATIENCE_S = 900.0


def main() -> int:
    """Walk; 1 where a walk went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--walks", type=int, default=200)
    parser.add_argument("--actions", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=1e9, help="begin no batch after that")
    parser.add_argument("--here", action="store_true", help="in this process, all steps told")
    options = parser.parse_args()
    if options.here:
        return walk_here(options.seed, options.walks, options.actions)
    began, n_wrong, n_walks = time.monotonic(), 0, 0
    seeds = deque(range(options.seed, options.seed + options.walks))
    while seeds and time.monotonic() - began < 60 * options.minutes:
        batch = [seeds.popleft() for _ in range(min(BATCH, len(seeds)))]
        while batch:
            wrong = walk_there(batch, options.actions)
            n_wrong += wrong is not None
            done = batch if wrong is None else batch[: batch.index(wrong) + 1]
            n_walks, batch = n_walks + len(done), batch[len(done) :]
    print(f"{n_walks} walks of {options.actions} actions, {n_wrong} went wrong, ", end="")
    print(f"{time.monotonic() - began:.0f} s")
    return 1 if n_wrong else 0


def walk_there(seeds: list[int], n_actions: int) -> int | None:
    """Walk with these seeds in a process of its own; the one that went wrong, if any."""
    command = [sys.executable, "-X", "faulthandler", "-m", __spec__.name, "--here", "--seed", str(seeds[0])]
    command += ["--walks", str(len(seeds)), "--actions", str(n_actions)]
    with tempfile.TemporaryFile("w+") as log:
        try:
            code = subprocess.run(command, stdout=log, stderr=log, timeout=PATIENCE_S).returncode
        except subprocess.TimeoutExpired:
            code = -1
        log.seek(0)
        lines = log.read().splitlines()
    if code == 0:
        return None
    begun = [line for line in lines if line.startswith("walk ")]
    print(f"--- {begun[-1] if begun else seeds[0]} went wrong ({code})")
    start = lines.index(begun[-1]) if begun else 0
    print("\n".join(_last(lines[start:])), flush=True)
    return int(begun[-1].split()[1]) if begun else seeds[0]


def _last(lines: list[str]) -> list[str]:
    """The last steps, and all of what was said in the end."""
    steps = [place for place, line in enumerate(lines) if line.startswith("  ")]
    return lines[steps[-LAST] :] if len(steps) > LAST else lines


def walk_here(seed: int, n_walks: int, n_actions: int) -> int:
    """Walk in this process; 1 at the first that goes wrong."""
    from PySide6.QtWidgets import QApplication

    from tests.app.random_walk import Walk

    app = QApplication(["inlay"])
    for number in range(seed, seed + n_walks):
        print(f"walk {number}", flush=True)
        with tempfile.TemporaryDirectory(prefix="inlay-walk-") as folder:
            try:
                Walk(number, Path(folder), lambda text: print(f"   {text}", flush=True)).run(n_actions)
            except BaseException as error:
                traceback.print_exception(error, chain=False)
                sys.stderr.flush()
                os._exit(1)
    for name, count in Walk.done.most_common():
        print(f"{count:8d} {name}")
    del app
    return 0


if __name__ == "__main__":
    sys.exit(main())
