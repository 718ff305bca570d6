"""What comes into the document with a file: its markers, and its place beside others of its session."""

from __future__ import annotations

from pathlib import Path

from tests.app.conftest import RATE, Studio
from tests.helpers.chunks import labelled, session_start, with_chunks
from tests.helpers.sound import noise, save


def starts(studio: Studio) -> list[int]:
    return [track.clips[0].start for track in studio.session.document.tracks]


def test_the_places_that_a_file_names_are_markers_of_the_document(studio: Studio, loop: Path):
    studio.bring(with_chunks(loop, labelled({RATE: b"verse", 2 * RATE: b"chorus"})))
    markers = studio.session.document.markers
    assert [(marker.at, marker.name) for marker in markers] == [(RATE, "verse"), (2 * RATE, "chorus")]
    assert studio.session.history.is_saved


def test_a_file_that_is_imported_leaves_the_markers_as_they_are(loaded: Studio, tmp_path: Path):
    other = save(tmp_path / "other.wav", noise(RATE, 2), RATE, "PCM_16")
    loaded.window.desk.opening.import_tracks([with_chunks(other, labelled({7: b"there"}))])
    loaded.bot.waitUntil(lambda: len(loaded.session.document.tracks) == 2)
    assert not loaded.session.document.markers


def test_files_of_one_session_that_are_opened_together_lie_as_they_were_recorded(
    studio: Studio, loop: Path, tmp_path: Path
):
    other = save(tmp_path / "other.wav", noise(24_000, 1), 24_000, "PCM_16")
    with_chunks(loop, session_start(3600 * RATE))
    with_chunks(other, session_start(3601 * 24_000), labelled({12_000: b"half"}))
    studio.bring(loop, other)
    studio.bot.waitUntil(lambda: len(studio.session.document.tracks) == 2)
    assert starts(studio) == [0, RATE]
    assert [marker.at for marker in studio.session.document.markers] == [RATE + RATE // 2]


def test_a_file_that_knows_no_session_lets_all_of_them_begin_together(
    studio: Studio, loop: Path, tmp_path: Path
):
    other = save(tmp_path / "other.wav", noise(RATE, 2), RATE, "PCM_16")
    with_chunks(loop, session_start(3600 * RATE))
    studio.bring(loop, other)
    studio.bot.waitUntil(lambda: len(studio.session.document.tracks) == 2)
    assert starts(studio) == [0, 0]


def test_a_file_that_is_imported_lies_where_it_was_recorded_beside_others_of_its_session(
    studio: Studio, loop: Path, tmp_path: Path
):
    later, earlier = (save(tmp_path / f"{name}.wav", noise(RATE, 2), RATE) for name in ("later", "earlier"))
    with_chunks(loop, session_start(3600 * RATE))
    with_chunks(later, session_start(3602 * RATE))
    with_chunks(earlier, session_start(3599 * RATE))
    studio.bring(loop)
    for n_tracks, path in ((2, later), (3, earlier)):
        studio.window.desk.opening.import_tracks([path])
        studio.bot.waitUntil(lambda n=n_tracks: len(studio.session.document.tracks) == n, timeout=30_000)
    assert starts(studio) == [0, 2 * RATE, -RATE]
    assert "“later.wav” begins at 0:02.000, as it was recorded." in studio.strips


def test_a_file_of_a_session_that_is_imported_beside_what_knows_none_begins_with_it(
    loaded: Studio, tmp_path: Path
):
    other = save(tmp_path / "other.wav", noise(RATE, 2), RATE)
    loaded.window.desk.opening.import_tracks([with_chunks(other, session_start(3600 * RATE))])
    loaded.bot.waitUntil(lambda: len(loaded.session.document.tracks) == 2, timeout=30_000)
    assert starts(loaded) == [0, 0]
