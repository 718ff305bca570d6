"""The panel that asks: prompts and their history, the phrase book, knobs, costs, and ways on."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Generator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from app.asking import Status
from app.outcome import UNCHANGED
from app.requests import Mode, Offer
from engine.document import edits
from engine.generate.request import Context, Progress, Request, Result
from engine.timeline import Span
from tests.app.conftest import CONFIG, CONTROL, LEFT, Studio
from tests.app.fakes import FakeEngine

SHIFT = Qt.KeyboardModifier.ShiftModifier
WORDS = {"families": ["drums"], "words": ["soft", "shaker", "short"], "examples": ["soft shaker", "drums"]}


@pytest.fixture
def taught(make_studio: Callable[..., Studio], model: str, loop: Path) -> Studio:
    """A window whose model brings a phrase book."""
    (Path(model) / "words.json").write_text(json.dumps(WORDS), encoding="utf-8")
    studio = make_studio()
    studio.open(loop)
    return studio


def test_up_brings_back_what_was_asked_with_and_down_the_draft(loaded: Studio):
    for start, prompt in ((0.5, "first"), (1.5, "second")):
        loaded.drag(start, start + 0.3)
        loaded.window.generate.prompt.selectAll()
        loaded.type(prompt)
        loaded.generate()
    field = loaded.window.generate.prompt
    field.selectAll()
    loaded.type("draft")
    shown = []
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Down):
        QTest.keyClick(field, key)
        shown.append(field.toPlainText())
    assert shown == ["second", "first", "first", "second", "draft"]
    assert loaded.window.desk.store.settings.prompts == ("second", "first")


def test_the_examples_of_the_model_are_a_menu(taught: Studio):
    box = taught.window.generate.box
    assert box.phrases.isVisible()
    first = box.phrases.menu().actions()[0]
    first.trigger()
    assert box.field.toPlainText() == "soft shaker"


def test_words_that_the_model_does_not_know_are_told_quietly(taught: Studio):
    box = taught.window.generate.box
    taught.type("Soft splash, 90 bpm drums")
    assert box.unknown.text() == "Not known to this model: “splash”, “bpm”"
    assert box.unknown.isVisible()


def test_a_model_without_a_phrase_book_says_nothing_of_words(loaded: Studio):
    box = loaded.window.generate.box
    loaded.type("anything")
    assert not box.phrases.isVisible()
    assert not box.unknown.isVisible()


@pytest.mark.parametrize(("name", "has_guidance"), [("small-music", False), ("small-music-base", True)])
def test_only_knobs_that_the_model_obeys_are_shown(
    make_studio: Callable[..., Studio], tmp_path: Path, name: str, has_guidance: bool
):
    folder = tmp_path / name
    folder.mkdir()
    shutil.copy(CONFIG / f"{name}.json", folder / "model_config.json")
    studio = make_studio(wanted=str(folder))
    advanced = studio.window.generate.advanced
    assert not advanced.steps_field.isVisible()
    advanced.fold.click()
    assert advanced.steps_field.isVisible()
    assert advanced.guidance_field.isVisible() == has_guidance
    assert advanced.negative_field.isVisible() == has_guidance
    advanced.guidance_field.setValue(4)
    assert studio.window.generate.form.cfg == (4 if has_guidance else None)


def test_the_request_carries_the_steps_that_were_set(loaded: Studio):
    loaded.drag(1, 1.4)
    loaded.window.generate.advanced.steps_field.setValue(12)
    loaded.generate()
    assert loaded.engine.requests[0].steps == 12


def test_what_the_model_hears_and_what_it_costs_is_said_before_the_run(loaded: Studio):
    panel = loaded.window.generate
    loaded.drag(1, 1.4)
    assert panel.heard.text().startswith("Hears ")
    normal = panel.heard.text()
    panel.choose_context(Context.TIGHT)
    assert panel.heard.text() != normal
    assert "about" in panel.estimate.text()


class Unmoved(FakeEngine):
    """Gives back what was there, until it is told to be another."""

    def generate(self, request: Request) -> Generator[Progress, None, Result]:
        result = yield from super().generate(request)
        is_same = len(self.requests) == 1
        takes = {
            region: tuple(replace(take, suspect=UNCHANGED if is_same else "") for take in made)
            for region, made in result.takes.items()
        }
        return replace(result, takes=takes)


@pytest.fixture
def unmoved(make_studio: Callable[..., Studio], loop: Path) -> Studio:
    """A window in which a request came back as the original was."""
    studio = make_studio(Unmoved())
    studio.open(loop)
    studio.drag(1, 1.4)
    studio.generate()
    assert "Nothing much changed" in studio.strips[0]
    return studio


def press(studio: Studio, text: str) -> None:
    buttons = studio.window.messages.strips[0].findChildren(QPushButton)
    QTest.mouseClick(next(b for b in buttons if b.text() == text), LEFT)
    studio.settle()


def test_where_nothing_changed_a_wider_region_is_asked_for_by_one_press(unmoved: Studio):
    before = unmoved.session.document.tracks[0].regions[0].span
    press(unmoved, "Wider region")
    region = unmoved.session.document.tracks[0].regions[0]
    assert region.span.start < before.start
    assert region.span.stop > before.stop
    assert [take.span for take in region.takes] == [before, before, region.span, region.span]


def test_where_nothing_changed_a_tighter_context_is_asked_for_by_one_press(unmoved: Studio):
    press(unmoved, "Tighter context")
    assert unmoved.engine.requests[1].context is Context.TIGHT


def test_where_nothing_changed_other_seeds_are_asked_for_by_one_press(unmoved: Studio):
    unmoved.window.generate.seed.hold(7)
    press(unmoved, "Other seeds")
    assert unmoved.engine.requests[1].seed == -1


def test_the_same_seed_is_held_for_another_prompt(loaded: Studio):
    loaded.drag(1, 1.4)
    loaded.type("clap")
    loaded.generate()
    seed = loaded.session.document.tracks[0].regions[0].takes[0].seed
    loaded.leave_fields()
    loaded.key(Qt.Key.Key_R, CONTROL | SHIFT)
    assert loaded.window.generate.form.seed == seed
    assert loaded.window.generate.prompt.hasFocus()
    assert len(loaded.engine.requests) == 1


def test_new_seeds_are_drawn_for_the_prompt_of_the_take(loaded: Studio):
    loaded.drag(1, 1.4)
    loaded.type("clap")
    loaded.generate()
    loaded.window.generate.prompt.selectAll()
    loaded.type("something else")
    loaded.leave_fields()
    loaded.key(Qt.Key.Key_R, CONTROL)
    loaded.settle()
    assert [(r.prompt, r.seed) for r in loaded.engine.requests] == [("clap", -1), ("clap", -1)]
    assert len(loaded.session.document.tracks[0].regions[0].takes) == 4


def test_an_extension_under_way_keeps_a_second_one_from_taking_its_place(loaded: Studio):
    panel = loaded.window.generate
    panel.choose_mode(Mode.EXTEND)
    loaded.engine.is_held.set()
    loaded.window.ask_to_generate()
    panel.length_s.setValue(3)
    assert not panel.button.isEnabled()
    assert panel.reason.text() == "This track is being extended already"
    loaded.engine.is_held.clear()
    loaded.settle()


def test_a_request_that_is_over_is_not_drawn_anew_with_the_steps_of_the_next(loaded: Studio):
    loaded.drag(1, 1.4)
    loaded.generate()
    (over,) = loaded.window.queue.rows.values()
    over.state.setText("as it was")
    loaded.drag(2, 2.4)
    loaded.generate()
    assert over.state.text() == "as it was"
    (new,) = [row for row in loaded.window.queue.rows.values() if row is not over]
    assert "arrived" in new.state.text()


def test_a_request_in_the_queue_says_its_step_and_can_be_given_up(loaded: Studio):
    loaded.engine.is_held.set()
    loaded.drag(1, 1.4)
    loaded.type("clap")
    loaded.window.ask_to_generate()
    loaded.await_start()
    (row,) = loaded.window.queue.rows.values()
    loaded.bot.waitUntil(lambda: "step 1 of 3" in row.state.text())
    assert row.title.toolTip() == "Regenerate R1 · clap"
    QTest.mouseClick(row.cancel, LEFT)
    loaded.settle()
    assert row.state.text() == "Cancelled"
    loaded.engine.is_held.clear()


def test_a_request_whose_regions_came_apart_fails_and_holds_up_nothing(loaded: Studio):
    loaded.engine.is_held.set()
    loaded.drag(0.2, 0.4)
    loaded.window.ask_to_generate()
    loaded.await_start()
    session, generating = loaded.session, loaded.window.desk.generating
    track = session.document.tracks[0].id
    document, one = edits.add_region(session.document, track, Span(60_000, 70_000))
    document, other = edits.add_region(document, track, Span(90_000, 100_000))
    session.commit("Mark", document)
    generating.start(loaded.window.generate.form, Offer("", regions=(one, other)))
    region = session.document.region(other)
    apart = edits.add_empty_track(edits.remove_region(session.document, other))
    last = apart.tracks[-1]
    there = replace(last, n_channels=apart.tracks[0].n_channels, regions=(region,))
    session.commit("Move", replace(apart, tracks=(*apart.tracks[:-1], there)))
    loaded.engine.is_held.clear()
    loaded.settle()
    assert [asked.status for asked in generating.queue] == [Status.DONE, Status.FAILED]
    assert generating.queue[1].remark
    assert loaded.strips
