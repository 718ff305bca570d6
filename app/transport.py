"""The player as signals: what is heard, where it is, and what Space, P and L mean."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from app.session import Session
from engine.audio.files import Source
from engine.audio.player import Player
from engine.document.document import Document
from engine.document.render import render
from engine.errors import DeviceError, EngineError
from engine.timeline import Span

READ_EVERY_MS = 30


class Transport(QObject):
    """Plays the session's document; edits are heard from the next block on.

    Signals:
        state_changed: `stopped`, `playing` or `paused`.
        looped: bool, whether the loop is on.
        failed: EngineError; there is no device, or it was lost.
    """

    state_changed = Signal(str)
    looped = Signal(bool)
    failed = Signal(object)  # EngineError

    def __init__(
        self,
        session: Session,
        read: Callable[[Source, Span], np.ndarray],
        open_player: Callable[[int], Player] = Player,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.state = "stopped"
        self.is_looping = False
        self._session, self._read, self._open_player = session, read, open_player
        self._player: Player | None = None
        self._rate = 0
        self._began = 0
        self._playing = Span(0, 0)
        self._timer = QTimer(self, interval=READ_EVERY_MS)
        self._timer.timeout.connect(self._follow)
        session.document_changed.connect(self._document_changed)
        session.selection_changed.connect(lambda _selection: self._place_cursor())

    def toggle(self) -> None:
        """Play what `span` says, go on after a pause, or stop and return to where it began."""
        if self.state == "playing":
            self.stop()
        elif self.state == "paused":
            self.pause()
        else:
            self.play(self.span())

    def play(self, span: Span, start: int | None = None) -> None:
        """Play a stretch of the document, from `start` on where that lies inside it."""
        if not span:
            return
        began = start if start is not None and start in span else span.start
        try:
            player = self._ready_player()
            player.play(self._block, span, loop=self.is_looping, start=began)
        except EngineError as error:
            self.failed.emit(error)
            return
        self._began, self._playing = began, span
        self._enter("playing")

    def play_region(self, span: Span) -> None:
        """Let a stretch be heard in its place, with a little of what leads to it and follows it."""
        around = round(0.7 * self._session.document.sample_rate)
        extent = self._session.document.extent
        wanted = Span(span.start - around, span.stop + around).overlap(extent)
        if self.state == "playing" and self._playing.overlaps(span):
            return  # it is already on its way there: the switch itself is heard
        self.play(wanted if wanted else span)

    def pause(self) -> None:
        """Hold the position, or go on from it."""
        if self._player is None:
            return
        if self.state == "playing":
            self._player.pause()
            self._enter("paused")
        elif self.state == "paused":
            self.play(self._playing, start=self._session.playhead)

    def stop(self) -> None:
        """Fall silent and return to where it began."""
        if self.state == "stopped":
            return
        if self._player is not None:
            self._player.stop()
        self._enter("stopped")
        self._session.move_playhead(self._began)

    def seek(self, sample: int) -> None:
        """Put the playhead somewhere; where something plays, it goes on from there."""
        if self.state == "playing":
            self.play(self._from(sample), start=sample)
        else:
            self._began = sample
            self._session.move_playhead(sample)

    def to_start(self) -> None:
        """Put the playhead on the first sample that is heard."""
        self.seek(self._session.document.extent.start)

    def to_end(self) -> None:
        """Put the playhead behind the last one."""
        self.stop()
        self.seek(self._session.document.extent.stop)

    def set_looping(self, is_looping: bool) -> None:
        """Turn the loop on or off, also while something plays."""
        if is_looping == self.is_looping:
            return
        self.is_looping = is_looping
        self.looped.emit(is_looping)
        if self.state == "playing":
            playhead = self._session.playhead
            self.play(self.span(), start=playhead)

    def span(self) -> Span:
        """What Space plays: the selection, or from the cursor on; looping, a region or everything."""
        selection, region = self._session.selection, self._session.region
        if selection is not None and selection.span:
            return selection.span
        if self.is_looping:
            return region.span if region is not None else self._session.document.extent
        return self._from(self._session.playhead)

    def close(self) -> None:
        """Let the device go."""
        self._timer.stop()
        if self._player is not None:
            self._player.close()
            self._player = None

    def _from(self, sample: int) -> Span:
        """From a sample to the end; everything where that is already the end."""
        extent = self._session.document.extent
        return Span(sample, extent.stop) if sample < extent.stop else extent

    def _ready_player(self) -> Player:
        rate = self._session.document.sample_rate
        if self._player is None or self._rate != rate:
            self.close()
            self._player = self._open_player(rate)
            self._rate = rate
        return self._player

    def _block(self, span: Span) -> np.ndarray:
        """float32 `[n, 2]`: what the document sounds like right now; called by the player's own thread."""
        return np.asarray(render(self._session.document, span, self._read), np.float32)

    def _enter(self, state: str) -> None:
        self.state = state
        if state == "playing":
            self._timer.start()
        else:
            self._timer.stop()
        self.state_changed.emit(state)

    def _follow(self) -> None:
        player = self._player
        if player is None:
            return
        if player.failed:
            self._lost(player.failed)
        elif player.is_playing:
            self._session.move_playhead(player.position)
        else:
            self.stop()

    def _lost(self, reason: str) -> None:
        """The device went away: keep the position, open it anew at the next play."""
        self._enter("stopped")
        self.close()
        self.failed.emit(DeviceError(reason))

    def _place_cursor(self) -> None:
        selection = self._session.selection
        if selection is not None and not selection.span and self.state == "stopped":
            self.seek(selection.span.start)

    def _document_changed(self, before: Document, after: Document) -> None:
        if before.sample_rate != after.sample_rate or not after.tracks:
            self.stop()
