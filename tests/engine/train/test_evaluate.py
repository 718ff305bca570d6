"""Evaluation: the figures tell truths that are known, and the table holds them for any model."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console
from scipy.linalg import sqrtm

from engine.errors import CheckpointError, RequestError
from engine.timeline import Span
from engine.train import evaluate, figures, hits, measures, scores
from engine.train import judge as judging
from engine.train.figures import frechet, joins
from engine.train.hits import Hits, HitSettings
from engine.train.judge import Judge, JudgeRecipe, JudgeSettings, JudgeStage, share_right
from engine.train.recipe import OptimiserSettings, RunSettings
from engine.train.scores import Cases, Counts
from engine.train.sounds import FAMILIES, RATE, Clip, one_shot
from engine.train.trials import Bench, Setting
from tests.helpers import tiny_model as tiny

CPU = torch.device("cpu")
SMALL = JudgeSettings(widths=(8, 16), n_features=8)
FEW = Counts(shots=1, clips=1, edits=2, loops=1, families=("kick", "closed hat"))


def recipe(**network: object) -> JudgeRecipe:
    """A judge that takes no time to train."""
    return JudgeRecipe(
        RunSettings(steps=2, batch=4, show_every=0),
        JudgeSettings(**{"widths": (8, 16), "n_features": 8} | network),
        OptimiserSettings(1e-2, warm_up=1, ema=0.5),
        HitSettings(n_samples=RATE // 4, event_share=0.25),
    )


def clicks(tempo_bpm: float, seconds: float, rng: np.random.Generator) -> np.ndarray:
    """A click of 5 ms on every beat, in a little noise: `[2, n]`."""
    audio = rng.standard_normal((2, round(seconds * RATE))) * 1e-4
    for beat in np.arange(0.05, seconds - 0.05, 60 / tempo_bpm):
        at = round(beat * RATE)
        audio[:, at : at + 220] += rng.standard_normal((2, 220)) * np.linspace(0.5, 0, 220)
    return audio


def tone(seconds: float = 3.0) -> np.ndarray:
    """A chord that breathes slowly: `[2, n]`, without a place that stands out."""
    t = np.arange(round(seconds * RATE)) / RATE
    chord = sum(np.sin(2 * np.pi * f * t) / k for k, f in enumerate((220, 277.2, 329.6, 1100), start=1))
    noise = np.random.default_rng(0).standard_normal((2, len(t)))
    return 0.2 * chord * (1 + 0.3 * np.sin(2 * np.pi * 1.3 * t)) + 0.01 * noise


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    """Networks this small wait for each other longer than they work."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Judge:
    """One that has learnt nothing."""
    folder = tmp_path_factory.mktemp("judge") / "model"
    JudgeStage(recipe(), CPU).export(folder)
    return judging.load(folder)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.make(tmp_path_factory.mktemp("models") / "tiny", seconds=12.0)


@pytest.fixture(scope="module")
def cases() -> Cases:
    return Cases.of(FEW)


# ---- distances of sets


def test_a_set_is_at_no_distance_from_its_copy():
    features = np.random.default_rng(0).standard_normal((50, 8))
    assert frechet(features, features.copy()) == pytest.approx(0, abs=1e-9)


@given(st.integers(2, 40), st.floats(-3, 3), st.integers(0, 99))
def test_a_shifted_set_is_as_far_as_it_is_shifted(n, shift, seed):
    features = np.random.default_rng(seed).standard_normal((n, 5))
    assert frechet(features, features + shift) == pytest.approx(5 * shift**2, abs=1e-6)


def test_the_distance_is_that_of_the_formula_with_a_matrix_root():
    rng = np.random.default_rng(1)
    a, b = rng.standard_normal((200, 6)) @ rng.standard_normal((6, 6)), rng.standard_normal((150, 6)) + 1
    ca, cb = np.cov(a.T), np.cov(b.T)
    root = np.trace(sqrtm(ca @ cb)).real
    expected = np.square(a.mean(0) - b.mean(0)).sum() + np.trace(ca) + np.trace(cb) - 2 * root
    assert frechet(a, b) == pytest.approx(expected, rel=1e-6)


def test_fewer_samples_than_features_still_give_a_distance_and_a_larger_one():
    rng = np.random.default_rng(2)
    few, many = (frechet(*rng.standard_normal((2, n, 64))) for n in (10, 300))
    assert np.isfinite(few)
    assert few > 5 * many > 0


