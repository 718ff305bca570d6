"""The panel that asks: what to make, how, and the button that says what it will do."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
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

from app.channels import choices
from app.icons import icon
from app.language import marked, tr
from app.panels.advanced import Advanced
from app.panels.edges import EdgeFields
from app.panels.fields import Choice, SeedField
from app.panels.prompt import PromptBox
from app.requests import Form, Mode, Offer
from app.theme import Theme
from engine.catalogue import Words
from engine.generate.request import MAX_TAKES, Context

HINTS = {
    Mode.REGENERATE: marked("What should be heard here: crash cymbal, short"),
    Mode.EXTEND: marked("How should it go on? Empty: in the same manner"),
    Mode.VARIATION: marked("What should it become: house groove with claps"),
    Mode.COMPOSE: marked("What should it sound like: lo-fi beat, warm keys, 90 bpm"),
}
CONTEXTS = {
    Context.TIGHT: marked("Tight"),
    Context.NORMAL: marked("Normal"),
    Context.WIDE: marked("Wide"),
}
SECONDS = marked("Seconds")
AT_END, BEFORE_START = marked("At the end"), marked("Before the start")
LONGEST_S = 380.0
INSET_PX = (5, 0, 0, 0)  # styled spin boxes do not inset their text by themselves

Remedies = Sequence[tuple[str, Callable[[], object]]]
"""Buttons below a reason: what they say, and what they do about it."""


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
        self.mode = Choice([mode.value for mode in Mode], tr("Mode"))
        self.box = PromptBox()
        self.prompt = self.box.field
        self.edges = EdgeFields()
        self.channels = QComboBox()
        self.channels.setAccessibleName(tr("Channels"))
        self.context = Choice([*CONTEXTS.values(), SECONDS], tr("Context"))
        self.choose_context(Context.NORMAL)
        self.context_s = _seconds_field(tr("Seconds of context"), 1, LONGEST_S, 12)
        self.heard = QLabel(objectName="dim", wordWrap=True)
        self.takes = QSpinBox(minimum=1, maximum=MAX_TAKES, value=2)
        self.takes.setAccessibleName(tr("Takes"))
        self.takes.lineEdit().setTextMargins(*INSET_PX)
        self.seed = SeedField()
        self.strength = QSlider(Qt.Orientation.Horizontal, minimum=5, maximum=100, value=60)
        self.strength.setAccessibleName(tr("Strength, in percent"))
        self.length_s = _seconds_field(tr("Length"), 0.1, LONGEST_S, 8)
        self.where = Choice([AT_END, BEFORE_START], tr("Where"))
        self.total = QLabel(objectName="dim", wordWrap=True)
        self.advanced = Advanced()
        self.button = QPushButton(tr("Generate"), objectName="generate")
        self.button.setProperty("primary", True)
        self.reason = QLabel(objectName="dim", wordWrap=True, alignment=Qt.AlignmentFlag.AlignHCenter)
        self.remedies = QWidget()
        self._remedies = QVBoxLayout(self.remedies)
        self.estimate = QLabel(objectName="dim", wordWrap=True, alignment=Qt.AlignmentFlag.AlignHCenter)
        self.said = QLabel(objectName="said", wordWrap=True, visible=False)
        self.hint = QLabel(objectName="note", wordWrap=True, visible=False)
        self._strength_value = QLabel(objectName="dim")
        self._rows: dict[str, tuple[QWidget, ...]] = {}
        self._channels: list[tuple[str, tuple[int, ...]]] = []
        self._lay_out()
        self._connect()
        self.show_channels(0)
        self._rows_shown(Region=False)
        self._show_mode()

    @property
    def form(self) -> Form:
        """What the panel says."""
        context = self.context.value
        return Form(
            mode=Mode(self.mode.value),
            prompt=self.common_prompt,
            context=self.context_s.value() if context == SECONDS else _context(context),
            n_takes=self.takes.value(),
            seed=self.seed.value,
            strength=self.strength.value() / 100,
            length_s=round(self.length_s.value(), 3),
            is_before=self.where.value == BEFORE_START,
            channels=self._chosen_channels(),
            steps=self.advanced.steps,
            cfg=self.advanced.cfg,
            negative_prompt=self.advanced.negative_prompt,
        )

    @property
    def common_prompt(self) -> str:
        """The prompt of all regions without one of their own."""
        return self.box.common

    def choose_mode(self, mode: Mode) -> None:
        """Turn to another mode."""
        self.mode.choose(mode.value)

    def show_extension(self, added_s: float, *, is_before: bool) -> None:
        """Turn to extending by so much, at the end or before the start."""
        self.choose_mode(Mode.EXTEND)
        self.length_s.setValue(added_s)
        self.where.choose(BEFORE_START if is_before else AT_END)

    def choose_context(self, context: Context) -> None:
        """Let the model hear more or less."""
        self.context.choose(CONTEXTS[context])

    def show_offer(self, offer: Offer, is_busy: bool = False, remedies: Remedies = ()) -> None:
        """Say on the button what it would do, and below it why it cannot be pressed and what helps."""
        self.button.setText(offer.label)
        self.button.setEnabled(not offer.reason)
        hint = tr("Ctrl+. gives up what runs") if is_busy else tr("Ctrl+Enter, also while you type")
        self.reason.setText(offer.reason or hint)
        self.said.setText(offer.note)
        self.said.setVisible(bool(offer.note))
        self._show_remedies(remedies)

    def show_cost(self, heard: str, estimate: str, hint: str) -> None:
        """Say what the model would hear, what it would cost, and what sets bounds to the quality."""
        self.heard.setText(heard)
        for label, text in ((self.estimate, estimate), (self.hint, hint)):
            label.setText(text)
            label.setVisible(bool(text))

    def show_total(self, text: str) -> None:
        """Say how long the track will be."""
        self.total.setText(text)

    def show_ceiling(self, longest_s: float) -> None:
        """Take no length that the model cannot make at once."""
        self.length_s.setMaximum(max(self.length_s.minimum(), longest_s))
        self.length_s.setToolTip(tr("At most {seconds} s with this model", seconds=f"{longest_s:.0f}"))

    def show_model(self, *, is_base: bool, words: Words) -> None:
        """Offer the knobs and the words of this model."""
        self.advanced.show_model(is_base=is_base)
        self.box.show_words(words)

    def show_channels(self, n_channels: int) -> None:
        """Ask which channels to change, where a track has more than a take can hold."""
        wanted = choices(n_channels)
        if wanted != self._channels:
            self._channels = wanted
            self.channels.blockSignals(True)
            self.channels.clear()
            self.channels.addItems([tr("Choose…"), *(name for name, _ in wanted)])
            self.channels.blockSignals(False)
        self._rows_shown(Channels=bool(wanted))

    def _chosen_channels(self) -> tuple[int, ...]:
        index = self.channels.currentIndex()
        return self._channels[index - 1][1] if 0 < index <= len(self._channels) else ()

    def show_edges(self, is_shown: bool) -> None:
        """Show where the region with the keys starts and ends."""
        self._rows_shown(Region=is_shown)

    def show_theme(self, theme: Theme) -> None:
        """Draw the lock in these colours."""
        self.seed.set_icon(icon("lock", theme))

    def ask(self) -> str:
        """Ask for what the panel says, if the button could be pressed; the reason where it could not."""
        if not self.button.isEnabled():
            return self.reason.text()
        self.generate_asked.emit(self.form)
        return ""

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 12, 12)
        column.setSpacing(10)
        column.addWidget(self.mode)
        column.addWidget(self.box)
        column.addLayout(self._grid())
        column.addWidget(self.said)
        self.button.setMinimumHeight(36)
        for widget in (self.button, self.reason, self.estimate, self.remedies, self.hint, self.advanced):
            column.addWidget(widget)
        column.addStretch(1)
        self._remedies.setContentsMargins(0, 0, 0, 0)
        self.remedies.hide()

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for key, name, field in (
            ("Region", tr("Region"), self.edges),
            ("Channels", tr("Channels"), self.channels),
            ("Context", tr("Context"), self.context),
            (SECONDS, "", self.context_s),
            ("Heard", "", self.heard),
            ("Where", tr("Where"), self.where),
            ("Length", tr("Length"), _beside(self.length_s, self.total)),
            ("Strength", tr("Strength"), _beside(self.strength, self._strength_value, 5)),
            ("Takes", tr("Takes"), _beside(self.takes, self._seed_box(), remark_share=3)),
        ):
            label = QLabel(name, objectName="dim")
            row = grid.rowCount()
            grid.addWidget(label, row, 0)
            grid.addWidget(field, row, 1)
            self._rows[key] = (label, field)
        return grid

    def _seed_box(self) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(QLabel(tr("Seed"), objectName="dim"))
        row.addWidget(self.seed, 1)
        return box

    def _connect(self) -> None:
        self.mode.chosen.connect(lambda _name: self._show_mode())
        self.context.chosen.connect(lambda _name: self._show_mode())
        self.strength.valueChanged.connect(lambda _value: self._show_mode())
        self.box.common_changed.connect(self._tell)
        for field in (self.takes, self.length_s, self.context_s):
            field.valueChanged.connect(lambda _value: self._tell())
        self.where.chosen.connect(lambda _name: self._tell())
        self.channels.currentIndexChanged.connect(lambda _index: self._tell())
        self.advanced.changed.connect(self._tell)
        self.seed.changed.connect(self._tell)
        self.button.clicked.connect(self.ask)

    def _show_mode(self) -> None:
        mode = Mode(self.mode.value)
        self.prompt.setPlaceholderText(tr(HINTS[mode]))
        self.prompt.viewport().update()  # Qt shows another text only where there was none
        self._strength_value.setText(f"{self.strength.value()} %")
        self._rows_shown(
            Context=mode is not Mode.COMPOSE,
            Heard=mode is not Mode.COMPOSE,
            Seconds=mode is not Mode.COMPOSE and self.context.value == SECONDS,
            Where=mode is Mode.EXTEND,
            Length=mode in (Mode.EXTEND, Mode.COMPOSE),
            Strength=mode is Mode.VARIATION,
        )
        self._tell()

    def _rows_shown(self, **shown: bool) -> None:
        for key, is_shown in shown.items():
            for widget in self._rows[key]:
                widget.setVisible(is_shown)

    def _show_remedies(self, remedies: Remedies) -> None:
        while (item := self._remedies.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        for text, act in remedies:
            button = QPushButton(text)
            button.clicked.connect(lambda _checked=False, act=act: act())
            self._remedies.addWidget(button)
        self.remedies.setVisible(bool(remedies))

    def _tell(self) -> None:
        self.form_changed.emit(self.form)


def _context(name: str) -> Context:
    return next(context for context, known in CONTEXTS.items() if known == name)


def _seconds_field(spoken: str, least_s: float, most_s: float, value_s: float) -> QDoubleSpinBox:
    field = QDoubleSpinBox(minimum=least_s, maximum=most_s, value=value_s, decimals=2, suffix=" s")
    field.setAccessibleName(spoken)
    field.lineEdit().setTextMargins(*INSET_PX)
    field.setStepType(QDoubleSpinBox.StepType.AdaptiveDecimalStepType)
    return field


def _beside(field: QWidget, remark: QWidget, share: int = 1, *, remark_share: int = 1) -> QWidget:
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    row.addWidget(field, share)
    row.addWidget(remark, remark_share)
    return box
