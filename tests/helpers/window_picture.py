"""The picture of the window in the README: `python -m tests.helpers.window_picture [FILE] [--model MODEL]`.

The demo loop with three regions and two takes of each, by real events, the real engine and the default model,
on whatever display there is.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.demo import DEMO, PROMPT
from app.desk import Desk
from app.main_window import MainWindow
from app.settings import Places
from app.timeline.waveform import Waveform
from engine.generate.worker import EngineProcess
from tests.app.fakes import FakeDialogs, Players

RATE = 44100
REGIONS = ((1.0, 1.45), (4.0, 5.3), (6.0, 6.6))
SIZE = 1440, 880
PATIENCE_MS, STEP_MS = 240_000, 20
PICTURE = Path(__file__).parents[2] / "resources" / "pictures" / "window.png"


def until(holds: Callable[[], object]) -> None:
    """Let the window live until something holds."""
    for _ in range(PATIENCE_MS // STEP_MS):
        if holds():
            return
        QTest.qWait(STEP_MS)
    sys.exit("The window did not come to what was asked of it.")


def main() -> int:
    """Make the picture; the exit code."""
    parser = argparse.ArgumentParser(description="Make the picture of the window.")
    parser.add_argument("file", type=Path, nargs="?", default=PICTURE)
    parser.add_argument("--model", default="")
    given = parser.parse_args()
    QApplication.setApplicationName("inlay")
    app = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory(prefix="inlay-") as folder:
        engine = EngineProcess()
        desk = Desk(
            Places.under(Path(folder)),
            engine,
            FakeDialogs(),
            model=given.model,
            open_player=Players(),
            look=None,
        )
        window = MainWindow(desk)
        window.resize(*SIZE)
        window.show()
        until(window.isActiveWindow)
        window.open([DEMO / "loop.wav"])
        until(lambda: desk.session.document.tracks and not desk.opening.worker.is_busy)
        lane = window.timeline.findChildren(Waveform)[0]
        until(lambda: lane.isVisible() and lane.width() > 100)
        for start, stop in REGIONS:
            mark(window, lane, start, stop)
        window.edit_prompt()
        QTest.keyClicks(window.generate.prompt, PROMPT)
        QTest.keyClick(window.generate.prompt, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        regions = lambda: desk.session.document.tracks[0].regions  # noqa: E731
        until(lambda: regions() and all(region.takes for region in regions()))
        until(lambda: not desk.generating.is_busy)
        QTest.qWait(1500)  # pictures of takes and of the mended waveform are drawn beside the window
        for strip in list(window.messages.strips):
            strip.hide()
        app.processEvents()
        is_saved = window.grab().save(str(given.file))
        window.leave()
        window.deleteLater()
        app.processEvents()
    return 0 if is_saved else 1


def mark(window: MainWindow, lane: Waveform, start_s: float, stop_s: float) -> None:
    """Drag over a stretch of the waveform and make it a region."""
    viewport, y = window.desk.session.viewport, lane.height() // 2
    start, stop = (round(viewport.to_px(seconds * RATE)) for seconds in (start_s, stop_s))
    button, plain = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mousePress(lane, button, plain, QPoint(start, y))
    for x in range(start, stop + 1, max(1, (stop - start) // 6)):
        QTest.mouseMove(lane, QPoint(x, y))
        QApplication.processEvents()
    QTest.mouseRelease(lane, button, plain, QPoint(stop, y))
    QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Return)
    QApplication.processEvents()


if __name__ == "__main__":
    sys.exit(main())
