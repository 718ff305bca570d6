"""A track as a file, and the proof that nothing but what was asked for is different in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from engine.audio import files
from engine.audio.files import Reader, Source
from engine.document.document import Clip, Track
from engine.document.render import blocks, render_clips, render_track
from engine.document.splice import NullTest, Sound, null_test
from engine.timeline import Mask, Span

PIECE = 2**20
"""Samples that are compared between two looks at whether the user has given up."""

COMPOSED = "PCM_24"
"""How a track without clips is written: as deep as studios deliver."""

NOTHING = NullTest(0, 0, None, 0, float("-inf"))

Watch = Callable[[str, int, int], None]
"""Is told what is being done, how much of it is done and how much there is; what it raises ends the work."""


def not_watched(_phase: str, _n_done: int, _n: int) -> None:
    """For work that nobody waits for."""


def write_track(
    track: Track,
    sample_rate: int,
    path: Path,
    reader: Reader,
    *,
    overwrite: bool = False,
    watch: Watch = not_watched,
) -> tuple[Source, NullTest]:
    """Write a track as it is heard, before its gain and pan; read it back and compare it with its own clips.

    Where the file stores integers, takes are dithered, and clips that have a gain or fade; all else are the
    very samples of the sources, and those alone are compared.

    Args:
        overwrite: whether a file that stands there may be replaced; it stays until the new one is whole.
        watch: is told of every block; what it raises leaves what stood there.
    Returns:
        The file, and its null test outside of what takes, gains and fades have changed.
    Raises:
        OutputError: it cannot be written.
    """
    extent = track.extent
    changed = [(heard.span, heard.take.channels) for heard in track.heard]
    changed += [(span, tuple(range(track.n_channels))) for clip in track.clips for span in processed(clip)]
    container, subtype = target(track, path)
    written = files.write(
        path,
        _watched(track, reader, watch),
        sample_rate=sample_rate,
        n_channels=track.n_channels,
        format=container,
        subtype=subtype,
        overwrite=overwrite,
        dither=Mask.of(span.shifted(-extent.start) for span, _ in changed),
        tags=track.clips[0].source.tags if track.clips else (),
    )
    return written, _compared(
        track, lambda span: reader.read(written, span.shifted(-extent.start)), reader, changed, watch
    )


def compare(track: Track, reader: Reader, watch: Watch = not_watched) -> NullTest:
    """Compare a track as it sounds with its clips alone, outside of what its takes change."""
    changed = [(heard.span, heard.take.channels) for heard in track.heard]
    return _compared(track, lambda span: render_track(track, span, reader.read), reader, changed, watch)


def processed(clip: Clip) -> tuple[Span, ...]:
    """Where a clip does not give the samples of its source as they are: all of it, or its fades."""
    if clip.gain_db and not clip.is_silent:
        return (clip.span,)
    start, stop = clip.span.start, clip.span.stop
    fades = (Span(start, start + clip.fade_in), Span(stop - clip.fade_out, stop))
    return tuple(fade for fade in fades if fade and not clip.is_silent)


def target(track: Track, path: Path) -> tuple[str, str]:
    """Container and subtype that a track is written in: the first source's, deep enough for all of them.

    Raises:
        OutputError: see `files.target_format`.
    """
    sources = list(dict.fromkeys(clip.source for clip in track.clips))
    if not sources:
        nothing = Source(
            path, 44100, track.n_channels, 0, "WAV", COMPOSED, is_lossy=False, size=0, mtime_ns=0
        )
        return files.target_format(nothing, path)
    stored = ["FLOAT" if source.is_lossy else source.subtype for source in sources]
    common = replace(sources[0], subtype=files.common_subtype(stored), is_lossy=False)
    return files.target_format(common, path)


def _watched(track: Track, reader: Reader, watch: Watch) -> Iterator[Sound]:
    """The blocks of a track in order, each announced before it is written."""
    extent, n_written = track.extent, 0
    for block in blocks(lambda span: render_track(track, span, reader.read), extent):
        watch("Writing", n_written, extent.length)
        n_written += len(block)
        yield block


def _compared(
    track: Track,
    after: Callable[[Span], Sound],
    reader: Reader,
    changed: list[tuple[Span, tuple[int, ...]]],
    watch: Watch,
) -> NullTest:
    """The null test of the clips with `after`, in pieces, so that it can be given up between two of them."""
    extent, total = track.extent, NOTHING
    for start in range(extent.start, extent.stop, PIECE):
        watch("Comparing", start - extent.start, extent.length)
        piece = Span(start, min(start + PIECE, extent.stop))
        total += null_test(lambda span: render_clips(track, span, reader.read), after, piece, changed)
    return total
