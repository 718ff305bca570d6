"""Missing files that turn up elsewhere, and documents that hear them there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from engine.audio import files
from engine.audio.files import Source
from engine.document.document import Clip, Document, Region, Take, Track
from engine.document.media import is_alike
from engine.errors import AudioFileError


def located(lost: Source, path: Path) -> Source:
    """A missing source, found under another name.

    Raises:
        AudioFileError: there is no sound, or one of another length, rate or number of channels.
    """
    found, _ = files.known_again(replace(lost, path=path))
    if not is_alike(found, lost):
        raise AudioFileError(path, "it is not the missing file: its length, rate or channels are others")
    return found


def located_beside(lost: Collection[Source], folder: Path) -> dict[Source, Source]:
    """Those of the missing sources that lie in a folder under their own names."""
    found: dict[Source, Source] = {}
    for source in lost:
        try:
            found[source] = located(source, folder / source.path.name)
        except AudioFileError:
            continue
    return found


def missing_in(document: Document) -> set[Source]:
    """What a document cannot hear, since it was not found."""
    return {source for source in _heard(document) if source.is_missing}


def has_missing(document: Document) -> bool:
    """Whether there is anything of that kind."""
    return any(source.is_missing for source in _heard(document))


def relocated(found: Mapping[Source, Source]) -> Callable[[Document], Document]:
    """An edit that lets documents hear other files; what they share before, they share afterwards."""
    known: dict[int, tuple[Any, Any]] = {}  # what an identity stands for is held, so that it stays its own

    def once(old: Any, make: Callable[[], Any]) -> Any:
        if id(old) not in known:
            new = make()
            known[id(old)] = (old, old if new == old else new)
        return known[id(old)][1]

    def clip(old: Clip) -> Clip:
        return once(old, lambda: replace(old, source=found.get(old.source, old.source)))

    def take(old: Take) -> Take:
        return once(old, lambda: replace(old, source=found.get(old.source, old.source)))

    def region(old: Region) -> Region:
        return once(
            old, lambda: replace(old, takes=tuple(map(take, old.takes)), bin=tuple(map(take, old.bin)))
        )

    def track(old: Track) -> Track:
        return once(
            old,
            lambda: replace(old, clips=tuple(map(clip, old.clips)), regions=tuple(map(region, old.regions))),
        )

    return lambda document: replace(document, tracks=tuple(map(track, document.tracks)))


def _heard(document: Document) -> Iterator[Source]:
    for track in document.tracks:
        yield from (clip.source for clip in track.clips)
        for region in track.regions:
            yield from (take.source for take in (*region.takes, *region.bin))
