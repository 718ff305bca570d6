"""What is drawn, for people who hear it: each region and take is an item with a name and a place."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

MAX_ITEMS = 200
"""More than anybody listens through; keeps a crowded track fast."""


Items = Iterable[tuple[str, QRect]]


class SpokenItems:
    """Children of a drawn lane that nobody sees and screen readers find, in step with what is drawn.

    They follow when the event loop comes round again, once for all that has changed until then.

    Args:
        lane: where they are drawn.
        items: tells what each is called, and where it is drawn.
    """

    def __init__(self, lane: QWidget, items: Callable[[], Items]) -> None:
        self._lane, self._wanted = lane, items
        self._items: list[QWidget] = []
        self._soon = QTimer(lane, singleShot=True, interval=0)
        self._soon.timeout.connect(self._show)

    def show(self) -> None:
        """Be exactly the items that there are now."""
        if not self._soon.isActive():
            self._soon.start()

    def _show(self) -> None:
        wanted = list(self._wanted())[:MAX_ITEMS]
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

    def move(self) -> None:
        """The same after scrolling, if anybody listens."""
        if QAccessible.isActive():
            self.show()

    def _added(self) -> QWidget:
        item = QWidget(self._lane)
        item.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        item.setUpdatesEnabled(False)  # there is nothing to see; else what lies under it is painted again
        item.show()
        return item
