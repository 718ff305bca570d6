"""Clips brought to one level: measured beside the window, then turned up or down as one step."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from app.jobs import Worker
from app.language import tr
from app.pointed import Pointed
from engine.document import clips
from engine.document.document import Clip, Document
from engine.document.measuring import Loudness, measure
from engine.document.render import Read
from engine.errors import EngineError, RequestError
from engine.generate.request import Progress


@dataclass(frozen=True, slots=True)
class Measured:
    """Clips, or pieces of clips, and how loud they were when they were measured."""

    clips: tuple[Clip, ...]
    loudness: Loudness
    is_by_peak: bool


class Normalising(QObject):
    """Normalises what is pointed at, by gain alone.

    Args:
        pointed: what the user points at.
        read: gives samples of a source.

    Signals:
        failed: Exception.
    """

    failed = Signal(object)  # Exception

    def __init__(self, pointed: Pointed, read: Read, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.worker = Worker("measuring", self)
        self._pointed, self._session, self._read = pointed, pointed.session, read
        self.worker.finished.connect(self._commit)
        self.worker.failed.connect(self.failed)

    def normalise(self, *, is_by_peak: bool) -> None:
        """Measure what is meant; once that is known, turn all of it up or down alike."""
        span = self._pointed.span
        wanted = tuple(clip.cut(span) if span else clip for clip in self._pointed.clips)
        if wanted and not self.worker.is_busy:
            self.worker.start(_measuring(wanted, self._read, is_by_peak=is_by_peak))

    def close(self) -> None:
        """End the thread."""
        self.worker.close()

    def _commit(self, measured: Measured) -> None:
        try:
            after = _normalised(self._session.document, measured)
        except EngineError as error:
            self.failed.emit(error)
            return
        label = tr("Normalise") if measured.is_by_peak else tr("Normalise loudness")
        self._session.commit(label, after)


def _measuring(
    wanted: tuple[Clip, ...], read: Read, *, is_by_peak: bool
) -> Generator[Progress, None, Measured]:
    job = measure(wanted, read, only_peak=is_by_peak)
    while True:
        try:
            yield Progress(tr("Measuring"), round(100 * next(job)), 100)
        except StopIteration as end:
            return Measured(wanted, end.value, is_by_peak)


def _normalised(document: Document, measured: Measured) -> Document:
    """The document with these clips at their new gains, cut out of larger ones where they were pieces.

    Raises:
        RequestError: they have changed since they were measured, or there is nothing but silence.
    """
    present = {clip.id: clip for track in document.tracks for clip in track.clips}
    if any(clip.id not in present or not _is_piece(clip, present[clip.id]) for clip in measured.clips):
        raise RequestError("the clips", "were changed while they were measured: normalise them again")
    places = [(document.track_of_clip(clip.id).id, clip.span) for clip in measured.clips]
    for track, span in places:
        document = clips.split_span(document, (track,), span)
    ids = [clips.clips_in(document, (track,), span)[0].id for track, span in places]
    if measured.is_by_peak:
        return clips.normalise_peak(document, ids, measured.loudness.peak)
    return clips.normalise_loudness(document, ids, measured.loudness.lufs, measured.loudness.peak)


def _is_piece(piece: Clip, clip: Clip) -> bool:
    return clip.span.contains(piece.span) and clip.cut(piece.span) == piece
