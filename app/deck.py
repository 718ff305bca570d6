"""The player of the document: opened on the output that is used, given what is heard, put away again."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from app.language import tr
from app.outputs import Outputs
from app.passages import Passage
from app.session import Session
from engine.audio.files import Source
from engine.audio.levels import from_db
from engine.audio.metering import KWeighting
from engine.audio.player import Player
from engine.audio.scrub import Scrub
from engine.document.monitor import Hearing, Monitor
from engine.errors import DeviceError
from engine.timeline import Span

_ENDLESS = Span(0, 2**50)

Read = Callable[[Source, Span], np.ndarray]

OpenPlayer = Callable[[int, str | None], Player]
"""Sample rate and the key of a device (None: the default) -> a player."""


def open_player(sample_rate: int, device: str | None) -> Player:
    """A player on a real device."""
    return Player(sample_rate, device=device)


class Deck:
    """Holds at most one player; another rate or another output means another one.

    Args:
        session: whose document is heard.
        read: gives samples of a source.
        open_player: makes the player for a rate and a device.
        outputs: which device that is; without, the system's default.
    """

    def __init__(
        self, session: Session, read: Read, open_player: OpenPlayer, outputs: Outputs | None
    ) -> None:
        self.player: Player | None = None
        self.hearing = Hearing.DOCUMENT
        self.gain = 1.0
        """Amplitude that everything is heard at."""
        self._session, self._read, self._open, self._outputs = session, read, open_player, outputs
        self._opened: tuple[int, str | None] = (0, None)
        self._weighting: KWeighting | None = None

    @property
    def is_ready(self) -> bool:
        """Whether it is known where to play."""
        return self._outputs is None or self._outputs.is_ready

    def play(self, passage: Passage) -> Player:
        """Play this instead of what plays.

        Raises:
            DeviceError: there is no output, or it does not want to.
        """
        player = self._ready()
        self._weighting = KWeighting(player.sample_rate)
        player.play(
            self._monitor(), passage.span, loop=passage.is_loop, start=passage.start, skip=passage.skip
        )
        return player

    def scrub(self, sample: int) -> Scrub:
        """Play grains around a place, which is moved about afterwards.

        Raises:
            DeviceError: there is no output, or it does not want to.
        """
        player, monitor = self._ready(), self._monitor()
        scrub = Scrub(lambda span: monitor(span).audio, player.sample_rate, sample)
        player.play(scrub, _ENDLESS)
        return scrub

    def render_anew(self) -> None:
        """Hear the document, or what is to be heard of it, as it is now."""
        if self.player is not None:
            self.player.set_render(self._monitor())

    def turn(self, gain_db: float) -> None:
        """Hear everything this much louder."""
        self.gain = from_db(gain_db)
        if self.player is not None:
            self.player.gain = self.gain

    def stop(self) -> None:
        """Fall silent."""
        if self.player is not None:
            self.player.stop()

    def close(self) -> None:
        """Let the device go."""
        if self.player is not None:
            self.player.close()
            self.player = None

    def _ready(self) -> Player:
        """The player that fits what is to be played now."""
        outputs = self._outputs
        if self.player is None and outputs is not None and not outputs.is_ready:
            raise outputs.error or DeviceError(
                tr("Nothing can be played: there is no audio output; connect one, then press Play.")
            )
        wanted = (self._session.document.sample_rate, None if outputs is None else outputs.key)
        if self.player is None or self._opened != wanted:
            self.close()
            self.player, self._opened = self._open(*wanted), wanted
            self.player.gain = self.gain
        return self.player

    def _monitor(self) -> Monitor:
        return Monitor(self._session.document, self._read, self.hearing, self._weighting)
