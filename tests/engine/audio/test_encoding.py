"""What loses something on the way: where it begins and ends, and how close it stays."""

from __future__ import annotations

import numpy as np
import pytest

from engine.audio import files
from engine.errors import OutputError
from engine.timeline import Span
from tests.helpers import sound

RATE = 44100
N_SAMPLES = 2 * RATE + 123

KINDS = {".ogg": ("OGG", "VORBIS", 0), ".mp3": ("MP3", "MPEG_LAYER_III", 0), ".m4a": ("M4A", "AAC", 1024)}


def tone(n_channels: int) -> np.ndarray:
    audio = sound.sine(441, N_SAMPLES, RATE, n_channels)
    audio[: RATE // 2] = 0
    return audio


def write(path, audio, rate=RATE, **more):
    container, subtype, _ = KINDS[path.suffix]
    blocks = (audio[start : start + 5000] for start in range(0, len(audio), 5000))
    kind = {"sample_rate": rate, "n_channels": audio.shape[1], "format": container, "subtype": subtype}
    return files.write(path, blocks, **kind, **more)


@pytest.mark.parametrize("n_channels", [1, 2])
@pytest.mark.parametrize("suffix", list(KINDS))
def test_a_lossy_file_begins_and_ends_where_it_should_and_sounds_nearly_the_same(
    tmp_path, suffix, n_channels
):
    audio = tone(n_channels)
    source = write(tmp_path / f"a{suffix}", audio, tags=(("title", "A tone"),))
    assert (source.sample_rate, source.n_channels, source.is_lossy) == (RATE, n_channels, True)
    assert 0 <= source.n_samples - N_SAMPLES <= KINDS[suffix][2]
    with files.Reader() as reader:
        heard = reader.read(source, Span(0, N_SAMPLES))
    assert np.sqrt(np.mean((heard - audio) ** 2)) < 0.01 * np.sqrt(np.mean(audio**2))


def test_what_aac_cannot_hold_is_a_sentence_and_leaves_nothing(tmp_path):
    with pytest.raises(OutputError, match="1, 2 or 6 channels"):
        write(tmp_path / "a.m4a", sound.noise(100, 5))
    with pytest.raises(OutputError, match="no sound of 192000 Hz"):
        write(tmp_path / "a.m4a", sound.noise(100, 2), 192000)
    assert list(tmp_path.iterdir()) == []


def test_a_writer_that_gives_up_leaves_no_half_of_an_m4a(tmp_path):
    def blocks():
        yield sound.noise(5000, 2)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        files.write(tmp_path / "a.m4a", blocks(), sample_rate=RATE, n_channels=2, format="M4A", subtype="AAC")
    assert list(tmp_path.iterdir()) == []


def test_what_does_not_pass_inspection_leaves_what_stood_there(tmp_path):
    (tmp_path / "a.ogg").write_bytes(b"before")

    def refuse(written):
        raise OutputError(written.path, "it is not good enough")

    with pytest.raises(OutputError, match="not good enough"):
        write(tmp_path / "a.ogg", tone(2), overwrite=True, inspect=refuse)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"before"]
