"""The panel that asks: what to make, how, and the button that says what it will do."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.icons import icon
from app.panels.fields import Choice, PromptField, SeedField
from app.requests import Form, Mode, Offer
from app.theme import Theme
from engine.generate.request import MAX_TAKES, Context

HINTS = {
    Mode.REGENERATE: "What should be heard here: splash cymbal, short",
    Mode.EXTEND: "How should it go on? Empty: in the same manner",
    Mode.VARIATION: "What should it become: the same groove, brushed snare",
    Mode.COMPOSE: "What should it sound like: lo-fi beat, warm keys, 90 bpm",
}
UNTRAINED = "This is a small untrained model: it makes noise, for trying the program out."
SECONDS = "Seconds"
INSET_PX = (5, 0, 0, 0)  # styled spin boxes do not inset their text by themselves


class GeneratePanel(QWidget):
    """Mode, prompt and settings as one `Form`; the button carries what the window says it will do.

    Signals:
        form_changed: Form.
        generate_asked: Form.
    """

    form_changed = Signal(object)  # Form
    generate_asked = Signal(object)  # Form

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("generatePanel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.mode = Choice([mode.value for mode in Mode], "Mode")
        self.prompt = PromptField()
        self.context = Choice([*(c.value.capitalize() for c in Context), SECONDS], "Context")
        self.context.choose(Context.NORMAL.capitalize())
        self.context_s = _seconds_field("Seconds of context", 1, 380, 12)
        self.takes = QSpinBox(minimum=1, maximum=MAX_TAKES, value=2)
        self.takes.setAccessibleName("Takes")
        self.takes.lineEdit().setTextMargins(*INSET_PX)
        self.seed = SeedField()
        self.strength = QSlider(Qt.Orientation.Horizontal, minimum=5, maximum=100, value=60)
        self.strength.setAccessibleName("Strength, in percent")
        self.length_s = _seconds_field("Length", 0.1, 380, 8)
        self.where = Choice(["At the end", "Before the start"], "Where")
        self.total = QLabel(objectName="dim")
        self.button = QPushButton("Generate", objectName="generate")
        self.button.setProperty("primary", True)
        self.reason = QLabel(objectName="dim", wordWrap=True, alignment=Qt.AlignmentFlag.AlignHCenter)
        self.note = QLabel(UNTRAINED, objectName="note", wordWrap=True, visible=False)
        self._strength_value = QLabel(objectName="dim")
        self._rows: dict[str, tuple[QWidget, ...]] = {}
        self._lay_out()
        self._connect()
        self._show_mode()

    @property
    def form(self) -> Form:
        """What the panel says."""
        context = self.context.value
        return Form(
            mode=Mode(self.mode.value),
            prompt=self.prompt.toPlainText(),
            context=self.context_s.value() if context == SECONDS else Context(context.lower()),
            n_takes=self.takes.value(),
            seed=self.seed.value,
            strength=self.strength.value() / 100,
            length_s=round(self.length_s.value(), 3),
            is_before=self.where.value == "Before the start",
        )

    def choose_mode(self, mode: Mode) -> None:
        """Turn to another mode."""
        self.mode.choose(mode.value)

    def show_offer(self, offer: Offer, is_busy: bool = False) -> None:
        """Say on the button what it would do, and below it why it cannot be pressed."""
        self.button.setText("Generating…" if is_busy else offer.label)
        self.button.setEnabled(not is_busy and not offer.reason)
        hint = "Ctrl+. gives up" if is_busy else "Ctrl+Enter, also while you type"
        self.reason.setText(hint if is_busy else offer.reason or hint)

    def show_total(self, text: str) -> None:
        """Say how long the track will be."""
        self.total.setText(text)

    def show_theme(self, theme: Theme) -> None:
        """Draw the lock in these colours."""
        self.seed.set_icon(icon("lock", theme))

    def ask(self) -> None:
        """Ask for what the panel says, if the button could be pressed."""
        if self.button.isEnabled():
            self.generate_asked.emit(self.form)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 12, 12)
        column.setSpacing(10)
        column.addWidget(self.mode)
        self.prompt.setMinimumHeight(64)
        self.prompt.setMaximumHeight(112)
        column.addWidget(self.prompt)
        column.addLayout(self._grid())
        column.addSpacing(4)
        self.button.setMinimumHeight(36)
        column.addWidget(self.button)
        column.addWidget(self.reason)
        column.addWidget(self.note)
        column.addStretch(1)

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for name, field in (
            ("Context", self.context),
            ("", self.context_s),
            ("Where", self.where),
            ("Length", _beside(self.length_s, self.total)),
            ("Strength", _beside(self.strength, self._strength_value, 5)),
            ("Takes", _beside(self.takes, QWidget())),
            ("Seed", self.seed),
        ):
            label = QLabel(name, objectName="dim")
            row = grid.rowCount()
            grid.addWidget(label, row, 0)
            grid.addWidget(field, row, 1)
            self._rows[name or SECONDS] = (label, field)
        return grid

    def _connect(self) -> None:
        self.mode.chosen.connect(lambda _name: self._show_mode())
        self.context.chosen.connect(lambda _name: self._show_mode())
        self.strength.valueChanged.connect(lambda _value: self._show_mode())
        self.prompt.textChanged.connect(self._tell)
        for field in (self.takes, self.length_s, self.context_s):
            field.valueChanged.connect(lambda _value: self._tell())
        self.where.chosen.connect(lambda _name: self._tell())
        self.seed.changed.connect(self._tell)
        self.button.clicked.connect(self.ask)

    def _show_mode(self) -> None:
        mode = Mode(self.mode.value)
        self.prompt.setPlaceholderText(HINTS[mode])
        self.prompt.viewport().update()  # Qt shows another text only where there was none
        self._strength_value.setText(f"{self.strength.value()} %")
        shown = {
            "Context": mode is not Mode.COMPOSE,
            SECONDS: mode is not Mode.COMPOSE and self.context.value == SECONDS,
            "Where": mode is Mode.EXTEND,
            "Length": mode in (Mode.EXTEND, Mode.COMPOSE),
            "Strength": mode is Mode.VARIATION,
        }
        for name, is_shown in shown.items():
            for widget in self._rows[name]:
                widget.setVisible(is_shown)
        self._tell()

    def _tell(self) -> None:
        self.form_changed.emit(self.form)


def _seconds_field(spoken: str, least_s: float, most_s: float, value_s: float) -> QDoubleSpinBox:
    field = QDoubleSpinBox(minimum=least_s, maximum=most_s, value=value_s, decimals=2, suffix=" s")
    field.setAccessibleName(spoken)
    field.lineEdit().setTextMargins(*INSET_PX)
    field.setStepType(QDoubleSpinBox.StepType.AdaptiveDecimalStepType)
    return field


def _beside(field: QWidget, remark: QWidget, share: int = 1) -> QWidget:
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    row.addWidget(field, share)
    row.addWidget(remark, 1)
    return box
