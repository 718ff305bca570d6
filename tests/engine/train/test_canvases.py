"""Canvases are what the editor will ask for: pieces that end, excerpts that go on, and fitting words."""

from __future__ import annotations

import pickle
from itertools import islice

import numpy as np
import pytest

from engine.generate.context import GOES_ON_S
from engine.train.canvases import CanvasSettings, with_strangers
from engine.train.latents import Library, open_library
from engine.train.masks import MaskShares
from engine.train.scenery import Facts, Heard, Scenery, ScenerySettings, rendered_in
from engine.train.sounds import RATE
from tests.engine.train.makers import PROMPTS, make_canvases, partial_only


def items_of(canvases, n_batches=30):
    """Every item of some batches as a dictionary."""
    for number in range(n_batches):
        batch = canvases(number)
        for i in range(len(batch["prompt"])):
            yield {name: values[i] for name, values in batch.items()}


def test_a_batch_depends_on_its_number_alone_in_this_process_and_in_another(canvases):
    a, b = canvases(7), pickle.loads(pickle.dumps(canvases))(7)  # noqa: S301
    assert all(np.array_equal(a[name], b[name]) for name in a)
    assert not np.array_equal(canvases(7)["seconds"], canvases(9)["seconds"])


def test_shorter_canvases_come_in_larger_batches(canvases):
    sizes = {canvases(number)["latents"].shape for number in range(20)}
    assert sizes == {(4, 8, 21), (2, 8, 43)}


def test_a_whole_piece_is_made_anew_and_ends_inside_its_canvas(library):
    for item in items_of(make_canvases(library, closing=1.0, partial=0.0, strangers=0.0, wordless=0.0)):
        n = item["latents"].shape[1]
        assert not item["keep"].any()
        assert 0 < item["seconds"] <= n * library.hop / RATE + 1e-3
        assert item["prompt"] in (*PROMPTS, "house loop")


def test_headroom_is_silence_and_counts_less(library):
    canvases = make_canvases(library, closing=1.0, partial=0.0, lengths_s=(3.0,), odds=(1.0,), silence=0.25)
    for item in items_of(canvases, 5):
        if item["prompt"] in PROMPTS:
            assert item["count"][:5].min() == 1
            assert (item["count"][-20:] == 0.25).all()
            assert np.allclose(item["latents"][:, -20:], library.silence[:, None], atol=2e-3)


def test_an_excerpt_is_told_of_a_piece_that_goes_on_beyond_it(library):
    for item in items_of(make_canvases(library, closing=0.0)):
        length_s = item["latents"].shape[1] * library.hop / RATE
        assert item["seconds"] == np.ceil(item["seconds"])
        assert length_s + GOES_ON_S <= item["seconds"] <= 30


def test_a_masked_sound_is_asked_for_in_its_own_words(library):
    canvases = make_canvases(
        library, closing=0.0, of_events=1.0, strangers=0.0, wordless=0.0, masks=partial_only()
    )
    asked = {str(item["prompt"]) for item in items_of(canvases) if 0 < item["keep"].sum() < 30}
    assert {f"bright {name}" for name in PROMPTS} <= asked
    assert asked <= {*(f"bright {name}" for name in PROMPTS), *PROMPTS, "house loop"}


def test_given_and_counted_latent_frames_are_each_others_opposite(canvases):
    for item in items_of(canvases):
        assert ((item["count"] > 0) == (item["keep"][0] == 0)).all()


@pytest.mark.parametrize(("closing", "expected"), [(1.0, 1.0), (0.0, 0.0), (0.5, 0.5)])
def test_whole_pieces_have_their_share(library, closing, expected):
    canvases = make_canvases(library, closing=closing, partial=0.0, masks=partial_only())
    whole = [item["seconds"] <= 2.01 for item in items_of(canvases, 60)]
    assert np.mean(whole) == pytest.approx(expected, abs=0.12)


