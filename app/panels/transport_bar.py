"""The band on top: transport keys, where the playhead is, and what is selected."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QFont, QFontDatabase
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QToolBar, QToolButton, QWidget

from app.language import tr
from app.panels.time_fields import SelectionFields, TimeField
from app.session import Selection
from app.timeline.time_format import TimeBase, TimeFormat
from engine.document.document import Document

MARGINS_PX = (8, 4, 8, 4)


def digits_font(points: float) -> QFont:
    """A font whose digits are equally wide, so that a running clock does not tremble."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPointSizeF(points)
    return font


class TransportBar(QToolBar):
    """Shows the transport's actions, reads positions out, and lets them be typed.

    Signals:
        place_entered: int sample, where the playhead is wanted.
        span_entered: Span, what is to be selected; empty is the cursor.
        refused: a sentence; what was typed is no time.
    """

    place_entered = Signal(object)  # int
    span_entered = Signal(object)  # Span
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Transport"), parent)
        self.setObjectName("transportBar")
        self.setMovable(False)
        self.setFloatable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.time = TimeField()
        self.time.setFont(digits_font(15))
        self.time.setObjectName("clock")
        self.time.setAccessibleName(tr("Playhead"))
        self.time.setToolTip(tr("Playhead: type a time and press Enter to go there"))
        self.selection = SelectionFields()
        for field in self.selection.fields:
            field.setFont(digits_font(9.5))
        self._kind, self._base = TimeFormat.TIME, TimeBase(44100)
        self.time.show_sample(0)
        self.time.entered.connect(self.place_entered)
        self.time.refused.connect(self.refused)
        self.selection.entered.connect(self.span_entered)
        self.selection.refused.connect(self.refused)

    def place(self, keys: list[QAction], right: list[QAction | QWidget]) -> None:
        """Lay the bar out: transport keys, read-outs, and what belongs to the right edge."""
        for action in keys:
            self.addAction(action)
            self._without_text(action)
        for read_out in (self.time, self.selection):  # apart: where there is little room one of them stays
            self.addWidget(_with_margins(read_out))
        spacer = QWidget()
        spacer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(spacer)
        for item in right:
            if isinstance(item, QAction):
                self.addAction(item)
                self._without_text(item)
            else:
                self.addWidget(item)

    def offer(self, action: QAction, menu: QMenu) -> None:
        """Let the button of an action open a menu, too."""
        button = self.widgetForAction(action)
        if not isinstance(button, QToolButton):
            raise ValueError(f"{action.text()} has no button in the bar")
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)

    def show_playhead(self, sample: int) -> None:
        """Read out where the sound is."""
        self.time.show_sample(sample)

    def show_selection(self, selection: Selection | None) -> None:
        """Read out start, end and length of what is selected."""
        self.selection.show_span(selection.span if selection is not None else None)

    def show_document(self, _before: Document, after: Document) -> None:
        """Count in the rate and the tempo of this document."""
        self.selection.setEnabled(bool(after.tracks))
        self.time.setEnabled(bool(after.tracks))
        if (base := TimeBase.of(after)) != self._base:
            self._base = base
            self._show_format()

    def show_zero(self, zero: int) -> None:
        """Count positions from this sample on."""
        for field in (self.time, *self.selection.fields):
            field.show_zero(zero)

    def show_time_format(self, kind: TimeFormat) -> None:
        """Count in clock time, samples or bars."""
        self._kind = kind
        self._show_format()

    def _show_format(self) -> None:
        for field in (self.time, *self.selection.fields):
            field.show_format(self._kind, self._base)

    def changeEvent(self, event: QEvent) -> None:
        """Stay as tall as before: another style gives the layout margins besides those of the style sheet."""
        super().changeEvent(event)
        layout = self.layout()
        if event.type() == QEvent.Type.StyleChange and layout is not None:
            layout.setContentsMargins(*MARGINS_PX)

    def _without_text(self, action: QAction) -> None:
        button = self.widgetForAction(action)
        if isinstance(button, QToolButton):
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setAccessibleName(action.text())


def _with_margins(widget: QWidget) -> QWidget:
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(8, 0, 6, 0)
    row.addWidget(widget)
    return box
