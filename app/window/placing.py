"""Where the parts of the window stand: menus, bars, bands, and what explains them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from app.actions.display import SNAPPING, SOUND
from app.actions.rows import TAKES
from app.bands import Band, Bands
from app.context_menus import ContextMenus
from app.desk import Desk
from app.language import tr
from app.menus import BinMenu, ModelMenu, OutputMenu, RecentMenu
from app.window.commands import Commands


class Placed(Commands):
    """Fills the menus and the bars."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._context_menus = ContextMenus(self.actions_.__getitem__, self)
        self._place()
        self.manners.begin(self.actions_, self.docks, Bands(self._bands(), self))
        self._explain()
        desk.presence.told.connect(self._show_recent)
        desk.presence.ask(desk.store.settings.recent)

    def _show_recent(self) -> None:
        """Offer in an empty window what was open before and is there still."""
        recent = self.desk.store.settings.recent
        self.empty.show_recent([name for name in recent if self.desk.presence.is_there(name)])

    def _place(self) -> None:
        """Menus, bars and the status line."""
        self._menus = self.actions_.fill(self.menuBar())
        self._bin = BinMenu(self.desk.takes, self)
        self._menus[TAKES].insertMenu(self.actions_["takes.star"], self._bin)
        self._recent = RecentMenu(lambda: self.desk.store.settings.recent, self.desk.presence, self)
        self._menus["&File"].insertMenu(self.actions_["file.import"], self._recent)
        models = self.desk.models
        self._model_menu = ModelMenu(models.names, lambda: models.chosen, self)
        self.chip.setMenu(self._model_menu)
        keys = [self.actions_[f"transport.{name}"] for name in ("start", "play", "pause", "end", "loop")]
        zoom = [self.actions_[f"view.zoom_{name}"] for name in ("out", "in", "fit")]
        shown = [self.actions_[name] for name in ("snap.switch", "show.next")]
        self.transport_bar.place(keys, [*shown, *zoom, self.chip])
        for button, menu in zip(shown, (SNAPPING, SOUND), strict=True):
            self.transport_bar.offer(button, self._menus[menu])
        self.addToolBar(Qt.ToolBarArea.TopToolBarArea, self.transport_bar)
        self.addToolBar(Qt.ToolBarArea.BottomToolBarArea, self.meters)
        panels = QMenu(tr("Panels"), self)
        panels.addActions([*self.docks.toggles(), self.meters.toggleViewAction()])
        self._menus["&View"].insertMenu(self.actions_["view.reset"], panels)
        self.outputs_menu = OutputMenu(self.desk.outputs, self)
        self._menus["&Transport"].addMenu(self.outputs_menu)
        self.setStatusBar(self.status)

    def _bands(self) -> list[Band]:
        """From top to bottom, as the keys go from one to the next."""
        lower = ("queue", "history", "regions", "manual")
        return [
            lambda: (self.transport_bar,),
            lambda: (self._stack, self.messages),
            lambda: (self.docks["generate"],),
            *((lambda name=name: (self.docks[name],)) for name in lower if name in self.docks),
            lambda: (self.status,),
        ]

    def _explain(self) -> None:
        for widget, action in (
            (self.generate.button, "regions.generate"),
            (self.empty.open, "file.open"),
            (self.empty.compose, "file.compose"),
            (self.empty.project, "file.open_project"),
        ):
            self.manners.explain(widget, action)
