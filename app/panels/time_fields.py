"""Fields that show places in time and let others be typed: the playhead, and what is selected."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QWidget

from app.language import tr
from app.timeline import time_format
from app.timeline.time_format import TimeBase, TimeFormat
from engine.errors import EngineError
from engine.timeline import Span

WIDEST = "00:00:00.000"

NUDGE_S = 0.01
"""What Up and Down change in clock time; with Shift ten times as much."""


class Meaning(Enum):
    """What a field counts."""

    POSITION = "position"
    LENGTH = "length"


class TimeField(QLineEdit):
    """Shows a number of samples as time; Enter or Tab takes what was typed, Esc leaves it as it was.

    Args:
        meaning: bars and beats of a position count from 1, those of a length from 0.

    Signals:
        entered: int samples.
        refused: a sentence; what was typed is no time.
    """

    entered = Signal(object)  # int: Qt's own ends at 2^31
    refused = Signal(str)

    def __init__(self, meaning: Meaning = Meaning.POSITION, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("timeField")
        self.meaning = meaning
        self.sample: int | None = None
        self._zero = 0
        self._format, self._base = TimeFormat.TIME, TimeBase(44100)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.returnPressed.connect(self._take)

    def sizeHint(self) -> QSize:
        """As wide as the longest time."""
        wide = QFontMetrics(self.font()).horizontalAdvance(WIDEST) + 14
        return QSize(wide, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """The same: a time that is cut off is a wrong one."""
        return self.sizeHint()

    def show_sample(self, sample: int | None) -> None:
        """Show this; None shows nothing. What is being typed stays."""
        self.sample = sample
        if not self.hasFocus():
            self._write()

    def show_format(self, kind: TimeFormat, base: TimeBase) -> None:
        """Count in this way."""
        if (kind, base) != (self._format, self._base):
            self._format, self._base = kind, base
            self._write()

    def show_zero(self, zero: int) -> None:
        """Count positions from this sample on."""
        if zero != self._zero:
            self._zero = zero
            self._write()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down make it later and earlier, and are taken at once; the rest is typing."""
        ways = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
        way = ways.get(Qt.Key(event.key()))
        if way is None or self.sample is None:
            super().keyPressEvent(event)
            return
        many = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        self._give(self.sample + way * many * self._step())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """All of it is replaced by what is typed."""
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Going on to the next field takes what was typed, Esc does not."""
        if self.isModified() and event.reason() == Qt.FocusReason.ShortcutFocusReason:
            self._write()
        elif self.isModified() and event.reason() != Qt.FocusReason.PopupFocusReason:
            self._take()
        super().focusOutEvent(event)
        if not self.isModified():
            self._write()  # what came while the keys were here

    def _take(self) -> None:
        """Understand what was typed, and say it; or say that it is no time, and show the old one."""
        text, is_typed = self.text(), self.isModified()
        if not is_typed or not text.strip():
            self._write()
            return
        try:
            sample = self._parsed(text)
        except EngineError as error:
            self._write()
            self.refused.emit(str(error))
            return
        self._give(sample)

    def _give(self, sample: int) -> None:
        wanted = max(0, sample) if self.meaning is Meaning.LENGTH else sample
        self.setModified(False)
        self.entered.emit(wanted)
        self._write()

    def _parsed(self, text: str) -> int:
        if self.meaning is Meaning.LENGTH:
            return time_format.parse_length(text, self._format, self._base)
        return time_format.parse_position(text, self._format, self._base) + self._zero

    def _step(self) -> int:
        if self._format is TimeFormat.SAMPLES:
            return 1
        if self._format is TimeFormat.BARS:
            return round(self._base.samples_per_beat)
        return max(1, round(NUDGE_S * self._base.sample_rate))

    def _write(self) -> None:
        self.setText("" if self.sample is None else self._written(self.sample))
        self.setModified(False)
        self.setCursorPosition(0)
        if self.hasFocus():
            self.selectAll()

    def _written(self, sample: int) -> str:
        if self.meaning is Meaning.LENGTH:
            return time_format.format_length(sample, self._format, self._base)
        return time_format.format_position(sample - self._zero, self._format, self._base)


class SelectionFields(QWidget):
    """Start, end and length of what is selected, in this order.

    Signals:
        entered: Span; empty is the cursor.
        refused: a sentence; what was typed is no time.
    """

    entered = Signal(object)  # Span
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.start, self.stop = TimeField(), TimeField()
        self.length = TimeField(Meaning.LENGTH)
        self._span: Span | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for field, word, name, tip in (
            (
                self.start,
                tr("start"),
                tr("Start of the selection"),
                tr("Start of the selection ([ puts it at the playhead)"),
            ),
            (
                self.stop,
                tr("end"),
                tr("End of the selection"),
                tr("End of the selection (] puts it at the playhead)"),
            ),
            (self.length, tr("length"), tr("Length of the selection"), tr("Length of the selection")),
        ):
            field.setPlaceholderText(word)
            field.setAccessibleName(name)
            field.setToolTip(tip)
            field.refused.connect(self.refused)
        for field in (self.stop, self.length):
            field.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for widget in (self.start, QLabel("–"), self.stop, QLabel("="), self.length):
            row.addWidget(widget)
            if isinstance(widget, QLabel):
                widget.setObjectName("dim")
        self.start.entered.connect(self._set_start)
        self.stop.entered.connect(self._set_stop)
        self.length.entered.connect(self._set_length)
        self.show_span(None)

    @property
    def fields(self) -> tuple[TimeField, TimeField, TimeField]:
        """All three."""
        return self.start, self.stop, self.length

    def show_span(self, span: Span | None) -> None:
        """Show what is selected; an empty span is the cursor, None is neither."""
        self._span = span
        self.start.show_sample(span.start if span is not None else None)
        self.stop.show_sample(span.stop if span else None)
        self.length.show_sample(span.length if span else None)

    def _set_start(self, sample: int) -> None:
        stop = self._span.stop if self._span else sample
        self.entered.emit(Span(sample, max(sample, stop)))

    def _set_stop(self, sample: int) -> None:
        start = self._span.start if self._span is not None else sample
        self.entered.emit(Span(min(start, sample), sample))

    def _set_length(self, n_samples: int) -> None:
        start = self._span.start if self._span is not None else 0
        self.entered.emit(Span(start, start + n_samples))
