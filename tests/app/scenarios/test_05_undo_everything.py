"""Everything can be undone by name, and done again; takes are still there."""

from __future__ import annotations

import hashlib

from PySide6.QtCore import Qt

from tests.app.conftest import CONTROL, Studio
from tests.app.scenarios.conftest import heard

SHIFT = Qt.KeyboardModifier.ShiftModifier


def render_hash(studio: Studio) -> str:
    """What the whole track sounds like, in one word."""
    document = studio.session.document
    return hashlib.sha256(heard(document, document.extent).tobytes()).hexdigest()


def test_undo_to_the_first_state_gives_the_source_and_redo_to_the_last_what_was_there(playing: Studio):
    source = render_hash(playing)
    playing.drag(0.5, 0.9)
    playing.type("splash")
    playing.generate()
    playing.drag(2.0, 2.04)
    playing.generate()
    playing.leave_fields()
    for key in (Qt.Key.Key_2, Qt.Key.Key_K):
        playing.key(key)
    last, document = render_hash(playing), playing.session.document
    assert last != source
    labels = playing.session.history.labels
    assert all(labels)
    assert labels[1:] == (
        "Regenerate region",
        "Regenerate region",
        "Choose take 2 of region 2",
        "Keep take 2 of region 2",
    )
    while playing.session.history.can_undo:
        playing.key(Qt.Key.Key_Z, CONTROL)
    assert render_hash(playing) == source
    while playing.session.history.can_redo:
        playing.key(Qt.Key.Key_Z, CONTROL | SHIFT)
    assert render_hash(playing) == last
    assert playing.session.document is document
    assert len(playing.session.document.tracks[0].regions[0].takes) == 2
    playing.settle()
