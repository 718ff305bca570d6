"""What is shown while there is nothing to show: where to begin."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.icons import tinted
from app.language import tr
from app.theme import Theme

MOST_RECENT = 5
ICON_PX = 32
NEEDED_BESIDE_PX = 60
LEAST_SIZE = QSize(200, 88)


class EmptyState(QWidget):
    """Large targets to begin with, and the files of last time.

    Signals:
        open_asked: nothing.
        compose_asked: nothing.
        project_asked: nothing.
        recent_chosen: Path.
    """

    open_asked = Signal()
    compose_asked = Signal()
    project_asked = Signal()
    recent_chosen = Signal(object)  # Path

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("empty")
        self.open = Target(tr("Open audio"), tr("or drop a file anywhere"))
        self.compose = Target(tr("Compose from text"), tr("describe it, then hear it"))
        self.open.clicked.connect(self.open_asked)
        self.project = Target(tr("Open project"), tr("go on where you left off"))
        self.compose.clicked.connect(self.compose_asked)
        self.project.clicked.connect(self.project_asked)
        self.setFocusProxy(self.open)
        self._shown: list[str] = []
        self._recent = QVBoxLayout()
        self._recent.setSpacing(0)
        column = QVBoxLayout(self)
        column.setSpacing(18)
        column.addStretch(2)
        heading = QLabel(tr("Begin with a sound"), objectName="heading")
        column.addWidget(heading, 0, Qt.AlignmentFlag.AlignHCenter)
        self._targets = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._targets.setSpacing(14)
        self._targets.addWidget(self.open)
        self._targets.addWidget(self.compose)
        self._targets.addWidget(self.project)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addLayout(self._targets)
        row.addStretch(1)
        column.addLayout(row)
        holder = QHBoxLayout()
        holder.addStretch(1)
        holder.addLayout(self._recent)
        holder.addStretch(1)
        column.addLayout(holder)
        column.addStretch(3)

    def show_recent(self, recent: Sequence[str]) -> None:
        """List the first of these files and projects that were open before."""
        if list(recent[:MOST_RECENT]) == self._shown:
            return
        self._shown = list(recent[:MOST_RECENT])
        while (item := self._recent.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.setParent(None)
                widget.deleteLater()
        for name in self._shown:
            self._recent.addWidget(self._entry(Path(name)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Side by side where there is room, otherwise one below the other."""
        super().resizeEvent(event)
        targets = (self.open, self.compose, self.project)
        wide = sum(target.sizeHint().width() for target in targets) + NEEDED_BESIDE_PX
        directions = QBoxLayout.Direction
        is_wide = event.size().width() >= wide
        self._targets.setDirection(directions.LeftToRight if is_wide else directions.TopToBottom)

    def minimumSizeHint(self) -> QSize:
        """One target wide."""
        return QSize(self.open.minimumSizeHint().width(), super().minimumSizeHint().height())

    def show_theme(self, theme: Theme) -> None:
        """Draw the icons in these colours."""
        self.open.show_icon(tinted("open", theme.accent))
        self.compose.show_icon(tinted("compose", theme.accent))
        self.project.show_icon(tinted("project", theme.accent))

    def _entry(self, path: Path) -> QPushButton:
        button = QPushButton(f"{path.name}   ·   {path.parent.name}", objectName="recent", flat=True)
        button.setToolTip(str(path))
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(lambda: self.recent_chosen.emit(path))
        return button


class Target(QPushButton):
    """A large button: a picture, what it does, and a hint."""

    def __init__(self, text: str, hint: str) -> None:
        super().__init__(objectName="target", accessibleName=text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._picture = QLabel()
        lines = QVBoxLayout()
        lines.setSpacing(2)
        for words, name in ((text, "targetText"), (hint, "dim")):
            lines.addWidget(QLabel(words, objectName=name))
        row = QHBoxLayout(self)
        row.setContentsMargins(22, 14, 22, 14)
        row.setSpacing(18)
        row.addWidget(self._picture)
        row.addLayout(lines, 1)
        for label in self.findChildren(QLabel):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        """As wide as its words: Qt's own hint for a button knows nothing of what lies on it."""
        layout = self.layout()
        return (layout.sizeHint() if layout is not None else QSize()).expandedTo(LEAST_SIZE)

    def minimumSizeHint(self) -> QSize:
        """The same: words that are cut off say something else."""
        return self.sizeHint()

    def show_icon(self, icon: QIcon) -> None:
        """Show this picture."""
        self._picture.setPixmap(icon.pixmap(ICON_PX, ICON_PX))
