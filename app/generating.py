"""Requests on their way to the engine, and their takes on the way back into the document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from app.asking import MAX_OVER, Asked, Status, as_now, has_region, is_as_asked
from app.jobs import Job, Worker
from app.language import tr
from app.offers import label_for, offer
from app.outcome import UNCHANGED, levelled, told
from app.requests import Form, Mode, Offer, labels, passes, prepare, request, with_prompts_kept
from app.session import Session
from app.timeline import words
from engine.document import edits
from engine.document.document import Document, Take, Track
from engine.errors import CheckpointError, EngineError, OutputError, WorkerDied
from engine.generate import again
from engine.generate.request import Progress, Request, Result


class Engine(Protocol):
    """What carries requests out: the child process, or a stand-in in tests."""

    def generate(self, request: Request) -> Job:
        """Yields Progress, returns a Result."""
        ...

    def close(self) -> None:
        """End what was started."""
        ...


class Generating(QObject):
    """Asks the engine for takes, one request after the other, and lays them into the document as it is then.

    Args:
        session: the document that is asked about.
        engine: what carries requests out.
        folder: where takes are written.
        choose_model: name or folder of the model that the next request is for.

    Attributes:
        queue: requests in the order in which they were asked; those that are over stay for a while.
        matches_level: whether new takes come as loud as what they are compared with.
        reach: samples that one run can make anew at a sample rate; 0 where that is not known.

    Signals:
        failed: Exception.
        arrived: Span, where the first new take sounds; str, one sentence about what came.
        region_made: str, identifier of the region that a request made for itself.
        state_changed: str, `idle`, `working` or `ready`.
        drawn: int, the seed that was used.
        device_told: str, what the engine computed on.
        queue_changed: nothing; requests came, went on or are over.
        asked: Form, with which requests were put into the queue.
        reported: the engine's report about a finished request, int how many takes were asked for.
        unchanged: Asked, all of whose takes came back as the original was.
    """

    failed = Signal(object)  # Exception
    arrived = Signal(object, str)  # Span
    region_made = Signal(str)
    state_changed = Signal(str)
    drawn = Signal(object)  # int: seeds reach past what a C int holds
    device_told = Signal(str)
    queue_changed = Signal()
    asked = Signal(object)  # Form
    reported = Signal(object, int)  # dict
    unchanged = Signal(object)  # Asked

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
        self.queue: tuple[Asked, ...] = ()
        self.matches_level: Callable[[], bool] = lambda: True
        self.reach: Callable[[int], int] = lambda _sample_rate: 0
        self._session, self._engine, self._folder, self._choose_model = session, engine, folder, choose_model
        self._is_loaded = False
        # Taking up the next request and showing the queue is a turn of the event loop of its own: asking, and
        # what takes bring with them when they arrive, are long ones already.
        self._soon = QTimer(self, interval=0, singleShot=True)
        self._soon.timeout.connect(self._go_on)
        self.worker.finished.connect(self._take_in)
        self.worker.failed.connect(self._fail)
        self.worker.cancelled.connect(self._give_up)
        self.worker.progressed.connect(self._notice)

    @property
    def is_busy(self) -> bool:
        """Whether a request is under way or waits."""
        return self.worker.is_busy or any(asked.status is Status.WAITING for asked in self.queue)

    @property
    def is_loaded(self) -> bool:
        """Whether the engine holds the model of the last request."""
        return self._is_loaded

    @property
    def running(self) -> Asked | None:
        """The request that the engine works on."""
        return next((asked for asked in self.queue if asked.status is Status.RUNNING), None)

    @property
    def selected_tracks(self) -> tuple[str, ...]:
        """Of the tracks that are selected those with sound there; none where another one is pointed at."""
        track, selection = self._session.track, self._session.selection
        if track is None or selection is None or track.id not in selection.tracks:
            return ()
        # One that has gone is selected a moment longer.
        present = self._session.document.tracks
        sounding = {one.id for one in present if one.extent.overlaps(selection.span)}
        return tuple(id_ for id_ in selection.tracks if id_ in sounding)

    def offer(self, form: Form) -> Offer:
        """What pressing Generate would ask for right now."""
        session = self._session
        track, selection, tracks = session.track, session.selection, self.selected_tracks
        is_here = selection is not None and track is not None and track.id in selection.tracks
        span = selection.span if selection is not None and selection.span and is_here else None
        reach = self.reach(session.document.sample_rate)
        found = offer(session.document, track, session.region, form, span, tracks=tracks, reach=reach)
        return found if found.reason or track is None else self._beside_others(found, track, form)

    def start(self, form: Form, wanted: Offer | None = None) -> None:
        """Put requests for takes into the queue; where that is not possible now, there is but a sentence.

        Args:
            wanted: what for; None for what is pointed at.
        """
        wanted = self.offer(form) if wanted is None else wanted
        if wanted.reason:
            return
        try:
            self._make_folder()
            new = self._ask(form, wanted, self._session.track)
        except EngineError as error:
            self.failed.emit(error)
            return
        self.queue = (*self.queue, *new)
        self.asked.emit(form)
        self._changed()

    def ask_again(self, region: str, take: Take) -> None:
        """Put a request into the queue that makes a take once more, from its recipe."""
        try:
            self._make_folder()
            new = self._ask_again(region, take)
        except EngineError as error:
            self.failed.emit(error)
            return
        self.queue = (*self.queue, new)
        self._changed()

    def cancel(self, asked_id: int | None = None) -> None:
        """Give a request up, or the one that runs with all its passes; the document is as it was before."""
        running = self.running
        if running is not None and asked_id in (None, running.id):
            if asked_id is None:
                self._cancel_beside(running)
            self.worker.cancel()
            return
        those = (a for a in self.queue if a.status is Status.WAITING and asked_id in (None, a.id))
        waiting = next(those, None)
        if waiting is not None:
            self._replace(waiting.over(Status.CANCELLED))
            self._take_back(waiting)
            self._changed()

    def retry(self, asked_id: int) -> None:
        """Ask once more for what failed or was cancelled; the seed is the same only where it was given."""
        old = next((asked for asked in self.queue if asked.id == asked_id and asked.is_over), None)
        if old is None:
            return
        document = self._session.document
        track = next((track for track in document.tracks if track.id == old.track), None)
        is_there = all(has_region(document, region) for region in old.regions)
        new: tuple[Asked, ...]
        try:
            if is_there and old.again is not None:
                new = (self._ask_again(old.regions[0], old.again),)
            elif is_there:
                new = self._ask(old.form, Offer("", regions=old.request.regions), track, old.request.prompt)
            elif track is not None or old.form.mode is Mode.COMPOSE:
                new = self._ask(old.form, old.offer, track)
            else:
                raise EngineError(tr("The track of this request is gone: undo its removal, or ask anew."))
        except EngineError as error:
            self.failed.emit(error)
            return
        self.queue = (*(asked for asked in self.queue if asked is not old), *new)
        self._changed()

    def forget(self, asked_id: int) -> None:
        """Take a request that is over out of the list."""
        self.queue = tuple(a for a in self.queue if a.id != asked_id or not a.is_over)
        self.queue_changed.emit()

    def close(self) -> None:
        """Give up what runs and what waits, then end the engine."""
        self.queue = tuple(asked for asked in self.queue if asked.status is not Status.WAITING)
        self._soon.stop()
        self.worker.close()
        self._engine.close()

    # ---- asking

    def _beside_others(self, found: Offer, track: Track, form: Form) -> Offer:
        """What is offered while other requests are on their way."""
        pending = [asked for asked in self.queue if not asked.is_over]
        if form.mode is Mode.EXTEND and any(
            a.form.mode is Mode.EXTEND and a.track == track.id for a in pending
        ):
            return replace(found, reason=tr("This track is being extended already"))
        asked_alike = {region for a in pending if a.form == form for region in a.regions}
        if found.regions and asked_alike.issuperset(found.regions):
            return replace(found, reason=tr("These takes are on their way"))
        taken = {region for asked in pending for region in asked.regions}
        free = tuple(region for region in found.regions if region not in taken)
        if not free or free == found.regions:
            return found
        label = label_for(self._session.document, free, form.mode is Mode.VARIATION)
        return replace(found, regions=free, label=label)

    def _make_folder(self) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = tr("takes have no place there ({why})", why=error.strerror)
            raise OutputError(self._folder, reason) from error

    def _ask(
        self, form: Form, wanted: Offer, track: Track | None, prompt: str | None = None
    ) -> tuple[Asked, ...]:
        """Make room where it is needed, and say what is wanted there, pass by pass.

        Raises:
            EngineError: no engine could carry this out.
        """
        model, device = self._choose_model()
        session = self._session
        is_made = not wanted.regions
        chosen, regions = prepare(session.document, track, form, wanted)
        document = with_prompts_kept(chosen, regions, form)
        room_label, _ = labels(form, [document.region(region) for region in regions])
        parts = passes(document, regions, form, self.reach(document.sample_rate))
        new = []
        for part in parts:
            asked = request(
                document,
                part.regions,
                form,
                folder=self._folder,
                model=model,
                device=device,
                prompt=part.prompt if prompt is None else prompt,
            )
            of_step = regions if is_made else part.regions
            label = labels(form, [document.region(region) for region in of_step])[1]
            one = replace(wanted, tracks=(asked.track.id,)) if wanted.tracks else wanted
            room, step = (document, regions[0]) if is_made else (None, "")
            new.append(Asked(asked, form, one, label, room, step))
        session.commit(
            room_label if is_made else _told_of(session.document, chosen), document, merge=regions[0]
        )
        if is_made:
            self.region_made.emit(regions[0])
        return tuple(new)

    def _ask_again(self, region: str, take: Take) -> Asked:
        """Say what is wanted for a take that is to be made once more.

        Raises:
            EngineError: it does not say how it was made, or its model is not here.
        """
        chosen, device = self._choose_model()
        model = again.model_of(take)
        model = chosen if Path(chosen).name == model else model or chosen
        document = self._session.document
        asked = again.request_of(document, region, take, folder=self._folder, model=model, device=device)
        form = Form(prompt=take.prompt, n_takes=1, seed=take.seed)
        name = words.region_name(document.region(region))
        label = tr("Make {take} of {region} again", take=words.take_name(take.number), region=name)
        return Asked(asked, form, Offer("", regions=(region,)), label, again=take)

    # ---- the queue

    def _changed(self) -> None:
        """The queue is another one: go on with it in the next turn of the event loop."""
        self._soon.start()

    def _go_on(self) -> None:
        self._next()
        over = [asked for asked in self.queue if asked.is_over]
        dropped = {asked.id for asked in over[:-MAX_OVER]}
        self.queue = tuple(asked for asked in self.queue if asked.id not in dropped)
        self.queue_changed.emit()

    def _next(self) -> None:
        """Take up the first request that waits, unless the engine works already."""
        while not self.worker.is_busy:
            waiting = next((asked for asked in self.queue if asked.status is Status.WAITING), None)
            if waiting is None:
                return
            try:
                current = as_now(waiting, self._session.document)
            except EngineError as error:
                # its regions lie on two tracks by now, or its take cannot be made again
                self._replace(waiting.over(Status.FAILED, str(error)))
                self.failed.emit(error)
                continue
            if current is None:
                self._replace(waiting.over(Status.CANCELLED, tr("Its region is gone.")))
                continue
            self._replace(current.taken_up())
            job = self._engine.generate(current.request)
            if current.again is not None:
                job = again.only(job, current.request, current.again)
            self.worker.start(levelled(job, current.request) if self.matches_level() else job)
            self.state_changed.emit("working")

    def _replace(self, asked: Asked) -> None:
        self.queue = tuple(asked if old.id == asked.id else old for old in self.queue)

    def _end(self, status: Status, remark: str = "") -> Asked:
        """The request that ran is over; whoever hears of it finds it so."""
        running = self.running
        if running is None:
            raise ValueError("something ended that nobody asked for")
        over = running.over(status, remark)
        self._replace(over)
        return over

    # ---- what comes back

    def _take_in(self, result: Result) -> None:
        document, asked = self._session.document, self.running
        if asked is None:
            raise ValueError("takes arrived that nobody asked for")
        made = {region: new for region, new in result.takes.items() if has_region(document, region)}
        is_stale = not is_as_asked(document, asked)
        # Takes of a source that changed meanwhile wait in their lane: choosing them is the user's decision.
        if is_stale:
            made = {region: tuple(replace(t, is_stale=True) for t in new) for region, new in made.items()}
        after = edits.add_takes(document, made, choose_first=not is_stale)
        self._session.commit(asked.label, after, merge=asked.step)
        span, sentence = told(result, made, is_stale)
        self._end(Status.DONE, sentence)
        self._settle()
        self._report(result, asked)
        self.arrived.emit(span, sentence)
        if result.problem:
            self.failed.emit(EngineError(result.problem))
        self._changed()

    def _report(self, result: Result, asked: Asked) -> None:
        new = [take for region in result.takes.values() for take in region]
        self.device_told.emit(str(result.report.get("device", "")))
        self.reported.emit(result.report, asked.request.n_takes)
        if new:
            self.drawn.emit(new[0].seed)
        if new and all(take.suspect == UNCHANGED for take in new):
            self.unchanged.emit(asked)

    def _fail(self, error: Exception) -> None:
        if isinstance(error, (WorkerDied, CheckpointError)):
            self._is_loaded = False
        remark = str(error) if isinstance(error, EngineError) else tr("Something unexpected happened.")
        self._take_back(self._end(Status.FAILED, remark))
        self._settle()
        self.failed.emit(error)
        self._changed()

    def _give_up(self) -> None:
        self._take_back(self._end(Status.CANCELLED))
        self._settle()
        self._changed()

    def _take_back(self, asked: Asked) -> None:
        """Take back the room for sound that does not come, unless work has gone on since.

        Where other passes go on in the same room, their part of it stays.
        """
        document, beside = self._session.document, self._beside(asked)
        if asked.room is not None and document is asked.room and all(other.is_over for other in beside):
            self._session.undo()
        elif beside:
            for region in asked.regions:
                if has_region(document, region) and not document.region(region).holds_takes:
                    document = edits.remove_region(document, region)
            self._session.commit(asked.label, document, merge=asked.step)

    def _beside(self, asked: Asked) -> list[Asked]:
        """The other passes of what was asked for at once."""
        return [a for a in self.queue if asked.step and a.step == asked.step and a.id != asked.id]

    def _cancel_beside(self, running: Asked) -> None:
        """Give up the passes that wait behind the one that runs; the room is taken back with that."""
        for other in self._beside(running):
            if other.status is Status.WAITING:
                self._replace(other.over(Status.CANCELLED))

    def _settle(self) -> None:
        self.state_changed.emit("ready" if self._is_loaded else "idle")

    def _notice(self, progress: Progress) -> None:
        """Steps are counted only by a model that is loaded."""
        self._is_loaded = self._is_loaded or progress.n_steps > 0
        if (running := self.running) is not None:
            self._replace(running.progressed(progress))
            self.queue_changed.emit()


def _told_of(before: Document, chosen: Document) -> str:
    """The name of the undo step of a request that makes no region: what it changes beside the takes."""
    return tr("Keep the prompts of regions") if chosen == before else tr("Choose channels")
