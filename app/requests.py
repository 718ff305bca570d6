"""From what the generate panel says and what the user points at to a request: pure functions, without Qt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from engine.document import edits
from engine.document.document import Document, Region, Track
from engine.document.splice import crossfade_length
from engine.generate.request import Context, Request
from engine.timeline import format_time, samples_to_seconds, seconds_to_samples

NAME_LENGTH = 32
CROSSFADE_S = 0.010


class Mode(StrEnum):
    """What the user wants of the model; see `engine/__init__.py` for how each is a region."""

    REGENERATE = "Regenerate"
    EXTEND = "Extend"
    VARIATION = "Variation"
    COMPOSE = "Compose"


@dataclass(frozen=True, slots=True)
class Form:
    """The generate panel, as values.

    `seed` -1 draws one; `strength` counts for variations; `length_s` is what an extension adds or how long a
    composition is.
    """

    mode: Mode = Mode.REGENERATE
    prompt: str = ""
    context: Context | float = Context.NORMAL
    n_takes: int = 2
    seed: int = -1
    strength: float = 0.6
    length_s: float = 8.0
    is_before: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """What the button would do: what it says, why it cannot be pressed (or ""), and for which regions."""

    label: str
    reason: str = ""
    regions: tuple[str, ...] = ()


def offer(document: Document, track: Track | None, focused: Region | None, form: Form) -> Offer:
    """What pressing Generate would ask for.

    A focused region that has takes gets more of them; otherwise every region of the track that has none yet
    is asked for at once.
    """
    if form.mode is Mode.COMPOSE:
        return Offer(
            f"Compose {_seconds(form.length_s)}",
            "" if form.prompt.strip() else "Write what it should sound like",
        )
    if track is None:
        return Offer(form.mode.value, "Open audio first, or compose from text")
    if form.mode is Mode.EXTEND:
        where = "before the start" if form.is_before else "at the end"
        reason = "" if track.extent else "This track is empty: compose on it instead"
        return Offer(f"Add {_seconds(form.length_s)} {where}", reason)
    return _offer_regions(track, focused, form)


def _offer_regions(track: Track, focused: Region | None, form: Form) -> Offer:
    if focused is not None and focused.takes:
        wanted: tuple[str, ...] = (focused.id,)
    else:
        wanted = tuple(region.id for region in track.regions if not region.takes)
    is_varied = form.mode is Mode.VARIATION
    verb = "Vary" if is_varied else "Generate"
    if not wanted:
        return Offer(verb, f"Select a region to {'vary' if is_varied else 'regenerate'}")
    if focused is not None and focused.takes:
        return Offer("Make more variations" if is_varied else "Generate more takes", "", wanted)
    return Offer(f"{verb} {len(wanted)} region{'s' if len(wanted) != 1 else ''}", "", wanted)


def prepare(
    document: Document, track: Track | None, regions: tuple[str, ...], form: Form
) -> tuple[Document, tuple[str, ...]]:
    """The document with the regions that the request is for, and their identifiers.

    Only extending and composing change the document: they make the region that will hold the new sound.

    Raises:
        ValueError: an extension without a track.
    """
    n_samples = seconds_to_samples(form.length_s, document.sample_rate)
    if form.mode is Mode.COMPOSE:
        name = " ".join(form.prompt.split())[:NAME_LENGTH] or "Composition"
        document = edits.add_empty_track(document, name)
        document, region = edits.compose_region(document, document.tracks[-1].id, n_samples)
        return document, (region,)
    if form.mode is Mode.EXTEND:
        if track is None:
            raise ValueError("an extension needs a track")
        crossfade = crossfade_length(n_samples, document.sample_rate, CROSSFADE_S)
        document, region = edits.extend_region(
            document, track.id, n_samples, crossfade=crossfade, before=form.is_before
        )
        return document, (region,)
    return document, regions


def request(
    document: Document, regions: tuple[str, ...], form: Form, *, folder: Path, model: str, device: str
) -> Request:
    """What is asked of the engine for these regions of one track.

    Raises:
        RequestError: a value that no engine can carry out.
    """
    return Request(
        track=document.track_of(regions[0]),
        sample_rate=document.sample_rate,
        regions=regions,
        folder=folder,
        model=model,
        prompt=form.prompt.strip(),
        seed=form.seed,
        n_takes=form.n_takes,
        strength=form.strength if form.mode is Mode.VARIATION else 1.0,
        context=form.context,
        crossfade_s=CROSSFADE_S,
        device=device,
    )


def labels(form: Form, n_regions: int) -> tuple[str, str]:
    """Names of the undo steps: of making the region, and of the takes that arrive for it."""
    seconds = _seconds(form.length_s)
    return {
        Mode.COMPOSE: (f"Make room for {seconds}", f"Compose {seconds}"),
        Mode.EXTEND: (f"Make room for {seconds}", f"Extend by {seconds}"),
        Mode.VARIATION: ("", f"Vary {_count(n_regions)}"),
        Mode.REGENERATE: ("", f"Regenerate {_count(n_regions)}"),
    }[form.mode]


def total(document: Document, track: Track | None, form: Form) -> str:
    """How long the track will be, as the panel says it."""
    if form.mode is Mode.COMPOSE or track is None:
        return f"{format_time(form.length_s)} in total"
    seconds = samples_to_seconds(track.extent.length, document.sample_rate) + form.length_s
    return f"{format_time(seconds)} in total"


def _seconds(seconds: float) -> str:
    return f"{seconds:g} s"


def _count(n_regions: int) -> str:
    return "region" if n_regions == 1 else f"{n_regions} regions"
