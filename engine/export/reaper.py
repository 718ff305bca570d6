"""A session as REAPER opens it: a text of nested blocks, with the media in a folder beside it.

Source: projects that REAPER writes, as PyPI `rpp` and `reathon` read and write them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePath

from engine import disk
from engine.audio.levels import from_db
from engine.export.arrangement import Arrangement, Item, Lane

SUFFIX = ".rpp"

_KINDS = {".flac": "FLAC", ".mp3": "MP3", ".ogg": "VORBIS", ".m4a": "VIDEO"}
_FADE = 1  # of its shapes the one that is nearest to a quarter of a sine


def write(arrangement: Arrangement, path: Path) -> None:
    """Put a session beside its media, in one step; it names them relative to itself.

    Raises:
        OutputError: the place is full, read-only or missing.
    """
    lines = "\n".join(_project(arrangement, path.parent))
    disk.write_whole(path, f"{lines}\n".encode())


def _project(arrangement: Arrangement, folder: Path) -> Iterator[str]:
    yield '<REAPER_PROJECT 0.1 "6.0/Inlay" 0'
    yield f"  TEMPO {arrangement.tempo_bpm:.12g} {arrangement.beats_per_bar} 4"
    yield f"  SAMPLERATE {arrangement.sample_rate} 1 0"
    for number, (at, name) in enumerate(arrangement.markers, start=1):
        yield f"  MARKER {number} {_seconds(at, arrangement)} {quoted(name)} 0"
    for lane in arrangement.lanes:
        yield from (f"  {line}" for line in _track(lane, arrangement, folder))
    yield ">"


def _track(lane: Lane, arrangement: Arrangement, folder: Path) -> Iterator[str]:
    yield "<TRACK"
    yield f"  NAME {quoted(lane.name)}"
    yield f"  VOLPAN {from_db(lane.gain_db):.12g} {lane.pan:.12g} -1 -1 1"
    yield f"  MUTESOLO {int(lane.is_muted)} {int(lane.is_solo)} 0"
    yield f"  NCHAN {max(2, lane.n_channels + lane.n_channels % 2)}"
    for item in lane.items:
        yield from (f"  {line}" for line in _item(item, arrangement, folder))
    yield ">"


def _item(item: Item, arrangement: Arrangement, folder: Path) -> Iterator[str]:
    yield "<ITEM"
    yield f"  POSITION {_seconds(item.start, arrangement)}"
    yield f"  LENGTH {_seconds(item.length, arrangement)}"
    yield "  LOOP 0"
    yield f"  FADEIN {_FADE} {_seconds(item.fade_in, arrangement)} 0 {_FADE} 0 0 0"
    yield f"  FADEOUT {_FADE} {_seconds(item.fade_out, arrangement)} 0 {_FADE} 0 0 0"
    yield f"  NAME {quoted(item.name)}"
    yield f"  VOLPAN {from_db(item.gain_db):.12g} 0 1 -1"
    yield f"  SOFFS {_seconds(item.offset, arrangement)}"
    yield f"  <SOURCE {_KINDS.get(item.path.suffix.lower(), 'WAVE')}"
    yield f"    FILE {quoted(relative(item.path, folder))}"
    yield "  >"
    yield ">"


def relative(path: Path, folder: Path) -> str:
    """A path as a session tells it: from its own folder on, with `/` on every system."""
    inside = path.is_relative_to(folder)
    return PurePath(path.relative_to(folder)).as_posix() if inside else str(path)


def quoted(text: str) -> str:
    """A word in the quotes that it does not hold itself; there is no way to escape them."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    for quote in ('"', "'", "`"):
        if quote not in plain:
            return f"{quote}{plain}{quote}"
    return f"`{plain.replace('`', ' ')}`"


def _seconds(n_samples: int, arrangement: Arrangement) -> str:
    """With as many digits as lead back to the very sample."""
    return f"{n_samples / arrangement.sample_rate:.15g}"
