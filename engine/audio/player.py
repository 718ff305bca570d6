"""The player: a stream, a thread that renders ahead of it, and where the sound is."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.audio import outputs
from engine.audio.ahead import Ahead, Block, stretches
from engine.errors import DeviceError, EngineError
from engine.timeline import Span

Render = Callable[[Span], "NDArray[np.floating[Any]] | Block"]
"""Span -> float `[n, n_channels]`, alone or as a `Block`; called on the player's thread, for a block
or for all that waits to be heard."""

AHEAD_S = 0.12  # rendered before it is due: so long a thread may be kept from its work
PRIMED_S = 0.03  # of that, what has to be there before the first sample goes out
LATENCY_S = 0.06  # in the device's own buffer: so long the whole program may be kept from its work
BLOCK_S = 0.01
FADE_S = 0.005  # between what was rendered before a change and what is after it
_LOUDEST = 1e6  # beyond any sound; what a float32 cannot hold would reach the device as infinity
_URGENT = -10  # nice value; desktops allow it to those who may do audio work
_SWITCH_S = 0.0005  # so long another thread of Python may go on while one that plays wants its turn
SILENT_DEVICE_S = 3.0  # a device that asks for nothing so long is gone
_STANDSTILL_S = 0.1  # between two looks at it; more, and it was the program or the machine that stood still
LOST = "The audio output was lost; choose another one, or connect it and play again."

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Range:
    """What is played: up to the end, or over and over."""

    span: Span
    is_loop: bool


class _Run:
    """One go at playing: what is rendered, from where, and how far the device is."""

    def __init__(self, render: Render, span: Span, *, is_loop: bool, start: int, queue: Ahead) -> None:
        self.render = self.rendered_by = render  # what waits in the queue came from the second
        self.range = _Range(span, is_loop)  # exchanged as a whole, for the feeder reads it meanwhile
        self.ended: _Range | None = None  # nothing of this one comes after what is queued
        self.start = self.next = start
        self.skip = Span(0, 0)
        self.queue = queue
        self.wanted = threading.Event()  # the device took something: there is room again
        self.is_primed = False  # enough is queued to begin
        self.is_stopped = False  # nobody listens any more
        self.clock = (0, 0.0)  # this sample of the stream is heard at that time, 0 while none is
        self.n_calls = self.n_seen = 0  # of the device, for sound; and of those the ones the feeder knows of
        self.looked = time.monotonic()  # when the feeder last looked at the device
        self.silent_s = 0.0  # so long it has been seen to ask for nothing

    @property
    def is_ended(self) -> bool:
        """Whether nothing comes after what is queued."""
        return self.ended is self.range


class Player:
    """Plays what a function renders. Opens nothing before the first `play`; belongs to one thread.

    Args:
        sample_rate: of what is rendered, in Hz.
        n_channels: of what is rendered.
        device: the key of a device, or its index in this process; None is the system's default.
    """

    def __init__(self, sample_rate: int, n_channels: int = 2, device: int | str | None = None) -> None:
        if sample_rate <= 0 or n_channels <= 0:
            raise ValueError(f"not a stream: {sample_rate} Hz, {n_channels} channels")
        self.sample_rate, self.n_channels, self.device = sample_rate, n_channels, device
        self.device_name = ""
        """What the stream goes to, in words; empty while none was opened."""
        self.failed = ""
        """Why playing ended by itself, as a sentence; empty where it did not."""
        self.is_lost = False
        """Whether it ended because the device went away."""
        self.gain = 1.0
        """Amplitude that everything is heard at; a change is ramped over one buffer of the device."""
        self.underruns = 0
        """How often the device ran dry, or asked for more than was rendered."""
        self._gain_reached = 1.0
        self._has_hurried = False
        self._stream: Any = None
        self._run: _Run | None = None
        self._feeder: threading.Thread | None = None
        self._held = 0

    @property
    def is_playing(self) -> bool:
        """Whether sound is on its way out."""
        return self._run is not None and not self._run.is_stopped

    @property
    def position(self) -> int:
        """The sample that is being heard, in the render's coordinates, by the device's clock."""
        run = self._run
        return self._held if run is None or run.is_stopped else self._heard(run)

    @property
    def latency_s(self) -> float:
        """From the moment the device takes a sample until it is heard; 0 while nothing is open."""
        return float(self._stream.latency) if self._stream is not None else 0.0

    def play(
        self,
        render: Render,
        span: Span,
        *,
        loop: bool = False,
        start: int | None = None,
        skip: Span | None = None,
    ) -> None:
        """Play `span` once or over and over, beginning at `start` (its first sample by default).

        What plays already is cut off. A start before the span is a run-up to it. Of `skip` nothing is heard:
        what lies before it goes straight over into what follows.

        Raises:
            ValueError: the span is empty, or `start` lies behind it.
            DeviceError: there is no device, PortAudio is missing, or the device refuses rate or channels.
        """
        begin = span.start if start is None else start
        if not span or begin >= span.stop:
            raise ValueError(f"sample {begin} lies outside {span}")
        self._end_run()
        self.failed, self.is_lost, self._held = "", False, begin
        self._stream, self._has_hurried = self._open(), False
        ahead_s = max(AHEAD_S, 1.5 * self.latency_s)  # some devices ask for much at a time
        queue = Ahead(self.n_channels, round(ahead_s * self.sample_rate))
        run = _Run(render, span, is_loop=loop, start=begin, queue=queue)
        run.skip = skip or run.skip
        self._gain_reached = self.gain
        self._run = run
        self._start_stream()  # first, for the feeder takes a stream that stands still for one that was lost
        self._feeder = threading.Thread(target=self._feed, args=(run,), name="inlay-player", daemon=True)
        self._feeder.start()

    def set_range(self, span: Span, *, loop: bool) -> None:
        """Play another stretch from the next block on: up to its end, or over and over, without a gap.

        What plays goes on where it is; a place behind the new end goes round at once. Where the last block
        is on its way already, and there is more now, it follows.
        """
        if not span:
            raise ValueError("nothing cannot be played")
        if self._run is not None:
            self._run.range = _Range(span, loop)
            self._run.wanted.set()

    def set_render(self, render: Render) -> None:
        """Play another sound in the same place at once, what was rendered ahead included.

        The sound before fades over into it in `FADE_S`, at constant power; the place goes on as it was.
        """
        if self._run is not None:
            self._run.render = render
            self._run.wanted.set()

    def pause(self) -> None:
        """Fall silent; `position` stays where it was, and `play(…, start=position)` goes on from it."""
        self._held = self.position
        self._end_run()

    def stop(self) -> None:
        """Fall silent; `position` returns to where playing began."""
        if self._run is not None:
            self._held = self._run.start
        self._end_run()

    def heard(self) -> list[object]:
        """The notes of all blocks that were heard, or began to be, since this was last asked."""
        run = self._run
        if run is None:
            return []
        self._heard(run)
        return run.queue.heard()

    def close(self) -> None:
        """Let the device go. The player may be used again."""
        self._end_run()
        self._close_stream()

    def _open(self) -> Any:
        sd = outputs.library()
        index = self._index()
        settings = {"device": index, "channels": self.n_channels, "dtype": "float32"}
        try:
            found = sd.query_devices(index, "output")
        except (sd.PortAudioError, ValueError) as error:
            why = "there is no audio output" if self.device is None else f"“{self.device}” is not there"
            raise DeviceError(f"Nothing can be played: {why}; connect one or choose another.") from error
        self.device_name = name = found["name"]
        latency = max(LATENCY_S, found["default_high_output_latency"])
        try:
            return sd.OutputStream(
                samplerate=self.sample_rate, callback=self._call, latency=latency, **settings
            )
        except (sd.PortAudioError, ValueError) as error:
            what = f"{self.n_channels} channels at {self.sample_rate} Hz ({_detail(error)})"
            raise DeviceError(f"“{name}” does not play {what}; choose another output.") from error

    def _index(self) -> int | None:
        if not isinstance(self.device, str):
            return self.device
        found = outputs.named(self.device)
        if found is None:
            raise DeviceError(
                f"Nothing can be played: “{self.device}” is not there; connect it or choose another."
            )
        return found.index

    def _start_stream(self) -> None:
        sd = outputs.library()
        try:
            self._stream.start()
        except sd.PortAudioError as error:
            self._end_run()
            raise DeviceError(
                f"The audio output could not be started ({_detail(error)}); it may be in use or gone: "
                "choose another output or try again."
            ) from error

    def _close_stream(self) -> None:
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.close(ignore_errors=True)

    def _end_run(self) -> None:
        run, feeder = self._run, self._feeder
        self._run = self._feeder = None
        if run is None:
            return
        run.is_stopped = True
        run.wanted.set()
        if feeder is not None and feeder is not threading.current_thread():
            feeder.join()
        self._close_stream()  # PortAudio hangs where a stream is started again whose device has gone

    def _feed(self, run: _Run) -> None:
        """The feeder thread: render ahead until the end, and watch over the device."""
        _hurry()
        # rendering a block takes its turn a dozen times, and a busy window would keep it by 5 ms each time
        sys.setswitchinterval(min(sys.getswitchinterval(), _SWITCH_S))
        try:
            while not run.is_stopped:
                if run.render is not run.rendered_by:
                    self._render_anew(run)
                is_fed = self._feed_block(run)
                run.is_primed |= not is_fed or run.queue.n_written >= PRIMED_S * self.sample_rate
                if not is_fed:
                    run.wanted.wait(BLOCK_S)
                    run.wanted.clear()
                    self._watch(run)
        except EngineError as error:
            self._fail(run, str(error))
        except Exception as error:
            _log.exception("rendering for playback failed")
            self._fail(run, f"Playback stopped because the sound could not be made ({error}).")

    def _feed_block(self, run: _Run) -> bool:
        """Render the next block if there is room for it; whether anything was done."""
        playing = run.range
        if run.ended is playing:
            return False
        span, skip = playing.span, run.skip
        if run.next in skip:
            run.next = skip.stop
        if run.next >= span.stop:
            if not playing.is_loop:
                run.ended = playing
                return False
            run.next = span.start
        stop = skip.start if run.next < skip.start < span.stop else span.stop
        n = min(max(1, round(BLOCK_S * self.sample_rate)), stop - run.next)
        if run.queue.n_free < n:
            return False
        block = self._rendered(run.rendered_by, Span(run.next, run.next + n))
        run.queue.put(np.asarray(block.audio, np.float32), run.next, block.note)
        run.next += n
        return True

    def _render_anew(self, run: _Run) -> None:
        """Bring what waits to be heard up to date, in as few blocks as there are stretches.

        The device goes on taking meanwhile, and could overtake rendering that goes block by block. The notes
        stay those of the sound before: they are the measures of as many samples as are heard with them.
        """
        run.rendered_by = render = run.render
        pieces = run.queue.waiting()
        sound = [
            self._rendered(render, Span(stretch[0].start, stretch[-1].span.stop)).audio
            for stretch in stretches(pieces)
        ]
        if sound:
            run.queue.exchange(pieces, np.concatenate(sound), round(FADE_S * self.sample_rate))

    def _rendered(self, render: Render, span: Span) -> Block:
        """A block that a device can be given.

        Raises:
            ValueError: another shape came than was asked for.
        """
        given = render(span)
        block = given if isinstance(given, Block) else Block(given)
        if block.audio.shape != (span.length, self.n_channels):
            raise ValueError(f"{(span.length, self.n_channels)} was asked for, {block.audio.shape} came")
        audio = np.nan_to_num(block.audio, nan=0.0, posinf=0.0, neginf=0.0)
        return Block(np.clip(audio, -_LOUDEST, _LOUDEST).astype(np.float32), block.note)

    def _watch(self, run: _Run) -> None:
        if (
            run.is_ended
            and run.queue.n_read == run.queue.n_written
            and self._stream_index(run) >= run.queue.n_read
        ):
            self._held = run.range.span.stop
            run.is_stopped = True
        elif not self._stream.active or self._is_silent(run):
            self.is_lost = not run.is_stopped
            self._fail(run, LOST)

    def _is_silent(self, run: _Run) -> bool:
        """Whether the device has asked for nothing for long.

        Time in which nobody looked does not count: after a standstill of the whole program, or of the
        machine, the device has had no more of a chance to ask than this thread to look.
        """
        n_calls, now = run.n_calls, time.monotonic()
        unseen = min(now - run.looked, _STANDSTILL_S)
        run.silent_s = run.silent_s + unseen if n_calls == run.n_seen else 0.0
        run.n_seen, run.looked = n_calls, now
        return run.silent_s > SILENT_DEVICE_S

    def _fail(self, run: _Run, reason: str) -> None:
        if not run.is_stopped:
            self._held = self._heard(run)
            self.failed = reason
            run.is_stopped = True

    def _call(self, out: NDArray[np.float32], n: int, times: Any, status: Any) -> None:
        """PortAudio's thread: copy, note the time, nothing else."""
        now = time.perf_counter()  # first: whatever this waits for would shift the playhead
        if not self._has_hurried:
            self._has_hurried = True
            _hurry()
        run = self._run
        if run is None or run.is_stopped or not run.is_primed:
            out.fill(0)
            return
        index = run.queue.n_read
        taken = run.queue.take(out)
        out[taken:] = 0
        if taken:
            # anchored to a clock that can be read without the device: whoever asks it may have to wait for it
            ahead_s = times.outputBufferDacTime - times.currentTime
            run.clock = (index, now + (ahead_s if times.currentTime else self.latency_s))
            self._turn_up(out[:taken])
        if status.output_underflow or (taken < n and not run.is_ended):
            self.underruns += 1
        run.n_calls += 1
        run.wanted.set()

    def _turn_up(self, out: NDArray[np.float32]) -> None:
        """Apply the gain, ramped from where it was before."""
        before, after = self._gain_reached, self.gain
        if before != 1.0 or after != 1.0:
            out *= np.linspace(before, after, len(out), dtype=np.float32)[:, np.newaxis]
        self._gain_reached = after

    def _stream_index(self, run: _Run) -> float:
        """The sample of the stream that is heard now."""
        index, due = run.clock
        return index + (time.perf_counter() - due) * self.sample_rate if due else 0.0

    def _heard(self, run: _Run) -> int:
        origin = run.queue.origin(min(self._stream_index(run), run.queue.n_read))
        return run.start if origin is None else origin


def _hurry() -> None:
    """Let this thread go before others where the system allows it; on Linux each has its own priority."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _URGENT)


def _detail(error: Exception) -> str:
    """PortAudio's own words, without its error number."""
    return str(error.args[0] if error.args else error).split(": ")[-1].strip()
