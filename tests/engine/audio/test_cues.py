"""Places that files name, and where in a session they were recorded."""

from __future__ import annotations

import struct
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile

from engine.audio import cues
from engine.audio.cues import Cue
from engine.audio.files import probe
from tests.helpers.chunks import (
    chunk,
    chunk_64,
    labelled,
    marked_64,
    session_start,
    with_chunks,
    with_chunks_64,
)
from tests.helpers.sound import noise, save, save_compressed

N_SAMPLES = 44100


@pytest.fixture
def wav(tmp_path: Path) -> Path:
    """A second of noise."""
    return save(tmp_path / "a.wav", noise(N_SAMPLES, 2), subtype="PCM_16")


@pytest.mark.parametrize("is_first", [True, False])
def test_the_places_of_a_wav_are_read_with_their_names(wav: Path, is_first: bool):
    with_chunks(
        wav, labelled({30_000: b"chorus", 100: "Stro\u0308m".encode(), 5: b"caf\xe9"}), is_first=is_first
    )
    found = cues.of(probe(wav))
    assert found.places == (Cue(5, "café"), Cue(100, "Stro\u0308m"), Cue(30_000, "chorus"))
    assert found.time_reference is None


def test_a_long_name_is_cut_between_letters(wav: Path):
    with_chunks(wav, labelled({5: ("ä" * 150).encode(), 6: b"a" + ("ä" * 150).encode()}))
    assert [place.name for place in cues.of(probe(wav)).places] == ["ä" * 150, "a" + "ä" * 150]


def test_a_session_start_that_was_cut_short_costs_no_places(wav: Path):
    with_chunks(wav, chunk(b"bext", bytes(10)) + labelled({5: b"here"}))
    assert cues.of(probe(wav)) == cues.Cues((Cue(5, "here"),))


def test_a_broadcast_wav_says_where_its_session_begins(wav: Path):
    with_chunks(wav, session_start(3600 * 48000))
    assert cues.of(probe(wav)).time_reference == 3600 * 48000


def test_a_session_start_of_zero_says_nothing(wav: Path):
    with_chunks(wav, session_start(0))
    assert cues.of(probe(wav)).time_reference is None


def test_the_places_of_an_rf64_are_read_behind_a_size_that_its_header_cannot_hold(tmp_path: Path):
    path = tmp_path / "a.rf64"
    soundfile.write(path, noise(N_SAMPLES, 2), 44100, format="RF64", subtype="PCM_16")
    data = bytearray(path.read_bytes())
    at = data.index(b"data", 12) + 4
    data[at : at + 4] = b"\xff" * 4
    path.write_bytes(bytes(data) + labelled({77: b"here"}))
    assert cues.of(probe(path)).places == (Cue(77, "here"),)


@pytest.fixture
def w64(tmp_path: Path) -> Path:
    """A second of noise."""
    path = tmp_path / "a.w64"
    soundfile.write(path, noise(N_SAMPLES, 1), 44100, format="W64", subtype="PCM_16")
    return path


@pytest.mark.parametrize("is_first", [True, False])
def test_the_marks_of_a_w64_are_read_with_their_names(w64: Path, is_first: bool):
    junk = chunk_64("6a756e6bf3acd3118cd100c04f8edb8a", bytes(5))
    marks = marked_64({30_000: "chorus", 5: "café 🥁", 100: ""})
    stretches = marked_64({7: "verse"}, length=99)
    with_chunks_64(w64, junk, marks, stretches, is_first=is_first)
    source = probe(w64)
    assert source.n_samples == N_SAMPLES
    places = (Cue(5, "café 🥁"), Cue(7, "verse"), Cue(100), Cue(30_000, "chorus"))
    assert cues.of(source) == cues.Cues(places)


def test_a_w64_says_where_its_session_begins(w64: Path):
    told = session_start(48000)[8:]
    with_chunks_64(w64, chunk_64("62657874f3acd3118cd100c04f8edb8a", told), marked_64({9: "here"}))
    assert cues.of(probe(w64)) == cues.Cues((Cue(9, "here"),), 48000)


@pytest.mark.parametrize("size", [0, 23, 2**63, 2**64 - 1])
def test_a_chunk_of_a_w64_whose_size_cannot_be_ends_the_search(w64: Path, size: int):
    marks, source = marked_64({9: "here"}), probe(w64)
    strange = bytes(16) + struct.pack("<Q", size)
    with_chunks_64(w64, marks, strange, marks)
    assert cues.of(source).places == (Cue(9, "here"),)
    with_chunks_64(w64, marks[:16] + struct.pack("<Q", size) + marks[24:])
    assert cues.of(source).places == (Cue(9, "here"),)


