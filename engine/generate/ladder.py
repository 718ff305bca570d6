"""What is given up, one thing after the other, where there is not enough memory for a request.

First what nobody misses: what was kept from requests before; then that takes are made together, which changes
none of them but by rounding; last what is heard of the surroundings, which makes other takes and is told.
"""

from __future__ import annotations

import gc
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace

import torch

from engine.errors import OutputError, is_out_of_memory
from engine.generate import heap, recipe
from engine.generate.context import Grid, Plan, plan
from engine.generate.remembered import Remembered
from engine.generate.request import MAX_SEED, Context, GivenUp, Progress, Request, Result
from engine.model.checkpoint import Model

_TIGHTER = {Context.WIDE: Context.NORMAL, Context.NORMAL: Context.TIGHT}


@dataclass(frozen=True, slots=True)
class Rung:
    """A request as it is tried: `given_up` of what was asked for, all takes `together` or one by one."""

    request: Request
    given_up: tuple[GivenUp, ...] = ()
    together: bool = True


def rungs(request: Request, grid: Grid) -> Iterator[Rung]:
    """What is tried, the request as it was asked for first; a context that changes nothing is left out."""
    yield Rung(request)
    given_up: tuple[GivenUp, ...] = (GivenUp.KEPT,)
    yield Rung(request, given_up)
    if request.n_takes > 1:
        given_up = (*given_up, GivenUp.TOGETHER)
        yield Rung(request, given_up, together=False)
    given_up = (*given_up, GivenUp.CONTEXT)
    context: Context | float = request.context
    while isinstance(context, Context) and context in _TIGHTER:
        longer, context = _plan(replace(request, context=context), grid), _TIGHTER[context]
        less = replace(request, context=context)
        if _plan(less, grid).n_latents < longer.n_latents:
            yield Rung(less, given_up, together=request.n_takes == 1)


def _plan(request: Request, grid: Grid) -> Plan:
    return plan(request.mask, request.kept_extent, request.sample_rate, grid, request.context)


def generate(
    model: Model, request: Request, model_hash: str, remembered: Remembered
) -> Generator[Progress, None, Result]:
    """Carry out a request as `recipe.generate` does, with less where memory runs short.

    Returns:
        The result; `given_up` in its report says with what less.
    Raises:
        RuntimeError, MemoryError: there is not enough for the least of it; what `is_out_of_memory` tells.
        EngineError: as in `recipe.generate`.
    """
    request = replace(request, seed=recipe.seeds(request)[0])  # every rung makes the same takes
    *more, least = rungs(request, Grid.of(model.config, model.folder.name))
    for rung in more:
        try:
            return (yield from _tried(rung, model, model_hash, remembered))
        except (MemoryError, RuntimeError) as error:
            if not is_out_of_memory(error):
                raise
            # The failed call's tensors go with its exception, and only then can the device give memory back.
            error.__traceback__ = None
        yield Progress("Making room in memory")
        remembered.clear_but_prompts()  # these are small, and the text encoder that reads them is large
        model.conditioner.release_text_encoder()
        free(model.device)
    return (yield from _tried(least, model, model_hash, remembered))


def _tried(
    rung: Rung, model: Model, model_hash: str, remembered: Remembered
) -> Generator[Progress, None, Result]:
    """The result of one rung, with what it gives up in the report."""
    carry_out = recipe.generate if rung.together else _one_by_one
    result = yield from carry_out(model, rung.request, model_hash, remembered)
    return replace(result, report={**result.report, "given_up": [str(each) for each in rung.given_up]})


def _one_by_one(
    model: Model, request: Request, model_hash: str, remembered: Remembered
) -> Generator[Progress, None, Result]:
    """Each take as a request of its own; the report is the last one's, with the seeds of all."""
    parts: list[Result] = []
    problem = ""
    for number in range(request.n_takes):
        one = replace(request, n_takes=1, seed=(request.seed + number) % (MAX_SEED + 1))
        try:
            parts.append((yield from recipe.generate(model, one, model_hash, remembered)))
        except (OutputError, MemoryError, RuntimeError) as error:
            problem = recipe.why_no_more(error)
            if not parts or not problem:
                raise
            break  # the takes before are whole, and kept
    takes = {
        region: tuple(
            replace(take, number=number)
            for number, part in enumerate(parts, start=1)
            for take in part.takes[region]
        )
        for region in parts[0].takes
    }
    seconds: dict[str, float] = {}
    for part in parts:
        for phase, spent in part.report["seconds"].items():  # type: ignore[attr-defined]
            seconds[phase] = round(seconds.get(phase, 0.0) + spent, 4)
    together = {
        "first_seed": request.seed,
        "seeds": recipe.seeds(request),
        "n_takes": request.n_takes,
        "suspect": [take.suspect for row in takes.values() for take in row],
        "seconds": seconds,
    }
    return Result(takes, parts[-1].report | together, problem)


def free(device: torch.device) -> None:
    """Give back what is held for nothing."""
    gc.collect()
    heap.give_back()
    if device.type == "cuda":
        torch.cuda.empty_cache()
    elif device.type == "mps":
        torch.mps.empty_cache()
