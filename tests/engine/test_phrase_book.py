"""What a model was taught to be asked with, read from its folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.catalogue import MAX_WORDS_BYTES, WORDS_NAME, Words, size_of, words_of

BOOK = {
    "families": ["kick drum"],
    "words": ["Soft", "lo-fi", "déjà"],
    "examples": [" soft kick ", "lo-fi drum"],
}


def book(folder: Path, text: str) -> Words:
    (folder / WORDS_NAME).write_text(text, encoding="utf-8")
    return words_of(folder)


def test_families_words_and_examples_are_read(tmp_path: Path):
    words = book(tmp_path, json.dumps(BOOK))
    assert words.families == ("kick drum",)
    assert words.examples == ("soft kick", "lo-fi drum")
    assert {"kick", "drum", "soft", "lo-fi", "déjà"} <= words.words


@pytest.mark.parametrize(
    ("prompt", "unknown"),
    [
        ("Soft kick, 90 bpm", ("bpm",)),
        ("LO-FI déjà vu vu", ("vu",)),
        ("", ()),
        ("12 345", ()),
    ],
)
def test_words_that_were_never_met_are_named_once_and_numbers_are_none(
    tmp_path: Path, prompt: str, unknown: tuple[str, ...]
):
    assert book(tmp_path, json.dumps(BOOK)).unknown(prompt) == unknown


def test_a_model_without_a_book_knows_no_strangers(tmp_path: Path):
    assert words_of(tmp_path) == Words()
    assert words_of(tmp_path).unknown("anything at all") == ()


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "3", '{"words": 3}', '{"words": [3, null, ""]}', "[" * 100_000]
)
def test_a_book_that_cannot_be_read_is_none(tmp_path: Path, text: str):
    assert book(tmp_path, text) == Words()


def test_a_book_that_is_far_too_long_is_none(tmp_path: Path):
    assert book(tmp_path, json.dumps(BOOK | {"more": "x" * MAX_WORDS_BYTES})) == Words()


@given(st.text())
def test_any_text_can_be_looked_up(prompt: str):
    unknown = Words(words=frozenset({"soft"})).unknown(prompt)
    assert all(word == word.lower() for word in unknown)
    assert "soft" not in unknown


def test_the_size_of_a_model_counts_all_its_weights(tmp_path: Path):
    (tmp_path / "text").mkdir()
    (tmp_path / "model.safetensors").write_bytes(bytes(30))
    (tmp_path / "text" / "model.safetensors").write_bytes(bytes(12))
    (tmp_path / "notes.txt").write_bytes(bytes(99))
    assert size_of(tmp_path) == 42
