"""What every drawn strip of the timeline shares: the time axis, the colours and the playhead."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.session import Session, Viewport
from app.theme import Theme, line_px, theme_of
from engine.timeline import Span

PLAYHEAD_PX = 2
FAR_PX = 2**20
MOST_WIDTHS = 4096


class Canvas(QWidget):
    """A strip whose left edge is the viewport's first sample; subclasses draw in `draw`.

    The playhead moves thirty times a second, so only the columns that it leaves and enters are painted.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        self.session = session
        self._line_px = 0.0
        self._theme: Theme | None = None
        self._widths: dict[str, int] = {}
        super().__init__(parent)
        self._playhead_x = self.to_px(session.playhead)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.measure()
        session.viewport_changed.connect(self.show_viewport)
        session.playhead_moved.connect(self.show_playhead)

    @property
    def theme(self) -> Theme:
        """The colours to draw in."""
        self._theme = self._theme or theme_of(self)  # asked for hundreds of times in a paint
        return self._theme

    def em(self, ems: float = 1.0) -> int:
        """Pixels of so many line heights of this widget's font."""
        self._line_px = self._line_px or line_px(self)
        return max(1, round(ems * self._line_px))

    def text_px(self, text: str) -> int:
        """Pixels of a text in this widget's font; known texts are not measured again."""
        if text not in self._widths:
            if len(self._widths) > MOST_WIDTHS:
                self._widths.clear()
            self._widths[text] = self.fontMetrics().horizontalAdvance(text)
        return self._widths[text]

    @property
    def axis(self) -> Viewport:
        """The scale of its time: that of the view, unless a subclass has its own."""
        return self.session.viewport

    def to_px(self, sample: float) -> int:
        """The pixel column of a sample, or one far outside the widget."""
        return round(min(max(self.axis.to_px(sample), -FAR_PX), FAR_PX))

    def span_px(self, start: int, stop: int) -> tuple[int, int]:
        """Left and right pixel of a span, cut to just outside the widget, so that Qt's integers suffice."""
        left, right = (max(-64, min(self.to_px(edge), self.width() + 64)) for edge in (start, stop))
        return left, right

    def show_viewport(self, _viewport: object) -> None:
        """Repaint for another scroll position or scale."""
        self._playhead_x = self.to_px(self.session.playhead)
        self.update()

    def show_playhead(self, sample: int) -> None:
        """Repaint the two columns that change."""
        x = self.to_px(sample)
        if x != self._playhead_x:
            self.update(self._playhead_column(self._playhead_x))
            self.update(self._playhead_column(x))
            self._playhead_x = x

    def update_stretch(self, span: Span | None) -> None:
        """Repaint what lies over a span of the track, and what is drawn around its edges; None: all."""
        if span is None:
            self.update()
        elif span:
            (left, right), reach = self.span_px(span.start, span.stop), self.em(0.5)
            self.update(QRect(left - reach, 0, right - left + 2 * reach, self.height()))

    def draw(self, painter: QPainter, area: QRect) -> None:
        """Paint what lies in `area`."""
        raise NotImplementedError

    def draw_above(self, painter: QPainter, area: QRect) -> None:
        """Paint over that; nothing, unless a subclass does."""

    def draw_playhead(self, painter: QPainter) -> None:
        """A line from top to bottom."""
        painter.fillRect(self._playhead_x, 0, PLAYHEAD_PX, self.height(), self.theme.playhead)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the strip, the playhead above it, and a frame where the keys are."""
        with QPainter(self) as painter:
            painter.setClipRect(event.rect())
            self.draw(painter, event.rect())
            self.draw_above(painter, event.rect())
            painter.setPen(QPen(Qt.PenStyle.NoPen))
            if self._playhead_column(self._playhead_x).intersects(event.rect()):
                self.draw_playhead(painter)
            if self.hasFocus():
                painter.setPen(QPen(self.theme.accent, 1))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
                painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def changeEvent(self, event: QEvent) -> None:
        """Repaint in other colours."""
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._line_px = 0.0
            self._theme = None
            self._widths.clear()
            self.measure()
            self.forget_colors()
            self.update()
        super().changeEvent(event)

    def measure(self) -> None:
        """Take up the height that the font asks for."""

    def forget_colors(self) -> None:
        """Drop what was drawn in colours that no longer hold."""

    def _playhead_column(self, x: int) -> QRect:
        reach = self.playhead_reach
        return QRect(x - reach, 0, PLAYHEAD_PX + 2 * reach, self.height())

    @property
    def playhead_reach(self) -> int:
        """Pixels to each side of the line that its drawing takes."""
        return 0
