"""Signals to test with, and a private sound server whose output can be recorded."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from engine.audio.outputs import devices

PROGRAMS = ("pulseaudio", "pactl", "parec")
PACKAGES = "pulseaudio pulseaudio-utils libasound2-plugins libportaudio2"
_ALSA = 'pcm.!default {{ type pulse server "{server}" }}\nctl.!default {{ type pulse server "{server}" }}\n'
_NAMED = 'pcm.{name} {{ type pulse server "{server}" device "{name}" }}\n'
_SINK = "inlay_test"
_PATIENCE_S = 20.0


def sine(
    hz: float, n_samples: int, sample_rate: int = 44100, n_channels: int = 1, *, amplitude: float = 0.5
) -> NDArray[np.float64]:
    """A steady tone, float64 `[n, c]`."""
    tone = amplitude * np.sin(2 * np.pi * hz * np.arange(n_samples) / sample_rate)
    return np.repeat(tone[:, None], n_channels, axis=1)


def noise(
    n_samples: int, n_channels: int = 1, *, seed: int = 0, amplitude: float = 0.5
) -> NDArray[np.float64]:
    """White noise within ±`amplitude`, float64 `[n, c]`, the same for the same seed."""
    return np.random.default_rng(seed).uniform(-amplitude, amplitude, (n_samples, n_channels))


def whole_numbers(n_samples: int, n_channels: int, n_bits: int, *, seed: int = 0) -> NDArray[np.float64]:
    """Random values that `n_bits` integers hold, both ends of the scale among them: float64 `[n, c]`."""
    full = 2 ** (n_bits - 1)
    values = np.random.default_rng(seed).integers(-full, full, (n_samples, n_channels))
    values[:2] = [[-full], [full - 1]]
    return values / full


def save(path: Path, audio: NDArray[Any], sample_rate: int = 44100, subtype: str = "FLOAT") -> Path:
    """Put a signal into a file by libsndfile alone; returns its path."""
    soundfile.write(path, audio, sample_rate, subtype=subtype)
    return path


def save_compressed(path: Path, audio: NDArray[Any], sample_rate: int = 44100, codec: str = "aac") -> Path:
    """Put a signal into a container that only FFmpeg writes (M4A, MP4, MKA, …); returns its path."""
    layout = {1: "mono", 2: "stereo", 6: "5.1", 8: "7.1"}[audio.shape[1]]
    with av.open(str(path), "w") as file:
        stream = file.add_stream(codec, rate=sample_rate, layout=layout)
        fit = av.AudioResampler(
            stream.codec_context.format, layout, sample_rate, stream.codec_context.frame_size
        )
        packed = np.ascontiguousarray(audio, np.float32).reshape(1, -1)
        whole = av.AudioFrame.from_ndarray(packed, format="flt", layout=layout)
        whole.sample_rate, whole.pts = sample_rate, 0
        for part in [*fit.resample(whole), *fit.resample(None)]:
            file.mux(stream.encode(part))
        file.mux(stream.encode(None))
    return path


def delay_of(recorded: NDArray[Any], wanted: NDArray[Any]) -> int:
    """The sample of `recorded` `[n]` at which `wanted` `[m]` is best found, by correlation."""
    n = 1 << (len(recorded) + len(wanted)).bit_length()
    spectrum = np.fft.rfft(recorded, n) * np.conj(np.fft.rfft(wanted, n))
    return int(np.argmax(np.fft.irfft(spectrum, n)[: len(recorded)]))


class Recording:
    """What the sound server played while it was open."""

    def __init__(self, process: subprocess.Popen[bytes], n_channels: int) -> None:
        self._process, self._n_channels = process, n_channels
        self._bytes = bytearray()
        self._arrived = threading.Condition()
        self._reader = threading.Thread(target=self._read, name="recording")
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        while data := self._process.stdout.read1(65536):  # type: ignore[attr-defined]
            with self._arrived:
                self._bytes += data
                self._arrived.notify_all()

    @property
    def audio(self) -> NDArray[np.float32]:
        """All until now, float32 `[n, c]`."""
        whole = len(self._bytes) // (4 * self._n_channels) * 4 * self._n_channels
        return np.frombuffer(bytes(self._bytes[:whole]), np.float32).reshape(-1, self._n_channels)

    def wait_for(self, n_samples: int) -> None:
        """Until that many more samples have come."""
        wanted = len(self._bytes) + n_samples * 4 * self._n_channels
        with self._arrived:
            assert self._arrived.wait_for(lambda: len(self._bytes) >= wanted, _PATIENCE_S), (
                "nothing is recorded"
            )

    def first_sound(self, start: int) -> float:
        """When, by `time.perf_counter`, anything but silence has come behind sample `start`."""
        first = start * 4 * self._n_channels
        with self._arrived:
            assert self._arrived.wait_for(lambda: any(self._bytes[first:]), _PATIENCE_S), "nothing is heard"
        return time.perf_counter()

    def close(self) -> None:
        """End the recorder."""
        self._process.terminate()
        self._reader.join()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()


@dataclass(frozen=True)
class SoundServer:
    """A PulseAudio of our own, with one output that nobody hears."""

    address: str
    sample_rate: int
    n_channels: int
    process: subprocess.Popen[bytes]

    def control(self, *words: str) -> str:
        """Run `pactl` with these words."""
        command = ["pactl", "--server", self.address, *words]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    @contextlib.contextmanager
    def recording(self) -> Iterator[Recording]:
        """Record all that is played while this is open; begins when the first samples are there."""
        command = [
            "parec",
            "--server",
            self.address,
            f"--device={_SINK}.monitor",
            "--raw",
            "--latency-msec=10",
        ]
        command += ["--format=float32le", f"--rate={self.sample_rate}", f"--channels={self.n_channels}"]
        recording = Recording(subprocess.Popen(command, stdout=subprocess.PIPE), self.n_channels)
        try:
            recording.wait_for(1)
            yield recording
        finally:
            recording.close()

    def unplug(self, name: str = "") -> None:
        """Take an output away, as when somebody pulls the plug; all of them where none is named."""
        if not name:
            self.control("unload-module", "module-null-sink")
            return
        modules = (line.split("\t") for line in self.control("list", "short", "modules").splitlines())
        found = [number for number, _, words, *_ in modules if f"sink_name={name} " in words]
        self.control("unload-module", found[0])

    def plug(self, name: str) -> None:
        """Bring an output, with a name that ALSA knows it by."""
        sink = f"sink_name={name} format=float32le norewinds=1 rate={self.sample_rate}"
        self.control("load-module", "module-null-sink", *sink.split(), f"channels={self.n_channels}")

    def stop(self) -> None:
        """End the server itself."""
        self.process.terminate()
        self.process.wait(_PATIENCE_S)


@contextlib.contextmanager
def sound_server(
    sample_rate: int = 44100, n_channels: int = 2, names: Sequence[str] = ()
) -> Iterator[SoundServer]:
    """Start it, lead ALSA (and so PortAudio) to it, and end it.

    Args:
        names: further outputs that ALSA is to know; each is there from when it is plugged.
    """
    with tempfile.TemporaryDirectory(prefix="inlay-sound-") as name:
        folder = Path(name)
        address = f"unix:{folder / 'native'}"
        process = _start(folder, sample_rate, n_channels)
        named = "".join(_NAMED.format(name=name, server=address) for name in names)
        (folder / "alsa.conf").write_text(_ALSA.format(server=address) + named)
        server = SoundServer(address, sample_rate, n_channels, process)
        try:
            _wait_until_ready(server, process, folder / "log")
            with _environment(ALSA_CONFIG_PATH=str(folder / "alsa.conf"), PULSE_SERVER=address):
                devices(refresh=True)
                yield server
        finally:
            server.stop()
        devices(refresh=True)


def _start(folder: Path, sample_rate: int, n_channels: int) -> subprocess.Popen[bytes]:
    # without rewinds it works in pieces of 50 ms, not 2 s, and loses nothing where a stream begins
    sink = f"module-null-sink sink_name={_SINK} format=float32le norewinds=1"
    command = [
        "pulseaudio",
        "-n",
        "--daemonize=no",
        "--use-pid-file=no",
        "--exit-idle-time=-1",
        "--disable-shm=yes",
    ]
    command += [
        "--log-level=error",
        f"--load=module-native-protocol-unix auth-anonymous=1 socket={folder / 'native'}",
    ]
    command += ["--load", f"{sink} rate={sample_rate} channels={n_channels}"]
    folders = {
        "HOME": str(folder),
        "XDG_RUNTIME_DIR": str(folder),
        "PULSE_RUNTIME_PATH": str(folder / "pulse"),
    }
    environment = {**os.environ, **folders, "DBUS_SESSION_BUS_ADDRESS": f"unix:path={folder / 'bus'}"}
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(command, env=environment, stderr=log)


def _wait_until_ready(server: SoundServer, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(subprocess.CalledProcessError):
            if _SINK in server.control("list", "short", "sinks"):
                return
        time.sleep(0.05)  # it has no way of saying that it is ready
    raise RuntimeError(f"pulseaudio did not start: {log.read_text()}")


@contextlib.contextmanager
def _environment(**values: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name)
            else:
                os.environ[name] = value


def require_sound_server() -> None:
    """Skip where PulseAudio is not installed; fail where INLAY_REQUIRE_SOUND=1 says that it must be."""
    missing = [program for program in PROGRAMS if shutil.which(program) is None]
    if not missing:
        return
    reason = f"{', '.join(missing)} not found: playback is tested where these are installed: {PACKAGES}"
    if os.environ.get("INLAY_REQUIRE_SOUND") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture
def sound() -> Iterator[SoundServer]:
    """A private sound server at 44.1 kHz stereo; PortAudio's default output leads to it."""
    require_sound_server()
    with sound_server() as server:
        yield server
