"""Sorting takes out: names, the bin, keeping one, and making them as loud as what they are compared with."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from engine.audio.levels import from_db, peak, to_db
from engine.audio.loudness import lufs
from engine.document.document import ORIGINAL, Document, Region, Track
from engine.document.render import Read, render_track
from engine.document.splice import Sound

MAX_MATCH_DB = 18.0
"""Further apart than this, two sounds are not made equally loud: one of them is nearly silent."""

QUIETEST_LUFS = -70.0
"""The standard's absolute gate: below it there is nothing to compare with."""


def name_take(document: Document, region_id: str, number: int, name: str) -> Document:
    """Give a take a name; "" takes it away. ValueError where the region has no such take."""
    return document.with_take(region_id, number, lambda take: replace(take, name=name.strip()))


def bin_takes(document: Document, region_id: str, numbers: tuple[int, ...]) -> Document:
    """Put takes into the region's bin; if one of them was heard, the original is heard again.

    ValueError where the region has none of such a number.
    """
    region = document.region(region_id)
    gone = tuple(region.take(number) for number in sorted(set(numbers)))
    left = tuple(take for take in region.takes if take not in gone)
    chosen = ORIGINAL if region.chosen in numbers else region.chosen
    wasted = tuple(sorted((*region.bin, *gone), key=lambda take: take.number))
    return document.with_region(region_id, lambda r: replace(r, takes=left, bin=wasted, chosen=chosen))


def keep_only(document: Document, region_id: str, number: int) -> Document:
    """Keep one take in the lane and put the others into the bin; starred ones stay, too."""
    region = document.region(region_id)
    region.take(number)
    others = tuple(t.number for t in region.takes if t.number != number and not t.is_starred)
    after = bin_takes(document, region_id, others)
    return after.with_region(region_id, lambda r: replace(r, chosen=number))


def restore_takes(document: Document, region_id: str, numbers: tuple[int, ...] | None = None) -> Document:
    """Bring takes back from the bin into their places; all of them where none are named."""
    region = document.region(region_id)
    back = tuple(t for t in region.bin if numbers is None or t.number in numbers)
    takes = tuple(sorted((*region.takes, *back), key=lambda take: take.number))
    wasted = tuple(take for take in region.bin if take not in back)
    return document.with_region(region_id, lambda r: replace(r, takes=takes, bin=wasted))


def set_matches(document: Document, matches: Mapping[str, float]) -> Document:
    """Set the level match of takes in dB, by the takes' identifiers; the others stay as they are."""

    def matched(region: Region) -> Region:
        takes = tuple(replace(t, match_db=matches[t.id]) if t.id in matches else t for t in region.takes)
        return region if takes == region.takes else replace(region, takes=takes)

    tracks = (replace(t, regions=tuple(matched(r) for r in t.regions)) for t in document.tracks)
    return replace(document, tracks=tuple(tracks))


def matches(track: Track, region: Region, sample_rate: int, read: Read) -> dict[str, float]:
    """How much louder each take of a region has to be to be compared fairly, in dB by its identifier.

    Each is made as loud as the original where it is heard, on its channels; where that is silent, as loud as
    the first take that is not. What is made louder stays below full scale, unless it was louder already. What
    is nearly silent, or not heard anywhere, stays as it is.

    Source: ITU-R BS.1770-5, over all that is heard of a take.
    """
    others = replace(track, regions=tuple(r for r in track.regions if r.id != region.id))
    original = lru_cache(lambda part: render_track(others, part, read))
    found = {take.id: 0.0 for take in region.takes}
    first: float | None = None
    for take in region.takes:
        if not (part := region.span.overlap(take.span)):
            continue
        sound = read(take.source, take.source_span(part)) * from_db(take.gain_db)
        loudness = _loudness(sound, sample_rate)
        if loudness is None:
            continue
        first = loudness if first is None else first
        beneath = _loudness(original(part)[:, list(take.channels)], sample_rate)
        found[take.id] = _fair((first if beneath is None else beneath) - loudness, peak(sound))
    return found


def _fair(needed_db: float, highest: float) -> float:
    """As much of the gain as leaves no sample above full scale."""
    room_db = max(0.0, -to_db(highest)) if highest > 0 else 0.0
    bounded = max(-MAX_MATCH_DB, min(MAX_MATCH_DB, needed_db, room_db))
    return math.floor(bounded * 100) / 100  # downward: rounded up, the peak might clip


def _loudness(sound: Sound, sample_rate: int) -> float | None:
    """LUFS; None where there is nothing to hear."""
    measured = lufs(sound, sample_rate)
    return measured if math.isfinite(measured) and measured > QUIETEST_LUFS else None
