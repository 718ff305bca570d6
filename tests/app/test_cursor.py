"""What keys and double-clicks mean: hits, markers, clips, zero crossings, the grid."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.cursor import Cursor
from app.hits import Hits
from app.session import Selection, Session, Viewport
from app.snapping import Snapping
from app.timeline.look import Snap
from app.timeline.time_format import TimeFormat
from engine.audio.files import Reader, Source, probe
from engine.document import edits
from engine.document.markers import add_marker
from engine.document.render import Read
from engine.document.seeking import BLOCK_S, TrackSearch
from engine.timeline import Span
from tests.helpers.sound import noise, save

RATE = 44_100
N_SAMPLES = 30 * RATE
PLACES = [RATE, 3 * RATE + 123, 4 * RATE, 27 * RATE + 7]
NEAR = round(0.005 * RATE)


class Bench:
    """A session with half a minute of hits in silence, and what acts on it."""

    def __init__(self, session: Session, hits: Hits) -> None:
        self.session, self.hits = session, hits
        self.snapping = Snapping(session, hits)
        self.cursor = Cursor(session, hits, self.snapping)

    @property
    def track(self) -> str:
        return self.session.document.tracks[0].id

    @property
    def span(self) -> Span:
        assert self.session.selection is not None
        return self.session.selection.span

    def select(self, start: int, stop: int) -> None:
        self.session.select(Selection(self.track, Span(start, stop)))

    def settle(self, qtbot: QtBot) -> None:
        """Wait until what was asked for is known."""
        qtbot.waitUntil(lambda: self.hits.is_settled, timeout=60_000)


class HeldDisk:
    """Reads nothing until it is let go, or until whoever waits for it must have gone wrong."""

    def __init__(self, read: Read) -> None:
        self.let_through, self.is_let_go = read, threading.Event()

    def read(self, source: Source, span: Span) -> np.ndarray:
        self.is_let_go.wait(60)
        return self.let_through(source, span)


@pytest.fixture
def bench(qtbot: QtBot, tmp_path):
    audio = np.zeros((N_SAMPLES, 2))
    fall = 10 ** (-3 * np.arange(RATE) / (0.4 * RATE))[:, None]
    for seed, place in enumerate(PLACES):
        audio[place : place + RATE] += noise(RATE, 2, seed=seed) * fall
    session = Session()
    with Reader() as reader:
        hits = Hits(reader.read)
        session.open(edits.new_document(probe(save(tmp_path / "hits.wav", audio, RATE))))
        session.show(Viewport(0.0, 100.0))
        yield Bench(session, hits)
        hits.close()


@pytest.fixture
def held(bench, qtbot):
    """The same while the disk gives nothing before `release` is called, which waits for the answers."""
    disk = HeldDisk(bench.hits.read)
    hits = Hits(disk.read)
    held = Bench(bench.session, hits)

    def release() -> None:
        disk.is_let_go.set()
        held.settle(qtbot)

    yield held, release
    disk.is_let_go.set()
    hits.close()


# ---- double-clicks


def test_a_double_click_on_a_hit_selects_it_from_onset_to_decay(bench, qtbot):
    bench.cursor.select_at(bench.track, PLACES[0] + 2000)
    bench.settle(qtbot)
    assert bench.span.start == pytest.approx(PLACES[0], abs=NEAR)
    assert bench.span.length == pytest.approx(0.2 * RATE, rel=0.2)


def test_a_double_click_beside_all_hits_selects_between_markers(bench, qtbot):
    document, _ = add_marker(bench.session.document, 10 * RATE)
    document, _ = add_marker(document, 20 * RATE)
    bench.session.commit("Add markers", document)
    bench.cursor.select_at(bench.track, 15 * RATE)
    bench.settle(qtbot)
    assert bench.span == Span(10 * RATE, 20 * RATE)
    bench.cursor.select_at(bench.track, 22 * RATE)
    bench.settle(qtbot)
    assert bench.span == Span(20 * RATE, N_SAMPLES)


def test_a_double_click_where_nothing_else_is_selects_the_clip(bench, qtbot):
    bench.cursor.select_at(bench.track, 15 * RATE)
    bench.settle(qtbot)
    assert bench.span == Span(0, N_SAMPLES)


def test_a_triple_click_selects_the_track(bench):
    bench.select(5, 10)
    bench.cursor.select_track(bench.track)
    assert bench.span == Span(0, N_SAMPLES)


def test_a_file_that_went_away_is_told_and_the_clip_is_selected(bench, qtbot):
    bench.session.document.tracks[0].clips[0].source.path.unlink()
    with qtbot.waitSignal(bench.cursor.failed):
        bench.cursor.select_at(bench.track, PLACES[0])
    assert bench.span == Span(0, N_SAMPLES)


def test_a_double_click_never_waits_for_the_disk(held):
    bench, release = held
    bench.select(PLACES[0], PLACES[0])
    bench.cursor.select_at(bench.track, PLACES[0] + 2000)
    assert bench.span == Span(PLACES[0], PLACES[0])
    release()
    assert bench.span.length == pytest.approx(0.2 * RATE, rel=0.2)


def test_of_two_double_clicks_only_the_last_one_selects(held):
    bench, release = held
    seen: list[object] = []
    bench.session.selection_changed.connect(seen.append)
    for place in (PLACES[0], PLACES[1]):
        bench.cursor.select_at(bench.track, place + 1000)
    release()
    assert len(seen) == 1
    assert bench.span.start == pytest.approx(PLACES[1], abs=NEAR)


def test_what_was_selected_meanwhile_stays_selected(held):
    bench, release = held
    bench.cursor.select_at(bench.track, PLACES[0] + 2000)
    bench.select(PLACES[3], PLACES[3])
    release()
    assert bench.span == Span(PLACES[3], PLACES[3])


def test_a_third_click_on_a_track_that_is_selected_already_outdoes_the_double_click(held):
    bench, release = held
    bench.cursor.select_track(bench.track)
    bench.cursor.select_at(bench.track, PLACES[0] + 2000)
    bench.cursor.select_track(bench.track)
    release()
    assert bench.span == Span(0, N_SAMPLES)


@pytest.mark.parametrize("what", ["hit", "next", "crossings"])
def test_an_answer_about_another_document_selects_nothing(held, what):
    bench, release = held
    bench.select(PLACES[0] + 500, PLACES[0] + 1500)
    ask = {
        "hit": lambda: bench.cursor.select_at(bench.track, PLACES[0]),
        "next": lambda: bench.cursor.jump(1),
        "crossings": bench.cursor.to_zero_crossings,
    }
    ask[what]()
    bench.session.commit("Add marker", add_marker(bench.session.document, 10 * RATE)[0])
    release()
    assert bench.span == Span(PLACES[0] + 500, PLACES[0] + 1500)


# ---- the next sound


def test_the_next_and_the_previous_sound_are_found_over_many_blocks(bench, qtbot):
    assert PLACES[3] - PLACES[2] > 3 * BLOCK_S * RATE
    bench.select(PLACES[2] + RATE, PLACES[2] + RATE)
    with qtbot.waitSignal(bench.session.selection_changed):
        bench.cursor.jump(1)
    assert bench.span.start == pytest.approx(PLACES[3], abs=NEAR)
    assert not bench.span
    with qtbot.waitSignal(bench.session.selection_changed):
        bench.cursor.jump(-1)
    assert bench.span.start == pytest.approx(PLACES[2], abs=NEAR)


def test_where_no_sound_begins_any_more_the_cursor_stays_and_that_is_said(bench, qtbot):
    bench.select(PLACES[3] + RATE, PLACES[3] + RATE)
    with qtbot.waitSignal(bench.cursor.hinted):
        bench.cursor.jump(1)
    assert bench.span.start == PLACES[3] + RATE


# ---- snapping


def test_without_snapping_edges_go_where_they_are_dragged(bench):
    assert bench.snapping.snapped(12_345) == 12_345


def test_edges_snap_to_beats_where_the_ruler_counts_bars(bench):
    bench.session.set_snap(Snap.GRID)
    bench.session.set_time_format(TimeFormat.BARS)
    beat = RATE // 2  # at 120 beats a minute
    bench.session.show(Viewport(0.0, beat / bench.snapping.label_px))
    assert bench.snapping.snapped(3 * beat + 100) == 3 * beat
    assert bench.snapping.snapped(3 * beat - 100) == 3 * beat


def test_edges_snap_to_beginnings_that_are_near_on_the_screen(bench, qtbot):
    bench.session.set_snap(Snap.TRANSIENT)
    bench.snapping.snapped(PLACES[1] + 1000)
    bench.settle(qtbot)
    near = bench.snapping.snapped(PLACES[1] + 1000)
    assert near == pytest.approx(PLACES[1], abs=NEAR)
    assert bench.snapping.snapped(PLACES[1] + 2000) == PLACES[1] + 2000


@pytest.mark.parametrize("snap", [Snap.TRANSIENT, Snap.ZERO])
def test_edges_go_where_they_are_dragged_and_nobody_waits_until_it_is_known_where_to_go(held, qtbot, snap):
    bench, release = held
    place = PLACES[1] + 1000
    bench.session.set_snap(snap)
    assert bench.snapping.snapped(place) == place
    with qtbot.waitSignal(bench.snapping.learned, timeout=60_000):
        release()
    assert bench.snapping.snapped(place) != place


def test_of_the_places_that_a_drag_hurried_past_only_the_last_is_looked_at_and_where_the_drag_began(
    held,
):
    bench, release = held
    bench.session.set_snap(Snap.ZERO)
    bench.session.show(Viewport(0.0, 1e5))
    learned: list[object] = []
    bench.snapping.learned.connect(lambda: learned.append(None))
    anchor, *places = (round((block + 0.5) * BLOCK_S * RATE) for block in range(5))
    for place in places:
        for edge in (anchor, place):
            bench.snapping.snapped(edge)
    release()
    assert len(learned) == 2


def test_what_is_in_view_is_looked_through_before_the_pointer_comes_there(bench, qtbot):
    bench.session.set_snap(Snap.TRANSIENT)
    bench.settle(qtbot)
    assert bench.snapping.snapped(PLACES[1] + 500) == pytest.approx(PLACES[1], abs=NEAR)
    place = PLACES[3] + 500
    bench.session.show(Viewport(float(place - 1000), 100.0))
    bench.settle(qtbot)
    assert bench.snapping.snapped(place) == pytest.approx(PLACES[3], abs=NEAR)


def test_what_was_found_is_kept_where_a_region_is_marked(bench, qtbot):
    bench.session.set_snap(Snap.TRANSIENT)
    bench.settle(qtbot)
    document, _region = edits.add_region(bench.session.document, bench.track, Span(0, RATE))
    bench.session.commit("Mark", document)
    assert bench.snapping.snapped(PLACES[1] + 500) == pytest.approx(PLACES[1], abs=NEAR)


def test_what_was_found_is_forgotten_when_the_track_changes(bench, qtbot):
    bench.session.set_snap(Snap.TRANSIENT)
    bench.settle(qtbot)
    assert bench.snapping.snapped(PLACES[1] + 500) != PLACES[1] + 500
    track = bench.session.document.tracks[0]
    bench.session.commit("Empty", edits.add_empty_track(edits.remove_track(bench.session.document, track.id)))
    bench.settle(qtbot)
    assert bench.snapping.snapped(PLACES[1] + 500) == PLACES[1] + 500


def test_a_track_that_cannot_be_read_is_told_once_and_edges_go_where_they_are_dragged(bench, qtbot):
    bench.session.document.tracks[0].clips[0].source.path.unlink()
    told: list[object] = []
    bench.cursor.failed.connect(told.append)
    bench.session.set_snap(Snap.TRANSIENT)
    for place in (PLACES[1] + 500, PLACES[3] + 500):
        assert bench.snapping.snapped(place) == place
        bench.settle(qtbot)
        assert bench.snapping.snapped(place) == place
    assert len(told) == 1


def is_crossing(bench: Bench, sample: int) -> bool:
    sound = bench.hits.read(bench.session.document.tracks[0].clips[0].source, Span(0, N_SAMPLES)).mean(axis=1)
    neighbours = sound[sample - 1 : sample + 2]
    return neighbours.min() <= 0 <= neighbours.max()


def test_both_edges_move_to_zero_crossings(bench, qtbot):
    bench.select(PLACES[0] + 500, PLACES[0] + 1500)
    bench.cursor.to_zero_crossings()
    bench.settle(qtbot)
    for edge, before in zip((bench.span.start, bench.span.stop), (500, 1500), strict=True):
        assert abs(edge - PLACES[0] - before) <= 0.01 * RATE
        assert is_crossing(bench, edge)


def test_edges_snap_to_the_nearest_zero_crossing_in_view(bench, qtbot):
    bench.session.set_snap(Snap.ZERO)
    bench.settle(qtbot)
    track = bench.session.document.tracks[0]
    for place in range(PLACES[0] + 500, PLACES[0] + 600, 7):
        snapped = bench.snapping.snapped(place)
        assert snapped == TrackSearch(track, RATE, bench.hits.read).nearest_crossing(place)
        assert is_crossing(bench, snapped)


def test_beyond_the_track_edges_go_where_they_are_dragged(bench, qtbot):
    bench.session.set_snap(Snap.ZERO)
    bench.settle(qtbot)
    assert bench.snapping.snapped(N_SAMPLES + 5) == N_SAMPLES + 5


# ---- keys


def test_the_cursor_moves_by_a_pixel_and_stays_inside(bench):
    bench.select(150, 150)
    bench.cursor.move(-1)
    assert bench.span == Span(50, 50)
    bench.cursor.move(-1)
    assert bench.span == Span(0, 0)
    bench.cursor.move(1)
    assert bench.span == Span(100, 100)


def test_from_a_selection_the_cursor_goes_to_its_edge(bench):
    bench.select(1000, 2000)
    bench.cursor.move(1)
    assert bench.span == Span(2000, 2000)
    bench.select(1000, 2000)
    bench.cursor.move(-1)
    assert bench.span == Span(1000, 1000)


def test_the_selection_grows_and_shrinks_at_both_ends(bench):
    bench.select(1000, 2000)
    bench.cursor.grow(1)
    bench.cursor.grow(-1)
    assert bench.span == Span(900, 2100)
    bench.cursor.shrink(1)
    bench.cursor.shrink(-1)
    assert bench.span == Span(1000, 2000)


def test_a_selection_shrinks_to_a_cursor_and_no_further(bench):
    bench.select(1000, 1150)
    for _ in range(5):
        bench.cursor.shrink(1)
    assert bench.span == Span(1150, 1150)


def test_with_the_grid_keys_go_from_tick_to_tick(bench):
    bench.session.set_snap(Snap.GRID)
    bench.select(1, 1)
    places = []
    for _ in range(4):
        bench.cursor.move(1)
        places.append(bench.span.start)
    assert all(bench.snapping.to_grid(place) == place for place in places)
    assert places == sorted(set(places))


def test_one_selects_to_both_ends_of_the_track(bench):
    bench.select(1000, 1000)
    bench.cursor.to_start()
    assert bench.span == Span(0, 1000)
    bench.select(1000, 1000)
    bench.cursor.to_end()
    assert bench.span == Span(1000, N_SAMPLES)


def test_the_last_five_selections_come_back_in_turn(bench):
    spans = [Span(i * 1000, i * 1000 + 500) for i in range(7)]
    for span in spans:
        bench.select(span.start, span.stop)
    bench.session.select(None)
    seen = []
    for _ in range(6):
        bench.cursor.recall()
        seen.append(bench.span)
    assert seen == [*reversed(spans[2:]), spans[6]]


def test_a_selection_that_is_being_dragged_is_remembered_once(bench):
    bench.select(100, 900)
    for stop in range(5100, 5900, 100):
        bench.select(5000, stop)
    bench.session.select(None)
    bench.cursor.recall()
    assert bench.span == Span(5000, 5800)
    bench.cursor.recall()
    assert bench.span == Span(100, 900)
