"""A value of a track as a bar with its number on it: to be dragged, turned, stepped by keys and reset."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSlider, QWidget

from app.language import tr
from app.theme import Theme, em_px, faded, mixed, theme_of
from app.timeline import words

FINE = 0.2
"""Share of the way that a drag or a turn of the wheel goes with Shift held."""

_NOTCH = 120
_KEYS = (
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
)


@dataclass(frozen=True, slots=True)
class Scale:
    """What a slider stands for: whole steps of `unit`, neutral at 0.

    `per_px` and `per_notch` are the steps of one pixel of a drag and one notch of the wheel.
    """

    low: int
    high: int
    unit: float
    per_px: float
    per_notch: float
    page: int
    text: Callable[[float], str]


def _pan_text(pan: float) -> str:
    percent = round(abs(pan) * 100)
    if not percent:
        return tr("centre")
    return tr("left {percent} %", percent=percent) if pan < 0 else tr("right {percent} %", percent=percent)


GAIN = Scale(low=-600, high=120, unit=0.1, per_px=3.0, per_notch=5.0, page=30, text=words.gain)
PAN = Scale(low=-100, high=100, unit=0.01, per_px=1.0, per_notch=5.0, page=20, text=_pan_text)


class HeadSlider(QSlider):
    """Drags are relative to where they begin, so that a press alone changes nothing.

    Signals:
        changed: float, the value in its own unit.
        held: bool, whether it was just taken hold of, or let go.
    """

    changed = Signal(float)
    held = Signal(bool)

    def __init__(self, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.scale = scale
        self._grip: tuple[float, float] | None = None  # pixel, and the value there
        self.setRange(scale.low, scale.high)
        self.setSingleStep(round(scale.per_notch))
        self.setPageStep(scale.page)
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self.valueChanged.connect(lambda steps: self.changed.emit(steps * scale.unit))

    def show_value(self, value: float, name: str) -> None:
        """Stand at `value`, and be called `name`."""
        with QSignalBlocker(self):
            self.setValue(round(value / self.scale.unit))
        self.setAccessibleName(f"{name}, {self.scale.text(value)}")
        self.setToolTip(f"{name}\n" + tr("Drag, or turn the wheel; Shift is finer, two clicks reset"))

    def reset(self) -> None:
        """Back to neutral."""
        self.setValue(0)

    # ---- Qt's own

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The number, and along the foot a line from neutral to the value."""
        theme = theme_of(self)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            groove = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.setPen(QPen(theme.accent if self.hasFocus() else theme.border, 1))
            painter.setBrush(theme.field)
            painter.drawRoundedRect(groove, 3, 3)
            self._draw_value(painter, theme)
            painter.setPen(theme.text if self.value() else theme.text_dim)
            text = self.scale.text(self.value() * self.scale.unit)
            painter.drawText(self.rect().adjusted(0, 0, 0, -2), int(Qt.AlignmentFlag.AlignCenter), text)

    def _draw_value(self, painter: QPainter, theme: Theme) -> None:
        thick = em_px(self, 0.14)
        neutral, place, top = self._x(0), self._x(self.value()), self.height() - thick - 1.5
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(faded(theme.accent, 0.55))
        painter.drawRect(QRectF(min(neutral, place), top, abs(place - neutral), thick))
        painter.setBrush(mixed(theme.border, theme.text, 0.6))
        painter.drawRect(QRectF(neutral - 0.5, top, 1, thick))
        painter.setBrush(theme.accent if self.value() else theme.text_dim)
        painter.drawRoundedRect(QRectF(place - thick, top - 0.5, 2 * thick, thick + 1), 1, 1)

    def _x(self, steps: float) -> float:
        inset = em_px(self, 0.3)
        share = (steps - self.scale.low) / (self.scale.high - self.scale.low)
        return inset + share * (self.width() - 2 * inset)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold."""
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self._grip = event.position().x(), float(self.value())
        self.held.emit(True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go along; with Shift, a fifth of the way."""
        if self._grip is None:
            return
        is_fine = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        x, value = event.position().x(), self._grip[1]
        value += (x - self._grip[0]) * self.scale.per_px * (FINE if is_fine else 1)
        self._grip = x, min(max(value, self.scale.low), self.scale.high)
        self.setValue(round(value))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let go."""
        self._let_go()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let go as well: the track goes away under the pointer, and no release will come."""
        self._let_go()
        super().hideEvent(event)

    def _let_go(self) -> None:
        if self._grip is not None:
            self._grip = None
            self.held.emit(False)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Back to neutral."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.reset()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Up is more; with Shift, finer."""
        turned = event.angleDelta().y() or event.angleDelta().x()  # Shift turns a wheel sideways on some
        notches = max(-4.0, min(4.0, turned / _NOTCH))
        is_fine = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self.setValue(self.value() + round(notches * self.scale.per_notch * (FINE if is_fine else 1)))
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Keep the keys that move a slider from the window's shortcuts."""
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and event.key() in _KEYS and not event.modifiers():
            event.accept()
            return True
        return super().event(event)
