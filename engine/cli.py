"""`inlay …`: the engine without a window.

Exit codes: 0 done, 1 an error told in one sentence, 2 wrong usage, 130 cancelled.
"""

from __future__ import annotations

import dataclasses
import io
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import click

from engine import benching, catalogue, console, file_job, outgoing, reports, storage
from engine.audio import files
from engine.audio.files import Reader, Source
from engine.document import edits, splice
from engine.document.document import Document
from engine.errors import EngineError, RequestError, UnexpectedError
from engine.generate.request import Progress, Request
from engine.generate.worker import Job
from engine.options import Common, Seconds, generating
from engine.places import Places
from engine.timeline import Mask, Span, format_time, parse_region, seconds_to_samples


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    _write_any_text()
    _end_orderly()
    try:
        inlay.main(
            args=None if arguments is None else list(arguments), prog_name="inlay", standalone_mode=False
        )
    except click.UsageError as error:
        error.show()
        return 2
    except (KeyboardInterrupt, click.Abort):
        console.fail("cancelled; what was not finished has not been written.")
        return 130
    except Failed:
        return 1
    except EngineError as error:
        if isinstance(error, UnexpectedError):
            console.log_unexpected(error)
        console.fail(str(error))
        return 1
    except click.exceptions.Exit as end:
        return end.exit_code
    except BrokenPipeError:
        sys.stderr.close()  # whoever read our output has gone: there is nobody left to tell
        return 1
    except Exception as error:  # the command line's one catch-all
        log = console.log_unexpected(error)
        where = f" Details are in “{log}”." if log else ""
        console.fail(f"Something unexpected happened ({type(error).__name__}: {error}).{where}")
        return 1
    return 0


