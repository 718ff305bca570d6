"""The band on top: transport keys, where the playhead is, and what is selected."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QFont, QFontDatabase, QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolBar, QToolButton, QWidget

from app.session import Selection
from engine.document.document import Document
from engine.timeline import format_time, samples_to_seconds


def digits_font(points: float) -> QFont:
    """A font whose digits are equally wide, so that a running clock does not tremble."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPointSizeF(points)
    return font


class TransportBar(QToolBar):
    """Shows the transport's actions and reads positions out; asks for nothing itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Transport", parent)
        self.setObjectName("transportBar")
        self.setMovable(False)
        self.setFloatable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.time = QLabel("0:00.000", accessibleName="Playhead")
        self.time.setFont(digits_font(15))
        self.time.setObjectName("clock")
        self.time.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.time.setMinimumWidth(QFontMetrics(self.time.font()).horizontalAdvance("00:00.0000"))
        self.selection = QLabel("", accessibleName="Selection")
        self.selection.setFont(digits_font(9.5))
        self.selection.setObjectName("selectionReadout")
        self._rate = 44100

    def place(self, keys: list[QAction], right: list[QAction | QWidget]) -> None:
        """Lay the bar out: transport keys, read-outs, and what belongs to the right edge."""
        for action in keys:
            self.addAction(action)
            self._without_text(action)
        self.addWidget(self._read_outs())
        spacer = QWidget()
        spacer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(spacer)
        for item in right:
            if isinstance(item, QAction):
                self.addAction(item)
                self._without_text(item)
            else:
                self.addWidget(item)

    def show_playhead(self, sample: int) -> None:
        """Read out where the sound is."""
        self.time.setText(format_time(samples_to_seconds(sample, self._rate)))

    def show_selection(self, selection: Selection | None) -> None:
        """Read out start, end and length of what is selected."""
        if selection is None or not selection.span:
            self.selection.setText("")
            return
        start, stop, length = (
            format_time(samples_to_seconds(n, self._rate))
            for n in (selection.span.start, selection.span.stop, selection.span.length)
        )
        self.selection.setText(f"{start} – {stop}   ({length})")

    def show_document(self, _before: Document, after: Document) -> None:
        """Count in the rate of this document."""
        self._rate = after.sample_rate

    def _read_outs(self) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(18)
        row.addWidget(self.time)
        row.addWidget(self.selection)
        return box

    def _without_text(self, action: QAction) -> None:
        button = self.widgetForAction(action)
        if isinstance(button, QToolButton):
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setAccessibleName(action.text())
