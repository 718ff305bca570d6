"""From a request to takes on disk, with the real networks at tiny size."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import replace

import numpy as np
import pytest
import soundfile
import torch
from safetensors.torch import load_file, save_file

from engine.audio import levels
from engine.audio.files import Reader
from engine.document import edits, render
from engine.errors import AudioFileError, CheckpointError, DeviceError, RequestError
from engine.generate.engine import Engine
from engine.generate.request import Context, Request
from engine.timeline import Mask, Span
from tests.helpers import outside_grid, tiny_model


@pytest.fixture(scope="module")
def engine():
    return Engine()


def drive(job):
    phases = []
    try:
        while True:
            phases.append(next(job))
    except StopIteration as end:
        return end.value, phases


def test_a_request_yields_its_phases_and_every_step_and_returns_takes_on_disk(engine, ask):
    request = ask(n_takes=2, prompt="crash")
    result, phases = drive(engine.generate(request))
    words = list(dict.fromkeys(progress.phase for progress in phases))
    assert words == [
        "Loading the model",
        "Reading the model's hash",
        "Encoding",
        "Generating",
        "Decoding",
        "Splicing",
    ]
    assert [p.step for p in phases if p.phase == "Generating"] == list(range(9))
    (takes,) = result.takes.values()
    assert [take.number for take in takes] == [1, 2]
    for take in takes:
        sound, rate = soundfile.read(take.source.path, always_2d=True)
        assert (len(sound), rate, sound.shape[1]) == (4800, 48000, 2)
        assert json.loads(take.recipe)["prompt"] == "crash"
        assert take.suspect == ""
        assert take.crossfade == 480


def test_the_report_says_what_was_done(engine, ask):
    request = ask(Span(40000, 41000), Span(96000, 100800), prompt="x")
    report = drive(engine.generate(request))[0].report
    assert report["regions"] == [[40000, 41000], [96000, 100800]]
    assert len(report["latent_frames"]) == 2
    assert report["seeds"] == [3]
    assert len(report["model_hash"]) == 64
    assert set(report["seconds"]) == {"loading", "encoding", "text", "sampling", "decoding", "splicing"}
    json.dumps(report)


def test_the_same_seed_makes_the_same_take_alone_and_in_a_batch(engine, ask):
    batch = drive(engine.generate(ask(n_takes=3, seed=7)))[0]
    alone = drive(engine.generate(ask(n_takes=1, seed=8)))[0]
    (three,), (one,) = batch.takes.values(), alone.takes.values()
    assert one[0].seed == three[1].seed == 8
    with Reader() as reader:
        first, second = (reader.read(t.source, Span(0, 4800)) for t in (one[0], three[1]))
        other = reader.read(three[0].source, Span(0, 4800))
    np.testing.assert_allclose(first, second, atol=1e-5)
    assert np.abs(first - other).max() > 1e-3


def test_a_seed_of_minus_one_is_drawn_used_and_reported(engine, ask):
    report = drive(engine.generate(ask(seed=-1)))[0].report
    again = drive(engine.generate(ask(seed=report["seeds"][0])))[0].report
    assert report["seeds"] == again["seeds"]
    assert report["seeds"] != drive(engine.generate(ask(seed=-1)))[0].report["seeds"]


def test_the_prompt_and_the_surroundings_change_the_take(engine, ask, recording):
    def sound_of(**settings):
        (takes,) = drive(engine.generate(ask(**settings)))[0].takes.values()
        with Reader() as reader:
            return reader.read(takes[0].source, Span(0, 4800))

    plain = sound_of(prompt="crash")
    assert np.abs(plain - sound_of(prompt="a deep kick drum")).max() > 1e-4
    assert np.abs(plain - sound_of(prompt="crash", context=Context.TIGHT)).max() > 1e-4


@pytest.mark.parametrize("strength", [0.2, 0.6])
def test_a_variation_is_another_sound_than_a_regeneration(engine, ask, strength):
    def sound_of(value):
        (takes,) = drive(engine.generate(ask(strength=value)))[0].takes.values()
        with Reader() as reader:
            return reader.read(takes[0].source, Span(0, 4800))

    assert np.abs(sound_of(strength) - sound_of(1.0)).max() > 1e-4


def test_a_missing_recording_is_not_heard_as_silence(engine, ask, recording):
    document = edits.new_document(replace(recording, is_missing=True))
    with pytest.raises(AudioFileError, match=r"recording\.wav.*locate it first"):
        drive(engine.generate(ask(document=document)))


def test_the_patch_lies_where_the_surroundings_lie(engine, ask, recording):
    """What is decoded follows the source in time: not shifted by a sample."""
    from engine.generate import context, hearing, patching
    from engine.model import checkpoint

    request = ask(Span(96000, 100800))
    model = checkpoint.load(request.model)
    plan = context.plan(request.mask, request.kept_extent, 48000, context.Grid.of(model.config), 2.0)
    with Reader() as reader, torch.inference_mode():
        sound = hearing.heard(request, plan, reader)

        class Passing:
            """An autoencoder that loses nothing: latents stand for the sound itself."""

            def decode_span(self, latents, span, generator):
                hop = plan.grid.hop
                part = torch.from_numpy(sound[span.start * hop : span.stop * hop].T.copy())
                return torch.nn.functional.pad(part, (0, span.length * hop - part.shape[1]))[None]

        from types import SimpleNamespace

        stand_in = SimpleNamespace(same=Passing(), same_dtype=torch.float64)
        patch = patching.decode(stand_in, plan, torch.zeros(1, 1, plan.n_latents), request.asked[0], 0)
        original = render.render_track(request.track, Span(95000, 101000), reader.read)
    back = patch.at(Span(95000, 101000))
    # Of white noise at 48 kHz the way through 44.1 kHz loses an eighth, above 21 kHz: -9 dB.
    assert levels.rms_db(back - original) - levels.rms_db(original) < -8
    aligned = np.sum(back * original)
    for shift in (-1, 1):
        assert np.sum(np.roll(back, shift, axis=0) * original) < 0.5 * aligned


def test_levels_at_the_joins_are_matched_and_the_match_can_be_switched_off(engine, ask):
    (matched,) = drive(engine.generate(ask()))[0].takes.values()
    (plain,) = drive(engine.generate(ask(level_match=False)))[0].takes.values()
    assert plain[0].gain_db == 0
    assert 0 < abs(matched[0].gain_db) <= 6


def test_the_level_is_matched_over_what_is_kept_and_never_over_what_is_new(engine, ask):
    """Surroundings that come back at 0.7 of their level, and everything new a hundred times too loud."""
    from engine.generate import context, patching
    from engine.model.config import read_config

    request = ask(Span(96000, 100800))
    plan = context.plan(
        request.mask, request.kept_extent, 48000, context.Grid.of(read_config(request.model)), 2.0
    )
    with Reader() as reader:
        sound = 0.7 * render.render_track(request.track, plan.window, reader.read)
        for span in (*plan.regenerated_spans, *request.spans):
            sound[span.start - plan.window.start : span.stop - plan.window.start] = 70.0
        patch = patching.Patch(sound, plan.window.start)
        gain_db = patching.match_db(request, plan, request.asked[0], patch, reader)
    assert gain_db == pytest.approx(20 * np.log10(1 / 0.7), abs=1e-6)


def test_a_take_that_is_not_finite_is_marked_and_can_still_be_written_and_played(engine, ask, tmp_path):
    folder = tiny_model.make(tmp_path / "broken")
    tensors = load_file(folder / "model.safetensors")
    tensors["pretransform.model.decoder.layers.3.mapping.bias"][:] = torch.nan
    save_file(tensors, folder / "model.safetensors")
    (takes,) = drive(engine.generate(ask(model=str(folder))))[0].takes.values()
    assert takes[0].suspect == "not finite"
    assert np.isfinite(soundfile.read(takes[0].source.path)[0]).all()


def test_a_model_that_was_replaced_on_disk_is_loaded_again(ask, tmp_path):
    engine, folder = Engine(), tiny_model.make(tmp_path / "model")
    first = drive(engine.generate(ask(model=str(folder))))[0].report["model_hash"]
    tiny_model.make(tmp_path / "other", seed=1)
    (tmp_path / "other" / "model.safetensors").replace(folder / "model.safetensors")
    result, phases = drive(engine.generate(ask(model=str(folder))))
    assert "Loading the model" in {progress.phase for progress in phases}
    assert result.report["model_hash"] != first


@pytest.mark.parametrize("shape", ["extend", "prepend"])
def test_a_region_beyond_the_ends_grows_the_track(engine, ask, recording, shape):
    document = edits.new_document(recording)
    document, region = edits.extend_region(
        document, document.tracks[0].id, 48000, crossfade=480, before=shape == "prepend"
    )
    track = document.tracks[0]
    request = Request(track, 48000, (region,), ask().folder, ask().model, seed=1, context=2.0)
    document = edits.add_takes(document, drive(engine.generate(request))[0].takes)
    grown = document.tracks[0].extent
    assert grown == (Span(-48000, 192000) if shape == "prepend" else Span(0, 240000))


def test_composing_needs_no_recording(engine, ask, tmp_path):
    from engine.document.document import Document

    document = edits.add_empty_track(Document(44100), "new")
    document, region = edits.compose_region(document, document.tracks[0].id, 22050)
    request = Request(document.tracks[0], 44100, (region,), tmp_path, ask().model, prompt="x", seed=1)
    result, _ = drive(engine.generate(request))
    assert result.report["seconds_total"] == 0.5
    assert result.takes[region][0].source.n_samples == 22050


def test_samples_that_are_no_numbers_are_heard_as_silence(engine, ask, tmp_path):
    from engine.audio import files

    sound = np.random.default_rng(1).standard_normal((96000, 1)) * 0.1
    sound[40000:40100] = np.nan
    sound[60000] = np.inf
    source = files.write(
        tmp_path / "nan.wav", [sound], sample_rate=48000, n_channels=1, format="WAV", subtype="FLOAT"
    )
    request = ask(Span(50000, 52000), document=edits.new_document(source))
    (takes,) = drive(engine.generate(request))[0].takes.values()
    assert takes[0].suspect == ""


@pytest.mark.parametrize("case", outside_grid.cases()[::48], ids=str)
def test_outside_the_regions_every_sample_of_the_file_is_the_same(engine, tiny_model, tmp_path, case):
    n_outside, n_differing, change_db = outside_grid.differing(case, engine, tiny_model, tmp_path)
    assert n_outside > 0
    assert n_differing == 0
    assert change_db > -40


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"cfg": 4.0}, "guidance built in"),
        ({"negative_prompt": "hiss"}, "guidance built in"),
        ({"sampler": "euler"}, "pingpong"),
    ],
)
def test_knobs_that_do_nothing_are_refused(engine, ask, settings, sentence):
    with pytest.raises(RequestError, match=sentence):
        drive(engine.generate(ask(**settings)))


def test_a_base_checkpoint_takes_guidance_and_a_negative_prompt(engine, ask, tmp_path):
    folder = tiny_model.make(tmp_path / "base", family="medium", base=True)
    request = ask(model=str(folder), steps=3, cfg=3.0, negative_prompt="hiss", sampler="dpmpp")
    result, phases = drive(engine.generate(request))
    assert result.report["sampler"] == "dpmpp"
    assert result.report["cfg"] == 3.0
    assert [p.n_steps for p in phases if p.phase == "Generating"] == [3] * 4
    with pytest.raises(RequestError, match="does nothing without guidance"):
        drive(engine.generate(ask(model=str(folder), cfg=1.0, negative_prompt="hiss")))
    with pytest.raises(RequestError, match="euler or dpmpp"):
        drive(engine.generate(ask(model=str(folder), sampler="pingpong")))


def test_a_request_past_the_models_limit_is_refused_before_anything_is_computed(engine, ask, tmp_path):
    folder = tiny_model.make(tmp_path / "short", seconds=2.0)
    job = engine.generate(ask(Span(0, 48000 * 3), model=str(folder)))
    with pytest.raises(RequestError, match=r"spans 3\.00 s, and short hears at most .* too long by"):
        drive(job)


def test_a_model_that_is_not_here_is_told_with_how_to_get_it(engine, ask):
    with pytest.raises(CheckpointError, match=r"not on this machine.*huggingface"):
        drive(engine.generate(ask(model="medium")))


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a CUDA device")
def test_a_device_that_is_not_there_is_told(engine, ask):
    with pytest.raises(DeviceError, match="not available"):
        drive(engine.generate(ask(device="cuda")))


def test_regions_on_different_channels_are_not_one_request(engine, ask, recording):
    document = edits.new_document(recording)
    track = document.tracks[0].id
    document, _ = edits.add_region(document, track, Span(10000, 12000), channels=(0,))
    document, _ = edits.add_region(document, track, Span(20000, 22000), channels=(1,))
    regions = document.tracks[0].regions
    request = Request(document.tracks[0], 48000, tuple(r.id for r in regions), ask().folder, ask().model)
    with pytest.raises(RequestError, match="same channels"):
        drive(engine.generate(request))


def test_one_channel_alone_can_be_regenerated(engine, ask, recording):
    document = edits.new_document(recording)
    document, region = edits.add_region(document, document.tracks[0].id, Span(96000, 100800), channels=(1,))
    request = Request(document.tracks[0], 48000, (region,), ask().folder, ask().model, seed=1, context=2.0)
    after = edits.add_takes(document, drive(engine.generate(request))[0].takes)
    with Reader() as reader:
        before_sound = reader.read(recording, Span(0, recording.n_samples))
        sound = render.render_track(after.tracks[0], Span(0, recording.n_samples), reader.read)
    assert np.array_equal(before_sound[:, 0], sound[:, 0])
    assert not np.array_equal(before_sound[96000:100800, 1], sound[96000:100800, 1])
    outside = Mask((Span(96000, 100800),)).outside(Span(0, recording.n_samples))
    assert all(np.array_equal(before_sound[s.start : s.stop], sound[s.start : s.stop]) for s in outside)


def test_takes_that_are_whole_are_kept_when_a_later_one_cannot_be_written(engine, ask, tmp_path):
    if os.geteuid() != 0:
        pytest.skip("mounting a small disk needs root")
    small = tmp_path / "small"
    small.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=96k", "tmpfs", str(small)], check=True)
    try:
        result, _ = drive(engine.generate(ask(n_takes=4, folder=small)))  # a take has 38 kB
        (takes,) = result.takes.values()
        assert [take.number for take in takes] == [1, 2]
        assert all(take.source.path.exists() for take in takes)
        assert "the disk is full" in result.problem
    finally:
        subprocess.run(["umount", str(small)], check=True)
