"""The focused track as a file, and the proof that nothing outside the regions changed."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.jobs import Job, Worker
from app.language import tr
from engine.audio.files import Reader, Source
from engine.document.document import Document, Track
from engine.document.splice import NullTest
from engine.errors import OutputError
from engine.export.leaving import refuse_missing, refuse_sources
from engine.export.track import NOTHING, Watch, compare, write_track
from engine.generate.request import Progress


@dataclass(frozen=True, slots=True)
class Checked:
    """What a comparison found: the test, and the file and document that it was of (None for no file)."""

    test: NullTest
    path: Path | None = None
    is_lossy: bool = False
    document: Document | None = None

    @property
    def sentence(self) -> str:
        """For the status line."""
        found = self._found
        if self.path is None:
            return found[:1].upper() + found[1:]
        return tr("“{file}” written", file=self.path.name) + f" · {found}"

    @property
    def _found(self) -> str:
        count = f"{self.test.n_outside:,}".replace(",", " ")
        if not self.test.n_outside:
            return tr("outside the regions: nothing, all of it is new or was changed in level")
        samples = tr("{count} decoded samples") if self.is_lossy else tr("{count} samples")
        samples = samples.format(count=count)
        if self.test.is_identical:
            return tr("outside the regions: identical ({samples})", samples=samples)
        different = self.test.n_differing
        if different == 1:
            return tr("outside the regions: 1 of {samples} differs", samples=samples)
        return tr("outside the regions: {n} of {samples} differ", n=different, samples=samples)


class Exporting(QObject):
    """Writes tracks and compares them, on a thread of its own, so that neither waits for the engine.

    Signals:
        checked: Checked.
        left: app.leaving.Left.
        failed: Exception.
    """

    checked = Signal(object)  # Checked
    left = Signal(object)  # Left
    failed = Signal(object)  # Exception

    def __init__(self, reader: Reader, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.worker = Worker("exporting", self)
        self.is_writing = False
        self._reader = reader
        self._next: Job | None = None
        self._waiting: deque[Job] = deque()
        self.worker.finished.connect(self._done)
        self.worker.failed.connect(self._fail)
        self.worker.cancelled.connect(self._go_on)

    def export(self, document: Document, track: Track, path: Path) -> None:
        """Write what a track sounds like, then read the file again and compare; one after the other."""
        self.write(export_job(document, track, path, self._reader, self.worker.watch))

    def write(self, job: Job) -> None:
        """Do what writes files, after what is being written already."""
        if self.is_writing:
            self._waiting.append(job)
        else:
            self._start(job, is_writing=True)

    def compare(self, tracks: Sequence[Track]) -> None:
        """Compare tracks with themselves without their takes; gives way to whatever is asked for next."""
        if self.is_writing:
            return
        if tracks:
            self._start(compare_job(tracks, self._reader, self.worker.watch), is_writing=False)
        else:
            self._next = None
            self.worker.cancel()

    def cancel(self) -> None:
        """Give up what is being written; the file that stood there is untouched."""
        self.worker.cancel()

    def close(self) -> None:
        """End the thread."""
        self._next = None
        self._waiting.clear()
        self.worker.close()

    def _start(self, job: Job, *, is_writing: bool) -> None:
        self.is_writing = is_writing
        if self.worker.is_busy:
            self._next = job
            self.worker.cancel()
        else:
            self.worker.start(job)

    def _done(self, what: object) -> None:
        self._go_on()
        (self.checked if isinstance(what, Checked) else self.left).emit(what)

    def _fail(self, error: Exception) -> None:
        self._go_on()
        self.failed.emit(error)

    def _go_on(self) -> None:
        job, self._next = self._next, None
        if job is None and self._waiting:
            job = self._waiting.popleft()
        if job is not None:
            self.worker.start(job)
        else:
            self.is_writing = False


def export_job(
    document: Document, track: Track, path: Path, reader: Reader, watch: Callable[[Progress], None]
) -> Generator[Progress, None, Checked]:
    """Write a track as it sounds, before its gain and pan, then compare the file with the sources.

    Args:
        watch: is called for every block that is written; what it raises ends the writing, and the file that
            stood there is untouched.

    Raises:
        OutputError: nothing to write, the place cannot be written, or it holds one of the sources.
    """
    source = main_source(track)
    if source is None or not track.extent:
        raise OutputError(path, "the track is empty; open or compose something first")
    refuse_sources(document, path)
    refuse_missing(track, path)
    yield Progress(tr("Writing"))
    rate = document.sample_rate
    _, test = write_track(track, rate, path, reader, overwrite=True, watch=_telling(watch))
    return Checked(test, path, source.is_lossy, document)


def compare_job(
    tracks: Sequence[Track], reader: Reader, watch: Callable[[Progress], None]
) -> Generator[Progress, None, Checked]:
    """Compare tracks as they sound with their clips alone; `watch` as in `export_job`."""
    yield Progress(tr("Comparing"))
    total, sources = NOTHING, [main_source(track) for track in tracks]
    for track in tracks:
        total += compare(track, reader, _telling(watch))
    return Checked(total, None, any(source.is_lossy for source in sources if source is not None))


def _telling(watch: Callable[[Progress], None]) -> Watch:
    return lambda phase, n_done, n: watch(Progress(phase, 100 * n_done // max(1, n), 100))


def main_source(track: Track) -> Source | None:
    """The source whose format a result is written in: the first clip's, or the first chosen take's."""
    if track.clips:
        return track.clips[0].source
    takes = (region.chosen_take for region in track.regions)
    return next((take.source for take in takes if take is not None), None)


def described(track: Track | None) -> str:
    """Rate, channels and depth of a track in a few words; "" where there is nothing to tell."""
    source = main_source(track) if track is not None else None
    if track is None or source is None:
        return ""
    count = tr("{count} channels", count=track.n_channels)
    channels = {1: tr("mono"), 2: tr("stereo")}.get(track.n_channels, count)
    depth = {"PCM_U8": "8-bit", "PCM_S8": "8-bit", "FLOAT": "32-bit float", "DOUBLE": "64-bit float"}
    stored = depth.get(source.subtype, source.subtype.replace("PCM_", "") + "-bit")
    return f"{source.sample_rate / 1000:g} kHz · {channels} · {source.format if source.is_lossy else stored}"


def suggested_name(track: Track, folder: str) -> Path:
    """Where a result is offered to be written: beside nothing that is there already."""
    source = main_source(track)
    suffix = source.path.suffix.lower() if source is not None and track.clips else ".wav"
    suffix = suffix if suffix in (".wav", ".flac", ".aif", ".aiff") else ".wav"
    name = "".join(c if c.isalnum() or c in " -_()." else "_" for c in track.name).strip() or "track"
    return Path(folder) / f"{Path(name).stem} (inlay){suffix}"
