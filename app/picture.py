"""Before and after as one picture: waveforms and spectrograms of two recordings, the region marked."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QImage, QPainter, QPen, QPolygonF

from app.theme import DARK, Theme
from engine.errors import OutputError
from engine.timeline import Span

_WIDTH, _HEIGHT, _MARGIN = 1400, 900, 16
_WAVE_SHARE = 0.38
_FFT, _DB_RANGE = 2048, 80.0


def draw(
    before: np.ndarray, after: np.ndarray, region: Span, sample_rate: int, path: Path, title: str
) -> None:
    """Write a PNG.

    Args:
        before, after: sound `[n, c]`.
        region: what was regenerated, in samples of both.
        sample_rate: in Hz.
        path: of the picture.
        title: a line over it.
    Raises:
        OutputError: it cannot be written.
    """
    if QGuiApplication.instance() is None:
        if sys.platform.startswith("linux") and not (
            os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
        ):
            os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        QGuiApplication(sys.argv[:1])
    image = QImage(_WIDTH, _HEIGHT, QImage.Format.Format_RGB32)
    image.fill(DARK.window)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(QFont(painter.font().family(), 13))
    painter.setPen(DARK.text)
    painter.drawText(QRectF(_MARGIN, 8, _WIDTH - 2 * _MARGIN, 28), Qt.AlignmentFlag.AlignVCenter, title)
    half = (_HEIGHT - 44 - _MARGIN) / 2
    for row, (name, sound) in enumerate((("before", before), ("after", after))):
        area = QRectF(_MARGIN, 44 + row * half, _WIDTH - 2 * _MARGIN, half - 10)
        _draw_recording(painter, area, sound.mean(axis=1), region, sample_rate, name, DARK)
    painter.end()
    if not image.save(str(path)):
        raise OutputError(path, "the picture could not be stored there")


def _draw_recording(
    painter: QPainter,
    area: QRectF,
    sound: np.ndarray,
    region: Span,
    sample_rate: int,
    name: str,
    theme: Theme,
) -> None:
    wave = QRectF(area.left(), area.top(), area.width(), area.height() * _WAVE_SHARE)
    tones = QRectF(area.left(), wave.bottom() + 2, area.width(), area.bottom() - wave.bottom() - 2)
    painter.fillRect(wave, theme.canvas)
    _draw_waveform(painter, wave, sound, theme)
    painter.drawImage(tones, _spectrogram(sound, sample_rate, theme))
    left, right = (
        area.left() + edge / max(1, len(sound)) * area.width() for edge in (region.start, region.stop)
    )
    painter.setPen(QPen(theme.region, 2))
    wash = QColor(theme.region)
    wash.setAlpha(36)
    painter.setBrush(wash)
    painter.drawRect(QRectF(left, area.top(), right - left, area.height() - 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(theme.text)
    painter.drawText(QPointF(area.left() + 8, area.top() + 20), name)


def _draw_waveform(painter: QPainter, area: QRectF, sound: np.ndarray, theme: Theme) -> None:
    n_columns = int(area.width())
    edges = np.linspace(0, len(sound), n_columns + 1).astype(int)[:-1]
    if len(sound) < n_columns:
        return
    high, low = np.maximum.reduceat(sound, edges), np.minimum.reduceat(sound, edges)
    middle, scale = area.center().y(), area.height() / 2 - 2
    points = [QPointF(area.left() + x, middle - float(y) * scale) for x, y in enumerate(high)]
    points += [QPointF(area.left() + x, middle - float(low[x]) * scale) for x in range(n_columns - 1, -1, -1)]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.waveform)
    painter.drawPolygon(QPolygonF(points))


def _spectrogram(sound: np.ndarray, sample_rate: int, theme: Theme) -> QImage:
    """Magnitudes in dB on a logarithmic scale of 40 Hz to 16 kHz, upward."""
    padded = np.pad(sound, (_FFT // 2, _FFT))
    starts = np.linspace(0, max(0, len(sound) - 1), 700).astype(int)
    windows = padded[starts[:, None] + np.arange(_FFT)] * np.hanning(_FFT)
    level_db = 20 * np.log10(np.abs(np.fft.rfft(windows)) / (_FFT / 4) + 1e-9)
    top_hz = min(16000.0, sample_rate / 2)
    bins = np.geomspace(40.0, top_hz, 240) / sample_rate * _FFT
    picture = level_db[:, np.clip(bins.round().astype(int), 1, _FFT // 2)].T[::-1]
    shade = np.clip(1 + picture / _DB_RANGE, 0, 1)[..., None]
    dark, bright = (np.array([c.red(), c.green(), c.blue()]) for c in (theme.canvas, theme.region))
    glow = np.clip(shade * 2 - 1, 0, 1)
    rgb = dark + (bright - dark) * np.clip(shade * 1.4, 0, 1) + (255 - bright) * glow**2
    pixels = np.ascontiguousarray(np.clip(rgb, 0, 255), np.uint8)
    height, width, _ = pixels.shape
    return QImage(pixels.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).copy()
