from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollBar

from app.session import Selection, Viewport
from app.timeline.look import Look
from engine.document import edits
from engine.timeline import Span
from tests.app.timeline.conftest import N_SAMPLES, source

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def under(desk, x):
    viewport = desk.session.viewport
    return viewport.start + x * viewport.samples_per_px


def test_a_document_that_is_opened_is_shown_from_end_to_end(desk):
    desk.session.open(edits.new_document(source(desk.folder, "other")))
    viewport, width = desk.session.viewport, desk.view.canvas_width
    assert 0 < viewport.to_px(0) < viewport.to_px(N_SAMPLES) < width
    assert viewport.to_px(N_SAMPLES) - viewport.to_px(0) > 0.9 * width


def test_a_track_that_is_added_leaves_the_view_where_it_is(desk):
    before = desk.session.viewport
    desk.session.commit("Import", edits.add_track(desk.document, source(desk.folder, "other")))
    assert len(desk.view.lanes) == 2
    assert desk.session.viewport == before
    desk.session.undo()
    assert len(desk.view.lanes) == 1


def test_ctrl_wheel_zooms_where_the_pointer_is(desk, wheel):
    before = under(desk, 400)
    wheel(120, CTRL, x=400)
    assert desk.session.viewport.samples_per_px == pytest.approx(100 / 2**0.5)
    assert under(desk, 400) == pytest.approx(before)


def test_extreme_wheel_deltas_are_cut(desk, wheel):
    desk.session.show(Viewport(0.0, 50.0))
    wheel(120_000, CTRL)
    assert desk.session.viewport.samples_per_px == pytest.approx(50 / 2**2)


def test_shift_wheel_and_a_sideways_wheel_scroll_along_time(desk, wheel):
    desk.session.show(Viewport(30_000.0, 10.0))
    step = 0.1 * desk.view.canvas_width * 10
    wheel(-120, SHIFT)
    assert desk.session.viewport.start == pytest.approx(30_000 + step, abs=10)
    wheel(0, sideways=120)
    assert desk.session.viewport.start == pytest.approx(30_000, abs=20)


def test_the_plain_wheel_scrolls_the_tracks(desk, wheel):
    document = desk.document
    for _ in range(6):
        document = edits.add_empty_track(document)
    desk.session.commit("Add tracks", document)
    QApplication.processEvents()
    before, top = desk.session.viewport, desk.lane.mapTo(desk.view, QPoint()).y()
    wheel(-120)
    assert desk.lane.mapTo(desk.view, QPoint()).y() < top
    assert desk.session.viewport == before


def test_the_middle_button_pans(desk):
    desk.session.show(Viewport(30_000.0, 10.0))
    waveform = desk.lane.waveform
    QTest.mousePress(waveform, Qt.MouseButton.MiddleButton, pos=QPoint(500, 20))
    QTest.mouseMove(waveform, QPoint(400, 20))
    QTest.mouseRelease(waveform, Qt.MouseButton.MiddleButton, pos=QPoint(400, 20))
    assert desk.session.viewport.start == 31_000
    assert desk.spans == []


def test_the_scroll_bar_moves_the_view_from_end_to_end(desk):
    desk.session.show(Viewport(30_000.0, 10.0))
    bar = desk.view.findChild(QScrollBar, "timeAxis")
    bar.setValue(bar.maximum())
    last = desk.session.viewport
    assert last.to_sample(desk.view.canvas_width / 2) == pytest.approx(N_SAMPLES, abs=20)
    bar.setValue(0)
    assert desk.session.viewport.to_sample(desk.view.canvas_width / 2) == pytest.approx(0, abs=20)


def test_a_view_far_from_what_is_there_leaves_the_scroll_bar_at_its_end(desk):
    bar = desk.view.findChild(QScrollBar, "timeAxis")
    for start, end in ((2.0**40, bar.maximum), (-(2.0**40), bar.minimum)):
        desk.session.viewport = Viewport(start, 1 / 64)  # as undo leaves it, until the view is fitted again
        bar.show_position()
        assert bar.value() == end()


def test_no_scrolling_loses_the_sound(desk):
    for way in (10**7, -(10**7)):
        desk.view.scroll_by(QPoint(way, 0))
        viewport = desk.session.viewport
        assert viewport.to_px(0) <= desk.view.canvas_width
        assert viewport.to_px(N_SAMPLES) >= 0


def test_zooming_to_the_selection_fills_the_view_with_it(desk):
    desk.session.select(Selection(desk.lane.track_id, Span(20_000, 30_000)))
    desk.view.zoom_to_selection()
    viewport, width = desk.session.viewport, desk.view.canvas_width
    assert viewport.to_px(30_000) - viewport.to_px(20_000) == pytest.approx(0.8 * width)
    desk.view.zoom_to_fit()
    assert viewport != desk.session.viewport


