"""Names of files from words of the document."""

from __future__ import annotations

import pytest

from engine.export.naming import CHANGES, STEMS, Words, distinct, tidy

WORDS = Words("Song", "Drums", 3, "take 2")


@pytest.mark.parametrize(
    ("template", "name"),
    [
        (STEMS, "03_Drums"),
        (CHANGES, "03_Drums_take 2"),
        ("$project $track ($tracknumber)", "Song Drums (03)"),
        ("$projects", "Songs"),
        ("$unknown", "$unknown"),
        ("", "sound"),
    ],
)
def test_words_are_filled_in(template, name):
    assert WORDS.fill(template) == name


@pytest.mark.parametrize(
    ("name", "tidied"),
    [
        ("a/b\\c:d", "a_b_c_d"),
        ("../../x", "_.._x"),
        ("nul.wav", "_nul.wav"),
        ("com1", "_com1"),
        ("a\n\0b", "a__b"),
        ("  dots... ", "dots"),
        ("日本", "日本"),
        ("...", "sound"),
    ],
)
def test_no_file_system_minds_a_name(name, tidied):
    assert tidy(name) == tidied


def test_long_names_end_between_two_letters():
    assert tidy("ü" * 200) == "ü" * 60


def test_names_differ_on_every_disk():
    assert distinct(["a", "A", "b", "a"]) == ["a", "A (2)", "b", "a (3)"]


def test_a_number_that_was_given_by_hand_is_not_given_again():
    assert distinct(["a (2)", "a", "a"]) == ["a (2)", "a", "a (3)"]
