"""The line below: what runs, what is proven, whether it is exported, and what the track is."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QStatusBar, QWidget

from app.panels.progress import ProgressPanel

SHORT_MS = 8000
"""How long a remark stays."""

LONG_MS = 300
"""What takes longer than this is shown to be under way."""

HEIGHT_PX = 30


class StatusLine(QStatusBar):
    """Remarks at the left, which go by themselves; at the right what holds until it changes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.progress = ProgressPanel("Generating")
        self.writing = ProgressPanel("Exporting", LONG_MS)
        self.reading = ProgressPanel("Opening", LONG_MS)
        self.proof = QLabel("", objectName="proof", accessibleName="Comparison with the sources")
        self.saved = QLabel("")
        self.format = QLabel("", accessibleName="Format of the track")
        self.setSizeGripEnabled(False)
        self.setMinimumHeight(HEIGHT_PX)
        for widget in (self.reading, self.writing, self.progress, self.proof, self.saved, self.format):
            self.addPermanentWidget(widget)

    def say(self, sentence: str) -> None:
        """Show a remark for a while."""
        self.showMessage(sentence, SHORT_MS)

    def show_saved(self, is_saved: bool) -> None:
        """Say whether all that was done is in a file."""
        self.saved.setText("" if is_saved else "Not exported since the last change")

    def show_exported(self) -> None:
        """Say that all of it just went into a file."""
        self.saved.setText("Exported")
