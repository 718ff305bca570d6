"""The panels at the window's side, where they were put, and how large the window was left."""

from __future__ import annotations

import base64

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QLabel, QMainWindow, QScrollArea, QWidget

from app.settings import Settings

LAYOUT = 1
"""Version of the arrangement of docks: a stored one of another version is passed over."""

FIRST_SIZE = QSize(1440, 880)
SHARE_OF_SCREEN = 0.95
"""Room is left for what the window manager draws around the window."""

WIDTH_PX = 320
HEIGHTS_PX = (560, 240)


class Docks:
    """Two panels, one above the other, at the right of a window.

    Args:
        window: which they belong to.
        upper, lower: title and contents of each; the upper one scrolls.
    """

    def __init__(self, window: QMainWindow, upper: tuple[str, QWidget], lower: tuple[str, QWidget]) -> None:
        self._window = window
        self.upper = _dock(upper[0], Scrolled(upper[1]))
        self.lower = _dock(*lower)
        self._arrange()

    def toggles(self) -> list[QAction]:
        """Actions that show and hide the panels."""
        return [dock.toggleViewAction() for dock in (self.upper, self.lower)]

    def reset(self) -> None:
        """Put the panels back where they were first."""
        for dock in (self.upper, self.lower):
            dock.setFloating(False)
            dock.show()
        self._arrange()

    def kept(self) -> dict[str, str]:
        """Size of the window and places of the panels, as settings keep them."""
        return {
            "geometry": base64.b64encode(self._window.saveGeometry().data()).decode(),
            "docks": base64.b64encode(self._window.saveState(LAYOUT).data()).decode(),
        }

    def restore(self, settings: Settings) -> None:
        """Bring back what was kept; the first time, a size that the screen holds."""
        self._window.resize(FIRST_SIZE.boundedTo(self._window.screen().availableSize() * SHARE_OF_SCREEN))
        if settings.geometry:
            self._window.restoreGeometry(QByteArray(base64.b64decode(settings.geometry)))
        if settings.docks:
            self._window.restoreState(QByteArray(base64.b64decode(settings.docks)), LAYOUT)

    def _arrange(self) -> None:
        for dock in (self.upper, self.lower):
            self._window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
        self._window.splitDockWidget(self.upper, self.lower, Qt.Orientation.Vertical)
        self._window.resizeDocks([self.upper], [WIDTH_PX], Qt.Orientation.Horizontal)
        self._window.resizeDocks([self.upper, self.lower], list(HEIGHTS_PX), Qt.Orientation.Vertical)


class Scrolled(QScrollArea):
    """Scrolls up and down only: it is never narrower than what it holds."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widgetResizable=True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._held = widget
        self.setWidget(widget)

    def minimumSizeHint(self) -> QSize:
        """Width of the contents and the bar, and a few lines of height."""
        width = self._held.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width()
        return QSize(width, super().minimumSizeHint().height())


def _dock(title: str, widget: QWidget) -> QDockWidget:
    dock = QDockWidget(title)
    dock.setObjectName(f"dock{title}")
    dock.setWidget(widget)
    dock.setTitleBarWidget(QLabel(title.upper(), objectName="dockTitle"))
    return dock
