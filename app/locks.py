"""Who has what open: lock files that outlive no program, by Qt's own means."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QLockFile, QSysInfo

from app.language import tr
from engine.errors import EngineError


class HeldError(EngineError):
    """A project is open somewhere else; `is_far` where that is another computer, which cannot be asked."""

    def __init__(self, folder: Path, who: str, *, is_far: bool) -> None:
        name = folder.name
        super().__init__(tr("“{project}” is open in {who}: close it there first.", project=name, who=who))
        self.folder, self.is_far = folder, is_far


class Lock:
    """Holds a file as long as this object wants, and no longer than the program lives.

    Args:
        path: of the lock file. Where it cannot be made since the place is read-only, nothing is held: nothing
            can be written there either.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = QLockFile(str(path))
        self._file.setStaleLockTime(0)  # hours are no sign of death; that the process is gone, is

    def take(self) -> bool:
        """Try to hold it; whether nobody else does. One left behind by a dead program is taken over."""
        return self._file.tryLock(0) or self._file.error() is not QLockFile.LockError.LockFailedError

    def break_open(self) -> bool:
        """Take it from a program on another computer that is known to be gone; whether that could be done."""
        try:
            self.path.unlink(missing_ok=True)
        except OSError:
            return False
        return self.take()

    def release(self) -> None:
        """Hold it no longer."""
        self._file.unlock()

    def error(self, folder: Path) -> HeldError:
        """Who has it, in a sentence."""
        process, host, _program = self._file.getLockInfo() or (0, "", "")
        is_far = host not in ("", QSysInfo.machineHostName())
        who = (
            tr("Inlay on the computer “{host}”", host=host)
            if is_far
            else tr("another window of Inlay (process {number})", number=process)
        )
        return HeldError(folder, who, is_far=is_far)
