"""Small files that are written beside the window: it never waits for a disk."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from engine import disk
from engine.errors import EngineError

log = logging.getLogger("inlay")


class Writer:
    """Writes one file, one time after the other; of what waits meanwhile, only the latest is written.

    A failure goes to the log. Its thread is there only while something is being written, and the program
    does not end before that is done.

    Args:
        path: the file; its folder is made where it is missing.
        what: what is in it, in the words of the log.
        write: puts bytes under a name, whole or not at all, and sees them safe on the disk.
    """

    def __init__(
        self, path: Path, what: str, write: Callable[[Path, bytes], object] = disk.write_whole
    ) -> None:
        self._path, self._what, self._write = path, what, write
        self._lock = threading.Lock()
        self._waiting: bytes | None = None
        self._thread: threading.Thread | None = None

    def put(self, text: str) -> None:
        """Have this written, and return at once."""
        with self._lock:
            self._waiting = text.encode()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name=f"{self._what} writer")
                self._thread.start()

    def wait(self) -> None:
        """Return once the last thing that was put is on the disk, or could not be written."""
        thread = self._thread
        if thread is not None:
            thread.join()

    def _run(self) -> None:
        while (content := self._next()) is not None:
            try:
                with disk.told(self._path):
                    self._path.parent.mkdir(parents=True, exist_ok=True)
                self._write(self._path, content)
            except (EngineError, OSError) as error:  # what stands beside the file may not go away either
                log.warning("%s are not kept: %s", self._what, error)

    def _next(self) -> bytes | None:
        with self._lock:
            content, self._waiting = self._waiting, None
            if content is None:
                self._thread = None
            return content
