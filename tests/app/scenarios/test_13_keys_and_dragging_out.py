"""The whole path with the keyboard alone, and a take that leaves the window as a file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.dragging import mime_of, take_file
from app.panels.regions_list import RegionsList
from app.timeline.head import TrackHead
from app.timeline.take_lane import TakeLane
from engine.audio import files
from engine.document.render import render_track
from engine.timeline import Span
from tests.app.conftest import CONTROL, LEFT, PLAIN, RATE, Studio

SHIFT = Qt.KeyboardModifier.ShiftModifier


class Carrier:
    """Stands where the desktop takes a file out of the window's hands; remembers what came."""

    def __init__(self) -> None:
        self.paths: list[Path] = []
        self.sizes: list[int] = []

    def __call__(self, widget: QWidget, path: Path) -> bool:
        self.paths.append(path)
        self.sizes.append(path.stat().st_size)
        return True


@pytest.fixture
def carrier(loaded: Studio) -> Carrier:
    """Takes what is dragged out."""
    taken = Carrier()
    loaded.window.manners.dragging.carry = taken
    return taken


def play_to(studio: Studio, seconds: float) -> None:
    """Let the sound come to a place, and tell the window as its timer does."""
    player = studio.players.last
    player.position = round(seconds * RATE)
    studio.bot.waitUntil(lambda: studio.session.playhead == player.position)


def test_from_opening_to_exporting_with_the_keyboard_alone(studio: Studio, loop: Path, tmp_path: Path):
    studio.open(loop)
    studio.key(Qt.Key.Key_Space)
    play_to(studio, 1.0)
    studio.key(Qt.Key.Key_BracketLeft)
    play_to(studio, 1.5)
    studio.key(Qt.Key.Key_BracketRight)
    studio.key(Qt.Key.Key_Space)
    assert studio.session.selection is not None
    assert studio.session.selection.span == Span(RATE, RATE * 3 // 2)
    studio.key(Qt.Key.Key_Return)
    (region,) = studio.session.document.tracks[0].regions
    assert region.span == Span(RATE, RATE * 3 // 2)

    studio.key(Qt.Key.Key_P, CONTROL)
    prompt = studio.window.generate.prompt
    assert prompt.hasFocus()
    was_playing = studio.players.last.is_playing
    QTest.keyClicks(prompt, "splash cymbal, short")
    assert prompt.toPlainText() == "splash cymbal, short"
    assert studio.players.last.is_playing == was_playing
    with studio.bot.waitSignal(studio.window.desk.generating.worker.started):
        studio.key(Qt.Key.Key_Return, CONTROL)
    studio.settle()
    assert studio.engine.requests[0].prompt == "splash cymbal, short"

    studio.key(Qt.Key.Key_2)
    assert studio.session.document.tracks[0].regions[0].chosen == 2
    studio.key(Qt.Key.Key_K)
    assert [take.number for take in studio.session.document.tracks[0].regions[0].takes] == [2]
    studio.settle()

    studio.dialogs.to_save = tmp_path / "out.wav"
    studio.key(Qt.Key.Key_E, CONTROL | SHIFT)
    studio.bot.waitUntil(lambda: "written" in studio.window.status.proof.text(), timeout=20_000)
    before, after = files.probe(loop), files.probe(tmp_path / "out.wav")
    with files.Reader() as reader:
        old, new = (reader.read(source, Span(0, before.n_samples)) for source in (before, after))
    changed = np.flatnonzero((old != new).any(axis=1))
    assert region.span.start <= changed.min()
    assert changed.max() < region.span.stop
    assert studio.strips == []


def test_a_take_that_is_dragged_out_is_a_whole_file_before_the_drag_begins(loaded: Studio, carrier: Carrier):
    loaded.drag(1, 1.5)
    loaded.generate()
    (region,) = loaded.session.document.tracks[0].regions
    lane = loaded.window.timeline.findChildren(TakeLane)[0]
    loaded.session.unfold(lane.track_id)
    loaded.bot.waitUntil(lambda: not lane.is_folded)
    row = next(row for row in lane.rows() if row.number == 2)
    place = lane.row_rect(row).center().toPoint()
    QTest.mousePress(lane, LEFT, PLAIN, place)
    QTest.mouseMove(lane, place + QPoint(0, 3 * QApplication.startDragDistance()))
    QApplication.processEvents()
    QTest.mouseRelease(lane, LEFT, PLAIN, place)
    (path,) = carrier.paths
    written = files.probe(path)
    assert (written.n_samples, written.sample_rate, written.n_channels) == (region.span.length, RATE, 2)
    assert carrier.sizes == [path.stat().st_size]
    assert "take 2" in path.name
    assert mime_of(path).urls() == [QUrl.fromLocalFile(str(path))]
    loaded.settle()


def test_what_is_dragged_out_sounds_as_it_does_in_its_place(loaded: Studio, tmp_path: Path):
    loaded.drag(1, 1.5)
    loaded.generate()
    document, reader = loaded.session.document, loaded.window.desk.reader
    (region,) = document.tracks[0].regions
    first = take_file(document, region.id, 1, tmp_path / "out", reader.read)
    again = take_file(document, region.id, 1, tmp_path / "out", reader.read)
    original = take_file(document, region.id, 0, tmp_path / "out", reader.read)
    assert len({first, again, original}) == 3
    with files.Reader() as fresh:
        heard = fresh.read(files.probe(first), Span(0, region.span.length))
        before = fresh.read(files.probe(original), Span(0, region.span.length))
    wanted = render_track(document.tracks[0], region.span, reader.read)
    assert np.array_equal(heard, wanted.astype(np.float32))
    assert not np.array_equal(heard, before)
    loaded.settle()


def test_a_track_is_dragged_out_by_its_name_and_a_region_out_of_the_list(loaded: Studio, carrier: Carrier):
    head = loaded.window.timeline.findChildren(TrackHead)[0]
    QTest.mousePress(head, LEFT, PLAIN, QPoint(12, 12))
    QTest.mouseMove(head, QPoint(12 + 3 * QApplication.startDragDistance(), 40))
    QApplication.processEvents()
    QTest.mouseRelease(head, LEFT, PLAIN, QPoint(12, 12))
    assert [path.stem for path in carrier.paths] == ["loop"]
    assert files.probe(carrier.paths[0]).n_samples == loaded.session.document.extent.length
    loaded.drag(1, 1.5, CONTROL)
    listed = loaded.window.findChild(RegionsList)
    listed.setCurrentItem(next(iter(listed.rows())))
    listed.startDrag(Qt.DropAction.CopyAction)
    assert files.probe(carrier.paths[1]).n_samples == loaded.session.document.tracks[0].regions[0].span.length


def test_what_cannot_be_written_is_told_and_nothing_is_carried(loaded: Studio, carrier: Carrier):
    folder = loaded.window.desk.places.takes_folder / "dragged out"
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("a file where the folder should be")
    track = loaded.session.document.tracks[0]
    loaded.window.timeline.track_dragged.emit(track.id)
    assert carrier.paths == []
    assert loaded.strips
    assert loaded.strips[0].startswith("“loop.wav” cannot be written")
