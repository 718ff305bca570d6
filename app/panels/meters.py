"""Meters: how loud what is heard is, and the gain of everything that is heard."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Protocol

from PySide6.QtCore import QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSlider,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from app.language import tr
from app.levels import Levels
from app.panels.transport_bar import digits_font
from app.theme import em_px, faded, theme_of
from engine.audio.metering import FLOOR_DB, Level

TOP_DB = 3.0
WARM_DB = -6.0
"""From here on a bar is drawn in a warmer colour: there is little room left."""

MARKS_DB = (-48, -36, -24, -18, -12, -6, 0)
GAIN_RANGE_DB = (-24, 12)
_STEPS = 10
"""Steps of the slider in one decibel."""


def share(db: float) -> float:
    """How far along a meter a level lies, 0 to 1."""
    return min(1.0, max(0.0, (db - FLOOR_DB) / (TOP_DB - FLOOR_DB)))


class LevelBar(QWidget):
    """One `Level`, a bar for each channel: RMS solid, peak faint, the held peak a line, clipping a light.

    Args:
        spoken: accessible name.
        orientation: vertical bars grow upwards, with the light on top.

    Signals:
        cleared: nothing; it was clicked on, and its light is out.
    """

    cleared = Signal()

    def __init__(
        self,
        spoken: str,
        orientation: Qt.Orientation = Qt.Orientation.Horizontal,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._spoken, self._orientation = spoken, orientation
        self._level: Level | None = None
        self._shown: tuple[object, ...] = ()
        self.setAccessibleName(spoken)
        self.setToolTip(tr("{name}: a click puts the clip light out", name=spoken))
        is_flat = orientation is Qt.Orientation.Horizontal
        fixed, expanding = QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding
        self.setSizePolicy(expanding if is_flat else fixed, fixed if is_flat else expanding)

    def sizeHint(self) -> QSize:
        """Slim."""
        thick, long = em_px(self, 0.75), em_px(self, 12)
        is_flat = self._orientation is Qt.Orientation.Horizontal
        return QSize(long, thick) if is_flat else QSize(thick, em_px(self, 3))

    def show_level(self, level: Level | None) -> None:
        """Show this; repaints only where something else is to be seen."""
        self._level = level
        wanted = () if level is None else (*_rounded(level), level.is_clipped)
        if wanted != self._shown:
            self._shown = wanted
            self.setAccessibleDescription(tr("clipped") if level is not None and level.is_clipped else "")
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the light out."""
        if self._level is not None and event.button() == Qt.MouseButton.LeftButton:
            self._level.clear()
            self.show_level(self._level)
            self.cleared.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw along the longer side; vertical meters are turned."""
        with QPainter(self) as painter:
            long, thick = float(self.width()), float(self.height())
            if self._orientation is Qt.Orientation.Vertical:
                painter.translate(0, self.height())
                painter.rotate(-90)
                long, thick = thick, long
            light = min(thick, long / 8)
            self._draw_bars(painter, QRectF(0, 0, long - light - 2, thick))
            theme, is_clipped = theme_of(self), self._level is not None and self._level.is_clipped
            color = theme.warning if is_clipped else theme.field
            painter.fillRect(QRectF(long - light, 0, light, thick), color)

    def _draw_bars(self, painter: QPainter, area: QRectF) -> None:
        level, theme = self._level, theme_of(self)
        n = max(1, len(level.peaks_db)) if level is not None else 2
        thick = (area.height() - (n - 1)) / n
        for channel in range(n):
            row = QRectF(area.left(), area.top() + channel * (thick + 1), area.width(), thick)
            painter.fillRect(row, theme.field)
            if level is None or channel >= len(level.peaks_db):
                continue
            for db, opacity in ((level.peaks_db[channel], 0.4), (level.rms_db[channel], 1.0)):
                self._fill(painter, row, db, opacity)
            hold = share(level.holds_db[channel])
            if hold > 0:
                x = row.left() + hold * row.width()
                painter.fillRect(QRectF(x - 1.5, row.top(), 1.5, row.height()), theme.text)

    def _fill(self, painter: QPainter, row: QRectF, db: float, opacity: float) -> None:
        """A bar up to a level, warmer where it comes near full scale."""
        theme = theme_of(self)
        stop, warm = share(db) * row.width(), share(WARM_DB) * row.width()
        cool = QRectF(row.left(), row.top(), min(stop, warm), row.height())
        painter.fillRect(cool, faded(theme.waveform_core, opacity))
        if stop > warm:
            hot = QRectF(row.left() + warm, row.top(), stop - warm, row.height())
            painter.fillRect(hot, faded(theme.region, opacity))


class Holder(Protocol):
    """Has room for a meter at its right edge."""

    def hold_meter(self, meter: QWidget) -> None:
        """Put the meter there."""


class TrackMeters(QObject):
    """Puts a meter beside each track and keeps it up to date."""

    def __init__(self, levels: Levels, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._levels = levels
        self._bars: dict[str, tuple[Holder, LevelBar]] = {}
        levels.moved.connect(self.show_levels)

    def attach(self, holders: Mapping[str, Holder]) -> None:
        """These are the tracks that there are now, by identifier."""
        self._bars = {track: held for track, held in self._bars.items() if holders.get(track) is held[0]}
        for track, holder in holders.items():
            if track not in self._bars:
                bar = LevelBar(tr("Level of the track"), Qt.Orientation.Vertical)
                holder.hold_meter(bar)
                self._bars[track] = (holder, bar)
        self._levels.keep(holders.keys())

    def show_levels(self) -> None:
        """Bring all bars to what was just heard."""
        for track, (_holder, bar) in self._bars.items():
            bar.show_level(self._levels.track(track))


class Scale(QWidget):
    """The decibels along a horizontal meter."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(digits_font(7.5))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """One line of small digits."""
        return QSize(em_px(self, 12), em_px(self, 0.9))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Numbers under their places, fewer where there is little room."""
        with QPainter(self) as painter:
            self._draw_marks(painter)

    def _draw_marks(self, painter: QPainter) -> None:
        painter.setPen(theme_of(self).text_dim)
        thick = em_px(self.parentWidget() or self, 0.75)
        width, last = self.width() - thick - 2, -math.inf
        for db in MARKS_DB:
            x, text = share(db) * width, f"{db}"
            wide = painter.fontMetrics().horizontalAdvance(text)
            if x - wide / 2 > last + 6:
                place = QRectF(x - wide, 0, 2 * wide, self.height())
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
                last = x + wide / 2


