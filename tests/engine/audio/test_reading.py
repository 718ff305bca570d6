from __future__ import annotations

import contextlib
import os
import sys
import threading
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile

from engine.audio.files import Reader, Source, known_again, probe
from engine.errors import AudioFileError
from engine.timeline import Span
from tests.helpers.chunks import marked_64, with_chunks_64
from tests.helpers.formats import EXACT, LOSSY, stored
from tests.helpers.sound import noise, save, save_compressed, sine, whole_numbers


def whole(source: Source) -> np.ndarray:
    with Reader() as reader:
        return reader.read(source, Span(0, source.n_samples))


def n_open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir())) if sys.platform == "linux" else 0


@pytest.mark.parametrize(("kind", "subtype"), EXACT)
def test_every_value_of_a_lossless_file_is_read_exactly(tmp_path, kind, subtype):
    audio = stored(tmp_path / "a.sound", kind, subtype)
    source = probe(tmp_path / "a.sound")
    assert (source.format, source.subtype, source.is_lossy) == (kind, subtype, False)
    assert source.n_samples >= 5000
    np.testing.assert_array_equal(whole(source)[:5000], audio)
    with Reader() as reader:
        np.testing.assert_array_equal(reader.read(source, Span(1234, 1300)), audio[1234:1300])


@pytest.mark.parametrize(("kind", "subtype"), LOSSY)
def test_a_stretch_of_a_lossy_file_equals_that_stretch_of_the_whole(tmp_path, kind, subtype):
    stored(tmp_path / "a.sound", kind, subtype, 200_000)
    source = probe(tmp_path / "a.sound")
    audio = whole(source)
    assert source.is_lossy
    assert len(audio) == source.n_samples >= 200_000
    with Reader() as reader:
        for start in (0, 5, 44_321, 100_000, 163_840, 199_000):
            np.testing.assert_array_equal(
                reader.read(source, Span(start, start + 777)), audio[start : start + 777]
            )


@pytest.mark.parametrize("name", ["a.m4a", "a.mp4", "a.mka", "a.mov"])
def test_what_only_ffmpeg_opens_is_read_at_any_place(tmp_path, name):
    audio = sine(440, 100_000, 44100, 2)
    source = probe(save_compressed(tmp_path / name, audio))
    assert (source.sample_rate, source.n_channels, source.subtype, source.is_lossy) == (44100, 2, "AAC", True)
    assert abs(source.n_samples - 100_000) < 4096
    decoded = whole(source)
    assert np.abs(decoded[2000:90_000] - audio[2000:90_000]).max() < 0.05
    with Reader() as reader:
        np.testing.assert_array_equal(reader.read(source, Span(50_000, 50_100)), decoded[50_000:50_100])


def test_a_lossless_m4a_is_read_exactly(tmp_path):
    audio = whole_numbers(30_000, 2, 16)
    source = probe(save_compressed(tmp_path / "a.m4a", audio, codec="alac"))
    assert (source.subtype, source.is_lossy) == ("ALAC_24", False)
    np.testing.assert_array_equal(whole(source)[:30_000], audio)


@pytest.mark.parametrize("n_channels", [1, 2, 6, 8])
def test_the_channels_of_a_video_stay_as_many(tmp_path, n_channels):
    source = probe(save_compressed(tmp_path / "a.mp4", noise(20_000, n_channels), 48000))
    assert (source.n_channels, source.sample_rate) == (n_channels, 48000)
    assert whole(source).shape == (source.n_samples, n_channels)


