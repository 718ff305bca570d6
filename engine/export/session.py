"""A whole document as a session for another program: which file it becomes, and where its media lie."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path

from engine import disk
from engine.document.document import Document
from engine.document.render import Read
from engine.errors import OutputError
from engine.export import arrangement, dawproject, reaper
from engine.export.leaving import Written
from engine.export.track import Watch, not_watched

SUFFIXES = (dawproject.SUFFIX, reaper.SUFFIX)


def version() -> str:
    """Our own, for those who look where a session came from."""
    try:
        return metadata.version("inlay")
    except metadata.PackageNotFoundError:
        return "0"


def is_session(path: Path) -> bool:
    """Whether a file of this name is a session, not a sound."""
    return path.suffix.lower() in SUFFIXES


def media_folder(path: Path) -> Path:
    """Where the media of a REAPER session lie: beside it."""
    return path.with_name(f"{path.stem}_media")


def write_session(
    document: Document,
    path: Path,
    read: Read,
    *,
    title: str,
    overwrite: bool = False,
    watch: Watch = not_watched,
) -> None:
    """Write tracks, clips, fades, gains, balance, markers and tempo, with all that they play.

    Args:
        path: its suffix, one of `SUFFIXES`, says for which program.
        overwrite: whether what stands there may be replaced.
    Raises:
        OutputError: the place is taken, full or read-only, or a recording is missing.
        RequestError: there is nothing to hear.
    """
    _refuse_taken(path, overwrite=overwrite)
    if path.suffix.lower() == reaper.SUFFIX:
        with disk.told(path), _kept_if_done(media_folder(path)) as media:
            told = arrangement.of_document(document, title, media, read, has_gains=True, watch=watch)
            reaper.write(told, path)
        return
    with disk.told(path), tempfile.TemporaryDirectory(prefix=".inlay-", dir=path.parent) as name:
        told = arrangement.of_document(document, title, Path(name), read, has_gains=False, watch=watch)
        dawproject.write(told, path, made_by=version(), watch=watch)


def write_of_stems(
    document: Document,
    path: Path,
    written: Sequence[Written],
    *,
    title: str,
    overwrite: bool = False,
    watch: Watch = not_watched,
) -> None:
    """Write a session of stems that are there already.

    Raises:
        OutputError: the place is taken, full or read-only.
    """
    _refuse_taken(path, overwrite=overwrite)
    told = arrangement.of_stems(document, title, written)
    if path.suffix.lower() == reaper.SUFFIX:
        reaper.write(told, path)
    else:
        dawproject.write(told, path, made_by=version(), watch=watch)


def _refuse_taken(path: Path, *, overwrite: bool) -> None:
    taken = [path, *([media_folder(path)] if path.suffix.lower() == reaper.SUFFIX else [])]
    if not overwrite and any(one.exists() for one in taken):
        raise OutputError(
            path, "a file of that name exists; choose another name, or pass --force to replace it"
        )


@contextmanager
def _kept_if_done(folder: Path) -> Iterator[Path]:
    """A folder of media, gone again if it was made for nothing."""
    is_new = not folder.exists()
    folder.mkdir(exist_ok=True)
    try:
        yield folder
    except BaseException:
        if is_new:
            shutil.rmtree(folder, ignore_errors=True)
        raise
