from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.audio import files
from engine.document import clips, edits
from engine.document.document import Document, Take, Track
from engine.document.render import render_track
from engine.document.splice import null_test
from engine.errors import OutputError
from engine.export.track import compare, processed, target, write_track
from engine.timeline import Span
from tests.helpers import sound

RATE = 8000
LENGTH = 3 * RATE


@pytest.fixture
def reader():
    with files.Reader() as reader:
        yield reader


def opened(folder: Path, n_channels: int = 2, subtype: str = "PCM_16") -> Document:
    n_bits = {"PCM_16": 16, "PCM_24": 24, "FLOAT": 24}[subtype]
    audio = sound.whole_numbers(LENGTH, n_channels, n_bits)
    return edits.new_document(files.probe(sound.save(folder / f"{subtype}.wav", audio, RATE, subtype)))


def answered(doc: Document, folder: Path, channels: tuple[int, ...]) -> Document:
    doc, region = edits.add_region(doc, doc.tracks[0].id, Span(RATE, 2 * RATE), channels=channels)
    patch = files.probe(sound.save(folder / "take.wav", sound.noise(RATE, len(channels)), RATE))
    return edits.add_takes(doc, {region: (Take(1, patch, Span(RATE, 2 * RATE), channels, 80),)})


def test_beside_a_regenerated_pair_the_other_channels_are_proved_too(tmp_path, reader):
    doc = answered(opened(tmp_path, 6), tmp_path, (2, 3))
    _, test = write_track(doc.tracks[0], RATE, tmp_path / "out.wav", reader)
    assert test.is_identical
    assert (test.n_outside, test.n_inside) == (6 * LENGTH - 2 * RATE, 2 * RATE)
    again = compare(doc.tracks[0], reader)
    assert (again.n_outside, again.is_identical) == (test.n_outside, True)


def test_a_fault_in_a_channel_beside_the_pair_is_found(tmp_path, reader):
    doc = answered(opened(tmp_path, 6), tmp_path, (2, 3))
    track = doc.tracks[0]
    region = track.regions[0]
    astray = replace(region, takes=(replace(region.takes[0], channels=(2, 4)),))
    heard = replace(track, regions=(astray,))
    told = [(span.span, (2, 3)) for span in track.heard]
    test = null_test(
        lambda span: render_track(replace(track, regions=()), span, reader.read),
        lambda span: render_track(heard, span, reader.read),
        track.extent,
        told,
    )
    assert test.n_differing > 0.9 * RATE
    assert test.first_difference == pytest.approx(RATE, abs=100)


def test_clips_with_gain_or_fades_are_dithered_and_not_called_identical(tmp_path, reader):
    doc = opened(tmp_path)
    ids = (doc.tracks[0].id,)
    doc = clips.split_span(doc, ids, Span(1000, 2000))
    first, middle, last = doc.tracks[0].clips
    doc = clips.set_fades(clips.set_clip_gain(doc, middle.id, -3.0), last.id, fade_out=500)
    written, test = write_track(doc.tracks[0], RATE, tmp_path / "out.wav", reader)
    assert test.is_identical
    assert test.n_outside == 2 * (LENGTH - 1000 - 500)
    assert written.subtype == "PCM_16"
    heard = render_track(doc.tracks[0], Span(1000, 2000), reader.read)
    stored = reader.read(written, Span(1000, 2000))
    assert np.abs(heard - stored).max() <= 1.5 / 2**15
    assert processed(first) == ()


def test_a_silent_or_reversed_clip_is_written_exactly(tmp_path, reader):
    doc = opened(tmp_path)
    ids = (doc.tracks[0].id,)
    doc = clips.reverse(clips.silence(doc, ids, Span(100, 200)), ids, Span(1000, 2000))
    _, test = write_track(doc.tracks[0], RATE, tmp_path / "out.wav", reader)
    assert (test.n_outside, test.is_identical) == (2 * LENGTH, True)


@pytest.mark.parametrize(
    ("subtypes", "written"),
    [(("PCM_16", "PCM_24"), "PCM_24"), (("PCM_24", "PCM_16"), "PCM_24"), (("PCM_16", "FLOAT"), "FLOAT")],
)
def test_a_track_of_several_files_is_written_as_deep_as_all_of_them(tmp_path, reader, subtypes, written):
    first, second = (opened(tmp_path, subtype=subtype) for subtype in subtypes)
    clip = replace(second.tracks[0].clips[0], start=LENGTH)
    track = replace(first.tracks[0], clips=(*first.tracks[0].clips, clip))
    assert target(track, tmp_path / "out.wav") == ("WAV", written)
    _, test = write_track(track, RATE, tmp_path / "out.wav", reader)
    assert (test.n_outside, test.is_identical) == (2 * 2 * LENGTH, True)


def test_samples_that_a_container_would_round_are_refused(tmp_path):
    first, second = opened(tmp_path), opened(tmp_path, subtype="FLOAT")
    clip = replace(second.tracks[0].clips[0], start=LENGTH)
    track = replace(first.tracks[0], clips=(*first.tracks[0].clips, clip))
    with pytest.raises(OutputError, match="FLAC would round"):
        target(track, tmp_path / "out.flac")


def test_a_track_without_clips_is_written_with_24_bits(tmp_path):
    assert target(Track(2), tmp_path / "out.wav") == ("WAV", "PCM_24")


def test_what_is_watched_is_told_in_order_and_may_end_it(tmp_path, reader):
    doc = opened(tmp_path)
    told: list[tuple[str, int, int]] = []
    write_track(doc.tracks[0], RATE, tmp_path / "out.wav", reader, watch=lambda *what: told.append(what))
    assert [phase for phase, _, _ in told] == ["Writing", "Comparing"]
    assert all(0 <= n_done < n == LENGTH for _, n_done, n in told)