def test_of_a_file_with_pictures_the_sound_is_read(tmp_path):
    audio = whole_numbers(24_000, 2, 16)
    with av.open(str(tmp_path / "film.mkv"), "w") as file:
        pictures = file.add_stream("mpeg4", rate=25, width=64, height=48, pix_fmt="yuv420p")
        stream = file.add_stream("pcm_s16le", rate=48000, layout="stereo")
        for number in range(13):
            picture = av.VideoFrame.from_ndarray(np.full((48, 64, 3), number, np.uint8), format="rgb24")
            picture.pts = number
            file.mux(pictures.encode(picture))
        packed = (audio * 2**15).astype(np.int16).reshape(1, -1)
        samples = av.AudioFrame.from_ndarray(packed, format="s16", layout="stereo")
        samples.sample_rate, samples.pts = 48000, 0
        file.mux([*pictures.encode(None), *stream.encode(samples), *stream.encode(None)])
    source = probe(tmp_path / "film.mkv")
    assert (source.subtype, source.is_lossy, source.warning) == ("PCM_16", False, "")
    np.testing.assert_array_equal(whole(source), audio)


def test_samples_that_are_no_numbers_are_kept(tmp_path):
    audio = noise(100, 2).astype(np.float32)
    audio[7] = np.nan
    audio[8] = np.inf
    np.testing.assert_array_equal(whole(probe(save(tmp_path / "a.wav", audio))), audio)


def test_decoding_leaves_nothing_behind(tmp_path, monkeypatch):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    source = probe(save_compressed(tmp_path / "a.m4a", sine(440, 50_000)))
    with Reader() as reader:
        reader.read(source, Span(0, 10))
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_16", "PCM_24", "FLOAT"])
@pytest.mark.parametrize("n_samples", [4096, 4097])
def test_what_follows_the_sound_of_a_w64_is_not_heard(tmp_path, subtype, n_samples):
    audio = stored(tmp_path / "a.w64", "W64", subtype, n_samples)
    source = probe(with_chunks_64(tmp_path / "a.w64", marked_64({7: "here", 8: "there"})))
    assert (source.n_samples, source.warning) == (n_samples, "")
    np.testing.assert_array_equal(whole(source), audio)


def test_a_w64_whose_recording_was_cut_off_is_read_to_its_end(tmp_path):
    audio = stored(tmp_path / "a.w64", "W64", "PCM_16", 4096)
    data = bytearray((tmp_path / "a.w64").read_bytes())
    at = data.index(b"data") + 16
    data[at : at + 8] = (24).to_bytes(8, "little")
    (tmp_path / "a.w64").write_bytes(bytes(data))
    np.testing.assert_array_equal(whole(probe(tmp_path / "a.w64")), audio)


@pytest.mark.skipif(sys.platform != "linux", reason="counts what is open, and may open no more")
def test_a_w64_that_cannot_be_looked_through_is_told_and_not_left_open(tmp_path):
    import resource

    stored(tmp_path / "a.w64", "W64", "PCM_16", 4096)
    source = probe(tmp_path / "a.w64")
    before, (soft, hard) = n_open_files(), resource.getrlimit(resource.RLIMIT_NOFILE)
    taken = [os.dup(0)]
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (taken[0] + 40, hard))
        with contextlib.suppress(OSError):
            while True:
                taken.append(os.dup(0))
        os.close(taken.pop())  # for libsndfile, and none for a second look
        with pytest.raises(AudioFileError, match="too many open files"):
            probe(source.path)
        with Reader() as reader, pytest.raises(AudioFileError, match="too many open files"):
            reader.read(source, Span(0, 10))
    finally:
        for number in taken:
            os.close(number)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert n_open_files() == before


def test_a_w64_that_was_counted_with_what_follows_its_sound_keeps_its_length(tmp_path):
    audio = stored(tmp_path / "a.w64", "W64", "PCM_16", 4096)
    now = probe(with_chunks_64(tmp_path / "a.w64", marked_64({7: "here", 8: "there"})))
    with soundfile.SoundFile(now.path) as file:
        stored_once = replace(now, n_samples=file.frames)
    assert stored_once.n_samples > now.n_samples
    assert known_again(stored_once) == (stored_once, True)
    np.testing.assert_array_equal(whole(stored_once)[: len(audio)], audio)
    assert known_again(replace(now, n_samples=now.n_samples + 1)) == (now, True)


