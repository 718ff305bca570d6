"""Other channels than those of the project: to one, or to two.

Two become one as their mean, so that what is in the middle keeps its level; one becomes two that are the
same. Surround becomes stereo at the weights of ITU-R BS.775: the centre and the rears are 3 dB down, and the
low frequencies are left out; so do four channels, which have no centre. Its mean is the mono of the same
recommendation, at the level of every other mean here.

Source: ITU-R BS.775, annex 4, down-mixing of 3/2; the order of channels is that of WAVEFORMATEXTENSIBLE.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from engine.document.splice import Sound
from engine.export.passage import Passage
from engine.export.shape import Channels
from engine.timeline import Mask, Span

Gains = Mapping[int, float]
"""What one channel is made of: channels that it is folded from, and their amplitudes."""

_HALF_POWER = 0.5**0.5

_STEREO: Mapping[int, tuple[Gains, Gains]] = MappingProxyType(
    {
        1: ({0: 1.0}, {0: 1.0}),
        2: ({0: 1.0}, {1: 1.0}),
        4: ({0: 1.0, 2: _HALF_POWER}, {1: 1.0, 3: _HALF_POWER}),
        5: ({0: 1.0, 2: _HALF_POWER, 3: _HALF_POWER}, {1: 1.0, 2: _HALF_POWER, 4: _HALF_POWER}),
        6: ({0: 1.0, 2: _HALF_POWER, 4: _HALF_POWER}, {1: 1.0, 2: _HALF_POWER, 5: _HALF_POWER}),
    }
)
"""By the number of channels; what is not here has no standard."""


def has_way(n_channels: int, channels: Channels) -> bool:
    """Whether it is known how so many become these."""
    return n_channels in _STEREO or n_channels == _wanted(n_channels, channels)


def folded(passage: Passage, channels: Channels) -> Passage:
    """The same with other channels; itself where it has them already.

    Samples that are passed on as they are stay so in a pair that is the same; a sum is not what any recording
    holds.

    Raises:
        ValueError: there is no way; see `has_way`.
    """
    n_channels = passage.n_channels
    wanted = _wanted(n_channels, channels)
    if wanted == n_channels:
        return passage
    if not has_way(n_channels, channels):
        raise ValueError(f"there is no standard for {n_channels} channels to become {wanted}")
    gains = _STEREO[n_channels] if wanted == 2 else (_mean(*_STEREO[n_channels]),)
    length = passage.span.length
    return replace(
        passage,
        n_channels=wanted,
        rendered=lambda part: _fold(passage.rendered(part), gains),
        changed=passage.changed if n_channels == 1 else Mask((Span(0, length),) if length else ()),
    )


def _wanted(n_channels: int, channels: Channels) -> int:
    return {Channels.MONO: 1, Channels.STEREO: 2}.get(channels, n_channels)


def _mean(left: Gains, right: Gains) -> Gains:
    both = sorted(left.keys() | right.keys())
    return {channel: (left.get(channel, 0.0) + right.get(channel, 0.0)) / 2 for channel in both}


def _fold(sound: Sound, gains: Sequence[Gains]) -> Sound:
    """`[n, c]` -> `[n, len(gains)]`, summed in order, so that parts give the bits of the whole.

    What is left out is not even multiplied by 0: there it would spoil what is heard where it is no number.
    """
    made = np.zeros((len(sound), len(gains)))
    for at, told in enumerate(gains):
        for channel, gain in told.items():
            made[:, at] += sound[:, channel] * gain
    return made
