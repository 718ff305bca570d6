"""The demo loop: four bars of house with bass, electric piano and one bright crash to regenerate.

`python -m engine.train.demo_loop` writes `resources/demo/loop.wav` (44.1 kHz, 24 bit) and `loop.json`, which
tells its tempo, its events, and where the crash lies.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np

from engine.audio import files
from engine.timeline import samples_to_seconds
from engine.train.sounds import captions, mixing
from engine.train.sounds.dsp import RATE
from engine.train.sounds.mixing import Band, Instrument, Note
from engine.train.sounds.scenes import Clip, Event
from engine.train.sounds.voice import Touch

FOLDER = Path(__file__).parents[2] / "resources" / "demo"
TEMPO_BPM = 120.0
N_BARS = 4
N_STEP = 15 * RATE / TEMPO_BPM
N_SAMPLES = round(16 * N_BARS * N_STEP)
CAPTION = "four-on-the-floor house loop, 120 BPM, electric piano, plucky bass, bright crash halfway, A minor"
CRASH_STEP = 32
CRASH_PROMPT = "bright crash cymbal"
N_BEFORE, N_REGION = 441, 60_000

_BARS = {
    "kick": ("X...X...X...X...", "X...X...X.....-.", "X...X...X...X...", "X...X...X...X.x."),
    "clap": ("....X.......X...", "....X.......X..o", "....X.......X...", "....X.......X.oX"),
    "closed hat": ("xoxoxoxoxoxoxoxo", "xoxoxoxoxoxo....", "....xoxoxoxoxoxo", "xoxoxoxoxoxoxoxo"),
    "open hat": ("..x...x...x...x.", "..x...x...x.....", "......x...x...x.", "..x...x...x...x."),
    "shaker": ("x.ox.xox.ox.xox.",) * 4,
    "bass": ("x..x..x...x.x...", "x..x..x...x.....", "x..x..x...x.x...", "x..x..x...x.xx.."),
    "keys": ("X.....x...x.....", "X.....x...x.....", "X.....x...x.....", "X.....x...x..x.."),
}
_LOUDNESS = {"X": 1.0, "x": 0.75, "o": 0.42, "-": 0.35}
_CHORDS = ((57, 60, 64, 67), (53, 57, 60, 64), (60, 64, 67, 71), (55, 59, 62, 65))
_ROOTS = (33, 29, 36, 31)

_PLACES = {
    # family: traits to look for, traits to avoid, pan, level in dB
    "kick": ({"punchy"}, {"distorted", "boomy", "high"}, 0.0, -5.0),
    "clap": ({"bright", "layered"}, {"long"}, 0.1, -3.0),
    "closed hat": ({"bright", "metallic"}, {"low", "high"}, -0.25, -4.0),
    "open hat": ({"bright"}, {"long", "low", "high"}, 0.3, -5.0),
    "shaker": ({"bright"}, {"double"}, 0.45, -8.0),
    "crash": ({"bright", "washy"}, {"short", "long", "low"}, -0.1, 5.5),
    "bass": ({"plucky", "deep"}, {"distorted", "bright", "wobbling"}, 0.0, -9.0),
    "keys": ({"electric piano", "bright"}, {"distorted", "tremolo"}, 0.0, -9.0),
}


def instrument(family: str) -> Instrument:
    """The first instrument of a family that has the traits the loop asks for."""
    wanted, refused, side, level_db = _PLACES[family]
    for seed in range(10_000):
        made = Instrument(family, seed, side, 10 ** (level_db / 20))
        said = set(made.strike(Touch(n_held=RATE // 4)).traits)
        if wanted <= said and not refused & said:
            return made
    raise ValueError(f"no {family} is {wanted} and not {refused}")


def notes() -> list[Note]:
    """Everything that is played, by time, over two rounds: the second begins in the tails of the first."""
    one_round = [Note("crash", round(CRASH_STEP * N_STEP), 1.0)]
    for family, bars in _BARS.items():
        for bar, row in enumerate(bars):
            for step, mark in enumerate(row):
                if mark != ".":
                    one_round += _struck(family, bar, step, _LOUDNESS[mark])
    both = [_later(note, turn * N_SAMPLES) for turn in (0, 1) for note in one_round]
    ordered = sorted(both, key=lambda note: (note.start, note.family, note.pitch or 0.0))
    closed = [note.start for note in ordered if note.family == "closed hat"]
    return [_choked(note, closed) for note in ordered]


def demo() -> Clip:
    """The loop: audio float32 `[2, 352800]`, which runs on into its own start without a seam."""
    rng, band = np.random.default_rng(0), Band({family: instrument(family) for family in _PLACES})
    played = notes()
    buses, stops = mixing.perform(band, played, 2 * N_SAMPLES)
    duck = mixing.ducking(2 * N_SAMPLES, [n.start for n in played if n.family == "kick"], 0.45)
    mixed = mixing.mix(rng, band, buses, wet=0.3, duck=duck)[:, N_SAMPLES:]
    audio = mixing.master(np.random.default_rng(3), mixed, loudness=0.7)
    words = np.random.default_rng(0)
    events = tuple(
        Event(
            note.family,
            note.start - N_SAMPLES,
            min(N_SAMPLES, stop - N_SAMPLES),
            note.velocity,
            note.pitch,
            captions.of_event(words, note.family, band.traits(note.family)),
        )
        for note, stop in zip(played, stops, strict=True)
        if note.start >= N_SAMPLES
    )
    return Clip(audio, CAPTION, events, "", TEMPO_BPM, "loop")


def description(loop: Clip) -> dict[str, object]:
    """What `loop.json` says, as plain values; the crash's region in seconds and in samples."""
    start = round(CRASH_STEP * N_STEP) - N_BEFORE
    region = {
        "start": start,
        "stop": start + N_REGION,
        "start_s": samples_to_seconds(start, RATE),
        "stop_s": round(samples_to_seconds(start + N_REGION, RATE), 6),
        "prompt": CRASH_PROMPT,
    }
    return {
        "file": "loop.wav",
        "sample_rate": RATE,
        "n_samples": loop.audio.shape[1],
        "tempo_bpm": TEMPO_BPM,
        "n_bars": N_BARS,
        "caption": loop.caption,
        "crash": region,
        "events": [asdict(event) for event in loop.events],
    }


