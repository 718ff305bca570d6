"""The document is edited while takes are made; a result for a changed source waits, marked."""

from __future__ import annotations

from PySide6.QtCore import Qt

from tests.app.conftest import CONTROL, Studio


def start_held(studio: Studio) -> None:
    """A request that does not end yet."""
    studio.engine.is_held.set()
    studio.drag(1.0, 1.4)
    studio.window.ask_to_generate()
    studio.bot.waitUntil(lambda: bool(studio.engine.requests))
    studio.leave_fields()


def let_go(studio: Studio) -> None:
    studio.engine.is_held.clear()
    studio.settle()


def test_playing_zooming_and_renaming_go_on_and_the_result_is_applied(playing: Studio):
    start_held(playing)
    playing.key(Qt.Key.Key_Space)
    assert playing.players.last.is_playing
    playing.key(Qt.Key.Key_Equal, CONTROL)
    playing.window.desk.tracks.rename(playing.session.document.tracks[0].id, "Drums")
    let_go(playing)
    track = playing.session.document.tracks[0]
    assert track.name == "Drums"
    assert track.regions[0].chosen == 1
    assert not any(take.is_stale for take in track.regions[0].takes)


def test_takes_for_a_source_that_changed_wait_marked_and_are_not_applied(playing: Studio):
    start_held(playing)
    playing.drag(2.0, 2.5)
    playing.leave_fields()
    playing.key(Qt.Key.Key_L, CONTROL)
    let_go(playing)
    region = playing.session.document.tracks[0].regions[0]
    assert [take.is_stale for take in region.takes] == [True, True]
    assert region.chosen == 0
    row = next(row for row in playing.window.timeline.lanes.values()).take_lane.rows()[1]
    tip = next(iter(playing.window.timeline.lanes.values())).take_lane.tooltip(row)
    assert "The source has changed" in tip
    assert "choose one to hear it" in playing.window.desk.generating.queue[0].remark


def test_takes_of_an_earlier_request_are_not_called_stale_with_it(playing: Studio):
    playing.drag(1.0, 1.4)
    playing.generate()
    playing.leave_fields()
    playing.engine.is_held.set()
    playing.window.ask_to_generate()
    playing.drag(2.0, 2.5)
    playing.leave_fields()
    playing.key(Qt.Key.Key_L, CONTROL)
    let_go(playing)
    takes = playing.session.document.tracks[0].regions[0].takes
    assert [take.is_stale for take in takes] == [False, False, True, True]
