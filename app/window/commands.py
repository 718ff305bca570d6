"""What actions and other rooms ask of the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.actions import table
from app.advice import Advice
from app.desk import Desk
from app.keymap import Keymap
from app.keys import Actions, TextKeys
from app.language import tr
from app.requests import Mode
from app.troubles import Troubles
from app.window.parts import Parts
from engine.document.project import is_project
from engine.errors import EngineError


class Commands(Parts):
    """Makes the actions, and carries out those that are the window's own business."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.advice = Advice(desk, self.generate, self.messages, self.choose_model)
        self.troubles = Troubles(self.messages, desk.places.log_file, self.advice.answers, self)
        rows, kept = table(desk, self), desk.store.settings
        self.actions_ = Actions(rows, self, Keymap.stored(rows, kept.key_scheme, kept.keys))
        self._text_keys = TextKeys(self.actions_, self)

    def zoom_in(self) -> None:
        """Show less time."""
        self.timeline.zoom_in()

    def zoom_out(self) -> None:
        """Show more time."""
        self.timeline.zoom_out()

    def zoom_to_fit(self) -> None:
        """Show everything."""
        self.timeline.zoom_to_fit()

    def zoom_normal(self) -> None:
        """Show time at its plain scale."""
        self.timeline.zoom_normal()

    def zoom_to_selection(self) -> None:
        """Show what is selected."""
        self.timeline.zoom_to_selection()

    def ask_to_generate(self) -> None:
        """Press the button of the generate panel; where that cannot be, the status line says why."""
        if reason := self.generate.ask():
            self.status.say(reason)

    def compose(self) -> None:
        """Turn the generate panel to composing and put the cursor into the prompt."""
        self.generate.choose_mode(Mode.COMPOSE)
        self.edit_prompt()

    def rename(self) -> None:
        """Write the name of the region that has the keys, of the selected clip, or of the track."""
        clip = self.desk.pointed.selected_clip
        if self.desk.editing.has_region():
            self.rename_region()
        elif clip is not None:
            self.timeline.rename_clip(clip)
        else:
            self.desk.tracks.ask_to_rename()

    def edit_prompt(self) -> None:
        """Put the cursor into the prompt."""
        self.docks.bring("generate")
        self.generate.prompt.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def rename_region(self) -> None:
        """Write the name of the region that has the keys."""
        if (region := self.desk.session.region) is not None:
            self.timeline.rename_region(region.id)

    def rename_take(self) -> None:
        """Write the name of the take that is heard."""
        region = self.desk.takes.region
        if region is not None:
            self.timeline.rename_take(region.id)

    def ask_with_new_seeds(self) -> None:
        """Ask for more takes as the one that is heard was asked for."""
        self.prompting.take_up(with_seed=False)
        self.ask_to_generate()

    def prompt_with_same_seed(self) -> None:
        """Hold the seed of the take that is heard, and put the cursor into the prompt."""
        self.prompting.take_up(with_seed=True)
        self.edit_prompt()

    def escape(self) -> None:
        """Drop a drag, or leave the field that is typed in, or close a message, or select nothing."""
        if self.timeline.gestures.cancel():
            return
        focused = QApplication.focusWidget()
        if focused is not None and not self.timeline.isAncestorOf(focused) and focused is not self.timeline:
            self.timeline.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif not self.messages.close_latest():
            self.desk.editing.select_none()

    def switch_theme(self) -> None:
        """Dark to light and back."""
        self.desk.store.change(theme="light" if self.theme.is_dark else "dark")

    def switch_contrast(self) -> None:
        """Strong contrast, and back."""
        self.desk.store.change(has_high_contrast=not self.desk.store.settings.has_high_contrast)

    def start_tour(self) -> None:
        """Go through the window in a few steps."""
        self.manners.start_tour(self._stack, self.generate)

    def begin_tour_once(self) -> None:
        """The same for whoever has never seen it."""
        if not self.desk.store.settings.has_seen_tour:
            self.start_tour()

    def reset_layout(self) -> None:
        """Put the panels back where they were first."""
        self.docks.reset()

    def open(self, paths: list[Path]) -> None:
        """Open files, from wherever they were named; a project among them comes alone."""
        found = next((path for path in paths if is_project(path)), None)
        if found is not None:
            self.desk.projects.open(found)
        elif paths:
            self.desk.opening.open(paths)

    def place(self, paths: list[Path], track: str, at: int) -> None:
        """Put files that were dropped on the canvas where they were let go; a project is opened instead."""
        if any(is_project(path) for path in paths):
            self.open(paths)
        else:
            self.desk.opening.place(paths, track, at)

    def choose_model_folder(self) -> None:
        """Use the model in a folder that is named in a dialog."""
        folder = self.desk.dialogs.folder(tr("Folder of a model"), self.desk.store.settings.last_folder)
        if folder is not None:
            self.choose_model(str(folder))

    def choose_model(self, model: str) -> None:
        """Use this model, by name or folder."""
        try:
            self.desk.models.choose(model)
        except EngineError as error:
            self.desk.failed.emit(error)
