from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.document import edits, splice
from engine.document.document import SILENT_DB, Clip, Document, Region, Track
from engine.document.render import blocks, layers, render, render_track
from engine.timeline import Span
from tests.engine.document.shelf import RATE, Shelf, answered, document, noise, take


def bits(sound: np.ndarray) -> list[int]:
    return np.ascontiguousarray(sound, np.float64).view(np.int64).ravel().tolist()


def source_of(shelf: Shelf, doc: Document) -> np.ndarray:
    return shelf.sounds[doc.tracks[0].clips[0].source.path]


def file_of(shelf: Shelf, region: Region) -> np.ndarray:
    return shelf.sounds[region.chosen_take.source.path]


def test_a_track_without_takes_is_its_source_bit_by_bit():
    shelf = Shelf()
    doc = document(shelf, Region(Span(100, 200)))
    source_of(shelf, doc)[:3] = [[np.nan, -0.0], [1e-300, np.inf], [-1.0, 1.0]]
    assert bits(render_track(doc.tracks[0], Span(0, 400), shelf.read)) == bits(source_of(shelf, doc))


def test_around_the_material_there_is_silence():
    shelf = Shelf()
    doc = document(shelf)
    sound = render_track(doc.tracks[0], Span(-10, 410), shelf.read)
    assert not sound[:10].any()
    assert not sound[-10:].any()
    assert bits(sound[10:-10]) == bits(source_of(shelf, doc))


def test_clips_sound_where_they_lie_from_their_offset_at_their_gain():
    shelf = Shelf()
    source = shelf.put(noise(100))
    louder = Clip(source, 50, 30, 20, gain_db=6.0)
    track = Track(2, (Clip(source, 5, 10, 20), louder))
    sound, original = render_track(track, Span(0, 80), shelf.read), shelf.sounds[source.path]
    assert bits(sound[5:25]) == bits(original[10:30])
    assert sound[50:70] == pytest.approx(original[30:50] * 10 ** (6 / 20))
    assert not np.delete(sound, np.r_[5:25, 50:70], axis=0).any()


def test_a_reversed_clip_begins_with_its_last_sample_and_a_reversed_take_too():
    shelf = Shelf()
    region = answered(shelf, Span(100, 200))
    turned = replace(region, takes=(replace(region.takes[0], is_reversed=True),))
    doc = document(shelf, turned)
    original, file = source_of(shelf, doc), file_of(shelf, region)
    clip = replace(doc.tracks[0].clips[0], length=300, offset=50, is_reversed=True)
    sound = render_track(replace(doc.tracks[0], clips=(clip,)), Span(0, 300), shelf.read)
    assert bits(sound[:100]) == bits(original[349:249:-1])
    assert bits(sound[100:200]) == bits(file[::-1])


def test_a_fade_rises_like_a_quarter_of_a_sine_and_leaves_the_middle_alone():
    shelf = Shelf()
    source = shelf.put(np.ones((100, 1)))
    track = Track(1, (Clip(source, 0, 0, 100, fade_in=10, fade_out=20),))
    sound = render_track(track, Span(0, 100), shelf.read)[:, 0]
    assert sound[:10] == pytest.approx(np.sin((np.arange(10) + 0.5) / 10 * np.pi / 2))
    assert sound[80:] == pytest.approx(np.sin((np.arange(20) + 0.5) / 20 * np.pi / 2)[::-1])
    assert bits(sound[10:80]) == bits(np.ones(70))


def test_a_silent_clip_gives_zeros_even_where_its_source_is_damaged_and_joins_do_not_fade_to_it():
    shelf = Shelf()
    source = shelf.put(np.full((100, 1), np.inf))
    region = answered(shelf, Span(20, 80), channels=(0,), crossfade=10)
    track = Track(1, (Clip(source, 0, 0, 100, gain_db=SILENT_DB),), (region,))
    sound = render_track(track, Span(0, 100), shelf.read)
    assert not sound[:20].any()
    assert layers(track)[0].fade_in == 0
    assert bits(sound[20:70]) == bits(file_of(shelf, region)[:50])


def test_a_chosen_take_is_laid_over_the_track_as_splice_lays_it():
    shelf = Shelf()
    region = answered(shelf, Span(100, 200), crossfade=20, gain_db=-2.0, trim_db=0.5)
    doc = document(shelf, region)
    expected = splice.lay(
        source_of(shelf, doc), file_of(shelf, region), at=100, channels=(0, 1), crossfade=20, gain_db=-1.5
    )
    assert bits(render_track(doc.tracks[0], Span(0, 400), shelf.read)) == bits(expected)


