"""The waveform's tiles: painted a few at a time, and never a blank where something stood before."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter

from app import theme
from app.session import Viewport
from app.timeline import envelope, wave_picture
from app.timeline.peaks_library import PeaksLibrary
from app.timeline.wave_picture import Coat, WavePicture
from engine.audio.files import Reader
from engine.document import edits
from tests.app.timeline.conftest import source
from tests.helpers.sound import noise

RECT = QRect(0, 0, 1200, 60)
COAT = Coat(60, 1.0, theme.DARK)
RATE = 44100


class Drawn:
    """A picture of a second of noise, and what it asked to be painted again."""

    def __init__(self, library: PeaksLibrary, folder) -> None:
        self.again: list[QRect] = []
        self.picture = WavePicture(library, self.again.append)
        document = edits.new_document(source(folder, audio=noise(RATE, 2, seed=1)))
        self.stretches = envelope.heard(document.tracks[0])
        self.picture.show(self.stretches, 2)

    def paint(self, area: QRect | None = None, scale: float = 36.0) -> QImage:
        """What one paint shows."""
        self.again.clear()
        image = QImage(RECT.size(), QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        with QPainter(image) as painter:
            self.picture.draw(painter, RECT, area or RECT, Viewport(0.0, scale), 1.0, COAT)
        return image

    def finish(self, scale: float = 36.0) -> QImage:
        """What is shown once nothing is lacking."""
        image = self.paint(scale=scale)
        while self.again:
            image = self.paint(scale=scale)
        return image

    def quieter(self) -> None:
        """The same at half the level."""
        self.picture.show(tuple(replace(each, gain=each.gain / 2) for each in self.stretches), 2)


@pytest.fixture
def drawn(qapp, qtbot, tmp_path):
    with Reader() as reader:
        library = PeaksLibrary(reader)
        made = Drawn(library, tmp_path)
        peaks = library.of(made.stretches[0].source)
        qtbot.waitUntil(lambda: peaks.is_done, timeout=60_000)
        yield made
        library.close()


def test_a_paint_that_has_no_time_paints_a_tile_and_asks_again_for_the_others(drawn, monkeypatch):
    monkeypatch.setattr(wave_picture, "PAINT_BUDGET_S", 0.0)
    lacking = []
    drawn.paint()
    while drawn.again:
        lacking.append(drawn.picture.n_lacking)
        drawn.paint()
    assert lacking == sorted(lacking, reverse=True)
    assert drawn.picture.n_lacking == 0
    whole = drawn.paint()
    monkeypatch.undo()
    drawn.picture.drop()
    assert drawn.finish() == whole


def test_what_is_heard_otherwise_stands_as_it_was_until_it_is_painted(drawn, monkeypatch):
    loud = drawn.finish()
    drawn.quieter()
    monkeypatch.setattr(wave_picture, "PAINT_BUDGET_S", 0.0)
    half = drawn.paint()
    first, others = QRect(0, 0, 256, 60), QRect(256, 0, 944, 60)
    assert half.copy(first) != loud.copy(first)
    assert half.copy(others) == loud.copy(others)
    assert drawn.again
    monkeypatch.undo()
    quiet = drawn.finish()
    assert quiet != loud
    drawn.picture.drop()
    assert drawn.finish() == quiet


def test_zooming_stretches_what_is_outdated_too(drawn, monkeypatch):
    drawn.finish()
    drawn.quieter()
    monkeypatch.setattr(wave_picture, "PAINT_BUDGET_S", 0.0)
    stretched = drawn.paint(scale=30.0)
    assert all(stretched.pixelColor(x, 15).alpha() for x in (10, 500, 990))


def test_a_playhead_that_passes_leaves_the_tiles_in_view(drawn, monkeypatch):
    scale = RATE / (40 * 256)  # 40 tiles, as on a large screen
    monkeypatch.setitem(globals(), "RECT", QRect(0, 0, 40 * 256, 60))
    whole = drawn.finish(scale)
    drawn.paint(QRect(5000, 0, 2, 60), scale)
    monkeypatch.setattr(wave_picture, "PAINT_BUDGET_S", 0.0)
    assert drawn.paint(scale=scale) == whole
    assert not drawn.again
