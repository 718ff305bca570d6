"""The overview: the whole project in one strip, and over it the window that the canvas shows."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRect, QRectF, QSizeF, Qt, QTimer
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.language import tr
from app.session import Session, Viewport
from app.theme import faded
from app.timeline import axis, envelope, tiles
from app.timeline.canvas import PLAYHEAD_PX, Canvas
from app.timeline.peaks_library import PeaksLibrary
from engine.audio.source import Source
from engine.document.document import Clip, Heard, Track

SOON_MS = 40

_Told = tuple[tuple[Clip, ...], tuple[Heard, ...], Viewport, QSizeF, float]
"""What a track was drawn from: what sounds, the axis, the size, and device pixels per pixel."""

_Places = tuple[Viewport, tuple[str, ...]]
"""Where waveforms lie: the axis, and the tracks from top to bottom."""


class Overview(Canvas):
    """Has an axis of its own: everything there is, from edge to edge. A drag moves the view."""

    def __init__(self, session: Session, library: PeaksLibrary, parent: QWidget | None = None) -> None:
        self._picture: QPixmap | None = None
        self._drawn_for: _Places | None = None
        self._rows_drawn: dict[str, tuple[_Told, QImage]] = {}  # by track, with what they were drawn from
        super().__init__(session, parent)
        self.library = library
        self._grip: float | None = None
        # What was changed shows on the canvas first; the waveforms up here follow in a paint of their own.
        self._soon = QTimer(self, interval=SOON_MS, singleShot=True)
        self._soon.timeout.connect(self.forget_picture)
        self.setAccessibleName(tr("Overview"))
        self.setToolTip(tr("Drag the window to move the view"))
        library.changed.connect(self._forget_source)
        session.selection_changed.connect(self.show_viewport)

    @property
    def axis(self) -> Viewport:
        """The scale of the overview itself."""
        return axis.fitted(axis.shown_extent(self.session.document), self.width(), margin=0.005)

    def measure(self) -> None:
        """A low strip."""
        self.setFixedHeight(self.em(2.4))

    def show_document(self) -> None:
        """Draw anew; a little later the waveforms of tracks that sound otherwise."""
        if self._drawn_for == self._places():
            self.show_viewport(None)
            self._forget_soon()
        else:  # what was drawn lies elsewhere now
            self.forget_picture()

    def _places(self) -> _Places:
        return self.axis, tuple(track.id for track in self.session.document.tracks)

    def _forget_source(self, source: Source) -> None:
        """More is known of a source: drop the waveforms in which it is heard."""
        for track, ((clips, heard, *_), _drawn) in tuple(self._rows_drawn.items()):
            if source in [*(clip.source for clip in clips), *(each.take.source for each in heard)]:
                del self._rows_drawn[track]
                self._forget_soon()

    @property
    def is_settled(self) -> bool:
        """Whether its waveforms are those of the document as it is."""
        return not self._soon.isActive()

    def _forget_soon(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def forget_picture(self) -> None:
        """Put the waveforms together anew; those of tracks that sound as before are kept."""
        self._picture = None
        self._playhead_x = self.to_px(self.session.playhead)
        self.update()

    def forget_colors(self) -> None:
        """Drop them: they hold the old colours."""
        self._picture = None
        self._rows_drawn.clear()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """It has another size now."""
        self.forget_picture()
        super().resizeEvent(event)

    def draw(self, painter: QPainter, area: QRect) -> None:
        """Waveforms, regions, then all that is out of view veiled."""
        theme = self.theme
        painter.fillRect(area, theme.panel)
        if axis.shown_extent(self.session.document):
            painter.drawPixmap(0, 0, self._waveforms())
            self._draw_regions(painter)
            self._draw_window(painter)
        painter.fillRect(area.left(), self.height() - 1, area.width(), 1, theme.border)

    def _waveforms(self) -> QPixmap:
        if self._picture is None:
            ratio = self.devicePixelRatioF()
            picture = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
            picture.setDevicePixelRatio(ratio)
            picture.fill(Qt.GlobalColor.transparent)
            with QPainter(picture) as painter:
                self._draw_tracks(painter)
            self._picture, self._drawn_for = picture, self._places()
        return self._picture

    def _draw_tracks(self, painter: QPainter) -> None:
        before, self._rows_drawn = self._rows_drawn, {}
        for track, row in self._rows():
            told = (track.clips, track.heard, self.axis, row.size(), self.devicePixelRatioF())
            known = before.get(track.id)
            drawn = known if known is not None and known[0] == told else (told, self._drawn_track(track, row))
            self._rows_drawn[track.id] = drawn
            painter.drawImage(row, drawn[1])

    def _rows(self) -> Iterator[tuple[Track, QRectF]]:
        tracks = self.session.document.tracks
        height = (self.height() - 2) / max(1, len(tracks))
        for index, track in enumerate(tracks):
            yield track, QRectF(0, index * height, self.width(), height)

    def _drawn_track(self, track: Track, row: QRectF) -> QImage:
        """All channels of a track over one another, a column for each device pixel."""
        ratio, view = self.devicePixelRatioF(), self.axis
        scale, n = view.samples_per_px / ratio, round(self.width() * ratio)
        columns = envelope.columns(
            envelope.heard(track), track.n_channels, round(view.start / scale), n, scale, self.library, None
        )
        return tiles.painted(envelope.merged(columns), max(1, round(row.height() * ratio)), self.theme)

    def _draw_regions(self, painter: QPainter) -> None:
        view = self.axis
        for track, row in self._rows():
            for region in track.regions:
                left, right = view.to_px(region.span.start), view.to_px(region.span.stop)
                painter.fillRect(QRectF(left, row.bottom() - 3, max(2, right - left), 3), self.theme.region)

    def _draw_window(self, painter: QPainter) -> None:
        theme, window = self.theme, self._window()
        veil = faded(theme.window, 0.62)
        painter.fillRect(QRectF(0, 0, window.left(), self.height()), veil)
        painter.fillRect(QRectF(window.right(), 0, self.width() - window.right(), self.height()), veil)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.text_dim, 1))
        painter.drawRoundedRect(window.adjusted(0.5, 0.5, -0.5, -1.5), 3, 3)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _window(self) -> QRectF:
        """The stretch in view; never too thin to be taken hold of."""
        span, view = axis.visible_span(self.session.viewport, self._canvas_width()), self.axis
        left = min(max(0.0, view.to_px(span.start)), float(self.width()))
        right = min(max(view.to_px(span.stop), 0.0), float(self.width()))
        if right - left < 6:
            middle = (left + right) / 2
            left, right = middle - 3, middle + 3
        return QRectF(left, 0, right - left, self.height())

    def _canvas_width(self) -> int:
        return self.width()

    def draw_playhead(self, painter: QPainter) -> None:
        """A thin line."""
        painter.fillRect(self._playhead_x, 0, PLAYHEAD_PX - 1, self.height(), self.theme.playhead)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the window; beside it, bring it here first."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        window = self._window()
        x = event.position().x()
        self._grip = x - window.left() if window.contains(event.position()) else window.width() / 2
        self._move_to(x)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the view."""
        if self._grip is not None:
            self._move_to(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._grip = None

    def _move_to(self, x: float) -> None:
        viewport, extent = self.session.viewport, axis.shown_extent(self.session.document)
        start = self.axis.start + (x - (self._grip or 0.0)) * self.axis.samples_per_px
        if extent:
            moved = Viewport(start, viewport.samples_per_px)
            self.session.show(axis.clamped(moved, extent, self._canvas_width()))
