"""What keys act on follows the document and the focus, whatever was asked for before."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.session import Selection, Session
from engine.audio import files
from engine.document import edits
from engine.timeline import Span
from tests.helpers import sound

RATE = 8000


@pytest.fixture
def session(qtbot: QtBot, tmp_path: Path) -> Session:
    """Two tracks of a second; a region on the second one."""
    source = files.probe(sound.save(tmp_path / "a.wav", sound.noise(RATE), RATE))
    document = edits.add_track(edits.new_document(source), source)
    document, region = edits.add_region(document, document.tracks[1].id, Span(100, 900))
    session = Session()
    session.open(document)
    session.focus_region(region)
    return session


def test_the_focus_is_looked_up_anew_when_it_or_the_document_changes(session: Session):
    first, second = (track.id for track in session.document.tracks)
    region = session.region
    assert region is not None
    assert session.track is not None
    assert session.track.id == second
    session.focus_region("")
    assert session.region is None
    session.focus_track(first)
    assert session.track.id == first
    session.focus_region(region.id)
    assert (session.region, session.track.id) == (region, second)
    session.commit("gain", edits.set_track(session.document, second, gain_db=-6.0))
    assert session.track.gain_db == -6.0
    session.undo()
    assert session.track.gain_db == 0.0


def test_another_document_has_a_focus_of_its_own(session: Session, tmp_path: Path):
    before = session.track
    source = files.probe(sound.save(tmp_path / "b.wav", sound.noise(RATE), RATE))
    session.open(edits.new_document(source))
    assert session.region is None
    assert session.track is session.document.tracks[0]
    assert session.track is not before


def test_the_region_that_undo_or_redo_brings_back_has_the_keys_unless_another_one_has(session: Session):
    region = session.focused_region
    session.commit("remove", edits.remove_region(session.document, region))
    assert session.focused_region == ""
    session.undo()
    assert session.focused_region == region
    session.redo()
    assert session.focused_region == ""
    session.jump(0)
    assert session.focused_region == region
    document, other = edits.add_region(session.document, session.document.tracks[0].id, Span(0, 50))
    session.commit("add", document)
    session.undo()
    session.redo()
    assert session.focused_region == region
    session.focus_region(other)
    session.undo()
    assert session.focused_region == ""


def test_a_selection_that_a_region_does_not_hold_takes_its_keys(session: Session):
    region, second = session.focused_region, session.document.tracks[1].id
    for inside in (Span(100, 900), Span(200, 300), Span(950, 950)):
        session.select(Selection(second, inside))
        assert session.focused_region == region
    for beyond in (Span(50, 200), Span(800, 901), Span(0, RATE), Span(950, 990)):
        session.focus_region(region)
        session.select(Selection(second, beyond))
        assert session.focused_region == ""


def test_what_undo_brings_back_has_no_keys_while_a_stretch_is_selected(session: Session):
    region, second = session.focused_region, session.document.tracks[1].id
    session.commit("remove", edits.remove_region(session.document, region))
    session.select(Selection(second, Span(950, 990)))
    session.undo()
    assert session.focused_region == ""


def test_a_region_keeps_its_keys_when_another_track_that_is_selected_goes(session: Session):
    first, second = (track.id for track in session.document.tracks)
    region = session.focused_region
    session.select(Selection(second, Span(0, 50), (first, second)))
    session.focus_region(region)
    session.commit("remove", edits.remove_track(session.document, first))
    assert session.selection == Selection(second, Span(0, 50), (second,))
    assert session.focused_region == region


def test_a_stretch_of_several_tracks_within_a_region_means_the_tracks(session: Session):
    first, second = (track.id for track in session.document.tracks)
    region = session.focused_region
    session.select(Selection(second, Span(100, 900), (first, second)))
    assert session.focused_region == region
    session.select(Selection(second, Span(200, 300), (first, second)))
    assert session.focused_region == ""
