"""A model's scores on held-out sounds, as JSON values: shares from 0 to 1, None where nothing was asked.

Each score has its counterpart for the studio's own sounds, which says what the judge and the measures
themselves can reach: `real_…`.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from engine.model.same import Same
from engine.timeline import Span, seconds_to_samples
from engine.train import figures, measures
from engine.train.figures import Numbers, Sound, share
from engine.train.hits import families_at, held_out_events, held_out_shots, region_of
from engine.train.judge import Judge, Verdicts, share_right
from engine.train.losses import multi_resolution
from engine.train.sounds import FAMILIES, HELD_OUT, RATE, Clip, clip
from engine.train.sounds.words import DRUM_FAMILIES, NAMES
from engine.train.trials import Bench, Setting

Scores = dict[str, object]

_PROMPTS, _REFERENCE, _EVENTS, _LOOPS, _CLIPS = (HELD_OUT[n * 100_000 :] for n in range(5))
_LOOP_S = 4.0
_TIMED_S, _N_TIMED = 10.0, 3
_TIMED_PROMPT = "house groove, 124 BPM"
_LOW_HZ = 1000.0


@dataclass(frozen=True, slots=True)
class Counts:
    """How many cases there are: sounds of each family, clips, regenerated hits and continued loops."""

    shots: int = 10
    clips: int = 64
    edits: int = 120
    loops: int = 50
    families: tuple[str, ...] = FAMILIES


QUICK = Counts(shots=2, clips=12, edits=16, loops=6)


@dataclass(frozen=True, slots=True)
class Edit:
    """A hit to regenerate: where, what is asked for, and what was there."""

    scene: Clip
    span: Span
    family: str
    prompt: str
    is_other: bool
    """Whether another family is asked for than the one that was there."""


@dataclass(frozen=True, slots=True)
class Cases:
    """All held-out sounds of one evaluation, the same for every model.

    `shots` are asked for by their captions; `reference` are others of the same families, as many.
    """

    shots: list[Clip]
    reference: list[Clip]
    clips: list[Clip]
    edits: list[Edit]
    loops: list[Clip]

    @classmethod
    def of(cls, counts: Counts) -> Cases:
        """The cases of these numbers: always the same ones."""
        n_loop = seconds_to_samples(2 * _LOOP_S, RATE)
        return cls(
            shots=held_out_shots(_PROMPTS[: counts.shots], counts.families),
            reference=held_out_shots(_REFERENCE[: counts.shots], counts.families),
            clips=[clip(seed) for seed in _CLIPS[: counts.clips]],
            edits=_edits(counts.edits),
            loops=[clip(s, kind=("groove", "loop")[s % 2], length=n_loop) for s in _LOOPS[: counts.loops]],
        )


def _edits(n: int) -> list[Edit]:
    """Half of them ask for what was there, in its own words; the other half for another drum, by name."""
    found = []
    for index, (scene, event) in enumerate(held_out_events(_EVENTS, n)):
        others = [family for family in DRUM_FAMILIES if family not in families_at(scene, event)]
        other = others[index % len(others)]
        is_other = index // 2 % 2 == 1
        family, prompt = (other, NAMES[other][0]) if is_other else (event.family, event.caption)
        found.append(Edit(scene, region_of(event), family, prompt, is_other))
    return found


# ---- the judge and the studio's own sounds


def judge_scores(judge: Judge, cases: Cases) -> Scores:
    """How often the judge is right about sounds it has never heard."""
    shots = [*cases.shots, *cases.reference]
    each = share_right(judge.hear([s.audio for s in shots]).families, [s.family for s in shots])
    return {"n": len(shots), "right": _mean(list(each.values())), "families": each}


def real_scores(judge: Judge, cases: Cases) -> Scores:
    """What a model's scores would be if it made the studio's own sounds."""
    heard = judge.hear([shot.audio for shot in cases.shots])
    right = share_right(heard.families, [shot.family for shot in cases.shots])
    scores: Scores = {
        "right": _mean(list(right.values())),
        "families": right,
        "frechet": figures.frechet(heard.features, reference_features(judge, cases)),
    }
    if cases.edits:
        scores["edits"] = _edit_scores(judge, cases.edits, [edit.scene.audio for edit in cases.edits])
    if cases.loops:
        n = seconds_to_samples(_LOOP_S, RATE)
        scores["tempo_right"] = _tempo_right(cases.loops, [loop.audio[:, n:] for loop in cases.loops])
    return scores


def reference_features(judge: Judge, cases: Cases) -> Numbers:
    """What generated sets are compared with: `[n, D]`."""
    return judge.hear([shot.audio for shot in cases.reference]).features


# ---- the autoencoder


def autoencoder_scores(same: Same, judge: Judge, cases: Cases) -> Scores:
    """What the round trip through the autoencoder costs, on whole clips and for each family.

    Ratios are medians, distances means; `right_before` and `right_after` are the judge's.
    """
    back = [round_trip(same, shot.audio) for shot in cases.shots]
    true = [shot.family for shot in cases.shots]
    before = share_right(judge.hear([shot.audio for shot in cases.shots]).families, true)
    after = share_right(judge.hear(back).families, true)
    families: Scores = {}
    for family in before:
        pairs = [(s.audio, b) for s, b in zip(cases.shots, back, strict=True) if s.family == family]
        families[family] = _distances(pairs) | {
            "right_before": before[family],
            "right_after": after[family],
        }
    mean_before, mean_after = _mean(list(before.values())), _mean(list(after.values()))
    return {
        "clips": _distances([(c.audio, round_trip(same, c.audio)) for c in cases.clips]),
        "right_before": mean_before,
        "right_after": mean_after,
        "cost_points": 100 * (mean_before - mean_after),
        "families": families,
    }


@torch.no_grad()
def round_trip(same: Same, sound: Sound) -> Sound:
    """What comes back of `[2, n]`."""
    weight = next(same.parameters())
    step = same.hop * same.config.alignment
    n = sound.shape[1]
    audio = torch.from_numpy(np.pad(np.asarray(sound, np.float32), ((0, 0), (0, -n % step))))[None]
    back: Sound = same.decode(same.encode(audio.to(weight))).float().cpu().numpy()[0, :, :n]
    return back


def _distances(pairs: Sequence[tuple[Sound, Sound]]) -> dict[str, float | None]:
    """Between sounds and what came back of them."""
    rows: list[tuple[float, float, float]] = []
    for before, after in pairs:
        target, made = (torch.from_numpy(np.ascontiguousarray(x, np.float32))[None] for x in (before, after))
        low = [measures.low_pass(x, RATE, _LOW_HZ) for x in (made, target)]
        spectral = multi_resolution(made, target, measures.SIZES)["log"]
        rows.append(
            (
                float(measures.si_sdr_db(made, target)),
                float(measures.si_sdr_db(low[0], low[1])),
                float(spectral),
            )
        )
    return {
        "si_sdr_db": statistics.median(row[0] for row in rows) if rows else None,
        "si_sdr_below_1khz_db": statistics.median(row[1] for row in rows) if rows else None,
        "log_distance": _mean([row[2] for row in rows]) if rows else None,
    }


# ---- the whole model


def sound_scores(bench: Bench, setting: Setting, judge: Judge, cases: Cases) -> Scores:
    """Held-out one-shots asked for by their captions: share called right, and distance of the whole set."""
    made = [
        bench.compose(setting, shot.caption, shot.audio.shape[1], seed)
        for seed, shot in enumerate(cases.shots)
    ]
    heard = judge.hear([answer.audio for answer in made])
    right = share_right(heard.families, [shot.family for shot in cases.shots])
    return {
        "right": _mean(list(right.values())),
        "families": right,
        "frechet": figures.frechet(heard.features, reference_features(judge, cases)),
    }


def speed(bench: Bench, setting: Setting, longest_s: float) -> float:
    """Seconds for 10 s of audio, words, decoding and writing included: the median of all tries but one."""
    seconds = min(_TIMED_S, longest_s)
    n = seconds_to_samples(seconds, RATE)
    tries = [bench.compose(setting, _TIMED_PROMPT, n, seed).seconds for seed in range(_N_TIMED)]
    return statistics.median(tries[1:]) * _TIMED_S / seconds


def edit_scores(bench: Bench, setting: Setting, judge: Judge, edits: Sequence[Edit]) -> Scores:
    """Hits regenerated inside grooves: are they what was asked for, how they join, how they differ."""
    made = [
        bench.regenerate(setting, edit.scene.audio, edit.span, edit.prompt, seed)
        for seed, edit in enumerate(edits)
    ]
    scores = _edit_scores(judge, edits, [answer.audio for answer in made])
    scores["suspect"] = share([bool(answer.suspect) for answer in made])
    scores["change_db"] = statistics.median(
        figures.change_db(_inside(edit, edit.scene.audio), _inside(edit, answer.audio))
        for edit, answer in zip(edits, made, strict=True)
    )
    return scores


def tempo_right(bench: Bench, setting: Setting, loops: Sequence[Clip]) -> float | None:
    """The share of loops whose continuation by 4 s keeps the tempo within 2 %."""
    n = seconds_to_samples(_LOOP_S, RATE)
    ends = [
        bench.extend(setting, loop.audio[:, :n], n, loop.caption, seed).audio[:, n:]
        for seed, loop in enumerate(loops)
    ]
    return _tempo_right(loops, ends)


def _tempo_right(loops: Sequence[Clip], ends: Sequence[Sound]) -> float | None:
    return share(
        [
            figures.has_beat(end, 60 / loop.tempo_bpm, RATE)  # type: ignore[operator]
            for loop, end in zip(loops, ends, strict=True)
        ]
    )


def _edit_scores(judge: Judge, edits: Sequence[Edit], audio: Sequence[Sound]) -> Scores:
    heard: Verdicts = judge.hear([_inside(edit, sound) for edit, sound in zip(edits, audio, strict=True)])
    right = heard.begin([edit.family for edit in edits])
    edges = [j for e, sound in zip(edits, audio, strict=True) for j in figures.joins(sound, e.span, RATE)]
    return {
        "n": len(edits),
        "right": share(right),
        "right_same": share([r for r, e in zip(right, edits, strict=True) if not e.is_other]),
        "right_other": share([r for r, e in zip(right, edits, strict=True) if e.is_other]),
        "joins_smooth": share([join.is_smooth for join in edges]),
        "joins_level": share([join.is_level for join in edges]),
    }


def _inside(edit: Edit, audio: Sound) -> Sound:
    return audio[:, edit.span.start : edit.span.stop]


def _mean(values: Sequence[float]) -> float:
    return statistics.fmean(values)
