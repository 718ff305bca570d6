"""All keys, and what the pointer does: a list to read, to search, and to change the keys in."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.actions.rows import MENUS, Action
from app.keymap import APART, Keymap, shown
from app.language import marked, tr
from app.schemes import SCHEMES

POINTER = (
    (marked("Select a stretch"), marked("Drag")),
    (marked("Mark a region"), marked("Drag in the mask lane")),
    (marked("Mark one more"), marked("Ctrl+Drag")),
    (marked("Unmark a stretch"), marked("Alt+Drag; Ctrl+Alt+Drag")),
    (marked("Move an edge"), marked("Drag the edge")),
    (marked("Move a clip"), marked("Drag its title")),
    (marked("Trim a clip"), marked("Drag an end of its title")),
    (marked("Fade a clip"), marked("Drag a corner below its title")),
    (marked("Set the gain of a clip"), marked("Ctrl+Wheel over its title")),
    (marked("Extend a track"), marked("Drag its end outward")),
    (marked("Move the nearer end of the selection"), marked("Shift+Click")),
    (marked("Select a hit, or between two markers"), marked("Double-click")),
    (marked("Move the playhead"), marked("Click, or drag in the ruler")),
    (marked("Zoom where the pointer is"), marked("Ctrl+Wheel")),
    (marked("Make waves taller"), marked("Alt+Wheel")),
    (marked("Scroll along time"), marked("Shift+Wheel, or drag with the middle button")),
    (marked("Give up a drag"), "Esc"),
)
OF_ACTION = Qt.ItemDataRole.UserRole


class ShortcutList(QDialog):
    """What can be done in one column, its keys in the other; may stay open beside the window.

    Args:
        keymap: the keys that are shown first.
        parent: the window that it belongs to.

    Signals:
        keymap_changed: Keymap, after each change.
    """

    keymap_changed = Signal(object)  # Keymap

    def __init__(self, keymap: Keymap, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.keymap = keymap
        self.setWindowTitle(tr("Keyboard"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.search = QLineEdit(placeholderText=tr("Search by name or key"), clearButtonEnabled=True)
        self.search.setAccessibleName(tr("Search"))
        self.scheme = QComboBox()
        self.scheme.setAccessibleName(tr("Keys as in"))
        self.scheme.addItems(list(SCHEMES))
        self.scheme.setCurrentText(keymap.scheme)
        self.list = _tree()
        self.record = QKeySequenceEdit(maximumSequenceLength=1)
        self.record.setAccessibleName(tr("New keys"))
        self.use = QPushButton(tr("Use"))
        self.add = QPushButton(tr("Add"))
        self.back = QPushButton(tr("Reset"))
        self.all_back = QPushButton(tr("Reset all"))
        self.conflict = QLabel(objectName="dim", wordWrap=True)
        self._lay_out()
        self._connect()
        self.show_keys()

    def show_keys(self) -> None:
        """Fill the list with what has the searched words in its name or keys."""
        chosen = self._chosen
        self.list.clear()
        groups: dict[str, QTreeWidgetItem] = {}
        for row in self.keymap.table:
            text, keys = tr(row.text).rstrip("…"), shown(self.keymap.keys(row.id))
            item = self._added(groups, _group(row), text, keys)
            if item is not None:
                item.setData(0, OF_ACTION, row.id)
                self._mark_own(item, row)
                if row.id == chosen:
                    self.list.setCurrentItem(item)
        for text, gesture in POINTER:
            self._added(groups, tr("Pointer"), tr(text), tr(gesture))
        self.list.expandAll()
        self.show_chosen()

    def show_chosen(self) -> None:
        """Let the fields below be about the row that is chosen; without one they wait."""
        action = self._chosen
        for widget in (self.record, self.use, self.add):
            widget.setEnabled(bool(action))
        self.back.setEnabled(bool(action) and self.keymap.is_own(action))
        self.all_back.setEnabled(bool(self.keymap.own))
        self.record.clear()
        self.show_conflict()

    def show_conflict(self) -> None:
        """Say who has the keys that were pressed."""
        keys, action = self._recorded, self._chosen
        users = self.keymap.users_of(keys, besides=action) if keys else []
        names = ", ".join(f"“{tr(row.text).rstrip('…')}”" for row in users)
        if users:
            self.conflict.setText(
                tr(
                    "{keys} belongs to {names} now, and would be taken from there.",
                    keys=shown(keys),
                    names=names,
                )
            )
        else:
            self.conflict.setText("" if action else tr("Choose an action to change its keys."))

    @property
    def _chosen(self) -> str:
        item = self.list.currentItem()
        return (item.data(0, OF_ACTION) or "") if item is not None else ""

    @property
    def _recorded(self) -> str:
        return self.record.keySequence().toString(QKeySequence.SequenceFormat.PortableText)

    def _set_recorded(self) -> None:
        """The keys that were pressed alone; none pressed: no keys."""
        if self._chosen:
            self._change(self.keymap.with_keys(self._chosen, self._recorded))

    def _add_recorded(self) -> None:
        """The keys that were pressed besides those that are there."""
        if self._chosen and self._recorded:
            keys = [one for one in (self.keymap.keys(self._chosen), self._recorded) if one]
            self._change(self.keymap.with_keys(self._chosen, APART.join(keys)))

    def _change(self, keymap: Keymap) -> None:
        self.keymap = keymap
        self.show_keys()
        self.keymap_changed.emit(keymap)

    def _added(
        self, groups: dict[str, QTreeWidgetItem], group: str, text: str, keys: str
    ) -> QTreeWidgetItem | None:
        wanted = self.search.text().casefold()
        if wanted not in text.casefold() and wanted not in keys.casefold():
            return None
        if group not in groups:
            groups[group] = QTreeWidgetItem(self.list, [group])
            groups[group].setFirstColumnSpanned(True)
            groups[group].setFlags(Qt.ItemFlag.ItemIsEnabled)
        return QTreeWidgetItem(groups[group], [text, keys])

    def _mark_own(self, item: QTreeWidgetItem, row: Action) -> None:
        if self.keymap.is_own(row.id):
            font = item.font(1)
            font.setBold(True)
            item.setFont(1, font)
            first = shown(self.keymap.first_keys(row.id)) or tr("none")
            item.setToolTip(1, tr("Yours; first it was {keys}", keys=first))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        top, below = QHBoxLayout(), QHBoxLayout()
        top.addWidget(self.search, 1)
        top.addWidget(QLabel(tr("Keys as in"), objectName="dim"))
        top.addWidget(self.scheme)
        for widget, share in ((self.record, 1), (self.use, 0), (self.add, 0), (self.back, 0)):
            below.addWidget(widget, share)
        below.addWidget(self.all_back)
        column.addLayout(top)
        column.addWidget(self.list, 1)
        column.addWidget(self.conflict)
        column.addLayout(below)
        self.resize(640, 720)

    def _connect(self) -> None:
        self.search.textChanged.connect(self.show_keys)
        self.scheme.textActivated.connect(lambda name: self._change(self.keymap.with_scheme(name)))
        self.list.currentItemChanged.connect(lambda _item, _before: self.show_chosen())
        self.list.itemActivated.connect(lambda _item: self.record.setFocus())
        self.record.keySequenceChanged.connect(lambda _keys: self.show_conflict())
        self.use.clicked.connect(self._set_recorded)
        self.add.clicked.connect(self._add_recorded)
        self.back.clicked.connect(lambda: self._change(self.keymap.reset(self._chosen)))
        self.all_back.clicked.connect(lambda: self._change(self.keymap.with_scheme(self.keymap.scheme)))
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)  # Enter in the search must not press one


def _group(row: Action) -> str:
    """The menu that the row is in; those without one stand under what their identifiers begin with."""
    known = {menu.replace("&", "").casefold(): menu for menu in MENUS}
    menu = row.menu or known.get(row.id.partition(".")[0], "")
    return tr(menu).replace("&", "") if menu else tr("Without a menu")


def _tree() -> QTreeWidget:
    tree = QTreeWidget()
    tree.setAccessibleName(tr("Actions and their keys"))
    tree.setHeaderHidden(True)
    tree.setColumnCount(2)
    tree.setRootIsDecorated(False)
    tree.setUniformRowHeights(True)
    tree.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    return tree
