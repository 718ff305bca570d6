"""Playing: what is heard, where it is, and what stopping, pausing, seeking and scrubbing mean."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from app import passages
from app.deck import Deck, OpenPlayer, Read, open_player
from app.levels import Levels
from app.outputs import Outputs
from app.passages import Passage
from app.session import Session
from engine.audio.player import Player
from engine.audio.scrub import Scrub
from engine.document.document import Document
from engine.document.monitor import Hearing
from engine.errors import DeviceError, EngineError
from engine.timeline import Span

READ_EVERY_MS = 25
LEAD_S = 0.7
"""How much is heard before and after a stretch that is shown in its place."""


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
        read: Read,
        open_player: OpenPlayer = open_player,
        outputs: Outputs | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.state = "stopped"
        self.levels = Levels(self)
        self._session, self._outputs = session, outputs
        self._deck = Deck(session, read, open_player, outputs)
        self._passage = Passage(Span(0, 0), 0)
        self._began = 0
        self._waiting: Passage | None = None
        self._scrub: Scrub | None = None
        self._is_scrubbing = self._plays_on = False
        self._timer = QTimer(self, interval=READ_EVERY_MS)
        self._timer.timeout.connect(self._follow)
        session.document_changed.connect(self._document_changed)
        session.selection_changed.connect(lambda _selection: self._place_cursor())
        session.loop_changed.connect(self._loop_changed)
        if outputs is not None:
            self._use(outputs)

    def _use(self, outputs: Outputs) -> None:
        outputs.is_free = lambda: self._deck.player is None
        outputs.settled.connect(self._go_on)
        outputs.changed.connect(self._outputs_changed)
        outputs.switched.connect(self._switch_output)
        outputs.lost.connect(lambda sentence: self.failed.emit(DeviceError(sentence)))

    # ---- how it stands

    @property
    def is_looping(self) -> bool:
        """Whether the loop is on."""
        return self._session.is_looping

    @property
    def hearing(self) -> Hearing:
        """What is heard: the document, its original or the difference."""
        return self._deck.hearing

    @property
    def position(self) -> int:
        """The sample that is heard now, or the playhead where nothing is."""
        player = self._deck.player
        return player.position if player is not None and self.state == "playing" else self._session.playhead

    @property
    def output_name(self) -> str:
        """What plays, in words; empty while nothing is open."""
        return self._deck.player.device_name if self._deck.player is not None else ""

    @property
    def underruns(self) -> int:
        """How often the device ran dry since it was opened."""
        return self._deck.player.underruns if self._deck.player is not None else 0

    # ---- playing

    def toggle(self) -> None:
        """Play what `passages` say, go on after a pause, or stop and return to where it began."""
        if self.state == "playing":
            self.stop()
        elif self.state == "paused":
            self.pause()
        else:
            self.play_passage(passages.passage(self._session))

    def play(self, span: Span, start: int | None = None) -> None:
        """Play a stretch of the document once, from `start` on where that lies inside it."""
        began = start if start is not None and start in span else span.start
        self.play_passage(Passage(span, began))

    def play_passage(self, passage: Passage) -> None:
        """Play this instead of what plays; where the outputs are not known yet, as soon as they are."""
        if not passage.span:
            return
        if self._outputs is None or self._deck.is_ready:
            self._start(passage)
        else:
            self._wait(passage, self._outputs)

    def play_region(self, span: Span) -> None:
        """Let a stretch that has come be heard in its place, with a little of what is around it.

        Nothing is said where there is no output: nobody asked for sound.
        """
        if self.state == "playing" and self._passage.span.overlaps(span):
            return  # it is already on its way there: the switch itself is heard
        if self._waiting is not None:
            return  # what was asked for comes first
        around = round(LEAD_S * self._session.document.sample_rate)
        wanted = Span(span.start - around, span.stop + around).overlap(self._session.document.extent) or span
        self.play_passage(Passage(wanted, wanted.start, is_offered=True))

    def pause(self) -> None:
        """Hold the position, or go on from it."""
        player = self._deck.player
        if self.state == "playing" and player is not None:
            player.pause()
            self._session.move_playhead(player.position)
            self._enter("paused")
        elif self.state == "paused":
            self._resume(self._session.playhead)

    def stop(self) -> None:
        """Fall silent and return to where it began."""
        self._waiting = None
        if self.state != "stopped":
            self._fall_silent()
            self._session.move_playhead(self._began)

    def stop_here(self) -> None:
        """Fall silent and stay where the sound was."""
        self._waiting, self._began = None, self.position
        self._fall_silent()
        self._session.move_playhead(self._began)

    def seek(self, sample: int) -> None:
        """Put the playhead somewhere; where something plays, it goes on from there."""
        if self.state == "playing":
            self.play_passage(passages.passage_from(self._session, sample))
            return
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

    def set_hearing(self, hearing: Hearing | str) -> None:
        """Hear the `document`, its `original` without takes, or the `difference` between the two."""
        wanted = Hearing(hearing)
        if wanted is not self.hearing:
            self._deck.hearing = wanted
            self._render_anew()
            self.hearing_changed.emit(wanted)

    def set_gain(self, gain_db: float) -> None:
        """Hear everything this much louder; what is exported is not touched by it."""
        self._deck.turn(gain_db)

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
        self._deck.stop()
        self._began = self._session.playhead
        if self._plays_on:
            self.play_passage(passages.passage_from(self._session, self._began))

    def close(self) -> None:
        """Let the device go."""
        self._timer.stop()
        self._deck.close()

    # ---- the player

    def _start(self, passage: Passage, *, may_look: bool = True) -> None:
        try:
            player = self._deck.play(passage)
        except EngineError as error:
            name = self.output_name
            self._fall_silent()
            self._deck.close()
            if may_look and name and self._outputs is not None:
                self._waiting = passage
                self._outputs.lose(name)  # it was there the last time: perhaps another one is
            elif self._deck.is_ready or not passage.is_offered:
                self.failed.emit(error)
            return
        self._began = passage.start if passage.returns_to is None else passage.returns_to
        self._passage = passage
        self.levels.begin(player.sample_rate)
        self._enter("playing")

    def _wait(self, passage: Passage, outputs: Outputs) -> None:
        self._deck.close()
        self._waiting = passage
        outputs.look_again()

    def _go_on(self) -> None:
        """The outputs are known: play what has waited for that."""
        if self._waiting is None or self._outputs is None:
            return
        if self._outputs.is_outdated:
            self._outputs.look_again()
            return
        passage, self._waiting = self._waiting, None
        self._start(passage, may_look=False)

    def _resume(self, sample: int) -> None:
        """Go on with the passage from a place in it, and remember where it began."""
        was = self._passage
        start = sample if sample < was.span.stop else was.span.start
        self.play_passage(replace(was, start=start, returns_to=self._began, is_offered=False))

    def _render_anew(self) -> None:
        if self.state == "playing":
            self._deck.render_anew()

    def _fall_silent(self) -> None:
        self._deck.stop()
        if self.state != "stopped":
            self._enter("stopped")

    def _enter(self, state: str) -> None:
        self.state = state
        self._timer.start()  # also where nothing plays: the meters fall back
        self.state_changed.emit(state)

    def _begin_scrub(self, sample: int) -> None:
        self._plays_on = self.state == "playing"
        self._fall_silent()
        self._is_scrubbing = True
        if not self._deck.is_ready:
            return  # seen, not heard: nobody asked for sound
        try:
            self._scrub = self._deck.scrub(sample)
        except EngineError as error:
            self.failed.emit(error)

    def _follow(self) -> None:
        """The window's own pace: where is the sound, and how loud?"""
        player = self._deck.player
        if player is None or self.state != "playing":
            if not self.levels.rest(READ_EVERY_MS / 1000):
                self._timer.stop()
        elif player.failed:
            self._lost(player)
        else:
            self.levels.add(player.heard(), self._deck.gain)
            if player.is_playing:
                self._session.move_playhead(player.position)
            else:
                self.stop()

    def _lost(self, player: Player) -> None:
        """Playing ended by itself: keep the position, open the device anew at the next play."""
        self._began = player.position
        self._session.move_playhead(self._began)
        self._enter("stopped")
        self._deck.close()
        if player.is_lost and self._outputs is not None:
            self._outputs.lose(player.device_name)  # it says what is used now as soon as that is known
        else:
            self.failed.emit(DeviceError(player.failed))

    # ---- what changes meanwhile

    def _outputs_changed(self) -> None:
        """Open another device at the next play; what plays goes on where it is."""
        if self.state != "playing" and not self._is_scrubbing:
            self._deck.close()

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
        player = self._deck.player
        if player is not None and self.state == "playing" and self._passage.obeys_loop:
            wanted = passages.passage_from(self._session, player.position)
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
        was, player, end = self._passage, self._deck.player, after.extent.stop
        is_to_end = was.obeys_loop and not was.is_loop and was.span.stop == before.extent.stop
        if player is not None and self.state == "playing" and is_to_end and was.span.start < end:
            self._passage = replace(was, span=Span(was.span.start, end))
            player.set_range(self._passage.span, loop=False)
