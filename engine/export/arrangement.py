"""A document as other programs see it: files on tracks, with what every one of them knows of."""

from __future__ import annotations

import filecmp
import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from engine import disk
from engine.audio.files import Source
from engine.document.document import Clip, Document, Track
from engine.document.render import Read
from engine.errors import OutputError, RequestError
from engine.export import naming, passage
from engine.export.leaving import Piece, Written, refuse_missing, refuse_sources, write_all
from engine.export.passage import Passage
from engine.export.pieces import take_name
from engine.export.shape import Depth, Shape
from engine.export.track import Watch, not_watched, processed
from engine.timeline import Mask, Span

EXACT = Shape(depth=Depth.FLOAT)
"""What is rendered for another program: floats lose nothing that a take holds."""

_COPIED = ("WAV", "WAVEX", "RF64", "AIFF", "FLAC")
"""Files that every program reads the same samples from; others are decoded first."""


@dataclass(frozen=True, slots=True)
class Item:
    """A stretch of a file on a track: `length` samples from `offset`, `start` samples into the session."""

    name: str
    path: Path
    n_channels: int
    n_samples: int
    start: int
    offset: int
    length: int
    gain_db: float = 0.0
    fade_in: int = 0
    fade_out: int = 0


@dataclass(frozen=True, slots=True)
class Lane:
    """A track: items in order, never overlapping."""

    name: str
    n_channels: int
    items: tuple[Item, ...]
    gain_db: float = 0.0
    pan: float = 0.0
    is_muted: bool = False
    is_solo: bool = False


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A session. `markers` are places in samples from its start, and their names."""

    title: str
    sample_rate: int
    tempo_bpm: float
    beats_per_bar: int
    markers: tuple[tuple[int, str], ...]
    lanes: tuple[Lane, ...]


def of_stems(document: Document, title: str, written: Sequence[Written]) -> Arrangement:
    """A session of stems: each one whole, from the start, on a track that is turned neither up nor down.

    The mix that may lie beside them is left out: with it everything would be heard twice.
    """
    rate = written[0].source.sample_rate
    lanes = []
    for one in (one for one in written if not one.passage.is_mix):
        source = one.source
        begins = round(one.passage.begins * rate / document.sample_rate)
        item = Item(one.passage.title, source.path, source.n_channels, source.n_samples, begins, 0,
                    source.n_samples)  # fmt: skip
        lanes.append(Lane(one.passage.title, source.n_channels, (item,)))
    markers = tuple((round(at * rate / document.sample_rate), name) for at, name in _markers(document))
    return Arrangement(title, rate, document.tempo_bpm, document.beats_per_bar, markers, tuple(lanes))


def of_document(
    document: Document,
    title: str,
    media: Path,
    read: Read,
    *,
    has_gains: bool,
    watch: Watch = not_watched,
) -> Arrangement:
    """A session of clips, with all that it plays put into the folder `media`.

    Recordings are copied. What other programs do not know of is rendered and stands in its place: takes with
    their joins, reversed clips, and clips with a gain where `has_gains` is not set.

    Raises:
        RequestError: there is nothing to hear.
        OutputError: a recording is missing, or there is no room.
    """
    if not document.extent:
        raise RequestError("the session", "would be empty: open or compose something first")
    for track in document.tracks:
        refuse_missing(track, media)
    shelf = _Shelf(document, media, read, watch)
    lanes = tuple(_lane(document, track, shelf, has_gains=has_gains) for track in document.tracks)
    tempo, beats = document.tempo_bpm, document.beats_per_bar
    return Arrangement(title, document.sample_rate, tempo, beats, _markers(document), lanes)


def _markers(document: Document) -> tuple[tuple[int, str], ...]:
    """Those that lie in the session: no program has a place before its start."""
    start = passage.origin(document)
    return tuple((marker.at - start, marker.name) for marker in document.markers if marker.at >= start)


def _lane(document: Document, track: Track, shelf: _Shelf, *, has_gains: bool) -> Lane:
    rendered = _rendered(track, has_gains=has_gains)
    items = [shelf.rendered(track, span) for span in rendered.spans]
    start = passage.origin(document)
    for clip in track.clips:
        for span in () if clip.is_silent else rendered.outside(clip.span):
            items.append(_item(clip.cut(span), shelf, start))
    items.sort(key=lambda item: item.start)
    name = track.name or "track"
    return Lane(name, track.n_channels, tuple(items), track.gain_db, track.pan, track.is_muted, track.is_solo)


def _rendered(track: Track, *, has_gains: bool) -> Mask:
    """Where a track must be rendered: takes and what cannot be told, and fades that they cut through."""
    told = [clip for clip in track.clips if not clip.is_silent]
    spans = [heard.span for heard in track.heard]
    spans += [clip.span for clip in told if clip.is_reversed or (clip.gain_db and not has_gains)]
    fades = [fade for clip in told for fade in _fades(clip)]
    return Mask.of([*spans, *(fade for fade in fades if any(fade.overlaps(span) for span in spans))])


def _fades(clip: Clip) -> Iterable[Span]:
    return processed(replace(clip, gain_db=0.0))


def _item(clip: Clip, shelf: _Shelf, start: int) -> Item:
    source = clip.source
    return Item(
        clip.title,
        shelf.copied(source),
        source.n_channels,
        source.n_samples,
        clip.start - start,
        clip.offset,
        clip.length,
        clip.gain_db,
        clip.fade_in,
        clip.fade_out,
    )


class _Shelf:
    """The folder of a session's media, each file under a name of its own."""

    def __init__(self, document: Document, folder: Path, read: Read, watch: Watch) -> None:
        self.document, self.folder, self.read, self.watch = document, folder, read, watch
        self._copies: dict[Source, Path] = {}
        self._names: set[str] = set()

    def rendered(self, track: Track, span: Span) -> Item:
        """A stretch of a track as a file of its own."""
        heard = passage.stem(self.document, track, span, self.read, at_fader=False)
        names = [take_name(track, take) for take in track.heard if take.span.overlaps(span)]
        name = ", ".join(names) or f"{track.name or 'track'} rendered"
        path = self._new(f"{track.name or 'track'} {name}", ".wav")
        (written,) = write_all(self.document, (Piece(heard, path),), EXACT, overwrite=True, watch=self.watch)
        source = written.source
        return Item(name, path, source.n_channels, source.n_samples, heard.begins, 0, source.n_samples)

    def copied(self, source: Source) -> Path:
        """A recording; one that programs decode each in their own way is decoded here."""
        if source not in self._copies:
            self._copies[source] = self._placed(source)
        return self._copies[source]

    def _placed(self, source: Source) -> Path:
        is_copied = source.format in _COPIED and not source.is_lossy
        suffix = source.path.suffix.lower() if is_copied else ".wav"
        path = self._new(source.path.stem, suffix)
        if path.exists() and path.samefile(source.path):
            return path
        refuse_sources(self.document, path)
        self.watch("Copying", 0, 1)
        if is_copied:
            _copy(source.path, path)
        else:
            self._decode(source, path)
        return path

    def _decode(self, source: Source, path: Path) -> None:
        whole = Passage(
            source.path.stem,
            Span(0, source.n_samples),
            0,
            source.n_channels,
            source.sample_rate,
            lambda span: self.read(source, span),
            (),
            stored=("FLOAT",),
        )
        write_all(self.document, (Piece(whole, path),), EXACT, overwrite=True, watch=self.watch)

    def _new(self, name: str, suffix: str) -> Path:
        """A name that is not given yet, and of a file that the document does not hear."""
        *_, name = naming.distinct([*self._names, naming.tidy(name)])
        self._names.add(name)
        return self.folder / f"{name}{suffix}"


def _copy(source: Path, path: Path) -> None:
    """The same bytes, whole or not at all, and read back."""
    with disk.beside(path) as temporary, disk.told(path):
        shutil.copyfile(source, temporary)
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        if not filecmp.cmp(source, temporary, shallow=False):
            raise OutputError(
                path, "its copy was read back wrong; the disk may be faulty: choose another one"
            )
        temporary.replace(path)
