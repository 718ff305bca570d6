"""Sound that is dragged out of the window: a file that is finished before the drag begins, and that stays."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDrag
from PySide6.QtWidgets import QWidget

from app.session import Session
from engine.audio import files
from engine.document import edits
from engine.document.document import Document
from engine.document.render import Read, blocks, render_track
from engine.errors import EngineError, OutputError
from engine.timeline import Span

MOST_SAMPLES = 2**25
"""Longer than this (12 minutes at 48 kHz) nobody would wait for with the button held: export that instead."""


class Dragging(QObject):
    """Writes what is dragged out, then lets the pointer carry it.

    Args:
        session: what is dragged from.
        read: reads sources.
        folder: where the files are put, and stay.
        carry: lets the pointer carry a file out of a widget; whether somebody took it.

    Signals:
        failed: EngineError; what could not be written.
    """

    failed = Signal(object)  # EngineError

    def __init__(
        self,
        session: Session,
        read: Read,
        folder: Path,
        carry: Callable[[QWidget, Path], bool] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._read, self._folder = session, read, folder
        self.carry = carry or drag_out

    def take(self, widget: QWidget, region_id: str, number: int) -> None:
        """Carry out what is heard of a region with one of its takes."""
        document = self._session.document
        self._carry(widget, lambda: take_file(document, region_id, number, self._folder, self._read))

    def region(self, widget: QWidget, region_id: str) -> None:
        """Carry out what is heard of a region."""
        self.take(widget, region_id, self._session.document.region(region_id).chosen)

    def track(self, widget: QWidget, track_id: str) -> None:
        """Carry out a whole track."""
        document = self._session.document
        self._carry(widget, lambda: track_file(document, track_id, self._folder, self._read))

    def _carry(self, widget: QWidget, write: Callable[[], Path]) -> None:
        try:
            path = write()
        except EngineError as error:
            self.failed.emit(error)
        else:
            self.carry(widget, path)


def take_file(document: Document, region_id: str, number: int, folder: Path, read: Read) -> Path:
    """Write what is heard of a region with one of its takes; 0 is the original.

    Args:
        folder: where the file is put; it is made where there is none.
        read: reads sources.
    Returns:
        the file, whole and closed; never one that was dragged out before, which others may hold open.
    Raises:
        OutputError: it is too long to be dragged, or cannot be written.
    """
    after = edits.choose_take(document, region_id, number)
    region, track = after.region(region_id), after.track_of(region_id)
    what = "original" if number == 0 else f"take {number}"
    name = region.name or f"region {region.number}"
    return _written(
        after, track.id, region.span, folder / f"{_tidy(f'{track.name} {name} {what}')}.wav", read
    )


def track_file(document: Document, track_id: str, folder: Path, read: Read) -> Path:
    """Write a whole track as it sounds, before its gain and pan.

    Raises:
        OutputError: it is empty, too long to be dragged, or cannot be written.
    """
    track = document.track(track_id)
    path = folder / f"{_tidy(track.name or 'track')}.wav"
    return _written(document, track_id, track.extent, path, read)


def mime_of(path: Path) -> QMimeData:
    """A file as file managers and other editors take it."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    return data


def drag_out(widget: QWidget, path: Path) -> bool:
    """Let the pointer carry a file out of `widget`; whether somebody took it."""
    drag = QDrag(widget)
    drag.setMimeData(mime_of(path))

    return drag.exec(Qt.DropAction.CopyAction) == Qt.DropAction.CopyAction


def _written(document: Document, track_id: str, span: Span, path: Path, read: Read) -> Path:
    track, path = document.track(track_id), _unused(path)
    if not span:
        raise OutputError(path, "there is nothing to hear; open or compose something first")
    if span.length > MOST_SAMPLES:
        raise OutputError(path, "it is too long to be dragged; export it from the File menu")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(path, error.strerror or "its folder cannot be made") from error
    files.write(
        path,
        blocks(lambda piece: render_track(track, piece, read), span),
        sample_rate=document.sample_rate,
        n_channels=track.n_channels,
        format="WAV",
        subtype="FLOAT",
    )
    return path


def _unused(path: Path) -> Path:
    """The same name, with a number where there is such a file already."""
    others = (path.with_stem(f"{path.stem} ({n})") for n in itertools.count(2))
    return path if not path.exists() else next(other for other in others if not other.exists())


def _tidy(name: str) -> str:
    return " ".join("".join(c if c.isalnum() or c in "-_()." else " " for c in name).split()) or "sound"
