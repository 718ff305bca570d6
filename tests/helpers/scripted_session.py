"""A session without a window that works at random until it is killed.

It is run as `python -m tests.helpers.scripted_session FOLDER SEED`. After every change it says `now` and what
the document is then, and after every save `saved`, each on a line of standard output. With one word more it
saves, brings some takes, and waits.
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QElapsedTimer, Qt

from app.desk import Desk
from app.settings import Places
from engine.document import clips, edits, markers, takes
from engine.document.document import Document
from engine.errors import EngineError
from engine.timeline import Span
from tests.app.fakes import FakeDialogs, FakeEngine, Players
from tests.helpers.projects import digest, new_take, song

SHORT = 3
"""Words of the command where it works at random."""

LONGEST_MS = 20_000
"""Nobody kills it: it ends by itself."""


class Worker:
    """Does one thing after the other to the document of a desk.

    Args:
        folder: where all of it lies.
        seed: of what is done.
    """

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.chance = folder, random.Random(seed)
        self.dialogs = FakeDialogs()
        self.desk = Desk(
            Places.under(folder / "places"), FakeEngine(), self.dialogs, open_player=Players(), look=None
        )
        self.dialogs.project = folder / "Song"
        self.session, self.n_takes = self.desk.session, 0
        self.session.open(song(folder))

    def step(self) -> None:
        """One edit, one step through the history, some takes, or a save."""
        session, chance = self.session, self.chance
        what = chance.random()
        if what < 0.1:
            chance.choice((session.undo, session.redo))()
        elif what < 0.13:
            session.jump(chance.randrange(len(session.history.states)))
        elif what < 0.2:
            self.save()
        elif what < 0.4:
            self.bring_takes()
        else:
            self.edit()

    def work_on_a_project(self) -> None:
        """Save, then make takes that are not saved, and do no more."""
        self.save(is_alone=True)
        n_takes = self.n_takes
        while self.n_takes < n_takes + 2:
            self.bring_takes()
        self.session.commit("Tempo", markers.set_tempo(self.session.document, 77.0, 3))
        say("waiting")
        QCoreApplication.exec()

    def save(self, *, is_alone: bool = False) -> None:
        """Save, and work on while it is being done."""
        self.desk.projects.save()
        if not is_alone and self.chance.random() < 0.5:
            self.edit()
        while self.desk.projects.worker.is_busy:
            QCoreApplication.processEvents()
        say("saved")

    def bring_takes(self) -> None:
        """Takes for a region: on the disk first, then in the document."""
        document = self.session.document
        span = self.span()
        try:
            document, region = edits.add_region(document, document.tracks[0].id, span)
            made = tuple(self.take(document.region(region).span) for _ in range(2))
            after = edits.add_takes(document, {region: made})
        except EngineError:
            return
        self.session.commit("Generate", after)

    def take(self, span: Span) -> object:
        """The next one."""
        self.n_takes += 1
        return new_take(self.desk.places.takes_folder, span, self.n_takes)

    def edit(self) -> None:
        """Something that needs no file."""
        session, span = self.session, self.span()
        track = session.document.tracks[self.chance.randrange(2)].id
        regions = [r for t in session.document.tracks for r in t.regions if r.takes]
        choices: list[Callable[[Document], Document]] = [
            lambda d: clips.split(d, (track,), span.start),
            lambda d: clips.reverse(d, (track,), span),
            lambda d: clips.silence(d, (track,), span),
            lambda d: edits.add_region(d, track, span)[0],
            lambda d: markers.add_marker(d, span.start)[0],
            lambda d: edits.set_track(d, track, gain_db=self.chance.uniform(-20, 6)),
        ]
        if regions:
            region = self.chance.choice(regions)
            number = self.chance.choice(region.takes).number
            choices += [
                lambda d: edits.choose_take(d, region.id, number),
                lambda d: edits.star_take(d, region.id, number),
                lambda d: takes.bin_takes(d, region.id, (number,)),
            ]
        try:
            after = self.chance.choice(choices)(session.document)
        except EngineError:
            return
        session.commit("Edit", after, merge=self.chance.choice(("", "drag")))

    def span(self) -> Span:
        """Somewhere on the tracks."""
        start = self.chance.randrange(3800)
        return Span(start, start + self.chance.randrange(20, 200))


def say(*words: object) -> None:
    """A line that is out before anything else is done."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def main() -> None:
    """Work until the time is over."""
    app = QCoreApplication([])
    app.setAttribute(Qt.ApplicationAttribute.AA_Use96Dpi)
    worker = Worker(Path(sys.argv[1]), int(sys.argv[2]))
    clock = QElapsedTimer()
    clock.start()
    worker.session.document_changed.connect(lambda _before, after: say("now", digest(after)))
    say("ready")
    if len(sys.argv) > SHORT:
        worker.work_on_a_project()
    while clock.elapsed() < LONGEST_MS:
        worker.step()
        app.processEvents()


if __name__ == "__main__":
    main()
