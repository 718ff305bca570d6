"""Dialogs that ask for files: the outer edge of the window, behind an object that tests replace."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QInputDialog, QWidget

from app.language import tr

SUFFIXES = "*.wav *.aif *.aiff *.flac *.ogg *.opus *.mp3 *.m4a *.aac *.mp4 *.w64 *.rf64 *.caf *.au"
TO_WRITE = "WAV (*.wav);;FLAC (*.flac);;AIFF (*.aiff *.aif)"


class FileDialogs:
    """Qt's own file dialogs over `parent`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.parent = parent

    def open_files(self, title: str, folder: str) -> list[Path]:
        """Files to read; empty where the user thought better."""
        dialog = self._dialog(title, folder, f"{tr('Audio')} ({SUFFIXES});;{tr('All files')} (*)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        return [Path(name) for name in dialog.selectedFiles()] if dialog.exec() else []

    def save_file(self, title: str, suggested: Path) -> Path | None:
        """A file to write, asked again before one is replaced; None where the user thought better."""
        suffix = suggested.suffix.lower()
        is_usual = f"*{suffix}" in TO_WRITE
        patterns = TO_WRITE if is_usual else f"{suffix[1:].upper()} (*{suffix})"
        dialog = self._dialog(title, str(suggested.parent), patterns)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suggested.suffix.lstrip("."))
        dialog.selectFile(suggested.name)
        return Path(dialog.selectedFiles()[0]) if dialog.exec() else None

    def folder(self, title: str, folder: str) -> Path | None:
        """A folder; None where the user thought better."""
        dialog = self._dialog(title, folder, "")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        return Path(dialog.selectedFiles()[0]) if dialog.exec() else None

    def open_project(self, title: str, folder: str) -> Path | None:
        """The folder of a project; None where the user thought better."""
        return self.folder(title, folder)

    def save_project(self, title: str, suggested: Path) -> Path | None:
        """A folder that is to become a project; None where the user thought better."""
        dialog = self._dialog(title, str(suggested.parent), "")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setLabelText(QFileDialog.DialogLabel.FileName, tr("Name of the project:"))
        dialog.selectFile(suggested.name)
        return Path(dialog.selectedFiles()[0]) if dialog.exec() else None

    def number(self, title: str, label: str, suggested: float) -> float | None:
        """A number above 0; None where the user thought better."""
        value, is_wanted = QInputDialog.getDouble(self.parent, title, label, suggested, 0.001, 100_000.0, 3)
        return value if is_wanted else None

    def show_folder(self, folder: Path) -> None:
        """Show a folder in the desktop's own window."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def _dialog(self, title: str, folder: str, patterns: str) -> QFileDialog:
        dialog = QFileDialog(self.parent, title, folder, patterns)
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        return dialog