def test_the_original_is_heard_where_no_take_is_chosen():
    shelf = Shelf()
    doc = document(shelf, replace(answered(shelf, Span(100, 200)), chosen=0))
    assert bits(render_track(doc.tracks[0], Span(0, 400), shelf.read)) == bits(source_of(shelf, doc))


def test_a_take_of_one_channel_leaves_the_others_alone():
    shelf = Shelf()
    region = answered(shelf, Span(100, 200), channels=(3,), crossfade=10)
    doc = document(shelf, region, n_channels=6)
    sound, original = render_track(doc.tracks[0], Span(0, 400), shelf.read), source_of(shelf, doc)
    assert bits(np.delete(sound, 3, axis=1)) == bits(np.delete(original, 3, axis=1))
    assert bits(sound[110:190, 3]) == bits(file_of(shelf, region)[10:90])


def test_a_take_is_heard_only_where_its_region_still_is():
    shelf = Shelf()
    region = answered(shelf, Span(100, 200), at=Span(150, 250), crossfade=4)
    doc = document(shelf, region)
    sound, original = render_track(doc.tracks[0], Span(0, 400), shelf.read), source_of(shelf, doc)
    assert bits(sound[:150]) == bits(original[:150])
    assert bits(sound[200:]) == bits(original[200:])
    assert bits(sound[154:196]) == bits(file_of(shelf, region)[54:96])


def test_a_crossfade_longer_than_a_quarter_of_what_is_heard_is_shortened():
    shelf = Shelf()
    region = answered(shelf, Span(100, 200), at=Span(100, 140), crossfade=25)
    sound = render_track(document(shelf, region).tracks[0], Span(0, 400), shelf.read)
    assert bits(sound[110:130]) == bits(file_of(shelf, region)[10:30])


def test_an_extension_joins_where_both_sound_and_its_free_end_is_faded_out():
    shelf = Shelf()
    region = answered(shelf, Span(380, 500), crossfade=20)
    doc = document(shelf, region)
    sound, original = render_track(doc.tracks[0], doc.extent, shelf.read), source_of(shelf, doc)
    assert bits(sound[:380]) == bits(original[:380])
    assert bits(sound[400:480]) == bits(file_of(shelf, region)[20:100])
    assert np.abs(sound[-1]).max() < np.abs(file_of(shelf, region)[-1]).max() * 0.1


def test_a_crossfade_set_longer_than_the_old_sound_lasts_still_leaves_no_hole():
    shelf = Shelf()
    doc = document(shelf, answered(shelf, Span(390, 500), crossfade=27))
    (layer,) = layers(doc.tracks[0])
    assert layer.fade_in == 10


def test_what_is_added_before_the_start_begins_at_once_and_joins_the_old_start():
    shelf = Shelf()
    region = answered(shelf, Span(-100, 20), crossfade=20)
    doc = document(shelf, region)
    sound = render_track(doc.tracks[0], doc.extent, shelf.read)
    assert bits(sound[:100]) == bits(file_of(shelf, region)[:100])
    assert bits(sound[120:]) == bits(source_of(shelf, doc)[20:])


def test_an_extension_of_an_extension_is_joined_to_the_first_one():
    shelf = Shelf()
    first = answered(shelf, Span(380, 500), crossfade=20)
    doc = document(shelf, first)
    doc, second = edits.extend_region(doc, doc.tracks[0].id, 100, crossfade=20)
    answer = take(shelf, doc.region(second).span, crossfade=20, number=7)
    sound = render_track(edits.add_takes(doc, {second: (answer,)}).tracks[0], Span(0, 600), shelf.read)
    old, new = file_of(shelf, first), shelf.sounds[answer.source.path]
    assert bits(sound[400:480]) == bits(old[20:100])
    assert bits(sound[480:500]) == bits(splice.join(old[100:120], new[:20], is_rising=True))
    assert bits(sound[500:580]) == bits(new[20:100])