def test_zooming_to_no_selection_says_what_is_missing(desk, qtbot):
    with qtbot.waitSignal(desk.view.status_hinted) as hint:
        desk.view.zoom_to_selection()
    assert hint.args == ["Select a stretch to zoom to"]


def test_zooming_in_and_out_again_changes_nothing(desk):
    desk.session.show(Viewport(30_000.0, 10.0))
    desk.view.zoom_in()
    desk.view.zoom_out()
    assert desk.session.viewport.start == pytest.approx(30_000)
    assert desk.session.viewport.samples_per_px == pytest.approx(10)


def test_a_press_in_the_ruler_seeks_and_a_drag_listens(desk):
    asked, heard, ended = [], [], []
    desk.view.seek_requested.connect(asked.append)
    desk.view.scrubbed.connect(heard.append)
    desk.view.scrub_ended.connect(lambda: ended.append(True))
    desk.drag(100, 200, 5_000, on=desk.view.ruler)
    assert asked == [10_000]
    assert heard[0] == 20_000
    assert heard[-1] == (desk.view.ruler.width() - 1) * 100
    assert ended == [True]
    assert desk.document.tracks[0].regions == ()


def test_dragging_the_window_of_the_overview_moves_the_view(desk):
    desk.session.show(Viewport(30_000.0, 10.0))
    overview = desk.view.overview
    first = round(overview.axis.to_px(30_000 + desk.view.canvas_width * 5))
    desk.drag(first, first + 50, first + 100, on=overview)
    moved = desk.session.viewport.start - 30_000
    assert moved == pytest.approx(100 * overview.axis.samples_per_px, rel=0.01)
    assert desk.session.viewport.samples_per_px == 10


def test_a_press_beside_the_window_of_the_overview_brings_it_there(desk):
    desk.session.show(Viewport(0.0, 10.0))
    overview = desk.view.overview
    desk.click(800, on=overview)
    middle = under(desk, desk.view.canvas_width / 2)
    assert middle == pytest.approx(overview.axis.to_sample(800), abs=100)


def test_the_page_turns_when_the_playhead_runs_out_of_view(desk):
    desk.session.show(Viewport(0.0, 10.0))
    desk.session.move_playhead(9_000)
    assert desk.session.viewport.start == 0
    desk.session.move_playhead(12_000)
    assert desk.session.viewport.to_px(12_000) == pytest.approx(0.1 * desk.view.canvas_width)


def test_after_scrolling_away_the_playhead_is_not_followed_until_it_is_in_view_again(desk):
    desk.session.show(Viewport(0.0, 10.0))
    desk.session.move_playhead(1_000)
    away = Viewport(40_000.0, 10.0)
    desk.session.show(away)
    desk.session.move_playhead(39_000)
    assert desk.session.viewport == away
    desk.session.move_playhead(41_000)
    desk.session.move_playhead(52_000)
    assert desk.session.viewport.start > away.start


def test_scrolling_to_a_sample_in_view_changes_nothing(desk):
    before = desk.session.viewport
    desk.view.scroll_to(50_000)
    assert desk.session.viewport == before
    desk.session.show(Viewport(0.0, 10.0))
    desk.view.scroll_to(50_000)
    assert 0 <= desk.session.viewport.to_px(50_000) < desk.view.canvas_width


@pytest.mark.parametrize("is_on_track", [True, False])
def test_files_that_are_dropped_are_passed_on_with_track_and_time(desk, qtbot, is_on_track):
    desk.session.set_look(desk.lane.track_id, Look(height_px=100))
    QApplication.processEvents()
    place = desk.lane.waveform.mapTo(desk.view, QPoint(300, 20 if is_on_track else 400))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/somewhere/a.wav"), QUrl("https://example.org/b.wav")])
    held = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(desk.view, QDragEnterEvent(place, *held))
    with qtbot.waitSignal(desk.view.files_dropped) as dropped:
        QApplication.sendEvent(desk.view, QDropEvent(QPointF(place), *held))
    assert dropped.args == [[Path("/somewhere/a.wav")], desk.lane.track_id if is_on_track else "", 30_000]


def test_opening_another_document_while_lanes_listen_breaks_nothing(desk):
    desk.session.select(Selection(desk.lane.track_id, Span(1, 2)))
    desk.session.focus_region(desk.add_region(10_000, 20_000, n_takes=1))
    desk.open(edits.new_document(source(desk.folder, "other")))
    assert desk.spans == []
    assert len(desk.view.lanes) == 1
