"""The window: connects signals, and asks before it closes. No other file connects two widgets."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QDockWidget

from app.actions.display import COUNTING
from app.desk import Desk
from app.language import tr
from app.messages import Answers
from app.timeline.navigator import Follow
from app.window.showing import Showing
from engine.document.document import Document


class MainWindow(Showing):
    """Everything that is seen, around one `Desk`."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._may_leave = False
        self._connect()
        self._draw_icons()
        self.docks.restore(desk.store.settings)
        for dock in self.findChildren(QDockWidget):
            self.actions_.watch(dock)  # one that floats is a window of its own
        self.show_document(Document(), desk.session.document)
        self.show_project()
        self.show_model()
        self.empty.setFocus(Qt.FocusReason.OtherFocusReason)
        desk.projects.look_for_crashed()

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
        self.timeline.files_dropped.connect(self.place)
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
        self._model_menu.model_chosen.connect(self.choose_model)
        self._model_menu.folder_asked.connect(self.choose_model_folder)
        self.troubles.folder_asked.connect(self.choose_model_folder)
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
        missing = self.desk.missing
        missing.asked.connect(lambda text, answers: self.messages.show_message(text, answers, "warning"))
        missing.told.connect(self.status.say)

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
        generating.asked.connect(self.show_asked)
        self.queue.cancel_asked.connect(generating.cancel)
        self.queue.retry_asked.connect(generating.retry)
        self.queue.forget_asked.connect(generating.forget)
        self.desk.session.unfolded.connect(lambda _track: self.actions_.refresh())
        generating.failed.connect(self.troubles.keep_request)
        self.desk.models.changed.connect(self.show_model)
        exporting.checked.connect(self.show_checked)
        exporting.left.connect(self.show_left)
        for worker, panel in (
            (generating.worker, self.status.progress),
            (exporting.worker, self.status.writing),
            (self.desk.opening.worker, self.status.reading),
            (self.desk.projects.worker, self.status.reading),
            (self.desk.missing.worker, self.status.reading),
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
        timeline.library.max_kept_bytes = round(desk.store.settings.cache_limit_gb * 1e9)
        timeline.library.odd.connect(self.show_odd)
        desk.projects.kept.connect(timeline.library.keep_in)
        for held in (timeline.gestures, timeline.loop_strip, timeline.ruler):
            held.snap = desk.snapping.snapped
            desk.snapping.learned.connect(held.follow_again)
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
            desk.session.loop_follows_changed,
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

    # -- Qt's own -------------------------------------------------------------------------------------------

    def leave(self) -> bool:
        """Close without asking again."""
        self._may_leave = True
        return self.close()

    def end(self) -> bool:
        """Close now, since the system says so; what is not saved is offered at the next start."""
        self.desk.projects.leave_for_later()
        return self.leave()

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


def _dropped(urls: list[QUrl]) -> list[Path]:
    return [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
