"""What the view does while the playhead moves: nothing, turn pages, or keep it in the middle."""

from __future__ import annotations

import pytest

from app.session import Viewport
from app.timeline.navigator import Follow

START = Viewport(0.0, 10.0)


def test_off_leaves_the_view_where_it_is(desk):
    desk.view.navigator.mode = Follow.OFF
    desk.session.show(START)
    for sample in range(0, 60_000, 500):
        desk.session.move_playhead(sample)
    assert desk.session.viewport == START


def test_in_the_middle_the_sound_moves_under_the_playhead(desk):
    desk.view.navigator.mode = Follow.CENTRE
    desk.session.show(START)
    desk.view.navigator.follow_again()
    for sample in range(0, 40_000, 500):
        desk.session.move_playhead(sample)
        if sample > 20_000:
            middle = desk.view.canvas_width / 2
            assert desk.session.viewport.to_px(sample) == pytest.approx(middle, abs=1)


def test_who_scrolls_is_left_alone_until_something_else_plays(desk):
    desk.view.navigator.mode = Follow.CENTRE
    desk.session.show(Viewport(20_000.0, 10.0))
    desk.session.move_playhead(25_000)
    away = Viewport(23_000.0, 10.0)
    desk.session.show(away)
    for sample in range(25_000, 30_000, 500):
        desk.session.move_playhead(sample)
    assert desk.session.viewport == away
    desk.view.navigator.follow_again()
    desk.session.move_playhead(30_500)
    assert desk.session.viewport.to_px(30_500) == pytest.approx(desk.view.canvas_width / 2, abs=1)


def test_who_scrolled_is_followed_again_when_the_playhead_comes_into_view(desk):
    desk.view.navigator.mode = Follow.CENTRE
    desk.session.show(Viewport(0.0, 10.0))
    desk.session.move_playhead(1_000)
    away = Viewport(40_000.0, 10.0)
    desk.session.show(away)
    desk.session.move_playhead(39_000)
    assert desk.session.viewport == away
    desk.session.move_playhead(45_000)  # here it comes into view …
    desk.session.move_playhead(45_500)  # … and from here on the view goes along
    assert desk.session.viewport.to_px(45_500) == pytest.approx(desk.view.canvas_width / 2, abs=1)


def test_zooming_is_no_reason_to_leave_the_playhead(desk):
    desk.view.navigator.mode = Follow.CENTRE
    desk.session.show(Viewport(20_000.0, 10.0))
    desk.view.navigator.follow_again()
    desk.session.move_playhead(25_000)
    desk.view.zoom_in()
    desk.session.move_playhead(25_500)
    assert desk.session.viewport.to_px(25_500) == pytest.approx(desk.view.canvas_width / 2, abs=1)


@pytest.mark.parametrize("kept", ["page", "centre", "off"])
def test_the_mode_is_kept_by_name_and_an_unknown_name_turns_pages(kept):
    assert Follow.of(kept).value == kept
    assert Follow.of("sideways") is Follow.PAGE
