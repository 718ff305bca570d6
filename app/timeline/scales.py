"""Scales of the canvas: frequencies beside a spectrogram, and how often a waveform is magnified."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPixmap

from app.language import tr
from app.session import Session
from app.theme import Theme, faded
from app.timeline.look import MAX_AMPLITUDE, MAX_RANGE_DB, MIN_AMPLITUDE, MIN_RANGE_DB, Scale
from engine.audio import spectrum

AMPLITUDE_STEP = math.sqrt(2)
RANGE_STEP_DB = 5.0

MOST_PICTURES = 8
"""Pictures of frequencies that a lane keeps: a drag at its edge makes one for every height."""

_LABELS_HZ = (50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000)


def magnify(session: Session, track_id: str, notches: float) -> str:
    """Draw the waveform of a track taller or lower; gives the sentence that says how tall it is now."""
    look = session.look(track_id)
    wanted = look.amplitude * AMPLITUDE_STEP**notches
    amplitude = min(max(wanted, MIN_AMPLITUDE), MAX_AMPLITUDE)
    session.set_look(track_id, replace(look, amplitude=amplitude))
    return tr("Waveform at {times} times its height", times=f"{amplitude:.3g}")


def widen_range(session: Session, notches: float) -> str:
    """Show more or fewer decibels in all spectrograms; gives the sentence that says how many."""
    look = session.spectrogram
    range_db = min(max(look.range_db + notches * RANGE_STEP_DB, MIN_RANGE_DB), MAX_RANGE_DB)
    session.set_spectrogram(replace(look, range_db=range_db))
    return told_range(session)


def brighten(session: Session, notches: float) -> str:
    """Show quieter or louder sounds in the brightest colour; gives the sentence that says which."""
    look = session.spectrogram
    top_db = min(max(look.top_db - notches * RANGE_STEP_DB, -80.0), 20.0)
    session.set_spectrogram(replace(look, top_db=top_db))
    return told_range(session)


def told_range(session: Session) -> str:
    """Which levels the colours of a spectrogram stand for, as a sentence."""
    look = session.spectrogram
    low, high = f"{look.top_db - look.range_db:.0f}", f"{look.top_db:.0f}"
    return tr("The spectrogram shows {low} to {high} dB", low=low, high=high)


def draw_chip(painter: QPainter, rect: QRect, amplitude: float, theme: Theme) -> None:
    """How often a waveform is magnified, on a small plate."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(faded(theme.raised, 0.9))
    painter.drawRoundedRect(QRectF(rect), 4, 4)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(theme.text)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, f"× {amplitude:.3g}")


class FrequencyScale:
    """Frequencies beside a spectrogram on plates, as many as there is room for; painted once for a height."""

    def __init__(self) -> None:
        self._pictures: dict[object, QPixmap] = {}

    def draw(self, painter: QPainter, rect: QRect, sample_rate: int, scale: Scale, theme: Theme) -> None:
        """Draw them at the left edge of `rect`."""
        font, ratio = painter.font(), painter.device().devicePixelRatio()
        wanted = (rect.height(), ratio, sample_rate, scale, theme.name, font.key())
        if wanted not in self._pictures:
            if len(self._pictures) >= MOST_PICTURES:
                self._pictures.clear()
            font.setPointSizeF(font.pointSizeF() * 0.8)
            places = _places(rect.height(), QFontMetrics(font).height() + 2, sample_rate, scale)
            self._pictures[wanted] = _plates(places, rect.height(), font, ratio, theme)
        painter.drawPixmap(rect.topLeft(), self._pictures[wanted])


def _places(height: int, room: int, sample_rate: int, scale: Scale) -> list[tuple[str, float]]:
    """What is written, and the middle of its row, from the foot up; each needs `room`."""
    edges = (spectrum.mel_rows if scale is Scale.MEL else spectrum.log_rows)(256, sample_rate)
    found, lowest = [], float(height - 1)
    for hz in _LABELS_HZ:
        share = float(np.interp(hz, edges, np.linspace(0, 1, len(edges))))
        y = height - 1 - share * height
        if edges[0] < hz < edges[-1] and y + room / 2 <= lowest and y - room / 2 >= 0:
            found.append((f"{hz // 1000}k" if hz >= 1000 else f"{hz}", y))
            lowest = int(y - room / 2)
    return found


def _plates(places: list[tuple[str, float]], height: int, font: QFont, ratio: float, theme: Theme) -> QPixmap:
    metrics = QFontMetrics(font)
    room, widths = metrics.height() + 2, [metrics.horizontalAdvance(text) + 8 for text, _y in places]
    picture = QPixmap(QSize(max([1, *widths]), max(1, height)) * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        painter.setFont(font)
        painter.setPen(theme.text)
        for (text, y), width in zip(places, widths, strict=True):
            plate = QRectF(0, y - room / 2, width, room)
            painter.fillRect(plate, faded(theme.canvas, 0.55))
            painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)
    return picture
