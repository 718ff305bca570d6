"""What came of a request: in words, and as loud as what it will be compared with."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.jobs import Job
from app.language import marked, tr
from engine.audio.files import Reader
from engine.document import takes
from engine.document.document import Take
from engine.errors import EngineError
from engine.generate import again
from engine.generate.request import GivenUp, Request, Result
from engine.timeline import Span

OUTCOMES = {
    again.SAME: marked("It is the very same sound, sample by sample."),
    again.SURROUNDINGS: marked("What the model hears around it has changed since, so it sounds different."),
    again.OTHER: marked(
        "It was made on another device, by another Inlay, or its file is missing, so it may sound different."
    ),
}
"""What came of a take that was made once more, in a sentence."""

GIVEN_UP = {
    GivenUp.TOGETHER: marked("Memory was short, so they were made one after the other."),
    GivenUp.CONTEXT: marked("Memory was short, so the model heard less around it."),
}
"""What a request was carried out without, where a user should know, in a sentence."""

UNCHANGED = "nearly equal to the original"
"""How the engine calls a take that did not come out differently."""


def told(result: Result, made: Mapping[str, tuple[Take, ...]], is_stale: bool) -> tuple[Span, str]:
    """Where the first new take sounds, and one sentence about what came."""
    new = [take for region in result.takes.values() for take in region]
    if not made:
        return Span(0, 0), tr("The region is gone; its takes are kept in the takes folder.")
    count = tr("1 take") if len(new) == 1 else tr("{count} takes", count=len(new))
    if is_stale:
        text = tr("{takes} for an earlier state of the track: choose one to hear it.", takes=count)
        return Span(0, 0), text
    arrived = tr("{takes} arrived.", takes=count)
    if outcome := OUTCOMES.get(str(result.report.get("again"))):
        arrived += " " + tr(outcome)
    for given_up in result.report.get("given_up") or ():  # type: ignore[attr-defined]
        if given_up in GIVEN_UP:
            arrived += " " + tr(GIVEN_UP[given_up])
    return new[0].span, arrived + _doubts(new)


def _doubts(new: Sequence[Take]) -> str:
    """What is wrong with takes that came, as a sentence behind another one."""
    suspects = [take.suspect for take in new if take.suspect]
    if not suspects:
        return ""
    why = ", ".join(tr(reason) for reason in dict.fromkeys(suspects))
    if len(suspects) == 1:
        return " " + tr("One is suspect: {why}.", why=why)
    return " " + tr("{count} are suspect: {why}.", count=len(suspects), why=why)


def levelled(job: Job, asked: Request) -> Generator[Any, None, Result]:
    """The same job, whose takes come as loud as what they will be compared with."""
    result: Result = yield from job
    matched: dict[str, tuple[Take, ...]] = {}
    with Reader() as reader:
        for region in asked.asked:
            new = result.takes.get(region.id, ())
            alone = replace(region, takes=new, bin=(), chosen=0)
            try:
                found = takes.matches(asked.track, alone, asked.sample_rate, reader.read)
            except EngineError:
                found = {}  # a comparison aid must not cost the takes
            matched[region.id] = tuple(replace(take, match_db=found.get(take.id, 0.0)) for take in new)
    return replace(result, takes=matched)
