"""A take that is made once more by its recipe: in the window, with an engine of seeded noise."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.asking import Status
from engine.document.document import Region
from tests.app.conftest import Studio


@pytest.fixture
def answered(loaded: Studio) -> Studio:
    """A window with a region of two takes, the second of which is heard."""
    loaded.drag(1.0, 1.5)
    loaded.type("splash")
    loaded.generate()
    loaded.leave_fields()
    loaded.window.desk.takes.choose(2)
    return loaded


def region(studio: Studio) -> Region:
    (only,) = studio.session.document.tracks[0].regions
    return only


def again(studio: Studio) -> None:
    studio.window.actions_["takes.again"].trigger()
    studio.settle()


def test_the_take_that_is_heard_comes_once_more_and_is_said_to_be_the_same(answered: Studio):
    again(answered)
    _, second, third = region(answered).takes
    assert (third.number, third.seed, third.prompt) == (3, second.seed, "splash")
    assert region(answered).chosen == 3
    assert answered.engine.requests[-1].n_takes == 2  # all that was made at once is made at once again
    assert "very same sound" in answered.window.status.currentMessage()
    assert answered.session.history.undo_label == "Make take 2 of region 1 again"
    assert answered.window.desk.generating.queue[-1].status is Status.DONE


def test_what_does_not_say_how_it_was_made_is_told_and_changes_nothing(answered: Studio):
    document = answered.session.document
    plain = document.with_take(region(answered).id, 2, lambda take: replace(take, recipe="{}"))
    answered.session.commit("Forget", plain)
    again(answered)
    assert answered.strips == ["This take does not say how it was made: ask for a new one instead."]
    assert answered.session.document is plain


def test_a_request_of_that_kind_can_be_cancelled_and_asked_once_more(answered: Studio):
    generating = answered.window.desk.generating
    answered.engine.is_held.set()
    answered.window.actions_["takes.again"].trigger()
    answered.await_start()
    generating.cancel()
    answered.engine.is_held.clear()
    answered.settle()
    assert len(region(answered).takes) == 2
    generating.retry(generating.queue[-1].id)
    answered.settle()
    assert region(answered).takes[-1].seed == region(answered).takes[1].seed
