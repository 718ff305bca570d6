from __future__ import annotations

import shutil

import numpy as np
import pytest

from engine.audio import files
from engine.audio.conversion import converted
from engine.audio.resample import resample
from engine.errors import AudioFileError, OutputError
from engine.timeline import Span
from tests.helpers import sound


@pytest.fixture
def reader():
    with files.Reader() as reader:
        yield reader


def ignore(_n_done: int, _n: int) -> None:
    pass


def recorded(path, n_channels=2, rate=48000, n_samples=9000):
    return files.probe(sound.save(path, sound.noise(n_samples, n_channels), rate))


@pytest.mark.parametrize("n_channels", [1, 2, 6])
def test_a_recording_is_converted_with_all_of_its_channels(tmp_path, reader, n_channels):
    source = recorded(tmp_path / "hit.wav", n_channels)
    made = converted(source, 44100, tmp_path / "cache", reader, ignore)
    assert (made.sample_rate, made.n_channels, made.n_samples) == (44100, n_channels, 8269)
    assert (made.subtype, made.path.name) == ("FLOAT", "hit.wav")
    wanted = resample(reader.read(source, Span(0, 9000)), 48000, 44100).astype(np.float32)
    assert reader.read(made, Span(0, 8269)).astype(np.float32).tobytes() == wanted.tobytes()


def test_the_same_recording_is_converted_once_wherever_it_lies(tmp_path, reader):
    source = recorded(tmp_path / "hit.wav")
    made = converted(source, 44100, tmp_path / "cache", reader, ignore)
    (tmp_path / "elsewhere").mkdir()
    copied = files.probe(shutil.copy(source.path, tmp_path / "elsewhere" / "hit.wav"))
    told: list[int] = []
    again = converted(copied, 44100, tmp_path / "cache", reader, lambda n_done, _n: told.append(n_done))
    assert (again, set(told)) == (made, {0})
    assert converted(source, 32000, tmp_path / "cache", reader, ignore).sample_rate == 32000


def test_what_is_not_whole_any_more_is_made_again(tmp_path, reader):
    source = recorded(tmp_path / "hit.wav")
    made = converted(source, 44100, tmp_path / "cache", reader, ignore)
    made.path.write_bytes(made.path.read_bytes()[:5000])
    assert converted(source, 44100, tmp_path / "cache", reader, ignore).n_samples == made.n_samples


def test_giving_up_leaves_nothing_behind(tmp_path, reader):
    class GivenUp(Exception):
        pass

    def give_up(_n_done: int, _n: int) -> None:
        raise GivenUp

    source = recorded(tmp_path / "hit.wav")
    with pytest.raises(GivenUp):
        converted(source, 44100, tmp_path / "cache", reader, give_up)
    assert not [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]


def test_damaged_samples_become_silence_and_do_not_spread(tmp_path, reader):
    audio = sound.noise(9000, 1)
    audio[4000:4010] = np.nan
    source = files.probe(sound.save(tmp_path / "nan.wav", audio, 48000))
    made = converted(source, 44100, tmp_path / "cache", reader, ignore)
    assert np.isfinite(reader.read(made, Span(0, made.n_samples))).all()


def test_a_place_that_cannot_be_written_is_a_sentence(tmp_path, reader):
    source = recorded(tmp_path / "hit.wav")
    (tmp_path / "cache").write_text("a file stands here")
    with pytest.raises(OutputError, match=r"“hit.wav” cannot be written: the folder .* cannot be made.*\.$"):
        converted(source, 44100, tmp_path / "cache", reader, ignore)


def test_a_recording_that_vanished_is_a_sentence(tmp_path, reader):
    source = recorded(tmp_path / "hit.wav")
    source.path.unlink()
    with pytest.raises(AudioFileError, match=r"“hit.wav” cannot be read: .*\.$"):
        converted(source, 44100, tmp_path / "cache", reader, ignore)
