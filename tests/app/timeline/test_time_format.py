from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.timeline.time_format import (
    TimeBase,
    TimeFormat,
    format_length,
    format_position,
    parse_length,
    parse_position,
)
from engine.errors import RequestError

BASE = TimeBase(48_000, tempo_bpm=120, beats_per_bar=4)
TIME, SAMPLES, BARS = TimeFormat


@pytest.mark.parametrize(
    ("sample", "kind", "text"),
    [
        (0, TIME, "0:00.000"),
        (48_000 * 3723 + 240, TIME, "1:02:03.005"),
        (-24_000, TIME, "-0:00.500"),
        (123_456, SAMPLES, "123456"),
        (0, BARS, "1.1.000"),
        (36_000, BARS, "1.2.500"),
        (96_000, BARS, "2.1.000"),
        (-24_000, BARS, "0.4.000"),
    ],
)
def test_a_place_is_written_and_read_the_same_way(sample, kind, text):
    assert format_position(sample, kind, BASE) == text
    assert parse_position(text, kind, BASE) == sample


def test_a_length_in_bars_counts_from_zero():
    assert format_length(96_000 + 24_000, BARS, BASE) == "1.1.000"
    assert parse_length("1.1.000", BARS, BASE) == 120_000
    assert format_length(0, BARS, BASE) == "0.0.000"


@pytest.mark.parametrize(("text", "sample"), [("3", 192_000), ("3.2", 216_000), (" 3.2.5 ", 228_000)])
def test_later_parts_of_a_bar_may_be_left_out(text, sample):
    assert parse_position(text, BARS, BASE) == sample


def test_thousands_may_be_set_apart():
    assert parse_position("1 234 567", SAMPLES, BASE) == 1_234_567


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", TIME),
        ("two", SAMPLES),
        ("1.5", SAMPLES),
        ("3.5", BARS),
        ("3.0", BARS),
        ("3..1", BARS),
        ("9" * 15, SAMPLES),
        ("999999999", BARS),
        ("1e9", TIME),
    ],
)
def test_what_is_no_place_in_time_is_refused_in_a_sentence(text, kind):
    with pytest.raises(RequestError, match=r"is (not understood|longer)"):
        parse_position(text, kind, BASE)


def test_a_length_below_zero_is_refused():
    with pytest.raises(RequestError, match="below zero"):
        parse_length("-5", SAMPLES, BASE)


@given(
    sample=st.integers(-(2**36), 2**36),
    kind=st.sampled_from(TimeFormat),
    rate=st.sampled_from([8000, 44_100, 96_000]),
    tempo=st.floats(20, 400),
    beats=st.integers(1, 12),
)
def test_what_is_written_is_read_back_to_within_half_a_written_step(sample, kind, rate, tempo, beats):
    base = TimeBase(rate, tempo, beats)
    step = {TIME: rate / 1000, SAMPLES: 0, BARS: float(base.samples_per_beat) / 1000}[kind]
    read = parse_position(format_position(sample, kind, base), kind, base)
    assert abs(read - sample) <= step / 2 + 1
