"""Files of one channel or of two, whatever their tracks have."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.audio import files
from engine.document import edits
from engine.document.document import Document
from engine.errors import OutputError
from engine.export import pieces
from engine.export.folding import folded
from engine.export.leaving import Piece, write_all
from engine.export.passage import mix, stem, whole
from engine.export.shape import Channels, Depth, Shape
from engine.timeline import Mask, Span
from tests.helpers import sound

RATE = 48000
N_SAMPLES = 3001


@pytest.fixture
def reader():
    with files.Reader() as reader:
        yield reader


def opened(folder, audio, subtype="FLOAT"):
    return edits.new_document(files.probe(sound.save(folder / "in.wav", audio, RATE, subtype)))


def written(document, folder, reader, shape):
    """The stem of the only track, and its samples."""
    wanted = pieces.stems(document, document.tracks, folder, reader.read, suffix=shape.suffix)
    (one,) = write_all(document, wanted, shape)
    return one, reader.read(one.source, Span(0, one.source.n_samples))


def test_mono_of_two_channels_is_their_mean(tmp_path, reader):
    audio = sound.noise(N_SAMPLES, 2, amplitude=0.9)
    document = opened(tmp_path, audio)
    one, found = written(document, tmp_path, reader, Shape(depth=Depth.FLOAT, channels=Channels.MONO))
    stored = audio.astype(np.float32).astype(np.float64)
    wanted = stored[:, :1] * 0.5 + stored[:, 1:] * 0.5
    assert np.array_equal(found, wanted.astype(np.float32))
    assert (one.proof.n_wrong, one.proof.n_samples) == (0, N_SAMPLES)


def test_one_channel_becomes_two_that_are_the_very_same_samples(tmp_path, reader):
    audio = sound.whole_numbers(N_SAMPLES, 1, 24)
    document = opened(tmp_path, audio, "PCM_24")
    one, found = written(document, tmp_path, reader, Shape(channels=Channels.STEREO))
    assert np.array_equal(found, np.repeat(audio, 2, axis=1))
    assert one.proof.residual_db == -np.inf
    assert one.passage.rounded("PCM_24", None) == Mask()


@pytest.mark.parametrize("n_channels", [3, 4, 6, 8])
def test_of_surround_the_first_pair_leaves_sample_by_sample(tmp_path, reader, n_channels):
    audio = sound.whole_numbers(N_SAMPLES, n_channels, 24)
    document = opened(tmp_path, audio, "PCM_24")
    one, found = written(document, tmp_path, reader, Shape(channels=Channels.STEREO))
    assert np.array_equal(found, audio[:, :2])
    assert one.passage.rounded("PCM_24", None) == Mask()


@pytest.mark.parametrize("channels", [Channels.MONO, Channels.STEREO])
def test_stems_of_whichever_tracks_add_up_to_the_mix_of_the_same_channels(tmp_path, reader, channels):
    """One of the tracks is 5.1, one has four channels, and all but that have a gain and a balance."""
    audio = [sound.noise(N_SAMPLES, n, amplitude=0.1, seed=n) for n in (6, 2, 1, 4)]
    sources = [files.probe(sound.save(tmp_path / f"{one.shape[1]}.wav", one, RATE, "FLOAT")) for one in audio]
    tracks = tuple(edits.new_document(source).tracks[0] for source in sources)
    document = Document(RATE, tracks)
    for track, pan in zip(tracks[:3], (-0.5, 0.25, 0.75), strict=True):
        document = edits.set_track(document, track.id, gain_db=-2.0, pan=pan)
    shape = Shape(depth=Depth.FLOAT, channels=channels)
    wanted = pieces.stems(document, document.tracks, tmp_path, reader.read, with_master=True)
    left = write_all(document, wanted, shape)
    mix, *stems = (reader.read(one.source, Span(0, N_SAMPLES)) for one in left)
    assert np.abs(sum(stems) - mix).max() < 1e-6
    assert np.abs(mix).max() > 0.1


@pytest.mark.parametrize("n_channels", [1, 2, 3, 6])
def test_what_is_to_stay_as_it_is_stays(tmp_path, reader, n_channels):
    document = opened(tmp_path, sound.noise(100, n_channels))
    passage = stem(document, document.tracks[0], document.extent, reader.read)
    assert folded(passage, Channels.PROJECT) is passage
    if n_channels <= 2:
        assert folded(passage, (Channels.MONO, Channels.STEREO)[n_channels - 1]) is passage


@pytest.mark.parametrize("depth", Depth)
@pytest.mark.parametrize("rate", [None, 44100])
def test_a_mono_mix_is_proved_against_the_mean_of_the_mix(tmp_path, reader, depth, rate):
    document = opened(tmp_path, sound.noise(N_SAMPLES, 2))
    shape = Shape("wav", depth, rate, channels=Channels.MONO)
    wanted = pieces.mix(document, whole(document), reader.read, tmp_path / "out.wav")
    (one,) = write_all(document, wanted, shape)
    assert (one.source.n_channels, one.passage.is_mix, one.proof.n_wrong) == (1, True, 0)


def test_parts_of_what_is_folded_are_bits_of_the_whole(tmp_path, reader):
    document = opened(tmp_path, sound.noise(N_SAMPLES, 6))
    passage = folded(stem(document, document.tracks[0], document.extent, reader.read), Channels.MONO)
    parts = [passage.rendered(Span(at, min(at + 7, N_SAMPLES))) for at in range(0, N_SAMPLES, 7)]
    assert np.array_equal(np.concatenate(parts), passage.rendered(Span(0, N_SAMPLES)))


def test_what_is_left_out_spoils_nothing_where_it_is_no_number(tmp_path, reader):
    audio = np.zeros((10, 6))
    audio[:, 2:] = np.nan
    document = opened(tmp_path, audio)
    _, found = written(document, tmp_path, reader, Shape(depth=Depth.FLOAT, channels=Channels.STEREO))
    assert not found.any()


def test_a_file_that_is_wrong_in_its_mean_never_gets_its_name(tmp_path, reader):
    document = opened(tmp_path, sound.noise(N_SAMPLES, 2))
    passage = mix(document, whole(document), reader.read, "a")
    changing = iter(range(10**9))
    restless = replace(passage, rendered=lambda part: passage.rendered(part) / (1 + next(changing)))
    wanted = [Piece(restless, tmp_path / "a.wav")]
    with pytest.raises(OutputError, match="read back wrong"):
        write_all(document, wanted, Shape(channels=Channels.MONO))
    assert not (tmp_path / "a.wav").exists()
