"""`inlay stems` and `inlay export`: projects and recordings leave as files, without a window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from engine import console, reports
from engine.audio import files
from engine.audio.files import Reader
from engine.document import edits
from engine.document.document import Document
from engine.document.project import Project, folder_of, is_project
from engine.errors import OutputError, RequestError
from engine.export import leaving, naming, passage, pieces, session
from engine.export.leaving import Piece, Written
from engine.export.naming import Words
from engine.export.pieces import Which
from engine.export.shape import FORMATS, Channels, Depth, Shape, format_of
from engine.export.track import Watch
from engine.generate.request import Progress
from engine.timeline import Span, parse_region


@dataclass(frozen=True, slots=True)
class Manner:
    """The options that both commands have."""

    shape: Shape
    force: bool
    as_json: bool
    quiet: bool


def leaving_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of `Manner`, and hand them over as one."""

    def run(**given: Any) -> None:
        shape = Shape(
            given.pop("format"),
            Depth(given.pop("depth")),
            given.pop("rate"),
            given.pop("dither"),
            Channels(given.pop("channels")),
        )
        manner = Manner(shape, given.pop("force"), given.pop("as_json"), given.pop("quiet"))
        command(manner, **given)

    run.__doc__, run.__name__ = command.__doc__, command.__name__
    for option in reversed(_OPTIONS):
        run = option(run)
    return run


_OPTIONS = (
    click.option("--format", type=click.Choice(list(FORMATS)), default="wav", show_default=True),
    click.option(
        "--depth",
        type=click.Choice([str(depth) for depth in Depth]),
        default="24",
        show_default=True,
        help="Bits of a sample.",
    ),
    click.option("--rate", type=click.IntRange(1000, 1_000_000), help="In Hz; the project's if left out."),
    click.option(
        "--channels",
        type=click.Choice([str(channels) for channels in Channels]),
        default="project",
        show_default=True,
        help="Of surround the first pair, as in the mix; mono is the mean of both sides.",
    ),
    click.option(
        "--dither/--no-dither", default=True, help="Noise of one step where samples have to be rounded."
    ),
    click.option("--force", is_flag=True, help="Replace existing files."),
    click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else."),
    click.option("--quiet", is_flag=True, help="No progress."),
)


@click.command()
@click.argument("project", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="The folder; PROJECT_stems if left out."
)
@click.option(
    "--tracks",
    type=click.Choice([str(Which.AUDIBLE), str(Which.ALL)]),
    default="audible",
    show_default=True,
    help="Which tracks; muted ones are not audible.",
)
@click.option("--track", "numbers", multiple=True, type=int, help="The number of a track; may be repeated.")
@click.option("--with-master", is_flag=True, help="The mix, too.")
@click.option("--before-fader", is_flag=True, help="Without the gain and balance of each track.")
@click.option("--name", default=naming.STEMS, show_default=True, help="May hold $project too.")
@click.option(
    "--session",
    "sessions",
    multiple=True,
    type=click.Choice([suffix[1:] for suffix in session.SUFFIXES]),
    help="A session of the stems for other programs beside them; may be repeated.",
)
@leaving_options
def stems(
    manner: Manner,
    project: Path,
    output: Path | None,
    tracks: str,
    numbers: tuple[int, ...],
    with_master: bool,
    before_fader: bool,
    name: str,
    sessions: tuple[str, ...],
) -> None:
    """Write one file for each track of PROJECT, all beginning at the same sample and of the same length."""
    document, title = opened(project)
    folder = output or pieces.stems_folder(folder_of(project).absolute().parent, title)
    selected = _selected(document, numbers)
    which = Which.SELECTED if numbers else Which(tracks)
    with Reader() as reader:
        wanted = pieces.stems(
            document,
            pieces.chosen(document, which, selected),
            folder,
            reader.read,
            suffix=manner.shape.suffix,
            project=title,
            template=name,
            with_master=with_master,
            at_fader=not before_fader,
        )
        with leaving.made_folder(folder):
            written = write(document, wanted, manner)
            made = [folder / f"{naming.tidy(title)}.{kind}" for kind in sessions]
            for path in made:
                session.write_of_stems(document, path, written, title=title, overwrite=manner.force)
    tell(written, manner, made)


