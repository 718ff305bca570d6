"""Files of a project that nothing refers to any more, and its bin emptied for good."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

from engine.document.document import ORIGINAL, Document, Region, Take, Track
from engine.document.media import FOLDER, sources_of
from engine.document.project import Project

OURS = re.compile(r"[0-9a-f]{32}\.\w+|\.inlay-[0-9a-f]{32}\.part")
"""Names of files that a project has put into its folder itself."""


def unused(folder: Path) -> tuple[Path, ...]:
    """Files that no state of a saved project hears: of steps that were taken back and then left.

    Raises:
        ProjectError: it cannot be opened, so that nothing is known.
    """
    clips, takes = sources_of(Project(folder).open().history)
    heard = {source.path for source in clips | takes}
    media = folder / FOLDER
    if not media.is_dir():
        return ()
    return tuple(sorted(p for p in media.iterdir() if OURS.fullmatch(p.name) and p not in heard))


def binned(document: Document) -> tuple[Take, ...]:
    """All takes that wait in a bin."""
    return tuple(take for track in document.tracks for region in track.regions for take in region.bin)


def without(gone: Collection[str]) -> Callable[[Document], Document]:
    """An edit for every state of a history that forgets takes by their identifiers, wherever they are.

    Where one of them was heard, the original is heard again. What states share, they share afterwards.
    """
    known: dict[
        int, tuple[Track, Track]
    ] = {}  # what an identity stands for is held, so that it stays its own

    def region(old: Region) -> Region:
        takes, left = (tuple(t for t in row if t.id not in gone) for row in (old.takes, old.bin))
        if len(takes) + len(left) == len(old.takes) + len(old.bin):
            return old
        chosen = old.chosen if old.chosen in {take.number for take in takes} else ORIGINAL
        return replace(old, takes=takes, bin=left, chosen=chosen)

    def track(old: Track) -> Track:
        if id(old) not in known:
            regions = tuple(map(region, old.regions))
            is_same = all(a is b for a, b in zip(regions, old.regions, strict=True))
            known[id(old)] = (old, old if is_same else replace(old, regions=regions))
        return known[id(old)][1]

    return lambda document: replace(document, tracks=tuple(map(track, document.tracks)))
