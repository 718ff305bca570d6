"""Requests on their way to the engine, and their takes on the way back into the document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from app.jobs import Job, Worker
from app.requests import Form, Mode, Offer, labels, offer, prepare, request
from app.session import Session
from engine.document import edits
from engine.document.document import Document, Take, Track
from engine.errors import CheckpointError, EngineError, OutputError, WorkerDied
from engine.generate.request import Progress, Request, Result
from engine.timeline import Span


class Engine(Protocol):
    """What carries requests out: the child process, or a stand-in in tests."""

    def generate(self, request: Request) -> Job:
        """Yields Progress, returns a Result."""
        ...

    def close(self) -> None:
        """End what was started."""
        ...


class Generating(QObject):
    """Asks the engine for takes and lays them into the document as it is when they arrive.

    Args:
        session: the document that is asked about.
        engine: what carries requests out.
        folder: where takes are written.
        choose_model: name or folder of the model that the next request is for.

    Signals:
        failed: Exception.
        arrived: Span, where the first new take sounds; str, one sentence about what came.
        region_made: str, identifier of the region that an extension or a composition made.
        state_changed: str, `idle`, `working` or `ready`.
        drawn: int, the seed that was used.
        device_told: str, what the engine computed on.
    """

    failed = Signal(object)  # Exception
    arrived = Signal(object, str)  # Span
    region_made = Signal(str)
    state_changed = Signal(str)
    drawn = Signal(object)  # int: seeds reach past what a C int holds
    device_told = Signal(str)

    def __init__(
        self,
        session: Session,
        engine: Engine,
        folder: Path,
        choose_model: Callable[[], tuple[str, str]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.worker = Worker("generating", self)
        self._session, self._engine, self._folder, self._choose_model = session, engine, folder, choose_model
        self._asked: Request | None = None
        self._room: Document | None = None
        self._label = ""
        self._is_loaded = False
        self.worker.finished.connect(self._take_in)
        self.worker.failed.connect(self._fail)
        self.worker.cancelled.connect(self._give_up)
        self.worker.progressed.connect(self._notice_loaded)

    @property
    def is_busy(self) -> bool:
        """Whether a request is under way."""
        return self.worker.is_busy

    def offer(self, form: Form) -> Offer:
        """What pressing Generate would ask for right now."""
        return offer(self._session.document, self._session.track, self._session.region, form)

    def start(self, form: Form) -> None:
        """Ask for takes; where that is not possible now, nothing happens but a sentence."""
        wanted = self.offer(form)
        if self.is_busy or wanted.reason:
            return
        try:
            self._make_folder()
            self._asked = self._ask(form, wanted.regions)
        except EngineError as error:
            self.failed.emit(error)
            return
        self.worker.start(self._engine.generate(self._asked))
        self.state_changed.emit("working")

    def cancel(self) -> None:
        """Give the running request up; the document is as it was before."""
        self.worker.cancel()

    def close(self) -> None:
        """Give up what runs, then end the engine."""
        self.worker.close()
        self._engine.close()

    def _make_folder(self) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(self._folder, f"takes have no place there ({error.strerror})") from error

    def _ask(self, form: Form, regions: tuple[str, ...]) -> Request:
        """Make room where the form needs it, and say what is wanted there.

        Raises:
            EngineError: no engine could carry this out.
        """
        model, device = self._choose_model()
        document, regions = prepare(self._session.document, self._session.track, regions, form)
        asked = request(document, regions, form, folder=self._folder, model=model, device=device)
        room, self._label = labels(form, len(regions))
        self._room = None
        if form.mode in (Mode.EXTEND, Mode.COMPOSE):
            self._session.commit(room, document, merge=regions[0])
            self._room = document
            self.region_made.emit(regions[0])
        return asked

    def _take_in(self, result: Result) -> None:
        asked, document = self._asked, self._session.document
        if asked is None:
            raise ValueError("takes arrived that nobody asked for")
        takes = {region: made for region, made in result.takes.items() if _has_region(document, region)}
        is_stale = not _is_as_asked(document, asked)
        # Takes of a source that changed meanwhile wait in their lane: choosing them is the user's decision.
        after = edits.add_takes(document, takes, choose_first=not is_stale)
        if is_stale:
            for region in takes:
                after = edits.mark_stale(after, region)
        self._session.commit(self._label, after, merge=asked.regions[0] if self._room else "")
        self._settle()
        self._tell(result, takes, is_stale)
        if result.problem:
            self.failed.emit(EngineError(result.problem))

    def _tell(self, result: Result, takes: Mapping[str, tuple[Take, ...]], is_stale: bool) -> None:
        made = [take for region in result.takes.values() for take in region]
        self.device_told.emit(str(result.report.get("device", "")))
        if made:
            self.drawn.emit(made[0].seed)
        if not takes:
            self.arrived.emit(Span(0, 0), "The region is gone; its takes are kept in the takes folder.")
            return
        suspect = next((take.suspect for take in made if take.suspect), "")
        count = f"{len(made)} take" + ("s" if len(made) != 1 else "")
        if is_stale:
            self.arrived.emit(
                Span(0, 0), f"{count} for an earlier state of the track: choose one to hear it."
            )
        else:
            remark = f" One is suspect: {suspect}." if suspect else ""
            self.arrived.emit(made[0].span, f"{count} arrived.{remark}")

    def _fail(self, error: Exception) -> None:
        if isinstance(error, (WorkerDied, CheckpointError)):
            self._is_loaded = False
        self._give_up()
        self.failed.emit(error)

    def _give_up(self) -> None:
        """Take back the room for sound that does not come, unless work has gone on since."""
        if self._room is not None and self._session.document is self._room:
            self._session.undo()
        self._settle()

    def _settle(self) -> None:
        self.state_changed.emit("ready" if self._is_loaded else "idle")

    def _notice_loaded(self, progress: Progress) -> None:
        """Steps are counted only by a model that is loaded."""
        self._is_loaded = self._is_loaded or progress.n_steps > 0


def _has_region(document: Document, region: str) -> bool:
    return any(r.id == region for track in document.tracks for r in track.regions)


def _is_as_asked(document: Document, asked: Request) -> bool:
    """Whether the track's material and the regions' places are still those that the request was made from."""

    def place(track: Track) -> tuple[object, ...]:
        return track.clips, {r.id: r.span for r in track.regions if r.id in asked.regions}

    now = next((track for track in document.tracks if track.id == asked.track.id), None)
    return now is not None and place(now) == place(asked.track)
