"""Where a prompt is written: the field, earlier prompts, the model's phrase book, and whose prompt it is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPlainTextEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.language import tr
from engine.catalogue import Words

MAX_UNKNOWN = 6
"""More words than these are not named."""

MENU_TEXT_LENGTH = 60


class PromptField(QPlainTextEdit):
    """Several lines of text that Tab leaves; Up from the first line brings earlier prompts back."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("prompt")
        self.setAccessibleName(tr("Prompt"))
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._history: tuple[str, ...] = ()
        self._draft = ""
        self._place = -1  # in the history; -1 is the draft

    def show_history(self, prompts: Sequence[str]) -> None:
        """Know what was asked with before, the latest first."""
        self._history = tuple(prompts)
        self._place = -1

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down go through the history where there is no line to go to."""
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
        step = steps.get(Qt.Key(event.key()), 0)
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or not step or not self._recall(step):
            super().keyPressEvent(event)

    def _recall(self, step: int) -> bool:
        """Show an older or a newer prompt; whether there was one to show from this line."""
        cursor = self.textCursor()
        way = QTextCursor.MoveOperation.Up if step > 0 else QTextCursor.MoveOperation.Down
        place = self._place + step
        if cursor.movePosition(way) or not -1 <= place < len(self._history):
            return False
        if self._place == -1:
            self._draft = self.toPlainText()
        self._place = place
        self.replace_text(self._draft if place == -1 else self._history[place])
        return True

    def replace_text(self, text: str) -> None:
        """Put another text into the field, as something that the field's own undo takes back."""
        cursor = self.textCursor()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)
        self.setTextCursor(cursor)


class PromptBox(QWidget):
    """The field with all that belongs to it.

    Signals:
        common_changed: nothing; the prompt of all regions without their own is another.
        own_written: str, what is written for the region whose prompt is shown.
        own_asked: bool, whether the region that has the keys shall have a prompt of its own.
    """

    common_changed = Signal()
    own_written = Signal(str)
    own_asked = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = PromptField()
        self.whose = QLabel(objectName="dim")
        self.same = QCheckBox(tr("Same for all regions"))
        self.recent = _menu_button(tr("Earlier"), tr("Prompts that were asked with before"))
        self.phrases = _menu_button(tr("Examples"), tr("What the loaded model was taught"))
        self.unknown = QLabel(objectName="dim", wordWrap=True, visible=False)
        self.common = ""
        self._is_own = False
        self._words = Words()
        self._lay_out()
        self.field.textChanged.connect(self._take_up)
        self.same.clicked.connect(lambda is_same: self.own_asked.emit(not is_same))
        self.recent.menu().triggered.connect(lambda action: self.field.replace_text(action.data()))
        self.phrases.menu().triggered.connect(lambda action: self.field.replace_text(action.data()))
        self.show_history(())
        self.show_words(Words())

    def show_prompt(self, own: str | None, name: str, *, can_differ: bool) -> None:
        """Hold a region's own prompt, or the common one where `own` is None.

        Args:
            own: of the region that has the keys.
            name: of that region; "" for none.
            can_differ: whether there is a choice between the two.
        """
        self._is_own = own is not None
        text = self.common if own is None else own
        if text != self.field.toPlainText():
            self.field.blockSignals(True)
            self.field.setPlainText(text)
            self.field.moveCursor(QTextCursor.MoveOperation.End)
            self.field.blockSignals(False)
            self._show_unknown()
        self.same.setVisible(can_differ)
        self.same.setChecked(own is None)
        self.whose.setVisible(self._is_own)
        self.whose.setText(tr("Prompt of {region}", region=name))

    def show_common(self, text: str) -> None:
        """Have this as the common prompt, and show it unless a region's own is shown."""
        self.common = text
        if not self._is_own:
            self.write(text)

    def write(self, text: str) -> None:
        """Make this the prompt that is shown."""
        if text != self.field.toPlainText():
            self.field.replace_text(text)

    def show_history(self, prompts: Sequence[str]) -> None:
        """Offer what was asked with before, the latest first."""
        self.field.show_history(prompts)
        _fill(self.recent, prompts)

    def show_words(self, words: Words) -> None:
        """Offer what the model was taught, and tell words that it does not know."""
        self._words = words
        _fill(self.phrases, words.examples)
        self._show_unknown()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.field.setMinimumHeight(64)
        self.field.setMaximumHeight(88)
        tools = QHBoxLayout()
        tools.setSpacing(6)
        tools.addWidget(self.same)
        tools.addStretch(1)
        tools.addWidget(self.phrases)
        tools.addWidget(self.recent)
        for widget in (self.whose, self.field):
            column.addWidget(widget)
        column.addLayout(tools)
        column.addWidget(self.unknown)

    def _take_up(self) -> None:
        text = self.field.toPlainText()
        self._show_unknown()
        if self._is_own:
            self.own_written.emit(text)
        else:
            self.common = text
            self.common_changed.emit()

    def _show_unknown(self) -> None:
        strange = self._words.unknown(self.field.toPlainText())
        self.unknown.setVisible(bool(strange))
        named = ", ".join(f"“{word}”" for word in strange[:MAX_UNKNOWN])
        self.unknown.setText(tr("Not known to this model: {words}", words=named))


def _menu_button(text: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setAutoRaise(True)
    button.setObjectName("promptMenu")
    button.setMenu(QMenu(button))
    return button


def _fill(button: QToolButton, texts: Sequence[str]) -> None:
    """Offer these texts, each on one line, and hide a button that has none."""
    menu = button.menu()
    menu.clear()
    for text in texts:
        line = " ".join(text.split())
        shown = line if len(line) <= MENU_TEXT_LENGTH else line[: MENU_TEXT_LENGTH - 1] + "…"
        menu.addAction(shown.replace("&", "&&")).setData(text)
    button.setVisible(bool(texts))
