"""Files into the document, and the question that is asked before work would be replaced."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.jobs import Job, Worker
from app.language import tr
from app.session import Session
from app.settings import Store
from engine.audio import conversion, cues, files
from engine.audio.cues import Cues
from engine.audio.files import Reader, Source
from engine.document import edits, markers, tracks
from engine.document.document import Clip, Document, Track
from engine.errors import EngineError
from engine.generate.request import Progress
from engine.timeline import convert_rate_ceil, format_time, samples_to_seconds

_SESSION_S = 24 * 3600
"""The longest that recordings of one session lie apart: they tell their place by the time of day."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file that can be read: as it is, and as the document takes it; two where its rate was converted.

    `cues` are the places that it names, and where it was recorded, in samples of the given file.
    """

    given: Source
    taken: Source
    cues: Cues = Cues()  # noqa: RUF009 (frozen, too)

    @property
    def reference(self) -> int:
        """The sample of a session at which it begins, at the rate that it was taken at."""
        return self.at_rate(self.cues.time_reference or 0)

    def at_rate(self, at: int) -> int:
        """A place in the given file, in samples of what was taken."""
        return convert_rate_ceil(at, self.given.sample_rate, self.taken.sample_rate)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Files that wait to be looked at: for a new document, for new tracks, or for a place on `track`."""

    paths: tuple[Path, ...]
    is_new: bool = False
    track: str = ""
    at: int = 0


