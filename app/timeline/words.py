"""What regions and takes are called, on the screen and aloud."""

from __future__ import annotations

from app.language import tr
from app.timeline.time_format import zero_of
from engine.document.document import ORIGINAL, Clip, Document, Region, Take, Track
from engine.timeline import Span, samples_to_seconds


def track_in(document: Document, track_id: str) -> Track:
    """The track of that identifier, or an empty one in the moment in which it is being taken away."""
    return next((t for t in document.tracks if t.id == track_id), None) or Track(1, id=track_id)


def region_label(region: Region) -> str:
    """Its name, or `R2`."""
    return region.name or tr("R{n}", n=region.number)


def region_name(region: Region) -> str:
    """Its name, or `region 2`: for undo steps and hints."""
    return f"“{region.name}”" if region.name else tr("region {n}", n=region.number)


def gain(gain_db: float) -> str:
    """`+1.5 dB`, with a true minus."""
    return tr("{gain} dB", gain=f"{gain_db:+.1f}".replace("-", "−") if gain_db else "0.0")


def take_label(take: Take | None) -> str:
    """`original`, or number and name, or number and seed; and what it was turned up by."""
    if take is None:
        return tr("original")
    name = f"“{take.name}”" if take.name else tr("seed {seed}", seed=take.seed)
    turned = f"  {gain(take.trim_db)}" if take.trim_db else ""
    return f"{take.number}  {name}{turned}"


def chip_label(row_number: int) -> str:
    """What stands on the chip of a take that is not heard."""
    return str(row_number)


def take_name(number: int) -> str:
    """`the original` or `take 2`."""
    return tr("the original") if number == ORIGINAL else tr("take {n}", n=number)


def spoken_span(span: Span, sample_rate: int) -> str:
    """`12.03 to 12.48 seconds`."""
    start, stop = (samples_to_seconds(edge, sample_rate) for edge in (span.start, span.stop))
    return tr("{start} to {stop} seconds", start=f"{start:.2f}", stop=f"{stop:.2f}")


def spoken_region(document: Document, region: Region, zero: int | None = None) -> str:
    """One sentence that says what a look at the region says, counted from `zero` where that is known."""
    here = region.span.shifted(-(zero_of(document) if zero is None else zero))
    name = region.name or tr("Region {n}", n=region.number)
    n_takes = len(region.takes)
    count = {0: tr("no takes"), 1: tr("1 take")}.get(n_takes) or tr("{n} takes", n=n_takes)
    chosen = f", {tr('{take} selected', take=take_name(region.chosen))}" if region.takes else ""
    return f"{name}, {spoken_span(here, document.sample_rate)}, {count}{chosen}"


def spoken_clip(document: Document, clip: Clip, zero: int | None = None) -> str:
    """One sentence that says what a look at a clip says; `zero` as in `spoken_region`."""
    here = clip.span.shifted(-(zero_of(document) if zero is None else zero))
    where = spoken_span(here, document.sample_rate)
    parts = [tr("Clip {name}, {where}", name=clip.title, where=where)]
    if clip.is_silent:
        parts.append(tr("silent"))
    elif clip.gain_db:
        parts.append(tr("{gain} decibels", gain=f"{clip.gain_db:+.1f}"))
    parts += [tr("reversed")] * clip.is_reversed
    parts += [tr("fades in")] * (clip.fade_in > 0) + [tr("fades out")] * (clip.fade_out > 0)
    return ", ".join(parts)


def spoken_take(region: Region, take: Take | None) -> str:
    """One sentence about a take: number, seed, star, suspicion, whether it is heard."""
    number = ORIGINAL if take is None else take.number
    name = tr("{take} of {region}", take=take_name(number), region=region_name(region))
    parts = [name[:1].upper() + name[1:]]
    if take is not None:
        parts.append(tr("seed {seed}", seed=take.seed))
        parts += [tr("starred")] * take.is_starred + [tr("source changed")] * take.is_stale
        parts += [tr("suspect: {reason}", reason=take.suspect)] if take.suspect else []
    parts += [tr("selected")] if region.chosen == number else []
    return ", ".join(parts)
