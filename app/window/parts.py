"""What the window is made of: panels, canvas, bars, and the helpers that belong to one window."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from app import chrome, theme
from app.desk import Desk
from app.docks import Corner, Docks, Panel
from app.language import tr
from app.manners import Manners
from app.messages import Messages
from app.panels.chip import ModelChip
from app.panels.empty import EmptyState
from app.panels.generate import GeneratePanel
from app.panels.history import HistoryPanel
from app.panels.meters import MeterBar, TrackMeters
from app.panels.queue import QueuePanel
from app.panels.status import StatusLine
from app.panels.transport_bar import TransportBar
from app.prompting import Prompting
from app.timeline.view import TimelineView


class Parts(QMainWindow):
    """Makes everything that is seen; nothing is connected yet.

    The window is built in layers: `Parts`, `Commands`, `Placed`, `Showing`; `MainWindow` connects them.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.setObjectName("main")
        self.setAcceptDrops(True)
        self.theme = self._wanted_theme
        self._dress()  # first of all: how large everything is follows from the style
        self.messages = Messages()
        self.timeline = TimelineView(desk.session, desk.reader, desk.tracks)
        self.empty = EmptyState()
        self.generate = GeneratePanel()
        self.generate.box.show_history(desk.store.settings.prompts)
        self.prompting = Prompting(desk.session, self.generate, desk.takes)
        self.queue = QueuePanel()
        self.history = HistoryPanel()
        self.transport_bar = TransportBar()
        self.meters = MeterBar(desk.transport.levels)
        self._track_meters = TrackMeters(desk.transport.levels, self)
        self.status = StatusLine()
        self.chip = ModelChip()
        self.manners = Manners(self, desk)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.timeline)
        self.setCentralWidget(_column(self.messages, self._stack))
        self.docks = Docks(self, self._panels())

    @property
    def _wanted_theme(self) -> theme.Theme:
        kept = self.desk.store.settings
        return theme.chosen(kept.theme, has_high_contrast=kept.has_high_contrast)

    def _dress(self) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply(app, self.theme)
        self.setStyleSheet(chrome.stylesheet(self.theme))

    def _panels(self) -> list[Panel]:
        return [
            Panel("generate", tr("Generate"), self.generate, Corner.UPPER, scrolls=True),
            Panel("history", tr("History"), self.history, Corner.LOWER),
            Panel("queue", tr("Queue"), self.queue, Corner.LOWER),
            *self.manners.panels(),
        ]


def _column(*widgets: QWidget) -> QWidget:
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for widget in widgets[:-1]:
        column.addWidget(widget)
    column.addWidget(widgets[-1], 1)
    return box
