"""How long the window takes to be there: `python -m tests.benchmarks.startup [RUNS]`.

Prints milliseconds from the start of the process to the first moment at which the window has been painted and
the event loop has nothing left to do, for each run and as their median; exits 1 if torch was imported.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CHILD = """
import sys, time
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
    print(time.time() - float(sys.argv[1]), "torch" in sys.modules, len(sys.modules), flush=True)
    window.leave()
QTimer.singleShot(0, look)
app.exec()
"""


def run() -> tuple[float, bool, int]:
    """One start: seconds, whether torch came along, how many modules did."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", CHILD, str(time.time()), folder]
        root = Path(__file__).parents[2]
        done = subprocess.run(command, cwd=root, env=os.environ, capture_output=True, text=True, check=True)
    seconds, has_torch, n_modules = done.stdout.split()
    return float(seconds), has_torch == "True", int(n_modules)


def main() -> int:
    """Measure, print, and say whether torch stayed out."""
    runs = [run() for _ in range(int(sys.argv[1]) if len(sys.argv) > 1 else 5)]
    times = [seconds * 1000 for seconds, _, _ in runs]
    print("ms:", " ".join(f"{ms:.0f}" for ms in times))
    print(f"median: {statistics.median(times):.0f} ms, {runs[0][2]} modules")
    if any(has_torch for _, has_torch, _ in runs):
        print("torch was imported")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
