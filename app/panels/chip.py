"""The chip in the corner: which model is used, and how it stands."""

from __future__ import annotations

from PySide6.QtWidgets import QToolButton, QWidget

from app.language import tr
from app.models import Models


class ModelChip(QToolButton):
    """A button with the model's name; a press opens a menu of others."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("chip")
        self.setAccessibleName(tr("Model"))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)

    def show_model(self, models: Models) -> None:
        """Say which model is used; never narrower than before, so that its neighbours stay where they are."""
        self.setText(models.label)
        self.setMinimumWidth(max(self.minimumWidth(), self.sizeHint().width()))
        self.setToolTip(str(models.folder or tr("No model is on this machine yet")))