def test_what_precedes_a_prepended_start_is_joined_to_it():
    shelf = Shelf()
    first = answered(shelf, Span(-100, 20), crossfade=20)
    doc = document(shelf, first)
    doc, second = edits.extend_region(doc, doc.tracks[0].id, 100, crossfade=20, before=True)
    answer = take(shelf, doc.region(second).span, crossfade=20, number=7)
    sound = render_track(edits.add_takes(doc, {second: (answer,)}).tracks[0], Span(-200, 0), shelf.read)
    old, new = file_of(shelf, first), shelf.sounds[answer.source.path]
    assert bits(sound[:100]) == bits(new[:100])
    assert bits(sound[100:120]) == bits(splice.join(old[:20], new[100:], is_rising=False))
    assert bits(sound[120:]) == bits(old[20:100])


def test_neighbours_whose_takes_end_at_their_edge_are_each_joined_to_the_original():
    shelf = Shelf()
    left, right = answered(shelf, Span(100, 200), crossfade=10), answered(shelf, Span(200, 300), crossfade=10)
    doc = document(shelf, left, right)
    whole = render_track(doc.tracks[0], Span(0, 400), shelf.read)
    without_left = edits.choose_take(doc, left.id, 0)
    alone = render_track(without_left.tracks[0], Span(0, 400), shelf.read)
    assert bits(whole[200:]) == bits(alone[200:])


edges = st.integers(-80, 480)
cuts = st.lists(st.integers(-100, 500), max_size=8)


def shaped(draw: st.DrawFn, clip: Clip) -> Clip:
    """The clip with gain, fades and direction as they come."""
    fade_in = min(clip.length, draw(st.sampled_from([0, 0, 1, 7, 50])))
    fade_out = min(clip.length - fade_in, draw(st.sampled_from([0, 0, 1, 7, 50])))
    gain_db = draw(st.sampled_from([0.0, 0.0, -3.0, SILENT_DB]))
    return replace(clip, fade_in=fade_in, fade_out=fade_out, gain_db=gain_db, is_reversed=draw(st.booleans()))


@st.composite
def busy_tracks(draw: st.DrawFn) -> tuple[Shelf, Track]:
    """Tracks with clips of every kind and gaps, and regions whose takes are longer, shorter or elsewhere."""
    shelf = Shelf()
    source = shelf.put(noise(400))
    points = sorted(draw(st.lists(st.integers(0, 400), min_size=2, max_size=6, unique=True)))
    clips = tuple(shaped(draw, Clip(source, a, a, b - a)) for a, b in zip(*[iter(points)] * 2, strict=False))
    bounds = sorted(draw(st.lists(edges, min_size=2, max_size=7, unique=True)))
    is_touching = draw(st.booleans())
    pairs = list(pairwise(bounds))[:: 1 if is_touching else 2]
    regions = []
    for number, (start, stop) in enumerate(pairs, start=1):
        first = start + draw(st.sampled_from([0, 0, -30, -3, 20]))
        span = Span(first, max(first + 1, stop + draw(st.sampled_from([0, 0, 30, 3, -20]))))
        crossfade = min(span.length, draw(st.integers(0, 40)))
        channels = draw(st.sampled_from([(0, 1), (0, 1), (1,)]))
        kept = {"number": number, "crossfade": crossfade, "channels": channels}
        regions.append(answered(shelf, span, at=Span(start, stop), **kept))
    return shelf, Track(2, clips, tuple(regions))


@given(busy_tracks(), cuts)
def test_rendering_in_pieces_is_rendering_at_once_bit_by_bit(shelf_and_track, cuts):
    shelf, track = shelf_and_track
    span = Span(-100, 500)
    marks = sorted({span.start, span.stop, *cuts})
    pieces = [render_track(track, Span(a, b), shelf.read) for a, b in pairwise(marks)]
    assert bits(np.concatenate(pieces)) == bits(render_track(track, span, shelf.read))


@given(busy_tracks())
def test_outside_the_regions_a_track_sounds_as_if_it_had_none(shelf_and_track):
    shelf, track = shelf_and_track
    plain = replace(track, regions=())
    for span in track.mask.outside(Span(-100, 500)):
        assert bits(render_track(track, span, shelf.read)) == bits(render_track(plain, span, shelf.read))


def test_a_short_stretch_of_a_long_track_reads_little():
    shelf = Shelf()
    doc = document(shelf, answered(shelf, Span(100, 90_000), crossfade=80), n_samples=100_000)
    render_track(doc.tracks[0], Span(50_000, 50_100), shelf.read)
    assert shelf.n_read <= 200


