"""Keys by menu, and what the pointer does: a list that may stay open beside the window."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHeaderView, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

POINTER = (
    ("Mark a stretch", "Drag"),
    ("Mark one more", "Ctrl+Drag"),
    ("Unmark a stretch", "Alt+Drag; Ctrl+Alt+Drag"),
    ("Move an edge", "Drag the edge"),
    ("Move the nearer end of the selection", "Shift+Click"),
    ("Move the playhead", "Click, or drag in the ruler"),
    ("Zoom where the pointer is", "Ctrl+Wheel"),
    ("Scroll along time", "Shift+Wheel, or drag with the middle button"),
    ("Give up a drag", "Esc"),
)


class ShortcutList(QDialog):
    """What can be done in one column, its keys in the other.

    Args:
        rows: menu, text and keys of each action, in order.
        parent: the window that it belongs to.
    """

    def __init__(self, rows: Iterable[tuple[str, str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keyboard shortcuts")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.list = QTreeWidget()
        self.list.setHeaderHidden(True)
        self.list.setColumnCount(2)
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        groups: dict[str, QTreeWidgetItem] = {}
        for menu, text, keys in [*rows, *(("Pointer", *row) for row in POINTER)]:
            if menu not in groups:
                groups[menu] = QTreeWidgetItem(self.list, [menu])
                groups[menu].setFirstColumnSpanned(True)
            QTreeWidgetItem(groups[menu], [text, keys])
        self.list.expandAll()
        self.list.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list)
        self.resize(640, 720)
