"""Document + Span -> samples: playback, export, the model's ear and drawing all hear the track through here.

Rendering in blocks gives the very same bits as rendering at once: every join is computed whole, from its own
position and length, whichever part of it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.audio.files import Source
from engine.audio.levels import from_db
from engine.document.document import Clip, Document, Region, Take, Track
from engine.document.splice import MAX_JOIN_SHARE, Sound, join
from engine.timeline import Mask, Span

Read = Callable[[Source, Span], Sound]
"""Gives `[span.length, source.n_channels]` float64 of a source; `audio.files.Reader.read` is one."""

DEFAULT_BLOCK = 1 << 16


@dataclass(frozen=True, slots=True)
class Layer:
    """A chosen take as it is heard: where, and how its two ends are joined to what lies beneath.

    `fade_in` and `fade_out` are samples inside `heard`. `before` and `after` are takes of the neighbouring
    regions that sound on under those joins; None is the track's own material.
    """

    take: Take
    heard: Span
    fade_in: int
    fade_out: int
    before: Take | None = None
    after: Take | None = None

    @property
    def joins(self) -> tuple[Span, Span]:
        """Where the two crossfades lie."""
        start, stop = self.heard.start, self.heard.stop
        return Span(start, start + self.fade_in), Span(stop - self.fade_out, stop)


def layers(track: Track, within: Span | None = None) -> tuple[Layer, ...]:
    """The chosen takes of a track in order, with their joins; of those `within` a span, if one is given.

    A join fades to the material only as far as there is material, so that it is never a hole. Where a take
    begins in silence it begins at once, because a fade would soften its attack; where it ends in silence it
    is faded out. At an edge that two regions share, a take whose file reaches past the edge sounds on under
    the other's join: this is how an extension of an extension is joined.
    """
    regions = track.regions if within is None else _beside(track, within)
    planned: list[Layer] = []
    for region in regions:
        layer = _alone(region, track)
        if layer is None:
            continue
        if planned and planned[-1].heard.stop == layer.heard.start:
            planned[-1], layer = _side_by_side(planned[-1], layer)
        planned.append(layer)
    return tuple(layer for layer in planned if within is None or layer.heard.overlaps(within))


def render_clips(track: Track, span: Span, read: Read) -> Sound:
    """What the clips of a track sound like without any take; as `render_track`."""
    sound = np.zeros((span.length, track.n_channels))
    for clip in track.clips_in(span):
        part = clip.span.overlap(span)
        sound[part.start - span.start : part.stop - span.start] = _read_clip(clip, part, read)
    return sound


def render_track(track: Track, span: Span, read: Read) -> Sound:
    """What a track sounds like: its clips, and the chosen takes over them, before the track's gain and pan.

    Args:
        span: any stretch; where nothing lies there is silence.
        read: gives samples of a source.
    Returns:
        `[span.length, track.n_channels]` float64; outside the regions, and where clips have neither gain nor
        fades, the very samples that were read.
    """
    sound = render_clips(track, span, read)
    for layer in layers(track, span):
        _lay(sound, span, track, layer, read)
    return sound


def render(document: Document, span: Span, read: Read, *, without_takes: bool = False) -> Sound:
    """The stereo mix.

    A track of one channel goes to both sides at unity; of more than two, the first pair is heard. Pan is a
    balance: it turns down the far side, linearly, and leaves the near one alone; so the centre at 0 dB
    changes nothing. A muted track is silent; while any track is solo the others are, too.

    Args:
        without_takes: the originals alone, to compare with.
    Returns:
        `[span.length, 2]` float64; a single track at unity is passed on bit by bit.
    """
    render_one = render_clips if without_takes else render_track
    mix: Sound | None = None
    for track in audible(document):
        sound = to_stereo(render_one(track, span, read), track.gain_db, track.pan)
        mix = sound if mix is None else mix + sound
    return np.zeros((span.length, 2)) if mix is None else mix


def audible(document: Document) -> tuple[Track, ...]:
    """The tracks that are heard, by mute and solo; a track that is both is not."""
    is_any_solo = any(track.is_solo for track in document.tracks)
    return tuple(t for t in document.tracks if not t.is_muted and (t.is_solo or not is_any_solo))


def to_stereo(sound: Sound, gain_db: float = 0.0, pan: float = 0.0) -> Sound:
    """Fold `[n, c]` to `[n, 2]` at a gain in dB and a balance of -1 (left) to 1 (right); see `render`."""
    pair = sound[:, :2] if sound.shape[1] > 1 else np.repeat(sound, 2, axis=1)
    sides = np.array([min(1.0, 1.0 - pan), min(1.0, 1.0 + pan)])
    return pair * (from_db(gain_db) * sides)


def blocks(rendered: Callable[[Span], Sound], span: Span, n_samples: int = DEFAULT_BLOCK) -> Iterator[Sound]:
    """`span` piece by piece, for writing files longer than memory.

    Args:
        rendered: gives any stretch, e.g. `lambda part: render_track(track, part, read)`.
        n_samples: of each block; the last one may be shorter.
    """
    for start in range(span.start, span.stop, n_samples):
        yield rendered(Span(start, min(start + n_samples, span.stop)))


def fade_gains(clip: Clip, at: NDArray[np.integer[Any]]) -> NDArray[np.float64]:
    """The gains of a clip's fades at the samples `at` of the track, which lie inside it; 1 between the fades.

    A fade is a quarter of a sine, sin(pi t / 2), like the joins of unrelated sounds: of two clips of equal
    power that fade into each other on two tracks the sum stays as loud as each.
    """
    rising = (at - clip.start + 0.5) / max(1, clip.fade_in)
    falling = (clip.span.stop - at - 0.5) / max(1, clip.fade_out)
    t = np.minimum(rising if clip.fade_in else 1.0, falling if clip.fade_out else 1.0)
    return np.sin(np.clip(t, 0.0, 1.0) * (np.pi / 2)) + np.zeros(at.shape)


# ---- the plan of joins


def _beside(track: Track, within: Span) -> tuple[Region, ...]:
    """The regions in a span, and those that touch them."""
    met = track.regions_in(within)
    return track.regions_in(Span(met[0].span.start - 1, met[-1].span.stop + 1)) if met else ()


def _alone(region: Region, track: Track) -> Layer | None:
    """The layer of a region as if it had no neighbours; None where the original is heard."""
    take = region.chosen_take
    if take is None or not (heard := region.span.overlap(take.span)):
        return None
    material = Mask.of(clip.span for clip in track.clips_in(heard) if not clip.is_silent)
    longest = min(take.crossfade, heard.length // MAX_JOIN_SHARE)
    at_start = next((s for s in material.spans if heard.start in s), Span(heard.start, heard.start))
    at_stop = next((s for s in material.spans if heard.stop - 1 in s), None)
    fade_in = min(longest, at_start.stop - heard.start)
    fade_out = longest if at_stop is None else min(longest, heard.stop - at_stop.start)
    return Layer(take, heard, fade_in, fade_out)


def _side_by_side(left: Layer, right: Layer) -> tuple[Layer, Layer]:
    """Join two layers that touch, if one of their takes reaches past the edge."""
    edge = right.heard.start
    if left.take.channels != right.take.channels:
        return left, right
    if (reach := left.take.span.stop - edge) > 0:
        fade = min(_longest(right), reach)
        return replace(left, fade_out=0), replace(right, fade_in=fade, before=left.take)
    if (reach := edge - right.take.span.start) > 0:
        fade = min(_longest(left), reach)
        return replace(left, fade_out=fade, after=right.take), replace(right, fade_in=0)
    return left, right


def _longest(layer: Layer) -> int:
    return min(layer.take.crossfade, layer.heard.length // MAX_JOIN_SHARE)


# ---- samples


def _read_clip(clip: Clip, part: Span, read: Read) -> Sound:
    if clip.is_silent:
        return np.zeros((part.length, clip.source.n_channels))
    sound = read(clip.source, clip.source_span(part))
    sound = sound[::-1] if clip.is_reversed else sound
    sound = sound if clip.gain_db == 0 else sound * from_db(clip.gain_db)
    if part.start >= clip.start + clip.fade_in and part.stop <= clip.span.stop - clip.fade_out:
        return sound
    return _faded(sound, clip, part)


def _faded(sound: Sound, clip: Clip, part: Span) -> Sound:
    """`sound` of `part` with the fades of the clip; between them the very same samples."""
    sound, span = sound.copy(), clip.span
    for fade in (Span(span.start, span.start + clip.fade_in), Span(span.stop - clip.fade_out, span.stop)):
        if met := fade.overlap(part):
            inside = slice(met.start - part.start, met.stop - part.start)
            sound[inside] *= fade_gains(clip, np.arange(met.start, met.stop))[:, np.newaxis]
    return sound


def _read_take(take: Take, part: Span, read: Read) -> Sound:
    sound = read(take.source, take.source_span(part))
    return (sound[::-1] if take.is_reversed else sound) * from_db(take.level_db)


def _lay(sound: Sound, span: Span, track: Track, layer: Layer, read: Read) -> None:
    """Write a layer into `sound [span.length, c]`, as far as the two meet."""
    rising, falling = layer.joins
    plain = Span(rising.stop, falling.start)
    if part := plain.overlap(span):
        _put(sound, span, part, layer, _read_take(layer.take, part, read))
    for edge, beneath in ((rising, layer.before), (falling, layer.after)):
        if part := edge.overlap(span):
            under = _beneath(track, layer, edge, beneath, read)
            whole = join(under, _read_take(layer.take, edge, read), is_rising=edge is rising)
            _put(sound, span, part, layer, whole[part.start - edge.start : part.stop - edge.start])


def _beneath(track: Track, layer: Layer, edge: Span, take: Take | None, read: Read) -> Sound:
    if take is not None:
        return _read_take(take, edge, read)
    return render_clips(track, edge, read)[:, list(layer.take.channels)]


def _put(sound: Sound, span: Span, part: Span, layer: Layer, patch: Sound) -> None:
    sound[part.start - span.start : part.stop - span.start, list(layer.take.channels)] = patch