class Opening(QObject):
    """Opens sound files as the document or as further tracks; those of another rate are converted.

    Args:
        session: what is opened into.
        store: remembers recent files.
        ask_paths: asks for files to read, given a title and a folder; none where the user thought better.
        reader: reads what is converted.
        folder: where converted recordings are kept.

    Attributes:
        save_first: saves the document, then does what it is given.

    Signals:
        failed: Exception.
        asked: str, Answers; a question with its buttons.
        told: str, what was noticed about a file.
        opened: nothing; another document is shown.
    """

    failed = Signal(object)  # Exception
    asked = Signal(str, object)  # Answers
    told = Signal(str)
    opened = Signal()

    def __init__(
        self,
        session: Session,
        store: Store,
        ask_paths: Callable[[str, str], Sequence[Path]],
        reader: Reader,
        folder: Path,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.worker = Worker("opening", self)
        self._session, self._store, self._ask_paths = session, store, ask_paths
        self._reader, self._folder = reader, folder
        self.save_first: Callable[[Callable[[], object]], object] | None = None
        self._waiting: deque[Wanted] = deque()
        self.worker.finished.connect(self._take_in)
        self.worker.failed.connect(self._fail)
        self.worker.cancelled.connect(self._go_on)

    def ask_and_open(self) -> None:
        """Let the user choose a file, then open it."""
        if paths := self._ask_paths(tr("Open audio"), self._store.settings.last_folder):
            self.open(paths)

    def ask_and_import(self) -> None:
        """Let the user choose files, then put them on tracks of their own."""
        if paths := self._ask_paths(tr("Import as tracks"), self._store.settings.last_folder):
            self.import_tracks(paths)

    def open(self, paths: Sequence[Path]) -> None:
        """Open files as a new document; asked first where work would leave the window."""
        if not self.has_work or self._session.history.is_saved:
            self._start(paths, is_new=True)
            return
        answers: list[tuple[str, Callable[[], object]]] = [
            (tr("Add as track"), lambda: self.import_tracks(paths)),
            (tr("Open anyway"), lambda: self._start(paths, is_new=True)),
        ]
        if (save := self.save_first) is not None:
            answers.insert(1, (tr("Save first"), lambda: save(lambda: self._start(paths, is_new=True))))
        if self._has_takes:
            question = tr("Opening “{file}” closes a document that has takes.", file=paths[0].name)
        else:
            question = tr("Opening “{file}” closes a document that was edited.", file=paths[0].name)
        self.asked.emit(question, tuple(answers))

    def import_tracks(self, paths: Sequence[Path]) -> None:
        """Put files on tracks of their own; those that cannot be read are told, the others come in."""
        self._start(paths, is_new=False)

    def place(self, paths: Sequence[Path], track_id: str, at: int) -> None:
        """Put files on a track one behind the other, the first at sample `at`; "" for tracks of their own."""
        self._start(paths, is_new=False, track=track_id, at=at)

    @property
    def has_work(self) -> bool:
        """Whether the document holds what took time to make: takes, cut or shaped sound, markers."""
        document = self._session.document
        is_edited = bool(document.markers) or not all(_is_untouched(track) for track in document.tracks)
        return self._has_takes or is_edited

    @property
    def _has_takes(self) -> bool:
        tracks = self._session.document.tracks
        return any(region.holds_takes for track in tracks for region in track.regions)

    def close(self) -> None:
        """End the thread."""
        self._waiting.clear()
        self.worker.close()

    def _start(self, paths: Sequence[Path], *, is_new: bool, track: str = "", at: int = 0) -> None:
        self._waiting.append(Wanted(tuple(paths), is_new, track, at))
        if not self.worker.is_busy:
            self._start_next()

    def _go_on(self) -> None:
        self._waiting.popleft()
        if self._waiting:
            self._start_next()

    def _start_next(self) -> None:
        wanted, document = self._waiting[0], self._session.document
        is_first = wanted.is_new or not document.tracks
        self.worker.start(self._job(wanted.paths, None if is_first else document))

    def _job(self, paths: Sequence[Path], beside: Document | None) -> Job:
        """Look what files are, and convert those that do not run like `beside`, or like the first of them.

        Returns what was found, and the sample of a session at which `beside` has its zero; None unknown.
        """
        found: list[Found | EngineError] = []
        rate, zero = (None, None) if beside is None else (beside.sample_rate, _session_zero(beside))
        for path in paths:
            yield Progress(tr("Opening “{file}”", file=path.name))
            try:
                given = files.probe(path)
                rate = given.sample_rate if rate is None else rate
                found.append(Found(given, self._at(rate, given), cues.of(given)))
            except EngineError as error:
                found.append(error)
        return found, zero

    def _at(self, rate: int, source: Source) -> Source:
        if source.sample_rate == rate:
            return source
        phase = tr("Converting “{file}”", file=source.path.name)

        def watch(n_done: int, n: int) -> None:
            self.worker.watch(Progress(phase, 100 * n_done // n, 100))

        return conversion.converted(source, rate, self._folder, self._reader, watch)

    def _take_in(self, looked: tuple[list[Found | EngineError], int | None]) -> None:
        wanted, (found, zero) = self._waiting[0], looked
        document, problems, places = self._with_files(wanted, found, zero)
        if not wanted.is_new:
            one, many = (
                (tr("Import file"), tr("Import files"))
                if wanted.track
                else (tr("Import track"), tr("Import tracks"))
            )
            self._session.commit(one if len(wanted.paths) == 1 else many, document)
        elif document.tracks:
            self._session.open(document)
            self.opened.emit()
        if zero is not None:
            self._tell_places(places)
        self._tell(found, problems)  # last of all: what is opened takes the messages of before away
        self._go_on()  # once the document is there whose rate the next ones take

    def _fail(self, error: Exception) -> None:
        self._go_on()
        self.failed.emit(error)

    def _with_files(
        self, wanted: Wanted, found: Sequence[Found | EngineError], zero: int | None
    ) -> tuple[Document, list[EngineError], dict[str, int]]:
        """The document with what could be read, why the rest could not, and where files lie, if not at 0."""
        document = Document() if wanted.is_new else self._session.document
        track, at, first = wanted.track, wanted.at, _session_start(found, zero)
        if track not in {known.id for known in document.tracks}:  # it may have gone meanwhile
            track = ""
        problems: list[EngineError] = []
        places: dict[str, int] = {}
        for file in found:
            try:
                if isinstance(file, EngineError):
                    raise file
                if track:
                    document, _ = tracks.place_source(document, track, file.taken, at)
                    at += file.taken.n_samples
                else:
                    start = _place(file, first)
                    document = edits.add_track(document, file.taken, file.given.path.stem, at=start)
                    document = _with_markers(document, file, start) if wanted.is_new else document
                    places |= {file.given.path.name: start} if start else {}
            except EngineError as error:
                problems.append(error)
                continue
            self._store.keep(self._store.settings.with_recent(file.given.path.absolute()))
        return document, problems, places

    def _tell_places(self, places: Mapping[str, int]) -> None:
        """Say where files lie that were put beside others of their session, perhaps out of sight."""
        rate = self._session.document.sample_rate
        for name, start in places.items():
            time = format_time(samples_to_seconds(start - self._session.zero, rate))
            self.told.emit(tr("“{file}” begins at {time}, as it was recorded.", file=name, time=time))

    def _tell(self, found: Sequence[Found | EngineError], problems: Sequence[EngineError]) -> None:
        for file in found:
            if isinstance(file, Found):
                self._tell_of(file)
        for problem in problems:
            self.failed.emit(problem)

    def _tell_of(self, file: Found) -> None:
        name, given, taken = file.given.path.name, file.given, file.taken
        if given.warning:
            self.told.emit(f"“{name}”: {given.warning}.")
        if taken.sample_rate != given.sample_rate:
            sentence = tr(
                "“{file}” runs at {given} Hz; it was converted to {taken} Hz for this document.",
                file=name,
                given=given.sample_rate,
                taken=taken.sample_rate,
            )
            self.told.emit(sentence)


def _place(file: Found, first: int | None) -> int:
    """Where a file goes: as it was recorded, unless it says a time that can be none of the same session."""
    start = 0 if first is None else file.reference - first
    return start if abs(start) <= _SESSION_S * file.taken.sample_rate else 0


def _session_start(found: Sequence[Found | EngineError], zero: int | None) -> int | None:
    """Which sample of a session lies at the document's zero; None where a file does not say where it lies.

    Args:
        zero: that of what is there already; where that is not known, the first of several files begins there.
    """
    read = [file for file in found if isinstance(file, Found)]
    if not read or any(file.cues.time_reference is None for file in read):
        return None
    if zero is None and len(read) > 1:
        return min(file.reference for file in read)
    return zero


def _session_zero(document: Document) -> int | None:
    """Which sample of a session lies at a document's zero, by the first recording that says; None unknown."""
    clips = [c for track in document.tracks for c in track.clips if not (c.is_silent or c.is_reversed)]
    for source in dict.fromkeys(clip.source for clip in clips):
        if source.sample_rate == document.sample_rate and (at := cues.of(source).time_reference) is not None:
            clip = next(clip for clip in clips if clip.source == source)
            return at + clip.offset - clip.start
    return None


def _with_markers(document: Document, file: Found, start: int) -> Document:
    """The places that a file names, as markers of a document in which it begins at `start`."""
    for cue in file.cues.places:
        document, _ = markers.add_marker(document, start + file.at_rate(cue.at), cue.name)
    return document


def _is_untouched(track: Track) -> bool:
    """Whether a track holds nothing but a recording as it was opened."""
    return all(clip == Clip(clip.source, 0, 0, clip.source.n_samples, clip.id) for clip in track.clips)
