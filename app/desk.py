"""What the window works with: made once, without a widget, and put away in the right order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from app.clips import Clips
from app.cursor import Cursor
from app.deck import OpenPlayer, open_player
from app.display import Display
from app.editing import Editing
from app.estimates import Speeds, Work, sentence
from app.generating import Engine, Generating
from app.hits import Hits
from app.language import tr
from app.leaving import Leaving
from app.listening import Listening
from app.marking import Marking
from app.missing import Missing
from app.models import Models
from app.normalising import Normalising
from app.opening import Opening
from app.outputs import Outputs
from app.panels.export import Exporting, suggested_name
from app.pointed import Pointed
from app.presence import Presence
from app.projects import Projects
from app.requests import Form, Mode, Offer, Pass, passes, prepare, quality_hint
from app.session import Session
from app.settings import Places, Store
from app.snapping import Snapping
from app.storage import Storage
from app.takes import Takes
from app.tracks import Tracks
from app.transport import Transport
from engine.audio import outputs
from engine.audio.files import Reader
from engine.audio.outputs import Look
from engine.document.document import Document, Heard
from engine.errors import EngineError, TooLongError
from engine.generate import context
from engine.generate.context import Grid, Plan
from engine.generate.request import BASE_STEPS, POST_TRAINED_STEPS, Context
from engine.timeline import Mask


class Dialogs(Protocol):
    """Asks for files; the outer edge that tests replace."""

    def open_files(self, title: str, folder: str) -> Sequence[Path]:
        """Files to read; empty where the user thought better."""
        ...

    def save_file(self, title: str, suggested: Path) -> Path | None:
        """A file to write; None where the user thought better."""
        ...

    def folder(self, title: str, folder: str) -> Path | None:
        """A folder; None where the user thought better."""
        ...

    def open_project(self, title: str, folder: str) -> Path | None:
        """The folder of a project; None where the user thought better."""
        ...

    def save_project(self, title: str, suggested: Path) -> Path | None:
        """A folder that is to become a project; None where the user thought better."""
        ...

    def number(self, title: str, label: str, suggested: float) -> float | None:
        """A number above 0; None where the user thought better."""
        ...

    def show_folder(self, folder: Path) -> None:
        """Show a folder in the desktop's own window."""
        ...


@dataclass(frozen=True, slots=True)
class Preview:
    """What Generate would do now; where a model is known, what it would hear, and of which track.

    `estimate` says what it would cost, `hint` what the file or the model sets bounds to. `too_long` is set
    where the model cannot hear as much as is asked for.
    """

    offer: Offer
    plan: Plan | None = None
    track: str = ""
    estimate: str = ""
    hint: str = ""
    too_long: TooLongError | None = None


