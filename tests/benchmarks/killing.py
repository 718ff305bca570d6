"""Sessions killed at random, and what was lost: `python -m tests.benchmarks.killing --sessions 300`."""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from tests.helpers.killing import kill_one

TOLD = 50
"""After so many sessions it is said that it goes on."""


def main() -> int:
    """Kill them one after the other; gives 0 where nothing was lost."""
    parser = argparse.ArgumentParser(description="Kill sessions at random moments and look what is lost.")
    parser.add_argument("--sessions", type=int, default=300)
    parser.add_argument("--first", type=int, default=0, help="seed of the first one")
    arguments = parser.parse_args()
    QCoreApplication([])
    began, deaths = time.perf_counter(), {}
    for seed in range(arguments.first, arguments.first + arguments.sessions):
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            deaths[seed] = kill_one(Path(folder) / "session", seed)
        if deaths[seed].problem:
            print(f"seed {seed}: {deaths[seed].problem}", flush=True)
        if len(deaths) % TOLD == 0:
            print(f"{len(deaths)} sessions so far", flush=True)
    lost = [death for death in deaths.values() if death.problem]
    print(f"{len(deaths)} sessions killed in {time.perf_counter() - began:.0f} s,")
    print(f"{sum(death.n_changes for death in deaths.values())} changes and", end=" ")
    print(f"{sum(death.n_saves for death in deaths.values())} saves before that,")
    print(f"{sum(death.is_recovered for death in deaths.values())} of them with a journal to recover from.")
    print(f"{len(lost)} sessions in which anything was lost, or that could not be opened.")
    return min(1, len(lost))


if __name__ == "__main__":
    raise SystemExit(main())
