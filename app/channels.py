"""What the channels of a recording are called, and which of them a request can be for."""

from __future__ import annotations

from app.language import marked, tr
from engine.document.edits import MAX_CHANNELS_OF_A_TAKE

_FRONT = (marked("left"), marked("right"))
_MIDDLE = (marked("centre"), marked("low frequencies"))
_REAR = (marked("rear left"), marked("rear right"))
_SIDES = (marked("side left"), marked("side right"))

LAYOUTS = {
    4: (*_FRONT, *_REAR),
    5: (*_FRONT, _MIDDLE[0], *_REAR),
    6: (*_FRONT, *_MIDDLE, *_REAR),
    8: (*_FRONT, *_MIDDLE, *_REAR, *_SIDES),
}
"""The order in which WAV files have them (Microsoft, WAVEFORMATEXTENSIBLE)."""


def channel_name(channel: int, n_channels: int) -> str:
    """`3: centre`, or the number alone where the layout is not known."""
    names = LAYOUTS.get(n_channels)
    return f"{channel + 1}: {tr(names[channel])}" if names else f"{channel + 1}"


def choices(n_channels: int) -> list[tuple[str, tuple[int, ...]]]:
    """Pairs and single channels that a request can be for, with their names; none where it can be for all."""
    if n_channels <= MAX_CHANNELS_OF_A_TAKE:
        return []
    names = [channel_name(channel, n_channels) for channel in range(n_channels)]
    layout = LAYOUTS.get(n_channels)
    pairs = [(i, i + 1) for i in range(n_channels - 1) if _is_pair(i, layout)]
    found = [(f"{names[a]} + {names[b]}", (a, b)) for a, b in pairs]
    return [*found, *((name, (channel,)) for channel, name in enumerate(names))]


def _is_pair(channel: int, layout: tuple[str, ...] | None) -> bool:
    if layout is None:
        return channel % 2 == 0
    return layout[channel].endswith("left") and layout[channel + 1].endswith("right")
