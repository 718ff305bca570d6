"""What can play on this machine. The only importer of sounddevice.

PortAudio reads the list of devices once, when it starts, and a damaged ALSA configuration makes it end the
whole process then. So `look` asks in a process of its own: it sees what there is now, and survives.
"""

from __future__ import annotations

import contextlib
import importlib.util
import multiprocessing
import os
import time
from collections.abc import Generator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from engine.errors import DeviceError

PATIENCE_S = 20.0
"""How long a look may take before the sound system counts as stuck."""

HEARTBEAT_S = 0.05

Look = Generator[None, None, "tuple[Device, ...]"]
"""Yields while it looks, returns what can play."""


@dataclass(frozen=True, slots=True)
class Device:
    """Something that plays.

    `index` counts in the process that found it. `sample_rate` (Hz) is the one it runs at by itself.
    `is_ready` says whether it could be opened then; a device that was unplugged may be listed on.
    """

    index: int
    name: str
    n_channels: int
    sample_rate: int
    is_default: bool
    api: str = ""
    is_ready: bool = True

    @property
    def key(self) -> str:
        """What it is chosen by, in this run and in later ones."""
        return f"{self.name}, {self.api}"


def library() -> Any:
    """PortAudio, which need not be there.

    Raises:
        DeviceError: it is not installed, or does not start.
    """
    try:
        import sounddevice
    except OSError as error:
        raise DeviceError(
            "Nothing can be played because PortAudio is not installed; install it (on Debian and Ubuntu: "
            "libportaudio2) and start Inlay again. Everything else works."
        ) from error
    except Exception as error:  # its own error, which can only be named where the import has worked
        raise _broken() from error
    return sounddevice


def devices(*, refresh: bool = False) -> tuple[Device, ...]:
    """What PortAudio has found, in this process; empty where nothing can play.

    Args:
        refresh: look again for devices that came or went; only while no player is open, for PortAudio has to
            be started anew.
    Raises:
        DeviceError: PortAudio is not installed, or does not start.
    """
    sd = library()
    if refresh:
        _start_anew(sd)
    default = _default_index(sd)
    apis = [api["name"] for api in sd.query_hostapis()]
    return tuple(
        Device(
            index,
            found["name"],
            found["max_output_channels"],
            round(found["default_samplerate"]),
            index == default,
            apis[found["hostapi"]],
        )
        for index, found in enumerate(sd.query_devices())
        if found["max_output_channels"] > 0
    )


def look() -> Look:
    """What can play on this machine right now, seen by a process of its own.

    It starts no PortAudio here and disturbs none. Closing the generator ends the process.

    Raises:
        DeviceError: PortAudio is missing, ends the process that starts it, or does not answer.
    """
    if importlib.util.find_spec("sounddevice") is None:
        raise DeviceError("Nothing can be played because the package sounddevice is not installed.")
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe(duplex=False)
    child = spawn.Process(target=_tell, args=(theirs,), name="inlay-outputs", daemon=True)
    child.start()
    theirs.close()
    try:
        found = yield from _answer(ours)
    finally:
        child.kill()
        child.join()
        ours.close()
    if isinstance(found, DeviceError):
        raise found
    return found


def look_at_once() -> tuple[Device, ...]:
    """The same for those who can wait.

    Raises:
        DeviceError: as `look` does.
    """
    looking = look()
    try:
        while True:
            next(looking)
    except StopIteration as end:
        found: tuple[Device, ...] = end.value
        return found


def named(key: str) -> Device | None:
    """The device of this key among those that this process knows, or None."""
    return next((device for device in devices() if device.key == key), None)


def _start_anew(sd: Any) -> None:
    sd._terminate()  # noqa: SLF001 (its documentation names no other way)
    try:
        sd._initialize()  # noqa: SLF001
    except sd.PortAudioError as error:
        raise _broken() from error


def _default_index(sd: Any) -> int:
    try:
        return int(sd.query_devices(kind="output")["index"])
    except (sd.PortAudioError, ValueError):
        return -1


def _answer(pipe: Connection) -> Generator[None, None, tuple[Device, ...] | DeviceError]:
    """What the child says, or what its silence means."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        yield
        if pipe.poll(HEARTBEAT_S):
            try:
                told: tuple[Device, ...] | DeviceError = pipe.recv()
            except EOFError:
                return _broken()
            return told
    return DeviceError(
        "Nothing can be played because the sound system does not answer; start it again, then press Play. "
        "Everything else works."
    )


def _broken() -> DeviceError:
    return DeviceError(
        "Nothing can be played because the configuration of the sound system is damaged and PortAudio cannot "
        "start; repair it (on Linux: ~/.asoundrc, /etc/asound.conf or what ALSA_CONFIG_PATH names), then "
        "press Play. Everything else works."
    )


def _tell(pipe: Connection) -> None:
    """The child: find out what there is and whether it opens."""
    with contextlib.suppress(OSError), Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)  # the sound libraries write down every failed try
    try:
        sd, found = library(), devices()
        pipe.send(tuple(_tried(sd, device) for device in found))
    except DeviceError as error:
        pipe.send(error)


def _tried(sd: Any, device: Device) -> Device:
    channels, rate = min(2, device.n_channels), device.sample_rate
    try:
        sd.check_output_settings(device=device.index, channels=channels, samplerate=rate)
    except (sd.PortAudioError, ValueError):
        return Device(device.index, device.name, channels, rate, device.is_default, device.api, False)
    return device
