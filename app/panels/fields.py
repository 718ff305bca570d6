"""Small fields that the panels share: a row of choices, a seed with a lock."""

from __future__ import annotations

import random
from collections.abc import Sequence

from PySide6.QtCore import QRegularExpression, Signal
from PySide6.QtGui import QIcon, QRegularExpressionValidator
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QToolButton,
    QWidget,
)

from app.language import tr
from engine.generate.request import MAX_SEED


class Choice(QFrame):
    """Buttons side by side of which exactly one is down; arrow keys move between them.

    Signals:
        chosen: str, the name of the button that went down.
    """

    chosen = Signal(str)

    def __init__(self, names: Sequence[str], spoken: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("choice")
        self.setAccessibleName(spoken)
        row = QHBoxLayout(self)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(1)
        self._group = QButtonGroup(self)
        for name in names:
            shown = tr(name)
            button = QPushButton(shown, checkable=True, accessibleName=f"{spoken}: {shown}")
            button.setObjectName("segment")
            button.setProperty("choice", name)
            self._group.addButton(button)
            row.addWidget(button, 1)
        self._group.buttons()[0].setChecked(True)
        self._group.buttonToggled.connect(self._tell)

    @property
    def value(self) -> str:
        """Name of the button that is down."""
        down = self._group.checkedButton()
        return str(down.property("choice")) if down is not None else ""

    def choose(self, name: str) -> None:
        """Press the button of this name; ValueError where there is none."""
        button = self.button(name)
        button.setChecked(True)

    def button(self, name: str) -> QPushButton:
        """The button of this name; ValueError where there is none."""
        for button in self._group.buttons():
            if button.property("choice") == name and isinstance(button, QPushButton):
                return button
        raise ValueError(f"there is no choice “{name}”")

    def _tell(self, button: QAbstractButton, is_down: bool) -> None:
        if is_down:
            self.chosen.emit(str(button.property("choice")))


class SeedField(QWidget):
    """A seed: drawn anew for every request, or held by the lock.

    Signals:
        changed: nothing.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = QLineEdit(accessibleName=tr("Seed"), placeholderText=tr("drawn each time"))
        self.field.setValidator(QRegularExpressionValidator(QRegularExpression(r"\d{0,10}")))
        self.lock = QToolButton()
        self.lock.setCheckable(True)
        self.lock.setAccessibleName(tr("Keep this seed"))
        self.lock.setToolTip(tr("Keep this seed: the same request gives the same sound again"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.field, 1)
        row.addWidget(self.lock)
        self.lock.toggled.connect(self._hold)
        self.field.textEdited.connect(lambda _text: self.lock.setChecked(True))
        self.field.textChanged.connect(lambda _text: self.changed.emit())
        self._drawn = ""

    @property
    def value(self) -> int:
        """The seed to ask for; -1 where one is to be drawn."""
        if not self.lock.isChecked() or not self.field.text():
            return -1
        return min(int(self.field.text()), MAX_SEED)

    def show_used(self, seed: int) -> None:
        """Show the seed that was drawn, so that it can be kept."""
        self._drawn = str(seed)
        if not self.lock.isChecked():
            self.field.setPlaceholderText(tr("last {seed}", seed=seed))

    def hold(self, seed: int | None) -> None:
        """Keep this seed; None draws one for every request."""
        self.lock.setChecked(False)
        if seed is not None:
            self.field.setText(str(seed))
            self.lock.setChecked(True)

    def set_icon(self, icon: QIcon) -> None:
        """Give the lock its picture."""
        self.lock.setIcon(icon)

    def _hold(self, is_held: bool) -> None:
        if is_held and not self.field.text():
            # Chance here is for variety, not for secrets.
            self.field.setText(self._drawn or str(random.randrange(100_000)))  # noqa: S311
        elif not is_held:
            self.field.clear()
        self.changed.emit()
