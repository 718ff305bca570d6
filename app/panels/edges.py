"""Where the focused region starts and ends, as two fields."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from app.language import tr
from app.timeline.time_format import TimeBase, TimeFormat, format_position, parse_position
from engine.errors import EngineError
from engine.timeline import Span


class EdgeFields(QWidget):
    """Start and end; Enter applies what was written, Esc goes back to what is true.

    Signals:
        span_written: Span; empty where both edges are on one sample.
        refused: EngineError; what was written is no place in time.
    """

    span_written = Signal(object)  # Span
    refused = Signal(object)  # EngineError

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.start = QLineEdit(accessibleName=tr("Region starts at"))
        self.stop = QLineEdit(accessibleName=tr("Region ends at"))
        self._span = Span(0, 0)
        self._zero, self._kind, self._base = 0, TimeFormat.TIME, TimeBase(44100)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.start, 1)
        row.addWidget(QLabel("–", objectName="dim"))
        row.addWidget(self.stop, 1)
        for field in (self.start, self.stop):
            field.editingFinished.connect(self._apply)

    def show_span(self, span: Span, *, zero: int, kind: TimeFormat, base: TimeBase) -> None:
        """Show these edges, counted from sample `zero`."""
        self._span, self._zero, self._kind, self._base = span, zero, kind, base
        for field, sample in ((self.start, span.start), (self.stop, span.stop)):
            text = self._text(sample)
            if field.text() != text and not field.isModified():
                field.setText(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back to what is true."""
        if event.key() == Qt.Key.Key_Escape:
            self._reset()
        super().keyPressEvent(event)

    def _text(self, sample: int) -> str:
        return format_position(sample - self._zero, self._kind, self._base)

    def _reset(self) -> None:
        for field, sample in ((self.start, self._span.start), (self.stop, self._span.stop)):
            field.setText(self._text(sample))
            field.setModified(False)

    def _apply(self) -> None:
        """Take up what was written; an edge that was not touched stays on its very sample."""
        if not (self.start.isModified() or self.stop.isModified()):
            return
        try:
            start = self._read(self.start, self._span.start)
            stop = self._read(self.stop, self._span.stop)
        except EngineError as error:
            self._reset()
            self.refused.emit(error)
            return
        self._reset()
        self.span_written.emit(Span(min(start, stop), max(start, stop)))

    def _read(self, field: QLineEdit, sample: int) -> int:
        if not field.isModified():
            return sample
        return parse_position(field.text(), self._kind, self._base) + self._zero
