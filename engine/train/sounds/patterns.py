"""What is played: drum patterns of sixteen steps for every style, chord progressions and rhythms."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Style:
    """How a style is played.

    `tempo` is a range in BPM; `swing` the largest delay of every second sixteenth, as a share of one;
    `rows` give each family one or more bars to choose from, sixteen steps each: `X` accent, `x` hit,
    `o` soft, `-` soft and only sometimes, `.` nothing. `maybe` are rows that are not always there.
    """

    tempo: tuple[float, float]
    swing: float
    rows: dict[str, tuple[str, ...]]
    maybe: dict[str, tuple[str, ...]] = field(default_factory=dict)
    is_pumping: bool = False


_BACKBEAT = ("....X.......X...",)
_EIGHTHS = ("x.o.x.o.x.o.x.o.", "X.x.X.x.X.x.X.x.")
_SIXTEENTHS = ("xoxoxoxoxoxoxoxo", "x-oox-oox-oox-oo", "XooxXooxXooxXoox")
_FOUR = ("X...X...X...X...",)

DRUM_STYLES: dict[str, Style] = {
    "house": Style(
        (118, 128),
        0.25,
        {"kick": _FOUR, "clap": _BACKBEAT, "open hat": ("..X...X...X...X.", "..x...x...x...X.")},
        {"closed hat": _SIXTEENTHS, "shaker": _SIXTEENTHS, "rim": ("...x..x....x..x.", "x..x..x...x.....")},
        is_pumping=True,
    ),
    "techno": Style(
        (126, 142),
        0.08,
        {"kick": _FOUR, "closed hat": ("..x...x...x...x.", "xoxoxoxoxoxoxoxo", "oox.oox.oox.oox.")},
        {
            "clap": _BACKBEAT,
            "ride": ("..x...x...x...x.",),
            "tom": ("...o..o....o..o.", "......o..o....o."),
            "rim": ("...x..x....x..x.",),
            "open hat": ("..X...X...X...X.",),
        },
        is_pumping=True,
    ),
    "disco": Style(
        (110, 124),
        0.12,
        {
            "kick": _FOUR,
            "snare": _BACKBEAT,
            "open hat": ("..X...X...X...X.",),
            "closed hat": ("x.-.x.-.x.-.x.-.", "xo.oxo.oxo.oxo.o"),
        },
        {"cowbell": ("x.x.x.xx.x.x.x.x", "..x..x....x..x.."), "clap": _BACKBEAT},
    ),
    "hip-hop": Style(
        (82, 100),
        0.5,
        {
            "kick": ("X......x..X.....", "X..x......X..-..", "X.......x.X....."),
            "snare": _BACKBEAT,
            "closed hat": _EIGHTHS,
        },
        {"shaker": _SIXTEENTHS, "open hat": ("..............x.",)},
    ),
    "lo-fi": Style(
        (70, 88),
        0.55,
        {
            "kick": ("X......x..x.....", "X.....x.x......."),
            "rim": ("....X.......X...", "....X.......X.-."),
            "closed hat": ("x.x.x.x.x.x.x.xo", "o.x.o.x.o.x.o.x."),
        },
        {"shaker": _EIGHTHS},
    ),
    "trap": Style(
        (130, 150),
        0.05,
        {
            "kick": ("X.....x...x.....", "X..x......x...-."),
            "clap": ("........X.......",),
            "closed hat": ("x.x.x.x.xxx.x.x.", "x.x.xxxxx.x.x.xx", "xxx.xxx.xxx.x.xx"),
        },
        {
            "open hat": ("......x.........", "..............x."),
            "rim": ("...-..x....-...x",),
            "snare": ("........X.......",),
        },
    ),
    "breakbeat": Style(
        (120, 140),
        0.2,
        {
            "kick": ("X.X.......XX....", "X..X..x...X.....", "X.x....x..x....."),
            "snare": ("....X..o.o..X..o", "....X..o.o..X...", "....X.-o....X..x"),
            "closed hat": _EIGHTHS,
        },
        {"ride": _EIGHTHS, "cowbell": ("x...x...x...x...",)},
    ),
    "drum and bass": Style(
        (164, 178),
        0.08,
        {
            "kick": ("X.........X.....", "X.....x...X....."),
            "snare": ("....X.......X...", "....X..-.o..X..-"),
            "closed hat": _EIGHTHS,
        },
        {"ride": ("x...x...x...x...", "x.x.x.x.x.x.x.x."), "shaker": _SIXTEENTHS},
    ),
    "rock": Style(
        (92, 136),
        0.05,
        {"kick": ("X.....x.X.......", "X.......X.x.....", "X.x.....X.x....."), "snare": _BACKBEAT},
        {"closed hat": _EIGHTHS, "ride": ("x.o.x.o.x.o.x.o.",), "tom": ("..............oo",)},
    ),
    "half-time": Style(
        (66, 84),
        0.15,
        {
            "kick": ("X.........x.....", "X..x......x.....", "X.....x........."),
            "snare": ("........X.......",),
            "closed hat": _SIXTEENTHS,
        },
        {"open hat": ("..............x.",), "rim": ("...-..x......-..",)},
    ),
    "funk": Style(
        (94, 116),
        0.3,
        {
            "kick": ("X.x...x..x....x.", "X..x..x...x....."),
            "snare": ("....X..o.o..X..o", "....X.-o-o..X.o."),
            "closed hat": _SIXTEENTHS,
        },
        {"cowbell": ("x...x...x...x...", "x..x..x...x..x.."), "clap": _BACKBEAT},
    ),
    "reggaeton": Style(
        (86, 100),
        0.05,
        {
            "kick": _FOUR,
            "snare": ("...X..X....X..X.",),
            "closed hat": ("x.x.x.x.x.x.x.x.", "o.x.o.x.o.x.o.x."),
        },
        {"shaker": _SIXTEENTHS, "rim": ("...x..x....x..x.",)},
    ),
}

CHORD_STYLES: dict[str, tuple[float, float]] = {
    "ambient": (60, 84),
    "house": (118, 128),
    "techno": (126, 140),
    "lo-fi": (70, 88),
    "hip-hop": (82, 100),
    "trap": (130, 150),
    "disco": (110, 124),
    "funk": (94, 116),
    "rock": (92, 130),
    "drum and bass": (164, 178),
}
"""Styles of loops without drums, with their tempo ranges in BPM."""

FILLS: dict[str, tuple[dict[str, str], ...]] = {
    "fill": (
        {"snare": "........x.x.xxXX"},
        {"snare": "..........oxxXxX"},
        {"snare": "........ooxxxxXX", "kick": "X..............."},
    ),
    "tom fill": (
        {"tom": "........x.x.x.xx"},
        {"tom": "........xxx.xxxX", "snare": "....X..........."},
        {"tom": "..........xxxxXX"},
    ),
}
"""Rows that replace the last bar's."""

