"""The transport: a stream, a thread that renders ahead of it, the playhead. The only user of sounddevice."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import DeviceError, EngineError
from engine.timeline import Span

Render = Callable[[Span], NDArray[np.floating[Any]]]
"""Span -> float `[n, n_channels]`: asked anew for every block, on the player's own thread."""

AHEAD_S = (
    0.08  # rendered before it is due: how long a change takes to be heard, less the device's own latency
)
BLOCK_S = 0.01
_LOUDEST = 1e6  # beyond any sound; what a float32 cannot hold would reach the device as infinity
SILENT_DEVICE_S = 3.0  # a device that asks for nothing so long is gone

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Device:
    """Something that plays. `sample_rate` (Hz) is the one it runs at by itself."""

    index: int
    name: str
    n_channels: int
    sample_rate: int
    is_default: bool


def _sounddevice() -> Any:
    """PortAudio, which need not be there.

    Raises:
        DeviceError: it is not installed.
    """
    try:
        import sounddevice
    except OSError as error:
        raise DeviceError(
            "Nothing can be played because PortAudio is not installed; install it (on Debian and Ubuntu: "
            "libportaudio2) and start Inlay again. Everything else works."
        ) from error
    return sounddevice


def devices(*, refresh: bool = False) -> tuple[Device, ...]:
    """What can play on this machine; empty where nothing can.

    Args:
        refresh: look again for devices that came or went; only while no player is open, for PortAudio has to
            be started anew.
    Raises:
        DeviceError: PortAudio is not installed.
    """
    sd = _sounddevice()
    if refresh:
        sd._terminate()  # noqa: SLF001 (its documentation names no other way)
        sd._initialize()  # noqa: SLF001
    default = _default_index(sd)
    return tuple(
        Device(i, d["name"], d["max_output_channels"], round(d["default_samplerate"]), i == default)
        for i, d in enumerate(sd.query_devices())
        if d["max_output_channels"] > 0
    )


def _default_index(sd: Any) -> int:
    try:
        return int(sd.query_devices(kind="output")["index"])
    except (sd.PortAudioError, ValueError):
        return -1


@dataclass(frozen=True, slots=True)
class _Piece:
    """`n_samples` in the stream, from `index` on, that came from `start` in the render's coordinates."""

    index: int
    start: int
    n_samples: int


class _Queue:
    """Rendered blocks that wait to be heard, and where each sample of the stream came from."""

    def __init__(self, n_channels: int, capacity: int) -> None:
        self.capacity = capacity
        self.n_written = 0
        self.n_read = 0
        self._audio = np.zeros((capacity, n_channels), np.float32)
        self._pieces: deque[_Piece] = deque()
        self._lock = threading.Lock()

    @property
    def n_free(self) -> int:
        """Samples that can be put now."""
        return self.capacity - (self.n_written - self.n_read)

    def put(self, audio: NDArray[np.float32], start: int) -> None:
        """Append `[n, c]`, at most `n_free` samples, rendered from `start` on."""
        with self._lock:
            places = (self.n_written + np.arange(len(audio))) % self.capacity
            self._audio[places] = audio
            self._pieces.append(_Piece(self.n_written, start, len(audio)))
            self.n_written += len(audio)

    def take(self, out: NDArray[np.float32]) -> int:
        """Fill the beginning of `out` `[n, c]` with what there is; how much that was."""
        with self._lock:
            n = min(len(out), self.n_written - self.n_read)
            places = (self.n_read + np.arange(n)) % self.capacity
            out[:n] = self._audio[places]
            self.n_read += n
            return n

    def origin(self, index: float) -> int | None:
        """Where the stream's sample `index` came from, None if nothing did; forgets what lies before."""
        with self._lock:
            while len(self._pieces) > 1 and self._pieces[1].index <= index:
                self._pieces.popleft()
            if not self._pieces:
                return None
            piece = self._pieces[0]
            return piece.start + int(min(max(0.0, index - piece.index), piece.n_samples))


class _Run:
    """One go at playing: what is rendered, from where, and how far the device is."""

    def __init__(self, render: Render, span: Span, *, is_loop: bool, start: int, queue: _Queue) -> None:
        self.render, self.span, self.is_loop = render, span, is_loop
        self.start = self.next = start
        self.queue = queue
        self.wanted = threading.Event()  # the device took something: there is room again
        self.is_primed = False  # enough is queued to begin
        self.is_ended = False  # nothing comes after what is queued
        self.is_stopped = False  # nobody listens any more
        self.clock = (0, 0.0)  # this sample of the stream is heard at that time
        self.heard = 0.0  # the last sample of the stream that is known to have been heard
        self.called = time.monotonic()


