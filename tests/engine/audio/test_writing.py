from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from engine.audio.files import Reader, Source, probe, quantise, target_format, write
from engine.audio.writing import _Output
from engine.errors import OutputError
from engine.timeline import Mask, Span
from tests.helpers.sound import noise, save, sine, whole_numbers

N_BITS = {"PCM_S8": 8, "PCM_U8": 8, "PCM_16": 16, "PCM_24": 24, "PCM_32": 32}
WRITTEN = [
    (kind, subtype)
    for kind in ("WAV", "WAVEX", "RF64", "W64", "AIFF", "FLAC", "CAF", "AU")
    for subtype in (*N_BITS, "FLOAT", "DOUBLE")
    if soundfile.check_format(kind, subtype)
]


def whole(source: Source) -> np.ndarray:
    with Reader() as reader:
        return reader.read(source, Span(0, source.n_samples))


def put(
    path: Path, audio: np.ndarray, subtype: str = "PCM_24", kind: str = "WAV", **options: object
) -> Source:
    """Write one signal at 44.1 kHz in blocks of uneven size."""
    blocks = np.array_split(audio, [1, 10, len(audio) // 2]) if len(audio) else []
    shape = {"sample_rate": 44100, "n_channels": audio.shape[1], "format": kind, "subtype": subtype}
    return write(path, blocks, **shape, **options)


def source_of(subtype: str, kind: str = "WAV", n_channels: int = 2, *, is_lossy: bool = False) -> Source:
    return Source(Path("a.wav"), 44100, n_channels, 10, kind, subtype, is_lossy, 100, 0)


@pytest.mark.parametrize(("kind", "subtype"), WRITTEN)
@pytest.mark.parametrize("n_channels", [1, 2, 3, 8])
def test_what_came_from_a_file_of_that_depth_returns_exactly(tmp_path, kind, subtype, n_channels):
    audio = noise(3000, n_channels).astype(np.float32).astype(np.float64)
    if subtype in N_BITS:
        audio = whole_numbers(3000, n_channels, N_BITS[subtype])
    written = put(tmp_path / "a", audio, subtype, kind)
    assert (written.format, written.subtype, written.n_samples) == (kind, subtype, 3000)
    np.testing.assert_array_equal(whole(written), audio)
    again = write(
        tmp_path / "b",
        [whole(written)],
        sample_rate=44100,
        n_channels=n_channels,
        format=kind,
        subtype=subtype,
    )
    np.testing.assert_array_equal(soundfile.read(again.path)[0], soundfile.read(written.path)[0])


@pytest.mark.parametrize("rate", [8000, 11025, 22050, 32000, 44100, 48000, 88200, 96000, 176400, 192000])
@pytest.mark.parametrize("kind", ["WAV", "WAVEX", "RF64", "W64", "AIFF", "FLAC", "CAF", "AU"])
def test_every_usual_rate_is_kept(tmp_path, kind, rate):
    audio = whole_numbers(500, 2, 16)
    written = write(tmp_path / "a", [audio], sample_rate=rate, n_channels=2, format=kind, subtype="PCM_16")
    assert written.sample_rate == rate
    np.testing.assert_array_equal(whole(written), audio)


@given(bits=st.sampled_from([8, 16, 24, 32]), fractions=st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_quantising_a_whole_number_of_steps_changes_nothing(bits, fractions):
    full = 2 ** (bits - 1)
    values = np.array([-full + int(f * (2 * full - 1)) for f in fractions], np.int64)[:, None]
    assert ((quantise(values / full, bits).astype(np.int64) >> (32 - bits)) == values).all()


@given(bits=st.sampled_from([8, 16, 24, 32]), value=st.floats(-4, 4))
def test_quantising_takes_the_nearest_step_and_saturates(bits, value):
    full = 2 ** (bits - 1)
    step = int(quantise(np.array([[value]]), bits)[0, 0]) >> (32 - bits)
    wanted = min(max(value * full, -full), full - 1)
    assert abs(step - wanted) <= 0.5


def test_halves_are_rounded_to_even():
    steps = quantise(np.array([[0.5], [1.5], [2.5], [-0.5], [-1.5]]) / 2**15, 16)[:, 0] >> 16
    assert steps.tolist() == [0, 2, 2, 0, -2]


def test_dither_stays_inside_its_spans(tmp_path):
    audio = noise(4000, 2) * 0.9
    spans = Mask((Span(100, 200), Span(1999, 2500)))
    plain = whole(put(tmp_path / "plain.wav", audio, "PCM_16"))
    dithered = whole(put(tmp_path / "dithered.wav", audio, "PCM_16", dither=spans))
    differs = (plain != dithered).any(axis=1)
    inside = np.zeros(4000, bool)
    inside[100:200] = inside[1999:2500] = True
    assert not differs[~inside].any()
    assert differs[inside].mean() > 0.3


def test_dither_leaves_what_is_on_the_grid_already(tmp_path):
    audio = np.column_stack([noise(4000)[:, 0] * 0.9, np.rint(noise(4000)[:, 0] * 2**14) / 2**15])
    dithered = whole(put(tmp_path / "a.wav", audio, "PCM_16", dither=Mask((Span(0, 4000),))))
    np.testing.assert_array_equal(dithered[:, 1], audio[:, 1])
    assert (dithered[:, 0] != np.rint(audio[:, 0] * 2**15) / 2**15).mean() > 0.3


def test_dither_is_the_same_however_the_sound_is_cut(tmp_path):
    audio, spans = noise(4000, 2), Mask((Span(100, 3000),))
    kind = {"sample_rate": 44100, "n_channels": 2, "format": "WAV", "subtype": "PCM_16", "dither": spans}
    a = write(tmp_path / "a.wav", [audio], **kind)
    b = write(tmp_path / "b.wav", np.array_split(audio, 37), **kind)
    np.testing.assert_array_equal(whole(a), whole(b))


def test_dither_makes_the_error_independent_of_the_sound(tmp_path):
    audio = sine(441, 44100, amplitude=1.2 / 2**15)
    written = whole(put(tmp_path / "a.wav", audio, "PCM_16", dither=Mask((Span(0, 44100),))))
    error = (written - audio)[:, 0] * 2**15
    harmonics = np.abs(np.fft.rfft(error))[441 * 3 : 441 * 8 : 441] / 44100
    assert harmonics.max() < 0.02
    assert abs(error.mean()) < 0.02


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_what_is_no_number_does_not_become_an_integer(tmp_path, bad):
    audio = noise(100, 2)
    audio[50, 1] = bad
    with pytest.raises(OutputError, match="not numbers; write it as 32-bit float"):
        put(tmp_path / "a.wav", audio, "PCM_16")
    assert list(tmp_path.iterdir()) == []
    np.testing.assert_array_equal(whole(put(tmp_path / "a.wav", audio, "DOUBLE")), audio)


def test_the_comment_is_kept(tmp_path):
    for kind in ("WAV", "WAVEX", "AIFF", "FLAC", "RF64"):
        written = put(
            tmp_path / kind,
            noise(10),
            "PCM_16",
            kind,
            tags=(("comment", "made by Inlay · seed 7"), ("title", "Träume")),
        )
        assert dict(written.tags)["title"] == "Träume", kind
        with soundfile.SoundFile(written.path) as file:
            assert file.comment == "made by Inlay · seed 7", kind


def test_an_existing_file_is_only_replaced_when_asked(tmp_path):
    path = save(tmp_path / "a.wav", noise(10))
    before = path.read_bytes()
    with pytest.raises(OutputError, match="--force"):
        put(path, noise(20))
    assert path.read_bytes() == before
    assert put(path, noise(20), overwrite=True).n_samples == 20
    assert os.listdir(tmp_path) == ["a.wav"]  # noqa: PTH208 (names)


def test_a_file_may_replace_the_one_it_is_read_from(tmp_path):
    source = probe(save(tmp_path / "a.wav", whole_numbers(50_000, 2, 16), subtype="PCM_16"))
    before = whole(source)

    def blocks(reader: Reader) -> Iterator[np.ndarray]:
        for start in range(0, 50_000, 1000):
            yield reader.read(source, Span(start, start + 1000))

    kind = {"sample_rate": 44100, "n_channels": 2, "format": "WAV", "subtype": "PCM_16"}
    with Reader() as reader:
        written = write(source.path, blocks(reader), overwrite=True, **kind)
    np.testing.assert_array_equal(whole(written), before)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("none/a.wav", "folder “none” does not exist"),
        ("file/a.wav", "“file” is not a folder"),
        ("folder", "a folder has"),
    ],
)
def test_a_place_that_cannot_be_is_told(tmp_path, name, reason):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match=reason):
        put(tmp_path / name, noise(10))