def test_a_w64_that_announces_more_marks_and_longer_names_than_it_has_gives_what_is_there(w64: Path):
    marks = bytearray(marked_64({9: "here", 10: "there"}))
    marks[24:28] = b"\xff" * 4
    name_of_the_last = len(marks) - len(marks) % 8
    assert cues.of(probe(with_chunks_64(w64, bytes(marks[:name_of_the_last])))).places[0] == Cue(9, "here")
    marks[28 + 24 : 28 + 28] = b"\xff" * 4
    source = probe(w64)
    assert cues.of(probe(with_chunks_64(w64, bytes(marks)))).places[0].at == 9
    assert source.n_samples == N_SAMPLES


def test_a_plain_w64_names_no_places(w64: Path):
    assert cues.of(probe(w64)) == cues.Cues()


@pytest.mark.parametrize("seed", range(30))
def test_damaged_marks_of_a_w64_are_passed_over(w64: Path, seed: int):
    chance, source = np.random.default_rng(seed), probe(w64)
    told = bytearray(marked_64(dict.fromkeys(range(20), "name")))
    for place in chance.integers(0, len(told), 30):
        told[place] = chance.integers(256)
    with_chunks_64(w64, bytes(told))
    assert all(0 <= cue.at < N_SAMPLES for cue in cues.of(source).places)


def test_the_marks_of_an_aiff_are_read(tmp_path: Path):
    path = save(tmp_path / "a.aiff", noise(N_SAMPLES, 1), subtype="PCM_16")
    marks = b"".join(
        struct.pack(">HIB", n, at, len(name)) + name + b"\0" * (1 - len(name) % 2)
        for n, (at, name) in enumerate({9: b"odd", 20_000: b"even"}.items(), start=1)
    )
    data = path.read_bytes() + chunk(b"MARK", struct.pack(">H", 2) + marks, ">")
    path.write_bytes(data[:4] + struct.pack(">I", len(data) - 8) + data[8:])
    assert cues.of(probe(path)).places == (Cue(9, "odd"), Cue(20_000, "even"))


def chapter(number: int, start_ms: int, title: str) -> dict:
    told = {"id": number, "start": start_ms, "end": start_ms + 500, "time_base": Fraction(1, 1000)}
    return told | {"metadata": {"title": title}}


@pytest.mark.parametrize(("name", "codec"), [("a.mka", "flac"), ("a.m4a", "aac"), ("a.ogg", "flac")])
def test_chapters_are_places(tmp_path: Path, name: str, codec: str):
    plain = save_compressed(tmp_path / f"plain{Path(name).suffix}", noise(N_SAMPLES, 2), codec=codec)
    with av.open(str(plain)) as read, av.open(str(tmp_path / name), "w") as file:
        stream = file.add_stream_from_template(read.streams.audio[0])
        if name.endswith("ogg"):
            stream.metadata.update({"CHAPTER001": "00:00:00.500", "CHAPTER001NAME": "verse"})
        else:
            file.set_chapters([chapter(1, 0, "intro"), chapter(2, 500, "verse")])
        for packet in read.demux():
            if packet.dts is not None:
                packet.stream = stream
                file.mux(packet)
    assert cues.of(probe(tmp_path / name)).places[-1] == Cue(N_SAMPLES // 2, "verse")


def test_places_outside_the_sound_and_twice_the_same_are_left_out(wav: Path):
    with_chunks(wav, labelled({7: b"first", N_SAMPLES: b"behind the end"}), labelled({7: b"again"}))
    assert [cue.at for cue in cues.of(probe(wav)).places] == [7]


def test_a_plain_file_names_no_places(wav: Path):
    assert cues.of(probe(wav)) == cues.Cues()


@pytest.mark.parametrize("seed", range(30))
def test_damaged_places_are_passed_over(wav: Path, seed: int):
    chance, source = np.random.default_rng(seed), probe(wav)
    told = bytearray(labelled(dict.fromkeys(range(20), b"name")) + session_start(99))
    for place in chance.integers(0, len(told), 30):
        told[place] = chance.integers(256)
    with_chunks(wav, bytes(told))
    assert all(0 <= cue.at < N_SAMPLES for cue in cues.of(source).places)


def test_a_file_that_is_gone_names_no_places(wav: Path):
    source = probe(wav)
    wav.unlink()
    assert cues.of(source) == cues.Cues()