def test_a_single_sample_is_no_set():
    with pytest.raises(ValueError, match="two samples"):
        frechet(np.zeros((1, 4)), np.zeros((5, 4)))


def test_sounds_of_other_families_are_farther_than_other_sounds_of_the_same(judge):
    def features(families: tuple[str, ...], seeds: range) -> np.ndarray:
        return judge.hear([one_shot(f, s).audio for f in families for s in seeds]).features

    reference = features(("kick", "rim"), range(12))
    same = frechet(features(("kick", "rim"), range(12, 24)), reference)
    shuffled = frechet(features(("closed hat", "shaker"), range(12, 24)), reference)
    assert shuffled > 3 * same


# ---- one sound against another


@pytest.mark.parametrize("level_db", [-10.0, 0.0, 20.0])
def test_the_ratio_of_signal_to_distortion_is_that_of_the_noise_added_whatever_the_gain(level_db):
    rng = np.random.default_rng(3)
    sound, noise = rng.standard_normal((2, 1, 2, RATE))
    made = 0.3 * (sound + 10 ** (-level_db / 20) * noise)
    ratio = measures.si_sdr_db(torch.from_numpy(made), torch.from_numpy(sound))
    assert float(ratio) == pytest.approx(level_db, abs=0.2)


def test_change_is_counted_from_the_sound_that_was_there():
    sound = tone(0.5)
    assert figures.change_db(sound, sound) < -90
    assert figures.change_db(sound, 0 * sound) == pytest.approx(0, abs=1e-6)
    assert figures.change_db(sound, -sound) == pytest.approx(6.02, abs=0.01)


# ---- joins


def test_nineteen_of_twenty_untouched_places_are_smooth_and_level_joins():
    sound = tone()
    edges = [
        join for start in range(5000, 90000, 1700) for join in joins(sound, Span(start, start + 20000), RATE)
    ]
    assert 0.88 <= np.mean([join.is_smooth for join in edges]) <= 0.99
    assert 0.88 <= np.mean([join.is_level for join in edges]) <= 0.99


def test_a_click_at_a_join_stands_out():
    sound = tone()
    sound[:, 40000] += 0.5
    first, second = joins(sound, Span(40000, 70000), RATE)
    assert not first.is_smooth
    assert second.is_smooth


@pytest.mark.parametrize("factor", [0.0, 0.25, 4.0])
def test_a_jump_in_level_at_both_joins_is_neither_smooth_nor_level(factor):
    sound, span = tone(), Span(40000, 70000)
    sound[:, span.start : span.stop] *= factor
    assert not any(join.is_smooth or join.is_level for join in joins(sound, span, RATE))


def test_joins_at_the_edge_of_a_recording_cannot_be_measured():
    with pytest.raises(ValueError, match="both sides"):
        joins(tone(1.0), Span(0, 20000), RATE)


# ---- tempo


@settings(max_examples=20)
@given(st.floats(66, 180), st.integers(0, 99))
def test_the_tempo_of_a_click_track_is_found(tempo, seed):
    sound = clicks(tempo, 4.0, np.random.default_rng(seed))
    assert figures.beat_s(sound, 60 / tempo, RATE) == pytest.approx(60 / tempo, rel=0.005)


@pytest.mark.parametrize("factor", [0.95, 0.97, 1.03, 1.05])
def test_a_track_that_runs_three_percent_off_does_not_keep_the_beat(factor):
    sound = clicks(120 * factor, 4.0, np.random.default_rng(0))
    assert not figures.has_beat(sound, 0.5, RATE)
    assert figures.has_beat(sound, 0.5 / factor, RATE)


def test_sound_without_a_beat_has_it_rarely():
    rng = np.random.default_rng(5)
    kept = [figures.has_beat(rng.standard_normal((1, 4 * RATE)), 0.5, RATE) for _ in range(20)]
    assert sum(kept) <= 8


# ---- sounds to learn from