@click.command()
@click.argument("project", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    help="The file, whose suffix says what it is; with --changes, a folder. May hold $project.",
)
@click.option("--span", help="A stretch of it, as in 1.20-1.60.")
@click.option("--loop", is_flag=True, help="The loop that was set in the window.")
@click.option("--changes", is_flag=True, help="Only what was changed: each take that is heard, as a clip.")
@click.option("--name", default=naming.CHANGES, show_default=True, help="Of the files of --changes.")
@leaving_options
def export(
    manner: Manner, project: Path, output: Path, span: str | None, loop: bool, changes: bool, name: str
) -> None:
    """Write the mix of PROJECT as a sound file, or all of it as a .dawproject or .rpp session."""
    document, title = opened(project)
    output = output.with_name(Words(title).fill(output.stem) + output.suffix)
    with Reader() as reader:
        if changes:
            wanted = pieces.changes(
                document, output, reader.read, suffix=manner.shape.suffix, project=title, template=name
            )
            with leaving.made_folder(output):
                tell(write(document, wanted, manner), manner)
        elif session.is_session(output):
            _write_session(document, output, title, reader, manner)
        else:
            shape = replace(manner.shape, format=_format(output))
            wanted = pieces.mix(document, _stretch(document, project, span, loop), reader.read, output)
            tell(write(document, wanted, replace(manner, shape=shape)), manner)


def _write_session(document: Document, output: Path, title: str, reader: Reader, manner: Manner) -> None:
    with console.progress_bar(quiet=manner.quiet or manner.as_json) as show:
        session.write_session(
            document,
            output,
            reader.read,
            title=title,
            overwrite=manner.force,
            watch=_showing(show),
        )
    tell((), manner, [output])


def _format(output: Path) -> str:
    """What a file of this name is; sessions are named, too, where it is none of either."""
    try:
        return format_of(output)
    except OutputError as error:
        raise OutputError(output, f"{error.reason}, {', '.join(session.SUFFIXES)}") from None


def _stretch(document: Document, project: Path, span: str | None, is_loop: bool) -> Span:
    """What of the timeline is wanted: the stretch that was named, the loop, or all of it."""
    if span is not None:
        return parse_region(span, document.sample_rate)
    return _loop(project) if is_loop else passage.whole(document)


def _loop(project: Path) -> Span:
    """The loop as the window keeps it with the project.

    Raises:
        RequestError: there is none.
    """
    told = Project(folder_of(project).absolute()).open().view.get("loop") if project.is_dir() else None
    if isinstance(told, list) and len(told) == 2 and all(type(edge) is int for edge in told):
        start, stop = told
        if start < stop:
            return Span(start, stop)
    raise RequestError("the loop", "is not set: name a stretch with --span, as in 1.20-1.60")


def opened(path: Path) -> tuple[Document, str]:
    """The document of a project, or of a recording, and what it is called.

    Raises:
        EngineError: it is neither, or damaged.
    """
    if path.is_dir() or is_project(path):
        folder = folder_of(path).absolute()
        return Project(folder).open().history.document, folder.name
    source = files.probe(path)
    if source.warning:
        console.fail(source.warning)
    return edits.new_document(source), path.stem


def write(document: Document, wanted: Sequence[Piece], manner: Manner) -> tuple[Written, ...]:
    """Write them all, with a bar for whoever watches."""
    with console.progress_bar(quiet=manner.quiet or manner.as_json) as show:
        shape, watch = manner.shape, _showing(show)
        return leaving.write_all(document, wanted, shape, overwrite=manner.force, watch=watch)


def _showing(show: Callable[[Progress], None]) -> Watch:
    """What a bar is told of files, in percent."""
    return lambda phase, n, total: show(Progress(phase, 100 * n // max(1, total), 100))


def tell(written: Sequence[Written], manner: Manner, sessions: Sequence[Path] = ()) -> None:
    """Say what is there now."""
    if manner.as_json:
        told = [reports.written_values(one) for one in written]
        reports.print_json({"outputs": told, "sessions": [str(path) for path in sessions]})
        return
    for one in written:
        print(reports.written_line(one))
    for path in sessions:
        print(path)


def _selected(document: Document, numbers: tuple[int, ...]) -> tuple[str, ...]:
    """The identifiers of tracks that were named by their place."""
    for number in numbers:
        if not 1 <= number <= len(document.tracks):
            raise RequestError(f"track {number}", f"is not there: there are {len(document.tracks)}")
    return tuple(document.tracks[number - 1].id for number in numbers)
