"""What can be typed after `inlay`: times, contexts, and the options that every generating command has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from engine import file_job
from engine.errors import RequestError
from engine.file_job import Settings
from engine.generate.request import Context
from engine.timeline import parse_time


class Seconds(click.ParamType[float]):
    """Seconds, or m:ss.mmm."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """In seconds."""
        try:
            return float(value) if isinstance(value, int | float) else parse_time(str(value))
        except RequestError as error:
            self.fail(str(error), param, ctx)


class ContextLength(click.ParamType[Context | float]):
    """tight, normal, wide or seconds."""

    name = "context"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Context | float:
        """A word, or seconds."""
        if isinstance(value, Context | float):
            return value
        if value in list(Context):
            return Context(value)
        try:
            return parse_time(str(value))
        except RequestError:
            self.fail(f"“{value}” is none of tight, normal, wide, and no time", param, ctx)


@dataclass(frozen=True, slots=True)
class Common:
    """The options that every generating command has."""

    settings: Settings
    output: Path
    as_json: bool
    quiet: bool
    force: bool


def generating(command: Callable[..., None]) -> Callable[..., None]:
    """Add the common options, and hand them over as one `Common`."""

    def run(**options: Any) -> None:
        common = Common(
            settings=Settings(
                model=file_job.chosen_model(options.pop("model")),
                prompt=options.pop("prompt"),
                seed=options.pop("seed"),
                n_takes=options.pop("takes"),
                steps=options.pop("steps"),
                cfg=options.pop("cfg"),
                negative_prompt=options.pop("negative_prompt"),
                context=options.pop("context"),
                level_match=options.pop("level_match"),
                crossfade_s=options.pop("crossfade"),
                device=options.pop("device"),
            ),
            output=options.pop("output"),
            as_json=options.pop("as_json"),
            quiet=options.pop("quiet"),
            force=options.pop("force"),
        )
        command(common, **options)

    run.__doc__ = command.__doc__
    run.__name__ = command.__name__
    for option in reversed(_COMMON_OPTIONS):
        run = option(run)
    return run


_COMMON_OPTIONS = (
    click.option("--prompt", default="", help="What to make, in words."),
    click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="The file to write."),
    click.option("--model", help="Name of a model that is here, or a folder."),
    click.option(
        "--device", default="auto", type=click.Choice(["auto", "cpu", "cuda", "mps"]), show_default=True
    ),
    click.option("--seed", default=-1, help="Of the first take; -1 draws one and says which."),
    click.option("--takes", default=1, help="How many answers to make; one file each."),
    click.option("--steps", type=int, help="Sampling steps; the checkpoint's own number if left out."),
    click.option(
        "--context",
        default="normal",
        type=ContextLength(),
        help="How much the model hears: tight, normal, wide or seconds.",
    ),
    click.option("--negative-prompt", help="What to avoid (base models only)."),
    click.option("--cfg", type=float, help="Guidance scale (base models only)."),
    click.option(
        "--level-match/--no-level-match", default=True, help="Match levels at the joins by at most 6 dB."
    ),
    click.option(
        "--crossfade", default=0.010, type=Seconds(), help="Length of the joins, inside the region."
    ),
    click.option("--force", is_flag=True, help="Replace an existing output file."),
    click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else."),
    click.option("--quiet", is_flag=True, help="No progress."),
)
