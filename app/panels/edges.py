"""Where the focused region starts and ends, as two fields."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from app.language import tr
from app.panels.time_fields import TimeField
from app.timeline.time_format import TimeBase, TimeFormat
from engine.timeline import Span


class EdgeFields(QWidget):
    """Start and end; what is written in one moves that edge alone, the other stays on its very sample.

    Signals:
        span_written: Span; empty where both edges are on one sample.
        refused: a sentence; what was written is no place in time.
    """

    span_written = Signal(object)  # Span
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.start, self.stop = TimeField(), TimeField()
        self._span = Span(0, 0)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for field, name in ((self.start, tr("Region starts at")), (self.stop, tr("Region ends at"))):
            field.setObjectName("edge")
            field.setAccessibleName(name)
            field.setAlignment(Qt.AlignmentFlag.AlignLeft)
            field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            field.refused.connect(self.refused)
            row.addWidget(field, 1)
        row.insertWidget(1, QLabel("–", objectName="dim"))
        self.start.entered.connect(lambda sample: self._write(sample, self._span.stop))
        self.stop.entered.connect(lambda sample: self._write(self._span.start, sample))

    def show_span(self, span: Span, *, zero: int, kind: TimeFormat, base: TimeBase) -> None:
        """Show these edges, counted from sample `zero`."""
        self._span = span
        for field, sample in ((self.start, span.start), (self.stop, span.stop)):
            field.show_zero(zero)
            field.show_format(kind, base)
            field.show_sample(sample)

    def _write(self, start: int, stop: int) -> None:
        self.span_written.emit(Span(min(start, stop), max(start, stop)))
