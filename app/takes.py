"""What keys and menus do to takes: each method is one undo step, or a look at whether it can be done."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.jobs import Job, Worker
from app.language import tr
from app.session import Session
from app.settings import Store
from app.timeline import words
from engine.audio.files import Reader
from engine.document import edits, takes
from engine.document.document import ORIGINAL, Document, Region, Take
from engine.errors import EngineError
from engine.generate.request import Progress

TRIM_STEP_DB = 0.5
MAX_TRIM_DB = 24.0


class Takes(QObject):
    """Commands on the takes of the focused region; where none is focused, on the only one with takes.

    Args:
        session: whose takes these are.
        store: remembers whether takes are made equally loud.

    Signals:
        failed: Exception, where levels could not be measured.
    """

    failed = Signal(object)  # Exception

    def __init__(self, session: Session, store: Store, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.worker = Worker("matching", self)
        self._session, self._store = session, store
        self.worker.finished.connect(self._take_in)
        self.worker.failed.connect(self.failed)

    @property
    def region(self) -> Region | None:
        """The region that keys act on, if it has takes; where none has the keys, the only one with takes."""
        return self._region_where(lambda region: bool(region.takes))

    @property
    def take(self) -> Take | None:
        """The take of that region that is heard."""
        region = self.region
        return None if region is None else region.chosen_take

    def has_takes(self) -> bool:
        """Whether there is a region with takes to act on."""
        return self.region is not None

    def has_take(self, number: int) -> bool:
        """Whether that region has a take of this number."""
        region = self.region
        return region is not None and number in _numbers(region)

    def hears_take(self) -> bool:
        """Whether that region sounds like one of its takes, not like the original."""
        return self.take is not None

    def has_bin(self) -> bool:
        """Whether takes of the region that keys act on wait in its bin."""
        return self._binned() is not None

    @property
    def is_matched(self) -> bool:
        """Whether takes come as loud as what they are compared with."""
        return self._store.settings.matches_level

    def choose(self, number: int) -> None:
        """Let this take be heard; 0 is the original."""
        region = self.region
        if region is not None and number in _numbers(region):
            label = tr("Choose {take} of {region}", **self._names(region, number))
            self._session.commit(label, edits.choose_take(self._session.document, region.id, number))

    def step(self, by: int) -> None:
        """The next take or the one before; stays at the ends."""
        region = self.region
        if region is not None:
            numbers = _numbers(region)
            index = numbers.index(region.chosen) + by
            self.choose(numbers[min(max(index, 0), len(numbers) - 1)])

    def discard(self, number: int | None = None) -> None:
        """Put a take into the bin; the one that is heard, where none is named."""
        region, take = self.region, self.take
        if region is not None and number is not None:
            take = region.take(number)
        if region is not None and take is not None:
            after = takes.bin_takes(self._session.document, region.id, (take.number,))
            self._session.commit(tr("Discard {take} of {region}", **self._names(region, take.number)), after)

    def keep(self) -> None:
        """Put all takes into the bin but the one that is heard and those with a star."""
        region, take = self.region, self.take
        if region is not None and take is not None:
            after = takes.keep_only(self._session.document, region.id, take.number)
            self._session.commit(tr("Keep {take} of {region}", **self._names(region, take.number)), after)

    def restore(self, number: int | None = None) -> None:
        """Bring a take back from the bin, or all of them."""
        region = self._binned()
        if region is not None:
            numbers = None if number is None else (number,)
            after = takes.restore_takes(self._session.document, region.id, numbers)
            name = words.region_name(region)
            self._session.commit(tr("Bring back takes of {region}", region=name), after)

    def binned(self) -> tuple[Take, ...]:
        """What waits in the bin of the region that keys act on."""
        region = self._binned()
        return () if region is None else region.bin

    def star(self) -> None:
        """Give the take that is heard a star, or take it away."""
        region, take = self.region, self.take
        if region is not None and take is not None:
            names = self._names(region, take.number)
            text = tr("No star for {take} of {region}") if take.is_starred else tr("Star {take} of {region}")
            document = self._session.document
            after = edits.star_take(document, region.id, take.number, is_starred=not take.is_starred)
            self._session.commit(text.format(**names), after)

    def rename(self, region: Region, number: int, name: str) -> None:
        """Give a take a name; an empty one takes it away."""
        label = tr("Rename {take} of {region}", **self._names(region, number))
        self._session.commit(label, takes.name_take(self._session.document, region.id, number, name))

    def turn(self, steps: int) -> None:
        """Make the take that is heard louder, or softer, by so many half decibels."""
        region, take = self.region, self.take
        if region is not None and take is not None:
            trim_db = max(-MAX_TRIM_DB, min(MAX_TRIM_DB, take.trim_db + steps * TRIM_STEP_DB))
            after = edits.set_take_trim(self._session.document, region.id, take.number, trim_db)
            label = tr("Level of {take} of {region}", **self._names(region, take.number))
            self._session.commit(label, after, merge=f"trim {take.id}")

    def has_stack(self) -> bool:
        """Whether the track has takes that could stand in rows."""
        track = self._session.track
        return track is not None and any(region.takes for region in track.regions)

    def is_unfolded(self) -> bool:
        """Whether the takes of the track stand in rows."""
        track = self._session.track
        return track is not None and self._session.is_unfolded(track.id)

    def fold(self) -> None:
        """Show the takes of the track in rows, or in one line again."""
        if (track := self._session.track) is not None:
            self._session.unfold(track.id, is_unfolded=not self._session.is_unfolded(track.id))

    def toggle_match(self) -> None:
        """Make all takes as loud as what they are compared with, or leave them as they were made."""
        is_on = not self.is_matched
        self._store.change(matches_level=is_on)
        if not is_on:
            every = [take.id for region in _regions(self._session.document) for take in region.takes]
            self._commit_matches(dict.fromkeys(every, 0.0))
        elif not self.worker.is_busy:
            self.worker.start(_measure(self._session.document))

    def close(self) -> None:
        """Give up what is being measured."""
        self.worker.close()

    def _take_in(self, found: dict[str, float]) -> None:
        if self.is_matched:  # it may have been switched off again meanwhile
            self._commit_matches(found)

    def _commit_matches(self, found: dict[str, float]) -> None:
        label = tr("Level match") if self.is_matched else tr("No level match")
        self._session.commit(label, takes.set_matches(self._session.document, found))

    def _names(self, region: Region, number: int) -> dict[str, str]:
        return {"take": words.take_name(number), "region": words.region_name(region)}

    def _binned(self) -> Region | None:
        return self._region_where(lambda region: bool(region.bin))

    def _region_where(self, is_meant: Callable[[Region], bool]) -> Region | None:
        focused = self._session.region
        if focused is not None:
            return focused if is_meant(focused) else None
        meant = [region for region in _regions(self._session.document) if is_meant(region)]
        return meant[0] if len(meant) == 1 else None


def _regions(document: Document) -> list[Region]:
    return [region for track in document.tracks for region in track.regions]


def _numbers(region: Region) -> list[int]:
    return [ORIGINAL, *(take.number for take in region.takes)]


def _measure(document: Document) -> Job:
    """Yields Progress; returns the level match of every take, by identifier."""
    found: dict[str, float] = {}
    with Reader() as reader:
        for track in document.tracks:
            for region in track.regions:
                yield Progress(tr("Measuring levels"))
                try:
                    found |= takes.matches(track, region, document.sample_rate, reader.read)
                except EngineError:
                    continue  # its file is missing: what can be measured is
    return found
