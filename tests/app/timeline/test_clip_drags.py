from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.session import Selection
from app.timeline import grips
from engine.document import clips, edits
from engine.timeline import Span
from tests.app.timeline.conftest import N_SAMPLES, RATE, answered, source
from tests.helpers.sound import noise

LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
PLAIN = Qt.KeyboardModifier.NoModifier
CORNER = 4


def labels(desk):
    return desk.session.history.labels[1:]


def places(desk, track=0):
    return [(clip.span.start, clip.span.stop) for clip in desk.document.tracks[track].clips]


def waveform(desk, track=0):
    return desk.view.lanes[desk.document.tracks[track].id].waveform


def bar(desk, track=0):
    return desk.view.lanes[desk.document.tracks[track].id].clip_bar


def pull(widget, start, *way, keys=PLAIN):
    """Press at a point, go through others, let go at the last."""
    QTest.mousePress(widget, LEFT, keys, QPoint(*start))
    for point in way:
        QTest.mouseMove(widget, QPoint(*point))
    QTest.mouseRelease(widget, LEFT, keys, QPoint(*way[-1]))


@pytest.fixture
def cut(desk):
    """Clips of 0 to 2 and 4 to 6 seconds: up to pixel 160, and from pixel 320 to 480."""
    track = desk.document.tracks[0].id
    document = clips.trim(desk.document, (track,), Span(0, 48_000))
    desk.session.commit("Cut", clips.delete(document, (track,), Span(16_000, 32_000)))
    QApplication.processEvents()
    return desk


# ---- moving


def test_a_drag_of_a_title_moves_its_clip_in_one_step_and_selects_it(cut):
    pull(bar(cut), (400, 8), (420, 8), (450, 8))
    assert places(cut) == [(0, 16_000), (37_000, 53_000)]
    assert labels(cut)[1:] == ("Move “loop”",)
    assert cut.session.selection.span == Span(37_000, 53_000)


def test_while_a_title_is_dragged_the_document_stays_and_the_lanes_show_where_it_would_be(cut):
    before = cut.document
    QTest.mousePress(bar(cut), LEFT, pos=QPoint(400, 8))
    QTest.mouseMove(bar(cut), QPoint(450, 8))
    assert cut.document is before
    assert [c.start for c in cut.view.gestures.document.tracks[0].clips] == [0, 37_000]
    QTest.keyClick(bar(cut), Qt.Key.Key_Escape)
    QTest.mouseRelease(bar(cut), LEFT, pos=QPoint(450, 8))
    assert cut.document is before


def test_a_clip_is_drawn_where_it_is_dragged_to(cut):
    at_rest = waveform(cut).grab().toImage()
    QTest.mousePress(bar(cut), LEFT, pos=QPoint(400, 8))
    QTest.mouseMove(bar(cut), QPoint(600, 8))
    dragged = waveform(cut).grab().toImage()
    QTest.keyClick(bar(cut), Qt.Key.Key_Escape)
    x = 640
    assert any(dragged.pixel(x, y) != at_rest.pixel(x, y) for y in range(dragged.height()))
    assert waveform(cut).grab().toImage() == at_rest
    QTest.mouseRelease(bar(cut), LEFT, pos=QPoint(600, 8))


def test_a_clip_does_not_slip_before_the_beginning(cut):
    pull(bar(cut), (50, 8), (20, 8), (-200, 8))
    assert places(cut)[0] == (0, 16_000)


def test_what_a_clip_is_put_on_is_cut_away_beneath_it(cut):
    pull(bar(cut), (400, 8), (180, 8))
    assert places(cut) == [(0, 10_000), (10_000, 26_000)]


def test_a_clip_is_dragged_to_another_track(two_tracks):
    desk = two_tracks
    second = desk.document.tracks[1].id
    desk.session.commit("Clear", clips.delete(desk.document, (second,), Span(0, N_SAMPLES)))
    QApplication.processEvents()
    below = bar(desk, 1).mapToGlobal(QPoint(150, 8)) - bar(desk, 0).mapToGlobal(QPoint())
    pull(bar(desk), (100, 8), (120, 8), (below.x(), below.y()))
    assert (places(desk), places(desk, 1)) == ([], [(5_000, 85_000)])
    assert desk.session.track.id == second


