"""A track as it stands in the timeline: its head, and beside it waveform, mask lane and take lane."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from app.session import Session
from app.theme import em_px, theme_of
from app.timeline import words
from app.timeline.gestures import Gestures
from app.timeline.mask_lane import MaskLane
from app.timeline.peaks_library import PeaksLibrary
from app.timeline.take_lane import TakeLane
from app.timeline.thumbnails import Thumbnails
from app.timeline.waveform import Waveform

HEAD_EM = 8.0
"""Width of the heads, in line heights."""


class TrackHead(QWidget):
    """What stands left of a track: its name, its channels, and what the rows beside it are."""

    def __init__(
        self, session: Session, track_id: str, library: PeaksLibrary, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.session = session
        self.track_id = track_id
        self.library = library
        library.changed.connect(self.show_peaks)
        session.region_focused.connect(self.show_pointed)
        session.selection_changed.connect(self.show_pointed)
        self.row_tops: tuple[int, int] = (0, 0)
        self.setFixedWidth(em_px(self, HEAD_EM))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def changeEvent(self, event: QEvent) -> None:
        """Another font asks for another width."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.setFixedWidth(em_px(self, HEAD_EM))

    def show_rows(self, mask_top: int, take_top: int) -> None:
        """Say where mask lane and take lane begin; -1 where there is none."""
        if self.row_tops != (mask_top, take_top):
            self.row_tops = (mask_top, take_top)
            self.update()

    def show_peaks(self, _source: object) -> None:
        """Say how far the file has been looked through."""
        self.update()

    def show_pointed(self, _what: object) -> None:
        """Mark the track that is worked on, where there are several."""
        self.update()

    def facts(self) -> list[str]:
        """Channels and rate in words, and how much has been looked through while that goes on."""
        track = words.track_in(self.session.document, self.track_id)
        channels = {1: "mono", 2: "stereo"}.get(track.n_channels, f"{track.n_channels} channels")
        rate = f"{self.session.document.sample_rate / 1000:g} kHz"
        share = self.library.share_done({clip.source for clip in track.clips})
        return [channels, rate, *([f"reading {share:.0%}"] if share < 1 else [])]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Name and facts at the top, names of the rows beside them."""
        theme, em = theme_of(self), em_px(self)
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.panel)
        track = words.track_in(self.session.document, self.track_id)
        self.setToolTip(track.name)
        room = self.width() - 2 * em_px(self, 0.7)
        font = painter.font()
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(theme.text)
        name = painter.fontMetrics().elidedText(track.name or "Track", Qt.TextElideMode.ElideMiddle, room)
        painter.drawText(em_px(self, 0.7), em_px(self, 1.35), name)
        font.setBold(False)
        painter.setFont(font)
        painter.setPen(theme.text_dim)
        for line, text in enumerate(self.facts()):
            painter.drawText(em_px(self, 0.7), em_px(self, 2.5) + line * round(1.15 * em), text)
        for top, text in zip(self.row_tops, ("Regions", "Takes"), strict=True):
            if top > 0:
                painter.drawText(em_px(self, 0.7), top + em_px(self, 1.15), text)
        if len(self.session.document.tracks) > 1 and track is self.session.track:
            painter.fillRect(0, 0, em_px(self, 0.2), self.height() - 1, theme.accent)
        painter.fillRect(self.width() - 1, 0, 1, self.height(), theme.border)
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.border)
        painter.end()


class TrackLane(QWidget):
    """Head and stack of one track.

    Signals:
        menu_requested: identifier of the track, int sample, QPoint on the screen.
        take_menu_requested: Row, QPoint on the screen.
    """

    menu_requested = Signal(str, int, QPoint)
    take_menu_requested = Signal(object, QPoint)

    def __init__(
        self,
        session: Session,
        gestures: Gestures,
        track_id: str,
        library: PeaksLibrary,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.track_id = track_id
        self.head = TrackHead(session, track_id, library, self)
        self.waveform = Waveform(session, gestures, track_id, library, self)
        self.mask_lane = MaskLane(session, gestures, track_id, self)
        self.take_lane = TakeLane(session, Thumbnails(library, self), track_id, self)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head, 0, 0, 3, 1)
        for row, widget in enumerate((self.waveform, self.mask_lane, self.take_lane)):
            layout.addWidget(widget, row, 1)
        layout.setRowStretch(0, 1)
        self._limit_height()
        for lane in (self.waveform, self.mask_lane):
            lane.menu_requested.connect(self.menu_requested)
        self.take_lane.menu_requested.connect(self.take_menu_requested)

    def show_document(self) -> None:
        """Draw the track as it is now."""
        for lane in (self.waveform, self.take_lane):
            lane.show_document()
        self.mask_lane.speak()
        self.mask_lane.update()
        self.head.update()
        self._limit_height()
        self.place_rows()

    def _limit_height(self) -> None:
        """No taller than its rows may become, so that the tracks stand together at the top."""
        takes = 0 if self.take_lane.isHidden() else self.take_lane.height()
        self.setMaximumHeight(self.waveform.maximumHeight() + self.mask_lane.height() + takes)

    def resizeEvent(self, event: object) -> None:
        """Tell the head where the rows are."""
        self.place_rows()

    def changeEvent(self, event: QEvent) -> None:
        """Another font changes the heights."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._limit_height()

    def place_rows(self) -> None:
        """Tell the head where the rows are."""
        take_top = -1 if self.take_lane.isHidden() else self.take_lane.y()
        self.head.show_rows(self.mask_lane.y(), take_top)
