from __future__ import annotations

import weakref
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import theme
from app.timeline import envelope, tiles
from app.timeline.peaks_library import LONG, PeaksLibrary
from engine.audio.files import Reader
from engine.audio.peaks import Peaks
from engine.document import clips, edits, pyramids
from engine.document.document import SILENT_DB
from engine.document.history import History
from engine.document.project import Project
from engine.document.render import render_track
from engine.timeline import Span
from tests.app.timeline.conftest import N_SAMPLES, RATE, answered, source, take
from tests.helpers.sound import noise


@pytest.fixture
def library(qapp, qtbot):
    with Reader() as reader:
        library = PeaksLibrary(reader)
        yield library
        library.close()


def built(library, qtbot, *sources):
    for one in sources:
        peaks = library.of(one)
        qtbot.waitUntil(lambda peaks=peaks: peaks.is_done, timeout=60_000)


def columns_of(track, library, first, n, scale):
    return envelope.columns(envelope.heard(track), track.n_channels, first, n, scale, library, library.reader)


def test_peaks_of_what_cannot_be_read_are_forgotten_with_the_track(library, qtbot, tmp_path):
    one = source(tmp_path)
    one.path.write_bytes(b"no sound any more")
    with qtbot.waitSignal(library.failed, timeout=60_000):
        library.of(one)
    assert library.of(one) is library.of(one)  # not tried again while it is there
    kept = weakref.ref(library.of(one))
    library.keep({one})
    assert kept() is not None
    library.keep(set())
    qtbot.waitUntil(lambda: kept() is None, timeout=60_000)


@pytest.mark.parametrize("scale", [1.0, 3.7, 100.0, 511.0, 700.0])
def test_columns_hold_the_extremes_of_the_samples_under_them(library, qtbot, tmp_path, scale):
    audio = noise(N_SAMPLES, 2, seed=3)
    document = edits.new_document(source(tmp_path, audio=audio))
    track = document.tracks[0]
    built(library, qtbot, track.clips[0].source)
    n = 64
    columns = columns_of(track, library, 8, n, scale)
    for i in range(1, n - 1):
        part = audio[int((8 + i) * scale + 1) : int((9 + i) * scale - 1)]
        if len(part):
            assert (columns.high[:, i] >= part.max(axis=0) - 1e-6).all()
            assert (columns.low[:, i] <= part.min(axis=0) + 1e-6).all()
    assert columns.high.max() <= np.float32(audio.max())
    assert (columns.core_high <= columns.high + 1e-6).all()
    assert (columns.core_low >= columns.low - 1e-6).all()


@given(first=st.integers(-300, 1200), n=st.integers(1, 300), scale=st.floats(0.5, 5000))
def test_columns_are_sound_exactly_where_the_track_is(first, n, scale):
    class Silence:
        """Peaks of nothing: what a file gives before any of it is read."""

        n_done = 0

        def columns(self, span, n_columns, reader):
            zero = np.zeros((1, n_columns), np.float32)
            return zero, zero

    class Shelf:
        def of(self, _source):
            return Silence()

    at = Span(1000, 90_000)
    stretch = envelope.Stretch(source=_Long(), at=at, offset=0, gain=1.0, channels=(0,), is_take=False)
    columns = envelope.columns((stretch,), 1, first, n, scale, Shelf(), None)
    for i in range(n):
        left, right = (first + i) * scale, (first + i + 1) * scale
        if right < at.start - 1 or left > at.stop + 1:
            assert not columns.is_sound[i]
        if left >= at.start + 1 and right <= at.stop - 1:
            assert columns.is_sound[i]


class _Long:
    n_samples = 10**9


def test_a_chosen_take_is_seen_inside_its_region_and_nowhere_else(library, qtbot, tmp_path):
    document = edits.new_document(source(tmp_path))
    document, region = edits.add_region(document, document.tracks[0].id, Span(20_000, 30_000))
    document = answered(tmp_path, document, region, 1)
    track = document.tracks[0]
    built(library, qtbot, track.clips[0].source, track.regions[0].takes[0].source)
    columns = columns_of(track, library, 0, 800, 100.0)
    assert columns.is_take[0].nonzero()[0].tolist() == list(range(200, 300))
    assert columns.low[:, 205:295].min() == pytest.approx(0.8)
    assert columns.high[:, :199].max() < 0.51
    original = columns_of(edits.choose_take(document, region, 0).tracks[0], library, 0, 800, 100.0)
    assert not original.is_take.any()


