"""From what the generate panel says and what the user points at to a request: pure functions, without Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from app.language import marked, tr
from app.timeline import words
from engine.document import edits
from engine.document.document import Document, Region, Track
from engine.document.edits import MAX_CHANNELS_OF_A_TAKE
from engine.document.splice import crossfade_length
from engine.generate.request import Context, Request
from engine.timeline import Span, format_time, samples_to_seconds, seconds_to_samples

NAME_LENGTH = 32
CROSSFADE_S = 0.010
NOTHING = Span(0, 0)


class Mode(StrEnum):
    """What the user wants of the model; see `engine/__init__.py` for how each is a region."""

    REGENERATE = marked("Regenerate")
    EXTEND = marked("Extend")
    VARIATION = marked("Variation")
    COMPOSE = marked("Compose")


@dataclass(frozen=True, slots=True)
class Form:
    """The generate panel, as values.

    `prompt` is that of all regions without one of their own. `seed` -1 draws one; `strength` counts for
    variations; `length_s` is what an extension adds or how long a composition is. `channels` are those to be
    changed of a track that has more than a take can hold. `steps`, `cfg` and `negative_prompt` are None for
    what the model's makers recommend.
    """

    mode: Mode = Mode.REGENERATE
    prompt: str = ""
    context: Context | float = Context.NORMAL
    n_takes: int = 2
    seed: int = -1
    strength: float = 0.6
    length_s: float = 8.0
    is_before: bool = False
    channels: tuple[int, ...] = ()
    steps: int | None = None
    cfg: float | None = None
    negative_prompt: str | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """What the button would do: what it says, why it cannot be pressed (or ""), and for which regions.

    `span` is a stretch that becomes a region of each of `tracks` with the request; empty where there are
    regions already. `note` is what should be known before it is pressed.
    """

    label: str
    reason: str = ""
    regions: tuple[str, ...] = ()
    span: Span = NOTHING
    note: str = ""
    tracks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pass:
    """One run of the model: regions of one track that share a prompt and lie within its reach."""

    prompt: str
    regions: tuple[str, ...]


def passes(document: Document, regions: tuple[str, ...], form: Form, reach: int = 0) -> tuple[Pass, ...]:
    """The runs that these regions need, in the order in which their prompts come.

    Args:
        reach: samples that one run makes anew at most; regions that lie further apart have runs of their own.
            0 for a model that is not known.
    """
    together: dict[tuple[str, str], list[Region]] = {}
    for region in map(document.region, regions):
        prompt = (form.prompt if region.prompt is None else region.prompt).strip()
        together.setdefault((document.track_of(region.id).id, prompt), []).append(region)
    return tuple(
        Pass(prompt, tuple(region.id for region in near))
        for (_track, prompt), found in together.items()
        for near in _within_reach(found, reach)
    )


def _within_reach(regions: list[Region], reach: int) -> list[list[Region]]:
    """The regions in groups, each as large as one run can be."""
    groups: list[list[Region]] = []
    for region in sorted(regions, key=lambda region: region.span):
        if groups and (not reach or region.span.stop - groups[-1][0].span.start <= reach):
            groups[-1].append(region)
        else:
            groups.append([region])
    return groups


def prepare(
    document: Document, track: Track | None, form: Form, wanted: Offer
) -> tuple[Document, tuple[str, ...]]:
    """The document with the regions that the request is for, and their identifiers.

    Where the offer names none, extending, composing and a bare selection make the one that will hold the new
    sound.

    Raises:
        RequestError: there is no room for it.
        ValueError: an extension or a selection without a track.
    """
    regions = wanted.regions
    if form.mode is Mode.COMPOSE and not regions:
        return _prepare_composition(document, form)
    if track is None:
        raise ValueError("only a composition needs no track")
    if form.mode is Mode.EXTEND and not regions:
        n_samples = seconds_to_samples(form.length_s, document.sample_rate)
        crossfade = crossfade_length(n_samples, document.sample_rate, CROSSFADE_S)
        document, region = edits.extend_region(
            document, track.id, n_samples, crossfade=crossfade, before=form.is_before
        )
        regions = (region,)
    elif wanted.span and not regions:
        for id_ in wanted.tracks or (track.id,):
            if wanted.tracks:  # marks of a track that is not looked at would make it longer
                document = edits.clear_marks(document, id_, wanted.span)
            document, region = edits.add_region(document, id_, wanted.span)
            regions = (*regions, region)
    return _with_channels(document, regions, form), regions


def _prepare_composition(document: Document, form: Form) -> tuple[Document, tuple[str, ...]]:
    name = " ".join(form.prompt.split())[:NAME_LENGTH] or tr("Composition")
    document = edits.add_empty_track(document, name)
    n_samples = seconds_to_samples(form.length_s, document.sample_rate)
    document, region = edits.compose_region(document, document.tracks[-1].id, n_samples)
    return document, (region,)


def with_prompts_kept(document: Document, regions: tuple[str, ...], form: Form) -> Document:
    """The same, where other regions that have takes keep the prompt that these were asked with as their own.

    Otherwise pointing at one of them again would show, and ask for, what was meant for another place.
    """
    for region in (region for track in document.tracks for region in track.regions):
        kept = region.takes[-1].prompt if region.takes else ""
        if region.id not in regions and region.prompt is None and kept not in ("", form.prompt.strip()):
            document = edits.set_prompt(document, region.id, kept)
    return document


def _with_channels(document: Document, regions: tuple[str, ...], form: Form) -> Document:
    """Regions of a track with many channels get those that the form names, unless they have their own."""
    for region_id in regions if form.channels else ():
        n_channels = document.track_of(region_id).n_channels
        if n_channels > MAX_CHANNELS_OF_A_TAKE and not document.region(region_id).channels:
            document = edits.set_channels(document, region_id, form.channels)
    return document


def request(
    document: Document,
    regions: tuple[str, ...],
    form: Form,
    *,
    folder: Path,
    model: str,
    device: str,
    prompt: str | None = None,
) -> Request:
    """What is asked of the engine for these regions of one track.

    Args:
        prompt: that of one pass; None takes the form's.
    Raises:
        RequestError: a value that no engine can carry out.
    """
    return Request(
        track=document.track_of(regions[0]),
        sample_rate=document.sample_rate,
        regions=regions,
        folder=folder,
        model=model,
        prompt=(form.prompt if prompt is None else prompt).strip(),
        seed=form.seed,
        n_takes=form.n_takes,
        steps=form.steps,
        cfg=form.cfg,
        negative_prompt=form.negative_prompt,
        strength=form.strength if form.mode is Mode.VARIATION else 1.0,
        context=form.context,
        crossfade_s=CROSSFADE_S,
        device=device,
    )


def labels(form: Form, regions: Sequence[Region]) -> tuple[str, str]:
    """Names of the undo steps: of making these regions, and of the takes that arrive for them."""
    length = seconds_label(form.length_s)
    if form.mode is Mode.COMPOSE:
        return tr("Make room for {length}", length=length), tr("Compose {length}", length=length)
    if form.mode is Mode.EXTEND:
        return tr("Make room for {length}", length=length), tr("Extend by {length}", length=length)
    verb = tr("Vary {what}") if form.mode is Mode.VARIATION else tr("Regenerate {what}")
    return tr("Add region"), verb.format(what=_named(regions))


def total(document: Document, track: Track | None, form: Form) -> str:
    """How long the track will be, as the panel says it."""
    seconds = form.length_s
    if form.mode is not Mode.COMPOSE and track is not None:
        seconds += samples_to_seconds(track.extent.length, document.sample_rate)
    return tr("{time} in total", time=format_time(seconds))


def quality_hint(sample_rate: int, model_rate: int) -> str:
    """What the rates of file and model set bounds to; "" where they are alike enough.

    Args:
        sample_rate, model_rate: Hz.
    """
    file, model = f"{sample_rate / 1000:g} kHz", f"{model_rate / 1000:g} kHz"
    if sample_rate < model_rate * 0.7:
        text = tr("The file runs at {file}: new sound ends at {top}, as the rest of it does.")
        return text.format(file=file, top=f"{sample_rate / 2000:g} kHz")
    if sample_rate > model_rate * 1.5:
        text = tr("The model works at {model}: new sound ends at {top}, though the file reaches higher.")
        return text.format(model=model, top=f"{model_rate / 2000:g} kHz")
    return ""


def seconds_label(seconds: float) -> str:
    """`2.5 s`."""
    return f"{seconds:g} s"


def _named(regions: Sequence[Region]) -> str:
    return words.region_name(regions[0]) if len(regions) == 1 else tr("{count} regions", count=len(regions))
