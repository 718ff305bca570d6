"""A telephone's 8 kHz in one channel, and 192 kHz: the file's format is kept, and its bounds are said."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtTest import QTest

from engine.timeline import Span
from tests.app.conftest import LEFT, Studio
from tests.app.scenarios.conftest import ask_for, export, write
from tests.helpers import sound


def noise_file(folder: Path, rate: int, n_channels: int) -> Path:
    audio = sound.noise(4 * rate, n_channels, amplitude=0.3)
    return sound.save(folder / f"{rate}.wav", np.round(audio * 2**15) / 2**15, rate, "PCM_16")


def select(studio: Studio, start_s: float, stop_s: float) -> None:
    """Write into the fields where the selection starts and ends."""
    rate, fields = studio.session.document.sample_rate, studio.window.transport_bar.selection
    write(fields.start, str(start_s))
    write(fields.stop, str(stop_s))
    assert studio.session.selection.span == Span(round(start_s * rate), round(stop_s * rate))


@pytest.mark.parametrize(
    ("rate", "said"),
    [(8000, "new sound ends at 4 kHz"), (192_000, "new sound ends at 22.05 kHz"), (48_000, "")],
)
def test_what_limits_the_quality_is_said(studio: Studio, tmp_path: Path, rate: int, said: str):
    studio.open(noise_file(tmp_path, rate, 1))
    select(studio, 1.0, 1.5)
    assert studio.window.generate.button.isEnabled()
    hint = studio.window.generate.hint
    assert said in hint.text()
    assert hint.isVisible() == bool(said)


@pytest.mark.slow
@pytest.mark.parametrize(("rate", "n_channels"), [(8000, 1), (192_000, 2)])
def test_rate_channels_and_length_are_kept(real: Studio, tmp_path: Path, rate: int, n_channels: int):
    path = noise_file(tmp_path, rate, n_channels)
    real.open(path)
    select(real, 1.0, 1.5)
    span = real.session.selection.span
    ask_for(real, 1)
    QTest.mouseClick(real.window.generate.context.button("Tight"), LEFT)
    real.generate()
    export(real, tmp_path / "out.wav")
    before, after = (soundfile.SoundFile(p) for p in (path, tmp_path / "out.wav"))
    with before, after:
        facts = [(f.samplerate, f.channels, f.frames, f.subtype) for f in (before, after)]
        assert facts[0] == facts[1]
        old, new = (f.read(dtype="int16", always_2d=True) for f in (before, after))
    changed = (old != new).any(1)
    assert changed[span.start : span.stop].any()
    assert not changed[: span.start].any()
    assert not changed[span.stop :].any()
    middle = slice(span.start + span.length // 8, span.stop - span.length // 8)
    assert share_above(new[middle], rate, 24_000) < 1e-4
    assert rate < 48_000 or share_above(old[middle], rate, 24_000) > 0.5


def share_above(audio: np.ndarray, rate: int, hz: float) -> float:
    """How much of a sound's energy lies above a frequency."""
    window = np.hanning(len(audio))[:, None]
    power = (np.abs(np.fft.rfft(window * audio, axis=0)) ** 2).sum(1)
    return float(power[np.fft.rfftfreq(len(audio), 1 / rate) > hz].sum() / power.sum())