def test_a_take_for_one_channel_leaves_the_other(library, qtbot, tmp_path):
    document = edits.new_document(source(tmp_path))
    document, region = edits.add_region(document, document.tracks[0].id, Span(20_000, 30_000))
    mono = source(tmp_path, "mono", np.full((10_000, 1), 0.9))
    one = replace(take(tmp_path, 1, Span(20_000, 30_000)), source=mono, channels=(1,))
    track = edits.add_takes(document, {region: (one,)}).tracks[0]
    columns = columns_of(track, library, 210, 80, 100.0)
    assert columns.high[0].max() < 0.51
    assert columns.low[1].min() == pytest.approx(0.9)
    assert not columns.is_take[0].any()
    assert columns.is_take[1].all()


def test_gain_is_seen(library, tmp_path):
    document = edits.new_document(source(tmp_path))
    document, region = edits.add_region(document, document.tracks[0].id, Span(20_000, 30_000))
    quiet = answered(tmp_path, document, region, 1, trim_db=-6.0206).tracks[0]
    assert columns_of(quiet, library, 210, 80, 100.0).high.max() == pytest.approx(0.4, abs=1e-4)


def test_only_samples_at_full_scale_count_as_clipped(library, tmp_path):
    audio = np.full((N_SAMPLES, 1), 0.99)
    audio[4_000] = -1.0
    track = edits.new_document(source(tmp_path, audio=audio)).tracks[0]
    columns = columns_of(track, library, 0, 100, 80.0)
    assert columns.is_clipped[0].nonzero()[0].tolist() == [50]


def test_columns_are_not_final_before_the_peaks_are(library, qtbot, tmp_path):
    long = source(tmp_path, "long", noise(3 * 2**20, 1))
    track = edits.new_document(long).tracks[0]
    library.close()
    assert not columns_of(track, library, 0, 100, 1000.0).is_final
    assert columns_of(track, library, 0, 100, 100.0).is_final  # read, not looked up


def test_columns_of_peaks_that_grew_while_they_were_read_are_not_final():
    class Growing:
        n_done = 0

        def columns(self, span, n_columns, reader):
            self.n_done = 10**9
            zero = np.zeros((1, n_columns), np.float32)
            return zero, zero

    class Shelf:
        def of(self, _source):
            return Growing()

    at = Span(0, 90_000)
    stretch = envelope.Stretch(source=_Long(), at=at, offset=0, gain=1.0, channels=(0,), is_take=False)
    assert not envelope.columns((stretch,), 1, 0, 100, 900.0, Shelf(), None).is_final


def test_peaks_are_built_beside_the_window_and_announced(qapp, qtbot, tmp_path):
    with Reader() as reader:
        library = PeaksLibrary(reader)
        one = source(tmp_path)
        with qtbot.waitSignal(library.changed, timeout=60_000) as told:
            peaks = library.of(one)
        assert told.args == [one]
        assert peaks.is_done
        assert library.of(one) is peaks
        library.keep(set())
        assert library.of(one) is not peaks
        library.close()


def test_the_share_that_is_known_grows_to_one(library, qtbot, tmp_path):
    one, other = source(tmp_path), source(tmp_path, "other")
    built(library, qtbot, one)
    assert library.share_done({one, other}) == 0.5
    built(library, qtbot, other)
    assert library.share_done({one, other}) == 1
    assert library.share_done(set()) == 1


def test_a_file_that_has_vanished_is_told_in_a_sentence(qapp, qtbot, tmp_path):
    with Reader() as reader:
        library = PeaksLibrary(reader)
        one = source(tmp_path)
        one.path.unlink()
        with qtbot.waitSignal(library.failed, timeout=60_000) as told:
            library.of(one)
        assert told.args[0].startswith("“loop.wav” cannot be read")
        library.close()


def test_a_closed_library_stops_before_a_long_file_is_done(qapp, tmp_path):
    with Reader() as reader:
        library = PeaksLibrary(reader)
        long = source(tmp_path, "long", np.zeros((2**24, 1), np.float32))
        peaks = library.of(long)
        library.close()
        assert not peaks.is_done


def is_nearly(a, b):
    """Whether two colours differ by no more than rounding."""
    return max(abs(x - y) for x, y in zip(a.getRgb()[:3], b.getRgb()[:3], strict=True)) <= 2


