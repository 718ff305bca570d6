"""What runs in the background: its phase, how far it is, and a way to end it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QToolButton, QWidget

from app.language import marked, tr
from engine.generate.request import Progress

PHASES = (
    marked("Starting the engine"),
    marked("Reading the model's hash"),
    marked("Loading the model"),
    marked("Making room in memory"),
    marked("Encoding"),
    marked("Generating"),
    marked("Decoding"),
    marked("Splicing"),
    marked("Writing"),
)
"""What the engine says of itself while it carries out a request, in English."""


class ProgressPanel(QWidget):
    """Phase, step n of N, a thin bar and Cancel; empty while nothing runs, without moving its neighbours.

    Args:
        what: what runs, for a screen reader.
        after_ms: what is over sooner is never shown, so that nothing flickers.

    Signals:
        cancel_asked: nothing.
    """

    cancel_asked = Signal()

    def __init__(self, what: str, after_ms: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("progress")
        self.phase = QLabel(accessibleName=tr("{what}: what is happening", what=what))
        self.bar = QProgressBar()
        self.bar.setAccessibleName(tr("{what}: how far it is", what=what))
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(160)
        self.cancel = QToolButton()
        self.cancel.setText(tr("Cancel"))
        self.cancel.setObjectName("cancel")
        self.cancel.setAutoRaise(True)
        self.cancel.clicked.connect(self.cancel_asked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        for widget in (self.phase, self.bar, self.cancel):
            row.addWidget(widget)
        self.phase.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._shown_later = QTimer(self, interval=after_ms, singleShot=True)
        self._shown_later.timeout.connect(self.show)
        self.clear()

    def begin(self) -> None:
        """A job was taken up; how long it takes is not known yet."""
        self.cancel.setEnabled(True)
        self.show_progress(Progress(tr("Starting")))
        if self._shown_later.interval():
            self._shown_later.start()
        else:
            self.show()

    def show_progress(self, progress: Progress) -> None:
        """Name the phase, and count its steps where it has any; once it is being cancelled, no more."""
        if not self.cancel.isEnabled():
            return
        counted = (
            tr(" · step {step} of {steps}", step=progress.step, steps=progress.n_steps)
            if progress.n_steps
            else "…"
        )
        self.phase.setText(tr(progress.phase) + counted)
        # A range of 0 to 0 is Qt's moving stripe: working, with no telling how long.
        self.bar.setRange(0, progress.n_steps)
        self.bar.setValue(progress.step)

    def clear(self) -> None:
        """Nothing runs any more."""
        self._shown_later.stop()
        self.hide()
        self.phase.setText("")

    def show_ending(self) -> None:
        """Say that it will end, by whichever way that was asked for."""
        self.cancel.setEnabled(False)
        self.phase.setText(tr("Cancelling…"))
