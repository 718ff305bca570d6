"""The studio: the same seed sounds the same, families can be told apart, words and events are true."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.train import sounds
from engine.train.sounds import FAMILIES, HELD_OUT, KINDS, RATE, VOCABULARY, Clip, clip, one_shot
from engine.train.sounds.mixing import VOICES, audible
from engine.train.sounds.voice import Touch
from engine.train.sounds.words import TRAITS, families_in, unknown_words, words_of

ROOT = Path(__file__).parents[3]
SCENES = ("groove", "chords", "loop")


def digest(some: Clip) -> str:
    """One word for all that a clip holds."""
    said = repr((some.caption, some.events, some.family, some.tempo_bpm, some.kind))
    return hashlib.sha256(some.audio.tobytes() + said.encode()).hexdigest()


def features(audio: np.ndarray) -> np.ndarray:
    """How the energy of 24 bands goes by in six stretches of the first three seconds, in log10; `[144]`."""
    mono = np.pad(audio.mean(axis=0), (0, 3 * RATE))[: 3 * RATE]
    windows = np.lib.stride_tricks.sliding_window_view(mono, 1024)[::512] * np.hanning(1024).astype(
        np.float32
    )
    power = np.abs(np.fft.rfft(windows)) ** 2
    edges = 30 * (20000 / 30) ** (np.arange(25) / 24)
    bands = np.zeros((24, len(power)))
    np.add.at(bands, np.clip(np.searchsorted(edges, np.fft.rfftfreq(1024, 1 / RATE)) - 1, 0, 23), power.T)
    bounds = np.searchsorted(np.arange(len(power)) * 512 / RATE, [0, 0.03, 0.1, 0.25, 0.6, 1.2, 3.0])
    parts = [bands[:, a:b].mean(axis=1) for a, b in pairwise(bounds)]
    return np.concatenate([np.log10(part / bands.sum(axis=0).max() + 1e-5) for part in parts])


def beat_found_s(audio: np.ndarray, near_s: float) -> float:
    """The period of the strongest repetition of onsets within a fifth of `near_s`, in seconds."""
    hop = 128
    windows = np.lib.stride_tricks.sliding_window_view(audio.mean(axis=0), 1024)[::hop] * np.hanning(1024)
    level = np.log10(np.abs(np.fft.rfft(windows)) + 1e-3)
    onsets = np.maximum(np.diff(level, axis=0), 0).sum(axis=1)
    onsets -= onsets.mean()
    lags = np.arange(round(0.8 * near_s * RATE / hop), round(1.2 * near_s * RATE / hop) + 1)
    strength = [float(onsets[lag:] @ onsets[:-lag]) / (len(onsets) - lag) for lag in lags]
    return float(lags[int(np.argmax(strength))] * hop / RATE)


@pytest.fixture(scope="module")
def shots() -> list[Clip]:
    return [one_shot(family, seed) for family in FAMILIES for seed in range(5)]


@pytest.fixture(scope="module")
def scenes() -> list[Clip]:
    return [clip(seed, kind=kind) for kind in SCENES for seed in range(8)]


def test_the_same_seed_gives_the_same_bytes_in_another_process():
    here = [digest(clip(seed)) for seed in range(4)] + [digest(clip(5, kind="loop"))]
    code = (
        "from tests.engine.train.test_sounds import clip, digest\n"
        "print(*[digest(clip(seed)) for seed in range(4)], digest(clip(5, kind='loop')))"
    )
    there = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert there.stdout.split() == here


def test_asking_for_the_kind_that_a_seed_draws_changes_nothing():
    drawn = clip(3)
    assert digest(clip(3, kind=drawn.kind)) == digest(drawn)


def test_different_seeds_give_different_clips(shots):
    assert len({digest(shot) for shot in shots}) == len(shots)


def test_every_clip_is_stereo_finite_and_within_its_levels(shots, scenes):
    for some in (*shots, *scenes):
        assert some.audio.dtype == np.float32
        assert some.audio.shape[0] == 2
        assert np.isfinite(some.audio).all()
        peak_db = 20 * np.log10(np.abs(some.audio).max())
        assert -3.6 <= peak_db <= -0.9, some.caption
        assert np.abs(some.audio.mean(axis=1)).max() < 2e-3, some.caption


def test_one_shots_last_up_to_four_seconds_and_scenes_up_to_twelve(shots, scenes):
    assert all(0.04 * RATE <= shot.audio.shape[1] <= 4 * RATE for shot in shots)
    assert all(2.4 * RATE <= scene.audio.shape[1] <= 12 * RATE for scene in scenes)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("length", [1, 1000, 150_001])
def test_a_clip_is_exactly_as_long_as_asked(kind, length):
    some = clip(11, kind=kind, length=length)
    assert some.audio.shape == (2, length)
    assert all(0 <= event.start < event.stop <= length for event in some.events)


def test_events_lie_inside_the_clip_in_order_and_name_families(shots, scenes):
    for some in (*shots, *scenes):
        starts = [event.start for event in some.events]
        assert starts == sorted(starts)
        assert len(some.events) > 0
        for event in some.events:
            assert event.family in FAMILIES
            assert 0 <= event.start < event.stop <= some.audio.shape[1]
            assert 0 < event.velocity <= 1


def test_something_starts_to_sound_at_the_first_event_of_a_one_shot(shots):
    for shot in shots:
        event = shot.events[0]
        before, inside = shot.audio[:, : event.start], shot.audio[:, event.start : event.stop]
        assert np.square(inside).sum() > 0.99 * np.square(shot.audio).sum(), shot.caption
        assert before.size == 0 or np.abs(before).max() < 0.05


def test_a_caption_names_its_family(shots):
    for shot in shots:
        assert families_in(shot.caption) == (shot.family,), shot.caption


def test_an_event_is_named_in_the_words_of_its_family(scenes):
    for event in (event for scene in scenes for event in scene.events):
        assert event.family in families_in(event.caption), event.caption


def test_the_tempo_that_is_said_is_the_tempo_that_is_played(scenes):
    for scene in scenes:
        said = [word for word in scene.caption.replace(",", " ").split() if word.isdigit()]
        assert said in ([], [str(round(scene.tempo_bpm))]), scene.caption


def test_no_caption_uses_a_word_outside_the_vocabulary(shots, scenes):
    texts = [some.caption for some in (*shots, *scenes)] + [e.caption for s in scenes for e in s.events]
    assert {word for text in texts for word in words_of(text) if not _is_note(word)} <= set(VOCABULARY)


def _is_note(word: str) -> bool:
    return word.rstrip("#") in "abcdefg"


def test_tags_stand_at_the_start_of_a_caption(shots, scenes):
    tagged = [some.caption for some in (*shots, *scenes) if "TrackType" in some.caption]
    assert len(tagged) > 0
    assert all(caption.startswith("TrackType: ") for caption in tagged)


def test_captions_vary(shots):
    assert len({shot.caption for shot in shots}) > 0.85 * len(shots)


@given(worker=st.integers(0, 4095), index=st.integers(0, 2**48))
def test_no_held_out_seed_is_ever_trained_on(worker, index):
    assert sounds.training_seed(worker, index) not in HELD_OUT


@given(st.lists(st.tuples(st.integers(0, 4095), st.integers(0, 2**40)), unique=True, max_size=50))
def test_no_two_workers_train_on_the_same_seed(places):
    assert len({sounds.training_seed(*place) for place in places}) == len(places)


@pytest.mark.parametrize(("worker", "index"), [(-1, 0), (4096, 0), (0, -1)])
def test_a_place_that_no_worker_has_is_refused(worker, index):
    with pytest.raises(ValueError, match="out of range"):
        sounds.training_seed(worker, index)


def test_unknown_kinds_families_and_lengths_are_refused():
    with pytest.raises(ValueError, match="one of"):
        clip(0, kind="symphony")
    with pytest.raises(ValueError, match="no family"):
        one_shot("theremin", 0)
    with pytest.raises(ValueError, match="at least one sample"):
        clip(0, length=0)


@pytest.mark.slow
def test_a_nearest_centroid_tells_the_families_apart():
    known = np.array(
        [[features(one_shot(f, sounds.training_seed(0, i)).audio) for i in range(14)] for f in FAMILIES]
    )
    unseen = np.array([[features(one_shot(f, seed).audio) for seed in range(6)] for f in FAMILIES])
    centroids = known.mean(axis=1)
    spread = np.cov((known - centroids[:, None]).reshape(-1, centroids.shape[1]).T)
    whiten = np.linalg.inv(np.linalg.cholesky(spread + 0.05 * np.eye(len(spread))))
    distances = np.linalg.norm((unseen[:, :, None] - centroids) @ whiten.T, axis=-1)
    right = distances.argmin(axis=-1) == np.arange(len(FAMILIES))[:, None]
    assert right.mean() > 0.85, dict(zip(FAMILIES, right.mean(axis=1), strict=True))


def test_onsets_of_grooves_repeat_at_the_beat_of_their_tempo():
    grooves = [clip(seed, kind="groove", length=8 * RATE) for seed in range(24)]
    near = [60 / groove.tempo_bpm for groove in grooves]
    errors = [abs(beat_found_s(g.audio, beat) / beat - 1) for g, beat in zip(grooves, near, strict=True)]
    assert np.mean(np.array(errors) < 0.02) >= 0.9, np.round(errors, 3)


def test_a_crash_is_said_once_at_most(scenes):
    assert all(scene.caption.count("crash") <= 1 for scene in scenes)


def test_crashes_of_scenes_begin_on_a_one():
    for seed in range(12):
        scene = clip(seed, kind="groove")
        n_bar = 240 * RATE / scene.tempo_bpm
        for crash in (event for event in scene.events if event.family == "crash"):
            assert abs(crash.start / n_bar - round(crash.start / n_bar)) * n_bar < 2


def test_no_tone_is_a_bare_sine(shots):
    for shot in (shot for shot in shots if shot.family in ("bass", "pluck", "keys", "bell", "pad", "lead")):
        spectrum = np.abs(np.fft.rfft(shot.audio.mean(axis=0)))
        peak = int(spectrum.argmax())
        width = 1 + len(spectrum) // 200
        outside = np.concatenate([spectrum[: max(0, peak - width)], spectrum[peak + width :]])
        assert np.square(outside).sum() > 1e-3 * np.square(spectrum).sum(), shot.caption


def centroid_hz(audio: np.ndarray) -> float:
    """Where the spectrum balances, each part weighted by its amplitude, on an axis of octaves."""
    spectrum = np.abs(np.fft.rfft(audio.mean(axis=0)))
    octaves = np.log2(np.maximum(np.fft.rfftfreq(audio.shape[1], 1 / RATE), 20))
    return float(2 ** ((octaves * spectrum).sum() / spectrum.sum()))


@pytest.mark.parametrize("family", ["clap", "closed hat", "crash", "shaker", "lead", "bass", "whoosh"])
def test_what_is_called_bright_is_brighter_than_what_is_called_dark(family):
    struck = [VOICES[family](np.random.default_rng(seed), Touch(pitch=45.0)) for seed in range(24)]
    bright = [centroid_hz(sound.audio) for sound in struck if "bright" in sound.traits]
    dark = [centroid_hz(sound.audio) for sound in struck if {"dark", "mellow"} & set(sound.traits)]
    assert np.median(bright) > 1.1 * np.median(dark)


@pytest.mark.parametrize(
    "family", ["kick", "snare", "clap", "open hat", "crash", "tom", "bell", "riser", "impact"]
)
def test_what_is_called_long_lasts_longer_than_what_is_called_short(family):
    struck = [VOICES[family](np.random.default_rng(seed), Touch()) for seed in range(16)]
    long = [audible(sound.audio) for sound in struck if {"long", "boomy"} & set(sound.traits)]
    short = [audible(sound.audio) for sound in struck if {"short", "tight"} & set(sound.traits)]
    assert min(long) > max(short)


def test_every_trait_can_be_said_with_words_of_its_own():
    assert all(len(set(words)) == len(words) > 0 for words in TRAITS.values())


def test_the_longer_of_two_names_counts():
    assert families_in("a bass drum and a synth bass") == ("kick", "bass")
    assert families_in("hand clap, closed hi-hats and glassy chime") == ("clap", "closed hat", "bell")
    assert families_in("drum and bass loop, boom bap beat") == ()
    assert families_in("electric piano") == ("keys",)


def test_phrases_hold_known_words_alone_and_together_name_every_family():
    phrases = sounds.phrases()
    assert 35 <= len(phrases) <= 50
    assert [phrase for phrase in phrases if set(unknown_words(phrase)) - {"e"}] == []
    assert {family for phrase in phrases for family in families_in(phrase)} == set(FAMILIES)


def test_unknown_words_of_a_prompt_are_told_in_order():
    assert unknown_words("bright trombone crash and a kazoo, kazoo") == ("trombone", "kazoo")