@pytest.mark.skipif(os.name != "posix", reason="/proc, /sys: only there is a folder that nobody can write")
def test_a_place_that_takes_no_files_is_told():
    place = next(p for p in (Path("/sys"), Path("/proc"), Path("/System")) if p.is_dir())
    with pytest.raises(OutputError, match="choose another"):
        put(place / "a.wav", noise(10))


def test_nothing_is_not_written(tmp_path):
    with pytest.raises(OutputError, match="no sound to write"):
        put(tmp_path / "a.wav", noise(0))
    assert list(tmp_path.iterdir()) == []


def test_a_failure_of_whoever_makes_the_blocks_leaves_the_old_file(tmp_path):
    path = save(tmp_path / "a.wav", noise(10))
    before = path.read_bytes()

    def blocks() -> Iterator[np.ndarray]:
        yield noise(100)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(path, blocks(), sample_rate=8000, n_channels=1, format="WAV", subtype="FLOAT", overwrite=True)
    assert path.read_bytes() == before
    assert len(list(tmp_path.iterdir())) == 1


def test_blocks_of_other_channels_are_a_mistake(tmp_path):
    with pytest.raises(ValueError, match=r"\[n, 2\]"):
        write(tmp_path / "a.wav", [noise(10)], sample_rate=8000, n_channels=2, format="WAV", subtype="FLOAT")
    with pytest.raises(ValueError, match="no VORBIS in WAV"):
        put(tmp_path / "a.wav", noise(10), "VORBIS")


