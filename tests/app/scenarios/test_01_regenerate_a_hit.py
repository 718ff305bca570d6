"""A cymbal hit in a file of 48 kHz and 24 bits is made anew; all around it stays, sample by sample."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from engine.audio import files
from engine.generate.request import Progress
from engine.timeline import Span
from tests.app.conftest import RATE, Studio
from tests.app.scenarios.conftest import ask_for, export, zoom_to
from tests.helpers import sound

HIT = Span(round(12.031 * RATE), round(12.480 * RATE))
PHASES = ["Encoding", "Generating", "Decoding", "Splicing"]


@pytest.fixture
def groove(tmp_path: Path) -> Path:
    """Fourteen seconds of quiet noise in stereo, and a loud hit that dies away."""
    audio = sound.noise(14 * RATE, 2, seed=4, amplitude=0.05)
    decay = np.exp(-np.arange(HIT.length) / (0.08 * RATE))[:, None]
    audio[HIT.start : HIT.stop] += sound.noise(HIT.length, 2, seed=5, amplitude=0.7) * decay
    return sound.save(tmp_path / "groove.wav", np.round(audio * 2**23) / 2**23, RATE, "PCM_24")


@pytest.mark.slow
def test_only_the_hit_differs_in_the_exported_file(real: Studio, groove: Path, tmp_path: Path):
    real.open(groove)
    zoom_to(real, 12.2, 100)
    real.drag(12.031, 12.480)
    selected = real.session.selection.span
    assert abs(selected.start - HIT.start) <= 100
    assert abs(selected.stop - HIT.stop) <= 100
    real.type("splash cymbal, short")
    ask_for(real, 4)
    told: list[Progress] = []
    real.window.desk.generating.worker.progressed.connect(told.append)
    real.generate()

    assert [phase for phase in dict.fromkeys(p.phase for p in told) if phase in PHASES] == PHASES
    (region,) = real.session.document.tracks[0].regions
    assert region.span == selected
    assert [take.number for take in region.takes] == [1, 2, 3, 4]
    assert {take.prompt for take in region.takes} == {"splash cymbal, short"}
    assert region.chosen == 1
    assert real.players.last.is_playing
    assert real.players.last.span.contains(region.span)
    real.settle()

    export(real, tmp_path / "out.wav")
    before, after = files.probe(groove), files.probe(tmp_path / "out.wav")
    for facts in ("sample_rate", "n_channels", "n_samples", "subtype", "format"):
        assert getattr(after, facts) == getattr(before, facts)
    old, new = (soundfile.read(path, dtype="int32")[0] for path in (groove, tmp_path / "out.wav"))
    assert np.array_equal(old[: selected.start], new[: selected.start])
    assert np.array_equal(old[selected.stop :], new[selected.stop :])
    inside = slice(selected.start, selected.stop)
    change = (new[inside] - old[inside]).astype(float)
    share = np.sqrt((change**2).mean(0) / (old[inside].astype(float) ** 2).mean(0))
    assert (20 * np.log10(share) > -40).all()
    assert real.strips == []


def test_the_mask_lane_shows_what_will_really_be_rewritten(loaded: Studio):
    zoom_to(loaded, 1.2, 100)
    loaded.drag(1.0, 1.4)
    preview = loaded.window.desk.preview(loaded.window.generate.form)
    (anew,) = preview.plan.regenerated_spans
    assert anew.contains(loaded.session.selection.span)
    assert anew.length > loaded.session.selection.span.length
    lane = next(iter(loaded.window.timeline.lanes.values())).mask_lane
    bare = lane.grab().toImage()
    loaded.click(1.2)
    assert lane.grab().toImage() != bare
