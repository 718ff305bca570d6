"""Which models there are, where they lie on this machine, and how to get one: without the network."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from engine.errors import CheckpointError

MODELS_VARIABLE = "INLAY_MODELS"
"""Environment variable that names a further folder of models."""

MOST_HASHES = 500
"""So many files' hashes are remembered between runs; those that were read longest ago go."""

_LICENCE = "Stability AI Community Licence, with the Gemma terms for the text encoder"


@dataclass(frozen=True, slots=True)
class Known:
    """A published checkpoint: its name here, its repository, its size on disk in GB, whether it is gated."""

    name: str
    repository: str
    size_gb: float
    is_gated: bool
    about: str
    licence: str = _LICENCE

    @property
    def how_to_get(self) -> str:
        """What to do to have it."""
        gate = " accept its licence there, then" if self.is_gated else ""
        return (
            f"{self.name}: about {self.size_gb:.1f} GB from https://huggingface.co/{self.repository};{gate}"
            f" put its files into “{models_folder() / self.name}” (`hf download {self.repository}"
            f" --local-dir …`), or name the folder with --model"
        )


PUBLISHED = (
    Known("small-music", "stabilityai/stable-audio-3-small-music", 3.5, True, "music and stems, up to 2 min"),
    Known("small-sfx", "stabilityai/stable-audio-3-small-sfx", 3.5, True, "sound effects, up to 2 min"),
    Known("medium", "stabilityai/stable-audio-3-medium", 10.4, True, "music and effects, up to 6 min 20 s"),
    Known("small-music-base", "stabilityai/stable-audio-3-small-music-base", 3.5, False, "for training"),
    Known("small-sfx-base", "stabilityai/stable-audio-3-small-sfx-base", 3.5, False, "for training"),
    Known("medium-base", "stabilityai/stable-audio-3-medium-base", 10.4, False, "for training"),
)
"""Sizes: the safetensors files of each repository, text encoder included (MODEL.md 1.1, 1.2)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A model that is here."""

    name: str
    folder: Path


WORDS_NAME = "words.json"
MAX_WORDS_BYTES = 1 << 20
"""A longer phrase book is none."""

_WORD = re.compile(r"[^\W\d_][^\W_'’-]*(?:['’-][^\W_]+)*")


def models_folder() -> Path:
    """Where models are looked for first."""
    return Path(platformdirs.user_data_dir("inlay", appauthor=False)) / "models"


def bundled_folder() -> Path:
    """Models that ship with Inlay."""
    return Path(__file__).resolve().parent.parent / "resources" / "models"


def entries() -> list[Entry]:
    """Every model that is here, the first of each name; bundled ones last."""
    found: dict[str, Entry] = {}
    for entry in (*_in_folders(), *_in_hub_cache()):
        found.setdefault(entry.name, entry)
    return sorted(found.values(), key=lambda entry: entry.name)


def find(model: str) -> Path:
    """The folder of a model by its name, or the folder itself.

    Raises:
        CheckpointError: there is no such model here; the text says how to get it.
    """
    for entry in entries():
        if entry.name == model:
            return entry.folder
    folder = Path(model).expanduser()
    if (folder / "model_config.json").is_file():
        return folder.resolve()
    if folder.is_dir():
        raise CheckpointError(folder, "it holds no model_config.json")
    raise CheckpointError(model, f"it is not on this machine. {_how_to_get(model)}")


def default() -> Entry | None:
    """The model that is used where none is named."""
    return best_of(entries())


def best_of(here: Iterable[Entry]) -> Entry | None:
    """The best of known name among some models, else any; None of none."""
    order = ["medium", "small-music", "small-sfx", "nano"]

    def rank(entry: Entry) -> tuple[int, str]:
        return order.index(entry.name) if entry.name in order else len(order), entry.name

    return min(here, key=rank, default=None)


@dataclass(frozen=True, slots=True)
class Words:
    """What a model was taught to be asked with: kinds of sound, single words, and whole prompts."""

    families: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()
    examples: tuple[str, ...] = ()

    def unknown(self, prompt: str) -> tuple[str, ...]:
        """The words of a prompt that the model never met, in order; none where its words are not known."""
        if not self.words:
            return ()
        found = (word.lower() for word in _WORD.findall(prompt))
        return tuple(dict.fromkeys(word for word in found if word not in self.words))


