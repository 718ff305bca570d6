"""What stands left of a track: name, mute, solo, gain and balance, and what the rows beside it are."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFont,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QToolButton, QWidget

from app.language import tr
from app.session import Session
from app.theme import em_px, mixed, theme_of
from app.timeline import words
from app.timeline.fold_button import FoldButton
from app.timeline.head_slider import GAIN, PAN, HeadSlider
from app.timeline.name_field import NameField
from app.timeline.peaks_library import PeaksLibrary
from app.tracks import Tracks
from engine.audio.files import Source
from engine.document.document import Track

HEAD_EM = 10.5
"""Width of the heads, in line heights."""

_PAD_EM, _ROW_EM, _SLIDER_EM, _METER_EM = 0.6, 1.75, 1.45, 0.75


class TrackHead(QWidget):
    """Shows a track's settings and passes what is done to them on to `Tracks`.

    `meter` is the place of a level meter: whatever is put there with `hold_meter` stands at the right edge.

    Signals:
        menu_requested: identifier of the track, QPoint on the screen.
        keys_passed: nothing; what is typed next is meant for the lanes of this track.
        drag_asked: identifier of the track, which shall be dragged out of the window.
    """

    menu_requested = Signal(str, QPoint)
    keys_passed = Signal()
    drag_asked = Signal(str)

    def __init__(
        self,
        session: Session,
        tracks: Tracks,
        track_id: str,
        library: PeaksLibrary,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.session, self.tracks, self.track_id, self.library = session, tracks, track_id, library
        self.row_tops: tuple[int, int] = (0, 0)
        self.meter: QWidget | None = None
        self._pressed = QPoint(-1, -1)
        self._drawn = ("", "", False)  # name, facts, whether it is marked
        self.mute = _toggle("mute", "M", self)
        self.solo = _toggle("solo", "S", self)
        self.gain = HeadSlider(GAIN, self)
        self.pan = HeadSlider(PAN, self)
        self.name = NameField(self, tr("Name of the track"))
        self.fold = FoldButton(session, track_id, self)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.measure()
        self._connect()
        self.show_document()

    def _connect(self) -> None:
        for signal in (self.session.region_focused, self.session.track_focused):
            signal.connect(self.show_pointed)
        self.session.selection_changed.connect(self.show_pointed)
        self.library.changed.connect(self.show_peaks)
        self.tracks.renaming_asked.connect(self._rename_if_here)
        self.mute.clicked.connect(lambda: self.tracks.toggle_mute(self.track_id))
        self.solo.clicked.connect(lambda: self.tracks.toggle_solo(self.track_id))
        self.gain.changed.connect(lambda value: self.tracks.set_gain(self.track_id, value))
        self.pan.changed.connect(lambda value: self.tracks.set_pan(self.track_id, value))
        for slider in (self.gain, self.pan):
            slider.held.connect(self.tracks.hold)
        self.name.named.connect(lambda name: self.tracks.rename(self.track_id, name))
        self.name.left.connect(self.keys_passed)

    @property
    def track(self) -> Track:
        """The track whose head this is."""
        return words.track_in(self.session.document, self.track_id)

    @property
    def is_focused(self) -> bool:
        """Whether this is the track that keys act on."""
        return self.track is self.session.track

    # ---- what is shown

    def show_document(self) -> None:
        """Bring name, buttons and sliders up to date."""
        track = self.track
        name = track.name or tr("the track")
        for button, is_on, spoken in (
            (self.mute, track.is_muted, tr("Mute {track}", track=name)),
            (self.solo, track.is_solo, tr("Solo {track}", track=name)),
        ):
            button.setChecked(is_on)
            button.setAccessibleName(spoken)
        self.gain.show_value(track.gain_db, tr("Gain of {track}", track=name))
        self.pan.show_value(track.pan, tr("Balance of {track}", track=name))
        self.setAccessibleName(tr("Track {track}", track=name))
        self.setToolTip(track.name)
        self.show_words()

    def show_rows(self, mask_top: int, take_top: int) -> None:
        """Say where mask lane and take lane begin; -1 where there is none."""
        if self.row_tops != (mask_top, take_top):
            self.row_tops = (mask_top, take_top)
            self._arrange()
            self.update()

    def show_peaks(self, source: Source) -> None:
        """Say how far a file has been looked through."""
        if any(clip.source == source for clip in self.track.clips):
            self.show_words()

    def show_pointed(self, _what: object) -> None:
        """Mark the track that is worked on, where there are several."""
        if self._is_marked() != self._drawn[2]:
            self.show_words()

    def show_words(self) -> None:
        """Draw anew where something else is to be read; sliders and buttons do it by themselves."""
        drawn = (self.track.name, self.facts(), self._is_marked())
        if drawn != self._drawn:
            self._drawn = drawn
            self.update()

    def hold_meter(self, meter: QWidget) -> None:
        """Let this widget stand at the right edge, as tall as the waveform."""
        self.meter = meter
        meter.setParent(self)
        meter.show()
        self._arrange()

    def rename(self) -> None:
        """Let the name be written here."""
        self.name.setGeometry(self._name_rect())
        self.name.begin(self.track.name)

    def facts(self) -> str:
        """Channels and rate in words, and how much has been looked through while that goes on."""
        track = self.track
        channels = {1: tr("mono"), 2: tr("stereo")}.get(
            track.n_channels, tr("{count} channels", count=track.n_channels)
        )
        rate = f"{self.session.document.sample_rate / 1000:g} kHz"
        share = self.library.share_done({clip.source for clip in track.clips})
        reading = [tr("reading {share}", share=f"{share:.0%}")] if share < 1 else []
        return " · ".join([channels, *(reading or [rate])])

    def _rename_if_here(self, track_id: str) -> None:
        if track_id == self.track_id:
            self.rename()

    # ---- places

    def measure(self) -> None:
        """As wide as the font asks for."""
        self.setFixedWidth(em_px(self, HEAD_EM))

    def _arrange(self) -> None:
        """Put the parts one below the other, as many as there is room for above the regions."""
        pad, row, slider = (em_px(self, ems) for ems in (_PAD_EM, _ROW_EM, _SLIDER_EM))
        foot = self.row_tops[0] or self.height()
        right = self._right_edge()
        top, side = pad // 2 + row, slider - 3
        for place, button in enumerate((self.mute, self.solo)):
            button.setGeometry(pad + place * (side + 2), top, side, side)
        beside = self.solo.geometry().right() + 5
        for part, left in ((self.gain, beside), (self.pan, pad)):
            part.setGeometry(left, top, right - left, slider - 3)
            part.setVisible(top + slider <= foot)
            top += slider
        self._place_fold()
        if self.meter is not None:
            width = em_px(self, _METER_EM)
            self.meter.setGeometry(self.width() - width - 3, 2, width, max(0, foot - 4))
        if not self.name.isHidden():
            self.name.setGeometry(self._name_rect())

    def _place_fold(self) -> None:
        """Before the takes, where there are any; its words stand under those of the row above."""
        self.fold.setVisible(self.row_tops[1] > 0)
        height = em_px(self, 1.5)
        self.fold.setGeometry(2, self.row_tops[1] + 1, self.fold.sizeHint().width(), height)

    def _right_edge(self) -> int:
        meter = em_px(self, _METER_EM) if self.meter is not None else 0
        return self.width() - em_px(self, _PAD_EM) // 2 - 1 - meter - (4 if meter else 0)

    def _name_rect(self) -> QRect:
        pad, row = em_px(self, _PAD_EM), em_px(self, _ROW_EM)
        return QRect(pad, pad // 2, self._right_edge() - pad, round(0.86 * row))

    # ---- Qt's own

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, name and facts, names of the rows beside them."""
        theme = theme_of(self)
        with QPainter(self) as painter:
            ground = mixed(theme.accent, theme.panel, 0.07) if self._is_marked() else theme.panel
            painter.fillRect(event.rect(), ground)
            self._draw_name(painter)
            self._draw_rows(painter)
            if self._is_marked():
                painter.fillRect(0, 0, em_px(self, 0.2), self.height() - 1, theme.accent)
            painter.fillRect(self.width() - 1, 0, 1, self.height(), theme.border)
            painter.fillRect(0, self.height() - 1, self.width(), 1, theme.border)

    def _is_marked(self) -> bool:
        """With a single track there is nothing to tell apart."""
        return len(self.session.document.tracks) > 1 and self.is_focused

    def _draw_name(self, painter: QPainter) -> None:
        theme, font, room = theme_of(self), QFont(painter.font()), self._name_rect()
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(theme.text)
        name = painter.fontMetrics().elidedText(
            self.track.name or tr("Track"), Qt.TextElideMode.ElideMiddle, room.width()
        )
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), name)
        font.setBold(False)
        painter.setFont(font)

    def _draw_rows(self, painter: QPainter) -> None:
        pad, line = em_px(self, _PAD_EM), em_px(self, 1.15)
        painter.setPen(theme_of(self).text_dim)
        below = self.pan if not self.pan.isHidden() else self.gain
        top = below.geometry().bottom() + em_px(self, 0.2)
        if not self.pan.isHidden() and top + line <= (self.row_tops[0] or self.height()):
            text = painter.fontMetrics().elidedText(
                self.facts(), Qt.TextElideMode.ElideRight, self._right_edge() - pad
            )
            painter.drawText(pad, top + em_px(self, 0.95), text)
        if self.row_tops[0] > 0:
            painter.drawText(pad, self.row_tops[0] + em_px(self, 1.15), tr("Regions"))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Give the track the keys."""
        self.tracks.focus(self.track_id)
        self.keys_passed.emit()
        self._pressed = event.position().toPoint()
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A drag that begins on the name carries the track out of the window."""
        if not event.buttons() & Qt.MouseButton.LeftButton or not self._name_rect().contains(self._pressed):
            return
        if (event.position().toPoint() - self._pressed).manhattanLength() >= QApplication.startDragDistance():
            self._pressed = QPoint(-1, -1)
            self.drag_asked.emit(self.track_id)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """On the name: write another one."""
        if self._name_rect().contains(event.position().toPoint()):
            self.rename()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Give the track the keys, and ask for its menu."""
        self.tracks.focus(self.track_id)
        self.menu_requested.emit(self.track_id, event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put everything in its place again."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Another font asks for other places."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.measure()
            self._arrange()


def _toggle(name: str, letter: str, parent: QWidget) -> QToolButton:
    button = QToolButton(parent)
    button.setObjectName(name)
    button.setText(letter)
    button.setCheckable(True)
    button.setToolTip({"mute": tr("Mute (Shift+U)"), "solo": tr("Solo (Shift+S)")}[name])
    return button