def test_a_batch_is_the_same_whenever_it_is_made_and_unlike_any_other():
    make = Hits(HitSettings(RATE // 2), n_items=4, seed=1)
    first, again, other = make(3), make(3), make(4)
    assert all(np.array_equal(first[name], again[name]) for name in first)
    assert not np.array_equal(first["audio"], other["audio"])


def test_every_family_comes_as_often_as_any_other_and_is_marked():
    make = Hits(HitSettings(RATE // 4, event_share=0), n_items=11, seed=0)
    batches = [make(number) for number in range(2)]
    assert Counter(np.concatenate([b["family"] for b in batches]).tolist()) == Counter(range(len(FAMILIES)))
    for batch in batches:
        assert np.array_equal(batch["begins"].argmax(1), batch["family"])
        assert (batch["begins"].sum(1) == 1).all()


def test_the_silence_around_a_sound_is_often_not_digital():
    audio = Hits(HitSettings(RATE, event_share=0), n_items=20, seed=4)(0)["audio"]
    silent = [not sound[:, RATE // 10 : RATE // 5].any(0).all() for sound in audio]
    assert 0 < sum(silent) < len(silent)


def test_processes_that_make_sounds_need_no_torch():
    code = "import sys, engine.train.hits; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(hits.__file__).parents[2]).returncode == 0


def test_hits_inside_grooves_have_no_family_of_their_own_and_say_all_that_begins():
    batch = Hits(HitSettings(RATE, event_share=0.9), n_items=10, seed=2)(0)
    inside = batch["family"] == hits.ALONE
    assert inside.sum() == 9
    assert (batch["begins"][inside].sum(1) >= 1).all()
    assert np.abs(batch["audio"]).max((1, 2)).min() > 0


def test_hits_to_regenerate_have_sound_on_both_sides_and_every_drum_gets_its_turn():
    found = list(hits.held_out_events(range(6), 6))
    for scene, event in found:
        region = hits.region_of(event)
        assert region.start < event.start < region.stop
        assert len(joins(scene.audio, region, RATE)) == 2
    assert len({event.family for _, event in found}) >= 5


# ---- the judge


def test_a_judge_that_goes_on_from_a_checkpoint_goes_the_same_way():
    through, stopped = JudgeStage(recipe(), CPU), JudgeStage(recipe(), CPU)
    batches = [through.make_batch(number) for number in range(2)]
    through.step(batches[0], 0)
    stopped.restore({name: tensor.clone() for name, tensor in through.tensors().items()})
    assert through.step(batches[1], 1) == stopped.step(batches[1], 1)
    for name, tensor in through.tensors().items():
        assert torch.equal(tensor, stopped.tensors()[name]), name


def test_a_judge_learns_what_it_is_shown():
    stage = JudgeStage(recipe(), CPU)
    batch = stage.make_batch(0)
    losses = [sum(stage.step(batch, 0).values()) for _ in range(25)]
    assert losses[-1] < 0.7 * losses[0]


def test_a_judge_is_written_and_loaded_as_it_was(tmp_path):
    stage = JudgeStage(recipe(), CPU)
    stage.export(tmp_path / "judge")
    sounds = [one_shot("kick", 1).audio, one_shot("bell", 1).audio]
    loaded = judging.load(tmp_path / "judge").hear(sounds)
    np.testing.assert_array_equal(loaded.features, stage.ema.network.hear(sounds).features)


def test_a_folder_without_a_judge_or_with_an_older_one_is_told(tmp_path):
    with pytest.raises(CheckpointError, match="no whole judge"):
        judging.load(tmp_path)
    JudgeStage(recipe(), CPU).export(tmp_path / "judge")
    facts = json.loads((tmp_path / "judge" / "judge.json").read_text(encoding="utf-8"))
    facts["families"] = facts["families"][:-1]
    (tmp_path / "judge" / "judge.json").write_text(json.dumps(facts), encoding="utf-8")
    with pytest.raises(CheckpointError, match="other families"):
        judging.load(tmp_path / "judge")


@given(st.floats(0.05, 1.0))
@settings(max_examples=10)
def test_how_loud_a_sound_is_says_nothing_to_the_judge(judge, gain):
    sound = one_shot("snare", 5).audio
    loud, soft = judge.hear([sound]).features, judge.hear([np.float32(gain) * sound]).features
    np.testing.assert_allclose(soft, loud, atol=0.02 * np.abs(loud).max())


def test_silence_and_sounds_shorter_than_a_window_are_heard(judge):
    heard = judge.hear([np.zeros((2, RATE)), np.zeros((2, 1))])
    assert np.isfinite(heard.features).all()
    np.testing.assert_array_equal(heard.features[0], heard.features[1])


def test_shares_are_counted_family_by_family():
    right = share_right(["kick", "tom", "bell", "kick"], ["kick", "kick", "bell", "tom"])
    assert right == {"kick": 0.5, "tom": 0.0, "bell": 1.0}


def test_the_recipe_that_comes_with_inlay_can_be_read():
    judging.read_recipe(judging.RECIPE, JudgeRecipe)


# ---- the table


def test_a_base_is_taken_at_fifty_steps_earlier_stages_at_two_and_the_model_at_five(tmp_path, model):
    base = tiny.make(tmp_path / "base", base=True, seconds=12.0)
    rows = evaluate.settings_of(model, {"base": base, "warmup": model}, cfg=4.0)
    assert [(row.stage, row.steps) for row in rows] == [
        ("base", 50), ("warmup", 1), ("warmup", 8), *(("model", n) for n in (1, 2, 4, 8, 16)),
    ]  # fmt: skip

    assert {row.cfg for row in rows if row.stage == "base"} == {4.0}
    assert {row.cfg for row in rows if row.stage != "base"} == {None}


def test_a_model_of_another_rate_is_refused(tmp_path, model):
    for path in model.iterdir():
        if path.is_file():
            (tmp_path / path.name).write_bytes(path.read_bytes())
    text = (model / "model_config.json").read_text(encoding="utf-8")
    (tmp_path / "model_config.json").write_text(text.replace("44100", "48000"), encoding="utf-8")
    with pytest.raises(CheckpointError, match="48000 Hz"):
        evaluate.settings_of(tmp_path, {})


def test_half_of_the_hits_ask_for_what_was_not_there():
    for edit in Cases.of(Counts(shots=0, clips=0, edits=4, loops=0)).edits:
        starting = {
            e.family for e in edit.scene.events if edit.span.start <= e.start < edit.span.start + 1000
        }
        assert (edit.family in starting) != edit.is_other


def test_the_same_setting_gives_the_same_scores(model, judge, cases):
    setting = Setting("model", model, 1)
    once, again = (scores.sound_scores(Bench("cpu"), setting, judge, cases) for _ in range(2))
    assert once == again


def test_the_whole_table_of_an_untrained_model_is_made_and_can_be_read(model, judge):
    settings = [Setting("early", model, 1), Setting("model", model, 8)]
    report = evaluate.evaluate(settings, judge, FEW, device="cpu")
    assert [row["steps"] for row in report["rows"]] == [1, 8]
    assert json.loads(json.dumps(report)) == report
    row = report["rows"][1]
    assert row["frechet"] > report["real"]["frechet"] > 0
    assert set(row["families"]) == set(FEW.families)
    assert row["seconds_per_10s"] > 0
    assert {"right", "joins_smooth", "change_db", "suspect"} <= set(row["edits"])
    console = Console(width=160, record=True, quiet=True)
    evaluate.print_report(report, console)


def test_rows_that_are_made_in_several_processes_are_the_same(model, judge):
    settings = [Setting("early", model, 1), Setting("model", model, 2)]
    alone, shared = (evaluate.evaluate(settings, judge, FEW, device="cpu", n_jobs=n)["rows"] for n in (1, 2))
    assert [without_speed(row) for row in shared] == [without_speed(row) for row in alone]


def without_speed(row):
    return {name: value for name, value in row.items() if name != "seconds_per_10s"}


def test_work_is_shared_out_evenly():
    settings = [Setting("model", Path("m"), n) for n in (1, 2, 4, 8, 16)]
    shares = evaluate.shared_out([Setting("base", Path("b"), 50), *settings], 2)
    assert [[s.steps for s in share] for share in shares] == [[50], [16, 8, 4, 2, 1]]


def test_a_model_that_is_not_there_and_a_stage_without_a_folder_are_told(tmp_path, capsys):
    assert evaluate.main([str(tmp_path / "nothing")]) == 1
    assert "not on this machine" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        evaluate.main(["nano", "--stages", "base"])
    assert "is not NAME=FOLDER" in capsys.readouterr().err


def test_requests_that_a_model_refuses_are_told(model):
    with pytest.raises(RequestError, match="too long"):
        Bench("cpu").compose(Setting("model", model, 1), "kick", 60 * RATE, 0)


def test_the_studio_s_own_sounds_meet_every_bar_that_needs_no_judge(judge):
    real = scores.real_scores(
        judge, Cases.of(Counts(shots=1, clips=0, edits=2, loops=2, families=FAMILIES[:2]))
    )
    assert real["edits"]["joins_smooth"] >= 0.5
    assert real["tempo_right"] == 1.0


def test_a_sound_of_any_length_comes_back_as_long(model, cases):
    same = evaluate.checkpoint.load_same(model)
    shot: Clip = cases.shots[0]
    assert scores.round_trip(same, shot.audio[:, :12345]).shape == (2, 12345)
