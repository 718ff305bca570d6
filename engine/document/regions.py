"""Regions of one track as a tuple in order: cutting, joining and finding room among them.

Two rules hold everywhere. A region with takes is never moved or removed by what happens beside it: takes cost
time to make. A region without takes is only a mark, and gives way.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from engine.document.document import Region
from engine.timeline import Mask, Span

Regions = tuple[Region, ...]


def in_order(regions: Iterable[Region]) -> Regions:
    """The same regions, by position."""
    return tuple(sorted(regions, key=lambda region: region.span))


def free_parts(regions: Regions, span: Span) -> tuple[Span, ...]:
    """The stretches of `span` that no region with takes covers, in order."""
    return Mask.of(region.span for region in regions if region.holds_takes).outside(span)


def joined(regions: Regions, new: Region) -> tuple[Regions, Region]:
    """Put `new` among `regions`; those without takes that touch or overlap it become part of it.

    The first region that is absorbed lends its identifier, its number and its name, and its prompt where
    `new` has none, so that growing a mark keeps what was said about it.

    Args:
        regions: in order; those with takes do not overlap `new`.
        new: without takes.
    """
    absorbed = [r for r in regions if not r.holds_takes and r.span.touches(new.span)]
    if absorbed:
        span = new.span.hull(absorbed[0].span).hull(absorbed[-1].span)
        prompts = (r.prompt for r in (new, *absorbed) if r.prompt is not None)
        name = new.name or absorbed[0].name
        new = replace(absorbed[0], span=span, prompt=next(prompts, None), name=name, channels=new.channels)
    return in_order([*(r for r in regions if r not in absorbed), new]), new


def without(regions: Regions, span: Span) -> Regions:
    """Take `span` away: regions are trimmed or split, and both parts keep the takes.

    A region that would vanish goes if it is only a mark; with takes it stays as it was.
    """
    return tuple(part for region in regions for part in _parts(region, span))


def room(regions: Regions, region: Region) -> tuple[int | None, int | None]:
    """Where the neighbours before and after `region` end and begin; None where there is none."""
    index = regions.index(region)
    before = regions[index - 1].span.stop if index else None
    after = regions[index + 1].span.start if index + 1 < len(regions) else None
    return before, after


def _parts(region: Region, gone: Span) -> Regions:
    spans = Mask.of([gone]).outside(region.span)
    if spans == (region.span,) or (region.holds_takes and not spans):
        return (region,)
    return tuple(replace(region.renewed() if i else region, span=span) for i, span in enumerate(spans))
