"""What the window shows when something changed: slots that bring its parts up to date."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPoint, Qt

from app import theme
from app.actions.rows import TAKES
from app.asking import Status
from app.desk import Desk
from app.icons import icon
from app.language import tr
from app.leaving import Left
from app.panels.export import Checked, described
from app.requests import Form, Mode
from app.session import Selection
from app.settings import Settings
from app.timeline.navigator import Follow
from app.timeline.take_label import Row
from app.window.placing import Placed
from engine.audio.source import Source
from engine.document.document import Document
from engine.document.monitor import Hearing
from engine.errors import EngineError
from engine.timeline import Span, format_time, samples_to_seconds


class Showing(Placed):
    """Tells the parts what happened, each in its own words."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._queue_status: list[Status] = []
        self._left = ""

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
        self.actions_.refresh_soon()

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

    def show_asked(self, form: Form) -> None:
        """Takes are on their way: keep what was typed among the prompts, and give the keys to the timeline.

        The next keys are meant for what is heard: Space, 1, 2, 3.
        """
        self.generate.box.show_history(self.desk.store.settings.prompts)
        if self.generate.prompt.hasFocus():
            self.activateWindow()  # the panel may be a window of its own
            self.timeline.setFocus(Qt.FocusReason.OtherFocusReason)

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

    def show_left(self, left: Left) -> None:
        """Say in a strip what has been written, and offer to show where; in place of the file before it."""
        self.messages.take_back(self._left)
        self._left = "" if left.n_clipped else left.sentence  # what went wrong stays until it is read
        show = (tr("Show in folder"), lambda: self.desk.leaving.show(left))
        kind = "warning" if left.n_clipped else "info"
        self.messages.show_message(left.sentence, (show,), kind)

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
        self.timeline.navigator.mode = Follow.of(after.follow)
        self.timeline.library.max_kept_bytes = round(after.cache_limit_gb * 1e9)
        if before.recent != after.recent:
            self.desk.presence.ask(after.recent)
        # the gain moves at every step of its slider, and no action shows any of these
        # the gain moves at every step of its slider, and none of these is shown by an action
        gain_db, recent, prompts = before.master_gain_db, before.recent, before.prompts
        if before != replace(after, master_gain_db=gain_db, recent=recent, prompts=prompts):
            self.actions_.refresh()

    def apply_theme(self, wanted: theme.Theme) -> None:
        """Show everything in these colours."""
        self.theme = wanted
        self._dress()
        self._draw_icons()
        self.history.show_history(self.desk.session.history)

    def _draw_icons(self) -> None:
        self.actions_.show_theme(self.theme)
        self.generate.show_theme(self.theme)
        self.empty.show_theme(self.theme)
        self.show_state(self.desk.transport.state)

    def _show_canvas_menu(self, _track: str, _sample: int, place: QPoint) -> None:
        """Offer what can be done with the selection, or at the cursor."""
        kind = "selection" if self.desk.editing.has_selection() else "cursor"
        self._context_menus.popup(kind, place)

    def _opened(self) -> None:
        """Something was opened: what was said about the one before is over."""
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
