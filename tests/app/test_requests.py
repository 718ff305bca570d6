"""What the panel's values and the document come to, without a window."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.offers import offer
from app.requests import Form, Mode, Offer, labels, passes, prepare, request, total
from engine.document import edits
from engine.document.document import Document, Region, Track
from engine.timeline import Span
from tests.app.timeline.conftest import answered, source
from tests.helpers import sound

RATE = 8000


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Document:
    from engine.audio import files

    path = sound.save(tmp_path_factory.mktemp("sound") / "a.wav", sound.noise(4 * RATE), RATE)
    return edits.new_document(files.probe(path))


def with_regions(document: Document, *spans: Span) -> Document:
    return edits.set_mask(document, document.tracks[0].id, spans)


def test_all_regions_without_takes_are_asked_for_at_once(document: Document):
    marked = with_regions(document, Span(0, 100), Span(200, 300), Span(400, 500))
    track = marked.tracks[0]
    found = offer(marked, track, track.regions[1], Form())
    assert found.regions == tuple(region.id for region in track.regions)
    assert found.label == "Generate 3 regions"
    assert found.reason == ""


def test_a_selection_that_is_exactly_a_region_with_takes_means_that_region(tmp_path: Path):
    spans = Span(1000, 2000), Span(4000, 5000)
    marked = with_regions(edits.new_document(source(tmp_path)), *spans)
    first = marked.tracks[0].regions[0].id
    marked = answered(tmp_path, marked, first, 1)
    found = offer(marked, marked.tracks[0], None, Form(), spans[0])
    assert (found.label, found.reason, found.regions) == ("More takes of R1", "", (first,))
    within = offer(marked, marked.tracks[0], None, Form(), Span(1100, 1900))
    assert within.regions != (first,)


def test_a_region_that_has_the_keys_counts_more_than_a_selection_elsewhere(tmp_path: Path):
    spans = Span(1000, 2000), Span(4000, 5000)
    marked = with_regions(edits.new_document(source(tmp_path)), *spans)
    first, second = (region.id for region in marked.tracks[0].regions)
    marked = answered(tmp_path, marked, first, 1)
    marked = edits.name_region(marked, first, "The crash that comes in much too early")
    (track,) = marked.tracks
    found = offer(marked, track, marked.region(first), Form(), Span(7000, 8000))
    assert (found.regions, found.label) == ((first,), "More takes of The crash that comes in…")
    beside = offer(marked, track, marked.region(second), Form(mode=Mode.VARIATION), Span(7000, 8000))
    assert (beside.regions, beside.label) == ((second,), "Vary R2")


def test_a_selection_on_several_tracks_makes_a_region_and_a_pass_of_each(tmp_path: Path):
    document = edits.add_track(edits.new_document(source(tmp_path)), source(tmp_path, "other"))
    tracks = tuple(track.id for track in document.tracks)
    found = offer(document, document.tracks[0], None, Form(), Span(1000, 2000), tracks=tracks)
    assert (found.tracks, found.label) == (tracks, "Regenerate selection on 2 tracks")
    after, regions = prepare(document, document.tracks[0], Form(), found)
    assert [[region.span for region in track.regions] for track in after.tracks] == [[Span(1000, 2000)]] * 2
    assert [part.regions for part in passes(after, regions, Form(prompt="a"), 10**9)] == [
        (region,) for region in regions
    ]
    alone = offer(document, document.tracks[0], None, Form(), Span(1000, 2000), tracks=tracks[:1])
    assert (alone.tracks, alone.label) == ((), "Regenerate selection")


def test_marks_of_another_track_make_no_request_longer_than_what_is_selected(tmp_path: Path):
    document = edits.add_track(edits.new_document(source(tmp_path)), source(tmp_path, "other"))
    first, second = (track.id for track in document.tracks)
    document, _ = edits.add_region(document, second, Span(1500, 4000))
    found = offer(document, document.tracks[0], None, Form(), Span(1000, 2000), tracks=(first, second))
    after, regions = prepare(document, document.tracks[0], Form(), found)
    assert [after.region(region).span for region in regions] == [Span(1000, 2000)] * 2
    assert len(after.tracks[1].regions) == 1


def test_of_what_is_pointed_at_and_what_sounds_the_latter_is_asked_for(tmp_path: Path):
    document = edits.add_empty_track(edits.new_document(source(tmp_path)), "empty")
    first, second = (track.id for track in document.tracks)
    found = offer(document, document.track(second), None, Form(), Span(1000, 2000), tracks=(first,))
    assert (found.label, found.tracks) == ("Regenerate selection", (first,))
    after, _ = prepare(document, document.track(second), Form(), found)
    assert [len(track.regions) for track in after.tracks] == [1, 0]


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        (Form(), "Select a region to regenerate"),
        (Form(mode=Mode.VARIATION), "Select a region to vary"),
        (Form(mode=Mode.COMPOSE, prompt=" \n"), "Write what it should sound like"),
        (Form(mode=Mode.EXTEND), ""),
    ],
)
def test_what_cannot_be_asked_for_says_why(document: Document, form: Form, reason: str):
    assert offer(document, document.tracks[0], None, form).reason == reason


@pytest.mark.parametrize("mode", [Mode.REGENERATE, Mode.VARIATION, Mode.EXTEND])
def test_without_a_track_there_is_nothing_to_work_on(mode: Mode):
    assert "Open audio first" in offer(Document(), None, None, Form(mode=mode)).reason


def test_an_empty_track_cannot_be_extended():
    document = Document(RATE, (Track(1),))
    assert offer(document, document.tracks[0], None, Form(mode=Mode.EXTEND)).reason != ""


@given(st.floats(0.1, 300), st.booleans())
def test_an_extension_reaches_exactly_as_far_as_asked(document: Document, length_s: float, is_before: bool):
    form = Form(mode=Mode.EXTEND, length_s=length_s, is_before=is_before)
    extended, (region,) = prepare(document, document.tracks[0], form, Offer(""))
    span, n_samples = extended.region(region).span, round(length_s * RATE)
    material = document.tracks[0].extent
    assert (material.start - span.start if is_before else span.stop - material.stop) == n_samples
    assert span.overlaps(material)


def test_a_composition_is_a_track_of_its_own_below_the_others(document: Document):
    form = Form(mode=Mode.COMPOSE, prompt="warm   pad\nslow", length_s=3)
    after, (region,) = prepare(document, document.tracks[0], form, Offer(""))
    assert after.tracks[0] == document.tracks[0]
    assert after.tracks[1].name == "warm pad slow"
    assert after.region(region).span == Span(0, 3 * RATE)


@pytest.mark.parametrize(("mode", "strength"), [(Mode.REGENERATE, 1.0), (Mode.VARIATION, 0.4)])
def test_strength_counts_for_variations_alone(
    document: Document, mode: Mode, strength: float, tmp_path: Path
):
    marked = with_regions(document, Span(0, 100))
    regions = (marked.tracks[0].regions[0].id,)
    form = Form(mode=mode, strength=0.4, prompt=" bell ")
    asked = request(marked, regions, form, folder=tmp_path, model="m", device="cpu")
    assert (asked.strength, asked.prompt, asked.sample_rate) == (strength, "bell", RATE)


def test_undo_steps_are_named_for_what_was_asked():
    named = Region(Span(20, 30), name="Crash")
    one, *_ = regions = (Region(Span(0, 5), number=4), Region(Span(10, 15)), named)
    assert labels(Form(), regions) == ("Add region", "Regenerate 3 regions")
    assert labels(Form(), (one,)) == ("Add region", "Regenerate region 4")
    assert labels(Form(mode=Mode.VARIATION), (named,)) == ("Add region", "Vary “Crash”")
    assert labels(Form(mode=Mode.EXTEND, length_s=2.5), (one,)) == ("Make room for 2.5 s", "Extend by 2.5 s")


def test_the_total_counts_what_is_there(document: Document):
    assert total(document, document.tracks[0], Form(mode=Mode.EXTEND, length_s=2)) == "0:06.000 in total"
    assert total(document, document.tracks[0], Form(mode=Mode.COMPOSE, length_s=2)) == "0:02.000 in total"
