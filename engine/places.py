"""Where the program keeps its own files on this machine."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from os import getpid
from pathlib import Path

import platformdirs


@dataclass(frozen=True, slots=True)
class Places:
    """Folders and files by what they are for; `takes_folder` is that of this session alone."""

    settings_file: Path
    takes_folder: Path
    log_file: Path
    converted_folder: Path
    journals_folder: Path

    @classmethod
    def of_user(cls) -> Places:
        """The folders that this platform sets aside for the user's programs."""
        return cls(
            settings_file=platformdirs.user_config_path("inlay", appauthor=False) / "settings.json",
            takes_folder=platformdirs.user_data_path("inlay", appauthor=False) / "takes" / _session_name(),
            log_file=platformdirs.user_state_path("inlay", appauthor=False) / "inlay.log",
            converted_folder=platformdirs.user_cache_path("inlay", appauthor=False) / "converted",
            journals_folder=platformdirs.user_data_path("inlay", appauthor=False) / "journals",
        )

    @classmethod
    def under(cls, folder: Path) -> Places:
        """All of them in one folder."""
        takes, log_file = folder / "takes" / _session_name(), folder / "inlay.log"
        return cls(folder / "settings.json", takes, log_file, folder / "converted", folder / "journals")

    @property
    def peaks_folder(self) -> Path:
        """Where the waveforms of long files are kept; they can be computed again."""
        return self.converted_folder.with_name("peaks")

    def with_takes_in(self, folder: str) -> Places:
        """The same with takes where the settings want them; "" for where they are."""
        if not folder:
            return self
        return replace(self, takes_folder=Path(folder).expanduser() / _session_name())

    def kept_takes_folder(self) -> str:
        """Where the window's settings want the takes; "" where they do not say."""
        try:
            told = json.loads(self.settings_file.read_text(encoding="utf-8")).get("takes_folder")
        except (OSError, ValueError, AttributeError):
            return ""
        return told if isinstance(told, str) else ""


def _session_name() -> str:
    """Such as `storage.SESSION` knows again."""
    return f"{datetime.now():%Y-%m-%d %H-%M-%S} {getpid()}"