class Player:
    """Plays what a function renders. Opens nothing before the first `play`; belongs to one thread."""

    def __init__(self, sample_rate: int, n_channels: int = 2, device: int | str | None = None) -> None:
        if sample_rate <= 0 or n_channels <= 0:
            raise ValueError(f"not a stream: {sample_rate} Hz, {n_channels} channels")
        self.sample_rate, self.n_channels, self.device = sample_rate, n_channels, device
        self.failed = ""
        """Why playing ended by itself, as a sentence; empty where it did not."""
        self.underruns = 0
        """How often the device ran dry, or asked for more than was rendered."""
        self._stream: Any = None
        self._run: _Run | None = None
        self._feeder: threading.Thread | None = None
        self._held = 0
        self._levels = np.zeros(n_channels, np.float32)

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

    def play(self, render: Render, span: Span, *, loop: bool = False, start: int | None = None) -> None:
        """Play `span` once or over and over, beginning at `start` (its first sample by default).

        What plays already is cut off.

        Raises:
            ValueError: the span is empty, or `start` lies outside it.
            DeviceError: there is no device, PortAudio is missing, or the device refuses rate or channels.
        """
        begin = span.start if start is None else start
        if begin not in span:
            raise ValueError(f"sample {begin} lies outside {span}")
        self._end_run()
        if self.failed:
            self._close_stream()
        self.failed, self._held = "", begin
        self._stream = self._stream or self._open()
        ahead_s = max(AHEAD_S, 1.5 * self.latency_s)  # some devices ask for much at a time
        queue = _Queue(self.n_channels, round(ahead_s * self.sample_rate))
        run = _Run(render, span, is_loop=loop, start=begin, queue=queue)
        self._run = run
        self._start_stream()  # first, for the feeder takes a stream that stands still for one that was lost
        self._feeder = threading.Thread(target=self._feed, args=(run,), name="inlay-player", daemon=True)
        self._feeder.start()

    def set_loop(self, loop: bool) -> None:
        """Go round at the end, or do not: from the next block on."""
        if self._run is not None:
            self._run.is_loop = loop

    def set_render(self, render: Render) -> None:
        """Play another sound in the same place: from the next block on."""
        if self._run is not None:
            self._run.render = render

    def pause(self) -> None:
        """Fall silent; `position` stays where it was, and `play(…, start=position)` goes on from it."""
        self._held = self.position
        self._end_run()

    def stop(self) -> None:
        """Fall silent; `position` returns to where playing began."""
        if self._run is not None:
            self._held = self._run.start
        self._end_run()

    def levels(self) -> NDArray[np.float32]:
        """The largest magnitude of each channel `[n_channels]` that went out since this was last asked."""
        levels, self._levels = self._levels, np.zeros(self.n_channels, np.float32)
        return levels

    def close(self) -> None:
        """Let the device go. The player may be used again."""
        self._end_run()
        self._close_stream()

    def _open(self) -> Any:
        sd = _sounddevice()
        settings = {"device": self.device, "channels": self.n_channels, "dtype": "float32"}
        try:
            name = sd.query_devices(self.device, "output")["name"]
        except (sd.PortAudioError, ValueError) as error:
            why = "there is no audio output" if self.device is None else f"“{self.device}” is not there"
            raise DeviceError(f"Nothing can be played: {why}; connect one or choose another.") from error
        try:
            sd.check_output_settings(samplerate=self.sample_rate, **settings)
            return sd.OutputStream(samplerate=self.sample_rate, callback=self._call, **settings)
        except (sd.PortAudioError, ValueError) as error:
            what = f"{self.n_channels} channels at {self.sample_rate} Hz ({_detail(error)})"
            raise DeviceError(f"“{name}” does not play {what}; choose another output.") from error

    def _start_stream(self) -> None:
        sd = _sounddevice()
        try:
            if self._stream.stopped:
                self._stream.start()
        except sd.PortAudioError as error:
            self._end_run()
            self._close_stream()
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
        if self._stream is not None:
            self._stream.abort(ignore_errors=True)

    def _feed(self, run: _Run) -> None:
        """The feeder thread: render ahead until the end, and watch over the device."""
        try:
            while not run.is_stopped:
                if not self._feed_block(run):
                    run.is_primed = True
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
        if run.is_ended:
            return False
        if run.next >= run.span.stop:
            if not run.is_loop:
                run.is_ended = True
                return False
            run.next = run.span.start
        n = min(max(1, round(BLOCK_S * self.sample_rate)), run.span.stop - run.next)
        if run.queue.n_free < n:
            return False
        audio = run.render(Span(run.next, run.next + n))
        if audio.shape != (n, self.n_channels):
            raise ValueError(f"{(n, self.n_channels)} was asked for, {audio.shape} came")
        heard = np.nan_to_num(audio, nan=0.0, posinf=0.0, neginf=0.0)
        run.queue.put(np.clip(heard, -_LOUDEST, _LOUDEST).astype(np.float32), run.next)
        run.next += n
        return True

    def _watch(self, run: _Run) -> None:
        if (
            run.is_ended
            and run.queue.n_read == run.queue.n_written
            and self._stream_index(run) >= run.queue.n_read
        ):
            self._held = run.span.stop
            run.is_stopped = True
        elif not self._stream.active or time.monotonic() - run.called > SILENT_DEVICE_S:
            self._fail(run, "The audio output was lost; choose another one, or connect it and play again.")

    def _fail(self, run: _Run, reason: str) -> None:
        if not run.is_stopped:
            self._held = self._heard(run)
            self.failed = reason
            run.is_stopped = True

    def _call(self, out: NDArray[np.float32], n: int, times: Any, status: Any) -> None:
        """PortAudio's thread: copy, note the time, nothing else."""
        run = self._run
        if run is None or run.is_stopped or not run.is_primed:
            out.fill(0)
            return
        index = run.queue.n_read
        taken = run.queue.take(out)
        out[taken:] = 0
        if taken:
            run.clock = (index, times.outputBufferDacTime)
            np.maximum(self._levels, np.abs(out[:taken]).max(axis=0), out=self._levels)
        if status.output_underflow or (taken < n and not run.is_ended):
            self.underruns += 1
        run.called = time.monotonic()
        run.wanted.set()

    def _stream_index(self, run: _Run) -> float:
        """The sample of the stream that is heard now."""
        index, due = run.clock
        if self._stream is not None and due and (now := self._stream.time):  # 0 once the stream has ended
            run.heard = index + (now - due) * self.sample_rate
        return run.heard

    def _heard(self, run: _Run) -> int:
        origin = run.queue.origin(min(self._stream_index(run), run.queue.n_read))
        return run.start if origin is None else origin


def _detail(error: Exception) -> str:
    """PortAudio's own words, without its error number."""
    return str(error.args[0] if error.args else error).split(": ")[-1].strip()
