"""What can be chosen once and for all; every change counts at once, unless it says otherwise."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app import language
from app.docks import Scrolled
from app.language import marked, tr
from app.settings import Settings

Choices = Sequence[tuple[object, str]]
"""Values and what they are called."""

THEMES: Choices = (("dark", marked("Dark")), ("light", marked("Light")), ("system", marked("As the desktop")))
SCALES: Choices = tuple((percent / 100, f"{percent} %") for percent in (100, 125, 150, 175, 200))
TIME_FORMATS: Choices = (
    ("time", marked("Hours, minutes, seconds")),
    ("samples", marked("Samples")),
    ("bars", marked("Bars and beats")),
)
FOLLOWS: Choices = (
    ("off", marked("Stay where it is")),
    ("page", marked("Turn the page")),
    ("centre", marked("Keep it in the middle")),
)


INSET_PX = (5, 0, 0, 0)  # styled spin boxes do not inset their text by themselves


class SettingsWindow(QDialog):
    """One page of choices that may stay open beside the window.

    Args:
        settings: what is chosen now.
        outputs: key and words of every output that can be chosen.
        ask_folder: asks for a folder, given a title; "" where the user thought better.
        parent: the window that it belongs to.

    Signals:
        changed: str, name of a field of `Settings`; object, its new value.
    """

    changed = Signal(str, object)

    def __init__(
        self,
        settings: Settings,
        *,
        outputs: Choices,
        ask_folder: Callable[[str], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Settings"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._settings, self._ask_folder = settings, ask_folder
        self.fields: dict[str, QWidget] = {}
        self._form = QFormLayout()
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._form.setHorizontalSpacing(16)
        self._look()
        self._sound(outputs)
        self._places()
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(18, 12, 18, 18)
        column.addLayout(self._form)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(Scrolled(holder))
        self.resize(660, 600)

    def _look(self) -> None:
        self._section(tr("Appearance"))
        self._choice("theme", tr("Colours"), THEMES)
        self._tick("has_high_contrast", tr("High contrast"))
        self._choice("scale", tr("Size of everything, from the next start"), SCALES)
        languages = [("", tr("As the system")), *((code, _language(code)) for code in language.available())]
        self._choice("language", tr("Language, from the next start"), languages)
        self._choice("time_format", tr("Time is shown in"), TIME_FORMATS)

    def _sound(self, outputs: Choices) -> None:
        self._section(tr("Playing"))
        self._choice("output_device", tr("Output"), outputs)
        self._choice("follow", tr("While it plays, the view should"), FOLLOWS)
        self._tick("loops_selection", tr("The loop goes with the selection"))
        self._tick("matches_level", tr("Takes come as loud as what they are compared with"))

    def _places(self) -> None:
        self._section(tr("Storage"))
        self._folder("takes_folder", tr("Takes, from the next start"))
        self._folder("models_folder", tr("Models"))
        self._limit("cache_limit_gb", tr("Room for what can be computed again"))
        self._limit("bin_limit_gb", tr("Room for takes of sessions that ended"))

    def _section(self, title: str) -> None:
        self._form.addRow(QLabel(title, objectName="section"))

    def _choice(self, name: str, label: str, choices: Choices) -> None:
        box = QComboBox()
        for value, text in choices:
            box.addItem(tr(text), value)
        box.setCurrentIndex(max(0, box.findData(getattr(self._settings, name))))
        box.activated.connect(lambda index: self.changed.emit(name, box.itemData(index)))
        self._row(name, label, box)

    def _tick(self, name: str, label: str) -> None:
        box = QCheckBox(label)
        box.setChecked(getattr(self._settings, name))
        box.toggled.connect(lambda is_on: self.changed.emit(name, is_on))
        self._row(name, "", box)

    def _limit(self, name: str, label: str) -> None:
        box = QDoubleSpinBox(minimum=0.5, maximum=200, decimals=1, singleStep=0.5, suffix=" GB")
        box.lineEdit().setTextMargins(*INSET_PX)
        box.setValue(getattr(self._settings, name))
        box.valueChanged.connect(lambda value: self.changed.emit(name, float(value)))
        self._row(name, label, box)

    def _folder(self, name: str, label: str) -> None:
        field = QLineEdit(getattr(self._settings, name), placeholderText=tr("Where Inlay keeps its files"))
        field.editingFinished.connect(lambda: self.changed.emit(name, field.text().strip()))
        button = QPushButton(tr("Choose…"))
        button.setAutoDefault(False)
        button.setAccessibleName(tr("Choose a folder: {what}", what=label))
        button.clicked.connect(lambda: self._choose_folder(field, label))
        row = QHBoxLayout()
        row.addWidget(field, 1)
        row.addWidget(button)
        field.setAccessibleName(label)
        self.fields[name] = field
        self._form.addRow(label, row)

    def _choose_folder(self, field: QLineEdit, title: str) -> None:
        if chosen := self._ask_folder(title):
            field.setText(chosen)
            field.editingFinished.emit()

    def _row(self, name: str, label: str, field: QWidget) -> None:
        field.setAccessibleName(label or field.accessibleName())
        self.fields[name] = field
        self._form.addRow(label, field)


def _language(code: str) -> str:
    """A language by its own name; Qt knows only of American English."""
    locale = QLocale(code)
    if locale.language() is QLocale.Language.English:
        return "English"
    name = locale.nativeLanguageName() or code
    return name[:1].upper() + name[1:]
