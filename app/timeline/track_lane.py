"""A track as it stands in the timeline: its head, and beside it titles, waveform, mask lane and take lane."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.session import Session
from app.timeline import words
from app.timeline.clip_bar import ClipBar
from app.timeline.clip_overlay import ClipOverlay
from app.timeline.damage import changed_stretch, changed_takes
from app.timeline.gestures import Gestures
from app.timeline.head import TrackHead
from app.timeline.height_grip import HeightGrip
from app.timeline.mask_lane import MaskLane
from app.timeline.peaks_library import PeaksLibrary
from app.timeline.take_lane import TakeLane
from app.timeline.thumbnails import Thumbnails
from app.timeline.waveform import Waveform
from app.tracks import Tracks


class TrackLane(QWidget):
    """Head and stack of one track.

    Signals:
        menu_requested: identifier of the track, int sample, QPoint on the screen.
        clip_menu_requested: identifier of a clip, QPoint on the screen.
        region_menu_requested: identifier of a region, QPoint on the screen.
        take_menu_requested: Row, QPoint on the screen.
        take_dragged: identifier of a region, int number of a take that shall leave the window.
        track_dragged: identifier of a track that shall leave the window.
        head_menu_requested: identifier of the track, QPoint on the screen.
    """

    menu_requested = Signal(str, int, QPoint)
    clip_menu_requested = Signal(str, QPoint)
    region_menu_requested = Signal(str, QPoint)
    head_menu_requested = Signal(str, QPoint)
    take_menu_requested = Signal(object, QPoint)
    take_dragged = Signal(str, int)
    track_dragged = Signal(str)

    def __init__(
        self,
        session: Session,
        gestures: Gestures,
        tracks: Tracks,
        track_id: str,
        library: PeaksLibrary,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.track_id = track_id
        self._track = words.track_in(session.document, track_id)
        self.head = TrackHead(session, tracks, track_id, library, self)
        self.clip_bar = ClipBar(session, gestures, track_id, self)
        self.waveform = Waveform(session, gestures, track_id, library, self)
        self.mask_lane = MaskLane(session, gestures, track_id, self)
        thumbnails = Thumbnails(library, self)
        self.waveform.overlay = ClipOverlay(self.waveform, thumbnails)
        self.take_lane = TakeLane(session, thumbnails, track_id, self)
        self.grip = HeightGrip(session, track_id, self.waveform, self)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head, 0, 0, 4, 1)
        for row, widget in enumerate((self.clip_bar, self.waveform, self.mask_lane, self.take_lane)):
            layout.addWidget(widget, row, 1)
        layout.addWidget(self.grip, 4, 0, 1, 2)
        layout.setRowStretch(1, 1)
        self._limit_height()
        for lane in (self.clip_bar, self.waveform, self.mask_lane):
            lane.menu_requested.connect(self.menu_requested)
        self.clip_bar.clip_menu_requested.connect(self.clip_menu_requested)
        self.mask_lane.region_menu_requested.connect(self.region_menu_requested)
        self.take_lane.menu_requested.connect(self.take_menu_requested)
        self.take_lane.drag_asked.connect(lambda row: self.take_dragged.emit(row.region.id, row.number))
        self.head.drag_asked.connect(self.track_dragged)
        self.take_lane.resized.connect(self._fit_takes)
        self.head.menu_requested.connect(self.head_menu_requested)
        self.head.keys_passed.connect(lambda: self.mask_lane.setFocus(Qt.FocusReason.OtherFocusReason))
        session.look_changed.connect(self.show_look)

    def show_document(self) -> None:
        """Draw the track as it is now."""
        before, self._track = self._track, words.track_in(self.waveform.session.document, self.track_id)
        changed = changed_stretch(before, self._track)
        self.waveform.show_document(changed)
        takes = None if changed is None else changed_takes(changed, before, self._track)
        self.take_lane.show_document(takes)
        self.clip_bar.speak()
        if changed is None:
            self.clip_bar.update()
        self.mask_lane.speak()
        self.mask_lane.update_stretch(changed)
        self.head.show_document()
        self._limit_height()

    def show_look(self, track_id: str) -> None:
        """Be as tall as the track is wanted now."""
        if track_id == self.track_id:
            self.waveform.measure()
            self._limit_height()

    def _fit_takes(self) -> None:
        """The take lane was folded or unfolded."""
        self._limit_height()

    def _limit_height(self) -> None:
        """No taller than its rows may become, so that the tracks stand together at the top."""
        takes = 0 if self.take_lane.isHidden() else self.take_lane.height()
        others = self.clip_bar.height() + self.mask_lane.height() + takes + self.grip.height()
        self.setMaximumHeight(self.waveform.maximumHeight() + others)

    def resizeEvent(self, event: object) -> None:
        """Tell the head where the rows are."""
        self.place_rows()

    def changeEvent(self, event: QEvent) -> None:
        """Another font changes the heights."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._limit_height()

    def event(self, event: QEvent) -> bool:
        """Tell the head where the rows are whenever they are laid out anew, however tall the whole is."""
        is_done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.place_rows()
        return is_done

    def place_rows(self) -> None:
        """Tell the head where the rows are."""
        take_top = -1 if self.take_lane.isHidden() else self.take_lane.y()
        self.head.show_rows(self.mask_lane.y(), take_top)
