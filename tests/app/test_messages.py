"""Sentences, strips, and what nobody caught."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from app.messages import Catcher, Messages, log, tell
from engine.errors import RequestError

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def messages(qtbot: QtBot) -> Messages:
    made = Messages()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def catcher(qtbot: QtBot, tmp_path: Path) -> Iterator[Catcher]:
    hooks, handlers = (sys.excepthook, threading.excepthook), list(log.handlers)
    yield Catcher(tmp_path / "state" / "inlay.log")
    sys.excepthook, threading.excepthook = hooks
    for handler in [h for h in log.handlers if h not in handlers]:
        log.removeHandler(handler)
        handler.close()


def test_what_the_engine_says_is_passed_on_word_for_word():
    assert tell(RequestError("the seed", "must be a number")) == "The seed must be a number."


def test_a_mistake_of_the_program_names_the_log_and_nothing_else():
    sentence = tell(ZeroDivisionError("division by zero"), Path("inlay.log"))
    assert "inlay.log" in sentence
    assert "zero" not in sentence


def test_want_of_memory_says_what_to_do():
    assert "close other programs" in tell(MemoryError())


def test_what_fails_while_the_window_tells_of_an_error_is_written_down_and_not_told_again(catcher: Catcher):
    told: list[BaseException] = []

    def tell_and_fail(error: BaseException) -> None:
        told.append(error)
        catcher.report(ValueError(f"after {error}"))

    catcher.caught.connect(tell_and_fail)
    for text in ("first", "second"):
        catcher.report(ValueError(text))
    assert [str(error) for error in told] == ["first", "second"]
    written = catcher.log_file.read_text()
    assert all(text in written for text in ("first", "after first", "second", "after second"))


def test_an_answer_closes_its_strip_and_is_carried_out(messages: Messages):
    given: list[str] = []
    messages.show_message("Open?", (("Yes", lambda: given.append("yes")), ("No", lambda: given.append("no"))))
    button = next(b for b in messages.strips[0].findChildren(QPushButton) if b.text() == "Yes")
    QTest.mouseClick(button, LEFT)
    assert given == ["yes"]
    assert messages.strips == []


def test_a_strip_can_be_closed_unanswered(messages: Messages):
    messages.show_message("Something")
    QTest.mouseClick(messages.strips[0].findChild(QToolButton), LEFT)
    assert messages.strips == []


def test_the_same_words_are_one_strip_and_those_that_find_no_room_wait(messages: Messages):
    for text in ("a", "b", "a", "c", "d"):
        messages.show_message(text)
    assert [strip.text for strip in messages.strips] == ["d", "c", "a", "b"]
    assert [strip.isVisible() for strip in messages.strips] == [True, True, True, False]
    messages.close_latest()
    assert [strip.isVisible() for strip in messages.strips] == [True, True, True]


def test_what_nobody_caught_is_written_down_and_shown(catcher: Catcher, qtbot: QtBot):
    with qtbot.waitSignal(catcher.caught) as caught:
        try:
            raise ZeroDivisionError("the story")
        except ZeroDivisionError as error:
            catcher.catch(type(error), error, error.__traceback__)
    assert isinstance(caught.args[0], ZeroDivisionError)
    assert "the story" in catcher.log_file.read_text()


def test_what_a_thread_did_not_catch_is_shown_too(catcher: Catcher, qtbot: QtBot):
    catcher.install()

    def fail() -> None:
        raise ZeroDivisionError("on a thread")

    thread = threading.Thread(target=fail)
    with qtbot.waitSignal(catcher.caught) as caught:
        thread.start()
    thread.join()
    assert str(caught.args[0]) == "on a thread"