def test_the_mix_of_one_stereo_track_at_unity_is_that_track_bit_by_bit():
    shelf = Shelf()
    doc = document(shelf, answered(shelf, Span(100, 200), crossfade=10))
    source_of(shelf, doc)[:2] = [[np.nan, -0.0], [-0.0, 1.0]]
    track = render_track(doc.tracks[0], doc.extent, shelf.read)
    assert bits(render(doc, doc.extent, shelf.read)) == bits(track)


def test_mono_goes_to_both_sides_and_of_six_channels_the_first_pair_is_heard():
    shelf = Shelf()
    mono, six = document(shelf, n_channels=1), document(shelf, n_channels=6)
    assert bits(render(mono, Span(0, 400), shelf.read)) == bits(source_of(shelf, mono)[:, [0, 0]])
    assert bits(render(six, Span(0, 400), shelf.read)) == bits(source_of(shelf, six)[:, :2])


def test_an_empty_document_is_silent():
    assert bits(render(Document(), Span(0, 3), Shelf().read)) == [0] * 6


@pytest.mark.parametrize(
    ("pan", "sides"), [(-1.0, (1, 0)), (-0.5, (1, 0.5)), (0.0, (1, 1)), (0.25, (0.75, 1)), (1.0, (0, 1))]
)
def test_pan_turns_the_far_side_down(pan, sides):
    shelf = Shelf()
    doc = document(shelf)
    panned = edits.set_track(doc, doc.tracks[0].id, pan=pan, gain_db=-6.0)
    expected = source_of(shelf, doc) * np.array(sides) * 10 ** (-6 / 20)
    assert render(panned, Span(0, 400), shelf.read) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("settings", "heard"),
    [
        (({}, {}, {}), "012"),
        (({"is_muted": True}, {}, {}), "12"),
        (({}, {"is_solo": True}, {}), "1"),
        (({"is_solo": True}, {"is_solo": True}, {}), "01"),
        (({"is_solo": True, "is_muted": True}, {}, {}), ""),
    ],
    ids=str,
)
def test_mute_and_solo_decide_which_tracks_are_mixed(settings, heard):
    shelf = Shelf()
    sounds = [noise(50, seed=seed) for seed in range(3)]
    tracks = tuple(
        Track(2, (Clip(shelf.put(sound), 0, 0, 50),), **how)
        for sound, how in zip(sounds, settings, strict=True)
    )
    mix = render(Document(RATE, tracks), Span(0, 50), shelf.read)
    assert mix == pytest.approx(sum((sounds[int(n)] for n in heard), start=np.zeros((50, 2))))


def test_the_mix_without_takes_is_the_original():
    shelf = Shelf()
    doc = document(shelf, answered(shelf, Span(100, 200)))
    assert bits(render(doc, Span(0, 400), shelf.read, without_takes=True)) == bits(source_of(shelf, doc))


@given(st.integers(1, 500))
def test_blocks_together_are_the_whole(n_samples):
    shelf = Shelf()
    doc = document(shelf, answered(shelf, Span(100, 200), crossfade=25), answered(shelf, Span(390, 450)))
    pieces = list(blocks(lambda span: render(doc, span, shelf.read), doc.extent, n_samples))
    assert max(map(len, pieces)) <= n_samples
    assert bits(np.concatenate(pieces)) == bits(render(doc, doc.extent, shelf.read))


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 9)), min_size=1), st.integers(-5, 200), st.data())
def test_what_lies_in_a_stretch_is_what_lies_in_the_whole_as_far_as_it_meets_it(places, start, data):
    shelf = Shelf()
    source, at, clips, regions = shelf.put(noise(10)), 0, [], []
    for gap, length in places:
        at += gap
        clips.append(Clip(source, at, 0, length))
        reach = data.draw(st.integers(0, 4))
        heard = Span(at - reach, at + length + reach)
        regions.append(answered(shelf, heard, at=Span(at, at + length), crossfade=min(2, length)))
        at += length
    track = Track(2, tuple(clips), tuple(regions))
    span = Span(start, start + data.draw(st.integers(0, 60)))
    assert track.clips_in(span) == tuple(c for c in track.clips if c.span.overlaps(span))
    assert track.regions_in(span) == tuple(r for r in track.regions if r.span.overlaps(span))
    assert layers(track, span) == tuple(layer for layer in layers(track) if layer.heard.overlaps(span))