@pytest.fixture
def small_disk(tmp_path) -> Iterator[tuple[Path, str]]:
    """A folder that holds about 1 MB, and what is said when it is full."""
    mounted = tmp_path / "disk"
    mounted.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(mounted)]
    if sys.platform == "linux" and subprocess.run(command, capture_output=True).returncode == 0:
        yield mounted, "the disk is full"
        subprocess.run(["umount", str(mounted)], check=True)
        return
    resource = pytest.importorskip("resource", reason="a full disk cannot be made here")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2**20, before[1]))
    try:
        yield mounted, "does not take files of this size"
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize(("kind", "subtype"), [("WAV", "FLOAT"), ("AIFF", "PCM_24"), ("FLAC", "PCM_24")])
def test_a_full_disk_leaves_the_old_file_and_no_other(small_disk, kind, subtype):
    folder, reason = small_disk
    path = save(folder / "a.wav", noise(1000))
    before = path.read_bytes()
    with pytest.raises(OutputError, match=reason):
        put(path, noise(500_000, 2), subtype, kind, overwrite=True)
    assert path.read_bytes() == before
    assert [p.name for p in folder.iterdir()] == ["a.wav"]


_ENDLESS = """
import sys, itertools, numpy
from pathlib import Path
from engine.audio.files import write
def blocks():
    for n in itertools.count():
        if n == 20:
            print("begun", flush=True)
        yield numpy.full((4096, 2), 0.25)
        if n >= 20:
            sys.stdin.readline()
kind = dict(sample_rate=44100, n_channels=2, format="WAV", subtype="PCM_16")
write(Path(sys.argv[1]), blocks(), overwrite=True, **kind)
"""