def test_a_tile_is_coloured_from_the_lowest_to_the_highest_sample(library, tmp_path):
    audio = np.zeros((N_SAMPLES, 1))
    audio[::2], audio[1::2] = 0.5, -0.25
    track = edits.new_document(source(tmp_path, audio=audio)).tracks[0]
    image = tiles.painted(columns_of(track, library, 10, 4, 100.0), 200, theme.DARK)
    filled = [y for y in range(200) if image.pixelColor(1, y).alpha() > 127]
    reach = 100 * (1 - 2 * tiles.MARGIN)
    assert filled == list(range(round(100 - 0.5 * reach), round(100 + 0.25 * reach)))


def test_silence_is_a_line_and_nothing_is_nothing(library, tmp_path):
    track = edits.new_document(source(tmp_path, audio=np.zeros((8_000, 1)))).tracks[0]
    image = tiles.painted(columns_of(track, library, 0, 160, 100.0), 100, theme.DARK)
    assert sum(image.pixelColor(5, y).alpha() for y in range(100)) == pytest.approx(255, abs=2)
    assert sum(image.pixelColor(120, y).alpha() for y in range(100)) == 0


def test_takes_have_a_colour_of_their_own(library, tmp_path):
    document = edits.new_document(source(tmp_path))
    document, region = edits.add_region(document, document.tracks[0].id, Span(0, RATE))
    track = answered(tmp_path, document, region, 1).tracks[0]
    image = tiles.painted(columns_of(track, library, 0, 160, 100.0), 200, theme.DARK)
    y = max(range(100), key=lambda y: image.pixelColor(10, y).alpha())
    assert is_nearly(image.pixelColor(10, y), theme.DARK.take_core)
    assert is_nearly(image.pixelColor(150, 50), theme.DARK.waveform_core)


@pytest.mark.parametrize("scale", [4.0, 600.0])
def test_a_reversed_clip_with_fades_is_drawn_as_it_is_heard(library, qtbot, tmp_path, scale):
    audio = noise(N_SAMPLES, 2, seed=5) * np.linspace(0.1, 1, N_SAMPLES)[:, None]
    document = edits.new_document(source(tmp_path, audio=audio))
    clip = replace(
        document.tracks[0].clips[0], gain_db=-6.0, is_reversed=True, fade_in=20_000, fade_out=10_000
    )
    track = replace(document.tracks[0], clips=(clip,))
    built(library, qtbot, clip.source)
    columns = columns_of(track, library, 0, 100, scale)
    heard = render_track(track, Span(0, round(100 * scale)), library.reader.read)
    by_column = heard.reshape(100, -1, 2)
    tolerance = 0.02 if scale < 512 else 0.12
    assert np.abs(columns.high.T - by_column.max(axis=1)).max() <= tolerance
    assert np.abs(columns.low.T - by_column.min(axis=1)).max() <= tolerance


def test_a_take_that_was_turned_round_with_its_stretch_is_drawn_as_it_is_heard(library, qtbot, tmp_path):
    document = edits.new_document(source(tmp_path))
    track = document.tracks[0].id
    document, region = edits.add_region(document, track, Span(1000, 5000))
    rising = noise(4000, 2, seed=6) * np.linspace(0.1, 1, 4000)[:, None]
    made = replace(take(tmp_path, 1, Span(1000, 5000)), source=source(tmp_path, "rising", rising))
    document = clips.reverse(edits.add_takes(document, {region: (made,)}), (track,), Span(1500, 4000))
    turned = document.tracks[0]
    built(library, qtbot, turned.clips[0].source, made.source)
    columns = columns_of(turned, library, 0, 100, 60.0)
    heard = render_track(turned, Span(0, 6000), library.reader.read).reshape(100, -1, 2)
    within = slice(26, 66)  # without the columns that hold an edge
    assert np.abs(columns.high.T - heard.max(axis=1))[within].max() <= 0.12
    assert columns.is_take[:, within].all()


def test_a_silenced_clip_is_a_line(library, tmp_path):
    document = edits.new_document(source(tmp_path))
    clip = replace(document.tracks[0].clips[0], gain_db=SILENT_DB)
    columns = columns_of(replace(document.tracks[0], clips=(clip,)), library, 0, 50, 10.0)
    assert columns.is_sound.all()
    assert not columns.high.any()


