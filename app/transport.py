"""The player as signals: what is heard, where it is, and what stopping, pausing and scrubbing mean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from app.language import tr
from app.levels import Levels
from app.outputs import Outputs
from app.session import Session
from engine.audio.files import Source
from engine.audio.levels import from_db
from engine.audio.metering import KWeighting
from engine.audio.player import Player
from engine.audio.scrub import Scrub
from engine.document.document import Document
from engine.document.monitor import Hearing, Monitor
from engine.errors import DeviceError, EngineError
from engine.timeline import Span

READ_EVERY_MS = 25
LEAD_S = 0.7
"""How much is heard before and after a stretch that is shown in its place."""

_ENDLESS = Span(0, 2**50)

OpenPlayer = Callable[[int, str | None], Player]
"""Sample rate and the key of a device (None: the default) -> a player."""


def open_player(sample_rate: int, device: str | None) -> Player:
    """A player on a real device."""
    return Player(sample_rate, device=device)


@dataclass(frozen=True, slots=True)
class Passage:
    """What is to be played: `span` from `start` on, once or over and over, without what lies in `skip`.

    `obeys_loop` says whether turning the loop on or off meanwhile changes it. `returns_to` is where stopping
    leads; None is where it began.
    """

    span: Span
    start: int
    is_loop: bool = False
    skip: Span | None = None
    obeys_loop: bool = False
    returns_to: int | None = None


class Transport(QObject):
    """Plays the session's document; edits are heard at once.

    Args:
        session: whose document, selection, loop and playhead it acts on.
        read: gives samples of a source.
        open_player: makes the player for a rate and a device.
        outputs: which device that is; without, the system's default.

    Signals:
        state_changed: `stopped`, `playing` or `paused`.
        looped: bool, whether the loop is on.
        failed: EngineError; there is no device, or it was lost.
        hearing_changed: Hearing.
    """

    state_changed = Signal(str)
    looped = Signal(bool)
    failed = Signal(object)  # EngineError
    hearing_changed = Signal(object)  # Hearing

    def __init__(
        self,
        session: Session,
        read: Callable[[Source, Span], np.ndarray],
        open_player: OpenPlayer = open_player,
        outputs: Outputs | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.state = "stopped"
        self.hearing = Hearing.DOCUMENT
        self.levels = Levels(self)
        self._session, self._read, self._open_player = session, read, open_player
        self._outputs = outputs
        self._player: Player | None = None
        self._opened: tuple[int, str | None] = (0, None)
        self._gain = 1.0
        self._passage = Passage(Span(0, 0), 0)
        self._began = 0
        self._waiting: Passage | None = None
        self._scrub: Scrub | None = None
        self._is_scrubbing = self._plays_on = False
        self._weighting: KWeighting | None = None
        self._timer = QTimer(self, interval=READ_EVERY_MS)
        self._timer.timeout.connect(self._follow)
        session.document_changed.connect(self._document_changed)
        session.selection_changed.connect(lambda _selection: self._place_cursor())
        session.loop_changed.connect(self._loop_changed)
        if outputs is not None:
            outputs.is_free = lambda: self._player is None
            outputs.settled.connect(self._go_on)
            outputs.changed.connect(self._outputs_changed)
            outputs.switched.connect(self._switch_output)
            outputs.lost.connect(lambda sentence: self.failed.emit(DeviceError(sentence)))

    # ---- playing

    @property
    def is_looping(self) -> bool:
        """Whether the loop is on."""
        return self._session.is_looping

    @property
    def position(self) -> int:
        """The sample that is heard now, or the playhead where nothing is."""
        if self._player is not None and self.state == "playing":
            return self._player.position
        return self._session.playhead

    @property
    def output_name(self) -> str:
        """What plays, in words; empty while nothing is open."""
        return self._player.device_name if self._player is not None else ""

    @property
    def underruns(self) -> int:
        """How often the device ran dry since it was opened."""
        return self._player.underruns if self._player is not None else 0

    def toggle(self) -> None:
        """Play what `passage` says, go on after a pause, or stop and return to where it began."""
        if self.state == "playing":
            self.stop()
        elif self.state == "paused":
            self.pause()
        else:
            self.play_passage(self.passage())

    def play(self, span: Span, start: int | None = None) -> None:
        """Play a stretch of the document once, from `start` on where that lies inside it."""
        began = start if start is not None and start in span else span.start
        self.play_passage(Passage(span, began))

    def play_passage(self, passage: Passage) -> None:
        """Play this instead of what plays; where the outputs are not known yet, as soon as they are."""
        if not passage.span:
            return
        if self._outputs is None or self._outputs.is_ready:
            self._start(passage)
            return
        self._close_player()
        self._waiting = passage
        self._outputs.look_again()

    def play_region(self, span: Span) -> None:
        """Let a stretch be heard in its place, with a little of what leads to it and follows it."""
        if self.state == "playing" and self._passage.span.overlaps(span):
            return  # it is already on its way there: the switch itself is heard
        around = round(LEAD_S * self._session.document.sample_rate)
        wanted = Span(span.start - around, span.stop + around).overlap(self._session.document.extent)
        self.play(wanted if wanted else span)

    def pause(self) -> None:
        """Hold the position, or go on from it."""
        if self._player is None:
            return
        if self.state == "playing":
            self._player.pause()
            self._session.move_playhead(self._player.position)
            self._enter("paused")
        elif self.state == "paused":
            self._resume(self._session.playhead)

    def stop(self) -> None:
        """Fall silent and return to where it began."""
        self._waiting = None
        if self.state == "stopped":
            return
        self._fall_silent()
        self._session.move_playhead(self._began)

    def stop_here(self) -> None:
        """Fall silent and stay where the sound was."""
        place = self.position
        self._waiting = None
        self._fall_silent()
        self._began = place
        self._session.move_playhead(place)

    def seek(self, sample: int) -> None:
        """Put the playhead somewhere; where something plays, it goes on from there."""
        if self.state == "playing":
            self.play_passage(self.passage_from(sample))
        else:
            if self.state == "paused":
                self._fall_silent()
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
        self._session.set_looping(is_looping)

    # ---- what is played

    def passage(self) -> Passage:
        """What Space plays: the selection, or from the cursor on; over and over where the loop lies there."""
        selection = self._session.selection
        if selection is None or not selection.span:
            return self.passage_from(self._session.playhead)
        span, loop = selection.span, self.loop_span()
        if self.is_looping and loop.overlaps(span):
            start = span.start if span.start < loop.stop else loop.start
            return Passage(loop, start, is_loop=True, obeys_loop=True)
        return Passage(span, span.start, obeys_loop=True)

    def passage_from(self, sample: int) -> Passage:
        """From a sample to the end, or into the loop and round; from behind either, all of it."""
        loop = self.loop_span()
        if self.is_looping and loop:
            is_before = sample < loop.stop if self._session.loop else sample in loop
            return Passage(loop, sample if is_before else loop.start, is_loop=True, obeys_loop=True)
        extent = self._session.document.extent
        span = Span(sample, extent.stop) if sample < extent.stop else extent
        return Passage(span, span.start, obeys_loop=True)

    def loop_span(self) -> Span:
        """What is played over and over: the loop; without one the selection, the region or everything."""
        session = self._session
        if session.loop:
            return session.loop
        if session.selection is not None and session.selection.span:
            return session.selection.span
        return session.region.span if session.region is not None else session.document.extent

    # ---- how it is heard

    def set_hearing(self, hearing: Hearing | str) -> None:
        """Hear the `document`, its `original` without takes, or the `difference` between the two."""
        wanted = Hearing(hearing)
        if wanted is not self.hearing:
            self.hearing = wanted
            self._render_anew()
            self.hearing_changed.emit(wanted)

    def set_gain(self, gain_db: float) -> None:
        """Hear everything this much louder; what is exported is not touched by it."""
        self._gain = from_db(gain_db)
        if self._player is not None:
            self._player.gain = self._gain

    # ---- scrubbing

    def scrub(self, sample: int) -> None:
        """Let the sound at a place be heard in short grains, and put the playhead there."""
        if not self._is_scrubbing:
            self._begin_scrub(sample)
        if self._scrub is not None:
            self._scrub.move(sample)
        self._session.move_playhead(sample)

    def end_scrub(self) -> None:
        """Stay where the scrubbing has led; what played before goes on from there."""
        if not self._is_scrubbing:
            return
        self._is_scrubbing, self._scrub = False, None
        if self._player is not None:
            self._player.stop()
        sample, self._began = self._session.playhead, self._session.playhead
        self._enter("stopped")
        if self._plays_on:
            self.play_passage(self.passage_from(sample))

    def close(self) -> None:
        """Let the device go."""
        self._timer.stop()
        self._close_player()

    # ---- the player

    def _start(self, passage: Passage) -> None:
        try:
            player = self._ready_player()
            self._weighting = KWeighting(player.sample_rate)
            player.play(
                self._monitor(), passage.span, loop=passage.is_loop, start=passage.start, skip=passage.skip
            )
        except EngineError as error:
            self._fall_silent()
            self._close_player()
            self.failed.emit(error)
            return
        self._began = passage.start if passage.returns_to is None else passage.returns_to
        self._passage = passage
        self.levels.begin(player.sample_rate)
        self._enter("playing")

    def _resume(self, sample: int) -> None:
        """Go on with the passage from a place in it, and remember where it began."""
        began, passage = self._began, self._passage
        start = sample if sample < passage.span.stop else passage.span.start
        self.play_passage(
            Passage(passage.span, start, passage.is_loop, passage.skip, passage.obeys_loop, began)
        )

    def _go_on(self) -> None:
        """The outputs are known: play what has waited for that."""
        if self._waiting is None or self._outputs is None:
            return
        if self._outputs.is_outdated:
            self._outputs.look_again()
            return
        passage, self._waiting = self._waiting, None
        self._start(passage)

    def _ready_player(self) -> Player:
        outputs, rate = self._outputs, self._session.document.sample_rate
        if outputs is not None and not outputs.is_ready and self._player is None:
            raise outputs.error or DeviceError(
                tr("Nothing can be played: there is no audio output; connect one, then press Play.")
            )
        wanted = (rate, outputs.key if outputs is not None else None)
        if self._player is None or self._opened != wanted:
            self._close_player()
            self._player, self._opened = self._open_player(*wanted), wanted
            self._player.gain = self._gain
        return self._player

    def _close_player(self) -> None:
        if self._player is not None:
            self._player.close()
            self._player = None

    def _monitor(self) -> Monitor:
        return Monitor(self._session.document, self._read, self.hearing, self._weighting)

    def _render_anew(self) -> None:
        if self._player is not None and self.state == "playing":
            self._player.set_render(self._monitor())

    def _fall_silent(self) -> None:
        if self._player is not None:
            self._player.stop()
        if self.state != "stopped":
            self._enter("stopped")

    def _enter(self, state: str) -> None:
        self.state = state
        self._timer.start()  # also where nothing plays: the meters fall back
        self.state_changed.emit(state)

    def _begin_scrub(self, sample: int) -> None:
        self._plays_on = self.state == "playing"
        if self.state != "stopped":
            self._fall_silent()
        self._is_scrubbing = True
        if self._outputs is not None and not self._outputs.is_ready:
            return  # seen, not heard: nobody asked for sound
        try:
            player = self._ready_player()
            monitor = self._monitor()
            self._scrub = Scrub(lambda span: monitor(span).audio, player.sample_rate, sample)
            player.play(self._scrub, _ENDLESS)
        except EngineError as error:
            self._scrub = None
            self.failed.emit(error)

    def _follow(self) -> None:
        """The window's own pace: where is the sound, and how loud?"""
        player = self._player
        if player is not None and player.failed and self.state == "playing":
            self._lost(player)
        elif player is not None and self.state == "playing":
            self.levels.add(player.heard(), self._gain)
            if player.is_playing:
                self._session.move_playhead(player.position)
            else:
                self.stop()
        elif not self.levels.rest(READ_EVERY_MS / 1000):
            self._timer.stop()

    def _lost(self, player: Player) -> None:
        """Playing ended by itself: keep the position, open the device anew at the next play."""
        self._began = player.position
        self._session.move_playhead(self._began)
        reason, is_lost, name = player.failed, player.is_lost, player.device_name
        self._enter("stopped")
        self._close_player()
        if is_lost and self._outputs is not None:
            self._outputs.lose(name)  # it says what is used now as soon as that is known
        else:
            self.failed.emit(DeviceError(reason))

    # ---- what changes meanwhile

    def _outputs_changed(self) -> None:
        """Open another device at the next play; what plays goes on where it is."""
        if self.state != "playing" and not self._is_scrubbing:
            self._close_player()

    def _switch_output(self) -> None:
        """The user has chosen another device: go over to it."""
        if self.state == "playing":
            self._resume(self.position)
        else:
            self._outputs_changed()

    def _place_cursor(self) -> None:
        selection = self._session.selection
        if selection is not None and not selection.span and self.state == "stopped":
            self.seek(selection.span.start)

    def _loop_changed(self, _loop: Span | None, is_on: bool) -> None:
        self.looped.emit(is_on)
        player = self._player
        if player is None or self.state != "playing" or not self._passage.obeys_loop:
            return
        wanted = self.passage_from(player.position)
        self._passage = wanted
        player.set_range(wanted.span, loop=wanted.is_loop)

    def _document_changed(self, before: Document, after: Document) -> None:
        if before.sample_rate != after.sample_rate or not after.tracks:
            self.stop()
            return
        self._render_anew()
        self._reach_new_end(before, after)

    def _reach_new_end(self, before: Document, after: Document) -> None:
        """What plays to the end plays to the new end."""
        span, end = self._passage.span, after.extent.stop
        is_to_end = self._passage.obeys_loop and not self._passage.is_loop and span.stop == before.extent.stop
        if self._player is None or self.state != "playing" or not is_to_end or end == span.stop:
            return
        if span.start < end:
            self._passage = Passage(Span(span.start, end), self._passage.start, obeys_loop=True)
            self._player.set_range(self._passage.span, loop=False)
