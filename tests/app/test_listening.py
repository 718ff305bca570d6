"""What the keys of the transport do, on a device whose clock the test turns."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.document.monitor import Hearing
from engine.timeline import Span
from tests.app.conftest import CONTROL, N_SAMPLES, PLAIN, RATE, Studio
from tests.app.fakes import FakePlayer

Key = Qt.Key
SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def booth(loaded: Studio) -> Studio:
    """A window with four seconds of noise; one second of it, from 1.5 s on, is selected."""
    loaded.leave_fields()
    loaded.drag(1.5, 2.5)
    return loaded


def player(studio: Studio) -> FakePlayer:
    return studio.players.last


def selected(studio: Studio) -> Span:
    assert studio.session.selection is not None
    return studio.session.selection.span


def test_shift_space_plays_from_the_cursor_to_the_end_whatever_is_looped(booth: Studio):
    booth.key(Key.Key_L, SHIFT)
    booth.key(Key.Key_Space, SHIFT)
    assert player(booth).span == Span(selected(booth).start, N_SAMPLES)
    assert not player(booth).is_loop


def test_shift_l_loops_the_selection_and_shift_alt_l_clears_the_loop(booth: Studio):
    booth.key(Key.Key_L, SHIFT)
    assert (booth.session.loop, booth.session.is_looping) == (selected(booth), True)
    booth.key(Key.Key_L, SHIFT | ALT)
    assert (booth.session.loop, booth.session.is_looping) == (None, False)


def test_l_turns_the_loop_on_and_off(booth: Studio):
    booth.key(Key.Key_L)
    assert booth.session.is_looping
    booth.key(Key.Key_L)
    assert not booth.session.is_looping


@pytest.mark.parametrize(
    ("key", "is_at_start", "is_before"),
    [
        (Key.Key_F5, True, True),
        (Key.Key_F6, True, False),
        (Key.Key_F7, False, True),
        (Key.Key_F8, False, False),
    ],
)
def test_edges_can_be_listened_to(booth: Studio, key, is_at_start, is_before):
    before = booth.session.playhead
    edge = selected(booth).start if is_at_start else selected(booth).stop
    around = Span(edge - 2 * RATE, edge) if is_before else Span(edge, edge + 2 * RATE)
    booth.key(key, SHIFT)
    assert player(booth).span == around.overlap(Span(0, N_SAMPLES))
    player(booth).is_playing = False
    booth.bot.waitUntil(lambda: booth.window.desk.transport.state == "stopped")
    assert booth.session.playhead == before


def test_c_plays_around_the_selection_without_it(booth: Studio):
    booth.key(Key.Key_C)
    cut = selected(booth)
    assert player(booth).skip == cut
    assert player(booth).span == Span(0, N_SAMPLES).overlap(Span(cut.start - 2 * RATE, cut.stop + 2 * RATE))


def test_x_stops_and_puts_the_cursor_where_the_sound_is(booth: Studio):
    booth.key(Key.Key_X)
    assert booth.window.desk.transport.state == "playing"
    player(booth).position = 100_000
    booth.key(Key.Key_X)
    assert booth.window.desk.transport.state == "stopped"
    assert booth.session.playhead == 100_000
    assert selected(booth) == Span(100_000, 100_000)


def test_brackets_set_the_edges_where_the_sound_is(booth: Studio):
    booth.key(Key.Key_Space)
    player(booth).position = 90_000
    booth.key(Key.Key_BracketLeft)
    player(booth).position = 100_001
    booth.key(Key.Key_BracketRight)
    assert selected(booth) == Span(90_000, 100_001)
    assert booth.window.desk.transport.state == "playing"


def test_enter_returns_to_the_start_where_nothing_is_selected(booth: Studio):
    booth.key(Key.Key_A, CONTROL | SHIFT)
    booth.window.desk.transport.seek(90_000)
    booth.key(Key.Key_Space)
    booth.key(Key.Key_Return)
    assert booth.window.desk.transport.state == "stopped"
    assert booth.session.playhead == 0


def test_the_original_is_heard_while_the_back_tick_is_held(booth: Studio):
    booth.generate()
    booth.leave_fields()
    transport, timeline = booth.window.desk.transport, QApplication.focusWidget()
    QTest.keyPress(timeline, Key.Key_QuoteLeft)
    assert transport.hearing is Hearing.ORIGINAL
    QTest.keyRelease(timeline, Key.Key_QuoteLeft)
    assert transport.hearing is Hearing.DOCUMENT


def test_what_the_takes_change_can_be_heard_alone(booth: Studio):
    booth.generate()
    transport, action = booth.window.desk.transport, booth.window.actions_["transport.difference"]
    action.trigger()
    assert transport.hearing is Hearing.DIFFERENCE
    assert action.isChecked()
    action.trigger()
    assert transport.hearing is Hearing.DOCUMENT


def test_a_drag_in_the_ruler_scrubs_and_a_click_seeks(booth: Studio):
    ruler, transport = booth.window.timeline.ruler, booth.window.desk.transport
    y = ruler.height() - 3
    QTest.mouseClick(ruler, Qt.MouseButton.LeftButton, PLAIN, QPoint(200, y))
    assert booth.session.playhead == booth.session.viewport.to_sample(200)
    assert booth.players.made == []
    QTest.mousePress(ruler, Qt.MouseButton.LeftButton, PLAIN, QPoint(200, y))
    QTest.mouseMove(ruler, QPoint(260, y))
    QApplication.processEvents()
    QTest.mouseMove(ruler, QPoint(300, y))
    QApplication.processEvents()
    assert player(booth).is_playing
    QTest.mouseRelease(ruler, Qt.MouseButton.LeftButton, PLAIN, QPoint(300, y))
    assert not player(booth).is_playing
    assert booth.session.playhead == booth.session.viewport.to_sample(300)
    assert transport.state == "stopped"
