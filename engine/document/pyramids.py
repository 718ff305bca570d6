"""Waveforms of a project's own media, in its folder, so that they are there at once wherever it is taken.

`peaks/` holds one file for each in `media/`, named alike by what it holds. All of them can be computed again:
one that is missing or damaged costs nothing but time, as does one of a medium that was edited in its place.
Where they are follows from where the medium is, and no project can name another place.
"""

from __future__ import annotations

import re
from pathlib import Path

from engine.audio.peaks import SUFFIX, Peaks, mark_of
from engine.document import media
from engine.document.project import FILE

FOLDER = "peaks"

_MEDIUM = re.compile(r"[0-9a-f]{32}\.\w+")
_OURS = re.compile(rf"[0-9a-f]{{32}}(\{SUFFIX}|\.part)")


def place_of(medium: Path) -> Path | None:
    """Where the pyramid of a file in the media of a project is kept; None for any other file.

    Nothing that leads out of the project by a link counts as its own. Looks at the disk.
    """
    folder = medium.parent.parent
    if medium.parent.name != media.FOLDER or not _MEDIUM.fullmatch(medium.name):
        return None
    place = folder / FOLDER / f"{medium.stem}{SUFFIX}"
    try:
        is_inside = place.resolve() == folder.resolve() / FOLDER / place.name
        return place if is_inside and (folder / FILE).is_file() else None
    except OSError:
        return None


def restore(peaks: Peaks, medium: Path) -> bool:
    """Take what the project keeps of one of its media; False where there is nothing, or nothing whole."""
    try:
        place = place_of(medium)
        return place is not None and place.exists() and peaks.restore_from(place, mark_of(medium))
    except OSError:
        return False


def keep(peaks: Peaks, medium: Path, *, is_new: bool = False) -> None:
    """Have the project keep the pyramid of one of its media; of none that lies elsewhere.

    Args:
        is_new: it was computed since what is kept was not whole; else what is there stays.
    Raises:
        OSError: the folder cannot be written, or the medium not be read.
    """
    place = place_of(medium)
    if place is not None and (is_new or not place.exists()):
        place.parent.mkdir(exist_ok=True)
        peaks.save_as(place, mark_of(medium))


def kept(folder: Path) -> tuple[Path, ...]:
    """All that a project keeps of this kind."""
    peaks = folder / FOLDER
    if peaks.is_symlink() or not peaks.is_dir():
        return ()
    return tuple(sorted(path for path in peaks.iterdir() if _OURS.fullmatch(path.name.removeprefix("."))))


def tidy(folder: Path) -> None:
    """Remove those of media that are in the project no more.

    Raises:
        OSError: the folder cannot be looked through.
    """
    found = kept(folder)
    held = {path.stem for path in (folder / media.FOLDER).iterdir()} if found else set()
    for path in found:
        if path.suffix == SUFFIX and path.stem not in held:
            path.unlink(missing_ok=True)
