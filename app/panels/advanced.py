"""The knobs that few people turn, folded away; only those that the loaded model obeys."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.language import tr
from engine.generate.request import BASE_CFG, BASE_STEPS, MAX_STEPS, POST_TRAINED_STEPS

MAX_CFG = 25.0


class Advanced(QWidget):
    """Steps; for base models guidance and a negative prompt, too. Values are None where nothing was changed.

    Signals:
        changed: nothing.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fold = QToolButton()
        self.fold.setText(tr("Advanced"))
        self.fold.setCheckable(True)
        self.fold.setObjectName("quiet")
        self.fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.fold.setArrowType(Qt.ArrowType.RightArrow)
        self.fold.setAutoRaise(True)
        self.steps_field = QSpinBox(minimum=0, maximum=MAX_STEPS)
        self.steps_field.setAccessibleName(tr("Steps"))
        self.guidance_field = QDoubleSpinBox(minimum=0.0, maximum=MAX_CFG, singleStep=0.5, decimals=1)
        self.guidance_field.setAccessibleName(tr("Guidance"))
        self.guidance_field.setSpecialValueText(tr("usual ({value})", value=f"{BASE_CFG:g}"))
        self.negative_field = QLineEdit(accessibleName=tr("Negative prompt"))
        self.negative_field.setPlaceholderText(tr("what should not be heard"))
        self._is_base = False
        self._lay_out()
        self.fold.toggled.connect(self._show_folded)
        self.steps_field.valueChanged.connect(lambda _value: self.changed.emit())
        self.guidance_field.valueChanged.connect(lambda _value: self.changed.emit())
        self.negative_field.textChanged.connect(lambda _text: self.changed.emit())
        self.show_model(is_base=False)
        self._show_folded(False)

    @property
    def steps(self) -> int | None:
        """How many steps; None for as many as the model's makers recommend."""
        return self.steps_field.value() or None

    @property
    def cfg(self) -> float | None:
        """How closely to follow the prompt; None for the usual, or where the model has it built in."""
        return self.guidance_field.value() or None if self._is_base else None

    @property
    def negative_prompt(self) -> str | None:
        """What should not be heard; None for nothing, or where the model does not listen to it."""
        text = self.negative_field.text().strip()
        return text or None if self._is_base and self.cfg != 1 else None

    def show_model(self, *, is_base: bool) -> None:
        """Show the knobs that this model obeys."""
        self._is_base = is_base
        usual = BASE_STEPS if is_base else POST_TRAINED_STEPS
        self.steps_field.setSpecialValueText(tr("usual ({value})", value=usual))
        self._form.setRowVisible(self.guidance_field, is_base)
        self._form.setRowVisible(self.negative_field, is_base)

    def _lay_out(self) -> None:
        self._box = QWidget()
        self._form = QFormLayout(self._box)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setHorizontalSpacing(10)
        self._form.setVerticalSpacing(8)
        for text, field in (
            (tr("Steps"), self.steps_field),
            (tr("Guidance"), self.guidance_field),
            (tr("Avoid"), self.negative_field),
        ):
            self._form.addRow(QLabel(text, objectName="dim"), field)
        for spin in (self.steps_field, self.guidance_field):
            spin.lineEdit().setTextMargins(5, 0, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.fold, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._box)

    def _show_folded(self, is_open: bool) -> None:
        self.fold.setArrowType(Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow)
        self._box.setVisible(is_open)
