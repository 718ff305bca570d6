"""The field in which a name is written in its place: of a track, a clip, a region or a take."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget


class NameField(QLineEdit):
    """There only while a name is written: Enter or leaving it takes the name, Escape leaves the old one.

    Signals:
        named: str, another name.
        left: nothing; it was ended by a key.
    """

    named = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget, spoken: str) -> None:
        super().__init__(parent, objectName="nameField", accessibleName=spoken)
        self._before = ""
        self.hide()
        self.editingFinished.connect(self._end)

    def stand_over(self, strip: QWidget, rect: QRect, least_px: int) -> None:
        """Lie over a part of a strip, or at its near edge where that is out of sight; not narrower than this.

        Args:
            strip: the field's parent, or beside it in the same parent.
        """
        width = max(min(rect.width(), strip.width()), least_px)
        corner = QPoint(max(0, min(rect.left(), strip.width() - width)), rect.top())
        place = strip.mapToParent(corner) if self.parentWidget() is not strip else corner
        self.setGeometry(QRect(place, QSize(width, rect.height())))

    def begin(self, name: str) -> None:
        """Show up with this name, all of it selected."""
        self._before = name
        self.setText(name)
        self.selectAll()
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def drop(self) -> None:
        """Go, and leave the old name."""
        self.setText(self._before)
        self._end()

    def _end(self) -> None:
        if self.isHidden():
            return
        had_keys = self.hasFocus()
        self.hide()
        if had_keys:
            self.left.emit()
        if self.text() != self._before:
            self.named.emit(self.text())

    def event(self, event: QEvent) -> bool:
        """Keep Escape: it means the name, not the window."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves the name as it was."""
        if event.key() == Qt.Key.Key_Escape:
            self.drop()
            return
        super().keyPressEvent(event)
