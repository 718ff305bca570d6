"""The queue: what was asked for, how far it is, and ways to give it up or ask again."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.asking import Asked, Status
from app.estimates import spoken_seconds
from app.language import tr


class QueuePanel(QScrollArea):
    """One row for each request, those that are under way on top of those that are over.

    Signals:
        cancel_asked: int, number of a request that shall be given up.
        retry_asked: int, number of a request that shall be asked again.
        forget_asked: int, number of a request that is over and need not be shown any more.
    """

    cancel_asked = Signal(int)
    retry_asked = Signal(int)
    forget_asked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("queue")
        self.setAccessibleName(tr("Queue"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows: dict[int, QueueRow] = {}
        self.empty = QLabel(tr("Requests appear here."), objectName="dim")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        box = QWidget()
        box.setObjectName("queueBox")
        self._column = QVBoxLayout(box)
        self._column.setContentsMargins(10, 6, 10, 6)
        self._column.setSpacing(6)
        self._column.addWidget(self.empty)
        self._column.addStretch(1)
        self.setWidget(box)

    def show_queue(self, queue: Sequence[Asked]) -> None:
        """Be exactly these, in the order in which they come up; what is over lies below, the latest first."""
        under_way = [asked for asked in queue if not asked.is_over]
        wanted = [*under_way, *reversed([asked for asked in queue if asked.is_over])]
        known = {asked.id for asked in wanted}
        for gone in [number for number in self.rows if number not in known]:
            row = self.rows.pop(gone)
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        for place, asked in enumerate(wanted):
            row = self.rows.get(asked.id) or self._add(asked.id)
            if row.shown is not asked:  # what is over stays as it is, while others go on step by step
                row.show_asked(asked)
            if self._column.indexOf(row) != place:
                self._column.insertWidget(place, row)
        self.empty.setVisible(not wanted)

    def _add(self, number: int) -> QueueRow:
        row = self.rows[number] = QueueRow()
        row.cancel.clicked.connect(lambda: self.cancel_asked.emit(number))
        row.retry.clicked.connect(lambda: self.retry_asked.emit(number))
        row.forget.clicked.connect(lambda: self.forget_asked.emit(number))
        return row


class QueueRow(QFrame):
    """What one request asks for, how it stands, and its buttons."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("queueRow")
        self.title = QLabel()
        self.title.setMinimumWidth(0)
        self.state = QLabel(objectName="dim", wordWrap=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(4)
        self.cancel = _button("✕", tr("Cancel"))
        self.retry = _button("↻", tr("Ask again"))
        self.forget = _button("✕", tr("Take out of the list"))
        self.shown: Asked | None = None
        self._text = ""
        head = QHBoxLayout()
        head.setSpacing(2)
        head.addWidget(self.title, 1)
        for button in (self.retry, self.cancel, self.forget):
            head.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(3)
        column.addLayout(head)
        column.addWidget(self.bar)
        column.addWidget(self.state)

    def show_asked(self, asked: Asked) -> None:
        """Bring the row up to date."""
        self.shown = asked
        self._text = asked.title
        self._elide()
        self.title.setToolTip(asked.title)
        state = described(asked)
        self.state.setText(state)
        self.setAccessibleName(f"{asked.title}: {state}")
        is_running = asked.status is Status.RUNNING
        self.bar.setVisible(is_running)
        self.bar.setRange(0, asked.progress.n_steps)
        self.bar.setValue(asked.progress.step)
        self.cancel.setVisible(not asked.is_over)
        self.retry.setVisible(asked.status in (Status.FAILED, Status.CANCELLED))
        self.forget.setVisible(asked.is_over)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much of the title as there is room for."""
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        room = max(40, self.width() - 3 * self.cancel.sizeHint().width())
        mode = Qt.TextElideMode.ElideRight
        self.title.setText(self.title.fontMetrics().elidedText(self._text, mode, room))


def described(asked: Asked) -> str:
    """How a request stands, in words: its phase, its step, the time that is left; what came of it."""
    if asked.status is Status.RUNNING:
        progress = asked.progress
        text = tr(progress.phase)
        if progress.n_steps:
            text += " · " + tr("step {step} of {count}", step=progress.step, count=progress.n_steps)
        left = asked.left_s()
        return text if left is None else text + " · " + tr("about {time} left", time=spoken_seconds(left))
    return asked.remark or tr(asked.status.value).capitalize()


def _button(text: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.setAutoRaise(True)
    button.setObjectName("quiet")
    return button
