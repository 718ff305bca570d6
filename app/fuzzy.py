"""How well a few typed letters fit a name: pure, for the command palette."""

from __future__ import annotations

WORD_START, IN_A_ROW, PLAIN = 8.0, 5.0, 1.0
"""What a letter is worth: at the start of a word, right behind the one before, anywhere else."""

BEGINS = 20.0
"""What it is worth that the name begins with just what was typed: “cut” means Cut."""

LATE = 0.02
"""What each letter of the name takes away, so that of two fits the shorter name comes first."""


def score(typed: str, name: str) -> float | None:
    """How well `typed` fits: its letters come in this order in `name`; None where they do not.

    Blanks in what was typed are passed over: the words of a name may be typed in part, in their order.
    """
    letters = [letter for letter in typed.casefold() if not letter.isspace()]
    text = name.casefold()
    best = 0.0
    if letters:
        found = _best(letters, text)
        if found is None:
            return None
        best = found + BEGINS * text.startswith(typed.strip().casefold())
    return best - LATE * len(text)


def _best(letters: list[str], text: str) -> float | None:
    """The best sum over all ways to find the letters in order; a table, letter by letter."""
    ends: dict[int, float] = {-1: 0.0}  # by place of the letter before: the best sum so far
    for letter in letters:
        reached: dict[int, float] = {}
        for at in (at for at, other in enumerate(text) if other == letter):
            sums = [worth + _worth(text, at, before) for before, worth in ends.items() if before < at]
            if sums:
                reached[at] = max(sums)
        ends = reached
    return max(ends.values()) if ends else None


def _worth(text: str, at: int, before: int) -> float:
    if at == 0 or not text[at - 1].isalnum():
        return WORD_START
    return IN_A_ROW if before == at - 1 else PLAIN
