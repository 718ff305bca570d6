"""The canvas with a long file: `python -m tests.benchmarks.canvas [--hours H] [--folder F] [--steps N]`.

Opens three hours of stereo float at 48 kHz and prints the time to the first waveform and to the whole
overview, what a pan and a zoom step cost (95th percentile, at four scales, as waveform and as spectrogram),
and the memory above the empty window; beside each figure the bar that it must stay under. What the steps
cost the processor is told as well: on a machine that does other work, it is the figure to compare. Needs a
display; the file of 4.1 GB is made once in the folder, a temporary one unless it is named.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import psutil
import soundfile
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from app.desk import Desk
from app.main_window import MainWindow
from app.session import Viewport
from app.settings import Places
from app.timeline import axis
from app.timeline.look import Look, Show
from app.timeline.waveform import Waveform
from tests.app.fakes import FakeDialogs, FakeEngine, Players

RATE = 48_000
SCALES = {"all of it": 0.0, "a minute": 60 * RATE / 1000, "a second": RATE / 1000, "samples": 0.4}
"""Samples of a pixel; 0 for what fits."""

FIRST_S, WHOLE_S, STEP_MS, MEMORY_MB = 0.5, 20.0, 16.0, 300.0
PATIENCE_S = 600.0

Cost = tuple[float, float]
"""Milliseconds on the clock, and of this thread on the processor."""


def main() -> int:
    """Measure and print; 1 where a bar was not reached."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--hours", type=float, default=3.0)
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--folder", type=Path, default=None)
    options = parser.parse_args()
    app = QApplication.instance() or QApplication(["inlay"])
    with tempfile.TemporaryDirectory(prefix="inlay-canvas-") as name:
        path = long_file((options.folder or Path(name)) / f"{options.hours:g} hours.wav", options.hours)
        with window_in(Path(name)) as window:
            is_good = all(list(figures(window, path, options.steps)))
        del app
    return 0 if is_good else 1


def long_file(path: Path, hours: float) -> Path:
    """Noise whose loudness rises and falls, unless the file is there already."""
    if path.exists():
        return path
    rng = np.random.default_rng(1)
    swell = np.abs(np.sin(np.linspace(0, 40, 60 * RATE)))[:, None]
    minute = (rng.uniform(-0.8, 0.8, (60 * RATE, 2)) * swell).astype(np.float32)
    with soundfile.SoundFile(path, "w", RATE, 2, "FLOAT", format="WAV") as file:
        for _ in range(round(hours * 60)):
            file.write(minute)
    return path


@contextmanager
def window_in(folder: Path) -> Iterator[MainWindow]:
    """An empty window on the screen."""
    places = Places.under(folder)
    desk = Desk(places, FakeEngine(), FakeDialogs(), open_player=Players(), look=None)
    desk.store.change(has_seen_tour=True)
    window = MainWindow(desk)
    window.resize(1500, 900)
    window.show()
    rest(0.5)
    yield window
    window.leave()
    window.deleteLater()
    rest(0.1)


def figures(window: MainWindow, path: Path, n_steps: int) -> Iterator[bool]:
    """Every figure in turn; whether it is good."""
    before = memory_mb()
    began, busy = time.perf_counter(), time.process_time()
    window.open([path])
    wait(lambda: any(lane.waveform.isVisible() for lane in window.timeline.lanes.values()))
    lane = next(iter(window.timeline.lanes.values())).waveform
    window.timeline.repaint()
    yield told("first waveform", time.perf_counter() - began, FIRST_S, "s", used(busy))
    source = window.desk.session.document.tracks[0].clips[0].source
    wait(lambda: window.timeline.library.share_done({source}) >= 1)
    rest(0.2)
    yield told("whole overview", time.perf_counter() - began, WHOLE_S, "s", used(busy))
    for show in (Show.WAVEFORM, Show.SPECTROGRAM):
        window.desk.session.set_look(lane.track_id, Look(show))
        for name, scale in SCALES.items():
            for what, steps in (("pan", panned), ("zoom", zoomed)):
                wall, busy = np.percentile(steps(window, lane, scale, n_steps), 95, axis=0)
                yield told(f"{what}, {show.value}, {name}", wall, STEP_MS, "ms", f"{busy:.1f} of processor")
    yield told("memory above the empty window", memory_mb() - before, MEMORY_MB, "MB")


def panned(window: MainWindow, lane: Waveform, scale: float, n_steps: int) -> list[Cost]:
    """What steps of 40 pixels cost."""
    session = go(window, lane, scale)
    times = []
    for step in range(n_steps):
        way = 40 if step % 100 < 50 else -40
        view = session.viewport
        times.append(painted(lambda view=view, way=way: session.show(moved(view, way))))
    return times


def zoomed(window: MainWindow, lane: Waveform, scale: float, n_steps: int) -> list[Cost]:
    """What notches of the wheel cost."""
    go(window, lane, scale)
    navigator, times = window.timeline.navigator, []
    for step in range(n_steps):
        factor = axis.ZOOM_STEP if step % 8 < 4 else 1 / axis.ZOOM_STEP
        times.append(painted(lambda factor=factor: navigator.zoom(factor, 500)))
    return times


def go(window: MainWindow, lane: Waveform, scale: float) -> object:
    """Show the middle of the file at that scale, and let everything be drawn."""
    session = window.desk.session
    if scale:
        session.show(Viewport(session.document.extent.stop / 2, scale))
    else:
        window.timeline.zoom_to_fit()
        window.timeline.navigator.zoom(2.0, 500)  # so that there is somewhere to pan to
    wait(lambda: lane.repaint() or lane.is_settled)
    return session


def moved(view: Viewport, n_px: int) -> Viewport:
    """The same scale, so many pixels further."""
    return Viewport(view.start + n_px * view.samples_per_px, view.samples_per_px)


def painted(change: Callable[[], object]) -> Cost:
    """What a change costs, with all that is painted for it."""
    began, busy = time.perf_counter(), time.thread_time()
    change()
    QApplication.processEvents()
    return (time.perf_counter() - began) * 1000, (time.thread_time() - busy) * 1000


def told(name: str, value: float, bar: float, unit: str, note: str = "") -> bool:
    """Print a figure beside its bar; whether it is under it."""
    is_good = value <= bar
    print(f"{name:38} {value:9.2f} {unit:2}  (bar {bar:g}){'' if is_good else '  MISSED'} {note}", flush=True)
    return is_good


def used(since: float) -> str:
    """What all threads have cost the processor since then."""
    return f"{time.process_time() - since:.2f} of processor"


def memory_mb() -> float:
    """What this process keeps in memory."""
    return psutil.Process().memory_info().rss / 1e6


def rest(seconds: float) -> None:
    """Let the window do what it has to."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def wait(is_done: Callable[[], object]) -> None:
    """Until then, or until patience ends."""
    end = time.perf_counter() + PATIENCE_S
    while not is_done():
        if time.perf_counter() > end:
            raise TimeoutError("the window does not get there")
        rest(0.005)


if __name__ == "__main__":
    sys.exit(main())
