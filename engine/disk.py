"""Files that are there whole or not at all, and what the system refuses, told in a sentence."""

from __future__ import annotations

import errno
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.errors import OutputError

_REASONS = {
    errno.ENOSPC: "the disk is full; free some space or choose another place",
    errno.EDQUOT: "your quota on that disk is used up; free some space or choose another place",
    errno.EFBIG: "that disk does not take files of this size; choose another place",
    errno.EROFS: "“{folder}” is read-only; choose another place",
    errno.EACCES: "you are not allowed to write in “{folder}”; choose another place",
    errno.EPERM: "you are not allowed to write in “{folder}”; choose another place",
    errno.ENOENT: "its folder “{folder}” does not exist; make it first or choose another place",
    errno.ENOTDIR: "“{folder}” is not a folder; choose another place",
    errno.ENAMETOOLONG: "its name is too long; choose a shorter one",
}


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what the system refuses into a sentence about `path`.

    Raises:
        OutputError: for any OSError inside.
    """
    try:
        yield
    except OSError as error:
        reason = _REASONS.get(error.errno or 0) or (error.strerror or str(error)).lower()
        failed = error.filename if isinstance(error.filename, str) else path
        folder = Path(failed).absolute().parent
        raise OutputError(path, reason.replace("{folder}", folder.name or str(folder))) from error


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """A new hidden file in the same folder, gone at the end unless it was renamed."""
    temporary = path.parent / f".inlay-{uuid.uuid4().hex}.part"
    with told(path):
        temporary.touch(exist_ok=False)
    try:
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


def write_whole(path: Path, data: bytes, *, is_synced: bool = True) -> None:
    """Put `data` under this name in one step; until then what stood there stays.

    Args:
        is_synced: wait until it is safe on the disk; without, it outlives the program but not the machine.
    Raises:
        OutputError: the place is full, read-only or missing.
    """
    with beside(path) as temporary, told(path):
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            if is_synced:
                os.fsync(file.fileno())
        temporary.replace(path)
        if is_synced:
            sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """See the names in a folder safe on the disk, where the system and the disk can."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # shares on a network know files alone
            raise
    finally:
        os.close(descriptor)
