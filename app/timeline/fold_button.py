"""The button beside the takes of a track: in one line, or in rows."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QWidget

from app.language import tr
from app.session import Session


class FoldButton(QToolButton):
    """Says what the row is, and folds and unfolds it; shows how it stands by its arrow."""

    def __init__(self, session: Session, track_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("fold")
        self.setText(tr("Takes"))
        self.setToolTip(tr("Takes in rows (Ctrl+Alt+T)"))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setAutoRaise(True)
        self._session, self._track_id = session, track_id
        self.clicked.connect(self._switch)
        session.unfolded.connect(self.show_fold)
        self.show_fold(track_id)

    def show_fold(self, track_id: str) -> None:
        """Point down where the takes of this track stand in rows."""
        if track_id == self._track_id:
            is_unfolded = self._session.is_unfolded(track_id)
            self.setArrowType(Qt.ArrowType.DownArrow if is_unfolded else Qt.ArrowType.RightArrow)
            self.setAccessibleName(tr("Fold the takes") if is_unfolded else tr("Unfold the takes"))

    def _switch(self) -> None:
        self._session.unfold(self._track_id, is_unfolded=not self._session.is_unfolded(self._track_id))
