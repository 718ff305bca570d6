from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.session import MAX_SAMPLES_PER_PX, MIN_SAMPLES_PER_PX, Viewport
from app.timeline import grid
from app.timeline.time_format import TimeBase, TimeFormat

scales = st.floats(MIN_SAMPLES_PER_PX, MAX_SAMPLES_PER_PX)
starts = st.floats(-1e9, 1e9)
kinds = st.sampled_from(TimeFormat)
bases = st.builds(
    TimeBase, st.sampled_from([8000, 44_100, 48_000, 192_000]), st.floats(30, 300), st.integers(1, 7)
)
BASE = TimeBase(48_000)


@given(scales, kinds, bases, st.floats(20, 300))
def test_labels_of_the_ruler_never_stand_closer_than_asked(scale, kind, base, min_px):
    chosen = grid.step(scale, kind, base, min_px)
    is_coarsest = chosen == grid.step(1e18, kind, base, min_px)
    assert is_coarsest or chosen.length / Fraction(scale) >= Fraction(min_px)


@given(starts, scales, kinds, bases)
def test_the_ruler_draws_few_ticks_and_covers_the_view(start, scale, kind, base):
    view = Viewport(start, scale)
    ticks = list(grid.ticks(view, 1000, kind, base, 80))
    assert len(ticks) < 200
    assert ticks[0].sample <= view.start
    assert ticks[-1].sample >= view.start + 1000 * scale - 1
    assert ticks[0].label


@given(starts, scales, kinds, bases, st.floats(0, 1))
def test_what_snaps_to_the_grid_lies_on_a_tick_and_near(start, scale, kind, base, share):
    view = Viewport(start, scale)
    sample = view.to_sample(share * 1000)
    snapped = grid.nearest(sample, scale, kind, base, 80)
    part = float(grid.step(scale, kind, base, 80).part)
    assert abs(snapped - sample) <= part / 2 + 1
    assert min(abs(snapped - tick.sample) for tick in grid.ticks(view, 1000, kind, base, 80)) <= max(
        1.0, part
    )
    assert grid.nearest(snapped, scale, kind, base, 80) == pytest.approx(snapped, abs=1)


@pytest.mark.parametrize(
    ("seconds", "step", "label"),
    [
        (0, 1, "0:00"),
        (62, 1, "1:02"),
        (3723, 60, "1:02:03"),
        (12.25, 0.05, "0:12.25"),
        (59.9996, 0.001, "1:00.000"),
        (-1.5, 0.5, "-0:01.5"),
        (0.0002, 0.0001, "0:00.0002"),
    ],
)
def test_labels_have_the_decimals_of_their_step(seconds, step, label):
    assert grid.seconds_label(seconds, step) == label


@pytest.mark.parametrize(
    ("scale", "labels"),
    [(2000.0, ["1", "3", "5"]), (1000.0, ["1", "2", "3"]), (250.0, ["1.1", "1.2", "1.3"])],
)
def test_bars_are_labelled_by_bar_and_beat_as_there_is_room(scale, labels):
    ticks = grid.ticks(Viewport(0.0, scale), 1000, TimeFormat.BARS, BASE, 80)
    named = [tick.label for tick in ticks if tick.label and tick.sample >= 0]
    assert named[:3] == labels


def test_samples_are_labelled_in_round_numbers():
    ticks = grid.ticks(Viewport(0.0, 100.0), 1000, TimeFormat.SAMPLES, BASE, 80)
    assert [tick.label for tick in ticks if tick.label][1:4] == ["0", "10\u2009000", "20\u2009000"]
