from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.audio.metering import Measures
from engine.document.monitor import Hearing, Monitor
from engine.document.render import render, to_stereo
from engine.timeline import Span
from tests.engine.document.shelf import RATE, Shelf, answered, document

WHOLE = Span(0, RATE)


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def duo(shelf: Shelf):
    """Two tracks, each with a take, one of them turned down and to the left."""
    first = document(shelf, answered(shelf, Span(1000, 2000), crossfade=100), n_samples=RATE)
    second = document(shelf, answered(shelf, Span(3000, 5000), number=2), n_samples=RATE)
    quiet = replace(second.tracks[0], gain_db=-6.0, pan=-0.5)
    return replace(first, tracks=(*first.tracks, quiet))


def test_the_document_is_heard_as_it_is_rendered(shelf, duo):
    heard = Monitor(duo, shelf.read)(WHOLE).audio
    np.testing.assert_array_equal(heard, render(duo, WHOLE, shelf.read))


def test_the_original_is_heard_without_takes(shelf, duo):
    heard = Monitor(duo, shelf.read, Hearing.ORIGINAL)(WHOLE).audio
    np.testing.assert_array_equal(heard, render(duo, WHOLE, shelf.read, without_takes=True))


def test_the_difference_is_silent_outside_the_takes_and_adds_up_with_the_original(shelf, duo):
    difference = Monitor(duo, shelf.read, Hearing.DIFFERENCE)(WHOLE).audio
    assert difference[1000:2000].any()
    assert difference[3000:5000].any()
    difference_outside = np.delete(difference, np.r_[1000:2000, 3000:5000], axis=0)
    assert not difference_outside.any()
    original = render(duo, WHOLE, shelf.read, without_takes=True)
    np.testing.assert_allclose(original + difference, render(duo, WHOLE, shelf.read), atol=1e-12)


def test_each_track_is_measured_behind_its_gain_and_pan(shelf, duo):
    note = Monitor(duo, shelf.read)(WHOLE).note
    assert isinstance(note, Measures)
    for track in duo.tracks:
        alone = replace(duo, tracks=(replace(track, gain_db=0, pan=0),))
        sound = to_stereo(render(alone, WHOLE, shelf.read), track.gain_db, track.pan)
        assert note.tracks[track.id].peaks == pytest.approx(np.abs(sound).max(axis=0))


def test_a_muted_track_is_neither_heard_nor_measured(shelf, duo):
    muted = replace(duo, tracks=(replace(duo.tracks[0], is_muted=True), duo.tracks[1]))
    note = Monitor(muted, shelf.read)(WHOLE).note
    assert isinstance(note, Measures)
    assert list(note.tracks) == [duo.tracks[1].id]


def test_a_sample_that_is_no_number_is_silent_and_does_not_stay_in_the_loudness(shelf, duo):
    source = duo.tracks[0].clips[0].source
    shelf.sounds[source.path][10] = [np.nan, np.inf]
    monitor = Monitor(replace(duo, tracks=duo.tracks[:1]), shelf.read)
    block = monitor(Span(0, 80))
    assert not block.audio[10].any()
    later = monitor(Span(80, 160)).note
    assert isinstance(later, Measures)
    assert np.isfinite(later.weighted)


def test_a_sample_that_is_no_number_takes_no_other_track_with_it_and_leaves_its_meter(shelf, duo):
    source = duo.tracks[0].clips[0].source
    alone = Monitor(replace(duo, tracks=duo.tracks[1:]), shelf.read)(Span(10, 11)).audio
    shelf.sounds[source.path][10] = [np.nan, np.inf]
    block = Monitor(duo, shelf.read)(Span(0, 80))
    np.testing.assert_array_equal(block.audio[10:11], alone)
    assert isinstance(block.note, Measures)
    assert np.isfinite(block.note.tracks[duo.tracks[0].id].mean_squares).all()


def test_nothing_sounds_as_silence(shelf, duo):
    block = Monitor(replace(duo, tracks=()), shelf.read)(Span(0, 10))
    assert block.audio.tolist() == [[0, 0]] * 10
