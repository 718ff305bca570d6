"""The lane that shows the sound of a track, as waveform, spectrogram or both, and what is pointed at."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce

import numpy as np
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPen, QWheelEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from app.language import tr
from app.session import Session
from app.theme import faded, mixed
from app.timeline import envelope, samples, scales, tiles, words
from app.timeline.drag import Kind
from app.timeline.gestures import Gestures
from app.timeline.lane import Lane
from app.timeline.look import Look, Show
from app.timeline.peaks_library import PeaksLibrary
from app.timeline.spectrogram import Spectrogram
from app.timeline.wave_picture import Coat, WavePicture
from engine.audio.files import Reader, Source
from engine.document.document import Region, Track
from engine.errors import EngineError
from engine.timeline import Span

LINE_SCALE = 0.5
"""Samples per device pixel below which single samples are drawn as a line."""

SILENT_OPACITY = 0.35
"""How strongly the sound of a track is drawn that is not heard."""

NOTCH, MAX_NOTCHES = 120, 4.0


class Waveform(Lane):
    """Filled extremes with a brighter core, takes in their own colour; single samples when zoomed in.

    What is shown, and how tall the amplitudes are, is the session's look at the track.
    """

    def __init__(
        self,
        session: Session,
        gestures: Gestures,
        track_id: str,
        library: PeaksLibrary,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(session, gestures, track_id, parent)
        self.library = library
        self._heard = Track(1, id=track_id)
        self._is_audible = True
        self._rendered: samples.Rendered | None = None
        self._doubled = (-(10**9), QPoint())
        self._picture = WavePicture(library, self.update)
        self.spectrogram = Spectrogram(library, self)
        self._frequencies = scales.FrequencyScale()
        self.spectrogram.changed.connect(self.update)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        library.changed.connect(self.show_peaks)
        session.look_changed.connect(self.show_look)
        session.spectrogram_changed.connect(self.show_spectrogram)
        self.show_document()

    @property
    def reader(self) -> Reader:
        """Where samples are read from."""
        return self.library.reader

    @property
    def look(self) -> Look:
        """How the track is looked at."""
        return self.session.look(self.track_id)

    @property
    def wave_rect(self) -> QRect:
        """Where the waveform is drawn; empty where only the spectrogram is shown."""
        share = {Show.WAVEFORM: 1.0, Show.BOTH: 0.5, Show.SPECTROGRAM: 0.0}[self.look.show]
        return QRect(0, 0, self.width(), round(self.height() * share))

    @property
    def spectrum_rect(self) -> QRect:
        """Where the spectrogram is drawn; empty where only the waveform is shown."""
        top = self.wave_rect.height()
        return QRect(0, top, self.width(), self.height() - top)

    @property
    def is_settled(self) -> bool:
        """Whether the last paint drew all that it was asked to draw, for good."""
        show = self.look.show
        is_drawn = show is Show.SPECTROGRAM or self._picture.n_lacking == 0
        return is_drawn and (show is Show.WAVEFORM or self.spectrogram.is_settled)

    def show_document(self, where: Span | None = None) -> None:
        """Draw anew what is heard otherwise than before; the other tiles stay.

        Args:
            where: the stretch that looks otherwise; None where that may be anywhere.
        """
        extent = self._heard.extent
        track = self._heard = words.track_in(self.session.document, self.track_id)
        changed = self._picture.show(envelope.heard(track), track.n_channels)
        self.spectrogram.show_track(track, self.session.document.sample_rate, changed)
        self.measure()
        self.setAccessibleName(tr("Waveform of {name}", name=track.name or tr("the track")))
        if track.extent != extent:
            where = None  # the ground begins or ends elsewhere, too
        elif where:
            seen = reduce(Span.hull, changed, where)
            where = Span(seen.start - 1, seen.stop + 1)  # lines lead to the samples beside it
        self.update_stretch(where)

    def show_audible(self, *, is_audible: bool) -> None:
        """Draw the sound faintly where it is not heard, for its track is mute or another one is solo."""
        if is_audible != self._is_audible:
            self._is_audible = is_audible
            self.update()

    def show_look(self, track_id: str) -> None:
        """Look at the track in another way."""
        if track_id == self.track_id:
            self.measure()
            self.update()

    def show_spectrogram(self, _look: object) -> None:
        """Draw the spectrogram in another way."""
        if self.look.show is not Show.WAVEFORM:
            self.update()

    def measure(self) -> None:
        """Between readable and roomy, by the number of channels."""
        n_channels = words.track_in(self.session.document, self.track_id).n_channels
        if wanted := self.session.look(self.track_id).height_px:
            self.setFixedHeight(wanted)
            return
        low, high = (2.6, 14.0) if n_channels > 1 else (4.4, 18.0)
        self.setMinimumHeight(self.em(low * min(n_channels, 4)))
        self.setMaximumHeight(self.em(high * n_channels))

    def show_peaks(self, source: Source) -> None:
        """Draw again the tiles that lacked peaks; until then they stand as they are."""
        if any(stretch.source == source for stretch in self._picture.stretches):
            self._picture.show_peaks()
            self._rendered = None  # the file may be there again
            self.update()

    def draw(self, painter: QPainter, area: QRect) -> None:
        """From the back to the front: ground, spectrogram, selection, waveform, regions, scales, cursor."""
        show = self.look.show
        strength = 1.0 if self._is_audible else SILENT_OPACITY
        self._draw_ground(painter, area)
        if show is not Show.WAVEFORM:
            painter.setOpacity(strength)
            self._draw_spectrogram(painter)
            painter.setOpacity(1.0)
        self._draw_selection(painter)
        if show is not Show.SPECTROGRAM:
            painter.setOpacity(strength)
            self._draw_wave(painter, area)
            painter.setOpacity(1.0)
        for region in self.track.regions:
            self._draw_region(painter, region, area)
        self._draw_scales(painter)
        self._draw_cursor(painter)

    def _draw_ground(self, painter: QPainter, area: QRect) -> None:
        """Where there is material, the canvas and a line of silence for each channel; elsewhere the void."""
        theme, track, rect = self.theme, self._heard, self.wave_rect
        painter.fillRect(area, theme.void)
        left, right = self.span_px(track.extent.start, track.extent.stop)
        painter.fillRect(left, 0, right - left, self.height(), theme.canvas)
        for index, strip in enumerate(tiles.strips(track.n_channels, rect.height())):
            painter.fillRect(left, round(strip.middle), right - left, 1, theme.grid)
            if index:
                painter.fillRect(area.left(), strip.top, area.width(), 1, theme.border)
        painter.fillRect(area.left(), self.height() - 1, area.width(), 1, theme.border)

    def _draw_wave(self, painter: QPainter, area: QRect) -> None:
        ratio = self.devicePixelRatioF()
        if self.session.viewport.samples_per_px / ratio < LINE_SCALE:
            self._picture.n_lacking = 0
            self._draw_samples(painter, area)
            return
        height = max(1, round(self.wave_rect.height() * ratio))
        coat = Coat(height, self.look.amplitude, self.theme)
        self._picture.draw(painter, self.wave_rect, area, self.session.viewport, ratio, coat)

    def _draw_spectrogram(self, painter: QPainter) -> None:
        left, right = self.span_px(self._heard.extent.start, self._heard.extent.stop)
        rect = self.spectrum_rect
        painter.save()
        painter.setClipRect(
            QRect(left, rect.top(), right - left, rect.height()), Qt.ClipOperation.IntersectClip
        )
        self.spectrogram.draw(
            painter,
            rect,
            self.session.viewport,
            self.devicePixelRatioF(),
            self.theme,
            self.session.spectrogram,
        )
        painter.restore()
        for strip in tiles.strips(self._heard.n_channels, rect.height()):
            painter.fillRect(left, rect.top() + strip.top, right - left, 1, self.theme.border)

    def _draw_scales(self, painter: QPainter) -> None:
        """Frequencies beside a spectrogram; how often the waveform is magnified, where it is."""
        if self.look.show is not Show.WAVEFORM:
            rate, look = self.session.document.sample_rate, self.session.spectrogram
            for strip in tiles.strips(self._heard.n_channels, self.spectrum_rect.height()):
                place = QRect(0, self.spectrum_rect.top() + strip.top, self.width(), strip.height)
                self._frequencies.draw(painter, place, rate, look.scale, self.theme)
        if self.look.show is not Show.SPECTROGRAM and self.look.amplitude != 1:
            scales.draw_chip(painter, self.chip_rect, self.look.amplitude, self.theme)

    @property
    def chip_rect(self) -> QRect:
        """Where the magnification is written, if it is not 1."""
        return QRect(self.em(0.4), self.em(0.4), self.em(3.2), self.em(1.3))

    # ---- single samples

    def _draw_samples(self, painter: QPainter, area: QRect) -> None:
        """A line through the samples exactly as they are rendered."""
        viewport = self.session.viewport
        span = self._span_of(area)
        if not span:
            return
        try:
            sound = self._rendered_at(span)
        except EngineError as error:
            self.library.failed.emit(str(error))
            return
        is_take = np.zeros(sound.shape, bool)
        for stretch in self._picture.stretches:
            if stretch.is_take and (part := stretch.at.overlap(span)):
                is_take[part.start - span.start : part.stop - span.start, list(stretch.channels)] = True
        x = (np.arange(span.start, span.stop) - viewport.start) / viewport.samples_per_px
        channels = tiles.strips(sound.shape[1], self.wave_rect.height(), self.look.amplitude)
        samples.draw(painter, x, sound, is_take, channels, self.theme)

    def _span_of(self, area: QRect) -> Span:
        """The samples whose line goes through an area."""
        left, right = (self.session.viewport.to_sample(x) for x in (area.left() - 1, area.right() + 2))
        return self._heard.extent.overlap(Span(left - 2, right + 2))

    def _rendered_at(self, span: Span) -> samples.Doubles:
        kept = self._rendered
        if kept is None or kept.track is not self._heard or not kept.span.contains(span):
            view = self._span_of(self.rect())
            kept = self._rendered = samples.Rendered.around(self._heard, view.hull(span), self.reader.read)
        return kept.cut(span)

    # ---- what is pointed at

    def _draw_selection(self, painter: QPainter) -> None:
        """A wash with a solid bar along its top."""
        selection, theme = self.session.selection, self.theme
        if selection is None or self.track_id not in selection.tracks or not selection.span:
            return
        left, right = self.span_px(selection.span.start, selection.span.stop)
        rect = QRect(left, 0, max(1, right - left), self.height() - 1)
        color = theme.warning if self.gestures.kind is Kind.SUBTRACT else theme.selection
        painter.fillRect(rect, faded(color, 0.15))
        painter.fillRect(rect.left(), 0, rect.width(), 3, color)
        if self.look.show is not Show.WAVEFORM:  # over its colours a wash alone is hard to see
            for x in (rect.left(), rect.right()):
                painter.fillRect(x, 0, 1, rect.height(), color)

    def _draw_cursor(self, painter: QPainter) -> None:
        """A dashed line where an empty selection stands."""
        selection = self.session.selection
        if selection is None or self.track_id not in selection.tracks or selection.span:
            return
        x = self.to_px(selection.span.start)
        painter.setPen(QPen(self.theme.selection, 1, Qt.PenStyle.DashLine))
        painter.drawLine(x, 0, x, self.height())

    def _draw_region(self, painter: QPainter, region: Region, area: QRect) -> None:
        """Square brackets around the stretch, and a tint, where that is in `area`."""
        theme = self.theme
        left, right = self.span_px(region.span.start, region.span.stop)
        if not (left <= area.right() and area.left() <= max(right, left + 2)):
            return
        is_focused = region.id == self.session.focused_region
        color = theme.region if is_focused else mixed(theme.region, theme.canvas, 0.6)
        rect = QRect(left, 0, max(2, right - left), self.height() - 1)
        painter.fillRect(rect, faded(theme.region, 0.08 if is_focused else 0.05))
        pen_px, foot = (2 if is_focused else 1), rect.bottom()
        lip = min(self.em(0.45), max(2, rect.width() // 2))
        for x, lip_x in ((rect.left(), rect.left()), (rect.right() + 1 - pen_px, rect.right() + 1 - lip)):
            painter.fillRect(x, 0, pen_px, self.height(), color)
            painter.fillRect(lip_x, 4, lip, pen_px, color)
            painter.fillRect(lip_x, foot - pen_px, lip, pen_px, color)

    # ---- double and triple clicks

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Soon after a double-click, a third click: all of the track."""
        if event.button() == Qt.MouseButton.LeftButton and self._is_third(event):
            self.gestures.track_asked.emit(self.track_id)
        else:
            super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """What sounds under the pointer; on the plate with the magnification, no magnification."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if self.look.amplitude != 1 and self.chip_rect.contains(event.position().toPoint()):
            self.session.set_look(self.track_id, replace(self.look, amplitude=1.0))
            return
        self._doubled = (event.timestamp(), event.position().toPoint())
        self.gestures.stretch_asked.emit(self.track_id, self.session.viewport.to_sample(event.position().x()))

    def _is_third(self, event: QMouseEvent) -> bool:
        at_ms, place = self._doubled
        way = (event.position().toPoint() - place).manhattanLength()
        is_soon = event.timestamp() - at_ms <= QApplication.doubleClickInterval()
        return is_soon and way <= QApplication.startDragDistance()

    # ---- magnifying

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Alt: taller or lower waveforms; with Ctrl and Alt: more or fewer decibels of a spectrogram."""
        modifiers = event.modifiers()
        if not modifiers & Qt.KeyboardModifier.AltModifier:
            event.ignore()
            return
        angle = event.angleDelta().y() or event.angleDelta().x()  # Alt turns the wheel sideways on X11
        notches = max(-MAX_NOTCHES, min(MAX_NOTCHES, angle / NOTCH))
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            self.gestures.hinted.emit(scales.widen_range(self.session, notches))
        else:
            self.gestures.hinted.emit(scales.magnify(self.session, self.track_id, notches))
        event.accept()
