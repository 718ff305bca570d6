"""Takes: hearing them, comparing them, sorting them out."""

from __future__ import annotations

from functools import partial

from app.actions.rows import TAKES, Action, Window
from app.desk import Desk


def rows(desk: Desk, window: Window) -> list[Action]:
    """The rows, in the order of the menu."""
    return [*_hearing(desk), *_sorting(desk, window), *_asking(desk, window)]


def _hearing(desk: Desk) -> list[Action]:
    takes = desk.takes
    return [
        Action("takes.next", "Next take", "Alt+Down", TAKES, partial(takes.step, 1), takes.has_takes),
        Action(
            "takes.previous",
            "Previous take",
            "Alt+Up",
            TAKES,
            partial(takes.step, -1),
            takes.has_takes,
        ),
        Action("takes.0", "Hear the original", "0", TAKES, partial(takes.choose, 0), takes.hears_take),
        *(
            Action(
                f"takes.{n}",
                f"Take {n}",
                str(n),
                "",
                partial(takes.choose, n),
                partial(takes.has_take, n),
            )
            for n in range(1, 10)
        ),
        Action(
            "takes.match",
            "Equally loud takes",
            "",
            TAKES,
            takes.toggle_match,
            is_on=lambda: takes.is_matched,
        ),
        Action(
            "takes.louder",
            "Take a little louder",
            "Alt+Shift+Up",
            TAKES,
            partial(takes.turn, 1),
            takes.hears_take,
            starts_group=True,
        ),
        Action(
            "takes.softer",
            "Take a little softer",
            "Alt+Shift+Down",
            TAKES,
            partial(takes.turn, -1),
            takes.hears_take,
        ),
    ]


def _sorting(desk: Desk, window: Window) -> list[Action]:
    takes = desk.takes
    return [
        Action(
            "takes.keep",
            "Keep only this take",
            "K",
            TAKES,
            takes.keep,
            takes.hears_take,
            starts_group=True,
        ),
        Action("takes.discard", "Discard take", "Backspace", TAKES, takes.discard, takes.hears_take),
        Action("takes.restore", "Bring back from the bin", "", TAKES, takes.restore, takes.has_bin),
        Action("takes.star", "Star take", "*", TAKES, takes.star, takes.hears_take),
        Action(
            "takes.rename",
            "Name the take…",
            "Shift+F2",
            TAKES,
            window.rename_take,
            takes.hears_take,
        ),
        Action(
            "takes.fold",
            "Takes in rows",
            "Ctrl+Alt+T",
            TAKES,
            takes.fold,
            takes.has_stack,
            takes.is_unfolded,
            starts_group=True,
        ),
    ]


def _asking(desk: Desk, window: Window) -> list[Action]:
    takes = desk.takes
    return [
        Action(
            "takes.new_seeds",
            "This prompt, new seeds",
            "Ctrl+R",
            TAKES,
            window.ask_with_new_seeds,
            takes.hears_take,
            starts_group=True,
        ),
        Action(
            "takes.same_seed",
            "Same seed, new prompt",
            "Ctrl+Shift+R",
            TAKES,
            window.prompt_with_same_seed,
            takes.hears_take,
        ),
        Action(
            "takes.again",
            "Make this take again",
            "",
            TAKES,
            lambda: _ask_again(desk),
            takes.hears_take,
        ),
    ]


def _ask_again(desk: Desk) -> None:
    """Make the take that is heard once more, as its recipe says."""
    region, take = desk.takes.region, desk.takes.take
    if region is not None and take is not None:
        desk.generating.ask_again(region.id, take)