def main(folder: Path = FOLDER) -> None:
    """Write `loop.wav` and `loop.json` into a folder, over what is there."""
    loop = demo()
    folder.mkdir(parents=True, exist_ok=True)
    block = loop.audio.T.astype(np.float64)
    files.write(
        folder / "loop.wav",
        [block],
        sample_rate=RATE,
        n_channels=2,
        format="WAV",
        subtype="PCM_24",
        overwrite=True,
    )
    text = json.dumps(description(loop), indent=1, ensure_ascii=False)
    (folder / "loop.json").write_text(text + "\n", encoding="utf-8")


def _struck(family: str, bar: int, step: int, velocity: float) -> list[Note]:
    """The notes of one step: a chord for the keys, a root for the bass, one hit for a drum."""
    start = round((16 * bar + step) * N_STEP)
    if family == "keys":
        held = round((5 if step == 0 else 2.2) * N_STEP)
        return [Note(family, start, 0.9 * velocity, float(pitch), held) for pitch in _CHORDS[bar]]
    if family == "bass":
        return [Note(family, start, velocity, float(_ROOTS[bar]), round(1.7 * N_STEP))]
    return [Note(family, start, velocity)]


def _later(note: Note, n_samples: int) -> Note:
    return Note(note.family, note.start + n_samples, note.velocity, note.pitch, note.n_held)


def _choked(note: Note, closed: list[int]) -> Note:
    """An open hat ends where the next closed one is struck."""
    stop = next((at for at in closed if at > note.start), None) if note.family == "open hat" else None
    return Note(note.family, note.start, note.velocity, note.pitch, note.n_held, stop)


if __name__ == "__main__":
    main()
