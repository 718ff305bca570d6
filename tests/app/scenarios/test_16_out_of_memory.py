"""Not enough memory: what is left is offered, and the engine goes on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QPushButton

from app.asking import Status
from engine.errors import MemoryFullError
from engine.generate.request import Context
from engine.generate.worker import EngineProcess
from tests.app.conftest import Studio
from tests.app.fakes import FakeEngine
from tests.app.scenarios.conftest import press_answer
from tests.helpers import stand_ins

FULL = "There is not enough memory on the device “cuda” for this request; nothing was changed."


def run_out(make_studio: Callable[..., Studio], loop: Path) -> Studio:
    """A window whose engine had too little memory for two takes."""
    studio = make_studio(FakeEngine(MemoryFullError(FULL)))
    studio.open(loop)
    studio.drag(1.0, 1.4)
    studio.type("splash")
    studio.generate()
    studio.engine.error = None
    return studio


def test_what_is_left_is_offered_as_buttons_and_the_prompt_is_still_there(make_studio, loop):
    studio = run_out(make_studio, loop)
    strip = studio.window.messages.strips[0]
    assert strip.text == FULL
    assert [b.text() for b in strip.findChildren(QPushButton)] == ["One take", "Shorter context"]
    assert studio.window.generate.prompt.toPlainText() == "splash"
    assert studio.session.document.tracks[0].regions == ()
    assert studio.window.desk.generating.queue[0].status is Status.FAILED


def test_one_take_is_asked_for_by_one_press(make_studio, loop):
    studio = run_out(make_studio, loop)
    press_answer(studio, "One take")
    studio.settle()
    assert studio.engine.requests[-1].n_takes == 1
    assert len(studio.session.document.tracks[0].regions[0].takes) == 1
    assert studio.strips == []


def test_a_shorter_context_is_asked_for_by_one_press(make_studio, loop):
    studio = run_out(make_studio, loop)
    press_answer(studio, "Shorter context")
    studio.settle()
    assert studio.engine.requests[-1].context is Context.TIGHT
    assert studio.engine.requests[-1].n_takes == 2


def test_the_child_process_survives_and_carries_out_the_smaller_request(make_studio, loop):
    engine = EngineProcess(stand_ins.short_of_memory)
    studio = make_studio(engine)
    studio.open(loop)
    studio.drag(1.0, 1.4)
    studio.generate()
    pid = engine.pid
    assert pid is not None
    press_answer(studio, "One take")
    studio.settle()
    assert engine.pid == pid
    assert len(studio.session.document.tracks[0].regions[0].takes) == 1
