"""What is drawn, for people who hear it: each region and take is an item with a name and a place."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

MAX_ITEMS = 200
"""More than anybody listens through; keeps a crowded track fast."""


class SpokenItems:
    """Children of a drawn lane that nobody sees and screen readers find, in step with what is drawn."""

    def __init__(self, lane: QWidget) -> None:
        self._lane = lane
        self._items: list[QWidget] = []

    def show(self, items: Iterable[tuple[str, QRect]]) -> None:
        """Be exactly these: what each is called, and where it is drawn."""
        wanted = list(items)[:MAX_ITEMS]
        while len(self._items) > len(wanted):
            gone = self._items.pop()
            gone.setParent(None)
            gone.deleteLater()
        while len(self._items) < len(wanted):
            self._items.append(self._added())
        for item, (name, rect) in zip(self._items, wanted, strict=True):
            if item.accessibleName() != name:
                item.setAccessibleName(name)
            item.setGeometry(rect)

    def move(self, items: Iterable[tuple[str, QRect]]) -> None:
        """The same after scrolling, if anybody listens."""
        if QAccessible.isActive():
            self.show(items)

    def _added(self) -> QWidget:
        item = QWidget(self._lane)
        item.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        item.show()
        return item
