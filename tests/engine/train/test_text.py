"""What a small model reads: every word of the studio, and pieces of those that it never heard."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from engine.model.text import T5Gemma
from engine.train.sounds import VOCABULARY, phrases
from engine.train.text import (
    UNKNOWN,
    LiveEncoder,
    TextSettings,
    Words,
    load_encoder,
    new_encoder,
    new_tokenizer,
    save_encoder,
)

SETTINGS = TextSettings(width=32, depth=2, dim_head=16, max_tokens=12)


@pytest.fixture(scope="module")
def words():
    return Words(new_tokenizer(VOCABULARY), SETTINGS.max_tokens)


@pytest.fixture(scope="module")
def encoder(words):
    return new_encoder(SETTINGS, len(words), seed=0).eval()


def test_every_word_of_a_caption_is_one_token(words):
    for word in VOCABULARY:
        assert words.tokenizer.tokenize(word) == [word]


def test_the_studios_prompts_hold_nothing_unknown_and_fit():
    words = Words(new_tokenizer(VOCABULARY), 64)
    ids, _ = words(phrases())
    assert words.tokenizer.unk_token_id not in ids
    assert ids.shape[1] < 40


def test_case_does_not_count_and_digits_stand_alone(words):
    assert words.tokenizer.tokenize("Closed Hi-Hat, 124 BPM") == [
        *("closed", "hi-hat", ",", "1", "2", "4", "bpm")
    ]


@given(st.text(st.characters(categories=["Ll"], max_codepoint=127), min_size=1, max_size=20))
def test_other_words_of_letters_fall_into_pieces(word):
    tokenizer = new_tokenizer(["kick"])
    pieces = tokenizer.tokenize(word)
    assert UNKNOWN not in pieces
    assert "".join(piece.removeprefix("##") for piece in pieces) == word


def test_what_is_no_letter_of_ours_is_one_unknown_token(words):
    assert words.tokenizer.tokenize("kick—ドン") == ["kick", UNKNOWN, UNKNOWN, UNKNOWN]


def test_commoner_words_come_first_and_rare_ones_can_be_left_out():
    tokenizer = new_tokenizer(["snare kick", "kick tom", "kick snare"], at_least=2)
    assert tokenizer.convert_tokens_to_ids("kick") < tokenizer.convert_tokens_to_ids("snare")
    assert tokenizer.tokenize("tom") == ["t", "##o", "##m"]


def test_prompts_are_padded_on_the_right_and_cut_at_the_end(words):
    ids, mask = words(["kick", "", "kick " * 50])
    assert mask.sum(1).tolist() == [1, 0, 12]
    assert ids[0, 0] == words.tokenizer.convert_tokens_to_ids("kick")
    assert (ids[~mask] == words.tokenizer.pad_token_id).all()
    assert LiveEncoder(torch.nn.Identity(), words).is_truncated("kick " * 13)
    assert not LiveEncoder(torch.nn.Identity(), words).is_truncated("kick " * 12)


def test_no_prompt_at_all_is_still_one_column(words):
    ids, mask = words(["", ""])
    assert ids.shape == (2, 1)
    assert not mask.any()


def test_a_saved_encoder_reads_as_it_did_while_it_learnt(words, encoder, tmp_path):
    prompts = ["closed hi-hat, short", "", "an unheard word"]
    save_encoder(tmp_path / "text", encoder, words)
    hidden, mask = T5Gemma(tmp_path / "text", SETTINGS.max_tokens)(prompts)
    live, live_mask = LiveEncoder(encoder, words)(prompts)
    assert torch.equal(mask, live_mask)
    assert torch.allclose(hidden[mask], live[mask], atol=0.01)
    assert (tmp_path / "text" / "model.safetensors").stat().st_size < 100_000  # half precision


def test_a_loaded_encoder_is_written_again_as_it_was(words, encoder, tmp_path):
    save_encoder(tmp_path / "a", encoder, words)
    save_encoder(tmp_path / "b", *load_encoder(tmp_path / "a", SETTINGS.max_tokens))
    first, second = (T5Gemma(tmp_path / name, SETTINGS.max_tokens)(["kick"])[0] for name in "ab")
    assert torch.equal(first, second)


def test_the_padding_of_a_batch_does_not_change_a_prompt(words, encoder):
    alone, _ = LiveEncoder(encoder, words)(["kick"])
    beside, _ = LiveEncoder(encoder, words)(["kick", "long bright crash on the one"])
    assert torch.allclose(alone[0, 0], beside[0, 0], atol=1e-5)


def test_dimensions_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="dim_head"):
        TextSettings(width=100, dim_head=64)
