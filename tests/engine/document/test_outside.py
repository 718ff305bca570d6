"""Files of every rate, width and number of channels, edited in every way: outside, not one sample differs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.audio import files
from engine.document import edits, splice
from engine.document.document import Document, Take, new_id
from engine.document.render import blocks, render_track
from engine.timeline import Span

RATES = (8_000, 22_050, 44_100, 48_000, 96_000, 192_000)
SUBTYPES = ("PCM_16", "PCM_24", "PCM_32", "FLOAT")
LENGTH = 3_000
CROSSFADE = 48
WAYS = {
    "one region": lambda doc, track: edits.add_region(doc, track, Span(1_000, 1_500))[0],
    "three regions": lambda doc, track: edits.set_mask(
        doc, track, [Span(0, 100), Span(1_000, 1_003), Span(2_500, LENGTH)]
    ),
    "extend": lambda doc, track: edits.extend_region(doc, track, 700, crossfade=CROSSFADE)[0],
    "prepend": lambda doc, track: edits.extend_region(doc, track, 700, crossfade=CROSSFADE, before=True)[0],
}


def recorded(path: Path, rate: int, n_channels: int, subtype: str) -> files.Source:
    """A file whose samples use every bit that the width has, both ends of the scale included."""
    rng = np.random.default_rng(rate + n_channels)
    if subtype == "FLOAT":
        sound = rng.normal(0, 0.3, (LENGTH, n_channels)).astype(np.float32).astype(np.float64)
        sound[:4, 0] = [-0.0, 1.5, -2.0, 1e-30]
    else:
        full = 2 ** (int(subtype[-2:]) - 1)
        sound = rng.integers(-full, full, (LENGTH, n_channels)) / full
        sound[:2, 0] = [-1.0, (full - 1) / full]
    return files.write(path, [sound], sample_rate=rate, n_channels=n_channels, format="WAV", subtype=subtype)


def answered(doc: Document, folder: Path) -> Document:
    """All regions of the document's track with a take of noise, at a gain and with joins."""
    track = doc.tracks[0]
    takes = {}
    for region in track.regions:
        channels = splice.patch_channels(region.channels, track.n_channels)
        sound = np.random.default_rng(1).normal(0, 0.2, (region.span.length, len(channels)))
        source = files.write(
            folder / f"{new_id()}.wav",
            [sound],
            sample_rate=doc.sample_rate,
            n_channels=len(channels),
            format="WAV",
            subtype="FLOAT",
        )
        crossfade = min(CROSSFADE, region.span.length // 4)
        takes[region.id] = (Take(1, source, region.span, channels, crossfade, gain_db=-1.3),)
    return edits.add_takes(doc, takes)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("subtype", SUBTYPES)
@pytest.mark.parametrize("n_channels", [1, 2, 6])
@pytest.mark.parametrize("rate", RATES)
def test_not_one_sample_outside_differs(tmp_path, rate, n_channels, subtype, way):
    source = recorded(tmp_path / "song.wav", rate, n_channels, subtype)
    doc = edits.new_document(source)
    doc = WAYS[way](doc, doc.tracks[0].id)
    doc = answered(doc, tmp_path)
    track = doc.tracks[0]
    plain = replace(track, regions=())
    with files.Reader() as reader:
        written = files.write(
            tmp_path / "out.wav",
            blocks(lambda span: render_track(track, span, reader.read), track.extent, 997),
            sample_rate=rate,
            n_channels=n_channels,
            format="WAV",
            subtype=subtype,
        )

        def before(span: Span) -> np.ndarray:
            return render_track(plain, span, reader.read)

        def after(span: Span) -> np.ndarray:
            return reader.read(written, span.shifted(-track.extent.start))

        result = splice.null_test(before, after, track.extent, track.mask)
        others = [channel for channel in range(n_channels) if channel > 1]
        assert after(track.extent)[:, others].tobytes() == before(track.extent)[:, others].tobytes()
    assert (result.n_differing, result.first_difference) == (0, None)
    assert result.n_outside == (track.extent.length - track.mask.length) * n_channels
    assert result.n_outside >= (LENGTH - 700) * n_channels
    assert result.inside_change_db > splice.UNCHANGED_DB
