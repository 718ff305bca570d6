"""What helps to find one's way: palette, keys, bands, settings, manual, tour, list of regions."""

from __future__ import annotations

import os
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QWidget

from app.actions.reasons import reason
from app.bands import Bands
from app.desk import Desk
from app.docks import Corner, Docks, Panel
from app.dragging import Dragging
from app.keymap import Keymap, shown
from app.keys import Actions
from app.language import tr
from app.panels.export_dialog import ExportDialog
from app.panels.help import About, Manual, Whereabouts
from app.panels.palette import Entry, Palette
from app.panels.regions_list import REGION, RegionsList
from app.panels.settings import SettingsWindow
from app.panels.shortcuts import ShortcutList
from app.panels.storage import StorageWindow
from app.panels.tour import Tour, first_steps
from app.timeline.time_format import TimeFormat
from engine import catalogue
from engine.document import edits

MAX_RECENT_ACTIONS = 8


class Manners(QObject):
    """Owns the helpers, and the windows of its own that they open; the window lends itself to them.

    Args:
        window: what they lie in.
        desk: what they speak of.
    """

    def __init__(self, window: QMainWindow, desk: Desk) -> None:
        super().__init__(window)
        self._window, self._desk = window, desk
        self.regions = RegionsList()
        self.manual = Manual()
        self.command_palette = Palette(window)
        self.dragging = Dragging(desk.session, desk.reader.read, desk.places.takes_folder / "dragged out")
        self.dragging.failed.connect(desk.failed)
        self.tour: Tour | None = None
        self._open: dict[type[QDialog], QDialog] = {}
        self._actions: Actions | None = None
        self._docks: Docks | None = None
        self._bands: Bands | None = None

    def panels(self) -> list[Panel]:
        """Docks that are the helpers' own."""
        return [
            Panel("regions", tr("Regions"), self.regions, Corner.LOWER),
            Panel("manual", tr("Manual"), self.manual, Corner.UPPER, is_shown=False),
        ]

    def begin(self, actions: Actions, docks: Docks, bands: Bands) -> None:
        """Take up what the window is made of, once it is."""
        self._actions, self._docks, self._bands = actions, docks, bands
        self.command_palette.chosen.connect(lambda action: actions[action].trigger())
        actions.triggered.connect(self._remember)
        self._connect_regions()
        store = self._desk.store
        store.changed.connect(lambda _before, _after: self.use_settings())
        self.use_settings()

    # -- keys and commands ----------------------------------------------------------------------------------

    def show_palette(self) -> None:
        """Let any action be found by a few letters."""
        if self._actions is not None:
            self._actions.refresh()
            self.command_palette.ask(self._entries(self._actions), self._desk.store.settings.recent_actions)

    def show_keys(self) -> None:
        """List the keys, and let them be changed."""
        if self._actions is None:
            return
        actions = self._actions
        window = self._shown(ShortcutList, lambda: ShortcutList(actions.keymap, self._window))
        if isinstance(window, ShortcutList):
            window.keymap_changed.connect(self.use_keys, Qt.ConnectionType.UniqueConnection)

    def use_keys(self, keymap: Keymap) -> None:
        """Have these keys from now on, and the next time."""
        if self._actions is not None:
            self._actions.use(keymap)
            self._desk.store.change(key_scheme=keymap.scheme, keys=keymap.lines)

    def next_band(self, by: int = 1) -> None:
        """Give the keys to the next band of the window, or to the one before."""
        if self._bands is not None:
            self._bands.step(by)

    def open_menu(self) -> None:
        """Give the keys to the menu bar."""
        bar = self._window.menuBar()
        bar.setFocus(Qt.FocusReason.MenuBarFocusReason)
        if bar.actions():
            bar.setActiveAction(bar.actions()[0])

    def explain(self, widget: QWidget, action: str) -> None:
        """Let a button say which keys do the same."""
        if self._actions is not None:
            self._actions.explain(widget, action)

    # -- settings and help ----------------------------------------------------------------------------------

    def show_settings(self) -> None:
        """Open the page of choices."""
        made = self._shown(SettingsWindow, self._make_settings)
        if isinstance(made, SettingsWindow):
            made.changed.connect(self._set, Qt.ConnectionType.UniqueConnection)

    def show_storage(self) -> None:
        """Say what could go from the disk, and let it go when told."""
        storage = self._desk.storage
        made = self._shown(StorageWindow, lambda: StorageWindow(self._window))
        if isinstance(made, StorageWindow):
            made.free_asked.connect(storage.free, Qt.ConnectionType.UniqueConnection)
            storage.found.connect(made.show_found, Qt.ConnectionType.UniqueConnection)
            storage.look()

    def show_export(self) -> None:
        """Open the page that asks what shall leave."""
        made = self._shown(ExportDialog, self._make_export)
        if isinstance(made, ExportDialog):
            made.wished.connect(self._desk.leaving.begin, Qt.ConnectionType.UniqueConnection)

    def show_manual(self) -> None:
        """Open the manual where it speaks of the panel that has the keys."""
        if self._docks is not None:
            self.manual.show_page(self._docks.holding(QApplication.focusWidget()) or self._page_here())
            self._docks.bring("manual")

    def show_about(self) -> None:
        """Say what this is and what it is made of."""
        self._shown(About, lambda: About(self._window))

    def show_places(self) -> None:
        """Say where things are kept."""
        self._shown(Whereabouts, lambda: Whereabouts(self._desk.places, self._window))

    def start_tour(self, canvas: QWidget, request: QWidget) -> None:
        """Go through the window in a few steps: where sound is shown, and where it is asked for."""
        if self.tour is None:
            self.tour = Tour(first_steps(self._desk.session, canvas, request), self._window)
            self.tour.ended.connect(lambda: self._desk.store.change(has_seen_tour=True))
            self._desk.session.document_changed.connect(lambda _before, _after: self._notice())
            self._desk.session.selection_changed.connect(lambda _selection: self._notice())
        self.tour.begin()

    def use_settings(self) -> None:
        """Let the session and what starts later follow the settings."""
        kept, session = self._desk.store.settings, self._desk.session
        session.set_loop_follows(kept.loops_selection)
        if kept.time_format in {kind.value for kind in TimeFormat}:
            session.set_time_format(TimeFormat(kept.time_format))
        if kept.models_folder:
            os.environ[catalogue.MODELS_VARIABLE] = kept.models_folder  # the child process reads it, too

    def _notice(self) -> None:
        if self.tour is not None:
            self.tour.notice()

    def _page_here(self) -> str:
        focused = QApplication.focusWidget()
        is_drawn = focused is not None and focused.property("track_id") is not None
        return "canvas" if is_drawn or self._desk.session.document.tracks else "index"

    def _set(self, name: str, value: object) -> None:
        self._desk.store.change(**{name: value})

    def _make_settings(self) -> SettingsWindow:
        desk = self._desk

        def ask_folder(title: str) -> str:
            return str(desk.dialogs.folder(title, desk.store.settings.last_folder) or "")

        return SettingsWindow(
            desk.store.settings, outputs=desk.outputs.names(), ask_folder=ask_folder, parent=self._window
        )

    def _make_export(self) -> ExportDialog:
        leaving, document = self._desk.leaving, self._desk.session.document
        has_lossy = any(clip.source.is_lossy for track in document.tracks for clip in track.clips)
        return ExportDialog(
            leaving.wish, leaving.possible, document.sample_rate, has_lossy=has_lossy, parent=self._window
        )

    def _shown(self, kind: type[QDialog], make: Callable[[], QDialog]) -> QDialog:
        """The window of this kind, in front; made where there is none yet."""
        window = self._open.get(kind)
        if window is None:
            window = self._open[kind] = make()
            window.destroyed.connect(lambda _gone=None: self._open.pop(kind, None))
        window.show()
        window.raise_()
        window.activateWindow()
        return window

    def _entries(self, actions: Actions) -> list[Entry]:
        return [
            Entry(
                row.id,
                _full_name(row.menu, actions[row.id].text()),
                shown(actions.keymap.keys(row.id)),
                actions[row.id].isEnabled(),
                "" if actions[row.id].isEnabled() else reason(row),
            )
            for row in actions.table
            if row.id != "view.palette"
        ]

    def _remember(self, action: str) -> None:
        kept = self._desk.store.settings.recent_actions
        if action in ("view.palette", "edit.escape") or kept[:1] == (action,):
            return
        latest = (action, *(other for other in kept if other != action))[:MAX_RECENT_ACTIONS]
        self._desk.store.change(recent_actions=latest)

    # -- regions as a list ----------------------------------------------------------------------------------

    def _connect_regions(self) -> None:
        session, listed = self._desk.session, self.regions
        session.document_changed.connect(listed.show_document)
        session.region_focused.connect(listed.show_focused)
        listed.region_chosen.connect(session.focus_region)
        # Queued: what they change builds the list anew, which must not happen under the list's own hands.
        queued = Qt.ConnectionType.QueuedConnection
        listed.take_chosen.connect(self._hear, queued)
        listed.renamed.connect(self._name, queued)
        listed.discarded.connect(self._discard, queued)
        listed.dragged.connect(self._carry)
        listed.show_document(session.document, session.document)

    def _carry(self, region: str, number: int) -> None:
        if number == REGION:
            self.dragging.region(self.regions, region)
        else:
            self.dragging.take(self.regions, region, number)

    def _hear(self, region: str, number: int) -> None:
        if self._focus(region):
            self._desk.takes.choose(number)

    def _discard(self, region: str, number: int) -> None:
        if self._focus(region):
            self._desk.takes.discard(number)

    def _focus(self, region: str) -> bool:
        """Give a region the keys; False where it has gone meanwhile."""
        self._desk.session.focus_region(region)
        return self._desk.session.focused_region == region

    def _name(self, region: str, number: int, name: str) -> None:
        session = self._desk.session
        if not self._focus(region) or session.region is None:
            return  # it went away while its name was written
        if number == REGION:
            session.commit(tr("Name region"), edits.name_region(session.document, region, name))
        else:
            self._desk.takes.rename(session.region, number, name)


def _full_name(menu: str, text: str) -> str:
    """What an action is called where its menu does not stand around it: those of submenus say which."""
    _, _, inner = menu.partition("/")
    whole = f"{tr(inner)}: {text}" if inner else text
    return whole.replace("&", "").rstrip("…")
