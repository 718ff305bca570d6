"""What could go, and what must not: takes, caches and journals of sessions that are over or are not."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from engine import cli, storage
from engine.audio import files
from engine.document.edits import new_document
from engine.document.history import History
from engine.document.journal import Journal
from engine.places import Places
from engine.storage import CACHES, JOURNALS, NEEDED, TAKES
from tests.helpers.sound import noise, save

OLD, OLDER = "2020-01-01 10-00-00 77", "2019-01-01 10-00-00 78"


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """A machine on which sessions were worked in and converted into."""
    made = Places.under(tmp_path)
    for session in (OLD, OLDER):
        aged(made.takes_folder.parent / session / "take.wav", 3000)
        aged(made.takes_folder.parent / session / storage.DRAGGED / "kick.wav", 500)
    aged(made.takes_folder.parent / "Mine" / "song.wav", 400)
    aged(made.converted_folder / "abc-48000" / "song.wav", 2000)
    aged(made.peaks_folder / "def.peaks", 100)
    aged(made.journals_folder / f"gone {storage.SET_ASIDE}" / "journal", 70)
    return made


def aged(path: Path, n_bytes: int) -> Path:
    """A file of long ago, in a folder of long ago."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bytes(n_bytes))
    for old in (path, path.parent):
        os.utime(old, (n_bytes, n_bytes))
    return path


def sizes(places: Places, in_use: tuple[Path, ...] = ()) -> dict[str, int]:
    return {heap.kind: heap.n_bytes for heap in storage.heaps(places, in_use)}


def heap(places: Places, kind: str) -> storage.Heap:
    return next(heap for heap in storage.heaps(places) if heap.kind == kind)


def test_all_that_nobody_needs_is_counted_by_kind(places: Places):
    assert sizes(places) == {CACHES: 2100, TAKES: 6000, JOURNALS: 70}


def test_what_is_freed_is_gone_and_nothing_else_is(places: Places):
    assert storage.free(heap(places, TAKES)) == 6000
    left = {path.name for path in places.takes_folder.parent.rglob("*.wav")}
    assert left == {"kick.wav", "song.wav"}  # dragged into other programs; not ours
    assert storage.free(heap(places, CACHES)) == 2100
    assert not list(places.converted_folder.iterdir())
    assert sizes(places) == {CACHES: 0, TAKES: 0, JOURNALS: 70}


def test_what_an_open_window_needs_stays(places: Places):
    folder = places.journals_folder / "open"
    folder.mkdir()
    (folder / NEEDED).write_text(f"{places.takes_folder.parent / OLD}\n")
    assert sizes(places)[TAKES] == 3000


@pytest.mark.parametrize("name", ["Müller", "\udcff"])
def test_folders_of_any_name_are_needed(places: Places, name: str):
    folder = places.journals_folder / "open"
    folder.mkdir()
    storage.tell_needed(folder, [f"/{name}/{OLD}"])
    assert storage.needed_by(folder) == [f"/{name}/{OLD}"]
    assert sizes(places)[TAKES] == 3000


def test_damage_beside_a_journal_is_passed_over(places: Places):
    folder = places.journals_folder / "open"
    folder.mkdir()
    (folder / NEEDED).write_bytes(b"\xff\xfe\0")
    assert sizes(places)[TAKES] == 6000


def test_what_work_that_was_not_saved_hears_stays(places: Places):
    take = save(places.takes_folder.parent / OLD / "real.wav", noise(100), 8000)
    converted = save(places.converted_folder / "abc-48000" / "real.wav", noise(100), 8000)
    for name, path in (("crashed", take), (f"left {storage.SET_ASIDE}", converted)):
        (places.journals_folder / name).mkdir()
        kept = Journal(places.journals_folder / name / "journal")
        kept.write(History(new_document(files.probe(path))), {})
        kept.close()
    assert sizes(places)[TAKES] == 3000
    assert sizes(places)[CACHES] == 100


def test_what_is_heard_right_now_stays(places: Places):
    heard = (
        places.takes_folder.parent / OLD / "take.wav",
        places.converted_folder / "abc-48000" / "song.wav",
    )
    assert sizes(places, heard) == {CACHES: 100, TAKES: 3000, JOURNALS: 70}


def test_what_this_session_made_stays_however_old_it_is(places: Places):
    aged(places.takes_folder / "take.wav", 3000)
    assert sizes(places)[TAKES] == 6000


def test_what_is_new_stays(places: Places):
    take = places.takes_folder.parent / OLD / "take.wav"
    os.utime(take, (time.time(), time.time()))
    assert sizes(places)[TAKES] == 3000


def test_a_file_that_a_project_has_too_frees_nothing(places: Places, tmp_path: Path):
    take = places.takes_folder.parent / OLD / "take.wav"
    os.link(take, tmp_path / "in the project.wav")
    assert sizes(places)[TAKES] == 3000
    assert heap(places, TAKES).doubled.paths == (take,)


def test_beyond_a_limit_the_oldest_goes(places: Places):
    session = places.takes_folder.parent / OLDER
    os.utime(session / "take.wav", (1, 1))
    beyond = heap(places, TAKES).beyond(4000)
    assert beyond.paths == (session / "take.wav",)
    assert heap(places, TAKES).beyond(6000).paths == ()
    assert len(heap(places, TAKES).beyond(0).paths) == 2


def test_where_there_is_nothing_nothing_is_found(tmp_path: Path):
    assert sizes(Places.under(tmp_path / "none")) == {CACHES: 0, TAKES: 0, JOURNALS: 0}


@pytest.mark.parametrize(("n_bytes", "text"), [(12, "12 bytes"), (1500, "1.5 kB"), (2 * 10**9, "2.0 GB")])
def test_sizes_are_said_in_words(n_bytes: int, text: str):
    assert storage.as_text(n_bytes) == text


def test_the_command_says_what_could_go_and_frees_it_when_told(
    monkeypatch: pytest.MonkeyPatch, places: Places, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(Places, "of_user", classmethod(lambda cls: places))
    assert cli.main(["storage"]) == 0
    assert "6.0 kB" in capsys.readouterr().out
    assert cli.main(["storage", "--free", "takes", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["could_go"]["takes"], told["freed"]) == (6000, {"takes": 6000})
    assert sizes(places)[TAKES] == 0


def test_the_command_looks_where_the_settings_want_the_takes(places: Places, tmp_path: Path):
    assert places.kept_takes_folder() == ""
    places.settings_file.write_text(json.dumps({"takes_folder": str(tmp_path / "other")}))
    elsewhere = places.with_takes_in(places.kept_takes_folder())
    assert elsewhere.takes_folder.parent == tmp_path / "other"
    assert places.with_takes_in("") is places


def test_a_session_is_known_by_the_name_of_its_folder(tmp_path: Path):
    assert storage.SESSION.fullmatch(Places.under(tmp_path).takes_folder.name)