def test_a_track_of_other_channels_takes_no_clip_and_a_sentence_says_so(desk, qtbot):
    mono = edits.add_track(desk.document, source(desk.folder, "mono", noise(N_SAMPLES, 1)))
    desk.session.commit("Import", mono)
    QApplication.processEvents()
    before = desk.document
    below = bar(desk, 1).mapToGlobal(QPoint(150, 8)) - bar(desk, 0).mapToGlobal(QPoint())
    with qtbot.waitSignal(desk.view.status_hinted) as hint:
        pull(bar(desk), (100, 8), (120, 8), (below.x(), below.y()))
    assert "channels" in hint.args[0]
    assert desk.document is before


def test_regions_that_lie_on_a_clip_move_along(cut):
    cut.add_region(34_000, 36_000, n_takes=1)
    pull(bar(cut), (400, 8), (450, 8))
    assert cut.spans == [(39_000, 41_000)]


def test_a_click_on_a_title_selects_the_clip(cut):
    QTest.mouseClick(bar(cut), LEFT, pos=QPoint(400, 8))
    assert cut.session.selection == Selection(cut.lane.track_id, Span(32_000, 48_000))


# ---- trimming


@pytest.mark.parametrize(
    ("start", "stop", "after"),
    [((158, 8), 100, (0, 10_000)), ((158, 8), 200, (0, 20_000)), ((2, 8), 50, (5_000, 16_000))],
)
def test_the_edges_of_a_title_trim_its_clip_within_the_source(cut, start, stop, after):
    pull(bar(cut), start, ((start[0] + stop) // 2, 8), (stop, 8))
    assert places(cut)[0] == after
    assert labels(cut)[1:] == ("Trim “loop”",)


def test_an_edge_inside_a_track_trims_in_the_upper_half_of_the_waveform(cut):
    pull(waveform(cut), (158, 20), (120, 20), (100, 20))
    assert places(cut)[0] == (0, 10_000)


def test_an_edge_is_left_alone_in_the_lower_half_so_that_a_selection_can_begin_there(cut):
    low = waveform(cut).height() - 10
    pull(waveform(cut), (322, low), (360, low), (400, low))
    assert places(cut) == [(0, 16_000), (32_000, 48_000)]
    assert cut.session.selection.span == Span(32_200, 40_000)


def test_a_clip_is_never_trimmed_to_nothing(cut):
    pull(bar(cut), (158, 8), (20, 8), (-50, 8))
    assert places(cut)[0] == (0, 1)


def test_an_edge_stops_at_the_next_clip(cut):
    pull(bar(cut), (158, 8), (300, 8), (400, 8))
    assert places(cut) == [(0, 32_000), (32_000, 48_000)]


# ---- fades


def test_the_upper_corners_are_dragged_to_fade(cut):
    pull(waveform(cut), (4, CORNER), (40, CORNER), (60, CORNER))
    pull(waveform(cut), (156, CORNER), (140, CORNER), (120, CORNER))
    first = cut.document.tracks[0].clips[0]
    assert (first.fade_in, first.fade_out) == (6_000, 4_000)
    assert labels(cut)[1:] == ("Fade in “loop”", "Fade out “loop”")


def test_a_fade_is_taken_hold_of_where_it_ends(cut):
    clip = cut.document.tracks[0].clips[0]
    cut.session.commit("Fade", clips.set_fades(cut.document, clip.id, fade_in=8_000))
    pull(waveform(cut), (80, CORNER), (50, CORNER), (30, CORNER))
    assert cut.document.tracks[0].clips[0].fade_in == 3_000


def test_fades_do_not_pass_each_other(cut):
    pull(waveform(cut), (156, CORNER), (100, CORNER), (60, CORNER))
    pull(waveform(cut), (4, CORNER), (100, CORNER), (150, CORNER))
    first = cut.document.tracks[0].clips[0]
    assert first.fade_in + first.fade_out == first.length


@pytest.mark.parametrize(
    ("strip", "place", "shape"),
    [
        ("waveform", (4, CORNER), Qt.CursorShape.PointingHandCursor),
        ("waveform", (158, 20), Qt.CursorShape.SizeHorCursor),
        ("waveform", (80, 40), Qt.CursorShape.IBeamCursor),
        ("clip_bar", (80, 8), Qt.CursorShape.OpenHandCursor),
        ("clip_bar", (158, 8), Qt.CursorShape.SizeHorCursor),
        ("clip_bar", (200, 8), Qt.CursorShape.ArrowCursor),
    ],
)
def test_the_pointer_says_what_a_press_would_do(cut, qtbot, strip, place, shape):
    widget = getattr(cut.lane, strip)
    QTest.mouseMove(widget, QPoint(*place))
    qtbot.waitUntil(lambda: widget.cursor().shape() == shape)


# ---- gain and menu


def turn(widget, x, angle, keys):
    window = widget.window()
    QTest.wheelEvent(
        window.windowHandle(), QPointF(widget.mapTo(window, QPoint(x, 8))), QPoint(0, angle), QPoint(), keys
    )
    QApplication.processEvents()


def test_ctrl_and_the_wheel_over_a_title_set_the_gain_of_the_clip(cut):
    scale = cut.session.viewport
    turn(bar(cut), 400, 120, CTRL)
    turn(bar(cut), 400, 120, CTRL)
    turn(bar(cut), 400, -120, CTRL | SHIFT)
    assert [clip.gain_db for clip in cut.document.tracks[0].clips] == [0.0, pytest.approx(1.9)]
    assert labels(cut)[1:] == ("Gain of “loop”",)
    assert cut.session.viewport == scale
    assert bar(cut).title(cut.document.tracks[0].clips[1]) == "loop  +1.9 dB"


def test_ctrl_and_the_wheel_beside_the_titles_zoom(cut):
    scale = cut.session.viewport
    turn(bar(cut), 240, 120, CTRL)
    assert cut.session.viewport != scale


def test_a_title_says_that_a_clip_plays_backwards_or_not_at_all(cut):
    first, second = cut.document.tracks[0].clips
    document = clips.reverse_clip(cut.document, first.id)
    document = clips.silence(document, (cut.lane.track_id,), second.span)
    titles = [bar(cut).title(clip) for clip in document.tracks[0].clips]
    assert titles == ["◀ loop", "loop  silent"]


def test_the_right_button_on_a_title_selects_the_clip_and_asks_for_its_menu(cut, qtbot):
    place = QPoint(400, 8)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, bar(cut).mapToGlobal(place))
    with qtbot.waitSignal(cut.view.clip_menu_requested) as asked:
        QApplication.sendEvent(bar(cut), event)
    assert asked.args[0] == cut.document.tracks[0].clips[1].id
    assert cut.session.selection.span == Span(32_000, 48_000)


# ---- the ends of a track


def test_the_right_edge_of_a_track_is_pulled_out_to_extend_it(desk, qtbot):
    with qtbot.waitSignal(desk.view.gestures.extended) as told:
        pull(waveform(desk), (802, 60), (900, 60), (960, 60))
    region = desk.document.tracks[0].regions[0]
    assert region.span.stop == N_SAMPLES + 16_000
    assert N_SAMPLES - RATE // 10 < region.span.start <= N_SAMPLES
    assert told.args == [region.id, 2.0, False]
    assert desk.session.region == region
    assert labels(desk) == ("Mark room after the end",)


def test_the_label_of_an_extension_says_what_is_added_and_how_long_all_would_be(desk):
    QTest.mousePress(waveform(desk), LEFT, pos=QPoint(802, 60))
    QTest.mouseMove(waveform(desk), QPoint(960, 60))
    assert desk.view.gestures.note == ("+2.00 s, 0:12.000 in all", desk.lane.track_id, 960)
    QTest.keyClick(waveform(desk), Qt.Key.Key_Escape)
    QTest.mouseRelease(waveform(desk), LEFT, pos=QPoint(960, 60))
    assert desk.spans == []


def test_the_left_edge_is_pulled_out_to_add_before_the_start(desk, qtbot):
    desk.session.show(type(desk.session.viewport)(-30_000.0, 100.0))
    with qtbot.waitSignal(desk.view.gestures.extended) as told:
        pull(waveform(desk), (298, 60), (200, 60), (140, 60))
    assert desk.spans[0][0] == -16_000
    assert told.args[1:] == [2.0, True]


def test_pulling_the_end_out_again_replaces_the_room_that_was_marked(desk):
    pull(waveform(desk), (802, 60), (900, 60), (960, 60))
    pull(waveform(desk), (802, 60), (850, 60), (880, 60))
    assert [stop for _, stop in desk.spans] == [N_SAMPLES + 8_000]


def test_the_end_of_a_track_pushed_in_trims_the_clip_that_ends_there(desk):
    pull(waveform(desk), (802, 60), (750, 60), (700, 60))
    assert places(desk) == [(0, 70_000)]
    assert labels(desk) == ("Trim “loop”",)


def test_the_end_of_a_take_that_goes_past_the_sound_can_be_pulled_on(desk):
    track = desk.document.tracks[0].id
    document, region = edits.extend_region(desk.document, track, 8_000, crossfade=0)
    desk.session.commit("Room", document)
    desk.session.commit("Takes", answered(desk.folder, document, region, 1))
    pull(waveform(desk), (882, 60), (920, 60), (960, 60))
    (first, edge), (joined, last) = desk.spans
    assert (first, edge, last) == (80_000, joined, 96_000)
    assert 88_000 - RATE // 10 < joined <= 88_000


# ---- keys and screen readers


def test_arrows_on_the_titles_select_clip_by_clip(cut):
    seen = []
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        QTest.keyClick(bar(cut), key)
        seen.append(cut.session.selection.span.start)
    assert seen == [0, 32_000, 32_000, 0]


def test_clips_are_spoken_with_place_gain_and_fades(cut):
    clip = cut.document.tracks[0].clips[1]
    document = clips.set_fades(clips.set_clip_gain(cut.document, clip.id, -3.5), clip.id, fade_in=100)
    cut.session.commit("Shape", document)
    cut.session.select(Selection(cut.lane.track_id, clip.span))
    spoken = "Clip loop, 4.00 to 6.00 seconds, -3.5 decibels, fades in"
    assert bar(cut).accessibleName() == spoken
    QApplication.processEvents()  # the items follow when the event loop comes round
    face = QAccessible.queryAccessibleInterface(bar(cut))
    assert (face.childCount(), face.child(1).text(QAccessible.Text.Name)) == (2, spoken)
    cut.session.select(None)
    assert bar(cut).accessibleName() == "Clips: 2"


def test_a_selection_over_two_tracks_is_drawn_on_both(two_tracks):
    desk = two_tracks
    both = tuple(track.id for track in desk.document.tracks)
    before = waveform(desk, 1).grab().toImage()
    desk.session.select(Selection(both[0], Span(10_000, 20_000), both))
    assert waveform(desk, 1).grab().toImage().pixelColor(150, 1) != before.pixelColor(150, 1)


def test_the_decibels_in_a_title_are_dragged_and_two_clicks_bring_them_back(cut):
    strip, clip = bar(cut), cut.document.tracks[0].clips[1]
    left, right = grips.gain_tag(cut.session, clip, strip.width())
    x = round((left + right) / 2)
    QTest.mousePress(strip, LEFT, pos=QPoint(x, 8))
    for step in range(4):
        QTest.mouseMove(strip, QPoint(x - 10 * step, 8))
    assert cut.document.tracks[0].clips[1].gain_db == 0
    QTest.mouseRelease(strip, LEFT, pos=QPoint(x - 30, 8))
    assert cut.document.tracks[0].clips[1].gain_db == pytest.approx(-6.0, abs=0.1)
    assert labels(cut)[1:] == ("Gain of “loop”",)
    assert cut.document.tracks[0].clips[1].span == clip.span
    QTest.mouseDClick(strip, LEFT, pos=QPoint(x, 8))
    assert cut.document.tracks[0].clips[1].gain_db == 0


def test_two_clicks_on_a_title_let_the_name_of_its_clip_be_written(cut):
    strip = bar(cut)
    QTest.mouseDClick(strip, LEFT, pos=QPoint(400, 8))
    QTest.keyClicks(strip.field, "snare")
    QTest.keyClick(strip.field, Qt.Key.Key_Return)
    assert [clip.title for clip in cut.document.tracks[0].clips] == ["loop", "snare"]
    assert labels(cut)[1:] == ("Name clip",)
    assert strip.hasFocus()
    QTest.mouseDClick(strip, LEFT, pos=QPoint(400, 8))
    QTest.keyClicks(strip.field, "kick")
    QTest.keyClick(strip.field, Qt.Key.Key_Escape)
    assert [clip.title for clip in cut.document.tracks[0].clips] == ["loop", "snare"]
