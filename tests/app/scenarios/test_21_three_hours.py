"""Three hours of stereo float at 48 kHz: opened at once, heard and regenerated anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest
import soundfile
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from engine.audio import files
from engine.audio.files import Reader
from engine.timeline import Span
from tests.app.conftest import CONTROL, LEFT, RATE, Studio
from tests.app.fakes import answered
from tests.app.scenarios.conftest import wheel, write, zoom_to
from tests.helpers import sound

N_SAMPLES = 3 * 3600 * RATE
PLACE = (2 * 3600 + 47 * 60) * RATE
NEAR = Span(PLACE - 30 * RATE, PLACE + 30 * RATE)
MOST_BYTES = 300 * 2**20


@pytest.fixture
def hours(tmp_path: Path) -> Iterator[Path]:
    """A minute of noise around 2:47:00 in a file of 4.15 GB that takes hardly any room on the disk."""
    path = tmp_path / "hours.wav"
    with soundfile.SoundFile(path, "w", RATE, 2, "FLOAT", format="WAV") as file:
        file.write(np.zeros((1, 2), np.float32))
    header = bytearray(path.read_bytes()[:-8])
    n_bytes = 8 * N_SAMPLES
    for name, size in ((b"RIFF", len(header) - 8 + n_bytes), (b"data", n_bytes)):
        at = header.index(name) + 4
        header[at : at + 4] = size.to_bytes(4, "little")
    if b"fact" in header:
        at = header.index(b"fact") + 8
        header[at : at + 4] = N_SAMPLES.to_bytes(4, "little")
    with path.open("wb") as file:
        file.write(header)
        file.seek(len(header) + 8 * NEAR.start)
        file.write(minute().tobytes())
        file.truncate(len(header) + n_bytes)
    yield path
    path.unlink()


def minute() -> np.ndarray:
    return sound.noise(NEAR.length, 2, seed=7, amplitude=0.3).astype(np.float32)


def resident() -> int:
    """Bytes of this process in memory."""
    return psutil.Process().memory_info().rss


def test_the_file_is_what_its_header_says(hours: Path):
    source = files.probe(hours)
    assert (source.n_samples, source.sample_rate, source.n_channels) == (N_SAMPLES, RATE, 2)
    assert (source.subtype, source.warning) == ("FLOAT", "")
    with Reader() as reader:
        assert np.array_equal(reader.read(source, NEAR).astype(np.float32), minute())


@pytest.mark.slow
def test_it_is_seen_heard_and_regenerated_at_two_hours_forty_seven(studio: Studio, hours: Path):
    before = resident()
    studio.open(hours)
    assert studio.session.document.extent == Span(0, N_SAMPLES)
    assert studio.strips == []

    write(studio.window.transport_bar.time, "2:47:00")
    assert studio.session.playhead == PLACE
    studio.leave_fields()
    studio.key(Qt.Key.Key_Space)
    player = studio.players.last
    assert (player.is_playing, player.position) == (True, PLACE)
    block = Span(PLACE, PLACE + 512)
    inside = minute()[PLACE - NEAR.start :][:512]
    assert np.array_equal(np.asarray(player.render(block).audio, np.float32), inside)
    studio.key(Qt.Key.Key_Space)

    zoom_to(studio, PLACE / RATE, 400)
    wheel(studio, PLACE / RATE, 1, Qt.KeyboardModifier.ShiftModifier)
    lane = studio.waveform
    studio.bot.waitUntil(lambda: has_sound(lane.grab().toImage(), studio), timeout=60_000)
    studio.drag(PLACE / RATE, PLACE / RATE + 0.4)
    preview = studio.window.desk.preview(studio.window.generate.form)
    assert preview.plan.window.length <= 10 * RATE
    assert preview.plan.window.contains(studio.session.selection.span)
    QTest.mouseClick(studio.window.generate.button, LEFT)
    studio.bot.waitUntil(lambda: not studio.window.desk.generating.is_busy, timeout=60_000)
    assert answered(studio.session.document.tracks[0]) == [2]
    region = studio.session.document.tracks[0].regions[0]
    assert abs(region.span.start - PLACE) <= 400
    assert studio.window.desk.exporting.worker.is_busy  # hours are compared beside the window
    assert resident() - before < MOST_BYTES
    studio.leave_fields()
    studio.key(Qt.Key.Key_Z, CONTROL)
    assert studio.session.document.tracks[0].heard == ()
    studio.settle()


def has_sound(image: QImage, studio: Studio) -> bool:
    """Whether anything but silence is drawn a quarter of the way up."""
    y = image.height() // 4
    colors = {image.pixelColor(x, y).name() for x in range(0, image.width(), 3)}
    return len(colors) > 1
