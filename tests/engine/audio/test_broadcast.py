"""The time reference of a WAV, read back by libsndfile and by FFmpeg, which know nothing of each other."""

from __future__ import annotations

import av
import numpy as np
import pytest

from engine.audio import files
from engine.audio.files import Broadcast
from engine.timeline import Span
from tests.helpers import sound

RATE = 48000
AT = 7 * RATE + 14_400


def written(path, n_channels=2, container="WAV", **more):
    audio = sound.whole_numbers(100, n_channels, 24)
    kind = {"sample_rate": RATE, "n_channels": n_channels, "format": container, "subtype": "PCM_24"}
    return files.write(path, [audio], **kind, **more)


@pytest.mark.parametrize("container", ["WAV", "RF64"])
@pytest.mark.parametrize("at", [0, AT, 2**32 + 5])
def test_two_readers_find_where_a_file_begins(tmp_path, container, at):
    told = Broadcast(at, "Drums of a song", date="2026-01-31", time="23:59:58")
    path = written(tmp_path / "a.wav", container=container, broadcast=told).path
    assert files.broadcast_of(path) == told
    with av.open(str(path)) as file:
        found = file.metadata
    assert int(found["time_reference"]) == at
    assert (found["comment"], found["encoded_by"]) == ("Drums of a song", "Inlay")
    assert (found["date"], found["creation_time"]) == ("2026-01-31", "23:59:58")


def test_more_than_two_channels_have_a_place_too(tmp_path):
    path = written(tmp_path / "a.wav", 6, "WAVEX", broadcast=Broadcast(AT)).path
    found = files.broadcast_of(path)
    assert found is not None
    assert found.time_reference == AT


def test_other_containers_are_written_without_it(tmp_path):
    assert (
        files.broadcast_of(written(tmp_path / "a.flac", container="FLAC", broadcast=Broadcast(1)).path)
        is None
    )
    assert files.broadcast_of(written(tmp_path / "a.wav").path) is None


def test_long_and_foreign_words_are_cut_and_replaced(tmp_path):
    path = written(tmp_path / "a.wav", broadcast=Broadcast(0, "ü" * 300)).path
    found = files.broadcast_of(path)
    assert found is not None
    assert found.description == "?" * 256


def test_samples_and_tags_stay_what_they_are_beside_it(tmp_path):
    tags = (("comment", "x" * 2000), ("title", "Drums"))
    source = written(tmp_path / "a.wav", broadcast=Broadcast(AT), tags=tags)
    assert dict(source.tags)["title"] == "Drums"
    assert len(dict(source.tags)["comment"]) == 2000
    with files.Reader() as reader:
        assert np.array_equal(reader.read(source, Span(0, 100)), sound.whole_numbers(100, 2, 24))


def test_nothing_begins_before_its_timeline():
    with pytest.raises(ValueError, match="start of its timeline"):
        Broadcast(-1)
