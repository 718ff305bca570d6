"""Every state that the document has been in, by name; a click goes there."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from app.language import tr
from engine.document.history import History


class HistoryPanel(QListWidget):
    """The list of states, the present one highlighted, those that could be redone dimmed.

    Signals:
        state_chosen: int, index of the state to go to.
    """

    state_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("history")
        self.setAccessibleName(tr("History"))
        self.itemClicked.connect(lambda item: self.state_chosen.emit(self.row(item)))
        self.itemActivated.connect(lambda item: self.state_chosen.emit(self.row(item)))

    def show_history(self, history: History) -> None:
        """Bring the list up to date; rows that are still true stay as they are."""
        for row, label in enumerate(history.labels):
            item = self.item(row) or self._appended()
            item.setText(label)
            role = QPalette.ColorRole.PlaceholderText if row > history.index else QPalette.ColorRole.Text
            item.setForeground(self.palette().brush(role))
        while self.count() > len(history.labels):
            self.takeItem(self.count() - 1)
        self.setCurrentRow(history.index)
        self.scrollToItem(self.item(history.index))

    def _appended(self) -> QListWidgetItem:
        item = QListWidgetItem()
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        self.addItem(item)
        return item