@pytest.mark.parametrize(("start", "stop"), [(-1, 5), (0, 101), (100, 101)])
def test_reading_outside_a_source_is_a_mistake(tmp_path, start, stop):
    source = probe(save(tmp_path / "a.wav", noise(100)))
    with Reader() as reader, pytest.raises(ValueError, match="outside"):
        reader.read(source, Span(start, stop))


def test_an_empty_span_reads_nothing(tmp_path):
    source = probe(save(tmp_path / "a.wav", noise(100, 2)))
    with Reader() as reader:
        assert reader.read(source, Span(100, 100)).shape == (0, 2)


def test_a_file_that_changed_is_noticed_between_two_reads(tmp_path):
    source = probe(save(tmp_path / "a.wav", noise(100)))
    with Reader() as reader:
        reader.read(source, Span(0, 100))
        save(tmp_path / "a.wav", noise(200))
        with pytest.raises(AudioFileError, match="changed by another program"):
            reader.read(source, Span(0, 100))


def test_a_file_that_went_away_is_told(tmp_path):
    source = probe(save(tmp_path / "a.wav", noise(100)))
    source.path.unlink()
    with Reader() as reader, pytest.raises(AudioFileError, match="not there"):
        reader.read(source, Span(0, 100))


def test_a_reader_keeps_only_so_many_files_open_and_still_reads_all(tmp_path):
    signals = [noise(100, seed=i).astype(np.float32) for i in range(6)]
    sources = [probe(save(tmp_path / f"{i}.wav", s)) for i, s in enumerate(signals)]
    with Reader(n_files=2) as reader:
        before = n_open_files()
        for _ in range(3):
            for source, signal in zip(sources, signals, strict=True):
                np.testing.assert_array_equal(reader.read(source, Span(0, 100)), signal)
        assert n_open_files() - before <= 2


def test_a_reader_serves_several_threads_at_once(tmp_path):
    signals = [noise(50_000, seed=i).astype(np.float32) for i in range(3)]
    sources = [probe(save(tmp_path / f"{i}.wav", s)) for i, s in enumerate(signals)]
    wrong: list[int] = []

    def read_all(reader: Reader, seed: int) -> None:
        for at in np.random.default_rng(seed).integers(0, 49_000, 100):
            which = int(at) % 3
            read = reader.read(sources[which], Span(int(at), int(at) + 900))
            if not np.array_equal(read, signals[which][at : at + 900]):
                wrong.append(int(at))

    with Reader(n_files=2) as reader:
        threads = [threading.Thread(target=read_all, args=(reader, seed)) for seed in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert wrong == []


def test_a_closed_reader_reads_no_more(tmp_path):
    source = probe(save(tmp_path / "a.wav", noise(100)))
    reader = Reader()
    reader.close()
    with pytest.raises(ValueError, match="closed"):
        reader.read(source, Span(0, 1))


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("text.wav", b"Dear diary,\ntoday I recorded nothing.\n" * 50, "no sound file"),
        ("text.mp3", b"Dear diary,\ntoday I recorded nothing.\n" * 50, "no sound file|no sound in it"),
        ("text.raw", b"Dear diary,\ntoday I recorded nothing.\n" * 50, "no sound file|no sound in it"),
        ("list.m3u8", b"#EXTM3U\n#EXTINF:1,\nother.wav\n#EXT-X-ENDLIST\n", "no sound file"),
        ("empty.wav", b"", "0 bytes"),
        ("header.wav", b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x44\xac\0\0"
                       b"\x88\x58\1\0\2\0\x10\0data\0\0\0\0", "no sound"),
        ("zeros.flac", bytes(5000), "no sound file"),
    ],
)  # fmt: skip
def test_what_is_no_sound_is_told_in_one_sentence(tmp_path, name, content, reason):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(AudioFileError, match=reason) as told:
        probe(tmp_path / name)
    assert str(told.value).startswith(f"“{name}” cannot be read: ")
    assert "\n" not in str(told.value)


