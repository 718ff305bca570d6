"""Names of files, made of words of the document."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

STEMS = "$tracknumber_$track"
CHANGES = "$tracknumber_$track_$take"
MIX = "$project"

_WORD = re.compile(r"\$(tracknumber|track|project|take)")  # the longer one first
_REFUSED = frozenset('<>:"/\\|?*')
_DEVICES = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_MOST_BYTES = 120  # of a name, so that suffixes and folders still fit everywhere


@dataclass(frozen=True, slots=True)
class Words:
    """What stands for `$project`, `$track`, `$tracknumber` and `$take`."""

    project: str = ""
    track: str = ""
    number: int = 0
    take: str = ""

    def fill(self, template: str) -> str:
        """The name of a file, without a suffix, as every system takes it."""
        values = {
            "project": self.project,
            "track": self.track,
            "tracknumber": f"{self.number:02d}",
            "take": self.take,
        }
        return tidy(_WORD.sub(lambda found: values[found[1]], template))


def tidy(name: str) -> str:
    """A name that no file system minds: no separators or control characters, no device of Windows."""
    kept = "".join("_" if c in _REFUSED or not c.isprintable() else c for c in name)
    kept = kept.encode("utf-8", "replace")[:_MOST_BYTES].decode("utf-8", "ignore")
    kept = " ".join(kept.split()).strip(". ")
    return f"_{kept}" if _DEVICES.match(kept) else kept or "sound"


def distinct(names: Iterable[str]) -> list[str]:
    """The same names, with a number where one was there before; case makes no difference on some disks."""
    given: list[str] = []
    taken: set[str] = set()
    for name in names:
        number, tried = 1, name
        while tried.casefold() in taken:
            number += 1
            tried = f"{name} ({number})"
        taken.add(tried.casefold())
        given.append(tried)
    return given
