"""The window that the model hears: covers what was asked, begins on the grid, never ends with the piece."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import RequestError
from engine.generate.context import GOES_ON_S, Grid, plan
from engine.generate.request import Context
from engine.timeline import Mask, Span

SMALL = Grid(sample_rate=44100, hop=4096, max_latents=1292, alignment=2, name="small-music")
MEDIUM = Grid(sample_rate=44100, hop=4096, max_latents=4096, name="medium")
RATES = (8000, 11025, 22050, 32000, 44100, 48000, 96000, 192000)


def is_covered(made, span: Span) -> bool:
    return any(part.contains(span) for part in made.regenerated_spans)


def test_a_thousand_random_short_regions_are_all_covered_and_none_is_a_no_op():
    dice = random.Random(20)
    for _ in range(1000):
        rate, grid = dice.choice(RATES), dice.choice((SMALL, MEDIUM))
        extent = Span(0, dice.randint(rate // 2, 100 * rate))
        start = dice.randrange(extent.stop)
        region = Span(start, start + max(1, round(dice.uniform(0.001, 0.2) * rate)))
        made = plan(Mask((region,)), extent, rate, grid, dice.choice(list(Context)))
        touched = made.latents_of(region)
        assert touched.length >= 1
        assert any(part.contains(touched) for part in made.regenerated.spans)
        assert is_covered(made, region)
        assert made.keep[0, touched.start : touched.stop].sum() == 0


@given(
    rate=st.sampled_from(RATES),
    length_s=st.floats(0.5, 300),
    start=st.floats(0, 1),
    region_s=st.floats(0.001, 30),
    context=st.one_of(st.sampled_from(Context), st.floats(0.1, 400)),
)
def test_the_first_region_begins_on_the_latent_grid(rate, length_s, start, region_s, context):
    extent = Span(0, round(length_s * rate))
    region = Span(round(start * extent.stop), round(start * extent.stop) + max(1, round(region_s * rate)))
    made = plan(Mask((region,)), extent, rate, SMALL, context)
    if made.keeps_anything:
        into = (region.start - made.window.start) * SMALL.sample_rate / rate
        assert into % SMALL.hop < max(1.0, SMALL.sample_rate / rate) + 1e-6
    assert made.n_latents % SMALL.alignment == 0
    assert 0 < made.n_latents <= SMALL.limit


@given(rate=st.sampled_from(RATES), length_s=st.floats(1, 100), start=st.floats(0, 1))
def test_what_is_kept_lies_wholly_inside_the_recording(rate, length_s, start):
    extent = Span(0, round(length_s * rate))
    region = Span(round(start * extent.stop), round(start * extent.stop) + rate // 10)
    made = plan(Mask((region,)), extent, rate, MEDIUM, Context.NORMAL)
    kept = made.keep[0].nonzero()[0]
    if len(kept):
        last = made.span_of(Span(int(kept[0]), int(kept[-1]) + 1))
        slack = -(-rate // MEDIUM.sample_rate) + 1  # a span is rounded outward to whole samples
        assert last.start >= extent.start - slack
        assert last.stop <= extent.hull(region).stop + slack


def test_a_region_has_a_guard_latent_frame_on_each_side():
    region = Span(44100 * 30, 44100 * 30 + 4096)
    made = plan(Mask((region,)), Span(0, 44100 * 60), 44100, MEDIUM, Context.NORMAL)
    touched = made.latents_of(region)
    assert made.regenerated.spans == (Span(touched.start - 1, touched.stop + 1),)


@pytest.mark.parametrize(
    ("region_s", "context", "heard_s"),
    [
        (0.4, Context.NORMAL, 6),
        (4, Context.NORMAL, 20),
        (4, Context.TIGHT, 10),
        (0.1, Context.TIGHT, 3),
        (0.4, Context.WIDE, 20),
        (4, 33.0, 33),
        (60, Context.NORMAL, 119.9),
    ],
)
def test_the_context_is_as_long_as_its_word_says(region_s, context, heard_s):
    region = Span(44100 * 120, round(44100 * (120 + region_s)))
    made = plan(Mask((region,)), Span(0, 44100 * 300), 44100, SMALL, context)
    assert made.window.length / 44100 == pytest.approx(heard_s, abs=4 * SMALL.hop / 44100)


def test_a_selection_over_the_models_limit_is_refused_with_the_numbers():
    mask = Mask((Span(0, 400 * 44100),))
    with pytest.raises(RequestError, match=r"400\.00 s, and medium hears at most 380\.44 s.*by 19\.56 s"):
        plan(mask, Span(0, 500 * 44100), 44100, MEDIUM, Context.NORMAL)
    with pytest.raises(RequestError, match="too long by"):
        plan(Mask((Span(0, 44100), Span(130 * 44100, 131 * 44100))), Span(0, 500 * 44100), 44100, SMALL, 10.0)


@pytest.mark.parametrize(("start_s", "whole_s"), [(5, 12), (0, 12), (11.9, 12), (100, 200), (12, 12)])
def test_a_piece_of_which_something_is_kept_never_ends_with_its_window(start_s, whole_s):
    region = Span(round(start_s * 44100), round((start_s + 0.5) * 44100))
    made = plan(Mask((region,)), Span(0, whole_s * 44100), 44100, MEDIUM, Context.NORMAL)
    heard_s = made.n_latents * MEDIUM.hop / 44100
    assert made.seconds_total >= heard_s + GOES_ON_S
    assert made.seconds_total == int(made.seconds_total)


def test_an_excerpt_is_told_how_long_the_piece_still_goes_on():
    made = plan(Mask((Span(44100 * 30, 44100 * 31),)), Span(0, 44100 * 200), 44100, MEDIUM, Context.NORMAL)
    assert made.seconds_total == pytest.approx(200 - made.window.start / 44100, abs=1)


def test_composing_is_a_piece_with_its_own_length_and_headroom():
    made = plan(Mask((Span(0, 5 * 44100),)), Span(0, 0), 44100, MEDIUM, Context.NORMAL)
    assert made.seconds_total == 5
    assert made.n_latents == 118  # MODEL.md 5.5: 5 s need 54 latent frames and 64 of headroom
    assert not made.keeps_anything


def test_an_extension_keeps_the_end_and_regenerates_all_past_it():
    extent = Span(0, 10 * 48000)
    region = Span(10 * 48000 - 480, 18 * 48000)
    made = plan(Mask((region,)), extent, 48000, MEDIUM, Context.NORMAL)
    assert made.keep[0, 0] == 1
    assert made.keep[0, -1] == 0
    assert is_covered(made, region)
    assert made.window.stop >= region.stop


def test_adding_before_the_start_puts_the_region_at_the_windows_beginning():
    region = Span(-4 * 44100, 441)
    made = plan(Mask((region,)), Span(0, 10 * 44100), 44100, MEDIUM, Context.NORMAL)
    assert made.window.start == region.start
    assert made.keep[0, 0] == 0
    assert made.keep[0, -1] == 1


def test_three_regions_are_one_mask_with_what_lies_between_kept():
    spans = tuple(Span(44100 * s, 44100 * s + 8000) for s in (20, 22, 24))
    made = plan(Mask(spans), Span(0, 44100 * 60), 44100, SMALL, Context.NORMAL)
    assert len(made.regenerated.spans) == 3
    assert all(is_covered(made, span) for span in spans)


def test_nothing_selected_is_refused():
    with pytest.raises(RequestError, match="select a stretch"):
        plan(Mask(()), Span(0, 44100), 44100, SMALL, Context.NORMAL)
