"""The journal: what was written is there after a crash, whatever was cut off behind it."""

from __future__ import annotations

import errno
import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.document import journal
from engine.document.document import Document
from engine.document.history import History
from engine.document.journal import Journal
from engine.errors import OutputError, ProjectError
from tests.helpers.projects import digest, sounds_like, worked_on


def tempo(bpm: float) -> Document:
    return Document(tempo_bpm=bpm)


def test_every_step_is_there_as_soon_as_it_is_written(tmp_path: Path):
    history, kept = History(tempo(60.0)), Journal(tmp_path / "journal")
    for n, step in enumerate(("push", "push", "undo", "redo", "push", "undo", "push")):
        history.push(f"step {n}", tempo(100.0 + n)) if step == "push" else getattr(history, step)()
        kept.write(history, {"n": n})
        found = journal.read(kept.path)
        assert found.history.states == history.states
        assert found.history.index == history.index
        assert found.view == {"n": n}
    kept.close()


def test_work_with_files_comes_back_and_sounds_the_same(tmp_path: Path):
    history, kept = worked_on(tmp_path), Journal(tmp_path / "journal", tmp_path / "Song")
    kept.write(history, {})
    kept.close()
    found = journal.read(kept.path)
    assert found.project == tmp_path / "Song"
    assert not found.missing
    assert [digest(s.document) for s in found.history.states] == [digest(s.document) for s in history.states]
    assert sounds_like(found.history.document) == sounds_like(history.document)


@settings(deadline=None)
@given(n_lost=st.integers(1, 400), junk=st.binary(max_size=40))
def test_a_line_that_was_cut_short_costs_that_line_alone(tmp_path_factory, n_lost: int, junk: bytes):
    kept = Journal(tmp_path_factory.mktemp("cut") / "journal")
    history, sizes = History(tempo(60.0)), []
    for n in range(4):
        history.push(f"step {n}", tempo(100.0 + n))
        kept.write(history, {})
        sizes.append(kept.path.stat().st_size)
    kept.close()
    whole = kept.path.read_bytes()
    left = max(sizes[0], len(whole) - n_lost)
    kept.path.write_bytes(whole[:left] + junk.replace(b"\n", b""))
    n_whole = sum(size <= left for size in sizes)
    assert journal.read(kept.path).history.labels == history.labels[: n_whole + 1]


def test_a_line_that_was_damaged_ends_what_is_believed(tmp_path: Path):
    history, kept = History(tempo(60.0)), Journal(tmp_path / "journal")
    for n in range(3):
        history.push(f"step {n}", tempo(100.0 + n))
        kept.write(history, {})
    kept.close()
    lines = kept.path.read_bytes().split(b"\n")
    lines[2] = lines[2].replace(b"step 1", b"step 7")
    kept.path.write_bytes(b"\n".join(lines))
    assert journal.read(kept.path).history.labels == ("Open", "step 0")


@pytest.mark.parametrize("data", [b"", b"\n", b"x", b"0123 {}\n", bytes(100)])
def test_what_is_no_journal_is_refused_in_a_sentence(tmp_path: Path, data: bytes):
    (tmp_path / "journal").write_bytes(data)
    for look in (journal.read, journal.glance):
        with pytest.raises(ProjectError, match=r"cannot be opened: .*\.$"):
            look(tmp_path / "journal")


def test_only_what_changed_is_written(tmp_path: Path):
    history, kept = worked_on(tmp_path), Journal(tmp_path / "journal")
    kept.write(history, {})
    first = kept.path.stat().st_size
    history.push("Tempo", replace(history.document, tempo_bpm=61.0))
    kept.write(history, {})
    kept.close()
    assert kept.path.stat().st_size - first < 500


def test_after_a_save_the_journal_begins_anew(tmp_path: Path):
    history, kept = History(tempo(60.0)), Journal(tmp_path / "journal")
    kept.write(history, {})
    kept.forget()
    assert not kept.is_begun
    assert not kept.path.exists()
    history.push("later", tempo(70.0))
    kept.write(history, {})
    kept.close()
    assert journal.read(kept.path).history.labels == ("Open", "later")


def test_where_it_cannot_be_written_it_says_so_and_tries_again(tmp_path: Path):
    history, kept = History(tempo(60.0)), Journal(tmp_path / "gone" / "journal")
    with pytest.raises(OutputError, match="does not exist; make it first"):
        kept.write(history, {})
    kept.path.parent.mkdir()
    kept.write(history, {})
    kept.close()
    assert journal.read(kept.path).history.labels == ("Open",)


def test_a_glance_says_how_much_there_is(tmp_path: Path):
    history, kept = worked_on(tmp_path), Journal(tmp_path / "journal", tmp_path / "Song")
    kept.write(history, {})
    history.push("Tempo", replace(history.document, tempo_bpm=61.0))
    kept.write(history, {})
    kept.close()
    seen = journal.glance(kept.path)
    assert seen.project == tmp_path / "Song"
    assert seen.n_takes == 3
    assert seen.n_changes == 13


def test_what_is_in_the_project_already_is_no_change_that_was_lost(tmp_path: Path):
    history, kept = worked_on(tmp_path), Journal(tmp_path / "journal", tmp_path / "Song")
    history.mark_saved()
    history.push("Tempo", replace(history.document, tempo_bpm=61.0))
    kept.write(history, {})
    history.push("Tempo", replace(history.document, tempo_bpm=62.0))
    kept.write(history, {})
    kept.close()
    seen = journal.glance(kept.path)
    assert (seen.n_changes, seen.n_takes) == (2, 0)
    never = Journal(tmp_path / "never saved")
    never.write(history, {})
    never.close()
    assert journal.glance(never.path).n_takes == 3


def test_a_synced_journal_may_be_closed_meanwhile(tmp_path: Path):
    kept = Journal(tmp_path / "journal")
    kept.sync()
    kept.write(History(tempo(60.0)), {})
    kept.sync()
    kept.close()
    kept.sync()


def test_a_journal_that_is_closed_while_it_is_synced_says_nothing(tmp_path: Path):
    class ClosedMeanwhile(io.FileIO):
        def fileno(self):
            number = super().fileno()
            self.close()  # as the window does between the two steps of a sync
            return number

    class Broken(io.FileIO):
        def fileno(self):
            raise OSError(errno.EIO, "the disk is broken")

    kept = Journal(tmp_path / "journal")
    kept.write(History(tempo(60.0)), {})
    kept.close()
    kept._file = ClosedMeanwhile(kept.path, "ab")  # noqa: SLF001 (no other way to close it at that moment)
    kept.sync()
    with Broken(kept.path, "ab") as kept._file, pytest.raises(OutputError):  # noqa: SLF001
        kept.sync()
