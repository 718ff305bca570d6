"""Everything can be undone by name, and done again; takes are still there."""

from __future__ import annotations

import hashlib

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from engine.document.document import Region
from tests.app.conftest import CONTROL, LEFT, PLAIN, Studio
from tests.app.scenarios.conftest import heard, press_region, redo_all, undo_all, zoom_to

LABELS = (
    "Regenerate region 1",
    "Add region",
    "Add region",
    "Own prompt for region 3",
    "Prompt of region 3",
    "Regenerate region 2",
    "Regenerate region 3",
    "Regenerate region 4",
    "Choose take 2 of region 1",
    "Keep take 2 of region 1",
)


def render_hash(studio: Studio) -> str:
    """What the whole track sounds like, in one word."""
    document = studio.session.document
    return hashlib.sha256(heard(document, document.extent).tobytes()).hexdigest()


def work(studio: Studio) -> None:
    """A hit, two regions with a prompt each, a short one, and takes that are compared and kept."""
    studio.drag(0.5, 0.9)
    studio.type("splash")
    studio.generate()
    studio.drag(1.3, 1.6, CONTROL)
    studio.drag(2.0, 2.3, CONTROL)
    press_region(studio, 2)
    QTest.mouseClick(studio.window.generate.box.same, LEFT, PLAIN)
    QTest.keyClicks(studio.window.generate.prompt, " and clap")
    studio.generate()
    whole = studio.session.viewport
    zoom_to(studio, 3.0, 30)
    studio.drag(3.0, 3.04)
    studio.generate()
    studio.leave_fields()
    studio.key(Qt.Key.Key_F, CONTROL)
    assert studio.session.viewport == whole
    press_region(studio, 0)
    for key in (Qt.Key.Key_2, Qt.Key.Key_K):
        studio.key(key)
    studio.settle()


def regions(studio: Studio) -> tuple[Region, ...]:
    return studio.session.document.tracks[0].regions


def test_undo_to_the_first_state_gives_the_source_and_redo_to_the_last_what_was_there(playing: Studio):
    source = render_hash(playing)
    work(playing)
    last, document = render_hash(playing), playing.session.document
    assert last != source
    files = [take.source.path for region in regions(playing) for take in (*region.takes, *region.bin)]
    assert len(files) == 8
    history = playing.window.history
    assert [history.item(row).text() for row in range(1, history.count())] == list(LABELS)
    playing.key(Qt.Key.Key_Z, CONTROL)
    assert [take.number for take in regions(playing)[0].takes] == [1, 2]
    assert regions(playing)[0].chosen == 2
    undo_all(playing)
    assert render_hash(playing) == source
    assert history.currentRow() == 0
    assert all(file.is_file() for file in files)
    redo_all(playing)
    assert render_hash(playing) == last
    assert playing.session.document is document
    assert history.currentRow() == history.count() - 1
    playing.settle()
