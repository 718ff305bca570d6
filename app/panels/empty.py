"""What is shown while there is nothing to show: where to begin."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.icons import tinted
from app.theme import Theme

MOST_RECENT = 5


class EmptyState(QWidget):
    """Large targets to begin with, and the files of last time.

    Signals:
        open_asked: nothing.
        compose_asked: nothing.
        recent_chosen: Path.
    """

    open_asked = Signal()
    compose_asked = Signal()
    recent_chosen = Signal(object)  # Path

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("empty")
        self.open = _target("Open audio\nor drop a file anywhere", self.open_asked)
        self.compose = _target("Compose from text\ndescribe it, hear it", self.compose_asked)
        self._recent = QVBoxLayout()
        self._recent.setSpacing(0)
        column = QVBoxLayout(self)
        column.setSpacing(18)
        column.addStretch(2)
        column.addWidget(QLabel("Begin with a sound", objectName="heading"), 0, Qt.AlignmentFlag.AlignHCenter)
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addStretch(1)
        row.addWidget(self.open)
        row.addWidget(self.compose)
        row.addStretch(1)
        column.addLayout(row)
        holder = QHBoxLayout()
        holder.addStretch(1)
        holder.addLayout(self._recent)
        holder.addStretch(1)
        column.addLayout(holder)
        column.addStretch(3)

    def show_recent(self, recent: Sequence[str]) -> None:
        """List files that were open before and are still there."""
        while (item := self._recent.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for name in [name for name in recent if Path(name).is_file()][:MOST_RECENT]:
            self._recent.addWidget(self._entry(Path(name)))

    def show_theme(self, theme: Theme) -> None:
        """Draw the icons in these colours."""
        self.open.setIcon(tinted("open", theme.accent))
        self.compose.setIcon(tinted("compose", theme.accent))

    def _entry(self, path: Path) -> QPushButton:
        button = QPushButton(f"{path.name}   ·   {path.parent.name}", objectName="recent", flat=True)
        button.setToolTip(str(path))
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(lambda: self.recent_chosen.emit(path))
        return button


def _target(text: str, signal: object) -> QPushButton:
    button = QPushButton(text, objectName="target")
    button.setIconSize(QSize(30, 30))
    button.setMinimumSize(250, 84)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    button.clicked.connect(signal)
    return button