def test_favoured_families_come_oftener_by_so_much(library):
    canvases = make_canvases(
        library,
        closing=1.0,
        strangers=0.0,
        wordless=0.0,
        lengths_s=(1.0,),
        odds=(1.0,),
        favoured=("crash",),
        favour=4.0,
    )
    asked = [str(item["prompt"]) for item in items_of(canvases, 300)]
    sounds = [prompt for prompt in asked if prompt in PROMPTS]
    assert sounds.count("crash") / len(sounds) == pytest.approx(4 / 6, abs=0.06)
    assert sounds.count("kick") / len(sounds) == pytest.approx(1 / 6, abs=0.06)


def test_words_that_mean_nothing_are_put_between_those_that_do():
    rng = np.random.default_rng(0)
    for _ in range(20):
        words = with_strangers(rng, "bright crash").split(" ")
        assert 3 <= len(words) <= 5
        assert [word for word in words if word in ("bright", "crash")] == ["bright", "crash"]


def test_settings_that_make_no_sense_are_refused():
    with pytest.raises(ValueError, match="lengths_s"):
        CanvasSettings(lengths_s=(1.0, 2.0), odds=(1.0,))
    with pytest.raises(ValueError, match="favoured"):
        CanvasSettings(favoured=("trumpet",), favour=2.0)
    for favour in (0.5, float("inf"), float("nan")):
        with pytest.raises(ValueError, match="favour"):
            CanvasSettings(favoured=("ride",), favour=favour)
    with pytest.raises(ValueError, match="does nothing"):
        CanvasSettings(favour=2.0)


def test_facts_come_back_from_their_line():
    facts = Facts("loop", "“house” loop", 1000, (Heard(1, 5, "crash", "bright crash"),), laid_in=0)
    assert Facts.from_json(facts.to_json()) == facts


def scenes(n, **settings):
    """The entries of the first scenes of the studio."""
    scenery = Scenery(ScenerySettings(n_clips=n, **settings), 0, n_longest=3 * RATE, n_silence=1000)
    entries = (rendered_in(scenery(number)) for number in range(40))
    return list(islice((found for found in entries if found[0][1].kind != "one-shot"), n))


def test_a_sound_laid_into_a_scene_changes_it_from_where_it_starts():
    for (plain, facts), (mixed, laid) in scenes(2, solo=0.0):
        event = laid.events[laid.laid_in]
        assert event not in facts.events
        assert plain.shape == mixed.shape
        gain = np.abs(mixed[:, : event.start]).max() / max(1e-9, np.abs(plain[:, : event.start]).max())
        assert np.allclose(mixed[:, : event.start], plain[:, : event.start] * gain, atol=1e-3) or (
            event.start == 0
        )
        assert np.abs(mixed).max() <= 1
        assert not np.allclose(mixed[:, event.start : event.stop], plain[:, event.start : event.stop])


def test_a_library_is_built_once_and_goes_on_where_it_stopped(codec, tmp_path):
    from engine.model import checkpoint

    same = checkpoint.load_same(codec)
    settings = ScenerySettings(n_clips=2, per_shard=1)
    options = {"n_longest": RATE}
    whole = open_library(tmp_path, same, settings, 0, **options)
    written = {path.name: path.read_bytes() for path in whole.folder.iterdir()}
    assert set(written) == {"silence.npy", "00000.npy", "00000.jsonl", "00001.npy", "00001.jsonl"}
    (whole.folder / "00001.jsonl").unlink()
    again = open_library(tmp_path, same, settings, 0, **options)
    assert {path.name: path.read_bytes() for path in again.folder.iterdir()} == written
    assert 2 <= len(again) <= 4


def test_latents_of_a_library_are_those_of_the_codec(library):
    entry = Library(library.folder, library.hop).draw(np.random.default_rng(0), is_sound=False)
    assert entry.facts.caption == "house loop"
    assert entry.rows.shape == (65, 8)
    assert not np.allclose(entry.rows[10], library.silence, atol=0.05)
    assert MaskShares().events > 0