class Desk(QObject):
    """Session, reader, transport and the jobs, wired to one another as far as no widget is needed.

    Args:
        places: where the program's own files are.
        engine: what carries requests out.
        dialogs: asks for files.
        model: name or folder that counts for this run; "" for what was chosen before.
        open_player: makes the player for a sample rate and a device.
        look: finds the audio outputs; None leaves the choice to the system.

    Signals:
        failed: Exception, from wherever it comes.
        proof_lapsed: nothing; no take is heard any more, so there is nothing to prove.
    """

    failed = Signal(object)  # Exception
    proof_lapsed = Signal()

    def __init__(
        self,
        places: Places,
        engine: Engine,
        dialogs: Dialogs,
        *,
        model: str = "",
        open_player: OpenPlayer = open_player,
        look: Callable[[], Look] | None = outputs.look,
    ) -> None:
        super().__init__()
        self.places, self.dialogs = places, dialogs
        self.store = Store(places.settings_file)
        self.session = Session(self)
        self.speeds = Speeds(places.settings_file.with_name("speeds.json"))
        self.reader = Reader()
        self.models = Models(self.store, model, self)
        self.outputs = Outputs(self.store, look, self)
        self.transport = Transport(self.session, self.reader.read, open_player, self.outputs, self)
        self.transport.set_gain(self.store.settings.master_gain_db)
        self.opening = Opening(
            self.session, self.store, dialogs.open_files, self.reader, places.converted_folder, self
        )
        self.editing = Editing(self.session, self)
        self.listening = Listening(self.session, self.transport, self.editing, self)
        self.hits = Hits(self.reader.read, self)
        self.snapping = Snapping(self.session, self.hits, self)
        self.cursor = Cursor(self.session, self.hits, self.snapping, self)
        self.display = Display(self.session, self.store, self)
        self.cursor.failed.connect(self.failed)
        self.tracks = Tracks(self.session, self)
        self.pointed = Pointed(self.session, lambda: self.transport.state)
        self.clips = Clips(self.pointed, dialogs.number, self)
        self.marking = Marking(self.pointed, dialogs.number, self)
        self.normalising = Normalising(self.pointed, self.reader.read, self)
        self.takes = Takes(self.session, self.store, self)
        self.generating = Generating(self.session, engine, places.takes_folder, self.models.to_ask, self)
        self.exporting = Exporting(self.reader, self)
        self.projects = Projects(
            self.session,
            self.store,
            dialogs,
            own=(places.takes_folder.parent, places.converted_folder),
            journals=places.journals_folder,
            takes=places.takes_folder,
            parent=self,
        )
        self.leaving = Leaving(
            self.session, self.store, dialogs, self.exporting, self.reader, lambda: self.projects.name, self
        )
        self.opening.save_first = self.projects.save
        self.storage = Storage(self.session, self.projects, self.store, places, self)
        self.missing = Missing(self.session, dialogs.open_files, self)
        self.presence = Presence(self)
        self.projects.missing.connect(self.missing.tell)
        self.missing.failed.connect(self.failed)
        parts = (self.takes, self.opening, self.editing, self.generating, self.exporting, self.projects)
        for part in parts:
            part.failed.connect(self.failed)
        for command in (self.clips, self.marking, self.normalising, self.storage):
            command.failed.connect(self.failed)
        self.generating.reach = self.models.reach
        self.generating.matches_level = lambda: self.store.settings.matches_level
        self.generating.reported.connect(self.speeds.learn)
        self.generating.asked.connect(self._keep_prompt)
        self.generating.state_changed.connect(self.models.show_state)
        self.generating.device_told.connect(self.models.show_device)
        self.session.document_changed.connect(self._compare_where_changed)

    def export(self) -> None:
        """Ask for a name and write the track there."""
        track = self.session.track
        if track is None:
            return
        suggested = suggested_name(track, self.store.settings.last_folder)
        path = self.dialogs.save_file(tr("Export “{track}”", track=track.name), suggested)
        if path is not None:
            self.store.change(last_folder=str(path.parent))
            self.exporting.export(self.session.document, track, path)

    def preview(self, form: Form) -> Preview:
        """What Generate would do now, and what the model would hear of it.

        A request that no model can carry out is an offer with a reason: said before the run, not after it.
        """
        offer = self.generating.offer(form)
        if offer.reason:
            return Preview(offer)
        try:
            return self._plan(form, offer)
        except TooLongError as error:
            refused = replace(offer, reason=str(error))
            return Preview(refused, too_long=error)
        except EngineError as error:
            return Preview(replace(offer, reason=str(error)))

    def close(self) -> None:
        """Fall silent, end the jobs and the engine, let the files go."""
        self.transport.close()
        self.outputs.close()
        self.opening.close()
        self.generating.close()
        self.takes.close()
        self.exporting.close()
        self.normalising.close()
        self.hits.close()
        self.projects.close()
        self.missing.close()
        self.presence.close()
        self.storage.close()
        self.reader.close()
        for kept in (self.store, self.speeds):
            kept.wait()

    def _plan(self, form: Form, offer: Offer) -> Preview:
        grid = self.models.grid
        if grid is None:
            return Preview(offer)
        before = self.session.document
        document, regions = prepare(before, self.session.track, form, offer)
        parts = passes(document, regions, form, grid.reach(document.sample_rate))
        track = document.track_of(regions[0])
        wanted = Context.NORMAL if form.mode is Mode.COMPOSE else form.context
        plan, *_ = (_plan_of(document, part, grid, wanted) for part in parts)
        cost = self._cost(plan, form, len(parts))
        return Preview(offer, plan, track.id, cost, quality_hint(document.sample_rate, grid.sample_rate))

    def _cost(self, plan: Plan, form: Form, n_passes: int) -> str:
        """Time and memory of a request, as far as they are known before it."""
        config, models = self.models.config, self.models
        steps = form.steps or (BASE_STEPS if config is not None and config.is_base else POST_TRAINED_STEPS)
        work = Work.of(plan, form.n_takes, steps, n_passes)
        speed = self.speeds.of(plan.grid.name, models.device)
        is_loaded = self.generating.is_loaded and models.state != "idle"
        return sentence(speed, work, weights_bytes=models.weights_bytes, is_loaded=is_loaded)

    def _keep_prompt(self, form: Form) -> None:
        """Remember what was asked with."""
        self.store.keep(self.store.settings.with_prompt(form.prompt.strip()))

    def _compare_where_changed(self, before: Document, after: Document) -> None:
        """Look whether everything else is still the same, whenever other takes are heard in other places."""
        earlier, now = _takes_heard(before), _takes_heard(after)
        if now == earlier:
            return
        self.exporting.compare([track for track in after.tracks if track.id in now])
        if not now:
            self.proof_lapsed.emit()


def _plan_of(document: Document, part: Pass, grid: Grid, wanted: Context | float) -> Plan:
    track = document.track_of(part.regions[0])
    mask = Mask.of(region.span for region in track.regions if region.id in part.regions)
    return context.plan(mask, track.extent, document.sample_rate, grid, wanted)


def _takes_heard(document: Document) -> dict[str, tuple[Heard, ...]]:
    """By track: where takes are heard, and which; tracks without are left out."""
    return {track.id: track.heard for track in document.tracks if track.heard}
