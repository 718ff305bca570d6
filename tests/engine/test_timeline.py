from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import RequestError
from engine.timeline import (
    Mask,
    Span,
    convert_rate_ceil,
    convert_rate_floor,
    format_time,
    latents_to_samples,
    parse_region,
    parse_time,
    samples_to_latents,
    samples_to_seconds,
    seconds_to_samples,
)

positions = st.integers(-60, 60)
spans = st.tuples(positions, positions).map(lambda edges: Span(min(edges), max(edges)))
rates = st.sampled_from([8000, 22050, 44100, 48000, 96000, 192000])


def samples(span: Span) -> set[int]:
    return set(range(span.start, span.stop))


def covered(mask: Mask) -> set[int]:
    return set().union(*(samples(span) for span in mask.spans))


def test_a_span_that_stops_before_it_starts_is_impossible():
    with pytest.raises(ValueError, match="stop before it starts"):
        Span(2, 1)


@given(spans, spans)
def test_an_overlap_holds_the_samples_of_both(a, b):
    assert samples(a.overlap(b)) == samples(a) & samples(b)
    assert a.overlaps(b) == bool(samples(a) & samples(b))


@given(spans, spans)
def test_a_hull_contains_both_and_touches_their_outer_edges(a, b):
    hull = a.hull(b)
    assert hull.contains(a)
    assert hull.contains(b)
    assert {hull.start, hull.stop} <= {a.start, a.stop, b.start, b.stop}


@given(st.lists(spans))
def test_a_mask_covers_what_its_spans_cover_each_sample_once(pieces):
    mask = Mask.of(pieces)
    assert covered(mask) == set().union(*map(samples, pieces))
    assert mask.length == len(covered(mask))


@given(st.lists(spans), spans)
def test_outside_of_a_mask_is_all_of_the_extent_that_it_does_not_cover(pieces, extent):
    mask = Mask.of(pieces)
    outside = mask.outside(extent)
    assert covered(Mask.of(outside)) == samples(extent) - covered(mask)
    assert all(outside)
    assert list(outside) == sorted(outside)


@pytest.mark.parametrize(
    "pieces", [(Span(0, 4), Span(4, 6)), (Span(5, 6), Span(0, 1)), (Span(0, 0),)], ids=str
)
def test_a_mask_of_touching_unordered_or_empty_spans_is_impossible(pieces):
    with pytest.raises(ValueError, match="mask"):
        Mask(pieces)


@given(spans, st.integers(1, 9))
def test_the_latent_frames_of_a_span_cover_it_and_no_latent_frame_more(span, hop):
    latents = samples_to_latents(span, hop)
    whole = latents_to_samples(latents, hop)
    assert whole.contains(span)
    if span:
        assert span.start - whole.start < hop
        assert whole.stop - span.stop < hop


@given(st.integers(-(2**40), 2**40), rates)
def test_samples_survive_the_way_through_seconds(n_samples, rate):
    assert seconds_to_samples(samples_to_seconds(n_samples, rate), rate) == n_samples


@given(st.integers(-(10**9), 10**9), rates, rates)
def test_a_rate_conversion_rounds_down_and_up_around_the_same_instant(n_samples, a, b):
    floor, ceil = convert_rate_floor(n_samples, a, b), convert_rate_ceil(n_samples, a, b)
    assert floor * a <= n_samples * b <= ceil * a
    assert ceil - floor <= 1


@pytest.mark.parametrize(
    ("text", "seconds"), [("12.5", 12.5), (".5", 0.5), ("1:02.500", 62.5), ("1:00:02", 3602), ("-0:01", -1)]
)
def test_a_time_is_seconds_or_minutes_or_hours(text, seconds):
    assert parse_time(text) == seconds


@pytest.mark.parametrize("text", ["", "one", "1:", "1.2.3", "nan", "1e3"])
def test_what_is_no_time_is_refused_with_a_sentence(text):
    with pytest.raises(RequestError, match=r"^The time .* is not understood: .*\.$"):
        parse_time(text)


def test_a_region_is_two_times_in_samples():
    assert parse_region("1.20-1:00.5", 1000) == Span(1200, 60500)
    assert parse_region("-1-0", 1000) == Span(-1000, 0)


@pytest.mark.parametrize("text", ["2-1", "1-1", "1", "a-b"])
def test_an_empty_or_garbled_region_is_refused_with_a_sentence(text):
    with pytest.raises(RequestError, match=r"^The region .*\.$"):
        parse_region(text, 44100)


@given(st.integers(-(10**8), 10**8))
def test_a_time_that_was_written_is_read_as_the_same_millisecond(ms):
    assert parse_time(format_time(ms / 1000)) == pytest.approx(ms / 1000, abs=1e-9)