def test_a_folder_is_no_sound_file(tmp_path):
    with pytest.raises(AudioFileError, match="it is a folder"):
        probe(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.wav")
    with pytest.raises(AudioFileError, match="a pipe or a device"):
        probe(tmp_path / "a.wav")


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(AudioFileError, match="not there"):
        probe(tmp_path / "a.wav")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="everything is allowed to root")
def test_a_forbidden_file_is_told(tmp_path):
    save(tmp_path / "a.wav", noise(10)).chmod(0)
    with pytest.raises(AudioFileError, match="permissions"):
        probe(tmp_path / "a.wav")


@pytest.mark.parametrize("name", ["a.wav", "a.aiff", "a.flac"])
def test_a_truncated_file_opens_as_far_as_it_goes_and_says_so(tmp_path, name):
    audio = whole_numbers(441_000, 2, 16)
    save(tmp_path / name, audio, subtype="PCM_16")
    data = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(data[: len(data) // 2])
    source = probe(tmp_path / name)
    assert 200_000 < source.n_samples < 241_000
    assert "of the 0:10.000 that it announces" in source.warning
    np.testing.assert_array_equal(whole(source), audio[: source.n_samples])
    with Reader() as reader:
        np.testing.assert_array_equal(reader.read(source, Span(150_000, 150_100)), audio[150_000:150_100])


def test_a_whole_file_carries_no_warning(tmp_path):
    for kind, subtype in (*EXACT, *LOSSY):
        stored(tmp_path / "a.sound", kind, subtype)
        assert probe(tmp_path / "a.sound").warning == "", (kind, subtype)


def test_a_header_that_claims_hours_opens_what_is_there(tmp_path):
    audio = whole_numbers(1000, 1, 16)
    save(tmp_path / "a.wav", audio, subtype="PCM_16")
    data = bytearray((tmp_path / "a.wav").read_bytes())
    at = data.index(b"data") + 4
    data[at : at + 4] = (0xFFFFFFF0).to_bytes(4, "little")
    (tmp_path / "a.wav").write_bytes(data)
    source = probe(tmp_path / "a.wav")
    np.testing.assert_array_equal(whole(source), audio)
    assert source.warning.startswith("the file is cut short: 0:00.023 can be read")


@pytest.mark.skipif(sys.platform != "linux", reason="only there may a name be no text")
def test_a_name_that_is_no_text_is_a_name(tmp_path):
    path = tmp_path / os.fsdecode(b"caf\xe9.wav")
    audio = noise(100).astype(np.float32)
    save(tmp_path / "a.wav", audio).rename(path)
    np.testing.assert_array_equal(whole(probe(path)), audio)


@pytest.mark.parametrize("name", ["a.wav", "a.aiff", "a.flac", "a.ogg", "a.mp3", "a.m4a"])
def test_damaged_files_are_read_or_refused_in_a_sentence(tmp_path, name):
    path = tmp_path / name
    if name == "a.m4a":
        save_compressed(path, noise(4000, 2))
    else:
        soundfile.write(path, noise(4000, 2), 44100)
    data, chance = path.read_bytes(), np.random.default_rng(len(name))
    for _ in range(40):
        damaged = bytearray(data[: chance.integers(1, len(data) + 1)] if chance.random() < 0.3 else data)
        for place in chance.integers(0, min(len(damaged), 600), chance.integers(1, 12)):
            damaged[place] = chance.integers(0, 256)
        path.write_bytes(damaged)
        try:
            source = probe(path)
            with Reader() as reader:
                audio = reader.read(source, Span(0, min(source.n_samples, 10_000)))
            assert audio.shape[1] == source.n_channels
        except AudioFileError as told:
            assert str(told).endswith(".")  # noqa: PT017 (reading it is as good as refusing it)


def test_a_source_is_a_value(tmp_path):
    source = probe(save(tmp_path / "a.wav", noise(100)))
    assert source == probe(tmp_path / "a.wav")
    with pytest.raises(ValueError, match="not a sound"):
        replace(source, n_channels=0)
