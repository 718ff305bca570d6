"""What comes with Inlay: the judge, and the model that it has judged."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from engine import catalogue
from engine.audio.levels import rms_db
from engine.model import checkpoint
from engine.train import judge as judging
from engine.train.bundle import MAX_BYTES, MAX_FILE_BYTES, size_of
from engine.train.hits import held_out_shots
from engine.train.judge import share_right
from engine.train.sounds import HELD_OUT, RATE
from engine.train.trials import Bench, Setting

NANO = Path(__file__).resolve().parents[3] / "resources" / "models" / "nano"


def test_the_judge_knows_sounds_that_it_has_never_heard():
    shots = held_out_shots(HELD_OUT[990_000:990_001])
    heard = judging.load(judging.FOLDER).hear([shot.audio for shot in shots])
    right = share_right(heard.families, [shot.family for shot in shots])
    assert sum(right.values()) >= 0.85 * len(right)


def test_nano_is_whole_small_and_says_what_it_knows():
    assert checkpoint.check(NANO) == []
    assert size_of(NANO) <= MAX_BYTES
    assert max(path.stat().st_size for path in NANO.rglob("*") if path.is_file()) <= MAX_FILE_BYTES
    words = catalogue.words_of(NANO)
    assert words.unknown("closed hi-hat, short") == ()
    assert words.unknown("zorblax snare") == ("zorblax",)
    card = (NANO / "README.md").read_text(encoding="utf-8")
    assert catalogue.hash_of(NANO)[:12] in card
    assert json.loads((NANO / "words.json").read_text(encoding="utf-8"))["examples"]


def test_nano_makes_a_sound_of_the_length_that_was_asked_for():
    made = Bench("cpu").compose(Setting("nano", NANO, 8), "closed hi-hat, short", RATE // 2, seed=1)
    assert made.audio.shape == (2, RATE // 2)
    assert np.isfinite(made.audio).all()
    assert -50 < rms_db(made.audio) < -3


@pytest.mark.slow
def test_most_of_what_nano_is_asked_for_is_recognised():
    shots = held_out_shots(HELD_OUT[990_000:990_002])
    bench, setting = Bench("cpu"), Setting("nano", NANO, 8)
    made = [bench.compose(setting, s.caption, s.audio.shape[1], n).audio for n, s in enumerate(shots)]
    heard = judging.load(judging.FOLDER).hear(made)
    right = share_right(heard.families, [shot.family for shot in shots])
    assert sum(right.values()) >= 0.5 * len(right)
