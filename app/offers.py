"""What pressing Generate would do right now, and what the button says of it: pure functions, without Qt."""

from __future__ import annotations

from dataclasses import replace

from app.language import marked, tr
from app.requests import Form, Mode, Offer, passes, seconds_label
from app.timeline import words
from engine.document.document import Document, Region, Track
from engine.document.edits import MAX_CHANNELS_OF_A_TAKE
from engine.timeline import Span

TARGET_LENGTH = 24
"""So many letters of a region's name stand on the button."""

PASS_BY_PASS = marked("Each track is a pass of its own, one after the other.")


def offer(
    document: Document,
    track: Track | None,
    focused: Region | None,
    form: Form,
    selection: Span | None = None,
    *,
    tracks: tuple[str, ...] = (),
    reach: int = 0,
) -> Offer:
    """What pressing Generate would ask for; what was pointed at last counts.

    A focused region that has takes gets more of them, and so does one that is exactly what is selected;
    otherwise every region of the track that has none yet is asked for at once. Where there is none, or none
    that was pointed at since, the selection is enough.

    Args:
        focused: the region that has the keys; it lies on `track`, and was pointed at after a selection that
            reaches beyond it.
        selection: what is selected on `track`.
        tracks: all on which it is selected.
        reach: as for `passes`.
    """
    if form.mode is Mode.COMPOSE:
        label = tr("Compose {length}", length=seconds_label(form.length_s))
        return Offer(label, "" if form.prompt.strip() else tr("Write what it should sound like"))
    if track is None:
        return Offer(tr(form.mode.value), tr("Open audio first, or compose from text"))
    if form.mode is Mode.EXTEND:
        return _offer_extension(track, form)
    found = _offer_regions(document, track, focused, form, selection, tracks)
    if found.span and tracks not in ((), (track.id,)):
        found = _on_tracks(found, tracks, form)
    if len(found.regions) > 1:
        found = replace(found, note=_note(document, found.regions, form, reach))
    if not found.reason and _lacks_channels(document, track, found, form):
        return replace(found, reason=tr("Choose which channels to regenerate"))
    return found


def _on_tracks(found: Offer, tracks: tuple[str, ...], form: Form) -> Offer:
    """The same stretch of other tracks than the one that is pointed at, or of several."""
    if len(tracks) == 1:
        return replace(found, tracks=tracks)
    if form.mode is Mode.VARIATION:
        label = tr("Vary selection on {count} tracks", count=len(tracks))
    else:
        label = tr("Regenerate selection on {count} tracks", count=len(tracks))
    return replace(found, label=label, note=tr(PASS_BY_PASS), tracks=tracks)


def _offer_extension(track: Track, form: Form) -> Offer:
    text = tr("Add {length} before the start") if form.is_before else tr("Add {length} at the end")
    reason = "" if track.extent else tr("This track is empty: compose on it instead")
    if not reason and track.n_channels > MAX_CHANNELS_OF_A_TAKE and not form.channels:
        reason = tr("Choose which channels to extend")
    return Offer(text.format(length=seconds_label(form.length_s)), reason)


def _offer_regions(
    document: Document,
    track: Track,
    focused: Region | None,
    form: Form,
    selection: Span | None,
    tracks: tuple[str, ...],
) -> Offer:
    is_varied = form.mode is Mode.VARIATION
    if focused is None:  # a selection that is exactly a region means that one
        focused = next((region for region in track.regions if region.span == selection), None)
    marks = tuple(region.id for region in track.regions if not region.takes)
    if focused is not None and focused.takes:
        if len(alike := _alike(document, focused, selection, tracks)) > 1:
            both = (
                tr("More variations of {count} regions") if is_varied else tr("More takes of {count} regions")
            )
            return Offer(both.format(count=len(alike)), "", alike)
        text = tr("More variations of {region}") if is_varied else tr("More takes of {region}")
        return Offer(text.format(region=_target(focused)), "", (focused.id,))
    if marks and not _is_beside(track, focused, selection):
        return Offer(label_for(document, marks, is_varied), "", marks)
    if selection:
        return Offer(tr("Vary selection") if is_varied else tr("Regenerate selection"), "", (), selection)
    if is_varied:
        return Offer(tr("Vary"), tr("Select a region to vary"))
    return Offer(tr("Generate"), tr("Select a region to regenerate"))


def _alike(
    document: Document, focused: Region, selection: Span | None, tracks: tuple[str, ...]
) -> tuple[str, ...]:
    """The regions with takes, one on each track, that are just what is selected as the focused one is."""
    if selection != focused.span:
        return (focused.id,)
    regions = (region for id_ in tracks for region in document.track(id_).regions)
    return tuple(region.id for region in regions if region.takes and region.span == selection)


def _is_beside(track: Track, focused: Region | None, selection: Span | None) -> bool:
    """Whether something was selected that no region has to do with: the last thing pointed at counts."""
    if not selection or focused is not None:
        return False
    return not any(region.span.overlaps(selection) for region in track.regions)


def label_for(document: Document, regions: tuple[str, ...], is_varied: bool) -> str:
    """What the button says of these regions."""
    if len(regions) == 1:
        text = tr("Vary {region}") if is_varied else tr("Generate {region}")
        return text.format(region=_target(document.region(regions[0])))
    text = tr("Vary {count} regions") if is_varied else tr("Generate {count} regions")
    return text.format(count=len(regions))


def _target(region: Region) -> str:
    """What a region is called on its lane, short enough for a button."""
    label = words.region_label(region)
    return label if len(label) <= TARGET_LENGTH else f"{label[: TARGET_LENGTH - 1].rstrip()}…"


def _note(document: Document, regions: tuple[str, ...], form: Form, reach: int) -> str:
    """That several runs are needed and why, said before the first."""
    if len({document.track_of(region).id for region in regions}) > 1:
        return tr(PASS_BY_PASS)
    n_passes, n_prompts = (len(passes(document, regions, form, each)) for each in (reach, 0))
    if n_passes < 2:
        return ""
    if n_passes > n_prompts:
        return tr("The regions lie far apart: {count} passes, one after the other.", count=n_passes)
    return tr("The prompts differ: {count} passes, one after the other.", count=n_passes)


def _lacks_channels(document: Document, track: Track, found: Offer, form: Form) -> bool:
    if form.channels:
        return False
    concerned = {track.id, *found.tracks, *(document.track_of(region).id for region in found.regions)}
    if all(document.track(id_).n_channels <= MAX_CHANNELS_OF_A_TAKE for id_ in concerned):
        return False
    return bool(found.span) or any(not document.region(region).channels for region in found.regions)
