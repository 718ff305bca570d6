"""Sound cut, moved, shaped and marked by keys and by the menu."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.session import Selection
from engine.audio import files
from engine.document.render import render_track
from engine.timeline import Span
from tests.app.conftest import CONTROL, RATE, Studio
from tests.helpers import sound

SHIFT = Qt.KeyboardModifier.ShiftModifier
Key = Qt.Key


def clips(studio: Studio, track: int = 0) -> list[tuple[int, int]]:
    """Where clips lie, in tenths of a second."""
    spans = [clip.span for clip in studio.session.document.tracks[track].clips]
    return [(round(10 * span.start / RATE), round(10 * span.stop / RATE)) for span in spans]


def select(studio: Studio, start_s: float, stop_s: float) -> Span:
    """Drag over a stretch; gives what was selected."""
    studio.drag(start_s, stop_s)
    assert studio.session.selection is not None
    return studio.session.selection.span


def label(studio: Studio) -> str:
    return studio.session.history.undo_label


@pytest.mark.parametrize(
    ("key", "modifier", "named", "left"),
    [
        (Key.Key_I, CONTROL, "Split", [(0, 10), (10, 20), (20, 40)]),
        (Key.Key_T, CONTROL, "Trim", [(10, 20)]),
        (Key.Key_L, CONTROL, "Silence", [(0, 10), (10, 20), (20, 40)]),
        (Key.Key_D, CONTROL, "Duplicate", [(0, 40)]),
        (Key.Key_X, CONTROL, "Cut", [(0, 10), (20, 40)]),
        (Key.Key_Delete, Qt.KeyboardModifier.NoModifier, "Delete", [(0, 10), (20, 40)]),
        (Key.Key_Delete, SHIFT, "Delete and close gap", [(0, 10), (10, 30)]),
    ],
)
def test_keys_edit_what_is_selected_as_one_named_step(loaded: Studio, key, modifier, named, left):
    first = loaded.session.document
    select(loaded, 1, 2)
    loaded.key(key, modifier)
    assert clips(loaded) == left
    assert label(loaded) == named
    loaded.key(Key.Key_Z, CONTROL)
    assert loaded.session.document == first


def test_a_split_clip_is_joined_again(loaded: Studio):
    loaded.click(2)
    loaded.key(Key.Key_I, CONTROL)
    assert clips(loaded) == [(0, 20), (20, 40)]
    loaded.key(Key.Key_J, CONTROL)
    assert clips(loaded) == [(0, 40)]


def test_joining_what_does_not_fit_says_why(loaded: Studio):
    loaded.click(2)
    loaded.key(Key.Key_J, CONTROL)
    assert any("cannot be joined" in strip for strip in loaded.strips)


def test_a_focused_region_is_what_is_deleted(loaded: Studio):
    select(loaded, 1, 2)
    loaded.key(Key.Key_Return)
    assert loaded.session.region is not None
    loaded.key(Key.Key_Delete)
    assert loaded.session.document.tracks[0].regions == ()
    assert clips(loaded) == [(0, 40)]


def test_what_was_cut_is_pasted_at_the_cursor_and_selected(loaded: Studio):
    span = select(loaded, 1, 2)
    loaded.key(Key.Key_X, CONTROL)
    loaded.click(3.2)
    loaded.key(Key.Key_V, CONTROL)
    selection = loaded.session.selection
    assert selection is not None
    assert selection.span.length == span.length
    assert clips(loaded) == [(0, 10), (20, 32), (32, 42)]
    assert label(loaded) == "Paste"


def test_copying_is_no_step_and_makes_pasting_possible(loaded: Studio):
    paste = loaded.window.actions_["clips.paste"]
    assert not paste.isEnabled()
    select(loaded, 1, 2)
    loaded.key(Key.Key_C, CONTROL)
    assert not loaded.session.history.can_undo
    assert paste.isEnabled()


def test_a_copy_is_selected_where_it_lies(loaded: Studio):
    span = select(loaded, 1, 2)
    loaded.key(Key.Key_D, CONTROL)
    below = loaded.session.document.tracks[1]
    assert loaded.session.selection == Selection(below.id, span.shifted(span.length))
    loaded.session.undo()
    loaded.click(1)
    loaded.key(Key.Key_D, CONTROL)
    assert clips(loaded) == [(0, 40), (40, 80)]
    assert loaded.session.selection is not None
    assert loaded.session.selection.span == loaded.session.document.tracks[0].clips[1].span


def test_in_the_prompt_keys_of_editing_edit_the_text(loaded: Studio):
    select(loaded, 1, 2)
    loaded.type("crash m")
    loaded.key(Key.Key_A, CONTROL)
    loaded.key(Key.Key_X, CONTROL)
    loaded.key(Key.Key_Delete)
    assert clips(loaded) == [(0, 40)]
    assert loaded.session.document.markers == ()
    assert QApplication.clipboard().text() == "crash m"


def test_m_and_its_older_key_put_markers_where_the_cursor_is(loaded: Studio):
    loaded.click(1)
    loaded.key(Key.Key_M)
    loaded.click(3)
    loaded.key(Key.Key_B, CONTROL)
    places = [round(marker.at / RATE, 1) for marker in loaded.session.document.markers]
    names = [marker.name for marker in loaded.session.document.markers]
    assert (places, names) == ([1.0, 3.0], ["Marker 1", "Marker 2"])
    assert label(loaded) == "Add marker"


def test_quick_steps_of_gain_are_one_step_of_the_history(loaded: Studio):
    loaded.click(1)
    for _ in range(3):
        loaded.window.actions_["clips.louder"].trigger()
    assert loaded.session.document.tracks[0].clips[0].gain_db == 3.0
    assert loaded.session.history.labels[1:] == ("Clip gain",)
    loaded.window.actions_["clips.gain_0"].trigger()
    assert loaded.session.document.tracks[0].clips[0].gain_db == 0.0


def test_fades_reach_to_the_edges_of_the_selection(loaded: Studio):
    span = select(loaded, 1, 3)
    loaded.window.actions_["clips.fade_in"].trigger()
    loaded.window.actions_["clips.fade_out"].trigger()
    (clip,) = loaded.session.document.tracks[0].clips
    assert clip.fade_out == clip.length - span.start
    assert clip.fade_in == min(span.stop, clip.length - clip.fade_out)
    loaded.window.actions_["clips.no_fades"].trigger()
    (clip,) = loaded.session.document.tracks[0].clips
    assert (clip.fade_in, clip.fade_out) == (0, 0)


def test_normalising_measures_the_selection_and_lifts_its_peak(studio: Studio, tmp_path: Path):
    studio.open(sound.save(tmp_path / "soft.wav", sound.noise(4 * RATE, 2, amplitude=0.1), RATE))
    span = select(studio, 1, 2)
    studio.window.actions_["clips.normalise"].trigger()
    studio.bot.waitUntil(lambda: label(studio) == "Normalise")
    track = studio.session.document.tracks[0]
    heard = render_track(track, span, studio.window.desk.reader.read)
    assert abs(heard).max() == pytest.approx(10 ** (-1 / 20))
    assert [clip.gain_db != 0 for clip in track.clips] == [False, True, False]


def test_clips_that_change_while_they_are_measured_stay_as_they_are(loaded: Studio):
    select(loaded, 1, 2)
    loaded.window.actions_["clips.normalise"].trigger()
    loaded.key(Key.Key_Delete)
    loaded.bot.waitUntil(lambda: any("normalise them again" in strip for strip in loaded.strips))
    assert label(loaded) == "Delete"


def test_silence_is_as_long_as_the_selection_or_as_is_typed(loaded: Studio):
    select(loaded, 1, 2)
    loaded.window.actions_["clips.insert"].trigger()
    assert clips(loaded) == [(0, 10), (20, 50)]
    loaded.click(0.5)
    loaded.dialogs.to_enter = 0.5
    loaded.window.actions_["clips.insert"].trigger()
    assert clips(loaded) == [(0, 5), (10, 15), (25, 55)]


def test_tempo_is_typed_or_taken_from_a_bar(loaded: Studio):
    loaded.dialogs.to_enter = 97.5
    loaded.window.actions_["tempo.set"].trigger()
    assert loaded.session.document.tempo_bpm == 97.5
    span = select(loaded, 1, 3)
    loaded.window.actions_["tempo.take"].trigger()
    assert loaded.session.document.tempo_bpm == pytest.approx(240 * RATE / span.length)
    loaded.dialogs.to_enter = 5000
    loaded.window.actions_["tempo.set"].trigger()
    assert any("tempo must lie between" in strip for strip in loaded.strips)


def test_a_reversed_stretch_is_heard_backwards(loaded: Studio):
    span = select(loaded, 1, 2)
    reader = loaded.window.desk.reader
    before = render_track(loaded.session.document.tracks[0], span, reader.read)
    loaded.window.actions_["clips.reverse"].trigger()
    after = render_track(loaded.session.document.tracks[0], span, reader.read)
    assert after.tobytes() == before[::-1].tobytes()


def test_an_imported_file_of_another_rate_is_converted_and_that_is_said(loaded: Studio, tmp_path: Path):
    path = sound.save(tmp_path / "hit.wav", sound.noise(4410, 6), 44100)
    loaded.window.desk.opening.import_tracks([path])
    loaded.bot.waitUntil(lambda: len(loaded.session.document.tracks) == 2)
    track = loaded.session.document.tracks[1]
    assert (track.name, track.n_channels, track.clips[0].length) == ("hit", 6, 4800)
    said = "“hit.wav” runs at 44100 Hz; it was converted to 48000 Hz for this document."
    assert said in loaded.strips
    assert files.probe(path).sample_rate == 44100


def test_opening_over_edited_sound_asks_first(loaded: Studio, tmp_path: Path):
    select(loaded, 1, 2)
    loaded.key(Key.Key_Delete)
    path = sound.save(tmp_path / "other.wav", sound.noise(RATE, 2), RATE)
    loaded.bring(path)
    assert loaded.strips == ["Opening “other.wav” closes a document that was edited."]
    assert clips(loaded) == [(0, 10), (20, 40)]


def test_what_is_pasted_goes_to_the_playhead_where_end_or_the_clock_has_put_it(loaded: Studio):
    select(loaded, 1, 2)
    loaded.key(Key.Key_C, CONTROL)
    loaded.click(1.5)
    loaded.key(Key.Key_End)
    loaded.key(Key.Key_V, CONTROL)
    assert clips(loaded) == [(0, 40), (40, 50)]
