"""What was rendered and waits to be heard: filled by one thread, emptied by another, changed in between."""

from __future__ import annotations

import math
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.timeline import Span

MOST_NOTES = 4096


@dataclass(frozen=True, slots=True)
class Block:
    """Rendered sound `[n, c]` and what is to be known of it when it is heard."""

    audio: NDArray[np.floating[Any]]
    note: object = None


@dataclass(frozen=True, slots=True)
class Piece:
    """`n_samples` in the stream, from `index` on, that came from `start` in the render's coordinates."""

    index: int
    start: int
    n_samples: int
    note: object = None

    @property
    def span(self) -> Span:
        """Where it came from."""
        return Span(self.start, self.start + self.n_samples)


class Ahead:
    """Rendered blocks that wait to be heard, and where each sample of the stream came from."""

    def __init__(self, n_channels: int, capacity: int) -> None:
        self.capacity = capacity
        self.n_written = 0
        self.n_read = 0
        self._audio = np.zeros((capacity, n_channels), np.float32)
        self._pieces: deque[Piece] = deque()
        self._heard: deque[object] = deque(maxlen=MOST_NOTES)
        self._lock = threading.Lock()

    @property
    def n_free(self) -> int:
        """Samples that can be put now."""
        return self.capacity - (self.n_written - self.n_read)

    def put(self, audio: NDArray[np.float32], start: int, note: object = None) -> None:
        """Append `[n, c]`, at most `n_free` samples, rendered from `start` on."""
        with self._lock:
            self._write(self.n_written, audio)
            self._pieces.append(Piece(self.n_written, start, len(audio), note))
            self.n_written += len(audio)

    def take(self, out: NDArray[np.float32]) -> int:
        """Fill the beginning of `out` `[n, c]` with what there is; how much that was."""
        with self._lock:
            n = min(len(out), self.n_written - self.n_read)
            out[:n] = self._audio[self._places(self.n_read, n)]
            self.n_read += n
            return n

    def waiting(self) -> tuple[Piece, ...]:
        """What was not taken yet, in order; of a piece that is being taken only the rest."""
        with self._lock:
            first = self.n_read
            return tuple(_rest(p, first) for p in self._pieces if p.index + p.n_samples > first)

    def exchange(self, pieces: Sequence[Piece], audio: NDArray[np.float32], fade: int) -> None:
        """Put other sound in the place of what waits, as far as it still does; the old fades over into it.

        Args:
            pieces: as `waiting` gave them; their notes stay.
            audio: all of them, `[n, c]`; nothing may have been put since.
            fade: samples of the crossfade, fewer where less is waiting.
        """
        if not pieces:
            return
        with self._lock:
            first = max(pieces[0].index, self.n_read)
            new = audio[first - pieces[0].index :]
            n = min(fade, len(new))
            old = self._audio[self._places(first, n)]
            self._write(first, np.concatenate([crossfaded(old, new[:n]), new[n:]]))

    def origin(self, index: float) -> int | None:
        """Where the stream's sample `index` came from, None if nothing did; forgets what lies before."""
        with self._lock:
            while len(self._pieces) > 1 and self._pieces[1].index <= index:
                self._heard.append(self._pieces.popleft().note)
            if not self._pieces:
                return None
            piece = self._pieces[0]
            return piece.start + int(min(max(0.0, index - piece.index), piece.n_samples))

    def heard(self) -> list[object]:
        """The notes of what `origin` has left behind since this was last asked."""
        with self._lock:
            notes = [note for note in self._heard if note is not None]
            self._heard.clear()
            return notes

    def _places(self, index: int, n: int) -> NDArray[np.intp]:
        return (index + np.arange(n)) % self.capacity

    def _write(self, index: int, audio: NDArray[np.float32]) -> None:
        self._audio[self._places(index, len(audio))] = audio


def stretches(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces of the stream, grouped so that each came from where the one before it ended."""
    groups: list[list[Piece]] = []
    for piece in pieces:
        if groups and groups[-1][-1].span.stop == piece.start:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return groups


def crossfaded(old: NDArray[np.float32], new: NDArray[np.float32]) -> NDArray[np.float32]:
    """From `old` `[n, c]` to `new` at constant power, whatever the two have in common.

    The gains cos and sin of the equal-power law are divided by sqrt(1 + 2 r cos sin), where r is the
    correlation of the two: two signals of equal level then add up to that level all the way, and for two that
    are the same (r = 1) nothing changes at all.
    """
    if len(old) == 0 or np.array_equal(old, new):
        return new
    t = ((np.arange(len(old)) + 0.5) / len(old) * (np.pi / 2))[:, np.newaxis]
    scale = math.sqrt(float(np.vdot(old, old)) * float(np.vdot(new, new)))
    r = max(0.0, float(np.vdot(old, new)) / scale) if 0 < scale < math.inf else 0.0
    mixed = (old * np.cos(t) + new * np.sin(t)) / np.sqrt(1 + 2 * r * np.cos(t) * np.sin(t))
    return mixed.astype(np.float32)


def _rest(piece: Piece, first: int) -> Piece:
    """What of a piece lies at or behind `first` in the stream."""
    gone = max(0, first - piece.index)
    return Piece(piece.index + gone, piece.start + gone, piece.n_samples - gone, piece.note)
