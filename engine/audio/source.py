"""What is known of a sound file once it has been opened."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

Tags = tuple[tuple[str, str], ...]
"""Names and texts, in libsndfile's names: `title`, `artist`, `comment`, …"""

N_BYTES = {"PCM_S8": 1, "PCM_U8": 1, "PCM_16": 2, "PCM_24": 3, "PCM_32": 4, "FLOAT": 4, "DOUBLE": 8}
"""Of a stored sample, by its subtype; of those that are stored one by one."""


@dataclass(frozen=True, slots=True)
class Source:
    """A sound file as it was opened: never changed, read by span through `audio.files`.

    `n_samples` counts samples of one channel. `subtype` is libsndfile's word for the stored samples
    (`PCM_16`, `PCM_24`, `PCM_32`, `FLOAT`, …). `size` (bytes) and `mtime_ns` say which file it was, so
    that one changed behind our back is noticed. `warning` is a phrase for a file that could be opened only
    in part, empty where all is well. `tags` are the title, the artist and what else libsndfile knows by name.
    `is_missing` says that the file was not to be found, or was another one, when its project was opened: it
    is read as silence until it is located.
    """

    path: Path
    sample_rate: int
    n_channels: int
    n_samples: int
    format: str
    subtype: str
    is_lossy: bool
    size: int
    mtime_ns: int
    warning: str = ""
    tags: Tags = ()
    is_missing: bool = False

    def __post_init__(self) -> None:
        if self.sample_rate <= 0 or self.n_channels <= 0 or self.n_samples < 0:
            raise ValueError(f"not a sound: {self}")
