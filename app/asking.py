"""The requests that wait, run and are over, as frozen values: what the queue shows."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass, field, replace
from enum import StrEnum

from app.language import marked, tr
from app.requests import Form, Offer
from app.timeline import words
from engine.document.document import Document, Take, Track
from engine.generate import again
from engine.generate.request import Progress, Request

MAX_OVER = 20
"""So many requests that are over stay in the list."""

NOT_BEGUN = Progress("")

_numbers = itertools.count(1)


class Status(StrEnum):
    """How a request stands."""

    WAITING = marked("waiting")
    RUNNING = marked("running")
    DONE = marked("done")
    FAILED = marked("failed")
    CANCELLED = marked("cancelled")


@dataclass(frozen=True, slots=True)
class Asked:
    """One request on its way.

    Attributes:
        request: what the engine is told; made anew from the document when its turn comes.
        form, offer, track: what it was asked with, to ask again.
        label: of the undo step of its takes.
        room: the document that held the regions made for it, if it made any.
        step: which undo step its takes belong to, with those of the other passes; "" for one of their own.
        again: the take that is to be made once more, if that is what was asked for.
        remark: what came of it, or why it failed.
        began_s: monotonic time at which it was taken up; `stepped_s`, at which its present phase began.
    """

    request: Request
    form: Form
    offer: Offer
    label: str
    room: Document | None = None
    step: str = ""
    again: Take | None = None
    status: Status = Status.WAITING
    progress: Progress = NOT_BEGUN
    remark: str = ""
    began_s: float = 0.0
    stepped_s: float = 0.0
    id: int = field(default_factory=lambda: next(_numbers))

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.status in (Status.DONE, Status.FAILED, Status.CANCELLED)

    @property
    def regions(self) -> tuple[str, ...]:
        """Identifiers of the document's regions that get takes; `again` asks for others along with one."""
        return self.request.regions if self.again is None else self.request.regions[:1]

    @property
    def track(self) -> str:
        """Identifier of the track that it is for."""
        return self.request.track.id

    @property
    def title(self) -> str:
        """What it does, where and with which words: `Regenerate R2 · splash cymbal`."""
        names = ", ".join(words.region_label(region) for region in self.request.asked)
        prompt = self.request.prompt or tr("no prompt")
        return f"{tr(self.form.mode.value)} {names} · {prompt}"

    def taken_up(self) -> Asked:
        """The same, now running."""
        return replace(
            self, status=Status.RUNNING, began_s=time.monotonic(), progress=Progress(tr("Starting"))
        )

    def progressed(self, progress: Progress) -> Asked:
        """The same, with what the engine says now."""
        is_same = progress.phase == self.progress.phase
        return replace(self, progress=progress, stepped_s=self.stepped_s if is_same else time.monotonic())

    def over(self, status: Status, remark: str = "") -> Asked:
        """The same, ended in this way."""
        return replace(self, status=status, remark=remark)

    def left_s(self) -> float | None:
        """Seconds that the phase will still take, as fast as it went so far; None where that is unknown."""
        step, n_steps = self.progress.step, self.progress.n_steps
        if self.status is not Status.RUNNING or step < 1 or n_steps <= step or not self.stepped_s:
            return None
        return (time.monotonic() - self.stepped_s) / step * (n_steps - step)


def has_region(document: Document, region: str) -> bool:
    """Whether it is there still."""
    return any(r.id == region for track in document.tracks for r in track.regions)


def as_now(asked: Asked, document: Document) -> Asked | None:
    """A request that waited, for the document as it is when its turn comes; None where a region is gone."""
    regions, request = asked.regions, asked.request
    if not all(has_region(document, region) for region in regions):
        return None
    if asked.again is not None:
        then = again.request_of(
            document,
            regions[0],
            asked.again,
            folder=request.folder,
            model=request.model,
            device=request.device,
        )
        return replace(asked, request=then)
    current = replace(request, track=document.track_of(regions[0]), sample_rate=document.sample_rate)
    return replace(asked, request=current)


def is_as_asked(document: Document, asked: Asked) -> bool:
    """Whether the track's material and the regions' places are still those that the request was made from."""

    def place(track: Track) -> tuple[object, ...]:
        regions = asked.regions if asked.again is None else ()  # then it is for a place of before
        return track.clips, {r.id: r.span for r in track.regions if r.id in regions}

    now = next((track for track in document.tracks if track.id == asked.track), None)
    return now is not None and place(now) == place(asked.request.track)
