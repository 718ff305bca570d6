"""A session as Bitwig, Studio One and Cubase open it: one file that holds everything, the media too.

Source: DAWproject 1.0 (github.com/bitwig/dawproject, MIT): a zip of `project.xml`, `metadata.xml` and audio.
"""

from __future__ import annotations

import os
import zipfile
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from engine import disk
from engine.audio.levels import from_db
from engine.errors import OutputError
from engine.export.arrangement import Arrangement, Item, Lane
from engine.export.naming import distinct
from engine.export.track import Watch, not_watched

SUFFIX = ".dawproject"
VERSION = "1.0"

_MASTER = "master"
_HIGHEST = 2.0  # of a volume, as a factor: 6 dB; what is turned up further says so itself


def write(arrangement: Arrangement, path: Path, *, made_by: str, watch: Watch = not_watched) -> None:
    """Put a session with its media into one file, whole or not at all, and read it back.

    Args:
        made_by: our own version.
    Raises:
        OutputError: the place is full, read-only or missing, or it was read back wrong.
    """
    names = _names(arrangement)
    project = _project(arrangement, names, made_by)
    metadata = _text("MetaData", {"Title": arrangement.title, "Comment": "Made with Inlay"})
    with disk.beside(path) as temporary, disk.told(path):
        with zipfile.ZipFile(temporary, "w", zipfile.ZIP_STORED) as file:
            file.writestr("project.xml", _as_xml(project))
            file.writestr("metadata.xml", _as_xml(metadata))
            for number, (media, name) in enumerate(names.items()):
                watch("Packing", number, len(names))
                file.write(media, name)
        with temporary.open("rb+") as packed:
            os.fsync(packed.fileno())
        watch("Checking", 0, 1)
        with zipfile.ZipFile(temporary) as file:
            if file.testzip() is not None:
                raise OutputError(path, "it was read back wrong; the disk may be faulty: choose another one")
        temporary.replace(path)
        disk.sync_folder(path.parent)


def _names(arrangement: Arrangement) -> dict[Path, str]:
    """Where each file of the session lies in the zip."""
    paths = list(dict.fromkeys(item.path for lane in arrangement.lanes for item in lane.items))
    return dict(zip(paths, (f"audio/{name}" for name in distinct(p.name for p in paths)), strict=True))


def _project(arrangement: Arrangement, names: dict[Path, str], made_by: str) -> Element:
    root = Element("Project", version=VERSION)
    SubElement(root, "Application", name="Inlay", version=made_by)
    transport = SubElement(root, "Transport")
    SubElement(transport, "Tempo", unit="bpm", value=f"{arrangement.tempo_bpm:.12g}")
    beats = str(arrangement.beats_per_bar)
    SubElement(transport, "TimeSignature", numerator=beats, denominator="4")
    structure = SubElement(root, "Structure")
    for number, lane in enumerate(arrangement.lanes):
        structure.append(_track(lane, number))
    structure.append(_master())
    root.append(_arranged(arrangement, names))
    return root


def _track(lane: Lane, number: int) -> Element:
    track = Element("Track", contentType="audio", id=f"track{number}", loaded="true", name=_clean(lane.name))
    channel = SubElement(
        track,
        "Channel",
        id=f"channel{number}",
        audioChannels=str(lane.n_channels),
        destination=_MASTER,
        role="regular",
        solo=_truth(lane.is_solo),
    )
    SubElement(channel, "Mute", id=f"mute{number}", value=_truth(lane.is_muted))
    pan = f"{(lane.pan + 1) / 2:.12g}"
    SubElement(channel, "Pan", id=f"pan{number}", min="0", max="1", unit="normalized", value=pan)
    volume = from_db(lane.gain_db)
    highest = f"{max(_HIGHEST, volume):.12g}"
    told = {"id": f"volume{number}", "min": "0", "max": highest, "unit": "linear", "value": f"{volume:.12g}"}
    SubElement(channel, "Volume", told)
    return track


def _master() -> Element:
    track = Element("Track", contentType="audio", id="track-master", loaded="true", name="Master")
    SubElement(track, "Channel", id=_MASTER, audioChannels="2", role="master")
    return track


def _arranged(arrangement: Arrangement, names: dict[Path, str]) -> Element:
    arranged = Element("Arrangement", id="arrangement")
    lanes = SubElement(arranged, "Lanes", id="lanes", timeUnit="seconds")
    for number, lane in enumerate(arrangement.lanes):
        inner = SubElement(lanes, "Lanes", id=f"lanes{number}", track=f"track{number}")
        clips = SubElement(inner, "Clips", id=f"clips{number}")
        for item in lane.items:
            clips.append(_clip(item, arrangement.sample_rate, names[item.path]))
    if arrangement.markers:
        markers = SubElement(arranged, "Markers", id="markers", timeUnit="seconds")
        for at, name in arrangement.markers:
            SubElement(markers, "Marker", time=_seconds(at, arrangement.sample_rate), name=_clean(name))
    return arranged


def _clip(item: Item, rate: int, name: str) -> Element:
    clip = Element(
        "Clip",
        name=_clean(item.name),
        time=_seconds(item.start, rate),
        duration=_seconds(item.length, rate),
        contentTimeUnit="seconds",
        playStart=_seconds(item.offset, rate),
        playStop=_seconds(item.offset + item.length, rate),
        fadeTimeUnit="seconds",
        fadeInTime=_seconds(item.fade_in, rate),
        fadeOutTime=_seconds(item.fade_out, rate),
    )
    audio = SubElement(
        clip,
        "Audio",
        algorithm="raw",
        channels=str(item.n_channels),
        duration=_seconds(item.n_samples, rate),
        sampleRate=str(rate),
    )
    SubElement(audio, "File", path=name)
    return clip


def _text(name: str, words: dict[str, str]) -> Element:
    root = Element(name)
    for child, word in words.items():
        SubElement(root, child).text = _clean(word)
    return root


def _as_xml(root: Element) -> bytes:
    indent(root)
    return tostring(root, "UTF-8", xml_declaration=True)


def _clean(text: str) -> str:
    """Without what XML has no way to hold: control characters and halves of surrogates."""
    return "".join(c if c.isprintable() else " " for c in text)


def _truth(value: bool) -> str:
    return "true" if value else "false"


def _seconds(n_samples: int, rate: int) -> str:
    """With as many digits as lead back to the very sample."""
    return f"{n_samples / rate:.15g}"