def words_of(folder: Path) -> Words:
    """The phrase book in a model's folder, `words.json`; empty where there is none that can be read."""
    path = folder / WORDS_NAME
    try:
        if path.stat().st_size > MAX_WORDS_BYTES:
            return Words()
        raw = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return Words()
    if not isinstance(raw, dict):
        return Words()
    families, words, examples = (_texts(raw.get(name)) for name in ("families", "words", "examples"))
    parts = (part for text in (*families, *words) for part in _WORD.findall(text))
    known = frozenset(part.lower() for part in parts) if words else frozenset()
    return Words(families, known, examples)


def size_of(folder: Path) -> int:
    """Bytes of all weights in a model's folder, the text encoder's included; 0 where there are none."""
    return sum(path.stat().st_size for path in folder.rglob("*.safetensors") if path.is_file())


def hash_of(folder: Path) -> str:
    """SHA-256 over its configuration and weights, in hex; remembered by size and time of change."""
    digest = hashlib.sha256()
    for path in _own_files(folder):
        digest.update(_file_hash(path).encode())
    return digest.hexdigest()


def stamp_of(folder: Path) -> str:
    """Changes whenever its configuration or weights were replaced; costs no reading."""
    return "\n".join(_file_stamp(path) for path in _own_files(folder) if path.exists())


def _own_files(folder: Path) -> list[Path]:
    """What the networks are read from; the weights may be one file or several with an index."""
    whole = folder / "model.safetensors"
    weights = [whole] if whole.is_file() else sorted(folder.glob("model*.safetensors*"))
    return [folder / "model_config.json", *weights]


def _file_stamp(path: Path) -> str:
    stat = path.stat()
    return f"{path}:{stat.st_size}:{stat.st_mtime_ns}"


def _file_hash(path: Path) -> str:
    key = _file_stamp(path)
    memory = Path(platformdirs.user_cache_dir("inlay", appauthor=False)) / "hashes.json"
    try:
        known = json.loads(memory.read_text())
        if isinstance(known.get(key), str):
            return str(known[key])
    except (OSError, ValueError, AttributeError):
        known = {}
    with path.open("rb") as file:
        known[key] = hashlib.file_digest(file, "sha256").hexdigest()
    try:
        memory.parent.mkdir(parents=True, exist_ok=True)
        temporary = memory.with_suffix(f".{os.getpid()}")
        temporary.write_text(json.dumps(dict(list(known.items())[-MOST_HASHES:])))
        temporary.replace(memory)
    except OSError:
        pass  # it is only a memory: without it the next run reads the file again
    return known[key]


def _in_folders() -> Iterator[Entry]:
    named = os.environ.get(MODELS_VARIABLE)
    for folder in (*([Path(named)] if named else []), models_folder(), bundled_folder()):
        if folder.is_dir():
            for model in sorted(folder.iterdir()):
                if (model / "model_config.json").is_file():
                    yield Entry(model.name, model)


def _in_hub_cache() -> Iterator[Entry]:
    """Published checkpoints that another program has already fetched into the Hugging Face cache."""
    root = Path(
        os.environ.get("HF_HUB_CACHE") or Path(os.environ.get("HF_HOME") or "~/.cache/huggingface") / "hub"
    )
    for known in PUBLISHED:
        snapshots = root.expanduser() / f"models--{known.repository.replace('/', '--')}" / "snapshots"
        if snapshots.is_dir():
            for snapshot in sorted(snapshots.iterdir()):
                if (snapshot / "model_config.json").is_file() and (snapshot / "model.safetensors").is_file():
                    yield Entry(known.name, snapshot)


def _texts(value: object) -> tuple[str, ...]:
    entries = value if isinstance(value, list) else []
    return tuple(entry.strip() for entry in entries if isinstance(entry, str) and entry.strip())


def _how_to_get(model: str) -> str:
    known = next((known for known in PUBLISHED if known.name == model), None)
    if known is not None:
        return known.how_to_get
    names = ", ".join(entry.name for entry in entries()) or "none"
    return f"Models here: {names}. Others can be had: {', '.join(known.name for known in PUBLISHED)}"
