"""The timeline: ruler, overview and tracks, and how one moves about in them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QNativeGestureEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from app.language import tr
from app.session import Session, Viewport
from app.theme import em_px
from app.timeline import axis
from app.timeline.gestures import Gestures
from app.timeline.head import HEAD_EM
from app.timeline.loop_strip import LoopStrip
from app.timeline.navigator import SCROLL_SHARE, Navigator, TimeBar
from app.timeline.overview import Overview
from app.timeline.peaks_library import PeaksLibrary
from app.timeline.ruler import Ruler
from app.timeline.track_lane import TrackLane
from app.tracks import Tracks
from engine.audio.files import Reader
from engine.document.document import Clip, Document
from engine.document.render import audible
from engine.timeline import Span

NOTCH = 120
"""Qt's angle for one notch of a wheel, in eighths of a degree."""

MAX_NOTCHES = 4.0
"""What one event may ask for at most; some touch-pads send far more."""


class TimelineView(QWidget):
    """Shows a session and turns gestures into what they mean there; keeps nothing that could be undone.

    Args:
        session: the document, selection, focus, viewport and playhead that are shown and changed.
        reader: reads the sources that are drawn; it stays open as long as this view.
        tracks: carries out what the heads ask for.

    Signals:
        seek_requested: int sample, from the ruler.
        scrubbed: int sample, again and again while the pointer is dragged in the ruler.
        scrub_ended: nothing.
        files_dropped: list of Path, identifier of the track they were let go on or "", int sample there.
        status_hinted: a sentence for the status line.
        menu_requested: identifier of a track, int sample, QPoint on the screen.
        take_menu_requested: take_lane.Row, QPoint on the screen.
        take_dragged: identifier of a region, int number of a take that shall leave the window.
        track_dragged: identifier of a track that shall leave the window.
        head_menu_requested: identifier of a track, QPoint on the screen.
        clip_menu_requested: identifier of a clip, QPoint on the screen.
        region_menu_requested: identifier of a region, QPoint on the screen.
    """

    seek_requested = Signal(object)
    scrubbed = Signal(object)  # int
    scrub_ended = Signal()
    files_dropped = Signal(list, str, object)  # [Path], str, int
    status_hinted = Signal(str)
    menu_requested = Signal(str, int, QPoint)
    take_menu_requested = Signal(object, QPoint)
    take_dragged = Signal(str, int)
    track_dragged = Signal(str)
    head_menu_requested = Signal(str, QPoint)
    clip_menu_requested = Signal(str, QPoint)
    region_menu_requested = Signal(str, QPoint)

    def __init__(
        self, session: Session, reader: Reader, tracks: Tracks, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.session, self.tracks = session, tracks
        self.library = PeaksLibrary(reader, self)
        self.gestures = Gestures(session, self)
        self.ruler = Ruler(session, self)
        self.loop_strip = LoopStrip(session, self)
        self.overview = Overview(session, self.library, self)
        self.lanes: dict[str, TrackLane] = {}
        self._lead: QWidget | None = None
        self._is_fitted = False
        self.navigator = Navigator(session, lambda: self.canvas_width, self)
        self._bar = TimeBar(self.navigator, self)
        self._place()
        self._connect()
        self.setAcceptDrops(True)
        self.show_document(Document(), session.document)

    def _place(self) -> None:
        self._stack = QWidget()
        self._stack.setLayout(QVBoxLayout())
        stack = self._stack_layout
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(0)
        stack.addStretch(0)
        self._scroll = _StillScrollArea(self)
        self._scroll.setWidget(self._stack)
        layout = self._grid = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.setColumnMinimumWidth(0, em_px(self, HEAD_EM))
        layout.addWidget(self.overview, 0, 1)
        layout.addWidget(self.loop_strip, 1, 1)
        layout.addWidget(self.ruler, 2, 1)
        layout.addWidget(self._scroll, 3, 0, 1, 2)
        layout.addWidget(self._bar, 4, 1)
        layout.setRowStretch(3, 1)
        layout.setColumnStretch(1, 1)

    @property
    def _stack_layout(self) -> QVBoxLayout:
        layout = self._stack.layout()
        if not isinstance(layout, QVBoxLayout):
            raise ValueError("tracks stand in a column")
        return layout

    def _connect(self) -> None:
        session = self.session
        session.document_changed.connect(self.show_document)
        session.viewport_changed.connect(self.show_viewport)
        session.playhead_moved.connect(self.follow_playhead)
        session.region_focused.connect(self.lead_keys)
        session.selection_changed.connect(self.lead_keys)
        self.ruler.seek_requested.connect(self.seek_requested)
        self.ruler.scrubbed.connect(self.scrubbed)
        self.ruler.scrub_ended.connect(self.scrub_ended)
        self.gestures.track_at = self.track_at
        self.gestures.panned.connect(self.scroll_by)
        self.gestures.hinted.connect(self.status_hinted)
        self.library.failed.connect(self.status_hinted)

    # ---- what is shown

    @property
    def canvas_width(self) -> int:
        """Pixels of the time axis."""
        return self.ruler.width()

    def track_at(self, place: QPoint) -> str:
        """The track at the height of a place on the screen; "" above the first and below the last."""
        found = (lane for lane in self.lanes.values() if 0 <= lane.mapFromGlobal(place).y() < lane.height())
        return next((lane.track_id for lane in found), "")

    def show_document(self, before: Document, after: Document) -> None:
        """Take up the tracks of `after`; where all are new, show them from end to end."""
        self.gestures.cancel()
        known = {track.id for track in before.tracks}
        wanted = [track.id for track in after.tracks]
        for track_id in [i for i in self.lanes if i not in wanted]:
            self._drop_lane(self.lanes.pop(track_id))
        heard = {track.id for track in audible(after)}
        for index, track_id in enumerate(wanted):
            if track_id not in self.lanes:
                self._add_lane(index, track_id)
            elif before.tracks and after.track(track_id) not in before.tracks:
                self.lanes[track_id].show_document()
            self._stand_at(index, self.lanes[track_id])
            self.lanes[track_id].waveform.show_audible(is_audible=track_id in heard)
            self.lanes[track_id].head.show_words()  # marked or not, by how many there are; the rate of all
        self._forget_sources(after)
        self.lead_keys()
        self.overview.show_document()
        self.ruler.update()
        if wanted and known.isdisjoint(wanted):
            self._is_fitted = False
            self._fit_once()
        self._bar.show_position()

    def _add_lane(self, index: int, track_id: str) -> None:
        lane = TrackLane(self.session, self.gestures, self.tracks, track_id, self.library)
        lane.menu_requested.connect(self.menu_requested)
        lane.take_menu_requested.connect(self.take_menu_requested)
        lane.take_dragged.connect(self.take_dragged)
        lane.track_dragged.connect(self.track_dragged)
        lane.head_menu_requested.connect(self.head_menu_requested)
        lane.clip_menu_requested.connect(self.clip_menu_requested)
        lane.region_menu_requested.connect(self.region_menu_requested)
        self._stack_layout.insertWidget(index, lane, 1)
        self.lanes[track_id] = lane

    def _stand_at(self, index: int, lane: TrackLane) -> None:
        if self._stack_layout.indexOf(lane) != index:
            self._stack_layout.insertWidget(index, lane, 1)

    def _drop_lane(self, lane: TrackLane) -> None:
        if self._lead is lane.mask_lane:
            self._lead = None
        lane.hide()
        self._stack_layout.removeWidget(lane)
        lane.deleteLater()

    def _forget_sources(self, document: Document) -> None:
        sources = {clip.source for track in document.tracks for clip in track.clips}
        takes = (take for track in document.tracks for region in track.regions for take in region.takes)
        self.library.keep(sources | {take.source for take in takes})

    def show_plan(self, window: Span | None, regenerated: tuple[Span, ...] = (), track_id: str = "") -> None:
        """Draw on a track what a request would hear of it and which samples it would rewrite."""
        for lane in self.lanes.values():
            is_here = lane.track_id == track_id
            lane.mask_lane.show_plan(*((window, regenerated) if is_here else (None, ())))

    def bring_into_view(self, region_id: str) -> None:
        """Show a region from end to end, and its track; where little more than it is shown, that stays."""
        track = self.session.document.track_of(region_id)
        self.navigator.reveal(self.session.document.region(region_id).span)
        self._scroll.ensureWidgetVisible(self.lanes[track.id].mask_lane, 0, em_px(self, 4))

    def rename_clip(self, clip: Clip) -> None:
        """Write the name of a clip, in its title."""
        track = self.session.document.track_of_clip(clip.id)
        self.lanes[track.id].clip_bar.rename(clip)

    def rename_region(self, region_id: str) -> None:
        """Write the name of a region, over its block."""
        track, region = self.session.document.track_of(region_id), self.session.document.region(region_id)
        self.bring_into_view(region_id)
        self.lanes[track.id].mask_lane.rename(region)

    def rename_take(self, region_id: str) -> None:
        """Write the name of the take that is heard of a region, in its place."""
        track = self.session.document.track_of(region_id)
        self.lanes[track.id].take_lane.rename(region_id)

    def lead_keys(self, _pointed: object = None) -> None:
        """Let keys given to the timeline go to the regions of the track that is pointed at."""
        track, before = self.session.track, self._lead
        if track is not None and track.id in self.lanes:
            self._lead = self.lanes[track.id].mask_lane
            if before is not None and before is not self._lead and before.hasFocus():
                self._lead.setFocus(Qt.FocusReason.OtherFocusReason)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Hand the keys on. No focus proxy: Tab would jump to it from where this view stands in its order."""
        super().focusInEvent(event)
        if self._lead is not None:
            self._lead.setFocus(event.reason())

    def show_viewport(self, _viewport: Viewport) -> None:
        """Bring the scroll bar to where the view is."""
        self._bar.show_position()

    # ---- moving about

    def zoom_in(self) -> None:
        """Twice as much detail in two steps, around the selection or the middle of the view."""
        self.navigator.zoom(axis.ZOOM_STEP)

    def zoom_out(self) -> None:
        """The way back."""
        self.navigator.zoom(1 / axis.ZOOM_STEP)

    def zoom_normal(self) -> None:
        """A hundred pixels for a second."""
        self.navigator.zoom_to(self.session.document.sample_rate / axis.NORMAL_PX)

    def zoom_to_fit(self) -> None:
        """Everything there is, from end to end."""
        self.navigator.fit()

    def keep_view(self) -> None:
        """Show what is shown now, also when this is seen for the first time."""
        self._is_fitted = True

    def zoom_to_selection(self) -> None:
        """The selection, or else the focused region, with some room at each side."""
        if not self.navigator.fit_selection():
            self.status_hinted.emit(tr("Select a stretch to zoom to"))

    def scroll_to(self, sample: int) -> None:
        """Bring a sample into view, a little right of the left edge, unless it is in view already."""
        self.navigator.scroll_to(sample)

    def scroll_by(self, way: QPoint) -> None:
        """Move the view by so many pixels to the right and down."""
        self.navigator.scroll_by(way.x())
        bar = self._scroll.verticalScrollBar()
        bar.setValue(bar.value() + way.y())

    def follow_playhead(self, sample: int) -> None:
        """Turn the page when the playhead runs out of view, but not under a drag."""
        self.navigator.follow(sample, may_turn=not self.gestures.is_active)

    def _fit_once(self) -> None:
        if not self._is_fitted and self.isVisible() and self.session.document.tracks:
            self._is_fitted = True
            self.zoom_to_fit()

    # ---- events

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Plain: up and down; with Shift, or sideways: along time; with Ctrl: zoom where the pointer is."""
        notches_x, notches_y = (_notches(d) for d in (event.angleDelta().x(), event.angleDelta().y()))
        modifiers = event.modifiers()
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            self.navigator.zoom(axis.ZOOM_STEP**notches_y, event.position().x() - self.ruler.x())
        elif modifiers & Qt.KeyboardModifier.ShiftModifier:
            self._scroll_notches(notches_y or notches_x)
        elif abs(notches_x) > abs(notches_y):
            self._scroll_notches(notches_x)
        else:
            bar = self._scroll.verticalScrollBar()
            bar.setValue(bar.value() - round(notches_y * em_px(self, 3)))
        event.accept()

    def _scroll_notches(self, notches: float) -> None:
        self.scroll_by(QPoint(-round(notches * SCROLL_SHARE * self.canvas_width), 0))

    def event(self, event: QEvent) -> bool:
        """Pinching zooms."""
        if (
            isinstance(event, QNativeGestureEvent)
            and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture
        ):
            factor = min(max(1 + event.value(), 0.5), 2.0)
            self.navigator.zoom(factor, event.position().x() - self.ruler.x())
            return True
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        """Another font makes the heads wider."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._grid.setColumnMinimumWidth(0, em_px(self, HEAD_EM))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape drops a drag, wherever the keys are."""
        if not (event.key() == Qt.Key.Key_Escape and self.gestures.cancel()):
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files are welcome."""
        if _files(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Say which files were let go, and where."""
        place = event.position().toPoint()
        sample = self.session.viewport.to_sample(max(0, place.x() - self.ruler.x()))
        track = self.track_at(self.mapToGlobal(place))
        self.files_dropped.emit(_files(event), track, max(self.session.zero, self.gestures.snap(sample)))
        event.acceptProposedAction()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the left edge; the first size shows everything."""
        super().resizeEvent(event)
        self._bar.show_position()

    def showEvent(self, event: QShowEvent) -> None:
        """The first time, show everything."""
        super().showEvent(event)
        self._fit_once()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop reading; a view is closed before its reader is."""
        self.library.close()
        super().closeEvent(event)


class _StillScrollArea(QScrollArea):
    """Scrolls up and down only when told: the wheel belongs to the timeline."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Left to the timeline."""
        event.ignore()


def _notches(angle: int) -> float:
    return max(-MAX_NOTCHES, min(MAX_NOTCHES, angle / NOTCH))


def _files(event: QDropEvent) -> list[Path]:
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
