"""Requests carried out by the very engine that the window drives, and where their time went."""

from __future__ import annotations

import statistics
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import cast

from engine.bench import machine, work
from engine.bench.cases import AGAIN, COMPOSE, ELSEWHERE, FIRST, Asking, Case, with_take
from engine.bench.machine import Machine
from engine.errors import TooLongError
from engine.generate import heap
from engine.generate.engine import Engine, choose_device
from engine.generate.request import Context, Request, Result
from engine.model.checkpoint import Model

PHASES = ("text", "encoding", "sampling", "decoding", "splicing", "other")
"""In the order of the table; `other` is what lies between them, so that all together are the total."""


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of request, medians of several runs; seconds but for the peaks, which are MiB.

    `phases` are those of above and add up to `total_s`; `step_s` is one step of `sampling`; `floor_s` what
    the machine needs at the least for what had to be computed, `floors` the same by phase. `n_latents` is the
    length of the canvas. Phases and total are those of the run whose total is the median.
    """

    model: str
    kind: str
    seconds: float
    context: str
    n_latents: int
    phases: dict[str, float]
    steps_s: tuple[float, ...]
    step_s: float
    total_s: float
    floor_s: float
    floors: dict[str, float]
    host_mib: float
    device_mib: float
    runs: int


@dataclass(frozen=True, slots=True)
class _Run:
    result: Result
    total_s: float
    steps_s: tuple[float, ...]
    peaks: tuple[float, float]


def rows(engine: Engine, asking: Asking, case: Case, best: Machine, n_runs: int) -> list[Row]:
    """What a case costs, one row for each kind of request; none where the model does not hear so much.

    Args:
        engine: which must have been warmed up for the same model and device.
        asking: what all requests share.
        case: what is asked for.
        best: the rates of the machine, for the floor.
        n_runs: how often; times are medians, peaks the highest.
    """
    found: dict[str, list[_Run]] = defaultdict(list)
    try:
        for number in range(n_runs):
            engine.forget()
            for kind, run in _one_round(engine, asking, case, 100 * number):
                found[kind].append(run)
    except TooLongError:
        return []
    return [_row(engine, case, kind, found[kind], best) for kind in case.kinds]


def warm_up(engine: Engine, asking: Asking) -> None:
    """Load the model, and let the first call plan what it plans."""
    _carry_out(engine, replace(asking, steps=1).edit(4.0, Context.TIGHT, 0))


def _one_round(engine: Engine, asking: Asking, case: Case, seed: int) -> Iterator[tuple[str, _Run]]:
    """The requests of a case, one after the other, the first with nothing known."""
    if case.context is None:
        yield COMPOSE, _carry_out(engine, asking.compose(case.seconds, seed))
        return
    first = asking.edit(case.seconds, case.context, seed)
    yield FIRST, (run := _carry_out(engine, first))
    take = run.result.takes[first.regions[0]][0]
    yield AGAIN, _carry_out(engine, with_take(first, take))
    yield ELSEWHERE, _carry_out(engine, asking.edit(case.seconds, case.context, seed + 2, share=0.6))


def _carry_out(engine: Engine, request: Request) -> _Run:
    """Drive one request; the device is waited for wherever the clock is read."""
    device = choose_device(request.device)
    heap.give_back()  # what the request before has used is no part of this one's peak
    machine.forget_peaks(device)
    job, stamps = engine.generate(request), list[float]()
    began = time.perf_counter()
    while True:
        try:
            progress = next(job)
        except StopIteration as end:
            machine.wait(device)
            total_s = time.perf_counter() - began
            return _Run(end.value, total_s, _between(stamps), machine.peaks_mib(device))
        machine.wait(device)
        if progress.phase == "Generating":
            stamps.append(time.perf_counter())


def _between(stamps: list[float]) -> tuple[float, ...]:
    return tuple(then - now for now, then in pairwise(stamps))


def _row(engine: Engine, case: Case, kind: str, found: list[_Run], best: Machine) -> Row:
    model, report = engine.model, found[0].result.report
    assert model is not None  # noqa: S101 (it has just been used)
    typical = sorted(found, key=lambda run: run.total_s)[(len(found) - 1) // 2]  # whole, so that it adds up
    floor = _floor(model, case, kind, report, best)
    return Row(
        model=model.folder.name,
        kind=kind,
        seconds=case.seconds,
        context="" if case.context is None else str(case.context),
        n_latents=cast("int", report["n_latent_frames"]),
        phases=_phases(typical),
        steps_s=tuple(round(step, 4) for step in typical.steps_s),
        step_s=round(statistics.median(step for run in found for step in run.steps_s), 4),
        total_s=round(typical.total_s, 4),
        floor_s=round(sum(floor.values()), 4),
        floors=floor,
        host_mib=max(run.peaks[0] for run in found),
        device_mib=max(run.peaks[1] for run in found),
        runs=len(found),
    )


def _phases(run: _Run) -> dict[str, float]:
    told = cast("dict[str, float]", run.result.report["seconds"])
    known = {name: told.get(name, 0.0) for name in PHASES if name != "other"}
    return known | {"other": round(run.total_s - sum(known.values()), 4)}


def _floor(model: Model, case: Case, kind: str, report: dict[str, object], best: Machine) -> dict[str, float]:
    """Seconds that each phase needs at the least; nothing for what a second request knows already."""
    n_latents, anew = cast("int", report["n_latent_frames"]), cast("list[list[int]]", report["latent_frames"])
    n_anew = sum(stop - start for start, stop in anew)
    n_takes = len(cast("list[int]", report["seeds"]))
    if kind == COMPOSE:
        n_anew = -(-round(case.seconds * model.config.sample_rate) // model.config.hop)
    n_rows = n_takes * (1 if report["cfg"] == 1 else 2)
    parts = {
        "text": work.text(model) if kind in (COMPOSE, FIRST) else work.NOTHING,
        "encoding": work.encoding(model, n_latents - n_anew) if kind == FIRST else work.NOTHING,
        "sampling": work.step(model, n_latents, n_rows),
        "decoding": work.decoding(model, n_anew),
    }
    times = {"sampling": cast("int", report["steps"]), "decoding": n_takes}
    return {
        name: round(times.get(name, 1) * best.floor_s(part.by_type, part.n_bytes), 5)
        for name, part in parts.items()
    }