def test_peaks_of_a_long_file_are_taken_from_the_disk_the_next_time(qtbot, tmp_path):
    long = source(tmp_path, "long", noise(LONG + 1000, amplitude=0.5))
    pictures = []
    for _ in range(2):
        with Reader() as reader:
            library = PeaksLibrary(reader)
            library.folder = tmp_path / "peaks"
            built(library, qtbot, long)
            qtbot.waitUntil(lambda: len(list((tmp_path / "peaks").glob("*.peaks"))) == 1, timeout=60_000)
            pictures.append(library.of(long).columns(Span(0, long.n_samples), 100))
            library.close()
    np.testing.assert_array_equal(pictures[0], pictures[1])


def test_where_nothing_can_be_kept_peaks_are_built_all_the_same(qtbot, tmp_path, caplog):
    long = source(tmp_path, "long", noise(LONG + 1000, amplitude=0.5))
    (tmp_path / "file").touch()
    with Reader() as reader:
        library = PeaksLibrary(reader)
        library.folder = tmp_path / "file" / "peaks"
        built(library, qtbot, long)
        library.close()
    assert "peaks are not kept" in caplog.text


def test_peaks_of_a_projects_media_are_kept_in_it_and_taken_from_it(qtbot, tmp_path):
    recording = source(tmp_path, "short", noise(50_000, amplitude=0.5))
    song = Project(tmp_path / "Song")
    song.save(History(edits.new_document(recording)), {}, is_whole=True)
    with Reader() as reader:
        library = PeaksLibrary(reader)
        built(library, qtbot, recording)
        library.keep_in(song.own(History(edits.new_document(recording))))
        qtbot.waitUntil(lambda: len(pyramids.kept(song.folder)) == 1, timeout=60_000)
        library.close()
    (kept,) = pyramids.kept(song.folder)
    written = kept.stat().st_mtime_ns
    history = Project(song.folder).open().history
    medium = history.document.tracks[0].clips[0].source
    with Reader() as reader:
        library = PeaksLibrary(reader)
        library.keep_in(song.own(history))
        built(library, qtbot, medium)
        library.close()
    assert kept.stat().st_mtime_ns == written


@pytest.mark.parametrize("is_known_first", [True, False])
def test_peaks_that_a_project_lacks_are_built_and_kept_in_it(qtbot, tmp_path, is_known_first):
    song = Project(tmp_path / "Song")
    recording = source(tmp_path, "short", noise(50_000, amplitude=0.5))
    song.save(History(edits.new_document(recording)), {}, is_whole=True)
    history = Project(song.folder).open().history
    medium = history.document.tracks[0].clips[0].source
    with Reader() as reader:
        library = PeaksLibrary(reader)
        if is_known_first:
            library.keep_in(song.own(history))
        built(library, qtbot, medium)
        if not is_known_first:
            library.keep_in(song.own(history))
        qtbot.waitUntil(lambda: len(pyramids.kept(song.folder)) == 1, timeout=60_000)
        library.close()


def test_a_damaged_one_of_a_project_is_replaced_by_what_was_found_elsewhere(qtbot, tmp_path):
    song = Project(tmp_path / "Song")
    recording = source(tmp_path, "long", noise(LONG + 1000, amplitude=0.5))
    song.save(History(edits.new_document(recording)), {}, is_whole=True)
    history = Project(song.folder).open().history
    medium = history.document.tracks[0].clips[0].source
    with Reader() as reader:
        library = PeaksLibrary(reader)
        library.folder = tmp_path / "peaks"
        built(library, qtbot, medium)  # no project says yet that it keeps it
        qtbot.waitUntil(lambda: len(list((tmp_path / "peaks").glob("*.peaks"))) == 1)
        library.close()
        place = pyramids.place_of(medium.path)
        place.parent.mkdir()
        place.write_bytes(b"damaged")
        library = PeaksLibrary(reader)
        library.folder = tmp_path / "peaks"
        library.keep_in(song.own(history))
        built(library, qtbot, medium)
        qtbot.waitUntil(lambda: place.read_bytes() != b"damaged")
        assert pyramids.restore(Peaks(medium), medium.path)
        library.close()


def test_peaks_of_another_project_are_not_written(qtbot, tmp_path):
    song = Project(tmp_path / "Song")
    recording = source(tmp_path, "short", noise(50_000, amplitude=0.5))
    song.save(History(edits.new_document(recording)), {}, is_whole=True)
    medium = Project(song.folder).open().history.document.tracks[0].clips[0].source
    with Reader() as reader:
        library = PeaksLibrary(reader)
        built(library, qtbot, medium)
        library.close()
    assert pyramids.kept(song.folder) == ()
