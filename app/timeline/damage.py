"""What of a track looks otherwise than before, so that no more than that is painted again."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce

from engine.document.document import Track
from engine.timeline import Span

_END = 2**62
"""Beyond every track."""


def changed_stretch(before: Track, after: Track) -> Span | None:
    """From the first region that is another to the last, where nothing but regions has changed.

    None where more has: then anything may look otherwise.
    """
    if replace(before, regions=after.regions) != after:
        return None
    old, new = ({region.id: region for region in track.regions} for track in (before, after))
    pairs = [(old.get(id_), new.get(id_)) for id_ in old | new]
    changed = [pair for pair in pairs if pair[0] is not pair[1] and pair[0] != pair[1]]
    spans = [region.span for pair in changed for region in pair if region is not None]
    return reduce(Span.hull, spans) if spans else Span(0, 0)


def changed_takes(changed: Span, before: Track, after: Track) -> Span:
    """Where takes that stand in one line look otherwise, where regions have changed in the stretch `changed`.

    Those of a region reach up to the next region that has any: where the first ones of a region come, those
    before it lose room.
    """
    if not changed:
        return changed
    answered = [region.span.start for track in (before, after) for region in track.regions if region.takes]
    first = max((start for start in answered if start < changed.start), default=changed.start)
    return Span(first, min((start for start in answered if start >= changed.stop), default=_END))
