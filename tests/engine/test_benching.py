"""`inlay bench` on a tiny model: every phase of every request is there, and they add up."""

from __future__ import annotations

import json

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from engine import cli
from engine.bench import work
from engine.bench.cases import Asking, Case
from engine.bench.machine import Machine
from engine.bench.runs import PHASES, rows
from engine.generate.engine import Engine
from engine.model import checkpoint

EDITS = ("first", "again", "elsewhere")
QUICK = ("--seconds", "2", "--steps", "2", "--runs", "1", "--matrix", "64", "--device", "cpu")


def test_every_phase_of_every_request_is_there_and_adds_up(capsys, tiny_model):
    code = cli.main(["bench", "--model", str(tiny_model), "--takes", "2", "--json", *QUICK])
    out, err = capsys.readouterr()
    assert (code, err) == (0, "")
    told = json.loads(out)
    kinds = [(row["kind"], row["seconds"], row["context"]) for row in told["rows"]]
    assert kinds == [
        ("compose", 2, ""),
        *((kind, 2, context) for context in ("normal", "2.0") for kind in EDITS),
    ]
    for row in told["rows"]:
        assert tuple(row["phases"]) == PHASES
        assert sum(row["phases"].values()) == pytest.approx(row["total_s"], abs=1e-3)
        assert len(row["steps_s"]) == 2
        assert all(seconds > 0 for seconds in row["steps_s"])
        assert row["floor_s"] == pytest.approx(sum(row["floors"].values()), abs=1e-3)
        assert row["floors"]["sampling"] > 0
        assert row["host_mib"] > 0
        assert row["runs"] == 1
    for row in told["rows"]:
        is_known = row["kind"] in ("again", "elsewhere")
        assert (row["floors"]["text"] == 0) == is_known
    assert min(told["machine"]["matrix_rates"].values()) > 0
    assert "float32" in told["machine"]["matrix_rates"]
    assert told["machine"]["bandwidth"] > 0


def test_the_table_has_a_line_for_each_row(capsys, tiny_model):
    assert cli.main(["bench", "--model", str(tiny_model), *QUICK]) == 0
    out = capsys.readouterr().out
    assert all(word in out for word in ("compose", "first", "again", "elsewhere", "floor"))


def test_what_the_model_does_not_hear_is_left_out(tmp_path, tiny_model):
    engine, asking = Engine(), Asking(str(tiny_model), "cpu", tmp_path, steps=1)
    assert rows(engine, asking, Case(500.0), Machine("cpu", 1, {"float32": 1.0}, 1.0), 1) == []


def test_the_floor_is_what_takes_longer_of_computing_and_reading():
    machine = Machine("cpu", 1, {"float32": 100.0, "bfloat16": 200.0}, bandwidth=10.0)
    assert machine.floor_s({torch.float32: 200}, 5) == 2
    assert machine.floor_s({torch.float32: 100, torch.bfloat16: 100}, 5) == 1.5
    assert machine.floor_s({torch.float32: 50}, 30) == 3


def test_a_step_is_counted_as_it_is_computed(tiny_model):
    model = checkpoint.load(tiny_model)
    short, long = work.step(model, 40), work.step(model, 80)
    assert work.step(model, 40, 3).operations == 3 * short.operations
    assert long.operations > 1.8 * short.operations
    assert long.n_bytes == short.n_bytes
    with FlopCounterMode(display=False) as counted, torch.inference_mode():
        prepared = model.dit.prepare(*given(model, 40))
        before = counted.get_total_flops()
        model.dit.velocity(torch.randn(1, model.config.n_latent_channels, 40), torch.ones(1), prepared)
    without_attention = counted.get_total_flops() - before
    assert without_attention < short.operations < 2 * without_attention


def given(model, n_latents):
    dit = model.config.dit
    n_context = model.config.conditioning.max_tokens + 1
    return (
        torch.randn(1, n_context, dit.cond_dim),
        torch.randn(1, dit.global_dim),
        torch.randn(1, dit.local_dim, n_latents),
    )
