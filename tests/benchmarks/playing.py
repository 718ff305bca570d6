"""Playing under load: `python -m tests.benchmarks.playing start|load [--minutes N] [--runs N]`.

`start` prints the milliseconds from Space to sound at 2:47:00 of a three-hour file, as the sound server
records it, median of some runs. `load` plays four tracks while the engine's child process makes takes, one
request after the other, and prints how often the device ran dry and how long the event loop stood still.
Both need a display and PulseAudio.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import statistics
import struct
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import psutil
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.desk import Desk
from app.main_window import MainWindow
from app.session import Selection, Session
from app.settings import Places
from app.start import leave_alone_what_stays
from engine.generate.request import Progress
from engine.generate.worker import EngineProcess
from engine.timeline import Span
from tests.app.fakes import FakeDialogs
from tests.helpers import sound
from tests.helpers.sound import SoundServer, sound_server

RATE = 48000
THREE_HOURS = 3 * 3600 * RATE
PLACE = (2 * 3600 + 47 * 60) * RATE
BYTES = 8  # of one sample of both channels
PATIENCE_S = 60.0
PAUSE_S = 0.3  # from takes that came to the next request: what a hand on the keys needs at least
BEAT_MS = 5
STALL_MS, LATE_MS = 50, 30


def main() -> int:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("start", "load"))
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--model", help="a model's folder; a tiny untrained one if left out")
    options = parser.parse_args()
    QApplication.instance() or QApplication(["inlay"])
    with tempfile.TemporaryDirectory(prefix="inlay-playing-") as name, sound_server(RATE) as server:
        if options.what == "start":
            return start(Path(name), server, options.runs)
        return load(Path(name), options.minutes, options.model)


def start(folder: Path, server: SoundServer, n_runs: int) -> int:
    """Time from Space to sound; exits 1 above 150 ms."""
    path = three_hours(folder / "three hours.wav")
    with open_window(folder) as window:
        window.open([path])
        wait_until(lambda: bool(window.desk.session.document.tracks))
        times = [_time_to_sound(window, server) for _ in range(n_runs)]
    print("ms:", " ".join(f"{ms:.0f}" for ms in times))
    print(f"median: {statistics.median(times):.0f} ms, first: {times[0]:.0f} ms")
    return 0 if statistics.median(times) <= 150 else 1


def _time_to_sound(window: MainWindow, server: SoundServer) -> float:
    """Milliseconds until the recording of what the device plays is no longer silent."""
    transport = window.desk.transport
    transport.seek(PLACE)
    window.timeline.setFocus()
    with server.recording() as recording:
        settle()
        heard: list[float] = []
        n_silent = len(recording.audio)
        watch = threading.Thread(target=lambda: heard.append(recording.first_sound(n_silent)))
        watch.start()
        began = time.perf_counter()
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
        wait_until(lambda: bool(heard))
        watch.join()
        elapsed = heard[0] - began
        transport.stop()
        recording.wait_for(RATE // 5)
    return elapsed * 1000


def load(folder: Path, minutes: float, model: str | None) -> int:
    """Play four tracks and make takes; exits 1 where the device ran dry or the window stood still."""
    from tests.helpers import tiny_model  # torch is no business of the child that looks for outputs

    model = model or str(tiny_model.make(folder / "tiny"))
    tracks = [
        sound.save(folder / f"{n}.wav", sound.noise(60 * RATE, 2, seed=n, amplitude=0.1), RATE)
        for n in range(4)
    ]
    with open_window(folder, model) as window:
        session, generating = window.desk.session, window.desk.generating
        window.open(tracks[:1])
        wait_until(lambda: len(session.document.tracks) == 1)
        for n, track in enumerate(tracks[1:], start=2):
            window.desk.opening.import_tracks([track])
            wait_until(lambda n=n: len(session.document.tracks) == n)
        first = session.document.tracks[0].id
        window.desk.transport.set_looping(True)
        session.set_loop(Span(0, 60 * RATE))
        window.desk.transport.toggle()
        wait_until(lambda: window.desk.transport.state == "playing")
        answered: list[object] = []
        generating.arrived.connect(lambda span, _sentence: answered.append(span))
        pulse, n_done, busy_until = Pulse(), 0, 0.0
        witness = Witness()
        generating.worker.progressed.connect(witness.note)
        until = time.monotonic() + 60 * minutes
        while time.monotonic() < until:
            if generating.is_busy:
                busy_until = time.monotonic()
            elif time.monotonic() - busy_until > PAUSE_S:
                n_done += 1
                at = (n_done * 3 % 48) * RATE
                # three actions of a user, who lets the window work between them
                point_at(session, first, Span(at, at + 2 * RATE))
                QApplication.processEvents()
                window.generate.prompt.setPlainText("bright crash cymbal")
                QApplication.processEvents()
                window.ask_to_generate()
            QApplication.processEvents()
            time.sleep(0.0005)
        pulse.stop()
        underruns, is_playing = window.desk.transport.underruns, window.desk.transport.state == "playing"
    print(f"{minutes:g} min, {len(answered)} of {n_done} requests answered, ", end="")
    print(f"still playing: {is_playing}, under-runs: {underruns}")
    longest = pulse.tell()
    witness.tell(*pulse.longest)
    return 0 if is_playing and underruns == 0 and longest <= STALL_MS + BEAT_MS else 1


def point_at(session: Session, track: str, span: Span) -> None:
    """Select a stretch; where it is a region already, ask that one for more takes."""
    regions = session.document.tracks[0].regions
    known = next((region.id for region in regions if region.span.overlaps(span)), "")
    session.select(None if known else Selection(track, span))
    session.focus_region(known)


class Pulse:
    """Beats in the event loop, and what the thread of the window did where one was late.

    How long a beat took on the clock and what it cost this thread of the processor are told apart: on a
    machine that does other work, only the latter is the window's own.
    """

    def __init__(self) -> None:
        self.beats: list[tuple[float, float]] = [(time.perf_counter(), time.thread_time())]
        self.late: Counter[str] = Counter()
        self._timer = QTimer(interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(lambda: self.beats.append((time.perf_counter(), time.thread_time())))
        self._timer.start()
        self._main = threading.get_ident()
        self._is_over = threading.Event()
        self._watcher = threading.Thread(target=self._watch)
        self._watcher.start()

    def stop(self) -> None:
        """Beat no more."""
        self._timer.stop()
        self._is_over.set()
        self._watcher.join()

    def tell(self) -> float:
        """Print how late it was, and at what; gives the longest gap in milliseconds."""
        wall, busy = np.diff(np.array(self.beats), axis=0).T * 1000
        for name, gaps in (("clock", wall), ("processor", busy)):
            print(
                f"event loop, between two beats of {BEAT_MS} ms, by the {name}: longest {gaps.max():.0f} ms, "
                f"99.9 %: {np.percentile(gaps, 99.9):.0f} ms, over {STALL_MS} ms: {(gaps > STALL_MS).sum()}"
            )
        for story, count in self.late.most_common(8):
            print(f"{count} times over {LATE_MS} ms of processor:\n{story}")
        return float(wall.max())

    @property
    def longest(self) -> tuple[float, float]:
        """When the longest time between two beats began and ended, by `time.perf_counter`."""
        clock = np.array([at for at, _ in self.beats])
        last = int(np.argmax(np.diff(clock)))
        return float(clock[last]), float(clock[last + 1])

    def _watch(self) -> None:
        """Look every few milliseconds; once for each beat that is late."""
        clock, told = time.pthread_getcpuclockid(self._main), 0
        while not self._is_over.wait(LATE_MS / 6000):
            n_beats, (_, busy) = len(self.beats), self.beats[-1]
            if n_beats != told and (time.clock_gettime(clock) - busy) * 1000 > LATE_MS:
                told = n_beats
                frames = traceback.extract_stack(sys._current_frames()[self._main])[-6:]  # noqa: SLF001
                self.late["".join(f"    {f.filename}:{f.lineno} {f.name}\n" for f in frames)] += 1


class Witness:
    """What the engine's steps cost of the processor, to tell who stood still.

    A step is always the same work. Where it is charged many times its usual processor time, the machine under
    this system is suspected, not the processes in it.
    """

    def __init__(self) -> None:
        self.marks: list[tuple[float, float, int]] = []
        self._n_steps, self._last = 0, Progress("")
        self._engine: list[psutil.Process] = []
        self._stolen = stolen_s()

    def note(self, progress: Progress) -> None:
        """A step is over."""
        if progress.n_steps and progress.phase == self._last.phase and progress.step > self._last.step:
            self._n_steps += progress.step - self._last.step
            self.marks.append((time.perf_counter(), used_s(self._engine), self._n_steps))
        else:  # another phase, or another request: what lies between is no step
            if progress.phase != self._last.phase:
                self._engine = psutil.Process().children()
            self.marks.append((time.perf_counter(), used_s(self._engine), -1))
        self._last = progress

    def tell(self, start: float, stop: float) -> None:
        """Print what a step costs, and what those cost that were under way between two moments."""
        steps = [(a, b) for a, b in itertools.pairwise(self.marks) if b[2] >= 0]
        cost = np.array([(b[1] - a[1]) / max(1, b[2] - a[2]) for a, b in steps if a[2] >= 0]) * 1000
        if not len(cost):
            return
        print(
            f"{len(cost)} steps of the engine, processor: median {np.median(cost):.0f} ms, 99 %: "
            f"{np.percentile(cost, 99):.0f} ms, longest {cost.max():.0f} ms"
        )
        print(f"the host took {stolen_s() - self._stolen:.1f} s of the processors for others meanwhile")
        around = [(a, b) for a, b in steps if b[0] > start and a[0] < stop]
        if around:
            charged, on_clock = around[-1][1][1] - around[0][0][1], around[-1][1][0] - around[0][0][0]
            print(
                f"at the longest standstill of the loop: {len(around)} steps, {on_clock * 1000:.0f} ms, "
                f"charged {charged * 1000:.0f} ms of processor"
            )


def used_s(processes: list[psutil.Process]) -> float:
    """Seconds of processor that they have used."""
    found = 0.0
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            found += times.user + times.system
    return found


def stolen_s() -> float:
    """Seconds that the host gave to others, since boot, all processors together; 0 where that is not told."""
    return float(getattr(psutil.cpu_times(), "steal", 0.0))


def three_hours(path: Path) -> Path:
    """Stereo float at 48 kHz, silent but for ten seconds of noise; takes hardly any room on the disk."""
    n_bytes = THREE_HOURS * BYTES
    header = b"RIFF" + struct.pack("<I", 36 + n_bytes) + b"WAVEfmt " + struct.pack("<I", 16)
    header += (
        struct.pack("<HHIIHH", 3, 2, RATE, RATE * BYTES, BYTES, 32) + b"data" + struct.pack("<I", n_bytes)
    )
    with path.open("wb") as file:
        file.write(header)
        file.seek(len(header) + PLACE * BYTES)
        file.write(sound.noise(10 * RATE, 2).astype("<f4").tobytes())
        file.truncate(len(header) + n_bytes)
    return path


@contextmanager
def open_window(folder: Path, model: str = "") -> Iterator[MainWindow]:
    """The whole window, ready to play."""
    window = MainWindow(Desk(Places.under(folder / "places"), EngineProcess(), FakeDialogs(), model=model))
    leave_alone_what_stays()
    window.desk.store.change(has_seen_tour=True)
    window.show()
    window.desk.outputs.look_again()
    wait_until(lambda: window.desk.outputs.is_ready)
    try:
        yield window
    finally:
        window.leave()
        settle()


def wait_until(condition: Callable[[], bool]) -> None:
    """Let the window work until something is so."""
    until = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > until:
            raise TimeoutError("it never happened")
        QApplication.processEvents()
        time.sleep(0.0005)


def settle() -> None:
    """Let the window do what waits."""
    for _ in range(20):
        QApplication.processEvents()
        time.sleep(0.005)


if __name__ == "__main__":
    sys.exit(main())
