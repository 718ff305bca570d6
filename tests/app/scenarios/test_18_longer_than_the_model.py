"""More is selected than the model can hear: it is said before the run, with ways on."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.requests import Mode
from tests.app.conftest import CONTROL, LEFT, Studio
from tests.app.scenarios.conftest import button
from tests.helpers import sound

SLOW_RATE = 8000


@pytest.fixture
def long_file(tmp_path: Path) -> Path:
    """130 seconds, ten more than the model hears."""
    return sound.save(tmp_path / "long.wav", sound.noise(130 * SLOW_RATE, amplitude=0.2), SLOW_RATE)


def select_all(studio: Studio, path: Path) -> None:
    studio.open(path)
    studio.leave_fields()
    studio.key(Qt.Key.Key_A, CONTROL)


def test_it_is_said_before_the_run_by_how_much(studio: Studio, long_file: Path):
    select_all(studio, long_file)
    panel = studio.window.generate
    assert not panel.button.isEnabled()
    assert "too long by" in panel.reason.text()
    studio.key(Qt.Key.Key_Return, CONTROL)
    assert studio.engine.requests == []


def test_shortening_selects_what_fits_and_that_is_what_comes_back(studio: Studio, long_file: Path):
    select_all(studio, long_file)
    panel = studio.window.generate
    shorten = next(
        b for b in panel.remedies.findChildren(type(panel.button)) if b.text().startswith("Shorten to")
    )
    QTest.mouseClick(shorten, LEFT)
    assert panel.button.isEnabled()
    wanted = studio.session.selection.span
    assert 100 * SLOW_RATE < wanted.length < 121 * SLOW_RATE
    studio.generate()
    (region,) = studio.session.document.tracks[0].regions
    assert region.span == wanted
    assert all(take.span == wanted for take in region.takes)


def test_marks_that_reach_too_far_are_shortened_in_one_step(studio: Studio, long_file: Path):
    select_all(studio, long_file)
    studio.key(Qt.Key.Key_Return)
    (region,) = studio.session.document.tracks[0].regions
    assert region.span.length == 130 * SLOW_RATE
    remedies = studio.window.generate.remedies
    shorten = next(
        b
        for b in remedies.findChildren(type(studio.window.generate.button))
        if b.text().startswith("Shorten to")
    )
    QTest.mouseClick(button(remedies, shorten.text()), LEFT)
    assert studio.window.generate.button.isEnabled()
    assert studio.session.history.labels[-1] == "Shorten regions"


def test_a_length_that_no_pass_makes_cannot_be_set(studio: Studio):
    panel = studio.window.generate
    panel.choose_mode(Mode.COMPOSE)
    panel.length_s.setValue(300)
    assert panel.length_s.value() <= 120
    assert panel.total.text() == f"of at most {panel.length_s.maximum():.0f} s"
