"""The panels beside the canvas: where they were put, which lie over one another, how large the window was."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QByteArray, QEvent, QObject, QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QScrollArea,
    QTabBar,
    QTabWidget,
    QToolButton,
    QWidget,
)

from app.language import tr
from app.settings import Settings

LAYOUT = 2
"""Version of the arrangement of docks: a stored one of another version is passed over."""

FIRST_SIZE = QSize(1440, 880)
SHARE_OF_SCREEN = 0.95
"""Room is left for what the window manager draws around the window."""

WIDTH_PX = 320
HEIGHTS_PX = (600, 200)
NARROW_PX = 900
LEAST_WIDTH_PX = 220
"""Narrower than this no panel can be read."""


class Corner(StrEnum):
    """Where a panel is at first; panels of one corner lie over one another, with tabs."""

    UPPER = "upper right"
    LOWER = "lower right"
    BELOW = "below"


@dataclass(frozen=True, slots=True)
class Panel:
    """What stands in a dock: its name in the settings, its title, its contents, and where it is at first."""

    id: str
    title: str
    widget: QWidget
    corner: Corner
    is_shown: bool = True
    scrolls: bool = False


class Docks(QObject):
    """All docks of a window; the first panel of each corner is on top at first.

    Args:
        window: which they belong to.
        panels: in the order of their tabs.
    """

    def __init__(self, window: QMainWindow, panels: Sequence[Panel]) -> None:
        super().__init__(window)
        self._window = window
        self._panels = tuple(panels)
        self._docks = {panel.id: _dock(panel) for panel in panels}
        for area in Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea:
            window.setTabPosition(area, QTabWidget.TabPosition.North)
        for dock in self._docks.values():
            for moved in (dock.dockLocationChanged, dock.visibilityChanged, dock.topLevelChanged):
                moved.connect(lambda _how: self._follow_layout())
        self._arrange()
        window.installEventFilter(self)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._uncover)

    def __getitem__(self, panel_id: str) -> QDockWidget:
        return self._docks[panel_id]

    def __contains__(self, panel_id: str) -> bool:
        return panel_id in self._docks

    def toggles(self) -> list[QAction]:
        """Actions that show and hide the panels."""
        return [dock.toggleViewAction() for dock in self._docks.values()]

    def bring(self, panel_id: str) -> None:
        """Show a panel, on top of those that share its place."""
        self._docks[panel_id].show()
        self._docks[panel_id].raise_()

    def holding(self, widget: QWidget | None) -> str:
        """The panel that a widget stands in; "" where it stands in none."""
        found = (name for name, dock in self._docks.items() if widget and dock.isAncestorOf(widget))
        return next(found, "")

    def _uncover(self, before: QWidget | None, now: QWidget | None) -> None:
        """Keys that go on to a panel behind another one bring it to the front: what has them can be seen."""
        panel = self.holding(now) if before is not None else ""  # back from a dialog, nothing moves
        if panel and self._docks[panel].visibleRegion().isEmpty():
            self._docks[panel].raise_()

    def reset(self) -> None:
        """Put the panels back where they were first."""
        for panel in self._panels:
            self._docks[panel.id].setFloating(False)
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
            self._window.restoreGeometry(QByteArray.fromBase64(settings.geometry.encode()))
        if settings.docks:
            self._window.restoreState(QByteArray.fromBase64(settings.docks.encode()), LAYOUT)
        self._follow_layout()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Where the window becomes narrow, the panels at its side give way before the canvas does."""
        if watched is self._window and isinstance(event, QResizeEvent):
            is_narrower = event.size().width() < event.oldSize().width()
            if is_narrower and event.size().width() < NARROW_PX:
                beside = [dock for dock in self._docks.values() if self._is_beside(dock)]
                self._window.resizeDocks(beside, [LEAST_WIDTH_PX] * len(beside), Qt.Orientation.Horizontal)
        return super().eventFilter(watched, event)

    def _is_beside(self, dock: QDockWidget) -> bool:
        areas = Qt.DockWidgetArea.LeftDockWidgetArea | Qt.DockWidgetArea.RightDockWidgetArea
        is_docked = not dock.isFloating() and dock.isVisible()
        return is_docked and bool(self._window.dockWidgetArea(dock) & areas)

    def _arrange(self) -> None:
        tops: dict[Corner, QDockWidget] = {}
        for panel in self._panels:
            dock = self._docks[panel.id]
            if panel.corner in tops:
                self._window.tabifyDockWidget(tops[panel.corner], dock)
            else:
                self._place_first(panel.corner, dock, tops)
            dock.setVisible(panel.is_shown)
        for top in tops.values():
            top.raise_()
        right = [tops[corner] for corner in (Corner.UPPER, Corner.LOWER) if corner in tops]
        self._window.resizeDocks(right[:1], [WIDTH_PX], Qt.Orientation.Horizontal)
        self._window.resizeDocks(right, list(HEIGHTS_PX)[: len(right)], Qt.Orientation.Vertical)
        self._follow_layout()

    def _place_first(self, corner: Corner, dock: QDockWidget, tops: dict[Corner, QDockWidget]) -> None:
        is_below = corner is Corner.BELOW
        area = Qt.DockWidgetArea.BottomDockWidgetArea if is_below else Qt.DockWidgetArea.RightDockWidgetArea
        self._window.addDockWidget(area, dock)
        if corner is Corner.LOWER and Corner.UPPER in tops:
            self._window.splitDockWidget(tops[Corner.UPPER], dock, Qt.Orientation.Vertical)
        tops[corner] = dock

    def _follow_layout(self) -> None:
        """The panels stand otherwise than before."""
        self._show_titles()
        self._limit_tab_stops()

    def _show_titles(self) -> None:
        """A tab says what its panel is; a title besides would say it twice."""
        for dock in self._docks.values():
            beside = [
                other for other in self._window.tabifiedDockWidgets(dock) if other.isVisibleTo(self._window)
            ]
            title = dock.titleBarWidget()
            if isinstance(title, Title):
                title.show_name(not beside or dock.isFloating())

    def _limit_tab_stops(self) -> None:
        """Let the Tab key stop at tabs that are seen: Qt puts those of a single panel out of sight."""
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        for bar in self._window.findChildren(QTabBar, options=direct):
            is_shown = bar.count() > 1
            bar.setFocusPolicy(Qt.FocusPolicy.TabFocus if is_shown else Qt.FocusPolicy.NoFocus)


