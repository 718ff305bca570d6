"""What the page of exports asks, and what becomes of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.jobs import Cancelled
from app.leaving import Left, Order, What, Wish, work
from app.panels.export_dialog import ExportDialog
from engine.audio import files
from engine.document import edits
from engine.document.document import Document
from engine.export.pieces import Which
from engine.export.shape import Channels, Depth, Shape
from engine.generate.request import Progress
from engine.timeline import Span
from tests.app.conftest import Studio
from tests.helpers import sound
from tests.helpers.band import RATE, band

ALL = tuple(What)


@pytest.fixture
def page(qtbot: QtBot) -> ExportDialog:
    made = ExportDialog(Wish(), ALL, RATE)
    qtbot.addWidget(made)
    made.show()
    return made


def is_asked(page: ExportDialog, field: QWidget) -> bool:
    return field.isVisibleTo(page)


def choose(page: ExportDialog, what: What) -> None:
    page.what.setCurrentIndex(page.what.findData(what))


def test_a_page_that_nobody_touched_wishes_for_what_studios_deliver(page: ExportDialog):
    assert page.wish == Wish(What.MIX, Shape("wav", Depth.BITS_24, None, True), ".dawproject")


def test_only_what_matters_is_asked(page: ExportDialog):
    assert is_asked(page, page.rate)
    assert not is_asked(page, page.names)
    choose(page, What.STEMS)
    assert is_asked(page, page.names)
    assert is_asked(page, page.master)
    assert not is_asked(page, page.rate)
    assert page.names.placeholderText() == "$tracknumber_$track"
    choose(page, What.SESSION)
    assert is_asked(page, page.session)
    assert not is_asked(page, page.format)


def test_a_rate_is_chosen_for_a_mix_and_stems_keep_that_of_the_session(page: ExportDialog):
    page.rate.setCurrentIndex(page.rate.findData(44100))
    assert page.wish.shape.sample_rate == 44100
    choose(page, What.STEMS)
    assert page.wish.shape.sample_rate is None


def test_channels_are_chosen_for_every_file_but_a_session(page: ExportDialog):
    page.channels.setCurrentIndex(page.channels.findData(Channels.MONO))
    for what in (What.MIX, What.STEMS, What.CHANGES):
        choose(page, what)
        assert is_asked(page, page.channels)
        assert page.wish.shape.channels is Channels.MONO
    choose(page, What.SESSION)
    assert not is_asked(page, page.channels)


def test_the_depths_are_those_of_the_format(page: ExportDialog):
    page.depths.setCurrentIndex(page.depths.findData(Depth.FLOAT))
    page.format.setCurrentIndex(page.format.findData("flac"))
    assert page.wish.shape == Shape("flac", Depth.BITS_24)
    assert page.depths.count() == 2
    page.format.setCurrentIndex(page.format.findData("mp3"))
    assert not is_asked(page, page.depths)
    assert page.wish.shape.format == "mp3"


def test_what_was_wished_for_last_is_offered_again(qtbot: QtBot):
    shape = Shape("aiff", Depth.BITS_16, is_dithered=False, channels=Channels.STEREO)
    wish = Wish(What.STEMS, shape, ".rpp", Which.ALL, True, False, (".rpp",), "$track")
    page = ExportDialog(wish, ALL, RATE, has_lossy=True)
    qtbot.addWidget(page)
    page.show()
    assert page.wish == wish
    assert page.note.isVisible()


def test_what_there_is_nothing_of_is_not_offered(loaded: Studio):
    leaving = loaded.window.desk.leaving
    assert leaving.possible == (What.MIX, What.STEMS, What.SESSION)
    loaded.drag(1, 2)
    assert What.SELECTION in leaving.possible


def test_the_selection_leaves_as_it_was_when_it_was_asked_for(loaded: Studio, tmp_path: Path):
    loaded.drag(1, 2)
    selection = loaded.session.selection
    assert selection is not None
    loaded.dialogs.to_save = tmp_path / "part"
    desk = loaded.window.desk
    with loaded.bot.waitSignal(desk.exporting.left, timeout=20_000) as told:
        desk.leaving.begin(Wish(What.SELECTION, Shape("flac")))
        loaded.session.select(None)
    (left,) = told.args
    assert left.paths == (tmp_path / "part.flac",)
    source = files.probe(left.paths[0])
    track = loaded.session.document.tracks[0]
    with files.Reader() as reader:
        wanted = reader.read(track.clips[0].source, selection.span)
        assert np.array_equal(reader.read(source, Span(0, source.n_samples)), wanted)


def test_a_file_that_nobody_was_asked_about_is_not_replaced(loaded: Studio, tmp_path: Path):
    (tmp_path / "part.wav").write_bytes(b"somebody's")
    loaded.dialogs.to_save = tmp_path / "part"
    desk = loaded.window.desk
    with loaded.bot.waitSignal(desk.failed, timeout=20_000):
        desk.leaving.begin(Wish())
    assert (tmp_path / "part.wav").read_bytes() == b"somebody's"
    loaded.dialogs.to_save = tmp_path / "part.wav"
    with loaded.bot.waitSignal(desk.exporting.left, timeout=20_000):
        desk.leaving.begin(Wish())
    assert files.probe(tmp_path / "part.wav").n_samples == loaded.session.document.extent.stop


def test_thinking_better_of_it_writes_nothing(loaded: Studio, tmp_path: Path):
    loaded.window.desk.leaving.begin(Wish())
    loaded.window.desk.leaving.begin(Wish(What.STEMS))
    assert not loaded.window.desk.exporting.is_writing


def drive(job) -> object:
    try:
        while True:
            next(job)
    except StopIteration as end:
        return end.value


def order(document: Document, wish: Wish, path: Path) -> Order:
    return Order(wish, document, document.extent, (document.tracks[1].id,), "Song", path, overwrite=False)


def test_giving_up_leaves_no_empty_folder(tmp_path: Path):
    document = band(tmp_path / "band")

    def give_up(_progress: Progress) -> None:
        raise Cancelled

    with files.Reader() as reader, pytest.raises(Cancelled):
        drive(work(order(document, Wish(What.STEMS), tmp_path / "stems"), reader, give_up))
    assert [path.name for path in tmp_path.iterdir()] == ["band"]


def test_stems_of_the_selection_alone(tmp_path: Path):
    document = band(tmp_path / "band")
    wish = Wish(What.STEMS, Shape("ogg"), which=Which.SELECTED, template="$project $track")
    with files.Reader() as reader:
        left = drive(work(order(document, wish, tmp_path / "stems"), reader, lambda _progress: None))
    assert isinstance(left, Left)
    assert [path.name for path in left.paths] == ["Song Bass.ogg"]
    assert left.sentence == "“Song Bass.ogg” is written, read back; start, length and rate are right."


def test_a_mono_mix_is_the_mean_of_both_sides(tmp_path: Path):
    path = sound.save(tmp_path / "in.wav", np.array([[0.5, 0.25], [-0.5, 0.5]]), RATE)
    document = edits.new_document(files.probe(path))
    wish = Wish(shape=Shape(channels=Channels.MONO))
    with files.Reader() as reader:
        told = Order(wish, document, document.extent, (), "Song", tmp_path / "out.wav", overwrite=False)
        left = drive(work(told, reader, lambda _progress: None))
        assert isinstance(left, Left)
        found = reader.read(files.probe(left.paths[0]), Span(0, 2))
    assert np.abs(found - [[0.375], [0.0]]).max() <= 2.0**-22
    assert left.sentence == "“out.wav” is written, read back and right."


def test_what_was_cut_off_is_said(tmp_path: Path):
    path = sound.save(tmp_path / "loud.wav", np.array([[1.5], [0.0], [-2.0]]), RATE)
    document = edits.new_document(files.probe(path))
    with files.Reader() as reader:
        told = Order(Wish(), document, document.extent, (), "Song", tmp_path / "out.wav", overwrite=False)
        left = drive(work(told, reader, lambda _progress: None))
    assert isinstance(left, Left)
    assert left.sentence.endswith(
        "4 samples were too loud and were cut off; turn the tracks down, or choose 32-bit float."
    )


def test_a_long_file_says_that_it_is_an_rf64(tmp_path: Path):
    left = Left((tmp_path / "a.wav",), tmp_path, is_rf64=True)
    assert "RF64" in left.sentence
