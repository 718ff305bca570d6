"""What is played: a stretch of the document, and how selection, cursor and loop say which one that is."""

from __future__ import annotations

from dataclasses import dataclass

from app.session import Session
from engine.timeline import Span


@dataclass(frozen=True, slots=True)
class Passage:
    """What is to be played: `span` from `start` on, once or over and over, without what lies in `skip`.

    `obeys_loop` says whether turning the loop on or off meanwhile changes it. `returns_to` is where stopping
    leads; None is where it began. `is_offered` says that nobody asked for it: where nothing can be played,
    nothing has to be said.
    """

    span: Span
    start: int
    is_loop: bool = False
    skip: Span | None = None
    obeys_loop: bool = False
    returns_to: int | None = None
    is_offered: bool = False


def passage(session: Session) -> Passage:
    """What Space plays: the selection, or from the cursor on; over and over where the loop lies there."""
    selection = session.selection
    if selection is None or not selection.span:
        return passage_from(session, session.playhead)
    span, loop = selection.span, loop_span(session)
    if session.is_looping and loop.overlaps(span):
        return Passage(loop, span.start, is_loop=True, obeys_loop=True)
    return Passage(span, span.start, obeys_loop=True)


def passage_from(session: Session, sample: int) -> Passage:
    """From a sample to the end, or into the loop and round; from behind either, all of it.

    A loop that the user has set is run up to from before it. One that merely follows from what is pointed at
    is begun at its start.
    """
    loop = loop_span(session)
    if session.is_looping and loop:
        is_on_the_way = sample < loop.stop if session.loop else sample in loop
        return Passage(loop, sample if is_on_the_way else loop.start, is_loop=True, obeys_loop=True)
    extent = session.document.extent
    span = Span(sample, extent.stop) if sample < extent.stop else extent
    return Passage(span, span.start, obeys_loop=True)


def loop_span(session: Session) -> Span:
    """What is played over and over: the loop; without one the selection, the region or everything."""
    if session.loop:
        return session.loop
    if session.selection is not None and session.selection.span:
        return session.selection.span
    return session.region.span if session.region is not None else session.document.extent
