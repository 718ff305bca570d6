"""A timeline on the screen with one or two short tracks, and takes to choose from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app import theme
from app.session import Session, Viewport
from app.timeline.track_lane import TrackLane
from app.timeline.view import TimelineView
from app.tracks import Tracks
from engine.audio.files import Reader, Source, probe
from engine.document import edits
from engine.document.document import Document, Take
from engine.timeline import Span
from tests.helpers.sound import noise, save

RATE = 8000
N_SAMPLES = 10 * RATE
Y = 20
"""Where the tests press: below the handles of fades."""

PLAIN = Qt.KeyboardModifier.NoModifier


def source(folder: Path, name: str = "loop", audio: np.ndarray | None = None) -> Source:
    """A file of ten seconds, stereo noise at half scale unless told otherwise."""
    signal = noise(N_SAMPLES, 2, amplitude=0.5) if audio is None else audio
    return probe(save(folder / f"{name}.wav", signal, RATE))


def take(folder: Path, number: int, span: Span, *, value: float = 0.8, **facts: object) -> Take:
    """A take of one steady value in both channels."""
    path = save(folder / f"take-{number}-{span.start}.wav", np.full((span.length, 2), value), RATE)
    return Take(number, probe(path), span, (0, 1), crossfade=0, seed=4710 + number, **facts)


def answered(folder: Path, document: Document, region_id: str, n_takes: int, **facts: object) -> Document:
    """The document with takes for a region, the first of them chosen."""
    span = document.region(region_id).span
    takes = tuple(take(folder, n, span, **facts) for n in range(1, n_takes + 1))
    return edits.add_takes(document, {region_id: takes})


class Desk:
    """A session, its view, and a hand on the mouse."""

    def __init__(self, folder: Path, view: TimelineView) -> None:
        self.folder, self.view, self.session = folder, view, view.session

    @property
    def document(self) -> Document:
        return self.session.document

    @property
    def lane(self) -> TrackLane:
        """The first track."""
        return self.view.lanes[self.document.tracks[0].id]

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Where the regions of the first track are."""
        return [(region.span.start, region.span.stop) for region in self.document.tracks[0].regions]

    def open(self, document: Document) -> None:
        """Show a document at 100 samples per pixel, the first sample at the left edge, takes in rows."""
        self.session.open(document)
        for track in document.tracks:
            self.session.unfold(track.id)
        self.session.show(Viewport(0.0, 100.0))
        QApplication.processEvents()

    def add_region(self, start: int, stop: int, n_takes: int = 0, **facts: object) -> str:
        """Mark a region of the first track; with takes, the first of them is chosen."""
        track = self.document.tracks[0].id
        document, region_id = edits.add_region(self.document, track, Span(start, stop))
        if n_takes:
            document = answered(self.folder, document, region_id, n_takes, **facts)
        self.session.commit("Prepare", document)
        QApplication.processEvents()
        return region_id

    def drag(self, *way: int, keys: Qt.KeyboardModifier = PLAIN, on: QWidget | None = None) -> None:
        """Press at the first pixel, move through the others, let go at the last."""
        widget = on or self.lane.waveform
        self.press(way[0], keys, widget)
        for x in way[1:]:
            QTest.mouseMove(widget, QPoint(x, Y))
        QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, keys, QPoint(way[-1], Y))

    def press(self, x: int, keys: Qt.KeyboardModifier = PLAIN, widget: QWidget | None = None) -> None:
        """The left button goes down and stays down."""
        QTest.mousePress(widget or self.lane.waveform, Qt.MouseButton.LeftButton, keys, QPoint(x, Y))

    def click(self, x: int, keys: Qt.KeyboardModifier = PLAIN, on: QWidget | None = None) -> None:
        """Press and let go in one place."""
        QTest.mouseClick(on or self.lane.waveform, Qt.MouseButton.LeftButton, keys, QPoint(x, Y))


@pytest.fixture
def themed(qapp: QApplication) -> Iterator[None]:
    """The dark theme, and the plain look again afterwards."""
    palette, style = qapp.palette(), qapp.styleSheet()
    theme.apply(qapp, theme.DARK)
    yield
    qapp.setStyleSheet(style)
    qapp.setPalette(palette)


@contextmanager
def shown(document: Document, folder: Path) -> Iterator[Desk]:
    """A view of 1,100 by 640 pixels on the screen."""
    with Reader() as reader:
        session = Session()
        view = TimelineView(session, reader, Tracks(session))
        view.resize(1100, 640)
        view.show()
        assert QTest.qWaitForWindowExposed(view)
        view.activateWindow()  # nobody else gives it the keys where there is no window manager
        assert QTest.qWaitForWindowActive(view)
        desk = Desk(folder, view)
        desk.open(document)
        yield desk
        view.close()
        view.deleteLater()


@pytest.fixture
def desk(themed: None, tmp_path: Path) -> Iterator[Desk]:
    """One stereo track of ten seconds of noise."""
    with shown(edits.new_document(source(tmp_path)), tmp_path) as desk:
        yield desk


@pytest.fixture
def two_tracks(themed: None, tmp_path: Path) -> Iterator[Desk]:
    """Two tracks of ten seconds."""
    document = edits.add_track(edits.new_document(source(tmp_path)), source(tmp_path, "second"))
    with shown(document, tmp_path) as desk:
        yield desk


@pytest.fixture
def wheel(desk: Desk) -> Callable[..., None]:
    """Turn the wheel over a pixel of the first waveform."""

    def turn(angle: int, keys: Qt.KeyboardModifier = PLAIN, x: int = 400, sideways: int = 0) -> None:
        place = desk.lane.waveform.mapTo(desk.view, QPoint(x, 20))
        QTest.wheelEvent(desk.view.windowHandle(), QPointF(place), QPoint(sideways, angle), QPoint(), keys)
        QApplication.processEvents()

    return turn
