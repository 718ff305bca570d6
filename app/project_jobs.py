"""What takes its time with a project, beside the window: opening, recovering and saving it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.jobs import Job
from app.language import tr
from app.recovery import Crashed
from engine.document import journal
from engine.document.history import History
from engine.document.project import Project
from engine.generate.request import Progress


def open_job(wanted: Project) -> Job:
    """Yields Progress; returns what is in a project, and the project."""
    yield Progress(tr("Opening “{file}”", file=wanted.folder.name))
    return wanted.open(), wanted


def recover_job(left: Crashed, has_project: bool) -> Job:
    """The same for what a crash left."""
    yield Progress(tr("Recovering"))
    found = journal.read(left.file)
    wanted = Project(found.project) if has_project and found.project is not None else None
    if wanted is not None:
        wanted.adopt()
    return found, wanted


def save_job(
    into: Project,
    history: History,
    view: dict[str, Any],
    *,
    own: Sequence[Path],
    may_replace: bool,
    is_whole: bool,
) -> Job:
    """Yields Progress; it is saved once this returns."""
    yield Progress(tr("Saving “{project}”", project=into.folder.name))
    into.save(history, view, own=own, may_replace=may_replace, is_whole=is_whole)


def is_taken(folder: Path) -> bool:
    """Whether something is there that a new project would mix with."""
    try:
        return folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    except OSError:
        return False  # saving will say what is wrong


def monotonic(at_s: float | None) -> float | None:
    """A time of the wall clock on the monotonic one; what lies in the future counts as now."""
    return None if at_s is None else time.monotonic() - max(0.0, time.time() - at_s)
