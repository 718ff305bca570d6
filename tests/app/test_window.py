"""What a user does with keys and pointer, and what the window makes of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QContextMenuEvent, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from app.asking import Status, has_region
from app.context_menus import ALL
from app.generating import Generating
from app.models import NoModelError
from app.panels.shortcuts import ShortcutList
from app.requests import Mode
from app.session import Selection
from app.timeline import axis
from app.timeline.mask_lane import MaskLane
from app.timeline.name_field import NameField
from app.timeline.take_lane import TakeLane
from engine.catalogue import PUBLISHED
from engine.document import edits
from engine.errors import WorkerDied
from engine.generate.worker import EngineProcess
from engine.timeline import Span
from tests.app.conftest import CONTROL, LEFT, N_SAMPLES, PLAIN, RATE, Studio, recent_entries
from tests.app.fakes import SEED, FakeEngine, Players, answered
from tests.helpers import sound, stand_ins

SHIFT = Qt.KeyboardModifier.ShiftModifier
WILD = Qt.MatchFlag.MatchWildcard | Qt.MatchFlag.MatchRecursive
ALT = Qt.KeyboardModifier.AltModifier


def test_an_empty_window_offers_where_to_begin(studio: Studio):
    assert studio.window.empty.isVisible()
    assert studio.window.windowTitle().startswith("Inlay")
    assert not studio.window.generate.button.isEnabled()


def test_a_file_opens_by_shortcut_and_names_the_window(loaded: Studio):
    assert loaded.session.document.extent == Span(0, N_SAMPLES)
    assert loaded.window.windowTitle().startswith("loop")
    assert not loaded.window.isWindowModified()
    assert loaded.window.status.format.text() == "48 kHz · stereo · 24-bit"
    assert not loaded.window.empty.isVisible()


def test_a_file_opens_when_it_is_dropped(studio: Studio, loop: Path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(loop))])
    enter = QDragEnterEvent(QPoint(300, 300), Qt.DropAction.CopyAction, data, LEFT, PLAIN)
    QApplication.sendEvent(studio.window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(
        studio.window, QDropEvent(QPointF(300, 300), Qt.DropAction.CopyAction, data, LEFT, PLAIN)
    )
    studio.bot.waitUntil(lambda: bool(studio.session.document.tracks))
    assert studio.session.document.extent == Span(0, N_SAMPLES)


def test_asking_for_nothing_says_what_is_missing(loaded: Studio):
    loaded.key(Qt.Key.Key_Return, CONTROL)
    assert not loaded.window.desk.generating.is_busy
    assert loaded.window.status.currentMessage() == "Select a region to regenerate"


def test_a_key_right_behind_a_change_finds_its_action_ready(loaded: Studio):
    assert not loaded.window.actions_["clips.delete"].isEnabled()
    track = loaded.session.document.tracks[0].id
    loaded.session.select(Selection(track, Span(RATE, 2 * RATE)))
    QTest.keyClick(loaded.waveform, Qt.Key.Key_Delete)  # the event loop has not come round in between
    assert loaded.session.document.extent == Span(0, N_SAMPLES)
    assert loaded.session.document != loaded.session.history.states[0].document


def test_changes_in_one_turn_of_the_event_loop_ask_the_actions_once(loaded: Studio, qtbot):
    track, asked = loaded.session.document.tracks[0].id, []
    rows = {row.id: row for row in loaded.window.actions_.table}
    enabled = rows["clips.delete"].enabled
    object.__setattr__(rows["clips.delete"], "enabled", lambda: asked.append(1) or enabled())
    for start in range(20):
        loaded.session.select(Selection(track, Span(start, RATE)))
    assert not asked
    QApplication.processEvents()
    assert 1 <= len(asked) <= 2  # what depends on the playhead has a moment of its own
    assert loaded.window.actions_["clips.delete"].isEnabled()


@pytest.mark.parametrize("content", [b"", b"this is no sound", b"RIFF\xff\xff\xff\xffWAVEfmt "])
def test_what_is_no_sound_is_told_in_one_sentence_and_changes_nothing(
    loaded: Studio, tmp_path: Path, content: bytes
):
    path = tmp_path / "broken.wav"
    path.write_bytes(content)
    before = loaded.session.document
    loaded.bring(path)
    assert loaded.session.document is before
    assert [text for text in loaded.strips if text.startswith("“broken.wav” cannot be read: ")]


def test_what_could_not_be_read_is_told_beside_what_could(studio: Studio, loop: Path, tmp_path: Path):
    broken = tmp_path / "broken.wav"
    broken.write_bytes(b"this is no sound")
    studio.bring(loop, broken)
    studio.bot.waitUntil(lambda: bool(studio.strips))
    assert studio.strips[0].startswith("“broken.wav” cannot be read: ")
    assert [track.name for track in studio.session.document.tracks] == ["loop"]


def test_opening_over_takes_asks_and_does_nothing_until_answered(loaded: Studio, tmp_path: Path):
    loaded.drag(1, 1.5)
    loaded.generate()
    before = loaded.session.document
    other = sound.save(tmp_path / "other.wav", sound.sine(440, RATE), RATE)
    loaded.window.open([other])
    assert loaded.session.document is before
    assert "closes a document that has takes" in loaded.strips[0]
    strip = loaded.window.messages.strips[0]
    QTest.mouseClick(next(b for b in strip.findChildren(QPushButton) if b.text() == "Open anyway"), LEFT)
    loaded.bot.waitUntil(lambda: not loaded.window.desk.opening.worker.is_busy)
    assert loaded.session.document.tracks[0].name == "other"


def test_generate_says_why_it_cannot_be_pressed(loaded: Studio):
    panel = loaded.window.generate
    assert not panel.button.isEnabled()
    assert panel.reason.text() == "Select a region to regenerate"
    loaded.drag(1, 1.4)
    assert panel.button.isEnabled()
    assert panel.button.text() == "Regenerate selection"
    loaded.drag(2, 2.4, CONTROL)
    assert panel.button.text() == "Generate 2 regions"


def test_a_click_selects_nothing_to_generate(loaded: Studio):
    loaded.click(1.0)
    loaded.key(Qt.Key.Key_Return, CONTROL)
    assert loaded.engine.requests == []
    assert loaded.session.document.tracks[0].regions == ()


def test_no_more_can_be_added_than_the_model_hears(loaded: Studio):
    panel = loaded.window.generate
    panel.choose_mode(Mode.EXTEND)
    panel.length_s.setValue(300)
    assert panel.length_s.value() == panel.length_s.maximum() <= 120
    assert panel.button.isEnabled()


def test_the_request_carries_what_the_panel_says(loaded: Studio):
    panel = loaded.window.generate
    loaded.drag(1, 1.5)
    loaded.type("splash cymbal, short")
    panel.takes.setValue(3)
    panel.context.choose("Wide")
    QTest.mouseClick(panel.seed.lock, LEFT)
    panel.seed.field.setText("4711")
    loaded.generate()
    (request,) = loaded.engine.requests
    assert (request.prompt, request.n_takes, request.seed, request.context) == (
        "splash cymbal, short",
        3,
        4711,
        "wide",
    )
    assert request.strength == 1
    assert request.folder.is_dir()


def test_takes_arrive_the_first_is_heard_in_its_place_and_the_rest_is_proven_identical(loaded: Studio):
    loaded.drag(1, 1.5)
    loaded.generate()
    (region,) = loaded.session.document.tracks[0].regions
    assert [take.number for take in region.takes] == [1, 2]
    assert region.chosen == 1
    player = loaded.players.last
    assert player.is_playing
    assert player.span.contains(region.span)
    n_outside = 2 * (N_SAMPLES - region.span.length)
    assert (
        loaded.window.status.proof.text()
        == f"Outside the regions: identical ({n_outside:,} samples)".replace(",", " ")
    )
    assert str(SEED) in loaded.window.generate.seed.field.placeholderText()


def test_digits_and_arrows_choose_takes_and_every_choice_is_one_undo_step(loaded: Studio):
    loaded.drag(1, 1.5)
    loaded.generate()
    loaded.leave_fields()

    def chosen() -> int:
        return loaded.session.document.tracks[0].regions[0].chosen

    loaded.key(Qt.Key.Key_2)
    assert chosen() == 2
    loaded.key(Qt.Key.Key_0)
    assert chosen() == 0
    loaded.key(Qt.Key.Key_Down, ALT)
    assert chosen() == 1
    loaded.key(Qt.Key.Key_Z, CONTROL)
    assert chosen() == 0
    loaded.key(Qt.Key.Key_Y, CONTROL)
    assert chosen() == 1
    loaded.key(Qt.Key.Key_7)
    assert chosen() == 1
    assert loaded.session.history.labels[-1] == "Choose take 1 of region 1"
    loaded.settle()


def test_the_take_that_is_heard_can_be_discarded_and_brought_back(loaded: Studio):
    loaded.drag(1, 1.5)
    loaded.generate()
    loaded.leave_fields()
    loaded.key(Qt.Key.Key_Backspace)
    (region,) = loaded.session.document.tracks[0].regions
    assert [take.number for take in region.takes] == [2]
    assert region.chosen == 0
    loaded.key(Qt.Key.Key_Backspace)
    assert loaded.session.history.labels[-1] == "Discard take 1 of region 1"
    loaded.key(Qt.Key.Key_Z, CONTROL)
    assert answered(loaded.session.document.tracks[0]) == [2]
    loaded.settle()


def test_a_right_click_on_a_take_lets_it_be_heard_and_offers_to_discard_it(loaded: Studio):
    loaded.drag(1, 1.5)
    loaded.generate()
    lane = loaded.window.timeline.findChildren(TakeLane)[0]
    place = lane.row_rect(lane.rows()[2]).center().toPoint()
    QTest.mouseClick(lane, Qt.MouseButton.RightButton, PLAIN, place)
    loaded.bot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    menu = QApplication.activePopupWidget()
    assert "Discard take" in [action.text() for action in menu.actions() if action.isEnabled()]
    assert loaded.session.document.tracks[0].regions[0].chosen == 2
    menu.close()
    loaded.settle()


def test_undo_goes_back_to_the_start_and_redo_to_the_end(loaded: Studio):
    loaded.drag(1, 1.5)
    loaded.generate()
    loaded.leave_fields()
    loaded.key(Qt.Key.Key_2)
    last, n_states = loaded.session.document, len(loaded.session.history.labels)
    for _ in range(n_states):
        loaded.key(Qt.Key.Key_Z, CONTROL)
    assert loaded.session.document.tracks[0].regions == ()
    for _ in range(n_states):
        loaded.key(Qt.Key.Key_Z, CONTROL | SHIFT)
    assert loaded.session.document is last
    assert [loaded.window.history.item(row).text() for row in range(n_states)] == list(
        loaded.session.history.labels
    )
    loaded.settle()


def test_a_click_in_the_history_goes_there(loaded: Studio):
    loaded.drag(1, 1.5, CONTROL)
    loaded.drag(2, 2.5, CONTROL)
    history = loaded.window.history
    place = history.visualItemRect(history.item(1)).center()
    QTest.mouseClick(history.viewport(), LEFT, pos=place)
    assert loaded.session.history.index == 1
    assert len(loaded.session.document.tracks[0].regions) == 1


def test_a_focused_region_with_takes_gets_more_of_them_and_leaves_the_others_alone(loaded: Studio):
    loaded.drag(1, 1.5)
    loaded.generate()
    loaded.drag(2, 2.5, CONTROL)
    loaded.click(1.2)
    assert loaded.window.generate.button.text() == "More takes of R1"
    loaded.generate()
    assert answered(loaded.session.document.tracks[0]) == [4, 0]


def test_a_region_that_has_takes_keeps_its_words_when_others_are_asked_for_with_new_ones(loaded: Studio):
    panel = loaded.window.generate
    loaded.drag(1, 1.5)
    loaded.type("splash cymbal")
    loaded.generate()
    loaded.drag(2, 2.5)
    panel.prompt.setPlainText("dry snare")
    loaded.generate()
    first, second = loaded.session.document.tracks[0].regions
    assert (first.prompt, second.prompt) == ("splash cymbal", None)
    loaded.click(1.2)
    assert panel.prompt.toPlainText() == "splash cymbal"
    loaded.generate()
    assert [request.prompt for request in loaded.engine.requests] == [
        "splash cymbal",
        "dry snare",
        "splash cymbal",
    ]
    loaded.click(2.2)
    assert panel.prompt.toPlainText() == "dry snare"
    panel.prompt.setPlainText("clap")
    loaded.click(3.5)
    loaded.click(2.2)
    loaded.generate()
    assert loaded.engine.requests[-1].prompt == "clap"  # what was typed is meant for what is pointed at


def test_what_was_pointed_at_last_is_what_generate_means(loaded: Studio):
    loaded.drag(1, 1.5)
    loaded.generate()
    button, session = loaded.window.generate.button, loaded.session
    (region,) = session.document.tracks[0].regions
    loaded.drag(2, 2.5)
    selected = session.selection
    assert (button.text(), session.focused_region) == ("Regenerate selection", "")
    strip = loaded.window.timeline.findChildren(MaskLane)[0]
    strip.setFocus()
    loaded.key(Qt.Key.Key_Right)
    assert session.selection == selected is not None
    assert button.text() == "More takes of R1"
    loaded.generate()
    assert answered(session.document.tracks[0]) == [4]
    loaded.leave_fields()
    loaded.key(Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert (button.text(), session.focused_region) == ("Regenerate selection", "")
    session.focus_region(region.id)
    loaded.key(Qt.Key.Key_A, CONTROL)
    assert session.focused_region == ""


def test_a_drag_that_is_given_up_leaves_the_keys_where_they_were(loaded: Studio):
    loaded.drag(1, 1.5)
    loaded.generate()
    focused = loaded.session.focused_region
    lane = loaded.waveform
    QTest.mousePress(lane, LEFT, PLAIN, QPoint(500, lane.height() // 2))
    QTest.mouseMove(lane, QPoint(560, lane.height() // 2))
    assert loaded.session.focused_region == ""
    loaded.leave_fields()
    loaded.key(Qt.Key.Key_Escape)
    QTest.mouseRelease(lane, LEFT, PLAIN, QPoint(560, lane.height() // 2))
    assert loaded.session.focused_region == focused != ""


@pytest.fixture
def two_selected(make_studio: Callable[..., Studio], loop: Path, tmp_path: Path) -> Studio:
    """A window with two tracks and a third one without sound, a second of all of them selected."""
    studio = make_studio()
    other = sound.save(tmp_path / "other.wav", sound.sine(440, 3 * RATE, RATE), RATE)
    studio.bring(loop, other)
    session = studio.session
    session.commit("Add", edits.add_empty_track(session.document, "empty"))
    ids = tuple(track.id for track in session.document.tracks)
    session.select(Selection(ids[1], Span(RATE, 2 * RATE), ids))
    return studio


def n_takes(studio: Studio) -> list[list[int]]:
    """How many takes the regions have, track by track."""
    return [answered(track) for track in studio.session.document.tracks]


def test_a_selection_over_two_tracks_is_regenerated_on_both_in_one_undo_step(two_selected: Studio):
    studio, panel = two_selected, two_selected.window.generate
    assert panel.button.text() == "Regenerate selection on 2 tracks"
    assert "pass of its own" in panel.said.text()
    studio.generate()
    assert n_takes(studio) == [[2], [2], []]
    assert [len(request.regions) for request in studio.engine.requests] == [1, 1]
    assert studio.session.history.labels[-2:] == ("Add", "Regenerate 2 regions")
    assert panel.button.text() == "More takes of 2 regions"
    studio.generate()
    assert n_takes(studio) == [[4], [4], []]
    studio.session.jump(studio.session.history.index - 2)
    assert n_takes(studio) == [[2], [2], []]
    studio.session.undo()
    assert n_takes(studio) == [[], [], []]


def held_back(studio: Studio) -> Generating:
    """The passes of two tracks asked for: the first one is under way and does not end."""
    studio.engine.is_held.set()
    studio.window.edit_prompt()
    studio.key(Qt.Key.Key_Return, CONTROL)
    studio.await_start()
    return studio.window.desk.generating


def test_cancelling_gives_up_both_tracks_and_leaves_nothing_behind(two_selected: Studio):
    studio, before = two_selected, two_selected.session.document
    generating = held_back(studio)
    studio.key(Qt.Key.Key_Period, CONTROL)
    studio.settle()
    assert [asked.status for asked in generating.queue] == [Status.CANCELLED] * 2
    assert studio.session.document is before
    assert len(studio.engine.requests) <= 1


def test_of_two_tracks_one_can_be_cancelled_and_the_other_goes_on(two_selected: Studio):
    studio = two_selected
    generating = held_back(studio)
    first, second = generating.queue
    generating.cancel(first.id)
    studio.bot.waitUntil(lambda: generating.queue[0].is_over)
    studio.engine.is_held.clear()
    studio.settle()
    assert not has_region(studio.session.document, first.regions[0])
    assert studio.session.document.region(second.regions[0]).takes
    assert studio.session.history.labels[-2:] == ("Add", "Regenerate 2 regions")
    generating.retry(first.id)
    studio.settle()
    assert n_takes(studio) == [[2], [2], []]


def test_a_track_that_goes_is_asked_for_no_more(two_selected: Studio):
    studio, session = two_selected, two_selected.session
    second = session.document.tracks[0].id
    session.commit("Remove track", edits.remove_track(session.document, second))
    assert studio.window.generate.button.text() == "Regenerate selection"
    session.undo()
    first, second, _ = (track.id for track in session.document.tracks)
    session.select(Selection(first, Span(RATE, 2 * RATE), (first, second)))
    held_back(studio)
    session.commit("Remove track", edits.remove_track(session.document, second))
    studio.engine.is_held.clear()
    studio.settle()
    assert n_takes(studio) == [[2], []]


def test_delete_removes_the_focused_region_and_undo_brings_its_takes_back(loaded: Studio):
    loaded.drag(1, 1.5)
    loaded.generate()
    loaded.leave_fields()
    loaded.key(Qt.Key.Key_Delete)
    assert loaded.session.document.tracks[0].regions == ()
    loaded.key(Qt.Key.Key_Z, CONTROL)
    assert answered(loaded.session.document.tracks[0]) == [2]
    loaded.settle()


def test_text_fields_keep_their_keys(loaded: Studio):
    loaded.drag(1, 1.5, CONTROL)
    loaded.type("low p loop 2")
    loaded.key(Qt.Key.Key_Z, CONTROL)
    prompt = loaded.window.generate.prompt
    assert loaded.players.made == []
    assert not loaded.window.desk.transport.is_looping
    assert len(loaded.session.document.tracks[0].regions) == 1
    prompt.clear()
    QTest.keyClicks(prompt, "a b")
    loaded.key(Qt.Key.Key_Home)
    loaded.key(Qt.Key.Key_Delete)
    assert prompt.toPlainText() == " b"
    assert len(loaded.session.document.tracks[0].regions) == 1


def test_escape_leaves_the_prompt_for_the_timeline_and_then_deselects(loaded: Studio):
    loaded.drag(1, 1.5)
    loaded.type("hat")
    loaded.key(Qt.Key.Key_Escape)
    assert (
        loaded.window.timeline.isAncestorOf(QApplication.focusWidget()) or loaded.window.timeline.hasFocus()
    )
    loaded.key(Qt.Key.Key_Escape)
    assert loaded.session.selection is None


def test_space_transports_also_where_a_button_has_the_focus(loaded: Studio):
    loaded.drag(1, 1.5)
    loaded.window.generate.button.setFocus()
    loaded.key(Qt.Key.Key_Space)
    assert loaded.players.last.is_playing
    assert loaded.engine.requests == []


def test_cancelling_changes_nothing_and_the_next_request_works(loaded: Studio):
    loaded.drag(1, 1.5)
    before = loaded.session.document
    loaded.engine.is_held.set()
    loaded.window.ask_to_generate()
    loaded.bot.waitUntil(lambda: "step" in loaded.window.status.progress.phase.text())
    assert not loaded.window.generate.button.isEnabled()
    assert loaded.window.generate.reason.text() == "These takes are on their way"
    QTest.mouseClick(loaded.window.status.progress.cancel, LEFT)
    loaded.settle()
    assert not loaded.window.status.progress.isVisible()
    assert loaded.engine.n_closed_early == 1
    assert loaded.session.document is before
    loaded.engine.is_held.clear()
    loaded.generate()
    assert answered(loaded.session.document.tracks[0]) == [2]


def test_the_document_can_be_edited_while_takes_are_made(loaded: Studio):
    loaded.drag(1, 1.5)
    loaded.engine.is_held.set()
    loaded.window.ask_to_generate()
    loaded.drag(2, 2.5, CONTROL)
    loaded.engine.is_held.clear()
    loaded.settle()
    assert answered(loaded.session.document.tracks[0]) == [2, 0]


def test_takes_for_a_region_that_was_moved_meanwhile_wait_to_be_chosen(loaded: Studio):
    loaded.drag(1, 1.5)
    loaded.engine.is_held.set()
    loaded.window.ask_to_generate()
    loaded.await_start()
    region = loaded.session.document.tracks[0].regions[0]
    loaded.leave_fields()
    loaded.key(Qt.Key.Key_Right, ALT)
    loaded.engine.is_held.clear()
    loaded.settle()
    regions = loaded.session.document.tracks[0].regions
    assert [r.chosen for r in regions] == [0]
    assert all(take.is_stale for r in regions for take in r.takes)
    assert regions[0].span != region.span


def test_an_engine_that_dies_is_told_in_a_sentence_and_nothing_is_lost(
    make_studio: Callable[..., Studio], loop: Path
):
    studio = make_studio(FakeEngine(WorkerDied("The engine stopped unexpectedly; your work is untouched.")))
    studio.open(loop)
    studio.drag(1, 1.5)
    before = studio.session.document
    studio.window.ask_to_generate()
    studio.bot.waitUntil(lambda: bool(studio.strips))
    assert studio.strips == ["The engine stopped unexpectedly; your work is untouched."]
    assert studio.session.document is before
    assert studio.window.generate.button.isEnabled()


def test_takes_that_came_before_the_disk_was_full_arrive_with_the_reason(
    make_studio: Callable[..., Studio], loop: Path
):
    engine = FakeEngine()
    engine.problem = "“take.wav” cannot be written: the disk is full."
    studio = make_studio(engine)
    studio.open(loop)
    studio.drag(1, 1.5)
    studio.window.ask_to_generate()
    studio.bot.waitUntil(lambda: bool(studio.strips))
    assert studio.strips == [engine.problem]
    assert len(studio.session.document.tracks[0].regions[0].takes) == 2


def test_a_mistake_of_the_program_is_one_sentence_and_its_story_is_in_the_log(
    make_studio: Callable[..., Studio], loop: Path
):
    studio = make_studio(FakeEngine(ZeroDivisionError("secret detail")))
    studio.open(loop)
    studio.drag(1, 1.5)
    studio.window.ask_to_generate()
    studio.bot.waitUntil(lambda: bool(studio.strips))
    assert studio.strips[0].startswith("Something unexpected happened")
    assert "secret" not in studio.strips[0]


def test_without_a_model_generating_says_how_to_get_one_and_all_else_works(
    make_studio: Callable[..., Studio], loop: Path
):
    studio = make_studio(wanted="small-music")
    studio.open(loop)
    studio.drag(1, 1.5)
    studio.window.ask_to_generate()
    assert "huggingface.co" in studio.strips[0]
    assert studio.engine.requests == []
    studio.leave_fields()
    studio.key(Qt.Key.Key_Space)
    assert studio.players.last.is_playing


def test_where_there_is_no_model_its_page_and_a_folder_are_offered(studio: Studio):
    studio.window.show_error(NoModelError(PUBLISHED[0]))
    assert f"https://huggingface.co/{PUBLISHED[0].repository}," in studio.strips[0]
    buttons = studio.window.messages.strips[0].findChildren(QPushButton)
    assert [button.text() for button in buttons] == ["Open the page", "Use a folder…"]


def test_without_a_device_one_strip_says_so_once(make_studio: Callable[..., Studio], loop: Path):
    studio = make_studio(players=Players("Nothing can be played: there is no audio output."))
    studio.open(loop)
    studio.leave_fields()
    studio.key(Qt.Key.Key_Space)
    assert studio.strips == ["Nothing can be played: there is no audio output."]
    studio.window.messages.clear()
    studio.key(Qt.Key.Key_Space)
    assert studio.strips == []
    assert "no audio output" in studio.window.status.currentMessage()


def test_the_message_about_a_lost_device_goes_when_something_plays_again(loaded: Studio):
    loaded.leave_fields()
    loaded.key(Qt.Key.Key_Space)
    loaded.players.last.failed = "The audio output was lost; connect it and play again."
    loaded.bot.waitUntil(lambda: loaded.strips == ["The audio output was lost; connect it and play again."])
    loaded.key(Qt.Key.Key_Space)
    assert loaded.players.last.is_playing
    assert loaded.strips == []


def test_with_the_cursor_at_the_end_extending_is_preselected(loaded: Studio):
    loaded.click(N_SAMPLES / RATE)
    assert loaded.window.generate.form.mode is Mode.EXTEND
    assert loaded.window.generate.total.text() == "0:12.000 in total"
    loaded.drag(1, 1.5)
    assert loaded.window.generate.form.mode is Mode.REGENERATE


@pytest.mark.parametrize("is_before", [False, True])
def test_extending_adds_exactly_what_was_asked_for(loaded: Studio, is_before: bool):
    panel = loaded.window.generate
    panel.choose_mode(Mode.EXTEND)
    panel.length_s.setValue(2)
    panel.where.choose("Before the start" if is_before else "At the end")
    loaded.generate()
    start = -2 * RATE if is_before else 0
    assert loaded.session.document.extent == Span(start, start + N_SAMPLES + 2 * RATE)
    assert "identical" in loaded.window.status.proof.text()


@pytest.mark.parametrize("mode", [Mode.EXTEND, Mode.COMPOSE])
@pytest.mark.parametrize("is_killed", [False, True])
def test_room_for_a_sound_that_does_not_come_is_taken_back(loaded: Studio, mode: Mode, is_killed: bool):
    before = loaded.session.document
    loaded.type("a long tail")
    loaded.window.generate.choose_mode(mode)
    loaded.engine.error = WorkerDied("The engine stopped unexpectedly.") if is_killed else None
    loaded.engine.is_held.set()
    loaded.window.ask_to_generate()
    loaded.bot.waitUntil(lambda: "step" in loaded.window.status.progress.phase.text())
    assert loaded.session.document != before
    if not is_killed:
        loaded.window.actions_["regions.cancel"].trigger()
        assert loaded.window.status.progress.phase.text() == "Cancelling…"
    loaded.engine.is_held.clear()
    loaded.settle()
    assert loaded.session.document is before
    assert not loaded.session.history.can_undo


def test_an_extension_is_one_undo_step_and_comes_into_view(loaded: Studio):
    loaded.window.generate.choose_mode(Mode.EXTEND)
    loaded.generate()
    assert loaded.session.history.labels == ("Open", "Extend by 8 s")
    view = axis.visible_span(loaded.session.viewport, loaded.window.timeline.canvas_width)
    assert view.contains(loaded.session.document.extent)


def test_a_second_try_takes_the_message_about_the_first_one_down(loaded: Studio):
    loaded.drag(1, 1.5)
    loaded.engine.error = WorkerDied("The engine stopped unexpectedly; your work is untouched.")
    loaded.generate()
    strip = loaded.window.messages.strips[0]
    loaded.engine.error = None
    QTest.mouseClick(next(b for b in strip.findChildren(QPushButton) if b.text() == "Try again"), LEFT)
    loaded.settle()
    assert loaded.strips == []
    assert answered(loaded.session.document.tracks[0]) == [2]


def test_the_proof_is_of_what_is_heard_now(loaded: Studio):
    loaded.drag(1, 1.5)
    loaded.generate()
    told = loaded.window.status.proof.text()
    loaded.leave_fields()
    loaded.key(Qt.Key.Key_Delete)
    loaded.settle()
    assert loaded.window.status.proof.text() == ""
    loaded.key(Qt.Key.Key_Z, CONTROL)
    loaded.settle()
    assert loaded.window.status.proof.text() == told


def test_composing_needs_words_and_makes_a_track_named_after_them(studio: Studio):
    QTest.mouseClick(studio.window.empty.compose, LEFT)
    panel = studio.window.generate
    assert panel.form.mode is Mode.COMPOSE
    assert not panel.button.isEnabled()
    studio.type("lo-fi beat, 90 bpm")
    panel.length_s.setValue(3)
    studio.generate()
    (track,) = studio.session.document.tracks
    assert track.name == "lo-fi beat, 90 bpm"
    assert track.extent == Span(0, 3 * 44100)


def test_a_variation_keeps_part_of_the_old_sound(loaded: Studio):
    loaded.drag(1, 1.5, CONTROL)
    loaded.window.generate.choose_mode(Mode.VARIATION)
    loaded.window.generate.strength.setValue(30)
    assert loaded.window.generate.button.text() == "Vary R1"
    loaded.generate()
    assert loaded.engine.requests[0].strength == pytest.approx(0.3)


def test_the_exported_file_differs_from_the_source_inside_the_region_only(
    loaded: Studio, loop: Path, tmp_path: Path
):
    loaded.drag(1, 1.5)
    loaded.generate()
    loaded.dialogs.to_save = tmp_path / "out.wav"
    loaded.key(Qt.Key.Key_E, CONTROL | SHIFT)
    loaded.bot.waitUntil(lambda: loaded.window.status.proof.text().startswith("“out.wav” written"))
    region = loaded.session.document.tracks[0].regions[0].span
    before, rate = soundfile.read(loop, dtype="int32")
    after, _ = soundfile.read(tmp_path / "out.wav", dtype="int32")
    changed = np.flatnonzero((before != after).any(axis=1))
    assert rate == RATE
    assert soundfile.info(tmp_path / "out.wav").subtype == "PCM_24"
    assert changed.min() >= region.start
    assert changed.max() < region.stop
    assert "identical" in loaded.window.status.proof.text()
    assert loaded.window.isWindowModified()  # an export is no project: nothing of the work is saved by it


def test_a_source_is_never_written_over(loaded: Studio, loop: Path):
    content = loop.read_bytes()
    loaded.drag(1, 1.5)
    loaded.generate()
    loaded.dialogs.to_save = loop
    loaded.key(Qt.Key.Key_E, CONTROL | SHIFT)
    loaded.bot.waitUntil(lambda: bool(loaded.strips))
    assert "never written over" in loaded.strips[0]
    assert loop.read_bytes() == content


def test_closing_over_work_asks_once_in_a_strip(loaded: Studio):
    loaded.drag(1, 1.5)
    loaded.generate()
    loaded.window.close()
    assert loaded.window.isVisible()
    assert loaded.strips == ["“loop” has changes that are not saved."]
    strip = loaded.window.messages.strips[0]
    QTest.mouseClick(next(b for b in strip.findChildren(QPushButton) if b.text() == "Discard"), LEFT)
    assert not loaded.window.isVisible()
    assert loaded.engine.is_closed


def test_closing_while_takes_are_made_asks_first(loaded: Studio):
    loaded.engine.is_held.set()
    loaded.drag(1, 1.5)
    loaded.window.ask_to_generate()
    loaded.window.close()
    assert loaded.window.isVisible()
    assert loaded.strips == ["Takes are being made, and leaving gives them up."]
    for answer in ("Leave anyway", "Discard"):
        strip = loaded.window.messages.strips[0]
        QTest.mouseClick(next(b for b in strip.findChildren(QPushButton) if b.text() == answer), LEFT)
    assert not loaded.window.isVisible()
    assert loaded.engine.is_closed


def test_recent_files_are_offered_the_next_time(
    loaded: Studio, loop: Path, make_studio: Callable[..., Studio]
):
    loaded.window.leave()
    again = make_studio()
    entries = recent_entries(again)
    QTest.mouseClick(entries[0], LEFT)
    again.bot.waitUntil(lambda: bool(again.session.document.tracks))
    assert again.session.document.tracks[0].clips[0].source.path == loop


def test_light_colours_are_kept_for_the_next_time(studio: Studio, make_studio: Callable[..., Studio]):
    studio.window.actions_["view.theme"].trigger()
    studio.window.leave()
    again = make_studio()
    assert again.window.actions_["view.theme"].isChecked()
    again.window.actions_["view.theme"].trigger()


def test_every_shortcut_belongs_to_one_action_that_can_be_used(studio: Studio):
    seen = [
        key.toString()
        for row in studio.window.actions_.table
        for key in studio.window.actions_[row.id].shortcuts()
        if row.enabled() or row.id == "transport.play"
    ]
    assert len(seen) == len(set(seen))
    assert "Space" in seen


@pytest.mark.parametrize("is_on_track", [True, False])
def test_a_file_dropped_on_a_track_is_put_there_and_below_on_one_of_its_own(
    loaded: Studio, tmp_path: Path, is_on_track: bool
):
    other = sound.save(tmp_path / "other.wav", sound.noise(RATE, 2, amplitude=0.1), RATE)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(other))])
    timeline, x = loaded.window.timeline, round(loaded.session.viewport.to_px(RATE))
    y = 20 if is_on_track else loaded.waveform.height() + 400
    place = QPointF(loaded.waveform.mapTo(timeline, QPoint(x, y)))
    held = (Qt.DropAction.CopyAction, data, LEFT, PLAIN)
    QApplication.sendEvent(timeline, QDragEnterEvent(place.toPoint(), *held))
    QApplication.sendEvent(timeline, QDropEvent(place, *held))
    loaded.bot.waitUntil(lambda: loaded.session.history.can_undo)
    titles = [[clip.title for clip in track.clips] for track in loaded.session.document.tracks]
    assert titles == ([["loop", "other", "loop"]] if is_on_track else [["loop"], ["other"]])


def test_the_track_is_named_muted_and_made_solo_by_keys(loaded: Studio):
    loaded.leave_fields()
    loaded.key(Qt.Key.Key_F2)
    QTest.keyClicks(QApplication.focusWidget(), "drums Usu")
    loaded.key(Qt.Key.Key_Return)
    loaded.key(Qt.Key.Key_U, SHIFT)
    loaded.key(Qt.Key.Key_S, SHIFT)
    track = loaded.session.document.tracks[0]
    assert (track.name, track.is_muted, track.is_solo) == ("drums Usu", True, True)


def test_the_region_that_has_the_keys_is_named_over_its_block(loaded: Studio):
    loaded.drag(1, 1.5, CONTROL)
    loaded.drag(2, 2.5, CONTROL)
    loaded.click(2.2)
    loaded.leave_fields()
    loaded.key(Qt.Key.Key_F2)
    field = QApplication.focusWidget()
    strip = loaded.window.timeline.findChildren(MaskLane)[0]
    block = strip.region_rect(loaded.session.document.tracks[0].regions[1]).toAlignedRect()
    assert isinstance(field, NameField)
    assert field.mapToGlobal(QPoint(0, 0)).x() == strip.mapToGlobal(block.topLeft()).x()
    QTest.keyClicks(field, " Crash ")
    loaded.key(Qt.Key.Key_Return)
    assert [region.name for region in loaded.session.document.tracks[0].regions] == ["", "Crash"]
    assert QApplication.focusWidget() is strip
    loaded.key(Qt.Key.Key_F2)
    QTest.keyClicks(QApplication.focusWidget(), "Splash")
    loaded.key(Qt.Key.Key_Escape)
    assert [region.name for region in loaded.session.document.tracks[0].regions] == ["", "Crash"]


def test_what_would_do_nothing_is_not_offered(loaded: Studio):
    actions = loaded.window.actions_
    loaded.session.select(None)
    assert not actions["edit.select_none"].isEnabled()
    loaded.drag(1, 1.5)
    assert actions["edit.select_none"].isEnabled()
    loaded.generate()
    assert actions["takes.0"].isEnabled()
    loaded.leave_fields()
    loaded.key(Qt.Key.Key_0)
    assert not actions["takes.0"].isEnabled()
    loaded.key(Qt.Key.Key_A, CONTROL | SHIFT)
    assert (loaded.session.selection, loaded.session.focused_region) == (None, "")
    assert not actions["edit.select_none"].isEnabled()


def test_escape_drops_a_drag_before_anything_else(loaded: Studio):
    loaded.drag(1, 2)
    before = loaded.session.selection
    lane = loaded.waveform
    QTest.mousePress(lane, LEFT, pos=QPoint(300, 60))
    QTest.mouseMove(lane, QPoint(400, 60))
    loaded.window.generate.prompt.setFocus()
    loaded.key(Qt.Key.Key_Escape)
    assert loaded.session.selection == before
    assert QApplication.focusWidget() is loaded.window.generate.prompt
    QTest.mouseRelease(lane, LEFT, pos=QPoint(400, 60))
    loaded.key(Qt.Key.Key_Escape)
    loaded.key(Qt.Key.Key_Escape)
    assert loaded.session.selection is None


def test_a_drop_of_several_files_makes_several_tracks(studio: Studio, loop: Path, tmp_path: Path):
    other = sound.save(tmp_path / "other.wav", sound.sine(440, RATE), RATE)
    studio.bring(loop, other)
    assert [track.name for track in studio.session.document.tracks] == ["loop", "other"]


def test_zoom_keys_change_the_scale_and_show_everything_again(loaded: Studio):
    whole = loaded.session.viewport
    loaded.leave_fields()
    loaded.key(Qt.Key.Key_Equal, CONTROL)
    assert loaded.session.viewport.samples_per_px < whole.samples_per_px
    loaded.key(Qt.Key.Key_F, CONTROL)
    assert loaded.session.viewport == whole


def test_a_press_on_the_mode_turns_the_panel(loaded: Studio):
    button = loaded.window.generate.mode.button("Extend")
    QTest.mouseClick(button, LEFT, pos=QPoint(button.width() // 2, button.height() // 2))
    assert loaded.window.generate.form.mode is Mode.EXTEND
    assert loaded.window.generate.length_s.isVisible()


def test_a_region_is_made_and_generated_with_the_keyboard_alone(loaded: Studio):
    loaded.leave_fields()
    loaded.window.desk.transport.seek(RATE)
    loaded.key(Qt.Key.Key_BracketLeft)
    loaded.window.desk.transport.seek(2 * RATE)
    loaded.key(Qt.Key.Key_BracketRight)
    loaded.key(Qt.Key.Key_Return)
    assert [region.span for region in loaded.session.document.tracks[0].regions] == [Span(RATE, 2 * RATE)]
    loaded.generate()
    assert answered(loaded.session.document.tracks[0]) == [2]


def test_the_model_is_ready_after_its_first_takes_and_gone_after_a_crash(loaded: Studio):
    loaded.drag(1, 1.5)
    assert loaded.window.chip.text() == "quick · not loaded"
    loaded.generate()
    assert loaded.window.chip.text() == "quick · CPU · ready"
    loaded.engine.error = WorkerDied("The engine stopped unexpectedly; your work is untouched.")
    loaded.generate()
    assert loaded.window.chip.text() == "quick · CPU · not loaded"


@pytest.mark.parametrize(
    ("strip", "is_selected", "kind"),
    [
        ("waveform", True, "selection"),
        ("waveform", False, "cursor"),
        ("clip_bar", False, "clip"),
        ("mask_lane", False, "region"),
        ("head", False, "head"),
    ],
)
def test_a_right_click_offers_what_can_be_done_with_what_it_is_on(loaded: Studio, strip, is_selected, kind):
    loaded.drag(0.5, 2, CONTROL)
    lane = loaded.window.timeline.lanes[loaded.session.document.tracks[0].id]
    widget = getattr(lane, strip)
    loaded.session.select(Selection(lane.track_id, Span(0, RATE if is_selected else 0)))
    place = QPoint(round(loaded.session.viewport.to_px(RATE)), 10)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, widget.mapToGlobal(place))
    QApplication.sendEvent(widget, event)
    loaded.bot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    menu = QApplication.activePopupWidget()
    shown = [action.objectName() for action in menu.actions()]
    menu.close()
    assert tuple(shown) == ALL[kind]


def test_the_list_of_shortcuts_names_every_key(loaded: Studio):
    loaded.leave_fields()
    loaded.window.actions_["help.shortcuts"].trigger()
    listed = loaded.window.findChild(ShortcutList)
    texts = [item.text(1) for item in listed.list.findItems("*", WILD, 1)]
    assert {"Space", "Ctrl+O", "Ctrl+Enter; Ctrl+Return"} <= set(texts)
    listed.close()


@pytest.mark.slow
def test_a_child_that_is_killed_while_it_works_costs_nothing_but_the_run(
    make_studio: Callable[..., Studio], loop: Path
):
    studio = make_studio(EngineProcess(stand_ins.dying))
    studio.open(loop)
    studio.drag(1, 1.5)
    before = studio.session.document
    studio.generate()
    assert "stopped unexpectedly" in studio.strips[0]
    assert studio.session.document is before
    studio.generate()
    assert answered(studio.session.document.tracks[0]) == [2]
