from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QColor, QImage, QPaintEvent
from PySide6.QtWidgets import QApplication

from app import theme
from app.session import Selection, Viewport
from engine.audio.files import Reader
from engine.document import edits
from engine.timeline import Span
from tests.app.timeline.conftest import RATE, answered, shown, source

RGB = QImage.Format.Format_RGB32


def all_known(desk):
    """Whether the peaks of all sources are there."""
    library, tracks = desk.view.library, desk.document.tracks
    sources = {clip.source for track in tracks for clip in track.clips}
    sources |= {take.source for track in tracks for region in track.regions for take in region.takes}
    return all(library.of(source).n_done >= source.n_samples for source in sources)


def settled(desk, qtbot):
    """The first waveform, once all peaks are there and all tiles are painted."""
    waveform, library = desk.lane.waveform, desk.view.library
    QApplication.processEvents()

    def is_settled():
        waveform.repaint()
        sources = {clip.source for track in desk.document.tracks for clip in track.clips}
        is_known = all(library.of(source).n_done >= source.n_samples for source in sources)
        return is_known and waveform.is_settled and desk.view.overview.is_settled

    qtbot.waitUntil(is_settled)
    QApplication.processEvents()
    return waveform.grab().toImage()


def has(picture, color: QColor, x: int) -> bool:
    """Whether a column holds a pixel of this very colour."""
    return any(picture.pixelColor(x, y).name() == color.name() for y in range(picture.height()))


def test_the_waveform_is_drawn_where_there_is_sound_and_the_void_beyond(desk, qtbot):
    picture = settled(desk, qtbot)
    assert has(picture, theme.DARK.waveform_core, 400)
    assert not has(picture, theme.DARK.waveform_core, 900)
    assert picture.pixelColor(900, 40) == theme.DARK.void


def test_choosing_a_take_and_undoing_it_changes_the_picture_and_changes_it_back(desk, qtbot):
    region = desk.add_region(20_000, 30_000, n_takes=1)
    heard = settled(desk, qtbot)
    desk.session.commit("Choose", edits.choose_take(desk.document, region, 0))
    original = settled(desk, qtbot)
    assert original.copy(205, 0, 90, 100) != heard.copy(205, 0, 90, 100)
    assert original.copy(320, 0, 300, 100) == heard.copy(320, 0, 300, 100)
    desk.session.undo()
    assert settled(desk, qtbot) == heard


def test_scrolling_moves_the_very_same_picture(desk, qtbot):
    before = settled(desk, qtbot)
    desk.session.show(Viewport(6_400.0, 100.0))
    after = settled(desk, qtbot)
    assert after.copy(100, 0, 400, after.height()) == before.copy(164, 0, 400, before.height())


