"""Tracks as files: format, proof, and what happens where it cannot be done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.jobs import Cancelled
from app.panels.export import Checked, Exporting, compare_job, described, export_job, suggested_name
from engine.audio import files
from engine.document import edits
from engine.document.document import Document, Take, Track
from engine.document.splice import NullTest
from engine.errors import AudioFileError, OutputError
from engine.generate.request import Progress
from engine.timeline import Span
from tests.helpers import sound

RATE = 8000
N_SAMPLES = 3 * RATE


@dataclass
class Bench:
    document: Document
    reader: files.Reader
    folder: Path

    @property
    def track(self) -> Track:
        return self.document.tracks[0]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """A 16-bit track with a region whose take is heard."""
    path = sound.save(tmp_path / "a.wav", sound.whole_numbers(N_SAMPLES, 2, 16), RATE, "PCM_16")
    document = edits.new_document(files.probe(path))
    document, region = edits.add_region(document, document.tracks[0].id, Span(RATE, 2 * RATE))
    patch = files.probe(sound.save(tmp_path / "take.wav", sound.noise(RATE, 2, amplitude=0.3), RATE))
    take = Take(1, patch, Span(RATE, 2 * RATE), (0, 1), crossfade=80)
    document = edits.add_takes(document, {region: (take,)})
    with files.Reader() as reader:
        yield Bench(document, reader, tmp_path)


def drive(job) -> object:
    try:
        while True:
            next(job)
    except StopIteration as end:
        return end.value


def ignore(_progress: Progress) -> None:
    pass


def test_what_is_written_is_the_source_outside_the_regions(bench: Bench):
    checked = drive(export_job(bench.document, bench.track, bench.folder / "out.wav", bench.reader, ignore))
    assert checked.test.is_identical
    assert checked.test.n_outside == 2 * (N_SAMPLES - RATE)
    assert checked.test.inside_change_db > -40
    written = files.probe(bench.folder / "out.wav")
    assert (written.subtype, written.n_samples, written.sample_rate) == ("PCM_16", N_SAMPLES, RATE)
    assert checked.sentence == "“out.wav” written · outside the regions: identical (32 000 samples)"


@pytest.mark.parametrize("suffix", [".flac", ".aiff"])
def test_other_containers_hold_the_same_samples(bench: Bench, suffix: str):
    checked = drive(
        export_job(bench.document, bench.track, bench.folder / f"out{suffix}", bench.reader, ignore)
    )
    assert checked.test.is_identical


def test_a_track_that_begins_before_its_source_is_compared_in_its_own_positions(bench: Bench):
    document, region = edits.extend_region(bench.document, bench.track.id, RATE, crossfade=80, before=True)
    span = document.region(region).span
    patch = files.probe(sound.save(bench.folder / "before.wav", sound.noise(span.length, 2), RATE))
    document = edits.add_takes(document, {region: (Take(1, patch, span, (0, 1), crossfade=80),)})
    checked = drive(export_job(document, document.tracks[0], bench.folder / "out.wav", bench.reader, ignore))
    assert checked.test.is_identical
    assert files.probe(bench.folder / "out.wav").n_samples == N_SAMPLES + RATE


def test_sources_and_takes_are_never_written_over(bench: Bench):
    for name in ("a.wav", "take.wav"):
        content = (bench.folder / name).read_bytes()
        with pytest.raises(OutputError, match="never written over"):
            drive(export_job(bench.document, bench.track, bench.folder / name, bench.reader, ignore))
        assert (bench.folder / name).read_bytes() == content


def test_a_source_is_recognised_behind_another_name(bench: Bench):
    (bench.folder / "link.wav").symlink_to(bench.folder / "a.wav")
    with pytest.raises(OutputError, match="never written over"):
        drive(export_job(bench.document, bench.track, bench.folder / "link.wav", bench.reader, ignore))


@pytest.mark.parametrize("name", ["no/such/folder/out.wav", "out.xyz"])
def test_a_place_that_cannot_be_written_is_a_sentence(bench: Bench, name: str):
    with pytest.raises(OutputError) as told:
        drive(export_job(bench.document, bench.track, bench.folder / name, bench.reader, ignore))
    assert str(told.value).endswith(".")


def test_an_empty_track_has_nothing_to_write(bench: Bench):
    with pytest.raises(OutputError, match="empty"):
        drive(export_job(Document(RATE), Track(2), bench.folder / "out.wav", bench.reader, ignore))


def test_giving_up_leaves_what_stood_there(bench: Bench):
    path = bench.folder / "out.wav"
    path.write_bytes(b"what stood there")

    def give_up(_progress: Progress) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        drive(export_job(bench.document, bench.track, path, bench.reader, give_up))
    assert path.read_bytes() == b"what stood there"
    assert sorted(path.name for path in bench.folder.iterdir()) == ["a.wav", "out.wav", "take.wav"]


def test_a_track_is_compared_with_its_clips(bench: Bench):
    checked = drive(compare_job([bench.track], bench.reader, ignore))
    assert checked.sentence == "Outside the regions: identical (32 000 samples)"


def test_regions_whose_original_is_heard_are_no_excuse(bench: Bench):
    region = bench.track.regions[0]
    original = edits.choose_take(bench.document, region.id, 0)
    assert drive(compare_job([original.tracks[0]], bench.reader, ignore)).test.n_outside == 2 * N_SAMPLES


def test_differences_are_counted_and_said(bench: Bench):
    clip = replace(bench.track.clips[0], gain_db=-1.0)
    quieter = replace(bench.track, clips=(clip,))
    checked = drive(compare_job([quieter], bench.reader, ignore))
    assert checked.test.is_identical  # a clip's gain belongs to the material
    shifted = replace(checked, test=replace(checked.test, n_differing=3))
    assert "3 of 32 000 samples differ" in shifted.sentence


def test_exporting_goes_before_a_comparison_that_runs(bench: Bench, qtbot: QtBot):
    exporting = Exporting(bench.reader)
    exporting.compare([bench.track])
    with qtbot.waitSignal(exporting.checked, check_params_cb=lambda checked: checked.path is not None):
        exporting.export(bench.document, bench.track, bench.folder / "out.wav")
    assert (bench.folder / "out.wav").is_file()
    exporting.close()


def test_a_source_that_was_changed_meanwhile_is_a_sentence(bench: Bench, qtbot: QtBot):
    exporting = Exporting(bench.reader)
    sound.save(bench.folder / "a.wav", np.zeros((10, 2)), RATE, "PCM_16")
    with qtbot.waitSignal(exporting.failed) as told:
        exporting.export(bench.document, bench.track, bench.folder / "out.wav")
    assert isinstance(told.args[0], AudioFileError)
    exporting.close()


def test_a_name_is_offered_in_the_sources_format(bench: Bench):
    assert suggested_name(bench.track, "somewhere") == Path("somewhere/a (inlay).wav")
    odd = replace(bench.track, name="kick/snare: 1")
    assert suggested_name(odd, "").name == "kick_snare_ 1 (inlay).wav"


def test_a_track_is_described_in_a_few_words(bench: Bench):
    assert described(bench.track) == "8 kHz · stereo · 16-bit"
    assert described(None) == ""


def test_exports_are_written_one_after_the_other(bench: Bench, qtbot: QtBot):
    exporting = Exporting(bench.reader)
    for name in ("one.wav", "two.wav", "three.wav"):
        exporting.export(bench.document, bench.track, bench.folder / name)
    qtbot.waitUntil(lambda: not exporting.is_writing)
    assert all((bench.folder / name).exists() for name in ("one.wav", "two.wav", "three.wav"))
    exporting.close()


@pytest.mark.parametrize(
    ("n_differing", "is_lossy", "sentence"),
    [
        (0, True, "Outside the regions: identical (1 200 decoded samples)"),
        (1, False, "Outside the regions: 1 of 1 200 samples differs"),
        (2, False, "Outside the regions: 2 of 1 200 samples differ"),
    ],
)
def test_what_a_comparison_found_is_one_sentence(n_differing: int, is_lossy: bool, sentence: str):
    test = NullTest(1200, n_differing, None, 0, -np.inf)
    assert Checked(test, is_lossy=is_lossy).sentence == sentence
