"""Four steps through the window for whoever sees it for the first time; nothing is blocked meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.language import tr
from app.session import Session
from app.theme import theme_of

WIDTH_PX, GAP_PX = 300, 14


@dataclass(frozen=True, slots=True)
class Step:
    """What is said, about which widget, and when it is done without pressing Next."""

    title: str
    text: str
    about: Callable[[], QWidget]
    is_done: Callable[[], bool] = lambda: False


class Tour(QFrame):
    """A card beside what it is about, and a line around that; goes on by itself once a step was done.

    Signals:
        ended: nothing; seen to the end, or skipped.
    """

    ended = Signal()

    def __init__(self, steps: Sequence[Step], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("tour")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.steps, self.at = tuple(steps), 0
        self.title = QLabel(objectName="tourTitle")
        self.text = QLabel(wordWrap=True)
        self.count = QLabel(objectName="dim")
        self.skip, self.next = QPushButton(tr("Skip")), QPushButton(tr("Next"))
        self.skip.setFlat(True)
        for button in (self.skip, self.next):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys where they are
        self.skip.clicked.connect(self.end)
        self.next.clicked.connect(self.step)
        row = QHBoxLayout()
        row.addWidget(self.count, 1)
        row.addWidget(self.skip)
        row.addWidget(self.next)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 12, 10)
        for widget in (self.title, self.text):
            column.addWidget(widget)
        column.addLayout(row)
        self.setFixedWidth(WIDTH_PX)
        self._line = Outline(parent)
        self.hide()

    def begin(self) -> None:
        """Show the first step."""
        self.at = 0
        self.window().installEventFilter(self)
        self._show_step()
        self.notice()

    def step(self) -> None:
        """Go on; behind the last step the tour ends."""
        self.at += 1
        if self.at < len(self.steps):
            self._show_step()
        else:
            self.end()

    def notice(self) -> None:
        """Something happened in the window: go on where that was what the step asks for."""
        while self.isVisible() and self.at < len(self.steps) - 1 and self.steps[self.at].is_done():
            self.step()

    def end(self) -> None:
        """Go, and do not come back by itself."""
        if self.isVisible():
            self.window().removeEventFilter(self)
            if self.isAncestorOf(QApplication.focusWidget() or self):
                self.steps[min(self.at, len(self.steps) - 1)].about().setFocus()
            self.hide()
            self._line.hide()
            self.ended.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay beside what it is about when the window changes its size."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._place()
        return False

    def _show_step(self) -> None:
        step = self.steps[self.at]
        self.title.setText(step.title)
        self.text.setText(step.text)
        self.count.setText(f"{self.at + 1} / {len(self.steps)}")
        self.next.setText(tr("Done") if self.at + 1 == len(self.steps) else tr("Next"))
        self.setAccessibleName(f"{step.title}. {step.text}")
        self.show()
        self._place()
        self.raise_()

    def _place(self) -> None:
        """Left of its widget, or where there is no room, inside its lower edge."""
        above, about = self.window(), self.steps[self.at].about()
        self.adjustSize()
        around = QRect(about.mapTo(above, QPoint(0, 0)), about.size()).intersected(above.rect())
        self._line.setGeometry(around.adjusted(-3, -3, 3, 3))
        self._line.setVisible(about.isVisible())
        self._line.raise_()
        x = around.left() - self.width() - GAP_PX
        if x < GAP_PX:
            x = around.center().x() - self.width() // 2
        y = min(around.bottom() - self.height() - GAP_PX, above.height() - self.height() - GAP_PX)
        self.move(max(GAP_PX, x), max(GAP_PX, y))
        self.raise_()


def first_steps(session: Session, canvas: QWidget, request: QWidget) -> list[Step]:
    """What whoever sees the window for the first time is told.

    Args:
        session: tells which steps were done.
        canvas: where sound is shown.
        request: where it is asked for.
    """

    def has_takes() -> bool:
        return any(region.takes for track in session.document.tracks for region in track.regions)

    return [
        Step(
            tr("Open a recording"),
            tr("Drop a sound file anywhere, or press Ctrl+O. It is never written over."),
            lambda: canvas,
            lambda: bool(session.document.tracks),
        ),
        Step(
            tr("Select what should change"),
            tr("Drag over the sound that you want anew: one hit, a word, a whole phrase."),
            lambda: canvas,
            lambda: bool(session.selection and session.selection.span),
        ),
        Step(
            tr("Say what it should be"),
            tr("Describe it, and press Ctrl+Enter. Everything outside stays as it is."),
            lambda: request,
            has_takes,
        ),
        Step(
            tr("Compare and keep"),
            tr("Takes lie under the waveform: press 1, 2, 3 to hear them, 0 for the original."),
            lambda: canvas,
        ),
    ]


class Outline(QWidget):
    """A line around what is spoken of; the pointer goes through it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A rounded line in the accent colour."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(theme_of(self).accent), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -2, -2), 6, 6)
