"""What could go from the disk, how much that is, and the button that lets it go."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from app.language import marked, tr
from app.storage import BIN, UNUSED, Found
from engine.storage import CACHES, JOURNALS, TAKES, Heap, as_text

WORDS = {
    CACHES: marked("Caches: drawn waveforms and converted recordings. Inlay makes them again when needed."),
    UNUSED: marked("Files of this project that nothing in it uses any more, not even its undo history"),
    TAKES: marked("Takes from sessions that were closed without saving a project"),
    JOURNALS: marked("Unsaved work from before a crash that was not recovered"),
    BIN: marked("Discarded takes. They leave the undo history, too, for good, and the project is saved."),
}
HARMLESS = (CACHES, UNUSED)
"""Ticked from the first: nothing is lost with them."""


class StorageWindow(QDialog):
    """One line for each kind.

    Signals:
        free_asked: tuple of str, the kinds that shall go.
    """

    free_asked = Signal(object)  # tuple[str, ...]

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Free disk space"))
        self._heaps: dict[str, Heap] = {}
        self.boxes = {kind: QCheckBox(tr(text)) for kind, text in WORDS.items()}
        self._sizes = {kind: QLabel() for kind in WORDS}
        self.outcome = QLabel(tr("Looking …"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        self.button = buttons.addButton("", QDialogButtonBox.ButtonRole.ActionRole)
        self.button.clicked.connect(lambda: self.free_asked.emit(self.chosen))
        buttons.button(QDialogButtonBox.StandardButton.Close).setDefault(True)  # Enter lets nothing go
        self.button.setAutoDefault(False)
        grid = QGridLayout()
        grid.setColumnStretch(0, 1)
        grid.setHorizontalSpacing(24)
        for row, (kind, box) in enumerate(self.boxes.items()):
            box.setChecked(kind in HARMLESS)
            box.toggled.connect(lambda _is_on: self._show_sum())
            grid.addWidget(box, row, 0)
            grid.addWidget(self._sizes[kind], row, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.addLayout(grid)
        column.addWidget(self.outcome)
        column.addWidget(buttons)
        self._show_sum()

    @property
    def chosen(self) -> tuple[str, ...]:
        """The kinds that are ticked and of which there is something."""
        return tuple(kind for kind, box in self.boxes.items() if box.isChecked() and self._n_bytes(kind))

    def show_found(self, found: Found) -> None:
        """Say how much of each kind there is, and what was freed."""
        self._heaps = {heap.kind: heap for heap in found.heaps}
        for kind, label in self._sizes.items():
            label.setText(as_text(self._n_bytes(kind)) if self._n_bytes(kind) else tr("nothing"))
            self.boxes[kind].setEnabled(self._n_bytes(kind) > 0)
        self.outcome.setText(tr("{size} freed.", size=as_text(found.n_freed)) if found.n_freed else "")
        self._show_sum()

    def _n_bytes(self, kind: str) -> int:
        return self._heaps[kind].n_bytes if kind in self._heaps else 0

    def _show_sum(self) -> None:
        n_bytes = sum(map(self._n_bytes, self.chosen))
        is_any = any(map(self._n_bytes, self.boxes))
        idle = tr("Nothing is chosen") if is_any else tr("Nothing to free")
        self.button.setText(tr("Free {size}", size=as_text(n_bytes)) if n_bytes else idle)
        self.button.setEnabled(n_bytes > 0)
