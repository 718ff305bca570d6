"""How loud what is heard is: as a whole and of each track, as meters show it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from PySide6.QtCore import QObject, Signal

from engine.audio.metering import Level, Measures, ShortTerm

JOINED_S = 0.04
"""A picture lasts about as long: within it a meter has one height."""


class Levels(QObject):
    """Adds up what the player's thread has measured; read and fed by the window's thread alone.

    Signals:
        moved: nothing; the meters show something else now.
    """

    moved = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rate = 44100
        self._tracks: dict[str, Level] = {}
        self.master = Level(self._rate)
        self.loudness = ShortTerm(self._rate)

    def track(self, track_id: str) -> Level:
        """The level of a track behind its gain, pan, mute and solo."""
        return self._tracks.setdefault(track_id, Level(self._rate))

    def keep(self, track_ids: Collection[str]) -> None:
        """Forget all other tracks."""
        self._tracks = {track_id: level for track_id, level in self._tracks.items() if track_id in track_ids}

    def begin(self, sample_rate: int) -> None:
        """Something is going to play at this rate: loudness is measured from here on."""
        if sample_rate != self._rate:
            self._rate = sample_rate
            self._tracks.clear()
            self.master, self.loudness = Level(sample_rate), ShortTerm(sample_rate)
        self.loudness.clear()

    def add(self, blocks: Iterable[object], gain: float) -> None:
        """Take up what was heard, at the master's gain as an amplitude.

        Blocks that came together count as one up to `JOINED_S`: after a moment in which the window did other
        things there are dozens.
        """
        heard = [block for block in blocks if isinstance(block, Measures)]
        for block in self._joined(heard):
            self.master.add(block.master.turned(gain))
            self.loudness.add(block.weighted * gain**2, block.master.n_samples)
            self._add_tracks(block)
        if heard:
            self.moved.emit()

    def _joined(self, blocks: Sequence[Measures]) -> Iterator[Measures]:
        """The same in as few blocks as may be."""
        run: list[Measures] = []
        n_samples = 0
        for block in blocks:
            if run and n_samples + block.master.n_samples > JOINED_S * self._rate:
                yield Measures.joined(run)
                run, n_samples = [], 0
            run.append(block)
            n_samples += block.master.n_samples
        if run:
            yield Measures.joined(run)

    def rest(self, seconds: float) -> bool:
        """Nothing was heard for so long; whether there is anything left to show."""
        levels = (self.master, *self._tracks.values())
        for level in levels:
            level.rest(seconds)
        self.moved.emit()
        return not all(level.is_quiet for level in levels)

    def _add_tracks(self, block: Measures) -> None:
        seconds = block.master.n_samples / self._rate
        for track_id, measure in block.tracks.items():
            self.track(track_id).add(measure)
        for track_id, level in self._tracks.items():
            if track_id not in block.tracks:
                level.rest(seconds)
