"""The loop strip: what is played over and over, as a bar with round ends that can be moved and stretched."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from app.language import tr
from app.session import Session
from app.theme import faded, mixed
from app.timeline.drag import State, state_of
from app.timeline.held import EDGE_PX, HeldCanvas
from engine.timeline import Span


class Grip(Enum):
    """What a press in the strip takes hold of."""

    NEW = "new"
    START = "start"
    STOP = "stop"
    BODY = "body"


class LoopStrip(HeldCanvas):
    """A drag makes a loop, its edges and its middle move it, a click on it turns looping on and off."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._grip = Grip.NEW
        self._pressed = self._sample = 0
        self._late: State | None = None
        self._before: tuple[Span | None, bool] = (None, False)
        self.setAccessibleName(tr("Loop strip"))
        self.setToolTip(tr("Drag to make a loop, click the loop to turn it on or off (L)"))
        session.loop_changed.connect(self.show_loop)

    def measure(self) -> None:
        """A slim band."""
        self.setFixedHeight(self.em(0.85))

    def show_loop(self, _loop: object, _is_on: bool) -> None:
        """Repaint for another loop."""
        self.update()

    def draw(self, painter: QPainter, area: QRect) -> None:
        """The band; the loop filled while it is on, an outline while it is off."""
        theme, session = self.theme, self.session
        painter.fillRect(area, mixed(theme.panel, theme.window, 0.4))
        painter.fillRect(area.left(), self.height() - 1, area.width(), 1, theme.border)
        if session.loop is None:
            return
        left, right = self.span_px(session.loop.start, session.loop.stop)
        bar = QRectF(left + 0.5, 1.5, max(3, right - left) - 1, self.height() - 4)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.loop, 1))
        painter.setBrush(faded(theme.loop, 0.9 if session.is_looping else 0.14))
        painter.drawRoundedRect(bar, bar.height() / 2, bar.height() / 2)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def draw_playhead(self, painter: QPainter) -> None:
        """None: the ruler below has it."""

    def grip_at(self, x: float) -> Grip:
        """What a press at pixel `x` would take hold of."""
        loop, viewport = self.session.loop, self.session.viewport
        if loop is None:
            return Grip.NEW
        start, stop = viewport.to_px(loop.start), viewport.to_px(loop.stop)
        edge_px = min(EDGE_PX, max(1.0, (stop - start) / 3))
        if abs(x - stop) <= edge_px:
            return Grip.STOP
        if abs(x - start) <= edge_px:
            return Grip.START
        return Grip.BODY if start < x < stop else Grip.NEW

    def point(self, x: float, y: float) -> None:
        """Edges are stretched, the middle is moved."""
        shapes = {Grip.NEW: Qt.CursorShape.CrossCursor, Grip.BODY: Qt.CursorShape.OpenHandCursor}
        self.setCursor(shapes.get(self.grip_at(x), Qt.CursorShape.SizeHorCursor))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of an edge, of the loop, or begin another one."""
        if event.button() == Qt.MouseButton.LeftButton:
            x = event.position().x()
            self._grip = self.grip_at(x)
            self._before = (self.session.loop, self.session.is_looping)
            self._pressed = self.session.viewport.to_sample(x)
            self._late = None
            self.snap(self._pressed)  # asked for now, it may be known once the pointer moves
            self.hold(x)
        else:
            event.ignore()

    def drag_to(self, x: float) -> None:
        """The loop is what it would become."""
        self._sample = self.session.viewport.to_sample(x)
        self.session.set_loop(self._dragged(self._sample))
        if self._grip is Grip.NEW:
            self.session.set_looping(True)

    def follow_again(self) -> None:
        """The edges that are held, or were let go just before, have somewhere to go now."""
        super().follow_again()
        if self._late is not None and self._late == state_of(self.session):
            self.session.set_loop(self._dragged(self._sample))
            self._late = state_of(self.session)

    def drop(self, x: float, *, is_click: bool) -> None:
        """A click on the loop turns looping on or off."""
        if is_click and self._grip is not Grip.NEW:
            self.session.set_looping(not self.session.is_looping)
        elif not is_click:
            self._late = state_of(self.session)
        self.point(x, 0)

    def revert(self) -> None:
        """The loop that was there before the press."""
        loop, is_on = self._before
        self.session.set_loop(loop)
        self.session.set_looping(is_on)

    def _dragged(self, sample: int) -> Span:
        before = self._before[0] or Span(0, 0)
        if self._grip is Grip.BODY:
            return before.shifted(self.snap(before.start + sample - self._pressed) - before.start)
        edges = {Grip.START: before.stop, Grip.STOP: before.start}
        fixed = edges[self._grip] if self._grip in edges else self.snap(self._pressed)
        moved = self.snap(sample)
        return Span(min(fixed, moved), max(fixed, moved))
