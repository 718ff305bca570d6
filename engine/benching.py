"""`inlay bench`: what a request costs on this machine, phase by phase."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine import catalogue, console, file_job, reports
from engine.generate.request import Context, Progress
from engine.options import ContextLength, Seconds

if TYPE_CHECKING:
    from engine.bench.machine import Machine
    from engine.bench.rival import Rival
    from engine.bench.runs import Row

SECONDS = (5.0, 30.0, 120.0, 380.0)


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command line asks to be measured."""

    seconds: tuple[float, ...]
    contexts: tuple[Context | float, ...]
    device: str
    steps: int | None
    takes: int
    runs: int
    matrix: int


@click.command("bench")
@click.option("--model", "models", multiple=True, help="A model that is here, or a folder; repeatable.")
@click.option("--seconds", multiple=True, type=Seconds(), default=SECONDS, help="A length; repeatable.")
@click.option(
    "--context",
    "contexts",
    multiple=True,
    type=ContextLength(),
    help="How much an edit hears, beside all of the recording; repeatable. [default: normal]",
)
@click.option("--device", default="auto", type=click.Choice(["auto", "cpu", "cuda", "mps"]))
@click.option("--steps", type=int, help="Sampling steps; the model's own number if left out.")
@click.option("--takes", default=1, show_default=True, help="Answers to each request.")
@click.option("--runs", default=3, show_default=True, type=click.IntRange(1), help="Times are their medians.")
@click.option("--matrix", default=2048, type=click.IntRange(16), hidden=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
def bench(models: tuple[str, ...], as_json: bool, **wished: object) -> None:
    """Measure composing and editing here: seconds per phase, memory, and the least the machine could need.

    An edit regenerates one second of a recording: asked for the first time, again once its take has been
    chosen, and elsewhere in the same recording. The floor is what had to be computed over the rate of matrix
    products, or what had to be read over the bandwidth, both measured here.
    """
    from engine.bench import table

    contexts = wished.pop("contexts") or (Context.NORMAL,)
    wish = Wish(contexts=contexts, **wished)  # type: ignore[arg-type]
    names = models or (file_job.chosen_model(None),)
    with console.progress_bar(quiet=as_json) as tell, tempfile.TemporaryDirectory() as folder:
        best, rows, rivals = _measured(names, wish, Path(folder), tell)
    if as_json:
        reports.print_json(table.values(best, rows, rivals))
    else:
        table.show(best, rows, rivals)


def _measured(
    names: tuple[str, ...], wish: Wish, folder: Path, tell: console.Tell
) -> tuple[Machine, list[Row], list[Rival]]:
    """All cases of all models; torch is imported here and not before."""
    from engine.bench import machine, rival, runs
    from engine.bench.cases import Asking, Case
    from engine.generate import precision
    from engine.generate.engine import Engine, choose_device

    device = choose_device(wish.device)
    tell(Progress("Measuring the machine"))
    best = machine.measure(device, precision.types_on(device), matrix=wish.matrix)
    cases = [Case(s) for s in wish.seconds]
    cases += [Case(s, context) for s in wish.seconds for context in (*wish.contexts, s)]
    rows: list[Row] = []
    rivals: list[Rival] = []
    for name in names:
        asking = Asking(str(catalogue.find(name)), wish.device, folder, wish.steps, wish.takes)
        engine = Engine()
        tell(Progress(f"Loading {name}"))
        runs.warm_up(engine, asking)
        for number, case in enumerate(cases, start=1):
            tell(Progress(f"Measuring {name}", number, len(cases)))
            rows += runs.rows(engine, asking, case, best, wish.runs)
        longest = max((row.n_latents for row in rows if row.model == Path(asking.model).name), default=0)
        if engine.model is not None and longest:
            rivals += [found] if (found := rival.compare(engine.model, longest, wish.runs)) else []
    return best, rows, rivals
