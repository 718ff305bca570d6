"""Kills a scripted session at a random moment, then looks whether anything that it had done is lost."""

from __future__ import annotations

import random
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from app.recovery import crashed
from app.settings import Places
from engine.document import journal, project
from engine.document.project import Project
from tests.helpers.projects import digest, sounds_like

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Death:
    """How a session ended, and what was lost by it: `problem` is empty for nothing.

    Nothing is lost where the document is as after the last change that was said, or one change further on.
    """

    n_changes: int
    n_saves: int
    is_recovered: bool
    problem: str = ""


def kill_one(folder: Path, seed: int, longest_s: float = 1.5) -> Death:
    """Let a session work for a random time, kill it, and recover what it did."""
    folder.mkdir(parents=True)
    lines = killed(folder, seed, random.Random(seed).uniform(0.0, longest_s))
    said = [line.split()[1] for line in lines if line.startswith("now ")]
    n_saves = lines.count("saved\n")
    left = list(crashed(Places.under(folder / "places").journals_folder))
    try:
        problem = _problem(folder, left[0].file if left else None, said, n_saves)
    except Exception as error:  # whatever it is, it is what is looked for here
        problem = repr(error)
    for one in left:
        one.leave()
    return Death(len(said), n_saves, bool(left), problem)


def _problem(folder: Path, kept: Path | None, said: list[str], n_saves: int) -> str:
    """What is wrong with what can be found; "" for nothing."""
    song = folder / "Song"
    if n_saves or project.is_project(song):
        opened = Project(song).open()
        if opened.missing:
            return "the project lacks files"
    if not said:
        return ""
    if kept is None:
        document = Project(song).open().history.document
    else:
        found = journal.read(kept)
        if found.missing:
            return f"files are missing: {[source.path.name for source in found.missing]}"
        document = found.history.document
    sounds_like(document)  # every take can be read
    return "" if said[-1] in (digest(document), _one_before(song, kept)) else "the last change is lost"


def _one_before(song: Path, kept: Path | None) -> str:
    """What the document was before the last line of a journal, or before its first one."""
    if kept is None:
        return ""
    lines = kept.read_bytes().splitlines(keepends=True)
    if len(lines) <= 2:
        return digest(Project(song).open().history.document) if project.is_project(song) else ""
    shorter = kept.with_name("shorter")
    shorter.write_bytes(b"".join(lines[:-1]))
    return digest(journal.read(shorter).history.document)


def killed_with_takes(folder: Path) -> str:
    """Kill a session whose project is saved, but not its two takes and its last edit; what it was then."""
    command = [sys.executable, "-m", "tests.helpers.scripted_session", str(folder), "1", "project"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        lines = list(iter(child.stdout.readline, "waiting\n"))
        child.kill()
    return [line.split()[1] for line in lines if line.startswith("now ")][-1]


def killed(folder: Path, seed: int, after_s: float) -> list[str]:
    """What a session said until it was killed."""
    command = [sys.executable, "-m", "tests.helpers.scripted_session", str(folder), str(seed)]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    try:
        assert child.stdout.readline() == "ready\n"
        child.wait(after_s)
    except subprocess.TimeoutExpired:
        child.kill()
    finally:
        said, _ = child.communicate()
    return [line for line in said.splitlines(keepends=True) if line.endswith("\n")]
