"""Which files an export makes: the mix, one for each track, or one for each take that is heard."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

from engine.document.document import Document, Heard, Track
from engine.document.render import Read, audible
from engine.errors import RequestError
from engine.export import naming, passage
from engine.export.leaving import Piece
from engine.export.naming import Words, distinct
from engine.export.passage import Passage
from engine.timeline import Span


class Which(StrEnum):
    """Of which tracks stems are made."""

    AUDIBLE = "audible"
    SELECTED = "selected"
    ALL = "all"


def stems_folder(place: Path, project: str) -> Path:
    """Where the stems of a project go."""
    return place / f"{naming.tidy(project)}_stems"


def mix(document: Document, span: Span, read: Read, path: Path) -> tuple[Piece, ...]:
    """All that is heard in a stretch, in one file; what lies before the start of the session is left."""
    start = passage.origin(document)
    within = Span(max(start, span.start), max(start, span.stop))
    return (Piece(passage.mix(document, within, read, path.stem), path),)


def stems(
    document: Document,
    tracks: Sequence[Track],
    folder: Path,
    read: Read,
    *,
    suffix: str = ".wav",
    project: str = "",
    template: str = naming.STEMS,
    with_master: bool = False,
    at_fader: bool = True,
) -> tuple[Piece, ...]:
    """One file a track, all from the start of the session to its end.

    Args:
        tracks: those that are wanted, in any order; see `chosen`.
        project: what `$project` stands for.
        with_master: the mix, too.
        at_fader: with gain and balance of each track, so that they add up to the mix.
    Raises:
        RequestError: there is no track with any sound.
    """
    span, wanted = passage.whole(document), {track.id for track in tracks if track.extent}
    if not wanted:
        raise RequestError("the stems", "would all be empty: choose tracks that hold sound")
    made: list[tuple[Passage, Words]] = []
    if with_master:
        made.append((passage.mix(document, span, read, "Master"), Words(project, "Master", 0)))
    for number, track in enumerate(document.tracks, start=1):
        if track.id in wanted:
            stem = passage.stem(document, track, span, read, at_fader=at_fader)
            made.append((stem, Words(project, stem.title, number)))
    return _placed(made, folder, template, suffix)


def changes(
    document: Document,
    folder: Path,
    read: Read,
    *,
    suffix: str = ".wav",
    project: str = "",
    template: str = naming.CHANGES,
) -> tuple[Piece, ...]:
    """Only what was changed: each take that is heard, to lie over the untouched original at its time.

    Raises:
        RequestError: no take is heard anywhere.
    """
    made: list[tuple[Passage, Words]] = []
    for number, track in enumerate(document.tracks, start=1):
        for heard in track.heard:
            words = Words(project, track.name or "track", number, take_name(track, heard))
            made.append((passage.change(document, track, heard, read), words))
    if not made:
        raise RequestError("nothing", "was changed yet: choose a take, and export then")
    return _placed(made, folder, template, suffix)


def chosen(document: Document, which: Which, selected: Sequence[str] = ()) -> tuple[Track, ...]:
    """The tracks that are meant; `selected` are the identifiers that `Which.SELECTED` is about."""
    if which is Which.AUDIBLE:
        return audible(document)
    if which is Which.SELECTED:
        return tuple(track for track in document.tracks if track.id in selected)
    return document.tracks


def take_name(track: Track, heard: Heard) -> str:
    """What a take is called: by its region and number."""
    region = next(r for r in track.regions if r.chosen_take is heard.take and r.span.overlaps(heard.span))
    place = region.name or f"region {region.number}"
    return f"{place} {heard.take.name or f'take {heard.take.number}'}"


def _placed(
    made: Sequence[tuple[Passage, Words]], folder: Path, template: str, suffix: str
) -> tuple[Piece, ...]:
    names = distinct(words.fill(template) for _, words in made)
    return tuple(Piece(one, folder / f"{name}{suffix}") for (one, _), name in zip(made, names, strict=True))
