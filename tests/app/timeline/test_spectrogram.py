"""Spectrograms on the canvas: the right levels in the right place, computed beside the window."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.session import Viewport
from app.theme import DARK, LIGHT
from app.timeline import spectrogram
from app.timeline.colors import levels_map
from app.timeline.look import Look, Scale, Show, SpectrogramLook
from app.timeline.peaks_library import PeaksLibrary
from app.timeline.spectrogram_levels import Raster, compute
from app.timeline.tiles import strips
from engine.audio.files import Reader
from engine.audio.spectrum import log_rows, mel_rows
from engine.document import edits
from engine.document.document import MAX_TRACK_SAMPLES
from engine.timeline import Span
from tests.app.timeline.conftest import N_SAMPLES, RATE, answered, source
from tests.helpers.sound import sine

LOW_HZ, HIGH_HZ = 250.0, 2500.0
NEAR, PLAIN = Viewport(0.0, 10.0), SpectrogramLook()


@pytest.fixture
def tones(tmp_path):
    """Five seconds of a low tone, then five of a high one."""
    low, high = sine(LOW_HZ, N_SAMPLES // 2, RATE, 2), sine(HIGH_HZ, N_SAMPLES // 2, RATE, 2)
    return edits.new_document(source(tmp_path, audio=np.concatenate([low, high])))


def shown(desk, document, show, qtbot, samples_per_px=100.0):
    """Open it, look at it so, and wait until all is drawn; gives the lane."""
    desk.open(document)
    desk.session.set_look(document.tracks[0].id, Look(show))
    desk.session.show(Viewport(0.0, samples_per_px))
    settle(desk, qtbot)
    return desk.lane.waveform


def settle(desk, qtbot):
    desk.lane.waveform.repaint()
    qtbot.waitUntil(lambda: desk.lane.waveform.repaint() or desk.lane.waveform.is_settled, timeout=20_000)


def test_what_was_on_its_way_comes_after_a_change_out_of_view(desk, tones, qtbot):
    document, region = edits.add_region(tones, tones.tracks[0].id, Span(70_000, 71_000))
    document = answered(desk.folder, document, region, 2)
    waveform = shown(desk, document, Show.SPECTROGRAM, qtbot)
    desk.session.show(Viewport(0.0, 20.0))  # the region is right of it
    waveform.repaint()
    assert not waveform.is_settled
    desk.session.commit("Choose", edits.choose_take(desk.document, region, 2))
    qtbot.waitUntil(lambda: waveform.is_settled, timeout=20_000)


def row_of(levels):
    return int(np.argmax(levels))


@pytest.mark.parametrize("scale", list(Scale))
@pytest.mark.parametrize("samples_per_column", [3.0, 100.0, 900.0])
def test_a_tone_is_at_its_own_height_at_every_zoom(tones, scale, samples_per_column):
    n = 16
    with Reader() as reader:
        raster = Raster(samples_per_column, 100, scale)
        early, late = (
            compute(tones.tracks[0], RATE, raster, int(at / samples_per_column), n, 4, reader)
            for at in (RATE, 7 * RATE)
        )
    assert early.shape == (2, 100, n)
    edges = (mel_rows if scale is Scale.MEL else log_rows)(100, RATE)
    for levels, hz in ((early, LOW_HZ), (late, HIGH_HZ)):
        for channel in levels:
            row = row_of(channel[:, n // 2])
            assert edges[max(0, row - 2)] <= hz <= edges[min(100, row + 3)]


def test_columns_of_hours_look_at_few_samples(tones):
    class Counting(Reader):
        n_read = 0

        def read(self, source, span):
            self.n_read += span.length
            return super().read(source, span)

    with Counting() as reader:
        compute(tones.tracks[0], RATE, Raster(100_000.0, 50, Scale.LOG), 0, 16, 4, reader)
        assert reader.n_read <= 16 * 4 * 4096


def test_both_views_are_drawn_one_below_the_other(desk, tones, qtbot):
    lane = shown(desk, tones, Show.BOTH, qtbot)
    picture = lane.grab().toImage()
    top, foot = lane.wave_rect, lane.spectrum_rect
    assert top.height() + foot.height() == lane.height()
    assert bright(picture, top, 200) == 0
    assert bright(picture, foot, 200) >= 2  # a line in each channel


def bright(picture, rect, x):
    """Pixels of a column that have the warm colours of loud levels."""
    column = (picture.pixelColor(x, y) for y in range(rect.top() + 2, rect.bottom() - 2))
    return sum(color.red() > 150 and color.red() > color.blue() + 40 for color in column)


def test_a_louder_range_is_drawn_without_computing_anew(desk, tones, qtbot):
    lane = shown(desk, tones, Show.SPECTROGRAM, qtbot)
    before, known = lane.grab().toImage(), lane.spectrogram.levels
    desk.session.set_spectrogram(SpectrogramLook(range_db=30.0))
    QApplication.processEvents()
    assert lane.grab().toImage() != before
    assert all(lane.spectrogram.levels[key] is levels for key, levels in known.items())


@pytest.mark.parametrize("height", [9, 64, 65, 391])
@pytest.mark.parametrize("n_channels", [1, 2, 3])
def test_every_channel_fills_its_own_strip_at_any_height(height, n_channels):
    levels = np.full((n_channels, 30, 4), -200.0, np.float16)
    levels[-1] = 0.0
    pixels = spectrogram.painted(levels, spectrogram.Coat(height, DARK, SpectrogramLook()))
    colors, foot = levels_map(DARK), strips(n_channels, height)[-1]
    assert pixels.shape == (height, 4)
    assert (pixels[: foot.top] == colors[0]).all()
    assert (pixels[foot.top :] == colors[-1]).all()


def test_a_wider_view_shows_the_tiles_of_two_scales_where_one_lacks_some(desk, tones, qtbot):
    lane = shown(desk, tones, Show.SPECTROGRAM, qtbot, samples_per_px=100.0)
    desk.session.show(Viewport(0.0, 20.0))
    settle(desk, qtbot)
    desk.session.show(Viewport(0.0, 40.0))
    picture = lane.grab().toImage()  # of the nearest scale half is there, of the other all
    assert bright(picture, lane.spectrum_rect, 100) > 0
    assert bright(picture, lane.spectrum_rect, lane.width() - 100) > 0
    settle(desk, qtbot)


@pytest.fixture
def endless(tmp_path, qtbot):
    """A spectrogram alone, of a track with more tiles of a fine scale than can ever be gone through."""
    with Reader() as reader:
        library = PeaksLibrary(reader)
        alone = spectrogram.Spectrogram(library, library)
        track = edits.new_document(source(tmp_path)).tracks[0]
        last = replace(track.clips[0], start=MAX_TRACK_SAMPLES - N_SAMPLES, id="last")
        alone.show_track(replace(track, clips=(*track.clips, last)), RATE, [])
        qtbot.waitUntil(lambda: drawn(alone) and alone.is_settled, timeout=60_000)
        yield alone
        library.close()
        shiboken6.delete(library)


def drawn(alone, viewport=NEAR, columns=range(1024), look=PLAIN):
    """The picture of what is known, drawn in these columns alone."""
    picture = QImage(1024, 100, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.black)
    with QPainter(picture) as painter:
        painter.setClipRect(QRect(columns.start, 0, len(columns), 100))
        alone.draw(painter, picture.rect(), viewport, 1.0, DARK, look)
    return picture


def test_an_overview_goes_through_the_tiles_that_are_known_not_through_all_there_could_be(endless):
    drawn(endless, Viewport(0.0, MAX_TRACK_SAMPLES / 1024))
    assert {raster.samples_per_column for raster, _index in endless.wanted} == {MAX_TRACK_SAMPLES / 1024}


@pytest.mark.parametrize("samples_per_px", [10.0, 14.0], ids=["own", "stretched"])
def test_a_column_is_drawn_as_it_is_in_the_whole_picture(endless, samples_per_px):
    view, column = Viewport(100.0, samples_per_px), range(300, 302)
    whole, narrow = drawn(endless, view), drawn(endless, view, column)
    for x in column:
        found, wanted = ([picture.pixel(x, y) for y in range(100)] for picture in (narrow, whole))
        assert found == wanted
        assert len(set(found)) > 10


def test_a_column_paints_no_tile_but_the_one_it_lies_in(endless):
    drawn(endless, columns=range(300, 302), look=SpectrogramLook(range_db=30.0))
    tiles = endless._tiles  # noqa: SLF001
    painted = {index for (_raster, index), tile in tiles.items() if tile.coat.look.range_db == 30.0}
    assert painted == {300 // spectrogram.TILE_COLUMNS}


def test_frequencies_stand_beside_a_spectrogram_of_any_height(desk, tones, qtbot):
    lane = shown(desk, tones, Show.SPECTROGRAM, qtbot)
    pictures = []
    for height in (151, 150, 151):
        desk.session.set_look(lane.track_id, Look(Show.SPECTROGRAM, height_px=height))
        settle(desk, qtbot)
        pictures.append(lane.grab(QRect(0, 0, 40, height)).toImage())
    rows = [grey_rows(picture) for picture in pictures]
    assert all(len(found) > 20 for found in rows)
    assert rows[0] == rows[2]


def grey_rows(picture):
    """Rows in which something is written: the colours of levels are never as grey."""
    colors = {
        (x, y): picture.pixelColor(x, y) for x in range(picture.width()) for y in range(picture.height())
    }
    parts = {place: (color.red(), color.green(), color.blue()) for place, color in colors.items()}
    return {y for (_x, y), part in parts.items() if min(part) > 110 and max(part) - min(part) < 40}


def test_another_zoom_shows_the_old_picture_stretched_until_the_new_one_is_there(desk, tones, qtbot):
    lane = shown(desk, tones, Show.SPECTROGRAM, qtbot)
    desk.session.show(Viewport(0.0, 50.0))
    picture = lane.grab().toImage()  # painted before anything could be computed
    assert bright(picture, lane.spectrum_rect, 400) > 0
    settle(desk, qtbot)


def test_an_edit_draws_only_what_it_changes_anew(desk, tones, qtbot):
    lane = shown(desk, tones, Show.SPECTROGRAM, qtbot, samples_per_px=40.0)
    before = lane.spectrogram.levels
    desk.add_region(30_000, 38_000, n_takes=1)
    settle(desk, qtbot)
    after, width = lane.spectrogram.levels, spectrogram.TILE_COLUMNS * 40.0
    kept = {key[1] for key, levels in before.items() if after.get(key) is levels}
    assert 0 in kept
    assert int(30_000 // width) in {key[1] for key in before} - kept


def test_what_is_kept_has_a_limit(desk, tones, qtbot):
    lane = shown(desk, tones, Show.SPECTROGRAM, qtbot)
    lane.spectrogram.max_bytes = 2 * lane.spectrogram.n_bytes
    for scale in (90.0, 80.0, 70.0, 60.0):
        desk.session.show(Viewport(0.0, scale))
        settle(desk, qtbot)
    assert lane.spectrogram.n_bytes <= lane.spectrogram.max_bytes


def test_the_view_can_be_closed_while_tiles_are_computed(desk, tones):
    desk.open(tones)
    desk.session.set_look(tones.tracks[0].id, Look(Show.SPECTROGRAM))
    desk.lane.waveform.repaint()
    desk.session.commit("Remove", edits.remove_track(tones, tones.tracks[0].id))
    QApplication.processEvents()


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_the_lightness_of_the_colours_changes_evenly(theme):
    colors = levels_map(theme)
    parts = np.stack([(colors >> shift) & 255 for shift in (16, 8, 0)]).astype(float) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    lightness = np.cbrt(np.array([0.2126, 0.7152, 0.0722]) @ linear)
    steps = np.diff(lightness) * (1 if theme.is_dark else -1)
    assert (steps >= -4e-3).all()
    assert np.ptp(lightness) > 0.6


# ---- the wheel


def turn(desk, angle, keys):
    """With Alt, Qt on X11 reports the wheel sideways."""
    place = desk.lane.waveform.mapTo(desk.view, QPoint(400, 60))
    QTest.wheelEvent(desk.view.windowHandle(), QPointF(place), QPoint(angle, 0), QPoint(), keys)
    QApplication.processEvents()


def test_alt_and_the_wheel_magnify_a_waveform_and_a_double_click_on_the_plate_ends_it(desk):
    track, said = desk.document.tracks[0].id, []
    desk.view.status_hinted.connect(said.append)
    viewport = desk.session.viewport
    turn(desk, 240, Qt.KeyboardModifier.AltModifier)
    assert desk.session.look(track).amplitude == pytest.approx(2.0)
    assert said == ["Waveform at 2 times its height"]
    assert desk.session.viewport == viewport
    turn(desk, -1200, Qt.KeyboardModifier.AltModifier)
    assert desk.session.look(track).amplitude == 1.0
    turn(desk, 120, Qt.KeyboardModifier.AltModifier)
    lane = desk.lane.waveform
    QTest.mouseDClick(lane, Qt.MouseButton.LeftButton, pos=lane.chip_rect.center())
    assert desk.session.look(track).amplitude == 1.0


def test_a_magnified_waveform_is_taller(desk, qtbot):
    lane = desk.lane.waveform

    def height():
        settle(desk, qtbot)
        picture = lane.grab().toImage()
        ground = lane.theme.canvas.name()
        rows = range(40, lane.height() // 2)
        return sum(picture.pixelColor(500, y).name() != ground for y in rows)

    before = height()
    desk.session.set_look(desk.document.tracks[0].id, Look(amplitude=1.6))
    assert height() > 1.2 * before


def test_ctrl_alt_and_the_wheel_change_the_decibels_of_the_spectrogram(desk):
    said = []
    desk.view.status_hinted.connect(said.append)
    keys = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier
    turn(desk, 120, keys)
    assert desk.session.spectrogram.range_db == 95
    assert said == ["The spectrogram shows -101 to -6 dB"]
    for _ in range(8):
        turn(desk, -480, keys)
    assert desk.session.spectrogram.range_db == 20


def test_a_mistake_of_the_program_leaves_no_tile_waiting_and_is_told(desk, tones, qtbot, caplog):
    class Broken(Reader):
        def read(self, source, span):
            raise ZeroDivisionError("where the details are")

    library, told = desk.view.library, []
    library.failed.connect(told.append)
    before = library.reader
    try:
        with Broken() as library.reader:
            shown(desk, tones, Show.SPECTROGRAM, qtbot)
            qtbot.waitUntil(lambda: bool(told))
    finally:
        library.reader = before
    assert told[0].startswith("Something unexpected happened")
    assert "where the details are" in caplog.text
