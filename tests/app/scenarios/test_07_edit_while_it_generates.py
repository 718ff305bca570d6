"""The document is edited while takes are made; a result for a changed source waits, marked."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.timeline.clip_bar import ClipBar
from app.timeline.head import TrackHead
from tests.app.conftest import CONTROL, LEFT, PLAIN, RATE, Studio
from tests.app.scenarios.conftest import SHIFT, press_take, wheel
from tests.helpers import sound


def start_held(studio: Studio) -> None:
    """A request that does not end yet."""
    studio.engine.is_held.set()
    studio.drag(1.0, 1.4)
    QTest.mouseClick(studio.window.generate.button, LEFT)
    studio.bot.waitUntil(lambda: bool(studio.engine.requests))
    studio.leave_fields()


def let_go(studio: Studio) -> None:
    studio.engine.is_held.clear()
    studio.settle()


def import_pad(studio: Studio, folder: Path) -> None:
    """A second track of two seconds."""
    audio = sound.noise(2 * RATE, 2, seed=9, amplitude=0.1)
    studio.dialogs.to_open = [sound.save(folder / "pad.wav", audio, RATE)]
    studio.key(Qt.Key.Key_I, CONTROL | SHIFT)
    studio.bot.waitUntil(lambda: len(studio.session.document.tracks) == 2)
    QApplication.processEvents()


def move_clip(studio: Studio, track: int, by_s: float) -> None:
    """Drag the title of a track's first clip."""
    document, viewport = studio.session.document, studio.session.viewport
    lane = studio.window.timeline.lanes[document.tracks[track].id]
    bar = lane.findChildren(ClipBar)[0]
    y, x = bar.height() // 2, round(viewport.to_px(document.tracks[track].clips[0].start + RATE // 2))
    way = [QPoint(x + round(share * by_s * RATE / viewport.samples_per_px), y) for share in (0.5, 1)]
    QTest.mousePress(bar, LEFT, PLAIN, QPoint(x, y))
    for point in way:
        QTest.mouseMove(bar, point)
    QTest.mouseRelease(bar, LEFT, PLAIN, way[-1])


def test_playing_scrolling_renaming_and_moving_another_clip_go_on(playing: Studio, tmp_path: Path):
    import_pad(playing, tmp_path)
    start_held(playing)
    playing.key(Qt.Key.Key_Space)
    player = playing.players.last
    assert player.is_playing
    n_plays, whole = player.n_plays, playing.session.viewport
    for _ in range(4):
        wheel(playing, 1.0, 1, CONTROL)
    zoomed = playing.session.viewport
    assert zoomed.samples_per_px < whole.samples_per_px
    wheel(playing, 1.2, -1, SHIFT)
    assert playing.session.viewport.start > zoomed.start
    playing.key(Qt.Key.Key_F, CONTROL)
    head = playing.window.timeline.findChildren(TrackHead)[0]
    QTest.mouseDClick(head, LEFT, PLAIN, QPoint(12, 12))
    QTest.keyClicks(QApplication.focusWidget(), "Drums")
    playing.key(Qt.Key.Key_Return)
    move_clip(playing, 1, 1.0)
    first, second = playing.session.document.tracks
    assert first.name == "Drums"
    assert abs(second.clips[0].start - RATE) <= playing.session.viewport.samples_per_px
    assert playing.window.desk.generating.running is not None
    assert (player.is_playing, player.n_plays, player) == (True, n_plays, playing.players.last)
    let_go(playing)
    track = playing.session.document.tracks[0]
    assert track.name == "Drums"
    assert track.regions[0].chosen == 1
    assert not any(take.is_stale for take in track.regions[0].takes)
    assert (player.is_playing, player.n_plays) == (True, n_plays)


def test_takes_for_a_source_that_changed_wait_marked_and_are_not_applied(playing: Studio):
    start_held(playing)
    playing.drag(2.0, 2.5)
    playing.leave_fields()
    playing.key(Qt.Key.Key_L, CONTROL)
    let_go(playing)
    region = playing.session.document.tracks[0].regions[0]
    assert [take.is_stale for take in region.takes] == [True, True]
    assert region.chosen == 0
    lane = next(iter(playing.window.timeline.lanes.values())).take_lane
    assert "The source has changed" in lane.tooltip(lane.rows()[1])
    assert "choose one to hear it" in playing.window.desk.generating.queue[0].remark
    press_take(playing, 0, 1)
    playing.settle()


def test_takes_of_an_earlier_request_are_not_called_stale_with_it(playing: Studio):
    playing.drag(1.0, 1.4)
    playing.generate()
    playing.engine.is_held.set()
    QTest.mouseClick(playing.window.generate.button, LEFT)
    playing.drag(2.0, 2.5)
    playing.leave_fields()
    playing.key(Qt.Key.Key_L, CONTROL)
    let_go(playing)
    takes = playing.session.document.tracks[0].regions[0].takes
    assert [take.is_stale for take in takes] == [False, False, True, True]
