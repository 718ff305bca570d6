"""Three regions in one request, one of them with a prompt of its own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.asking import Status
from tests.app.conftest import CONTROL, LEFT, Studio
from tests.app.scenarios.conftest import heard, press_region, press_take


def mark_three(studio: Studio) -> None:
    """Drag one stretch, and two more with Ctrl."""
    studio.drag(0.5, 0.9)
    studio.drag(1.5, 1.9, CONTROL)
    studio.drag(2.5, 2.9, CONTROL)
    assert len(studio.session.document.tracks[0].regions) == 3


def prompt_of_its_own(studio: Studio, index: int, text: str) -> None:
    """Give the keys to a region, turn the switch off, and type."""
    press_region(studio, index)
    box = studio.window.generate.box
    assert box.same.isVisible()
    QTest.mouseClick(box.same, LEFT)
    assert not box.same.isChecked()
    QTest.mouseClick(box.field.viewport(), LEFT)
    QTest.keyClick(box.field, Qt.Key.Key_A, CONTROL)
    QTest.keyClicks(box.field, text)


def test_equal_prompts_need_one_pass(loaded: Studio):
    mark_three(loaded)
    loaded.type("soft shaker")
    assert loaded.window.generate.button.text() == "Generate 3 regions"
    assert not loaded.window.generate.said.isVisible()
    loaded.generate()
    assert [len(request.regions) for request in loaded.engine.requests] == [3]


def test_different_prompts_are_one_pass_each_and_that_is_said_beforehand(loaded: Studio):
    mark_three(loaded)
    loaded.type("soft shaker")
    prompt_of_its_own(loaded, 1, "hand clap")
    assert loaded.window.generate.said.text().startswith("The prompts differ: 2 passes")
    loaded.generate()
    assert [(r.prompt, len(r.regions)) for r in loaded.engine.requests] == [
        ("soft shaker", 2),
        ("hand clap", 1),
    ]
    assert [len(region.takes) for region in loaded.session.document.tracks[0].regions] == [2, 2, 2]


def test_the_field_shows_the_prompt_of_the_region_that_has_the_keys(loaded: Studio):
    mark_three(loaded)
    loaded.type("soft shaker")
    prompt_of_its_own(loaded, 1, "hand clap")
    field = loaded.window.generate.prompt
    press_region(loaded, 0)
    assert field.toPlainText() == "soft shaker"
    press_region(loaded, 1)
    assert field.toPlainText() == "hand clap"
    QTest.mouseClick(loaded.window.generate.box.same, LEFT)
    assert field.toPlainText() == "soft shaker"
    assert loaded.session.document.tracks[0].regions[1].prompt is None


def test_typing_a_prompt_of_its_own_is_one_undo_step(loaded: Studio):
    mark_three(loaded)
    prompt_of_its_own(loaded, 1, "hand clap")
    assert loaded.session.history.labels[-1] == "Prompt of region 2"
    loaded.leave_fields()
    loaded.key(Qt.Key.Key_Z, CONTROL)
    assert loaded.session.document.tracks[0].regions[1].prompt == ""


@pytest.mark.slow
def test_choosing_for_one_region_leaves_the_others_bit_identical(real: Studio, loop: Path):
    real.open(loop)
    mark_three(real)
    real.type("soft shaker")
    prompt_of_its_own(real, 1, "hand clap")
    real.generate()
    assert [asked.status for asked in real.window.desk.generating.queue] == [Status.DONE, Status.DONE]
    regions = real.session.document.tracks[0].regions
    before = real.session.document
    press_region(real, 1)
    real.key(Qt.Key.Key_2)
    after = real.session.document
    assert after.region(regions[1].id).chosen == 2
    for region in (regions[0], regions[2]):
        assert after.region(region.id) == before.region(region.id)
        assert np.array_equal(heard(before, region.span), heard(after, region.span))
    for number in (1, 0, 2):
        press_take(real, 0, number)
    assert [region.chosen for region in real.session.document.tracks[0].regions] == [2, 2, 1]
    real.settle()
    assert not np.array_equal(heard(before, regions[1].span), heard(after, regions[1].span))