MINOR, MAJOR = (0, 2, 3, 5, 7, 8, 10), (0, 2, 4, 5, 7, 9, 11)

PROGRESSIONS: dict[bool, tuple[tuple[int, ...], ...]] = {
    True: ((0, 5, 2, 6), (0, 3, 5, 4), (0, 5, 3, 4), (0, 6, 5, 6), (0, 0, 5, 5), (0, 3), (0, 5)),
    False: ((0, 4, 5, 3), (0, 3, 4, 3), (5, 3, 0, 4), (0, 5, 3, 4), (1, 4, 0, 0), (0, 3), (3, 4)),
}
"""Degrees of the scale, one for each bar, in minor (True) and major."""

STABS = (
    "X.....x...x.....",
    "X..x..x.X..x..x.",
    "..X...X...X...X.",
    "X.......X.......",
    "X...............",
    "X..x..x...x.x...",
)
ARPEGGIOS = ("x.x.x.x.x.x.x.x.", "xxxxxxxxxxxxxxxx", "x..x..x.x..x..x.", "x.xxx.xxx.xxx.xx")
BASS_LINES = (
    "X.....x...X.x...",
    "..x...x...x...x.",
    "X..x..X.x..x..x.",
    "X.......x.......",
    "x.x.x.x.x.x.x.x.",
    "X......x..x.....",
)
