from __future__ import annotations

from dataclasses import replace

from app.timeline import words
from engine.document import edits
from engine.timeline import Span
from tests.app.timeline.conftest import answered, source, take


def marked(folder, n_takes=0):
    document = edits.new_document(source(folder))
    for span in (Span(0, 4_000), Span(8_000, 16_000)):
        document, region = edits.add_region(document, document.tracks[0].id, span)
    if n_takes:
        document = answered(folder, document, region, n_takes)
    return document, document.tracks[0].regions[1]


def test_a_region_without_a_name_is_called_by_its_number(tmp_path):
    _, region = marked(tmp_path)
    assert (words.region_label(region), words.region_name(region)) == ("R2", "region 2")


def test_a_region_with_a_name_is_called_by_it(tmp_path):
    document, region = marked(tmp_path)
    named = edits.name_region(document, region.id, "Crash").region(region.id)
    assert (words.region_label(named), words.region_name(named)) == ("Crash", "“Crash”")


def test_a_region_is_spoken_with_times_takes_and_what_is_heard(tmp_path):
    assert words.spoken_region(*marked(tmp_path)) == "Region 2, 1.00 to 2.00 seconds, no takes"
    spoken = words.spoken_region(*marked(tmp_path, 1))
    assert spoken == "Region 2, 1.00 to 2.00 seconds, 1 take, take 1 selected"


def test_a_take_is_spoken_with_all_its_marks(tmp_path):
    _, region = marked(tmp_path, 2)
    stale = replace(take(tmp_path, 2, region.span), is_stale=True, suspect="it is silent")
    spoken = words.spoken_take(region, stale)
    assert spoken == "Take 2 of region 2, seed 4712, source changed, suspect: it is silent"


def test_a_track_that_is_being_taken_away_counts_as_empty(tmp_path):
    document, _ = marked(tmp_path)
    gone = words.track_in(document, "gone")
    assert (gone.id, gone.clips, gone.regions) == ("gone", (), ())
