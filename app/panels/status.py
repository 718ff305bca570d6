"""The line below: what runs, what is proven, whether it is saved, and what the track is."""

from __future__ import annotations

import time

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QStatusBar, QWidget

from app.language import tr
from app.panels.progress import ProgressPanel

SHORT_MS = 8000
"""How long a remark stays."""

LONG_MS = 300
"""What takes longer than this is shown to be under way."""

HEIGHT_PX, FACT_PX = 30, 48

AGE_MS, NOW_S = 3000, 5
"""How often it is said how long ago something was, and what still counts as now."""


class StatusLine(QStatusBar):
    """Remarks at the left, which go by themselves; at the right what holds until it changes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.progress = ProgressPanel(tr("Generating"))
        self.writing = ProgressPanel(tr("Exporting"), LONG_MS)
        self.reading = ProgressPanel(tr("Opening"), LONG_MS)
        self.proof = Fact(tr("Comparison with the tracks as they were edited, but without takes"))
        self.proof.setObjectName("proof")
        self.saved = Fact(tr("Project"))
        self._is_saved, self._saved_s = True, 0.0
        self._clock = QTimer(self, interval=AGE_MS)
        self._clock.timeout.connect(self._show_age)
        self.format = Fact(tr("Format of the track"))
        self.setSizeGripEnabled(False)
        self.setMinimumHeight(HEIGHT_PX)
        for widget in (self.reading, self.writing, self.progress, self.proof, self.saved, self.format):
            self.addPermanentWidget(widget)

    def say(self, sentence: str) -> None:
        """Show a remark for a while."""
        self.showMessage(sentence, SHORT_MS)

    def show_saved(self, is_saved: bool, saved_s: float | None) -> None:
        """Say whether all that was done is in the project, and how long ago it was saved.

        Args:
            saved_s: monotonic time of the last save; None where there was none.
        """
        self._is_saved, self._saved_s = is_saved, saved_s or 0.0
        if saved_s is None:
            self._clock.stop()
            self.saved.setText("" if is_saved else tr("Not saved"))
        else:
            self._clock.start()
            self._show_age()

    def _show_age(self) -> None:
        age = ago(time.monotonic() - self._saved_s)
        self.saved.setText(
            tr("Saved {ago}", ago=age) if self._is_saved else tr("Changed, saved {ago}", ago=age)
        )


def ago(seconds: float) -> str:
    """How long ago that was: `12 s ago`, `3 min ago`, `2 h ago`."""
    if seconds < NOW_S:
        return tr("just now")
    for unit_s, text in ((3600, tr("{count} h ago")), (60, tr("{count} min ago"))):
        if seconds >= unit_s:
            return text.format(count=int(seconds // unit_s))
    return tr("{count} s ago", count=int(seconds))


class Fact(QLabel):
    """A sentence that Tab stops at while there is one, and that is cut short where there is no room.

    Args:
        what: what it is about, for whoever hears it.
    """

    def __init__(self, what: str) -> None:
        super().__init__()
        self._what = what
        self.setAccessibleName(what)

    def setText(self, text: str) -> None:
        """Say this; the tooltip has all of it."""
        super().setText(text)
        self.setToolTip(f"{self._what}: {text}" if text else "")
        self.setAccessibleName(f"{self._what}: {text}" if text else self._what)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if text else Qt.FocusPolicy.NoFocus)

    def minimumSizeHint(self) -> QSize:
        """A few letters."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), FACT_PX), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The sentence, or as much of it as there is room for."""
        room = self.contentsRect().width()
        if self.fontMetrics().horizontalAdvance(self.text()) <= room:
            super().paintEvent(event)
            return
        with QPainter(self) as painter:
            painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
            short = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
            painter.drawText(self.contentsRect(), self.alignment(), short)
