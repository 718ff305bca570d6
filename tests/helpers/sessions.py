"""Sessions read back by parsers that are not ours, and played by a few lines that know nothing of us."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rpp
import soundfile
from lxml import etree
from numpy.typing import NDArray

OURS = Path(__file__).parents[1] / "golden" / "dawproject" / "written.xsd"
PUBLISHED = os.environ.get("INLAY_DAWPROJECT_SCHEMA", "")


@dataclass(frozen=True)
class Placed:
    """An item as another program places it, in seconds."""

    track: str
    name: str
    start: float
    offset: float
    length: float
    fade_in: float
    fade_out: float
    gain: float
    file: str


@dataclass(frozen=True)
class Read:
    """What a session says."""

    rate: int
    tempo: float
    beats: int
    markers: list[tuple[float, str]]
    faders: dict[str, tuple[float, float, bool, bool]]
    items: list[Placed]


def read_reaper(path: Path) -> Read:
    """A .rpp as PyPI `rpp` reads it."""
    root = rpp.loads(path.read_text(encoding="utf-8"))
    tempo, markers = root.find("TEMPO"), root.findall("MARKER")
    faders, items = {}, []
    for track in root.findall("TRACK"):
        name, volume, mute = track.find("NAME")[1], track.find("VOLPAN"), track.find("MUTESOLO")
        faders[name] = (float(volume[1]), float(volume[2]), mute[1] == "1", mute[2] == "1")
        items += [_reaper_item(name, item) for item in track.findall("ITEM")]
    told = [(float(marker[2]), marker[3]) for marker in markers]
    return Read(int(root.find("SAMPLERATE")[1]), float(tempo[1]), int(tempo[2]), told, faders, items)


def _reaper_item(track: str, item: rpp.Element) -> Placed:
    def value(name: str, at: int = 1) -> float:
        return float(item.find(name)[at])

    return Placed(
        track,
        item.find("NAME")[1],
        value("POSITION"),
        value("SOFFS"),
        value("LENGTH"),
        value("FADEIN", 2),
        value("FADEOUT", 2),
        value("VOLPAN"),
        item.find("SOURCE").find("FILE")[1],
    )


def read_dawproject(path: Path) -> Read:
    """A .dawproject as lxml reads it, once it has passed the schemas."""
    with zipfile.ZipFile(path) as file:
        root = etree.fromstring(file.read("project.xml"))
        metadata = etree.fromstring(file.read("metadata.xml"))
    etree.XMLSchema(etree.parse(OURS)).assertValid(root)
    if PUBLISHED:
        etree.XMLSchema(etree.parse(Path(PUBLISHED) / "Project.xsd")).assertValid(root)
        etree.XMLSchema(etree.parse(Path(PUBLISHED) / "MetaData.xsd")).assertValid(metadata)
    names, faders = {}, {}
    for track in root.findall("Structure/Track"):
        names[track.get("id")] = track.get("name")
        channel = track.find("Channel")
        if channel.get("role") == "regular":
            volume, pan = (float(channel.find(word).get("value")) for word in ("Volume", "Pan"))
            muted, solo = channel.find("Mute").get("value") == "true", channel.get("solo") == "true"
            faders[track.get("name")] = (volume, 2 * pan - 1, muted, solo)
    lanes = root.findall("Arrangement/Lanes/Lanes")
    items = [_clip(names[lane.get("track")], clip) for lane in lanes for clip in lane.iter("Clip")]
    tempo, beats = root.find("Transport/Tempo"), root.find("Transport/TimeSignature")
    markers = [(float(m.get("time")), m.get("name")) for m in root.iter("Marker")]
    rates = {int(audio.get("sampleRate")) for audio in root.iter("Audio")}
    (rate,) = rates
    return Read(rate, float(tempo.get("value")), int(beats.get("numerator")), markers, faders, items)


def _clip(track: str, clip: etree._Element) -> Placed:
    words = ("time", "playStart", "duration", "fadeInTime", "fadeOutTime")
    return Placed(
        track,
        clip.get("name"),
        *(float(clip.get(word)) for word in words),
        1.0,
        clip.find("Audio/File").get("path"),
    )


def played(
    read: Read, track: str, n_samples: int, opened: Callable[[str], NDArray[np.float64]]
) -> NDArray[np.float64]:
    """What a track of a session plays before its fader: `[n_samples, c]`."""
    heard = None
    for item in (item for item in read.items if item.track == track):
        start, offset, length, fade_in, fade_out = (
            round(seconds * read.rate)
            for seconds in (item.start, item.offset, item.length, item.fade_in, item.fade_out)
        )
        sound = opened(item.file)[offset : offset + length] * item.gain
        at = np.arange(length) + 0.5
        rising = np.clip(at / max(1, fade_in), 0, 1) if fade_in else np.ones(length)
        falling = np.clip((length - at) / max(1, fade_out), 0, 1) if fade_out else np.ones(length)
        sound = sound * np.sin(np.minimum(rising, falling) * np.pi / 2)[:, np.newaxis]
        heard = np.zeros((n_samples, sound.shape[1])) if heard is None else heard
        assert not heard[start : start + length].any(), "items do not lie on each other"
        heard[start : start + length] += sound
    return np.zeros((n_samples, 1)) if heard is None else heard


def from_folder(folder: Path) -> Callable[[str], NDArray[np.float64]]:
    """Opens files that are named relative to a folder."""
    return lambda name: soundfile.read(folder / name, always_2d=True)[0]


def unpacked(path: Path, folder: Path) -> Callable[[str], NDArray[np.float64]]:
    """Opens files of a zip."""
    with zipfile.ZipFile(path) as file:
        file.extractall(folder)
    return from_folder(folder)
