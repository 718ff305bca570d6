"""The lower edge of a track: dragged, it makes the track taller or less tall."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.language import tr
from app.session import Session
from app.theme import em_px, theme_of

MIN_EM, MAX_EM = 2.0, 60.0
"""How low and how tall the lane that shows the sound may become, in line heights."""


class HeightGrip(QWidget):
    """A thin strip under a track. Two clicks leave the height to the layout again.

    Args:
        lane: whose height is changed.
    """

    def __init__(self, session: Session, track_id: str, lane: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.track_id, self.lane = session, track_id, lane
        self._from: tuple[float, int] | None = None
        self.setCursor(Qt.CursorShape.SizeVerCursor)
        self.setToolTip(tr("Drag to make the track taller; two clicks undo that"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.measure()

    def measure(self) -> None:
        """Wide enough to be taken hold of."""
        self.setFixedHeight(em_px(self, 0.35))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The window's own ground; lit while the pointer is over it."""
        theme = theme_of(self)
        with QPainter(self) as painter:
            painter.fillRect(event.rect(), theme.border if self.underMouse() else theme.window)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._from = event.globalPosition().y(), self.lane.height()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go along."""
        if self._from is not None:
            self._set(self._from[1] + round(event.globalPosition().y() - self._from[0]))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let go."""
        self._from = None

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        """Leave it to the layout."""
        look = self.session.look(self.track_id)
        self.session.set_look(self.track_id, replace(look, height_px=0))

    def _set(self, height_px: int) -> None:
        limited = min(max(height_px, em_px(self, MIN_EM)), em_px(self, MAX_EM))
        look = self.session.look(self.track_id)
        self.session.set_look(self.track_id, replace(look, height_px=limited))

    def enterEvent(self, event: QEvent) -> None:
        """Light up."""
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """And out."""
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Another font asks for another height."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.measure()
