from __future__ import annotations

import os
import shutil
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.audio.files import Reader, Source, probe
from engine.audio.peaks import BUCKET, Peaks, trim
from engine.timeline import Span
from tests.helpers.sound import noise, save

N_SAMPLES = 1_300_000  # more than one block, the last bucket not full


@pytest.fixture(scope="module")
def audio() -> np.ndarray:
    swell = np.linspace(0.1, 1, N_SAMPLES)[:, None]
    return (noise(N_SAMPLES, 2) * swell).astype(np.float32)


@pytest.fixture(scope="module")
def source(audio, tmp_path_factory) -> Source:
    return probe(save(tmp_path_factory.mktemp("peaks") / "a.wav", audio))


@pytest.fixture(scope="module")
def peaks(source) -> Peaks:
    return built(source)


class CountingReader(Reader):
    """How much was read."""

    n_read = 0

    def read_coarse(self, source: Source, span: Span) -> np.ndarray:
        self.n_read += span.length
        return super().read_coarse(source, span)


def built(source: Source) -> Peaks:
    peaks = Peaks(source)
    with Reader() as reader:
        fractions = list(peaks.build(reader))
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1
    return peaks


def true_columns(
    audio: np.ndarray, span: Span, n_columns: int, slack: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """Extremes of each part, each reaching `slack` samples further on both sides."""
    edges = span.start + np.arange(n_columns + 1) * span.length // n_columns
    parts = [audio[max(0, a - slack) : max(b, a + 1) + slack] for a, b in pairwise(edges)]
    return np.array([p.min(axis=0) for p in parts]).T, np.array([p.max(axis=0) for p in parts]).T


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(data=st.data())
def test_no_peak_is_missed_and_none_is_invented_at_any_zoom(audio, source, peaks, data):
    start = data.draw(st.integers(0, N_SAMPLES - 1))
    stop = data.draw(st.integers(start + 1, N_SAMPLES))
    n_columns = data.draw(st.integers(1, 700))
    span = Span(start, stop)
    mins, maxs = peaks.columns(span, n_columns)
    assert mins.shape == maxs.shape == (2, n_columns)
    inner_mins, inner_maxs = true_columns(audio, span, n_columns)
    slack = max(BUCKET, span.length // n_columns // 2 + 1)
    outer_mins, outer_maxs = true_columns(audio, span, n_columns, slack)
    assert (mins <= inner_mins).all()
    assert (maxs >= inner_maxs).all()
    assert (mins >= outer_mins).all()
    assert (maxs <= outer_maxs).all()


@pytest.mark.parametrize(
    ("start", "length", "n_columns"), [(77, 5000, 800), (5, 300, 700), (1234, 100_000, 200)]
)
def test_narrow_columns_are_exact_with_a_reader(audio, source, peaks, start, length, n_columns):
    span = Span(start, start + length)
    with CountingReader() as reader:
        mins, maxs = peaks.columns(span, n_columns, reader)
        assert 0 < reader.n_read <= 2 * BUCKET * n_columns
    wanted_mins, wanted_maxs = true_columns(audio, span, n_columns)
    np.testing.assert_array_equal(mins, wanted_mins)
    np.testing.assert_array_equal(maxs, wanted_maxs)


def test_wide_columns_read_nothing(source, peaks):
    with CountingReader() as reader:
        peaks.columns(Span(0, N_SAMPLES), 1000, reader)
        assert reader.n_read == 0


def test_outside_the_source_there_is_silence(source, peaks):
    with Reader() as reader:
        for with_reader in (reader, None):
            mins, maxs = peaks.columns(Span(-10_000, -10), 20, with_reader)
            assert not mins.any()
            assert not maxs.any()
            mins, maxs = peaks.columns(Span(N_SAMPLES + 600, N_SAMPLES + 9000), 20, with_reader)
            assert not mins.any()
            assert not maxs.any()
        around = peaks.samples(Span(-3, 5), reader)
        assert not around[:, :3].any()


def test_single_samples_are_the_samples(audio, source, peaks):
    with Reader() as reader:
        np.testing.assert_array_equal(peaks.samples(Span(500, 520), reader), audio[500:520].T)


def test_what_is_not_built_yet_is_silent_and_the_rest_is_there(audio, source):
    peaks = Peaks(source)
    with Reader() as reader:
        next(peaks.build(reader))
        assert 0 < peaks.n_done < N_SAMPLES
        assert not peaks.is_done
        _, maxs = peaks.columns(Span(0, N_SAMPLES), 1000)
        known = peaks.n_done * 1000 // N_SAMPLES
        assert (maxs[:, : known - 1] > 0).all()
        assert not maxs[:, known + 1 :].any()
        list(peaks.build(reader))  # goes on where it was left
    np.testing.assert_array_equal(
        peaks.columns(Span(0, N_SAMPLES), 1000), built(source).columns(Span(0, N_SAMPLES), 1000)
    )


def test_what_was_kept_is_found_again(source, peaks, tmp_path):
    peaks.save(tmp_path / "cache")
    loaded = Peaks.load(tmp_path / "cache", source)
    assert loaded is not None
    assert loaded.is_done
    for n_columns in (3, 100, 3000):
        np.testing.assert_array_equal(
            loaded.columns(Span(0, N_SAMPLES), n_columns), peaks.columns(Span(0, N_SAMPLES), n_columns)
        )
    assert len(list((tmp_path / "cache").iterdir())) == 1


def test_what_was_kept_of_another_state_of_the_file_is_not_used(source, peaks, tmp_path):
    peaks.save(tmp_path)
    assert Peaks.load(tmp_path, replace(source, mtime_ns=source.mtime_ns + 1)) is None
    assert Peaks.load(tmp_path, replace(source, path=Path("other.wav"))) is None
    assert Peaks.load(tmp_path / "nowhere", source) is None


def test_a_file_that_was_moved_is_known_again(source, peaks, tmp_path):
    peaks.save(tmp_path / "cache")
    moved = shutil.copy2(source.path, tmp_path / "moved.wav")
    assert Peaks.load(tmp_path / "cache", replace(source, path=moved)) is not None


def test_files_that_differ_do_not_share_what_is_kept(source, peaks, tmp_path):
    peaks.save(tmp_path / "cache")
    data = bytearray(source.path.read_bytes())
    data[-1] ^= 1
    other = tmp_path / "other.wav"
    other.write_bytes(data)
    assert Peaks.load(tmp_path / "cache", replace(source, path=other)) is None


def test_what_was_used_longest_ago_is_dropped_first(tmp_path):
    cache, kept = tmp_path / "cache", []
    for index in range(3):
        source = probe(save(tmp_path / f"{index}.wav", noise(50_000, seed=index)))
        kept.append((source, built(source).save(cache)))
        os.utime(kept[-1][1], (1000 + index, 1000 + index))
    assert Peaks.load(cache, kept[0][0]) is not None  # used now: the second is the oldest
    trim(cache, 2 * kept[0][1].stat().st_size)
    assert [path.exists() for _, path in kept] == [True, False, True]
    trim(cache, 0)
    assert list(cache.iterdir()) == []


@pytest.mark.parametrize("damage", [b"", b"\x93NUMPY", b"garbage" * 100])
def test_a_damaged_cache_is_built_anew(source, peaks, tmp_path, damage):
    peaks.save(tmp_path).write_bytes(damage)
    assert Peaks.load(tmp_path, source) is None


def test_unfinished_peaks_are_not_kept(source, tmp_path):
    with pytest.raises(ValueError, match="complete"):
        Peaks(source).save(tmp_path)


def test_samples_that_are_no_numbers_do_not_hide_their_neighbours(tmp_path):
    audio = np.full((2000, 1), 0.25, np.float32)
    audio[100], audio[1300], audio[1500] = np.nan, np.inf, -np.inf
    mins, maxs = built(probe(save(tmp_path / "a.wav", audio))).columns(Span(0, 2000), 2)
    assert np.isfinite([mins, maxs]).all()
    assert mins[0, 0] == 0
    assert maxs[0, 0] == 0.25
    assert maxs[0, 1] > 1e6


def test_samples_that_are_no_numbers_are_counted_and_the_first_is_known(tmp_path):
    audio = noise(200_000, 2).astype(np.float32)
    audio[70_000, 1], audio[70_001], audio[150_000, 0] = np.nan, np.inf, -np.inf
    peaks = built(probe(save(tmp_path / "a.wav", audio)))
    assert (peaks.n_odd, peaks.first_odd) == (3, 70_000)
    assert built(probe(save(tmp_path / "b.wav", noise(100)))).n_odd == 0


def test_peaks_of_samples_beyond_all_bounds_can_be_added(tmp_path):
    audio = np.full((2000, 2), 3e38, np.float32)
    for n_columns in (2, 2000):
        with Reader() as reader:
            peaks = built(probe(save(tmp_path / "a.wav", audio)))
            mins, maxs = peaks.columns(Span(0, 2000), n_columns, reader)
        assert np.isfinite(mins.sum())
        assert np.isfinite(maxs.sum(axis=0)).all()


@pytest.mark.parametrize("n_samples", [1, 255, 256, 257, 1024])
def test_short_sources_have_peaks_too(tmp_path, n_samples):
    audio = noise(n_samples).astype(np.float32)
    peaks = built(probe(save(tmp_path / "a.wav", audio)))
    mins, maxs = peaks.columns(Span(0, n_samples), 1)
    assert (mins[0, 0], maxs[0, 0]) == (audio.min(), audio.max())


def test_no_columns_are_a_mistake(peaks):
    with pytest.raises(ValueError, match="no columns"):
        peaks.columns(Span(0, 0), 10)
    with pytest.raises(ValueError, match="no columns"):
        peaks.columns(Span(0, 10), 0)
