"""The command palette: everything that can be done, found by a few letters, and done with Enter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app import fuzzy
from app.language import tr

WIDTH_PX, HEIGHT_PX, TOP_PX, MARGIN_PX = 560, 420, 64, 16
RECENT_BONUS = 1000.0
"""Recent entries come first while nothing is typed; with letters, the fit decides."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be done: its words, its keys, and why it cannot be done now ("" where it can)."""

    id: str
    text: str
    keys: str = ""
    is_enabled: bool = True
    reason: str = ""


def ranked(entries: Sequence[Entry], typed: str, recent: Sequence[str]) -> list[Entry]:
    """The entries that fit what was typed, the best first; recent ones lead while nothing is typed."""
    found: list[tuple[float, int, Entry]] = []
    for place, entry in enumerate(entries):
        fit = fuzzy.score(typed, entry.text)
        if fit is None:
            continue
        if not typed.strip():
            fit = RECENT_BONUS - recent.index(entry.id) if entry.id in recent else 0.0
        found.append((-fit, place, entry))
    return [entry for _, _, entry in sorted(found, key=lambda item: item[:2])]


class Palette(QFrame):
    """A field and a list over the window; gone with Esc, a choice, or when the keys go elsewhere.

    Signals:
        chosen: str, identifier of the entry.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("palette")
        self.setAccessibleName(tr("Command palette"))
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.field = QLineEdit(placeholderText=tr("What would you like to do?"))
        self.field.setAccessibleName(tr("Command"))
        self.list = _tree()
        self.remark = QLabel(objectName="dim", wordWrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 8)
        column.setSpacing(6)
        for widget in (self.field, self.list, self.remark):
            column.addWidget(widget)
        self._entries: dict[str, Entry] = {}
        self._recent: tuple[str, ...] = ()
        self._before: QWidget | None = None
        self.field.textChanged.connect(self.show_fitting)
        self.field.installEventFilter(self)
        self.list.itemClicked.connect(lambda _item: self.choose())
        self.list.currentItemChanged.connect(lambda _now, _before: self._tell())
        self.hide()

    def ask(self, entries: Sequence[Entry], recent: Sequence[str]) -> None:
        """Show these to choose from."""
        self._before = QApplication.focusWidget()
        self._entries, self._recent = {entry.id: entry for entry in entries}, tuple(recent)
        self.field.clear()
        self.show_fitting()
        self._place()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def show_fitting(self) -> None:
        """List what fits the letters; what cannot be done now is dim."""
        self.list.clear()
        dim = self.palette().brush(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
        for entry in ranked(list(self._entries.values()), self.field.text(), self._recent):
            item = QTreeWidgetItem(self.list, [entry.text, entry.keys])
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setData(0, Qt.ItemDataRole.UserRole, entry.id)
            if not entry.is_enabled:
                for column in (0, 1):
                    item.setForeground(column, dim)
                item.setData(
                    0, Qt.ItemDataRole.AccessibleTextRole, tr("{command}, not now", command=entry.text)
                )
        if (first := self.list.topLevelItem(0)) is not None:
            self.list.setCurrentItem(first)
        self._tell()

    def choose(self) -> None:
        """Do what is marked, if it can be done now."""
        entry = self._marked
        if entry is not None and entry.is_enabled:
            self.leave()
            self.chosen.emit(entry.id)

    def leave(self) -> None:
        """Go, and give the keys back to who had them."""
        before, self._before = self._before, None
        if self.isVisible():
            self.hide()
            if before is not None and shiboken6.isValid(before) and before.isVisible():
                before.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up, down, Enter and Esc are the palette's while its field is typed into."""
        if event.type() == QEvent.Type.FocusOut:
            self._leave_alone()
        if not isinstance(event, QKeyEvent) or event.key() not in _KEYS:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress:
            self._press(event)
            return True
        return False

    def _press(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.choose()
        else:
            QApplication.sendEvent(self.list, event)

    def _leave_alone(self) -> None:
        """The keys went elsewhere: go without taking them back."""
        self._before = None
        self.hide()

    @property
    def _marked(self) -> Entry | None:
        item = self.list.currentItem()
        return self._entries.get(item.data(0, Qt.ItemDataRole.UserRole)) if item is not None else None

    def _tell(self) -> None:
        entry = self._marked
        if entry is None:
            self.remark.setText(tr("Nothing is called that."))
        elif entry.is_enabled:
            self.remark.setText(tr("Enter does it, Esc goes back."))
        else:
            self.remark.setText(entry.reason or tr("This cannot be done now."))

    def _place(self) -> None:
        above = self.window().size()
        width = min(WIDTH_PX, above.width() - 2 * MARGIN_PX)
        height = min(HEIGHT_PX, above.height() - TOP_PX - MARGIN_PX)
        self.setGeometry((above.width() - width) // 2, TOP_PX, width, height)


_KEYS = (
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
    Qt.Key.Key_Escape,
)


def _tree() -> QTreeWidget:
    tree = QTreeWidget()
    tree.setAccessibleName(tr("Commands"))
    tree.setHeaderHidden(True)
    tree.setColumnCount(2)
    tree.setRootIsDecorated(False)
    tree.setUniformRowHeights(True)
    tree.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    tree.header().setStretchLastSection(False)
    tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
    return tree
