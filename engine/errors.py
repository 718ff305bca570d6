"""The situations a user can meet. str() of each is one whole sentence: what is wrong and what to do."""

from __future__ import annotations

from pathlib import Path


class EngineError(Exception):
    """Something the user can understand and act on; str() is a whole sentence."""


class AudioFileError(EngineError):
    """An audio file cannot be read."""

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(f"“{Path(path).name}” cannot be read: {reason}.")
        self.path = Path(path)
        self.reason = reason

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.path, self.reason)


class OutputError(EngineError):
    """A file cannot be written; whatever stood there before is untouched."""

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(f"“{Path(path).name}” cannot be written: {reason}.")
        self.path = Path(path)
        self.reason = reason

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.path, self.reason)


class ProjectError(EngineError):
    """A project cannot be opened; nothing in it was touched."""

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(f"The project “{Path(path).name}” cannot be opened: {reason}.")
        self.path = Path(path)
        self.reason = reason

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.path, self.reason)


class ChangedError(EngineError):
    """A project was changed on the disk by somebody else since it was opened; it was left as it is."""

    def __init__(self, path: Path | str) -> None:
        name = Path(path).name
        super().__init__(
            f"“{name}” was changed on the disk by another program since it was opened here: replace it, or"
            " save this under another name."
        )
        self.path = Path(path)

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.path,)


class CheckpointError(EngineError):
    """A folder is not a whole model."""

    def __init__(self, folder: Path | str, reason: str) -> None:
        super().__init__(f"The model in “{folder}” cannot be loaded: {reason}.")
        self.folder = Path(folder)
        self.reason = reason

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.folder, self.reason)


class RequestError(EngineError):
    """A request that cannot be carried out as asked."""

    def __init__(self, what: str, reason: str) -> None:
        super().__init__(f"{what[:1].upper()}{what[1:]} {reason}.")
        self.what = what
        self.reason = reason

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.what, self.reason)


class TooLongError(RequestError):
    """What is asked for is longer than the model can hear; `fitting_s` seconds certainly fit."""

    def __init__(self, fitting_s: float, reason: str) -> None:
        super().__init__("the selection", reason)
        self.fitting_s = fitting_s

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.fitting_s, self.reason)


class DeviceError(EngineError):
    """A computing or audio device is missing, busy or too small."""


class MemoryFullError(DeviceError):
    """A request needs more memory than there is; a smaller one may do."""


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an error of an allocator says that there is not enough memory.

    That of CUDA has a class of its own; those of the CPU and of MPS raise RuntimeError with these words.
    """
    text = str(error).lower()
    words = ("can't allocate memory", "not enough memory", "out of memory")
    return isinstance(error, MemoryError) or any(word in text for word in words)


class WorkerDied(EngineError):
    """The engine's child process ended before its work was done."""


class UnexpectedError(EngineError):
    """A fault of Inlay's own; `details` is the traceback, for the log and never for the screen."""

    def __init__(self, reason: str, details: str = "") -> None:
        super().__init__(
            f"Something unexpected happened ({reason}); nothing was changed. Try again; the log has details."
        )
        self.reason = reason
        self.details = details

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.reason, self.details)
