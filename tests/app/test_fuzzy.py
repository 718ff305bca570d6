"""Finding names by a few letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.fuzzy import score
from app.panels.palette import Entry, ranked

NAMES = ["Zoom in", "Zoom out", "Show the selection", "Split", "Select all", "Export track…", "Undo “Split”"]
NAMES += ["Hear the cursor until the end", "Copy under the track", "Cut"]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("zo", "Zoom out"),
        ("zi", "Zoom in"),
        ("sel all", "Select all"),
        ("ext", "Export track…"),
        ("sp", "Split"),
        ("cut", "Cut"),
    ],
)
def test_the_name_whose_words_begin_with_the_letters_comes_first(typed: str, first: str):
    entries = [Entry(name, name) for name in NAMES]
    assert ranked(entries, typed, ())[0].text == first


def test_letters_that_do_not_come_in_this_order_find_nothing():
    assert score("tilps", "Split") is None
    assert ranked([Entry("a", "Split")], "xyz", ()) == []


@given(st.text(max_size=12), st.data())
def test_every_selection_of_letters_in_order_fits(name: str, data: st.DataObject):
    kept = data.draw(st.lists(st.booleans(), min_size=len(name), max_size=len(name)))
    typed = "".join(letter for letter, is_kept in zip(name, kept, strict=True) if is_kept)
    assert score(typed, name) is not None


def test_what_was_used_lately_leads_until_something_is_typed():
    entries = [Entry(name, name) for name in NAMES]
    assert [e.text for e in ranked(entries, "", ("Split", "Zoom in"))][:3] == ["Split", "Zoom in", "Zoom out"]
    assert ranked(entries, "zoom", ("Split",))[0].text == "Zoom in"
