"""A window on a real display, with hand-written fakes at its outer edge."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.handlers import guard
from app.main_window import MainWindow
from app.session import Session
from app.settings import Places
from app.timeline.waveform import Waveform
from tests.app.fakes import FakeDialogs, FakeEngine, Players
from tests.helpers import sound

RATE = 48000
N_SAMPLES = 4 * RATE
CONFIG = Path(__file__).parents[1] / "golden" / "configs"
LEFT = Qt.MouseButton.LeftButton
PLAIN = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def guarded() -> None:
    """A mistake in a handler of Qt's events fails the test that meets it, and not all of them."""
    guard()


@pytest.fixture
def loop(tmp_path: Path) -> Path:
    """Four seconds of 24-bit stereo noise at 48 kHz."""
    audio = sound.whole_numbers(N_SAMPLES, 2, 22, seed=1) / 2**23
    return sound.save(tmp_path / "loop.wav", audio.astype(np.float64), RATE, "PCM_24")


@pytest.fixture
def model(tmp_path: Path) -> str:
    """A folder that looks like a model to whoever does not load it."""
    folder = tmp_path / "quick"
    folder.mkdir()
    config = sorted(CONFIG.glob("*small-music*"))[0]
    shutil.copy(config if config.is_file() else config / "model_config.json", folder / "model_config.json")
    return str(folder)


@dataclass
class Studio:
    """The window and what stands around it, with the gestures of a user."""

    window: MainWindow
    engine: FakeEngine
    dialogs: FakeDialogs
    players: Players
    bot: QtBot

    @property
    def session(self) -> Session:
        return self.window.desk.session

    @property
    def waveform(self) -> Waveform:
        return self.window.timeline.findChildren(Waveform)[0]

    def open(self, path: Path) -> None:
        """Open a file by the menu's shortcut."""
        self.dialogs.to_open = [path]
        self.key(Qt.Key.Key_O, CONTROL)
        self.bot.waitUntil(lambda: bool(self.session.document.tracks))
        self.bot.waitUntil(lambda: self.waveform.isVisible() and self.waveform.width() > 100)
        QApplication.processEvents()

    def bring(self, *paths: Path) -> None:
        """Open files as a drop or an argument does."""
        self.window.open(list(paths))
        self.bot.waitUntil(lambda: not self.window.desk.opening.worker.is_busy)

    def drag(self, start_s: float, stop_s: float, modifier: Qt.KeyboardModifier = PLAIN) -> None:
        """Drag over the waveform with the left button."""
        lane, viewport = self.waveform, self.session.viewport
        y = lane.height() // 2
        xs = [round(viewport.to_px(seconds * RATE)) for seconds in np.linspace(start_s, stop_s, 6)]
        QTest.mousePress(lane, LEFT, modifier, QPoint(xs[0], y))
        for x in xs[1:]:
            QTest.mouseMove(lane, QPoint(x, y))
            QApplication.processEvents()
        QTest.mouseRelease(lane, LEFT, modifier, QPoint(xs[-1], y))
        QApplication.processEvents()

    def click(self, at_s: float) -> None:
        """Click into the waveform."""
        lane = self.waveform
        x = round(self.session.viewport.to_px(at_s * RATE))
        QTest.mouseClick(lane, LEFT, PLAIN, QPoint(x, lane.height() // 2))

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN) -> None:
        """Press a key wherever the keyboard's focus is."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifier)
        QApplication.processEvents()

    def type(self, text: str) -> None:
        """Type into the prompt."""
        self.window.edit_prompt()
        QTest.keyClicks(self.window.generate.prompt, text)

    def generate(self) -> None:
        """Ask for takes from within the prompt, and wait until they have arrived."""
        self.window.edit_prompt()
        with self.bot.waitSignal(self.window.desk.generating.worker.started):
            self.key(Qt.Key.Key_Return, CONTROL)
        self.settle()

    def await_start(self) -> None:
        """Wait until the first request that waits is taken up."""
        self.bot.waitUntil(lambda: self.window.desk.generating.running is not None)

    def settle(self) -> None:
        """Wait for what runs beside the window."""
        desk = self.window.desk
        self.bot.waitUntil(lambda: not desk.generating.is_busy, timeout=240_000)
        self.bot.waitUntil(lambda: not desk.exporting.worker.is_busy, timeout=10_000)

    def leave_fields(self) -> None:
        """Give the keyboard to the timeline."""
        self.window.timeline.setFocus()

    @property
    def strips(self) -> list[str]:
        """Messages that are up."""
        return [strip.text for strip in self.window.messages.strips]


@pytest.fixture
def make_studio(qtbot: QtBot, tmp_path: Path, model: str) -> Iterator[Callable[..., Studio]]:
    """Makes windows, and puts them away after the test."""
    made: list[MainWindow] = []

    def make(
        engine: FakeEngine | None = None, players: Players | None = None, *, wanted: str = model
    ) -> Studio:
        engine, players, dialogs = engine or FakeEngine(), players or Players(), FakeDialogs()
        places = Places.under(tmp_path / "places")
        desk = Desk(places, engine, dialogs, model=wanted, open_player=players, look=None)
        window = MainWindow(desk)
        made.append(window)
        window.show()
        qtbot.waitExposed(window)
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        return Studio(window, engine, dialogs, players, qtbot)

    yield make
    for window in made:
        window.leave()
        window.deleteLater()
    QApplication.processEvents()


@pytest.fixture
def studio(make_studio: Callable[..., Studio]) -> Studio:
    """A window that was just started."""
    return make_studio()


@pytest.fixture
def loaded(studio: Studio, loop: Path) -> Studio:
    """A window with the loop open."""
    studio.open(loop)
    return studio


def add_region(studio: Studio, start_s: float, stop_s: float) -> None:
    """Mark a stretch of the track."""
    studio.drag(start_s, stop_s)
    studio.key(Qt.Key.Key_Return)


def recent_entries(studio: Studio) -> list[QPushButton]:
    """What an empty window offers of what was open before, once that was found to be there."""

    def found() -> list[QPushButton]:
        return [b for b in studio.window.empty.findChildren(QPushButton) if b.objectName() == "recent"]

    presence = studio.window.desk.presence
    studio.bot.waitUntil(lambda: presence.is_settled and bool(found()), timeout=60_000)
    return found()


def save(studio: Studio, folder: Path) -> None:
    """Save the project into a folder, and wait until it is there."""
    studio.dialogs.project = folder
    studio.key(Qt.Key.Key_S, CONTROL)
    studio.bot.waitUntil(lambda: studio.window.desk.projects.is_saved)
