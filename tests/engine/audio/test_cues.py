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
from tests.helpers.chunks import chunk, labelled, session_start, with_chunks
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
