"""Other channels than those of the project: to one, or to two.

Two are what the mix makes of a track: one channel becomes two that are the same, and of more than two the
first pair is heard. So stems add up to the mix wherever all have the same channels. One is the mean of those
two, so that what is in the middle keeps its level.
"""

from __future__ import annotations

from dataclasses import replace

from engine.document.render import to_stereo
from engine.document.splice import Sound
from engine.export.passage import Passage
from engine.export.shape import Channels
from engine.timeline import Mask, Span


def folded(passage: Passage, channels: Channels) -> Passage:
    """The same with other channels; itself where it has them already.

    Samples that are passed on as they are stay so in a pair; a mean is not what any recording holds.
    """
    wanted = {Channels.MONO: 1, Channels.STEREO: 2}.get(channels, passage.n_channels)
    if wanted == passage.n_channels:
        return passage
    span = Span(0, passage.span.length)
    return replace(
        passage,
        n_channels=wanted,
        rendered=lambda part: _fold(passage.rendered(part), wanted),
        changed=passage.changed if wanted == 2 else Mask((span,) if span else ()),
    )


def _fold(sound: Sound, n_channels: int) -> Sound:
    """`[n, c]` -> `[n, n_channels]`, one or two; what is left out is not even multiplied by 0."""
    pair = to_stereo(sound)
    return pair if n_channels == 2 else (pair[:, :1] + pair[:, 1:]) / 2