def _write_any_text() -> None:
    """Names and prompts that the terminal or a pipe cannot show are escaped: printing never fails."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _end_orderly() -> None:
    """Let a request to end, or a closed terminal, run every `finally`: nothing half-written stays behind."""

    def leave(number: int, _: object) -> NoReturn:
        sys.exit(128 + number)

    if threading.current_thread() is threading.main_thread():
        for name in ("SIGTERM", "SIGHUP"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), leave)


class Failed(Exception):
    """The outcome is a failure that has been told."""


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="inlay", prog_name="inlay")
def inlay() -> None:
    """Change one part of a recording with a generative model, on your own machine.

    Without a command, `inlay [FILE…]` opens the editor. Times are seconds or m:ss.mmm.
    """


@inlay.command()
@click.argument("recording", type=click.Path(path_type=Path))
@click.option(
    "--region",
    "regions",
    multiple=True,
    required=True,
    help="What to regenerate, as in 1.20-1.60; may be repeated.",
)
@generating
def inpaint(common: Common, recording: Path, regions: tuple[str, ...]) -> None:
    """Regenerate stretches of RECORDING; everything else stays identical, sample by sample."""
    source, document = _open(recording)
    _finish(common, source, *_marked(document, regions))


@inlay.command()
@click.argument("recording", type=click.Path(path_type=Path))
@click.option("--seconds", required=True, type=Seconds(), help="How much to add.")
@click.option("--before", is_flag=True, help="Add before the start instead of after the end.")
@generating
def extend(common: Common, recording: Path, seconds: float, before: bool) -> None:
    """Continue RECORDING from its end, or lead into its start."""
    source, document = _open(recording)
    rate = document.sample_rate
    document, region = edits.extend_region(
        document,
        document.tracks[0].id,
        seconds_to_samples(seconds, rate),
        crossfade=seconds_to_samples(common.settings.crossfade_s, rate),
        before=before,
    )
    _finish(common, source, document, (region,))


@inlay.command()
@click.option("--seconds", required=True, type=Seconds(), help="Length of the piece.")
@generating
def compose(common: Common, seconds: float) -> None:
    """Make a new piece from a prompt alone."""
    document = edits.add_empty_track(Document(sample_rate=44100), "composed")
    document, region = edits.compose_region(
        document, document.tracks[0].id, seconds_to_samples(seconds, 44100)
    )
    _finish(common, None, document, (region,))


@inlay.command()
@click.argument("recording", type=click.Path(path_type=Path))
@click.option("--region", "regions", multiple=True, help="What to vary; all of it if left out.")
@click.option("--strength", default=0.6, show_default=True, help="0 keeps all of the old sound, 1 none.")
@generating
def vary(common: Common, recording: Path, regions: tuple[str, ...], strength: float) -> None:
    """Make a variation of RECORDING, or of stretches of it."""
    source, document = _open(recording)
    common = dataclasses.replace(common, settings=dataclasses.replace(common.settings, strength=strength))
    if regions:
        _finish(common, source, *_marked(document, regions))
        return
    document, region = edits.add_region(document, document.tracks[0].id, document.extent)
    _finish(common, source, document, (region,))


@inlay.command()
@click.argument("a", type=click.Path(path_type=Path))
@click.argument("b", type=click.Path(path_type=Path))
@click.option("--region", "regions", multiple=True, help="A stretch that may differ; may be repeated.")
@click.option(
    "--offset",
    default=0.0,
    type=Seconds(),
    help="How much later A's sound lies in B (after adding before the start).",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
def compare(a: Path, b: Path, regions: tuple[str, ...], offset: float, as_json: bool) -> None:
    """Null test of two files: count the samples that differ outside and inside the regions.

    Exits 0 where B holds all samples of A outside the regions unchanged, and 1 where it does not.
    """
    first, second = files.probe(a), files.probe(b)
    if (first.sample_rate, first.n_channels) != (second.sample_rate, second.n_channels):
        raise RequestError(
            "these files",
            f"cannot be compared sample by sample: {first.sample_rate} Hz with {first.n_channels} channels"
            f" against {second.sample_rate} Hz with {second.n_channels}",
        )
    mask = Mask.of(parse_region(text, first.sample_rate) for text in regions)
    shift = seconds_to_samples(offset, first.sample_rate)
    shared = Span(0, first.n_samples).overlap(Span(-shift, second.n_samples - shift))
    with Reader() as reader:
        test = splice.null_test(
            lambda span: reader.read(first, span),
            lambda span: reader.read(second, span.shifted(shift)),
            shared,
            mask,
        )
    kept = mask.outside(Span(0, first.n_samples))
    n_missing = sum(span.length - span.overlap(shared).length for span in kept)
    is_identical = test.is_identical and not n_missing
    if as_json:
        lengths = {"n_samples": [first.n_samples, second.n_samples], "compared": [shared.start, shared.stop]}
        values = reports.null_test_values(test, first.sample_rate) | lengths
        reports.print_json(
            values | {"identical": is_identical, "missing_outside": n_missing * first.n_channels}
        )
    else:
        reports.print_comparison(test, first, second, shared)
        if n_missing:
            print(f"missing: the second file does not hold {n_missing} samples of the first's length")
    if not is_identical:
        raise Failed


inlay.add_command(outgoing.export)
inlay.add_command(outgoing.stems)
inlay.add_command(benching.bench)


@inlay.group()
def models() -> None:
    """Which models are here, and whether a folder is a whole model."""


@models.command("words")
@click.argument("model", required=False)
def words(model: str | None) -> None:
    """What MODEL (the default one if left out) was taught to be asked with."""
    if not model and (entry := catalogue.default()):
        model = str(entry.folder)
    if not model:
        raise RequestError("a model", "is not here yet; `inlay models list` says which ones there are")
    known = catalogue.words_of(catalogue.find(model))
    if not known.families:
        print("Its words are not listed; describe the sound as you would to a person.")
        return
    print("Sounds: " + ", ".join(known.families))
    print("\nAll words: " + " ".join(sorted(known.words)))
    print("\nFor example:")
    for example in known.examples:
        print(f"  {example}")


@models.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
def list_models(as_json: bool) -> None:
    """The models on this machine, and how to get others."""
    here = catalogue.entries()
    if as_json:
        values = [{"name": e.name, "folder": str(e.folder)} for e in here]
        reports.print_json({"here": values, "published": [known.name for known in catalogue.PUBLISHED]})
        return
    for entry in here:
        print(f"{entry.name:18} {entry.folder}")
    print("Here: none." if not here else "", end="\n" if not here else "")
    missing = [known for known in catalogue.PUBLISHED if known.name not in {e.name for e in here}]
    if missing:
        print("\nCan be had:")
    for known in missing:
        print(f"  {known.how_to_get}  [{known.about}; {known.licence}]")


@models.command("check")
@click.argument("folder")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
def check_model(folder: str, as_json: bool) -> None:
    """Whether FOLDER (or a model's name) is a whole model, with every tensor and none too many."""
    from engine.model import checkpoint

    path = catalogue.find(folder)
    problems = checkpoint.check(path)
    if as_json:
        reports.print_json({"folder": str(path), "whole": not problems, "problems": problems})
    elif not problems:
        print(f"“{path}” is a whole model.")
    for problem in [] if as_json else problems:
        console.fail(problem)
    if problems:
        raise Failed


@inlay.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
def doctor(as_json: bool) -> None:
    """What this machine offers: device, attention, memory, audio output, versions."""
    from engine import doctor as examination

    findings = examination.examine()
    if as_json:
        reports.print_json(findings)
        return
    for name, finding in findings.items():
        shown = ", ".join(f"{k} {v}" for k, v in finding.items()) if isinstance(finding, dict) else finding
        print(f"{name:14} {shown}")


@inlay.command("storage")
@click.option(
    "--free",
    "kinds",
    multiple=True,
    type=click.Choice([storage.CACHES, storage.TAKES, storage.JOURNALS]),
    help="Remove what lies there of this kind; may be repeated.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
def show_storage(kinds: tuple[str, ...], as_json: bool) -> None:
    """What no project and no unsaved work needs, and would be free without it."""
    places = Places.of_user()
    heaps = storage.heaps(places.with_takes_in(places.kept_takes_folder()))
    freed = {heap.kind: storage.free(heap) for heap in heaps if heap.kind in kinds}
    if as_json:
        reports.print_json({"could_go": {heap.kind: heap.n_bytes for heap in heaps}, "freed": freed})
        return
    for heap in heaps:
        done = "  freed" if heap.kind in freed else ""
        print(f"{heap.kind:10} {storage.as_text(heap.n_bytes):>12}  {storage.ABOUT[heap.kind]}{done}")


def _generate(request: Request) -> Job:
    """The engine of this process; torch is imported once all that can be refused has been."""
    from engine.generate.worker import local_engine

    yield Progress("Starting the engine")
    return (yield from local_engine()(request))


def _open(recording: Path) -> tuple[Source, Document]:
    source = files.probe(recording)
    if source.warning:
        console.fail(source.warning)
    return source, edits.new_document(source)


def _marked(document: Document, regions: tuple[str, ...]) -> tuple[Document, tuple[str, ...]]:
    """The document with these regions, and their identifiers; those that touch become one."""
    track = document.tracks[0]
    spans = Mask.of(parse_region(text, document.sample_rate) for text in regions).spans
    length = format_time(track.extent.stop / document.sample_rate)
    for span in spans:
        if not span.overlaps(track.extent):
            start, stop = (format_time(edge / document.sample_rate) for edge in (span.start, span.stop))
            raise RequestError(
                f"the region {start}-{stop}",
                f"lies outside the recording, which is {length} long: use `inlay extend` to add to it",
            )
    document = edits.set_mask(document, track.id, spans)
    return document, tuple(region.id for region in document.tracks[0].regions)


def _finish(common: Common, source: Source | None, document: Document, regions: tuple[str, ...]) -> None:
    with console.progress_bar(quiet=common.quiet or common.as_json) as tell:
        finished = file_job.run(
            _generate, document, regions, common.output, common.settings, overwrite=common.force, tell=tell
        )
    if common.as_json:
        reports.print_json(reports.values(finished, source, document.sample_rate))
    else:
        reports.print_outcome(finished, source)
    if finished.problem:
        console.fail(finished.problem)
    if finished.problem or not all(output.null_test.is_identical for output in finished.outputs):
        raise Failed


if __name__ == "__main__":
    sys.exit(main())
