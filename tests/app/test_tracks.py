from __future__ import annotations

import pytest

from app.session import Selection, Session
from app.tracks import PAUSE_S, Stroke, Tracks
from engine.document import edits
from engine.document.document import Document
from engine.timeline import Span


@pytest.fixture
def tracks(qapp) -> Tracks:
    """Commands on a session with three empty tracks."""
    session = Session()
    document = Document()
    for name in ("a", "b", "c"):
        document = edits.add_empty_track(document, name)
    session.open(document)
    return Tracks(session, session)


def session_of(tracks: Tracks) -> Session:
    found = tracks.parent()
    assert isinstance(found, Session)
    return found


def names(tracks: Tracks) -> list[str]:
    return [track.name for track in session_of(tracks).document.tracks]


def focused(tracks: Tracks) -> str:
    return session_of(tracks).track.name


def test_a_track_that_is_added_gets_the_keys(tracks):
    tracks.add()
    assert (names(tracks), focused(tracks)) == (["a", "b", "c", "Track 4"], "Track 4")


def test_the_track_that_takes_the_place_of_one_removed_gets_the_keys(tracks):
    tracks.step_focus(1)
    tracks.remove()
    assert (names(tracks), focused(tracks)) == (["a", "c"], "c")
    tracks.remove()
    assert focused(tracks) == "a"
    tracks.remove()
    assert not tracks.has_track()


def test_a_selection_on_a_track_that_is_removed_goes_with_it(tracks):
    session = session_of(tracks)
    session.select(Selection(session.track.id, Span(0, 10)))
    tracks.remove()
    assert session.selection is None


def test_a_copy_stands_below_and_gets_the_keys(tracks):
    tracks.duplicate()
    assert (names(tracks), focused(tracks)) == (["a", "a copy", "b", "c"], "a copy")


def test_a_track_moves_with_the_keys_on_it_and_only_where_there_is_room(tracks):
    assert not tracks.can_move(-1)
    tracks.move(1)
    assert (names(tracks), focused(tracks)) == (["b", "a", "c"], "a")
    assert session_of(tracks).history.undo_label == "Move “a”"


def test_the_keys_go_from_track_to_track_and_a_selection_goes_along(tracks):
    session = session_of(tracks)
    session.select(Selection(session.track.id, Span(5, 9)))
    tracks.step_focus(2)
    assert focused(tracks) == "c"
    assert session.selection == Selection(session.track.id, Span(5, 9))
    tracks.step_focus(1)
    assert focused(tracks) == "c"


def test_mute_is_named_by_what_it_does(tracks):
    tracks.toggle_mute()
    tracks.toggle_mute()
    assert session_of(tracks).history.labels[1:] == ("Mute “a”", "Unmute “a”")


def test_settings_of_two_tracks_are_never_one_step(tracks):
    first, second, _ = session_of(tracks).document.tracks
    tracks.set_gain(first.id, 1.0)
    tracks.set_gain(second.id, 1.0)
    tracks.set_gain(second.id, 2.0)
    assert session_of(tracks).history.labels[1:] == ("Gain of “a”", "Gain of “b”")


def test_strokes_end_with_a_pause_but_not_while_a_slider_is_held():
    now = [0.0]
    stroke = Stroke(lambda: now[0])
    first = stroke.key("gain")
    now[0] += PAUSE_S / 2
    assert stroke.key("gain") == first
    now[0] += 2 * PAUSE_S
    second = stroke.key("gain")
    stroke.hold(True)
    held = stroke.key("gain")
    now[0] += 10 * PAUSE_S
    assert stroke.key("gain") == held
    stroke.hold(False)
    assert len({first, second, held, stroke.key("gain")}) == 4


def test_time_begins_where_the_document_does(tracks):
    session = session_of(tracks)
    assert session.zero == 0
    document, _ = edits.add_region(session.document, session.track.id, Span(-500, -100))
    session.commit("Mark", document)
    assert session.zero == -500
