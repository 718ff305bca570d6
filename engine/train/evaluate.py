"""The table that says how good a model is, made on sounds that no stage of training has heard.

    python -m engine.train.evaluate MODEL [--stages base=FOLDER warmup=FOLDER …] [--quick] [--json FILE]

Everything goes through the ordinary request path and is judged by the judge that comes with Inlay
(`engine.train.judge`), or by another one, which is trained first where there is none yet: about ten minutes,
once. The same command gives the same figures.

A base is taken at 50 steps, a stage of `--stages` at 1 and 8, MODEL at 1, 2, 4, 8 and 16. Hits are
regenerated and loops continued at the steps that each checkpoint has as its default.
"""

from __future__ import annotations

import argparse
import json
import math
import multiprocessing
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import torch
from rich.console import Console
from rich.table import Table

from engine import catalogue
from engine.errors import CheckpointError, EngineError, OutputError
from engine.generate.context import Grid
from engine.generate.engine import choose_device
from engine.generate.request import BASE_STEPS, POST_TRAINED_STEPS
from engine.model import checkpoint
from engine.model.config import ModelConfig, read_config
from engine.train import judge as judging
from engine.train import scores
from engine.train.command import Options
from engine.train.judge import Judge
from engine.train.scores import QUICK, Cases, Counts, Scores
from engine.train.sounds import RATE
from engine.train.trials import Bench, Setting

MODEL_STEPS, STAGE_STEPS = (1, 2, 4, 8, 16), (1, 8)
Tell = Callable[[str], None]


def settings_of(model: Path, stages: dict[str, Path], cfg: float | None = None) -> list[Setting]:
    """Every row of the table, in the order of training; bases are guided at the scale `cfg`.

    Raises:
        CheckpointError: a folder is no whole model, or one of another sample rate than the studio's.
    """
    rows: list[Setting] = []
    for name, folder, steps in (
        *((name, folder, STAGE_STEPS) for name, folder in stages.items()),
        ("model", model, MODEL_STEPS),
    ):
        if _config(folder).is_base:
            rows.append(Setting(name, folder, BASE_STEPS, cfg))
        else:
            rows += [Setting(name, folder, n) for n in steps]
    return rows


def evaluate(
    settings: Sequence[Setting],
    judge: Judge,
    counts: Counts,
    *,
    device: str = "auto",
    n_jobs: int = 1,
    tell: Tell = lambda text: None,
) -> Scores:
    """All figures of a model and of the stages that led to it, as plain JSON values.

    Args:
        settings: the rows of the table, at least one; the last one's model is the one that is described.
        judge: who listens.
        counts: how many cases.
        device: `auto`, `cpu`, `cuda` or `mps`.
        n_jobs: processes that share the rows; the figures are the same for any number, their speed is not.
        tell: called with what is being done.
    Raises:
        EngineError: whatever a request can end in.
    """
    model = settings[-1].folder
    tell("playing the held-out sounds")
    cases = Cases.of(counts)
    tell("autoencoder")
    same = checkpoint.load_same(model, device=choose_device(device))
    return {
        "model": model.name,
        "model_hash": catalogue.hash_of(model),
        "counts": {"shots": len(cases.shots), "clips": len(cases.clips)}
        | {"edits": len(cases.edits), "loops": len(cases.loops), "features": judge.settings.n_features},
        "judge": scores.judge_scores(judge, cases),
        "autoencoder": scores.autoencoder_scores(same, judge, cases),
        "real": scores.real_scores(judge, cases),
        "rows": _made_rows(settings, judge, counts, device, n_jobs, tell),
    }


