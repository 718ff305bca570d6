"""The whole flow in thirty lines: open, select, request, generate, choose, out. To be read first."""

from __future__ import annotations

import numpy as np

from engine.audio import files
from engine.audio.files import Reader
from engine.document import edits, splice
from engine.document.history import History
from engine.document.render import blocks, render_track
from engine.generate.engine import Engine
from engine.generate.request import Request
from engine.timeline import Span


def test_one_hit_of_a_recording_is_regenerated_and_nothing_else_changes(tmp_path, tiny_model):
    sound = np.random.default_rng(1).standard_normal((96000, 2)) * 0.1
    path, out = tmp_path / "recording.wav", tmp_path / "result.wav"
    files.write(path, [sound], sample_rate=48000, n_channels=2, format="WAV", subtype="PCM_24")

    # open: a file becomes a source, a clip, a track, a document
    source = files.probe(path)
    history = History(edits.new_document(source))
    # select: a region is a stretch of a track that will have takes
    track = history.document.tracks[0].id
    document, region = edits.add_region(history.document, track, Span(48000, 57600))
    history.push("Select region", document)
    # request: everything that a job will ever see, frozen
    request = Request(document.track(track), 48000, (region,), tmp_path, str(tiny_model), "crash", n_takes=2)
    # generate: a generator that yields progress and returns takes, which are on disk by then
    job, phases = Engine().generate(request), []
    try:
        while True:
            phases.append(next(job).phase)
    except StopIteration as end:
        result = end.value
    assert phases[-1] == "Splicing"
    # choose: takes go into the document; take 0 is always the original
    history.push("Regenerate", edits.add_takes(history.document, result.takes))
    history.push("Choose take 2", edits.choose_take(history.document, region, 2))
    # out: what is heard, written and proved
    heard = history.document.track(track)
    with Reader() as reader:
        rendered = blocks(lambda span: render_track(heard, span, reader.read), heard.extent)
        written = files.write(
            out, rendered, sample_rate=48000, n_channels=2, format="WAV", subtype=source.subtype
        )
        test = splice.null_test(
            lambda span: reader.read(source, span),
            lambda span: reader.read(written, span),
            heard.extent,
            heard.mask,
        )
    assert test.is_identical
    assert test.n_outside == 2 * (96000 - 9600)
    assert test.inside_change_db > -40
    # undo is moving a cursor; the takes stay
    history.undo()
    assert history.document.region(region).chosen == 1
    assert len(history.document.region(region).takes) == 2
