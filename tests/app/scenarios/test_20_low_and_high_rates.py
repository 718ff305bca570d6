"""A telephone's 8 kHz in one channel, and 192 kHz: the file's format is kept, and its bounds are said."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import Qt

from engine.generate.request import Context
from tests.app.conftest import CONTROL, Studio
from tests.helpers import sound

SHIFT = Qt.KeyboardModifier.ShiftModifier


def noise_file(folder: Path, rate: int, n_channels: int) -> Path:
    audio = sound.noise(4 * rate, n_channels, amplitude=0.3)
    return sound.save(folder / f"{rate}.wav", np.round(audio * 2**15) / 2**15, rate, "PCM_16")


def select(studio: Studio, start_s: float, stop_s: float) -> None:
    """Put the selection's edges where the playhead is, by key."""
    rate = studio.session.document.sample_rate
    studio.leave_fields()
    for seconds, key in ((start_s, Qt.Key.Key_BracketLeft), (stop_s, Qt.Key.Key_BracketRight)):
        studio.session.move_playhead(round(seconds * rate))
        studio.key(key)


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
    real.window.generate.takes.setValue(1)
    real.window.generate.choose_context(Context.TIGHT)
    real.generate()
    real.dialogs.to_save = tmp_path / "out.wav"
    real.leave_fields()
    real.key(Qt.Key.Key_E, CONTROL | SHIFT)
    real.bot.waitUntil(lambda: "written" in real.window.status.proof.text(), timeout=60_000)
    before, after = (soundfile.SoundFile(p) for p in (path, tmp_path / "out.wav"))
    with before, after:
        facts = [(f.samplerate, f.channels, f.frames, f.subtype) for f in (before, after)]
        assert facts[0] == facts[1]
        changed = (
            before.read(dtype="int16", always_2d=True) != after.read(dtype="int16", always_2d=True)
        ).any(1)
    assert changed[span.start : span.stop].any()
    assert not changed[: span.start].any()
    assert not changed[span.stop :].any()