def _made_rows(
    settings: Sequence[Setting], judge: Judge, counts: Counts, device: str, n_jobs: int, tell: Tell
) -> list[Scores]:
    """The rows of the table in order, made in several processes where that is asked for."""
    if n_jobs == 1:
        return _rows_apart(settings, judge, counts, device, tell)
    shares = shared_out(settings, n_jobs)
    told = [", ".join(f"{s.stage} at {s.steps}" for s in share) for share in shares]
    tell(f"{len(shares)} processes: {'; '.join(told)}")
    threads = max(1, torch.get_num_threads() // len(shares))
    apart = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(len(shares), apart, torch.set_num_threads, (threads,)) as pool:
        made = [pool.submit(_rows_apart, share, judge, counts, device) for share in shares]
        done = [row for rows in made for row in rows.result()]
    rows = dict(zip((setting for share in shares for setting in share), done, strict=True))
    return [rows[setting] for setting in settings]


def _rows_apart(
    settings: Sequence[Setting], judge: Judge, counts: Counts, device: str, tell: Tell | None = None
) -> list[Scores]:
    bench, cases = Bench(device), Cases.of(counts)
    return [_row(bench, setting, judge, cases, tell or _silent) for setting in settings]


def _silent(_text: str) -> None:
    """For a process that has no terminal of its own."""


def shared_out(settings: Sequence[Setting], n_shares: int) -> list[list[Setting]]:
    """Rows in shares of about equal work: the longest first, each to whoever has least to do so far."""
    shares: list[tuple[int, list[Setting]]] = [(0, []) for _ in range(min(n_shares, len(settings)))]
    for setting in sorted(settings, key=_work, reverse=True):
        least = min(range(len(shares)), key=lambda i: shares[i][0])
        shares[least] = (shares[least][0] + _work(setting), [*shares[least][1], setting])
    return [share for _, share in shares]


def _work(setting: Setting) -> int:
    """About how long a row takes, in evaluations: what is not sampling takes as long as four of them."""
    return setting.steps * (2 if setting.steps >= BASE_STEPS else 1) + 4


def _row(bench: Bench, setting: Setting, judge: Judge, cases: Cases, tell: Tell) -> Scores:
    tell(f"{setting.stage} at {setting.steps} steps")
    config = _config(setting.folder)
    grid = Grid.of(config)
    row: Scores = {
        "stage": setting.stage,
        "steps": setting.steps,
        "is_base": config.is_base,
        "cfg": setting.cfg,
    }
    row["seconds_per_10s"] = scores.speed(bench, setting, grid.limit * grid.hop / grid.sample_rate)
    row |= scores.sound_scores(bench, setting, judge, cases)
    if setting.steps == (BASE_STEPS if config.is_base else POST_TRAINED_STEPS):
        if cases.edits:
            row["edits"] = scores.edit_scores(bench, setting, judge, cases.edits)
        if cases.loops:
            row["tempo_right"] = scores.tempo_right(bench, setting, cases.loops)
    return row


def _config(folder: Path) -> ModelConfig:
    config = read_config(folder)
    if config.sample_rate != RATE:
        raise CheckpointError(
            folder, f"it runs at {config.sample_rate} Hz, and the sounds it would be judged on at {RATE} Hz"
        )
    return config


# ---- the table


def print_report(report: Scores, console: Console) -> None:
    """Everything that matters, as text."""
    known, coder, counts = _of(report, "judge"), _of(report, "autoencoder"), _of(report, "counts")
    clips = _of(coder, "clips")
    console.print(f"{report['model']} ({str(report['model_hash'])[:12]})\n")
    console.print(
        f"Judge: {_percent(known['right'])} of {known['n']} held-out one-shots called right.\n"
        f"Autoencoder: SI-SDR {_number(clips['si_sdr_db'])} dB, below 1 kHz"
        f" {_number(clips['si_sdr_below_1khz_db'])} dB, log distance {_number(clips['log_distance'], 2)}"
        f" on {counts['clips']} clips; it costs the judge {_number(coder['cost_points'])} points.\n"
    )
    console.print(_families_table(report))
    console.print(_rows_table(report))
    console.print(
        f"right: share of {counts['shots']} one-shots that the judge calls what the prompt asked for."
        f" Fréchet: over as many sounds in {counts['features']} dimensions, biased upwards alike in all rows."
        f"\nhit: share of {counts['edits']} regenerated hits recognised as what was asked for: what was"
        " there before, or another drum (among real sounds, which nobody changed: the judge's false alarms)."
        " smooth, level: joins within the 95th percentile of untouched places."
        f"\ntempo: share of {counts['loops']} continuations within 2 % (by chance: 10 %)."
    )


def _families_table(report: Scores) -> Table:
    table = Table("family", title="Families", title_justify="left")
    for name in ("judge", "SI-SDR dB", "< 1 kHz", "log dist.", "round trip", "prompts"):
        table.add_column(name, justify="right")
    known = _of(_of(report, "judge"), "families")
    coder = _of(_of(report, "autoencoder"), "families")
    best = _of(_shown(report), "families")
    for family, right in known.items():
        one = _of(coder, family)
        table.add_row(
            family,
            _percent(right),
            _number(one["si_sdr_db"]),
            _number(one["si_sdr_below_1khz_db"]),
            _number(one["log_distance"], 2),
            _percent(one["right_after"]),
            _percent(best[family]),
        )
    return table


def _shown(report: Scores) -> Scores:
    """The row of the model itself at its default steps."""
    rows = _rows(report)
    return next((row for row in reversed(rows) if "edits" in row or row["steps"] == 8), rows[-1])


def _rows_table(report: Scores) -> Table:
    table = Table("stage", title="Stages", title_justify="left")
    names = ("steps", "s / 10 s", "right", "Fréchet", "hit", "same", "other", "smooth", "level", "change dB")
    for name in (*names, "suspect", "tempo"):
        table.add_column(name, justify="right")
    for row in ({"stage": "real sounds"} | _of(report, "real"), *_rows(report)):
        edits = _of(row, "edits")
        shares = [edits.get(key) for key in ("right", "right_same", "right_other")]
        shares += [edits.get("joins_smooth"), edits.get("joins_level")]
        table.add_row(
            str(row["stage"]),
            str(row.get("steps", "")),
            _number(row.get("seconds_per_10s"), 2),
            _percent(row["right"]),
            _number(row["frechet"], 2),
            *(_percent(value) for value in shares),
            _number(edits.get("change_db")),
            _percent(edits.get("suspect")),
            _percent(row.get("tempo_right")),
        )
    return table


def _of(report: Scores, name: str) -> Scores:
    part = report.get(name, {})
    return part if isinstance(part, dict) else {}


def _rows(report: Scores) -> list[Scores]:
    rows = report["rows"]
    return rows if isinstance(rows, list) else []


def _percent(value: object) -> str:
    return f"{100 * value:.0f} %" if isinstance(value, float) else ""


def _number(value: object, digits: int = 1) -> str:
    return f"{value:.{digits}f}" if isinstance(value, float) else ""


# ---- the command


def main(words: Sequence[str] | None = None) -> int:
    """Read the command line, evaluate, and say errors as sentences; the exit code."""
    given = _parse(words)
    console = Console(stderr=True)
    try:
        model = catalogue.find(given.model)
        stages = {name: catalogue.find(folder) for name, folder in given.stages}
        settings = settings_of(model, stages, given.cfg)
        judge = judging.load(_judge_folder(given))
        counts = QUICK if given.quick else Counts()
        report = evaluate(settings, judge, counts, device=given.device, n_jobs=given.jobs, tell=console.print)
        _write(given.json, report)
    except EngineError as error:
        print(error, file=sys.stderr)
        return 1
    print_report(report, Console(width=None if sys.stdout.isatty() else 120))
    return 0


def _judge_folder(given: argparse.Namespace) -> Path:
    """Where the judge lies that is asked for; one in a run folder is trained to its end first."""
    if given.judge is None:
        return judging.FOLDER
    options = Options(judging.RECIPE, given.judge, given.device, given.threads, given.workers, math.inf)
    judging.run(options)
    return Path(given.judge) / "model"


def _write(path: Path | None, report: Scores) -> None:
    if path is None:
        return
    try:
        path.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise OutputError(path, f"{error.strerror}") from error


def _parse(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Say how good a model is, on held-out sounds.")
    parser.add_argument("model", help="a folder, or the name of a model")
    parser.add_argument(
        "--stages", nargs="*", type=_stage, default=[], metavar="NAME=FOLDER", help="earlier stages"
    )
    parser.add_argument("--cfg", type=float, help="guidance scale of bases (default: their own)")
    parser.add_argument("--quick", action="store_true", help="few cases: a few minutes on a CPU")
    parser.add_argument("--json", type=Path, help="write all figures to this file as well")
    parser.add_argument("--judge", type=Path, metavar="RUN", help="another judge's run folder")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda, mps")
    parser.add_argument("--jobs", type=int, default=1, help="processes that share the rows")
    parser.add_argument("--threads", type=int, default=0, help="of the CPU (default: torch's choice)")
    parser.add_argument("--workers", type=int, default=0, help="processes that make the judge's sounds")
    given = parser.parse_args(words)
    if given.jobs < 1:
        parser.error("--jobs must be at least 1")
    return given


def _stage(text: str) -> tuple[str, str]:
    name, _, folder = text.partition("=")
    if not name or not folder:
        raise argparse.ArgumentTypeError(f"“{text}” is not NAME=FOLDER")
    return name, folder


if __name__ == "__main__":
    sys.exit(main())
