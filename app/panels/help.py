"""The manual, one page for each panel, and what this program is made of."""

from __future__ import annotations

import platform
from importlib import metadata
from importlib.resources import files
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, Qt, QUrl, Signal, qVersion
from PySide6.QtGui import QDesktopServices, QGuiApplication, QTextFrameFormat, QTextTable
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTextBrowser,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from app.language import tr
from app.settings import Places
from app.theme import theme_of
from engine import catalogue

FIRST_PAGE = "index"
CELL_PX = 5
PACKAGES = ("PySide6", "numpy", "torch", "soundfile", "av", "soxr", "sounddevice", "huggingface_hub")


class Manual(QTextBrowser):
    """Shows a page of `resources/manual`; links lead from page to page, or out into the browser.

    Signals:
        turned: str, name of the page that is shown now.
    """

    turned = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("manual")
        self.setAccessibleName(tr("Manual"))
        self.setOpenLinks(False)
        self.page = ""
        self.anchorClicked.connect(self._follow)

    def show_page(self, name: str) -> None:
        """Turn to a page; to the first one where there is none of this name."""
        name = name if name in pages() else FIRST_PAGE
        if name == self.page:
            return
        self.page = name
        self.setMarkdown(folder().joinpath(f"{name}.md").read_text(encoding="utf-8"))
        self._soften()
        self.turned.emit(name)

    def _soften(self) -> None:
        """Give tables thin lines and room."""
        for frame in self.document().rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                form = frame.format().toTableFormat()
                form.setBorderBrush(theme_of(self).border)
                form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
                form.setCellPadding(CELL_PX)
                form.setTopMargin(CELL_PX)
                form.setBottomMargin(2 * CELL_PX)
                frame.setFormat(form)

    def changeEvent(self, event: QEvent) -> None:
        """Other colours are those of the tables, too."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._soften()

    def _follow(self, url: QUrl) -> None:
        if url.isRelative():
            self.show_page(url.path().removesuffix(".md"))
        else:
            QDesktopServices.openUrl(url)


def pages() -> tuple[str, ...]:
    """Names of the pages there are."""
    return tuple(sorted(entry.name.removesuffix(".md") for entry in folder().iterdir()))


def versions() -> str:
    """What runs here, line by line: for whoever reports a problem."""
    lines = [f"Inlay {_version('inlay')}", f"Python {platform.python_version()}", f"Qt {qVersion()}"]
    lines += [f"{name} {version}" for name in PACKAGES if (version := _version(name))]
    return "\n".join([*lines, platform.platform()])


class About(QDialog):
    """Name, versions and licences, with a button that copies the versions."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("About Inlay"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.details = QLabel(versions())
        self.details.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.copy = QPushButton(tr("Copy details"))
        self.copy.clicked.connect(self._copy)
        words = tr(
            "Inlay regenerates a part of a recording on your own machine. It is free software under the"
            " licence in its file LICENSE. Qt and PySide6 are used under the LGPL, version 3; each model has"
            " the licence of those who made it, which you find on its page."
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(14)
        column.addWidget(QLabel("Inlay", objectName="heading"))
        column.addWidget(QLabel(words, wordWrap=True))
        column.addWidget(self.details)
        column.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignRight)
        self.setMinimumWidth(440)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.details.text())
        self.copy.setText(tr("Copied"))


class Whereabouts(QDialog):
    """Where things are kept: each folder with a button that opens it."""

    def __init__(self, places: Places, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Where things are kept"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        grid.setHorizontalSpacing(14)
        for row, (what, path) in enumerate(whereabouts(places)):
            line = QLabel(str(path))
            line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            button = QPushButton(tr("Open"))
            button.setAutoDefault(False)
            button.setAccessibleName(tr("Open: {what}", what=what))
            place = path if path.is_dir() else path.parent
            button.setEnabled(place.is_dir())
            button.clicked.connect(lambda _on=False, at=place, here=button: _open(at, here))
            for column, widget in enumerate((QLabel(what, objectName="dim"), line, button)):
                grid.addWidget(widget, row, column)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(20, 16, 20, 16)
        outer.addLayout(grid)


def whereabouts(places: Places) -> list[tuple[str, Path]]:
    """What is kept on this machine, and where."""
    return [
        (tr("Settings"), places.settings_file),
        (tr("Takes of this session"), places.takes_folder),
        (tr("Models"), catalogue.models_folder()),
        (tr("Log"), places.log_file),
    ]


def _open(place: Path, button: QWidget) -> None:
    """Show a place in the desktop's own file manager; without one, say so where that was asked for."""
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(place))):
        told = tr("No program opens folders here; the place is {place}.", place=place)
        QToolTip.showText(button.mapToGlobal(QPoint(0, button.height())), told, button)


def folder() -> Path:
    """Where the pages are."""
    return Path(str(files("resources").joinpath("manual")))


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""
