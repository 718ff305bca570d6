"""Every format and depth, written and read back; what is rounded or dithered, and what is found wrong."""

from __future__ import annotations

import shutil
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from engine.audio import files
from engine.audio.resample import resample
from engine.document import edits
from engine.document.document import Clip, Document, Track
from engine.errors import OutputError
from engine.export import pieces
from engine.export.leaving import Piece, write_all
from engine.export.passage import Passage, mix, stem, whole
from engine.export.proof import prove
from engine.export.shape import FORMATS, Depth, Shape, format_of
from engine.timeline import Mask, Span
from tests.helpers import sound

RATE = 44100
N_SAMPLES = 20_011
LOSSLESS = [(name, depth) for name, kind in FORMATS.items() for depth in kind.depths]
LOSSY = [name for name, kind in FORMATS.items() if kind.is_lossy]


@pytest.fixture
def reader():
    with files.Reader() as reader:
        yield reader


def opened(folder, subtype="PCM_24", n_bits=24, n_channels=2):
    audio = sound.whole_numbers(N_SAMPLES, n_channels, n_bits)
    return edits.new_document(files.probe(sound.save(folder / "in.wav", audio, RATE, subtype)))


def exported(document, path, reader, shape, span=None):
    (written,) = write_all(document, pieces.mix(document, span or whole(document), reader.read, path), shape)
    return written


@pytest.mark.parametrize(("name", "depth"), LOSSLESS)
def test_what_a_depth_holds_comes_back_equal_in_every_sample(tmp_path, reader, name, depth):
    n_bits = depth.n_bits or 24
    document = opened(tmp_path, "FLOAT" if not depth.n_bits else f"PCM_{n_bits}", n_bits)
    shape = Shape(name, depth)
    written = exported(document, tmp_path / f"out{shape.suffix}", reader, shape)
    source = document.tracks[0].clips[0].source
    assert (written.source.subtype, written.source.sample_rate) == (shape.subtype, RATE)
    assert written.source.n_samples == N_SAMPLES
    assert (written.proof.n_wrong, written.proof.residual_db) == (0, -np.inf)
    before, after = (reader.read(s, Span(0, N_SAMPLES)) for s in (source, written.source))
    assert np.array_equal(before, after)


@pytest.mark.parametrize(("name", "n_channels"), list(product(LOSSY, (1, 2))))
def test_what_is_lossy_has_the_right_start_length_and_rate(tmp_path, reader, name, n_channels):
    tone = sound.sine(441, N_SAMPLES, RATE, n_channels) * np.minimum(1, np.arange(N_SAMPLES) / 9000)[:, None]
    document = edits.new_document(files.probe(sound.save(tmp_path / "in.wav", tone, RATE)))
    shape = Shape(name)
    wanted = pieces.stems(document, document.tracks, tmp_path, reader.read, suffix=shape.suffix)
    (written,) = write_all(document, wanted, shape)
    assert (written.source.sample_rate, written.source.n_channels) == (RATE, n_channels)
    assert N_SAMPLES <= written.source.n_samples < N_SAMPLES + 1024
    assert written.proof.n_samples == N_SAMPLES
    assert written.proof.residual_db < -40


def test_what_is_rounded_is_dithered_and_what_fits_is_not(tmp_path, reader):
    document = opened(tmp_path)
    silent = replace(document.tracks[0].clips[0], gain_db=-200.0)
    shape = Shape(depth=Depth.BITS_16)
    written = exported(document, tmp_path / "a.wav", reader, shape)
    before = reader.read(document.tracks[0].clips[0].source, Span(0, N_SAMPLES))
    after = reader.read(written.source, Span(0, N_SAMPLES))
    plain = files.quantise(before, 16) / 2.0**31
    assert 0.2 < np.mean(after != plain) < 0.9
    assert np.abs(after - before).max() <= 1.5 / 2**15
    undithered = exported(document, tmp_path / "b.wav", reader, replace(shape, is_dithered=False))
    assert np.array_equal(reader.read(undithered.source, Span(0, N_SAMPLES)), plain)
    still = document.with_track(document.tracks[0].id, lambda t: replace(t, clips=(silent,)))
    quiet = exported(still, tmp_path / "c.wav", reader, shape)
    assert not reader.read(quiet.source, Span(0, N_SAMPLES)).any()


def test_samples_of_16_bits_leave_undithered_beside_a_gain(tmp_path, reader):
    document = opened(tmp_path, "PCM_16", 16)
    whole_clip = document.tracks[0].clips[0]
    first = whole_clip.cut(Span(0, 10_000))
    second = replace(whole_clip.cut(Span(10_000, N_SAMPLES)), gain_db=-3.0, id="other")
    track = replace(document.tracks[0], clips=(first, second))
    passage = stem(replace(document, tracks=(track,)), track, track.extent, reader.read)
    assert passage.rounded("PCM_16", None) == Mask((Span(10_000, N_SAMPLES),))
    assert passage.rounded("PCM_24", None) == Mask((Span(10_000, N_SAMPLES),))
    deeper = opened(tmp_path)
    passage = stem(deeper, deeper.tracks[0], deeper.extent, reader.read)
    assert passage.rounded("PCM_24", None) == Mask()
    assert passage.rounded("PCM_16", None) == Mask((Span(0, N_SAMPLES),))


