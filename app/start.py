"""From nothing to a window that waits for the user."""

from __future__ import annotations

import gc
import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app import language
from app.desk import Desk
from app.dialogs import FileDialogs
from app.icons import icon
from app.main_window import MainWindow
from app.messages import Catcher
from app.settings import Places, Settings, load
from app.theme import DARK
from engine.generate.worker import EngineProcess

LEAST_SCALE, MOST_SCALE = 0.5, 4.0
"""Beyond these nothing could be read, or set back."""


def run(files: Sequence[Path], *, model: str = "", is_self_test: bool = False, began: float = 0.0) -> int:
    """Show the window until it is closed; gives the exit status.

    Args:
        files: what to open first.
        model: name or folder that counts for this run.
        is_self_test: close the window as soon as it waits for input, and print how long that took.
        began: reading of `time.perf_counter` when the program started.
    """
    places = Places.of_user()
    kept = load(places.settings_file)
    _scale(kept)
    app = QApplication.instance() or QApplication(["inlay"])
    if not isinstance(app, QApplication):
        raise TypeError("another kind of Qt application is already running")
    app.setApplicationName("Inlay")
    app.setDesktopFileName("inlay")
    app.setWindowIcon(icon("inlay", DARK))
    language.install(app, kept.language)
    window = make_window(places.with_takes_in(kept.takes_folder), model)
    let_signals_end(window)
    window.show()
    window.open(list(files))
    if not is_self_test:
        window.begin_tour_once()
        window.desk.storage.tidy()
    window.desk.outputs.look_again()
    if is_self_test:
        # An idle event loop is one that has come round to a timer without a delay.
        QTimer.singleShot(0, lambda: _end_self_test(window, began))
    return app.exec()


def make_window(places: Places, model: str = "") -> MainWindow:
    """The whole program with the real engine and the real dialogs."""
    dialogs = FileDialogs()
    window = MainWindow(Desk(places, EngineProcess(), dialogs, model=model))
    dialogs.parent = window
    catcher = Catcher(places.log_file, window)
    catcher.caught.connect(window.show_error)
    catcher.install()
    leave_alone_what_stays()
    return window


def leave_alone_what_stays() -> None:
    """Let later searches for garbage pass over all that is there now: modules, classes, the window itself.

    None of it goes before the end, and looking through it again takes longer than a frame, at any time.
    From here on there are such searches, should they have been off on the way.
    """
    gc.freeze()
    gc.enable()


def _scale(kept: Settings) -> None:
    """Make everything larger; Qt reads this once, when its application is made."""
    if kept.scale != 1.0 and LEAST_SCALE <= kept.scale <= MOST_SCALE:
        os.environ.setdefault("QT_SCALE_FACTOR", f"{kept.scale:g}")


def _end_self_test(window: MainWindow, began: float) -> None:
    print(f"ready in {(time.perf_counter() - began) * 1000:.0f} ms")
    window.close()


def let_signals_end(window: MainWindow) -> None:
    """Close at Ctrl+C as a user would, and without a question where the system wants all programs to end.

    Python sees signals only while Python code runs, so a slow timer lets it have a look.
    """
    signal.signal(signal.SIGINT, lambda _number, _stack: window.close())
    for name in ("SIGTERM", "SIGHUP"):  # logging out, a terminal that goes; Windows has but the first
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda _number, _stack: window.end())
    timer = QTimer(window, interval=500)
    timer.timeout.connect(lambda: None)
    timer.start()
