"""How long the window takes to be there: `python -m tests.benchmarks.startup [RUNS] [--cold]`.

Prints milliseconds from the start of the process to the first moment at which the window has been painted and
the event loop has nothing left to do, for each run and as their median, and what of it was the processor's;
exits 1 if torch was imported. With `--cold`, Python compiles everything anew at each start.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CHILD = """
import gc, sys, time
gc.disable()  # as app.__main__ does
from app.start import make_window
from app.settings import Places
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
app = QApplication(["inlay"])
window = make_window(Places.under(Path(sys.argv[2])))
window.show()
def look():
    if not window.windowHandle().isExposed():
        QTimer.singleShot(0, look)
        return
    busy = time.process_time()
    print(time.time() - float(sys.argv[1]), busy, "torch" in sys.modules, len(sys.modules), flush=True)
    window.leave()
QTimer.singleShot(0, look)
app.exec()
"""


def run(*, is_cold: bool) -> tuple[float, float, bool, int]:
    """One start: seconds on the clock and of the processor, torch or not, how many modules."""
    with tempfile.TemporaryDirectory() as folder:
        kept = {"PYTHONPYCACHEPREFIX": folder} if is_cold else {}
        command = [sys.executable, "-c", CHILD, str(time.time()), folder]
        root = Path(__file__).parents[2]
        done = subprocess.run(
            command, cwd=root, env=os.environ | kept, capture_output=True, text=True, check=True
        )
    seconds, busy, has_torch, n_modules = done.stdout.split()
    return float(seconds), float(busy), has_torch == "True", int(n_modules)


def main() -> int:
    """Measure, print, and say whether torch stayed out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", type=int, nargs="?", default=5)
    parser.add_argument("--cold", action="store_true")
    options = parser.parse_args()
    runs = [run(is_cold=options.cold) for _ in range(options.runs)]
    times, busy = ([run[part] * 1000 for run in runs] for part in (0, 1))
    print("ms:", " ".join(f"{ms:.0f}" for ms in times))
    median, busy_median = statistics.median(times), statistics.median(busy)
    print(f"median: {median:.0f} ms, {busy_median:.0f} ms of processor, {runs[0][3]} modules")
    if any(has_torch for _, _, has_torch, _ in runs):
        print("torch was imported")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