def test_another_rate_is_what_resampling_gives(tmp_path, reader):
    document = opened(tmp_path)
    shape = Shape(depth=Depth.FLOAT, sample_rate=48000)
    written = exported(document, tmp_path / "a.wav", reader, shape)
    before = reader.read(document.tracks[0].clips[0].source, Span(0, N_SAMPLES))
    wanted = resample(before, RATE, 48000).astype(np.float32)
    assert written.source.sample_rate == 48000
    assert np.array_equal(reader.read(written.source, Span(0, len(wanted))), wanted)
    assert len(wanted) == written.source.n_samples


def test_samples_beyond_full_scale_are_counted_where_they_are_cut_off(tmp_path, reader):
    audio = np.array([[0.5, -1.0], [1.5, -1.5], [1.0, 0.0]])
    document = edits.new_document(files.probe(sound.save(tmp_path / "in.wav", audio, RATE)))
    assert exported(document, tmp_path / "a.wav", reader, Shape()).proof.n_clipped == 3
    assert exported(document, tmp_path / "b.wav", reader, Shape(depth=Depth.FLOAT)).proof.n_clipped == 0


def test_a_sample_that_was_read_back_wrong_is_found(tmp_path, reader):
    document = opened(tmp_path)
    source = document.tracks[0].clips[0].source
    audio = reader.read(source, Span(0, N_SAMPLES))
    audio[777, 1] += 2.0**-23
    assert prove(source, [audio], 24, Mask()).n_wrong == 1
    assert prove(source, [audio], 24, Mask((Span(777, 778),))).n_wrong == 0
    assert prove(source, [audio], 24, Mask((Span(0, 777),))).n_wrong == 1
    assert prove(source, [audio, audio], 24, Mask()).n_wrong == 1 + 2 * N_SAMPLES
    assert prove(source, [audio], 0, Mask()).n_wrong == 1


def test_a_file_that_is_wrong_never_gets_its_name(tmp_path, reader):
    document = opened(tmp_path)
    passage = mix(document, whole(document), reader.read, "a")
    changing = iter(range(10**9))
    restless = replace(passage, rendered=lambda part: passage.rendered(part) / (1 + next(changing)))
    (tmp_path / "a.wav").write_bytes(b"before")
    with pytest.raises(OutputError, match="read back wrong"):
        write_all(document, [Piece(restless, tmp_path / "a.wav")], Shape(), overwrite=True)
    assert (tmp_path / "a.wav").read_bytes() == b"before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.wav", "in.wav"]


@pytest.mark.parametrize(
    ("shape", "n_channels", "rate", "told"),
    [
        (Shape("flac", Depth.FLOAT), 2, 44100, "FLAC holds 16 bits or 24 bits"),
        (Shape("mp3"), 6, 44100, "at most 2 channels, not 6"),
        (Shape("mp3"), 2, 96000, "no sound of 96000 Hz"),
        (Shape("flac"), 10, 44100, "at most 8 channels"),
    ],
)
def test_what_a_format_cannot_hold_is_a_sentence(tmp_path, shape, n_channels, rate, told):
    with pytest.raises(OutputError, match=told):
        shape.refuse(tmp_path / "a", rate, n_channels)


def test_formats_are_known_by_their_suffixes(tmp_path):
    assert [format_of(tmp_path / name) for name in ("a.WAV", "b.aif", "c.mp3")] == ["wav", "aiff", "mp3"]
    with pytest.raises(OutputError, match=r"\.wav, \.flac"):
        format_of(tmp_path / "a.txt")


def endless(n_samples: int, n_channels: int = 2) -> Passage:
    """Silence of any length with a click at its last sample, that costs no memory."""

    def rendered(part: Span) -> np.ndarray:
        piece = np.zeros((part.length, n_channels))
        piece[-1] = 0.25 * (part.stop == n_samples)
        return piece

    return Passage("Long", Span(0, n_samples), 0, n_channels, 96000, rendered, (), stored=("PCM_24",))


def test_a_disk_that_is_too_small_is_noticed_before_anything_is_written(tmp_path):
    n_samples = shutil.disk_usage(tmp_path).free // 6
    with pytest.raises(OutputError, match="GB are free"):
        write_all(Document(96000), [Piece(endless(n_samples), tmp_path / "a.wav")], Shape())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_five_gibibytes_become_rf64_from_their_first_byte(tmp_path, reader):
    n_samples = 5 * 2**30 // 6 + 1
    if shutil.disk_usage(tmp_path).free < 6 * 2**30:
        pytest.skip("there is no room for 5 GiB")
    passage = endless(n_samples)
    (written,) = write_all(Document(96000), [Piece(passage, tmp_path / "a.wav")], Shape())
    try:
        assert (written.source.format, written.source.n_samples) == ("RF64", n_samples)
        assert written.source.size > 5 * 2**30
        with written.source.path.open("rb") as file:
            assert file.read(4) == b"RF64"
        assert reader.read(written.source, Span(n_samples - 2, n_samples)).tolist() == [[0, 0], [0.25, 0.25]]
        assert files.broadcast_of(written.source.path) is not None
    finally:
        written.source.path.unlink()


def test_a_track_of_another_start_is_the_same_length_in_every_format(tmp_path, reader):
    document = opened(tmp_path)
    clip = document.tracks[0].clips[0]
    late = Track(2, (Clip(clip.source, 5000, 0, 1000),), name="late")
    both = replace(document, tracks=(document.tracks[0], late))
    for name in FORMATS:
        shape = Shape(name, Depth.BITS_16)
        wanted = pieces.stems(both, both.tracks, tmp_path, reader.read, suffix=shape.suffix)
        assert {one.proof.n_samples for one in write_all(both, wanted, shape)} == {N_SAMPLES}
