"""What stands around a random walk: fakes that choose by lot, and a watch."""

from __future__ import annotations

import logging
import random
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QObject, QtMsgType, QUrl, Slot, qInstallMessageHandler
from PySide6.QtGui import QDesktopServices

from engine.errors import EngineError, WorkerDied
from tests.app.fakes import FakeDialogs, FakeEngine
from tests.helpers import sound

RATE = 8000


class Wrong(AssertionError):
    """Something that must never happen."""


class RandomDialogs(FakeDialogs):
    """Names files by lot, or thinks better of it."""

    def __init__(self, rng: random.Random, folder: Path) -> None:
        super().__init__()
        self.rng, self.home = rng, folder
        self.files = tuple(sound_files(folder))

    def open_files(self, title: str, folder: str) -> list[Path]:
        return self.rng.sample(self.files, self.rng.choice((0, 1, 1, 1, 2)))

    def save_file(self, title: str, suggested: Path) -> Path | None:
        return self.rng.choice((None, self.home / f"out{suggested.suffix}", self.home / "no" / "out.wav"))

    def folder(self, title: str, folder: str) -> Path | None:
        return self.rng.choice((None, self.home))

    def number(self, title: str, label: str, suggested: float) -> float | None:
        return self.rng.choice((None, suggested, 0.001, 2.5, 99_999.0))


class RandomEngine(FakeEngine):
    """Now and then a request fails, or its takes are suspect."""

    def __init__(self, rng: random.Random) -> None:
        super().__init__()
        self.rng = rng

    def turn_over(self) -> None:
        """Become another one, before the next request."""
        self.error = self.rng.choice((None, None, None, WorkerDied("it was killed"), EngineError("No luck.")))


class Desktop(QObject):
    """Takes what would be opened by other programs."""

    SCHEMES = ("file", "http", "https")

    def begin(self) -> None:
        """Stand in their place."""
        for scheme in self.SCHEMES:
            QDesktopServices.setUrlHandler(scheme, self, "take")

    def end(self) -> None:
        """Let them be opened again."""
        for scheme in self.SCHEMES:
            QDesktopServices.unsetUrlHandler(scheme)

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        """Nothing is opened."""


def sound_files(folder: Path) -> Iterator[Path]:
    """What can be opened: three that are good, one of another rate, one that is none."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, seconds, n_channels, rate in (
        ("stereo", 3, 2, RATE),
        ("mono", 1, 1, RATE),
        ("short", 0.01, 2, RATE),
        ("other rate", 2, 2, 11025),
        ("many", 1, 6, RATE),
    ):
        signal = sound.noise(round(seconds * rate), n_channels, seed=len(name), amplitude=0.9)
        yield sound.save(folder / f"{name}.wav", signal, rate)
    (folder / "broken.wav").write_text("no sound")
    yield folder / "broken.wav"


class Watch:
    """Gathers what must not happen: exceptions nobody caught, warnings of Qt, errors in the log."""

    def __init__(self) -> None:
        self.found: list[str] = []

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Stand where these are reported."""
        hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
        sys.excepthook = lambda kind, error, trace: self.add(f"{_story(error)}")
        threading.excepthook = lambda given: self.add(f"{_story(given.exc_value)}")
        sys.unraisablehook = lambda given: self.add(f"{_story(given.exc_value)} in {given.object!r}")
        handler, log = _Handler(self), logging.getLogger("inlay")
        log.addHandler(handler)
        before = qInstallMessageHandler(self._qt)
        try:
            yield
        finally:
            qInstallMessageHandler(before)
            log.removeHandler(handler)
            sys.excepthook, threading.excepthook, sys.unraisablehook = hooks

    def add(self, what: str) -> None:
        self.found.append(what)

    def _qt(self, kind: QtMsgType, _context: object, text: str) -> None:
        if kind not in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg):
            self.add(f"Qt: {text}")


class _Handler(logging.Handler):
    def __init__(self, watch: Watch) -> None:
        super().__init__(logging.ERROR)
        self._watch = watch

    def emit(self, record: logging.LogRecord) -> None:
        self._watch.add(record.getMessage())


def _story(error: BaseException | None) -> str:
    return "".join(traceback.format_exception(error)) if error is not None else "?"