def test_single_samples_are_drawn_where_they_are_rendered(themed, tmp_path, qtbot):
    audio = np.zeros((RATE, 1))
    audio[100] = 0.5
    with shown(edits.new_document(source(tmp_path, audio=audio)), tmp_path) as desk:
        desk.session.show(Viewport(90.0, 1 / 16))
        picture = desk.lane.waveform.grab().toImage()
        y = round(picture.height() / 2 * (1 - 0.5 * 0.92))
        assert picture.pixelColor(160, y).name() == theme.DARK.waveform_core.name()
        assert picture.pixelColor(160, picture.height() // 2 + 4) == theme.DARK.canvas


def test_single_samples_are_read_once_for_a_place_and_again_after_an_edit(desk, qtbot):
    settled(desk, qtbot)
    lane, library, n_read = desk.lane.waveform, desk.view.library, [0]

    class Counting(Reader):
        def read(self, source, span):
            n_read[0] += 1
            return super().read(source, span)

    before = library.reader
    with Counting() as library.reader:
        for way in (0, 8, 16, -8):
            desk.session.show(Viewport(1000.0 + way, 1 / 8))
            lane.repaint()
        assert n_read[0] == 1
        desk.add_region(1000, 1010, n_takes=1)
        lane.repaint()
        assert n_read[0] > 1
        library.reader = before


def test_clipped_samples_are_marked_at_every_zoom(themed, tmp_path, qtbot):
    audio = np.zeros((10 * RATE, 1))
    audio[40_000] = 1.0
    with shown(edits.new_document(source(tmp_path, audio=audio)), tmp_path) as desk:
        assert settled(desk, qtbot).pixelColor(400, 1) == theme.DARK.warning
        desk.session.show(Viewport(39_990.0, 1 / 8))
        assert desk.lane.waveform.grab().toImage().pixelColor(80, 1) == theme.DARK.warning


@pytest.mark.parametrize("scale", [100.0, 0.1])
def test_a_file_that_vanishes_is_told_in_a_sentence_and_the_window_goes_on(desk, qtbot, scale):
    settled(desk, qtbot)
    desk.document.tracks[0].clips[0].source.path.unlink()
    with qtbot.waitSignal(desk.view.status_hinted) as hint:
        desk.session.show(Viewport(50_000.0, scale / 2))
        desk.lane.waveform.grab()
    assert hint.args[0].startswith("“loop.wav” cannot be read")


def test_selection_region_and_playhead_differ_in_colour_and_in_shape(desk, qtbot):
    desk.add_region(10_000, 20_000)
    desk.session.select(Selection(desk.lane.track_id, Span(40_000, 50_000)))
    desk.session.move_playhead(70_000)
    picture = settled(desk, qtbot)
    assert picture.pixelColor(450, 1) == theme.DARK.selection  # a bar along the top
    assert picture.pixelColor(150, 1) != theme.DARK.region  # brackets: only at the edges
    assert has(picture, theme.DARK.playhead, 700)
    assert has(picture, theme.DARK.playhead, 701)  # a line of two pixels
    assert not has(picture, theme.DARK.playhead, 703)
    seen = {theme.DARK.selection.name(), theme.DARK.region.name(), theme.DARK.playhead.name()}
    assert len(seen) == 3


def test_the_canvas_follows_the_theme_of_the_application(desk, qtbot, qapp):
    settled(desk, qtbot)
    theme.apply(qapp, theme.LIGHT)
    QApplication.processEvents()
    assert settled(desk, qtbot).pixelColor(900, 40) == theme.LIGHT.void


class PaintLog(QObject):
    """Remembers which columns of a widget were painted."""

    def __init__(self) -> None:
        super().__init__()
        self.columns: list[tuple[int, int]] = []

    def eventFilter(self, watched: QObject, event: object) -> bool:
        if isinstance(event, QPaintEvent):
            self.columns += [(rect.left(), rect.right()) for rect in event.region()]
        return super().eventFilter(watched, event)


def test_the_playhead_repaints_only_the_columns_that_it_leaves_and_enters(desk, qtbot):
    desk.session.move_playhead(20_000)
    settled(desk, qtbot)
    log = PaintLog()
    desk.lane.waveform.installEventFilter(log)
    desk.lane.waveform.update(0, 0, 1, 1)
    qtbot.waitUntil(lambda: bool(log.columns))  # with it comes whatever was still to be painted
    log.columns.clear()
    desk.session.move_playhead(30_000)
    qtbot.waitUntil(lambda: len(log.columns) >= 2)
    assert sorted(log.columns) == [(200, 201), (300, 301)]
    desk.lane.waveform.removeEventFilter(log)


def test_what_is_pointed_at_on_one_track_paints_no_other_one(two_tracks, qtbot):
    first, second = (two_tracks.view.lanes[track.id] for track in two_tracks.document.tracks)
    region = two_tracks.add_region(20_000, 30_000, n_takes=2)
    settled(two_tracks, qtbot)
    here, elsewhere = PaintLog(), PaintLog()
    first.waveform.installEventFilter(here)
    for widget in (second.waveform, second.mask_lane, second.clip_bar, second.head.gain):
        widget.installEventFilter(elsewhere)
    two_tracks.session.focus_region("")
    two_tracks.session.select(Selection(first.track_id, Span(10_000, 40_000)))
    two_tracks.session.focus_region(region)
    QApplication.processEvents()
    assert here.columns
    assert not elsewhere.columns
    two_tracks.session.select(Selection(second.track_id, Span(10_000, 40_000)))
    QApplication.processEvents()
    assert elsewhere.columns


@pytest.mark.parametrize("is_folded", [True, False])
def test_what_is_on_the_screen_is_what_a_whole_paint_would_be(desk, qtbot, is_folded):
    first, second = desk.add_region(8_000, 12_000), desk.add_region(30_000, 31_000)
    desk.session.unfold(desk.lane.track_id, is_unfolded=not is_folded)
    settled(desk, qtbot)

    def edit(change, *values):
        desk.session.commit("Edit", change(desk.document, *values))

    def answer(region, n):
        edit(lambda document: answered(desk.folder, document, region, n))

    def extend():
        edit(lambda document: edits.extend_region(document, desk.lane.track_id, 4000, crossfade=50)[0])

    def last(n):
        return desk.document.tracks[0].regions[n].id

    for step in (
        extend,
        lambda: answer(last(-1), 1),
        extend,
        lambda: answer(last(-1), 1),
        lambda: edit(edits.choose_take, last(-2), 0),
        lambda: edit(edits.choose_take, last(-1), 0),  # the track ends where it did at first
        lambda: answer(second, 3),
        lambda: desk.session.show(Viewport(29_990.0, 1 / 32)),
        lambda: edit(edits.choose_take, second, 0),
        lambda: edit(edits.choose_take, second, 3),
        lambda: desk.session.show(Viewport(0.0, 100.0)),
        lambda: answer(first, 6),
        lambda: edit(edits.choose_take, second, 2),
        lambda: edit(edits.name_region, first, "Crash"),
        lambda: edit(edits.resize_region, first, Span(9_000, 25_000)),
        lambda: edit(edits.set_take_crossfade, second, 2, 50),
        lambda: edit(edits.resize_region, second, Span(26_000, 31_000)),
        lambda: desk.add_region(40_000, 52_000),
        lambda: answer(last(-1), 2),
        lambda: edit(edits.remove_region, second),
        lambda: desk.session.undo(),
        lambda: desk.add_region(1_000, 3_000),
        lambda: edit(edits.remove_region, last(0)),
        lambda: edit(lambda document: edits.set_track(document, desk.lane.track_id, is_muted=True)),
        lambda: edit(lambda document: edits.set_track(document, desk.lane.track_id, is_muted=False)),
        lambda: desk.session.undo(),
        lambda: desk.session.jump(0),
    ):
        step()
        qtbot.waitUntil(lambda: all_known(desk) and desk.view.overview.is_settled)
        for _ in range(10):  # tiles that found no time in one paint ask for the next
            QApplication.processEvents()
        shown = desk.view.screen().grabWindow(desk.view.winId()).toImage().convertToFormat(RGB)
        wanted = desk.view.grab().toImage().convertToFormat(RGB)
        assert shown == wanted


def test_a_track_that_is_not_heard_is_drawn_faintly(two_tracks, qtbot):
    desk = two_tracks
    _, second = (lane.waveform for lane in desk.view.lanes.values())
    usual = settled(desk, qtbot), second.grab().toImage()

    def lit(picture, x):
        return max(picture.pixelColor(x, y).lightness() for y in range(picture.height()))

    def shown_now():
        return settled(desk, qtbot), second.grab().toImage()

    for change in ({"is_muted": True}, {"is_muted": False, "is_solo": True}):
        muted = edits.set_track(desk.document, second.track_id, **change)
        desk.session.commit("Hear", muted)
        one, other = shown_now()
        faint, loud = (other, one) if "is_solo" not in change else (one, other)
        assert lit(faint, 300) < lit(loud, 300)
        assert loud == usual["is_solo" in change]
    desk.session.jump(0)
    assert shown_now() == usual


def test_another_take_leaves_the_head_as_it_is(desk, qtbot):
    settled(desk, qtbot)
    log, lane_log = PaintLog(), PaintLog()
    desk.add_region(20_000, 30_000)
    settled(desk, qtbot)
    for widget, kept in ((desk.lane.head.gain, log), (desk.lane.waveform, lane_log)):
        widget.installEventFilter(kept)
    region = desk.document.tracks[0].regions[0].id
    desk.session.commit("Takes", answered(desk.folder, desk.document, region, 2))
    settled(desk, qtbot)
    for kept in (log, lane_log):  # a row for takes moves what stands beside it
        kept.columns.clear()
    desk.session.commit("Choose", edits.choose_take(desk.document, region, 2))
    qtbot.waitUntil(lambda: bool(lane_log.columns))
    QApplication.processEvents()
    assert not log.columns


def test_a_larger_font_makes_taller_lanes_and_wider_heads(desk, qapp):
    def sizes():
        return (
            desk.lane.mask_lane.height(),
            desk.view.ruler.height(),
            desk.lane.head.width(),
            desk.view.ruler.x(),
        )

    before, plain = sizes(), qapp.font()
    larger = qapp.font()
    larger.setPointSizeF(larger.pointSizeF() * 2)
    qapp.setFont(larger)
    theme.apply(qapp, theme.DARK)
    QApplication.processEvents()
    after = sizes()
    qapp.setFont(plain)
    assert all(new > 1.7 * old for old, new in zip(before, after, strict=True))
    assert after[2] == after[3]


def test_the_overview_draws_anew_only_the_track_that_sounds_otherwise(desk, qtbot):
    overview = desk.view.overview
    desk.session.commit("Import", edits.add_track(desk.document, source(desk.folder, "second")))
    changed, kept = (track.id for track in desk.document.tracks)
    told = []
    desk.view.library.changed.connect(told.append)
    settled(desk, qtbot)
    # the last of what is known of a source is told a little later, and its row drawn anew once more
    qtbot.waitUntil(lambda: not told.clear() and not QApplication.processEvents() and not told)
    settled(desk, qtbot)
    overview.repaint()
    before, rows = overview.grab().toImage(), dict(overview._rows_drawn)  # noqa: SLF001
    region = desk.add_region(20_000, 30_000, n_takes=1)
    settled(desk, qtbot)
    overview.repaint()
    assert overview.grab().toImage() != before
    assert overview._rows_drawn[kept][1] is rows[kept][1]  # noqa: SLF001
    assert overview._rows_drawn[changed][1] is not rows[changed][1]  # noqa: SLF001
    after = overview.grab().toImage()
    overview.forget_colors()
    assert overview.grab().toImage() == after
    desk.session.commit("Remove", edits.remove_region(desk.document, region))
    settled(desk, qtbot)
    overview.repaint()
    assert overview.grab().toImage() == before


def test_the_overview_knows_of_peaks_that_came_while_their_clip_was_gone(desk, qtbot):
    overview, library = desk.view.overview, desk.view.library
    settled(desk, qtbot)
    overview.repaint()
    (track,) = desk.document.tracks
    half_built = overview._rows_drawn[track.id][1]  # noqa: SLF001 (as far as the overview knows)
    desk.session.commit("Cut", replace(desk.document, tracks=(replace(track, clips=()),)))
    library.changed.emit(track.clips[0].source)
    desk.session.undo()
    settled(desk, qtbot)
    overview.repaint()
    assert overview._rows_drawn[track.id][1] is not half_built  # noqa: SLF001
