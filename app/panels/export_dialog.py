"""The page that asks what shall leave, and how; where to is asked afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.language import marked, tr
from app.leaving import MIXES, What, Wish
from engine.export import naming
from engine.export.pieces import Which
from engine.export.shape import FORMATS, Channels, Depth, Shape

RATES = (44100, 48000, 88200, 96000, 176400, 192000)
CHANNELS = {
    Channels.PROJECT: marked("As the project"),
    Channels.MONO: marked("Mono"),
    Channels.STEREO: marked("Stereo"),
}
DEPTHS = {Depth.FLOAT: marked("32-bit float")}
SESSIONS = {
    ".dawproject": marked("DAWproject, for Bitwig, Studio One and Cubase"),
    ".rpp": marked("REAPER"),
}
WHICH = {
    Which.AUDIBLE: marked("All that are heard"),
    Which.SELECTED: marked("Those of the selection"),
    Which.ALL: marked("All, muted ones too"),
}
LOSSY_SOURCE = marked(
    "Some recordings lost something when they were coded: what is kept of them is what they decode to."
)
LEAST_PX = 380


class ExportDialog(QDialog):
    """What, format, depth, rate, channels and names; only the rows that matter for what is chosen are shown.

    Args:
        wish: what was wished for last.
        possible: what there is anything of.
        sample_rate: that of the document.
        has_lossy: whether a recording lost something when it was coded.

    Signals:
        wished: app.leaving.Wish.
    """

    wished = Signal(object)  # Wish

    def __init__(
        self,
        wish: Wish,
        possible: Sequence[What],
        sample_rate: int,
        *,
        has_lossy: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Export"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self._form = QFormLayout()
        self._form.setHorizontalSpacing(16)
        self._make_fields(possible, sample_rate)
        self.note = QLabel(tr(LOSSY_SOURCE), wordWrap=True)
        self.note.setVisible(has_lossy)
        self._form.addRow(self.note)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(18, 16, 18, 16)
        outer.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)  # it grows with the rows that are shown
        outer.addLayout(self._form)
        outer.addWidget(self._buttons())
        self._show_wish(wish)
        self.what.currentIndexChanged.connect(lambda _index: self._show_rows())
        self.format.currentIndexChanged.connect(lambda _index: self._show_rows())
        self._show_rows()

    @property
    def wish(self) -> Wish:
        """As the fields stand now."""
        kind = FORMATS[self.format.currentData()]
        depth = Depth(self.depths.currentData()) if kind.depths else Depth.BITS_24
        what = What(self.what.currentData())  # Qt gives plain texts back
        rate = self.rate.currentData() if what in MIXES else 0
        channels = Channels(self.channels.currentData())
        shape = Shape(self.format.currentData(), depth, rate or None, self.dither.isChecked(), channels)
        return Wish(
            what,
            shape,
            self.session.currentData(),
            Which(self.which.currentData()),
            self.master.isChecked(),
            self.fader.isChecked(),
            tuple(suffix for suffix, box in self.beside.items() if box.isChecked()),
            self.names.text().strip(),
        )

    def _make_fields(self, possible: Sequence[What], sample_rate: int) -> None:
        self.what = self._choice(tr("What"), {what: tr(what.value) for what in possible})
        self.what.setMinimumWidth(LEAST_PX)
        self.session = self._choice(tr("For"), {key: tr(text) for key, text in SESSIONS.items()})
        self.format = self._choice(tr("Format"), {name: name.upper() for name in FORMATS})
        self.depths = self._choice(tr("Depth"), {})
        rates = {0: tr("{rate} kHz, as the project", rate=f"{sample_rate / 1000:g}")}
        rates |= {rate: f"{rate / 1000:g} kHz" for rate in RATES if rate != sample_rate}
        self.rate = self._choice(tr("Rate"), rates)
        self.channels = self._choice(tr("Channels"), {key: tr(text) for key, text in CHANNELS.items()})
        self.channels.setToolTip(
            tr("Mono is the mean of left and right; of surround, the first pair is heard as in the mix.")
        )
        self.dither = self._tick(
            tr("Dither what has to be rounded"), tr("Unchanged samples stay as they are.")
        )
        self.which = self._choice(tr("Tracks"), {key: tr(text) for key, text in WHICH.items()})
        self.fader = self._tick(tr("With gain and balance"), tr("The stems add up to the mix then."))
        self.master = self._tick(tr("The mix, too"), "")
        self.beside = {
            suffix: self._tick(tr("A session of them: {program}", program=tr(text)), "")
            for suffix, text in SESSIONS.items()
        }
        self.names = QLineEdit(minimumWidth=LEAST_PX)
        self.names.setToolTip(tr("May hold $project, $track, $tracknumber and $take."))
        self._row(tr("Names"), self.names)

    def _show_wish(self, wish: Wish) -> None:
        for box, value in (
            (self.what, wish.what),
            (self.session, wish.session),
            (self.format, wish.shape.format),
            (self.rate, wish.shape.sample_rate or 0),
            (self.channels, wish.shape.channels),
            (self.which, wish.which),
        ):
            box.setCurrentIndex(max(0, box.findData(value)))
        self._show_depths()
        self.depths.setCurrentIndex(max(0, self.depths.findData(wish.shape.depth)))
        self.dither.setChecked(wish.shape.is_dithered)
        self.fader.setChecked(wish.at_fader)
        self.master.setChecked(wish.with_master)
        for suffix, tick in self.beside.items():
            tick.setChecked(suffix in wish.beside)
        self.names.setText(wish.template)

    def _show_rows(self) -> None:
        """Hide what says nothing about what is chosen."""
        self._show_depths()
        what, kind = What(self.what.currentData()), FORMATS[self.format.currentData()]
        is_session, is_stems = what is What.SESSION, what is What.STEMS
        shown: dict[QWidget, bool] = {
            self.session: is_session,
            self.format: not is_session,
            self.depths: not is_session and bool(kind.depths),
            self.rate: what in MIXES,
            self.channels: not is_session,
            self.dither: not is_session and bool(kind.depths),
            self.names: is_stems or what is What.CHANGES,
        }
        shown |= dict.fromkeys((self.which, self.fader, self.master, *self.beside.values()), is_stems)
        for field, is_shown in shown.items():
            self._form.setRowVisible(field, is_shown)
        self.names.setPlaceholderText(naming.STEMS if is_stems else naming.CHANGES)

    def _show_depths(self) -> None:
        """The depths of the format; the one that was chosen stays where there is such."""
        depths, before = FORMATS[self.format.currentData()].depths, self.depths.currentData()
        if [self.depths.itemData(at) for at in range(self.depths.count())] == list(depths):
            return
        self.depths.clear()
        for depth in depths:
            self.depths.addItem(tr(DEPTHS[depth]) if depth in DEPTHS else tr("{n}-bit", n=depth), depth)
        wanted = before if before in depths else Depth.BITS_24
        self.depths.setCurrentIndex(max(0, self.depths.findData(wanted)))

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox()
        self.go = box.addButton(tr("Export…"), QDialogButtonBox.ButtonRole.AcceptRole)
        box.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        box.accepted.connect(self._wish_for_it)
        box.rejected.connect(self.reject)
        return box

    def _wish_for_it(self) -> None:
        wish = self.wish
        self.accept()
        self.wished.emit(wish)

    def _choice(self, label: str, choices: Mapping[Any, str]) -> QComboBox:
        box = QComboBox()
        for value, text in choices.items():
            box.addItem(text, value)
        self._row(label, box)
        return box

    def _tick(self, label: str, hint: str) -> QCheckBox:
        box = QCheckBox(label, toolTip=hint)
        box.setAccessibleName(label)
        self._form.addRow("", box)
        return box

    def _row(self, label: str, field: QWidget) -> None:
        field.setAccessibleName(label)
        self._form.addRow(label, field)
