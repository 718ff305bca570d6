"""The window: places the panels and connects signals. No other file connects two widgets."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QApplication,
    QMainWindow,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app import chrome, theme
from app.actions import table
from app.actions.display import COUNTING, SNAPPING, SOUND
from app.actions.rows import TAKES
from app.advice import Advice
from app.asking import Status
from app.bands import Band, Bands
from app.context_menus import ContextMenus
from app.desk import Desk
from app.docks import Corner, Docks, Panel
from app.icons import icon
from app.keymap import Keymap
from app.keys import Actions, TextKeys
from app.language import tr
from app.manners import Manners
from app.menus import BinMenu, ModelMenu, OutputMenu, RecentMenu
from app.messages import Answers, Messages
from app.panels.chip import ModelChip
from app.panels.empty import EmptyState
from app.panels.export import Checked, described
from app.panels.generate import GeneratePanel
from app.panels.history import HistoryPanel
from app.panels.meters import MeterBar, TrackMeters
from app.panels.queue import QueuePanel
from app.panels.status import StatusLine
from app.panels.transport_bar import TransportBar
from app.prompting import Prompting
from app.requests import Mode
from app.session import Selection
from app.settings import Settings
from app.timeline.navigator import Follow
from app.timeline.take_label import Row
from app.timeline.view import TimelineView
from app.troubles import Troubles
from engine.audio.source import Source
from engine.document.document import Document
from engine.document.monitor import Hearing
from engine.document.project import is_project
from engine.errors import EngineError
from engine.timeline import Span, format_time, samples_to_seconds


class MainWindow(QMainWindow):
    """Everything that is seen, around one `Desk`."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.setObjectName("main")
        self.setAcceptDrops(True)
        self._may_leave = False
        self._queue_status: list[Status] = []
        self.theme = self._wanted_theme
        self._dress()  # first of all: how large everything is follows from the style
        self.messages = Messages()
        self.troubles = Troubles(self.messages, desk.places.log_file, lambda e: self.advice.answers(e), self)
        self.timeline = TimelineView(desk.session, desk.reader, desk.tracks)
        self.empty = EmptyState()
        self.generate = GeneratePanel()
        self.generate.box.show_history(desk.store.settings.prompts)
        self.prompting = Prompting(desk.session, self.generate, desk.takes)
        self.advice = Advice(desk, self.generate, self.messages, self._choose_model)
        self.queue = QueuePanel()
        self.history = HistoryPanel()
        self.transport_bar = TransportBar()
        self.meters = MeterBar(desk.transport.levels)
        self._track_meters = TrackMeters(desk.transport.levels, self)
        self.status = StatusLine()
        self.chip = ModelChip()
        self.manners = Manners(self, desk)
        rows, kept = table(desk, self), desk.store.settings
        self.actions_ = Actions(rows, self, Keymap.stored(rows, kept.key_scheme, kept.keys))
        self._text_keys = TextKeys(self.actions_, self)
        self._context_menus = ContextMenus(self.actions_.__getitem__, self)
        self._place()
        self._connect()
        self.manners.begin(self.actions_, self.docks, Bands(self._bands(), self))
        self._explain()
        self._draw_icons()
        self.empty.show_recent(desk.store.settings.recent)
        self.docks.restore(desk.store.settings)
        self.show_document(Document(), desk.session.document)
        self.show_project()
        self.show_model()
        self.empty.setFocus(Qt.FocusReason.OtherFocusReason)
        desk.projects.look_for_crashed()

    # -- what actions ask of the window --------------------------------------------------------------------

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
        """Press the button of the generate panel."""
        self.generate.ask()

    def compose(self) -> None:
        """Turn the generate panel to composing and put the cursor into the prompt."""
        self.generate.choose_mode(Mode.COMPOSE)
        self.edit_prompt()

    def rename(self) -> None:
        """Write the name of the selected clip, or of the track; a region is asked for by its prompt."""
        clip = self.desk.pointed.selected_clip
        if self.desk.editing.has_region():
            self.edit_prompt()
        elif clip is not None:
            self.timeline.rename_clip(clip)
        else:
            self.desk.tracks.ask_to_rename()

    def edit_prompt(self) -> None:
        """Put the cursor into the prompt."""
        self.docks.bring("generate")
        self.generate.prompt.setFocus(Qt.FocusReason.ShortcutFocusReason)

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

    # -- what is shown --------------------------------------------------------------------------------------

    def show_document(self, before: Document, after: Document) -> None:
        """Bring everything up to date that says something about the document."""
        self._stack.setCurrentWidget(self.timeline if after.tracks else self.empty)
        self.transport_bar.show_document(before, after)
        self.transport_bar.show_zero(self.desk.session.zero)
        self._track_meters.attach({track: lane.head for track, lane in self.timeline.lanes.items()})
        self.history.show_history(self.desk.session.history)
        history = self.desk.session.history
        self.actions_.rename(
            "edit.undo", tr("Undo “{what}”", what=history.undo_label) if history.can_undo else tr("Undo")
        )
        self.actions_.rename(
            "edit.redo", tr("Redo “{what}”", what=history.redo_label) if history.can_redo else tr("Redo")
        )
        self.refresh()

    def show_project(self) -> None:
        """Say what is open, and whether all of it is saved."""
        projects = self.desk.projects
        self.setWindowTitle(f"{projects.name}[*] – Inlay" if projects.name else "Inlay[*]")
        self.setWindowModified(not projects.is_saved)
        self.status.show_saved(projects.is_saved, projects.saved_s)
        self.actions_.refresh()

    def refresh(self) -> None:
        """Ask what can be done now: the button, the preview and every action."""
        preview = self.advice.show()
        if preview.plan is None:
            self.timeline.show_plan(None)
        else:
            plan = preview.plan
            self.timeline.show_plan(plan.window, plan.regenerated_spans, preview.track)
        self.status.format.setText(described(self.desk.session.track))
        self.actions_.refresh()

    def show_selection(self, selection: Selection | None) -> None:
        """Read the selection out, and turn to what it is good for."""
        self.transport_bar.show_selection(selection)
        if selection is not None:
            self._turn_to_mode(selection.span)
        self.refresh()

    def show_playhead(self, sample: int) -> None:
        """The playhead was put elsewhere: at the end, that is where a track is extended."""
        selection = self.desk.session.selection
        if self.desk.transport.state == "stopped" and not (selection is not None and selection.span):
            self._turn_to_mode(Span(sample, sample))

    def _turn_to_mode(self, pointed: Span) -> None:
        """Turn to extending where the cursor stands at the end, and back where a stretch is selected."""
        track, mode = self.desk.session.track, self.generate.form.mode
        if track is None:
            return
        is_at_end = not pointed and bool(track.extent) and pointed.start >= track.extent.stop
        if is_at_end and mode is Mode.REGENERATE:
            self.generate.choose_mode(Mode.EXTEND)
        elif pointed and mode in (Mode.EXTEND, Mode.COMPOSE):
            self.generate.choose_mode(Mode.REGENERATE)

    def show_queue(self) -> None:
        """Say what was asked for and how far it is; what can be asked now depends on it, too."""
        generating = self.desk.generating
        self.queue.show_queue(generating.queue)
        status = [asked.status for asked in generating.queue]
        if status != self._queue_status:
            self._queue_status = status
            self.refresh()

    def show_error(self, error: BaseException) -> None:
        """One sentence in a strip."""
        self.troubles.show_error(error)
        self.refresh()

    def show_cancelled(self) -> None:
        """Say that a request was given up."""
        self.status.say(tr("Cancelled; nothing was changed."))
        self.refresh()

    def show_room(self, region_id: str) -> None:
        """Give the region that was made the keys, and show where it is."""
        self.desk.session.focus_region(region_id)
        self.timeline.bring_into_view(region_id)

    def show_no_sound(self, error: EngineError) -> None:
        """Say in a strip that nothing can be heard; once, afterwards the status line has to do."""
        if not self.troubles.show_no_sound(error):
            self.status.say(str(error))

    def show_output(self) -> None:
        """Say where the sound goes."""
        used = self.desk.outputs.used
        self.meters.show_output(used.name if used is not None else tr("No output"))

    def show_hearing(self, hearing: Hearing) -> None:
        """Say what is heard where that is not what is seen."""
        words = {
            Hearing.DOCUMENT: "",
            Hearing.ORIGINAL: tr("Hearing the original"),
            Hearing.DIFFERENCE: tr("Hearing only what the takes change"),
        }
        self.status.say(words[hearing])
        self.actions_.refresh()

    def show_sound_back(self, sentence: str) -> None:
        """An output that was missing is there again: what was said about it is over."""
        self.troubles.end_of_sound()
        self.status.say(sentence)

    def show_checked(self, checked: Checked) -> None:
        """Say in the status line what a comparison found."""
        self.status.proof.setText(checked.sentence)
        if not checked.test.is_identical:
            self.messages.show_message(
                tr("{finding}. This should never happen.", finding=checked.sentence), kind="warning"
            )

    def show_odd(self, source: Source, n_odd: int, first: int) -> None:
        """Say that a recording holds samples that are no numbers; they are drawn and heard as silence."""
        place = format_time(samples_to_seconds(first, source.sample_rate))
        many = tr("{n} samples that are no numbers", n=n_odd)
        count = tr("1 sample that is no number") if n_odd == 1 else many
        text = tr("“{file}” holds {count}, first at {place}; there it is silent.")
        text = text.format(file=source.path.name, count=count, place=place)
        self.messages.show_message(text, kind="warning")

    def show_state(self, state: str) -> None:
        """Show whether something plays."""
        is_playing = state == "playing"
        if is_playing:
            self.troubles.end_of_sound()
            self.timeline.navigator.follow_again()
        self.actions_["transport.play"].setIcon(icon("stop" if is_playing else "play", self.theme))
        self.actions_.rename("transport.play", tr("Stop") if is_playing else tr("Play"))
        self.actions_.refresh()

    def show_model(self) -> None:
        """Say which model is used and how it stands."""
        models = self.desk.models
        self.chip.show_model(models)
        self.advice.show_model()
        self.refresh()

    def show_arrival(self, span: Span, sentence: str) -> None:
        """Say what came back, and let it be heard in its place."""
        self.status.say(sentence)
        if span:
            self.desk.transport.play_region(span)
        self.refresh()

    def use_settings(self, before: Settings, after: Settings) -> None:
        """Show what was chosen: the colours, and which files were open before."""
        if (before.theme, before.has_high_contrast) != (after.theme, after.has_high_contrast):
            self.apply_theme(self._wanted_theme)
            self.actions_.refresh()
        self.timeline.navigator.mode = Follow.of(after.follow)
        if before.recent != after.recent:
            self.empty.show_recent(after.recent)

    def apply_theme(self, wanted: theme.Theme) -> None:
        """Show everything in these colours."""
        self.theme = wanted
        self._dress()
        self._draw_icons()
        self.history.show_history(self.desk.session.history)

    def leave(self) -> bool:
        """Close without asking again."""
        self._may_leave = True
        return self.close()

    def open(self, paths: list[Path]) -> None:
        """Open files, from wherever they were named; a project among them comes alone."""
        found = next((path for path in paths if is_project(path)), None)
        if found is not None:
            self.desk.projects.open(found)
        elif paths:
            self.desk.opening.open(paths)

    # -- Qt's own -------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if _dropped(event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped anywhere but on the timeline."""
        event.acceptProposedAction()
        self.open(_dropped(event.mimeData().urls()))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask once where work would be lost, in a strip; then put everything away."""
        if not self._may_leave and (question := self._before_leaving()):
            self.messages.show_message(*question, "warning")
            event.ignore()
            return
        if not self._may_leave and not self.desk.projects.is_saved:
            self.desk.projects.after_saving(self.leave)
            event.ignore()
            return
        self.desk.store.change(**self.docks.kept())
        self.hide()  # ending the engine may take a moment; nobody needs to watch it
        self.timeline.close()  # its builders read through the desk's reader
        self.desk.close()
        super().closeEvent(event)

    def _before_leaving(self) -> tuple[str, Answers] | None:
        """What is to be asked before the window closes: a sentence and the answers to it."""
        leave = (tr("Leave anyway"), lambda: self.desk.projects.after_saving(self.leave))
        if self.desk.generating.is_busy:
            return tr("Takes are being made, and leaving gives them up."), (leave,)
        return None

    # -- placing and connecting -----------------------------------------------------------------------------

    @property
    def _wanted_theme(self) -> theme.Theme:
        kept = self.desk.store.settings
        return theme.chosen(kept.theme, has_high_contrast=kept.has_high_contrast)

    def _dress(self) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply(app, self.theme)
        self.setStyleSheet(chrome.stylesheet(self.theme))

    def _draw_icons(self) -> None:
        self.actions_.show_theme(self.theme)
        self.generate.show_theme(self.theme)
        self.empty.show_theme(self.theme)
        self.show_state(self.desk.transport.state)

    def _place(self) -> None:
        self._menus = self.actions_.fill(self.menuBar())
        self._bin = BinMenu(self.desk.takes, self)
        self._menus[TAKES].insertMenu(self.actions_["takes.star"], self._bin)
        self._recent = RecentMenu(lambda: self.desk.store.settings.recent, self)
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
        self._stack = QStackedWidget()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.timeline)
        self.setCentralWidget(_column(self.messages, self._stack))
        self.docks = Docks(self, self._panels())
        panels = QMenu(tr("Panels"), self)
        panels.addActions([*self.docks.toggles(), self.meters.toggleViewAction()])
        self._menus["&View"].insertMenu(self.actions_["view.reset"], panels)
        self.outputs_menu = OutputMenu(self.desk.outputs, self)
        self._menus["&Transport"].addMenu(self.outputs_menu)
        self.setStatusBar(self.status)

    def _panels(self) -> list[Panel]:
        return [
            Panel("generate", tr("Generate"), self.generate, Corner.UPPER, scrolls=True),
            Panel("history", tr("History"), self.history, Corner.LOWER),
            Panel("queue", tr("Queue"), self.queue, Corner.LOWER),
            *self.manners.panels(),
        ]

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

    def _connect(self) -> None:
        desk, session = self.desk, self.desk.session
        desk.failed.connect(self.show_error)
        desk.proof_lapsed.connect(self.status.proof.clear)
        desk.opening.asked.connect(lambda text, answers: self.messages.show_message(text, answers))
        desk.opening.told.connect(lambda text: self.messages.show_message(text, kind="warning"))
        desk.opening.opened.connect(self._opened)
        self._connect_projects()
        desk.store.changed.connect(self.use_settings)
        self.timeline.navigator.mode = Follow.of(desk.store.settings.follow)
        session.document_changed.connect(self.show_document)
        session.selection_changed.connect(self.show_selection)
        session.region_focused.connect(lambda _region: self.refresh())
        session.track_focused.connect(lambda _track: self.refresh())
        session.playhead_moved.connect(self.transport_bar.show_playhead)
        session.playhead_moved.connect(self.show_playhead)
        session.playhead_moved.connect(lambda _sample: self.actions_.refresh_soon())
        session.time_format_changed.connect(self.transport_bar.show_time_format)
        self.transport_bar.show_time_format(session.time_format)
        self.transport_bar.place_entered.connect(desk.transport.seek)
        self.transport_bar.span_entered.connect(desk.listening.select)
        self.transport_bar.refused.connect(self.status.say)
        self.history.state_chosen.connect(session.jump)
        self.timeline.seek_requested.connect(desk.transport.seek)
        self.timeline.scrubbed.connect(desk.transport.scrub)
        self.timeline.scrub_ended.connect(desk.transport.end_scrub)
        self._connect_pointer()
        desk.outputs.returned.connect(self.show_sound_back)
        desk.transport.hearing_changed.connect(self.show_hearing)
        for changed in (desk.outputs.changed, desk.outputs.switched):
            changed.connect(self.show_output)
        self.meters.gain_changed.connect(desk.transport.set_gain)
        self.meters.gain_changed.connect(lambda gain_db: desk.store.change(master_gain_db=gain_db))
        self.meters.show_gain(desk.store.settings.master_gain_db)
        self.timeline.files_dropped.connect(desk.opening.place)
        self.timeline.status_hinted.connect(self.status.say)
        self.timeline.take_menu_requested.connect(self._show_take_menu)
        self.timeline.take_dragged.connect(
            lambda region, number: self.manners.dragging.take(self.timeline, region, number)
        )
        self.timeline.track_dragged.connect(lambda track: self.manners.dragging.track(self.timeline, track))
        self.manners.regions.region_wanted.connect(self.timeline.bring_into_view)
        self._connect_menus()
        self.empty.open_asked.connect(desk.opening.ask_and_open)
        self.empty.compose_asked.connect(self.compose)
        self.empty.recent_chosen.connect(lambda path: self.open([path]))
        desk.transport.state_changed.connect(self.show_state)
        desk.transport.failed.connect(self.show_no_sound)
        desk.transport.looped.connect(lambda _is_on: self.actions_.refresh())
        self._recent.chosen.connect(lambda path: self.open([path]))
        self._recent.cleared.connect(lambda: desk.store.change(recent=()))
        self._model_menu.model_chosen.connect(self._choose_model)
        self._model_menu.folder_asked.connect(self._choose_model_folder)
        self.troubles.folder_asked.connect(self._choose_model_folder)
        self.troubles.retry_asked.connect(self.ask_to_generate)
        self._connect_jobs()

    def _connect_projects(self) -> None:
        projects = self.desk.projects
        projects.asked.connect(self.messages.ask)
        projects.told.connect(self.status.say)
        projects.opened.connect(self._opened)
        projects.changed.connect(self.show_project)
        projects.more_view = lambda: {"prompt": self.generate.common_prompt}
        self.empty.project_asked.connect(projects.ask_and_open)

    def _connect_jobs(self) -> None:
        generating, exporting = self.desk.generating, self.desk.exporting
        self.generate.form_changed.connect(lambda _form: self.refresh())
        self.generate.generate_asked.connect(generating.start)
        generating.arrived.connect(self.show_arrival)
        generating.drawn.connect(self.generate.seed.show_used)
        generating.region_made.connect(self.show_room)
        generating.worker.started.connect(self.troubles.end_of_request)
        generating.worker.cancelled.connect(self.show_cancelled)
        generating.queue_changed.connect(self.show_queue)
        generating.asked.connect(
            lambda _form: self.generate.box.show_history(self.desk.store.settings.prompts)
        )
        self.queue.cancel_asked.connect(generating.cancel)
        self.queue.retry_asked.connect(generating.retry)
        self.queue.forget_asked.connect(generating.forget)
        self.desk.session.unfolded.connect(lambda _track: self.actions_.refresh())
        generating.failed.connect(self.troubles.keep_request)
        self.desk.models.changed.connect(self.show_model)
        exporting.checked.connect(self.show_checked)
        for worker, panel in (
            (generating.worker, self.status.progress),
            (exporting.worker, self.status.writing),
            (self.desk.opening.worker, self.status.reading),
            (self.desk.projects.worker, self.status.reading),
            (self.desk.normalising.worker, self.status.reading),
        ):
            worker.started.connect(panel.begin)
            worker.progressed.connect(panel.show_progress)
            for ended in (worker.finished, worker.failed):
                ended.connect(lambda _what, panel=panel: panel.clear())
            worker.cancelled.connect(panel.clear)
            worker.ending.connect(panel.show_ending)
            panel.cancel_asked.connect(worker.cancel)

    def _connect_pointer(self) -> None:
        """What the pointer's edges keep to, and what double and triple clicks mean."""
        desk, timeline = self.desk, self.timeline
        timeline.library.folder = desk.places.peaks_folder
        timeline.library.odd.connect(self.show_odd)
        for held in (timeline.gestures, timeline.loop_strip, timeline.ruler):
            held.snap = desk.snapping.snapped
        timeline.gestures.extended.connect(self._show_extension)
        timeline.gestures.stretch_asked.connect(desk.cursor.select_at)
        timeline.gestures.track_asked.connect(desk.cursor.select_track)
        timeline.ruler.stretch_asked.connect(desk.cursor.select_between_markers)
        timeline.ruler.menu_requested.connect(lambda _at, place: self._menus[COUNTING].popup(place))
        desk.cursor.hinted.connect(self.status.say)
        desk.display.hinted.connect(self.status.say)
        for changed in (
            desk.session.look_changed,
            desk.session.spectrogram_changed,
            desk.session.snap_changed,
        ):
            changed.connect(lambda _what: self.actions_.refresh())
        desk.session.time_format_changed.connect(lambda _kind: self.actions_.refresh())

    def _connect_menus(self) -> None:
        """What the right button offers, by what the pointer is on."""
        timeline = self.timeline
        timeline.menu_requested.connect(self._show_canvas_menu)
        for asked, kind in (
            (timeline.head_menu_requested, "head"),
            (timeline.clip_menu_requested, "clip"),
            (timeline.region_menu_requested, "region"),
        ):
            asked.connect(lambda _what, place, kind=kind: self._context_menus.popup(kind, place))

    def _show_canvas_menu(self, _track: str, _sample: int, place: QPoint) -> None:
        kind = "selection" if self.desk.editing.has_selection() else "cursor"
        self._context_menus.popup(kind, place)

    def _opened(self) -> None:
        self.messages.clear()
        self.status.proof.clear()
        self.desk.session.move_playhead(0)
        self.timeline.zoom_to_fit()
        if self.desk.projects.view:
            self.timeline.keep_view()  # what the project was seen like comes next
            self.generate.box.show_common(str(self.desk.projects.view.get("prompt", "")))
        self.timeline.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_extension(self, _region: str, added_s: float, is_before: bool) -> None:
        """A track's end was pulled out: that is what Generate is for now."""
        self.generate.show_extension(added_s, is_before=is_before)
        self.refresh()

    def _show_take_menu(self, row: Row, place: QPoint) -> None:
        """Let the take that was pointed at be heard, and offer what can be done with it."""
        self.desk.session.focus_region(row.region.id)
        self.desk.takes.choose(row.number)
        self._menus[TAKES].popup(place)

    def _choose_model_folder(self) -> None:
        folder = self.desk.dialogs.folder(tr("Folder of a model"), self.desk.store.settings.last_folder)
        if folder is not None:
            self._choose_model(str(folder))

    def _choose_model(self, model: str) -> None:
        try:
            self.desk.models.choose(model)
        except EngineError as error:
            self.show_error(error)


def _dropped(urls: list[QUrl]) -> list[Path]:
    return [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]


def _column(*widgets: QWidget) -> QWidget:
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for widget in widgets[:-1]:
        column.addWidget(widget)
    column.addWidget(widgets[-1], 1)
    return box
