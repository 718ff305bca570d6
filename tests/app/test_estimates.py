"""What a request will cost, learnt from the runs before it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.estimates import Speed, Speeds, Work, memory_bytes, sentence, spoken_seconds

REPORT = {
    "model": "medium",
    "device": "cuda",
    "steps": 8,
    "n_latent_frames": 100,
    "seconds": {"loading": 4.0, "encoding": 0.5, "sampling": 16.0, "decoding": 1.5, "splicing": 0.0},
}


def test_the_next_run_of_a_model_takes_as_long_as_the_one_before(tmp_path: Path):
    speeds = Speeds(tmp_path / "speeds.json")
    speeds.learn(REPORT, 2)
    speed = speeds.of("medium", "cuda")
    assert speed is not None
    assert speed.seconds(Work(100, 2, 8), is_loaded=True) == pytest.approx(18.0)
    assert speed.seconds(Work(100, 2, 8), is_loaded=False) == pytest.approx(22.0)
    assert speed.seconds(Work(100, 2, 8, n_passes=2), is_loaded=True) == pytest.approx(36.0)


def test_what_was_learnt_is_known_to_the_next_run_of_the_program(tmp_path: Path):
    speeds = Speeds(tmp_path / "speeds.json")
    speeds.learn(REPORT, 2)
    speeds.wait()
    again = Speeds(tmp_path / "speeds.json")
    assert again.of("medium", "cuda") is not None
    assert again.of("medium", "cpu") is not None
    assert again.of("small-music", "cuda") is None


def test_a_run_that_did_not_load_says_nothing_about_loading(tmp_path: Path):
    speeds = Speeds(tmp_path / "speeds.json")
    speeds.learn(REPORT, 2)
    speeds.learn(REPORT | {"seconds": {**REPORT["seconds"], "loading": 0.0}}, 2)
    speed = speeds.of("medium", "cuda")
    assert speed is not None
    assert speed.loading_s == 4.0


@pytest.mark.parametrize(
    "report", [{}, {"seconds": {}}, REPORT | {"steps": 0}, REPORT | {"seconds": {"sampling": "soon"}}]
)
def test_a_report_without_figures_teaches_nothing(tmp_path: Path, report: dict[str, object]):
    speeds = Speeds(tmp_path / "speeds.json")
    speeds.learn(report, 2)
    assert speeds.of("medium", "cuda") is None


@pytest.mark.parametrize("text", ["", "[]", "{", '{"medium cuda": {"loading_s": -1}}', '{"a": 3}'])
def test_a_damaged_file_is_passed_over(tmp_path: Path, text: str):
    (tmp_path / "speeds.json").write_text(text)
    assert Speeds(tmp_path / "speeds.json").of("medium", "cuda") is None


def test_the_sentence_says_about_and_leaves_out_what_is_not_known():
    work = Work(100, 2, 8)
    assert sentence(None, work, weights_bytes=2 * 10**9, is_loaded=False) == (
        "Needs about 2.1 GB of memory; how long is known after the first run."
    )
    known = Speed(4.0, 0.01, 0.02)
    assert sentence(known, work, weights_bytes=2 * 10**9, is_loaded=True) == (
        "Takes about 20 s and needs about 2.1 GB of memory."
    )


@given(st.integers(1, 2000), st.integers(1, 16))
def test_more_takes_never_need_less_memory(n_latents: int, n_takes: int):
    fewer, more = Work(n_latents, n_takes, 8), Work(n_latents, n_takes + 1, 8)
    assert memory_bytes(10**9, fewer) < memory_bytes(10**9, more)


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.2, "1 s"), (59.6, "60 s"), (125, "2 min"), (3900, "1 h 5 min")]
)
def test_times_are_said_as_exactly_as_an_estimate_can_be(seconds: float, said: str):
    assert spoken_seconds(seconds) == said
