"""More is selected than the model can hear: it is said before the run, with ways on."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from app.session import Selection
from engine.document import edits
from engine.model.config import CONFIG_NAME
from engine.timeline import Span
from tests.app.conftest import CONFIG, CONTROL, LEFT, Studio
from tests.app.scenarios.conftest import write
from tests.helpers import sound

SLOW_RATE = 8000


@pytest.fixture
def long_file(tmp_path: Path) -> Path:
    """130 seconds, ten more than the model hears."""
    return sound.save(tmp_path / "long.wav", sound.noise(130 * SLOW_RATE, amplitude=0.2), SLOW_RATE)


@pytest.mark.parametrize(
    ("family", "length_s", "limit_s"), [("small-music", 130, 120), ("medium", 400, 380)], ids=str
)
def test_a_model_of_each_size_says_by_how_much_it_is_too_long(
    make_studio: Callable[..., Studio], tmp_path: Path, family: str, length_s: int, limit_s: int
):
    folder = tmp_path / family
    folder.mkdir()
    shutil.copy(CONFIG / f"{family}.json", folder / CONFIG_NAME)
    path = sound.save(tmp_path / "long.wav", sound.noise(length_s * SLOW_RATE, amplitude=0.2), SLOW_RATE)
    studio = make_studio(wanted=str(folder))
    select_all(studio, path)
    reason = studio.window.generate.reason.text()
    said = re.search(r"hears at most ([\d.]+) s at once: too long by ([\d.]+) s", reason)
    assert said is not None, reason
    most_s, over_s = (float(number) for number in said.groups())
    assert most_s == pytest.approx(limit_s, abs=1)
    assert over_s == pytest.approx(length_s - most_s, abs=7)
    assert not studio.window.generate.button.isEnabled()
    assert shorten(studio).isVisible()


def shorten(studio: Studio) -> QPushButton:
    """The button that asks for as much as fits."""
    buttons = studio.window.generate.remedies.findChildren(QPushButton)
    return next(b for b in buttons if b.text().startswith("Shorten to"))


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
    QTest.mouseClick(shorten(studio), LEFT)
    assert panel.button.isEnabled()
    wanted = studio.session.selection.span
    assert 100 * SLOW_RATE < wanted.length < 121 * SLOW_RATE
    studio.generate()
    (region,) = studio.session.document.tracks[0].regions
    assert region.span == wanted
    assert all(take.span == wanted for take in region.takes)


def test_it_can_be_worked_in_passes_of_which_each_hears_the_one_before(studio: Studio, long_file: Path):
    select_all(studio, long_file)
    panel = studio.window.generate
    passes = next(b for b in panel.remedies.findChildren(QPushButton) if b.text() == "In 2 passes")
    QTest.mouseClick(passes, LEFT)
    studio.settle()
    first, second = studio.session.document.tracks[0].regions
    assert (first.span.start, first.span.stop, second.span.stop) == (0, second.span.start, 130 * SLOW_RATE)
    assert first.takes
    assert second.takes
    one, two = studio.engine.requests
    assert (one.regions, two.regions) == ((first.id,), (second.id,))
    heard = next(region for region in two.track.regions if region.id == first.id)
    assert heard.chosen_take is not None  # what the second pass hears before its own
    assert studio.session.history.labels[1] == "Split region into 2"


def test_passes_are_for_what_was_selected_though_a_region_with_takes_has_the_keys(
    studio: Studio, tmp_path: Path
):
    path = sound.save(tmp_path / "longer.wav", sound.noise(140 * SLOW_RATE, amplitude=0.2), SLOW_RATE)
    studio.open(path)
    session = studio.session
    track = session.document.tracks[0].id
    session.select(Selection(track, Span(138 * SLOW_RATE, 139 * SLOW_RATE)))
    studio.generate()
    studio.leave_fields()
    (answered,) = session.document.tracks[0].regions
    session.focus_region(answered.id)
    session.select(Selection(track, Span(0, 130 * SLOW_RATE)))
    buttons = studio.window.generate.remedies.findChildren(QPushButton)
    QTest.mouseClick(next(b for b in buttons if b.text() == "In 2 passes"), LEFT)
    studio.settle()
    first, second, last = session.document.tracks[0].regions
    assert [request.regions for request in studio.engine.requests[1:]] == [(first.id,), (second.id,)]
    assert last == answered


def test_more_takes_of_a_region_come_in_passes_where_another_model_hears_less(
    make_studio: Callable[..., Studio], tmp_path: Path, model: str
):
    studio = make_studio(wanted=model)
    path = sound.save(tmp_path / "longer.wav", sound.noise(400 * SLOW_RATE, amplitude=0.2), SLOW_RATE)
    folder = tmp_path / "medium"
    folder.mkdir()
    shutil.copy(CONFIG / "medium.json", folder / CONFIG_NAME)
    studio.window.choose_model(str(folder))
    studio.open(path)
    session = studio.session
    session.select(Selection(session.document.tracks[0].id, Span(0, 130 * SLOW_RATE)))
    studio.generate()
    studio.leave_fields()
    (answered,) = session.document.tracks[0].regions
    studio.window.choose_model(model)
    session.focus_region(answered.id)
    buttons = studio.window.generate.remedies.findChildren(QPushButton)
    QTest.mouseClick(next(b for b in buttons if b.text() == "In 2 passes"), LEFT)
    studio.settle()
    first, second = session.document.tracks[0].regions
    assert [request.regions for request in studio.engine.requests[1:]] == [(first.id,), (second.id,)]
    for part in (first, second):
        assert len(part.takes) == 2 * len(answered.takes)
        assert part.chosen > len(answered.takes)
    assert studio.strips == []


def test_regions_that_lie_far_apart_are_told_to_need_passes(studio: Studio, long_file: Path):
    studio.open(long_file)
    track = studio.session.document.tracks[0].id
    ends = [Span(0, SLOW_RATE), Span(129 * SLOW_RATE, 130 * SLOW_RATE)]
    studio.session.commit("Mark", edits.set_mask(studio.session.document, track, ends))
    panel = studio.window.generate
    assert panel.button.isEnabled()
    assert any("2 passes" in label.text() for label in panel.findChildren(QLabel))


def test_marks_that_reach_too_far_are_shortened_in_one_step(studio: Studio, long_file: Path):
    select_all(studio, long_file)
    studio.key(Qt.Key.Key_Return)
    (region,) = studio.session.document.tracks[0].regions
    assert region.span.length == 130 * SLOW_RATE
    QTest.mouseClick(shorten(studio), LEFT)
    assert studio.window.generate.button.isEnabled()
    assert studio.session.history.labels[-1] == "Shorten regions"


def test_a_length_that_no_pass_makes_cannot_be_set(studio: Studio):
    panel = studio.window.generate
    QTest.mouseClick(panel.mode.button("Compose"), LEFT)
    write(panel.length_s.lineEdit(), "300")
    assert panel.length_s.value() <= 120
    assert panel.total.text() == f"of at most {panel.length_s.maximum():.0f} s"
