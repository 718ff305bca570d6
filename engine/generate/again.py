"""A take made once more from its recipe: the very same sound, on the same machine.

Each step of a model adds in another order where more takes are made at once, and the last bits of a sample
tell. So all that was asked for together is asked for again, and only the one that is wanted is kept.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from engine.audio.files import Reader
from engine.document.document import Document, Region, Take
from engine.document.regions import in_order
from engine.errors import EngineError, RequestError
from engine.generate.request import MAX_SEED, Context, Progress, Request, Result
from engine.timeline import Span

BLOCK = 2**18

SAME, SURROUNDINGS, OTHER = "same", "surroundings", "other"
"""What came of it, as `report["again"]` says: the very same sound; another one, since what the model hears
around it has changed since; another one for other reasons, such as another device."""


def model_of(take: Take) -> str:
    """The name of the model that a take was made with; "" where its recipe does not say."""
    return str(_recipe(take).get("model", ""))


def request_of(
    document: Document, region_id: str, take: Take, *, folder: Path, model: str, device: str
) -> Request:
    """What has to be asked for so that `take` is made once more, for its region as the first one of all.

    Args:
        folder: where it is written.
        model: the name or the folder of its model; another model than its own is refused when it is loaded.
        device: what is computed on where the recipe names none.
    Raises:
        RequestError: the take does not say how it was made.
        KeyError: the region is gone.
    """
    track, told = document.track_of(region_id), _recipe(take)
    try:
        spans = [Span(*map(int, edges)) for edges in told["regions"]]
        known = {t.id: t for region in track.regions for t in (*region.takes, *region.bin)}
        heard = [known.get(name) for name in told["over"]]
        regions = [_as_then(*place, take.channels) for place in zip(spans, heard, strict=True)]
        at = spans.index(take.span)
        now = document.region(region_id)
        regions[at] = replace(regions[at], id=region_id, name=now.name, number=now.number)
        others = (r for r in track.regions if r.id != region_id and not any(map(r.span.overlaps, spans)))
        context = told["context"]
        return Request(
            track=replace(track, regions=in_order([*others, *regions])),
            sample_rate=document.sample_rate,
            regions=(region_id, *(region.id for region in regions if region.id != region_id)),
            folder=folder,
            model=model,
            prompt=take.prompt,
            seed=int(told["first_seed"]),
            n_takes=int(told["n_takes"]),
            steps=told["steps"],
            cfg=told["cfg"],
            negative_prompt=told["negative_prompt"],
            sampler=told["sampler"],
            strength=told["strength"],
            context=Context(context) if context in list(Context) else float(context),
            crossfade_s=told["crossfade_s"],
            level_match=told["level_match"],
            device=str(told.get("device", device)).partition(":")[0],
            model_hash=str(told["model_hash"]),
        )
    except (KeyError, TypeError, ValueError):
        raise _untold() from None


def only(
    job: Generator[Progress, None, Result], asked: Request, take: Take
) -> Generator[Progress, None, Result]:
    """The same job, of whose result but the take made once more is left; the report says what came of it.

    Raises:
        EngineError: it ended before the take that is wanted, or its seed is none of those that were drawn.
    """
    result = yield from job
    number = (take.seed - asked.seed) % (MAX_SEED + 1) + 1
    made = [new for new in result.takes.get(asked.regions[0], ()) if new.number == number]
    for new in (new for row in result.takes.values() for new in row if new not in made):
        new.source.path.unlink(missing_ok=True)
    if not made:
        raise EngineError(result.problem) if result.problem else _untold()
    takes = {asked.regions[0]: tuple(made)}
    told = {"again": compared(take, made), "seeds": [take.seed]}
    return replace(result, takes=takes, report=result.report | told)


def compared(take: Take, made: Sequence[Take]) -> str:
    """Whether a take that was made once more is the same: one of the words above; "" where there is none."""
    if not made:
        return ""
    if _is_same_sound(take, made[0]):
        return SAME
    return OTHER if _heard(take) == _heard(made[0]) else SURROUNDINGS


def _untold() -> RequestError:
    return RequestError("this take", "does not say how it was made: ask for a new one instead")


def _as_then(span: Span, heard: Take | None, channels: tuple[int, ...]) -> Region:
    """A region that sounds as it did when it was asked for."""
    if heard is None:
        return Region(span, channels=channels)
    return Region(span, (heard,), heard.number, channels=channels)


def _is_same_sound(a: Take, b: Take) -> bool:
    if a.source.n_samples != b.source.n_samples:
        return False
    spans = (Span(start, min(start + BLOCK, a.span.length)) for start in range(0, a.span.length, BLOCK))
    try:
        with Reader() as reader:
            return all(np.array_equal(reader.read(a.source, s), reader.read(b.source, s)) for s in spans)
    except EngineError:
        return False  # its file is missing: that is what it may be made again for


def _heard(take: Take) -> tuple[Any, ...]:
    told = _recipe(take)
    return told.get("heard"), told.get("window"), told.get("seconds_total")


def _recipe(take: Take) -> dict[str, Any]:
    try:
        told = json.loads(take.recipe)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
