"""The command line: what it writes, what it says, and the exit code of everything that can go wrong."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from engine import cli

ROOT = Path(__file__).parents[2]


@pytest.fixture
def recording(tmp_path):
    path = tmp_path / "in.wav"
    sound = np.random.default_rng(0).standard_normal((3 * 44100, 2)) * 0.1
    soundfile.write(path, sound, 44100, subtype="PCM_24")
    return path


@pytest.fixture
def inlay(capsys, tiny_model):
    """Runs a command line; gives its exit code, what it printed, and what it complained."""

    def run(*words, model=True):
        options = ["--model", str(tiny_model), "--context", "2"] if model else []
        code = cli.main([*map(str, words), *options])
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return code, out, err

    return run


def samples(path):
    return soundfile.read(path, dtype="int32", always_2d=True)[0]


def test_inpaint_changes_the_region_and_nothing_else(inlay, recording, tmp_path):
    out = tmp_path / "out.wav"
    code, said, complained = inlay(
        "inpaint", recording, "--region", "1.2-1.6", "--prompt", "crash", "-o", out
    )
    assert code == 0, complained
    assert "outside: identical (229320 samples)" in said
    before, after = samples(recording), samples(out)
    start, stop = round(1.2 * 44100), round(1.6 * 44100)
    assert np.array_equal(before[:start], after[:start])
    assert np.array_equal(before[stop:], after[stop:])
    assert not np.array_equal(before[start:stop], after[start:stop])
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_what_a_file_says_of_itself_is_kept(inlay, recording, tmp_path):
    with soundfile.SoundFile(tmp_path / "told.wav", "w", 44100, 2, "PCM_24") as file:
        file.title, file.artist = "Night train", "Nobody"
        file.write(np.zeros((88200, 2)))
    inlay("inpaint", tmp_path / "told.wav", "--region", "1-1.1", "-o", tmp_path / "out.wav")
    with soundfile.SoundFile(tmp_path / "out.wav") as file:
        assert (file.title, file.artist) == ("Night train", "Nobody")


def test_json_is_one_object_with_everything_that_was_done(inlay, recording, tmp_path):
    words = ["inpaint", recording, "--region", "0:01.2-0:01.6", "--region", "2-2.05", "--takes", "2"]
    code, said, _ = inlay(*words, "--seed", 5, "--json", "-o", tmp_path / "out.wav")
    assert code == 0
    told = json.loads(said)
    assert told["seeds"] == [5, 6]
    assert told["regions"] == [[52920, 70560], [88200, 90405]]
    assert len(told["latent_frames"]) == 2
    assert set(told["seconds"]) == {
        "loading",
        "encoding",
        "text",
        "sampling",
        "decoding",
        "splicing",
        "writing",
    }
    assert [Path(o["path"]).name for o in told["outputs"]] == ["out-1.wav", "out-2.wav"]
    assert all(o["samples_differing_outside"] == 0 and o["samples_outside"] > 0 for o in told["outputs"])
    assert not np.array_equal(samples(tmp_path / "out-1.wav"), samples(tmp_path / "out-2.wav"))


def test_a_seed_reproduces_the_file_to_the_sample(inlay, recording, tmp_path):
    for name in ("a.wav", "b.wav"):
        inlay("inpaint", recording, "--region", "1-1.3", "--seed", 9, "-o", tmp_path / name)
    assert (tmp_path / "a.wav").read_bytes() == (tmp_path / "b.wav").read_bytes()


@pytest.mark.parametrize("before", [False, True])
def test_extend_adds_exactly_what_was_asked_on_the_side_that_was_asked(inlay, recording, tmp_path, before):
    out = tmp_path / "out.flac"
    words = ["extend", recording, "--seconds", "0.5", "-o", out] + ["--before"] * before
    code, said, complained = inlay(*words)
    assert code == 0, complained
    assert "outside: identical" in said
    old, new = samples(recording), samples(out)
    assert len(new) == len(old) + 22050
    kept = new[22050 + 441 :] if before else new[: len(old) - 441]
    assert np.array_equal(kept, old[441:] if before else old[:-441])
    offset = ["--offset", "0.5", "--region", "0-0.01"] if before else ["--region", "2.99-3"]
    assert inlay("compare", recording, out, *offset, model=False)[0] == 0


def test_compose_makes_a_file_of_that_length(inlay, tmp_path):
    code, said, _ = inlay("compose", "--seconds", "0.7", "--prompt", "x", "-o", tmp_path / "new.wav")
    assert code == 0
    assert "outside" not in said
    assert samples(tmp_path / "new.wav").shape == (30870, 2)
    assert soundfile.info(tmp_path / "new.wav").subtype == "PCM_24"


def test_vary_without_a_region_varies_all(inlay, recording, tmp_path):
    code, _, complained = inlay("vary", recording, "--strength", "0.5", "-o", tmp_path / "v.aiff")
    assert code == 0, complained
    assert samples(tmp_path / "v.aiff").shape == samples(recording).shape


def test_compare_tells_what_differs_outside_and_exits_1(inlay, recording, tmp_path):
    sound = samples(recording)
    sound[50000, 1] += 256
    soundfile.write(tmp_path / "other.wav", sound, 44100, subtype="PCM_24")
    code, said, _ = inlay("compare", recording, tmp_path / "other.wav", model=False)
    assert code == 1
    assert "1 of 264600 samples DIFFER, the first at 50000" in said
    code, said, _ = inlay(
        "compare", recording, tmp_path / "other.wav", "--region", "1-1.2", "--json", model=False
    )
    assert code == 0
    told = json.loads(said)
    assert (told["identical"], told["samples_inside"]) == (True, 17640)


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_what_the_other_file_does_not_hold_is_not_called_identical(inlay, recording, tmp_path, options):
    short = tmp_path / "short.wav"
    soundfile.write(short, samples(recording)[:50000], 44100, subtype="PCM_24")
    assert inlay("compare", recording, short, *options, model=False)[0] == 1
    assert inlay("compare", recording, recording, "--offset", 1000, *options, model=False)[0] == 1
    assert inlay("compare", short, recording, *options, model=False)[0] == 0
    end = ["--region", "1.1-3"]
    assert inlay("compare", recording, short, *end, *options, model=False)[0] == 0


def test_a_comparison_inside_is_told_in_words_where_there_is_no_number(inlay, recording):
    said = inlay("compare", recording, recording, "--region", "1-2", model=False)[1]
    assert "inside: nothing changed (88200 samples)" in said


def test_names_and_prompts_that_the_output_cannot_show_are_escaped(recording, tiny_model, tmp_path):
    def told(*words):
        command = [sys.executable, "-m", "engine.cli", *map(str, words)]
        env = os.environ | {"PYTHONIOENCODING": "cp1252", "INLAY_MODELS": str(tmp_path)}
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, encoding="cp1252", check=False)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    (tmp_path / "🥁").symlink_to(tiny_model)
    assert "\\U0001f941" in told("models", "list")
    words = ["inpaint", recording, "--region", "1-1.2", "--model", "🥁", "--context", "2", "--json"]
    values = json.loads(told(*words, "--prompt", "🥁", "-o", tmp_path / "🥁.wav"))
    assert values["prompt"] == "🥁"
    assert Path(values["outputs"][0]["path"]).exists()


def test_channels_that_are_not_regenerated_are_the_same_inside_the_region_too(inlay, tmp_path):
    path, out = tmp_path / "six.wav", tmp_path / "out.wav"
    sound = np.random.default_rng(0).standard_normal((2 * 44100, 6)) * 0.1
    soundfile.write(path, sound, 44100, subtype="PCM_16", format="WAVEX")
    assert inlay("inpaint", path, "--region", "1-1.5", "-o", out)[0] == 0
    before, after = samples(path), samples(out)
    assert np.array_equal(before[:, 2:], after[:, 2:])
    assert (before[44100:66150, :2] != after[44100:66150, :2]).mean() > 0.9


def test_a_lossy_source_is_compared_as_decoded_and_the_report_says_so(inlay, recording, tmp_path):
    sound, rate = soundfile.read(recording)
    soundfile.write(tmp_path / "in.ogg", sound, rate)
    code, said, complained = inlay(
        "inpaint", tmp_path / "in.ogg", "--region", "1-1.2", "-o", tmp_path / "out.wav"
    )
    assert code == 0, complained
    assert "outside: identical" in said
    assert "as decoded from OGG" in said


def test_models_list_and_check_say_what_is_here_and_whole(inlay, tiny_model, tmp_path):
    code, said, _ = inlay("models", "list", model=False)
    assert code == 0
    assert "stabilityai/stable-audio-3-medium" in said
    assert inlay("models", "check", tiny_model, model=False)[1].endswith("is a whole model.\n")
    (tmp_path / "model_config.json").write_text("{}")
    code, said, complained = inlay("models", "check", tmp_path, model=False)
    assert code == 1
    assert complained.startswith("inlay: The model in ")


def test_doctor_names_the_device_the_attention_path_and_its_amplitude(inlay):
    code, said, _ = inlay("doctor", "--json", model=False)
    assert code == 0
    told = json.loads(said)
    assert told["device"]["chosen"] in ("cpu", "cuda", "mps")
    assert told["attention"]["amplitude"] == pytest.approx(1, abs=1e-3)


def refusals(folder):
    """Command lines that cannot be carried out, and a word of what is said of each."""
    good = folder / "in.wav"
    (folder / "text.wav").write_text("this is no sound")
    (folder / "empty.wav").touch()
    (folder / "music.wav").mkdir()
    (folder / "there.wav").write_bytes(b"precious")
    soundfile.write(folder / "float.wav", np.zeros((88200, 1)), 44100, subtype="FLOAT")
    region = ["--region", "1-1.2"]
    return {
        "no such file": (["inpaint", folder / "gone.wav", *region, "-o", folder / "o.wav"], "cannot be read"),
        "text as wav": (["inpaint", folder / "text.wav", *region, "-o", folder / "o.wav"], "cannot be read"),
        "empty file": (["inpaint", folder / "empty.wav", *region, "-o", folder / "o.wav"], "cannot be read"),
        "region outside": (
            ["inpaint", good, "--region", "8-9", "-o", folder / "o.wav"],
            "outside the recording",
        ),
        "region backwards": (["inpaint", good, "--region", "2-1", "-o", folder / "o.wav"], "is empty"),
        "region in words": (["inpaint", good, "--region", "soon", "-o", folder / "o.wav"], "not understood"),
        "output there": (["inpaint", good, *region, "-o", folder / "there.wav"], "--force"),
        "output is input": (["inpaint", good, *region, "--force", "-o", good], "never writes over"),
        "output is a folder": (
            ["inpaint", good, *region, "--force", "-o", folder / "music.wav"],
            "a folder has that name",
        ),
        "no such folder": (["inpaint", good, *region, "-o", folder / "x" / "o.wav"], "“x” does not exist"),
        "unknown suffix": (["inpaint", good, *region, "-o", folder / "o.xyz"], "must end in"),
        "too many takes": (["inpaint", good, *region, "--takes", 99, "-o", folder / "o.wav"], "takes"),
        "useless cfg": (["inpaint", good, *region, "--cfg", 4, "-o", folder / "o.wav"], "guidance built in"),
        "strength": (["vary", good, "--strength", 3, "-o", folder / "o.wav"], "strength"),
        "nothing to add": (["extend", good, "--seconds", 0, "-o", folder / "o.wav"], "is empty"),
        "too precise": (["inpaint", folder / "float.wav", *region, "-o", folder / "o.flac"], "would round"),
        "no text": (["inpaint", good, *region, "--prompt", "\ud800", "-o", folder / "o.wav"], "no text"),
        "too long": (["compose", "--seconds", 500, "-o", folder / "o.wav"], "hears at most"),
    }


def test_what_cannot_be_done_is_one_sentence_and_exit_code_1(inlay, recording, tmp_path, subtests):
    for name, (words, sentence) in refusals(tmp_path).items():
        with subtests.test(name):
            assert_refused(inlay, tmp_path, words, sentence)


def assert_refused(inlay, tmp_path, words, sentence):
    before = {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    code, said, complained = inlay(*words)
    assert code == 1
    assert said == ""
    assert sentence in complained
    assert complained.splitlines()[-1].startswith("inlay: ")
    assert {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before


BAD_CONTEXT = ["inpaint", "a.wav", "--region", "1-2", "--context", "x", "-o", "b"]
ENDLESS = ["compose", "--seconds", "9" * 400, "-o", "b.wav"]


@pytest.mark.parametrize("words", [["fly"], ["inpaint"], BAD_CONTEXT, ENDLESS])
def test_wrong_usage_is_exit_code_2(inlay, words):
    code, _, complained = inlay(*words, model=False)
    assert code == 2
    assert "Usage" in complained


@pytest.mark.usefixtures("bundled")
def test_without_a_model_it_says_how_to_get_one(recording, tmp_path, capsys):
    code = cli.main(["inpaint", str(recording), "--region", "1-2", "-o", str(tmp_path / "o.wav")])
    complained = capsys.readouterr().err
    assert code == 1
    assert "inlay models list" in complained


def test_ctrl_c_ends_with_130_and_leaves_nothing(recording, tiny_model, tmp_path):
    command = [
        sys.executable,
        "-m",
        "engine.cli",
        "inpaint",
        str(recording),
        "--region",
        "1-2",
        "--steps",
        "500",
        "--model",
        str(tiny_model),
        "-o",
        str(tmp_path / "o.wav"),
    ]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        for line in process.stderr:
            if line.startswith("Generating"):
                break
        process.send_signal(signal.SIGINT)
        complained = process.stderr.read()
    assert process.returncode == 130
    assert "cancelled; what was not finished has not been written" in complained
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.wav"]


def test_a_place_that_cannot_be_written_is_told_before_any_work(inlay, recording):
    if os.geteuid() != 0:
        pytest.skip("mounting a disk needs root")
    place = recording.parent / "fixed"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", str(place)], check=True)
    try:
        code, _, complained = inlay("inpaint", recording, "--region", "1-1.2", "-o", place / "o.wav")
        assert code == 1
        assert complained == "inlay: “o.wav” cannot be written: “fixed” is read-only; choose another place.\n"
    finally:
        subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_is_a_sentence_and_leaves_no_half_file(inlay, recording):
    if os.geteuid() != 0:
        pytest.skip("mounting a small disk needs root")
    small = recording.parent / "small"
    small.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(small)], check=True)
    try:
        code, _, complained = inlay("inpaint", recording, "--region", "1-1.2", "-o", small / "o.wav")
        assert code == 1
        assert "the disk is full" in complained
        assert list(small.iterdir()) == []
    finally:
        subprocess.run(["umount", str(small)], check=True)