def test_a_process_that_is_killed_leaves_the_old_file(tmp_path):
    path = save(tmp_path / "a.wav", noise(1000))
    before = path.read_bytes()
    command = [sys.executable, "-c", _ENDLESS, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "begun\n"
        child.kill()
    assert path.read_bytes() == before
    assert all(p == path or p.name.startswith(".inlay-") for p in tmp_path.iterdir())


@pytest.mark.parametrize("subtype", ["PCM_16", "FLOAT"])
def test_a_wav_that_outgrows_its_header_becomes_rf64(tmp_path, subtype):
    audio = whole_numbers(10_000, 2, 16)
    stored = (audio * 2.0**31).astype(np.int32) if subtype == "PCM_16" else audio
    path = tmp_path / "a.wav"
    output = _Output(path, path, 44100, 2, "WAV", subtype, (("comment", "long"),), limit=20_000)
    for block in np.array_split(stored, 13):
        output.write(block)
    output.close()
    source = probe(path)
    assert (source.format, source.subtype) == ("RF64", subtype)
    np.testing.assert_array_equal(whole(source), audio)
    assert list(tmp_path.iterdir()) == [path]


def test_an_aiff_that_outgrows_its_header_is_refused(tmp_path):
    output = _Output(tmp_path / "a.aiff", tmp_path / "a", 44100, 1, "AIFF", "FLOAT", (), limit=1000)
    with pytest.raises(OutputError, match="AIFF ends at 4 GiB"):
        output.write(noise(300))
    output.close()


@pytest.mark.parametrize(
    ("subtype", "name", "wanted"),
    [
        ("PCM_16", "o.wav", ("WAV", "PCM_16")),
        ("PCM_24", "o.WAV", ("WAV", "PCM_24")),
        ("PCM_S8", "o.wav", ("WAV", "PCM_U8")),
        ("PCM_U8", "o.flac", ("FLAC", "PCM_S8")),
        ("PCM_U8", "o.aiff", ("AIFF", "PCM_U8")),
        ("PCM_24", "o.flac", ("FLAC", "PCM_24")),
        ("PCM_32", "o.aif", ("AIFF", "PCM_32")),
        ("FLOAT", "o.aiff", ("AIFF", "FLOAT")),
        ("DOUBLE", "o.wav", ("WAV", "DOUBLE")),
        ("ALAC_20", "o.wav", ("WAV", "PCM_24")),
        ("ALAC_16", "o.flac", ("FLAC", "PCM_16")),
    ],
)
def test_a_result_keeps_the_depth_of_its_source_where_it_can(subtype, name, wanted):
    assert target_format(source_of(subtype), Path(name)) == wanted


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("o.wav", ("WAV", "FLOAT")), ("o.aiff", ("AIFF", "FLOAT"))],
)
def test_a_result_of_a_lossy_source_is_not_lossy(name, wanted):
    assert target_format(source_of("MPEG_LAYER_III", "MP3", is_lossy=True), Path(name)) == wanted


@pytest.mark.parametrize(("subtype", "is_lossy"), [("PCM_32", False), ("FLOAT", False), ("VORBIS", True)])
def test_a_container_that_would_round_the_samples_is_refused(subtype, is_lossy):
    with pytest.raises(OutputError, match=r"FLAC would round the samples of this recording; choose \.wav"):
        target_format(source_of(subtype, is_lossy=is_lossy), Path("o.flac"))


def test_more_than_two_channels_go_into_the_extended_wav():
    assert target_format(source_of("PCM_24", n_channels=6), Path("o.wav")) == ("WAVEX", "PCM_24")


@pytest.mark.parametrize("name", ["o.mp3", "o", "o.txt"])
def test_an_unknown_suffix_is_answered_with_the_known_ones(name):
    with pytest.raises(OutputError, match=r"\.wav.*\.flac"):
        target_format(source_of("PCM_16"), Path(name))


def test_the_source_of_what_was_written_is_what_probe_finds(tmp_path):
    assert put(tmp_path / "a.wav", noise(100)) == probe(tmp_path / "a.wav")
