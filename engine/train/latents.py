"""The studio's clips as latents: rendered and encoded once, then kept on disk for every stage.

A folder for each codec and choice of clips::

    silence.npy        one latent frame of silence, float32 [C]
    00000.npy          latent frames of some clips, one after the other, float16 [rows, C]
    00000.jsonl        what is said of them, a line for each; written last: it marks a whole shard

Which clips are there, and in which order, depends on the settings and the seed alone; what is missing is made
when the folder is opened, so that a build that was stopped goes on where it stood. Reading needs no torch.
`C` latent channels, `T` latent frames.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from rich.console import Console

from engine.errors import OutputError
from engine.train.scenery import Audio, Facts, Scenery, ScenerySettings, rendered_in
from engine.train.workers import batches

if TYPE_CHECKING:
    from engine.model.same import Same

Latents = NDArray[np.floating]
"""`[T, C]`: rows are latent frames."""

_SILENCE = "silence.npy"
_SOUND_ALONE = '{"kind":"one-shot"'


@dataclass(slots=True)
class Entry:
    """A clip as latents `[T, C]`, and what is known of it; `silence` `[C]` is what follows its end."""

    rows: Latents
    facts: Facts
    silence: Latents


@dataclass
class Library:
    """Reads a folder of latents; whole shards alone count. Picklable: files are opened where it is used."""

    folder: Path
    hop: int

    def __getstate__(self) -> dict[str, object]:
        return {"folder": self.folder, "hop": self.hop}

    @cached_property
    def silence(self) -> Latents:
        """What follows the end of every entry: `[C]`."""
        return np.load(self.folder / _SILENCE)

    def draw(self, rng: np.random.Generator, *, is_sound: bool) -> Entry:
        """An entry that is a sound alone, or a scene; of the other sort where there is none of it."""
        among = self._index[is_sound] or self._index[not is_sound]
        shard, line = among[int(rng.integers(len(among)))]
        rows, lines, starts = self._shards[shard]
        return Entry(rows[starts[line] : starts[line + 1]], Facts.from_json(lines[line]), self.silence)

    def __len__(self) -> int:
        return sum(map(len, self._index.values()))

    def __iter__(self) -> Iterator[Entry]:
        """Every entry, in the order of the shards."""
        for rows, lines, starts in self._shards:
            for line, text in enumerate(lines):
                yield Entry(rows[starts[line] : starts[line + 1]], Facts.from_json(text), self.silence)

    @cached_property
    def _index(self) -> dict[bool, list[tuple[int, int]]]:
        """Shard and line of every entry, sounds alone under True."""
        found: dict[bool, list[tuple[int, int]]] = {True: [], False: []}
        for shard, (_, lines, _) in enumerate(self._shards):
            for line, text in enumerate(lines):
                found[text.startswith(_SOUND_ALONE)].append((shard, line))
        return found

    @cached_property
    def _shards(self) -> list[tuple[Latents, list[str], list[int]]]:
        """Rows, lines, and where the rows of each line start."""
        shards = []
        for path in sorted(self.folder.glob("*.jsonl")):
            head, *lines = path.read_text(encoding="utf-8").splitlines()
            shards.append((np.load(path.with_suffix(".npy"), mmap_mode="r"), lines, json.loads(head)))
        return shards


def open_library(
    root: Path,
    same: Same,
    settings: ScenerySettings,
    seed: int,
    *,
    n_longest: int,
    n_workers: int = 0,
    console: Console | None = None,
) -> Library:
    """The latents of these clips under this codec; what is missing is made first.

    Args:
        root: holds a folder for each codec and choice.
        same: the codec, where it is to run.
        settings: which clips.
        seed: which of all possible ones.
        n_longest: samples of the longest canvas.
        n_workers: processes that render.
        console: where progress is told.
    Raises:
        OutputError: the folder cannot be written.
    """
    n_silence = (same.halo + 2) * same.hop
    scenery = Scenery(settings, seed, n_longest, n_silence)
    folder = root / _key(same, scenery)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _build(folder, same, scenery, n_workers, console or Console(stderr=True))
    except OSError as error:
        raise OutputError(folder, f"{error.strerror}") from error
    return Library(folder, same.hop)


def _build(folder: Path, same: Same, scenery: Scenery, n_workers: int, console: Console) -> None:
    if not (folder / _SILENCE).exists():
        write_silence(folder, same, scenery.n_silence)
    n_shards = -(-scenery.settings.n_numbers // scenery.settings.per_shard)
    first = next((i for i in range(n_shards) if not (folder / f"{i:05d}.jsonl").exists()), n_shards)
    if first == n_shards:
        return
    per_shard = scenery.settings.per_shard
    with closing(batches(scenery, first * per_shard, n_workers)) as feed:
        for number in range(first, n_shards):
            entries = [entry for batch in islice(feed, per_shard) for entry in rendered_in(batch)]
            write_shard(folder, number, same, entries)
            if number % 10 == 9 or number == n_shards - 1:
                console.print(f"{number + 1} of {n_shards} shards of latents in {folder}", soft_wrap=True)


def write_shard(folder: Path, number: int, same: Same, entries: Sequence[tuple[Audio, Facts]]) -> None:
    """Encode some entries and write them as the shard of this number."""
    place = folder / f"{number:05d}"
    rows = [encoded(same, audio) for audio, _ in entries]
    starts = np.cumsum([0, *map(len, rows)]).tolist()
    _save(place.with_suffix(".npy"), np.concatenate(rows).astype(np.float16))
    text = "\n".join([json.dumps(starts), *(facts.to_json() for _, facts in entries)])
    partial = place.with_suffix(".partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(place.with_suffix(".jsonl"))


def encoded(same: Same, audio: Audio) -> NDArray[np.float32]:
    """Latents `[T, C]` of audio `[2, n]`; T covers all samples."""
    import torch

    with torch.no_grad():
        device = next(same.parameters()).device
        latents = same.encode(torch.from_numpy(audio)[None].to(device))
    return latents[0].T.float().cpu().numpy()


def write_silence(folder: Path, same: Same, n_samples: int) -> None:
    """Write the latent frame that silence settles at: the middle one of twice `n_samples` of it."""
    rows = encoded(same, np.zeros((same.config.n_channels, 2 * n_samples), np.float32))
    _save(folder / _SILENCE, rows[len(rows) // 2])


def _save(path: Path, values: NDArray[np.floating]) -> None:
    partial = path.with_suffix(".partial.npy")
    np.save(partial, values)
    partial.replace(path)


def _key(same: Same, scenery: Scenery) -> str:
    """A name for a codec, stored in half precision or not, and a choice of clips."""
    digest = hashlib.sha256(json.dumps(asdict(scenery), sort_keys=True).encode())
    for name, tensor in sorted(same.state_dict().items()):
        digest.update(name.encode() + tensor.detach().half().cpu().numpy().tobytes())
    return digest.hexdigest()[:16]