class Title(QWidget):
    """The name of a panel and a way to close it; a thin strip to drag where a tab has the name.

    Signals of its dock do what the button asks; it is no stop of the Tab key, the View menu is there for it.
    """

    def __init__(self, dock: QDockWidget) -> None:
        super().__init__(dock)
        self.setObjectName("dockBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.name = QLabel(dock.windowTitle().upper(), objectName="dockTitle")
        self.closer = QToolButton()
        self.closer.setObjectName("dockClose")
        self.closer.setText("×")
        self.closer.setAutoRaise(True)
        self.closer.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.closer.setAccessibleName(tr("Close {panel}", panel=dock.windowTitle()))
        self.closer.setToolTip(tr("Close this panel; the View menu brings it back"))
        self.closer.clicked.connect(dock.close)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 6, 0)
        row.setSpacing(0)
        row.addWidget(self.name, 1)
        row.addWidget(self.closer, 0, Qt.AlignmentFlag.AlignBottom)

    def show_name(self, is_shown: bool) -> None:
        """Be a whole title, or only a strip to take hold of."""
        self.name.setVisible(is_shown)
        self.closer.setVisible(is_shown)

    def minimumSizeHint(self) -> QSize:
        """As narrow as the panel wants; a strip of a few pixels where the name is hidden."""
        return QSize(0, super().minimumSizeHint().height() if self.name.isVisibleTo(self) else 4)

    def sizeHint(self) -> QSize:
        """The same, so that a strip stays a strip."""
        return QSize(super().sizeHint().width(), self.minimumSizeHint().height())


class Scrolled(QScrollArea):
    """Scrolls up and down only: it is never narrower than what it holds."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widgetResizable=True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._held = widget
        self.setWidget(widget)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ask for another width when the contents do: a scroll area does not by itself."""
        if watched is self._held and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def minimumSizeHint(self) -> QSize:
        """Width of the contents and the bar, and a few lines of height."""
        width = self._held.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width()
        return QSize(max(width, LEAST_WIDTH_PX), super().minimumSizeHint().height())


def _dock(panel: Panel) -> QDockWidget:
    dock = QDockWidget(panel.title)
    dock.setObjectName(f"dock {panel.id}")
    dock.setWidget(Scrolled(panel.widget) if panel.scrolls else panel.widget)
    dock.setTitleBarWidget(Title(dock))
    return dock
