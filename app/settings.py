"""What the program remembers between two runs: one small JSON file, typed, written whole or not at all."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.writing import Writer
from engine.places import Places as Places

MAX_RECENT = 12
MAX_PROMPTS = 50


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user has chosen; every field has a value that works on a fresh machine.

    Tuples hold words. `geometry` and `docks` are Qt's own window state, in base64. `model` is a name in the
    catalogue or a folder; empty takes the catalogue's first choice. `theme` is `dark`, `light` or `system`;
    `scale` counts from the next start, as does `language` (such as `de`; empty for the system's). `keys` are
    the user's own shortcuts, each as `identifier=keys`, over those of `key_scheme`. `time_format` is a name
    of `app.timeline.time_format`, `snap` and `spectrogram_scale` are names of `app.timeline.look`;
    `output_device` is empty for the system's default; `follow` is `off`, `page` or `centre`.
    Takes of sessions that ended are kept until they take more than `bin_limit_gb`.
    """

    recent: tuple[str, ...] = ()
    last_folder: str = ""
    theme: str = "dark"
    geometry: str = ""
    docks: str = ""
    model: str = ""
    device: str = "auto"
    follow: str = "page"
    time_format: str = "time"
    snap: str = "off"
    spectrogram_scale: str = "log"
    output_device: str = ""
    master_gain_db: float = 0.0
    loops_selection: bool = False
    matches_level: bool = True
    has_high_contrast: bool = False
    scale: float = 1.0
    language: str = ""
    key_scheme: str = "Inlay"
    keys: tuple[str, ...] = ()
    recent_actions: tuple[str, ...] = ()
    takes_folder: str = ""
    models_folder: str = ""
    cache_limit_gb: float = 4.0
    bin_limit_gb: float = 10.0
    has_seen_tour: bool = False
    prompts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for field in fields(self):
            if field.type == "tuple[str, ...]":  # JSON knows lists alone
                object.__setattr__(self, field.name, tuple(getattr(self, field.name)))
        object.__setattr__(self, "recent", self.recent[:MAX_RECENT])
        object.__setattr__(self, "prompts", self.prompts[:MAX_PROMPTS])

    def with_recent(self, path: Path) -> Settings:
        """These settings with one more file at the head of the list of recent ones."""
        others = tuple(name for name in self.recent if name != str(path))
        return replace(self, recent=(str(path), *others), last_folder=str(path.parent))

    def with_prompt(self, prompt: str) -> Settings:
        """These settings with one more prompt at the head of those that were asked with."""
        others = tuple(known for known in self.prompts if known != prompt)
        return replace(self, prompts=(prompt, *others)) if prompt.strip() else self


class Store(QObject):
    """The settings of this run and the file that keeps them for the next one.

    They change with every step of a slider, while sound plays: the file is written beside the window.

    Args:
        path: the file.
        writer: writes it; None for one that lets nobody wait.

    Signals:
        changed: Settings before, Settings after.
    """

    changed = Signal(object, object)  # Settings, Settings

    def __init__(self, path: Path, parent: QObject | None = None, *, writer: Writer | None = None) -> None:
        super().__init__(parent)
        self.path = path
        self.settings = load(path)
        self._writer = writer or Writer(path, "settings")

    def change(self, **values: Any) -> None:
        """Set some fields and have the file written; where it cannot be, they last for this run."""
        self.keep(replace(self.settings, **values))

    def keep(self, settings: Settings) -> None:
        """The same for settings made elsewhere."""
        before, self.settings = self.settings, settings
        self._writer.put(written(settings))
        if settings != before:
            self.changed.emit(before, settings)

    def wait(self) -> None:
        """Return once the file says what the settings are; after this the program may end."""
        self._writer.wait()


def load(path: Path) -> Settings:
    """Read settings; whatever is missing, damaged or of the wrong type gets its default."""
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Settings()
    if not isinstance(stored, dict):
        return Settings()
    return replace(Settings(), **dict(filter(_is_typed, stored.items())))


def _is_typed(item: tuple[str, Any]) -> bool:
    """Whether this is a field of `Settings` with a value of its type."""
    name, value = item
    default = {field.name: field.default for field in fields(Settings)}.get(name)
    if isinstance(default, tuple):
        return isinstance(value, list) and all(isinstance(entry, str) for entry in value)
    return default is not None and type(value) is type(default)


def written(settings: Settings) -> str:
    """Settings as the file has them, for `load`."""
    return json.dumps(asdict(settings), indent=2)