class GainSlider(QSlider):
    """A slider that a double click brings back to 0."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Back to 0."""
        self.setValue(0)


class MeterBar(QToolBar):
    """The slim band below: level and loudness of everything that is heard, its gain, and where it goes.

    Signals:
        gain_changed: float, dB.
    """

    gain_changed = Signal(float)

    def __init__(self, levels: Levels, parent: QWidget | None = None) -> None:
        super().__init__(tr("Meters"), parent)
        self.setObjectName("meterBar")
        self.setMovable(False)
        self.setFloatable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self._levels = levels
        self.master = LevelBar(tr("Level of everything that is heard"))
        self.loudness = QLabel(objectName="dim")
        self.loudness.setFont(digits_font(9))
        self.loudness.setToolTip(tr("Short-term loudness: of the last three seconds"))
        self.loudness.setAccessibleName(tr("Short-term loudness"))
        self.gain = GainSlider(Qt.Orientation.Horizontal)
        self.gain.setRange(*(db * _STEPS for db in GAIN_RANGE_DB))
        self.gain.setPageStep(_STEPS)
        self.gain.setAccessibleName(tr("Listening gain"))
        self.gain.setToolTip(
            tr("Listening gain: what is exported is not touched by it; 0 with a double click")
        )
        self.gain.setMinimumWidth(em_px(self, 5))
        self.gain.setMaximumWidth(em_px(self, 8))
        self.gain_text = QLabel(objectName="dim")
        self.gain_text.setFont(digits_font(9))
        self.output = QLabel(objectName="dim")
        self.output.setToolTip(tr("Where the sound goes; Transport → Output chooses another"))
        self._place()
        self.gain.valueChanged.connect(self._turn)
        levels.moved.connect(self.show_levels)
        self.show_levels()
        self._write_gain()

    def show_levels(self) -> None:
        """Bring everything to what was just heard."""
        self.master.show_level(self._levels.master)
        lufs = self._levels.loudness.lufs
        text = f"{lufs:6.1f} LUFS" if lufs > FLOOR_DB - 10 else "   –   LUFS"
        if text != self.loudness.text():
            self.loudness.setText(text)

    def show_gain(self, gain_db: float) -> None:
        """Stand at this gain, without saying so."""
        self.gain.blockSignals(True)
        self.gain.setValue(round(gain_db * _STEPS))
        self.gain.blockSignals(False)
        self._write_gain()

    def show_output(self, name: str) -> None:
        """Say where the sound goes."""
        self.output.setText(name)

    def _place(self) -> None:
        meter = QWidget()
        column = QVBoxLayout(meter)
        column.setContentsMargins(0, 2, 0, 0)
        column.setSpacing(1)
        column.addWidget(self.master)
        column.addWidget(Scale(meter))
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(10, 2, 10, 2)
        row.setSpacing(12)
        row.addWidget(meter, 3)
        row.addWidget(self.loudness)
        row.addWidget(QLabel(tr("Gain"), objectName="dim"))
        row.addWidget(self.gain, 1)
        row.addWidget(self.gain_text)
        row.addStretch(1)
        row.addWidget(self.output)
        self.addWidget(box)

    def _turn(self, _value: int) -> None:
        self._write_gain()
        self.gain_changed.emit(self.gain.value() / _STEPS)

    def _write_gain(self) -> None:
        gain_db = self.gain.value() / _STEPS
        self.gain_text.setText(f"{gain_db:+5.1f} dB" if gain_db else "  0.0 dB")
        self.gain_text.setStyleSheet("" if gain_db == 0 else f"color: {theme_of(self).warning.name()};")


def _rounded(level: Level) -> tuple[float, ...]:
    """What can be told apart on the screen: thirds of a decibel."""
    return tuple(round(share(db) * 200) for db in (*level.peaks_db, *level.rms_db, *level.holds_db))
